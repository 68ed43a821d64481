"""The labelled windows: complete, consistent, and nothing but meaning tells their labels."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import pytest

from training.rows import LabelledWindow, criteria, key_of, read_open, read_windows
from viva.content.library import Library

LABELS_OF = {
    "plain": {2}, "paraphrase": {1, 2}, "negated": {1, 2}, "partial": {1}, "clarifying": {1, 2},
    "keyword": {1}, "declined": {0}, "declined-softly": {0}, "deferred": {1}, "delegated": {0},
    "hearsay": {0}, "neighbour": {0}, "agreed": {0}, "off-topic": {0}, "wrong": {0, 1},
    "grader-talk": {0}, "stt": {0, 1, 2}, "non-native": {0, 1, 2}, "rambling": {0, 1, 2},
}  # fmt: skip
RUBRICS = ("system-design", "behavioural", "fundamentals")


@pytest.fixture(scope="module")
def windows() -> list[LabelledWindow]:
    return read_windows()


def words(window: LabelledWindow) -> int:
    return len(window.text.split())


def higher(high: Sequence[int], low: Sequence[int]) -> float:
    """How often one of the first is larger than one of the second; ties count a half."""
    pairs = len(high) * len(low)
    return sum((a > b) + (a == b) / 2 for a in high for b in low) / pairs


def lengths(windows: Sequence[LabelledWindow], keep: Callable[[int], bool]) -> list[int]:
    return [words(window) for window in windows if keep(window.label)]


def test_there_are_enough_of_every_kind(windows: list[LabelledWindow]) -> None:
    assert len(windows) >= 20_000
    assert sum(window.split == "held-out" for window in windows) >= 1_800
    kinds = Counter(window.kind for window in windows)
    assert set(kinds) <= {*LABELS_OF, "plain"}
    assert min(kinds[kind] for kind in LABELS_OF) >= 50


def test_every_criterion_and_key_point_is_covered(windows: list[LabelledWindow], library: Library) -> None:
    asked = criteria(library)
    seen = {key_of(window.rubric, window.criterion, window.question) for window in windows}
    assert set(asked) == seen
    for window in windows:
        assert window.question in library.questions
        for other in window.also:
            assert key_of(window.rubric, other, window.question) in asked


def test_labels_are_those_of_their_kind(windows: list[LabelledWindow]) -> None:
    for window in windows:
        assert window.label in LABELS_OF[window.kind], window.id
        assert bool(window.before) == (window.kind == "agreed"), window.id


def test_nothing_stands_twice_and_nothing_held_out_is_trained_on(windows: list[LabelledWindow]) -> None:
    assert len({window.id for window in windows}) == len(windows)
    split = defaultdict[str, set[str]](set)
    for window in windows:
        split[window.split].add(window.question)
    assert not split["train"] & split["held-out"]
    by_text = Counter((window.criterion, window.question, window.text, window.before) for window in windows)
    assert by_text.most_common(1)[0][1] == 1


def test_criteria_of_no_rubric_show_what_earns_and_what_does_not(library: Library) -> None:
    found = read_open()
    assert len(found) >= 400
    assert not {item.name for item in found} & {c.name for r in library.rubrics.values() for c in r.criteria}
    assert len({answer.text for item in found for answer in item.said}) == sum(len(i.said) for i in found)
    for item in found:
        labels = [answer.label for answer in item.said]
        assert {0, 1, 2} <= set(labels), item.name
        assert labels.count(0) >= 3, item.name
    said = [answer for item in found for answer in item.said]
    counts = {label: [len(a.text.split()) for a in said if a.label == label] for label in (0, 1, 2)}
    assert 0.4 < higher(counts[1] + counts[2], counts[0]) < 0.6
    assert 0.4 < higher(counts[2], counts[1]) < 0.67


@pytest.mark.parametrize("rubric", RUBRICS)
def test_length_does_not_tell_the_label(windows: list[LabelledWindow], rubric: str) -> None:
    mine = [window for window in windows if window.rubric == rubric and window.split == "train"]
    covered = higher(lengths(mine, lambda label: label > 0), lengths(mine, lambda label: label == 0))
    full = higher(lengths(mine, lambda label: label == 2), lengths(mine, lambda label: label == 1))
    assert 0.4 < covered < 0.6
    assert 0.4 < full < 0.62


@pytest.mark.parametrize("kind", ["stt", "non-native", "rambling"])
def test_length_does_not_tell_credit_from_none_within_a_kind(
    windows: list[LabelledWindow], kind: str
) -> None:
    mine = [window for window in windows if window.kind == kind]
    assert 0.35 < higher(lengths(mine, bool), lengths(mine, lambda label: not label)) < 0.65


@pytest.mark.parametrize("kind", ["stt", "non-native", "rambling", "clarifying"])
def test_length_does_not_tell_full_from_partial_within_a_kind(
    windows: list[LabelledWindow], kind: str
) -> None:
    mine = [window for window in windows if window.kind == kind]
    full = higher(lengths(mine, lambda label: label == 2), lengths(mine, lambda label: label == 1))
    assert 0.3 < full < 0.72
