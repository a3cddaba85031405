"""From the schema before it to what members say of themselves, and back, with people in it."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from models import migrate

# As the schema before this migration has them.
BEFORE = (
    (
        "INSERT INTO person (id, data_key, roster_name, languages, availability, available_until, time_zone)"
        " VALUES ('ana', :bytes, :bytes, '[\"en\"]', 'off', NULL, NULL)"
    ),
    "INSERT INTO skill (id, position, names, expires_days) VALUES ('medic', 0, '{}', 365)",
    "INSERT INTO person_skill (person, skill, expires_at) VALUES ('ana', 'medic', NULL)",
    "INSERT INTO sender (id, channel, address, team) VALUES ('line', 'sms', '+13125550100', NULL)",
    (
        "INSERT INTO contact_point (id, channel, address, address_index, person, sender, rank, reach, made_at)"
        " VALUES ('cp_1', 'sms', :bytes, :bytes, 'ana', 'line', 0, 'works', '2026-03-06 18:00:00+00:00')"
    ),
)
NEW = (
    "UPDATE person SET choices = '{\"neutral\": true, \"own\": []}', testing_since = '2026-03-06 18:00:00+00:00'",
    "UPDATE contact_point SET proved_seconds = 12",
    "INSERT INTO skill_claim (id, person, skill, at) VALUES ('clm_1', 'ana', 'medic', '2026-03-06 18:00:00+00:00')",
    (
        "INSERT INTO own_contact (code_index, person, address_index, expires_at)"
        " VALUES (:bytes, 'ana', :bytes, '2026-03-06 19:00:00+00:00')"
    ),
)
LOOK = (
    "SELECT person.id, person.availability, person_skill.skill, contact_point.reach FROM person"
    " JOIN person_skill ON person_skill.person = person.id JOIN contact_point ON contact_point.person = person.id"
)


async def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    engine = create_async_engine(url)
    rows: list[tuple[object, ...]] = []
    try:
        async with engine.begin() as connection:
            for each in statements:
                given = {"bytes": b"sealed"} if ":bytes" in each else {}
                found = await connection.execute(sa.text(each), given)
                rows = [tuple(row) for row in found] if found.returns_rows else []
    finally:
        await engine.dispose()
    return rows


async def test_people_of_the_schema_before_it_come_through_up_down_and_up_again(database_url: str) -> None:
    await migrate.upgrade(database_url, "0002")
    await run(database_url, *BEFORE)

    await migrate.upgrade(database_url, "0003")
    assert await run(database_url, LOOK) == [("ana", "off", "medic", "works")]
    await run(database_url, *NEW)
    await migrate.downgrade(database_url, "0002")
    assert await run(database_url, LOOK) == [("ana", "off", "medic", "works")]
    await migrate.upgrade(database_url, "0003")

    assert await run(database_url, "SELECT choices, testing_since FROM person") == [(None, None)]
    assert await run(database_url, "SELECT proved_seconds FROM contact_point") == [(None,)]
    assert await run(database_url, "SELECT count(*) FROM skill_claim") == [(0,)]
