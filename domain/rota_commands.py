"""What somebody wants done about who is on call. `by` is the member who asks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId, RotaId, SwapId, TeamId
from domain.rota import Gap, Rota
from domain.rota_change import RotaChange
from domain.when import Stretch


class ChangeKind(StrEnum):
    """What a change of a rota was made for, as its record says."""

    PUT_ON = "put_on"
    TAKE_OFF = "take_off"
    TIME_OFF = "time_off"
    SWAP = "swap"
    COVER = "cover"
    ROTATION = "rotation"
    FILE = "file"
    LEFT_EMPTY = "left_empty"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaCommand:
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRota(RotaCommand):
    """A coordinator changes a rota. `seen`: the team's rotas as they were shown, if nothing may differ by now.

    `shown`: the gaps it makes, as far as they were shown before.
    """

    change: RotaChange
    kind: ChangeKind
    seen: tuple[Rota, ...] | None = None
    shown: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(RotaCommand):
    """A coordinator takes back the change of this id, or their own last one that still stands. Another's is shown to
    them first; `by_digit`: nothing else of theirs waits for the digit that answers then."""

    change: str | None = None
    by_digit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFeed(RotaCommand):
    """They want the address of a calendar: of their own shifts, or of those of a team they coordinate.

    `fresh`: a new one, and the one there is opens nothing any more. `names`: with those of a team's people, or
    without; None: as it is, at first without.
    """

    team: TeamId | None = None
    fresh: bool = False
    names: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFeeds(RotaCommand):
    """None of their calendars' addresses is to open anything any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLoad(RotaCommand):
    """They want to know what they carry, or (`team`) what everybody in a team they coordinate does."""

    team: TeamId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SayHere(RotaCommand):
    """A member is here for their shift: the one that runs, or one that begins soon.

    `over`: who called where their part is over. It may be that call they mean, where no shift waits for it.
    """

    over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowProof(RotaCommand):
    """A coordinator wants to see how the days ahead are covered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowChanges(RotaCommand):
    """A coordinator asks who changed their teams' rotas lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTimeOff(RotaCommand):
    """A member asks to be off in [start, end), in all their teams."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTimeOff(RotaCommand):
    """A member needs no time off after all: what was asked for, and what was granted and is not over.

    With a time, what falls in it; without one they are asked which, if it could be several.
    """

    stretch: Stretch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTimeOff(RotaCommand):
    """A coordinator asks whose time off waits for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideTimeOff(RotaCommand):
    """A coordinator answers: the request of this id, or all that this person waits for in their teams."""

    granted: bool
    request: str | None = None
    person: PersonId | None = None


# --- swaps and calls for cover: see domain/swap.py


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSwap(RotaCommand):
    """A member wants somebody else to take [start, end) of theirs: one of `people`, or whoever can if it is empty."""

    rota: RotaId
    start: datetime
    end: datetime
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallForCover(RotaCommand):
    """A coordinator wants somebody on in [start, end) of a rota, in the place of `person` if one is named.

    Without a time: in the first gap of `team`, or of the teams they watch.
    """

    team: TeamId | None = None
    rota: RotaId | None = None
    start: datetime | None = None
    end: datetime | None = None
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutSwap(RotaCommand):
    """About one that was asked: by its id (a button), by its number, or the only one it can be."""

    swap: SwapId | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeShift(AboutSwap):
    """`by` was asked, and takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassShift(AboutSwap):
    """`by` was asked, and does not; or had taken it, and a coordinator has not said yes yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSwap(AboutSwap):
    """Whoever asked takes it back. `cover`: a coordinator ends a call for cover."""

    cover: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSwap(AboutSwap):
    """A coordinator says yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseSwap(AboutSwap):
    """A coordinator says no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsistOnSwap(AboutSwap):
    """A coordinator wants it to count though a rule is broken: for `person`, or the only one who said they would."""

    person: PersonId | None = None


ASwapCommand = AskSwap | CallForCover | TakeShift | PassShift | EndSwap | ConfirmSwap | RefuseSwap | InsistOnSwap

ATimeOffCommand = AskTimeOff | WithdrawTimeOff | ShowTimeOff | DecideTimeOff

ARotaCommand = (
    ChangeRota | TakeBack | ShowChanges | ATimeOffCommand | ASwapCommand | OfferFeed | CloseFeeds | ShowLoad
    | SayHere | ShowProof
)  # fmt: skip
