"""What somebody wants done about who is on call. `by` is the member who asks."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import PersonId
from domain.rota import Rota
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
    """A coordinator changes a rota. `seen`: the team's rotas as they were shown, if nothing may differ by now."""

    change: RotaChange
    kind: ChangeKind
    seen: tuple[Rota, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(RotaCommand):
    """A coordinator takes back the change of this id, or the last one of their teams' that still stands."""

    change: str | None = None


ARotaCommand = ChangeRota | TakeBack
