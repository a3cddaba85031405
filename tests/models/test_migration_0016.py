"""From aid that was opened by hand to aid that has a state, and back."""

from models import migrate
from tests.models.test_migration_0003 import run


async def test_a_provider_that_is_down_and_what_was_only_asked_are_not_known_before(
    database_url: str, keyring_url: str
) -> None:
    await migrate.upgrade(database_url)
    assert await run(database_url, "SELECT channel FROM outage") == []

    await migrate.downgrade(database_url, "0009")
    assert await run(database_url, "SELECT incident FROM aid") == []
    await migrate.upgrade(database_url)
    assert await run(database_url, "SELECT state, asked_at, reminded FROM aid") == []
