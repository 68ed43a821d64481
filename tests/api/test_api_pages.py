"""The page and its files."""

import asyncio
from pathlib import Path

import pytest

from api.asgi import http
from api.harness import Bench
from viva.content.library import Library

PAGES = [
    "/", "/room/s1", "/sessions", "/sessions/s1", "/sessions/s1/replay", "/sessions/s1/compare/s2", "/grade",
    "/library", "/library/questions", "/library/notes/kv-cache", "/settings", "/grader",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_address_of_the_page_serves_it(plain: Bench, path: str) -> None:
    async def scenario() -> None:
        async with http(plain.app) as client:
            answer = await client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script" in answer.text

    asyncio.run(scenario())


def test_an_address_that_is_no_page_is_missing_in_words_for_people_and_programs(plain: Bench) -> None:
    async def scenario() -> None:
        async with http(plain.app) as client:
            for_people = await client.get("/nowhere", headers={"Accept": "text/html,*/*"})
            for_programs = await client.get("/nowhere", headers={"Accept": "application/json"})
        assert for_people.status_code == for_programs.status_code == 404
        assert for_people.headers["content-type"].startswith("text/html")
        assert for_programs.json()["error"]["code"] == "unknown-address"

    asyncio.run(scenario())


def test_modules_have_the_type_that_browsers_ask_for_whatever_the_platform_says(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mimetypes

    monkeypatch.setitem(mimetypes.types_map, ".js", "text/plain")
    web = tmp_path / "web"
    web.mkdir()
    for name in ("index.html", "app.js", "viva.css", "picture.svg"):
        (web / name).write_text("x")
    bench = Bench(Library((tmp_path, *library.roots)))

    async def scenario() -> None:
        async with http(bench.app) as client:
            types = {
                name: (await client.get(f"/static/{name}")).headers["content-type"].split(";")[0]
                for name in ("app.js", "viva.css", "picture.svg")
            }
        assert types == {
            "app.js": "text/javascript",
            "viva.css": "text/css",
            "picture.svg": "image/svg+xml",
        }

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/", "/static/vendor/htm-preact.js"])
def test_an_unchanged_file_is_not_sent_again(plain: Bench, path: str) -> None:
    async def scenario() -> None:
        async with http(plain.app) as client:
            first = await client.get(path)
            again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "path",
    ["/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/..%2fpyproject.toml",
     "/static//etc/passwd", "/static/%00", "/static/js", "/static/" + "x" * 5_000],
)  # fmt: skip
def test_nothing_outside_the_page_s_folder_is_served(plain: Bench, path: str) -> None:
    async def scenario() -> None:
        async with http(plain.app) as client:
            answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "unknown-address"

    asyncio.run(scenario())


def test_the_page_loads_nothing_from_elsewhere(plain: Bench) -> None:
    async def scenario() -> None:
        async with http(plain.app) as client:
            page = (await client.get("/")).text
        assert "http://" not in page
        assert "https://" not in page
        assert "style=" not in page

    asyncio.run(scenario())


def test_without_the_page_s_files_the_rest_works(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with http(Bench(Library((tmp_path,))).app) as client:
            page = await client.get("/")
            assert page.status_code == 503
            assert page.json()["error"]["code"] == "no-page"
            assert (await client.get("/api/health")).status_code == 200

    asyncio.run(scenario())
