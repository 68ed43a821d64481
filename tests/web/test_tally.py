"""The live count of speakers and words beside a pasted answer."""

import json

from web.node import run

NAMELESS = "No names before the lines, so all of them count as yours."
CASES = {
    "": "Nothing here yet. ",
    "I’d start with a rule and see how far it gets.": f"11 words. {NAMELESS}",
    (
        "Interviewer: Where would you start?\nCandidate: With the users.\nAnd their money.\n\n"
        "Interviewer: Then?\nMe: Data."
    ): "3 speakers. 7 words of yours, 2 turns.",
    "**Interviewer**: Go on.\n\n**Candidate**: one two three": "2 speakers. 3 words of yours, 1 turn.",
    "Interviewer: Are you there?": "1 speaker. None of these words are yours yet.",
    "Data: clicks and dwell.\nModel: trees.": f"6 words. {NAMELESS}",
    (
        "WEBVTT\n\n1\n00:01.000 --> 00:04.000\n<v Interviewer>Why?\n\n"
        "2\n00:05.000 --> 00:09.000\n<v Candidate>Because of cost."
    ): "2 speakers. 3 words of yours, 1 turn.",
    json.dumps(
        {
            "turns": [
                {"speaker": "interviewer", "text": "Why?"},
                {"speaker": "candidate", "text": "It is cheap."},
            ]
        }
    ): "2 speakers. 3 words of yours, 1 turn.",
    '{"turns": [': f"2 words. {NAMELESS}",
}


def test_what_is_in_the_box_is_counted() -> None:
    body = (
        "return data.map((text) => { const w = m.tallyWords(m.tally(text)); return `${w.lead} ${w.rest}`; });"
    )
    said = run("grade/words.js", body, list(CASES))
    assert dict(zip(CASES, said, strict=True)) == CASES
