"""How a rota is changed and changed back: entries that come and entries that go.

A change names whole entries, never their places, so that two people may change one rota at once: the second works on
what the first left. Taking a change back is the change turned round. It is refused once what it brought is no longer
there: somebody has changed the same thing since.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from domain.ids import RotaId
from domain.rota import Gap, Layer, Override, Rota, TimeOff, gaps


class Stale(ValueError):
    """What the change would take away does not stand in the rota."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Parts of a rota. Layers are known by their ids within it; overrides and time off by what they say."""

    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    time_off: tuple[TimeOff, ...] = ()


NOTHING = Entries()


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaChange:
    """`removed` goes, then `added` comes. A layer that is changed goes as it was and comes as it is."""

    rota: RotaId
    added: Entries = NOTHING
    removed: Entries = NOTHING

    def inverse(self) -> "RotaChange":
        """What takes it back."""
        return RotaChange(rota=self.rota, added=self.removed, removed=self.added)


Entry = TypeVar("Entry")


def changed(rota: Rota, change: RotaChange) -> Rota:
    """The rota after the change. Raises Stale if what goes is not there, ValueError if a layer's id stands twice."""
    layers = _layers(rota.layers, change)
    names = [each.id for each in layers]
    if len(set(names)) < len(names):
        raise ValueError("two layers of one id")
    return replace(
        rota,
        layers=layers,
        overrides=_without(rota.overrides, change.removed.overrides) + change.added.overrides,
        time_off=_without(rota.time_off, change.removed.time_off) + change.added.time_off,
    )


def difference(before: Rota, after: Rota) -> RotaChange:
    """What of the entries comes and goes from one to the other, whatever their order."""
    gone, new = set(before.layers) - set(after.layers), set(after.layers) - set(before.layers)
    return RotaChange(
        rota=after.id,
        added=Entries(
            layers=tuple(each for each in after.layers if each in new),
            overrides=_beyond(after.overrides, before.overrides),
            time_off=_beyond(after.time_off, before.time_off),
        ),
        removed=Entries(
            layers=tuple(each for each in before.layers if each in gone),
            overrides=_beyond(before.overrides, after.overrides),
            time_off=_beyond(before.time_off, after.time_off),
        ),
    )


def completed(stand: Rota, said: Rota) -> Rota:
    """What stands, made to say all that `said` does: its layers in place of those of their ids, and its other entries.

    What was changed by chat and `said` does not speak of stays. Entries that stand keep their order.
    """
    by_id = {each.id: each for each in said.layers}
    return replace(
        said,
        layers=(*(by_id.pop(each.id, each) for each in stand.layers), *by_id.values()),
        overrides=stand.overrides + _beyond(said.overrides, stand.overrides),
        time_off=stand.time_off + _beyond(said.time_off, stand.time_off),
    )


def in_the_order_of(stand: Rota, said: Rota) -> Rota:
    """`said` itself; with the entries in the order in which they stand, if they are the same."""
    change = difference(stand, said)
    if change.added != NOTHING or change.removed != NOTHING:
        return said
    return replace(said, layers=stand.layers, overrides=stand.overrides, time_off=stand.time_off)


def _beyond(entries: tuple[Entry, ...], known: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Those of `entries` that `known` lacks; one that stands twice is lacking once if it is known once."""
    left = list(known)
    beyond: list[Entry] = []
    for each in entries:
        if each in left:
            left.remove(each)
        else:
            beyond.append(each)
    return tuple(beyond)


def _layers(stand: tuple[Layer, ...], change: RotaChange) -> tuple[Layer, ...]:
    """A layer that is changed keeps its place."""
    coming = {each.id: each for each in change.added.layers}
    kept: list[Layer] = []
    leaving = list(change.removed.layers)
    for each in stand:
        if each in leaving:
            leaving.remove(each)
            if each.id in coming:
                kept.append(coming.pop(each.id))
        else:
            kept.append(each)
    if leaving:
        raise Stale
    return (*kept, *coming.values())


def _without(stand: tuple[Entry, ...], gone: tuple[Entry, ...]) -> tuple[Entry, ...]:
    left = list(stand)
    for each in gone:
        if each not in left:
            raise Stale
        left.remove(each)
    return tuple(left)


def gaps_made(before: Sequence[Rota], after: Sequence[Rota], start: datetime, end: datetime) -> tuple[Gap, ...]:
    """The parts of [start, end) in which `after` has nobody on, by accident, where `before` had somebody.

    `before` and `after` are the rotas that fill the same need, before a change and after it.
    """
    known = gaps(before, start, end)
    made: list[Gap] = []
    for gap in gaps(after, start, end):
        if gap.deliberate:
            continue
        at = gap.start
        for old in known:
            if old.end <= at or old.start >= gap.end:
                continue
            if old.start > at:
                made.append(Gap(start=at, end=old.start, deliberate=False))
            at = old.end
        if at < gap.end:
            made.append(Gap(start=at, end=gap.end, deliberate=False))
    return tuple(made)
