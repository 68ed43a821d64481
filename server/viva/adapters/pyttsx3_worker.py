"""The child process that runs pyttsx3, which is not to be trusted with a server's.

Its first file may stay empty, two threads mix up their files, and what it needs may be absent: so there is
one engine in one thread, a first file that is thrown away, and a look at the size of every other.
"""

import importlib
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from viva.adapters.pyttsx3_voice import RATE
from viva.adapters.speakable import for_espeak
from viva.adapters.synthesizer_errors import crashed, missing
from viva.adapters.worker_child import Frame, Handler, Head, serve

_WORDS_A_MINUTE: Final = 170
_HEADER: Final = 100
"""A file of so few bytes holds no sound."""

_WRITTEN_S: Final = 5.0
_LOOK_S: Final = 0.02


def start() -> Handler:
    """Starts the engine, with the voice that the first argument names, if any."""
    try:
        engine: Any = cast("Any", importlib.import_module("pyttsx3")).init()
    except Exception as error:
        raise missing(
            "The system has no voice that pyttsx3 can use.",
            "On Debian: apt-get install espeak-ng. On macOS and Windows voices come with the system.",
        ) from error
    engine.setProperty("rate", _WORDS_A_MINUTE)
    if len(sys.argv) > 1:
        engine.setProperty("voice", _chosen(engine, sys.argv[1]))
    phonemes = sys.platform not in {"darwin", "win32"}
    with _folder() as folder:
        _save(engine, "ready", Path(folder) / "first.wav", wait=False)

    def handle(head: Head, _body: bytes) -> Iterator[Frame]:
        text = for_espeak(head["text"]) if phonemes else head["text"]
        with _folder() as folder:
            file = Path(folder) / "said.wav"
            if not _save(engine, text, file, wait=True):
                raise crashed("the system’s voice made no sound")
            yield Frame(body=_pcm(file))

    return handle


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="viva-voice-")


def _chosen(engine: Any, wanted: str) -> str:  # noqa: ANN401 pyttsx3 has no types
    voices: list[Any] = engine.getProperty("voices") or []
    for voice in voices:
        if voice.id == wanted or wanted.lower() in (voice.name or "").lower():
            return voice.id
    known = ", ".join(str(voice.name) for voice in voices[:8])
    raise missing(f"The system has no voice called “{wanted}”.", f"It has: {known}. Set tts_voice to one.")


def _save(engine: Any, text: str, file: Path, *, wait: bool) -> bool:  # noqa: ANN401 pyttsx3 has no types
    """Whether the file holds sound and has stopped growing."""
    engine.save_to_file(text, str(file))
    engine.runAndWait()
    end = time.monotonic() + (_WRITTEN_S if wait else 0)
    before = -1
    while True:
        size = file.stat().st_size if file.exists() else 0
        if size > _HEADER and size == before:
            return True
        if time.monotonic() > end:
            return size > _HEADER
        before = size
        time.sleep(_LOOK_S)


def _pcm(file: Path) -> bytes:
    """The file's sound at `RATE`: the systems write different kinds."""
    import av

    sampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(file)) as container:
        decoded = [frame for whole in container.decode(audio=0) for frame in sampler.resample(whole)]
    decoded += sampler.resample(None)
    return b"".join(frame.to_ndarray().tobytes() for frame in decoded)


if __name__ == "__main__":
    serve(start)
