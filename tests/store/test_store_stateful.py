"""Any order of calls leaves every store as a plain model says."""

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from store.events import START, WHEN
from store.events import events as any_event
from viva.adapters.memory_store import MemoryStore
from viva.adapters.sql_store import SqlStore
from viva.domain.errors import VivaError
from viva.domain.event import Event, Stored

T = TypeVar("T")


class StoreMachine(RuleBasedStateMachine):
    """Runs a file database and the memory store side by side; the model is a dict of lists."""

    ids = Bundle("ids")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.url = f"sqlite:///{Path(self.folder.name) / 'viva.db'}"
        self.sql = SqlStore(self.url)
        self.memory = MemoryStore()
        self.loop = asyncio.new_event_loop()
        self.model: dict[str, list[Stored]] = {}
        self.made = 0

    def teardown(self) -> None:
        if hasattr(self, "sql"):
            self.sql.close()
            self.loop.close()
            self.folder.cleanup()

    def both(self, sql: Coroutine[Any, Any, T], memory: Coroutine[Any, Any, T]) -> T | str:
        """The same answer, or the same error's code, of both."""
        answers = [self.outcome(sql), self.outcome(memory)]
        assert answers[0] == answers[1]
        return answers[0]

    def outcome(self, call: Coroutine[Any, Any, T]) -> T | str:
        try:
            answer = self.loop.run_until_complete(call)
        except VivaError as error:
            return error.code
        return list(answer) if isinstance(answer, tuple) else answer  # type: ignore[return-value]

    @rule(target=ids, names=st.sampled_from("abc"))
    def create(self, names: str) -> object:
        self.made += 1
        moment = WHEN + timedelta(seconds=self.made)
        answer = self.both(
            self.sql.create(names, moment, [(0, START)]), self.memory.create(names, moment, [(0, START)])
        )
        if names in self.model:
            assert answer == "session-exists"
            return cast("object", multiple())
        self.model[names] = [Stored(1, 0, START)]
        return names

    @rule(name=ids, added=st.lists(any_event, max_size=3), late=st.integers(0, 2))
    def append(self, name: str, added: list[Event], late: int) -> None:
        log = self.model.get(name, [])
        after = max(len(log) - late, 0)
        pairs = [(10, event) for event in added]
        answer = self.both(
            self.sql.append(name, pairs, after_seq=after), self.memory.append(name, pairs, after_seq=after)
        )
        if name not in self.model:
            assert answer == "unknown-session"
        elif after != len(log):
            assert answer == "seq-conflict"
        else:
            stored = [Stored(after + i, 10, event) for i, event in enumerate(added, start=1)]
            assert answer == stored
            log.extend(stored)

    @rule(name=ids, after=st.integers(0, 9))
    def read(self, name: str, after: int) -> None:
        answer = self.both(self.sql.read(name, after), self.memory.read(name, after))
        assert answer == (self.model[name][after:] if name in self.model else "unknown-session")

    @rule(name=ids)
    def delete(self, name: str) -> None:
        answer = self.both(self.sql.delete(name), self.memory.delete(name))
        assert answer == (None if self.model.pop(name, None) else "unknown-session")

    @rule()
    def heads(self) -> None:
        answer = self.both(self.sql.heads(), self.memory.heads())
        assert {head.id: head.seq for head in answer if not isinstance(head, str)} == {
            name: len(log) for name, log in self.model.items()
        }

    @rule()
    def open_again(self) -> None:
        self.sql.close()
        self.sql = SqlStore(self.url)


TestStores = StoreMachine.TestCase
TestStores.settings = settings(
    max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
