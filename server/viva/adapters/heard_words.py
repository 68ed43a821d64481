"""What a recogniser gives, made into words: one word a piece of text without white space, times in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

import numpy as np

from viva.domain.transcript import Word, text_of
from viva.ports import Heard, Samples

LETTER_S: Final = 0.08
WORD_S: Final = 0.25
"""A word that takes longer than this and its letters may hold a pause, which is no part of it."""

DRAWN_OUT: Final = 2.0
"""No word takes this many times as long."""

FRAME_S: Final = 0.01
QUIET: Final = 0.1
"""Below this share of the loud parts (-20 dB) a frame counts as quiet."""

FILLED: Final = "Um, so, uh, I, um, I mean, er, you know, hmm, like, uh, we, um, we'd, uh, ah, mm, well, um."
"""As a prompt, this makes Whisper write down the sounds that it leaves out otherwise."""

SENTENCES: Final = (
    "Okay, so let me think. First, I would look at the data, and then I would train a simple model."
)
"""After the hotwords, which are a list, this has Whisper write in sentences, with stops and capitals."""

LOOP_WORDS: Final = 12
LOOP_TIMES: Final = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with its times in seconds and its probability; a space in front where a word begins."""

    text: str
    start_s: float
    end_s: float
    probability: float


def spoken_words(
    pieces: Iterable[Piece], length_s: float, loudness: Samples | None = None
) -> tuple[Piece, ...]:
    """Pieces joined to whole words, with times in order and within 0..`length_s`.

    Punctuation and the parts of "fine-tuning" belong to the word in front of them. With `loudness` (a value
    for each 10 ms) the quiet ends of a long word are cut off.
    """
    words: list[Piece] = []
    earliest = 0.0
    for word in _joined(pieces):
        start = min(max(word.start_s, earliest), length_s)
        end = min(max(word.end_s, start), length_s)
        usual = WORD_S + LETTER_S * len(word.text)
        if end - start > usual and loudness is not None:
            start, end = _sounding(start, end, loudness)
        longest = DRAWN_OUT * usual
        if end - start > longest:
            # The aligner counts a pause to the word after it where a clause begins, else to the one before.
            after_pause = not words or words[-1].text[-1] in ",.;:?!"
            start, end = (end - longest, end) if after_pause else (start, start + longest)
        words.append(replace(word, start_s=start, end_s=end))
        earliest = end
    return tuple(words)


def dewhirled(words: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without the loop that a recogniser may end in: what stands there three times or more stays once."""
    texts = [word.text.lower().strip(",.;:?!") for word in words]
    for length in range(1, LOOP_WORDS + 1):
        times = 1
        end = len(texts)
        while end - (times + 1) * length >= 0 and (
            texts[end - (times + 1) * length : end - times * length] == texts[end - length : end]
        ):
            times += 1
        if times >= LOOP_TIMES:
            return tuple(words[: end - (times - 1) * length])
    return tuple(words)


def heard(words: Iterable[Piece], offset_ms: int = 0) -> Heard:
    """Words with times in ms, later by `offset_ms`."""
    placed = tuple(
        Word(
            word.text,
            offset_ms + round(word.start_s * 1000),
            offset_ms + round(word.end_s * 1000),
            round(min(max(word.probability, 0.0), 1.0), 3),
        )
        for word in words
    )
    return Heard(text_of(placed), placed)


def timed(text: str, words: Sequence[Piece], length_s: float) -> tuple[Piece, ...]:
    """The words of `text` with the times of those `words` that are the same but for case and punctuation.

    The others share the time between their neighbours by their letters; without `words`, all of it.
    """
    texts = text.split()
    known = [word for word in words if word.text.strip()]
    blocks = SequenceMatcher(
        None, [_bare(word) for word in texts], [_bare(word.text) for word in known], autojunk=False
    ).get_matching_blocks()
    placed: list[Piece] = []
    for block in blocks:
        begin = placed[-1].end_s if placed else 0.0
        end = known[block.b].start_s if block.b < len(known) else length_s
        placed.extend(_shared(texts[len(placed) : block.a], begin, max(begin, end)))
        same = zip(known[block.b : block.b + block.size], texts[block.a : block.a + block.size], strict=True)
        placed.extend(replace(word, text=text) for word, text in same)
    return spoken_words((replace(piece, text=f" {piece.text}") for piece in placed), length_s)


def joined(parts: Sequence[Heard]) -> Heard:
    """Consecutive parts as one."""
    words = tuple(word for part in parts for word in part.words)
    return Heard(text_of(words), words)


def _joined(pieces: Iterable[Piece]) -> Iterable[Piece]:
    numbered: list[tuple[int, Piece]] = []
    number = 0
    for piece in pieces:
        number += piece.text[:1].isspace()
        numbered.append((number, piece))
    for _, group in groupby(numbered, key=lambda item: item[0]):
        parts = [piece for _, piece in group]
        texts = "".join(part.text for part in parts).split()
        start, end = parts[0].start_s, parts[-1].end_s
        mean = sum(part.probability for part in parts) / len(parts)
        for i, text in enumerate(texts):
            share = (end - start) / len(texts)
            yield Piece(text, start + i * share, start + (i + 1) * share, mean)


def _sounding(start_s: float, end_s: float, loudness: Samples) -> tuple[float, float]:
    """The span without what is quiet at its ends; a span that is quiet all over stays as it is."""
    first, last = round(start_s / FRAME_S), round(end_s / FRAME_S)
    quiet = QUIET * float(np.percentile(loudness, 95)) if len(loudness) else 0.0
    loud = np.flatnonzero(loudness[first:last] > quiet)
    if not len(loud):
        return start_s, end_s
    begin = max(start_s, (first + int(loud[0])) * FRAME_S)
    return begin, max(begin, min(end_s, (first + int(loud[-1]) + 1) * FRAME_S))


def _bare(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalnum())


def _shared(texts: Sequence[str], start_s: float, end_s: float) -> Iterable[Piece]:
    """The words one after the other, each with a share of the time by its letters."""
    letters = sum(len(text) for text in texts)
    done = 0
    for text in texts:
        begin = start_s + (end_s - start_s) * done / letters
        done += len(text)
        yield Piece(text, begin, start_s + (end_s - start_s) * done / letters, 1.0)
