"""An interview in the terminal with the interviewer's lines aloud."""

import asyncio
import io
import json
import wave
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from loudspeaker import FAILS, HANGS, WORKS, WRAPS, Loudspeaker, make_loudspeaker, runs
from terminal import Terminal, session_ids

from coach.mouthpiece import MemoryCache
from coach.room import Ear, Room, listening
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer, Take
from viva.cli import interview
from viva.cli.aloud import Aloud
from viva.cli.player import players
from viva.coach import LiveSession, Notice
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Act, Control, InterviewerSaid, LineSpoken
from viva.domain.session import Session
from viva.ports import Clip
from viva.speech.spoken_form import spoken_clauses

ROUND = ("practise", "behavioural-short", "--question", "model-failed-in-production", "--say")
CRASHED = VivaError("synthesizer-crashed", "The voice failed.", "It goes on in text.", ErrorKind.UNAVAILABLE)
HUM = ScriptedSynthesizer()


@pytest.fixture
def speaker(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    return make_loudspeaker(tmp_path_factory.mktemp("path"), monkeypatch)


def tones(text: str) -> bytes:
    """What the scripted voice makes of a line."""
    return b"".join(HUM._tone(clause.text) for clause in spoken_clauses(text))


def shown(terminal: Terminal) -> dict[str, Any]:
    return json.loads(terminal.run("sessions", "show", "last", "--format", "json").out)


# The commands ---------------------------------------------------------------------------------------


def test_the_last_line_is_heard_out_before_the_command_ends(terminal: Terminal, speaker: Loudspeaker) -> None:
    speaker.has("paplay", WORKS)
    terminal.voice = ScriptedSynthesizer()
    ran = terminal.run(*ROUND, stdin="/end\n")
    assert ran.code == 0
    assert "An empty line sends your answer, and stops the voice." in ran.out
    closing = shown(terminal)["turns"][-1]
    assert closing["text"] in " ".join(ran.out.split())
    assert speaker.heard.endswith(tones(closing["text"]))
    assert closing["spoken"]


@pytest.mark.parametrize("player", [HANGS, WRAPS])
def test_an_answer_stops_the_voice_and_so_does_ctrl_c(
    terminal: Terminal, speaker: Loudspeaker, monkeypatch: pytest.MonkeyPatch, player: str
) -> None:
    speaker.has("aplay", player)
    terminal.voice = ScriptedSynthesizer()
    seen: list[int] = []

    def at_the_prompt() -> str:
        seen.append(speaker.playing())
        if len(seen) == 2:
            raise KeyboardInterrupt
        assert runs(seen[0])
        return "It was the pricing model. situation"

    monkeypatch.setattr(interview, "read_answer", at_the_prompt)
    ran = terminal.run(*ROUND)
    assert ran.code == 0
    assert not any(runs(pid) for pid in seen)
    (session,) = session_ids(terminal)
    assert f"Go on with: viva sessions resume {session} --say" in ran.out
    opening = shown(terminal)["turns"][0]
    assert opening["spoken"]
    assert opening["text"] in " ".join(ran.out.split())


def test_an_empty_line_stops_the_voice_and_is_no_answer(
    terminal: Terminal, speaker: Loudspeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker.has("aplay", HANGS)
    terminal.voice = ScriptedSynthesizer()
    seen: list[int] = []

    def at_the_prompt() -> str:
        if seen:
            raise EOFError
        seen.append(speaker.playing())
        return ""

    monkeypatch.setattr(interview, "read_answer", at_the_prompt)
    terminal.run(*ROUND)
    assert not runs(seen[0])
    turns = shown(terminal)["turns"]
    assert [turn["speaker"] for turn in turns] == ["interviewer", "interviewer"]
    assert [turn["spoken"] for turn in turns] == [True, False]


def test_a_session_is_resumed_aloud_where_it_stands(terminal: Terminal, speaker: Loudspeaker) -> None:
    terminal.run(*ROUND[:-1], stdin="")
    speaker.has("paplay", WORKS)
    terminal.voice = ScriptedSynthesizer()
    terminal.run("sessions", "resume", "last", "--say", stdin="/end\n")
    assert speaker.heard.endswith(tones(shown(terminal)["turns"][-1]["text"]))


@pytest.mark.parametrize(
    ("voice", "words"),
    [
        (None, "There is no voice here. Lines are shown and not spoken. viva doctor says what is missing."),
        (
            ScriptedSynthesizer(),
            "No command that plays sound is here: paplay, pw-play or aplay. Lines are shown and not spoken.",
        ),
    ],
    ids=["no voice", "no player"],
)
def test_without_a_voice_or_a_player_it_goes_on_in_text(
    terminal: Terminal, speaker: Loudspeaker, voice: ScriptedSynthesizer | None, words: str
) -> None:
    if voice is None:
        speaker.has("paplay", WORKS)
    terminal.voice = voice
    ran = terminal.run(*ROUND, stdin="situation\n\n/end\n")
    assert ran.code == 0
    printed = " ".join(ran.out.split())
    assert printed.count(words) == 1
    assert "● Situation Full" in printed
    assert not speaker.heard


def test_the_help_says_that_answers_are_typed(terminal: Terminal) -> None:
    for command in (("practise",), ("sessions", "resume")):
        printed = " ".join(terminal.run(*command, "--help").out.replace("│", " ").split())
        assert "Your answers are typed: to speak them, open viva serve." in printed


# One voice ------------------------------------------------------------------------------------------


@dataclass
class Hall:
    """A voice at work on a session in virtual time."""

    room: Room
    live: LiveSession
    ear: Ear
    aloud: Aloud
    synthesizer: ScriptedSynthesizer
    cache: MemoryCache
    told: list[Notice] = field(default_factory=list[Notice])

    @property
    def spoken(self) -> list[LineSpoken]:
        return [stored.event for stored in self.ear.events if isinstance(stored.event, LineSpoken)]

    async def reply(self, control: Control = Control.HINT) -> str:
        """The interviewer's next line, said after all that waits."""
        await self.live.wish(control)
        await self.live.settled()
        said = self.live.session.lines[-1].said
        self.aloud.follow(said)
        return said.text


@asynccontextmanager
async def hall(library: Library, *takes: Take | VivaError) -> AsyncGenerator[Hall]:
    room = Room(library)
    session = await room.start()
    live = await room.coach.live(session.id)
    synthesizer, cache, told = ScriptedSynthesizer(takes, clock=room.clock), MemoryCache(), list[Notice]()
    voice = Aloud(
        live,
        synthesizer,
        cache,
        clock=room.clock,
        players=players("linux"),
        said_forms={},
        tell=told.append,
    )
    async with listening(live) as ear:
        voice.start()
        try:
            yield Hall(room, live, ear, voice, synthesizer, cache, told)
        finally:
            await voice.close()
            await room.coach.close()


def whole(session: Session) -> Sequence[str]:
    return [line.said.text for line in session.lines]


def test_lines_are_said_in_order_and_recorded(library: Library, speaker: Loudspeaker) -> None:
    speaker.has("paplay", WORKS)

    async def main() -> None:
        async with hall(library) as here:
            await here.reply()
            await here.aloud.heard_out()
            await asyncio.sleep(0)
            lines = whole(here.live.session)
            assert speaker.heard == b"".join(map(tones, lines))
            assert [(event.turn, event.heard) for event in here.spoken] == [
                (turn, len(text)) for turn, text in enumerate(lines)
            ]
            assert not here.told

    asyncio.run(main())


def test_only_authored_words_are_kept_on_disk(library: Library, speaker: Loudspeaker) -> None:
    speaker.has("paplay", WORKS)

    async def main() -> None:
        async with hall(library) as here:
            await here.aloud.heard_out()
            before = dict(here.cache.clips)
            here.aloud.follow(InterviewerSaid(2, "You said “ours”. Whose?", Act.FOLLOW_UP, quote="ours"))
            await here.aloud.heard_out()
            assert here.cache.clips == before
            here.aloud.follow(InterviewerSaid(3, "Tell me more.", Act.FOLLOW_UP))
            await here.aloud.heard_out()
            assert {text for _, text in here.cache.clips} - {text for _, text in before} == {"Tell me more."}

    asyncio.run(main())


@pytest.mark.parametrize("read_on", [True, False], ids=["read on", "left"])
def test_what_is_recorded_of_a_line_that_was_stopped(
    library: Library,
    speaker: Loudspeaker,
    read_on: bool,
) -> None:
    speaker.has("paplay", HANGS)

    async def main() -> None:
        async with hall(library) as here:
            pid = await asyncio.to_thread(speaker.playing)
            text = here.live.session.lines[0].said.text
            await here.room.clock.advance(1_000)
            if read_on:
                here.aloud.silence()
                await here.aloud.heard_out()
            else:
                await here.aloud.close()
            await asyncio.sleep(0)
            assert not runs(pid)
            (event,) = here.spoken
            assert (event.turn, event.end_ms - event.start_ms) == (0, 1_000)
            if read_on:
                assert event.heard == len(text)
            else:
                assert 0 < event.heard < len(text)
                assert text[event.heard] in " ,.:;"

    asyncio.run(main())


def test_a_repeat_that_nobody_heard_stands_for_what_it_repeats(
    library: Library, speaker: Loudspeaker
) -> None:
    speaker.has("paplay", WORKS)

    async def main() -> None:
        room = Room(library)
        session = await room.start()
        await room.clock.advance(3_600_000)
        later = room.again()
        live = await later.coach.live(session.id)
        async with listening(live):
            await live.wish(Control.REPEAT)
            await live.settled()
            repeat = live.session.lines[-1].said
            assert repeat.act is Act.REPEAT
            voice = Aloud(
                live,
                ScriptedSynthesizer(),
                None,
                clock=later.clock,
                players=players("linux"),
                said_forms={},
                tell=lambda _: None,
            )
            voice.start()
            await voice.heard_out()
            await voice.close()
        assert speaker.heard == tones(repeat.text)
        await later.coach.close()

    asyncio.run(main())


def test_a_player_that_fails_gives_way_to_the_next(library: Library, speaker: Loudspeaker) -> None:
    speaker.has("paplay", FAILS)
    speaker.has("aplay", WORKS)

    async def main() -> None:
        async with hall(library) as here:
            await here.aloud.heard_out()
            assert speaker.heard == b"".join(map(tones, whole(here.live.session)))
            assert speaker.tries == 1
            assert not here.told

    asyncio.run(main())


def test_without_a_player_that_works_it_is_said_once_and_nothing_is_recorded(
    library: Library, speaker: Loudspeaker
) -> None:
    speaker.has("paplay", FAILS)
    speaker.has("aplay", FAILS)

    async def main() -> None:
        async with hall(library) as here:
            await here.aloud.heard_out()
            await here.reply()
            await here.aloud.heard_out()
            assert [notice.code for notice in here.told] == ["player-failed"]
            assert here.told[0].message.startswith(
                "aplay could not play the interviewer’s voice (exit code 1)."
            )
            assert speaker.tries == 2
            assert not here.spoken

    asyncio.run(main())


def test_a_player_that_hangs_is_left_when_its_time_is_over(library: Library, speaker: Loudspeaker) -> None:
    speaker.has("paplay", HANGS)

    async def main() -> None:
        async with hall(library) as here:
            pid = await asyncio.to_thread(speaker.playing)
            await here.room.clock.advance(60_000)
            await here.aloud.heard_out()
            assert not runs(pid)
            assert [notice.code for notice in here.told] == ["player-failed"]

    asyncio.run(main())


def test_a_voice_that_fails_is_said_once_and_comes_back(library: Library, speaker: Loudspeaker) -> None:
    speaker.has("paplay", WORKS)

    async def main() -> None:
        async with hall(library, CRASHED) as here:
            await here.aloud.heard_out()
            await here.reply()
            await here.aloud.heard_out()
            assert not speaker.heard
            await here.room.clock.advance(10_000)
            line = await here.reply(Control.REPEAT)
            await here.aloud.heard_out()
            assert speaker.heard == tones(line)
            assert [notice.code for notice in here.told] == ["synthesizer-lost", "synthesizer-back"]

    asyncio.run(main())


# Players --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "name", "place"),
    [("darwin", "afplay", "$1"), ("win32", "powershell", "$VIVA_SOUND"), ("linux", "pw-play", "$1")],
)
def test_a_player_of_files_gets_a_wave_file_that_is_gone_afterwards(
    speaker: Loudspeaker, platform: str, name: str, place: str
) -> None:
    speaker.has(name, f'/bin/cat "{place}" > "{{folder}}/heard"\necho "{place}" > "{{folder}}/file"')
    (player,) = players(platform)
    clip = Clip(HUM._tone("hello"), 22_050)
    asyncio.run(player.play(clip))
    with wave.open(io.BytesIO(speaker.heard)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (22_050, 1, 2)
        assert file.readframes(file.getnframes()) == clip.pcm
    assert not Path((speaker.folder / "file").read_text("utf-8").strip()).exists()


@pytest.mark.parametrize(("name", "option"), [("paplay", "--rate=22050"), ("aplay", "-r 22050")])
def test_a_player_of_samples_is_told_their_rate(speaker: Loudspeaker, name: str, option: str) -> None:
    speaker.has(name, f'echo "$@" > "{{folder}}/options"\n{WORKS}')
    (player,) = players("linux")
    asyncio.run(player.play(Clip(b"\0\0" * 10, 22_050)))
    assert option in (speaker.folder / "options").read_text("utf-8")
    assert len(speaker.heard) == 20


@pytest.mark.parametrize(
    ("platform", "words"),
    [("linux", "apt-get install alsa-utils"), ("darwin", "afplay"), ("win32", "powershell")],
)
def test_a_machine_without_a_player_is_told_which_it_needs(
    speaker: Loudspeaker, platform: str, words: str
) -> None:
    del speaker
    with pytest.raises(VivaError, match="No command that plays sound is here") as failure:
        players(platform)
    assert words in str(failure.value)


def test_a_player_that_cannot_be_started_says_why(speaker: Loudspeaker) -> None:
    speaker.has("aplay", WORKS)
    (player,) = players("linux")
    (speaker.folder / "aplay").unlink()
    with pytest.raises(VivaError, match="no such file or directory"):
        asyncio.run(player.play(Clip(b"\0\0", 16_000)))
