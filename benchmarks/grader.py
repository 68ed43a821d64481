"""How far a grader agrees with the labelled transcripts, and what moves its labels.

    viva bench grader [--data DIR] [--grader embedded|auto|llm] [--write]
    viva bench grader --public DIR [--sample N] [--grader embedded|auto|llm]

The embedded grader's calibration was chosen on our development transcripts, so for each of them it is chosen
anew on all the others, which is the honest figure. `--data` is a folder of other labelled transcripts, such
as `training/data/fresh` or a user's own: those are judged as the grader ships, and a language model is not
asked about our held-out windows then. What it leaves to the embedded grader is not counted as its own, and
it remembers nothing of what it was asked before. `--write` renews the grader card.

`--public` reads human-labelled sets of others instead, as they are found in a folder of one's own:

    argkp2021.jsonl                    a line has key_point, text, label (0 or 1)
    saf_english.jsonl                  question, reference (a list), answer, verdict (Correct, Partially
                                       correct, Incorrect)
    semeval2013_3way_training.jsonl    question, reference (a list), answer, label (correct, contradictory,
                                       incorrect)

One JSON object a line; other fields are left alone, and so is a set that is not there. Each key point or
reference is a criterion by its words alone, each text one answer, and `--sample` of them are drawn (600), the
same ones each time.
"""

import argparse
import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from calling import by_coverage, distance, pressed
from configured import configured_subject
from grader_card import CARD, card
from grader_tables import FORMS, KEY_POINTS, NOTHING, TRAINED_ON, Item, by_criterion, mixed_up, table
from moving import moved
from odds import by_words, ranking
from public_sets import SAMPLE, measured_sets
from subject import Embedded, Subject, called
from training.calibrate import samples
from training.model import evidence_reader, shipped_embedder
from training.rows import LabelledWindow, read_windows, unseen_questions
from training.transcripts import FOLDER, Labelled, library_of, read_transcripts
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.evidence import Evidence
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.grading.deciding import Reading
from viva.grading.embedded import EmbeddedEvidenceModel, EmbeddedGrader
from viva.grading.gate import shipped_gate
from viva.ports import Case

OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Measured:
    """Tables as Markdown lines, and what they are over."""

    lines: Sequence[str]
    items: Sequence[Item]

    @property
    def text(self) -> str:
        """The tables."""
        return "\n".join(self.lines)


async def graded(
    subject: Subject, item: Labelled, unseen: frozenset[str], readings: Mapping[str, Reading]
) -> list[Item]:
    """Every labelled criterion of a transcript that the grader judged. Of `unseen` questions, and of a user's
    own, nothing was trained on. `readings` are what it rests on, where that is known."""
    judgements = await subject.judge(item.case)
    found: list[Item] = []
    for criterion, label in item.labels.items():
        judgement = judgements.get(criterion)
        if judgement is None:
            continue
        ours, hit = called(judgement), None
        if ours and label and item.evidence.get(criterion):
            hit = _hits(judgement.evidence, item.evidence[criterion])
        asked, reading = item.case.question.id, readings.get(criterion)
        found.append(
            Item(
                transcript=item.name,
                rubric=item.case.rubric.id,
                round=KEY_POINTS if criterion.startswith("kp-") else item.case.rubric.id,
                form=form_of(item),
                seen=TRAINED_ON[not asked or asked in unseen],
                criterion=criterion,
                label=label,
                called=ours,
                sure=distance(reading) if reading else judgement.confidence,
                pressed=pressed(reading) if reading else None,
                hit=hit,
            )
        )
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


async def kinds(subject: Subject, library: Library, windows: Sequence[LabelledWindow]) -> list[str]:
    """Held-out ones of `windows`, each as a whole answer: how often each kind is called as it is labelled."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    uncalled: Counter[str] = Counter()
    for window in windows:
        if window.split == "held-out":
            asked = (Turn(Speaker.INTERVIEWER, window.before),) if window.before else ()
            turns = Transcript((*asked, Turn(Speaker.CANDIDATE, window.text)))
            case = input_case(turns, library, round_id=window.rubric, question=window.question).case
            ours = await subject.labels(_only(case, window.criterion, subject))
            if window.criterion in ours:
                label = ours[window.criterion]
                if label is None:
                    uncalled[window.kind] += 1
                else:
                    right[window.kind].append((label > 0) == (window.label > 0))
    rows = ["| kind | windows | can’t call | covered or not, of what is called |", "|---|---|---|---|"]
    for kind in sorted({*right, *uncalled}, key=lambda kind: (-_mean(right[kind]), kind)):
        every = len(right[kind]) + uncalled[kind]
        shown = f"{_mean(right[kind]):.2f}" if right[kind] else NOTHING
        rows.append(f"| {kind} | {every} | {uncalled[kind] / every:.0%} | {shown} |")
    return rows


def _only(case: Case, criterion: str, subject: Subject) -> Case:
    """A language model is asked about that criterion alone; to the embedded one they all belong together."""
    if subject.embedded is not None:
        return case
    return replace(case, criteria=tuple(c for c in case.criteria if c.id == criterion))


def _mean(hits: Sequence[bool]) -> float:
    return float(np.mean(hits)) if hits else 0.0


async def measure(
    subject: Subject,
    labelled: Sequence[Labelled],
    library: Library,
    windows: Sequence[LabelledWindow],
    *,
    held_out: bool = True,
) -> Measured:
    """Everything; with `held_out` each of the product's own held-out windows too, which are many."""
    unseen = unseen_questions(windows)
    embedded = subject.embedded
    items: list[Item] = []
    lines = [f"Measured: {subject.name}."]
    bare: Sequence[Item] = ()
    if embedded is not None:
        read = samples(embedded.model, labelled)
        chosen = embedded.calibrations(read)
        for item in labelled:
            own = embedded.model.calibrated(chosen.get(item.name, embedded.shipped))
            here = replace(subject, grader=EmbeddedGrader(own))
            items += await graded(here, item, unseen, own.readings(item.case))
        bare = by_words(embedded, labelled)
        lines += ranking(read)
    else:
        for item in labelled:
            items += await graded(subject, item, unseen, {})
        lines += _fallen(len(items), sum(len(item.labels) for item in labelled))
    parts = [
        ("Agreement", table(items, bare)),
        ("By criterion", by_criterion(items, library)),
        ("What is taken for what", mixed_up(items)),
        ("Calling less, and more", by_coverage(items)),
        ("What moves a label", await moved(subject, [item.case for item in labelled])),
    ]
    if held_out:
        parts.insert(-1, ("Single windows by kind", await kinds(subject, library_of(), windows)))
    for title, rows in parts:
        lines += ["", f"## {title}", "", *rows]
    return Measured(lines, items)


def _fallen(judged: int, every: int) -> list[str]:
    if judged == every:
        return []
    share = f"{every - judged} of {every} labelled criteria ({1 - judged / every:.0%})"
    return [f"Left out, since they fell back to the embedded grader: {share}."]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--public", type=Path, metavar="DIR", help="measure over human-labelled sets instead")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="texts of each such set at most")
    parser.add_argument("--grader", choices=("embedded", "auto", "llm"), default="embedded")
    parser.add_argument("--write", action="store_true", help="renew docs/grader-card.md")
    given = parser.parse_args()
    given.data = given.data.resolve()
    if given.write and (given.data != FOLDER or given.grader != "embedded" or given.public):
        parser.error("The card is of the embedded grader over our own transcripts.")
    reader = evidence_reader()
    made = reader.capabilities
    embedded = Embedded(
        EmbeddedEvidenceModel(reader, shipped_embedder(), shipped_gate),
        made.calibration,
        chosen_on_these=given.data == FOLDER,
    )
    try:
        library = library_of(given.data)
        subject = configured_subject(given.grader, library, embedded)
        print(f"Measuring {subject.name}.", file=sys.stderr, flush=True)
        if given.public:
            print("\n".join(asyncio.run(measured_sets(subject, library, given.public, given.sample))))
            return
        labelled = list(read_transcripts(library, given.data))
        if not labelled:
            parser.error(f"{given.data} holds no labelled transcripts.")
        windows = read_windows()
        held_out = subject.embedded is not None or given.data == FOLDER
        measured = asyncio.run(measure(subject, labelled, library, windows, held_out=held_out))
    except VivaError as error:
        sys.exit(str(error))
    print(measured.text)
    if given.write:
        page = card(
            measured.text,
            measured.items,
            library,
            version=made.version,
            agreement=made.agreement,
            unseen=len(unseen_questions(windows)),
        )
        CARD.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
