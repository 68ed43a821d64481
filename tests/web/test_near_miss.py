"""The page reads out of the embedded grader's reason what came near a criterion and earned nothing."""

import numpy as np
import pytest

from viva.domain.rubric import ExampleKind
from viva.grading.reasons import near_miss
from viva.grading.shown import Shown
from web.node import run


@pytest.mark.parametrize(
    ("kind", "looks"),
    [
        (ExampleKind.DECLINED, "waved off"),
        (ExampleKind.DELEGATED, "delegated"),
        (ExampleKind.HEARSAY, "hearsay"),
        (ExampleKind.KEYWORD, "bare keywords"),
    ],
)
def test_what_came_near_is_read_out_of_the_graders_reason(kind: ExampleKind, looks: str) -> None:
    vector = np.array([1.0, 0.0])
    shown = Shown(np.array([[0.0, 1.0]]), np.array([vector]), (kind,), ())
    reason = near_miss(shown, vector, "Drift? “Someone else” does it.")
    assert reason is not None
    near = run("card/sure.js", "return m.nearMiss(data);", f"{reason} Not said: an alert.")
    assert near["words"] == "Drift? “Someone else” does it."
    assert near["looks"].startswith(f"This looks {looks}") or near["looks"].startswith(
        f"This looks like {looks}"
    )
    assert near["rest"] == "Not said: an alert."
