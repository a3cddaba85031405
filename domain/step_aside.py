"""What somebody keeps to themselves: people they never go with, places and kinds of call they step aside from.

It is theirs alone. It is never shown, logged, exported or given as a reason, and takes no part in how a person looks
(`repr`): whatever is decided by it reads like any ordinary decision. The rules that heed it are in `domain/apart.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from domain.ids import IncidentId


class AsideFrom(StrEnum):
    PERSON = "person"
    AREA = "area"
    NATURE = "nature"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Aside:
    """One thing somebody steps aside from; `id` is a person's, an area's or a nature's.

    Of an exact place it is its degrees and what it is called, as `of_place` writes it.
    """

    kind: AsideFrom
    id: str

    @classmethod
    def of_place(cls, lat: float, lon: float, label: str) -> Self:
        return cls(AsideFrom.PLACE, f"{lat:.5f} {lon:.5f} {label}")

    def place(self) -> tuple[tuple[float, float], str]:
        """Where an exact place is, and what it is called."""
        lat, lon, label = self.id.split(" ", 2)
        return (float(lat), float(lon)), label


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAside:
    """`kept` in the order in which they wrote it.

    `asked`: calls a coordinator put them on although they step aside from something in them, while they have not said
    whether they go all the same.
    """

    kept: tuple[Aside, ...] = ()
    asked: frozenset[IncidentId] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kept or self.asked)

    def people(self) -> frozenset[str]:
        """The ids of those they never go with."""
        return frozenset(each.id for each in self.kept if each.kind is AsideFrom.PERSON)

    def has(self, kind: AsideFrom, ids: Iterable[str]) -> bool:
        """True if one of `ids` is on the list."""
        wanted = frozenset(ids)
        return any(each.kind is kind and each.id in wanted for each in self.kept)

    def points(self) -> tuple[tuple[float, float], ...]:
        """Where the exact places are that they step aside from, in degrees."""
        return tuple(each.place()[0] for each in self.kept if each.kind is AsideFrom.PLACE)

    def adding(self, aside: Aside) -> "StepAside":
        return self if aside in self.kept else replace(self, kept=(*self.kept, aside))

    def without(self, place: int) -> "StepAside":
        """The list without what stands at `place`, from 1."""
        return replace(self, kept=tuple(each for n, each in enumerate(self.kept, start=1) if n != place))

    def asking(self, incident: IncidentId) -> "StepAside":
        return replace(self, asked=self.asked | {incident})

    def answered(self, incident: IncidentId) -> "StepAside":
        return replace(self, asked=self.asked - {incident})
