"""Whatever a client sends that the description allows (or forbids), the server answers as described."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from api.harness import Bench
from viva.content.library import Library
from viva.content.roots import content_roots

# What is too large is refused for that, whatever else is wrong with it.
REFUSED = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429, "5xx"]
# The library's types are open, and this project's are not.
configured: Any = getattr(SchemathesisConfig, "from_dict")  # noqa: B009
CONFIG: Any = configured({"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}})
schema: Any = schemathesis.openapi.from_dict(Bench(Library(content_roots())).app.openapi(), config=CONFIG)


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    """A real server on this machine."""
    server = uvicorn.Server(uvicorn.Config(Bench(library).app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


ACCEPTS: Any = getattr(checks, "positive_data_acceptance")  # noqa: B009 its type is open
# What these take must make sense too, which a schema cannot say: words in a transcript, sound in a recording.
JUDGED = {"/api/grade", "/api/sessions", "/api/sessions/paste", "/api/sessions/import", "/api/transcribe"}


@schema.parametrize()
@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_operation_answers_as_described(case: Any, address: str) -> None:
    judged = case.operation.path in JUDGED
    case.call_and_validate(base_url=address, excluded_checks=[ACCEPTS] if judged else None)
