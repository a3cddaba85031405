"""How a rota is changed and changed back: entries that come and entries that go.

A change names whole entries, never their places, so that two people may change one rota at once: the second works on
what the first left. Taking a change back is the change turned round. It is refused once what it brought is no longer
there: somebody has changed the same thing since. A whole rota comes and goes the same way, with its frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from domain.ids import AreaId, RotaId, SkillId
from domain.rota import Gap, Layer, Override, Rota, TimeOff


class Stale(ValueError):
    """The rota is no longer what the change was made for: what would go is not there, or what would come is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Parts of a rota. Layers are known by their ids within it; overrides and time off by what they say."""

    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    time_off: tuple[TimeOff, ...] = ()


NOTHING = Entries()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rota without its entries: the clock it goes by, and what it is limited to."""

    time_zone: str
    areas: frozenset[AreaId] = frozenset()
    skills: frozenset[SkillId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaChange:
    """`removed` goes, then `added` comes. A layer that is changed goes as it was and comes as it is.

    `makes`: the rota itself comes with it, and is not there before. `ends`: it goes, once it has no entry left. With
    both it stays, and its frame is another.
    """

    rota: RotaId
    added: Entries = NOTHING
    removed: Entries = NOTHING
    makes: Frame | None = None
    ends: Frame | None = None

    def inverse(self) -> "RotaChange":
        """What takes it back."""
        return RotaChange(rota=self.rota, added=self.removed, removed=self.added, makes=self.ends, ends=self.makes)


Entry = TypeVar("Entry")


def changed_among(rotas: Sequence[Rota], change: RotaChange) -> tuple[Rota, ...]:
    """A team's rotas after a change of one of them, which may come or go. Raises Stale, as `changed` does."""
    stand = next((each for each in rotas if each.id == change.rota), None)
    if change.makes is not None and change.ends is None:
        if stand is not None:
            raise Stale
        return (*rotas, changed(rota_in(rotas, change), change))
    if stand is None:
        raise Stale
    after = changed(stand, change)
    if change.makes is not None and change.ends is not None:
        if frame_of(stand) != change.ends:
            raise Stale
        frame = change.makes
        after = replace(after, time_zone=frame.time_zone, areas=frame.areas, skills=frame.skills)
    if change.ends is None or change.makes is not None:
        return tuple(after if each is stand else each for each in rotas)
    if after.layers or after.overrides or after.time_off or frame_of(after) != change.ends:
        raise Stale
    return tuple(each for each in rotas if each is not stand)


def rota_in(rotas: Sequence[Rota], change: RotaChange) -> Rota:
    """The rota that a change is about; without an entry where it is not made yet, or is no more."""
    found = next((each for each in rotas if each.id == change.rota), None)
    frame = change.makes or change.ends
    if found is not None:
        return found
    if frame is None:
        raise Stale
    return Rota(id=change.rota, time_zone=frame.time_zone, areas=frame.areas, skills=frame.skills)


def frame_of(rota: Rota) -> Frame:
    """What is left of a rota without its entries."""
    return Frame(time_zone=rota.time_zone, areas=rota.areas, skills=rota.skills)


def changed(rota: Rota, change: RotaChange) -> Rota:
    """The rota after the change. Raises Stale if what goes is not there, or if the id of a layer that comes is."""
    layers = _layers(rota.layers, change)
    names = [each.id for each in layers]
    if len(set(names)) < len(names):
        raise Stale
    return replace(
        rota,
        layers=layers,
        overrides=_without(rota.overrides, change.removed.overrides) + change.added.overrides,
        time_off=_without(rota.time_off, change.removed.time_off) + change.added.time_off,
    )


def change_between(before: Rota, after: Rota) -> RotaChange:
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


def changes_between(before: Sequence[Rota], after: Sequence[Rota]) -> tuple[RotaChange, ...]:
    """What comes and goes from one team's rotas to the others, whole rotas too; one change for each that is changed."""
    stand, stay = {each.id: each for each in before}, {each.id for each in after}
    found: list[RotaChange] = []
    for each in after:
        known = stand.get(each.id)
        change = RotaChange(rota=each.id, added=_all_of(each), makes=frame_of(each))
        if known is not None:
            change = change_between(known, each)
            if frame_of(known) != frame_of(each):
                change = replace(change, makes=frame_of(each), ends=frame_of(known))
        if change != RotaChange(rota=each.id):
            found.append(change)
    gone = (each for each in before if each.id not in stay)
    return (*found, *(RotaChange(rota=each.id, removed=_all_of(each), ends=frame_of(each)) for each in gone))


def _all_of(rota: Rota) -> Entries:
    return Entries(layers=rota.layers, overrides=rota.overrides, time_off=rota.time_off)


def says_the_same(one: Rota, other: Rota) -> bool:
    """In whatever order."""
    return not changes_between((one,), (other,))


def caught_up(stand: Rota, was: Rota | None, said: Rota) -> Rota:
    """What stands, after everything that is different in `said` from `was`: this file and the one before it.

    What both say alike stays as it stands, so that nothing of what was changed meanwhile comes back or goes. Where
    `said` speaks otherwise than `was`, it counts. Without `was` all of it is new. What stands keeps its order.
    """
    before = was or Rota(id=said.id, time_zone="")
    old, new = ({each.id: each for each in rota.layers} for rota in (before, said))
    coming = {id_: each for id_, each in new.items() if old.get(id_) != each}
    layers = [coming.pop(each.id, each) for each in stand.layers if each.id in new or each.id not in old]
    terms = said if was is None or frame_of(was) != frame_of(said) else stand
    return replace(
        terms,
        layers=(*layers, *coming.values()),
        overrides=_caught_up(stand.overrides, before.overrides, said.overrides),
        time_off=_caught_up(stand.time_off, before.time_off, said.time_off),
    )


def _caught_up(stand: tuple[Entry, ...], was: tuple[Entry, ...], said: tuple[Entry, ...]) -> tuple[Entry, ...]:
    gone, new = _beyond(was, said), _beyond(said, was)
    kept = _without(stand, tuple(each for each in _beyond(stand, said) if each in gone))
    return (*kept, *(each for each in _beyond(said, stand) if each in new))


def against(was: Rota | None, stand: Rota, wanted: Rota) -> RotaChange:
    """What of the way from `stand` to `wanted` takes back what led from `was` to `stand`, or puts its own in place."""
    made = change_between(was or Rota(id=stand.id, time_zone=stand.time_zone), stand)
    back = change_between(stand, wanted)
    gone, again = _both(made.added, back.removed), _both(made.removed, back.added)
    over = {each.id for each in gone.layers}
    layers = tuple(each for each in back.added.layers if each.id in over or each in again.layers)
    return RotaChange(rota=stand.id, added=replace(again, layers=layers), removed=gone)


def _both(one: Entries, other: Entries) -> Entries:
    return Entries(
        layers=tuple(each for each in one.layers if each in other.layers),
        overrides=tuple(each for each in one.overrides if each in other.overrides),
        time_off=tuple(each for each in one.time_off if each in other.time_off),
    )


def in_the_order_of(stand: Rota, said: Rota) -> Rota:
    """`said` itself; with the entries in the order in which they stand, if they are the same."""
    change = change_between(stand, said)
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


def all_shown(made: Sequence[Gap], shown: Sequence[Gap]) -> bool:
    """True if each gap made lies within one that was shown."""
    return all(
        any(
            each.start <= gap.start
            and gap.end <= each.end
            and (not each.areas or (gap.areas and gap.areas <= each.areas))
            for each in shown
        )
        for gap in made
    )
