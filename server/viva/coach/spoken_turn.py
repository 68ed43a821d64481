"""A turn while it is being spoken: its sound, its captions, and where it stands in the session's time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from viva.coach.recorder import Recording
from viva.domain.event import AnswerTaken, Control
from viva.domain.transcript import Stretch, Word, text_of
from viva.ports import Samples
from viva.speech.captions import Captions
from viva.speech.pcm import PER_MS, samples_of


@dataclass(slots=True)
class SpokenTurn:
    """Times in ms of the turn's own sound, unless they are called session time or stream time.

    `from_ms` is the stream time at which its sound begins, `started_ms` the session time of that moment.
    """

    recording: Recording
    from_ms: int
    captions: Captions
    pcm: bytearray = field(default_factory=bytearray)
    voiced: Sequence[Stretch] = ()
    ended: bool = False
    then: Control | None = None
    """A control that ended it."""
    tries: int = 0
    """How often in a row a piece of it could not be written down."""
    lost: bool = False
    """Some of it could not be written down."""
    broken: bool = False
    """No more of it is tried: it ends with the words that it has."""

    @property
    def started_ms(self) -> int:
        """Session time at which its sound begins."""
        return self.recording.started_ms

    @property
    def length_ms(self) -> int:
        """How much sound there is."""
        return len(self.pcm) // 2 // PER_MS

    def append(self, pcm: bytes, *, recorded: bool = False) -> None:
        """More of it, also for the recording unless that has it already."""
        self.pcm += pcm
        if not recorded:
            self.recording.append(pcm)

    def samples(self, start_ms: int, end_ms: int) -> Samples:
        """A stretch of its sound."""
        first, last = (max(0, ms) * PER_MS * 2 for ms in (start_ms, end_ms))
        return samples_of(self.pcm[first:last])

    def here(self, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
        """Stretches of stream time in the turn's own."""
        return tuple(
            Stretch(max(0, item.start_ms - self.from_ms), max(0, item.end_ms - self.from_ms))
            for item in stretches
        )

    def answer(self, *, recorded: bool) -> AnswerTaken:
        """The event, in session time."""
        words = tuple(
            replace(word, start_ms=self.started_ms + word.start_ms, end_ms=self.started_ms + word.end_ms)
            for word in self.captions.words
        )
        voiced = tuple(
            Stretch(self.started_ms + item.start_ms, self.started_ms + item.end_ms) for item in self.voiced
        )
        return AnswerTaken(
            turn=0,
            text=text_of(words),
            via="voice",
            start_ms=voiced[0].start_ms if voiced else _first(words, self.started_ms),
            end_ms=voiced[-1].end_ms if voiced else self.started_ms + self.length_ms,
            words=words,
            voiced=voiced,
            audio_ms=self.started_ms if recorded else None,
        )


def _first(words: Sequence[Word], otherwise: int) -> int:
    return words[0].start_ms if words else otherwise
