"""Incidents: kept by their difference, loaded whole, logged for good."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from domain import events as e
from domain.ids import AssignmentId, IncidentId, NatureId, PageId, PersonId
from domain.incident import Assignment, AssignmentState, Disposition, Incident, IncidentStatus, Page, PageState
from domain.needs import Mode, Need, Retention, Window
from domain.neighbours import Aid, AidState
from domain.places import Place, PlaceKind
from domain.policy import Plan, Policy, Tier
from models import incidents
from models.cipher import Unreadable
from models.database import Database
from models.forms import EVENT_OF
from models.incidents import Brief, Carried
from models.tables import event, keyring_key, statistic
from models.tables import incident as incident_table
from tests.models.small import ANA, BEN, CORA, HARBOUR, HILL, LEAD, MEDIC, OLD_TOWN, RIVER, incident, page
from tests.support.builders import NOON

ONE, TWO = IncidentId("inc_1"), IncidentId("inc_2")


def assignment(n: int, of: IncidentId, who: PersonId, **changes: object) -> Assignment:
    values: dict[str, object] = {
        "id": AssignmentId(f"asg_{n}"),
        "incident": of,
        "person": who,
        "page": None,
        "code": f"Robin {n}",
        "state": AssignmentState.ACCEPTED,
        "accepted_at": NOON + timedelta(minutes=n),
    }
    return Assignment(**{**values, **changes})  # type: ignore[arg-type]


async def keep(database: Database, before: Incident | None, after: Incident, *events: e.Event) -> None:
    async with database.writing() as store:
        known = None if before is None else await incidents.load(store, before.id, hold=True)
        assert known == before
        await incidents.keep(store, known, after, events, NOON)


async def load(database: Database, which: IncidentId = ONE) -> Incident | None:
    async with database.reading() as store:
        return await incidents.load(store, which)


async def test_an_incident_nobody_opened_is_none(database: Database) -> None:
    assert await load(database) is None


async def test_an_incident_comes_back_whole(database: Database) -> None:
    opened = incident(
        1,
        pages=(page(2, ONE, BEN), page(1, ONE, ANA, "B", state=PageState.ACCEPTED, ended_at=NOON)),
        assignments=(
            assignment(1, ONE, ANA, page=PageId("pag_1"), minutes=12, lead=True, skills=frozenset({LEAD, MEDIC})),
            assignment(2, ONE, CORA, state=AssignmentState.CLEAR, ended_at=NOON),
            assignment(3, ONE, BEN, remote=True, by_text=True),
        ),
        danger=True,
        drill=True,
    )

    await keep(database, None, opened)

    assert await load(database) == opened


async def test_a_call_without_a_place_or_words_comes_back_without(database: Database) -> None:
    bare = incident(1, place=None, words=(), areas=())

    await keep(database, None, bare)

    assert await load(database) == bare


def changes_of(opened: Incident) -> Iterator[tuple[str, Incident]]:
    live, other = page(1, ONE, ANA), page(2, ONE, BEN, "B")
    going = assignment(1, ONE, ANA, page=live.id)
    yield "paged", replace(opened, status=IncidentStatus.ASKING, pages=(live, other))
    yield (
        "accepted",
        replace(
            opened,
            status=IncidentStatus.HOLDING,
            pages=(replace(live, state=PageState.ACCEPTED, ended_at=NOON), other),
            assignments=(going,),
        ),
    )
    yield (
        "both ended",
        replace(
            opened,
            status=IncidentStatus.FILLED,
            pages=tuple(replace(each, state=PageState.WITHDRAWN, ended_at=NOON) for each in (live, other)),
            assignments=(replace(going, state=AssignmentState.ON_SCENE, lead=True),),
        ),
    )
    yield "more said", replace(opened, words=(*opened.words, "hurry"), danger=True, silent=True, exhausted=True)
    yield "waits to ask again", replace(opened, asks_again_at=NOON + timedelta(minutes=1), aid_asked=True)
    yield "asks again", replace(opened, round=2, round_began_at=NOON)
    elsewhere = Place(kind=PlaceKind.ZIP, label="60614", areas=(OLD_TOWN,))
    yield "placed anew", replace(opened, place=elsewhere, areas=(OLD_TOWN,))
    yield "unplaced", replace(opened, place=None, areas=())
    yield "needs more", replace(opened, need=Need(responders=3, cap=5, together=2, skills=frozenset({LEAD})))
    yield "edited", replace(opened, plan=replace(opened.plan, policy=Policy(live_pages=9), on_call=frozenset({ANA})))
    asked = Aid(team=HILL, state=AidState.ASKED, asked_at=NOON, at=NOON)
    yield "a neighbour is asked", replace(opened, neighbours=(asked,))
    helps = replace(asked, state=AidState.OPEN, at=NOON + timedelta(minutes=1), by=CORA, reminded=1)
    yield "a neighbour helps", replace(opened, neighbours=(helps,))
    yield "closed", replace(opened, status=IncidentStatus.CLOSED, disposition=Disposition.WARM_HAND_OFF, closed_at=NOON)


CHANGES = dict(changes_of(incident(1)))


@pytest.mark.parametrize("what", list(CHANGES))
async def test_every_change_is_kept_and_can_be_taken_back(database: Database, what: str) -> None:
    opened, after = incident(1), CHANGES[what]
    await keep(database, None, opened)
    await keep(database, opened, after)
    assert await load(database) == after

    back = replace(opened, pages=after.pages, assignments=after.assignments, neighbours=after.neighbours)
    await keep(database, after, back)
    assert await load(database) == back


needs = st.builds(
    lambda together, more, spare, **rest: Need(
        together=together, responders=together + more, cap=together + more + spare, **rest
    ),
    together=st.integers(1, 3),
    more=st.integers(0, 3),
    spare=st.integers(0, 3),
    roles=st.dictionaries(st.sampled_from([LEAD, MEDIC]), st.integers(1, 3)),
    skills=st.frozensets(st.sampled_from([LEAD, MEDIC])),
    languages=st.lists(st.sampled_from(["en", "es", "ht"]), unique=True).map(tuple),
    window=st.none() | st.just(Window(start=NOON, end=NOON + timedelta(hours=1))),
    mode=st.sampled_from(Mode),
)
policies = st.builds(
    Policy,
    live_pages=st.integers(1, 9),
    expires_day=st.timedeltas(timedelta(0), timedelta(hours=1)),
    night_from=st.times(),
    night_to=st.times(),
    tiers=st.lists(st.sampled_from(Tier), unique=True).map(tuple),
)
plans = st.builds(
    Plan,
    policy=policies,
    team=st.sampled_from([RIVER, HILL]),
    time_zone=st.sampled_from(["America/Chicago", "Pacific/Chatham"]),
    on_call=st.frozensets(st.sampled_from([ANA, BEN, CORA])),
    wording=st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=4),
    made_at=st.just(NOON),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(need=needs, plan=plans, areas=st.permutations([OLD_TOWN, HARBOUR]), code=st.integers(0, 99))
async def test_any_need_and_plan_come_back_as_they_were(
    database: Database, need: Need, plan: Plan, areas: list[str], code: int
) -> None:
    async with database.writing() as store:
        before = await incidents.load(store, ONE)
        after = incident(1, need=need, plan=plan, areas=tuple(areas), requester_code=f"Wren {code}")
        await incidents.keep(store, before, after, (), NOON)

    assert await load(database) == after


async def test_incidents_are_numbered_upwards_and_no_number_is_given_twice(database: Database) -> None:
    numbers = []
    for n in range(3):
        async with database.writing() as store:
            numbers.append(await incidents.next_number(store))
            await incidents.keep(store, None, replace(incident(n), number=numbers[-1]), (), NOON)
    async with database.reading() as store:
        assert await incidents.numbered(store, numbers[1]) == "inc_1"
        assert await incidents.numbered(store, 99) is None
        assert await incidents.latest(store, 2) == ("inc_2", "inc_1")

    assert numbers == [1, 2, 3]


async def test_a_neighbour_sees_the_running_incidents_it_was_asked_to_help_with(database: Database) -> None:
    asked = (Aid(team=HILL, state=AidState.ASKED, asked_at=NOON, at=NOON),)
    helped = incident(1, neighbours=asked)
    closed = incident(
        2, neighbours=asked, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON
    )
    for each in (helped, closed, incident(3)):
        await keep(database, None, each)

    async with database.reading() as store:
        assert await incidents.aided_by(store, {HILL}) == (helped,)
        assert await incidents.aided_by(store, {RIVER}) == ()
        assert await incidents.aided_by(store, ()) == ()


async def test_a_team_sees_its_running_incidents_the_oldest_first(database: Database) -> None:
    closed = incident(4, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON)
    first, second = incident(1, pages=(page(1, ONE, ANA),)), incident(2)
    for each in (second, first, incident(3, team=HILL), closed):
        await keep(database, None, each)
    async with database.reading() as store:
        assert await incidents.alive_of_teams(store, {RIVER}) == (first, second)
        assert await incidents.alive_of_teams(store, ()) == ()


async def test_somebody_is_shown_the_running_incidents_they_are_going_to(database: Database) -> None:
    mine = incident(1, assignments=(assignment(1, ONE, ANA), assignment(2, ONE, BEN)))
    left = incident(2, assignments=(assignment(3, TWO, ANA, state=AssignmentState.DROPPED_OUT, ended_at=NOON),))
    for each in (mine, left):
        await keep(database, None, each)
    async with database.reading() as store:
        (going,) = await incidents.going_to(store, ANA)
        assert (going.id, going.number) == (mine.id, mine.number)
        assert (going.code, going.state) == (mine.assignments[0].code, AssignmentState.ACCEPTED)
        assert await incidents.going_to(store, CORA) == ()


async def test_pages_in_hand_are_live_or_ended_a_while_ago_the_newest_first(database: Database) -> None:
    old = page(1, ONE, ANA, state=PageState.EXPIRED, ended_at=NOON - timedelta(hours=25))
    resting = page(2, ONE, ANA, "B", state=PageState.DECLINED, ended_at=NOON - timedelta(hours=2))
    live, others = page(3, TWO, ANA, "C"), page(4, ONE, BEN)
    await keep(database, None, incident(1, pages=(old, resting, others)))
    await keep(database, None, incident(2, pages=(live,), areas=()))
    async with database.reading() as store:
        found = await incidents.in_hand(store, ANA, NOON - timedelta(hours=24))

    conflict, status = NatureId("conflict"), IncidentStatus.OPEN
    assert found == (
        (live, Brief(id=TWO, number=2, nature=conflict, areas=(), status=status)),
        (resting, Brief(id=ONE, number=1, nature=conflict, areas=(HARBOUR, OLD_TOWN), status=status)),
    )


async def test_what_everybody_carries_is_counted_while_letters_rest(database: Database) -> None:
    ended: dict[str, Any] = {"state": PageState.EXPIRED, "ended_at": NOON - timedelta(hours=1)}
    pages: tuple[Page, ...] = (
        page(1, ONE, ANA),
        page(2, ONE, ANA, "B", **ended),
        page(3, ONE, ANA, "C", state=PageState.EXPIRED, ended_at=NOON - timedelta(hours=25)),
        page(4, ONE, BEN, **ended),
    )
    going = (
        assignment(1, ONE, BEN),
        assignment(2, ONE, BEN, state=AssignmentState.CLEAR, ended_at=NOON - timedelta(minutes=5)),
        assignment(3, ONE, BEN, state=AssignmentState.DROPPED_OUT, ended_at=NOON),
    )
    await keep(database, None, incident(1, pages=pages, assignments=going))
    async with database.reading() as store:
        found = await incidents.standing(store, {RIVER}, NOON)
        elsewhere = await incidents.standing(store, {HILL}, NOON)

    bens = Carried(
        pages_lately=1,
        pages_just_now=1,
        first_just_now=NOON + timedelta(minutes=4),
        going=1,
        last_paged_at=NOON + timedelta(minutes=4),
        last_cleared_at=NOON - timedelta(minutes=5),
        letters=frozenset("A"),
    )
    anas = Carried(
        live_pages=1,
        pages_lately=2,
        pages_just_now=2,
        first_just_now=NOON + timedelta(minutes=1),
        last_paged_at=NOON + timedelta(minutes=2),
        letters=frozenset("AB"),
    )
    assert found == {ANA: anas, BEN: bens}
    assert elsewhere == {BEN: bens}


EVENTS: tuple[e.Event, ...] = (
    e.Opened(why="first words", nature=NatureId("conflict")),
    e.Ranked(why="ranked", order=((ANA, "on call"), (BEN, "nearby")), left_out=((CORA, "off"),)),
    e.Paged(why="on call", page=PageId("pag_1"), person=ANA),
    e.AcceptedToGo(why="said yes", by=ANA, assignment=AssignmentId("asg_1"), person=ANA),
    e.MoreAsked(why="asked", by=CORA, more=2),
    e.WordsAdded(why="requester wrote"),
)


async def test_the_log_comes_back_in_order_with_every_reason(database: Database) -> None:
    await keep(database, None, incident(1), *EVENTS[:2])
    await keep(database, incident(1), incident(1), *EVENTS[2:])
    async with database.reading() as store:
        found = await incidents.events_of(store, ONE)

    assert tuple(each.event for each in found) == EVENTS
    assert [each.kind for each in found][:3] == ["opened", "ranked", "paged"]
    assert {each.at for each in found} == {NOON}


def test_every_event_there_is_can_be_logged() -> None:
    kinds = [each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event)]

    assert set(EVENT_OF.values()) == set(kinds)


@pytest.mark.parametrize(
    "statement", [sa.update(event).values(why="otherwise"), sa.delete(event)], ids=["changed", "deleted"]
)
async def test_an_event_of_a_running_incident_is_neither_changed_nor_deleted(
    database: Database, statement: sa.Update | sa.Delete
) -> None:
    await keep(database, None, incident(1), *EVENTS)

    with pytest.raises(DBAPIError):
        async with database.writing() as store:
            await store.connection.execute(statement)

    async with database.reading() as store:
        assert len(await incidents.events_of(store, ONE)) == len(EVENTS)


async def test_the_log_of_a_closed_incident_can_go_but_never_change(database: Database) -> None:
    closed = incident(1, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON)
    await keep(database, None, closed, *EVENTS)

    with pytest.raises(DBAPIError):
        async with database.writing() as store:
            await store.connection.execute(sa.update(event).values(why="otherwise"))
    async with database.writing() as store:
        await store.connection.execute(sa.delete(event))
        assert await incidents.events_of(store, ONE) == ()


async def test_a_closed_incident_leaves_figures_and_no_ids(database: Database) -> None:
    accepted = assignment(5, ONE, ANA)
    opened = incident(1, pages=(page(1, ONE, ANA), page(2, ONE, BEN)), assignments=(accepted,), need=Need())
    closed = replace(opened, status=IncidentStatus.CLOSED, disposition=Disposition.RESOLVED_ON_SCENE, closed_at=NOON)
    await keep(database, None, opened)
    await keep(database, opened, closed)
    await keep(database, closed, replace(closed, silent=True))
    async with database.reading() as store:
        rows = (await store.connection.execute(sa.select(statistic))).mappings().all()

    assert [dict(row) for row in rows] == [
        {
            "row": 1,
            "month": "2026-03",
            "hour": 12,
            "team": "river",
            "protection_area": "community_response",
            "nature": "conflict",
            "language": "en",
            "pages": 2,
            "accepted": 1,
            "filled": True,
            "seconds_to_first_accept": 240,
            "disposition": "resolved_on_scene",
            "area": "harbour",
            "seconds_to_arrival": None,
        }
    ]


async def test_a_drill_leaves_no_figures(database: Database) -> None:
    drill = incident(1, drill=True)
    await keep(database, None, drill)
    closed = replace(drill, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON)
    await keep(database, drill, closed)
    async with database.reading() as store:
        assert (await store.connection.execute(sa.select(statistic))).all() == []


async def test_of_a_drill_nothing_weighs_on_anybody_but_the_letters(database: Database) -> None:
    """Whoever is asked in one, goes to one or went to one is free, rested and unasked, as any real call sees."""
    drill = IncidentId("drl_1")
    pages = (page(1, drill, ANA), page(2, drill, BEN, "B", state=PageState.ACCEPTED, ended_at=NOON))
    went = (
        assignment(1, drill, BEN),
        assignment(2, drill, BEN, state=AssignmentState.CLEAR, ended_at=NOON - timedelta(minutes=5)),
    )
    played = incident(1, id=drill, drill=True, status=IncidentStatus.ASKING, pages=pages, assignments=went)
    await keep(database, None, played)
    async with database.reading() as store:
        found = await incidents.standing(store, {RIVER}, NOON, budget=timedelta(hours=1))
        figures = await incidents.figures(store)
        paged = await incidents.paged_since(store, RIVER, NOON - timedelta(days=1))

    assert found == {ANA: Carried(letters=frozenset("A")), BEN: Carried(letters=frozenset("B"))}
    assert (set(figures.running.values()), figures.live_pages, figures.unfilled) == ({0}, 0, 0)
    assert paged == ()


async def test_destroying_the_key_of_their_day_makes_words_and_place_unreadable(database: Database) -> None:
    opened = incident(1)
    closed = replace(opened, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON)
    await keep(database, None, opened)
    await keep(database, opened, closed)

    for day, known in ((3, closed), (4, replace(closed, words=(), place=None))):
        at = NOON + timedelta(days=day)
        await database.keyring.destroy(at.date(), at)
        database.vault.forget()
        assert await load(database) == known


async def test_words_that_are_not_to_be_kept_go_with_the_day(database: Database) -> None:
    closed = incident(
        1,
        retention=Retention(words=timedelta(0)),
        status=IncidentStatus.CLOSED,
        disposition=Disposition.REFERRED,
        closed_at=NOON,
    )
    await keep(database, None, closed)
    await database.keyring.destroy((NOON + timedelta(days=1)).date(), NOON)
    database.vault.forget()

    assert await load(database) == replace(closed, words=(), place=None)


async def test_a_call_that_goes_on_keeps_its_words(database: Database) -> None:
    opened = incident(1)
    await keep(database, None, opened)
    later = NOON + timedelta(days=2)
    async with database.writing() as store:
        known = await incidents.load(store, ONE, hold=True)
        await incidents.keep(store, known, opened, (), later)

    await database.keyring.destroy((NOON + timedelta(days=4)).date(), NOON + timedelta(days=4))
    database.vault.forget()

    assert await load(database) == opened


async def test_a_call_opened_again_after_its_words_went_takes_new_ones(database: Database) -> None:
    closed = incident(1, status=IncidentStatus.CLOSED, disposition=Disposition.CANCELLED, closed_at=NOON)
    await keep(database, None, closed)
    later = NOON + timedelta(days=9)
    await database.keyring.destroy(later.date(), later)
    database.vault.forget()
    again = replace(closed, status=IncidentStatus.ASKING, closed_at=None, words=("it began again",), place=None)
    async with database.writing() as store:
        known = await incidents.load(store, ONE, hold=True)
        await incidents.keep(store, known, again, (), later)
    database.vault.forget()

    assert await load(database) == again


async def test_two_turns_about_one_incident_run_one_after_another(database: Database) -> None:
    await keep(database, None, incident(1, words=()))

    async def say(word: str) -> None:
        async with database.writing() as store:
            known = await incidents.load(store, ONE, hold=True)
            assert known is not None
            await incidents.keep(store, known, replace(known, words=(*known.words, word)), (), NOON)

    await asyncio.gather(*(say(str(n)) for n in range(8)))

    found = await load(database)
    assert found is not None
    assert sorted(found.words) == [str(n) for n in range(8)]


async def test_what_a_transaction_knows_of_an_incident_is_never_older_than_its_rows(database: Database) -> None:
    opened = incident(1, danger=False)
    await keep(database, None, opened)

    async with database.writing() as store:
        known = await incidents.load(store, ONE)
        assert known is not None
        try:
            async with store.savepoint():
                await incidents.keep(store, known, replace(known, danger=True), (), NOON)
                assert await incidents.load(store, ONE, hold=True) == replace(opened, danger=True)
                raise LookupError
        except LookupError:
            assert await incidents.load(store, ONE) == opened
        assert await incidents.load(store, ONE, hold=True) == opened
        await incidents.keep(store, known, replace(known, held=True), (), NOON)
        assert await incidents.load(store, ONE, hold=True) == replace(opened, held=True)


async def test_a_row_whose_sealed_place_was_moved_to_another_call_does_not_open(database: Database) -> None:
    await keep(database, None, incident(1))
    await keep(database, None, incident(2))
    async with database.writing() as store:
        whole = sa.select(incident_table).where(incident_table.c.id == ONE)
        row = (await store.connection.execute(whole)).one()
        moved = {"place": row.place, "data_key": row.data_key, "keyring_key": row.keyring_key}
        await store.connection.execute(sa.update(incident_table).where(incident_table.c.id == TWO).values(**moved))
    database.vault.forget()
    async with database.reading() as store:
        with pytest.raises(Unreadable):
            await incidents.load(store, TWO)


def test_the_keyring_holds_no_word_of_what_its_keys_seal() -> None:
    assert {column.name for column in keyring_key.columns} == {
        "id",
        "destroy_on",
        "retention_class",
        "wrapped",
        "destroyed_at",
    }
