"""Commands of a session that is being held: taken in order, one at a time, by one worker."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from viva.coach.log_end import trouble
from viva.domain.errors import VivaError
from viva.domain.event import (
    AnswerTaken,
    Control,
    FillersCounted,
    InterviewerSaid,
    LineSpoken,
    TurnCorrected,
)
from viva.interview.effects import Resumed, Tick

_LOG: Final = logging.getLogger("viva.coach")

Aside = LineSpoken | TurnCorrected | FillersCounted | InterviewerSaid
"""What is added to the log without a reply of the interviewer's."""


@dataclass(slots=True)
class Command:
    """Something to do; `done` is settled once it is committed, with the turn's index for an answer.

    `then` is a control that was used while the answer was still being given: only that has a reply.
    Of one that is `retried`, who gave it tells that it could not be committed.
    """

    what: AnswerTaken | Control | Tick | Resumed | Aside
    then: Control | None = None
    retried: bool = False
    done: asyncio.Future[int | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def settle(self, turn: int | None = None) -> None:
        """It is committed."""
        if not self.done.done():
            self.done.set_result(turn)

    def fail(self, error: VivaError) -> None:
        """It could not be committed, unless it is already."""
        if not self.done.done():
            self.done.set_exception(error)


class Commands:
    """A queue whose worker lives while there is something to do."""

    def __init__(
        self,
        session_id: str,
        carry_out: Callable[[Command], Awaitable[None]],
        failed: Callable[[VivaError], None],
    ) -> None:
        """`failed` hears of what went wrong, whether or not anybody waits for the command; of one that is
        retried only what went wrong after it was committed."""
        self._session_id = session_id
        self._carry_out = carry_out
        self._failed = failed
        self._inbox: asyncio.Queue[Command] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._worker is not None and not self._worker.done()

    def put(self, command: Command) -> None:
        """Has it done after all that was put before."""
        self._inbox.put_nowait(command)
        if not self.busy:
            self._worker = asyncio.get_running_loop().create_task(self._work())

    async def do(self, command: Command) -> int | None:
        """Returns when it is committed. Raises what kept it from that."""
        self.put(command)
        return await command.done

    async def settled(self) -> None:
        """Returns when nothing is left to do."""
        while self._worker is not None and not self._worker.done():
            await asyncio.shield(self._worker)

    async def close(self) -> None:
        """Ends what is being done."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    async def _work(self) -> None:
        while not self._inbox.empty():
            command = self._inbox.get_nowait()
            try:
                await self._carry_out(command)
            except VivaError as error:
                self._fail(command, error)
            except Exception:  # noqa: BLE001 -- one command's fault must not end the interview
                _LOG.exception("session %s: a command failed", self._session_id)
                self._fail(command, trouble())
            finally:
                if command.done.done() and not command.done.cancelled():
                    command.done.exception()  # retrieved: nobody may be waiting any more

    def _fail(self, command: Command, error: VivaError) -> None:
        if not command.retried or command.done.done():
            self._failed(error)
        command.fail(error)
