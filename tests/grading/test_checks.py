"""Checks that hold a label down, and reasons in words."""

from dataclasses import replace

import pytest

from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.content.library import Library
from viva.domain.label import Label
from viva.domain.question import Audience
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.grading.checks import Ceiling, ceiling, is_list
from viva.grading.memory import VectorMemory
from viva.grading.reasons import reason
from viva.grading.said import Said, read_case
from viva.ports import Case


def spoken(library: Library, text: str, round_id: str = "behavioural") -> tuple[Case, Said]:
    turns = (Turn(Speaker.CANDIDATE, text),)
    case = input_case(Transcript(turns), library, round_id=round_id, question="A question.").case
    return case, read_case(case, VectorMemory(ScriptedEmbedder()))


def held(library: Library, criterion: str, text: str) -> Ceiling | None:
    case, said = spoken(library, text)
    return ceiling(criterion, case, said.sentences, [said.evidence(window) for window in said.windows[:1]])


def test_mostly_we_leaves_own_actions_partial(library: Library) -> None:
    we = "We met, then we looked at the logs, and we found the bug. We fixed it and we shipped it."
    found = held(library, "action_own", we)
    assert found is not None
    assert found.label is Label.PARTIAL
    assert "“We” 5 times" in found.seen
    mine = "I read the logs and I found the bug, I wrote the fix, and we shipped it together."
    assert held(library, "action_own", mine) is None


@pytest.mark.parametrize("text", ["It fell to 3 per cent.", "It halved.", "Forty people use it."])
def test_a_number_quantifies_a_result(library: Library, text: str) -> None:
    assert held(library, "result_quantified", text) is None


def test_a_result_in_words_alone_is_partial(library: Library) -> None:
    found = held(library, "result_quantified", "It was a great deal better for everybody.")
    assert found is not None
    assert found.label is Label.PARTIAL


@pytest.mark.parametrize(
    "text", ["monitoring logging alerting prometheus grafana", "bias, variance, overfitting, underfitting"]
)
def test_a_bare_list_earns_at_most_partial(library: Library, text: str) -> None:
    assert is_list(text)
    found = held(library, "monitoring", text)
    assert found is not None
    assert found.label is Label.PARTIAL


def test_a_sentence_is_no_list(library: Library) -> None:
    assert held(library, "monitoring", "I would watch null rates and page the owner.") is None


def audience_ceiling(library: Library, text: str, audience: Audience) -> Ceiling | None:
    case, said = spoken(library, text, "fundamentals")
    asked = replace(case, question=replace(case.question, audience=audience))
    return ceiling("audience", asked, said.sentences, [said.evidence(said.windows[0])])


def test_a_ruled_out_word_counts_in_the_first_sentence_only(library: Library) -> None:
    audience = Audience(forbidden_first_sentence=("attention", "attend"))
    found = audience_ceiling(library, "Attention mixes words. Fine.", audience)
    assert found is not None
    assert "attention" in found.seen
    assert audience_ceiling(library, "It attends to words.", audience) is not None
    assert audience_ceiling(library, "Each word looks around. That is called attention.", audience) is None


def test_jargon_left_unexplained_is_named(library: Library) -> None:
    audience = Audience(listener="a nurse", jargon=("posterior", "calibration", "logit"))
    found = audience_ceiling(library, "We threshold the posterior. The calibration is off.", audience)
    assert found is not None
    assert "posterior, calibration" in found.seen
    unpacked = "The posterior is just the chance after the test. Calibration means seventy is seventy."
    assert audience_ceiling(library, unpacked, audience) is None


def test_reasons_say_what_was_and_was_not_said(library: Library) -> None:
    monitoring = library.rubric("system-design").criterion("monitoring")
    partial = reason(monitoring, Label.PARTIAL, [0.6, 0.1, 0.2, 0.35])
    assert partial.startswith("Said: which signals are watched")
    assert "Not said: what value or change raises an alert; who acts on an alert" in partial
    full = reason(monitoring, Label.FULL, [0.6, 0.5, 0.1, 0.1])
    assert "Not said" not in full
    missing = reason(monitoring, Label.MISSING, [0.9, 0.9, 0.9, 0.9])
    assert missing.startswith("Not said: ")
    assert "Said: w" not in missing
