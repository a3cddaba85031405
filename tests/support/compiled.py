"""Statements compiled once in a process and not once for each engine: every test opens engines of its own."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Compiled


class _Cache(dict[Any, Compiled]):
    """Of one kind of database. What differs between its dialects is the object alone: keys are kept without it."""

    def get(self, key: tuple[object, ...], default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[object, ...], compiled: Compiled) -> None:
        super().__setitem__(key[1:], compiled)


_CACHES: dict[str, _Cache] = {}


def _share(connection: sa.Connection) -> None:
    connection.execution_options(compiled_cache=_CACHES.setdefault(connection.dialect.name, _Cache()))


def compile_once() -> None:
    """From now on engines of one kind of database share what they have compiled."""
    sa.event.listen(sa.Engine, "engine_connect", _share)
