"""Statements that the two databases spell alike but SQLAlchemy keeps in two places."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Statement = sa.Executable


def insert_unless_there(table: sa.Table, key: str) -> Mapping[str, Statement]:
    """For each database: insert rows, passing over those whose unique `key` is taken; gives the keys inserted."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=[key]).returning(table.c[key]),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=[key]).returning(table.c[key]),
    }


def upsert(
    table: sa.Table, keys: tuple[str, ...], columns: tuple[str, ...], where: Any = None
) -> Mapping[str, Statement]:
    """For each database: insert a row, or give the one with these keys the new `columns` (if it fits `where`)."""
    ours, theirs = sqlite.insert(table), postgresql.insert(table)
    return {
        "sqlite": ours.on_conflict_do_update(
            index_elements=list(keys), set_={each: ours.excluded[each] for each in columns}, where=where
        ),
        "postgresql": theirs.on_conflict_do_update(
            index_elements=list(keys), set_={each: theirs.excluded[each] for each in columns}, where=where
        ),
    }
