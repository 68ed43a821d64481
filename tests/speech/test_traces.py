"""Over recorded voice activity: who thinks is not cut off, who has finished is answered soon."""

from statistics import median

import pytest

from speech.tracks import Trace, play, traces
from viva.settings import Endpointing
from viva.speech.endpointing import Endpointer
from viva.speech.signs import TurnEnded

EARLY_MS = 400
"""An end so long before the answer's own cut it off."""

BETWEEN_SENTENCES = {"sentence", "sentence-long", "sentence-two"}
"""Their pauses follow whole sentences, spoken as if that were all: nothing but patience can tell."""


@pytest.fixture(scope="module")
def recorded() -> list[Trace]:
    return traces()


@pytest.fixture(scope="module")
def ends(recorded: list[Trace]) -> dict[Trace, TurnEnded | None]:
    """Each answer with its turn's first end."""
    return {trace: play(trace) for trace in recorded}


def cut_off(trace: Trace, end: TurnEnded | None) -> bool:
    return end is not None and end.speech_end_ms < trace.ends_ms - EARLY_MS


def waits(ends: dict[Trace, TurnEnded | None], name: str | None = None) -> list[int]:
    """Silence before the end of each answer that was not cut off, ms."""
    return [
        end.at_ms - end.speech_end_ms
        for trace, end in ends.items()
        if end is not None and not cut_off(trace, end) and name in {None, trace.name}
    ]


def test_at_least_a_hundred_answers_of_several_voices_are_recorded(recorded: list[Trace]) -> None:
    assert len(recorded) >= 100
    assert len({trace.voice for trace in recorded}) >= 4


def test_no_pause_within_a_clause_cuts_an_answer_off(ends: dict[Trace, TurnEnded | None]) -> None:
    within = [trace for trace in ends if trace.name not in BETWEEN_SENTENCES]
    cut = [f"{trace.voice}/{trace.name}" for trace in within if cut_off(trace, ends[trace])]
    assert len(cut) <= 0.01 * len(within), cut


def test_less_than_two_in_a_hundred_are_cut_off_whatever_their_pauses(
    ends: dict[Trace, TurnEnded | None],
) -> None:
    cut = [f"{trace.voice}/{trace.name}" for trace, end in ends.items() if cut_off(trace, end)]
    assert len(cut) < 0.02 * len(ends), cut


def test_every_answer_ends_and_no_later_than_the_longest_pause(ends: dict[Trace, TurnEnded | None]) -> None:
    for trace, end in ends.items():
        assert end is not None, trace.name
        assert end.at_ms - end.speech_end_ms <= 3_740


def test_the_median_wait_is_short(ends: dict[Trace, TurnEnded | None]) -> None:
    assert median(waits(ends)) <= 750


@pytest.mark.parametrize("name", ["plain-long", "plain-own", "two-pauses", "my-answer", "question", "yes"])
def test_finished_thoughts_are_answered_soon(ends: dict[Trace, TurnEnded | None], name: str) -> None:
    assert median(waits(ends, name)) <= 800


def test_without_captions_most_thinking_pauses_are_still_waited_out(recorded: list[Trace]) -> None:
    cut = [trace for trace in recorded if cut_off(trace, play(trace, captions=False))]
    assert len(cut) <= 0.25 * len(recorded)


def test_with_the_done_key_no_pause_ends_an_answer_and_speech_is_found_where_it_is(
    recorded: list[Trace],
) -> None:
    for trace in recorded:
        ear = Endpointer(Endpointing(mode="done-key"))
        assert play(trace, ear) is None
        assert ear.began_ms is not None
        assert abs(ear.began_ms - 500) <= 200, trace.name
        assert abs(ear.voiced[-1].end_ms - trace.ends_ms) <= 350, trace.name
