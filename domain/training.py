"""Trainings: who has a seat, who waits for one, who came, and what coming gives.

    seat        taken in the order in which people ask; whoever finds none waits, and the first who waits moves up when
                a seat is given back. Nobody waits while a seat is free.
    came        said by a coordinator once it has begun. Until then, and where nobody says anything, it is not known.
    skills      coming gives those that the training teaches. One that lapses does so as a day begins, on the clock of
                whoever holds it: on the day that they were told they do not have it any more.

    moved       to another time or place, before it begins: who has a seat, or a turn, keeps it.

A reminder stands at a humane hour of the training's own clock, wherever the clocks are turned in between. What people
hear unasked waits for such an hour of their own, unless it would come too late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.checkin import Hours
from domain.errors import Refused
from domain.ids import ConversationId, PersonId, SkillId, TeamId, TrainingId
from domain.incident import AssignmentState, Incident
from domain.messages import MessageKind as K
from domain.needs import ProtectionArea
from domain.strain import came_back
from domain.zone import instant, reached

MOST_SEATS = 500
LOOKS_BACK = timedelta(days=30)
"""So long after it began it is still said who came."""

_SOON = timedelta(hours=3)
_FIRST_HOUR, _LAST_HOUR = time(9), time(20)
"""Nobody is reminded before the first or after the last."""

Holder = PersonId | ConversationId
"""Who has a seat: a member, or a community member by the talk they wrote in."""


class SeatState(StrEnum):
    """Each with a sentence, because skills hang on it."""

    TAKEN = "taken"  # theirs; whether they came is not known
    WAITING = "waiting"  # the training is full, and they move up in their turn
    GIVEN_BACK = "given_back"
    CAME = "came"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody's place at a training, or in the line for one. `order`: their turn, given when they asked."""

    holder: Holder
    member: bool
    state: SeatState
    order: int
    had: Mapping[SkillId, datetime | None] | None = None
    """Before they came: which of its skills they held, and until when. None while nothing was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What became of a training, who did it and why; `about` whose seat it is."""

    what: str
    why: str
    by: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """`number` is how people call it. `everybody`: community members may take seats too."""

    id: TrainingId
    number: int
    team: TeamId
    area: ProtectionArea
    place: str
    start: datetime
    end: datetime
    capacity: int
    languages: tuple[str, ...]
    skills: tuple[SkillId, ...]
    everybody: bool
    by: PersonId
    off_at: datetime | None = None
    seats: tuple[Seat, ...] = ()

    def seat_of(self, holder: Holder) -> Seat | None:
        return next((each for each in self.seats if each.holder == holder), None)

    def with_seats(self, *states: SeatState) -> tuple[Seat, ...]:
        """Those in one of `states`, by their turn."""
        return tuple(sorted((each for each in self.seats if each.state in states), key=lambda each: each.order))

    @property
    def free(self) -> int:
        return max(0, self.capacity - len(self.with_seats(SeatState.TAKEN, SeatState.CAME, SeatState.MISSED)))

    def is_ahead(self, now: datetime) -> bool:
        """True while seats may be taken and given back."""
        return self.off_at is None and now < self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A training after something happened to it. `up`: who has a seat now that waited for one."""

    training: Training
    events: tuple[Happened, ...] = ()
    up: tuple[Seat, ...] = ()


def _put(training: Training, seat: Seat) -> Training:
    others = tuple(each for each in training.seats if each.holder != seat.holder)
    return replace(training, seats=(*others, seat))


def _must_be_ahead(training: Training, now: datetime) -> None:
    if not training.is_ahead(now):
        raise Refused(K.M_TRAINING_OVER, {"n": training.number})


def sign_up(training: Training, holder: Holder, *, member: bool, now: datetime) -> Outcome:
    """A seat, or a turn in the line for one; whoever has either keeps it. Raises Refused once it is too late."""
    _must_be_ahead(training, now)
    mine = training.seat_of(holder)
    if mine is not None and mine.state in (SeatState.TAKEN, SeatState.WAITING):
        return Outcome(training=training)
    order = max((each.order for each in training.seats), default=0) + 1
    state = SeatState.TAKEN if training.free else SeatState.WAITING
    seat = Seat(holder=holder, member=member, state=state, order=order)
    why = "a seat was free" if state is SeatState.TAKEN else "every seat is taken"
    event = Happened(what=f"seat {state.value}", why=why, by=holder, about=holder)
    return Outcome(training=_put(training, seat), events=(event,))


def give_back(training: Training, holder: Holder, now: datetime) -> Outcome:
    """Their seat or their turn is theirs no more, and the first who waits moves up. Raises Refused where there is
    none, or once it is too late."""
    _must_be_ahead(training, now)
    mine = training.seat_of(holder)
    if mine is None or mine.state not in (SeatState.TAKEN, SeatState.WAITING):
        raise Refused(K.M_TRAINING_NO_SEAT, {"n": training.number})
    why = "they said so" if mine.state is SeatState.TAKEN else "they said so while they waited"
    event = Happened(what="seat given_back", why=why, by=holder, about=holder)
    after = _move_up(_put(training, replace(mine, state=SeatState.GIVEN_BACK)), by=holder)
    return replace(after, events=(event, *after.events))


def gone(training: Training, holder: Holder, now: datetime, *, why: str) -> Outcome:
    """The same for somebody who is not there any more; nothing where they have no seat, or it is too late."""
    mine = training.seat_of(holder)
    open_ = mine is not None and mine.state in (SeatState.TAKEN, SeatState.WAITING)
    if not open_ or not training.is_ahead(now):
        return Outcome(training=training)
    after = give_back(training, holder, now)
    return replace(after, events=(replace(after.events[0], why=why, by=None), *after.events[1:]))


def _move_up(training: Training, by: str) -> Outcome:
    up: list[Seat] = []
    for waits in training.with_seats(SeatState.WAITING)[: training.free]:
        moved = replace(waits, state=SeatState.TAKEN)
        training = _put(training, moved)
        up.append(moved)
    events = tuple(Happened(what="seat taken", why="a seat became free", by=by, about=each.holder) for each in up)
    return Outcome(training=training, events=events, up=tuple(up))


def call_off(training: Training, by: PersonId, now: datetime) -> Outcome:
    """It does not take place. Raises Refused once it has begun, or is off already."""
    _must_be_ahead(training, now)
    event = Happened(what="called off", why="a coordinator called it off", by=by)
    return Outcome(training=replace(training, off_at=now), events=(event,))


def move(
    training: Training,
    by: PersonId,
    now: datetime,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    place: str = "",
) -> Outcome:
    """It takes place then, or there; what is not said stays. Raises Refused once it has begun, is off, or would have
    begun."""
    _must_be_ahead(training, now)
    moved = replace(training, start=start or training.start, end=end or training.end, place=place or training.place)
    if moved.start <= now or moved.end <= moved.start:
        raise Refused(K.C_TRAINING_MOVE_HOW, {"n": training.number})
    if moved == training:
        return Outcome(training=training)
    event = Happened(what="moved", why="a coordinator moved it", by=by)
    return Outcome(training=moved, events=(event,))


def say_who_came(training: Training, holders: Iterable[Holder], *, came: bool, by: PersonId, now: datetime) -> Outcome:
    """They came, or did not. A member may have come without a seat. Raises Refused before it has begun.

    Only whose seat changes is in the events.
    """
    if training.off_at is not None or now < training.start:
        raise Refused(K.C_TRAINING_NOT_YET, {"n": training.number})
    state = SeatState.CAME if came else SeatState.MISSED
    events: list[Happened] = []
    for holder in dict.fromkeys(holders):
        order = max((each.order for each in training.seats), default=0) + 1
        mine = training.seat_of(holder) or Seat(holder=holder, member=True, state=SeatState.GIVEN_BACK, order=order)
        if mine.state is not state:
            training = _put(training, replace(mine, state=state))
            events.append(Happened(what=state.value, why="a coordinator said so", by=by, about=holder))
    return Outcome(training=training, events=tuple(events))


def not_said(training: Training) -> tuple[Seat, ...]:
    """Those with a seat of whom nobody has said whether they came."""
    return training.with_seats(SeatState.TAKEN)


# --- what coming gives


def lapses_at(training: Training, days: int | None, where: ZoneInfo) -> datetime | None:
    """When a skill that lasts `days` ends for somebody on the clock of `where`: as that day begins. None: never."""
    if days is None:
        return None
    return day_begins(training.start, days, where)


def day_begins(since: datetime, days: int, where: ZoneInfo) -> datetime:
    """The beginning, on the clock of `where`, of the day that comes `days` after the one of `since`."""
    day = reached(where, since).date() + timedelta(days=days)
    return instant(where, datetime.combine(day, time()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How somebody holds a skill. `until` None: for good."""

    until: datetime | None


def renewed(held: Held | None, until: datetime | None) -> datetime | None:
    """Until when they have a skill that they are given until `until`: what they have is never cut short."""
    if held is None:
        return until
    return None if held.until is None or until is None else max(held.until, until)


# --- beside a mentor

_WENT = frozenset({AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE, AssignmentState.CLEAR})


def learned_beside(before: Incident, after: Incident) -> Mapping[PersonId, frozenset[PersonId]]:
    """Who went to a call and is done there since `before`, and who else went: a trainee among them was beside these.

    Whoever leaves last would wait alone: that they were there counts when the others go.
    """
    was = {each.id: each.state for each in before.assignments}
    left = (
        each.person
        for each in after.assignments
        if was.get(each.id) is AssignmentState.ON_SCENE and each.state is not AssignmentState.ON_SCENE
    )
    went = frozenset(each.person for each in after.assignments if each.state in _WENT and not each.by_text)
    return {each: went - {each} for each in (*came_back(before, after), *left)}


# --- what people hear unasked


class News(StrEnum):
    """What whoever has a seat, or waits for one, hears though they asked nothing just now."""

    UP = "up"  # a seat is theirs
    MOVED = "moved"
    OFF = "off"


_LEFT = {News.UP: timedelta(hours=1), News.MOVED: _SOON, News.OFF: _SOON}
"""So much time they must have left between what they hear and what they come to."""


def told_at(news: News, hours: Hours, begins: datetime, now: datetime) -> datetime:
    """When they hear it: by day on their own clock, but at once where they would not have enough time left."""
    return by_day(hours, begins, now, left=_LEFT[news])


def by_day(hours: Hours, begins: datetime, now: datetime, *, left: timedelta = _SOON) -> datetime:
    """When somebody hears what can wait for their day, unless less than `left` would then be left until it begins."""
    at = hours.humane(now)
    return at if begins - at >= left else now


def concerns(news: News, training: Training, seat: Seat, now: datetime) -> bool:
    """True while it is so still, and theirs to know: much may have happened in a night."""
    if seat.state not in (SeatState.TAKEN, SeatState.WAITING):
        return False
    if news is News.OFF:
        return training.off_at is not None
    return training.is_ahead(now) and (news is News.MOVED or seat.state is SeatState.TAKEN)


# --- what is due when


class Stage(StrEnum):
    """A moment of a training."""

    DAY_BEFORE = "day_before"
    SOON = "soon"
    WHO_CAME = "who_came"
    WHO_CAME_AGAIN = "who_came_again"


@dataclass(frozen=True, slots=True)
class Due:
    stage: Stage
    at: datetime


def moments(start: datetime, end: datetime, where: ZoneInfo, now: datetime) -> tuple[Due, ...]:
    """When from `now` on people are reminded of what they come to, and coordinators asked who came. `where`: the clock
    of its team."""
    begins, ends = reached(where, start), reached(where, end)
    eve = datetime.combine(begins.date() - timedelta(days=1), min(max(begins.time(), _FIRST_HOUR), _LAST_HOUR))
    morrow = datetime.combine(ends.date() + timedelta(days=1), _FIRST_HOUR)
    found = [
        Due(Stage.DAY_BEFORE, instant(where, eve)),
        Due(Stage.WHO_CAME, end),
        Due(Stage.WHO_CAME_AGAIN, instant(where, morrow)),
    ]
    soon = start - _SOON
    if _FIRST_HOUR <= reached(where, soon).time() <= _LAST_HOUR:
        found.append(Due(Stage.SOON, soon))
    return tuple(sorted((each for each in found if each.at > now), key=lambda each: each.at))
