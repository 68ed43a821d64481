"""Written lines as an engineer says them, and where in the line each clause stands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.content.library import Library
from viva.speech.number_words import cardinal, decade, ordinal, year
from viva.speech.spoken_form import FIRST_WORDS, spoken_clauses, spoken_form

SAID = {
    "A/B test": "A B test", "AUC": "A U C", "ROC": "R O C", "F1": "F one", "KV cache": "K V cache",
    "L2": "L two", "p99": "P ninety nine", "recall@k": "recall at kay", "NDCG": "N D C G", "MAP": "map",
    "LightGBM": "light G B M", "RAG": "rag", "k-means": "kay means", "SQL": "sequel",
}  # fmt: skip

TABLE = [
    # numbers
    (
        "I see 1234 rows and 12,000.5 more.",
        "I see one thousand two hundred thirty-four rows and twelve thousand point five more.",
    ),
    ("It is 0.001 or .87.", "It is zero point zero zero one or point eight seven."),
    ("From -3 to −0.5.", "From minus three to minus zero point five."),
    ("Code 007.", "Code zero zero seven."),
    ("The 1st, 22nd and 95th.", "The first, twenty-second and ninety-fifth."),
    ("About 1/3, 3/4 and 5/8.", "About one third, three quarters and five over eight."),
    ("Split it 80/20, on call 24/7.", "Split it eighty twenty, on call twenty-four seven."),
    ("Order 123456789.", "Order one two three four five six seven eight nine."),
    ("All 3000000 of them.", "All three million of them."),
    # powers and sizes
    ("A rate of 1e-4 or 3e5.", "A rate of one E minus four or three E five."),
    ("10^-3, 10⁻³ and 2^10.", "ten to the minus three, ten to the minus three and two to the ten."),
    ("x^2, y³ and e^{-x}.", "x squared, y cubed and e to the minus X."),
    ("It is O(n log n), not O(n^2) or O(1).", "It is O of N log N, not O of n squared or O of one."),
    ("Two 64×64 tiles, 10x faster.", "Two sixty-four by sixty-four tiles, ten times faster."),
    ("It takes 2-3x or 4 times 3 × 2.", "It takes two to three times or four times three by two."),
    (
        "10k users, 1M rows, 128K context.",
        "ten thousand users, one million rows, one hundred twenty-eight thousand context.",
    ),
    ("A 7B model with 2bn tokens.", "A seven B model with two billion tokens."),
    # per cent and money
    (
        "99.9 % or 3-5 % or 3–5%.",
        "ninety-nine point nine percent or three to five percent or three to five percent.",
    ),
    (
        "$5M, £1, $4.50 and €1,200.",
        "five million dollars, one pound, four dollars fifty and one thousand two hundred euros.",
    ),
    ("$10-20k a month, $0.15 each.", "ten to twenty thousand dollars a month, fifteen cents each."),
    ("$3 million saved.", "three million dollars saved."),
    # units
    (
        "350 ms, 1 ms, 2 s, 10GB, 1 GB.",
        "three hundred fifty milliseconds, one millisecond, two seconds, ten gigabytes, one gigabyte.",
    ),
    ("5-10 GB/s at 200 QPS.", "five to ten gigabytes per second at two hundred Q P S."),
    ("Cut 10 µs off 3 min.", "Cut ten microseconds off three minutes."),
    ("4-bit weights, 30-day window, top-3.", "four bit weights, thirty day window, top three."),
    # times and dates
    ("At 11:30, 12:05 and 9 a.m. sharp.", "At eleven thirty, twelve oh five and nine A M sharp."),
    ("At 10:00 we start.", "At ten o'clock we start."),
    ("On 22 November 2026.", "On the twenty-second of November twenty twenty-six."),
    ("On Nov 3, since 2019, in the 2010s.", "On November third, since twenty nineteen, in the twenty tens."),
    ("Due 2026-03-01.", "Due the first of March twenty twenty-six."),
    ("In 2048 dimensions.", "In two thousand forty-eight dimensions."),
    # comparisons and arrows
    ("Set k=10 when x >= 3.", "Set k equals ten when x is at least three."),
    ("~5k users -> CTR drops.", "about five thousand users to C T R drops."),
    ("Loss < 0.1 & rising.", "Loss is less than zero point one and rising."),
    ("1 + 2 = 3, mean ± 2σ.", "one plus two equals three, mean plus or minus two sigma."),
    ("With λ=0.1 and f(x).", "With lambda equals zero point one and f of x."),
    # acronyms and names
    ("The ROC AUC of GPUs.", "The R O C A U C of G P U's."),
    ("CTR, TF-IDF and an LLM's API.", "C T R, T F I D F and an L L M's A P I."),
    (
        "Use int8, fp16, bf16, float32 and v2.",
        "Use int eight, F P sixteen, B F sixteen, float thirty-two and v two.",
    ),
    (
        "On H100 or S3 with GPT-4 and Llama-3-8B.",
        "On H one hundred or S three with G P T four and Llama three eight B.",
    ),
    ("NDCG@10, recall@k, P@5.", "N D C G at ten, recall at kay, P at five."),
    ("p99 and F1, L2, p50.", "P ninety nine and F one, L two, p fifty."),
    ("LightGBM's num_leaves and BatchNorm.", "light G B M's num leaves and Batch Norm."),
    ("TreeSHAP, pCTR, HDBSCAN, ARIMA.", "Tree shap, p C T R, H D B S C A N, arima."),
    ("It must NOT leak, OK?", "It must not leak, okay?"),
    ("C++ or C#, k-means++.", "C plus plus or C sharp, kay means plus plus."),
    ("MAP is not a map.", "map is not a map."),
    ("model.eval() then x.shape", "model dot eval then x dot shape"),
    ("A.U.C. and R&D.", "A U C and R and D."),
    # what is written and not said
    ("**Bold**, _slanted_ and `code`.", "Bold, slanted and code."),
    ("“Quoted” — and (aside) here…", "Quoted, and, aside, here."),
    ("See [the notes](https://x.dev/a).", "See the notes."),
    ("Go to https://github.com/foo/bar-baz now.", "Go to github dot com slash foo slash bar baz now."),
    ("e.g. this, i.e. that, vs. those etc.", "for example this, that is that, versus those et cetera"),
    ("First\n- one\n- two", "First. one. two"),
    ("<speak>hi <break time='3s'/>there</speak>", "hi there"),
    ("Mm-hm. Go on.", "Uh-huh. Go on."),
    ("Café naïve São.", "Café naïve São."),
    ("Hi\x00\x07 there\u00a0you \U0001f600.", "Hi there you."),
    # what looks like an option or a command
    ("--help me; $(rm -rf) `ls`", "help me, R M R F, L S"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), TABLE)
def test_a_line_is_said_as_an_engineer_says_it(written: str, said: str) -> None:
    assert spoken_form(written, SAID) == said


@pytest.mark.parametrize("line", ["", "   ", "...", "—", "**", "\U0001f600", "<br/>"])
def test_a_line_without_words_has_no_clause(line: str) -> None:
    assert spoken_clauses(line) == ()


def cut(line: str) -> list[str]:
    return [line[clause.start : clause.end] for clause in spoken_clauses(line, SAID)]


def test_the_first_clause_is_short_and_later_ones_are_sentences() -> None:
    line = (
        "Thanks, that is clear so far. Now suppose the AUC falls, say to 0.7, overnight. "
        "What do you check first?"
    )
    assert cut(line) == [
        "Thanks, that is clear so far.",
        "Now suppose the AUC falls, say to 0.7, overnight.",
        "What do you check first?",
    ]
    assert cut("So tell me how, step by step, you would begin.") == [
        "So tell me how,",
        "step by step, you would begin.",
    ]
    assert cut("Right. And then?") == ["Right.", "And then?"]
    assert cut("OK. If it had gone wrong, what then would you do?")[1] == "If it had gone wrong,"
    assert cut("What would you measure, and why?") == ["What would you measure, and why?"]


def test_a_long_sentence_is_cut_at_its_commas() -> None:
    line = (
        "Say your ranking model is live for the whole of the country and all goes well with it so far, then"
        " the rate of clicks falls by three percent in one night and nobody has changed anything, and your"
        " manager asks you why."
    )  # fmt: skip
    assert len(cut(line)) == 3
    assert " ".join(cut(line)) == line


def test_figures_and_short_forms_end_no_sentence() -> None:
    assert cut("It fell from 0.93 to 0.87, i.e. by six points at p99. Why is that?") == [
        "It fell from 0.93 to 0.87,",
        "i.e. by six points at p99.",
        "Why is that?",
    ]


@pytest.mark.parametrize(
    "line", ["I'd like more on that.", "We're at the end, and I'll stop.", "I've got it.", "I'm with you."]
)
def test_shortened_words_stay_whole(line: str) -> None:
    assert spoken_form(line) == line
    assert spoken_form(line.replace("'", "’")) == line


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_said_in_order_and_without_what_cannot_be(line: str) -> None:
    at = 0
    for clause in spoken_clauses(line, SAID):
        assert at <= clause.start < clause.end <= len(line)
        assert line[clause.start : clause.end].strip() == line[clause.start : clause.end]
        assert not re.search(r"[0-9<>{}\[\]|\\`*_#$%^=@\x00-\x1f\x7f]", clause.text)
        assert clause.text == " ".join(clause.text.split())
        at = clause.end


@given(
    st.lists(
        st.sampled_from(["so", "we", "train,", "it.", "why?", "AUC", "3-5%", "(now)", "e.g."]), max_size=40
    )
)
def test_clauses_cover_the_line(words: list[str]) -> None:
    line = " ".join(words)
    clauses = spoken_clauses(line, SAID)
    left = "".join(
        line[end:start]
        for end, start in zip(
            [0, *(c.end for c in clauses)], [*(c.start for c in clauses), len(line)], strict=True
        )
    )
    assert not re.search(r"\w", left)
    assert all(c.text[-1] in ".?!" or len(c.text.split()) >= FIRST_WORDS for c in clauses[:-1])


def test_every_line_of_the_bank_can_be_said(library: Library) -> None:
    said = {term.term: term.said for term in library.glossary}
    for question in library.questions.values():
        clauses = spoken_clauses(question.prompt, said)
        text = " ".join(clause.text for clause in clauses)
        assert clauses
        assert not re.search(r"[0-9%$£€_@=/]|[A-Z]{2}", text), text


def test_numbers_in_words() -> None:
    assert cardinal(1_000_000) == "one million"
    assert cardinal(21_019) == "twenty-one thousand nineteen"
    assert [ordinal(n) for n in (1, 2, 3, 12, 20, 21, 100)] == [
        "first", "second", "third", "twelfth", "twentieth", "twenty-first", "one hundredth",
    ]  # fmt: skip
    assert [year(n) for n in (1900, 1995, 2000, 2008, 2010, 2026)] == [
        "nineteen hundred", "nineteen ninety-five", "two thousand", "two thousand eight", "twenty ten",
        "twenty twenty-six",
    ]  # fmt: skip
    assert [decade(n) for n in (1990, 2010, 2020)] == ["nineteen nineties", "twenty tens", "twenty twenties"]
