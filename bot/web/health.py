"""`/healthz` for whoever restarts us, `/metrics` for whoever watches us."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.metrics import Metrics

TOO_LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """How the process is. `schema` is the database's revision, None if it cannot be asked or has none.

    `oldest_overdue` is how late the oldest work due is, None if nothing is. `waiting` and `dead` count work by kind.
    """

    schema: str | None
    schema_is_newest: bool
    oldest_overdue: timedelta | None = None
    waiting: Mapping[str, int] = field(default_factory=dict)
    dead: Mapping[str, int] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        late = self.oldest_overdue is not None and self.oldest_overdue > TOO_LATE
        return self.schema_is_newest and not late


Feel = Callable[[], Awaitable[Vitals]]
"""Takes the pulse: asks the database and the engine now."""


def health_routes(feel: Feel, metrics: Metrics, metrics_token: str | None) -> list[Route]:
    """`GET /healthz`: 200 if all is well, else 503. `GET /metrics` for the bearer of the token, if there is one."""

    wanted = sha256(f"Bearer {metrics_token}".encode()).digest()

    async def healthz(_: Request) -> Response:
        vitals = await feel()
        _note(metrics, vitals)
        late = vitals.oldest_overdue
        return JSONResponse(
            {
                "ok": vitals.well,
                "schema": vitals.schema,
                "schema_is_newest": vitals.schema_is_newest,
                "oldest_overdue_seconds": None if late is None else round(late.total_seconds(), 1),
                "waiting": dict(vitals.waiting),
                "dead": dict(vitals.dead),
                "tzdata": version("tzdata"),
            },
            status_code=200 if vitals.well else 503,
            headers={"Cache-Control": "no-store"},
        )

    async def scrape(request: Request) -> Response:
        shown = request.headers.get("Authorization", "").encode("latin-1")
        if not hmac.compare_digest(sha256(shown).digest(), wanted):  # digests: neither its bytes nor its length show
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        _note(metrics, await feel())
        return Response(metrics.text(), media_type=metrics.content_type)

    routes = [Route("/healthz", healthz, methods=["GET"])]
    if metrics_token:
        routes.append(Route("/metrics", scrape, methods=["GET"]))
    return routes


def _note(metrics: Metrics, vitals: Vitals) -> None:
    late = vitals.oldest_overdue
    metrics.oldest_overdue.set(0 if late is None else late.total_seconds())
    for work, count in vitals.waiting.items():
        metrics.waiting.labels(work).set(count)
    for work, count in vitals.dead.items():
        metrics.dead.labels(work).set(count)
