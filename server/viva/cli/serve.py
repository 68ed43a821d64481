"""`viva serve`: the app on this machine."""

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
import sys
import webbrowser
from collections.abc import Generator
from typing import Annotated, Any, Final

import typer

from viva.cli.failure import usage
from viva.domain.errors import ErrorKind, VivaError

HOST: Final = "127.0.0.1"
PORT: Final = 8765
_SHUTDOWN_S: Final = 3

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine need --token.")
    ] = HOST,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")
    ] = PORT,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    token: Annotated[str | None, typer.Option(help="Secret that other machines must send.")] = None,
) -> None:
    """Serves until Ctrl-C. The first line on stdout is the URL; logs go to stderr."""
    loopback = is_loopback(host)
    if not loopback and not token:
        raise usage(
            f"Listening on {host} lets other machines in, so it needs a token.",
            f"Run viva serve --host {host} --token SECRET, or leave --host out.",
        )
    listener = _bind(host, port)
    with listener:
        _log_to_stderr()
        asyncio.run(_serve(listener, host=host, token=token, open_=open_))
    sys.stderr.write("Stopped.\n")


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def url_of(host: str, port: int) -> str:
    """The address to open. A wildcard host is reached here by the loopback."""
    name = host.strip("[]")
    if name in {"0.0.0.0", "::"}:  # noqa: S104 the user's own choice, guarded by the token
        name = HOST
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def allowed_hosts(host: str) -> frozenset[str]:
    """What a `Host` header may name."""
    from viva.api.security import ANY_HOST, LOOPBACK

    if is_loopback(host):
        return LOOPBACK
    name = host.strip("[]")
    if name in {"0.0.0.0", "::"}:  # noqa: S104 the token guards it
        return frozenset({ANY_HOST})
    return LOOPBACK | {f"[{name}]" if ":" in name else name}


def _bind(host: str, port: int) -> socket.socket:
    name = host.strip("[]")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    try:
        return socket.create_server((name, port), family=family, backlog=512)
    except OSError as error:
        raise VivaError(
            "cannot-listen",
            f"Cannot listen on {host} port {port}: {(error.strerror or str(error)).lower()}.",
            "Use another port with --port, or --port 0 for any free one.",
            ErrorKind.UNAVAILABLE,
        ) from error


async def _serve(listener: socket.socket, *, host: str, token: str | None, open_: bool) -> None:
    import uvicorn

    from viva.api.app import create_app
    from viva.cli.context import services
    from viva.wiring import warm_up

    url = url_of(host, listener.getsockname()[1])
    private = f"{url}/?token={token}" if token else url
    background: list[asyncio.Task[Any]] = []

    class Server(uvicorn.Server):
        """Says where it is once it answers, and leaves quietly on Ctrl-C."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if not self.started:
                return
            sys.stdout.write(f"{url}\n")
            sys.stdout.flush()
            if token:
                sys.stderr.write(f"Open {private} once in each browser.\n")
            background.append(asyncio.create_task(warm_up(opened)))
            if open_:
                background.append(asyncio.create_task(asyncio.to_thread(webbrowser.open, private)))

        @contextlib.contextmanager
        def capture_signals(self) -> Generator[None]:
            before = {s: signal.signal(s, self.handle_exit) for s in (signal.SIGINT, signal.SIGTERM)}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    async with services() as opened:
        config = uvicorn.Config(
            create_app(opened, token=token, allowed_hosts=allowed_hosts(host)),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
        await Server(config).serve([listener])
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)


def _log_to_stderr() -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
