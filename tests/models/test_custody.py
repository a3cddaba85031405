"""Destroying what is due: what is over goes, what runs stays."""

from dataclasses import replace
from datetime import timedelta

from domain.checkin import Ended, Hours, Side, State, begun
from domain.conversation import Conversation
from domain.ids import CheckInId
from domain.incident import Disposition, Incident, IncidentStatus
from domain.people import Channel
from domain.zone import zone
from models import checkins, conversations, custody, incidents, people, tasks
from models.database import Database
from tests.models.small import INTAKE, LINE, incident
from tests.models.test_invites_and_tasks import task
from tests.support.builders import NOON

NUMBER = "+13125550121"


async def call(database: Database) -> tuple[Conversation, Incident]:
    async with database.writing() as store:
        _, talk = await conversations.begin(
            store, channel=Channel.SMS, sender=LINE, address=NUMBER, language="en", now=NOON
        )
        opened = incident(1, talk.id, opened_at=NOON)
        await incidents.keep(store, None, opened, (), NOON)
        kept = replace(talk, intake=INTAKE, incident=opened.id)
        await conversations.keep(store, talk, kept)
    return kept, opened


async def test_a_quiet_call_that_runs_keeps_its_words_and_its_requester(database: Database) -> None:
    talk, opened = await call(database)

    for day in range(2, 12):
        await custody.destroy_due(database, NOON + timedelta(days=day))

    async with database.reading() as store:
        here = await people.contact_point(store, talk.contact_point)
        assert here is not None
        assert here.address == NUMBER
        assert await conversations.load(store, talk.id) == talk
        assert await incidents.load(store, opened.id) == opened


async def test_the_words_of_a_call_that_is_over_go_on_their_day(database: Database) -> None:
    talk, opened = await call(database)
    closed = replace(opened, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON)
    async with database.writing() as store:
        await incidents.keep(store, await incidents.load(store, opened.id, hold=True), closed, (), NOON)

    assert await custody.destroy_due(database, NOON + timedelta(days=3)) == ()
    assert len(await custody.destroy_due(database, NOON + timedelta(days=4))) == 2

    async with database.reading() as store:
        assert await incidents.load(store, opened.id) == replace(closed, words=(), place=None)
        assert await people.contact_point(store, talk.contact_point) is None


async def test_what_is_left_of_a_call_goes_on_its_day_and_the_newest_stays_for_its_number(database: Database) -> None:
    talk, opened = await call(database)
    async with database.writing() as store:
        await incidents.keep(store, None, incident(2, talk.id, opened_at=NOON), (), NOON)
        for each in await incidents.latest(store, 9):
            one = await incidents.load(store, each, hold=True)
            assert one is not None
            over = replace(one, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON)
            await incidents.keep(store, one, over, (), NOON)
    kept = opened.retention.shell

    for day in (kept - timedelta(days=1), kept + timedelta(days=1)):
        await custody.destroy_due(database, NOON + day)
        async with database.reading() as store:
            there = await incidents.load(store, opened.id) is not None
            assert there is (day < kept)

    async with database.reading() as store:
        assert await incidents.latest(store, 9) == (incident(2, talk.id).id,)
        last = await conversations.load(store, talk.id)
        assert last is not None
        assert last.incident is None


async def test_a_call_about_which_something_is_to_be_done_stays_until_it_is(database: Database) -> None:
    talk, opened = await call(database)
    closed = replace(opened, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON)
    todo = task(1, incident=opened.id)
    async with database.writing() as store:
        await incidents.keep(store, opened, closed, (), NOON)
        await incidents.keep(store, None, incident(2, talk.id, opened_at=NOON), (), NOON)
        await tasks.open_task(store, todo)
    later = NOON + opened.retention.shell + timedelta(days=1)
    await custody.destroy_due(database, later)
    async with database.writing() as store:
        assert await incidents.load(store, opened.id) is not None
        await tasks.finish_kinds(store, opened.id, (todo.kind,))

    await custody.destroy_due(database, later)

    async with database.reading() as store:
        assert await incidents.load(store, opened.id) is None


async def test_every_key_a_running_call_ever_hung_on_is_destroyed_in_the_end(database: Database) -> None:
    _, opened = await call(database)
    await custody.destroy_due(database, NOON + timedelta(days=2))
    later = NOON + timedelta(days=3)
    closed = replace(opened, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=later)
    async with database.writing() as store:
        await incidents.keep(store, await incidents.load(store, opened.id, hold=True), closed, (), later)

    await custody.destroy_due(database, NOON + timedelta(days=8))

    async with database.reading() as store:
        assert await incidents.load(store, opened.id) == replace(closed, words=(), place=None)


async def test_the_number_of_somebody_who_is_to_be_asked_stays_until_they_are_not_and_the_calls_words_go(
    database: Database,
) -> None:
    talk, opened = await call(database)
    closed = replace(opened, status=IncidentStatus.CLOSED, disposition=Disposition.RESOLVED_ON_SCENE, closed_at=NOON)
    hours = Hours(where=zone("America/Chicago"), between=closed.plan.policy.check_ins.hours)
    begun_ = begun(CheckInId("chk_1"), closed, Side.REQUESTER, talk.id, hours, NOON)
    assert begun_ is not None
    async with database.writing() as store:
        await incidents.keep(store, await incidents.load(store, opened.id, hold=True), closed, (), NOON)
        asked = await checkins.begin(store, begun_)
    for day in range(2, 8):
        await custody.destroy_due(database, NOON + timedelta(days=day))

    async with database.writing() as store:
        here = await people.contact_point(store, talk.contact_point)
        assert here is not None
        assert here.address == NUMBER
        assert await incidents.load(store, opened.id) == replace(closed, words=(), place=None)
        assert await checkins.load(store, asked.id) == asked
        await checkins.keep(store, replace(asked, state=State.ENDED, ended=Ended.ASKED_ALL))
    for day in range(8, 14):
        await custody.destroy_due(database, NOON + timedelta(days=day))
    async with database.writing() as store:
        assert await people.contact_point(store, talk.contact_point) is None
        await checkins.forget(store, NOON + timedelta(days=40))
        assert await checkins.load(store, asked.id) is None
