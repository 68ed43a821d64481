"""A user's own labelled transcripts: judged by the user's own content, and refused in words that help."""

import json
from pathlib import Path

import pytest

from training.transcripts import FOLDER, library_of, read_transcripts
from viva.content.library import Library
from viva.domain.errors import VivaError

OWN_QUESTION = """
id: our-own-cache
round: fundamentals
title: Our own cache
prompt: Why does our cache hold the hottest hundredth only?
levels: [mid, senior, staff]
tags: [systems]
minutes: 10
key_points:
"""
OWN_POINT = """  - id: kp-{number}
    name: The skew
    text: Says that a hundredth of the keys gets nearly all of the reads.
    examples:
      - Nine reads in ten go to one key in a hundred.
      - A handful of keys is read all day and the rest never.
      - most keys nobody ever asks for
      - The reads are skewed, so a small cache has most of them.
    contrast:
      - Memory is expensive.
      - A cache makes reads faster.
      - we cache everything
    probe: Who reads what?
    hint: Count the reads by key.
"""


def labelled(folder: Path, labels: dict[str, int]) -> Path:
    """A folder with one labelled answer to that question."""
    folder.mkdir()
    turns = [{"speaker": "candidate", "text": "Nearly all reads go to a few keys."}]
    held = {
        "round": "fundamentals",
        "question": "our-own-cache",
        "level": "mid",
        "turns": turns,
        "labels": labels,
    }
    (folder / "mine.json").write_text(json.dumps(held), "utf-8")
    return folder


def test_own_questions_judge_own_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = tmp_path / "home/content/knowledge/questions/fundamentals"
    bank.mkdir(parents=True)
    points = "".join(OWN_POINT.format(number=number) for number in (1, 2, 3))
    (bank / "our-own-cache.yaml").write_text(OWN_QUESTION + points, "utf-8")
    monkeypatch.setenv("VIVA_HOME", str(tmp_path / "home"))
    folder = labelled(tmp_path / "labels", {"kp-1": 2})
    [read] = read_transcripts(library_of(folder), folder)
    assert read.labels == {"kp-1": 2}
    assert read.case.question.title == "Our own cache"
    assert "our-own-cache" not in library_of(FOLDER).questions


def test_a_label_of_no_criterion_is_refused(library: Library, tmp_path: Path) -> None:
    folder = labelled(tmp_path / "labels", {"example": 1, "kp-1": 2})
    with pytest.raises(VivaError, match=r"mine\.json has a label for “kp-1”") as refused:
        list(read_transcripts(library, folder))
    assert refused.value.code == "unknown-criterion"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[]", b'{"round": "fundamentals"}'])
def test_a_broken_file_is_named(library: Library, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.json").write_bytes(content)
    with pytest.raises(VivaError, match=r"broken\.json is no labelled transcript") as refused:
        list(read_transcripts(library, tmp_path))
    assert refused.value.code == "bad-labels"
