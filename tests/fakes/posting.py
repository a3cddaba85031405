"""A provider's posts to webhooks: in order and tried again where that is promised, each attempt recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from yarl import URL

from tests.fakes.waiting import Bell

Outcome = TypeVar("Outcome")

GIVE_UP_AFTER_SECONDS = 15.0
CONNECTIONS = 40
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One attempt at a webhook. `status` is None when there was no answer, or no webhook to ask."""

    at: float
    url: str
    id: str
    attempt: int
    status: int | None
    took: float = 0.0
    content_type: str = ""
    body: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Postman:
    """Posts for one provider. Work in one lane runs in the order in which it came; lanes do not wait for others."""

    def __init__(self, *, clock: Callable[[], float], retry_every: float) -> None:
        self.connect_to: str | None = None
        self.retry_every = retry_every
        self.posts: list[Post] = []
        self._clock = clock
        self._client: aiohttp.ClientSession | None = None
        self._lanes: dict[str, asyncio.Task[object]] = {}
        self._running: set[asyncio.Task[object]] = set()
        self._closing = asyncio.Event()
        self._bell = Bell()

    def send(self, lane: str, work: Callable[[], Awaitable[Outcome]]) -> asyncio.Task[Outcome]:
        before = self._lanes.get(lane)

        async def in_turn() -> Outcome:
            if before is not None:
                await asyncio.wait([before])
            return await work()

        task = asyncio.get_running_loop().create_task(in_turn())
        self._lanes[lane] = task
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        for lane in [lane for lane, last in self._lanes.items() if last is task]:
            del self._lanes[lane]
        self._bell.ring()

    async def post(self, url: str, *, content: bytes, headers: Mapping[str, str], id: str, attempt: int = 1) -> Post:
        """One attempt at the public address `url`, by way of `connect_to` when that is set."""
        began = self._clock()
        public = urlsplit(url)
        target = url
        sent = dict(headers)
        if self.connect_to is None:
            if public.hostname not in LOOPBACK:
                raise ValueError("a webhook off the loopback needs connect_to")
        else:
            real = urlsplit(self.connect_to)
            target = urlunsplit((real.scheme, real.netloc, public.path, public.query, ""))
            sent["Host"] = public.netloc
        status, content_type, body = None, "", ""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._http().post(
                URL(target, encoded=True), data=content, headers=sent, allow_redirects=False
            ) as response:
                body = await response.text()
                status, content_type = response.status, response.headers.get("content-type", "")
        post = Post(
            at=began,
            url=url,
            id=id,
            attempt=attempt,
            status=status,
            took=self._clock() - began,
            content_type=content_type,
            body=body,
        )
        self.posts.append(post)
        self._bell.ring()
        return post

    async def pause(self) -> bool:
        """Waits until it is time to try again; False when the provider closes meanwhile."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), self.retry_every)
        return not self._closing.is_set()

    @property
    def is_busy(self) -> bool:
        """True while something is on its way to a webhook."""
        return bool(self._running)

    async def settled(self, within: float) -> None:
        """Returns when nothing is on its way to a webhook."""
        await self._bell.until(lambda: None if self._running else True, within)

    async def close(self) -> None:
        self._closing.set()
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _http(self) -> aiohttp.ClientSession:
        if self._client is None:
            self._client = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ssl=False),
                timeout=aiohttp.ClientTimeout(sock_connect=GIVE_UP_AFTER_SECONDS, sock_read=GIVE_UP_AFTER_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._client
