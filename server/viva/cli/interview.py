"""An interview in the terminal, over the same engine as the page."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Final

from viva.cli.screen import Screen
from viva.domain.errors import VivaError
from viva.domain.event import Control, InterviewerSaid, PhaseEntered, Stored
from viva.domain.level import Mode

if TYPE_CHECKING:
    from viva.api.services import Services
    from viva.cli.aloud import Aloud
    from viva.cli.engine import Engine
    from viva.coach import Coach, LiveSession, Notice, Output
    from viva.content.library import Library

COMMANDS: Final = {f"/{control.value}": control for control in Control}
PROMPT: Final = "> "


class Table:
    """The engine's side: attached to one session, it prints what happens as it happens, and says it aloud."""

    def __init__(
        self, live: "LiveSession", library: "Library", screen: Screen, aloud: "Aloud | None" = None
    ) -> None:
        self._live = live
        self._library = library
        self._screen = screen
        self._aloud = aloud
        self._seen = asyncio.Condition()
        self._attached = contextlib.AsyncExitStack()
        self._seq = live.session.seq
        self._round = library.round(live.session.started.round)

    @property
    def over(self) -> bool:
        """Whether nothing more will be asked."""
        return self._live.session.over

    @property
    def speaks(self) -> bool:
        """Whether lines are said aloud."""
        return self._aloud is not None

    async def sit(self) -> None:
        """Attaches; returns when the interviewer has opened, or taken up the thread again."""
        self._recap()
        outputs = await self._attached.enter_async_context(self._live.listen())
        self._reader = asyncio.create_task(self._print(outputs))
        await self._quiet()
        if self._aloud is not None:
            self._aloud.start()

    async def hush(self) -> None:
        """The candidate has read what is being said."""
        if self._aloud is not None:
            self._aloud.silence()

    async def heard_out(self) -> None:
        """Returns when all has been said that is said aloud."""
        if self._aloud is not None:
            await self._aloud.heard_out()

    async def leave(self) -> None:
        """Lets go: the voice is silent, the session clock stands still."""
        if self._aloud is not None:
            await self._aloud.close()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._attached.aclose()

    async def act(self, step: Callable[[], Awaitable[None]]) -> None:
        """Carries a command out; returns when all that followed from it has been printed."""
        await self.hush()
        await step()
        await self._quiet()

    async def answer(self, text: str, typing_ms: int) -> None:
        """A typed turn."""
        await self.act(lambda: self._live.answer(text, typing_ms=typing_ms))
        self._coverage()

    async def wish(self, control: Control) -> None:
        """A hint, a repeat, skip, done or end."""
        await self.act(lambda: self._live.wish(control))

    def _recap(self) -> None:
        """Where the interview stands: the running phase, and the last lines of the interviewer's."""
        session = self._live.session
        if session.phase:
            self._phase(session.phase.leg, session.phase.phase)
        last = max((i for i, turn in enumerate(session.turns) if turn.speaker == "candidate"), default=-1)
        for line in session.lines:
            if line.said.turn > last:
                self._screen.interviewer(line.said, line.at_ms)

    async def _quiet(self) -> None:
        await self._live.settled()
        async with self._seen:
            await self._seen.wait_for(lambda: self._seq >= self._live.session.seq)

    async def _print(self, outputs: "AsyncIterator[Output]") -> None:
        from viva.coach import Notice

        async for output in outputs:
            if isinstance(output, Stored):
                self._event(output)
                async with self._seen:
                    self._seq = output.seq
                    self._seen.notify_all()
            elif isinstance(output, Notice):
                self._screen.notice(output.message, output.hint)

    def _event(self, stored: Stored) -> None:
        match stored.event:
            case InterviewerSaid():
                self._screen.interviewer(stored.event, stored.at_ms)
                if self._aloud is not None:
                    self._aloud.follow(stored.event)
            case PhaseEntered():
                self._phase(stored.event.leg, stored.event.phase)
            case _:
                pass

    def _phase(self, leg: int, name: str) -> None:
        phase = next(item for item in self._round.legs[leg].phases if item.id == name)
        self._screen.phase(phase.title, phase.minutes)

    def _coverage(self) -> None:
        from viva.grading.cases import session_cases

        session = self._live.session
        if session.over or session.started.mode is not Mode.COACH:
            return
        case = session_cases(session, self._library)[session.leg].case
        self._screen.coverage({c.id: c.name for c in case.criteria}, self._live.coverage)


def hold(engine: "Engine", coach: "Coach", session_id: str, screen: Screen, *, say: bool = False) -> None:
    """Runs an interview to its end, or until Ctrl-C or the end of input; then it can be resumed.

    With `say` the interviewer's lines are spoken too, where there is a voice and a player.
    """
    live = engine.call(coach.live(session_id))
    aloud = _voice(engine.services, live, screen) if say else None
    table = Table(live, engine.services.library, screen, aloud)
    engine.call(table.sit())
    try:
        _converse(engine, table, screen)
        if table.over:
            _show_card(engine, coach, session_id, screen)
            with contextlib.suppress(KeyboardInterrupt):
                engine.call(table.heard_out())
    finally:
        engine.call(table.leave())
    if not table.over:
        option = " --say" if say else ""
        screen.line(f"Paused. Nothing is lost. Go on with: viva sessions resume {session_id}{option}")


def _voice(services: "Services", live: "LiveSession", screen: Screen) -> "Aloud | None":
    """What speaks, or None: then a line says why, and the interview is held in text."""
    from viva.adapters.clocks import SystemClock
    from viva.cli.aloud import aloud

    def tell(notice: "Notice") -> None:
        screen.notice(notice.message, notice.hint)

    try:
        return aloud(services, live, SystemClock(), tell)
    except VivaError as error:
        screen.notice(error.message, error.hint)
        screen.blank()
        return None


def _converse(engine: "Engine", table: Table, screen: Screen) -> None:
    """Takes answers and commands to the interview's end, or until Ctrl-C or the end of input."""
    if not table.over:
        also = ", and stops the voice" if table.speaks else ""
        screen.line(f"An empty line sends your answer{also}. /help lists the commands.", "dim")
        screen.blank()
    try:
        while not table.over:
            begun = time.monotonic()
            said = read_answer()
            if table.over:
                break
            try:
                _carry_out(engine, table, screen, said, round((time.monotonic() - begun) * 1000))
            except VivaError as error:
                if error.code != "session-over":
                    screen.notice(error.message, error.hint)
    except (KeyboardInterrupt, EOFError):
        screen.blank()


def _carry_out(engine: "Engine", table: Table, screen: Screen, said: str, typing_ms: int) -> None:
    command = said.casefold()
    if command in COMMANDS:
        engine.call(table.wish(COMMANDS[command]))
    elif command == "/help":
        screen.help()
    elif said.startswith("/") and " " not in said:
        screen.line(f"There is no command {said}. /help lists them.", "dim")
    elif said:
        screen.blank()
        engine.call(table.answer(said, typing_ms))
    else:
        engine.call(table.hush())


def read_answer() -> str:
    """Lines up to an empty one, or a single line that is a command. Raises `EOFError` at the end of input."""
    prompt = PROMPT if sys.stdin.isatty() else ""
    lines: list[str] = []
    while True:
        try:
            line = input(prompt)
        except EOFError:
            if lines:
                break
            raise
        if not lines and line.strip().startswith("/"):
            return line.strip()
        if not line.strip():
            break
        lines.append(line)
    return "\n".join(lines).strip()


def _show_card(engine: "Engine", coach: "Coach", session_id: str, screen: Screen) -> None:
    from viva.grading.report import session_view
    from viva.speech.delivery import session_delivery

    session = engine.call(coach.session(session_id))
    if session.grade is None:
        engine.call(coach.grade(session_id))
        session = engine.call(coach.session(session_id))
    delivery = session_delivery(session, engine.services.library)
    screen.report(session_view(session, engine.services.library, delivery), transcript=False)
    screen.blank()
    screen.line(f"To keep it: viva replay {session_id} --export html FILE", "dim")
