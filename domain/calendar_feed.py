"""What a calendar at a secret address shows: shifts, for the weeks behind and the months ahead.

    one person's    their shifts in the teams that have vetted them, each with the alarms of the team's notices
    a team's        the shifts of each of its people by name; or, without names, the stretches in which somebody is on

A calendar lies on phones and in the clouds of others, so an entry says that somebody is on call and nothing of for
what: see docs/privacy.md. Entries keep their ids from one look to the next, as long as their shift begins when it did.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from itertools import chain

from domain.community import Team
from domain.ids import FeedId, PersonId, RotaId, TeamId
from domain.rota import Rota, Shift, all_shifts
from domain.zone import instant, reached, zone

BACK = timedelta(days=7)
AHEAD = timedelta(days=90)
LOOKED_BACK = timedelta(days=31)
"""How long before what is shown a shift may have begun and still be shown from its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Who may read what at one address: `person`'s shifts, or those of `team`, perhaps with `names`.

    `made_by` asked for it, and it lasts as long as they may see what it shows.
    """

    id: FeedId
    made_by: PersonId
    person: PersonId | None = None
    team: TeamId | None = None
    names: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One shift, [start, end) in UTC, with the zone whose wall clock it follows. `person` None: somebody is on."""

    uid: str
    start: datetime
    end: datetime
    time_zone: str
    person: PersonId | None = None
    alarms: tuple[timedelta, ...] = ()


def of_person(feed: FeedId, teams: Sequence[Team], person: PersonId, now: datetime) -> tuple[Entry, ...]:
    """The shifts of `person` in the rotas of these teams, in order."""
    found = [
        _entry(feed, rota, shift, person, alarms=team.policy.rota.notices)
        for team in teams
        for rota in team.rotas
        for shift in _shown(rota, (person,), now)[person]
    ]
    return tuple(sorted(found, key=lambda entry: (entry.start, entry.uid)))


def of_team(feed: FeedId, team: Team, people: Collection[PersonId], now: datetime, *, names: bool) -> tuple[Entry, ...]:
    """The shifts of `people` in the team's rotas, in order."""
    found: list[Entry] = []
    for rota in team.rotas:
        shifts = _shown(rota, tuple(people), now)
        if names:
            found += [_entry(feed, rota, each, person) for person, theirs in shifts.items() for each in theirs]
        else:
            found += [_entry(feed, rota, each, None) for each in _joined(chain(*shifts.values()))]
    return tuple(sorted(found, key=lambda entry: (entry.start, entry.uid)))


def horizon(time_zone: str, now: datetime) -> tuple[datetime, datetime]:
    """[start, end) of what is shown: whole days on the wall clock, so that it moves once a day."""
    where = zone(time_zone)

    def midnight(at: datetime) -> datetime:
        return instant(where, datetime.combine(reached(where, at).date(), time()))

    return midnight(now - BACK), midnight(now + AHEAD)


def _shown(rota: Rota, people: Sequence[PersonId], now: datetime) -> Mapping[PersonId, tuple[Shift, ...]]:
    start, end = horizon(rota.time_zone, now)
    first = start - LOOKED_BACK
    first = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = all_shifts((rota,), people, first, end)
    return {person: tuple(each for each in shifts if each.end > start) for person, shifts in found.items()}


def _joined(shifts: Iterable[Shift]) -> Iterator[Shift]:
    """The stretches in which any of these shifts is on."""
    joined: Shift | None = None
    for shift in sorted(shifts, key=lambda each: each.start):
        if joined is None:
            joined = shift
        elif shift.start > joined.end:
            yield joined
            joined = shift
        else:
            joined = Shift(start=joined.start, end=max(joined.end, shift.end))
    if joined is not None:
        yield joined


def _entry(
    feed: FeedId, rota: Rota, shift: Shift, person: PersonId | None, *, alarms: tuple[timedelta, ...] = ()
) -> Entry:
    return Entry(
        uid=_uid(feed, rota.id, person, shift.start),
        start=shift.start,
        end=shift.end,
        time_zone=rota.time_zone,
        person=person,
        alarms=alarms,
    )


def _uid(feed: FeedId, rota: RotaId, person: PersonId | None, start: datetime) -> str:
    """Says nothing to whoever does not know the feed's id, and nothing that two feeds have in common."""
    said = "\0".join((feed, rota, person or "", start.isoformat()))
    return f"{sha256(said.encode()).hexdigest()[:32]}@on-call"
