"""What somebody wants done about who is on call. `by` is the member who asks."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import PersonId
from domain.rota_change import RotaChange


class ChangeKind(StrEnum):
    """What a change of a rota was made for, as its record says."""

    PUT_ON = "put_on"
    TAKE_OFF = "take_off"
    TIME_OFF = "time_off"
    SWAP = "swap"
    COVER = "cover"
    ROTATION = "rotation"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaCommand:
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRota(RotaCommand):
    """A coordinator changes a rota."""

    change: RotaChange
    kind: ChangeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(RotaCommand):
    """A coordinator takes back the change of this id, or the last one of their teams' that still stands."""

    change: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SayHere(RotaCommand):
    """A member is here for their shift: the one that runs, or one that begins soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowProof(RotaCommand):
    """A coordinator wants to see how the days ahead are covered."""


ARotaCommand = ChangeRota | TakeBack | SayHere | ShowProof
