"""Giving a stretch of a rota from one person to another, exactly, whoever or whatever put them on.

    the layers put them on          `Replace` for the stretch
    an override put them on         its middle names the other instead: such entries are cut at the stretch's ends

Afterwards, at every instant of the stretch the other is on where they were, and outside of it nothing is different.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from domain.ids import PersonId
from domain.rota import Add, Fixed, Override, Remove, Replace, Rota, expand
from domain.rota_change import Entries, RotaChange, changed
from domain.rota_edit import instant_of


def is_on_throughout(rota: Rota, person: PersonId, start: datetime, end: datetime) -> bool:
    """True if `person` is on at every instant of [start, end)."""
    return start < end and all(person in span.people for span in expand(rota, start, end).spans)


def handed_over(rota: Rota, person: PersonId, by: PersonId, start: datetime, end: datetime) -> RotaChange:
    """What puts `by` on wherever `person` is on in [start, end), and takes `person` out. Instants are aware."""
    removed: list[Override] = []
    added: list[Override] = []
    for each in rota.overrides:
        if _puts_on(each, person) and instant_of(rota, each.start) < end and start < instant_of(rota, each.end):
            removed.append(each)
            added.extend(_cut(rota, each, person, by, start, end))
    cut = RotaChange(rota=rota.id, added=Entries(overrides=tuple(added)), removed=Entries(overrides=tuple(removed)))
    if any(person in span.people for span in expand(changed(rota, cut), start, end).spans):
        added.append(Replace(person=person, by=by, start=start, end=end))
    return replace(cut, added=Entries(overrides=tuple(added)))


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


def _cut(
    rota: Rota, override: Override, person: PersonId, by: PersonId, start: datetime, end: datetime
) -> Iterator[Override]:
    """The entry in up to three pieces: as it was, with `by` in the place of `person`, as it was."""
    begins, ends = instant_of(rota, override.start), instant_of(rota, override.end)
    first = override.start if start <= begins else start
    last = override.end if ends <= end else end
    if begins < start:
        yield replace(override, end=start)
    yield _naming(replace(override, start=first, end=last), person, by)
    if end < ends:
        yield replace(override, start=end)


def _naming(override: Override, person: PersonId, by: PersonId) -> Override:
    match override:
        case Add():
            return replace(override, person=by)
        case Replace():
            return replace(override, by=by)
        case Fixed():
            return replace(override, people=(override.people - {person}) | {by})
        case Remove():
            return override
