"""Two speakers are told apart by channel, or not at all."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from audio.sounds import Sound, silence, tone
from viva.domain.transcript import Speaker, Word
from viva.speech.levels import LevelMeter, Levels
from viva.speech.speakers import heard_elsewhere, tell_apart, turns_of


def levels_of(*channels: NDArray[np.floating[Any]]) -> Levels:
    """Measured in one go."""
    meter = LevelMeter()
    meter.add(np.stack(channels).astype(np.float32))
    return meter.measured()


def noise(seconds: float, seed: int = 0, level: float = 0.001) -> Sound:
    """What a quiet room sounds like."""
    n = len(silence(seconds))
    return (level * np.random.default_rng(seed).standard_normal(n)).astype(np.float32)


ASKS = np.concatenate([tone(4), silence(16), tone(4), silence(16)])
ANSWERS = np.concatenate([silence(5), tone(12, level=0.2), silence(8), tone(12, level=0.2), silence(3)])


def test_a_channel_for_each_speaker_tells_two_apart() -> None:
    voices = tell_apart(levels_of(ASKS + noise(40), ANSWERS + noise(40, 1)))
    assert [voice.channels for voice in voices.each] == [(0,), (1,)]
    assert voices.note is None


def test_a_little_of_the_other_voice_in_each_channel_does_no_harm() -> None:
    voices = tell_apart(levels_of(ASKS + 0.1 * ANSWERS + noise(40), ANSWERS + 0.1 * ASKS + noise(40, 1)))
    assert len(voices.each) == 2
    levels = levels_of(ASKS + 0.1 * ANSWERS, ANSWERS + 0.1 * ASKS)
    elsewhere = heard_elsewhere(levels, voices.each[0], voices.each[1:])
    seconds = np.arange(len(elsewhere)) * 0.032
    assert elsewhere[(seconds > 6) & (seconds < 16)].all()
    assert not elsewhere[(seconds > 0.5) & (seconds < 3.5)].any()


@pytest.mark.parametrize(
    ("channels", "used", "words"),
    [
        ((ASKS + ANSWERS,), (0,), "one channel"),
        ((ASKS + ANSWERS, ASKS + ANSWERS), (0, 1), "same voices"),
        ((ASKS + ANSWERS, 0.6 * (ASKS + ANSWERS) + noise(40)), (0, 1), "same voices"),
        ((silence(40), ASKS + ANSWERS), (1,), "silent"),
        ((ASKS + ANSWERS, noise(40, level=0.0005)), (0,), "silent"),
        # Only one side ever speaks: the other channel hears it from afar.
        ((ANSWERS + noise(40), 0.05 * ANSWERS + noise(40, 1)), (0,), "same voices"),
    ],
)
def test_otherwise_it_is_one_speaker_and_the_note_says_why(
    channels: tuple[Sound, ...], used: tuple[int, ...], words: str
) -> None:
    voices = tell_apart(levels_of(*channels))
    assert [voice.channels for voice in voices.each] == [used]
    assert voices.note is not None
    assert "one speaker" in voices.note
    assert words in voices.note


def test_quiet_speech_is_amplified_and_loud_speech_is_not() -> None:
    (quiet,) = tell_apart(levels_of(0.02 * ANSWERS)).each
    (loud,) = tell_apart(levels_of(3 * ANSWERS)).each
    assert 5 < quiet.gain <= 30
    assert loud.gain == 1
    (nothing,) = tell_apart(levels_of(silence(1))).each
    assert nothing.gain == 1


def word(text: str, start: int) -> Word:
    """Half a second of it."""
    return Word(text, start, start + 500)


def test_turns_change_where_the_other_speaks() -> None:
    turns, candidate = turns_of(
        [
            [word("Why", 0), word("that?", 500), word("And", 9_000), word("then?", 9_500)],
            [
                word("Because", 1_500),
                word("it", 2_000),
                word("is", 5_000),
                word("fast.", 5_500),
                word("So", 11_000),
            ],
        ]
    )
    assert candidate == 1
    assert [(turn.speaker, turn.text) for turn in turns] == [
        (Speaker.INTERVIEWER, "Why that?"),
        (Speaker.CANDIDATE, "Because it is fast."),
        (Speaker.INTERVIEWER, "And then?"),
        (Speaker.CANDIDATE, "So"),
    ]
    assert (turns[1].start_ms, turns[1].end_ms) == (1_500, 6_000)


def test_one_speaker_has_a_turn_between_pauses_after_a_sentence() -> None:
    turns, _ = turns_of(
        [[word("Why?", 0), word("Well,", 1_500), word("it", 4_500), word("is.", 5_000), word("So", 10_000)]]
    )
    assert [(turn.speaker, turn.text) for turn in turns] == [
        (Speaker.CANDIDATE, "Why?"),
        (Speaker.CANDIDATE, "Well, it is."),
        (Speaker.CANDIDATE, "So"),
    ]


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["well", "so", "um,", "FAISS."]), st.integers(0, 60_000))),
        min_size=1,
        max_size=2,
    ).filter(any)
)
def test_no_word_is_lost_and_every_turn_is_its_words(said: list[list[tuple[str, int]]]) -> None:
    voices = [[word(text, at) for text, at in sorted(each, key=lambda item: item[1])] for each in said]
    turns, _ = turns_of(voices)
    assert sorted(w.text for turn in turns for w in turn.words) == sorted(w.text for v in voices for w in v)
    for turn in turns:
        assert turn.text.split() == [w.text for w in turn.words]
        assert turn.start_ms == turn.words[0].start_ms
    assert [turn.start_ms for turn in turns] == sorted(turn.start_ms or 0 for turn in turns)
