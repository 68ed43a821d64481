"""A scorecard's warnings: who judged is no reason to beware."""

from viva.grading.llm_tally import Tally
from web.node import run

SHORT = "The transcript is too short for a verdict."
FELL_BACK = "2 criteria were judged by the embedded grader. The endpoint took too long."
TOLD = [
    Tally(50_000, calls=15, tokens=3_702).told("small-chat", 38_000, 1),
    Tally(None).told("small-chat", 0, 3),
]


def test_an_account_of_the_judging_is_no_warning() -> None:
    card = {"verdict": None, "warnings": [FELL_BACK, *TOLD, SHORT]}
    body = "return { accounts: m.accounts(data), cautions: m.cautions(data) };"
    assert run("card/warnings.js", body, card) == {"accounts": TOLD, "cautions": [FELL_BACK]}
    graded = run("card/warnings.js", body, {**card, "verdict": "hire"})
    assert graded["cautions"] == [FELL_BACK, SHORT]
