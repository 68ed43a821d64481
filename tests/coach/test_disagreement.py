"""A label of one's own stands beside the grader's, and changes nothing else."""

import asyncio

import pytest

from api.harness import Bench
from viva.coach import Setup
from viva.coach.disagreement import MAX_NOTE, dispute
from viva.codec.events import dump_event, load_event
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import LabelDisputed
from viva.domain.label import Label
from viva.domain.level import Mode
from viva.domain.session import Session


async def graded(bench: Bench) -> str:
    """A graded interview; its id."""
    session = await bench.coach.create(Setup("behavioural-short", mode=Mode.EXAM))
    live = await bench.coach.live(session.id)
    await live.answer("The situation and the task.")
    await live.settled()
    await bench.coach.end(session.id)
    return session.id


def own(session: Session) -> dict[str, tuple[Label | None, str]]:
    """What the fold holds."""
    return {name: (event.label, event.note) for name, event in session.own_labels.items()}


def test_a_later_label_replaces_an_earlier_and_can_be_taken_back(library: Library) -> None:
    async def hold() -> None:
        bench = Bench(library)
        name = await graded(bench)
        before = (await bench.coach.session(name)).seq
        await bench.coach.disagree(name, "result", Label.PARTIAL, "  I named it.\n")
        await bench.coach.disagree(name, "reflection", Label.FULL)
        session = await bench.coach.disagree(name, "result", Label.FULL, "Twice.")
        assert own(session) == {"result": (Label.FULL, "Twice."), "reflection": (Label.FULL, "")}
        session = await bench.coach.disagree(name, "result", None)
        assert own(session) == {"reflection": (Label.FULL, "")}
        assert own(await bench.coach.session(name)) == own(session)
        assert session.seq == before + 4  # all of it stays in the log
        assert session.grades == (await bench.coach.session(name)).grades

    asyncio.run(hold())


def test_the_same_again_adds_nothing_to_the_log(library: Library) -> None:
    async def hold() -> None:
        bench = Bench(library)
        name = await graded(bench)
        session = await bench.coach.disagree(name, "result", Label.FULL, "Said.")
        again = await bench.coach.disagree(name, "result", Label.FULL, "Said. ")
        nothing = await bench.coach.disagree(name, "task", None)
        assert session.seq == again.seq == nothing.seq

    asyncio.run(hold())


@pytest.mark.parametrize(
    ("criterion", "note", "code"),
    [("nothing-here", "", "unknown-criterion"), ("result", "a" * (MAX_NOTE + 1), "note-too-long")],
)
def test_what_cannot_be_disputed(library: Library, criterion: str, note: str, code: str) -> None:
    async def hold() -> Session:
        bench = Bench(library)
        return await bench.coach.session(await graded(bench))

    with pytest.raises(VivaError) as caught:
        dispute(asyncio.run(hold()), criterion, Label.FULL, note)
    assert caught.value.code == code


def test_without_a_grading_there_is_nothing_to_disagree_with(library: Library) -> None:
    async def hold() -> Session:
        return await Bench(library).coach.create(Setup("behavioural-short"))

    with pytest.raises(VivaError) as caught:
        dispute(asyncio.run(hold()), "result", Label.FULL)
    assert caught.value.code == "not-graded"


@pytest.mark.parametrize("label", [*Label, None])
def test_the_event_comes_back_from_its_json(label: Label | None) -> None:
    event = LabelDisputed("result", label, "Because.")
    assert load_event(dump_event(event)) == event
