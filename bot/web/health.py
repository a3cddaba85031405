"""`/healthz` for whoever restarts us, `/metrics` for whoever watches us."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import stopwatch
from bot.metrics import Metrics

TOO_LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """How the process is. `schema` is the database's revision, None if it cannot be asked or has none.

    `oldest_overdue` is how late the oldest work due is, None if nothing is. `waiting` and `dead` count work by kind.
    `heard` is when each channel last surely heard, `deaf` those that have failed to for too long, `missing` the parts
    of the program (web, worker) that ran and have fallen silent.
    """

    schema: str | None
    schema_is_newest: bool
    oldest_overdue: timedelta | None = None
    waiting: Mapping[str, int] = field(default_factory=dict)
    dead: Mapping[str, int] = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)
    deaf: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def unwell(self) -> str | None:
        """Why it is not well, in a word; None if it is."""
        if not self.schema_is_newest:
            return "schema"
        if self.oldest_overdue is not None and self.oldest_overdue > TOO_LATE:
            return "overdue"
        if self.missing:
            return "missing"
        return "deaf" if self.deaf else None

    @property
    def well(self) -> bool:
        return self.unwell is None


_GOOD_FOR = 1.0
"""Seconds for which an answer serves whoever asks next: strangers may ask as often as they like."""

Feel = Callable[[], Awaitable[Vitals]]
"""Takes the pulse: asks the database and the engine now."""


def health_routes(feel: Feel, metrics: Metrics, metrics_token: str | None) -> list[Route]:
    """`GET /healthz`: 200 if all is well, else 503. `GET /metrics` for the bearer of the token, if there is one.

    How much waits and how late it is tells when a call runs: of that, too, only the bearer hears.
    """

    wanted = sha256(f"Bearer {metrics_token}".encode()).digest()
    pulse = _Pulse(feel, metrics)

    def is_bearer(request: Request) -> bool:
        shown = request.headers.get("Authorization", "").encode("latin-1")
        same = hmac.compare_digest(sha256(shown).digest(), wanted)  # digests: neither its bytes nor its length show
        return same and bool(metrics_token)

    async def healthz(request: Request) -> Response:
        vitals = await pulse.take()
        said: dict[str, object] = {
            "ok": vitals.well,
            "schema": vitals.schema,
            "schema_is_newest": vitals.schema_is_newest,
            "tzdata": version("tzdata"),
        }
        if is_bearer(request):
            late = vitals.oldest_overdue
            said["oldest_overdue_seconds"] = None if late is None else round(late.total_seconds(), 1)
            said["deaf"], said["missing"] = list(vitals.deaf), list(vitals.missing)
            said["waiting"], said["dead"] = dict(vitals.waiting), dict(vitals.dead)
        return JSONResponse(said, status_code=200 if vitals.well else 503, headers={"Cache-Control": "no-store"})

    async def scrape(request: Request) -> Response:
        if not is_bearer(request):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        await pulse.take()
        return Response(metrics.text(), media_type=metrics.content_type)

    routes = [Route("/healthz", healthz, methods=["GET"])]
    if metrics_token:
        routes.append(Route("/metrics", scrape, methods=["GET"]))
    return routes


class _Pulse:
    """Feels at most once in a while, and once for all who ask meanwhile."""

    def __init__(self, feel: Feel, metrics: Metrics) -> None:
        self._feel = feel
        self._metrics = metrics
        self._felt: tuple[float, Vitals] | None = None
        self._turn = asyncio.Lock()

    async def take(self) -> Vitals:
        async with self._turn:
            if self._felt is None or stopwatch() - self._felt[0] >= _GOOD_FOR:
                vitals = await self._feel()
                _note(self._metrics, vitals)
                self._felt = stopwatch(), vitals
            return self._felt[1]


def _note(metrics: Metrics, vitals: Vitals) -> None:
    late = vitals.oldest_overdue
    metrics.oldest_overdue.set(0 if late is None else late.total_seconds())
    for channel, at in vitals.heard.items():
        metrics.last_heard.labels(channel).set(at.timestamp())
    for work, count in vitals.waiting.items():
        metrics.waiting.labels(work).set(count)
    for work, count in vitals.dead.items():
        metrics.dead.labels(work).set(count)
