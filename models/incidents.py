"""Incidents whole: the call, its need, pages, assignments and log. One statement loads any number of them, and one more
each the pages, those who go and who else calls, of those that have any.

What was said and where is sealed under the incident's own data key, which goes with its key of the keyring: a day that
moves on while the incident runs, and is fixed when it closes by how long the words of its nature are kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain import events as e
from domain.ids import (
    DRILL,
    AreaId,
    AssignmentId,
    ConversationId,
    IncidentId,
    NatureId,
    PageId,
    PersonId,
    SkillId,
    TeamId,
)
from domain.incident import (
    GOING,
    AlsoHeard,
    Assignment,
    AssignmentState,
    Disposition,
    Incident,
    IncidentStatus,
    Page,
    PageState,
    Ring,
)
from domain.ledger import Ledger
from domain.needs import ProtectionArea, Retention, Urgency, Window
from domain.passing import Goes
from domain.places import Place
from domain.watch import Watch
from domain.zone import zone
from models import aid, row_keys
from models.cipher import Key
from models.database import Store
from models.forms import (
    KIND_OF,
    as_bytes,
    doubt_form,
    doubt_from,
    event_columns,
    event_from,
    from_bytes,
    need_columns,
    need_from,
    place_form,
    place_from,
    plan_form,
    plan_from,
    relayed_form,
    relayed_from,
    watch_form,
    watch_from,
)
from models.ledgers import ledger_form, ledger_from
from models.row_keys import Owner
from models.tables import (
    Instant,
    assignment,
    event,
    incident,
    incident_area,
    incident_conversation,
    incident_number,
    membership,
    need,
    page,
    statistic,
)
from models.tables import aid as aid_table

LETTER_RESTS = timedelta(hours=24)
_NEVER = datetime.max.replace(tzinfo=UTC)
LOOK_BACK = timedelta(hours=24)
"""What somebody did longer ago does not weigh on them any more, unless their letters rest longer."""

BUSY_BEFORE = timedelta(hours=2)
"""So long before something that somebody has promised for later they are asked to nothing else."""

_ASKING = 0x75707374
"""The number of the advisory lock for deciding whom to ask."""

_WANTED: sa.BindParameter[Any] = sa.bindparam("wanted")
_MANY: sa.BindParameter[Any] = sa.bindparam("wanted", expanding=True)
_SINCE: sa.BindParameter[Any] = sa.bindparam("since", type_=Instant())
_RESTING: sa.BindParameter[Any] = sa.bindparam("resting", type_=Instant())
_LATELY: sa.BindParameter[Any] = sa.bindparam("lately_since", type_=Instant())
_BUDGET: sa.BindParameter[Any] = sa.bindparam("budget_since", type_=Instant())
_LIVE = page.c.state == sa.literal_column(f"'{PageState.LIVE.value}'")
_ALIVE = incident.c.status.in_(
    sa.literal_column(f"'{status.value}'") for status in IncidentStatus if status is not IncidentStatus.CLOSED
)
_GOING = assignment.c.state.in_(sa.literal_column(f"'{state}'") for state in sorted(GOING))
_CLEAR = assignment.c.state == sa.literal_column(f"'{AssignmentState.CLEAR.value}'")

_OF_DRILL = f"{DRILL}_"
_REAL = sa.not_(incident.c.drill)
"""Whatever counts or weighs people counts these alone."""

_REAL_PAGE = sa.func.substr(page.c.incident, 1, len(_OF_DRILL)) != _OF_DRILL
_REAL_ASSIGNMENT = sa.func.substr(assignment.c.incident, 1, len(_OF_DRILL)) != _OF_DRILL

_NEED = [column for column in need.c if column.name not in ("id", "nature", "incident")]


def _has(table: sa.Table) -> sa.Label[bool]:
    """Whether there are rows of an incident in `table`: most calls of a flood have none, and are asked for none."""
    found = sa.exists().where(table.c.incident == incident.c.id).correlate(incident)
    return found.label(f"has_{table.name}")


_WHOLE = (
    sa.select(
        incident,
        *_NEED,
        incident_area.c.area,
        _has(page),
        _has(assignment),
        _has(incident_conversation),
        *aid.COLUMNS,
    )
    .select_from(
        incident.join(need, need.c.incident == incident.c.id)
        .outerjoin(incident_area, incident_area.c.incident == incident.c.id)
        .outerjoin(aid_table, aid_table.c.incident == incident.c.id)
    )
    .order_by(incident.c.opened_at, incident.c.number, incident_area.c.position, aid_table.c.asked_at, aid_table.c.team)
)
_BY_ID = _WHOLE.where(incident.c.id == _WANTED)
_HELD = _BY_ID.with_for_update(of=incident)
_BY_TEAM = _WHOLE.where(_ALIVE, incident.c.team.in_(_MANY))
_UNSURE = assignment.c.state == sa.literal_column(f"'{AssignmentState.UNSURE.value}'")
_ASKED_AGAIN = sa.and_(assignment.c.asked_at.is_not(None), assignment.c.sure_at.is_(None))
_WATCHED = _WHOLE.where(
    _ALIVE,
    sa.or_(
        incident.c.team.in_(_MANY),
        incident.c.ring >= sa.literal_column(str(int(Ring.COMMUNITY))),
        incident.c.owner == sa.bindparam("coordinator"),
        incident.c.offered_to == sa.bindparam("coordinator"),
    ),
)
_CALLED_IN = incident.c.id.in_(
    sa.union_all(
        sa.select(incident.c.id).where(incident.c.conversation == _WANTED),
        sa.select(incident_conversation.c.incident).where(incident_conversation.c.conversation == _WANTED),
    )
)
_HEARD_IN = sa.select(incident.c.id).where(_ALIVE, _CALLED_IN).order_by(incident.c.opened_at, incident.c.number)
_EVERY_CALL_IN = _WHOLE.where(_REAL, _CALLED_IN)
_AIDED = _WHOLE.where(_ALIVE, incident.c.id.in_(aid.OF_TEAMS))
_AIDED_SINCE = _WHOLE.where(
    sa.or_(_ALIVE, incident.c.closed_at > sa.bindparam("since")), incident.c.id.in_(aid.OF_TEAMS)
)
_AREAS_OF_IT = (
    sa.select(sa.func.aggregate_strings(incident_area.c.area, " "))
    .where(incident_area.c.incident == incident.c.id)
    .scalar_subquery()
)
_GOING_TO = (
    sa.select(
        incident.c.id,
        incident.c.number,
        incident.c.nature,
        _AREAS_OF_IT.label("areas"),
        incident.c.requester_code,
        assignment.c.code,
        assignment.c.state,
        assignment.c.ended_at,
        assignment.c.lead,
        assignment.c.watch,
        page.c.letter,
        _ASKED_AGAIN.label("asked_again"),
        need.c.window_start,
    )
    .select_from(
        assignment.join(incident, incident.c.id == assignment.c.incident)
        .join(need, need.c.incident == incident.c.id)
        .outerjoin(page, page.c.id == assignment.c.page)
    )
    .where(
        assignment.c.person == _WANTED,
        sa.or_(sa.and_(sa.or_(_GOING, _UNSURE), _ALIVE), assignment.c.ended_at >= _SINCE),
    )
    .order_by(incident.c.opened_at, incident.c.number, assignment.c.position)
)
_WHO_GOES = (
    sa.select(assignment.c.person, assignment.c.code)
    .where(assignment.c.incident.in_(_MANY))
    .order_by(assignment.c.incident, assignment.c.position)
)
_KEPT_FROM = sa.select(incident.c.id, incident.c.team, incident.c.kept_from).where(
    incident.c.id.in_(_MANY), incident.c.kept_from.is_not(None)
)
_LATELY_CLOSED = _WHOLE.where(incident.c.team.in_(_MANY), incident.c.closed_at > sa.bindparam("since"))
_EVERY_ALIVE = _WHOLE.where(_ALIVE)
_PAGED_SINCE = _WHOLE.where(
    _ALIVE,
    _REAL,
    incident.c.opened_at >= _SINCE,
    incident.c.status != sa.literal_column(f"'{IncidentStatus.OPEN.value}'"),
    incident.c.team == _WANTED,
)
_SITES_SINCE = (
    sa.select(incident.c.id, incident.c.place, incident.c.data_key, incident.c.keyring_key)
    .where(
        _ALIVE,
        _REAL,
        incident.c.opened_at >= _SINCE,
        incident.c.status != sa.literal_column(f"'{IncidentStatus.OPEN.value}'"),
        incident.c.team == _WANTED,
        incident.c.place.is_not(None),
    )
    .order_by(incident.c.opened_at, incident.c.number)
)
_BY_NUMBER = sa.select(incident.c.id).where(incident.c.number == _WANTED)
_RECENT = sa.select(incident.c.id).order_by(incident.c.number.desc()).limit(_WANTED)
_PAGES = sa.select(page).where(page.c.incident.in_(_MANY)).order_by(page.c.incident, page.c.position)
_ASSIGNMENTS = (
    sa.select(assignment).where(assignment.c.incident.in_(_MANY)).order_by(assignment.c.incident, assignment.c.position)
)
_ALSO = (
    sa.select(incident_conversation)
    .where(incident_conversation.c.incident.in_(_MANY))
    .order_by(incident_conversation.c.incident, incident_conversation.c.position)
)
_KEY_OF = sa.select(incident.c.data_key, incident.c.keyring_key).where(incident.c.id == _WANTED)
_EVENTS = sa.select(event).where(event.c.incident == _WANTED).order_by(event.c.id)
_HOLD_ASKING = sa.select(sa.func.pg_advisory_xact_lock(sa.literal(_ASKING)))
_HIGHEST = sa.select(sa.func.coalesce(sa.func.max(incident.c.number), 0) + 1)
_NEXT = sa.select(incident_number.next_value())

_INSERT = sa.insert(incident)
_INSERT_NEED = sa.insert(need)
_INSERT_AREA = sa.insert(incident_area)
_INSERT_PAGE = sa.insert(page)
_INSERT_ASSIGNMENT = sa.insert(assignment)
_INSERT_EVENT = sa.insert(event)
_INSERT_FIGURES = sa.insert(statistic)
_FIRST_THERE = sa.select(sa.func.min(event.c.at)).where(
    event.c.incident == _WANTED, event.c.kind == KIND_OF[e.Arrived], event.c.at <= sa.bindparam("until")
)
_CAME_LATER = ("area", "seconds_to_arrival")
"""What figures did not say from the first: a row without it may be an older one of the same call."""
_UPDATE = sa.update(incident).where(incident.c.id == _WANTED)
_UPDATE_NEED = sa.update(need).where(need.c.incident == _WANTED)
_UPDATE_PAGE = sa.update(page).where(page.c.id == _WANTED)
_UPDATE_ASSIGNMENT = sa.update(assignment).where(assignment.c.id == _WANTED)
_INSERT_ALSO = sa.insert(incident_conversation)
_FORGET_ALSO = sa.delete(incident_conversation).where(incident_conversation.c.incident == _WANTED)
_FORGET_AREAS = sa.delete(incident_area).where(incident_area.c.incident == _WANTED)

_OF_WHO_GOES = sa.select(assignment.c.page).where(
    assignment.c.person == _WANTED, sa.or_(_GOING, _UNSURE), assignment.c.page.is_not(None)
)
"""The pages by which somebody goes: their letters mean them until they are done, however long that is."""

_IN_HAND = (
    sa.select(page, incident.c.number, incident.c.nature, incident.c.status, incident_area.c.area)
    .select_from(
        page.join(incident, incident.c.id == page.c.incident).outerjoin(
            incident_area, incident_area.c.incident == incident.c.id
        )
    )
    .where(page.c.person == _WANTED, sa.or_(_LIVE, page.c.ended_at >= _SINCE, page.c.id.in_(_OF_WHO_GOES)))
    .order_by(page.c.sent_at.desc(), page.c.id, incident_area.c.position)
)
_OF_TEAMS = sa.select(membership.c.person).where(membership.c.team.in_(_MANY))
_PAGED = (
    sa.select(
        page.c.person,
        sa.func.aggregate_strings(sa.case((sa.or_(_LIVE, page.c.ended_at >= _RESTING), page.c.letter)), " ").label(
            "letters"
        ),
        sa.func.sum(sa.case((sa.and_(_LIVE, _REAL_PAGE), 1), else_=0)).label("live"),
        sa.func.max(sa.case((_REAL_PAGE, page.c.sent_at))).label("last"),
        sa.func.sum(sa.case((sa.and_(page.c.sent_at >= _LATELY, _REAL_PAGE), 1), else_=0)).label("lately"),
        sa.func.sum(sa.case((sa.and_(page.c.sent_at > _BUDGET, _REAL_PAGE), 1), else_=0)).label("just_now"),
        sa.func.min(sa.case((sa.and_(page.c.sent_at > _BUDGET, _REAL_PAGE), page.c.sent_at))).label("first_just_now"),
    )
    .where(page.c.person.in_(_OF_TEAMS), sa.or_(_LIVE, page.c.ended_at >= _SINCE))
    .group_by(page.c.person)
)
_RUNNING = sa.select(incident.c.status, sa.func.count().label("many")).where(_ALIVE, _REAL).group_by(incident.c.status)
_LIVE_PAGES = (
    sa.select(sa.func.count())
    .select_from(page.join(incident, incident.c.id == page.c.incident))
    .where(_ALIVE, _REAL, _LIVE)
)
_COUNTED = (
    sa.select(sa.func.count())
    .where(
        assignment.c.incident == incident.c.id,
        sa.or_(_GOING, _CLEAR),
        assignment.c.by_text.is_distinct_from(sa.true()),
    )
    .correlate(incident)
    .scalar_subquery()
)
_UNFILLED = (
    sa.select(sa.func.count())
    .select_from(incident.join(need, need.c.incident == incident.c.id))
    .where(_ALIVE, _REAL, need.c.responders > _COUNTED)
)
_IS_NOW = sa.or_(need.c.window_start.is_(None), need.c.window_start <= sa.bindparam("soon", type_=Instant()))
"""What somebody has promised for later keeps them from no call before."""

_WENT = (
    sa.select(
        assignment.c.person,
        sa.func.sum(sa.case((sa.and_(_GOING, _IS_NOW, _REAL_ASSIGNMENT), 1), else_=0)).label("going"),
        sa.func.max(sa.case((sa.and_(_CLEAR, _REAL_ASSIGNMENT), assignment.c.ended_at))).label("cleared"),
        sa.func.aggregate_strings(sa.case((sa.or_(_GOING, _UNSURE), page.c.letter)), " ").label("letters"),
    )
    .select_from(
        assignment.join(need, need.c.incident == assignment.c.incident).outerjoin(page, page.c.id == assignment.c.page)
    )
    .where(assignment.c.person.in_(_OF_TEAMS), sa.or_(_GOING, _UNSURE, assignment.c.ended_at >= _SINCE))
    .group_by(assignment.c.person)
)
_ON_THEIR_WAY = (
    sa.select(
        assignment.c.person,
        assignment.c.state,
        incident.c.id,
        sa.case((assignment.c.remote.is_distinct_from(sa.true()), incident.c.place)).label("place"),
        incident.c.data_key,
        incident.c.keyring_key,
    )
    .select_from(
        assignment.join(incident, incident.c.id == assignment.c.incident).join(need, need.c.incident == incident.c.id)
    )
    .where(assignment.c.person.in_(_OF_TEAMS), _GOING, _IS_NOW, _REAL_ASSIGNMENT)
    .order_by(assignment.c.accepted_at, incident.c.number)
)
_BOOKED = (
    sa.select(assignment.c.person)
    .join_from(assignment, need, need.c.incident == assignment.c.incident)
    .where(
        sa.or_(_GOING, _UNSURE),
        _REAL_ASSIGNMENT,
        assignment.c.incident != _WANTED,
        need.c.window_start < sa.bindparam("ends", type_=Instant()),
        need.c.window_end > sa.bindparam("starts", type_=Instant()),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """As much of an incident as a list of pages shows."""

    id: IncidentId
    number: int
    nature: NatureId
    areas: tuple[AreaId, ...]
    status: IncidentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingTo:
    """As much of a running incident as somebody's own place in it shows."""

    id: IncidentId
    number: int
    code: str
    state: AssignmentState
    watch: Watch
    asked_again: bool = False
    starts: datetime | None = None
    lead: bool = False
    letter: str = ""  # of the page they accepted, if it was one
    requester: str = ""  # the code name of whoever needs help
    is_over: bool = False  # their part in it
    nature: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What somebody carries now: live pages, all of `LOOK_BACK`, those of the budget's time and when the first of these
    went out, calls they are going to, letters in use or resting.

    Times are None where it did not happen within `LOOK_BACK`.
    """

    live_pages: int = 0
    pages_lately: int = 0
    pages_just_now: int = 0
    first_just_now: datetime | None = None
    going: int = 0
    last_paged_at: datetime | None = None
    last_cleared_at: datetime | None = None
    letters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An event of an incident's log and the time it happened. `kind` is its word, such as `page_expired`."""

    at: datetime
    kind: str
    event: e.Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many incidents run, by status (those with none included); how many pages live; how many needs are unfilled.

    A need counts as unfilled while fewer go, or went, than it asks for.
    """

    running: Mapping[IncidentStatus, int]
    live_pages: int
    unfilled: int


# --- load


async def hold_asking(store: Store) -> bool:
    """Nobody else decides whom to ask until this transaction ends. Taken before any incident is held. True if somebody
    may have until now: on SQLite whoever writes does so alone from their first word.

    Without it two calls that open at once would ask the same people under the same letter, and neither would see what
    the other asks of them.
    """
    if store.connection.dialect.name != "postgresql":
        return False
    await store.connection.execute(_HOLD_ASKING)
    return True


async def load(store: Store, incident: IncidentId, *, hold: bool = False) -> Incident | None:
    """An incident whole. With `hold`, no other transaction changes it until this one ends.

    On SQLite none does anyway: what this transaction has read of it stands until it is kept.
    """
    alone = store.connection.dialect.name == "sqlite"
    if hold and alone and incident in store.loaded:
        return store.loaded[incident]
    found = await _load(store, _HELD if hold else _BY_ID, {"wanted": incident})
    if found and alone:
        store.loaded[incident] = found[0]
    return found[0] if found else None


async def numbered(store: Store, number: int) -> IncidentId | None:
    """The incident that members call by `number`."""
    found = (await store.connection.execute(_BY_NUMBER, {"wanted": number})).scalar_one_or_none()
    return None if found is None else IncidentId(found)


async def latest(store: Store, count: int) -> tuple[IncidentId, ...]:
    """The newest incidents, the newest first."""
    return tuple(map(IncidentId, (await store.connection.execute(_RECENT, {"wanted": count})).scalars()))


async def alive(store: Store) -> tuple[Incident, ...]:
    """Every running incident, the oldest first."""
    return await _load(store, _EVERY_ALIVE, {})


async def paged_since(store: Store, team: TeamId, since: datetime) -> tuple[Incident, ...]:
    """A team's running incidents that opened at `since` or later and for which people were paged, the oldest first."""
    return await _load(store, _PAGED_SINCE, {"wanted": team, "since": since})


async def sites_since(store: Store, team: TeamId, since: datetime) -> tuple[tuple[IncidentId, Place], ...]:
    """Where those are, and nothing else of them: in a flood there are many."""
    found = []
    for row in await store.connection.execute(_SITES_SINCE, {"wanted": team, "since": since}):
        key = await row_keys.unwrap_if_kept(store, Owner.INCIDENT, row.id, row.data_key, row.keyring_key)
        if key is not None:
            place = place_from(from_bytes(store.vault.open(key, "incident", "place", row.id, row.place)))
            found.append((IncidentId(row.id), place))
    return tuple(found)


async def alive_of_teams(store: Store, teams: Iterable[TeamId]) -> tuple[Incident, ...]:
    """The running incidents of these teams, the oldest first."""
    wanted = sorted(set(teams))
    return await _load(store, _BY_TEAM, {"wanted": wanted}) if wanted else ()


async def watched(store: Store, teams: Iterable[TeamId], coordinator: PersonId) -> tuple[Incident, ...]:
    """The running incidents a coordinator of `teams` may act on, the oldest first: theirs, those for which coordinators
    of the whole community are asked, and those they have or were offered.
    """
    return await _load(store, _WATCHED, {"wanted": sorted(set(teams)), "coordinator": coordinator})


async def heard_in(store: Store, conversation: ConversationId) -> tuple[IncidentId, ...]:
    """The running incidents about which somebody calls in a conversation, the oldest first."""
    return tuple(map(IncidentId, (await store.connection.execute(_HEARD_IN, {"wanted": conversation})).scalars()))


async def every_call_in(store: Store, conversation: ConversationId) -> tuple[Incident, ...]:
    """Every incident about which somebody called in a conversation, running or over, the oldest first; no drills."""
    return await _load(store, _EVERY_CALL_IN, {"wanted": conversation})


async def aided_by(store: Store, teams: Iterable[TeamId]) -> tuple[Incident, ...]:
    """The running incidents of others with which these teams were asked to help, the oldest first."""
    wanted = sorted(set(teams))
    return await _load(store, _AIDED, {"wanted": wanted}) if wanted else ()


async def kept_from(
    store: Store, calls: Iterable[IncidentId]
) -> Mapping[IncidentId, tuple[TeamId, frozenset[PersonId]]]:
    """Of those of these calls that are kept from anybody: whose they are, and from whom."""
    if not (wanted := sorted(set(calls))):
        return {}
    rows = await store.connection.execute(_KEPT_FROM, {"wanted": wanted})
    return {IncidentId(row.id): (TeamId(row.team), frozenset(map(PersonId, row.kept_from or ()))) for row in rows}


async def aided_since(store: Store, teams: Iterable[TeamId], since: datetime) -> tuple[Incident, ...]:
    """The same, and those that closed after `since`."""
    wanted = sorted(set(teams))
    return await _load(store, _AIDED_SINCE, {"wanted": wanted, "since": since}) if wanted else ()


async def lately_closed(store: Store, teams: Iterable[TeamId], since: datetime) -> tuple[Incident, ...]:
    """The incidents of these teams that closed after `since` and have not been opened again, the oldest first."""
    wanted = sorted(set(teams))
    return await _load(store, _LATELY_CLOSED, {"wanted": wanted, "since": since}) if wanted else ()


async def going_to(store: Store, person: PersonId) -> tuple[GoingTo, ...]:
    """The running incidents somebody is going to now, the oldest first."""
    return tuple(each for each in await gone_to(store, person, _NEVER) if not each.is_over)


async def may_go_to(store: Store, person: PersonId) -> tuple[GoingTo, ...]:
    """The same, and those where they did not say whether they still come: they may be on their way."""
    return await gone_to(store, person, _NEVER)


async def gone_to(store: Store, person: PersonId, since: datetime) -> tuple[GoingTo, ...]:
    """The running incidents somebody is going to now, and those where their part was over at `since` or later."""
    return tuple(
        GoingTo(
            id=IncidentId(row.id),
            number=row.number,
            code=row.code,
            state=AssignmentState(row.state),
            letter=row.letter or "",
            requester=row.requester_code,
            is_over=row.ended_at is not None,
            watch=watch_from(row.watch),
            asked_again=bool(row.asked_again),
            starts=row.window_start,
            lead=row.lead,
            nature=row.nature,
            areas=tuple((row.areas or "").split()),
        )
        for row in await store.connection.execute(_GOING_TO, {"wanted": person, "since": since})
    )


async def who_goes(store: Store, to: Collection[IncidentId]) -> tuple[tuple[PersonId, str], ...]:
    """Everybody who goes, or went, to one of these, with their code name there."""
    if not to:
        return ()
    rows = await store.connection.execute(_WHO_GOES, {"wanted": list(to)})
    return tuple((PersonId(row.person), row.code) for row in rows)


async def in_hand(store: Store, person: PersonId, since: datetime) -> tuple[tuple[Page, Brief], ...]:
    """Somebody's pages whose letter still means something: live, or ended at `since` or later. The newest first."""
    rows: dict[str, list[Any]] = {}
    for row in await store.connection.execute(_IN_HAND, {"wanted": person, "since": since}):
        rows.setdefault(row.id, []).append(row)
    return tuple(
        (
            _page(first),
            Brief(
                id=IncidentId(first.incident),
                number=first.number,
                nature=NatureId(first.nature),
                areas=tuple(AreaId(row.area) for row in of_page if row.area is not None),
                status=IncidentStatus(first.status),
            ),
        )
        for first, *rest in rows.values()
        for of_page in [[first, *rest]]
    )


async def standing(
    store: Store,
    teams: Iterable[TeamId],
    now: datetime,
    *,
    letter_rests: timedelta = LETTER_RESTS,
    soon: timedelta = BUSY_BEFORE,
    budget: timedelta = timedelta(),
) -> Mapping[PersonId, Carried]:
    """What everybody of these teams carries at `now`. Whoever carries nothing is left out. Of drills only the letters
    count: nobody is busy, tired or asked often enough by one.

    What begins only after `soon` keeps nobody from going elsewhere before. `budget`: how far back pages count as just
    now.
    """
    wanted = {"wanted": sorted(set(teams)), "since": now - max(letter_rests, LOOK_BACK)}
    resting = {**wanted, "resting": now - letter_rests, "lately_since": now - LOOK_BACK, "budget_since": now - budget}
    paged = {row.person: row for row in await store.connection.execute(_PAGED, resting)}
    going = {**wanted, "soon": now + soon}
    went = {row.person: row for row in await store.connection.execute(_WENT, going)}
    return {PersonId(person): _carried(paged.get(person), went.get(person)) for person in sorted(paged.keys() | went)}


async def on_their_way(store: Store, team: TeamId, soon: datetime) -> tuple[Goes, ...]:
    """Where everybody of a team goes now, and how far they are: one for each call of theirs."""
    found = []
    for row in await store.connection.execute(_ON_THEIR_WAY, {"wanted": [team], "soon": soon}):
        place = None
        if row.place is not None:
            key = await row_keys.unwrap_if_kept(store, Owner.INCIDENT, row.id, row.data_key, row.keyring_key)
            if key is not None:
                place = place_from(from_bytes(store.vault.open(key, "incident", "place", row.id, row.place)))
        found.append(Goes(person=PersonId(row.person), state=AssignmentState(row.state), place=place))
    return tuple(found)


async def booked(store: Store, window: Window, *, besides: IncidentId) -> frozenset[PersonId]:
    """Who has promised to be somewhere else in this time."""
    wanted = {"wanted": besides, "starts": window.start, "ends": window.end}
    return frozenset(map(PersonId, (await store.connection.execute(_BOOKED, wanted)).scalars()))


async def figures(store: Store) -> Figures:
    """What runs, in numbers."""
    running = {row.status: row.many for row in await store.connection.execute(_RUNNING)}
    return Figures(
        running={each: running.get(each.value, 0) for each in IncidentStatus if each is not IncidentStatus.CLOSED},
        live_pages=(await store.connection.execute(_LIVE_PAGES)).scalar_one(),
        unfilled=(await store.connection.execute(_UNFILLED)).scalar_one(),
    )


async def events_of(store: Store, incident: IncidentId) -> tuple[Logged, ...]:
    """An incident's log in the order in which it was written."""
    rows = list(await store.connection.execute(_EVENTS, {"wanted": incident}))
    key = await _key_of(store, incident) if any(row.reason is not None for row in rows) else None
    return tuple(
        Logged(at=row.at, kind=row.kind, event=replace(event_from(row), reason=_reason(store, key, incident, row)))
        for row in rows
    )


async def _key_of(store: Store, incident: IncidentId) -> Key | None:
    found = (await store.connection.execute(_KEY_OF, {"wanted": incident})).one()
    return await row_keys.unwrap_if_kept(store, Owner.INCIDENT, incident, found.data_key, found.keyring_key)


def _reason(store: Store, key: Key | None, incident: IncidentId, row: Any) -> str:
    """What a coordinator gave as their reason; nothing once the incident's words are gone."""
    if key is None or row.reason is None:
        return ""
    said: str = from_bytes(store.vault.open(key, "event", "reason", incident, row.reason))
    return said


# --- keep


async def next_number(store: Store) -> int:
    """A number no incident has had. On PostgreSQL, one that is not used is left out for good."""
    counts = _HIGHEST if store.connection.dialect.name == "sqlite" else _NEXT
    return int((await store.connection.execute(counts)).scalar_one())


async def keep(
    store: Store, before: Incident | None, after: Incident, events: Sequence[e.Event], now: datetime
) -> None:
    """Keep what changed since `before` and what happened at `now`. `before` None: the incident has just opened.

    A close writes the incident's figures where no id goes, and fixes the day its words are gone; a reopening takes the
    figures back, so that they count once.
    """
    store.loaded.pop(after.id, None)
    if before is None:
        await _open(store, after, now)
    else:
        await _change(store, before, after, now)
    await _keep_pages(store, before, after)
    await _keep_assignments(store, before, after)
    await aid.keep(store, before, after)
    await note(store, after, events, now)
    if not after.is_alive() and (before is None or before.is_alive()) and not after.drill:
        await store.connection.execute(_INSERT_FIGURES, await _figures(store, after))
    elif before is not None and not before.is_alive() and after.is_alive() and not after.drill:
        await store.connection.execute(_take_back(await _figures(store, before)))


def _sealed_reason(store: Store, of: IncidentId, event: e.Event) -> bytes | None:
    if not event.reason:
        return None
    return store.vault.seal(store.row_keys[Owner.INCIDENT, of].key, "event", "reason", of, as_bytes(event.reason))


async def note(store: Store, about: Incident, events: Sequence[e.Event], now: datetime) -> None:
    """Write into the log what happened and changed nothing else: it waits for nobody who is changing the incident."""
    if events:
        whose = {"incident": about.id, "conversation": about.conversation, "at": now}
        rows = [{**whose, **event_columns(each), "reason": _sealed_reason(store, about.id, each)} for each in events]
        await store.connection.execute(_INSERT_EVENT, rows)


async def _open(store: Store, opened: Incident, now: datetime) -> None:
    key = await _fresh_key(store, opened, now + opened.retention.words)
    await store.connection.execute(_INSERT, key | _columns(store, opened))
    await store.connection.execute(_INSERT_NEED, {"incident": opened.id, "nature": None, **need_columns(opened.need)})
    await _insert_areas(store, opened)


async def _change(store: Store, before: Incident, after: Incident, now: datetime) -> None:
    last = (after.closed_at or now) + after.retention.words
    if await row_keys.is_kept(store, Owner.INCIDENT, after.id):
        changed = await _prolonged_key(store, after, last) | _columns(store, after, before)
    else:
        changed = await _fresh_key(store, after, last) | _columns(store, after)
    if changed:
        await store.connection.execute(_UPDATE, {"wanted": after.id, **changed})
    if after.need != before.need:
        await store.connection.execute(_UPDATE_NEED, {"wanted": after.id, **need_columns(after.need)})
    if after.areas != before.areas:
        await store.connection.execute(_FORGET_AREAS, {"wanted": after.id})
        await _insert_areas(store, after)
    if after.also != before.also:
        await store.connection.execute(_FORGET_ALSO, {"wanted": after.id})
        await _insert_also(store, after)


async def _fresh_key(store: Store, of: Incident, last: datetime) -> dict[str, Any]:
    made = await row_keys.make(store, Owner.INCIDENT, of.id, last, retention_class(of.retention))
    return {"data_key": made.wrapped, "keyring_key": made.keyring_key}


async def _prolonged_key(store: Store, of: Incident, last: datetime) -> dict[str, Any]:
    again = await row_keys.prolong(store, Owner.INCIDENT, of.id, last, retention_class(of.retention))
    return {} if again is None else {"data_key": again.wrapped, "keyring_key": again.keyring_key}


async def _insert_areas(store: Store, after: Incident) -> None:
    if after.areas:
        rows = [{"incident": after.id, "area": area, "position": n} for n, area in enumerate(after.areas)]
        await store.connection.execute(_INSERT_AREA, rows)


async def _insert_also(store: Store, after: Incident) -> None:
    if after.also:
        rows = [{"incident": after.id, "position": n, **_also_columns(each)} for n, each in enumerate(after.also)]
        await store.connection.execute(_INSERT_ALSO, rows)


async def _keep_pages(store: Store, before: Incident | None, after: Incident) -> None:
    known = {each.id: each for each in before.pages} if before is not None else {}
    rows = {each.id: {"position": n, **_page_columns(each)} for n, each in enumerate(after.pages)}
    new = [rows[each.id] for each in after.pages if each.id not in known]
    if new:
        await store.connection.execute(_INSERT_PAGE, new)
    changed = [each for each in after.pages if each.id in known and each is not known[each.id]]
    await _update(
        store, _UPDATE_PAGE, [(each.id, _page_columns(known[each.id]), _page_columns(each)) for each in changed]
    )


async def _keep_assignments(store: Store, before: Incident | None, after: Incident) -> None:
    known = {each.id: each for each in before.assignments} if before is not None else {}
    rows = {each.id: {"position": n, **_assignment_columns(each)} for n, each in enumerate(after.assignments)}
    new = [rows[each.id] for each in after.assignments if each.id not in known]
    if new:
        await store.connection.execute(_INSERT_ASSIGNMENT, new)
    changed = [each for each in after.assignments if each.id in known and each is not known[each.id]]
    await _update(
        store,
        _UPDATE_ASSIGNMENT,
        [(each.id, _assignment_columns(known[each.id]), _assignment_columns(each)) for each in changed],
    )


async def _update(
    store: Store, statement: sa.Update, changes: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]]
) -> None:
    """One statement for all rows in which the same columns change."""
    batches: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row, before, after in changes:
        changed = {name: value for name, value in after.items() if value != before[name]}
        if changed:
            batches.setdefault(tuple(changed), []).append({"wanted": row, **changed})
    for batch in batches.values():
        await store.connection.execute(statement, batch if len(batch) > 1 else batch[0])


def retention_class(retention: Retention) -> str:
    """What a key of the keyring is for: the words of incidents that are kept this long."""
    return f"words_{int(retention.words.total_seconds())}s"


# --- rows


def _columns(store: Store, after: Incident, before: Incident | None = None) -> dict[str, Any]:
    """What the row of an incident holds; only what differs, when there is a `before`."""
    columns = _plain(after)
    if before is not None:
        known = _plain(before)
        columns = {name: value for name, value in columns.items() if value != known[name]}
    if before is None or after.plan != before.plan:
        columns["plan"] = plan_form(after.plan)
    if before is None or after.place != before.place:
        columns["place"] = _sealed(store, after.id, "place", None if after.place is None else place_form(after.place))
    if before is None or after.words != before.words:
        columns["words"] = _sealed(store, after.id, "words", list(after.words) or None)
    if before is None or after.ledger != before.ledger:
        columns["ledger"] = _sealed(store, after.id, "ledger", ledger_form(after.ledger))
    return columns


def _sealed(store: Store, of: IncidentId, column: str, form: object) -> bytes | None:
    if form is None:
        return None
    return store.vault.seal(store.row_keys[Owner.INCIDENT, of].key, "incident", column, of, as_bytes(form))


def _plain(of: Incident) -> dict[str, Any]:
    return {
        "id": of.id,
        "number": of.number,
        "team": of.team,
        "nature": of.nature,
        "protection_area": of.protection_area.value,
        "urgency": of.urgency.value,
        "words_kept_seconds": int(of.retention.words.total_seconds()),
        "shell_kept_seconds": int(of.retention.shell.total_seconds()),
        "conversation": of.conversation,
        "requester_code": of.requester_code,
        "language": of.language,
        "status": of.status.value,
        "opened_at": of.opened_at,
        "danger": of.danger,
        "silent": of.silent,
        "exhausted": of.exhausted,
        "drill": of.drill,
        "disposition": None if of.disposition is None else of.disposition.value,
        "closed_at": of.closed_at,
        "relayed": relayed_form(of.relayed),
        "round": of.round,
        "round_began_at": of.round_began_at,
        "asks_again_at": of.asks_again_at,
        "aid_asked": of.aid_asked,
        "merged_into": of.merged_into,
        "owner": of.owner,
        "offered_to": of.offered_to,
        "monitor": of.monitor,
        "monitor_next": of.monitor_next,
        "held": of.held,
        "ring": int(of.ring),
        "doubt": doubt_form(of.doubt),
        "discreet": of.discreet,
        "kept_from": sorted(of.kept_from) or None,
    }


def _also_columns(of: AlsoHeard) -> dict[str, Any]:
    return {"conversation": of.conversation, "code": of.code, "came_from": of.came_from, "silent": of.silent}


def _also(row: Any) -> AlsoHeard:
    return AlsoHeard(
        conversation=ConversationId(row.conversation),
        code=row.code,
        came_from=IncidentId(row.came_from),
        silent=row.silent,
    )


def _page_columns(of: Page) -> dict[str, Any]:
    return {
        "id": of.id,
        "incident": of.incident,
        "person": of.person,
        "letter": of.letter,
        "state": of.state.value,
        "sent_at": of.sent_at,
        "expires_at": of.expires_at,
        "ended_at": of.ended_at,
        "why": of.why,
    }


def _assignment_columns(of: Assignment) -> dict[str, Any]:
    return {
        "id": of.id,
        "incident": of.incident,
        "person": of.person,
        "page": of.page,
        "code": of.code,
        "state": of.state.value,
        "accepted_at": of.accepted_at,
        "minutes": of.minutes,
        "lead": of.lead,
        "lead_set": of.lead_set,
        "probation": of.probation,
        "skills": sorted(of.skills),
        "remote": of.remote,
        "by_text": of.by_text,
        "asked_at": of.asked_at,
        "sure_at": of.sure_at,
        "ended_at": of.ended_at,
        "watch": watch_form(of.watch),
    }


async def _figures(store: Store, of: Incident) -> dict[str, Any]:
    """What a closed incident leaves behind: numbers, no ids, the month and hour of its team's wall clock."""
    wanted = {"wanted": of.id, "until": of.closed_at}
    there = (await store.connection.execute(_FIRST_THERE, wanted)).scalar_one_or_none()
    opened = of.opened_at.astimezone(zone(of.plan.time_zone))
    accepted = [each.accepted_at for each in of.assignments if not each.by_text]
    return {
        "month": f"{opened:%Y-%m}",
        "hour": opened.hour,
        "team": of.team,
        "protection_area": of.protection_area.value,
        "nature": of.nature,
        "language": of.language,
        "pages": len(of.pages),
        "accepted": len(accepted),
        "filled": of.is_filled(),
        "seconds_to_first_accept": int((min(accepted) - of.opened_at).total_seconds()) if accepted else None,
        "disposition": (of.disposition or Disposition.CANCELLED).value,
        "area": of.areas[0] if of.areas else None,
        "seconds_to_arrival": None if there is None else int((there - of.opened_at).total_seconds()),
    }


def _take_back(figures: Mapping[str, Any]) -> sa.Delete:
    """Deletes one row of these figures: rows without ids that say the same are the same."""
    says_so = [
        statistic.c[name].is_not_distinct_from(value)
        for name, value in figures.items()
        if name not in _CAME_LATER or value is None
    ]
    says_so += [
        sa.or_(statistic.c[name].is_(None), statistic.c[name] == figures[name])
        for name in _CAME_LATER
        if figures[name] is not None
    ]
    return sa.delete(statistic).where(
        statistic.c.row == sa.select(sa.func.max(statistic.c.row)).where(*says_so).scalar_subquery()
    )


async def _load(store: Store, statement: sa.Select[Any], wanted: Mapping[str, Any]) -> tuple[Incident, ...]:
    found: dict[str, list[Any]] = {}
    for row in await store.connection.execute(statement, wanted):
        found.setdefault(row.id, []).append(row)
    if not found:
        return ()
    pages: dict[str, list[Page]] = {}
    paged = [id_ for id_, rows in found.items() if rows[0].has_page]
    for row in await store.connection.execute(_PAGES, {"wanted": paged}) if paged else ():
        pages.setdefault(row.incident, []).append(_page(row))
    assignments: dict[str, list[Assignment]] = {}
    assigned = [id_ for id_, rows in found.items() if rows[0].has_assignment]
    for row in await store.connection.execute(_ASSIGNMENTS, {"wanted": assigned}) if assigned else ():
        assignments.setdefault(row.incident, []).append(_assignment(row))
    also: dict[str, list[AlsoHeard]] = {}
    shared = [id_ for id_, rows in found.items() if rows[0].has_incident_conversation]
    for row in await store.connection.execute(_ALSO, {"wanted": shared}) if shared else ():
        also.setdefault(row.incident, []).append(_also(row))
    return tuple(
        [
            replace(
                await _incident(store, rows, tuple(pages.get(id_, ())), tuple(assignments.get(id_, ()))),
                also=tuple(also.get(id_, ())),
            )
            for id_, rows in found.items()
        ]
    )


async def _incident(
    store: Store, rows: Sequence[Any], pages: tuple[Page, ...], assignments: tuple[Assignment, ...]
) -> Incident:
    row = rows[0]
    place, words = None, ()
    key = await row_keys.unwrap_if_kept(store, Owner.INCIDENT, row.id, row.data_key, row.keyring_key)
    if key is not None and row.place is not None:
        place = place_from(from_bytes(store.vault.open(key, "incident", "place", row.id, row.place)))
    ledger = Ledger()
    if key is not None and row.ledger is not None:
        ledger = ledger_from(from_bytes(store.vault.open(key, "incident", "ledger", row.id, row.ledger)))
    if key is not None and row.words is not None:
        words = tuple(from_bytes(store.vault.open(key, "incident", "words", row.id, row.words)))
    return Incident(
        id=IncidentId(row.id),
        number=row.number,
        team=TeamId(row.team),
        nature=NatureId(row.nature),
        protection_area=ProtectionArea(row.protection_area),
        urgency=Urgency(row.urgency),
        retention=Retention(
            words=timedelta(seconds=row.words_kept_seconds), shell=timedelta(seconds=row.shell_kept_seconds)
        ),
        conversation=None if row.conversation is None else ConversationId(row.conversation),
        requester_code=row.requester_code,
        language=row.language,
        status=IncidentStatus(row.status),
        opened_at=row.opened_at,
        need=need_from(row),
        plan=plan_from(row.plan),
        areas=tuple(dict.fromkeys(AreaId(each.area) for each in rows if each.area is not None)),
        place=place,
        words=words,
        danger=row.danger,
        silent=row.silent,
        exhausted=row.exhausted,
        drill=row.drill,
        pages=pages,
        assignments=assignments,
        disposition=None if row.disposition is None else Disposition(row.disposition),
        closed_at=row.closed_at,
        relayed=relayed_from(row.relayed),
        round=row.round,
        round_began_at=row.round_began_at,
        asks_again_at=row.asks_again_at,
        aid_asked=row.aid_asked,
        merged_into=None if row.merged_into is None else IncidentId(row.merged_into),
        owner=None if row.owner is None else PersonId(row.owner),
        offered_to=None if row.offered_to is None else PersonId(row.offered_to),
        monitor=None if row.monitor is None else PersonId(row.monitor),
        monitor_next=None if row.monitor_next is None else PersonId(row.monitor_next),
        held=row.held,
        ring=Ring(row.ring),
        doubt=doubt_from(row.doubt),
        ledger=ledger,
        discreet=row.discreet,
        kept_from=frozenset(map(PersonId, row.kept_from or ())),
        neighbours=tuple({each.aid_team: aid.aid_from(each) for each in rows if each.aid_team is not None}.values()),
    )


def _page(row: Any) -> Page:
    return Page(
        id=PageId(row.id),
        incident=IncidentId(row.incident),
        person=PersonId(row.person),
        letter=row.letter,
        state=PageState(row.state),
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        why=row.why,
    )


def _assignment(row: Any) -> Assignment:
    return Assignment(
        id=AssignmentId(row.id),
        incident=IncidentId(row.incident),
        person=PersonId(row.person),
        page=None if row.page is None else PageId(row.page),
        code=row.code,
        state=AssignmentState(row.state),
        accepted_at=row.accepted_at,
        minutes=row.minutes,
        lead=row.lead,
        lead_set=bool(row.lead_set),
        probation=bool(row.probation),
        skills=frozenset(map(SkillId, row.skills)),
        remote=bool(row.remote),
        by_text=bool(row.by_text),
        asked_at=row.asked_at,
        sure_at=row.sure_at,
        ended_at=row.ended_at,
        watch=watch_from(row.watch),
    )


def _carried(paged: Any | None, went: Any | None) -> Carried:
    return Carried(
        live_pages=0 if paged is None else paged.live,
        pages_lately=0 if paged is None else paged.lately,
        pages_just_now=0 if paged is None else paged.just_now,
        first_just_now=None if paged is None else paged.first_just_now,
        going=0 if went is None else went.going,
        last_paged_at=None if paged is None else paged.last,
        last_cleared_at=None if went is None else went.cleared,
        letters=frozenset(each for row in (paged, went) if row is not None for each in (row.letters or "").split()),
    )
