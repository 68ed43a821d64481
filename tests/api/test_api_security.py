"""Strangers are kept out: other sites, rebound names, people without the token."""

import asyncio
from collections.abc import Mapping

import pytest

from api.asgi import HOST, ORIGIN, Socket, http
from api.harness import Bench
from viva.content.library import Library
from viva.domain.errors import VivaError

EVIL = "http://evil.example"


def ask(bench: Bench, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    """The status and the error's code."""

    async def call() -> tuple[int, str]:
        async with http(bench.app) as client:
            answer = await client.request(method, path, headers=headers)
            is_json = answer.headers.get("content-type") == "application/json"
            if not is_json or answer.is_success:
                return answer.status_code, ""
            return answer.status_code, str(answer.json()["error"]["code"])

    return asyncio.run(call())


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost@evil.example", "", "a b",
     "[::2]", "127.0.0.1:8765/x", "127.0.0.1, evil.example"],
)  # fmt: skip
def test_a_name_that_was_rebound_to_this_machine_reaches_nothing(plain: Bench, host: str) -> None:
    for path in ("/api/sessions", "/", "/static/app.js"):
        status, _ = ask(plain, "GET", path, {"Host": host})
        assert status == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "localhost:8765", "LOCALHOST", "[::1]:8765"])
def test_this_machine_s_own_names_are_served(plain: Bench, host: str) -> None:
    assert ask(plain, "GET", "/api/health", {"Host": host}) == (200, "")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/sessions"), ("PUT", "/api/settings"), ("DELETE", "/api/sessions?confirm=everything"),
     ("POST", "/api/grade"), ("POST", "/api/sessions/import"), ("POST", "/api/settings/test-endpoint")],
)  # fmt: skip
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://localhost:8765"},
        {"Origin": f"{ORIGIN}.evil.example"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: next(iter(headers.values())) or "empty",
)
def test_another_site_changes_nothing(
    plain: Bench, method: str, path: str, headers: Mapping[str, str]
) -> None:
    assert ask(plain, method, path, headers) == (403, "wrong-origin")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": ORIGIN},
        {"Origin": ORIGIN.upper()},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_its_own_page_and_other_programs_may(library: Library, headers: Mapping[str, str]) -> None:
    bench = Bench(library)
    assert ask(bench, "DELETE", "/api/sessions?confirm=everything", headers) == (200, "")


@pytest.mark.parametrize("headers", [{"origin": EVIL}, {"origin": "null"}, {"host": "evil.example"}])
def test_a_socket_of_another_site_is_closed_without_a_word(plain: Bench, headers: Mapping[str, str]) -> None:
    async def scenario() -> None:
        async with Socket(plain.app, "any", headers) as socket:
            assert await socket.receive() == {}
            assert socket.code == 4403

    asyncio.run(scenario())


def test_no_answer_invites_other_sites_in(plain: Bench) -> None:
    async def scenario() -> None:
        async with http(plain.app, origin=EVIL) as client:
            for answer in (
                await client.get("/api/sessions"),
                await client.options("/api/sessions", headers={"Access-Control-Request-Method": "POST"}),
            ):
                assert not [name for name in answer.headers if name.startswith("access-control-")]

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/none", "/static/none.js", "/room/x"])
def test_every_answer_carries_the_protective_headers(plain: Bench, path: str) -> None:
    async def scenario() -> None:
        async with http(plain.app) as client:
            headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert f"connect-src 'self' ws://{HOST} wss://{HOST};" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == ("no-store" if path.startswith("/api/") else "no-cache")

    asyncio.run(scenario())


def test_other_hosts_need_a_token(library: Library) -> None:
    with pytest.raises(VivaError) as caught:
        Bench(library, allowed_hosts=frozenset({"viva.lan"}))
    assert caught.value.code == "token-needed"


@pytest.fixture(scope="module")
def locked(library: Library) -> Bench:
    """A server that was started for another host, with a token."""
    return Bench(library, token="a-long-token", allowed_hosts=frozenset({"viva.lan"}))


class TestWithToken:
    """A server that was started for another host, with a token."""

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": "Bearer "},
            {"Authorization": "Basic a-long-token"},
            {"Authorization": "Bearer a-long-tokeñ".encode("latin-1").decode("latin-1")},
            {"Cookie": "viva_token=wrong"},
            {"Cookie": "viva_token="},
        ],
    )
    def test_nothing_is_served_without_it(self, locked: Bench, headers: Mapping[str, str]) -> None:
        raw = {"Host": "viva.lan", **{k: v.encode("latin-1") for k, v in headers.items()}}
        assert ask(locked, "GET", "/api/sessions", raw) == (401, "wrong-token")  # type: ignore[arg-type]
        assert ask(locked, "GET", "/", raw)[0] == 401  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "headers",
        [
            {"Authorization": "Bearer a-long-token"},
            {"Authorization": "bearer a-long-token"},
            {"Cookie": "a=b; viva_token=a-long-token"},
        ],
    )
    def test_header_and_cookie_both_open(self, locked: Bench, headers: Mapping[str, str]) -> None:
        for host in ("viva.lan", "localhost:8765"):
            assert ask(locked, "GET", "/api/sessions", {"Host": host, **headers})[0] == 200

    def test_the_address_with_the_token_leaves_a_cookie_and_no_token_behind(self, locked: Bench) -> None:
        async def scenario() -> None:
            async with http(locked.app) as client:
                answer = await client.get("/sessions/s1?token=a-long-token&grading=2")
                assert answer.status_code == 303
                assert answer.headers["location"] == f"{ORIGIN}/sessions/s1?grading=2"
                cookie = answer.headers["set-cookie"]
                assert "HttpOnly" in cookie
                assert "SameSite=strict" in cookie
                assert (await client.get("/api/sessions")).status_code == 200

        asyncio.run(scenario())

    def test_a_wrong_token_in_the_address_leaves_nothing(self, locked: Bench) -> None:
        async def scenario() -> None:
            async with http(locked.app) as client:
                answer = await client.get("/?token=wrong")
                assert answer.status_code == 401
                assert "set-cookie" not in answer.headers

        asyncio.run(scenario())

    def test_the_cookie_does_not_open_for_another_site(self, locked: Bench) -> None:
        headers = {"Cookie": "viva_token=a-long-token", "Origin": EVIL}
        assert ask(locked, "DELETE", "/api/sessions?confirm=everything", headers)[0] == 403

    def test_a_socket_needs_it_too(self, locked: Bench) -> None:
        async def scenario() -> None:
            async with Socket(locked.app, "any") as socket:
                assert await socket.receive() == {}
                assert socket.code == 4401

        asyncio.run(scenario())
