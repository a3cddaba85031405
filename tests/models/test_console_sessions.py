"""Links and sessions of the console as rows. Who may use them is tested where they are used."""

from dataclasses import replace
from datetime import timedelta

from domain.console import IDLE, LONGEST
from domain.ids import ConsoleLinkId
from domain.people import Role
from models import communities, console_sessions, people
from models.database import Database
from tests.models.small import ANA, BEN, COMMUNITY, PEOPLE
from tests.support.builders import NOON


async def test_a_link_lets_one_person_in_once(database: Database) -> None:
    async with database.writing() as store:
        link = await console_sessions.make_link(store, ANA, NOON)

        assert await console_sessions.whose_link(store, link, NOON) == ANA
        assert await console_sessions.use_link(store, link, NOON) == ANA
        assert await console_sessions.use_link(store, link, NOON) is None
        assert await console_sessions.whose_link(store, link, NOON) is None
        assert await console_sessions.use_link(store, ConsoleLinkId("lnk_nobody"), NOON) is None


async def test_ending_one_persons_leaves_the_others(database: Database) -> None:
    async with database.writing() as store:
        link = await console_sessions.make_link(store, BEN, NOON)
        for person, token in ((ANA, "a"), (ANA, "a too"), (BEN, "b")):
            await console_sessions.open_session(store, person, token, NOON)

        await console_sessions.end_of(store, ANA)

        assert [await console_sessions.find(store, each, NOON) is None for each in ("a", "a too")] == [True, True]
        assert await console_sessions.find(store, "b", NOON) is not None
        assert await console_sessions.whose_link(store, link, NOON) == BEN


async def test_a_session_is_over_when_idle_or_at_its_longest(database: Database) -> None:
    async with database.writing() as store:
        session = await console_sessions.open_session(store, ANA, "token", NOON)
        assert session.ends_at == NOON + IDLE
        assert await console_sessions.find(store, "token", NOON + IDLE) is None

        late = NOON + LONGEST - timedelta(minutes=1)
        await console_sessions.seen(store, session, late)

        found = await console_sessions.find(store, "token", late)
        assert found is not None
        assert found.ends_at == NOON + LONGEST


async def test_a_coordinator_whose_role_is_taken_away_looks_no_more(database: Database) -> None:
    protector = frozenset({Role.PROTECTOR})
    async with database.writing() as store:
        who = next(each for each in await people.everybody(store) if Role.COORDINATOR in each.memberships[0].roles)
        link = await console_sessions.make_link(store, who.id, NOON)
        await console_sessions.open_session(store, who.id, "token", NOON)
        less = replace(who, memberships=tuple(replace(each, roles=protector) for each in who.memberships))

        await communities.apply(store, COMMUNITY, [less], prune=False, now=NOON)

        assert await console_sessions.whose_link(store, link, NOON) is None
        assert await console_sessions.find(store, "token", NOON) is None


async def test_somebody_who_is_taken_from_the_roster_leaves_neither(database: Database) -> None:
    left = tuple(each for each in PEOPLE if each.id != BEN)
    async with database.writing() as store:
        link = await console_sessions.make_link(store, BEN, NOON)
        await console_sessions.open_session(store, BEN, "token", NOON)

        changes = await communities.apply(store, COMMUNITY, left, prune=True, now=NOON)

        assert f"person {BEN}: gone" in changes
        assert await console_sessions.whose_link(store, link, NOON) is None
        assert await console_sessions.find(store, "token", NOON) is None
