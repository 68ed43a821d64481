"""What every transcriber keeps: the scripted one, the one on this machine, and an endpoint."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pytest

from ears.samples import RATE, noise, recording, silence
from ears.transcription_endpoint import Answer, transcription_endpoint
from viva.adapters.clocks import SystemClock
from viva.adapters.openai_transcriber import OpenAITranscriber
from viva.adapters.scripted_ears import ScriptedTranscriber
from viva.adapters.whisper import Whisper
from viva.ports import Heard, Samples, Transcriber

T = TypeVar("T")

SENTENCE = "Precision is the share of predicted positives that are right."


@dataclass(frozen=True)
class Bench:
    """A transcriber that hears `SENTENCE` in the recording “precision”, and the loop that it lives in."""

    ears: Transcriber
    run: Callable[[Coroutine[Any, Any, Any]], Any]

    def hear(self, audio: Samples, *hotwords: str, fillers: bool = False) -> Heard:
        heard: Heard = self.run(self.ears.transcribe(audio, hotwords, fillers=fillers))
        check(heard, len(audio))
        return heard


def check(heard: Heard, samples: int) -> None:
    """The invariants of a piece of speech."""
    assert heard.text.split() == [word.text for word in heard.words]
    assert heard.text == " ".join(word.text for word in heard.words)
    times = [time for word in heard.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert all(0 <= time <= samples * 1000 / RATE for time in times)
    assert all(0.0 <= word.probability <= 1.0 for word in heard.words)


@pytest.fixture(
    scope="module", params=["scripted", pytest.param("whisper", marks=pytest.mark.voice), "endpoint"]
)
def bench(request: pytest.FixtureRequest) -> Generator[Bench]:
    with asyncio.Runner() as runner:
        stack = runner.run(_entered())
        ears: Transcriber
        match request.param:
            case "scripted":
                ears = ScriptedTranscriber(answer=_loud)
            case "whisper":
                models = request.getfixturevalue("voice_models")
                ears = Whisper(models / "speech-to-text", SystemClock())
            case _:
                told = runner.run(stack.enter_async_context(transcription_endpoint()))
                told.otherwise = Answer(SENTENCE)
                ears = OpenAITranscriber(told.url, None, SystemClock())
        yield Bench(ears, runner.run)
        runner.run(ears.close())
        runner.run(stack.aclose())


def _loud(audio: Samples) -> str:
    return SENTENCE if np.nan_to_num(audio, posinf=1.0).std() > 0.05 else ""


async def _entered() -> AsyncExitStack:
    return AsyncExitStack()


def test_speech_has_words_with_times(bench: Bench) -> None:
    heard = bench.hear(recording("precision"))
    assert heard.text == SENTENCE
    assert len({word.start_ms for word in heard.words}) == len(heard.words)


def test_the_same_audio_is_heard_the_same(bench: Bench) -> None:
    assert bench.hear(recording("precision")) == bench.hear(recording("precision"))


@pytest.mark.parametrize("seconds", [0.0, 0.05, 1.0, 12.0])
def test_silence_has_no_words(bench: Bench, seconds: float) -> None:
    assert bench.hear(silence(seconds)) == Heard("", ())


def test_hotwords_and_fillers_may_be_asked_for(bench: Bench) -> None:
    known = ("precision", "predicted positives", "", "  ")
    assert "positives" in bench.hear(recording("precision"), *known).text
    assert "positives" in bench.hear(recording("precision"), *known, fillers=True).text


def test_more_hotwords_than_it_can_take_do_no_harm(bench: Bench) -> None:
    assert bench.hear(recording("precision"), *(f"term{i}" for i in range(600))).words


def test_samples_that_are_no_numbers_do_no_harm(bench: Bench) -> None:
    broken = recording("precision").copy()
    broken[100:120] = np.nan
    broken[200:210] = np.inf
    assert bench.hear(broken).words


def test_callers_wait_their_turn(bench: Bench) -> None:
    async def together() -> list[Heard]:
        audio = recording("precision")
        return await asyncio.gather(*(bench.ears.transcribe(audio) for _ in range(3)))

    assert [heard.text for heard in bench.run(together())] == [SENTENCE] * 3


def test_a_call_that_is_cancelled_leaves_the_next_one_right(bench: Bench) -> None:
    async def cancelled() -> Heard:
        going = asyncio.create_task(bench.ears.transcribe(noise(3, 0.001)))
        for _ in range(20):
            await asyncio.sleep(0)
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        return await bench.ears.transcribe(recording("precision"))

    assert bench.run(cancelled()).text == SENTENCE


def test_it_can_be_used_again_after_it_was_closed(bench: Bench) -> None:
    bench.run(bench.ears.close())
    bench.run(bench.ears.warm())
    assert bench.hear(recording("precision")).text == SENTENCE


def test_it_says_what_it_is(bench: Bench) -> None:
    assert bench.ears.capabilities.name in {"scripted", "whisper", "openai"}
    assert bench.ears.capabilities.model
