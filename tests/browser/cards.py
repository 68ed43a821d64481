"""Sessions that are there already, and what their scorecards say."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from browser.server import Server
from browser.spoken import Spoken

CUE_S = 20
"""How long each turn of a made-up caption file lasts."""


@dataclass(frozen=True, slots=True)
class Earned:
    """A criterion with evidence: where its first quote stands."""

    id: str
    name: str
    turn: int
    quote: str


def captions(said: Spoken) -> str:
    """The transcript as WebVTT, one cue of twenty seconds a turn."""
    cues = ["WEBVTT"]
    for index, turn in enumerate(said.turns):
        times = f"{_stamp(index * CUE_S)} --> {_stamp((index + 1) * CUE_S)}"
        cues.append(f"{times}\n<v {turn['speaker'].title()}>{turn['text']}")
    return "\n\n".join(cues) + "\n"


def lines(said: Spoken) -> str:
    """The transcript as text with names before the lines."""
    return "\n\n".join(f"{turn['speaker'].title()}: {turn['text']}" for turn in said.turns)


def paste(server: Server, said: Spoken, *, timed: bool = False) -> str:
    """Grades a transcript; the id of its session."""
    text, filename = (captions(said), "talk.vtt") if timed else (lines(said), "talk.txt")
    body = {"round": said.round, "question": said.question, "text": text, "filename": filename}
    return server.post("/api/sessions/paste", body | {"level": "senior", "grader": "embedded"})["id"]


def interview(server: Server, round: str, question: str, *, mode: str = "coach") -> str:  # noqa: A002
    """Opens an interview; the id of its session."""
    body = {"round": round, "questions": [question], "level": "senior", "style": "neutral", "mode": mode}
    return server.post("/api/sessions", body)["id"]


def earned(server: Server, session: str) -> list[Earned]:
    """The criteria of its scorecard that have evidence, in order."""
    card: dict[str, Any] = server.get(f"/api/sessions/{session}/scorecard")
    return [
        Earned(one["id"], one["name"], one["evidence"][0]["turn"], one["evidence"][0]["quote"])
        for one in card["criteria"]
        if one["evidence"]
    ]


def expect_quotes_marked(page: Page, server: Server, session: str) -> None:
    """Every quote of the scorecard is marked in the transcript, word for word."""
    found = earned(server, session)
    assert found, "nothing earned anything, so nothing can be marked"
    transcript = page.get_by_role("region", name="Transcript")
    for one in found:
        marks = transcript.locator(f'#t-{one.turn} mark[data-c~="{one.id}"]')
        expect(marks.first).to_be_attached()
        marked = "".join(text or "" for text in marks.all_text_contents())
        assert one.quote in marked, f"{one.name}: “{one.quote}” is not what is marked: “{marked}”"


def _stamp(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"
