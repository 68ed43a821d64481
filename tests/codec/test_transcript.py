"""Transcripts as they are pasted and dropped: names, captions, JSON, encodings, and what is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.codec.transcript import MAX_WORDS, TranscriptInput, parse_transcript
from viva.codec.transcript_json import dump_turns
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.transcript import Speaker, Transcript, Turn, Word


def said(given: TranscriptInput) -> list[tuple[str, str]]:
    return [("I" if t.speaker is Speaker.INTERVIEWER else "C", t.text) for t in given.transcript.turns]


def code(content: str | bytes, filename: str = "") -> tuple[str, str]:
    with pytest.raises(VivaError) as caught:
        parse_transcript(content, filename=filename)
    assert caught.value.hint
    return caught.value.code, caught.value.message


def test_text_without_names_is_one_answer() -> None:
    assert said(parse_transcript("I'd log the slot.\nThen pin it.\n")) == [
        ("C", "I'd log the slot.\nThen pin it.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Interviewer: How many?\nCandidate: Thirty million.",
        "interviewer : How many?\nME: Thirty million.",
        "**Interviewer:** How many?\n\n**Candidate:** Thirty million.",
        "**Interviewer**: How many?\n**Me**: Thirty million.",
        "Q: How many?\nA: Thirty million.",
        "- Interviewer: How many?\n- You: Thirty million.",
        "[00:01:02] Interviewer: How many?\n[00:01:09] Candidate: Thirty million.",
        "00:12 Interviewer: How many?\r\n00:15 Candidate: Thirty million.\r\n",
        "\ufeffInterviewer: How many?\nCandidate: Thirty million.",
    ],
)
def test_names_before_lines(text: str) -> None:
    assert said(parse_transcript(text)) == [("I", "How many?"), ("C", "Thirty million.")]


def test_lines_without_a_name_go_on_with_the_turn() -> None:
    text = "Interviewer: Ready?\nCandidate: Two signals:\nclicks and hides.\n\nData: from the app."
    assert said(parse_transcript(text)) == [
        ("I", "Ready?"),
        ("C", "Two signals:\nclicks and hides.\n\nData: from the app."),
    ]


def test_headings_are_not_people() -> None:
    text = "Data: clicks.\nModel: trees.\nNote: none."
    assert said(parse_transcript(text)) == [("C", text)]


def test_words_before_the_first_name_earn_nothing() -> None:
    given = parse_transcript("I monitor drift weekly.\nInterviewer: Hello.\nCandidate: Hi.")
    assert said(given)[-1] == ("C", "Hi.")
    assert all("drift" not in text for who, text in said(given) if who == "C")
    assert given.warnings


def test_own_names_are_told_apart_by_who_talks_most() -> None:
    text = (
        "Ines: How?\nPriya: I would start with the logs and join them a day late.\nInes: And?\nPriya: Trees."
    )
    given = parse_transcript(text)
    assert [who for who, _ in said(given)] == ["I", "C", "I", "C"]
    assert "Priya" in given.warnings[0]


VTT = """WEBVTT

NOTE made by hand

1
00:00:01.000 --> 00:00:03.000 align:start
<v Ines>How many &amp; how fast?

2
00:00:04.000 --> 00:00:06.500
<v Priya>I would ask that first,

00:06.500 --> 00:09.000
because <c.loud>it</c> decides online or batch.
"""


def test_captions_with_voices_times_and_entities() -> None:
    given = parse_transcript(VTT, filename="round.vtt")
    assert said(given) == [
        ("I", "How many & how fast?"),
        ("C", "I would ask that first, because it decides online or batch."),
    ]
    turn = given.transcript.turns[1]
    assert (turn.start_ms, turn.end_ms) == (4000, 9000)


def test_subrip_is_known_by_its_look() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:03,000\nInterviewer: How?\n\n2\n00:00:03,000 --> 00:00:05,000\nMe: Trees."
    )
    assert said(parse_transcript(text, filename="notes.txt")) == [("I", "How?"), ("C", "Trees.")]


def test_captions_without_names_are_the_candidates() -> None:
    text = "1\n00:00:01,000 --> 00:00:03,000\nI'd take\n\n2\n00:00:03,000 --> 00:00:05,000\nthe logs.\n"
    assert said(parse_transcript(text, filename="a.srt")) == [("C", "I'd take the logs.")]


def test_a_broken_caption_time_is_named_by_line() -> None:
    kind, message = code("WEBVTT\n\n00:01.000 --> soon\nhello\n", "a.vtt")
    assert kind == "bad-transcript"
    assert "Line 3" in message
    assert code("hello there", "a.srt")[0] == "bad-transcript"


def test_json_keeps_texts_times_and_what_came_beside() -> None:
    data = {
        "round": "fundamentals",
        "question": "Explain attention.",
        "key_points": ["Says that weights sum to one."],
        "turns": [{"speaker": "candidate", "text": "  A mix. ", "start_ms": 5, "end_ms": 900}],
    }
    given = parse_transcript(json.dumps(data))
    assert given.transcript.turns[0].text == "  A mix. "
    assert (given.round, given.question, given.key_points) == (
        "fundamentals", "Explain attention.", ("Says that weights sum to one.",),
    )  # fmt: skip
    assert parse_transcript(json.dumps(data), round="behavioural").round == "behavioural"


def test_broken_json_names_the_place() -> None:
    kind, message = code('{"turns": [\n {"speaker": "candidate" "text": "x"}]}')
    assert kind == "bad-json"
    assert "line 2" in message
    kind, message = code('{"turns": [{"speaker": "me", "text": "x"}]}')
    assert kind == "bad-transcript"
    assert "turns.0.speaker" in message
    kind, message = code('{"turns": [{"speaker": "candidate", "text": "x", "mood": 1}]}')
    assert "turns.0.mood" in message
    assert code("[" * 100_000, "deep.json")[0] == "bad-json"
    assert code('{"turns": ' + "9" * 5000 + "}")[0] == "bad-json"


@pytest.mark.parametrize("content", ["", "  \n\t ", b"", b"\xef\xbb\xbf", '{"turns": []}', "Candidate:\n"])
def test_nothing_to_grade(content: str | bytes) -> None:
    assert code(content)[0] == "empty-transcript"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_honoured(encoding: str) -> None:
    given = parse_transcript("Candidate: a naïve café model".encode(encoding))
    assert said(given) == [("C", "a naïve café model")]
    assert not given.warnings


def test_other_bytes_are_read_as_windows_1252_and_say_so() -> None:
    given = parse_transcript("Candidate: a naïve café – model".encode("cp1252"))
    assert said(given) == [("C", "a naïve café – model")]
    assert "Windows-1252" in given.warnings[0]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 words",
        b"PK\x03\x04zip",
        b"abc\x00def",
        bytes(range(256)) * 20,
        b"\xff\xfeabc",
        "nul \x00 byte",
    ],
)
def test_what_is_no_text_is_refused_by_name(content: str | bytes) -> None:
    kind, message = code(content, "notes.pdf")
    assert kind == "not-text"
    assert "notes.pdf" in message


def test_too_much_is_refused_with_the_limit() -> None:
    with pytest.raises(VivaError) as caught:
        parse_transcript("a " * 1_100_000)
    assert (caught.value.code, caught.value.kind) == ("too-large", ErrorKind.TOO_LARGE)
    assert "2 MB" in caught.value.message
    with pytest.raises(VivaError) as caught:
        parse_transcript("a " * (MAX_WORDS + 1))
    assert caught.value.code == "too-large"
    assert len(parse_transcript("a " * MAX_WORDS).transcript.turns) == 1


@given(
    st.text(max_size=400) | st.binary(max_size=400),
    st.sampled_from(["", "a.txt", "a.vtt", "a.srt", "a.json"]),
)
def test_anything_is_read_or_refused_with_a_hint(content: str | bytes, filename: str) -> None:
    try:
        given = parse_transcript(content, filename=filename)
    except VivaError as error:
        refused = error
        assert refused.hint
        return
    assert any(turn.text.strip() for turn in given.transcript.turns)
    for turn in given.transcript.turns:
        turn.text.encode("utf-8")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Interviewer", "Candidate"]),
            st.text("abc def,.", min_size=1, max_size=40).filter(lambda text: bool(text.strip())),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_no_word_is_lost_or_changes_sides(lines: list[tuple[str, str]]) -> None:
    given = parse_transcript("\n".join(f"{name}: {text}" for name, text in lines))
    for name, speaker in (("Interviewer", Speaker.INTERVIEWER), ("Candidate", Speaker.CANDIDATE)):
        expected = [word for who, text in lines if who == name for word in text.split()]
        turns = [turn for turn in given.transcript.turns if turn.speaker is speaker]
        assert [word for turn in turns for word in turn.text.split()] == expected


def test_the_words_of_a_recording_keep_their_times_there_and_back() -> None:
    words = (Word("Use", 100, 300, 0.5), Word("FAISS.", 300, 900))
    turn = Turn(Speaker.CANDIDATE, "Use FAISS.", 100, 900, words)
    given = parse_transcript(json.dumps({"turns": dump_turns(Transcript((turn,)))}))
    assert given.transcript.turns == (turn,)


def test_words_that_are_not_the_text_are_refused() -> None:
    word = {"text": "Use", "start_ms": 0, "end_ms": 9}
    turns = [{"speaker": "candidate", "text": "Use FAISS.", "words": [word]}]
    with pytest.raises(VivaError) as caught:
        parse_transcript(json.dumps({"turns": turns}))
    assert caught.value.code == "bad-transcript"
    assert "turns.0" in caught.value.message
    assert "words" in caught.value.message
