"""The grader card: of the weights that ship, in plain words, with who judges by the settings in force."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.asgi import http
from api.harness import Bench
from grader_card import card, in_words, worth
from grader_tables import FORMS, TRAINED_ON, Item
from viva.adapters.onnx_evidence import OnnxEvidence
from viva.adapters.scripted_reader import ScriptedReader
from viva.content.library import Library
from viva.content.roots import grader_card_file
from viva.grading.trust import rounded
from viva.settings import Settings
from web.node import run


def shown(bench: Bench) -> Any:
    """What the address of the card gives."""

    async def call() -> Any:
        async with http(bench.app) as client:
            answer = await client.get("/api/grader-card")
            assert answer.status_code == 200, answer.text
            return answer.json()

    return asyncio.run(call())


def test_the_card_is_of_the_weights_that_ship(library: Library, reader: OnnxEvidence) -> None:
    bench = Bench(library)
    bench.services.weights = made = reader.capabilities
    found = shown(bench)
    assert found["version"] == found["weights"] == made.version
    assert {item["id"]: item["kappa"] for item in found["agreement"]} == dict(made.agreement)
    for item in found["agreement"]:
        line = re.search(rf"^- \*\*{item['title']}\*\*: .*$", found["body"], re.MULTILINE)
        assert line is not None
        assert f"appa {rounded(item['kappa'])}" in line.group()


def test_the_card_says_who_judges_by_the_settings_in_force(library: Library) -> None:
    bench = Bench(library)
    assert shown(bench)["grader"] == {"kind": "embedded", "model": None}
    assert shown(bench)["weights"] is None
    endpoint = Settings(home=Path("/data/viva"), openai_base_url="http://127.0.0.1:9/v1", llm_model="big-one")
    bench.services.settings = endpoint
    assert shown(bench)["grader"] == {"kind": "llm", "model": "big-one"}
    bench.services.settings = endpoint.model_copy(update={"grader": "embedded"})
    assert shown(bench)["grader"] == {"kind": "embedded", "model": None}


def test_other_weights_are_told_from_those_of_the_card(library: Library) -> None:
    bench = Bench(library)
    bench.services.weights = replace(
        ScriptedReader().capabilities, version="later", agreement={"behavioural": 0.599, "gone": 0.9}
    )
    found = shown(bench)
    assert found["weights"] == "later" != found["version"]
    assert found["agreement"] == [
        {"id": "behavioural", "title": "Behavioural", "kappa": 0.599, "trusted": False}
    ]
    words = run("grade/card.js", "return m.otherWeights(data);", found | {"version": "first"})
    assert words.startswith("This card is of the weights first, and those in place are later:")
    assert words.endswith("Their kappas, as measured when they were made: Behavioural 0.60.")
    assert run("grade/card.js", "return m.otherWeights(data);", found | {"version": "later"}) == ""


@pytest.mark.parametrize(
    ("grader", "words"),
    [
        ({"kind": "embedded", "model": None}, ""),
        ({"kind": "llm", "model": "big-one"}, "How far big-one agrees with people was not measured."),
        ({"kind": "llm", "model": None}, "How far your language model agrees with people was not measured."),
    ],
)
def test_a_model_of_ones_own_was_not_measured(grader: dict[str, str | None], words: str) -> None:
    assert run("grade/card.js", "return m.unmeasured(data);", {"grader": grader}).startswith(words)


def items(*calls: tuple[int, int | None], rubric: str = "behavioural") -> list[Item]:
    """Labels with what was called."""
    return [
        Item(f"t{i}", rubric, rubric, FORMS[0], TRAINED_ON[0], "task", label, called, 0.5)
        for i, (label, called) in enumerate(calls)
    ]


def test_figures_are_told_in_words() -> None:
    three = [(2, 2), (2, 2), (1, 1), (0, 0), (2, 1), (0, 1)]
    assert in_words(items(*three)) == (
        "Of ten labels it gives, about seven are ours too, and about eight say as ours do whether it was "
        "covered at all. It hardly ever passes."
    )
    assert in_words(items(*[(2, 2)] * 6, (1, None))) == (
        "Of ten labels it gives, about ten are ours too. It passes on one in seven."
    )
    assert in_words(items((1, None))) == "It called nothing here."
    assert worth(0.6) == "Kappa 0.60: its labels add up to a verdict."
    assert worth(0.599) == "Kappa 0.59, below 0.6: labels and quotes, but no verdict."


def test_the_page_is_written_from_what_was_measured(library: Library) -> None:
    page = card(
        "## Agreement",
        [*items((2, 2)), *[replace(one, form=FORMS[1]) for one in items((1, 1))]],
        library,
        version="2026.01.02-abc",
        agreement={"behavioural": 0.7},
        unseen=3,
    )
    assert "Weights of 2026.01.02-abc;\n" in page
    assert "\n- **Behavioural**: Of ten labels it gives, about ten are ours too." in page
    assert "1 mock interviews and 1 single answers" in page
    assert page.endswith("\n## Agreement\n")


def test_the_card_says_what_its_labels_are() -> None:
    text = " ".join(grader_card_file().read_text("utf-8").split())
    assert "All the labellers are of one kind" in text
    assert "docs/speech.md" in text
