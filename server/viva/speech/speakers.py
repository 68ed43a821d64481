"""One speaker or two, told by the channels of a recording; nothing is guessed from a voice's sound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viva.domain.transcript import Speaker, Turn, Word, text_of
from viva.speech.levels import FRAME_MS, Levels

_FAINTEST: Final = 0.002
"""A level below this is nobody's speech (-54 dB)."""
_ABOVE_FLOOR: Final = 4.0
"""Speech stands 12 dB above a channel's noise floor, its tenth percentile."""
_OWN: Final = 10 ** (10 / 20)
"""A frame is one channel's own when it is 10 dB louder there."""
_OWN_MS: Final = 2_000
_OWN_SHARE: Final = 0.05
_APART_SHARE: Final = 0.6
"""Two speakers: each channel has 2 s and 5 % of the sound to itself, and both together 60 %."""
_NEAR: Final = 10
"""Frames about another's speech in which its echo may linger: some 300 ms."""
_BOTH: Final = 2.0
"""A frame this much louder than the other channel is no echo of it."""
_FAR_SHARE: Final = 0.8
"""One channel only hears the other from afar when so much of the sound is the other's own."""

NEW_TURN_MS: Final = 900
"""A pause after a sentence at which somebody else may go on, where nothing tells who."""
_LONG_MS: Final = 4_000
"""The same without the end of a sentence."""
_BREATH_MS: Final = 700
"""A pause at which the other may have come in, where the other has a channel."""
_SENTENCE_END: Final = (".", "?", "!")

ONE_CHANNEL: Final = (
    "Treated as one speaker: the recording has one channel, so nothing tells two voices apart. "
    "If an interviewer speaks in it too, say which turns are theirs before it is graded."
)
SAME_CHANNELS: Final = (
    "Treated as one speaker: both channels hold the same voices, so nothing tells them apart. "
    "If an interviewer speaks in it too, say which turns are theirs before it is graded."
)
SILENT_CHANNEL: Final = (
    "Treated as one speaker: the other channel is silent. "
    "If an interviewer speaks in it too, say which turns are theirs before it is graded."
)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of a recording: the channels that hold it, averaged, and how much quiet speech is amplified."""

    channels: tuple[int, ...]
    gain: float = 1.0


@dataclass(frozen=True, slots=True)
class Voices:
    """One voice, or two with a channel each. `note` says why where there is one."""

    each: tuple[Voice, ...]
    note: str | None = None


def tell_apart(levels: Levels) -> Voices:
    """The voices of a recording, by where the sound is."""
    gains = [_gain(levels.rms[:, channel]) for channel in range(levels.channels)]
    if levels.channels == 1:
        return Voices((Voice((0,), gains[0]),), ONE_CHANNEL)
    left, right = levels.rms[:, 0], levels.rms[:, 1]
    heard = [_active(side) for side in (left, right)]
    if not heard[0].any() or not heard[1].any():
        louder = 0 if heard[0].sum() >= heard[1].sum() else 1
        return Voices((Voice((louder,), gains[louder]),), SILENT_CHANNEL)
    own = [
        int((heard[0] & (left > right * _OWN)).sum()),
        int((heard[1] & (right > left * _OWN)).sum()),
    ]
    anyone = int((heard[0] | heard[1]).sum())
    least = max(_OWN_MS / FRAME_MS, _OWN_SHARE * anyone)
    if min(own) >= least and sum(own) >= _APART_SHARE * anyone:
        return Voices((Voice((0,), gains[0]), Voice((1,), gains[1])))
    for channel in (0, 1):
        if own[channel] >= _FAR_SHARE * anyone:
            return Voices((Voice((channel,), gains[channel]),), SAME_CHANNELS)
    return Voices((Voice((0, 1), min(gains)),), SAME_CHANNELS)


def heard_elsewhere(levels: Levels, voice: Voice, others: Sequence[Voice]) -> NDArray[np.bool_]:
    """Frames in which this voice's channel holds but an echo of another voice, the gaps of its speech too."""
    mine = levels.rms[:, list(voice.channels)].max(axis=1)
    echo = np.zeros(len(mine), np.bool_)
    for other in others:
        theirs = levels.rms[:, list(other.channels)].max(axis=1)
        near = np.convolve(theirs > mine * _OWN, np.ones(2 * _NEAR + 1), "same") > 0
        echo |= near[: len(mine)] & (mine < theirs * _BOTH)
    return echo


def turns_of(voices: Sequence[Sequence[Word]]) -> tuple[tuple[Turn, ...], int]:
    """Turns from the words of each voice, and which voice was taken to be the candidate: who says most.

    A single voice is the candidate's. A turn of its own for each stretch between pauses after a sentence lets
    a reader say which are the interviewer's.
    """
    candidate = max(range(len(voices)), key=lambda i: len(voices[i]))
    ends = _may_change if len(voices) == 1 else _breathes
    stretches = [
        (words[0].start_ms, voice, words) for voice, said in enumerate(voices) for words in _split(said, ends)
    ]
    stretches.sort(key=lambda item: item[:2])
    turns: list[tuple[int, list[Word]]] = []
    for _, voice, words in stretches:
        if len(voices) > 1 and turns and turns[-1][0] == voice:
            turns[-1][1].extend(words)
        else:
            turns.append((voice, list(words)))
    sides = [Speaker.CANDIDATE if voice == candidate else Speaker.INTERVIEWER for voice, _ in turns]
    return tuple(_turn(side, words) for side, (_, words) in zip(sides, turns, strict=True)), candidate


def _turn(speaker: Speaker, words: Sequence[Word]) -> Turn:
    return Turn(
        speaker,
        text_of(words),
        words[0].start_ms,
        max(word.end_ms for word in words),
        tuple(words),
    )


def _split(words: Sequence[Word], ends: Callable[[Word, Word], bool]) -> Sequence[Sequence[Word]]:
    found: list[list[Word]] = []
    for word in words:
        if found and not ends(found[-1][-1], word):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _breathes(last: Word, word: Word) -> bool:
    return word.start_ms - last.end_ms >= _BREATH_MS


def _may_change(last: Word, word: Word) -> bool:
    pause = NEW_TURN_MS if last.text.endswith(_SENTENCE_END) else _LONG_MS
    return word.start_ms - last.end_ms >= pause


def _active(level: NDArray[np.float32]) -> NDArray[np.bool_]:
    floor = float(np.percentile(level, 10)) if len(level) else 0.0
    return level > max(_FAINTEST, floor * _ABOVE_FLOOR)


def _gain(level: NDArray[np.float32]) -> float:
    """Brings quiet speech to some -22 dB; loud speech stays as it is."""
    loud = float(np.percentile(level, 95)) if len(level) else 0.0
    return float(np.clip(0.08 / max(loud, 1e-6), 1.0, 30.0)) if loud > 1e-5 else 1.0
