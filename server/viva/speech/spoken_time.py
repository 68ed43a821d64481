"""Measures of time: rate, pace, pauses, time to answer, talk share.

Voice activity gives them; a recogniser's word times do not. A pasted transcript knows when turns began and
ended at best, so it has fewer of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from textwrap import shorten
from typing import Final

from viva.domain.delivery import Measure, Pause, Span
from viva.domain.transcript import Speaker, Stretch, Turn

LEAST_MS: Final = 10_000
"""Below so much of the candidate's speech nothing is said of it."""
PAUSE_MS: Final = 1_000
"""A silence as long is a pause: shorter ones are in all speech, longer ones in spontaneous speech only
(Campione and Véronis 2002)."""
QUESTION_CHARS: Final = 80

PACE: Final = Span(125, 210)
PACE_TEXT: Final = "Lectures run at 125 to 160 words a minute, interviews at 160 to 210, pauses counted in."
PACE_SOURCE: Final = (
    "Tauroza and Allison (1990), Speech rates in British English, Applied Linguistics 11(1), 90–105"
)
RATE_TEXT: Final = "No reference range: published ones count the pauses in, as the pace does."
PAUSE_TEXT: Final = "No reference range. Pauses of a second are part of free speech; reading aloud has none."
LONGEST_TEXT: Final = "No reference range. A pause to think is no fault."
PAUSE_SOURCE: Final = (
    "Campione and Véronis (2002), A large-scale multilingual study of silent pause duration, "
    "Speech Prosody 2002, 199–202"
)
LATENCY_TEXT: Final = (
    "No reference range for interviews. Between turns of a conversation it is about 0.2 s, and a hard "
    "question deserves more."
)
LATENCY_SOURCE: Final = (
    "Levinson and Torreira (2015), Timing in turn-taking and its implications for processing models of "
    "language, Frontiers in Psychology 6:731"
)
SHARE_TEXT: Final = "No reference range. The interviewer’s part depends on the round."


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it sounded: its index, and its voiced stretches in order (ms from session start)."""

    index: int
    turn: Turn
    voiced: tuple[Stretch, ...]

    @property
    def voiced_ms(self) -> int:
        """Time with voice in it."""
        return sum(stretch.end_ms - stretch.start_ms for stretch in self.voiced)

    @property
    def whole_ms(self) -> int:
        """From the first sound to the last."""
        return self.voiced[-1].end_ms - self.voiced[0].start_ms

    @property
    def words(self) -> int:
        """How many there are."""
        return len(self.turn.text.split())


def said_aloud(turns: Sequence[Turn]) -> tuple[Said, ...]:
    """The turns that were spoken here; an interviewer's is one stretch, from its beginning to its end."""
    return tuple(
        Said(index, turn, voiced)
        for index, turn in enumerate(turns)
        if turn.spoken and (voiced := turn.voiced or tuple(_whole(turn)))
    )


def timed(turns: Sequence[Turn]) -> tuple[Said, ...]:
    """The turns of a pasted transcript that have times, as one stretch each."""
    return tuple(Said(i, turn, voiced) for i, turn in enumerate(turns) if (voiced := tuple(_whole(turn))))


def pauses_within(said: Sequence[Said]) -> tuple[Pause, ...]:
    """The candidate's silences of a second and more within answers, in order."""
    return tuple(
        Pause(item.index, gap)
        for item in said
        if item.turn.speaker is Speaker.CANDIDATE
        for before, after in pairwise(item.voiced)
        if (gap := after.start_ms - before.end_ms) >= PAUSE_MS
    )


def time_measures(turns: Sequence[Turn], *, pasted: bool) -> Iterator[Measure]:
    """All that times support, in the order they are shown. `pasted`: only the turns' own times are known."""
    said = timed(turns) if pasted else said_aloud(turns)
    mine = [item for item in said if item.turn.speaker is Speaker.CANDIDATE]
    theirs = [item for item in said if item.turn.speaker is Speaker.INTERVIEWER]
    if sum(item.voiced_ms for item in mine) >= LEAST_MS:
        if not pasted:
            yield _rate(mine)
        yield _pace(mine, about=pasted)
        if not pasted:
            yield from _pauses(turns, mine)
    yield from _latency(said, about=pasted)
    if mine and theirs:
        yield _share(mine, theirs, about=pasted)


def _whole(turn: Turn) -> Iterator[Stretch]:
    if turn.start_ms is not None and turn.end_ms is not None and turn.end_ms > turn.start_ms:
        yield Stretch(turn.start_ms, turn.end_ms)


def _rate(mine: Sequence[Said]) -> Measure:
    ms = sum(item.voiced_ms for item in mine)
    value = round(sum(item.words for item in mine) * 60_000 / ms)
    return Measure(
        "rate",
        "Speaking rate",
        value,
        "words/min",
        f"{value} words a minute while you were speaking, over {length(ms)} of voice.",
        range_text=RATE_TEXT,
    )


def _pace(mine: Sequence[Said], *, about: bool) -> Measure:
    ms = sum(item.whole_ms for item in mine)
    value = round(sum(item.words for item in mine) * 60_000 / ms)
    lead = "About " if about else ""
    by = ", by the times in the transcript" if about else ""
    return Measure(
        "pace",
        "Pace",
        value,
        "words/min",
        f"{lead}{value} words a minute from the first to the last word of your answers{by}.",
        PACE,
        PACE_TEXT,
        PACE_SOURCE,
        about,
    )


def _pauses(turns: Sequence[Turn], mine: Sequence[Said]) -> Iterator[Measure]:
    found = pauses_within(mine)
    a_minute = len(found) * 60_000 / sum(item.whole_ms for item in mine)
    count = "No pauses" if not found else "One pause" if len(found) == 1 else f"{len(found)} pauses"
    rate = f", {a_minute:.1f} a minute" if found else ""
    yield Measure(
        "pauses",
        "Pauses",
        len(found),
        "pause" if len(found) == 1 else "pauses",
        f"{count} of a second or longer within your answers{rate}.",
        range_text=PAUSE_TEXT,
        source=PAUSE_SOURCE,
    )
    if not found:
        return
    longest = max(found, key=lambda pause: pause.ms)
    asked = _question(turns, longest.before_turn)
    to = f" to “{asked}”" if asked else ""
    yield Measure(
        "longest_pause",
        "Longest pause",
        round(longest.ms / 1000, 1),
        "s",
        f"{longest.ms / 1000:.1f} s, in your answer{to}",
        range_text=LONGEST_TEXT,
    )


def _question(turns: Sequence[Turn], index: int) -> str:
    for turn in reversed(turns[:index]):
        if turn.speaker is Speaker.INTERVIEWER and turn.text.strip():
            sentences = [part for part in turn.text.replace("?", "?\n").splitlines() if part.strip()]
            return shorten(sentences[-1], QUESTION_CHARS, placeholder=" …")
    return ""


def _latency(said: Sequence[Said], *, about: bool) -> Iterator[Measure]:
    waits = [
        wait
        for before, after in pairwise(said)
        if before.turn.speaker is Speaker.INTERVIEWER
        and after.turn.speaker is Speaker.CANDIDATE
        and after.index == before.index + 1
        and (wait := after.voiced[0].start_ms - before.voiced[-1].end_ms) >= 0
    ]
    if not waits:
        return
    middle = median(waits) / 1000
    of = "" if len(waits) == 1 else f", the median of {len(waits)} answers; {max(waits) / 1000:.1f} s at most"
    lead = "About " if about else ""
    yield Measure(
        "latency",
        "Time to answer",
        round(middle, 1),
        "s",
        f"{lead}{middle:.1f} s between the line and your first word{of}.",
        range_text=LATENCY_TEXT,
        source=LATENCY_SOURCE,
        about=about,
    )


def _share(mine: Sequence[Said], theirs: Sequence[Said], *, about: bool) -> Measure:
    own, other = (sum(item.voiced_ms for item in items) for items in (mine, theirs))
    value = round(100 * own / (own + other))
    lead = "About " if about else ""
    return Measure(
        "talk_share",
        "Talk share",
        value,
        "%",
        f"{lead}{value} % of the talking was yours: {length(own)} against {length(other)}.",
        range_text=SHARE_TEXT,
        about=about,
    )


def length(ms: int) -> str:
    """A length of time in words: “6 min 10 s”."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
