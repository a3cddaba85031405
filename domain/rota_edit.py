"""A rota edited for one stretch of time: somebody put on, somebody taken off, nobody on purpose.

Each edit is a `RotaChange`, so that it is recorded and can be taken back. Overrides that hold in the stretch already
are cut where they would hide what is wanted: outside the stretch they go on as they were.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.ids import PersonId
from domain.rota import NOBODY, Add, Fixed, Override, Remove, Replace, Rota, Shift, TimeOff, expand, shifts
from domain.rota_change import Entries, RotaChange, changed
from domain.when import Stretch
from domain.zone import instant, reached

LOOKS = timedelta(days=8)
"""How far beyond a stretch the shift is followed that it is a part of."""


def put_on(rota: Rota, person: PersonId, stretch: Stretch) -> RotaChange:
    """`person` is on in `stretch`, whoever is on besides. Where people are fixed, they are one of them."""
    fixed = [each for each in _holding(rota, stretch) if isinstance(each, Fixed)]
    added = [*_outside(rota, fixed, stretch)]
    for each, start, end in _inside(rota, fixed, stretch):
        if isinstance(each, Fixed):
            added.append(replace(each, people=each.people | {person}, start=start, end=end))
    added.append(Add(person=person, start=written(rota, stretch.start), end=written(rota, stretch.end)))
    return _change(rota, fixed, added)


def take_off(rota: Rota, person: PersonId, stretch: Stretch) -> RotaChange:
    """`person` is not on in `stretch`, whoever had put them on. Nobody takes their place."""
    start, end = written(rota, stretch.start), written(rota, stretch.end)
    theirs = [each for each in _holding(rota, stretch) if _puts_on(each, person)]
    added = [*_outside(rota, theirs, stretch)]
    removes = [Remove(person=person, start=start, end=end)]
    for each, begin, finish in _inside(rota, theirs, stretch):
        if isinstance(each, Replace):
            removes.append(Remove(person=each.person, start=begin, end=finish))
        if isinstance(each, Fixed):
            left = each.people - {person}
            hidden = _layered(rota, instant_of(rota, begin), instant_of(rota, finish))
            # Nobody fixed would be a gap on purpose, which nobody has asked for.
            removes += [Remove(person=other, start=begin, end=finish) for other in sorted(hidden) if not left]
            added += [replace(each, people=left, start=begin, end=finish)] if left else []
    return _change(rota, theirs, [*added, *dict.fromkeys(removes)])


def taken_over_for_good(rota: Rota, person: PersonId, stretch: Stretch) -> RotaChange:
    """Whoever replaces `person` in `stretch` is on then by themselves, also once the layers do not put `person` on."""
    theirs = [each for each in _holding(rota, stretch) if isinstance(each, Replace) and each.person == person]
    added = [*_outside(rota, theirs, stretch)]
    bare = replace(rota, overrides=())
    for each, start, end in _inside(rota, theirs, stretch):
        if isinstance(each, Replace):
            found = shifts(bare, person, instant_of(rota, start), instant_of(rota, end))
            added += [Add(person=each.by, start=written(rota, on.start), end=written(rota, on.end)) for on in found]
    return _change(rota, theirs, added)


def left_empty(rota: Rota, stretch: Stretch) -> RotaChange:
    """Nobody is on in `stretch`, on purpose, so that nobody is nagged about it."""
    fixed = [each for each in _holding(rota, stretch) if isinstance(each, Fixed)]
    empty = Fixed(people=NOBODY, start=written(rota, stretch.start), end=written(rota, stretch.end))
    return _change(rota, fixed, [*_outside(rota, fixed, stretch), empty])


def on_in(rota: Rota, person: PersonId, stretch: Stretch) -> tuple[Shift, ...]:
    """Where in `stretch` `person` is on."""
    return shifts(rota, person, stretch.start, stretch.end)


def on_around(rota: Rota, person: PersonId, stretch: Stretch) -> tuple[Shift, ...]:
    """What they are on for right before and right after `stretch`, if its shift is longer than it."""
    before = shifts(rota, person, stretch.start - LOOKS, stretch.start)
    after = shifts(rota, person, stretch.end, stretch.end + LOOKS)
    found = [each for each in before if each.end == stretch.start]
    return (*found, *(each for each in after if each.start == stretch.end))


def time_off_in(rota: Rota, person: PersonId, stretch: Stretch) -> tuple[Shift, ...]:
    """When in or around `stretch` they have time off that the rota knows of, first things first."""
    found = [
        Shift(start=instant_of(rota, each.start).astimezone(UTC), end=instant_of(rota, each.end).astimezone(UTC))
        for each in rota.time_off
        if each.person == person
    ]
    return tuple(
        sorted((e for e in found if e.start < stretch.end and stretch.start < e.end), key=lambda each: each.start)
    )


def concerned(change: RotaChange) -> frozenset[PersonId]:
    """Whom the entries of a change name."""
    people: set[PersonId] = set()
    for entries in (change.added, change.removed):
        for each in (*entries.overrides, *entries.time_off):
            if isinstance(each, Fixed):
                people |= each.people
            else:
                people.add(each.person)
            if isinstance(each, Replace):
                people.add(each.by)
        for layer in entries.layers:
            people = people.union(*layer.people)
    return frozenset(people)


def off_by(change: RotaChange) -> frozenset[PersonId]:
    """Whose time off comes or goes by a change."""
    return frozenset(each.person for each in (*change.added.time_off, *change.removed.time_off))


def reach(rota: Rota, change: RotaChange) -> tuple[datetime, datetime] | None:
    """From when to when the overrides and time off hold that come and go by a change; None if there are none."""
    entries = [each for part in (change.added, change.removed) for each in (*part.overrides, *part.time_off)]
    if not entries:
        return None
    starts, ends = ([instant_of(rota, moment) for moment in each] for each in zip(*map(_ends, entries), strict=True))
    return min(starts), max(ends)


def difference(
    before: Rota, change: RotaChange, person: PersonId, start: datetime, end: datetime
) -> tuple[tuple[Shift, ...], tuple[Shift, ...]]:
    """What a change gives a person in [start, end), and what it takes from them."""
    then, now = shifts(before, person, start, end), shifts(changed(before, change), person, start, end)
    return _less(now, then), _less(then, now)


def _ends(entry: Override | TimeOff) -> tuple[datetime, datetime]:
    return entry.start, entry.end


def _less(shifts_: Iterable[Shift], known: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """The parts of the shifts that no known one covers."""
    left: list[Shift] = []
    for shift in shifts_:
        at = shift.start
        for other in known:
            if other.end <= at or other.start >= shift.end:
                continue
            if other.start > at:
                left.append(Shift(start=at, end=other.start))
            at = max(at, other.end)
        if at < shift.end:
            left.append(Shift(start=at, end=shift.end))
    return tuple(left)


def _change(rota: Rota, removed: Iterable[Override], added: Iterable[Override]) -> RotaChange:
    return RotaChange(rota=rota.id, removed=Entries(overrides=tuple(removed)), added=Entries(overrides=tuple(added)))


def _puts_on(override: Override, person: PersonId) -> bool:
    match override:
        case Add():
            return override.person == person
        case Replace():
            return override.by == person
        case Fixed():
            return person in override.people
        case Remove():
            return False


def _holding(rota: Rota, stretch: Stretch) -> list[Override]:
    """The overrides that hold somewhere in the stretch."""
    return [
        each
        for each in rota.overrides
        if instant_of(rota, each.start) < stretch.end and stretch.start < instant_of(rota, each.end)
    ]


def _outside(rota: Rota, overrides: Iterable[Override], stretch: Stretch) -> Iterator[Override]:
    """What is left of them before and after the stretch."""
    for each in overrides:
        if instant_of(rota, each.start) < stretch.start:
            yield replace(each, end=written(rota, stretch.start))
        if stretch.end < instant_of(rota, each.end):
            yield replace(each, start=written(rota, stretch.end))


def _inside(
    rota: Rota, overrides: Iterable[Override], stretch: Stretch
) -> Iterator[tuple[Override, datetime, datetime]]:
    for each in overrides:
        start = each.start if instant_of(rota, each.start) > stretch.start else written(rota, stretch.start)
        end = each.end if instant_of(rota, each.end) < stretch.end else written(rota, stretch.end)
        yield each, start, end


def _layered(rota: Rota, start: datetime, end: datetime) -> frozenset[PersonId]:
    """Whom the layers put on somewhere in [start, end), whatever overrides say."""
    spans = expand(replace(rota, overrides=()), start, end).spans
    return NOBODY.union(*(span.people for span in spans))


def instant_of(rota: Rota, moment: datetime) -> datetime:
    """When a moment of an entry is: a reading of the rota's wall clock, or an instant already."""
    return moment if moment.tzinfo is not None else instant(rota.prepared.zone, moment)


def written(rota: Rota, at: datetime) -> datetime:
    """`at` as a rota's file has it: a reading of its wall clock, where that is the same moment."""
    reading = reached(rota.prepared.zone, at)
    return reading if instant(rota.prepared.zone, reading) == at else at
