"""Reports to read in a terminal or in Markdown."""

import re
from dataclasses import replace

import cards
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.content.library import Library
from viva.domain.event import LabelDisputed
from viva.domain.label import Label
from viva.domain.level import Level
from viva.domain.scorecard import RubricRef
from viva.grading.report import Format, render_scorecard, render_session
from viva.grading.report.markdown import escaped


def test_text_begins_with_the_verdict_and_why_it_was_capped(library: Library) -> None:
    text = render_scorecard(cards.card(library), cards.transcript(), library, "text", level=Level.SENIOR)
    lines = text.splitlines()
    assert lines[:3] == [
        "No hire",
        "Rank the home feed of a photo-sharing app",
        "ML system design, senior",
    ]
    assert "Capped. Your score of 71 falls in “hire”. Nothing was said" in " ".join(lines)
    assert "120 words are few." in lines


def test_text_says_label_ledger_quote_and_place_of_each_criterion(library: Library) -> None:
    text = render_session(cards.session(library), library, "text")
    assert re.search(r"● Success metric +Full +Unprompted", text)
    assert re.search(r"◐ Data quality +Partial +After a probe", text)
    assert re.search(r"▨ Serving +Can’t call +Not scored", text)
    assert re.search(r"○ Monitoring +Missing +Never", text)
    assert "“Seven-day return is the one I’d defend” (turn 2, 2:00)" in text
    assert "1 full, 2 partial, 1 missing, 1 can’t call" in text


def test_what_a_strong_answer_adds_is_said_once(library: Library) -> None:
    text = " ".join(render_session(cards.session(library), library, "text").split())
    strong = library.rubric("system-design").criterion("monitoring").strong_answer
    assert "an alert with a name on it" in text
    assert " ".join(strong.split()) not in text
    adds = library.rubric("system-design").criterion("data_quality").strong_answer
    assert text.count(" ".join(adds.split())) == 1


@pytest.mark.parametrize("kind", ["text", "md", "html"])
def test_a_session_without_a_scorecard_is_its_transcript(library: Library, kind: Format) -> None:
    text = render_session(cards.session(library, graded=False), library, kind)
    assert "Not graded yet" in text
    assert "Seven-day return" in text


@pytest.mark.parametrize("kind", ["text", "md", "html"])
def test_content_that_has_gone_is_named_by_its_id(library: Library, kind: Format) -> None:
    empty = Library(())
    text = render_session(cards.session(library), empty, kind)
    assert "system-design" in text
    assert "Data quality" in text


def test_what_a_strong_answer_adds_is_of_the_rubric_that_judged(library: Library) -> None:
    base = cards.card(library)
    partial = next(c for c in base.criteria if c.id == "data_quality")
    regraded = replace(
        base,
        rubric=RubricRef("behavioural", "Behavioural", "1"),
        criteria=(replace(partial, id="reflection", name="Reflection"),),
        next_steps=(),
    )
    text = " ".join(render_session(cards.session(library, scorecard=regraded), library, "text").split())
    adds = library.rubric("behavioural").criterion("reflection").strong_answer
    assert " ".join(adds.split()) in text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("text", "Your label: Full. I named <b>both</b>."),
        ("md", "*Your label: Full.* I named \\<b\\>both\\</b\\>."),
        ("html", "<b>Your label: Full.</b> I named &lt;b&gt;both&lt;/b&gt;."),
    ],
)
def test_labels_of_ones_own_stand_by_their_criteria(
    library: Library,
    kind: Format,
    words: str,
) -> None:
    own = (
        LabelDisputed("data_quality", Label.FULL, "I named <b>both</b>."),
        LabelDisputed("monitoring", Label.PARTIAL),
        LabelDisputed("monitoring", None),
    )
    report = render_session(cards.session(library, own=own), library, kind)
    assert words in report
    assert report.count("Your label") == 1
    assert report.index("Data quality") < report.index("Your label")


def test_escape_sequences_that_were_said_do_not_reach_the_terminal(library: Library) -> None:
    said = "clear \x1b[2J the \x07 screen \x9b31m"
    text = render_scorecard(cards.hostile(library, said), cards.transcript(said), library, "text")
    assert not set("\x1b\x07\x9b") & set(text)
    assert "clear" in text


@pytest.mark.parametrize(
    "said",
    [
        "# head",
        "- item",
        "1. item",
        "> quote",
        "*a* _b_ `c`",
        "<b>x</b>",
        "[a](b)",
        "a | b",
        "&lt;",
        "===",
        "~~~",
    ],
)
def test_markdown_shows_what_was_said_as_it_was_said(said: str) -> None:
    shown = escaped(said)
    assert shown.replace("\\", "").replace("&amp;", "&") == said
    assert not re.match(r"(#|-\s|>|\d+\.\s|=|~)", shown)
    assert not re.search(r"(?<!\\)[<>`*_|\[\]]", shown)


@given(st.text())
def test_markdown_text_stays_on_one_line(said: str) -> None:
    assert len(escaped(said).splitlines()) <= 1


def test_markdown_has_the_phases_the_quotes_and_the_notes_to_read(library: Library) -> None:
    session = cards.session(library)
    text = render_session(session, library, "md")
    assert text.startswith("# Rank the home feed of a photo-sharing app\n")
    assert "| Problem | 6:10 | 5 min | 100 |" in text
    assert "> “Seven-day return is the one I’d defend” (turn 2, 2:00)" in text
    assert "**2. You, 2:00**" in text
    steps = replace(cards.card(library), next_steps=())
    plain = render_scorecard(steps, cards.transcript(), library, "md")
    assert "A strong answer adds" in plain
