"""What people want of cohorts and their pairs, and of teams that begin. Whoever wrote wants it, and is a member."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import NewTeamId, PersonId, TeamId
from domain.needs import ProtectionArea
from domain.new_team import NewTeam


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCommand:
    """Whoever wrote wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCohorts(CohortCommand):
    """Those that run; one of them; or the agenda of one gathering. `number` 0: all."""

    number: int = 0
    gathering: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginCohort(CohortCommand):
    team: TeamId
    start: datetime
    end: datetime
    place: str
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinCohort(CohortCommand):
    """`number` 0: the only one there is for them."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCohort(CohortCommand):
    """`number` 0: the one they are in."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideFellow(CohortCommand):
    """`handle` instead of both others, where a button was pressed."""

    taken_in: bool
    number: int = 0
    person: PersonId | None = None
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayBeforehand(CohortCommand):
    """They miss a gathering ahead; or `comes`: they come after all. `gathering` 0: the next."""

    gathering: int
    comes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SayWhoGathered(CohortCommand):
    """`gathering` 0: the last that has begun. `everybody`: all in it; of those who came, whoever was expected."""

    number: int
    came: bool
    gathering: int = 0
    people: tuple[PersonId, ...] = ()
    everybody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposePairs(CohortCommand):
    """Of those who have none; `make`: and they are pairs now."""

    number: int
    make: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePair(CohortCommand):
    number: int
    one: PersonId
    other: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToAction(CohortCommand):
    """`owners`: whose it is; with none, whoever wrote it down."""

    number: int
    words: str
    owners: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveGathering(CohortCommand):
    number: int
    gathering: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCohort(CohortCommand):
    """From the next gathering on it meets then, or there; what is not said stays."""

    number: int
    start: datetime | None = None
    end: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCohortOff(CohortCommand):
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCohortUp(CohortCommand):
    """It was called off, and meets again."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Graduate(CohortCommand):
    """`everybody`: whoever may."""

    number: int
    people: tuple[PersonId, ...] = ()
    everybody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNudge(CohortCommand):
    """They talked, or have not yet; or want to hear no more of it."""

    no_more: bool
    talked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WishTeam(CohortCommand):
    """They want to begin a team."""

    team: NewTeam


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideTeam(CohortCommand):
    wish: NewTeamId
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReady(CohortCommand):
    """A team is ready for a protection area, or is not any more."""

    team: TeamId
    area: ProtectionArea
    ready: bool


ACohortCommand = (
    ShowCohorts | BeginCohort | JoinCohort | LeaveCohort | DecideFellow | SayBeforehand | SayWhoGathered | ProposePairs
    | MakePair | CallToAction | MoveGathering | ChangeCohort | CallCohortOff | TakeCohortUp | Graduate | AnswerNudge
    | WishTeam | DecideTeam | SetReady
)  # fmt: skip
