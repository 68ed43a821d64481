"""What is measured of how it was said, and that nothing is claimed where there is nothing to go by."""

import pytest
from inline_snapshot import snapshot

from delivery.spoken import STARTED, answer, line, spoken_session, stored
from viva.codec.delivery import delivery_of, delivery_out
from viva.content.library import Library
from viva.domain.delivery import Delivery, Measure, Pause
from viva.domain.event import AnswerTaken, PhaseEntered
from viva.domain.session import fold
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.speech.delivery import session_delivery, transcript_delivery

LONG = (
    "We measured it every day and then we looked at it again because nobody trusted the first number at all. "
    * 3
)


def by_id(delivery: Delivery | None) -> dict[str, Measure]:
    """The measures by id."""
    assert delivery is not None
    return {measure.id: measure for measure in delivery.measures}


def test_a_spoken_interview_is_measured(library: Library) -> None:
    delivery = session_delivery(spoken_session(), library)
    assert delivery is not None
    assert {m.id: (m.value, m.unit, m.text) for m in delivery.measures} == snapshot(
        {
            "rate": (177, "words/min", "177 words a minute while you were speaking, over 18 s of voice."),
            "pace": (151, "words/min", "151 words a minute from the first to the last word of your answers."),
            "pauses": (1, "pause", "One pause of a second or longer within your answers, 2.9 a minute."),
            "longest_pause": (
                3.0,
                "s",
                "3.0 s, in your answer to “Tell me about a model that failed. How did you find out?”",
            ),
            "latency": (
                1.0,
                "s",
                "1.0 s between the line and your first word, the median of 2 answers; 1.5 s at most.",
            ),
            "talk_share": (75, "%", "75 % of the talking was yours: 18 s against 6 s."),
            "fillers": (
                7.7,
                "per 100 words",
                "About 3 in 39 words, from 1 of 2 spoken answers so far: um, uh, you know, words said twice.",
            ),
            "hedges": (1.9, "per 100 words", "1 in 53 words."),
            "i_share": (71, "%", "“I” or “my” 5 times, “we” or “our” 2 times."),
            "numbers": (50, "%", "1 of 2 sentences about a result have a number."),
        }
    )
    assert delivery.pauses == (Pause(before_turn=1, ms=3_000),)
    assert [(p.id, p.minutes_used, p.minutes_planned) for p in delivery.phases] == snapshot(
        [("story", 0.37, 4.0), ("action", 0.3, 6.0)]
    )


def test_every_measure_says_what_is_usual_or_that_nobody_knows(library: Library) -> None:
    delivery = session_delivery(spoken_session(), library)
    assert delivery is not None
    for measure in delivery.measures:
        if measure.range is None:
            assert measure.range_text.startswith("No reference range"), measure.id
        else:
            assert measure.range.low < measure.range.high
            assert measure.source, measure.id


def test_it_keeps_its_shape_on_the_wire(library: Library) -> None:
    delivery = session_delivery(spoken_session(), library)
    assert delivery is not None
    assert delivery_of(delivery_out(delivery)) == delivery


def test_a_typed_answer_has_measures_of_words_only(library: Library) -> None:
    session = fold(
        "typed",
        stored(
            [
                (0, STARTED),
                (0, PhaseEntered(0, "story")),
                (0, line(0, "Tell me.")),
                (60_000, AnswerTaken(1, LONG, "typed", 1_000, 60_000)),
            ]
        ),
    )
    delivery = session_delivery(session, library)
    assert set(by_id(delivery)) == {"hedges", "i_share"}
    assert delivery is not None
    assert delivery.pauses == ()
    assert [phase.minutes_used for phase in delivery.phases] == [1.0]


def test_who_said_nothing_has_no_delivery(library: Library) -> None:
    assert session_delivery(fold("new", stored([(0, STARTED), (0, line(0, "Tell me."))])), library) is None
    assert transcript_delivery(Transcript((Turn(Speaker.INTERVIEWER, "Well?"),))) is None


def test_a_pasted_transcript_has_what_its_times_support() -> None:
    timed = Transcript(
        (
            Turn(Speaker.INTERVIEWER, "What did you do?", 0, 4_000),
            Turn(Speaker.CANDIDATE, LONG, 5_500, 27_500),
        )
    )
    measures = by_id(transcript_delivery(timed))
    assert (measures["pace"].value, measures["pace"].about) == (round(60 * 60 / 22), True)
    assert measures["latency"].value == 1.5
    assert measures["talk_share"].value == 85
    assert not {"rate", "pauses", "fillers"} & set(measures)
    bare = Transcript((Turn(Speaker.CANDIDATE, LONG),))
    assert set(by_id(transcript_delivery(bare))) == {"hedges", "i_share"}


def test_little_speech_is_not_measured(library: Library) -> None:
    session = fold(
        "short",
        stored([(0, STARTED), (0, line(0, "Ready?")), (3_000, answer(1, "Yes, I am.", (1_000, 2_000)))]),
    )
    assert by_id(session_delivery(session, library)) == {}


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("In the end latency fell from 80 to 20 ms. It improved a lot.", 50),
        ("As a result the error rate dropped by half.", 100),
        ("We would reduce latency below 50 ms.", None),
        ("The outcome was better. p99 improved.", 0),
    ],
)
def test_results_are_counted_with_their_numbers(told: str, value: float | None) -> None:
    measures = by_id(transcript_delivery(Transcript((Turn(Speaker.CANDIDATE, f"{told} {'word ' * 30}"),))))
    assert ("numbers" in measures) == (value is not None)
    if value is not None:
        assert measures["numbers"].value == value
