"""A score is never shown as points that it has not reached."""

from web.node import run


def test_points_are_rounded_down() -> None:
    said = run("card/verdict.js", "return data.map(m.scoreWords);", [81.5, 82, 0, 99.9])
    assert said == ["81", "82", "0", "99"]
