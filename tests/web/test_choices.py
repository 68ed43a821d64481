"""How the home page sorts what it offers, and how numbers are worded."""

from typing import Any

from web.node import run


def round_of(name: str, minutes: int, *legs: str, short: bool = False) -> dict[str, Any]:
    return {"id": name, "minutes": minutes, "short": short, "legs": [{"rubric": leg} for leg in legs]}


def question_of(name: str, *levels: str, theme: str | None = None) -> dict[str, Any]:
    return {"id": name, "title": name, "levels": list(levels), "theme": theme, "audience": None}


def test_short_forms_are_lengths_of_one_choice() -> None:
    rounds = [
        round_of("design", 40, "d"),
        round_of("loop", 90, "d", "f", "b"),
        round_of("design-short", 15, "d", short=True),
        round_of("only-short", 5, "x", short=True),
    ]
    found = run(
        "home/families.js",
        "return m.families(data).map((f) => [f.main.id, f.lengths.map((r) => r.id)]);",
        rounds,
    )
    assert found == [
        ["design", ["design", "design-short"]],
        ["loop", ["loop"]],
        ["only-short", ["only-short"]],
    ]


def test_questions_of_other_levels_come_last() -> None:
    bank = [
        question_of("z", "senior", theme="conflict"),
        question_of("y", "mid", "senior", theme="failure"),
        question_of("x", "staff", theme="failure"),
        question_of("a", "senior", theme="failure"),
    ]
    found = run(
        "home/question-select.js",
        "return m.grouped(data, 'senior').map((g) => [g.title, g.questions.map((q) => q.id)]);",
        bank,
    )
    assert found == [
        ["Conflict", ["z"]],
        ["Failure", ["a", "y"]],
        ["Usually asked at other levels", ["x"]],
    ]


def test_times_and_counts_in_words() -> None:
    body = """
    return [m.clock(581000), m.clock(59999), m.clock(3723000), m.clock(-5), m.minutes(40), m.minutes(2.5),
      m.plural(1, "criterion", "criteria"), m.plural(1200, "word"), m.listed(["a"]),
      m.listed(["a", "b", "c"]), m.size(0), m.size(1536), m.size(986000000),
      m.spokenTime(61000), m.spokenTime(60000), m.verdictWords(null)];
    """
    assert run("format.js", body) == [
        "9:41",
        "0:59",
        "1:02:03",
        "0:00",
        "40",
        "2.5",
        "1 criterion",
        "1,200 words",
        "a",
        "a, b and c",
        "0 bytes",
        "1.5 kB",
        "986 MB",
        "1 minute 1 second",
        "1 minute",
        "No verdict",
    ]


def test_addresses_name_pages() -> None:
    body = """
    return [["/sessions/:id/replay", "/sessions/a%20b/replay"], ["/sessions/:id", "/sessions"],
      ["/sessions/:id", "/sessions/"], ["/sessions/:id", "/sessions/%E0"], ["/", "/"]]
      .map(([pattern, path]) => m.match(pattern, path));
    """
    assert run("router.js", body) == [{"id": "a b"}, None, None, None, {}]
