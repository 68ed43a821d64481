"""Where content lives: in the installed package, in a checkout, and in the user's own folder."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped_root() -> Path:
    """The folder that holds `rubrics/ prompts/ knowledge/ web/`: package data, or the checkout."""
    packaged = PACKAGE / "data"
    return packaged if (packaged / "rubrics").is_dir() else PACKAGE.parent.parent


def content_roots(home: Path | None = None) -> tuple[Path, ...]:
    """The shipped content, then the user's own (`$VIVA_HOME/content`, the same layout) where there is one."""
    own = home / "content" if home else None
    return (shipped_root(), own) if own and own.is_dir() else (shipped_root(),)


def encoder_dir() -> Path:
    """The shipped sentence encoder: `model.onnx` and `tokenizer.json`."""
    return PACKAGE / "data" / "encoder"


def evidence_dir() -> Path:
    """The shipped evidence model: `model.onnx` and `evidence.json`. Its tokenizer is the encoder's."""
    return PACKAGE / "data" / "evidence"


def grader_card_file() -> Path:
    """The grader card, Markdown: how far the shipped grader was seen to agree with people."""
    packaged = PACKAGE / "data" / "grader-card.md"
    return packaged if packaged.is_file() else PACKAGE.parent.parent / "docs" / "grader-card.md"


def vectors_file() -> Path:
    """Vectors of the shipped content's example sentences and notes."""
    return PACKAGE / "data" / "vectors.npz"


def boundaries_file() -> Path:
    """Odds of where sentences begin in words without punctuation."""
    return PACKAGE / "data" / "boundaries.json"


def address_file() -> Path:
    """Weights that tell talk to whoever grades."""
    return PACKAGE / "data" / "address.json"
