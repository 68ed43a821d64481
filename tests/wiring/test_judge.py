"""The language model as judge, as it is wired: what it costs to grade again, and what is forgotten."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from wired import Product, pasted

from llm.cases import FixedEvidence
from llm.endpoint import Answer, endpoint
from viva import wiring
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_indexes import ScriptedVectorIndex
from viva.adapters.scripted_reader import ScriptedReader
from viva.content.library import Library
from viva.grading.ledger import Prompts
from viva.ports import Case

QUOTE = "I rolled it back within an hour"


def partial_for_all(body: Mapping[str, Any]) -> Answer:
    """Calls every criterion of the request partial."""
    asked = re.findall(r"^id: (\S+)$", body["messages"][1]["content"], re.MULTILINE)
    results = [{"id": name, "quotes": [QUOTE], "reason": "You say so.", "label": "partial"} for name in asked]
    return Answer(text=json.dumps({"results": results}), tokens=1_000)


def remembered(folder: Path) -> bool:
    """Whether anything that was judged is on the disk."""
    return any(folder.rglob("judge.sqlite"))


class NothingFound(FixedEvidence):
    """The embedded model's place, taken."""

    def aims(self, case: Case) -> Prompts:
        """Of nothing."""
        del case
        return {}


def maker(thing: object) -> Callable[..., object]:
    """What stands for a class, and always makes the same thing."""
    return lambda *_: thing


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch, library: Library) -> Product:
    """All that ships but the models on this machine: here another one judges."""
    made = {
        "Library": library,
        "OnnxEmbedder": ScriptedEmbedder(),
        "shipped_evidence": ScriptedReader(),
        "EmbeddedEvidenceModel": NothingFound(),
        "ChromaIndex": ScriptedVectorIndex(),
    }
    for name, thing in made.items():
        monkeypatch.setattr(wiring, name, maker(thing))
    return Product(monkeypatch)


def test_grading_again_asks_nothing_until_a_session_is_deleted(judged: Product, tmp_path: Path) -> None:
    async def main() -> None:
        async with endpoint() as told:
            told.otherwise = partial_for_all
            judged.environment(OPENAI_BASE_URL=told.url, VIVA_LLM_MODEL="small-chat")
            async with judged.opened() as services:
                session = await services.coach.paste(pasted())
                first = await services.coach.grade_input(pasted())
            asked = len(told.asked)
            assert asked >= 3
            assert first.grader.kind == "llm"
            async with judged.opened() as services:
                again = await services.coach.grade_input(pasted())
                assert len(told.asked) == asked
                assert again.criteria == first.criteria
                assert (again.score, again.verdict) == (first.score, first.verdict)
                assert remembered(tmp_path)
                await services.coach.delete(session.id)
                assert not remembered(tmp_path)
                anew = await services.coach.grade_input(pasted())
                assert len(told.asked) == 2 * asked
                assert any("of at most 500,000 tokens" in text for text in anew.warnings)
                assert "How far this model agrees with people was not measured." in anew.warnings
                await services.coach.delete_all()
                assert not remembered(tmp_path)

    asyncio.run(main())


def test_the_settings_limit_what_a_grading_takes(judged: Product) -> None:
    async def main() -> None:
        async with endpoint() as told:
            told.otherwise = partial_for_all
            judged.environment(OPENAI_BASE_URL=told.url, VIVA_LLM_MODEL="small-chat")
            async with judged.opened() as services:
                await services.save_settings({"grader_tokens": 10_000})
                card = await services.coach.grade_input(pasted())
        assert any("used up" in text for text in card.warnings)
        assert card.verdict is None  # what fell back is not trusted on a rubric that was never measured
        assert any("the embedded grader, which judged" in text for text in card.warnings)
        assert {
            item.judgement.reason.startswith("Judged by the embedded grader") for item in card.criteria
        } == {
            True,
            False,
        }

    asyncio.run(main())
