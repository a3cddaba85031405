"""What both fakes share: a server on the loopback, the records it keeps, and the playing of faults."""

from __future__ import annotations

import asyncio
import math
import socket
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self, assert_never, cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.server import ServerState

from tests.fakes.faults import (
    AFTER,
    Delay,
    DropConnection,
    Fault,
    Faults,
    HangUntilReleased,
    RateLimit,
    Refuse,
    Repeat,
    ServerError,
)
from tests.fakes.posting import Postman
from tests.fakes.waiting import Bell

Clock = Callable[[], float]
Effect = Callable[[], Awaitable[Response | None]]

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that the provider accepted."""

    at: float
    operation: str
    recipient: str | None
    asked: Mapping[str, Any]
    result: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One request that the provider did not accept, with its code and its words."""

    at: float
    operation: str
    recipient: str | None
    code: int
    description: str


class Loopback:
    """One ASGI answerer on 127.0.0.1. The port is chosen once and kept, so a server that went away comes back to it."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response | None]], port: int = 0) -> None:
        self._answer = answer
        self._port = port
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        config = Config(
            self._app, interface="asgi3", lifespan="off", loop="none", ws="none", log_config=None, proxy_headers=False
        )
        config.load()
        self._config = config

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        # Without the protocol named, asyncio leaves TCP_NODELAY off and each answer waits 40 ms for an acknowledgement.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._server = await asyncio.get_running_loop().create_server(self._protocol, sock=listener, backlog=1024)

    async def stop(self) -> None:
        """Refuses connections and cuts those that stand, as a machine that has gone away does."""
        if self._server is None:
            return
        self._server.close()
        for protocol in list(self._state.connections):
            cast(Any, protocol).transport.abort()
        await asyncio.sleep(0)
        running = list(self._state.tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    def _protocol(self) -> asyncio.Protocol:
        build = cast(Callable[..., asyncio.Protocol], self._config.http_protocol_class)
        protocol = build(config=self._config, server_state=self._state, app_state={})
        cast(Any, protocol).access_log = False  # a request line holds the bot's token
        return protocol

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        with suppress(asyncio.CancelledError):
            response = await self._answer(request)
            if response is None:
                await disconnected(request)
                return
            await response(scope, receive, send)

    def cut(self, request: Request, *, reset: bool) -> None:
        """Ends the connection a request came by."""
        for protocol in list(self._state.connections):
            if cast(Any, protocol).client == request.scope["client"]:
                transport = cast(Any, protocol).transport
                if reset:
                    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                transport.abort()


async def disconnected(request: Request) -> None:
    """Returns when the client of a request whose body has been read is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def form_of(request: Request) -> list[tuple[str, str]]:
    """The pairs of an urlencoded body, duplicates and blanks kept."""
    return parse_qsl((await request.body()).decode(), keep_blank_values=True)


class Provider(ABC):
    """A provider on the loopback: records what it was asked, plays the faults planned for it, posts to webhooks.

    `refusals` holds requests that were wrong in themselves: a sound program causes none. `turned_away` holds those
    that met a state of the world (blocked, opted out, too old) or a planned fault: a sound program lives with them.
    """

    def __init__(self, *, clock: Clock, wall: Clock, check_spec: bool, port: int, retry_every: float) -> None:
        self.clock = clock
        self.wall = wall
        self.check_spec = check_spec
        self.calls: list[Call] = []
        self.refusals: list[Refusal] = []
        self.turned_away: list[Refusal] = []
        self.faults = Faults()
        self.postman = Postman(clock=clock, retry_every=retry_every)
        self.on_accepted: Callable[[Call], None] | None = None
        self._bell = Bell()
        self._held: dict[str | None, float] = {}
        self._loopback = Loopback(self._serve, port)

    @property
    def url(self) -> str:
        return self._loopback.url

    @property
    def connect_to(self) -> str | None:
        """Where a webhook's public address is really to be reached, such as http://127.0.0.1:8080."""
        return self.postman.connect_to

    @connect_to.setter
    def connect_to(self, origin: str | None) -> None:
        self.postman.connect_to = origin

    async def __aenter__(self) -> Self:
        await self._loopback.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.postman.close()
        await self._loopback.stop()

    async def goes_away(self) -> None:
        """Refuses connections from now on; what users send is kept."""
        await self._loopback.stop()

    async def comes_back(self) -> None:
        """Listens again, at the same address."""
        await self._loopback.start()

    @abstractmethod
    async def _serve(self, request: Request) -> Response | None:
        """The answer to a request; None when the connection has been cut instead."""

    @abstractmethod
    def _refused(self, fault: Refuse | RateLimit) -> Response:
        """A refusal that a test planned, in the provider's shape."""

    def _accept(self, operation: str, recipient: str | None, asked: Mapping[str, Any], result: Any) -> None:
        call = Call(at=self.clock(), operation=operation, recipient=recipient, asked=asked, result=result)
        self.calls.append(call)
        if self.on_accepted is not None:
            self.on_accepted(call)
        self._bell.ring()

    def _refuse(self, operation: str, recipient: str | None, code: int, description: str, *, fault: bool) -> None:
        """Notes a refusal: in `refusals` when the request was at fault, else in `turned_away`."""
        refusal = Refusal(at=self.clock(), operation=operation, recipient=recipient, code=code, description=description)
        (self.refusals if fault else self.turned_away).append(refusal)
        self._bell.ring()

    async def _play(self, request: Request, operation: str, recipient: str | None, effect: Effect) -> Response | None:
        """Does what was asked, unless a fault was planned for it."""
        for held in (None, recipient):
            left = self._held.get(held, 0.0) - self.clock()
            if left > 0:
                self._refuse(operation, recipient, 429, "asked again before the time was up", fault=True)
                return self._refused(RateLimit(math.ceil(left)))
        fault = self.faults.take(operation, recipient)
        if fault is None:
            return await effect()
        return await self._go_wrong(fault, request, operation, recipient, effect)

    async def _go_wrong(
        self, fault: Fault, request: Request, operation: str, recipient: str | None, effect: Effect
    ) -> Response | None:
        match fault:
            case Refuse(code=code, description=description):
                self._refuse(operation, recipient, code, description, fault=False)
                return self._refused(fault)
            case RateLimit(retry_after=seconds, holds=holds, everybody=everybody):
                if holds:
                    self._held[None if everybody else recipient] = self.clock() + seconds
                self._refuse(operation, recipient, 429, "too many requests", fault=False)
                return self._refused(fault)
            case ServerError(status=status, when=when):
                if when is AFTER:
                    await effect()
                self._refuse(operation, recipient, status, "server error", fault=False)
                return Response("<html>server error</html>", status_code=status, media_type="text/html")
            case Delay(until=until):
                await until.wait()
                return await effect()
            case Repeat(times=times):
                for _ in range(times - 1):
                    await effect()
                return await effect()
            case DropConnection(when=when, reset=reset):
                if when is AFTER:
                    await effect()
                self._loopback.cut(request, reset=reset)
                return None
            case HangUntilReleased(when=when):
                if when is AFTER:
                    response = await effect()
                    await fault.hang()
                    return response
                await fault.hang()
                return await effect()
            case _:
                assert_never(fault)


def monotonic() -> float:
    return time.monotonic()


def wall_time() -> float:
    return time.time()
