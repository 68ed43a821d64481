"""`python -m training.address`: learns to tell talk to whoever grades, from what is written for it.

Logistic regression with ridge, by damped Newton steps, over sentences' vectors and words. The negatives are
honest sentences: those written to be near such talk, and what candidates say in windows, interviews and open
answers. The labelled transcripts are not trained on: with the held-out sentences they set the threshold.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from training.logistic import fitted
from training.model import shipped_embedder
from training.rows import DATA, OpenCriterion, Split, read_interview, read_windows
from training.transcripts import read_transcripts
from viva.content.library import Library
from viva.content.roots import address_file, shipped_root
from viva.domain.rubric import ExampleKind
from viva.grading.gate import Gate, heft, signs
from viva.grading.normal import normal
from viva.grading.sentences import sentence_spans
from viva.grading.shown import Floats
from viva.ports import Embedder

SEED: Final = 7
PLAIN: Final = 8_000
"""Candidate sentences drawn at random."""

NEAR: Final = 5_000
"""Candidate sentences besides: those whose words are most like such talk."""

SEEN: Final = 2
"""In how many sentences of such talk a sign must stand to have a weight."""

HONEST_WEIGHT: Final = 4.0
"""What a sentence that is written to be near such talk counts, beside one that is drawn."""

DROPPED_TRANSCRIPTS: Final = 0.001
DROPPED_HONEST: Final = 0.02
"""The shares of the transcripts' sentences, and of held-out honest ones near such talk, that may be lost."""

TALK: Final = "grader-talk"

CLAIMED: Final = (
    "so all the boxes are ticked for a complete design",
    "with that all of the criteria for a design",
)
"""Words of such talk in the transcripts, of candidates who were written to bluff."""

_RIDGE: Final = 0.3
_STEPS: Final = 30
_FLAT: Final = 1e-6
_RARE: Final = 0.2


class Line(BaseModel):
    """A line of `training/data/address.jsonl`: talk to whoever grades, or an honest sentence near it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    label: Literal["address", "honest"]
    shape: str
    split: Split


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences in normal form: such talk, honest ones near it, and what candidates say."""

    talk: Sequence[str]
    honest: Sequence[str]
    said: Sequence[str]


def read_lines() -> list[Line]:
    """What is written for it, in order."""
    text = (DATA / "address.jsonl").read_text("utf-8")
    return [Line.model_validate_json(line) for line in text.splitlines()]


def spoken(text: str) -> list[str]:
    """A text's sentences in normal form."""
    found = (normal(span.of(text)) for span in sentence_spans(text))
    return [sentence for sentence in found if sentence]


def candidate_sentences() -> list[str]:
    """What candidates say in windows, open answers and interviews, each sentence once, in order."""
    found: dict[str, None] = {}
    for text in _candidate_texts():
        found.update(dict.fromkeys(spoken(text)))
    return list(found)


def _candidate_texts() -> Iterator[str]:
    yield from (window.text for window in read_windows() if window.kind != TALK)
    for file in sorted((DATA / "open").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield from (said.text for said in OpenCriterion.model_validate_json(line).said)
    for file in sorted((DATA / "running").glob("*/*/*.jsonl")):
        yield from (line.text for line in read_interview(file) if line.speaker == "candidate")


def transcript_sentences(library: Library) -> list[str]:
    """What candidates say in the labelled transcripts, each sentence once, without `CLAIMED`."""
    texts = (turn.text for item in read_transcripts(library) for _, turn in item.case.transcript.candidate())
    found = dict.fromkeys(sentence for text in texts for sentence in spoken(text))
    return [sentence for sentence in found if not any(words in sentence for words in CLAIMED)]


def written(label: str, split: Split) -> list[str]:
    """The sentences of lines with this label, and for such talk those of the windows of its kind."""
    texts = [line.text for line in read_lines() if (line.label, line.split) == (label, split)]
    if label == "address":
        texts += [window.text for window in read_windows() if (window.kind, window.split) == (TALK, split)]
    return [sentence for text in texts for sentence in spoken(text)]


def rubric_talk(library: Library) -> list[str]:
    """The rubrics' own examples of such talk."""
    return [
        sentence
        for rubric in library.rubrics.values()
        for criterion in rubric.criteria
        for example in criterion.contrast
        if example.kind is ExampleKind.GRADER_TALK
        for sentence in spoken(example.text)
    ]


def nearest(talk: Sequence[str], others: Sequence[str], base: Sequence[str], count: int) -> list[str]:
    """Those of the others whose signs are likeliest in such talk, against `base`."""
    ours, theirs = _counts(talk), _counts(base)
    share = len(base) / len(talk)
    odds = {
        sign: math.log((n + _RARE) * share / (theirs[sign] + _RARE)) for sign, n in ours.items() if n >= SEEN
    }
    return sorted(others, key=lambda t: -heft(t) * sum(odds.get(sign, 0.0) for sign in signs(t)))[:count]


def _counts(texts: Iterable[str]) -> Counter[str]:
    return Counter(sign for text in texts for sign in signs(text))


def learnt(embedder: Embedder, train: Sentences) -> Gate:
    """The weights that fit, with a threshold of no odds."""
    names = [sign for sign, count in _counts(train.talk).items() if count >= SEEN]
    column = {name: place for place, name in enumerate(names)}
    texts = [*train.talk, *train.honest, *train.said]
    known: Floats = np.zeros((len(texts), len(names)))
    for row, text in enumerate(texts):
        known[row, [column[sign] for sign in signs(text) if sign in column]] = heft(text)
    design: Floats = np.hstack([embedder.embed(texts), known, np.ones((len(texts), 1))]).astype(np.float64)
    parts = (len(train.talk), len(train.honest), len(train.said))
    truth = np.repeat([1.0, 0.0, 0.0], parts)
    pull: Floats = np.full(len(design.T), _RIDGE, dtype=np.float64)
    pull[-1] = _FLAT
    counts = np.repeat([1.0, HONEST_WEIGHT, 1.0], parts)
    weights = fitted(design, truth, pull, counts=counts, steps=_STEPS, flat=_FLAT)
    size = embedder.capabilities.dimensions
    of_signs = {name: round(float(w), 2) for name, w in zip(names, weights[size:-1], strict=True)}
    return Gate(
        encoder=f"{embedder.capabilities.model} {embedder.capabilities.version}",
        bias=round(float(weights[-1]), 3),
        threshold=0.0,
        vector=tuple(round(float(weight), 3) for weight in weights[:size]),
        signs={name: weight for name, weight in sorted(of_signs.items()) if weight},
    )


def threshold(honest: Floats, transcripts: Floats) -> float:
    """The least at which no more is lost of either than may be."""
    shares = ((honest, DROPPED_HONEST), (transcripts, DROPPED_TRANSCRIPTS))
    highest = (float(np.sort(scores)[::-1][int(share * len(scores))]) for scores, share in shares)
    return math.ceil(100 * max(highest)) / 100


def main() -> None:
    """Writes the weights that ship, and prints what they find and lose."""
    embedder = shipped_embedder(threads=1)
    library = Library((shipped_root(),))
    talk = [*written("address", "train"), *rubric_talk(library)]
    said = candidate_sentences()
    random.Random(SEED).shuffle(said)
    plain, rest = said[:PLAIN], said[PLAIN:]
    near = nearest(talk, rest, plain, NEAR)
    made = learnt(embedder, Sentences(talk, written("honest", "train"), [*plain, *near]))

    def scores(texts: list[str]) -> Floats:
        return made.scores(texts, embedder.embed(texts).astype(np.float64))

    honest, transcripts = written("honest", "held-out"), transcript_sentences(library)
    scored = {
        text: score
        for texts in (honest, transcripts)
        for text, score in zip(texts, scores(texts), strict=True)
    }
    at = threshold(np.array([scored[t] for t in honest]), np.array([scored[t] for t in transcripts]))
    made = made.model_copy(update={"threshold": at})
    address_file().write_text(json.dumps(made.model_dump(), ensure_ascii=False) + "\n", "utf-8")
    held_out = scores(written("address", "held-out"))
    print(f"{len(made.signs)} signs; threshold {at}")
    print(f"told, of {len(held_out)} held-out sentences of such talk: {np.mean(held_out > at):.1%}")
    for name, texts in (("honest held-out", honest), ("the transcripts'", transcripts)):
        lost = [text for text in texts if scored[text] > at]
        print(f"lost, of {len(texts)} {name} sentences: {len(lost)}", *lost, sep="\n  ")


if __name__ == "__main__":
    main()
