"""How single written words are said: acronyms, names in camel and snake case, short forms."""

import re
from collections.abc import Mapping
from typing import Final

SHORT: Final[Mapping[str, str]] = {
    "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "vs.": "versus",
    "approx.": "approximately",
    "w/o": "without", "w/": "with", "a.m.": "A M", "p.m.": "P M", "C++": "C plus plus", "C#": "C sharp",
    "Mr.": "Mister", "Mrs.": "Missus", "Dr.": "Doctor", "N/A": "not applicable", "&c.": "et cetera",
}  # fmt: skip
"""Short forms that end in, or hold, what is no letter. Their case is kept to."""

WORDS: Final[Mapping[str, str]] = {
    "vs": "versus", "etc": "et cetera", "arXiv": "archive", "k8s": "Kubernetes", "uint": "U int",
    "QLoRA": "Q laura",
    "NumPy": "num pie", "SciPy": "sigh pie", "sklearn": "S K learn", "IoT": "I O T", "IoU": "I O U",
    "mAP": "M A P",
    "YouTube": "YouTube", "GitHub": "GitHub", "GitLab": "GitLab", "LinkedIn": "LinkedIn",
    "OpenAI": "Open A I",
    "PhD": "P H D", "MySQL": "my sequel", "PostgreSQL": "post gress", "NoSQL": "no sequel",
    "SQLite": "S Q lite",
    "bfloat": "B float", "GiB": "gibibytes", "MiB": "mebibytes", "NaN": "nan", "ResNet": "rez net",
    "ok": "okay",
    "OK": "okay",
}  # fmt: skip
"""Words that no rule says right, by their exact spelling."""

_AS_WORDS: Final = frozenset(
    re.findall(
        "[A-Z]+",
        "ARIMA BERT BLEU CART CLIP CUDA CUPED DAG DICOM FLOPS GAN JPEG LASSO LIME MAP MICE NASA NUMA RAG RAM"
        " RANSAC ROM ROPE ROUGE SCADA SHAP SIM SMOTE SPLADE SWAG TOML WAPE YAML YOLO ZIP",
    )
)
_ENGLISH: Final = frozenset(
    re.findall(
        "[A-Z]+",
        "A ALL AND ANY ARE AS AT BE BUT BY CAN DO DOES FOR FROM GO GROUP HAS HAVE HOW IF IN IS IT"
        " LIKE LIMIT MORE"
        " MUST NEVER NO NOT NOW OF ON ONE ONLY OR ORDER OUR OUT READY SELECT SO STOP THAT THE THEN"
        " THIS TO TWO UP VERY"
        " WE WHAT WHEN WHERE WHY WITH YES YET YOU YOUR",
    )
)
"""Words that stand in capitals for emphasis or in a query."""

_NOT_SPELLED: Final = frozenset({"hmm", "hm", "mm", "mhm", "shh", "nth", "psst", "brr"})
_PARTS: Final = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[^A-Za-z]+")
_VOWEL: Final = re.compile(r"[aeiouy]", re.IGNORECASE)
_HARD: Final = re.compile(r"[^aeiouy]{4}|^[^aeiouy]{3}|[^aeiouy]{3}$", re.IGNORECASE)


def word(written: str) -> str:
    """A run of letters, perhaps with apostrophes, as it is said."""
    stem, owner = _without_possessive(written)
    if stem in WORDS:
        return WORDS[stem] + owner
    letters = stem.replace("'", "")
    if stem.isascii() and not (letters.islower() or letters.istitle() or len(letters) == 1):
        parts = [part for part in _PARTS.findall(stem) if part]
        return " ".join(_capitals(part) for part in parts) + owner
    if _unsayable(stem):
        return spelled(stem) + owner
    return stem + owner


def spelled(letters: str) -> str:
    """`GPU` is “G P U”."""
    return " ".join(letters.upper())


def _capitals(part: str) -> str:
    many = len(part) > 2 and part.endswith("s") and part[:-1].isupper()
    stem = part[:-1] if many else part
    if not stem.isupper() or len(stem) == 1:
        return spelled(part) if _unsayable(part) else part
    if stem in _ENGLISH:
        return part.lower()
    if stem in _AS_WORDS or (len(stem) >= 5 and not _HARD.search(stem)):
        return part.lower()
    return spelled(stem) + ("'s" if many else "")


def _unsayable(part: str) -> bool:
    short = part.isascii() and 2 <= len(part) <= 4 and part.isalpha()
    return short and not _VOWEL.search(part) and part.lower() not in _NOT_SPELLED


def _without_possessive(written: str) -> tuple[str, str]:
    for tail in ("'s", "’s"):
        if written.endswith(tail):
            return written[: -len(tail)], "'s"
    return written.replace("’", "'"), ""
