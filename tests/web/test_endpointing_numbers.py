"""The numbers of the advanced voice settings are the server's own: its keys, ranges and defaults."""

from typing import Any

import pytest
from annotated_types import Ge, Gt, Le, Lt

from viva.settings import Endpointing
from web.node import run

MODULE = "setup/endpointing.js"


def in_force(**changed: float) -> dict[str, Any]:
    return {**Endpointing().model_dump(exclude={"mode"}), **changed}


def boxes(**typed: str) -> dict[str, str]:
    """What stands in the boxes where the defaults are in force, but for these."""
    return {**run(MODULE, "return m.typedOf(data);", in_force()), **typed}


def changes(typed: dict[str, str], held: dict[str, Any]) -> dict[str, Any]:
    return run(MODULE, "return m.changesOf(data.typed, data.held);", {"typed": typed, "held": held})


def test_ranges_and_defaults_are_the_servers() -> None:
    shown = {one["key"]: one for one in run(MODULE, "return m.NUMERALS;")}
    fields = {name: field for name, field in Endpointing.model_fields.items() if name != "mode"}
    assert set(shown) == set(fields)
    for name, field in fields.items():
        one = shown[name]
        share = 100 if one["unit"] == "%" else 1
        assert one["usual"] == pytest.approx(field.default * share)
        for limit in field.metadata:
            match limit:
                case Ge():
                    assert one["least"] == limit.ge
                case Le():
                    assert one["most"] == limit.le
                case Gt(gt=0):
                    assert one["least"] > 0
                case Lt(lt=1):
                    assert one["most"] < 100
                case _:
                    raise AssertionError(limit)


def test_only_what_was_changed_is_saved() -> None:
    assert changes(boxes(), in_force()) == {}
    assert changes(boxes(finished_ms="700", speech="62.5"), in_force()) == {
        "finished_ms": 700,
        "speech": 0.625,
    }


def test_an_empty_box_and_the_default_both_go_back_to_the_default() -> None:
    held = in_force(thinking_ms=5_000, silence=0.2)
    assert changes(boxes(thinking_ms="", silence="35"), held) == {"thinking_ms": None, "silence": None}


def test_a_finer_number_that_was_set_by_hand_stays_as_it_is() -> None:
    held = in_force(finished=0.612345)
    typed = run(MODULE, "return m.typedOf(data);", held)
    assert typed["finished"] == "61.23"
    assert changes(typed, held) == {}


@pytest.mark.parametrize(
    ("key", "text", "fits"),
    [
        ("finished_ms", "200", True),
        ("finished_ms", "199", False),
        ("finished_ms", "250.5", False),
        ("thinking_ms", "20001", False),
        ("speech", "99.5", True),
        ("speech", "100", False),
        ("speech", "0", False),
        ("speech", "", True),
    ],
)
def test_what_cannot_be_saved_is_told(key: str, text: str, fits: bool) -> None:
    body = "return m.fits(m.NUMERALS.find((one) => one.key === data.key), data.text);"
    assert run(MODULE, body, {"key": key, "text": text}) is fits
