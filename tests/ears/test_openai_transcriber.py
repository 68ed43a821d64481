"""An endpoint that transcribes, and everything that it may do instead."""

import asyncio
from collections.abc import Sequence

import pytest

from ears.samples import RATE, noise, recording
from ears.transcription_endpoint import Answer, Endpoint, transcription_endpoint
from llm.clock import WatchedClock
from llm.endpoint import KEY
from viva.adapters.openai_transcriber import OpenAITranscriber
from viva.domain.errors import VivaError
from viva.domain.transcript import Word
from viva.ports import Heard, Samples

AUDIO = recording("my-team")


def heard(
    *answers: Answer, audio: Samples = AUDIO, hotwords: Sequence[str] = (), fillers: bool = False
) -> tuple[Heard, Endpoint]:
    async def work() -> tuple[Heard, Endpoint]:
        async with transcription_endpoint(*answers) as told:
            ears = OpenAITranscriber(told.url, KEY, WatchedClock(), model="some-whisper")
            try:
                return await ears.transcribe(audio, hotwords, fillers=fillers), told
            finally:
                await ears.close()

    return asyncio.run(work())


def failure(*answers: Answer) -> VivaError:
    with pytest.raises(VivaError) as raised:
        heard(*answers)
    assert KEY not in str(raised.value)
    return raised.value


def test_words_have_the_endpoints_times_and_the_texts_spelling() -> None:
    words = (("we", 0.5, 0.7), ("use", 0.7, 1.0), ("faiss", 1.1, 1.6))
    said, told = heard(Answer("We use FAISS.", words))
    assert said == Heard(
        "We use FAISS.", (Word("We", 500, 700), Word("use", 700, 1000), Word("FAISS.", 1100, 1600))
    )
    (asked,) = told.asked
    assert asked.samples == len(AUDIO)
    assert asked.authorisation == f"Bearer {KEY}"
    assert (asked.fields["model"], asked.fields["language"]) == ("some-whisper", "en")
    assert asked.fields["response_format"] == "verbose_json"
    assert "prompt" not in asked.fields


def test_words_without_times_share_what_their_neighbours_leave() -> None:
    said, _ = heard(Answer("Well we do use it.", (("we", 1.0, 1.2), ("use", 2.0, 2.2))))
    assert [(word.text, word.start_ms, word.end_ms) for word in said.words] == [
        ("Well", 0, 1000),
        ("we", 1000, 1200),
        ("do", 1200, 2000),
        ("use", 2000, 2200),
        ("it.", 2200, 3180),
    ]


def test_without_any_times_the_words_are_spread_over_the_audio() -> None:
    said, _ = heard(Answer("Nine words that take about all of the time."))
    assert said.words[0].start_ms == 0
    assert said.words[-1].end_ms > 3_000


def test_hotwords_and_fillers_go_into_the_prompt() -> None:
    _, told = heard(Answer("x"), hotwords=("FAISS", " ", "HNSW"), fillers=True)
    assert told.asked[0].fields["prompt"].startswith("FAISS, HNSW. Um, so, uh,")


def test_an_endpoint_that_gives_no_details_is_asked_for_the_text_alone_from_then_on() -> None:
    audio = noise(200, 0.1)
    said, told = heard(Answer("no verbose_json", status=400), Answer("One."), Answer("Two."), audio=audio)
    assert said.text == "One. Two."
    assert [asked.fields["response_format"] for asked in told.asked] == ["verbose_json", "json", "json"]


def test_a_recording_that_is_long_is_sent_in_pieces_and_times_go_on() -> None:
    said, told = heard(Answer("one", (("one", 1.0, 1.5),)), Answer("two", (("two", 1.0, 1.5),)),
                       audio=noise(200, 0.1))  # fmt: skip
    first, second = (asked.samples for asked in told.asked)
    assert first + second == 200 * RATE
    assert max(first, second) <= 120 * RATE
    assert [word.start_ms for word in said.words] == [1_000, 1_000 + first * 1000 // RATE]


def test_what_is_made_up_in_silence_is_not_heard() -> None:
    said, _ = heard(Answer("Thank you for watching.", silent=True))
    assert said == Heard("", ())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(f"bad {KEY}", status=401), "model-unauthorised"),
        (Answer("no such model", status=404), "model-not-found"),
        (Answer("later", status=429, headers={"retry-after": "900"}), "model-rate-limited"),
        (Answer("too long", status=413), "model-too-long"),
        (Answer(body=b"<html>"), "model-bad-reply"),
        (Answer(body=b"[]"), "model-bad-reply"),
        (Answer(body=b'{"words": []}'), "model-bad-reply"),
        (Answer(body=b'{"text": "x", "words": [{"start": 1}]}'), "model-bad-reply"),
        (Answer(body=b'{"text": "x", "segments": [{}]}'), "model-bad-reply"),
    ],
)
def test_a_failure_says_what_and_what_to_do(answer: Answer, code: str) -> None:
    error = failure(answer)
    assert error.code == code
    assert error.message
    assert error.hint


def test_a_rejection_that_has_other_reasons_is_told() -> None:
    assert failure(Answer("bad file", status=400), Answer("bad file", status=400)).code == "model-rejected"


def test_an_endpoint_that_hangs_is_a_timeout() -> None:
    async def work() -> str:
        clock = WatchedClock()
        async with transcription_endpoint(Answer(hang=True)) as told:
            ears = OpenAITranscriber(told.url, KEY, clock, timeout_ms=4_321)
            going = asyncio.create_task(ears.transcribe(AUDIO))
            await clock.until_asleep(4_321)
            await clock.advance(4_321)
            with pytest.raises(VivaError) as raised:
                await going
            await ears.close()
            return raised.value.code

    assert asyncio.run(work()) == "model-timeout"


def test_a_failure_of_the_server_is_tried_again() -> None:
    async def work() -> str:
        clock = WatchedClock()
        async with transcription_endpoint(Answer(status=500), Answer("Yes.")) as told:
            ears = OpenAITranscriber(told.url, KEY, clock)
            going = asyncio.create_task(ears.transcribe(AUDIO))
            await clock.until_asleep(500)
            await clock.advance(500)
            said = await going
            await ears.close()
            return said.text

    assert asyncio.run(work()) == "Yes."
