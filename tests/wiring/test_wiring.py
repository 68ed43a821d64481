"""Settings to services: who judges, what changes at run time, and what must never happen."""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from wired import Product, pasted

from llm.endpoint import endpoint
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_reader import ScriptedReader
from viva.adapters.shipped_vectors import ShippedEmbedder, save_vectors
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import SessionGraded
from viva.grading.embedded import EmbeddedEvidenceModel, EmbeddedGrader
from viva.grading.llm_judge import LlmGrader
from viva.settings import Settings
from viva.wiring import Models, warm_up

LOCAL = {"openai_base_url": "http://127.0.0.1:9/v1"}
REMOTE = {"openai_base_url": "http://192.0.2.7/v1", "openai_api_key": "sk-never-sent"}


def models(library: Library, **values: Any) -> Models:
    """The models of some settings; nothing is opened."""
    settings = Settings.model_validate({"home": "/nowhere", **values})
    evidence = EmbeddedEvidenceModel(ScriptedReader(), ScriptedEmbedder())
    return Models(settings, library, evidence, None, None)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("settings", "name", "kind"),
    [
        ({}, "auto", EmbeddedGrader),
        (LOCAL, "auto", LlmGrader),
        (LOCAL, "embedded", EmbeddedGrader),
        ({**LOCAL, "grader": "embedded"}, "auto", EmbeddedGrader),
        ({**LOCAL, "grader": "embedded"}, "llm", LlmGrader),
        ({**LOCAL, "grader": "llm"}, "auto", LlmGrader),
        ({**LOCAL, "offline": True}, "auto", LlmGrader),
        ({**REMOTE, "offline": True}, "auto", EmbeddedGrader),
        ({"openai_api_key": "sk-x"}, "auto", LlmGrader),
    ],
)
def test_who_judges_is_the_name_then_the_settings_then_what_there_is(
    library: Library, settings: Mapping[str, Any], name: str, kind: type
) -> None:
    assert isinstance(models(library, **settings).grader(name), kind)


@pytest.mark.parametrize(
    ("settings", "name", "code"),
    [
        ({}, "llm", "model-not-configured"),
        ({"grader": "llm"}, "auto", "model-not-configured"),
        ({**REMOTE, "offline": True}, "llm", "model-offline"),
        ({}, "kind", "unknown-grader"),
    ],
)
def test_a_grader_that_cannot_be_had_says_why(
    library: Library, settings: Mapping[str, Any], name: str, code: str
) -> None:
    with pytest.raises(VivaError) as caught:
        models(library, **settings).grader(name)
    assert caught.value.code == code
    assert caught.value.hint


@pytest.mark.model
def test_settings_saved_at_run_time_change_the_grader_and_last(product: Product, tmp_path: Path) -> None:
    async def main() -> None:
        async with endpoint() as told, product.opened() as services:
            before = await services.coach.grade_input(pasted())
            assert (before.grader.kind, told.asked) == ("embedded", [])
            saved = await services.save_settings({"openai_base_url": told.url, "llm_model": "small-chat"})
            assert saved.openai_base_url == told.url
            await services.coach.grade_input(pasted())
            assert told.asked
            count = len(told.asked)
            await services.save_settings({"openai_base_url": None})
            after = await services.coach.grade_input(pasted())
            assert len(told.asked) == count
            assert after == before
        assert 'llm_model = "small-chat"' in (tmp_path / "home" / "viva.toml").read_text("utf-8")

    asyncio.run(main())


@pytest.mark.parametrize(
    "fault", [VivaError("model-broken", "It is broken.", "Mend it."), RuntimeError("bug")]
)
def test_warming_up_never_raises(
    product: Product, library: Library, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    class Broken:
        def search(self, query: str, limit: int = 5) -> Any:
            del query, limit
            raise fault

    async def prepare() -> None:
        raise fault

    async def main() -> None:
        async with product.opened() as services:
            await warm_up(replace(services, prepare=prepare, retriever=Broken()))

    del library
    asyncio.run(main())
    assert (
        caplog.text.count(str(fault).split(maxsplit=1)[0]) >= 2
    )  # each part is told, neither stops the other


@pytest.mark.model
def test_offline_no_connection_is_opened_whatever_endpoint_is_set(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[object] = []

    def connect(_socket: socket.socket, address: object) -> None:
        reached.append(address)
        raise ConnectionRefusedError

    def look_up(*arguments: object, **_: object) -> None:
        reached.append(arguments)
        raise socket.gaierror

    product.environment(OPENAI_BASE_URL=REMOTE["openai_base_url"], OPENAI_API_KEY=REMOTE["openai_api_key"])

    async def main() -> None:
        monkeypatch.setattr(socket.socket, "connect", connect)
        monkeypatch.setattr(socket.socket, "connect_ex", connect)
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        async with product.opened() as services:
            await services.prepare()
            assert (await services.coach.grade_input(pasted())).grader.kind == "embedded"
            report = await services.test_endpoint(services.settings)
            assert (report.ok, report.code) == (False, "model-offline")
            with pytest.raises(VivaError, match="stay offline"):
                await services.coach.grade_input(pasted(), grader="llm")

    asyncio.run(main())
    assert not reached


def test_a_damaged_file_of_vectors_is_done_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "vectors.npz"
    inner = ScriptedEmbedder()
    save_vectors(file, inner, ["drift", "caches"])
    assert len(ShippedEmbedder(inner, file)) == 2
    content = file.read_bytes()
    for damaged in (b"", b"garbage" * 50, content[:-40], content[:60] + b"\xff" * 60 + content[120:]):
        file.write_bytes(damaged)
        again = ShippedEmbedder(inner, file)
        assert (again.embed(["drift"]) == ShippedEmbedder(inner, None).embed(["drift"])).all()
    assert "Install Viva again" in caplog.text


@pytest.mark.model
def test_what_had_to_be_guessed_in_a_paste_is_said_with_every_grading(product: Product) -> None:
    async def main() -> None:
        given = replace(pasted(), warnings=("Read as Windows-1252.",))
        async with product.opened() as services:
            session = await services.coach.paste(given)
            again = await services.coach.grade(session.id, grader="embedded")
            stored = (await services.coach.session(session.id)).grades
            assert stored[-1] == again
            for graded in stored:
                assert isinstance(graded, SessionGraded)
                assert graded.scorecard["warnings"][0] == "Read as Windows-1252."

    asyncio.run(main())


@pytest.mark.model
@pytest.mark.parametrize(
    ("round_", "question", "words"),
    [
        ("behavioural", "model-failed-in-productoin", "no question called “model-failed-in-productoin”"),
        ("fundamentals", "model-failed-in-production", "is a question for"),
    ],
)
def test_a_question_that_does_not_belong_is_said(
    product: Product, round_: str, question: str, words: str
) -> None:
    async def main() -> None:
        async with product.opened() as services:
            card = await services.coach.grade_input(replace(pasted(), round=round_, question=question))
            assert any(words in warning for warning in card.warnings)
            plain = await services.coach.grade_input(replace(pasted(), question="How did it fail?"))
            assert not any("question" in warning for warning in plain.warnings)

    asyncio.run(main())


@pytest.mark.model
def test_the_index_of_the_notes_lost_while_serving_costs_no_scorecard(
    product: Product, tmp_path: Path
) -> None:
    async def main() -> None:
        async with product.opened() as services:
            before = await services.coach.grade_input(pasted())
            (tmp_path / "home" / "index" / "notes.sqlite").write_bytes(b"garbage" * 200)
            assert await services.coach.grade_input(pasted()) == before
            assert services.retriever is not None
            (tmp_path / "home" / "index" / "notes.sqlite").unlink()
            assert services.retriever.search("drift", 1)

    asyncio.run(main())
