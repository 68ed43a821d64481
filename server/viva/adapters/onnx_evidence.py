"""The shipped evidence model: a small encoder trained to tell what a window earns, as int8 ONNX.

`training/` makes it. One head a criterion that it was trained on, and one for any criterion's text.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from viva.adapters.onnx_texts import Text, TextModel
from viva.content.roots import encoder_dir, evidence_dir
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Calibration, Curve, LogOdds, ReaderCapabilities

MAX_TOKENS: Final = 160
MANIFEST: Final = "evidence.json"


class _Curve(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    slope: float
    offset: float
    length: float
    own: dict[str, float]

    def curve(self) -> Curve:
        return Curve(self.slope, self.offset, self.length, self.own)


class _Calibration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    covered: _Curve
    full: _Curve
    unsure: tuple[float, float]
    full_from: float


class _Manifest(BaseModel):
    """`evidence.json`, as `training/export.py` writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    base: str
    sha256: str
    heads: dict[str, str]
    calibration: dict[str, _Calibration]
    agreement: dict[str, float]


class OnnxEvidence:
    """Implements `ports.EvidenceReader`. Thread-safe; the model is loaded by the first window."""

    def __init__(self, folder: Path, tokenizer: Path, threads: int | None = None) -> None:
        """`folder` holds `model.onnx` and `evidence.json`; `tokenizer` is its encoder’s.

        Raises `VivaError` (evidence-model-missing, evidence-model-broken).
        """
        self._model = TextModel(
            folder / "model.onnx",
            tokenizer,
            noun="evidence model",
            missing="evidence-model-missing",
            max_tokens=MAX_TOKENS,
            batch_tokens=1,
            threads=threads,
        )
        made = _manifest(folder / MANIFEST)
        self._capabilities = ReaderCapabilities(
            model=made.base,
            version=made.version,
            known=made.heads,
            calibration={
                name: Calibration(item.covered.curve(), item.full.curve(), item.unsure, item.full_from)
                for name, item in made.calibration.items()
            },
            agreement=made.agreement,
        )

    @property
    def capabilities(self) -> ReaderCapabilities:
        """What the manifest says."""
        return self._capabilities

    def known(self, windows: Sequence[str]) -> Sequence[LogOdds]:
        """Shape (criteria, 2) a window."""
        return self._read(windows, output=0)

    def beside(self, pairs: Sequence[tuple[str, str]]) -> Sequence[LogOdds]:
        """Shape (2,) a pair."""
        return self._read(pairs, output=1)

    def _read(self, texts: Sequence[Text], *, output: int) -> Sequence[LogOdds]:
        rows: dict[int, LogOdds] = {}
        for batch in self._model.outputs(texts):
            rows.update(zip(batch.places, batch.values[output], strict=True))
        return [rows[i] for i in range(len(texts))]


def shipped_evidence(folder: Path | None = None, threads: int | None = None) -> OnnxEvidence:
    """The model that ships, or the one in `folder`; both read with the shipped encoder's tokenizer.

    Raises `VivaError` (evidence-model-missing, evidence-model-broken).
    """
    return OnnxEvidence(folder or evidence_dir(), encoder_dir() / "tokenizer.json", threads)


def _manifest(file: Path) -> _Manifest:
    try:
        return _Manifest.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise VivaError(
            "evidence-model-broken",
            f"{file} cannot be read.",
            "Install Viva again: the evidence model comes with it.",
            ErrorKind.UNAVAILABLE,
        ) from error
