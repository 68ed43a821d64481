"""Judges with a language model, criterion by criterion, and with the embedded model where it fails."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from viva.deadline import within
from viva.domain.errors import VivaError
from viva.domain.evidence import Evidence, Judgement, Scored, Unscored
from viva.domain.label import Label
from viva.domain.note import Hit
from viva.domain.prompt import Prompt
from viva.domain.rubric import Criterion
from viva.domain.scorecard import GraderRef
from viva.domain.transcript import Speaker
from viva.grading.address import addresses_grader
from viva.grading.llm_prompt import MAX_CHARS, case_record, groups, messages, note_query
from viva.grading.llm_reply import Call, read_reply
from viva.grading.quotes import SpokenWords
from viva.ports import Case, Clock, EvidenceModel, Findings, LanguageModel, ModelRequest, Retriever

_log = logging.getLogger("viva.grading")

PROMPT: Final = "judge"
VERSION: Final = "1"
FELL_BACK: Final = "Judged by the embedded grader: the endpoint's answer was not usable."
UNSUPPORTED: Final = "The words quoted for this are not among yours, so it can’t be called."
UNSTABLE: Final = "Two readings of your words came out differently, so this can’t be called."
UNDECIDED: Final = "Your words can fairly be read two ways, so this can’t be called."

AGREED: Final = 0.85
"""Confidence where two readings agree. Not calibrated: it orders criteria, no more."""

ONCE: Final = 0.7
"""Confidence after one reading."""

_MAX_EVIDENCE: Final = 3
_TOKENS_BASE, _TOKENS_EACH = 300, 320
_MENDABLE: Final = frozenset({"model-bad-json", "model-truncated", "model-empty"})
_MOMENTARY: Final = frozenset({"model-refused", "model-server-error", "model-timeout"})


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is asked at a time, and how long it may take."""

    group: int = 4
    readings: int = 2
    at_once: int = 3
    call_ms: int = 90_000
    total_ms: int = 240_000


LOCAL_PACE: Final = Pace(group=2, readings=1, at_once=1, call_ms=300_000, total_ms=1_200_000)
"""For a model on this machine, which reads and writes a few tokens a second."""


@dataclass(slots=True)
class _Run:
    """What is known while a case is being judged. Each reading holds calls by criterion id."""

    case: Case
    said: str
    readings: list[dict[str, Call]]
    failures: Counter[str] = field(default_factory=Counter[str])
    lost: VivaError | None = None


class LlmGrader:
    """Implements `ports.Grader` over a language model.

    Quotes have to be found among the candidate's words; a label above missing without one is unscored. What
    the model does not answer in a usable way, after one repair, is judged by `evidence_model`, and says so.
    """

    def __init__(
        self,
        model: LanguageModel,
        evidence_model: EvidenceModel,
        prompts: Mapping[str, Prompt],
        retriever: Retriever | None,
        clock: Clock,
        *,
        pace: Pace | None = None,
    ) -> None:
        self._model = model
        self._embedded = evidence_model
        self._prompt = prompts[PROMPT]
        self._retriever = retriever
        self._clock = clock
        self._pace = pace or (LOCAL_PACE if model.capabilities.local else Pace())

    async def grade(self, case: Case) -> Findings:
        """Never raises for a model's failure. Cancelling it leaves no call behind."""
        said = case_record(case)
        spoken = any(case.transcript.turns[i].speaker is Speaker.CANDIDATE for i in case.turns)
        if not spoken or not case.criteria:
            return await self._only_embedded(case, ())
        if len(said) > MAX_CHARS:
            return await self._only_embedded(
                case, ("The transcript is too long for the endpoint, so the embedded grader judged it.",)
            )
        run = _Run(case, said, [{} for _ in range(self._pace.readings)])
        try:
            await within(self._clock, self._pace.total_ms, self._read(run))
        except TimeoutError:
            run.failures["The endpoint took too long."] += 1
        return await self._findings(run)

    async def _read(self, run: _Run) -> None:
        """All groups of all readings, a few at once; the second reading takes them the other way round."""
        parts = groups(run.case.criteria, self._pace.group)
        gate = asyncio.Semaphore(self._pace.at_once)
        hits = await asyncio.to_thread(self._look_up, run, parts)
        async with asyncio.TaskGroup() as tasks:
            for reading in range(self._pace.readings):
                for part, found in zip(parts, hits, strict=True):
                    asked = part[::-1] if reading % 2 else part
                    tasks.create_task(self._judge(run, reading, asked, found, gate))

    def _look_up(self, run: _Run, parts: Sequence[Sequence[Criterion]]) -> list[Sequence[Hit]]:
        if self._retriever is None:
            return [() for _ in parts]
        try:
            return [self._retriever.search(note_query(part, run.case.question), 2) for part in parts]
        except VivaError as error:
            _log.warning("judging without notes: %s", error.message)
            return [() for _ in parts]

    async def _judge(
        self,
        run: _Run,
        reading: int,
        asked: Sequence[Criterion],
        hits: Sequence[Hit],
        gate: asyncio.Semaphore,
    ) -> None:
        """One group: a call, and another for what came back unusable."""
        calls = run.readings[reading]
        problem = ""
        async with gate:
            for effort in (1, 2):
                if run.lost is not None:
                    return
                request = ModelRequest(
                    messages(self._prompt, run.case, run.said, asked, hits, problem=problem),
                    schema=self._prompt.schema,
                    schema_name="judgements",
                    max_tokens=effort * (_TOKENS_BASE + _TOKENS_EACH * len(asked)),
                    seed=reading,
                    timeout_ms=self._pace.call_ms,
                )
                try:
                    reply = await self._model.complete(request)
                except VivaError as error:
                    run.failures[error.message] += 1
                    if error.code not in _MENDABLE:
                        run.lost = run.lost or (None if error.code in _MOMENTARY else error)
                        return
                    problem = error.message.rstrip(".")
                    continue
                read = read_reply(reply, [criterion.id for criterion in asked])
                calls.update(read.calls)
                asked = [criterion for criterion in asked if criterion.id not in read.calls]
                if not asked:
                    return
                problem = read.problem
            run.failures["Its answer was not in the form that was asked for."] += 1

    async def _findings(self, run: _Run) -> Findings:
        words = SpokenWords(run.case.transcript, run.case.turns)
        judged: dict[str, Judgement] = {}
        for criterion in run.case.criteria:
            calls = [reading[criterion.id] for reading in run.readings if criterion.id in reading]
            if calls:
                judged[criterion.id] = _agreed([_verified(call, words) for call in calls])
        if not judged:
            return await self._only_embedded(
                run.case, _warnings(len(run.case.criteria), run.failures), fell_back=True
            )
        left = [criterion for criterion in run.case.criteria if criterion.id not in judged]
        if left:
            judged |= await self._embedded_judgements(replace(run.case, criteria=tuple(left)))
        return Findings(
            judgements={criterion.id: judged[criterion.id] for criterion in run.case.criteria},
            ref=GraderRef("llm", self._model.capabilities.model, f"{VERSION}+{self._prompt.sha256[:12]}"),
            warnings=_warnings(len(left), run.failures),
            prompts={PROMPT: self._prompt.sha256},
        )

    async def _only_embedded(
        self, case: Case, warnings: tuple[str, ...], *, fell_back: bool = False
    ) -> Findings:
        if fell_back:
            judgements = await self._embedded_judgements(case)
        else:
            judgements = await asyncio.to_thread(self._embedded.judge, case)
        return Findings(judgements, self._embedded.ref, warnings)

    async def _embedded_judgements(self, case: Case) -> dict[str, Judgement]:
        """The embedded model's, each saying that it is."""
        found = await asyncio.to_thread(self._embedded.judge, case)
        return {
            name: replace(judgement, reason=f"{FELL_BACK} {judgement.reason}".strip())
            for name, judgement in found.items()
        }


def _verified(call: Call, words: SpokenWords) -> Judgement:
    """The call with its quotes as spans of what the candidate said; without any it is unscored."""
    if call.label is None:
        return Unscored(UNDECIDED, reason=call.reason)
    if call.label is Label.MISSING:
        return Scored(Label.MISSING, ONCE, call.reason)
    evidence: dict[tuple[int, int], Evidence] = {}
    for quote in call.quotes:
        for span in words.find(quote):
            if not addresses_grader(span.quote):
                evidence.setdefault((span.turn, span.start), span)
    if not evidence:
        return Unscored(UNSUPPORTED, reason=call.reason)
    kept = sorted(list(evidence.values())[:_MAX_EVIDENCE], key=lambda span: (span.turn, span.start))
    return Scored(call.label, ONCE, call.reason, tuple(kept))


def _agreed(readings: Sequence[Judgement]) -> Judgement:
    """One judgement from all readings: the first one where they agree, else a can't call."""
    first = readings[0]
    if len(readings) == 1:
        return first
    undecided = next((reading for reading in readings if isinstance(reading, Unscored)), None)
    if undecided is not None:
        return undecided
    if not isinstance(first, Scored) or any(_label(reading) is not first.label for reading in readings):
        return Unscored(UNSTABLE, reason=first.reason, evidence=first.evidence)
    return replace(first, confidence=AGREED)


def _label(judgement: Judgement) -> Label | None:
    return judgement.label if isinstance(judgement, Scored) else None


def _warnings(count: int, failures: Counter[str]) -> tuple[str, ...]:
    """What the candidate is told about criteria that fell back."""
    if not count:
        return ()
    which = "One criterion was" if count == 1 else f"{count} criteria were"
    why = _joined(text for text, _ in failures.most_common(2))
    return (f"{which} judged by the embedded grader. {why}".strip(),)


def _joined(texts: Iterable[str]) -> str:
    return " ".join(texts)
