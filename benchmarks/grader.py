"""How far the embedded grader agrees with labelled transcripts. Run: `viva bench grader`.

Two tables over `tests/data/labelled`: with the constants that ship, and with thresholds chosen anew for each
transcript on all the others, which is the honest figure. `kinds.jsonl` holds single windows by kind.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.shipped_vectors import ShippedEmbedder
from viva.content.criteria import leg_criteria
from viva.content.library import Library
from viva.content.roots import content_roots, encoder_dir, vectors_file
from viva.domain.evidence import Scored
from viva.domain.level import Level
from viva.domain.question import Question
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.grading.deciding import Thresholds
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.ports import Case

LABELLED = Path(__file__).parents[1] / "tests" / "data" / "labelled"
ROUNDS = ("system-design", "behavioural", "fundamentals")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled criterion of one transcript. `called` is None for a can't call."""

    transcript: str
    round: str
    criterion: str
    label: int
    called: int | None
    confidence: float
    covered: float
    full: float


def labelled_cases(library: Library) -> list[tuple[str, Case, dict[str, int]]]:
    """Name, case and labels of every labelled transcript."""
    found: list[tuple[str, Case, dict[str, int]]] = []
    for file in sorted(LABELLED.glob("*.json")):
        data = json.loads(file.read_text("utf-8"))
        turns = tuple(Turn(Speaker(turn["speaker"]), turn["text"]) for turn in data["turns"])
        item = input_case(
            Transcript(turns), library, round_id=data["round"], question=data["question"],
            level=Level(data["level"]),
        )  # fmt: skip
        found.append((file.stem, item.case, data["labels"]))
    return found


def items(library: Library, model: EmbeddedEvidenceModel) -> list[Item]:
    """Every labelled criterion with what the model makes of it."""
    found: list[Item] = []
    for name, case, labels in labelled_cases(library):
        readings, judgements = model.readings(case), model.judge(case)
        for criterion, label in labels.items():
            reading, judgement = readings[criterion], judgements[criterion]
            called = int(judgement.label) if isinstance(judgement, Scored) else None
            found.append(
                Item(
                    name,
                    case.rubric.id,
                    criterion,
                    label,
                    called,
                    judgement.confidence,
                    reading.covered,
                    reading.full,
                )
            )
    return found


def kappa(truth: Ints, called: Ints, weighted: bool = False) -> float:
    """Cohen's kappa over labels 0..2; with quadratic weights where `weighted`."""
    size = 3
    table = np.zeros((size, size))
    np.add.at(table, (truth, called), 1.0)
    table /= max(table.sum(), 1.0)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    rows, columns = np.indices((size, size))
    cost = (rows - columns) ** 2.0 if weighted else (rows != columns).astype(float)
    chance = float((cost * expected).sum())
    return 1.0 - float((cost * table).sum()) / chance if chance else 1.0


def auc(truth: NDArray[np.bool_], scores: Floats) -> float:
    """Area under the ROC curve; ties count a half."""
    high, low = scores[truth], scores[~truth]
    if not (len(high) and len(low)):
        return float("nan")
    return float(((high[:, None] > low).mean() + (high[:, None] >= low).mean()) / 2)


def chosen_threshold(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """The threshold with the best kappa among the scores' percentiles."""
    candidates = np.unique(np.quantile(scores, np.linspace(0.01, 0.99, 99)))
    values = [kappa(truth.astype(np.int64), (scores >= t).astype(np.int64)) for t in candidates]
    return float(candidates[int(np.argmax(values))])


def left_out(
    library: Library, model: EmbeddedEvidenceModel, found: Sequence[Item]
) -> tuple[list[int | None], list[Thresholds]]:
    """Labels with both thresholds chosen on the other transcripts, and those thresholds."""
    covered, full, label = _columns(found)
    names = np.array([item.transcript for item in found])
    called: list[int | None] = []
    chosen: list[Thresholds] = []
    for name, case, labels in labelled_cases(library):
        rest = names != name
        low = chosen_threshold(covered[rest], label[rest] > 0)
        high = chosen_threshold(full[rest], label[rest] > 1)
        chosen.append(Thresholds(low, high))
        judged = model.at(chosen[-1]).judge(case)
        for criterion in labels:
            judgement = judged[criterion]
            called.append(int(judgement.label) if isinstance(judgement, Scored) else None)
    return called, chosen


def table(title: str, found: Sequence[Item], called: Sequence[int | None]) -> None:
    """One row a round and one for all."""
    print(f"\n{title}")
    print("round           labels  called  AUC   covered: acc kappa   3-way: acc kappa  qwk   2 off")
    for name in (*ROUNDS, "all"):
        rows = [i for i, item in enumerate(found) if name in {item.round, "all"}]
        covered, _, label = _columns([found[i] for i in rows])
        kept = [i for i in rows if called[i] is not None]
        truth = np.array([found[i].label for i in kept])
        ours = np.array([called[i] for i in kept])
        two, mine = (truth > 0).astype(np.int64), (ours > 0).astype(np.int64)
        print(
            f"{name:14s}  {len(rows):6d}  {len(kept) / len(rows):6.2f}  {auc(label > 0, covered):.2f}"
            f"  {np.mean(two == mine):12.2f} {kappa(two, mine):5.2f}"
            f"  {np.mean(truth == ours):10.2f} {kappa(truth, ours):5.2f}"
            f" {kappa(truth, ours, weighted=True):5.2f}"
            f"  {np.mean(np.abs(truth - ours) == 2):5.3f}"
        )


def calibration(found: Sequence[Item]) -> None:
    """How often a label was right, by the confidence it was given."""
    print("\nconfidence   labels  right")
    for low, high in ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        kept = [i for i in found if i.called is not None and low <= i.confidence < high]
        if kept:
            right = np.mean([i.called == i.label for i in kept])
            print(f"{low:.1f} to {min(high, 1):.1f}  {len(kept):8d}  {right:.2f}")


def kinds(library: Library, model: EmbeddedEvidenceModel) -> None:
    """Single windows: how often each kind is called covered, partly or not at all."""
    tally: defaultdict[str, Counter[str]] = defaultdict(Counter)
    truth: list[bool] = []
    scores: list[float] = []
    for line in (LABELLED / "kinds.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        rubric = library.rubric(row["round"])
        question = Question("", rubric.id, "", "", frozenset(Level), 0)
        case = Case(
            rubric, leg_criteria(rubric, question) if row["criterion"] != "audience" else rubric.criteria,
            question, Transcript((Turn(Speaker.CANDIDATE, row["text"]),)), (0,),
        )  # fmt: skip
        judgement = model.judge(case)[row["criterion"]]
        readings = model.readings(case)
        truth.append(row["label"] > 0)
        scores.append(readings[row["criterion"]].covered if readings else -9.0)
        called = (
            ("missing", "partial", "full")[judgement.label] if isinstance(judgement, Scored) else "can’t call"
        )
        tally[f"{row['kind']} ({row['label']})"][called] += 1
    print(f"\nsingle windows: AUC {auc(np.array(truth), np.array(scores)):.2f}")
    print("kind (label)       n   full  partial  missing  can’t call")
    for kind, counts in sorted(tally.items(), key=lambda pair: pair[0][-2], reverse=True):
        n = counts.total()
        shares = "  ".join(
            f"{counts[name] / n:7.2f}" for name in ("full", "partial", "missing", "can’t call")
        )
        print(f"{kind:16s} {n:4d}{shares}")


def _columns(found: Sequence[Item]) -> tuple[Floats, Floats, Ints]:
    return (
        np.array([item.covered for item in found]),
        np.array([item.full for item in found]),
        np.array([item.label for item in found]),
    )


def main(report: Callable[[str], None] = print) -> None:
    """Both tables, the calibration and the kinds."""
    library = Library(content_roots())
    encoder = ShippedEmbedder(OnnxEmbedder(encoder_dir(), threads=2), vectors_file())
    model = EmbeddedEvidenceModel(encoder)
    found = items(library, model)
    table("As shipped", found, [item.called for item in found])
    called, chosen = left_out(library, model, found)
    table("Thresholds chosen without the transcript", found, called)
    pairs = [(at.covered, at.full) for at in chosen]
    means, spread = np.mean(pairs, axis=0), np.std(pairs, axis=0)
    report(f"thresholds: covered {means[0]:.2f} ± {spread[0]:.2f}, full {means[1]:.2f} ± {spread[1]:.2f}")
    calibration(found)
    kinds(library, model)


if __name__ == "__main__":
    main()
