"""Calibrations: from the others' labels, and never from too few."""

from dataclasses import replace
from random import Random

from training.calibrate import LEAST, Sample, agreement, calibrate, left_out
from viva.grading.deciding import FEW, SHORT, probability
from viva.ports import Calibration, Curve

SHIPPED = Calibration(Curve(1.0, 0.0), Curve(1.0, 0.0), unsure=(0.4, 0.6), full_from=0.5)


def samples(count: int, family: str = "design", seed: int = 1) -> list[Sample]:
    """Two to a transcript; the odds tell the label, give or take."""
    draw = Random(seed)
    found: list[Sample] = []
    for i in range(count):
        label = draw.choice((0, 1, 2))
        odds = [draw.gauss(3 * (label > level) - 1.5, 1.0) for level in (0, 1)]
        found.append(Sample(f"t{i // 2}", "design", family, f"c{i % 3}", label, 100, odds[0], odds[1]))
    return found


def test_a_family_of_many_has_its_own_and_others_what_is_at_hand() -> None:
    found = calibrate([*samples(90), *samples(LEAST - 1, "few")], {"few": SHIPPED, "none": SHIPPED})
    assert found["few"] is SHIPPED
    assert found["none"] is SHIPPED
    own = found["design"]
    assert own.covered.slope > 0.5
    assert 0 < own.unsure[0] < own.unsure[1] < 1


def test_labels_of_one_kind_calibrate_nothing() -> None:
    covered = [item for item in samples(200) if item.label]
    assert calibrate(covered, {}) == {}


def test_one_transcript_of_ones_own_is_called_by_what_ships() -> None:
    mine = samples(2, "by-words")
    assert left_out(mine, {"by-words": SHIPPED}) == {"t0": {"by-words": SHIPPED}}
    assert -1 <= agreement(samples(2, "by-words", 5), {"by-words": SHIPPED})["design"] <= 1


def test_a_transcript_does_not_calibrate_itself() -> None:
    found = samples(90)
    chosen = left_out(found, {})
    assert chosen["t0"] == calibrate(found[2:], {})
    assert chosen["t0"] != chosen["t1"]


def test_the_best_of_few_windows_is_worth_more_than_the_best_of_many() -> None:
    long = samples(200)
    short = [replace(item, windows=20, covered=item.covered - 1.5, full=item.full - 1.5) for item in long]
    curve = calibrate([*long, *short], {})["design"].covered
    assert curve.length < 0
    chance = {windows: probability(curve, 0.0, windows, "c0") for windows in (3, 5, 20, 30, 50, 80, 400)}
    assert chance[30] > chance[50] > chance[80]
    assert chance[3] == chance[5] == chance[80] == chance[400]
    for windows in range(FEW, SHORT):
        step = probability(curve, 0.0, windows + 1, "c0") - probability(curve, 0.0, windows, "c0")
        assert 0 < step < 0.1


def test_who_says_more_is_not_called_more_for_that() -> None:
    long = samples(200)
    short = [replace(item, windows=20, covered=item.covered + 1.5, full=item.full + 1.5) for item in long]
    assert calibrate([*long, *short], {})["design"].covered.length == 0.0


def test_a_criterion_that_is_read_too_mildly_is_called_so_much_the_stricter() -> None:
    found = [
        replace(item, covered=item.covered + 1.5) if item.criterion == "c0" else item for item in samples(400)
    ]
    own = calibrate(found, {})["design"].covered.own
    assert own["c0"] < own["c1"]
    assert own["c0"] < own["c2"]


def test_key_points_of_the_same_number_have_nothing_in_common() -> None:
    assert calibrate(samples(90, "key-point"), {})["key-point"].covered.own == {}
