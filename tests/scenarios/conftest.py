"""Every scenario is played twice: on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.models.conftest import migrated_url, postgres_schema, sqlite_template
from tests.support.world import World

__all__ = ["migrated_url", "postgres_schema", "sqlite_template", "world"]


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The community of river.yaml, everybody vetted and reachable, at noon."""
    async with World.open(migrated_url, tmp_path) as opened:
        yield opened
