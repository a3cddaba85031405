"""People: loaded whole, recognised by their address, vetted by two."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from domain.errors import Refused
from domain.ids import IncidentId, PersonId, TeamId
from domain.people import Availability, Channel, ContactPoint, Person, Reach, Role, Standing
from domain.standing import OPERATOR
from domain.step_aside import Aside, AsideFrom, StepAside
from models import conversations, people
from models.database import Database, Store
from models.tables import contact_point, person, standing_event
from tests.models.small import ANA, BEN, BOT, CORA, HILL, LINE, PEOPLE, RIVER, lasting
from tests.support.builders import NOON

DAN, EVE = PersonId("dan"), PersonId("eve")
NUMBER = "+13125550101"


async def add(store: Store, who: PersonId, address: str = NUMBER, rank: int | None = None) -> ContactPoint:
    return await people.add_contact_point(
        store, person=who, channel=Channel.SMS, address=address, sender=LINE, now=NOON, rank=rank
    )


async def load(store: Store, who: PersonId) -> Person:
    found = await people.load(store, who)
    assert found is not None
    return found


async def bind_account(store: Store, who: PersonId, address: str = NUMBER) -> ContactPoint:
    here, _ = await conversations.begin(
        store, channel=Channel.SMS, sender=LINE, address=address, language="en", now=NOON
    )
    await people.bind(store, who, here.id)
    return here


async def test_somebody_nobody_knows_is_nobody(database: Database) -> None:
    async with database.reading() as store:
        assert await people.load(store, PersonId("nobody")) is None
        assert await people.recognise(store, Channel.SMS, NUMBER) is None
        assert await people.load_many(store, ()) == ()
        assert await people.of_teams(store, ()) == ()


async def test_a_team_that_has_not_changed_is_the_very_one_that_was_read_and_any_change_is_seen(
    database: Database,
) -> None:
    async with database.writing() as store:
        await add(store, ANA)
        before = await people.of_teams(store, {RIVER})
    async with database.writing() as store:
        again = await people.of_teams(store, {RIVER})
        keys = set(store.row_keys)
        await people.set_availability(store, BEN, Availability.OFF, None)
        changed = await people.of_teams(store, {RIVER})
        await add(store, ANA, "+13125550102")
        reached = await people.of_teams(store, {RIVER})

    assert again is before
    assert keys == {("person", each.id) for each in before}
    assert [each.availability for each in changed if each.id == BEN] == [Availability.OFF]
    assert [len(each.contact_points) for each in reached if each.id == ANA] == [2]


async def test_nobody_of_a_team_stays_in_memory_once_keys_are_let_go_of(database: Database) -> None:
    async with database.writing() as store:
        before = await people.of_teams(store, {RIVER})

    database.forget()

    async with database.reading() as store:
        assert not store.crowds
        assert not store.met
        again = await people.of_teams(store, {RIVER})
    assert again == before
    assert again is not before


async def test_a_person_is_loaded_with_contact_points_in_their_order(database: Database) -> None:
    async with database.writing() as store:
        second = await add(store, ANA, rank=1)
        first = await people.add_contact_point(
            store, person=ANA, channel=Channel.TELEGRAM, address="77001", sender=BOT, now=NOON, rank=0
        )
        third = await add(store, ANA, "+13125550102")
    async with database.reading() as store:
        found = await load(store, ANA)

    assert found == replace(lasting(PEOPLE[0]), contact_points=(first, second, third))
    assert third.rank == 2


async def test_many_people_are_loaded_at_once(database: Database) -> None:
    async with database.reading() as store:
        assert [each.id for each in await people.load_many(store, (CORA, ANA, ANA, DAN))] == [ANA, CORA]
        assert [each.id for each in await people.of_teams(store, {RIVER})] == [ANA, BEN, CORA]
        assert [each.id for each in await people.of_teams(store, {HILL})] == [BEN]
        assert [each.id for each in await people.of_teams(store, {HILL, RIVER})] == [ANA, BEN, CORA]


async def test_an_address_is_recognised_on_its_own_channel_only(database: Database) -> None:
    async with database.writing() as store:
        point = await add(store, ANA)
    async with database.reading() as store:
        assert await people.recognise(store, Channel.SMS, NUMBER) == point
        assert await people.recognise(store, Channel.SIM_SMS, NUMBER) is None
        assert await people.contact_point(store, point.id) == point


async def test_how_well_a_contact_point_works_is_kept(database: Database) -> None:
    async with database.writing() as store:
        point = await add(store, ANA)
        await people.set_reach(store, point.id, Reach.OPTED_OUT)
        found = await load(store, ANA)

    assert found.contact_points == (replace(point, reach=Reach.OPTED_OUT),)
    assert found.reachable_points() == ()


async def test_what_somebody_said_about_their_time_is_kept(database: Database) -> None:
    async with database.writing() as store:
        await people.set_availability(store, ANA, Availability.OFF, NOON + timedelta(hours=2))
        found = await load(store, ANA)
        await people.set_availability(store, ANA, Availability.ON, None)
        later = await load(store, ANA)

    assert found.said(NOON) is Availability.OFF
    assert found.said(NOON + timedelta(hours=2)) is Availability.AS_ROTA
    assert (later.availability, later.available_until) == (Availability.ON, None)


async def test_a_language_is_put_first(database: Database) -> None:
    async with database.writing() as store:
        await people.set_language(store, ANA, "ht")
        await people.set_language(store, ANA, "es")
        assert (await load(store, ANA)).languages == ("es", "ht", "en")


async def test_binding_makes_a_strangers_contact_point_a_persons(database: Database) -> None:
    async with database.writing() as store:
        here, talk = await conversations.begin(
            store, channel=Channel.SMS, sender=LINE, address=NUMBER, language="en", now=NOON
        )
        await people.bind(store, ANA, here.id)
        await people.bind(store, ANA, here.id)
    async with database.reading() as store:
        found = await people.recognise(store, Channel.SMS, NUMBER)
        again = await people.contact_point(store, here.id)
        kept = await conversations.load(store, talk.id)

    assert found == again == replace(here, person=ANA)
    assert kept == replace(talk, person=ANA)


async def test_an_account_that_is_somebody_elses_is_not_bound(database: Database) -> None:
    async with database.writing() as store:
        point = await add(store, BEN)
        with pytest.raises(Refused, match="contact_point_is_bound"):
            await people.bind(store, ANA, point.id)


async def test_a_bound_address_hangs_on_its_person_not_on_the_talk(database: Database) -> None:
    async with database.writing() as store:
        await bind_account(store, ANA)
    await database.keyring.destroy((NOON + timedelta(days=30)).date(), NOON + timedelta(days=30))
    database.vault.forget()
    async with database.reading() as store:
        assert [each.address for each in (await load(store, ANA)).contact_points] == [NUMBER]


async def standings(store: Store, who: PersonId = ANA, team: TeamId = RIVER) -> tuple[Standing, tuple[PersonId, ...]]:
    found = (await load(store, who)).membership(team)
    assert found is not None
    return found.standing, found.approved_by


async def test_two_different_people_vet_somebody_whose_account_is_bound(database: Database) -> None:
    async with database.writing() as store:
        assert await people.bound(store, ANA, RIVER, NOON) is Standing.BOUND
        assert await people.approve(store, ANA, RIVER, CORA, NOON) is Standing.BOUND
        assert await people.approve(store, ANA, RIVER, CORA, NOON) is Standing.BOUND
        assert await people.approve(store, ANA, RIVER, DAN, NOON) is Standing.VETTED
        assert await standings(store) == (Standing.VETTED, (CORA, DAN))


async def test_nobody_is_vetted_before_an_account_is_bound(database: Database) -> None:
    async with database.writing() as store:
        for by in (CORA, DAN):
            with pytest.raises(Refused, match="has_no_account"):
                await people.approve(store, ANA, RIVER, by, NOON)
        assert await people.bound(store, ANA, RIVER, NOON) is Standing.BOUND
        assert await standings(store) == (Standing.BOUND, ())


async def test_nobody_approves_themselves_or_in_a_team_they_are_not_of(database: Database) -> None:
    async with database.writing() as store:
        with pytest.raises(Refused, match="nobody_approves_themselves"):
            await people.approve(store, ANA, RIVER, ANA, NOON)
        with pytest.raises(LookupError):
            await people.approve(store, ANA, HILL, CORA, NOON)


async def test_a_yes_for_one_team_is_not_a_yes_for_another(database: Database) -> None:
    async with database.writing() as store:
        for team in (RIVER, HILL):
            await people.bound(store, BEN, team, NOON)
        await people.approve(store, BEN, RIVER, CORA, NOON)
        assert await people.approve(store, BEN, HILL, DAN, NOON) is Standing.BOUND
        assert await people.approve(store, BEN, RIVER, DAN, NOON) is Standing.VETTED
        assert await standings(store, BEN, HILL) == (Standing.BOUND, (DAN,))


async def test_a_suspension_needs_two_people_anew(database: Database) -> None:
    async with database.writing() as store:
        await people.bound(store, ANA, RIVER, NOON)
        await people.approve(store, ANA, RIVER, CORA, NOON)
        await people.approve(store, ANA, RIVER, DAN, NOON)
        await people.suspend(store, ANA, RIVER, NOON, by=CORA, why="asked for")

        assert await people.bound(store, ANA, RIVER, NOON) is Standing.SUSPENDED
        assert await people.vouch(store, ANA, RIVER, NOON) is Standing.SUSPENDED
        assert await people.approve(store, ANA, RIVER, CORA, NOON) is Standing.SUSPENDED
        assert await people.approve(store, ANA, RIVER, EVE, NOON) is Standing.VETTED


async def test_whoever_has_left_is_not_approved(database: Database) -> None:
    async with database.writing() as store:
        await people.leave(store, ANA, RIVER, NOON, by=None, why="left")
        with pytest.raises(Refused, match="has_left"):
            await people.approve(store, ANA, RIVER, CORA, NOON)


async def test_the_first_two_are_vouched_for_on_the_command_line(database: Database) -> None:
    async with database.writing() as store:
        assert await people.vouch(store, CORA, RIVER, NOON) is Standing.VETTED
        assert await standings(store, CORA) == (Standing.VETTED, (OPERATOR,))


async def test_a_role_is_added_once(database: Database) -> None:
    async with database.writing() as store:
        await people.add_role(store, ANA, RIVER, Role.COORDINATOR)
        await people.add_role(store, ANA, RIVER, Role.COORDINATOR)
        found = (await load(store, ANA)).membership(RIVER)

    assert found is not None
    assert found.roles == {Role.PROTECTOR, Role.COORDINATOR}


async def test_what_happened_to_a_standing_is_kept_and_never_changed(database: Database) -> None:
    async with database.writing() as store:
        await people.joined(store, ANA, RIVER, NOON, by=CORA)
        await people.bound(store, ANA, RIVER, NOON)
        await people.approve(store, ANA, RIVER, CORA, NOON)
        await people.approve(store, ANA, RIVER, DAN, NOON)
        await people.suspend(store, ANA, RIVER, NOON, by=EVE, why="asked for")
    async with database.reading() as store:
        told = [(each.kind, each.after, each.by, each.why) for each in await people.audit(store, ANA)]

    assert told == [
        ("Invited", Standing.INVITED, CORA, "put on the roster"),
        ("AccountBound", Standing.BOUND, None, "an invite's code was sent from it"),
        ("SaidYes", Standing.BOUND, CORA, "a coordinator said yes"),
        ("SaidYes", Standing.BOUND, DAN, "a coordinator said yes"),
        ("Approved", Standing.VETTED, None, "2 different coordinators said yes"),
        ("Suspended", Standing.SUSPENDED, EVE, "asked for"),
    ]
    for forbidden in (sa.update(standing_event).values(why="another"), sa.delete(standing_event)):
        with pytest.raises(DBAPIError, match="never changed"):
            async with database.writing() as store:
                await store.connection.execute(forbidden)


async def test_a_yes_goes_with_its_coordinator_unless_it_has_vetted_somebody(database: Database) -> None:
    async with database.writing() as store:
        for who in (ANA, BEN, CORA):
            await people.bound(store, who, RIVER, NOON)
        await people.approve(store, BEN, RIVER, CORA, NOON)
        await people.approve(store, BEN, RIVER, DAN, NOON)
        await people.approve(store, ANA, RIVER, CORA, NOON)
        await people.suspend(store, CORA, RIVER, NOON, by=DAN, why="asked for")

        assert await standings(store, BEN) == (Standing.VETTED, (CORA, DAN))
        assert await standings(store, ANA) == (Standing.BOUND, ())
        assert await people.approve(store, ANA, RIVER, DAN, NOON) is Standing.BOUND


async def test_probation_ends_after_so_many_calls(database: Database) -> None:
    async with database.writing() as store:
        await people.bound(store, ANA, RIVER, NOON)
        await people.approve(store, ANA, RIVER, CORA, NOON)
        assert await people.approve(store, ANA, RIVER, DAN, NOON, probation=2) is Standing.PROBATION
        assert not await people.went_beside(store, ANA, RIVER, NOON)
        assert await people.went_beside(store, ANA, RIVER, NOON)
        assert not await people.went_beside(store, ANA, RIVER, NOON)
        assert (await standings(store))[0] is Standing.VETTED


async def test_an_account_bound_anew_is_vetted_anew_in_every_team(database: Database) -> None:
    async with database.writing() as store:
        for team in (RIVER, HILL):
            await people.bound(store, BEN, team, NOON)
            await people.approve(store, BEN, team, CORA, NOON)
            await people.approve(store, BEN, team, DAN, NOON)
        await people.account(store, BEN, RIVER, NOON, fresh=True)

        assert await standings(store, BEN) == (Standing.SUSPENDED, ())
        assert await standings(store, BEN, HILL) == (Standing.SUSPENDED, ())


async def test_what_somebody_keeps_to_themselves_is_sealed_with_them_and_goes_with_them(database: Database) -> None:
    first = StepAside(kept=(Aside(AsideFrom.PERSON, BEN),), asked=frozenset({IncidentId("inc_1")}))
    longer = first.adding(Aside(AsideFrom.AREA, "old-town")).adding(Aside(AsideFrom.NATURE, "conflict"))
    sealed = []
    for kept in (first, longer, StepAside()):
        async with database.writing() as store:
            await people.keep_aside(store, ANA, kept)
        async with database.reading() as store:
            assert (await load(store, ANA)).aside == kept
            row = await store.connection.execute(sa.select(person.c.aside).where(person.c.id == ANA))
            sealed.append(row.scalar_one())

    assert len({len(each) for each in sealed}) == 1  # its length says nothing of how much stands in it
    assert not any(BEN.encode() in each for each in sealed)
    async with database.writing() as store:
        await people.erase(store, ANA)
        assert (
            await store.connection.execute(sa.select(person.c.aside).where(person.c.id == ANA))
        ).scalar_one() is None


async def test_whoever_is_erased_leaves_nothing_that_can_be_read(database: Database) -> None:
    async with database.writing() as store:
        await bind_account(store, ANA)
        key = (await store.connection.execute(sa.select(person.c.data_key).where(person.c.id == ANA))).scalar_one()
        index = store.vault.index(Channel.SMS, NUMBER)
        await people.erase(store, ANA)
        await people.erase(store, ANA)
        found = await load(store, ANA)
        assert await people.recognise(store, Channel.SMS, NUMBER) is None
        points = (await store.connection.execute(sa.select(contact_point).where(contact_point.c.person == ANA))).all()
    assert found.erased
    assert (found.roster_name, found.contact_points, found.languages) == (ANA, (), ())
    assert [(each.address, each.address_index == index) for each in points] == [(b"", False)]

    await database.close()

    if database.dialect == "sqlite":
        kept = Path(str(database._engines.url.database)).read_bytes()  # noqa: ASYNC240  nobody else waits
        assert key not in kept
        assert index not in kept
