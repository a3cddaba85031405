"""What a call and a talk remember of words that are passed on: who was told how it works, what waits for an answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """Of a call. `told`: the code names of those who have heard how it works. `shown`: which of the requester's words,
    counted from 0, those who go may read whole, numbers and all, because the requester said so.
    """

    told: frozenset[str] = frozenset()
    shown: frozenset[int] = frozenset()


class Asks(StrEnum):
    """What somebody is asked before their words go."""

    WHO = "who"  # for which of several calls they are
    MARKS = "marks"  # whether a number in them goes too


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Words that wait for an answer of whoever wrote them: a secret. `id` is what they came in by.

    `to` is their call, where that is known. `team`: they are for the others who go. `phrase` is a ready phrase instead
    of words, `point` a place on the map. `photos`: pictures, by the ids under which their channel shows them again.
    """

    id: str
    asks: Asks
    texts: tuple[str, ...] = ()
    to: IncidentId | None = None
    team: bool = False
    phrase: str = ""
    point: tuple[float, float] | None = None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """Of a talk. `live_to`: the call whose requester sees them move, last on the map at `moved_at`, in words at
    `said_at`.
    """

    held: Held | None = None
    live_to: IncidentId | None = None
    moved_at: datetime | None = None
    said_at: datetime | None = None
