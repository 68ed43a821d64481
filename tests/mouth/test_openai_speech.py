"""An endpoint's speech: whatever it sends becomes samples of one rate, or a failure with a name."""

import asyncio

import pytest

from mouth.speech_endpoint import Spoken, speech_endpoint, tone, wav
from viva.adapters.clocks import SystemClock, VirtualClock
from viva.adapters.openai_speech import OpenAISpeech
from viva.adapters.wave_stream import WaveStream
from viva.domain.errors import VivaError

SECOND = tone(1.0, 24_000)


def said(
    *replies: Spoken, text: str = "Hello there.", voice: str | None = None
) -> tuple[bytes, list[dict[str, object]]]:
    async def work() -> tuple[bytes, list[dict[str, object]]]:
        async with speech_endpoint(*replies) as endpoint:
            speech = OpenAISpeech(endpoint.url, "sk-x", SystemClock(), voice)
            try:
                pcm = b"".join([piece async for piece in speech.synthesize(text)])
            finally:
                await speech.close()
            return pcm, endpoint.asked

    return asyncio.run(work())


def test_raw_samples_come_as_they_are() -> None:
    pcm, asked = said(Spoken(SECOND))
    assert pcm == SECOND
    (body,) = asked
    assert body["input"] == "Hello there."
    assert (body["model"], body["voice"], body["response_format"]) == ("tts-1", "alloy", "pcm")


def test_a_voice_may_name_its_model() -> None:
    _, asked = said(Spoken(SECOND), voice="kokoro:af_heart")
    assert (asked[0]["model"], asked[0]["voice"]) == ("kokoro", "af_heart")


def test_wav_is_asked_for_where_raw_samples_are_not_known() -> None:
    pcm, asked = said(Spoken(status=400), Spoken(wav(SECOND, 24_000)))
    assert pcm == SECOND
    assert [body["response_format"] for body in asked] == ["pcm", "wav"]


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (48_000, 1), (44_100, 2), (24_000, 2)])
def test_any_wav_becomes_one_rate_and_one_channel(rate: int, channels: int) -> None:
    sound = tone(1.0, rate * channels)
    pcm, _ = said(Spoken(wav(sound, rate, channels)))
    assert len(pcm) / 2 / 24_000 == pytest.approx(1.0, abs=0.02)


def test_text_is_sent_without_signs_that_engines_take_for_orders() -> None:
    _, asked = said(Spoken(SECOND), text='<speak>a\x00b</speak> [[x]] "q"')
    assert asked[0]["input"] == 'speak a b /speak x "q"'


def test_nothing_to_say_asks_for_nothing() -> None:
    pcm, asked = said(Spoken(SECOND), text="… !")
    assert (pcm, asked) == (b"", [])


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Spoken(status=401), "model-unauthorised"),
        (Spoken(status=404), "model-not-found"),
        (Spoken(status=400), "model-rejected"),
        (Spoken(status=500), "model-server-error"),
        (Spoken(status=429), "model-rate-limited"),
        (Spoken(b""), "model-empty"),
        (Spoken(b'{"audio": "no"}' * 10), "model-bad-reply"),
        (Spoken(b"ID3\x04" + bytes(400)), "model-bad-reply"),
        (Spoken(wav(bytes(4_000), 24_000, width=4)), "model-bad-reply"),
        (Spoken(SECOND, cut=True), "model-truncated"),
    ],
)
def test_what_an_endpoint_can_do_wrong_has_a_name(reply: Spoken, code: str) -> None:
    with pytest.raises(VivaError) as caught:
        said(reply)
    assert caught.value.code == code
    assert "sk-x" not in str(caught.value)


def test_nobody_there_is_unreachable() -> None:
    async def work() -> None:
        speech = OpenAISpeech("http://127.0.0.1:9/v1", None, SystemClock())
        with pytest.raises(VivaError) as caught:
            await anext(speech.synthesize("Hello."))
        assert caught.value.code == "model-unreachable"
        await speech.close()

    asyncio.run(work())


def test_one_that_stops_in_the_middle_is_given_up_in_time() -> None:
    async def work() -> None:
        clock = VirtualClock()
        async with speech_endpoint(Spoken(SECOND, hang=True)) as endpoint:
            speech = OpenAISpeech(endpoint.url, None, clock)
            heard: list[bytes] = []

            async def listen() -> None:
                async for piece in speech.synthesize("Hello."):
                    heard.append(piece)  # noqa: PERF401 what came before the failure counts

            task = asyncio.ensure_future(listen())
            await endpoint.hung.wait()
            while not heard:  # noqa: ASYNC110 the first piece comes through a socket
                await asyncio.sleep(0)
            for _ in range(100):
                if task.done():
                    break
                await clock.advance(1_000)
                await asyncio.sleep(0)
            with pytest.raises(VivaError) as caught:
                await task
            assert caught.value.code == "model-timeout"
            await speech.close()

    asyncio.run(work())


def test_a_wav_may_come_byte_by_byte_and_not_know_its_length() -> None:
    whole = bytearray(wav(SECOND[: 2_001 * 2], 24_000))
    whole[40:44] = b"\xff\xff\xff\xff"
    stream = WaveStream(24_000)
    pcm = b"".join(stream.pcm(bytes([byte])) for byte in whole)
    assert pcm == SECOND[: 2_001 * 2]


def test_what_follows_the_sound_in_a_wav_is_left_out() -> None:
    stream = WaveStream(24_000)
    assert stream.pcm(wav(SECOND[:400], 24_000) + b"LIST\x04\0\0\0abcd") == SECOND[:400]
