"""Starting is quick: what only some requests need is loaded when they come."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("chromadb", "onnxruntime", "sqlalchemy", "openai", "tokenizers", "faster_whisper", "pyttsx3")


def test_the_application_loads_no_engine_or_store() -> None:
    code = f"import sys, viva.api.app; print([name for name in {HEAVY} if name in sys.modules])"
    server = Path(__file__).parents[2] / "server"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(server)},
    )
    assert done.stdout.strip() == "[]"
