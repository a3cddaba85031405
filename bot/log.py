"""The log: one JSON object a line (on a terminal, one line that a person can read), ids and reasons only.

Every line of a turn carries the id of what set it off (`stimulus`), and whatever is about a call its `incident`: a call
can be followed through the log by its id alone.

Libraries speak of what they carry: `httpx` logs the bot's token at INFO, a database driver its parameters, and an
exception's message holds whatever it stumbled over. So what a library logs keeps its logger, its place in the code and
the kind of its exception, and loses its words; below WARNING libraries are not heard at all, DEBUG or not. Exceptions
in our own lines are reduced in the same way.
"""

import logging
import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

_QUIET = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "asyncpg",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "sqlalchemy.engine",
    "sqlalchemy.pool",
    "telegram",
    "telegram.ext",
    "twilio",
    "twilio.async_http_client",
    "twilio.http_client",
    "uvicorn",
    "uvicorn.access",
    "uvicorn.error",
)

_Caught = tuple[type[BaseException], BaseException, TracebackType | None]


def logger(name: str) -> FilteringBoundLogger:
    """The logger of a module. Give it ids and reasons, never a name, a number, a place or words of anybody."""
    return cast("FilteringBoundLogger", structlog.get_logger(module=name))


def about(**ids: str) -> AbstractContextManager[object]:
    """Every line logged in the block carries these ids as well."""
    return structlog.contextvars.bound_contextvars(**ids)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Sends everything from `level` up to `stream` (standard error when None): JSON, unless a person reads along."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    target = stream if stream is not None else sys.stderr
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _reduce_exception,
            _readable if target.isatty() else structlog.processors.JSONRenderer(default=_kind_of),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(file=target),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, _Reduced):
            root.removeHandler(handler)
    root.addHandler(_Reduced(level=max(threshold, logging.WARNING)))
    root.setLevel(max(threshold, logging.WARNING))
    for name in _QUIET:
        quiet = logging.getLogger(name)
        quiet.setLevel(logging.WARNING)
        quiet.handlers.clear()
        quiet.propagate = True
    logging.captureWarnings(True)


class _Reduced(logging.Handler):
    """Takes what libraries log and hands on everything but their words."""

    def emit(self, record: logging.LogRecord) -> None:
        caught = record.exc_info
        structlog.get_logger().log(
            record.levelno,
            "a library spoke",
            library=record.name,
            at=f"{record.module}:{record.lineno}",
            **(_about(caught) if caught and caught[0] is not None else {}),
        )


def _reduce_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    caught = event.pop("exc_info", None)
    if caught is True:
        caught = sys.exc_info()
    if isinstance(caught, BaseException):
        caught = (type(caught), caught, caught.__traceback__)
    if caught and caught[0] is not None:
        event.update(_about(caught))
    return event


def _readable(_: WrappedLogger, __: str, event: EventDict) -> str:
    """`12:00:00 warning  a turn crashed  attempt=1 kind=inbound`: for a terminal."""
    clock = str(event.pop("timestamp", ""))[11:19]
    level, said, module = event.pop("level", ""), event.pop("event", ""), event.pop("module", "")
    rest = " ".join(f"{name}={_plainly(value)}" for name, value in sorted(event.items()) if value is not None)
    return f"{clock} {level:<8} {said}  {rest}  [{module}]"


def _plainly(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(_plainly, value))
    return str(value) if isinstance(value, str | int | float) else _kind_of(value)


def _about(caught: _Caught) -> dict[str, Any]:
    """The kind of an exception and of those behind it, and where it came from; never its message."""
    kinds: list[str] = []
    error: BaseException | None = caught[1]
    while error is not None and len(kinds) < 5:
        kinds.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    places: list[str] = []
    step = caught[2]
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{step.tb_lineno}")
        step = step.tb_next
    return {"error": kinds, "where": places[-6:]}


def _kind_of(value: object) -> str:
    """What is neither text nor number is named by its kind: its own words may hold anything."""
    return type(value).__name__
