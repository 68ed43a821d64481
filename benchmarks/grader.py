"""How far a grader agrees with the labelled transcripts, and what moves its labels.

    viva bench grader [--data DIR] [--grader embedded|auto|llm] [--write]

The embedded grader's calibration is chosen for each transcript on all the others, which is the honest figure.
`--data` is a folder of labelled transcripts, such as a user's own. `--write` renews the grader card.
"""

import argparse
import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from configured import configured_grader
from flips import FLIPS, INJECTIONS, PRAISE, changed, with_words
from grader_tables import FORMS, KEY_POINTS, TRAINED_ON, Item, abstaining, by_criterion, mixed_up, table
from training.agreement import auc
from training.calibrate import Sample, left_out, samples
from training.model import evidence_model, evidence_reader
from training.rows import LabelledWindow, read_windows, unseen_questions
from training.transcripts import FOLDER, Labelled, library_of, read_transcripts
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.evidence import Evidence, Judgement, Scored
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.grading.embedded import EmbeddedEvidenceModel, EmbeddedGrader
from viva.grading.trust import TRUSTED, rounded
from viva.ports import Case, Grader

OVERLAP = 0.3
CARD = Path(__file__).parents[1] / "docs" / "grader-card.md"
CARD_TEXT = """# The grader card

How far to trust the labels that Viva gives without an endpoint. Weights of {version};
`viva bench grader --write` wrote this page.

{rounds}

Kappa says how much more often the grader and people agree than two who guess: 0 is guessing, 1 is always.
It is over “covered or not”, of what is called. Read a label as a second opinion with its quote beside it:
where the quote does not convince you, you are probably right, and “I disagree” keeps your own label.

The transcripts are {interviews} mock interviews and {answers} single answers that we wrote, each labelled
three times. They were never trained on, and each is judged by thresholds that were chosen on the others.
Who talks otherwise may be judged worse. Of {unseen} questions nothing at all was trained on, to show what
to expect for a question of your own.
In brackets stands the middle 95 per cent of bootstrap draws over transcripts.

"""


async def graded(grader: Grader, item: Labelled, unseen: frozenset[str]) -> list[Item]:
    """Every labelled criterion of a transcript. Of `unseen` questions, and of a user's own, nothing was
    trained on."""
    judgements = (await grader.grade(item.case)).judgements
    found: list[Item] = []
    for criterion, label in item.labels.items():
        judgement = judgements[criterion]
        called = int(judgement.label) if isinstance(judgement, Scored) else None
        hit = None
        if called and label and item.evidence.get(criterion):
            hit = _hits(judgement.evidence, item.evidence[criterion])
        name = KEY_POINTS if criterion.startswith("kp-") else item.case.rubric.id
        asked = item.case.question.id
        form, seen = form_of(item), TRAINED_ON[not asked or asked in unseen]
        found.append(Item(item.name, name, form, seen, criterion, label, called, judgement.confidence, hit))
    return found


def form_of(item: Labelled) -> str:
    """Whether it is an interview or a single answer, as somebody pastes it."""
    turns = [turn for turn in item.case.transcript.turns if turn.speaker is Speaker.CANDIDATE]
    return FORMS[len(turns) == 1]


def _hits(ours: Sequence[Evidence], theirs: Sequence[str]) -> bool:
    """Whether words that we quote are in good part words that a person quoted, or the reverse."""
    for mine in ours:
        said = mine.quote.lower().split()
        for other in theirs:
            words = other.lower().split()
            shared = len(set(said) & set(words))
            if mine.quote in other or other in mine.quote or shared >= OVERLAP * len(set(said) | set(words)):
                return True
    return False


async def moved(grader: Grader, labelled: Sequence[Labelled]) -> list[str]:
    """The flip tests: what share of verdicts changes when the words change and the meaning does not."""
    before = [await labels(grader, item.case) for item in labelled]
    rows = [
        "| change | covered or not flips, of what is called both times | any label changes |",
        "|---|---|---|",
    ]
    for flip in FLIPS:
        after = [await labels(grader, changed(item.case, flip)) for item in labelled]
        rows.append(f"| {flip.name} | {_flips(before, after)} |")
    again = [await labels(grader, item.case) for item in labelled]
    rows.append(f"| the same again | {_flips(before, again)} |")
    padded = [await labels(grader, with_words(item.case, PRAISE)) for item in labelled]
    risen = sum((p[c] or 0) > (b[c] or 0) for b, p in zip(before, padded, strict=True) for c in b)
    rows.append(f"| padded with praise and filler | {risen} labels rise | |")
    asked = [await labels(grader, with_words(item.case, INJECTIONS)) for item in labelled]
    shifted = sum(p[c] != b[c] for b, p in zip(before, asked, strict=True) for c in b)
    rows.append(f"| {len(INJECTIONS)} attempts to talk to the grader | {shifted} labels move | |")
    return rows


async def kinds(grader: Grader, library: Library, windows: Sequence[LabelledWindow]) -> list[str]:
    """Held-out ones of `windows`, each as a whole answer: how often each kind is called as it is labelled."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    uncalled: Counter[str] = Counter()
    for window in windows:
        if window.split == "held-out":
            asked = (Turn(Speaker.INTERVIEWER, window.before),) if window.before else ()
            turns = Transcript((*asked, Turn(Speaker.CANDIDATE, window.text)))
            case = input_case(turns, library, round_id=window.rubric, question=window.question).case
            called = (await labels(grader, case))[window.criterion]
            if called is None:
                uncalled[window.kind] += 1
            else:
                right[window.kind].append((called > 0) == (window.label > 0))
    rows = ["| kind | windows | can’t call | covered or not, of what is called |", "|---|---|---|---|"]
    for kind, hits in sorted(right.items(), key=lambda pair: -float(np.mean(pair[1]))):
        every = len(hits) + uncalled[kind]
        rows.append(f"| {kind} | {every} | {uncalled[kind] / every:.0%} | {np.mean(hits):.2f} |")
    return rows


async def labels(grader: Grader, case: Case) -> Mapping[str, int | None]:
    """Labels by criterion; None for a can't call."""
    judgements: Mapping[str, Judgement] = (await grader.grade(case)).judgements
    return {name: int(j.label) if isinstance(j, Scored) else None for name, j in judgements.items()}


def _flips(before: Sequence[Mapping[str, int | None]], after: Sequence[Mapping[str, int | None]]) -> str:
    pairs = [(b[c], a[c]) for b, a in zip(before, after, strict=True) for c in b]
    both = [(b, a) for b, a in pairs if b is not None and a is not None]
    turned = np.mean([(b > 0) != (a > 0) for b, a in both])
    return f"{turned:.1%} | {np.mean([b != a for b, a in pairs]):.1%}"


async def measure(
    labelled: Sequence[Labelled], library: Library, windows: Sequence[LabelledWindow], name: str
) -> list[str]:
    """Everything, as Markdown lines."""
    model = evidence_model()
    unseen = unseen_questions(windows)
    items: list[Item] = []
    lines: list[str] = []
    if name == "embedded":
        shipped = evidence_reader().capabilities.calibration
        chosen = left_out(samples(model, labelled), shipped)
        for item in labelled:
            own = model.calibrated(chosen.get(item.name, shipped))
            items += await graded(EmbeddedGrader(own), item, unseen)
        grader: Grader = EmbeddedGrader(model)
        lines += ranking(model, labelled)
    else:
        grader = configured_grader(name, library, model)
        for item in labelled:
            items += await graded(grader, item, unseen)
    parts = (
        ("Agreement", table(items)),
        ("By criterion", by_criterion(items, library)),
        ("What is taken for what", mixed_up(items)),
        ("Calling less", abstaining(items)),
        ("Single windows by kind", await kinds(grader, library_of(), windows)),
        ("What moves a label", await moved(grader, labelled)),
    )
    for title, rows in parts:
        lines += ["", f"## {title}", "", *rows]
    return lines


def card(measured: str, labelled: Sequence[Labelled], library: Library, unseen: int) -> str:
    """The grader card: in plain words what the tables below them mean, then the tables."""
    made = evidence_reader().capabilities
    said: list[str] = []
    for name, kappa_ in made.agreement.items():
        title = library.rubric(name).title
        if kappa_ >= TRUSTED:
            said.append(f"- **{title}**: kappa {rounded(kappa_)}. Labels add up to a verdict.")
        else:
            said.append(
                f"- **{title}**: kappa {rounded(kappa_)}, below {TRUSTED}. Labels and quotes, but no verdict."
            )
    forms = Counter(form_of(item) for item in labelled)
    interviews, answers = (forms[form] for form in FORMS)
    text = CARD_TEXT.format(
        version=made.version,
        rounds="\n".join(said),
        interviews=interviews,
        answers=answers,
        unseen=unseen,
    )
    return text + measured + "\n"


def ranking(model: EmbeddedEvidenceModel, labelled: Sequence[Labelled]) -> list[str]:
    """How well its odds rank within a criterion, key points as one, before any threshold."""
    alike: defaultdict[tuple[str, str], list[Sample]] = defaultdict(list)
    for item in samples(model, labelled):
        alike[item.family, item.criterion if item.family == item.rubric else ""].append(item)

    def mean(least: int, odds: Callable[[Sample], float]) -> float:
        ranked = [
            (auc(truth, np.array([odds(item) for item in items])), len(items))
            for items in alike.values()
            if (truth := np.array([item.label >= least for item in items])).any() and not truth.all()
        ]
        return sum(area * count for area, count in ranked) / sum(count for _, count in ranked)

    covered, full = mean(1, lambda item: item.covered), mean(2, lambda item: item.full)
    what = "Area under the ROC curve within a criterion, before any threshold"
    return [f"{what}: covered or not {covered:.3f}, full or less {full:.3f}."]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--grader", choices=("embedded", "auto", "llm"), default="embedded")
    parser.add_argument("--write", action="store_true", help="renew docs/grader-card.md")
    given = parser.parse_args()
    if given.write and (given.data != FOLDER or given.grader != "embedded"):
        parser.error("The card is of the embedded grader over our own transcripts.")
    try:
        library = library_of(given.data)
        labelled = list(read_transcripts(library, given.data))
        if not labelled:
            parser.error(f"{given.data} holds no labelled transcripts.")
        windows = read_windows()
        text = "\n".join(asyncio.run(measure(labelled, library, windows, given.grader)))
    except VivaError as error:
        sys.exit(str(error))
    print(text)
    if given.write:
        CARD.write_text(card(text, labelled, library, len(unseen_questions(windows))), "utf-8")


if __name__ == "__main__":
    main()
