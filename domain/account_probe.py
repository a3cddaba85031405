"""Whose accounts are asked every hour, without a word to them, whether they still take messages.

A text proves a phone by its receipt and disturbs whoever has it. A channel of taps can be asked in silence; so whoever
is on, or comes on within AHEAD, is, and a shift is known to have nobody behind it within the hour, not at its first
call.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from domain.community import Team
from domain.ids import PersonId
from domain.people import MANNER_OF, PAGEABLE, Availability, ContactPoint, Manner, Person, Reach
from domain.rota import together

AHEAD = timedelta(hours=12)
EVERY = timedelta(hours=1)


def to_probe(teams: Iterable[Team], people: Sequence[Person], now: datetime) -> tuple[ContactPoint, ...]:
    """Each of these contact points once, of those who are on first, then of whoever comes on next.

    One that is blocked is asked too: whoever let us in again while we were away has told nobody. One whose person wants
    no messages is left in peace.
    """
    on_from: dict[PersonId, datetime] = {}
    for team in teams:
        members = {each.id: each for each in people if _is_vetted(each, team)}
        begins = {each.id: now for each in members.values() if each.said(now) is Availability.ON}
        for span in together(team.rotas, now, now + AHEAD):
            begins |= {each: span.start for each in span.people & members.keys() if each not in begins}
        for person, at in begins.items():
            if members[person].said(at) is not Availability.OFF:
                on_from[person] = min(at, on_from.get(person, at))
    chosen = sorted((each for each in people if each.id in on_from), key=lambda each: (on_from[each.id], each.id))
    return tuple(point for each in chosen for point in _silent_points(each))


def _is_vetted(person: Person, team: Team) -> bool:
    membership = person.membership(team.id)
    return membership is not None and membership.standing in PAGEABLE


def _silent_points(person: Person) -> list[ContactPoint]:
    points = (
        each
        for each in person.contact_points
        if MANNER_OF[each.channel] is Manner.TAPS and each.reach is not Reach.OPTED_OUT
    )
    return sorted(points, key=lambda each: each.rank)
