"""What the terminal shows. Words that were said are printed as they are, never as markup or escapes."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import Console
from rich.text import Text

from viva.domain.event import Act, InterviewerSaid, TurnImported
from viva.domain.evidence import Judgement, Scored
from viva.domain.label import Label
from viva.grading.report.text import Role, TextLine, report_lines
from viva.grading.report.view import CORRECTED, CUT, ReportView, clock

WIDTH: Final = 88
_STYLES: Final[Mapping[Role, str]] = {
    "plain": "",
    "strong": "bold",
    "faint": "dim",
    "verdict": "bold",
    "quote": "italic",
    "heading": "bold underline",
}
_KINDS: Final = {Act.PROBE: "probe", Act.DEEPEN: "probe", Act.HINT: "hint"}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
HELP: Final = (
    ("/hint", "ask for a hint"),
    ("/repeat", "hear the question again"),
    ("/skip", "leave this question"),
    ("/done", "finish this part and move on"),
    ("/end", "end the interview and see the scorecard"),
    ("/help", "this list"),
)


class Screen:
    """Prints an interview, a scorecard, a transcript."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @property
    def width(self) -> int:
        """Columns that text is wrapped to."""
        return min(self._console.width, WIDTH)

    def line(self, text: str, style: str = "") -> None:
        """One paragraph."""
        for line in textwrap.wrap(safe(text), self.width, break_on_hyphens=False):
            self._plain(Text(line, style))

    def interviewer(self, said: InterviewerSaid, at_ms: int, *, heard: str | None = None) -> None:
        """A line of the interviewer's; of one that was cut only what was `heard`."""
        kind = _KINDS.get(said.act)
        cut = heard is not None and len(heard) < len(said.text)
        self._head("Interviewer", at_ms, ", ".join(filter(None, (kind, CUT.lower() if cut else None))), "dim")
        self._words(f"{heard} –" if cut else said.text)

    def imported(self, said: TurnImported, at_ms: int) -> None:
        """A line of the interviewer's in a pasted transcript."""
        self._head("Interviewer", at_ms, None, "dim")
        self._words(said.text)

    def candidate(self, text: str, at_ms: int, *, corrected: bool = False) -> None:
        """A turn of the candidate's."""
        self._head("You", at_ms, CORRECTED.lower() if corrected else None, "bold")
        self._words(text)

    def phase(self, title: str, minutes: float) -> None:
        """A time box begins."""
        planned = f", {minutes:g} min" if minutes else ""
        self.line(f"{title}{planned}", "bold underline")
        self.blank()

    def coverage(self, names: Mapping[str, str], judgements: Mapping[str, Judgement]) -> None:
        """What is covered so far, in one line."""
        full, partial = (_having(names, judgements, label) for label in (Label.FULL, Label.PARTIAL))
        parts = [f"{len(full) + len(partial)} of {len(names)} covered"]
        if full:
            parts.append(f"● {', '.join(full)}")
        if partial:
            parts.append(f"◐ {', '.join(partial)}")
        self.line(". ".join(parts), "dim")

    def notice(self, message: str, hint: str) -> None:
        """Something that the candidate should know."""
        self.line(" ".join(part for part in (message, hint) if part), "dim")

    def report(self, view: ReportView, *, transcript: bool) -> None:
        """A scorecard."""
        for line in report_lines(view, self.width, transcript=transcript):
            self._plain(styled(line))

    def help(self) -> None:
        """The commands of an interview."""
        for command, meaning in HELP:
            self._console.print(Text.assemble((f"  {command:<9}", "bold"), (meaning, "dim")))

    def blank(self) -> None:
        """An empty line."""
        self._console.print()

    def _head(self, who: str, at_ms: int, kind: str | None, style: str) -> None:
        beside = f"  {clock(at_ms)}" + (f", {kind}" if kind else "")
        self._console.print(Text.assemble((who, style), (beside, "dim")))

    def _words(self, text: str) -> None:
        for paragraph in safe(text).splitlines():
            for line in textwrap.wrap(paragraph, self.width - 2, break_on_hyphens=False):
                self._plain(Text(f"  {line}"))
        self.blank()

    def _plain(self, text: Text) -> None:
        self._console.print(text, no_wrap=True, overflow="ignore", crop=False)


def styled(line: TextLine) -> Text:
    """A report's line as the terminal sets it."""
    return Text.assemble(*((part.text, _STYLES[part.role]) for part in line))


def safe(text: str) -> str:
    """Without control characters: what was said must not steer the terminal. Line ends stay."""
    return _CONTROL.sub(" ", text)


def _having(names: Mapping[str, str], judgements: Mapping[str, Judgement], label: Label) -> list[str]:
    found: Iterable[tuple[str, Judgement]] = judgements.items()
    return [names[name] for name, j in found if isinstance(j, Scored) and j.label is label and name in names]
