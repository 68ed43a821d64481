"""What tests share. Real model endpoints cannot be reached: sockets are shut but for this machine."""

from pathlib import Path

import pytest

from viva.adapters.model_files import ModelFiles
from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.onnx_evidence import OnnxEvidence, shipped_evidence
from viva.content.library import Library
from viva.content.roots import content_roots, encoder_dir
from viva.domain.errors import VivaError

VOICE_MODELS = Path(__file__).parent.parent / ".cache" / "models"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the user's settings or data."""
    for name in (
        "OPENAI_BASE_URL", "OPENAI_API_KEY", "VIVA_LLM_MODEL", "VIVA_DATABASE_URL", "VIVA_STT", "VIVA_TTS",
        "VIVA_GRADER",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VIVA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VIVA_OFFLINE", "1")


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped content."""
    return Library(content_roots())


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    """The shipped sentence encoder, loaded once."""
    return OnnxEmbedder(encoder_dir(), threads=2)


@pytest.fixture(scope="session")
def reader() -> OnnxEvidence:
    """The shipped evidence model, loaded once."""
    return shipped_evidence(threads=2)


@pytest.fixture(scope="session")
def voice_models() -> Path:
    """The folder of the voice models, as `make test` fetches them; one subfolder a model."""
    held = ModelFiles(VOICE_MODELS, offline=True)
    try:
        for model in ("speech-to-text", "voice", "voice-activity", "end-of-turn"):
            held.path(model)
    except VivaError as error:
        pytest.skip(f"{error.message} make test fetches it")
    return VOICE_MODELS
