"""The web server: the doors' webhooks, health, and whatever pages there are, in one process with the rest."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp
from uvicorn import Config, Server

_SECONDS_TO_FINISH = 5


def build(doors: Sequence[BaseRoute], health: Sequence[BaseRoute], extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The application, of the routes of `bot.web.webhooks`, `bot.web.health` and the pages."""
    return Starlette(routes=[*doors, *health, *extra_routes])


class _Server(Server):
    """A server that leaves signals to the program and says when it listens."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listening.set()


class WebServer:
    """`app` on `host` and `port`; port 0 takes a free one, and `port` then says which."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._server = _Server(
            Config(
                app,
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=30,
                timeout_graceful_shutdown=_SECONDS_TO_FINISH,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listens, from now on. OSError if the address is taken or not ours."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # Named TCP: without it asyncio leaves Nagle's algorithm on, and every answer costs 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.host, self.port))
            listener.setblocking(False)
        except OSError:
            listener.close()
            raise
        self.port = listener.getsockname()[1]
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]), name="web server")
        ready = asyncio.create_task(self._server.listening.wait())
        await asyncio.wait({self._serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._serving.done():
            await self._serving

    async def stop(self) -> None:
        """Takes no more connections, finishes the requests that run, within a few seconds."""
        if self._serving is None:
            return
        self._server.should_exit = True
        await self._serving
        self._serving = None
