"""Which windows are read after the question that they answer."""

import labelled_cases as labelled
import numpy as np
import pytest

from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.content.library import Library
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.grading.context import NEAR, QUESTION_WORDS, answering, question_before, question_of
from viva.grading.memory import VectorMemory
from viva.grading.said import read_case


def interview(*texts: str) -> Transcript:
    """Interviewer and candidate in turns."""
    return Transcript(
        tuple(Turn(Speaker.CANDIDATE if i % 2 else Speaker.INTERVIEWER, text) for i, text in enumerate(texts))
    )


def texts(library: Library, transcript: Transcript) -> list[str]:
    case = input_case(transcript, library, round_id="system-design", question="Design it.").case
    return read_case(case, VectorMemory(ScriptedEmbedder())).texts()


def test_an_answer_is_read_after_its_question(library: Library) -> None:
    said = interview("Right. How often would you retrain?", "Weekly.", "And the labels?", "From refunds.")
    assert texts(library, said) == [
        "right how often would you retrain ? weekly",
        "and the labels ? from refunds",
    ]


def test_only_the_beginning_of_a_turn_leans_on_the_question(library: Library) -> None:
    sentences = [f"Sentence number {word} stands here." for word in ("one", "two", "three", "four", "five")]
    found = texts(library, interview("And then?", " ".join(sentences)))
    after = [text for text in found if text.startswith("and then ?")]
    assert len(after) == 2 * NEAR
    assert all(("four" in text or "five" in text) <= ("three" in text) for text in after)
    assert "sentence number four stands here" in found


def test_with_a_limit_longer_windows_stand_alone(library: Library) -> None:
    said = interview("How often?", "Weekly. On the rows of the last six months, as they were then.")
    case = input_case(said, library, round_id="system-design", question="Design it.").case
    assert read_case(case, VectorMemory(ScriptedEmbedder())).texts(longest=3) == [
        "how often ? weekly",
        "weekly on the rows of the last six months as they were then",
        "on the rows of the last six months as they were then",
    ]


def test_without_a_question_words_stand_alone(library: Library) -> None:
    said = Transcript((Turn(Speaker.CANDIDATE, "Weekly."), Turn(Speaker.CANDIDATE, "From refunds.")))
    assert texts(library, said) == ["weekly", "from refunds"]
    assert question_before(said, 0) == question_before(said, 1) == ""


def test_what_comes_between_question_and_answer_is_part_of_the_question() -> None:
    turns = [Turn(Speaker.INTERVIEWER, "How often?"), Turn(Speaker.INTERVIEWER, "Take your time.")]
    said = Transcript((*turns, Turn(Speaker.CANDIDATE, "Weekly.")))
    assert question_before(said, 2) == "how often take your time"


def test_of_a_long_turn_the_end_is_the_question() -> None:
    words = " ".join(f"w{number}" for number in range(100))
    assert question_of(words + ". So: what then?").split() == [
        *(f"w{number}" for number in range(100 - QUESTION_WORDS + 3, 100)),
        "so",
        "what",
        "then",
    ]


@pytest.mark.parametrize("said", ["yes exactly", "right that's what i'd do", "uh i think so too yeah"])
def test_who_only_agrees_is_read_alone(said: str) -> None:
    assert answering("so you would watch the inputs and retrain", said) == said


@pytest.mark.parametrize("asked", ["", " ?! "])
def test_no_question_is_no_prefix(asked: str) -> None:
    assert answering(question_of(asked), "weekly") == "weekly"


def test_vectors_are_of_the_candidates_words_alone(library: Library) -> None:
    case = labelled.case(library, "sd-01")
    alone = tuple(turn for turn in case.transcript.turns if turn.speaker is Speaker.CANDIDATE)
    memory = VectorMemory(ScriptedEmbedder())
    with_questions = read_case(case, memory)
    without = read_case(labelled.with_turns(case, alone), memory)
    assert np.array_equal(with_questions.vectors, without.vectors)
    assert with_questions.words() == without.words()
