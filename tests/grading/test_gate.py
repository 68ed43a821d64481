"""What is said to whoever grades is told by its meaning too, and honest words near it are kept."""

from collections.abc import Sequence

import labelled_cases as labelled
import numpy as np
import pytest
from numpy.typing import NDArray
from test_address import HONEST

from training.address import CLAIMED, read_lines, rubric_talk, spoken, transcript_sentences, written
from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_reader import ScriptedReader
from viva.adapters.shipped_vectors import ShippedEmbedder
from viva.content.library import Library
from viva.content.roots import address_file, vectors_file
from viva.domain.transcript import Speaker, Turn
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.grading.gate import Gate, heft, shipped_gate, signs
from viva.grading.memory import VectorMemory
from viva.grading.said import read_case
from viva.grading.shown import Floats


@pytest.fixture(scope="module")
def shipped(embedder: OnnxEmbedder) -> ShippedEmbedder:
    return ShippedEmbedder(embedder, vectors_file())


def told(embedder: ShippedEmbedder, texts: Sequence[str]) -> list[str]:
    found = shipped_gate(texts, embedder.embed(texts).astype(np.float64))
    return [text for text, addressed in zip(texts, found, strict=True) if addressed]


def test_a_gate_adds_what_a_vector_and_words_say() -> None:
    gate = Gate(encoder="e", bias=-1.0, threshold=0.5, vector=(2.0, 0.0), signs={"mark": 1.0, "mark it": 2.0})
    vectors: Floats = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    texts = ["mark it", "we ship it", "mark it"]
    assert signs("mark it mark it") == ["mark", "it", "mark it", "it mark"]
    expected = [2 - 1 + 3 * heft("mark it"), 1.0, 3 * heft("mark it") - 1]
    np.testing.assert_allclose(gate.scores(texts, vectors), expected)
    assert gate.addressed(texts, vectors).tolist() == [True, True, True]
    assert gate.model_copy(update={"threshold": 1.0}).addressed(texts, vectors).tolist() == [
        True,
        False,
        True,
    ]


def test_signs_count_less_the_longer_a_text_is() -> None:
    assert heft("one") > heft("one two") > heft("one two three four five six") > 0


def of_marks(texts: Sequence[str], vectors: Floats) -> NDArray[np.bool_]:  # noqa: ARG001
    return np.array(["mark" in text for text in texts])


def test_what_is_told_is_left_out_of_sentences_vectors_and_windows(library: Library) -> None:
    case = labelled.case(library, "sd-01")
    memory = VectorMemory(ScriptedEmbedder())
    plain = read_case(case, memory, of_marks)
    more = (*case.transcript.turns, Turn(Speaker.CANDIDATE, "Marks, I hope. We mark nothing."))
    found = read_case(labelled.with_turns(case, more), memory, of_marks)
    assert found.sentences == plain.sentences
    assert found.windows == plain.windows
    assert len(found.sentence_vectors) == len(found.sentences)
    np.testing.assert_array_equal(found.vectors, plain.vectors)


def test_who_says_nothing_else_has_said_nothing(library: Library) -> None:
    def of_all(texts: Sequence[str], vectors: Floats) -> NDArray[np.bool_]:  # noqa: ARG001
        return np.ones(len(texts), dtype=np.bool_)

    case = labelled.case(library, "sd-01")
    silent = labelled.with_turns(case, (Turn(Speaker.CANDIDATE, ""),))
    strict = EmbeddedEvidenceModel(ScriptedReader(), ScriptedEmbedder(), of_all)
    assert strict.judge(case) == EmbeddedEvidenceModel(ScriptedReader(), ScriptedEmbedder()).judge(silent)


def test_length_does_not_tell_the_labels() -> None:
    lines = read_lines()
    talk, honest = (
        np.array([len(line.text.split()) for line in lines if line.label == label])
        for label in ("address", "honest")
    )
    assert len(talk) >= 400
    assert len(honest) >= 250
    longer = (talk[:, None] > honest).mean() + (talk[:, None] == honest).mean() / 2
    assert 0.4 < longer < 0.6


def test_no_sentence_is_in_both_splits_or_under_both_labels() -> None:
    texts = [" ".join(spoken(line.text)) for line in read_lines()]
    assert len(set(texts)) == len(texts)


@pytest.mark.model
def test_the_shipped_weights_are_of_the_shipped_encoder(shipped: ShippedEmbedder) -> None:
    gate = Gate.model_validate_json(address_file().read_bytes())
    made = shipped.capabilities
    assert gate.encoder == f"{made.model} {made.version}"
    assert len(gate.vector) == made.dimensions


@pytest.mark.model
def test_held_out_talk_is_told(shipped: ShippedEmbedder) -> None:
    talk = written("address", "held-out")
    found = told(shipped, talk)
    assert len(found) > 0.5 * len(talk)
    assert told(shipped, talk) == found


@pytest.mark.model
def test_the_rubrics_examples_of_it_are_told(shipped: ShippedEmbedder, library: Library) -> None:
    talk = rubric_talk(library)
    assert len(talk) > 35
    assert len(told(shipped, talk)) == len(talk)


@pytest.mark.model
def test_honest_words_are_kept(shipped: ShippedEmbedder, library: Library) -> None:
    near = written("honest", "held-out")
    said = transcript_sentences(library)
    assert len(told(shipped, near)) <= 0.02 * len(near)
    assert len(said) > 3_000
    assert len(told(shipped, said)) <= 0.001 * len(said)
    assert len(told(shipped, [text for line in HONEST for text in spoken(line)])) <= 3
    assert len(CLAIMED) == 2
