"""A language model words a line that the conductor has decided on; what it may not say never leaves here."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final, Literal

from viva.content.fence import fence_for, record
from viva.content.library import Library
from viva.content.prompts import render
from viva.deadline import within
from viva.domain.errors import VivaError
from viva.domain.event import Act
from viva.domain.level import Level, Style
from viva.domain.question import Question
from viva.domain.transcript import Speaker, Turn
from viva.interview.effects import Aim
from viva.interview.leaks import LeakGuard, interviewer_vocabulary
from viva.interview.line_form import MOST_SENTENCES, MOST_WORDS, asks, cleaned, malformed, take_sentence
from viva.ports import Clock, LanguageModel, Message, ModelRequest, Retriever

PROMPT: Final = "line"
DEADLINE_MS: Final = 3_000
"""Until the first sentence."""

REST_MS: Final = 3_000
"""From the deadline until the last sentence."""

FAILURES: Final = 2
"""As many failures in a row and the model is not asked for a while."""

FIRST_PAUSE_MS: Final = 30_000
LONGEST_PAUSE_MS: Final = 300_000
_TOKENS: Final = 160
_TURNS: Final = 8
_TURN_CHARS: Final = 1_500
_NOTE_CHARS: Final = 500

_MANNERS: Final[Mapping[Style, str]] = {
    Style.WARM: "friendly and unhurried, at ease, curious about the person's thinking; never gushing",
    Style.NEUTRAL: "plain, courteous and even",
    Style.CHALLENGING: "direct and sceptical, presses for the reason behind things; never rude",
}
_AIMS: Final[Mapping[Act, str]] = {
    Act.PROBE: "to open a topic that has not come up yet, without saying what belongs to it",
    Act.DEEPEN: "to go one step deeper into what was just said",
    Act.FOLLOW_UP: "to pick up what was just said and put it under strain",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a line is to be said. `key` names the session; `turns` are those of its leg so far."""

    key: str
    question: Question
    style: Style
    level: Level
    turns: Sequence[Turn]


@dataclass(frozen=True, slots=True)
class Wording:
    """A line, or None where the authored one stands and `why` it does.

    `change` says that the session has lost the model, or has it back.
    """

    text: str | None
    why: str = ""
    prompt_sha256: str | None = None
    change: Literal["lost", "back"] | None = None


@dataclass(slots=True)
class _Breaker:
    """Stops asking a model that fails."""

    failures: int = 0
    pause_ms: int = FIRST_PAUSE_MS
    closed_until: int | None = None
    told: set[str] = field(default_factory=set[str])


@dataclass(slots=True)
class _Line:
    """The sentences released so far, and why no more followed."""

    sentences: list[str] = field(default_factory=list[str])
    why: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


class LineWriter:
    """One for all sessions: a model that fails fails for all of them."""

    def __init__(
        self, model: LanguageModel, library: Library, retriever: Retriever | None, clock: Clock
    ) -> None:
        self._model = model
        self._library = library
        self._retriever = retriever
        self._clock = clock
        self._breaker = _Breaker()
        self._vocabularies: dict[str, frozenset[str]] = {}

    async def word(
        self,
        aim: Aim,
        setting: Setting,
        heard: Callable[[str], None] | None = None,
        deadline_ms: int = DEADLINE_MS,
    ) -> Wording:
        """The question of `aim` in the interviewer's voice.

        Each sentence is checked before `heard` gets the line so far. Where a later one fails, the line ends
        with the authored question, unless what was released asks already. Never raises for the model.
        """
        if aim.act not in _AIMS or not self._model.capabilities.words_lines:
            return Wording(None, "not worded by models")
        now = self._clock.monotonic_ms()
        if self._breaker.closed_until is not None and now < self._breaker.closed_until:
            return Wording(None, "paused", change=self._lost(setting.key))
        line = _Line()
        prompt = self._library.prompts[PROMPT]
        try:
            await self._written(line, aim, setting, heard, now + deadline_ms)
        except VivaError as error:
            line.why = error.code
            self._failed()
        except TimeoutError:
            line.why = "late"
            self._failed()
        else:
            self._breaker.failures = 0
            self._breaker.pause_ms = FIRST_PAUSE_MS
            self._breaker.closed_until = None
        change = self._change(setting.key)
        if not line.sentences:
            return Wording(None, line.why or "empty", change=change)
        text = line.text if asks(line.sentences[-1]) else f"{line.text} {aim.authored}"
        return Wording(text, line.why, prompt.sha256, change)

    async def _written(
        self, line: _Line, aim: Aim, setting: Setting, heard: Callable[[str], None] | None, due: int
    ) -> None:
        """Fills `line` with sentences that may be said. Raises `VivaError`, `TimeoutError`."""
        guard = self._guard(aim, setting)
        request = await within(
            self._clock, due - self._clock.monotonic_ms(), self._request(aim, setting, due)
        )
        async with aclosing(_sentences(self._model.stream(request))) as sentences:
            while True:
                late = due + (REST_MS if line.sentences else 0)
                sentence = await within(self._clock, late - self._clock.monotonic_ms(), _next(sentences))
                if sentence is None:
                    return
                words = len(f"{line.text} {sentence}".split())
                crowded = len(line.sentences) == MOST_SENTENCES or words > MOST_WORDS
                line.why = "too long" if crowded else malformed(sentence) or guard.leak(sentence) or ""
                if line.why:
                    return
                line.sentences.append(sentence)
                if heard is not None:
                    heard(line.text)

    async def _request(self, aim: Aim, setting: Setting, due: int) -> ModelRequest:
        name = aim.criterion.name if aim.criterion else setting.question.title
        query = f"{name}. {aim.authored} {setting.question.title}"
        said = record((i, _short(turn)) for i, turn in list(enumerate(setting.turns))[-_TURNS:])
        system, user = render(
            self._library.prompts[PROMPT],
            {
                "manner": _MANNERS[setting.style],
                "level": setting.level.value,
                "question": " ".join(setting.question.prompt.split()),
                "aim": _AIMS[aim.act],
                "name": name,
                "authored": aim.authored,
                "quote": f"“{aim.quote}”" if aim.quote else "any, or none",
                "notes": await asyncio.to_thread(self._notes, query),
                "fence": fence_for(said),
                "conversation": said,
            },
        )
        return ModelRequest(
            (Message("system", system), Message("user", user)),
            max_tokens=_TOKENS,
            temperature=0.4,
            timeout_ms=max(1, due + REST_MS - self._clock.monotonic_ms()),
        )

    def _notes(self, query: str) -> str:
        if self._retriever is None:
            return "(none)"
        try:
            hits = self._retriever.search(query, 2)
        except VivaError:
            return "(none)"
        return "\n\n".join(hit.passage.text[:_NOTE_CHARS] for hit in hits) or "(none)"

    def _guard(self, aim: Aim, setting: Setting) -> LeakGuard:
        bank = setting.question.bank
        if bank not in self._vocabularies:
            criteria = self._library.rubric(bank).criteria
            self._vocabularies[bank] = interviewer_vocabulary(criteria, self._library.bank(bank))
        said = [turn.text for turn in setting.turns if turn.speaker is Speaker.INTERVIEWER]
        return LeakGuard(
            aim.criterion,
            [setting.question.prompt, setting.question.title, aim.authored, *said],
            [turn.text for turn in setting.turns if turn.speaker is Speaker.CANDIDATE],
            vocabulary=self._vocabularies[bank],
            terms=[*setting.question.glossary, *(entry.term for entry in self._library.glossary)],
        )

    def _failed(self) -> None:
        breaker = self._breaker
        breaker.failures += 1
        if breaker.failures >= FAILURES:
            reopened = breaker.closed_until is not None
            breaker.pause_ms = min(breaker.pause_ms * 2, LONGEST_PAUSE_MS) if reopened else FIRST_PAUSE_MS
            breaker.closed_until = self._clock.monotonic_ms() + breaker.pause_ms

    def _change(self, key: str) -> Literal["lost", "back"] | None:
        if self._breaker.closed_until is not None:
            return self._lost(key)
        if self._breaker.failures == 0 and key in self._breaker.told:
            self._breaker.told.discard(key)
            return "back"
        return None

    def _lost(self, key: str) -> Literal["lost"] | None:
        """Each session is told once."""
        if key in self._breaker.told:
            return None
        self._breaker.told.add(key)
        return "lost"


async def _sentences(pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
    """Whole sentences of a stream, cleaned; the last one ends with the stream."""
    buffer = ""
    try:
        async for piece in pieces:
            buffer += piece
            while (found := take_sentence(buffer)) is not None:
                sentence, buffer = found
                if cleaned(sentence):
                    yield cleaned(sentence)
        if cleaned(buffer):
            yield cleaned(buffer)
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()


async def _next(sentences: AsyncIterator[str]) -> str | None:
    return await anext(sentences, None)


def _short(turn: Turn) -> Turn:
    text = turn.text if len(turn.text) <= _TURN_CHARS else "… " + turn.text[-_TURN_CHARS:]
    return Turn(turn.speaker, text)
