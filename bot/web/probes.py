"""`/livez` and `/readyz`, for whoever restarts this process and whoever sends it requests.

Alive: it answers, and none of its loops is stuck in a round; else restart it. Ready: the database answers, its schema
is the newest, and nobody told the process to stop; else send requests elsewhere. A database that is away makes it
unready, not dead: a restart brings no database back. How late work is says `/healthz`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_NOT_STORED = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What has to be so before requests are sent here."""

    database_answers: bool
    schema_is_newest: bool
    stays: bool

    @property
    def ready(self) -> bool:
        return self.database_answers and self.schema_is_newest and self.stays


def probe_routes(stuck: Callable[[], Sequence[str]], readiness: Callable[[], Awaitable[Readiness]]) -> list[Route]:
    """`GET /livez` and `GET /readyz`: 200 or 503, and why. `stuck` names the loops that are."""

    async def livez(_: Request) -> Response:
        names = list(stuck())
        return JSONResponse({"ok": not names, "stuck": names}, 503 if names else 200, _NOT_STORED)

    async def readyz(_: Request) -> Response:
        now = await readiness()
        said = {
            "ok": now.ready,
            "database_answers": now.database_answers,
            "schema_is_newest": now.schema_is_newest,
            "stopping": not now.stays,
        }
        return JSONResponse(said, 200 if now.ready else 503, _NOT_STORED)

    return [Route("/livez", livez, methods=["GET"]), Route("/readyz", readyz, methods=["GET"])]
