"""What a coordinator sees of everything that runs: calls, who is coming, what is stuck, who is on, how providers do.

Code names for whoever goes, roster names for whoever is on call or cannot be reached; never what was said, where
exactly, or a number. Pure: it is computed of what others loaded.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain import rota
from domain.community import Team
from domain.custody import CustodyStatus
from domain.ids import AreaId, IncidentId, NatureId, PersonId, TeamId
from domain.incident import Assignment, AssignmentState, Incident, IncidentStatus
from domain.neighbours import AidState
from domain.people import PAGEABLE, Availability, Channel, Person, Reach
from domain.sighting import Sighting
from domain.tasks import Task, TaskKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Comer:
    """Somebody who goes. `minutes`: how long until they said they are there, below 0 once they are late.

    None where they said nothing of it, or it means nothing any more. `name`: how the reader's team knows them; of a
    neighbour's people there is `team` alone.
    """

    code: str
    state: str  # as `Assignment.shown` says it
    minutes: int | None
    name: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One incident. `ends_first` is when the first of its live pages expires. `monitor`, by roster name, hears first
    when somebody gives no sign; `monitor_next` was asked to watch in their place.
    """

    number: int
    team: TeamId
    nature: NatureId
    areas: tuple[AreaId, ...]
    status: IncidentStatus
    opened_at: datetime
    going: int
    responders: int
    danger: bool
    silent: bool
    exhausted: bool
    discreet: bool
    comers: tuple[Comer, ...]
    live_pages: int
    ends_first: datetime | None
    drill: bool = False
    monitor: str = ""
    monitor_next: str = ""
    code: str = ""  # of whoever needs help
    custody: CustodyStatus | None = None

    @property
    def is_short(self) -> bool:
        return self.going < self.responders


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """An open task. `number` is the call it is about, None if it is about none that runs."""

    kind: TaskKind
    number: int | None
    due: datetime
    overdue: bool


class Lost(StrEnum):
    """Why somebody who might be asked cannot be."""

    NO_PHONE = "no_phone"  # no account is bound
    REFUSES = "refuses"  # they blocked us or opted out, by every way there is
    FAILING = "failing"  # the last message by each way came back


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    name: str
    why: Lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who is on call for a team now, by roster name. `lost` are those of them who cannot be reached.

    `planned`: the team has a rotation at all.
    """

    team: TeamId
    names: tuple[str, ...]
    lost: frozenset[str]
    planned: bool = True


WAITS_TOO_LONG = timedelta(minutes=1)
DEAF_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Whether a channel brings in what is sent to us: when it last surely did, and whether it fails to since."""

    last: datetime
    failing: bool

    def is_deaf(self, now: datetime) -> bool:
        """It has failed for longer than it may: what is sent to us there waits at the provider."""
        return self.failing and now - self.last > DEAF_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """How a channel does. Counts and times are of its latest attempts; None is: none among them.

    `oldest_waiting` is how long the oldest message that is due waits. `closed_until`: the provider said not before.
    `deaf_since`: nothing has come in since then, because it cannot be fetched or is not brought; None if all is well.
    """

    channel: Channel
    last_success: datetime | None = None
    failures: int = 0
    oldest_waiting: timedelta | None = None
    closed_until: datetime | None = None
    deaf_since: datetime | None = None

    @property
    def is_troubled(self) -> bool:
        late = self.oldest_waiting is not None and self.oldest_waiting > WAITS_TOO_LONG
        return bool(self.failures) or late or self.closed_until is not None or self.deaf_since is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helped:
    """Another team's call with which this one was asked to help: as much of it as its coordinators may see."""

    number: int
    team: TeamId
    nature: NatureId
    areas: tuple[AreaId, ...]
    state: AidState
    going: tuple[tuple[str, AssignmentState], ...] = ()  # of this team, by code name


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything at one instant. `late` and `dead` count the engine's work by kind: all teams', as it is shared."""

    now: datetime
    calls: tuple[Call, ...] = ()
    todo: tuple[Todo, ...] = ()
    late: Mapping[str, timedelta]
    dead: Mapping[str, int]
    on_call: tuple[Watch, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()
    providers: tuple[Provider, ...] = ()
    sightings: tuple[Sighting, ...] = ()  # of enforcement, not over
    closed: tuple[Call, ...] = ()  # lately, the newest first: they may be opened again
    aided: tuple[Helped, ...] = ()  # and what closed lately of them, the newest first

    @property
    def real(self) -> tuple[Call, ...]:
        """The calls that are no drills."""
        return tuple(each for each in self.calls if not each.drill)

    @property
    def overdue(self) -> Mapping[str, timedelta]:
        """The kinds of work that are later than they may be."""
        return {work: late for work, late in self.late.items() if late > WAITS_TOO_LONG}

    @property
    def given_up(self) -> int:
        return sum(self.dead.values())


def helped_of(incident: Incident, team: TeamId, mine: Collection[PersonId]) -> Helped:
    """`mine`: those of `team` alone, whose code names its coordinators know."""
    return Helped(
        number=incident.number,
        team=incident.team,
        nature=incident.nature,
        areas=incident.areas,
        state=next(each.state for each in incident.neighbours if each.team == team),
        going=tuple((each.code, each.state) for each in incident.assignments if each.person in mine),
    )


def call_of(
    incident: Incident,
    now: datetime,
    names: Mapping[PersonId, str],
    custody: CustodyStatus | None = None,
    homes: Mapping[PersonId, str] | None = None,
) -> Call:
    """`custody`: how somebody stands whom it is about, if they are in it. `names`: whom its reader knows by name;
    `homes`: from which team others are.
    """
    live = incident.live_pages()
    return Call(
        number=incident.number,
        team=incident.team,
        nature=incident.nature,
        areas=incident.areas,
        status=incident.status,
        opened_at=incident.opened_at,
        going=len(incident.going()),
        responders=incident.wanted_now(),
        danger=incident.danger,
        silent=incident.silent,
        exhausted=incident.exhausted and not incident.is_filled(),
        discreet=incident.keeps_to_itself(),
        comers=tuple(
            Comer(
                code=each.code,
                state=each.shown(),
                minutes=minutes_left(each, now),
                name=names.get(each.person, ""),
                team="" if each.person in names else (homes or {}).get(each.person, ""),
            )
            for each in incident.taking_part()
        ),
        live_pages=len(live),
        ends_first=min((each.expires_at for each in live), default=None),
        drill=incident.drill,
        monitor=_named(incident.monitor, names),
        monitor_next=_named(incident.monitor_next, names),
        code=incident.requester_code,
        custody=custody,
    )


def _named(person: PersonId | None, names: Mapping[PersonId, str]) -> str:
    return "" if person is None else names.get(person, person)


def minutes_left(assignment: Assignment, now: datetime) -> int | None:
    """Whole minutes, begun ones counted, until somebody is there as they said; below 0 once that has passed."""
    if assignment.minutes is None or assignment.state not in (AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE):
        return None
    seconds = (assignment.accepted_at + timedelta(minutes=assignment.minutes) - now).total_seconds()
    return int(-(-seconds // 60))


def todo_of(task: Task, incidents: Mapping[IncidentId, Incident], now: datetime) -> Todo:
    about = incidents.get(task.incident) if task.incident is not None else None
    return Todo(kind=task.kind, number=None if about is None else about.number, due=task.due, overdue=task.due < now)


def lost(person: Person) -> Lost | None:
    """Why nothing would get through to `person`; None if something may."""
    reaches = {each.reach for each in person.contact_points}
    if not reaches:
        return Lost.NO_PHONE
    if reaches <= {Reach.BLOCKED, Reach.OPTED_OUT}:
        return Lost.REFUSES
    return None if Reach.WORKS in reaches else Lost.FAILING


def watch_of(team: Team, members: Iterable[Person], now: datetime) -> Watch:
    """Who would be asked first for a call of `team` now: on by any of its rotas or their own word, and vetted."""
    by_rota: set[PersonId] = set()
    for each in team.rotas:
        by_rota |= rota.on_call(each, now)
    on = [each for each in members if _is_on(each, team.id, by_rota, now)]
    return Watch(
        team=team.id,
        names=tuple(sorted(each.roster_name for each in on)),
        lost=frozenset(each.roster_name for each in on if lost(each) is not None),
        planned=any(each.layers for each in team.rotas),
    )


def _is_on(person: Person, team: TeamId, by_rota: set[PersonId], now: datetime) -> bool:
    membership = person.membership(team)
    if membership is None or membership.standing not in PAGEABLE:
        return False
    said = person.said(now)
    return said is not Availability.OFF and (said is Availability.ON or person.id in by_rota)


def unreachable(members: Iterable[Person]) -> tuple[Unreachable, ...]:
    """Those of `members` who count, and whom nothing would reach, by name."""
    found = [
        Unreachable(name=each.roster_name, why=why)
        for each in members
        if each.is_member() and (why := lost(each)) is not None
    ]
    return tuple(sorted(found, key=lambda each: each.name))
