"""What a candidate asks of the interviewer, and what the fact sheet has on it."""

import pytest

from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.content.library import Library
from viva.domain.question import Question
from viva.interview.clarify import find_inquiries, resolve, sheet_of
from viva.interview.effects import Asked
from viva.ports import Embedder


def asked(embedder: Embedder, question: Question, text: str) -> tuple[Asked, ...]:
    sheet, inquiries = sheet_of(question), find_inquiries(text)
    pieces = [piece for inquiry in inquiries for piece in inquiry.pieces]
    return resolve(inquiries, sheet, embedder.embed(pieces), embedder.embed(sheet.texts))


@pytest.mark.parametrize(
    ("said", "inquiries"),
    [
        (
            "How many users are there? And what's the latency?",
            ["How many users are there?", "And what's the latency?"],
        ),
        ("so how many users do we have", ["so how many users do we have"]),
        ("I'd like to know whether there are labels.", ["I'd like to know whether there are labels."]),
        ("First I'd look at how many users there are. Then I'd pick the loss.", []),
        ("I'd train on clicks. Which clicks count depends on the product.", []),
        ("", []),
    ],
)
def test_questions_are_found_where_they_stand(said: str, inquiries: list[str]) -> None:
    found = find_inquiries(said)
    assert [item.text for item in found] == inquiries
    assert [said[item.start : item.end] for item in found] == inquiries


def test_a_question_that_answers_itself_is_left_alone() -> None:
    (item,) = find_inquiries("How would we get labels? We could ask annotators to mark a sample.")
    assert not item.open
    (item,) = find_inquiries("What latency do we need? That changes the whole design, please.")
    assert item.open or item.last


TABLE = [
    ("What's the scale?", {"scale"}),
    ("How many people use it per day, and how fast must it answer?", {"scale", "latency"}),
    ("what is the qps at peak and how fast do we have to respond", {"scale", "latency"}),
    ("Do we have any labels, and how late do they arrive?", {"labels", "label-delay"}),
    ("Is there an existing system today?", {"existing"}),
    ("Any budget constraints?", {"budget"}),
    ("Are there legal or privacy constraints I should know about?", {"policy"}),
    ("What does the business want from this?", {"business"}),
    ("Is it one market or several?", {"markets"}),
    ("Should this run in real time or can it be batch?", {"when-scored"}),
    ("I'd like to understand the latency budget first.", {"latency"}),
    ("What colour is the logo?", set[str]()),
    ("How big is the engineering team?", set[str]()),
]


@pytest.mark.model
@pytest.mark.parametrize(("said", "facts"), TABLE)
def test_the_sheet_is_read_by_meaning(
    embedder: OnnxEmbedder, library: Library, said: str, facts: set[str]
) -> None:
    found = asked(embedder, library.question("photo-feed-ranking"), said)
    assert {fact.id for item in found for fact in item.facts} == facts


@pytest.mark.model
def test_what_is_theirs_to_assume_is_said_to_be(embedder: OnnxEmbedder, library: Library) -> None:
    question = library.question("photo-feed-ranking")
    (item,) = asked(embedder, question, "Which metric do you want me to optimise?")
    assert item.assumption in question.yours_to_assume


@pytest.mark.model
def test_every_question_finds_its_own_facts(embedder: OnnxEmbedder, library: Library) -> None:
    missed: list[str] = []
    total = 0
    for question in library.bank("system-design")[::4]:
        sheet = sheet_of(question)
        known = embedder.embed(sheet.texts)
        for ask, item in zip(sheet.texts, sheet.items, strict=True):
            inquiries = find_inquiries(ask)
            pieces = [piece for inquiry in inquiries for piece in inquiry.pieces]
            found = resolve(inquiries, sheet, embedder.embed(pieces), known)
            total += 1
            if not any(item in (*given.facts, given.assumption) for given in found):
                missed.append(f"{question.id}: {ask}")
    assert len(missed) <= 0.03 * total, missed
