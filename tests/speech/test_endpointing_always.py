"""What holds of every stream, whatever is heard, read, judged and pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from speech.driving import Microphone, of
from viva.settings import Endpointing
from viva.speech.endpointing import FAR_TOO_LONG_MS, KEY_PAUSE_MS, ONSET_MS, PAUSE_MS
from viva.speech.signs import (
    BargedIn,
    CountdownBegan,
    CountdownCancelled,
    Sign,
    SpeechBegan,
    SpeechPaused,
    SpeechResumed,
    TurnEnded,
)


@dataclass(frozen=True)
class Sounds:
    probability: float
    ms: int


@dataclass(frozen=True)
class Reads:
    text: str


@dataclass(frozen=True)
class Judges:
    finished: float


@dataclass(frozen=True)
class Does:
    what: Literal["wait", "done", "reset"]


@dataclass(frozen=True)
class Speaks:
    on: bool


@dataclass(frozen=True)
class Goes:
    mode: Literal["hands-free", "done-key", "hold"]


Step = Sounds | Reads | Judges | Does | Speaks | Goes


CAPTIONS = (
    "",
    "Um",
    "We take the",
    "It is cached.",
    "That's my answer.",
    "Yes.",
    "First, cost.",
    "so, so, so,",
)
STEPS = st.lists(
    st.one_of(
        st.builds(Sounds, st.floats(0, 1), st.integers(32, 5_000)),
        st.builds(Sounds, st.sampled_from([0.02, 0.98]), st.integers(32, 5_000)),
        st.builds(Reads, st.sampled_from(CAPTIONS)),
        st.builds(Judges, st.floats(0, 1)),
        st.builds(Does, st.sampled_from(["wait", "done", "reset"])),
        st.builds(Speaks, st.booleans()),
        st.builds(Goes, st.sampled_from(["hands-free", "done-key", "hold"])),
    ),
    max_size=40,
)


def play(steps: Sequence[Step]) -> Microphone:
    microphone = Microphone()
    endpointer = microphone.endpointer
    last_pause = 0
    for step in steps:
        for pause in of(SpeechPaused, microphone.signs[-200:]):
            last_pause = pause.at_ms
        match step:
            case Sounds(probability, ms):
                for _ in range(max(1, ms // 32)):
                    ended = of(TurnEnded, microphone.frame(probability))
                    # A frame that is surely speech, raised threshold or not, ends no turn.
                    assert not ended or probability < 0.75 or ended[0].reason == "too-long"
            case Reads(text):
                endpointer.read(text)
            case Judges(finished):
                endpointer.judged(last_pause, finished)
            case Does(what):
                microphone.signs += _do(microphone, what)
            case Speaks(on):
                endpointer.speaking(on=on)
            case Goes(mode):
                microphone.signs += endpointer.set_mode(mode)
        _ordered(microphone)
    return microphone


def _do(microphone: Microphone, what: Literal["wait", "done", "reset"]) -> tuple[Sign, ...]:
    endpointer = microphone.endpointer
    match what:
        case "wait":
            return endpointer.keep_waiting()
        case "done":
            return endpointer.finish(microphone.now, "done")
        case "reset":
            forgotten = (TurnEnded(microphone.now, microphone.now, "done"),) if endpointer.in_turn else ()
            return *endpointer.reset(), *forgotten


def _ordered(microphone: Microphone) -> None:
    voiced = microphone.endpointer.voiced
    assert all(stretch.start_ms < stretch.end_ms for stretch in voiced)
    assert all(b.start_ms - a.end_ms >= PAUSE_MS for a, b in pairwise(voiced))
    assert all(stretch.end_ms <= microphone.now for stretch in voiced)


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_turns_begin_pause_resume_and_end_in_order(
    steps: list[Step],
) -> None:
    in_turn = paused = counting = False
    for sign in play(steps).signs:
        match sign:
            case SpeechBegan():
                assert not in_turn
                in_turn = True
            case SpeechPaused(at_ms, speech_end_ms):
                assert in_turn
                assert not paused
                assert at_ms - speech_end_ms >= KEY_PAUSE_MS
                paused = True
            case SpeechResumed():
                assert paused
                assert not counting
                paused = False
            case CountdownBegan(ends_ms):
                assert paused
                assert ends_ms > 0
                counting = True
            case CountdownCancelled():
                assert counting
                counting = False
            case TurnEnded(at_ms, speech_end_ms):
                assert in_turn
                assert speech_end_ms <= at_ms
                in_turn = paused = counting = False
            case BargedIn():
                pass


@given(
    st.lists(
        st.tuples(st.integers(ONSET_MS + 32, 4_000), st.integers(32, Endpointing().finished_ms - 20)),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(CAPTIONS),
    st.floats(0, 1),
)
def test_no_pause_under_the_shortest_silence_ends_a_turn(
    spoken: list[tuple[int, int]], caption: str, thought: float
) -> None:
    microphone = Microphone()
    for speech_ms, pause_ms in spoken:
        microphone.says(caption, speech_ms, thought=thought)
        microphone.silence(pause_ms)
    assert microphone.ended() == []
    assert len(of(SpeechBegan, microphone.signs)) == 1


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_the_same_stream_gives_the_same_signs(steps: list[Step]) -> None:
    assert play(steps).signs == play(steps).signs


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(CAPTIONS))
def test_the_surer_the_detector_the_shorter_the_wait(one: float, other: float, caption: str) -> None:
    def needed(thought: float) -> int:
        microphone = Microphone(Endpointing())
        microphone.says(caption, thought=thought)
        microphone.silence(256)
        return microphone.endpointer.needed_ms

    low, high = sorted((one, other))
    assert needed(high) <= needed(low)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=300))
def test_every_probability_is_survived(probabilities: list[float]) -> None:
    microphone = Microphone()
    signs: list[Sign] = microphone.trace(probabilities)
    assert len(of(TurnEnded, signs)) <= len(of(SpeechBegan, signs))
    assert microphone.now < FAR_TOO_LONG_MS
