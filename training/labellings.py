"""`python -m training.labellings`: how far independent labellings of the same words agree."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.agreement import accuracy, kappa
from training.rows import DATA, read_windows
from training.transcripts import FOLDER, FRESH, LabelledTranscript

Triple = tuple[int, int, int]
"""What the author, the first and the second labeller gave."""


def transcript_labels(folder: Path) -> dict[str, list[Triple]]:
    """Triples of a folder's transcripts by round and criterion; key points go by one name."""
    found: defaultdict[str, list[Triple]] = defaultdict(list)
    for file in sorted(folder.glob("*.json")):
        read = LabelledTranscript.model_validate_json(file.read_text("utf-8"))
        author, first, second = (read.labellings[name] for name in ("author", "a", "b"))
        for criterion in read.labels:
            name = "key points" if criterion.startswith("kp-") else criterion
            found[f"{read.round} / {name}"].append((author[criterion], first[criterion], second[criterion]))
    return found


def window_labels() -> dict[str, list[Triple]]:
    """Triples of the windows that were labelled again, by round and criterion; key points go by one name."""
    found: defaultdict[str, list[Triple]] = defaultdict(list)
    ours = {window.id: window for window in read_windows()}
    lines = (DATA / "labelled-again.jsonl").read_text("utf-8").splitlines()
    for again in map(json.loads, lines):
        window = ours[again["id"]]
        name = "key points" if window.criterion.startswith("kp-") else window.criterion
        found[f"{window.rubric} / {name}"].append((window.label, again["a"], again["b"]))
    return found


def row(name: str, triples: Sequence[Triple]) -> str:
    """One line of the table."""
    author, first, second = (np.array(column, dtype=np.int64) for column in zip(*triples, strict=True))
    return (
        f"{name:36s} {len(triples):5d} {accuracy(first, second):6.2f} {kappa(first, second):6.2f} "
        f"{kappa(first, second, weighted=True):6.2f} {kappa(author, first):8.2f} {kappa(author, second):8.2f}"
    )


def main() -> None:
    """Prints a row a criterion, for the transcripts and for the windows that were labelled again."""
    tables = {
        "transcripts": transcript_labels(FOLDER),
        "fresh transcripts": transcript_labels(FRESH),
        "windows": window_labels(),
    }
    for title, by_criterion in tables.items():
        print(f"{title:36s}     n  equal  kappa  qwk    author-a author-b")
        for name in sorted(by_criterion):
            print(row(name, by_criterion[name]))
        print(row(f"all of the {title}", [t for triples in by_criterion.values() for t in triples]))
        print()


if __name__ == "__main__":
    main()
