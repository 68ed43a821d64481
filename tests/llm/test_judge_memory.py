"""What the judge remembers: the same words are asked about once, and forgotten when they have to be."""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.cases import CANARY, GOOD, WATCH, FixedEvidence, case, reply, verdict
from llm.clock import WatchedClock
from llm.endpoint import KEY, Answer, Endpoint, endpoint
from viva.adapters.judge_memory import JudgeMemory
from viva.adapters.local_model import LocalModelOnDemand
from viva.adapters.openai_model import OpenAIModel
from viva.adapters.scripted_model import Script, ScriptedModel
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.evidence import Judgement, Scored, evidence_at
from viva.domain.label import Label
from viva.grading.llm_judge import FELL_BACK, LlmGrader
from viva.grading.llm_memory import dump_calls, load_calls
from viva.grading.llm_pace import Pace
from viva.grading.llm_reply import Call
from viva.ports import Case, Findings, ModelCapabilities

PAIR = Pace(group=1, readings=1, at_once=1)
WATCHED = reply(verdict("monitoring", "full", WATCH))
ROLLED = reply(verdict("rollout", "partial", CANARY))


def graded(
    library: Library,
    file: Path,
    given: Case,
    *replies: Script,
    pace: Pace | None = None,
    found: Mapping[str, Judgement] | None = None,
    name: str = "scripted",
) -> tuple[Findings, ScriptedModel]:
    """One grading as of a process of its own: nothing is shared but the file."""
    model = ScriptedModel(replies, capabilities=ModelCapabilities(name))
    memory, evidence = JudgeMemory(file), FixedEvidence(found)
    grader = LlmGrader(
        model, evidence, library.prompts, None, WatchedClock(), pace=pace or Pace(), memory=memory
    )
    return asyncio.run(grader.grade(given)), model


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "index" / "judge.sqlite"


def test_the_same_words_cost_nothing_and_get_the_same_judgements(library: Library, file: Path) -> None:
    first, asked = graded(library, file, case(), GOOD, GOOD, GOOD)
    again, silent = graded(library, file, case())
    assert (len(asked.requests), len(silent.requests)) == (3, 0)
    assert again.judgements == first.judgements
    assert again.ref == first.ref
    account = "Judged by scripted, which had read the same words before: nothing was asked again."
    assert again.warnings[0] == account


def test_unstable_readings_stay_unstable(library: Library, file: Path) -> None:
    other = reply(verdict("monitoring", "partial", WATCH), verdict("rollout", "cannot-call"))
    first, _ = graded(library, file, case(), GOOD, other, GOOD)
    again, silent = graded(library, file, case())
    assert not silent.requests
    assert again.judgements == first.judgements
    assert not any(isinstance(judgement, Scored) for judgement in again.judgements.values())


def test_anything_that_may_move_a_label_asks_anew(library: Library, file: Path) -> None:
    graded(library, file, case(), GOOD, GOOD, GOOD)
    longer = case(("i", "How would you run it?"), ("c", f"{CANARY} {WATCH} And more."))
    _, other_words = graded(library, file, longer, GOOD, GOOD, GOOD)
    _, other_model = graded(library, file, case(), GOOD, GOOD, GOOD, name="another")
    span = evidence_at(case().transcript, 1, 0, len(CANARY))
    found = {"rollout": Scored(Label.FULL, 0.9, "Found.", (span,))}
    _, other_evidence = graded(library, file, case(), GOOD, GOOD, GOOD, found=found)
    for model in (other_words, other_model, other_evidence):
        assert len(model.requests) == 3


def test_only_what_is_missing_is_asked_for_again(library: Library, file: Path) -> None:
    fault = VivaError("model-unreachable", "The endpoint failed.", "Mend it.", ErrorKind.UNAVAILABLE)
    first, _ = graded(library, file, case(), WATCHED, fault, pace=PAIR)
    assert first.judgements["rollout"].reason.startswith(FELL_BACK)
    again, model = graded(library, file, case(), ROLLED, pace=PAIR)
    assert len(model.requests) == 1
    assert "id: monitoring" not in model.requests[0].messages[1].content
    assert again.judgements["monitoring"] == first.judgements["monitoring"]
    assert isinstance(again.judgements["rollout"], Scored)
    assert "Some of it was remembered" in again.warnings[0]


def test_half_a_usable_reply_is_kept_and_the_other_half_asked_for(library: Library, file: Path) -> None:
    once = Pace(readings=1)
    graded(library, file, case(), WATCHED, "{}", pace=once)
    again, model = graded(library, file, case(), ROLLED, pace=once)
    assert [r.messages[1].content.count("\nid: ") for r in model.requests] == [1]
    assert not any(judgement.reason.startswith(FELL_BACK) for judgement in again.judgements.values())
    _, silent = graded(library, file, case(), pace=once)
    assert not silent.requests


def test_what_was_of_no_use_is_not_remembered(library: Library, file: Path) -> None:
    once = Pace(readings=1)
    first, _ = graded(library, file, case(), "{}", "not json", pace=once)
    assert first.ref.kind == "embedded"
    again, model = graded(library, file, case(), GOOD, pace=once)
    assert (again.ref.kind, len(model.requests)) == ("llm", 1)


def grade_at(library: Library, told: Endpoint, file: Path, name: str | None) -> asyncio.Task[Findings]:
    async def work() -> Findings:
        clock = WatchedClock()
        model = OpenAIModel(told.url, KEY, name, clock)
        grader = LlmGrader(model, FixedEvidence(), library.prompts, None, clock, memory=JudgeMemory(file))
        found = await grader.grade(case())
        await model.close()
        return found

    return asyncio.create_task(work())


def test_a_model_without_a_name_is_known_by_what_the_endpoint_serves(library: Library, file: Path) -> None:
    async def work() -> None:
        async with endpoint() as told:
            told.otherwise = lambda _: Answer(text=GOOD)
            await grade_at(library, told, file, None)
            await grade_at(library, told, file, None)
            assert len(told.asked) == 3
            told.models = ("newer-chat",)
            assert (await grade_at(library, told, file, None)).ref.model == "newer-chat"
            assert len(told.asked) == 6

    asyncio.run(work())


def test_without_its_endpoint_a_named_model_still_answers_from_memory(library: Library, file: Path) -> None:
    async def work() -> None:
        async with endpoint() as told:
            told.otherwise = lambda _: Answer(text=GOOD)
            first = await grade_at(library, told, file, "small-chat")
        again = await grade_at(library, told, file, "small-chat")
        assert (again.ref, again.judgements) == (first.ref, first.judgements)

    asyncio.run(work())


def test_an_endpoint_that_does_not_say_what_it_serves_is_lost(library: Library, file: Path) -> None:
    async def work() -> None:
        async with endpoint() as told:
            told.models = None
            findings = await grade_at(library, told, file, None)
            assert findings.ref.kind == "embedded"
            assert "nothing at this address" in findings.warnings[0]
            assert not told.asked

    asyncio.run(work())


def test_a_local_model_need_not_be_loaded_to_be_known() -> None:
    def never(_file: Path, _key: str) -> Any:
        raise AssertionError("loaded")

    model = LocalModelOnDemand(Path("tiny.gguf"), WatchedClock(), never)
    assert asyncio.run(model.identity()) == "tiny at this machine"


def test_forgetting_leaves_no_word_behind(library: Library, file: Path) -> None:
    graded(library, file, case(), GOOD, GOOD, GOOD)
    assert WATCH.encode() in file.read_bytes()
    JudgeMemory(file).clear()
    assert list(file.parent.iterdir()) == []
    _, model = graded(library, file, case(), GOOD, GOOD, GOOD)
    assert len(model.requests) == 3


def test_what_cannot_be_forgotten_is_said(tmp_path: Path) -> None:
    file = tmp_path / "judge.sqlite"
    (file / "inside").mkdir(parents=True)
    with pytest.raises(VivaError) as caught:
        JudgeMemory(file).clear()
    assert caught.value.code == "judge-memory-kept"
    assert str(file) in caught.value.hint


def test_the_oldest_go_first_and_a_text_that_is_kept_anew_is_the_newest(file: Path) -> None:
    memory = JudgeMemory(file, items=3)
    for name in ("a", "b", "c", "a", "d"):
        memory.keep(name, f"text {name}")
    assert memory.recall(["a", "b", "c", "d", "e"]) == {name: f"text {name}" for name in ("a", "c", "d")}


def test_many_keys_are_looked_up_at_once(file: Path) -> None:
    memory = JudgeMemory(file)
    memory.keep("key 999", "here")
    assert memory.recall([f"key {i}" for i in range(1_000)]) == {"key 999": "here"}


@pytest.mark.parametrize("content", [b"no database at all" * 100, b""], ids=["damaged", "empty"])
def test_a_damaged_memory_is_made_again(library: Library, file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    findings, _ = graded(library, file, case(), GOOD, GOOD, GOOD)
    assert findings.ref.kind == "llm"
    _, silent = graded(library, file, case())
    assert not silent.requests


def test_a_memory_that_is_lost_is_done_without(
    library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index").write_text("a file where the folder should be")
    findings, _ = graded(library, tmp_path / "index" / "judge.sqlite", case(), GOOD, GOOD, GOOD)
    assert findings.ref.kind == "llm"
    assert caplog.text.count("not remembered") == 1


def test_a_memory_that_another_process_holds_is_done_without(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viva.adapters.judge_memory._WAIT_S", 0.0)
    memory = JudgeMemory(file)
    memory.keep("a", "kept")
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        memory.keep("b", "lost")
        assert memory.recall(["a"]) == {}
        other.rollback()
    assert memory.recall(["a", "b"]) == {"a": "kept"}


labels = st.sampled_from([*Label, None])
texts = st.text(st.characters(codec="utf-8"), max_size=60)
calls = st.builds(Call, labels, texts, st.lists(texts, max_size=12).map(tuple))


@given(st.dictionaries(st.sampled_from(["monitoring", "rollout", "kp-1"]), calls))
def test_calls_come_back_as_they_were_kept(kept: Mapping[str, Call]) -> None:
    back = load_calls(dump_calls(kept), list(kept))
    assert set(back) == set(kept)
    for name, call in kept.items():
        assert (back[name].label, back[name].quotes) == (call.label, call.quotes)
    assert load_calls(dump_calls(back), list(kept)) == back
