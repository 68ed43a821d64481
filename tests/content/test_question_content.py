"""What the shipped rounds and questions hold."""

from collections import Counter

import pytest

from content.wording import fragments, words
from viva.content.library import Library
from viva.content.roots import content_roots
from viva.domain.level import Level
from viva.domain.question import Question, Theme

LIBRARY = Library(content_roots())
DESIGN = LIBRARY.bank("system-design")
FUNDAMENTALS = LIBRARY.bank("fundamentals")
BEHAVIOURAL = LIBRARY.bank("behavioural")


def each(questions: tuple[Question, ...]) -> pytest.MarkDecorator:
    """One test a question."""
    return pytest.mark.parametrize("question", questions, ids=[question.id for question in questions])


def test_the_banks_are_large_enough() -> None:
    assert len(DESIGN) >= 24
    assert len(FUNDAMENTALS) >= 60
    assert len(BEHAVIOURAL) >= 30


def test_titles_and_prompts_are_all_different() -> None:
    titles = Counter(question.title.casefold() for question in LIBRARY.questions.values())
    prompts = Counter(question.prompt.casefold() for question in LIBRARY.questions.values())
    assert max(titles.values()) == max(prompts.values()) == 1


@each(tuple(LIBRARY.questions.values()))
def test_a_question_says_what_a_list_shows(question: Question) -> None:
    assert question.levels
    assert question.tags
    assert question.notes
    assert question.follow_ups
    assert 5 <= question.minutes <= 45
    assert len(words(question.prompt)) >= 8


@pytest.mark.parametrize("level", list(Level))
def test_every_level_has_questions_of_every_bank(level: Level) -> None:
    for bank in (DESIGN, FUNDAMENTALS, BEHAVIOURAL):
        assert sum(level in question.levels for question in bank) >= 10


def test_the_design_round_has_the_five_time_boxes() -> None:
    (leg,) = LIBRARY.round("system-design").legs
    assert [(phase.id, phase.minutes) for phase in leg.phases] == [
        ("problem", 5),
        ("data", 10),
        ("modelling", 10),
        ("serving", 10),
        ("monitoring", 5),
    ]


def test_there_are_short_forms_and_a_loop_of_ninety_minutes() -> None:
    short = {leg.rubric for item in LIBRARY.rounds.values() if item.short for leg in item.legs}
    assert short == {"system-design", "fundamentals", "behavioural"}
    assert LIBRARY.round("system-design-short").minutes == 15
    loop = LIBRARY.round("startup-loop")
    assert loop.minutes == 90
    assert [leg.rubric for leg in loop.legs] == ["system-design", "fundamentals", "behavioural"]


@each(DESIGN)
def test_a_fact_sheet_answers_what_candidates_ask(question: Question) -> None:
    assert len(question.facts) >= 8
    assert {fact.topic for fact in question.facts} >= {"scale", "latency", "data", "labels", "budget"}
    assert len({fact.id for fact in question.facts}) == len(question.facts)
    assert all(len(fact.asks) >= 3 for fact in question.facts)
    assert question.yours_to_assume


@each(DESIGN)
def test_no_two_facts_are_asked_for_in_the_same_words(question: Question) -> None:
    asks = [*(a for fact in question.facts for a in fact.asks)]
    asks += [a for own in question.yours_to_assume for a in own.asks]
    counted = Counter(" ".join(words(ask)) for ask in asks)
    assert max(counted.values()) == 1, counted.most_common(1)


@each(DESIGN)
def test_a_prompt_gives_no_fact_away(question: Question) -> None:
    told = fragments(question.prompt)
    for fact in question.facts:
        assert not told & fragments(fact.answer), fact.id


@each((*DESIGN, *BEHAVIOURAL))
def test_follow_ups_are_aimed_at_several_criteria(question: Question) -> None:
    assert len(question.follow_ups) >= 5
    assert all(follow_up.criterion for follow_up in question.follow_ups)
    assert len({follow_up.criterion for follow_up in question.follow_ups}) >= 3


@each(FUNDAMENTALS)
def test_an_explanation_has_key_points_that_can_be_judged(question: Question) -> None:
    assert 3 <= len(question.key_points) <= 6
    for point in question.key_points:
        assert len(point.examples) >= 3, point.id
        assert len(point.contrast) >= 2, point.id
        assert point.probe
        assert point.hint


@each(FUNDAMENTALS)
def test_common_mistakes_are_explained(question: Question) -> None:
    assert len(question.wrong_answers) >= 2
    assert all(len(words(wrong.why)) >= 5 for wrong in question.wrong_answers)


def test_some_explanations_have_a_listener_or_a_constraint() -> None:
    audiences = [question.audience for question in FUNDAMENTALS if question.audience]
    assert len(audiences) >= 8
    assert all(a.listener or a.constraint for a in audiences)
    assert sum(bool(a.forbidden_first_sentence) for a in audiences) >= 3
    assert sum(bool(a.listener) for a in audiences) >= 6


@each(tuple(question for question in FUNDAMENTALS if question.audience))
def test_a_word_forbidden_at_first_is_named_in_the_question(question: Question) -> None:
    """A candidate can only avoid what they were told to avoid; inflected forms share their first letters."""
    assert question.audience
    asked = words(question.prompt)
    for stem in question.audience.forbidden_first_sentence:
        assert stem == stem.lower()
        assert any(word.startswith(stem[:5]) for word in asked), stem


def test_the_examples_the_issue_names_are_there() -> None:
    backend = LIBRARY.question("bias-variance-backend").audience
    assert backend
    assert "backend engineer" in (backend.listener or "")
    attention = LIBRARY.question("attention-without-the-word").audience
    assert attention
    assert "attention" in attention.forbidden_first_sentence


@pytest.mark.parametrize("theme", list(Theme))
def test_every_behavioural_theme_has_questions(theme: Theme) -> None:
    assert sum(question.theme is theme for question in BEHAVIOURAL) >= 3


@each(BEHAVIOURAL)
def test_a_behavioural_question_says_what_it_listens_for(question: Question) -> None:
    assert question.theme
    assert len(words(question.listens_for)) >= 8
