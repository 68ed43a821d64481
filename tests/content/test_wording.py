"""How the content speaks: no sentence twice, no praise, no answer in a question, one spelling."""

import re
from collections import defaultdict

from content.wording import Said, examples, fragments, interviewer, key, sentences, words
from viva.content.check import check
from viva.content.library import Library

FINE = "great|good|excellent|perfect|brilliant|nice|lovely|fantastic|wonderful|impressive|clever|smart|strong"
OPENING = (
    "great|good|excellent|perfect|brilliant|nice|exactly|correct|amazing|awesome|superb|bravo|congratulations"
)
WORK = (
    "answer|point|question|job|work|start|thinking|thought|idea|catch|choice|call|explanation|example|story"
)
PRAISE = re.compile(
    rf"""!
    | \b(?:{FINE})\ (?:{WORK})\b                      # good point
    | (?:^|[.?:]\ )(?:{OPENING})(?:[.,]|$)            # Great, ...
    | \b(?:well\ done|well\ put|spot\ on|impressed)\b
    | \bI\ (?:really\ )?(?:like\ (?:that|how|the\ way)|love)\b
    | \bthat's\ (?:right|correct|great|good|excellent|perfect|exactly\ it)(?:[.,]|$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
AMERICAN = re.compile(
    r"\b(?:behavior\w*|model(?:ing|ed|er|ers)|label(?:ing|ed|er|ers)|color\w*|favor\w*|center\w*|analyz\w*"
    r"|(?:optimi|normali|generali|regulari|minimi|maximi|speciali|personali|summari|organi|recogni|randomi"
    r"|prioriti|penali|categori|quanti|tokeni|initiali|memori|visuali|locali|apologi|emphasi|utili|reali"
    r"|standardi|centrali|anonymi|pseudonymi)z\w+"
    r"|fulfill|skillful|catalog|catalogs|artifact\w*|judgment\w*|defense|license[ds]?\ for|traveler\w*"
    r"|cancel(?:ed|ing)|program(?:med)?\ (?:budget|committee)|gray|neighbor\w*|fiber|liter|meter|theater)\b",
    re.IGNORECASE,
)
TITLE_NAMES = re.compile(
    r"Optimization Methods|Quantization|Randomized|Normalization|Regularization", re.IGNORECASE
)


def test_the_library_has_no_problem(library: Library) -> None:
    assert [str(problem) for problem in check(library)] == []


def test_no_example_stands_twice_in_the_library(library: Library) -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for said in examples(library):
        places[key(said.text)].append(said.place)
    assert {text: where for text, where in places.items() if len(where) > 1} == {}


def test_no_long_sentence_stands_in_two_examples(library: Library) -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for said in examples(library):
        for sentence in sentences(said.text):
            if len(words(sentence)) >= 5:
                places[key(sentence)].add(f"{said.place}: {said.text}")
    assert {text: where for text, where in places.items() if len(where) > 1} == {}


def test_no_line_about_a_criterion_holds_a_piece_of_its_answer(library: Library) -> None:
    given: list[str] = []
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            answer = fragments(criterion.strong_answer)
            for example in criterion.positive:
                answer |= fragments(example.text)
            for part in criterion.sub_points:
                answer = answer.union(*(fragments(text) for text in part.examples))
            lines = (*criterion.probes, *criterion.hints, *(part.ask for part in criterion.sub_points))
            given += [f"{rubric.id}/{criterion.id}: {line}" for line in lines if _shares(line, answer)]
    assert given == []


def test_no_line_about_a_key_point_holds_a_piece_of_its_answer(library: Library) -> None:
    given: list[str] = []
    for question in library.questions.values():
        for point in question.key_points:
            answer = fragments(point.text).union(*(fragments(text) for text in point.examples))
            lines = (point.probe, point.hint, *(follow_up.text for follow_up in question.follow_ups))
            given += [f"{question.id}/{point.id}: {line}" for line in lines if _shares(line, answer)]
    assert given == []


def _shares(line: str, answer: set[str]) -> bool:
    return any(fragments(part) & answer for part in line.split("{quote}"))


def test_the_interviewer_never_praises(library: Library) -> None:
    assert [said for said in interviewer(library) if PRAISE.search(said.text)] == []


def test_the_interviewer_asks_briefly(library: Library) -> None:
    """A question longer than this is not heard as one."""
    probes = [
        Said(criterion.id, line)
        for rubric in library.rubrics.values()
        for criterion in rubric.criteria
        for line in (*criterion.probes, *(part.ask for part in criterion.sub_points))
    ]
    assert [said for said in probes if len(words(said.text)) > 35] == []


def test_no_line_of_the_interviewer_is_shared_by_two_places(library: Library) -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            for line in (*criterion.probes, *criterion.hints):
                places[key(line)].add(criterion.id)
    for question in library.questions.values():
        lines = [follow_up.text for follow_up in question.follow_ups]
        lines += [text for point in question.key_points for text in (point.probe, point.hint)]
        for line in lines:
            places[key(line)].add(question.id)
    assert {text: where for text, where in places.items() if len(where) > 1} == {}


def test_spelling_is_british(library: Library) -> None:
    texts = [*examples(library), *interviewer(library)]
    texts += [Said(note.id, note.body) for note in library.notes.values()]
    texts += [Said(term.term, term.meaning) for term in library.glossary]
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            anchors = criterion.anchors
            prose = (
                criterion.meaning,
                criterion.strong_answer,
                anchors.missing,
                anchors.partial,
                anchors.full,
            )
            texts += [Said(criterion.id, text) for text in prose]
    for question in library.questions.values():
        texts += [Said(question.id, point.text) for point in question.key_points]
        texts += [Said(question.id, wrong.why) for wrong in question.wrong_answers]
        texts += [Said(question.id, question.listens_for)]
    odd = [
        f"{said.place}: {found[0]}"
        for said in texts
        for found in AMERICAN.finditer(TITLE_NAMES.sub("", said.text))
    ]
    assert odd == []
