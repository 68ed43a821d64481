"""Reports and the replay of a spoken session: how it was said, what was cut, what was corrected."""

import asyncio
import io

import pytest
from rich.console import Console

from delivery.spoken import SECOND, interview, stored
from viva.cli.replay import play
from viva.cli.screen import Screen
from viva.content.library import Library
from viva.domain.event import Event, TurnCorrected
from viva.domain.session import fold
from viva.grading.report import Format, render_session
from viva.speech.delivery import session_delivery

MENDED = SECOND.replace("check", "<b>check</b>")
EVENTS: list[tuple[int, Event]] = [
    *((item.at_ms, item.event) for item in interview()),
    (50_000, TurnCorrected(3, MENDED)),
]
LOG = stored(EVENTS)


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_a_report_says_how_it_was_said(library: Library, form: Format) -> None:
    session = fold("spoken", LOG)
    report = render_session(session, library, form, session_delivery(session, library))
    assert "None of this is in the score." in report
    for words in ("Speaking rate", "177 words/min", "about 7.7 per 100 words", "Tauroza and Allison"):
        assert words in " ".join(report.split())
    assert "Corrected by you" in report
    assert "You cut in" in report
    assert "Take your time" not in report


def test_what_was_corrected_stays_text(library: Library) -> None:
    session = fold("spoken", LOG)
    page = render_session(session, library, "html", session_delivery(session, library))
    assert "<b>check</b>" not in page
    assert "&lt;b&gt;check&lt;/b&gt;" in page


def test_a_typed_session_reads_as_before(library: Library) -> None:
    report = render_session(fold("typed", LOG[:3]), library, "text", None)
    assert "Delivery" not in report


def test_a_replay_shows_what_was_heard(library: Library) -> None:
    out = io.StringIO()
    screen = Screen(Console(file=out, width=100))
    asyncio.run(play(LOG, library, screen, speed=1, pause=None))
    shown = out.getvalue()
    assert "And what did you change afterwards? –" in shown
    assert "Take your time" not in shown
    assert "probe, you cut in" in shown
    assert "corrected by you" in shown
    assert MENDED in shown
