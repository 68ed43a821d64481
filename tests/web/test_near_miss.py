"""The page reads out of the embedded grader's reason what came near a criterion and earned nothing."""

import numpy as np
import pytest

from viva.domain.rubric import ExampleKind
from viva.grading.llm_judge import FELL_BACK
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


def test_what_came_near_is_found_behind_who_judged() -> None:
    reason = "“I’d leave that to ops.” reads as handed to somebody else. Not said: an alert."
    near = run("card/sure.js", "return m.nearMiss(data);", f"{FELL_BACK} {reason}")
    assert near["words"] == "I’d leave that to ops."
    assert near["rest"] == f"{FELL_BACK} Not said: an alert."
    assert run("card/sure.js", "return m.nearMiss(data);", f"{FELL_BACK} Not said: an alert.") is None


def test_a_cant_call_says_which_way_it_leans() -> None:
    leans = run("card/sure.js", "return data.map(m.leanWords);", [0, 0.3, 0.5, 0.7])
    assert leans == ["", "Rather not covered", "As likely covered as not", "Rather covered than not"]
