"""The embedded evidence model: what a small trained reader makes of each window, calibrated to labels."""

import asyncio
import copy
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from viva.domain.evidence import Evidence, Judgement, Scored
from viva.domain.label import Label
from viva.domain.rubric import Criterion
from viva.domain.scorecard import GraderRef
from viva.grading.aims import aims
from viva.grading.asked import digest, head_of, told
from viva.grading.context import TERSE
from viva.grading.deciding import Odds, Reading, read, saying
from viva.grading.judging import Marking, judgement
from viva.grading.ledger import Prompts
from viva.grading.memory import RowMemory, VectorMemory
from viva.grading.reasons import NOTHING_SAID
from viva.grading.said import Said, TellsAddress, read_case
from viva.grading.shown import Floats, Shown, shown
from viva.grading.windows import MAX_WORDS
from viva.ports import Calibration, Case, Embedder, EvidenceModel, EvidenceReader, Findings

VERSION: Final = "9"
"""Changes whenever labels may."""

KEY_POINT: Final = "key-point"
"""The family of what is read beside its words and held against its examples."""

BY_WORDS: Final = "by-words"
"""The family of what has no examples: it is read beside its words, and likeness to them counts."""

LIKENESS: Final = 15.0
"""What likeness to an example, or to the criterion's words, adds to the log-odds, by cosine; likeness to a
contrast takes away half of it. Chosen on development transcripts."""

ALIKE_WORDS: Final = 7
"""Words from which likeness counts in full, and of fewer so much less: a bare term is like every example that
holds it. Chosen on development transcripts."""

RESTATED: Final = 8.0
"""The same where a criterion has no examples: likeness to its own words, which somebody may simply say."""

NEAREST: Final = 16
"""Windows that are read beside a criterion's words: those whose vectors come nearest to it."""

AGAIN: Final = 6
"""Windows of which a head makes most that are read again, beside the criterion's words."""

SECOND: Final = 1 / 3
"""How much the second reading counts beside the first."""

WORTH_AGAIN: Final = -4.0
"""The log-odds below which a window is not worth a second reading."""

_SHOWN_KEPT: Final = 512
_UNREAD: Final = -9.0


class EmbeddedEvidenceModel:
    """Implements `ports.EvidenceModel` over a reader; an embedder finds what to read and words the reasons.

    Safe with threads. Marking again with one more sentence reads that sentence alone.
    """

    def __init__(
        self, reader: EvidenceReader, embedder: Embedder, addressed: TellsAddress | None = None
    ) -> None:
        """Without `addressed` only the marks of `viva.grading.address` tell talk to whoever grades."""
        self._reader = reader
        self._made = reader.capabilities
        self._places = {name: place for place, name in enumerate(self._made.known)}
        self._calibration = self._made.calibration
        self._vectors = VectorMemory(embedder)
        self._addressed = addressed
        self._known = RowMemory[str]()
        self._beside = RowMemory[tuple[str, str]]()
        self._shown: OrderedDict[tuple[object, ...], Shown] = OrderedDict()
        self._lock = threading.Lock()

    def calibrated(self, calibration: Mapping[str, Calibration]) -> "EmbeddedEvidenceModel":
        """The same model with other calibrations. It shares what was read and embedded."""
        other = copy.copy(self)
        other._calibration = calibration  # noqa: SLF001 of the same class
        return other

    @property
    def ref(self) -> GraderRef:
        """Which model, and the version of the rules over it."""
        return GraderRef("embedded", self._made.model, f"{VERSION}+{self._made.version}")

    def judge(self, case: Case) -> Mapping[str, Judgement]:
        """A judgement for each of the case's criteria, by id."""
        said = self._read(case)
        if not said.windows:
            return {c.id: Scored(Label.MISSING, 1.0, NOTHING_SAID) for c in case.criteria}
        markings = self._markings(case, said)
        return {c.id: judgement(c, markings[c.id], said, case) for c in case.criteria}

    def odds(self, case: Case) -> Odds:
        """The log-odds that the judgements rest on; none without words."""
        return self._odds(case, self._read(case))

    def readings(self, case: Case) -> Mapping[str, Reading]:
        """What the judgements rest on, by criterion; empty without words."""
        markings = self._markings(case, self._read(case))
        return {name: marking.reading for name, marking in markings.items()}

    def asides(self, case: Case) -> Sequence[Evidence]:
        """The sentences, of either side, that address whoever grades, in order. It embeds."""
        return self._read(case).asides()

    def aims(self, case: Case) -> Prompts:
        """Which criteria the interviewer's turns of a pasted transcript asked for. It embeds."""
        return aims(case, self._vectors)

    def _read(self, case: Case) -> Said:
        return read_case(case, self._vectors, self._addressed)

    def _markings(self, case: Case, said: Said) -> dict[str, Marking]:
        odds = self._odds(case, said)
        found: dict[str, Marking] = {}
        for criterion in case.criteria if odds.each else ():
            calibration = self._calibration[self.family(criterion, case)]
            reading = read(criterion.id, odds, said.windows, said.sentences, calibration)
            found[criterion.id] = Marking(reading, odds.each[criterion.id], self._examples(criterion))
        return found

    def family(self, criterion: Criterion, case: Case) -> str:
        """Which calibration a criterion is called by: its rubric's, or that of what is read by its words."""
        if self._place(criterion, case) is not None:
            return case.rubric.id
        return KEY_POINT if criterion.teachable else BY_WORDS

    def _place(self, criterion: Criterion, case: Case) -> int | None:
        name = head_of(case.rubric.id, criterion.id)
        return self._places[name] if self._made.known.get(name) == digest(told(criterion)) else None

    def _odds(self, case: Case, said: Said) -> Odds:
        """Windows are read once for all criteria that have a head, and the best of each once more beside its
        words: the two readings err apart, and both together agree with people better than either."""
        if not said.windows:
            return Odds({}, 0)
        texts, terse = said.texts(), said.texts(longest=TERSE)
        places = {criterion.id: self._place(criterion, case) for criterion in case.criteria}
        headed = any(place is not None for place in places.values())
        known: Floats = np.array(
            self._known.rows(texts if headed else (), self._reader.known), dtype=np.float64
        )
        first = {name: known[:, place] for name, place in places.items() if place is not None}
        alike = {c.id: self._alike(c) for c in case.criteria if c.id not in first}
        chosen = {
            c.id: _worth_again(first[c.id]) if c.id in first else _nearest(said, alike[c.id])
            for c in case.criteria
        }
        # All at once: what is read together is shared out among the reader's threads.
        pairs = [(told(c), terse[i]) for c in case.criteria for i in chosen[c.id]]
        rows = iter(self._beside.rows(pairs, self._reader.beside))
        beside = {
            name: np.array([next(rows) for _ in near], dtype=np.float64) for name, near in chosen.items()
        }
        each = {
            c.id: _read_twice(first[c.id], chosen[c.id], beside[c.id])
            if c.id in first
            else self._read_beside(c, said, chosen[c.id], beside[c.id], alike[c.id])
            for c in case.criteria
        }
        heads = [place for place in places.values() if place is not None]
        count = saying(known[:, heads, 0], said.windows) if headed else len(said.windows)
        return Odds(each, count)

    def _read_beside(
        self, criterion: Criterion, said: Said, near: list[int], rows: Floats, alike: Floats
    ) -> Floats:
        odds = np.full((len(said.windows), 2), _UNREAD)
        like = _likeness(said.vectors[near], alike, self._examples(criterion).contrast)
        like = like * np.minimum(1.0, np.array(said.words())[near] / ALIKE_WORDS)
        odds[near] = rows + (LIKENESS if criterion.teachable else RESTATED) * like[:, None]
        return odds

    def _alike(self, criterion: Criterion) -> Floats:
        """Vectors of what a window that shows the criterion may be like: its words and its examples."""
        own = self._vectors.vectors([told(criterion)]).astype(np.float64)
        return np.concatenate([own, self._examples(criterion).positive])

    def _examples(self, criterion: Criterion) -> Shown:
        key = (criterion.positive, criterion.contrast, criterion.sub_points)
        with self._lock:  # held while embedding, so that many who need the same examples embed them once
            known = self._shown.get(key)
            if known is None:
                known = self._shown[key] = shown(criterion, self._vectors)
                while len(self._shown) > _SHOWN_KEPT:
                    self._shown.popitem(last=False)
            self._shown.move_to_end(key)
            return known


def _nearest(said: Said, alike: Floats) -> list[int]:
    """Windows worth reading: all of a short answer, else those nearest to what shows a criterion."""
    if len(said.windows) <= NEAREST:
        return list(range(len(said.windows)))
    nearness = (said.vectors @ alike.T).max(axis=1)
    return sorted(int(i) for i in np.argsort(-nearness, kind="stable")[:NEAREST])


def _worth_again(first: Floats) -> list[int]:
    """The windows that a head makes most of, but for hopeless ones."""
    order = np.argsort(-first[:, 0], kind="stable")[:AGAIN]
    return [int(i) for i in order if first[i, 0] > WORTH_AGAIN]


def _read_twice(first: Floats, again: list[int], rows: Floats) -> Floats:
    """Two readings as one. What is read once counts as if read again no better than the rest was."""
    if not again:
        return first
    second = np.minimum(first, rows.min(axis=0))
    second[again] = rows
    return (1 - SECOND) * first + SECOND * second


def _likeness(vectors: Floats, positive: Floats, contrast: Floats) -> Floats:
    """How much more windows are like what shows a criterion than like what does not."""
    like = (vectors @ positive.T).max(axis=1)
    if len(contrast):
        like = like - (vectors @ contrast.T).max(axis=1) / 2
    return like


class EmbeddedGrader:
    """Implements `ports.Grader` over an evidence model, in a worker thread."""

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model

    async def grade(self, case: Case) -> Findings:
        """The evidence model's judgements; never raises for what cannot be judged."""
        much = case.words > MAX_WORDS
        long = f"Only about the first {MAX_WORDS:,} of your words were read." if much else None
        judgements = await asyncio.to_thread(self._model.judge, case)
        return Findings(judgements, self._model.ref, (long,) if long else ())
