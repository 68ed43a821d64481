"""Lines of interviews are trained on after the question that they answer, as they are read in use."""

import json
import random
from pathlib import Path

import pytest

from training.batches import fixed_items, joined, pair_items
from training.rows import CERTAIN, Mark, Row, criteria, running_rows
from viva.content.library import Library

KEY = "system-design/drift_retraining"


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    lines = [
        {"speaker": "interviewer", "text": "How often would you retrain?"},
        {"speaker": "interviewer", "text": "Take your time."},
        {"speaker": "candidate", "text": "Weekly.", "marks": {"drift_retraining": 1}},
        {"speaker": "candidate", "text": "Hm. Let me see. Yes."},
        {"speaker": "candidate", "text": "The logs are on the other system."},
        {"speaker": "interviewer", "text": "And then?"},
        {"speaker": "candidate", "text": "Then we look."},
    ]
    file = tmp_path / "system-design" / "ad-click-prediction" / "01.jsonl"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return tmp_path


def test_the_first_sentences_of_a_turn_have_its_question(library: Library, interview: Path) -> None:
    rows = running_rows(library, criteria(library), interview)
    question = "how often would you retrain take your time"
    assert [(row.asked, row.text) for row in rows] == [
        (question, "weekly"),
        (question, "weekly hm let me see yes"),
        (question, "hm let me see yes"),
        (question, "hm let me see yes the logs are on the other system"),
        ("", "the logs are on the other system"),
        ("and then", "then we look"),
    ]


def row(text: str, asked: str) -> Row:
    return Row(text, "system-design", "ad-click-prediction", "running", {KEY: Mark(1, CERTAIN)}, asked)


def test_heads_read_the_question_and_criteria_only_before_a_terse_answer(library: Library) -> None:
    rows = [row("weekly", "how often"), row("weekly on the rows of the last six months or so", "how often")]
    assert [item.text for item in fixed_items(rows, {KEY: 0})] == [
        "how often ? weekly",
        "how often ? weekly on the rows of the last six months or so",
    ]
    beside = {
        item.text for seed in range(20) for item in pair_items(rows, criteria(library), random.Random(seed))
    }
    assert beside == {"how often ? weekly", "weekly on the rows of the last six months or so"}


def test_what_is_joined_keeps_the_question_of_what_comes_first() -> None:
    rows = [row("alpha", "first"), row("beta", "second")]
    questions = {"first": "alpha", "second": "beta"}
    seen = {(r.asked, r.text) for seed in range(60) for r in joined(rows, random.Random(seed))}
    assert {asked for asked, _ in seen} == {"", "first", "second"}
    assert any(" " in text for _, text in seen)
    assert all(text.startswith(questions[asked]) for asked, text in seen if asked)
