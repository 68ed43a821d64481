"""The HTML report: one file that says what was said, and nothing else."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import cards
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viva.content.library import Library
from viva.grading.report import render_scorecard, render_session

HOSTILE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>alert(1)</script>",
    "</title><h1>x",
    "' onmouseover='alert(1)",
    "<!-- -->]]>",
    "&lt;script&gt;",
    "{background:url(//evil.example/x)}",
)
_VOID: Final = {"meta", "link", "br", "img", "circle", "path", "rect", "use"}


class Reading(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.marked: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "mark":
            self.marked.append("")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        """An element ends; it must be the innermost."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Words."""
        if "style" not in self.open:
            self.words.append(data)
        if "mark" in self.open:
            self.marked[-1] += data

    @property
    def text(self) -> str:
        """All words."""
        return "".join(self.words)

    def values(self, name: str) -> Iterator[str]:
        """Values of an attribute."""
        return (value for key, value in self.attributes if key == name)


def report(library: Library, said: str) -> str:
    """A report with `said` wherever words come from outside."""
    return render_scorecard(cards.hostile(library, said), cards.transcript(said), library, "html")


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_are_shown_and_do_nothing(library: Library, said: str) -> None:
    page = report(library, said)
    plain = Reading(report(library, "plain words"))
    read = Reading(page)
    assert read.tags == plain.tags
    assert [name for name, _ in read.attributes] == [name for name, _ in plain.attributes]
    assert read.text.count(said) >= plain.text.count("plain words")
    style = page[page.index("<style>") : page.index("</style>")]
    assert said not in style


@settings(max_examples=50)
@given(said=st.text(min_size=1).filter(lambda text: text.strip() == text))
def test_no_words_change_the_document(library: Library, said: str) -> None:
    assert Reading(report(library, said)).tags == Reading(report(library, "x")).tags


def test_one_file_without_script_or_anything_fetched(library: Library) -> None:
    page = render_session(cards.session(library), library, "html")
    read = Reading(page)
    assert not read.open
    assert not {"script", "link", "img", "iframe", "object"} & set(read.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "src"]
    assert all(value.startswith("#") for value in read.values("href"))
    assert "url(" not in page.replace("url(#hatch)", "")
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_the_evidence_is_marked_in_the_transcript_where_it_stands(library: Library) -> None:
    read = Reading(render_session(cards.session(library), library, "html"))
    marked = "".join(read.marked)
    assert "Seven-day return is the one I’d defend" in marked
    assert cards.SAID in read.text
    # Two criteria overlap here: the words of both are marked, in three pieces.
    assert read.marked[-3:] == ["We log the ", "slot, fee", "d it to the model &"]


def test_every_link_leads_to_a_place_in_the_document(library: Library) -> None:
    read = Reading(render_session(cards.session(library), library, "html"))
    ids = list(read.values("id"))
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in read.values("href")} <= set(ids)


def test_it_says_label_ledger_minutes_and_notes(library: Library) -> None:
    text = Reading(render_session(cards.session(library), library, "html")).text
    for words in (
        "No hire", "After a probe", "Can’t call", "6:10", "What to watch in production", "12 November 2026",
    ):  # fmt: skip
        assert words in text
    assert "a-note-that-has-gone" not in text


def test_both_colour_schemes_and_paper_are_provided_for(library: Library) -> None:
    page = render_session(cards.session(library), library, "html")
    for rule in (
        "color-scheme: light dark",
        "prefers-color-scheme: dark",
        "@media print",
        "max-width: 820px",
    ):
        assert rule in page


def test_evidence_that_is_not_in_the_transcript_is_quoted_but_not_marked(library: Library) -> None:
    page = render_scorecard(cards.card(library), cards.transcript("Quite other words."), library, "html")
    transcript = page[page.index('id="h-paper"') :]
    assert not re.search(r'<mark class="c\d', transcript)
    assert "Quite other words." in transcript
