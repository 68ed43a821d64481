"""The end of what was said tells whether more is to come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.speech.clause import Shape, read_clause

ENDS = {
    Shape.NOTHING: ["", " ... ", "?"],
    Shape.HESITATION: ["Um", "So, um...", "Okay, so", "Well, uh,", "Right, and"],
    Shape.HANGING: [
        "We'd use a two tower model because",
        "We would use a",
        "We would use a.",
        "The score depends on whether",
        "We shard it, um.",
        "I'd store them in the—",
        "Then we...",
        "I think.",
        "No, because",
        "That's how I'd rank them, but",
        "Let me think about that for a second.",
        "Hmm, good question.",
        "Give me a moment.",
        "The latency is",
    ],
    Shape.LEANING: [
        "We retrain, we evaluate,",
        "The latency would be around 100",
        "about two hundred",
        "It is about three point",
        "One thing I would look at.",
        "I'd look at precision, recall.",
        "Once a night on the last.",
        "I convinced them by showing.",
        "What I mean is that.",
        "If the latency gets worse.",
        "We log the clicks to",
    ],
    Shape.PROMISED: [
        "There are three reasons. The first is cost.",
        "There are a couple of things to consider.",
        "First, I'd clarify the goal.",
        "Let me start with the data.",
        "So the next step.",
        "I'll walk through the pipeline.",
    ],
    Shape.OPEN: ["gradient boosted trees", "Embeddings."],
    Shape.CLOSED: [
        "The model runs nightly.",
        "For ranking I'd use gradient boosted trees.",
        "There are two options. First we cache. Second we precompute the answers.",
        "We log clicks, views, purchases and so on.",
        "k equals 10.",
        "Boosted trees are hard to beat on that.",
        "The first question is cost. I'd go for watch time.",
        "The simpler solution overfits less.",
    ],
    Shape.REPLY: [
        "Yes, daily batches are fine.",
        "No.",
        "Yeah.",
        "Yes, it is.",
        "Both.",
        "Correct, offline.",
    ],
    Shape.HANDED_OVER: [
        "I think that covers it.",
        "So that's my answer.",
        "That's it.",
        "Yeah, that's about it.",
        "That's how I'd design it.",
        "Over to you.",
        "I'm done.",
        "I'll stop there.",
        "Nothing else to add.",
        "Can I assume we have click logs?",
        "Does that make sense?",
        "How many users do we have?",
        "I'd optimise for watch time. Is that okay?",
    ],
}


@pytest.mark.parametrize(
    ("shape", "text"), [(shape, text) for shape, texts in ENDS.items() for text in texts]
)
def test_the_last_words_give_the_shape(shape: Shape, text: str) -> None:
    assert read_clause(text).shape is shape


@pytest.mark.parametrize("text", ["That's my answer.", "THAT'S MY ANSWER", "that’s my answer"])
def test_case_marks_and_apostrophes_do_not_matter(text: str) -> None:
    assert read_clause(text).shape is Shape.HANDED_OVER


def test_words_that_say_nothing_are_not_counted() -> None:
    assert read_clause("So, um, we cache it.").words == 3


@given(st.text(max_size=200))
def test_any_text_has_a_shape(text: str) -> None:
    clause = read_clause(text)
    assert clause.words <= len(text.split()) * 8 + len(text)
    assert (clause.shape is Shape.NOTHING) <= (clause.words == 0)


@given(st.sampled_from(["because", "the", "um", "and", "would"]), st.sampled_from(["", ".", ",", "..."]))
def test_no_mark_closes_a_clause_that_hangs(word: str, mark: str) -> None:
    assert read_clause(f"We retrain it nightly {word}{mark}").shape is Shape.HANGING
