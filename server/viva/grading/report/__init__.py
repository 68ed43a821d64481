"""A scorecard and a session as something to read: plain text, Markdown, or one HTML file."""

from typing import Literal

from viva.content.library import Library
from viva.domain.delivery import Delivery
from viva.domain.level import Level
from viva.domain.rubric import Rubric
from viva.domain.scorecard import Scorecard
from viva.domain.session import Session
from viva.domain.transcript import Transcript
from viva.grading.report.html import html_report
from viva.grading.report.markdown import markdown_report
from viva.grading.report.text import text_report
from viva.grading.report.view import ReportView
from viva.grading.report.views import scorecard_view, session_view

__all__ = [
    "Format",
    "ReportView",
    "render",
    "render_scorecard",
    "render_session",
    "scorecard_view",
    "session_view",
]

Format = Literal["text", "md", "html"]


def render_scorecard(
    card: Scorecard,
    transcript: Transcript,
    library: Library,
    format: Format,  # noqa: A002
    *,
    level: Level | None = None,
    rubric: Rubric | None = None,
) -> str:
    """A scorecard with its transcript. `rubric` is given where the library has not got it."""
    return render(scorecard_view(card, transcript, library, level=level, rubric=rubric), format)


def render_session(
    session: Session,
    library: Library,
    format: Format,  # noqa: A002
    delivery: Delivery | None = None,
) -> str:
    """A session with its newest scorecard, or its transcript alone while there is none.

    Content that has gone since is named by its id. Raises `VivaError` (bad-scorecard).
    """
    return render(session_view(session, library, delivery), format)


def render(view: ReportView, format: Format) -> str:  # noqa: A002
    """The report as text that ends in a newline."""
    match format:
        case "text":
            return text_report(view)
        case "md":
            return markdown_report(view)
        case "html":
            return html_report(view)
