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
from viva.grading.checks import ceiling
from viva.grading.llm_agreement import agreed
from viva.grading.llm_memory import CallMemory, content_key, dump_calls, load_calls
from viva.grading.llm_pace import LOCAL_PACE, Pace
from viva.grading.llm_prompt import MAX_CHARS, case_record, groups, in_order, messages, note_query
from viva.grading.llm_reply import Call, read_reply
from viva.grading.llm_tally import Tally
from viva.grading.quotes import SpokenWords
from viva.grading.trust import UNMEASURED
from viva.grading.windows import Sentence, sentences
from viva.ports import Case, Clock, EvidenceModel, Findings, LanguageModel, ModelRequest, Retriever

_log = logging.getLogger("viva.grading")

PROMPT: Final = "judge"
VERSION: Final = "4"
FELL_BACK: Final = "Judged by the embedded grader: the endpoint's answer was not usable."
OVER_BUDGET: Final = "The tokens that a grading may take were used up."
TOO_SLOW: Final = "The endpoint took too long."

_TOKENS_BASE, _TOKENS_EACH = 300, 320
_EFFORTS: Final = (1, 4)
"""A second try gets more room: a model that thinks first may have used up the first try's on that."""

_SAMPLED: Final = 0.6
"""Temperature of the readings after the first, which is read at 0."""

_MENDABLE: Final = frozenset({"model-bad-json", "model-truncated", "model-empty"})
_MOMENTARY: Final = frozenset({"model-refused", "model-server-error", "model-timeout"})

_WAITS: Final = 2
"""How often a call waits as long as an endpoint that takes no more requests asks for."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """One group of criteria in one reading."""

    reading: int
    criteria: tuple[Criterion, ...]
    hits: Sequence[Hit]


@dataclass(slots=True)
class _Run:
    """What is known while a case is being judged. Each reading holds calls by criterion id; `found` is what
    the embedded model makes of the case; `aside` are the words to whoever grades, which are not in `said`;
    `until` is when the time for it is over, on the clock."""

    case: Case
    said: str
    aside: Sequence[Evidence]
    found: Mapping[str, Judgement]
    readings: list[dict[str, Call]]
    tally: Tally
    until: int
    failures: Counter[str] = field(default_factory=Counter[str])
    lost: VivaError | None = None


class LlmGrader:
    """Implements `ports.Grader` over a language model.

    Every criterion is read `pace.readings` times, and has a label only where the readings agree. Quotes have
    to be found among the candidate's words; a label above missing without one is unscored. What the model
    does not answer in a usable way in more than half of the readings, each after one repair, is judged by
    `evidence_model`, and says so. With a `memory`, the same words are asked about once.
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
        memory: CallMemory | None = None,
    ) -> None:
        self._model = model
        self._embedded = evidence_model
        self._prompt = prompts[PROMPT]
        self._retriever = retriever
        self._clock = clock
        self._pace = pace or (LOCAL_PACE if model.capabilities.local else Pace())
        self._memory = memory

    async def grade(self, case: Case) -> Findings:
        """Never raises for a model's failure. Cancelling it leaves no call behind."""
        began = self._clock.monotonic_ms()
        found = await asyncio.to_thread(self._embedded.judge, case)
        spoken = any(case.transcript.turns[i].speaker is Speaker.CANDIDATE for i in case.turns)
        if not spoken or not case.criteria:
            return Findings(found, self._embedded.ref)
        aside = await asyncio.to_thread(self._embedded.asides, case)
        said = case_record(case, aside)
        if len(said) > MAX_CHARS:
            long = "The transcript is too long for the endpoint, so the embedded grader judged it."
            return Findings(found, self._embedded.ref, (long,))
        readings: list[dict[str, Call]] = [{} for _ in range(self._pace.readings)]
        until = self._clock.monotonic_ms() + self._pace.total_ms
        run = _Run(case, said, aside, found, readings, Tally(self._pace.tokens), until)
        try:
            await within(self._clock, self._pace.total_ms, self._read(run))
        except TimeoutError:
            run.failures[TOO_SLOW] += 1
        return self._findings(run, self._clock.monotonic_ms() - began)

    async def _read(self, run: _Run) -> None:
        """All readings of a group before the next group: what is cut short leaves whole criteria behind."""
        parts = groups(run.case.criteria, self._pace.group)
        hits = await asyncio.to_thread(self._look_up, run, parts)
        asks = [
            _Ask(reading, in_order(part, reading), found)
            for part, found in zip(parts, hits, strict=True)
            for reading in range(self._pace.readings)
        ]
        keys = await self._recall(run, asks)
        gate = asyncio.Semaphore(self._pace.at_once)
        async with asyncio.TaskGroup() as tasks:
            for ask, key in zip(asks, keys, strict=True):
                tasks.create_task(self._judge(run, ask, key, gate))

    def _look_up(self, run: _Run, parts: Sequence[Sequence[Criterion]]) -> list[Sequence[Hit]]:
        if self._retriever is None:
            return [() for _ in parts]
        try:
            return [self._retriever.search(note_query(part, run.case.question), 2) for part in parts]
        except VivaError as error:
            _log.warning("judging without notes: %s", error.message)
            return [() for _ in parts]

    async def _recall(self, run: _Run, asks: Sequence[_Ask]) -> Sequence[str]:
        """Puts what is remembered into the readings. Each ask's key, "" where nothing is to be kept."""
        if self._memory is None:
            return [""] * len(asks)
        try:
            identity = await self._model.identity()
        except VivaError as error:
            run.lost = error
            run.failures[error.message] += 1
            return [""] * len(asks)
        keys = [content_key(identity, self._request(run, ask, ask.criteria)) for ask in asks]
        kept = await asyncio.to_thread(self._memory.recall, keys)
        for ask, key in zip(asks, keys, strict=True):
            known = load_calls(kept.get(key, ""), [criterion.id for criterion in ask.criteria])
            run.readings[ask.reading].update(known)
            run.tally.remembered += len(known)
        return keys

    async def _judge(self, run: _Run, ask: _Ask, key: str, gate: asyncio.Semaphore) -> None:
        """One group: a call for what is not known yet, and another for what came back unusable."""
        calls = run.readings[ask.reading]
        left: Sequence[Criterion] = [c for c in ask.criteria if c.id not in calls]
        problem = ""
        async with gate:
            for effort in _EFFORTS:
                if not left or run.lost is not None:
                    return
                request = self._request(run, ask, left, effort=effort, problem=problem)
                try:
                    reply = await self._patiently(run, request)
                except VivaError as error:
                    run.failures[error.message] += 1
                    if error.code not in _MENDABLE:
                        run.lost = run.lost or (None if error.code in _MOMENTARY else error)
                        return
                    problem = error.message.rstrip(".")
                    continue
                if reply is None:
                    run.failures[OVER_BUDGET] += 1
                    return
                read = read_reply(reply, [criterion.id for criterion in left])
                calls.update(read.calls)
                left = [c for c in left if c.id not in read.calls]
                problem = read.problem
                if self._memory is not None and key and read.calls:
                    known = {c.id: calls[c.id] for c in ask.criteria if c.id in calls}
                    await asyncio.to_thread(self._memory.keep, key, dump_calls(known))
                if left:
                    run.tally.failed += 1
            if left:
                run.failures["Its answer was not in the form that was asked for."] += 1

    def _request(
        self, run: _Run, ask: _Ask, criteria: Sequence[Criterion], *, effort: int = 1, problem: str = ""
    ) -> ModelRequest:
        asked = messages(
            self._prompt,
            run.case,
            run.said,
            criteria,
            ask.hits,
            found=run.found,
            aside=run.aside,
            problem=problem,
        )
        return ModelRequest(
            asked,
            schema=self._prompt.schema,
            schema_name="judgements",
            max_tokens=effort * (_TOKENS_BASE + _TOKENS_EACH * len(criteria)),
            temperature=_SAMPLED if ask.reading else 0.0,
            seed=ask.reading,
            timeout_ms=self._pace.call_ms,
        )

    async def _patiently(self, run: _Run, request: ModelRequest) -> str | None:
        """The reply. Where the endpoint says for how long it takes no requests, and time allows, it is waited
        for."""
        for _ in range(_WAITS):
            try:
                return await self._asked(run, request)
            except VivaError as error:
                if error.retry_ms is None or self._clock.monotonic_ms() + error.retry_ms >= run.until:
                    raise
                await self._clock.sleep(error.retry_ms)
            if run.lost is not None:
                raise run.lost
        return await self._asked(run, request)

    async def _asked(self, run: _Run, request: ModelRequest) -> str | None:
        """The model's reply; None where the budget does not allow the call. Raises `VivaError`."""
        call = run.tally.begin(request)
        if call is None:
            return None
        reply: str | None = None
        try:
            reply = await self._model.complete(replace(request, counted=call.count))
        except VivaError:
            run.tally.failed += 1
            raise
        finally:
            run.tally.end(call, request, reply)
        return reply

    def _findings(self, run: _Run, ms: int) -> Findings:
        words = SpokenWords(run.case.transcript, run.case.turns, run.aside)
        spoken = sentences(run.case.transcript, run.case.turns)
        judged: dict[str, Judgement] = {}
        fallen: set[str] = set()
        for criterion in run.case.criteria:
            calls = [reading[criterion.id] for reading in run.readings if criterion.id in reading]
            if len(calls) >= self._pace.enough:
                own = agreed(calls, words, self._pace.readings)
                judged[criterion.id] = _held_down(criterion, own, run.case, spoken)
            else:
                fallen.add(criterion.id)
                judged[criterion.id] = _fallen(run.found[criterion.id])
        warnings = _warnings(len(fallen), run.failures)
        model = self._model.capabilities.model
        in_vain = len(fallen) == len(judged)
        told = run.tally.told(model, ms, self._pace.readings, in_vain=in_vain)
        if in_vain:
            return Findings(judged, self._embedded.ref, (*warnings, told) if run.tally.calls else warnings)
        return Findings(
            judgements=judged,
            ref=GraderRef("llm", model, f"{VERSION}+{self._prompt.sha256[:12]}"),
            warnings=(*warnings, told, UNMEASURED),
            prompts={PROMPT: self._prompt.sha256},
            fallen=frozenset(fallen),
        )


def _held_down(
    criterion: Criterion, judgement: Judgement, case: Case, spoken: Sequence[Sentence]
) -> Judgement:
    """With the best label that the plain rules leave, saying which rule did it."""
    if not isinstance(judgement, Scored) or judgement.label is Label.MISSING:
        return judgement
    held = ceiling(criterion.id, case, spoken, judgement.evidence)
    if held is None or held.label >= judgement.label:
        return judgement
    why = f"{held.seen} That holds it to {held.label.name.lower()}. {judgement.reason}"
    return replace(judgement, label=held.label, reason=why.strip())


def _fallen(judgement: Judgement) -> Judgement:
    """The embedded model's, saying that it is."""
    said = replace(judgement, reason=f"{FELL_BACK} {judgement.reason}".strip())
    return replace(said, why=f"{FELL_BACK} {said.why}") if isinstance(said, Unscored) else said


def _warnings(count: int, failures: Counter[str]) -> tuple[str, ...]:
    """What the candidate is told about criteria that fell back."""
    if not count:
        return ()
    which = "One criterion was" if count == 1 else f"{count} criteria were"
    why = _joined(text for text, _ in failures.most_common(2))
    return (f"{which} judged by the embedded grader. {why}".strip(),)


def _joined(texts: Iterable[str]) -> str:
    return " ".join(texts)
