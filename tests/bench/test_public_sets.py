"""Human-labelled sets of others are read as they come, and named where they are not."""

import asyncio
import json
from pathlib import Path

import pytest

from configured import embedded_subject
from public_sets import Pair, case_of, drawn, measured_sets, read_sets
from subject import Embedded
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_reader import ScriptedReader
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.grading.embedded import EmbeddedEvidenceModel

POINT = "Gardens cool crowded streets"
ARGUMENTS = [
    {"topic": "Parks", "key_point": POINT, "text": "Gardens cool the crowded streets of towns", "label": 1},
    {"topic": "Parks", "key_point": POINT, "text": "Somebody has to pay for the benches", "label": 0},
    {"topic": "Parks", "key_point": POINT, "text": " ", "label": 0},
]
LONG = [
    {
        "question": "Why?",
        "reference": ["It is so."],
        "answer": "It is so",
        "verdict": "Correct",
        "score": "1",
    },
    {"question": "Why?", "reference": ["It is so."], "answer": "Is it", "verdict": "Partially correct"},
    {"question": "Why?", "reference": ["It is so."], "answer": "No idea", "verdict": "Incorrect"},
]
SHORT = [
    {"question": "What?", "reference": ["A gap.", "A break."], "answer": "a break", "label": "correct"},
    {"question": "What?", "reference": ["A gap."], "answer": "no gap", "label": "contradictory"},
    {"question": "What?", "reference": ["A gap."], "answer": "a lamp", "label": "incorrect"},
]


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    """A set, a line a row."""
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_each_set_is_read_in_its_own_form(tmp_path: Path) -> None:
    write(tmp_path, "argkp2021", [dict(row) for row in ARGUMENTS])
    write(tmp_path, "saf_english", [dict(row) for row in LONG])
    write(tmp_path, "semeval2013_3way_training", [dict(row) for row in SHORT])
    found = read_sets(tmp_path)
    assert found["argkp2021"] == [
        Pair((POINT,), "Gardens cool the crowded streets of towns", covered=True),
        Pair((POINT,), "Somebody has to pay for the benches", covered=False),
    ]
    assert [pair.covered for pair in found["saf_english"]] == [True, True, False]
    assert [pair.covered for pair in found["semeval2013_3way_training"]] == [True, False, False]
    assert found["semeval2013_3way_training"][0] == Pair(
        ("A gap.", "A break."), "a break", covered=True, question="What?"
    )


def test_a_set_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "saf_english", [dict(row) for row in LONG])
    assert list(read_sets(tmp_path)) == ["saf_english"]
    with pytest.raises(VivaError, match="has none of the sets") as refused:
        read_sets(tmp_path / "nowhere")
    assert refused.value.code == "no-public-sets"


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"text": "x", "label": 1}', json.dumps(ARGUMENTS[0] | {"label": 3})]
)
def test_a_line_that_is_not_as_expected_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "argkp2021.jsonl").write_text(json.dumps(ARGUMENTS[0]) + "\n" + line, "utf-8")
    with pytest.raises(VivaError, match=r"argkp2021\.jsonl, line 2 is not as expected") as refused:
        read_sets(tmp_path)
    assert refused.value.code == "bad-public-set"


def test_the_same_ones_are_drawn_each_time() -> None:
    pairs = [Pair(("A point.",), f"Text {i}", covered=False) for i in range(50)]
    assert drawn(pairs, 10) == drawn(pairs, 10) != pairs[:10]
    assert len(set(drawn(pairs, 10))) == 10
    assert drawn(pairs, 600) == pairs


def test_a_reference_is_a_criterion_by_its_words_alone(library: Library) -> None:
    case = case_of(Pair(("A gap.", "A break."), "a break", covered=True, question="What is it?"), library)
    assert [c.meaning for c in case.criteria] == ["A gap.", "A break."]
    assert not any(c.teachable for c in case.criteria)
    assert [turn.text for turn in case.transcript.turns] == ["What is it?", "a break"]


def test_a_set_is_measured(library: Library, tmp_path: Path) -> None:
    write(tmp_path, "argkp2021", [dict(row) for row in ARGUMENTS])
    reader = ScriptedReader()
    model = EmbeddedEvidenceModel(reader, ScriptedEmbedder())
    subject = embedded_subject(Embedded(model, reader.capabilities.calibration))
    rows = asyncio.run(measured_sets(subject, library, tmp_path, 600))
    assert rows[-1] == ("| argkp2021 | 2 of 2 | 100% | 1.00 | 1.00 (1.00 to 1.00) | 1.00 (1.00 to 1.00) |")
