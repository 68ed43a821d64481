"""What the bench of the grader prints: over one's own labels, and for a language model that falls back."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from api.asgi import http
from api.harness import Bench
from calling import by_coverage, distance, pressed
from configured import configured_subject, embedded_subject
from grader import Measured, kinds, measure
from grader_tables import Item, by_criterion, table
from odds import ranking
from subject import Embedded, Subject
from training.agreement import accuracy, bootstrap
from training.rows import read_windows
from training.transcripts import read_transcripts
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_reader import ScriptedReader
from viva.content.library import Library
from viva.domain.evidence import Judgement, Scored, Unscored, evidence_at
from viva.domain.label import Label
from viva.domain.scorecard import GraderRef
from viva.grading.deciding import Reading
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.ports import Calibration, Case, Curve, Findings

ANSWER = "The situation was ours and the task was mine. The result came later, later than we had promised."
NEAR = "Nobody asked, and I never said so."


@pytest.fixture(scope="module")
def embedded() -> Embedded:
    reader = ScriptedReader()
    return Embedded(EmbeddedEvidenceModel(reader, ScriptedEmbedder()), reader.capabilities.calibration)


def exported(library: Library, folder: Path, labels: Mapping[str, int], text: str = ANSWER) -> None:
    """A pasted answer with labels of one's own, exported."""

    async def export() -> bytes:
        body = {"round": "behavioural", "question": "model-failed-in-production", "text": text}
        async with http(Bench(library).app) as client:
            path = f"/api/sessions/{(await client.post('/api/sessions/paste', json=body)).json()['id']}"
            for criterion, label in labels.items():
                await client.put(f"{path}/labels/{criterion}", json={"label": label})
            return (await client.get(f"{path}/labels")).content

    (folder / "mine.json").write_bytes(asyncio.run(export()))


def measured(embedded: Embedded, library: Library, folder: Path) -> Measured:
    """The bench over a folder."""
    labelled = list(read_transcripts(library, folder))
    windows = read_windows()
    return asyncio.run(measure(embedded_subject(embedded), labelled, library, windows, held_out=False))


def test_ones_own_labels_are_measured(embedded: Embedded, library: Library, tmp_path: Path) -> None:
    exported(library, tmp_path, {"task": 2, "result": 0})
    found = measured(embedded, library, tmp_path)
    assert found.lines[0].startswith("Measured: the embedded grader, scripted")
    assert {item.criterion for item in found.items} == {"task", "result"}
    assert "| the same again | 0.0% | 0.0% |" in found.lines
    assert "## Single windows by kind" not in found.lines


def test_one_label_of_what_nothing_was_called_for_is_measured(library: Library, tmp_path: Path) -> None:
    reader = ScriptedReader()
    never = replace(reader.capabilities.calibration["key-point"], unsure=(0.0, 1.0))
    model = EmbeddedEvidenceModel(reader, ScriptedEmbedder())
    shipped = dict.fromkeys(reader.capabilities.calibration, never)
    exported(library, tmp_path, {"task": 1})
    found = measured(Embedded(model.calibrated(shipped), shipped), library, tmp_path)
    assert [item.called for item in found.items] == [None]
    assert "| behavioural | 1 | 0% | –, – | – | – | – |" in found.lines
    assert "| behavioural | Task | 1 | 0% | – | – | – | – |" in found.lines


def test_where_there_is_nothing_there_is_no_figure() -> None:
    none = np.array([], dtype=np.int64)
    assert str(bootstrap(accuracy, none, none, [])) == "–"
    assert ranking([]) == [
        "Area under the ROC curve within a criterion, before any threshold: covered or not –, full or less –."
    ]


class HalfAGrader:
    """A language model that judges every other criterion, and leaves the rest to the embedded grader."""

    async def grade(self, case: Case) -> Findings:
        """A can't call for each."""
        fallen = frozenset(c.id for c in case.criteria[1::2])
        judgements: dict[str, Judgement] = {c.id: Unscored(NEAR, 0.5) for c in case.criteria}
        return Findings(judgements, GraderRef("llm", "half", "1"), fallen=fallen)


class Fallen:
    """A language model that judges nothing."""

    async def grade(self, case: Case) -> Findings:
        """The embedded grader's."""
        judgements = {c.id: Scored(Label.MISSING, 0.9, "Not said.") for c in case.criteria}
        return Findings(judgements, GraderRef("embedded", "small", "1"))


def test_what_fell_back_is_not_counted_as_the_models_own(library: Library, tmp_path: Path) -> None:
    first, second = (c.id for c in library.rubric("behavioural").criteria[:2])
    exported(library, tmp_path, {first: 2, second: 2})
    labelled = list(read_transcripts(library, tmp_path))

    def lines(subject: Subject) -> list[str]:
        found = asyncio.run(measure(subject, labelled, library, read_windows(), held_out=False))
        assert {item.criterion for item in found.items} <= {first}
        return list(found.lines[:3])

    share = "Left out, since they fell back to the embedded grader: {} of 2 labelled criteria ({})."
    assert lines(Subject(HalfAGrader(), "half")) == ["Measured: half.", share.format(1, "50%"), ""]
    assert lines(Subject(Fallen(), "none")) == ["Measured: none.", share.format(2, "100%"), ""]


def test_auto_without_an_endpoint_is_the_embedded_grader(embedded: Embedded, library: Library) -> None:
    assert configured_subject("auto", library, embedded).embedded is embedded


def test_an_endpoint_is_named_and_remembers_nothing(
    embedded: Embedded, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("VIVA_LLM_MODEL", "big-one")
    subject = configured_subject("auto", library, embedded)
    assert subject.embedded is None
    assert subject.name == "big-one of http://127.0.0.1:9/v1"
    assert getattr(subject.grader, "_memory") is None  # noqa: B009 it has no other sign


BAND = Calibration(Curve(1.0, 0.0), Curve(1.0, 0.0), unsure=(0.4, 0.8), full_from=0.5)


@pytest.mark.parametrize(
    ("covered", "full", "sure", "label"),
    [(0.0, 0.0, 1.0, 0), (0.2, 0.1, 0.5, 0), (0.5, 0.4, -0.5, 0), (0.7, 0.4, -0.5, 1), (0.9, 0.6, 0.5, 2)],
)
def test_a_reading_is_so_far_from_the_band(covered: float, full: float, sure: float, label: int) -> None:
    reading = Reading(covered, full, (), BAND)
    assert distance(reading) == pytest.approx(sure)
    assert pressed(reading) == label


def item(
    transcript: str, *, label: int, called: int | None, sure: float = 0.5, guess: int | None = 0
) -> Item:
    """A labelled criterion of system design."""
    return Item(
        transcript, "system-design", "system-design", "interviews", "questions trained on", "monitoring",
        label, called, sure, guess, hit=True,
    )  # fmt: skip


def test_coverage_goes_on_to_what_is_not_called() -> None:
    right = [item(f"t{i}", label=2, called=2, sure=1 - i / 100) for i in range(16)]
    doubtful = [item("t", label=1, called=None, sure=-0.2, guess=1) for _ in range(2)]
    wrong = [item("t", label=1, called=None, sure=-0.9, guess=0) for _ in range(2)]
    rows = by_coverage([*wrong, *doubtful, *right])
    assert rows[-5:] == [
        "| 80%, as it is | 1.00 | 1.00 |",
        "| 85% | 1.00 | 1.00 |",
        "| 90% | 1.00 | 1.00 |",
        "| 95% | 0.95 | 0.95 |",
        "| 100% | 0.90 | 0.90 |",
    ]
    assert by_coverage([replace(one, pressed=None) for one in [*wrong, *right]])[-1].startswith("| 89%, as")


def test_a_criterion_has_an_interval_and_its_evidence(library: Library) -> None:
    items = [item(f"t{i}", label=2 * (i % 2), called=2 * (i % 2)) for i in range(8)]
    assert by_criterion(items, library)[-1] == (
        "| system design | Monitoring | 8 | 100% | 1.00 | 1.00 (1.00 to 1.00) | 1.00 | 1.00 |"
    )


def test_key_points_of_new_questions_and_by_their_words_have_rows() -> None:
    point = replace(item("t", label=1, called=1), round="key points", seen="questions never trained on")
    rows = table([point], [replace(point, round="bare")])
    assert any(row.startswith("| key points of questions never trained on | 1 |") for row in rows)
    assert rows[-1].startswith("| key points by their words alone | 1 |")
    assert sum("| 1 | 100% |" in row for row in rows) == len(rows) - 2


class Asked:
    """A grader that calls everything full, and counts what it was asked about."""

    def __init__(self) -> None:
        self.criteria: list[int] = []

    async def grade(self, case: Case) -> Findings:
        """In full, in the candidate's own words."""
        self.criteria.append(len(case.criteria))
        last = len(case.transcript.turns) - 1
        quote = evidence_at(case.transcript, last, 0, len(case.transcript.turns[last].text))
        found = Scored(Label.FULL, 0.9, "Said.", (quote,))
        return Findings({c.id: found for c in case.criteria}, GraderRef("llm", "asked", "1"))


def test_a_language_model_is_asked_about_a_windows_own_criterion_alone(
    embedded: Embedded, library: Library
) -> None:
    windows = [window for window in read_windows() if window.split == "held-out"][:4]
    plain = [window.model_copy(update={"kind": "plain", "label": 1}) for window in windows]
    grader = Asked()
    rows = asyncio.run(kinds(Subject(grader, "asked"), library, plain))
    assert rows[-1] == "| plain | 4 | 0% | 1.00 |"
    assert grader.criteria == [1] * 4
    asyncio.run(kinds(Subject(grader, "asked", embedded), library, plain))
    assert min(grader.criteria[4:]) > 1
    nothing = asyncio.run(kinds(Subject(Fallen(), "none"), library, plain))
    assert len(nothing) == 2
