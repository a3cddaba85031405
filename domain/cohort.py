"""Cohorts: a year that people of a team go through together, once a month, in pairs that look after each other.

gatherings    twelve, on the same weekday of each month as the first: its second Saturday, or its last. They stand at
              the same reading of the team's clock, wherever the clocks are turned in between
a fellow      asks to join, and is in once a coordinator says so. Nobody is in two cohorts that run
a pair        two fellows, made by a coordinator or proposed and confirmed by one. Once a week each hears one gentle
              word about it, at a humane hour on their own clock, until they want no more of it or the year is over
a call to     what a gathering ended in, one of each group: somebody's task until the next, and read back before it
action
a graduate    proposed once the year is over, to whoever came often enough; said by a coordinator, never by itself
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.checkin import Hours, Pairs, moment
from domain.errors import Refused
from domain.ids import CohortId, PersonId, TaskId, TeamId
from domain.messages import MessageKind as K
from domain.policy import After
from domain.training import Happened
from domain.year import Learning
from domain.zone import instant, reached

GATHERINGS = 12
CALLED_OFF, TAKEN_UP = "called off", "taken up again"
"""What happens to a cohort as a whole: the newest of the two says how it stands."""

LONGEST_CALL = 300
"""Characters of a call to action."""

A_WEEK = After(days=7)
ANSWERED_FOR = timedelta(days=3)
"""So long after a word about their pair, what somebody says may be the answer to it."""

A_MONTH = timedelta(days=28)
"""So long after the last gathering is done what it ended in."""


class Stands(StrEnum):
    """Where somebody stands in a cohort."""

    ASKED = "asked"  # a coordinator has not said anything yet
    IN = "in"
    OUT = "out"  # not taken in, or gone
    GRADUATE = "graduate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fellow:
    """Somebody in a cohort. `order`: their turn, given when they asked. `came`: the numbers of gatherings; `away`: of
    those that they have said they miss.

    `nudges`: they want the weekly word; `nudge_at` is when the next one comes, `nudged_at` when the last came.
    """

    person: PersonId
    stands: Stands
    order: int
    came: frozenset[int] = frozenset()
    away: frozenset[int] = frozenset()
    nudges: bool = True
    nudge_at: datetime | None = None
    nudged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """`said`: who came."""

    number: int
    start: datetime
    end: datetime
    said: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call to action: what the gathering with this number ended in. `turn`: there may be several, from 1. `task`:
    where it stands whose it is, and whether it is done."""

    gathering: int
    turn: int
    words: str = field(repr=False)
    task: TaskId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """`number` is how people call it. `calls`: what its gatherings ended in, in order. `off`: it was called off."""

    id: CohortId
    number: int
    team: TeamId
    place: str
    seats: int
    by: PersonId
    gatherings: tuple[Gathering, ...]
    fellows: tuple[Fellow, ...] = ()
    pairs: Pairs = ()
    calls: tuple[Call, ...] = ()
    off: bool = False

    def fellow(self, person: PersonId) -> Fellow | None:
        return next((each for each in self.fellows if each.person == person), None)

    def those(self, *stands: Stands) -> tuple[Fellow, ...]:
        """Those who stand so, by their turn."""
        return tuple(sorted((each for each in self.fellows if each.stands in stands), key=lambda each: each.order))

    @property
    def free(self) -> int:
        return max(0, self.seats - len(self.those(Stands.IN, Stands.GRADUATE)))

    def gathering(self, number: int) -> Gathering | None:
        return next((each for each in self.gatherings if each.number == number), None)

    def runs(self, now: datetime) -> bool:
        return not self.off and now < self.gatherings[-1].end

    def ahead(self, now: datetime) -> Gathering | None:
        """The one that runs, or comes next."""
        return next((each for each in self.gatherings if now < each.end), None)

    def begun(self, now: datetime) -> Gathering | None:
        """The last one that has begun."""
        return next((each for each in reversed(self.gatherings) if each.start <= now), None)

    def last_calls(self, before: int) -> tuple[Call, ...]:
        """What the last gathering before this number ended in, that ended in something."""
        last = max((each.gathering for each in self.calls if each.gathering < before), default=0)
        return tuple(each for each in self.calls if each.gathering == last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A cohort after something happened to it."""

    cohort: Cohort
    events: tuple[Happened, ...] = ()


# --- dates


def year_from(start: datetime, end: datetime, where: ZoneInfo) -> tuple[Gathering, ...]:
    """The twelve gatherings of which the first is from `start` to `end`."""
    first, length = reached(where, start), end - start
    found = [Gathering(number=1, start=start, end=end)]
    for more in range(1, GATHERINGS):
        day = _same_weekday(first.date(), more)
        begins = instant(where, datetime.combine(day, first.time()))
        found.append(Gathering(number=more + 1, start=begins, end=begins + length))
    return tuple(found)


def _same_weekday(first: date, months: int) -> date:
    """The weekday of `first`, so many months on: as many-th of its month; the last where `first` is a fifth."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    days = monthrange(year, month + 1)[1]
    sooner = (first.weekday() - date(year, month + 1, 1).weekday()) % 7
    day = 1 + sooner + 7 * ((first.day - 1) // 7)
    return date(year, month + 1, day if day <= days else day - 7)


def move(cohort: Cohort, number: int, start: datetime, end: datetime, by: PersonId, now: datetime) -> Outcome:
    """A gathering ahead is at another time. Raises Refused where it would change places with another."""
    known = cohort.gathering(number)
    moved = tuple(replace(each, start=start, end=end) if each.number == number else each for each in cohort.gatherings)
    in_order = all(one.end <= other.start for one, other in pairwise(moved))
    if known is None or known.start <= now or start <= now or not in_order:
        raise Refused(K.C_COHORT_MOVE_HOW, {"n": cohort.number})
    event = Happened(what=f"gathering {number} moved", why="a coordinator moved it", by=by)
    fellows = tuple(replace(each, away=each.away - {number}) for each in cohort.fellows)  # said of another time
    return Outcome(cohort=replace(cohort, gatherings=moved, fellows=fellows), events=(event,))


def change(
    cohort: Cohort,
    by: PersonId,
    now: datetime,
    where: ZoneInfo,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    place: str = "",
) -> Outcome:
    """The next gathering is then, and those behind it a month apart on its weekday; or all of them are elsewhere.
    Raises Refused where none is ahead, or they would change places with one that has begun."""
    ahead = [each.number for each in cohort.gatherings if now < each.start]
    if not cohort.runs(now) or not ahead or (start is not None and start <= now):
        raise Refused(K.C_COHORT_MOVE_HOW, {"n": cohort.number})
    gatherings, fellows = cohort.gatherings, cohort.fellows
    if start is not None and end is not None:
        anew = dict(zip(ahead, year_from(start, end, where), strict=False))
        gatherings = tuple(
            replace(each, start=anew[each.number].start, end=anew[each.number].end) if each.number in anew else each
            for each in gatherings
        )
        fellows = tuple(replace(each, away=each.away - set(ahead)) for each in fellows)  # said of other times
    if any(one.end > other.start for one, other in pairwise(gatherings)):
        raise Refused(K.C_COHORT_MOVE_HOW, {"n": cohort.number})
    after = replace(cohort, gatherings=gatherings, fellows=fellows, place=place or cohort.place)
    if after == cohort:
        return Outcome(cohort=cohort)
    return Outcome(cohort=after, events=(Happened(what="changed", why="a coordinator changed it", by=by),))


def call_off(cohort: Cohort, by: PersonId, now: datetime) -> Outcome:
    """It meets no more. Whoever is in it stays so, in case it is taken up again. Raises Refused once it is over."""
    if not cohort.runs(now):
        raise Refused(K.M_COHORT_UNKNOWN, {"n": cohort.number})
    event = Happened(what=CALLED_OFF, why="a coordinator called it off", by=by)
    return Outcome(cohort=replace(cohort, off=True), events=(event,))


def take_up(cohort: Cohort, by: PersonId, now: datetime) -> Outcome:
    """It was called off, and meets again. Raises Refused where it was not, or would be over by now."""
    if not cohort.off or now >= cohort.gatherings[-1].end:
        raise Refused(K.M_COHORT_UNKNOWN, {"n": cohort.number})
    event = Happened(what=TAKEN_UP, why="a coordinator took it up again", by=by)
    return Outcome(cohort=replace(cohort, off=False), events=(event,))


# --- who is in it


def _put(cohort: Cohort, fellow: Fellow) -> Cohort:
    others = tuple(each for each in cohort.fellows if each.person != fellow.person)
    return replace(cohort, fellows=(*others, fellow))


def ask_to_join(cohort: Cohort, person: PersonId, now: datetime) -> Outcome:
    """They want to be in it; whoever asked already, or is in, stands as before. Raises Refused once it is over."""
    if not cohort.runs(now):
        raise Refused(K.M_COHORT_UNKNOWN, {"n": cohort.number})
    mine = cohort.fellow(person)
    if mine is not None and mine.stands is not Stands.OUT:
        return Outcome(cohort=cohort)
    order = max((each.order for each in cohort.fellows), default=0) + 1
    fellow = replace(mine or Fellow(person=person, stands=Stands.ASKED, order=order), stands=Stands.ASKED, order=order)
    event = Happened(what="asked to join", why="they said so", by=person, about=person)
    return Outcome(cohort=_put(cohort, fellow), events=(event,))


def take_in(cohort: Cohort, person: PersonId, by: PersonId, now: datetime) -> Outcome:
    """A coordinator's yes. Raises Refused where nobody asked, or nothing is free."""
    mine = cohort.fellow(person)
    if mine is not None and mine.stands in (Stands.IN, Stands.GRADUATE):
        return Outcome(cohort=cohort)
    if mine is None or mine.stands is not Stands.ASKED or not cohort.runs(now):
        raise Refused(K.C_COHORT_DID_NOT_ASK, {"n": cohort.number})
    if not cohort.free:
        raise Refused(K.C_COHORT_FULL, {"n": cohort.number, "count": cohort.seats})
    event = Happened(what="taken in", why="a coordinator said so", by=by, about=person)
    return Outcome(cohort=_put(cohort, replace(mine, stands=Stands.IN)), events=(event,))


def go_out(cohort: Cohort, person: PersonId, by: PersonId | None, *, why: str) -> Outcome:
    """They leave, or are not taken in; their pair is one no more. Raises Refused where they are not in it."""
    mine = cohort.fellow(person)
    if mine is None or mine.stands not in (Stands.ASKED, Stands.IN):
        raise Refused(K.M_COHORT_UNKNOWN, {"n": cohort.number})
    gone = _put(cohort, replace(mine, stands=Stands.OUT))
    event = Happened(what="out", why=why, by=by, about=person)
    return Outcome(cohort=replace(gone, pairs=_without(cohort.pairs, person)), events=(event,))


def say_beforehand(cohort: Cohort, person: PersonId, number: int, now: datetime, *, comes: bool) -> Outcome:
    """A fellow cannot come to a gathering ahead; or `comes` after all. Raises Refused where they are not in it, or it
    has begun."""
    mine, gathering = cohort.fellow(person), cohort.gathering(number)
    if mine is None or mine.stands is not Stands.IN or gathering is None or gathering.start <= now:
        raise Refused(K.M_COHORT_NO_GATHERING)
    if (number in mine.away) is not comes:
        return Outcome(cohort=cohort)
    after = mine.away - {number} if comes else mine.away | {number}
    what = f"{'comes to' if comes else 'will miss'} gathering {number}"
    event = Happened(what=what, why="they said so", by=person, about=person)
    return Outcome(cohort=_put(cohort, replace(mine, away=after)), events=(event,))


def expected(cohort: Cohort, number: int) -> tuple[Fellow, ...]:
    """Who is in it and has not said that they miss this gathering."""
    return tuple(each for each in cohort.those(Stands.IN) if number not in each.away)


def say_who_gathered(
    cohort: Cohort, number: int, people: Iterable[PersonId], by: PersonId, now: datetime, *, came: bool
) -> Outcome:
    """Fellows came to a gathering, or did not. Raises Refused before it has begun."""
    gathering = cohort.gathering(number)
    if gathering is None or now < gathering.start:
        raise Refused(K.C_COHORT_NOT_YET, {"n": cohort.number, "number": number})
    events: list[Happened] = []
    for person in dict.fromkeys(people):
        mine = cohort.fellow(person)
        if mine is None or mine.stands not in (Stands.IN, Stands.GRADUATE) or (number in mine.came) is came:
            continue
        after = mine.came | {number} if came else mine.came - {number}
        cohort = _put(cohort, replace(mine, came=after))
        what = f"{'came to' if came else 'missed'} gathering {number}"
        events.append(Happened(what=what, why="a coordinator said so", by=by, about=person))
    said = tuple(replace(each, said=each.said or each.number == number) for each in cohort.gatherings)
    return Outcome(cohort=replace(cohort, gatherings=said), events=tuple(events))


def may_graduate(cohort: Cohort, learning: Learning, now: datetime) -> tuple[Fellow, ...]:
    """Whom a coordinator may say it of: the last gathering has begun, and they came often enough."""
    if now < cohort.gatherings[-1].start:
        return ()
    return tuple(each for each in cohort.those(Stands.IN) if len(each.came) >= learning.gatherings)


def graduate(cohort: Cohort, person: PersonId, learning: Learning, by: PersonId, now: datetime) -> Outcome:
    """Raises Refused for whoever may not yet."""
    mine = cohort.fellow(person)
    if mine is None or mine not in may_graduate(cohort, learning, now):
        raise Refused(K.C_COHORT_NO_GRADUATE, {"n": cohort.number, "count": learning.gatherings})
    event = Happened(what="graduated", why="a coordinator said so", by=by, about=person)
    return Outcome(cohort=_put(cohort, replace(mine, stands=Stands.GRADUATE)), events=(event,))


def call_to_action(cohort: Cohort, words: str, task: TaskId, by: PersonId, now: datetime) -> Outcome:
    """One more thing that the last gathering ended in. Raises Refused before the first."""
    last = cohort.begun(now)
    if last is None:
        raise Refused(K.C_COHORT_NOT_YET, {"n": cohort.number, "number": 1})
    turn = max((each.turn for each in cohort.calls if each.gathering == last.number), default=0) + 1
    call = Call(gathering=last.number, turn=turn, words=words[:LONGEST_CALL], task=task)
    event = Happened(what=f"call to action {last.number}", why="a coordinator wrote it down", by=by)
    return Outcome(cohort=replace(cohort, calls=(*cohort.calls, call)), events=(event,))


def done_by(cohort: Cohort, now: datetime) -> datetime:
    """When what the last gathering ended in is due: as the next begins."""
    ahead = next((each.start for each in cohort.gatherings if now < each.start), None)
    return cohort.gatherings[-1].end + A_MONTH if ahead is None else ahead


# --- pairs


def _without(pairs: Pairs, *people: PersonId) -> Pairs:
    return tuple(pair for pair in pairs if not set(pair) & set(people))


def pair(cohort: Cohort, pairs: Pairs, by: PersonId) -> Outcome:
    """These look after each other from now on, and whoever looked after one of them before does not. Raises Refused
    where somebody is not in it, or stands in two of them."""
    named = [person for each in pairs for person in each]
    inside = {each.person for each in cohort.those(Stands.IN)}
    if not named or len(set(named)) < len(named) or not inside.issuperset(named):
        raise Refused(K.C_COHORT_PAIR_HOW, {"n": cohort.number})
    after = (*_without(cohort.pairs, *named), *pairs)
    event = Happened(what="paired", why="a coordinator said so", by=by)
    return Outcome(cohort=replace(cohort, pairs=after), events=(event,))


def all_pairs(cohort: Cohort, named: Pairs) -> Pairs:
    """Those a coordinator made, and of those that the community file names whichever are in it and in no other."""
    inside = {each.person for each in cohort.those(Stands.IN)}
    made = {person for each in cohort.pairs for person in each}
    return (*cohort.pairs, *(each for each in named if inside.issuperset(each) and not made & set(each)))


def propose_pairs(
    cohort: Cohort, named: Pairs, languages: Mapping[PersonId, tuple[str, ...]]
) -> tuple[Pairs, tuple[PersonId, ...]]:
    """Pairs of those who are in none, two who share a language wherever there are such; and whoever is left over.

    Whoever has the fewest to choose from chooses first.
    """
    taken = {person for each in all_pairs(cohort, named) for person in each}
    free = [each.person for each in cohort.those(Stands.IN) if each.person not in taken]

    def alike(one: PersonId, other: PersonId) -> int:
        return len(set(languages.get(one, ())) & set(languages.get(other, ())))

    found: list[tuple[PersonId, PersonId]] = []
    while len(free) > 1:
        one = min(free, key=lambda who: (sum(alike(who, each) > 0 for each in free if each != who), free.index(who)))
        others = [each for each in free if each != one]
        other = max(others, key=lambda who: (alike(one, who), -others.index(who)))
        found.append((one, other))
        free = [each for each in free if each not in (one, other)]
    return tuple(found), tuple(free)


# --- the weekly word


def planned(cohort: Cohort, named: Pairs, hours: Mapping[PersonId, Hours], now: datetime) -> Cohort:
    """With a time for the next word to everybody who is in a pair and wants it, and none for anybody else."""
    paired = {person for each in all_pairs(cohort, named) for person in each}
    fellows = []
    for each in cohort.fellows:
        wants = each.person in paired and each.nudges and each.stands is Stands.IN and cohort.runs(now)
        if wants and each.nudge_at is None and each.person in hours:
            each = replace(each, nudge_at=next_word(each.nudged_at or now, hours[each.person], now))
        elif not wants and each.nudge_at is not None:
            each = replace(each, nudge_at=None)
        fellows.append(each)
    return replace(cohort, fellows=tuple(fellows))


def next_word(since: datetime, hours: Hours, now: datetime) -> datetime:
    """A week of the calendar after `since` on their own clock, at an hour at which they may be asked; never sooner."""
    return hours.humane(max(moment(A_WEEK, since, hours.where), now))


def nudged(cohort: Cohort, person: PersonId, hours: Hours, now: datetime, *, busy: bool) -> tuple[Cohort, bool]:
    """The time of somebody's word has come: whether it is said now, and when the next one comes. Whoever has a call or
    is off is left in peace for this week."""
    mine = cohort.fellow(person)
    if mine is None or mine.nudge_at is None or now < mine.nudge_at or not cohort.runs(now):
        return cohort, False
    if mine.nudged_at is not None and now < moment(A_WEEK, mine.nudged_at, hours.where):
        return _put(cohort, replace(mine, nudge_at=next_word(mine.nudged_at, hours, now))), False
    if hours.humane(now) > now:
        return _put(cohort, replace(mine, nudge_at=hours.humane(now))), False
    after = replace(mine, nudge_at=next_word(now, hours, now), nudged_at=mine.nudged_at if busy else now)
    return _put(cohort, after), not busy


def no_more_words(cohort: Cohort, person: PersonId) -> Cohort:
    """They want no more of them in this cohort."""
    mine = cohort.fellow(person)
    return cohort if mine is None else _put(cohort, replace(mine, nudges=False, nudge_at=None))


def answers_word_of(standing: Mapping[CohortId, Fellow], now: datetime) -> CohortId | None:
    """The cohort whose weekly word somebody may be answering, who stands so in each."""
    heard = {
        which: each.nudged_at
        for which, each in standing.items()
        if each.nudges and each.nudged_at is not None and now - each.nudged_at < ANSWERED_FOR
    }
    return max(heard, key=lambda which: heard[which], default=None)


def handle_of(cohort: Cohort, person: PersonId) -> str:
    """A fellow as short as a timer or a button can carry."""
    return sha256(f"{cohort.id}/{person}".encode()).hexdigest()[:16]
