"""Turns begin with speech and end when the thought does."""

import pytest

from speech.driving import Microphone, of, wait
from viva.domain.transcript import Stretch
from viva.settings import Endpointing
from viva.speech.endpointing import Mode
from viva.speech.patience import Asked
from viva.speech.signs import (
    BargedIn,
    CountdownBegan,
    CountdownCancelled,
    SpeechBegan,
    SpeechPaused,
    SpeechResumed,
    TurnEnded,
)

FINISHED = "We retrain the model every night and watch the drift."


def test_a_finished_thought_ends_after_the_short_silence() -> None:
    microphone = Microphone()
    microphone.silence(320)
    microphone.says(FINISHED, thought=0.97)
    (end,) = of(TurnEnded, microphone.silence(2_000))
    assert end.reason == "finished"
    assert 520 <= wait(end) <= 560
    assert microphone.endpointer.voiced == (Stretch(320, end.speech_end_ms),)
    assert not of(CountdownBegan, microphone.signs)


@pytest.mark.parametrize(
    "caption",
    [
        "We would use a two tower model because",
        "The features would be, um",
        "We take the",
        "Let me think about that.",
        "There are three reasons. First, it's cheap and",
    ],
)
def test_a_thinking_pause_is_waited_out_whatever_the_tune(caption: str) -> None:
    microphone = Microphone()
    microphone.says(caption, thought=0.9)
    assert not of(TurnEnded, microphone.silence(3_000))
    microphone.says(FINISHED, thought=0.97)
    assert len(of(TurnEnded, microphone.silence(2_000))) == 1


def test_the_longest_pause_is_under_four_seconds() -> None:
    microphone = Microphone()
    microphone.says("We would use a two tower model because", thought=0.02)
    (end,) = of(TurnEnded, microphone.silence(6_000))
    assert end.reason == "silence"
    assert 3_700 <= wait(end) <= 3_740


def test_nothing_but_hesitation_never_ends_and_counts_nothing_down() -> None:
    microphone = Microphone()
    microphone.says("So, um...", 600, thought=0.9)
    assert not of(TurnEnded, microphone.silence(30_000))
    assert not of(CountdownBegan, microphone.signs)


def test_a_short_reply_ends_fast() -> None:
    microphone = Microphone()
    microphone.says("Yes, daily batches are fine.", 1_400, thought=0.9)
    (end,) = of(TurnEnded, microphone.silence(2_000))
    assert wait(end) < 700


@pytest.mark.parametrize("speech_ms", [1_500, 3_000, 4_500])
def test_a_sentence_is_hardly_an_answer_yet(speech_ms: int) -> None:
    microphone = Microphone()
    microphone.says("We shipped it in March.", speech_ms, thought=0.98)
    (early,) = of(TurnEnded, microphone.silence(6_000))
    assert 600 <= wait(early) <= 3_100


def test_a_sentence_may_answer_a_follow_up() -> None:
    def wait_for(asked: Asked) -> int:
        microphone = Microphone()
        microphone.endpointer.expect(asked)
        microphone.says("We shipped it in March.", 2_500, thought=0.98)
        (end,) = of(TurnEnded, microphone.silence(6_000))
        return wait(end)

    assert wait_for("opening") > 2_900
    assert 1_500 < wait_for("follow-up") < 2_000
    assert wait_for("word") < 1_500


def wait_after(text: str, *, finished: float, certain: float | None) -> int:
    """How long silence lasted after these words, ms."""
    microphone = Microphone()
    microphone.speech(8_000)
    (pause,) = of(SpeechPaused, microphone.silence(250))
    microphone.endpointer.judged(pause.at_ms, finished)
    microphone.endpointer.read(text, certain=certain)
    (end,) = of(TurnEnded, microphone.silence(6_000))
    return wait(end)


def test_an_end_that_the_recogniser_made_up_is_waited_out() -> None:
    unsure, untold, sure = (
        wait_after("And the model is trained on the lot.", finished=0.8, certain=certain)
        for certain in (0.4, None, 0.99)
    )
    assert unsure > 2 * untold > 2 * sure - 1


def test_a_number_heard_surely_is_no_more_of_an_end_for_that() -> None:
    sure, untold = (
        wait_after("And each of the hosts took about 200", finished=0.98, certain=certain)
        for certain in (0.99, None)
    )
    assert sure == untold


def test_a_word_or_two_are_enough_where_they_were_asked_for() -> None:
    microphone = Microphone()
    microphone.endpointer.expect("word")
    microphone.says("I said FAISS there.", 1_000, thought=0.98)
    (end,) = of(TurnEnded, microphone.silence(6_000))
    assert wait(end) <= 560


def test_words_that_hand_over_end_the_turn_against_the_tune() -> None:
    microphone = Microphone()
    microphone.says("And I think that covers it.", thought=0.05)
    (end,) = of(TurnEnded, microphone.silence(2_000))
    assert 520 <= wait(end) <= 560


def test_without_words_and_tune_the_wait_is_between() -> None:
    microphone = Microphone()
    microphone.says(None)
    (end,) = of(TurnEnded, microphone.silence(6_000))
    assert 1_800 <= wait(end) <= 3_000


def test_the_tune_alone_shortens_the_wait_but_not_to_the_shortest() -> None:
    microphone = Microphone()
    microphone.says(None, thought=0.97)
    (end,) = of(TurnEnded, microphone.silence(6_000))
    assert 700 <= wait(end) <= 1_500


def test_a_late_caption_still_ends_the_turn() -> None:
    microphone = Microphone()
    microphone.says(None, thought=0.6)
    microphone.silence(1_000)
    microphone.endpointer.read("That's my answer.")
    (end,) = of(TurnEnded, microphone.silence(64))
    assert 1_000 <= wait(end) <= 1_100


def test_an_answer_for_a_pause_that_is_over_is_passed_over() -> None:
    microphone = Microphone()
    microphone.says(None)
    (pause,) = of(SpeechPaused, microphone.silence(500))
    microphone.speech(500)
    microphone.silence(320)
    microphone.endpointer.judged(pause.at_ms, 0.99)
    microphone.endpointer.read("That's my answer.", pause.at_ms)
    assert not of(TurnEnded, microphone.silence(1_000))


def test_a_countdown_shows_in_a_long_pause_and_speech_cancels_it() -> None:
    microphone = Microphone()
    microphone.says("We take the", thought=0.1)
    signs = microphone.silence(2_000)
    (began,) = of(CountdownBegan, signs)
    assert began.ends_ms == 8_000 + 3_700
    signs = microphone.speech(256)
    assert [type(sign) for sign in signs] == [CountdownCancelled, SpeechResumed]


def test_a_countdown_moves_when_the_words_say_more_time_is_needed() -> None:
    microphone = Microphone()
    microphone.says(None, thought=0.6)
    (first,) = of(CountdownBegan, microphone.silence(1_000))
    microphone.endpointer.read("We take the")
    (second,) = of(CountdownBegan, microphone.silence(64))
    assert second.ends_ms > first.ends_ms
    microphone.endpointer.read("Um")
    assert of(CountdownCancelled, microphone.silence(64))


def test_keep_waiting_stops_the_countdown_for_this_turn_only() -> None:
    microphone = Microphone()
    microphone.says("We take the")
    microphone.silence(2_000)
    assert microphone.endpointer.keep_waiting() == (CountdownCancelled(),)
    assert not of(TurnEnded, microphone.silence(20_000))
    microphone.says(FINISHED, thought=0.97)
    assert not of(TurnEnded, microphone.silence(20_000))
    (end,) = microphone.endpointer.finish(microphone.now, "done")
    assert isinstance(end, TurnEnded)
    microphone.says(FINISHED, thought=0.97)
    assert of(TurnEnded, microphone.silence(2_000))


@pytest.mark.parametrize("click_ms", [32, 64, 96])
def test_a_click_neither_begins_a_turn_nor_extends_one(click_ms: int) -> None:
    microphone = Microphone()
    assert microphone.speech(click_ms) == []
    assert microphone.silence(320) == []
    microphone.says(FINISHED, thought=0.97)
    microphone.silence(320)
    microphone.speech(click_ms)
    (end,) = of(TurnEnded, microphone.silence(2_000))
    assert wait(end) <= 560
    assert len(microphone.endpointer.voiced) == 1
    assert not of(SpeechResumed, microphone.signs)


def test_a_turn_does_not_end_within_a_sound() -> None:
    microphone = Microphone()
    microphone.says(FINISHED, thought=0.97)
    microphone.silence(512)
    assert not of(TurnEnded, microphone.speech(96))
    assert of(TurnEnded, microphone.silence(128))


def test_short_gaps_are_part_of_the_speech() -> None:
    microphone = Microphone()
    microphone.speech(640)
    assert microphone.silence(160) == []
    microphone.speech(640)
    microphone.silence(640)
    microphone.speech(640)
    assert microphone.endpointer.voiced == (Stretch(0, 1_440), Stretch(2_080, 2_720))
    assert microphone.endpointer.speech_ms == 2_080


def test_speech_goes_on_at_a_lower_probability_than_it_begins_at() -> None:
    microphone = Microphone()
    assert microphone.hear(0.42, 640) == []
    microphone.speech(320)
    assert not of(SpeechPaused, microphone.hear(0.42, 640))


def test_the_done_key_alone_ends_a_turn_in_its_mode() -> None:
    microphone = Microphone(Endpointing(mode="done-key"))
    microphone.says(FINISHED, thought=0.99)
    assert not of(TurnEnded, microphone.silence(60_000))
    assert not of(CountdownBegan, microphone.signs)
    (end,) = microphone.endpointer.finish(microphone.now, "done")
    assert end == TurnEnded(microphone.now, 8_000, "done")


@pytest.mark.parametrize(("mode", "silent_ms"), [("hands-free", 224), ("done-key", 128), ("hold", 128)])
def test_where_a_key_ends_turns_the_words_are_asked_for_sooner(mode: Mode, silent_ms: int) -> None:
    microphone = Microphone(Endpointing(mode=mode))
    microphone.speech(3_200)
    (pause,) = of(SpeechPaused, microphone.silence(320))
    assert pause.at_ms - pause.speech_end_ms == silent_ms


def test_a_held_key_begins_a_turn_at_its_first_frame_and_ends_it_when_let_go() -> None:
    microphone = Microphone(Endpointing(mode="hold"))
    assert microphone.silence(32) == [SpeechBegan(0)]
    microphone.silence(1_000)
    microphone.says(FINISHED, thought=0.99)
    assert not of(TurnEnded, microphone.silence(6_000))
    (end,) = microphone.endpointer.finish(microphone.now, "released")
    assert isinstance(end, TurnEnded)
    assert end.reason == "released"
    assert not microphone.endpointer.in_turn


def test_letting_go_in_the_middle_of_a_word_keeps_the_word() -> None:
    microphone = Microphone(Endpointing(mode="hold"))
    microphone.speech(64)
    (end,) = microphone.endpointer.finish(microphone.now, "released")
    assert end == TurnEnded(64, 64, "released")
    assert microphone.endpointer.voiced == (Stretch(0, 64),)


def test_finishing_without_a_turn_says_nothing() -> None:
    assert Microphone().endpointer.finish(1_000, "done") == ()


def test_going_over_to_the_done_key_cancels_the_countdown() -> None:
    microphone = Microphone()
    microphone.says("We take the")
    microphone.silence(2_000)
    assert microphone.endpointer.set_mode("done-key") == (CountdownCancelled(),)
    assert not of(TurnEnded, microphone.silence(10_000))


def test_leaving_the_held_key_with_nothing_said_ends_the_empty_turn() -> None:
    microphone = Microphone(Endpointing(mode="hold"))
    microphone.silence(320)
    (end,) = microphone.endpointer.set_mode("hands-free")
    assert isinstance(end, TurnEnded)
    assert not microphone.endpointer.in_turn


def test_barging_in_takes_real_speech_and_the_turn_begins_where_it_did() -> None:
    microphone = Microphone()
    microphone.silence(1_024)
    microphone.endpointer.speaking(on=True)
    assert microphone.hear(0.6, 3_008) == []  # our own voice, as the microphone hears it
    assert microphone.speech(288) == []
    assert microphone.speech(32) == [BargedIn(4_352), SpeechBegan(4_032)]
    assert not of(BargedIn, microphone.speech(2_000))


def test_a_cough_over_our_own_voice_is_no_barge_in() -> None:
    microphone = Microphone()
    microphone.endpointer.speaking(on=True)
    microphone.speech(224)
    microphone.silence(512)
    microphone.speech(224)
    microphone.silence(512)
    assert microphone.signs == []


def test_the_echo_that_outlasts_our_own_voice_begins_no_turn() -> None:
    microphone = Microphone()
    microphone.endpointer.speaking(on=True)
    microphone.silence(1_024)
    microphone.speech(96)
    microphone.endpointer.speaking(on=False)
    microphone.speech(96)
    microphone.silence(1_024)
    assert microphone.signs == []


def test_an_answer_that_begins_on_our_last_word_is_heard_from_its_beginning() -> None:
    microphone = Microphone()
    microphone.endpointer.speaking(on=True)
    microphone.silence(1_024)
    microphone.speech(96)
    microphone.endpointer.speaking(on=False)
    assert of(SpeechBegan, microphone.speech(320)) == [SpeechBegan(1_024)]


def test_speech_that_was_going_on_when_our_voice_began_stops_it() -> None:
    microphone = Microphone()
    microphone.speech(1_024)
    microphone.endpointer.speaking(on=True)
    assert of(BargedIn, microphone.speech(640)) == [BargedIn(1_024 + 320)]


def test_the_held_key_stops_our_voice_at_once() -> None:
    microphone = Microphone(Endpointing(mode="hold"))
    microphone.endpointer.speaking(on=True)
    assert microphone.silence(32) == [BargedIn(32), SpeechBegan(0)]


def test_a_slow_thinker_is_waited_for_longer() -> None:
    def last_wait(pause_ms: int) -> int:
        microphone = Microphone()
        for _ in range(10):
            microphone.says("We take the", thought=0.3)
            microphone.silence(pause_ms)
        microphone.says(FINISHED, thought=0.6)
        (end,) = of(TurnEnded, microphone.silence(6_000))
        return wait(end)

    assert last_wait(1_800) > 1.3 * last_wait(400)


def test_who_is_cut_off_once_is_waited_for_the_next_time() -> None:
    microphone = Microphone()
    microphone.says(FINISHED, thought=0.97)
    (first,) = of(TurnEnded, microphone.silence(1_000))
    microphone.says(FINISHED, thought=0.97)
    (second,) = of(TurnEnded, microphone.silence(4_000))
    assert wait(second) > 1_000 * 0.75
    assert wait(second) > wait(first)
    for _ in range(12):
        microphone.silence(6_000)
        microphone.says(FINISHED, thought=0.97)
    (last,) = of(TurnEnded, microphone.silence(4_000))
    assert wait(last) <= 700


def test_a_turn_of_ten_minutes_ends_at_its_next_pause() -> None:
    microphone = Microphone(Endpointing(mode="done-key"))
    assert not of(TurnEnded, microphone.speech(605_000))
    (end,) = of(TurnEnded, microphone.silence(320))
    assert end.reason == "too-long"


def test_a_turn_without_a_pause_ends_half_a_minute_later() -> None:
    microphone = Microphone()
    (end,) = of(TurnEnded, microphone.speech(630_016))
    assert end.reason == "too-long"


def test_reset_forgets_the_turn() -> None:
    microphone = Microphone()
    microphone.says("We take the")
    microphone.silence(2_000)
    assert microphone.endpointer.reset() == (CountdownCancelled(),)
    assert not microphone.endpointer.in_turn
    assert microphone.endpointer.voiced == ()
    assert not of(TurnEnded, microphone.silence(10_000))
