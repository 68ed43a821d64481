"""The child process that runs Piper: one text in, its sentences' sound out."""

import importlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, cast

from viva.adapters.piper import PIPER_COMMAND
from viva.adapters.speakable import for_espeak
from viva.adapters.synthesizer_errors import missing
from viva.adapters.worker_child import Frame, Handler, Head, serve

GAP_MS: Final = 140
"""Silence between two sentences, beside the voice's own."""

_GAIN: Final = 1.6
"""Piper's way to level sound makes every sentence as loud as its loudest letter; this keeps their balance."""

_THREADS: Final = 1
"""A second one gains nothing for texts of a sentence, and the recogniser needs the other core."""


class _Session:
    """An onnxruntime session of which each run can be stopped."""

    def __init__(self, run: Callable[[object, object, Any], object], options: Callable[[], Any]) -> None:
        self._run = run
        self._new_options = options
        self._options = options()

    def run(self, outputs: object, inputs: object) -> object:
        """As the session's own. Raises when it is stopped."""
        self._options = self._new_options()
        return self._run(outputs, inputs, self._options)

    def stop(self) -> None:
        """Ends the run that is going on, at its next node."""
        self._options.terminate = True


class _Speech:
    """The handler: a text's sentences, one frame each."""

    def __init__(
        self, synthesize: Callable[[str], Iterable[Any]], gap: bytes, stop: Callable[[], None]
    ) -> None:
        self._synthesize = synthesize
        self._gap = gap
        self.interrupt = stop

    def __call__(self, head: Head, body: bytes) -> Iterator[Frame]:
        del body
        for number, sentence in enumerate(self._synthesize(for_espeak(head["text"]))):
            yield Frame(body=(self._gap if number else b"") + sentence.audio_int16_bytes)


def start() -> Handler:
    """Loads the voice that the first argument names, and says a word to make everything ready."""
    model = Path(sys.argv[1])
    try:
        ort = cast("Any", importlib.import_module("onnxruntime"))
        from piper import PiperConfig, PiperVoice, SynthesisConfig
    except ImportError as error:
        raise missing(
            "Piper is not installed, or not whole.", f"Install it with: {PIPER_COMMAND}."
        ) from error
    options = ort.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        described = json.loads(model.with_name(f"{model.name}.json").read_text("utf-8"))
        session = _Session(
            ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"]).run, ort.RunOptions
        )
        voice = PiperVoice(session=cast("Any", session), config=PiperConfig.from_dict(described))
    except Exception as error:
        raise missing(
            f"The voice {model.name} cannot be used.",
            "Fetch it again: viva models remove voice, then viva models fetch voice.",
        ) from error
    gap = bytes(2 * voice.config.sample_rate * GAP_MS // 1000)
    style = SynthesisConfig(normalize_audio=False, volume=_GAIN)

    speech = _Speech(lambda text: voice.synthesize(text, style), gap, session.stop)
    for _ in speech({"text": "Ready."}, b""):
        pass
    return speech


if __name__ == "__main__":
    serve(start)
