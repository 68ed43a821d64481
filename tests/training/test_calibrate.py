"""Calibrations: from the others' labels, and never from too few."""

from random import Random

from training.calibrate import LEAST, Sample, agreement, calibrate, left_out
from viva.ports import Calibration

SHIPPED = Calibration(covered=(1.0, 0.0), full=(1.0, 0.0), unsure=(0.4, 0.6), full_from=0.5)


def samples(count: int, family: str = "design", seed: int = 1) -> list[Sample]:
    """Two to a transcript; the odds tell the label, give or take."""
    draw = Random(seed)
    found: list[Sample] = []
    for i in range(count):
        label = draw.choice((0, 1, 2))
        odds = [draw.gauss(3 * (label > level) - 1.5, 1.0) for level in (0, 1)]
        found.append(Sample(f"t{i // 2}", "design", family, f"c{i}", label, odds[0], odds[1]))
    return found


def test_a_family_of_many_has_its_own_and_others_what_is_at_hand() -> None:
    found = calibrate([*samples(90), *samples(LEAST - 1, "few")], {"few": SHIPPED, "none": SHIPPED})
    assert found["few"] is SHIPPED
    assert found["none"] is SHIPPED
    own = found["design"]
    assert own.covered[0] > 0.5
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
