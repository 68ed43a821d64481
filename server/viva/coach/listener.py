"""Hearing the candidate out: live coverage, and what was asked of the interviewer."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from viva.domain.evidence import Judgement, Scored
from viva.domain.label import Label
from viva.domain.note import Term
from viva.domain.question import Question
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.interview.clarify import Sheet, find_inquiries, resolve, sheet_of
from viva.interview.effects import Asked
from viva.ports import Case, Embedder, EvidenceModel, Vectors
from viva.speech.misheard import Doubt, find_doubt

KEPT_SHEETS: Final = 64
_PROBE: Final = Transcript((Turn(Speaker.CANDIDATE, "Let me begin."),))


class Listener:
    """Runs the evidence model and the encoder in worker threads. Shared by all sessions."""

    def __init__(self, evidence: EvidenceModel, embedder: Embedder) -> None:
        self._evidence = evidence
        self._embedder = embedder
        self._sheets: OrderedDict[str, tuple[Sheet, Vectors]] = OrderedDict()

    async def judge(self, case: Case) -> Mapping[str, Judgement]:
        """A judgement for each criterion of the case."""
        return await asyncio.to_thread(self._evidence.judge, case)

    async def asked(self, question: Question, text: str) -> tuple[Asked, ...]:
        """The questions put to the interviewer in a turn, with what the fact sheet has on them."""
        inquiries = find_inquiries(text)
        if not inquiries:
            return ()
        sheet, known = await self._sheet(question)
        pieces = [piece for inquiry in inquiries for piece in inquiry.pieces]
        vectors = await asyncio.to_thread(self._embedder.embed, pieces)
        return resolve(inquiries, sheet, vectors, known)

    async def doubt(self, case: Case, terms: Sequence[Term | str]) -> Doubt | None:
        """What may have been misheard in the case's last turn, if reading it so would change a verdict."""
        index = case.turns[-1] if case.turns else -1
        turns = case.transcript.turns
        if index < 0 or not turns[index].words:
            return None

        as_heard = cache(lambda: _labels(self._evidence.judge(case)))

        def would_flip(text: str) -> bool:
            changed = replace(turns[index], text=text)
            transcript = Transcript((*turns[:index], changed, *turns[index + 1 :]))
            return _labels(self._evidence.judge(replace(case, transcript=transcript))) != as_heard()

        return await asyncio.to_thread(find_doubt, index, turns[index].words, terms, would_flip)

    async def prepare(self, case: Case) -> None:
        """Does beforehand what a leg's first answer and first question would wait for."""
        await self._sheet(case.question)
        probe = replace(case, transcript=_PROBE, turns=(0,))
        await asyncio.to_thread(self._evidence.judge, probe)

    async def _sheet(self, question: Question) -> tuple[Sheet, Vectors]:
        found = self._sheets.get(question.id)
        if found is None:
            sheet = sheet_of(question)
            found = sheet, await asyncio.to_thread(self._embedder.embed, sheet.texts)
        self._sheets[question.id] = found
        self._sheets.move_to_end(question.id)
        while len(self._sheets) > KEPT_SHEETS:
            self._sheets.popitem(last=False)
        return found


def _labels(judged: Mapping[str, Judgement]) -> Mapping[str, Label | None]:
    return {name: item.label if isinstance(item, Scored) else None for name, item in judged.items()}
