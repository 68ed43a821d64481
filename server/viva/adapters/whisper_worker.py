"""The child process that holds the speech recogniser: faster-whisper, one piece of at most 30 s a request.

Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision (2022).

The encoder is given a window that fits the piece instead of 30 s. That is several times as fast, and as
exact where the window is no shorter than `WINDOW_S` and tokens are capped by the piece's length. What still
runs away is decoded once more in a window of 30 s.
"""

import argparse
import os
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from viva.adapters.heard_words import FILLED, FRAME_S, SENTENCES, Piece, dewhirled, spoken_words
from viva.adapters.worker_child import Frame, Handler, Head, serve
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Samples

RATE: Final = 16_000
FULL_S: Final = 30.0
WINDOW_S: Final = 10.0
MARGIN_S: Final = 3.0
"""Silence after the piece that the recogniser sees, without which it does not find the end."""

TOKENS_PER_S: Final = 8
TOKENS_AT_LEAST: Final = 10
"""Fast speech full of terms has six tokens a second."""

TOKENS_AT_MOST: Final = 224
REPEATED_TOKENS: Final = 5
HOTWORD_TOKENS: Final = 160
"""Whisper's prompt holds 224 tokens in all."""

NO_SPEECH: Final = 0.6
UNLIKELY: Final = -1.0
REPETITIVE: Final = 2.4
"""Whisper's own thresholds (section 4.5): above the first and below the second there is no speech; a text
that compresses better than the third goes round in a loop."""


@dataclass(frozen=True, slots=True)
class _Decoded:
    tokens: tuple[int, ...]
    log_probability: float
    no_speech: float
    repetition: float
    capped: bool
    features: int
    encoded: Any

    @property
    def silent(self) -> bool:
        return self.no_speech > NO_SPEECH and self.log_probability < UNLIKELY

    @property
    def ran_away(self) -> bool:
        return self.capped or self.repetition > REPETITIVE or self._says_it_twice

    @property
    def _says_it_twice(self) -> bool:
        """Whether the end stands there twice, one after the other: a loop that found its way out."""
        ends = range(REPEATED_TOKENS, len(self.tokens) // 2 + 1)
        return any(self.tokens[-n:] == self.tokens[-2 * n : -n] for n in ends)


class Recogniser:
    """A loaded model, which has decoded once. Not thread-safe."""

    def __init__(self, folder: Path, *, device: str, threads: int, beam: int) -> None:
        """`device` is cpu or cuda. Raises `RuntimeError` or `ValueError` when the model cannot be had."""
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        compute = "float16" if device == "cuda" else "int8"
        self._model: Any = WhisperModel(str(folder), device, compute_type=compute, cpu_threads=threads)
        self._beam = beam
        known = self._model.hf_tokenizer
        english = Tokenizer(known, self._model.model.is_multilingual, task="transcribe", language="en")
        self._tokens: Any = english
        self._suppressed = list(cast("Sequence[int]", get_suppressed_tokens(english, cast("Any", [-1]))))
        self._decode(np.zeros(RATE, dtype=np.float32), WINDOW_S, self._prompt((), fillers=False))

    def hear(self, audio: Samples, hotwords: Sequence[str], *, fillers: bool) -> tuple[Piece, ...]:
        """The words of a piece of at most 30 s, times in seconds."""
        prompt = self._prompt(hotwords, fillers=fillers)
        window = min(FULL_S, max(WINDOW_S, len(audio) / RATE + MARGIN_S))
        found = self._decode(audio, window, prompt)
        if found.ran_away and window < FULL_S:
            found = self._decode(audio, FULL_S, prompt)
        if found.silent or not found.tokens:
            return ()
        pieces = spoken_words(self._aligned(found, len(audio)), len(audio) / RATE, _loudness(audio))
        return dewhirled(pieces) if found.ran_away else pieces

    def _prompt(self, hotwords: Sequence[str], *, fillers: bool) -> list[int]:
        tokens = self._tokens
        before: list[int] = []
        for word in filter(str.strip, hotwords):
            more: list[int] = tokens.encode(f"{',' if before else ''} {word.strip()}")
            if len(before) + len(more) > HOTWORD_TOKENS:
                break
            before.extend(more)
        if before or fillers:
            manner = FILLED if fillers else SENTENCES
            before.extend(tokens.encode(f"{'.' if before else ''} {manner}"))
        start = [*tokens.sot_sequence, tokens.no_timestamps]
        return [tokens.sot_prev, *before, *start] if before else start

    def _decode(self, audio: Samples, window_s: float, prompt: list[int]) -> _Decoded:
        features = self._features(audio, window_s)
        encoded = self._model.encode(features)
        limit = min(TOKENS_AT_MOST, TOKENS_AT_LEAST + round(TOKENS_PER_S * len(audio) / RATE))
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=self._beam,
            # CTranslate2 decodes half of this at most, and no more than what the prompt leaves of it.
            max_length=limit + max(limit, len(prompt)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )[0]
        tokens = tuple(token for token in result.sequences_ids[0] if token < self._tokens.eot)
        text = self._tokens.decode(list(tokens)).strip().encode()
        return _Decoded(
            tokens=tokens,
            log_probability=float(result.scores[0]) * len(tokens) / (len(tokens) + 1),
            no_speech=float(result.no_speech_prob),
            repetition=len(text) / len(zlib.compress(text)),
            capped=len(tokens) >= limit,
            features=features.shape[-1],
            encoded=encoded,
        )

    def _features(self, audio: Samples, window_s: float) -> NDArray[np.float32]:
        samples = round(window_s * RATE)
        whole = np.zeros(samples, dtype=np.float32)
        whole[: len(audio)] = audio[:samples]
        extract = self._model.feature_extractor
        return extract(whole)[:, : samples // extract.hop_length]

    def _aligned(self, found: _Decoded, samples: int) -> tuple[Piece, ...]:
        frames = min(found.features, samples // self._model.feature_extractor.hop_length + 1)
        words = self._model.find_alignment(self._tokens, [list(found.tokens)], found.encoded, frames)
        return tuple(
            Piece(word["word"], float(word["start"]), float(word["end"]), float(word["probability"]))
            for word in (words[0] if words else ())
        )


def _loudness(audio: Samples) -> Samples:
    """Root mean square of each 10 ms."""
    frame = round(FRAME_S * RATE)
    whole = audio[: len(audio) // frame * frame].reshape(-1, frame)
    return np.sqrt(np.square(whole).mean(axis=1))


def load(folder: Path, *, device: str, threads: int, beam: int) -> Recogniser:
    """The model; `auto` takes a graphics card that works. Raises `VivaError` (transcriber-missing)."""
    # Threads that spin while they wait take the processor from the interview itself.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    if device == "auto":
        import ctranslate2

        if cast("Any", ctranslate2).get_cuda_device_count():
            try:
                return Recogniser(folder, device="cuda", threads=threads, beam=beam)
            except (RuntimeError, ValueError) as error:
                print(f"no use of the graphics card: {error}", file=sys.stderr)
        device = "cpu"
    try:
        return Recogniser(folder, device=device, threads=threads, beam=beam)
    except (RuntimeError, ValueError, OSError) as error:
        raise _broken(folder, device) from error


def _broken(folder: Path, device: str) -> VivaError:
    where = " on the graphics card" if device == "cuda" else ""
    hint = (
        "Set stt_device to cpu in viva.toml."
        if device == "cuda"
        else f"Run viva models verify {folder.name}, and fetch it again if it is damaged."
    )
    return VivaError(
        "transcriber-missing",
        f"The speech recogniser in {folder} cannot be loaded{where}.",
        hint,
        ErrorKind.UNAVAILABLE,
    )


def main(arguments: Sequence[str]) -> None:
    """Serves requests `{"hotwords": [...], "fillers": bool}` with float32 samples.

    The answer is `{"words": [[text, start_s, end_s, probability], ...]}`.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--beam", type=int, default=1)
    given = parser.parse_args(arguments)

    def start() -> Handler:
        ears = load(given.folder, device=given.device, threads=given.threads, beam=given.beam)

        def handle(head: Head, body: bytes) -> Iterator[Frame]:
            audio = np.frombuffer(body, dtype="<f4")
            pieces = ears.hear(audio, head["hotwords"], fillers=head["fillers"])
            words = [[piece.text, piece.start_s, piece.end_s, piece.probability] for piece in pieces]
            yield Frame({"words": words})

        return handle

    serve(start)


if __name__ == "__main__":
    main(sys.argv[1:])
