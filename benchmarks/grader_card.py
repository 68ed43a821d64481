"""The grader card: what the tables of the bench mean, in plain words, above the tables themselves."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from grader_tables import FORMS, Item, columns
from training.agreement import accuracy
from viva.content.library import Library
from viva.grading.trust import TRUSTED, rounded

CARD: Final = Path(__file__).parents[1] / "docs" / "grader-card.md"

_TEXT: Final = """# The grader card

How far to trust the labels that Viva gives without an endpoint. Weights of {version};
`viva bench grader --write` wrote this page.

{rounds}

Kappa says how much more often two labellers agree than by chance: 0 is chance, 1 is always. Here they are the
grader and our labels, over “covered or not” of what the grader calls. Read a label as a second opinion with
its quote beside it: where the quote does not convince you, you are probably right, and “I disagree” keeps
your own label.

The limits. We wrote the {interviews} mock interviews and {answers} single answers ourselves, and labelled
each three times by one written policy: once by its author, twice without sight of any other label. The
middle label counts. All the labellers are of one kind: that shows that the policy can be followed, not that
a panel of interviewers would say the same. None of these words was trained on, and each is judged by
thresholds that were chosen on the others. Who talks otherwise may be judged worse. Of {unseen} questions
nothing at all was trained on, to show what to expect for a question of your own. “Speech-to-text damage”
below is a table of words; what a recogniser really does to labels is in docs/speech.md.
In brackets stands the middle 95 per cent of bootstrap draws over transcripts.

"""

_NUMBERS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HARDLY: Final = 0.01


def card(
    measured: str,
    items: Sequence[Item],
    library: Library,
    *,
    version: str,
    agreement: Mapping[str, float],
    unseen: int,
) -> str:
    """The whole page. `measured` are the tables, `agreement` kappas by rubric as the weights have them, and
    `unseen` counts questions of which nothing was trained on."""
    forms = {form: len({item.transcript for item in items if item.form == form}) for form in FORMS}
    rounds = [
        f"- **{library.rubric(name).title}**: {in_words(_of(items, name))} {worth(kappa)}"
        for name, kappa in agreement.items()
    ]
    text = _TEXT.format(
        version=version,
        rounds="\n".join(rounds),
        interviews=forms[FORMS[0]],
        answers=forms[FORMS[1]],
        unseen=unseen,
    )
    return text + measured + "\n"


def _of(items: Sequence[Item], rubric: str) -> list[Item]:
    return [item for item in items if item.rubric == rubric]


def in_words(items: Sequence[Item]) -> str:
    """How often the labels that are given are right, and how often none is."""
    truth, called, _ = columns(items)
    if not len(truth):
        return "It called nothing here."
    same = round(10 * accuracy(truth, called))
    two = round(10 * accuracy((truth > 0).astype(np.int64), (called > 0).astype(np.int64)))
    said = f"Of ten labels it gives, about {_NUMBERS[same]} are ours too"
    said += (
        "." if two == same else f", and about {_NUMBERS[two]} say as ours do whether it was covered at all."
    )
    return f"{said} {_passing(1 - len(truth) / len(items))}"


def worth(kappa: float) -> str:
    """A round's kappa, and whether its labels may add up to a verdict."""
    if kappa >= TRUSTED:
        return f"Kappa {rounded(kappa)}: its labels add up to a verdict."
    return f"Kappa {rounded(kappa)}, below {TRUSTED}: labels and quotes, but no verdict."


def _passing(share: float) -> str:
    if share < _HARDLY:
        return "It hardly ever passes."
    each = round(1 / share)
    return f"It passes on one in {_NUMBERS[each] if each < len(_NUMBERS) else each}."
