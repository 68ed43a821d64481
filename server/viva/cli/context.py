"""What commands share: the settings in force, the services, and how coroutines are run."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from viva.api.services import Services
    from viva.settings import Settings

T = TypeVar("T")


def settings() -> "Settings":
    """From the environment and `$VIVA_HOME/viva.toml`. Raises `VivaError` (bad-settings)."""
    from platformdirs import user_data_path

    from viva.settings import load_settings, process_environment

    return load_settings(process_environment(), user_data_path("viva", appauthor=False))


@asynccontextmanager
async def services() -> "AsyncGenerator[Services]":
    """Everything wired up, and closed again."""
    from viva.wiring import open_services

    async with open_services(settings()) as opened:
        yield opened


def with_services(work: "Callable[[Services], Awaitable[T]]") -> T:
    """Runs a coroutine with the services."""

    async def run() -> T:
        async with services() as opened:
            return await work(opened)

    return asyncio.run(run())
