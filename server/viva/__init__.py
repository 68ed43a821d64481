"""Viva: a local-first mock interview coach for ML and AI engineers."""

from typing import Final

__version__: Final = "0.1.0"
