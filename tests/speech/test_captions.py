"""A turn is put together from pieces without losing, doubling or moving a word."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from viva.domain.transcript import Stretch, Word
from viva.ports import Heard
from viva.speech.captions import LONGEST_MS, Captions, Piece


@dataclass
class Speech:
    """A turn as it is being spoken: words at 250 ms each, and what was recognised of it."""

    said: list[Word] = field(default_factory=list[Word])
    voiced: list[Stretch] = field(default_factory=list[Stretch])
    pieces: list[Piece] = field(default_factory=list[Piece])
    captions: Captions = field(default_factory=Captions)
    length_ms: int = 300

    def say(self, text: str, pause_ms: int = 224, *, guess: bool = True) -> None:
        """Some words and the pause after them, whose captions are made at its beginning."""
        start = self.length_ms
        for i, word in enumerate(text.split()):
            self.said.append(Word(word, start + 250 * i, start + 250 * (i + 1)))
        end = start + 250 * len(text.split())
        self.voiced.append(Stretch(start, end))
        self.length_ms = end + 224
        self.recognise(guess=guess)
        self.length_ms = end + max(pause_ms, 224)

    def recognise(self, *, ended: bool = False, guess: bool = True) -> None:
        while True:
            piece = self.captions.wants(self.length_ms, self.voiced, ended=ended, guess=guess)
            if piece is None:
                return
            self.pieces.append(piece)
            self.captions.add(piece, self.heard(piece))

    def end(self) -> Sequence[Word]:
        self.recognise(ended=True)
        return self.captions.words

    def heard(self, piece: Piece) -> Heard:
        """The words that sound in the piece, with its beginning as zero."""
        words = tuple(
            Word(word.text, max(0, word.start_ms - piece.start_ms), word.end_ms - piece.start_ms, 0.9)
            for word in self.said
            if word.end_ms > piece.start_ms and word.start_ms < piece.end_ms
        )
        return Heard(" ".join(word.text for word in words), words)


def words(count: int, first: int = 0) -> str:
    return " ".join(f"word{first + i}" for i in range(count))


def test_a_short_turn_is_recognised_once_and_ready_when_it_ends() -> None:
    speech = Speech()
    speech.say("Yes daily batches")
    assert (speech.captions.text, speech.captions.tentative) == ("", "Yes daily batches")
    before = len(speech.pieces)
    assert [word.text for word in speech.end()] == ["Yes", "daily", "batches"]
    assert len(speech.pieces) == before


def test_words_have_the_times_of_the_turn() -> None:
    speech = Speech()
    speech.say(words(20), 600)
    speech.say(words(3, 20))
    found = speech.end()
    assert [(word.text, word.start_ms, word.end_ms) for word in found] == [
        (word.text, word.start_ms, word.end_ms) for word in speech.said
    ]


def test_a_clear_pause_after_enough_speech_makes_the_words_stand() -> None:
    speech = Speech()
    speech.say(words(20), 600)
    assert speech.captions.tentative == words(20)
    speech.say(words(3, 20))
    assert speech.captions.text == words(20)
    assert speech.captions.tentative == words(3, 20)
    assert speech.pieces[-1].start_ms >= speech.voiced[0].end_ms


def test_a_short_pause_early_on_leaves_the_words_open() -> None:
    speech = Speech()
    speech.say(words(4))
    speech.say(words(4, 4))
    assert speech.captions.text == ""
    assert speech.captions.tentative == words(8)


def test_a_long_pause_ends_a_piece_however_short() -> None:
    speech = Speech()
    speech.say("So um", 3_000)
    speech.say(words(4))
    assert speech.captions.text == "So um"


def test_without_guesses_only_what_stands_is_recognised() -> None:
    speech = Speech()
    speech.say(words(6), 300, guess=False)
    speech.say(words(6, 6), 300, guess=False)
    assert speech.pieces == []
    assert [word.text for word in speech.end()] == words(12).split()
    assert len(speech.pieces) == 1


def test_a_minute_without_a_pause_is_cut_within_speech_and_loses_no_word() -> None:
    speech = Speech()
    speech.say(words(240), guess=False)
    assert [word.text for word in speech.end()] == words(240).split()
    assert all(piece.end_ms - piece.start_ms <= 30_000 for piece in speech.pieces)


def test_a_turn_taken_up_after_a_restart_is_recognised_in_long_pieces() -> None:
    speech = Speech()
    for i in range(20):
        speech.say(words(10, 10 * i), 500, guess=False)
    speech.pieces.clear()
    speech.captions = Captions()
    assert [word.text for word in speech.end()] == words(200).split()
    assert len(speech.pieces) <= 4


def test_a_seam_within_a_clause_loses_its_stop_and_its_capital() -> None:
    speech = Speech()
    speech.say("We would score them with the.", 1_600)
    speech.say("And model then.")
    assert " ".join(word.text for word in speech.end()) == "We would score them with the and model then."


def test_a_seam_between_sentences_keeps_both() -> None:
    speech = Speech()
    speech.say("We retrain nightly.", 1_600)
    speech.say("The rest follows.")
    assert " ".join(word.text for word in speech.end()) == "We retrain nightly. The rest follows."


def test_a_name_after_the_seam_keeps_its_capital() -> None:
    speech = Speech()
    speech.say("We stream it through.", 1_600)
    speech.say("Kafka.")
    assert [word.text for word in speech.end()][-1] == "Kafka."


def test_a_piece_that_fails_is_left_out_and_the_rest_goes_on() -> None:
    speech = Speech()
    speech.voiced = [Stretch(300, 1_300)]
    piece = speech.captions.wants(1_600, speech.voiced, ended=False)
    assert piece is not None
    assert not piece.final
    speech.captions.give_up(piece)
    assert speech.captions.wants(1_600, speech.voiced, ended=False) is None
    again = speech.captions.wants(1_600, speech.voiced, ended=True)
    assert again is not None
    assert again.final
    speech.captions.give_up(again)
    assert speech.captions.wants(1_600, speech.voiced, ended=True) is None
    assert speech.captions.words == ()


def test_speech_that_goes_on_is_not_cut_before_it_must() -> None:
    speech = Speech(voiced=[Stretch(300, 12_300)], length_ms=12_332)
    assert speech.captions.wants(12_332, speech.voiced, ended=False, guess=False) is None
    assert speech.captions.wants(12_332, speech.voiced, ended=False) is None
    ended = speech.captions.wants(12_332, speech.voiced, ended=True)
    assert ended is not None
    assert (ended.end_ms, ended.final) == (12_332, True)


def test_what_was_said_before_a_clear_pause_is_recognised_while_speech_goes_on() -> None:
    speech = Speech(voiced=[Stretch(300, 6_300), Stretch(6_900, 9_000)], length_ms=9_032)
    piece = speech.captions.wants(9_032, speech.voiced, ended=False, guess=False)
    assert piece is not None
    assert (piece.speech_end_ms, piece.final) == (6_300, True)


def test_words_that_come_with_spaces_are_split() -> None:
    captions = Captions()
    voiced = [Stretch(0, 1_000)]
    piece = captions.wants(1_250, voiced, ended=True)
    assert piece is not None
    captions.add(piece, Heard("two tower", (Word(" two tower ", 0, 500),)))
    assert [word.text for word in captions.words] == ["two", "tower"]


@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.sampled_from([224, 320, 450, 900, 2_000, 4_000]), st.booleans()),
        min_size=1,
        max_size=14,
    )
)
def test_no_word_is_lost_doubled_or_moved(spoken: list[tuple[int, int, bool]]) -> None:
    speech = Speech()
    count = 0
    for number, pause_ms, guess in spoken:
        stood = speech.captions.text
        speech.say(words(number, count), pause_ms, guess=guess)
        assert speech.captions.text.startswith(stood)
        count += number
    found = speech.end()
    assert [word.text for word in found] == words(count).split()
    assert all(abs(a.start_ms - b.start_ms) <= 1 for a, b in zip(found, speech.said, strict=True))
    assert all(piece.end_ms - piece.start_ms <= LONGEST_MS + 1_500 for piece in speech.pieces)
    assert all(0 < piece.voiced_ms <= piece.end_ms - piece.start_ms for piece in speech.pieces)
    finals = [piece for piece in speech.pieces if piece.final]
    assert all(a.speech_end_ms < b.speech_end_ms for a, b in pairwise(finals))
