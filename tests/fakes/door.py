"""A webhook that only listens, for testing the fakes themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.server import Loopback
from tests.fakes.waiting import Bell


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode(), keep_blank_values=True)

    def field(self, name: str) -> str | None:
        return dict(self.form).get(name)


@dataclass(slots=True)
class Door:
    """Answers each post with the next of `answers`, then with an empty 200."""

    answers: list[Response] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    _server: Loopback | None = None
    _bell: Bell = field(default_factory=Bell)

    @property
    def url(self) -> str:
        assert self._server is not None
        return self._server.url

    async def called(self, within: float = 60.0) -> None:
        """Returns once somebody has called."""
        await self._bell.until(lambda: True if self.heard else None, within)

    async def __aenter__(self) -> Self:
        self._server = Loopback(self._answer)
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        await self._server.stop()

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        self.heard.append(
            Heard(path=request.url.path, query=request.url.query, headers=dict(request.headers), body=body)
        )
        self._bell.ring()
        return self.answers.pop(0) if self.answers else Response()
