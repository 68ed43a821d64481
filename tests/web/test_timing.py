"""One sentence about where the time went."""

from web.node import run

TITLES = ("Problem", "Data", "Modelling", "Serving", "Monitoring")
PLAN = (5, 10, 10, 10, 5)
CASES: dict[tuple[float | None, ...], str] = {
    (5.2, 12.7, 11.3, 8.8, 0.7): (
        "Data and modelling ran four minutes over together. That is what monitoring lost."
    ),
    (5.1, 13.0, 10.2, 9.8, 4.9): "Data ran three minutes over. The rest kept to the plan.",
    (5.1, 13.0, 12.2, 9.7, None): (
        "Data and modelling ran five minutes over together. Monitoring was never reached."
    ),
    (5, 9.8, 9, None, None): ("Serving and monitoring were never reached. You used 23:48 of 40 minutes."),
    (1, 3, 2.5, 2, 1): "You used 9:30 of 40 minutes, most of it on data.",
    (1, 3, 2.5, 0.2, 1): "You used 7:42 of 40 minutes, and serving got the least of it.",
    (5, 10, 10, 10, 5): "Every phase kept within a minute of its plan.",
    (None, None, None, None, None): "",
}


def test_the_sentence_follows_the_minutes() -> None:
    cards = [
        [
            {"key": title, "title": title, "leg": 0, "used": minutes, "planned": planned, "score": 50}
            for title, minutes, planned in zip(TITLES, used, PLAN, strict=True)
        ]
        for used in CASES
    ]
    said = run("card/timing.js", "return data.map(m.timeSentence);", cards)
    assert dict(zip(CASES, said, strict=True)) == CASES
