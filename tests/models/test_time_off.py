"""Requests for time off: kept as they were asked, answered once, and gone with whoever asked."""

from datetime import timedelta

from domain.time_off import TimeOffRequest, TimeOffState
from domain.when import Stretch
from models import communities, people, time_off
from models.database import Database
from tests.models.small import ANA, BEN, COMMUNITY, CORA, HILL, PEOPLE, RIVER
from tests.support.builders import NOON

DAY = timedelta(days=1)
LATER = TimeOffRequest(
    id="tof_1", person=ANA, team=RIVER, stretch=Stretch(start=NOON + 9 * DAY, end=NOON + 11 * DAY), asked_at=NOON
)
SOONER = TimeOffRequest(
    id="tof_2", person=BEN, team=RIVER, stretch=Stretch(start=NOON + 2 * DAY, end=NOON + 3 * DAY), asked_at=NOON
)


async def asked(database: Database) -> None:
    async with database.writing() as store:
        await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOON)
        for request in (LATER, SOONER):
            await time_off.ask(store, request)


async def test_requests_wait_in_the_order_in_which_they_begin_until_somebody_answers(database: Database) -> None:
    await asked(database)

    async with database.writing() as store:
        assert await time_off.waiting(store, {RIVER}) == (SOONER, LATER)
        assert await time_off.waiting(store, {HILL}) == ()
        assert await time_off.move(store, SOONER, TimeOffState.REFUSED, by=CORA, now=NOON)
        assert await time_off.waiting(store, {RIVER, HILL}) == (LATER,)


async def test_a_request_is_answered_once(database: Database) -> None:
    await asked(database)

    async with database.writing() as store:
        first = await time_off.move(store, LATER, TimeOffState.GRANTED, by=CORA, now=NOON)
        second = await time_off.move(store, LATER, TimeOffState.REFUSED, by=BEN, now=NOON)

    assert (first, second) == (True, False)


async def test_somebody_finds_what_they_asked_for_and_what_they_were_granted_while_it_is_not_over(
    database: Database,
) -> None:
    await asked(database)

    async with database.writing() as store:
        assert await time_off.of_person(store, ANA, NOON) == (LATER,)
        assert await time_off.load(store, LATER.id) == LATER
        assert await time_off.load(store, "tof_none") is None
        await time_off.move(store, LATER, TimeOffState.GRANTED, by=CORA, now=NOON)
        (granted,) = await time_off.of_person(store, ANA, NOON)
        assert granted.state is TimeOffState.GRANTED
        assert await time_off.of_person(store, ANA, NOON + 11 * DAY) == ()
        same = await time_off.find(store, person=ANA, team=RIVER, stretch=LATER.stretch, state=TimeOffState.GRANTED)
        assert same == granted
        other = Stretch(start=LATER.stretch.start, end=LATER.stretch.end + DAY)
        assert await time_off.find(store, person=ANA, team=RIVER, stretch=other, state=TimeOffState.GRANTED) is None


async def test_nothing_is_left_of_what_somebody_asked_for_once_they_are_erased_or_leave_the_team(
    database: Database,
) -> None:
    await asked(database)

    async with database.writing() as store:
        await people.erase(store, ANA)
        assert await time_off.waiting(store, {RIVER}) == (SOONER,)
        await time_off.forget(store, BEN, HILL)
        assert await time_off.waiting(store, {RIVER}) == (SOONER,)
        await time_off.forget(store, BEN, RIVER)
        assert await time_off.waiting(store, {RIVER}) == ()
