"""What people want of trainings, and of mentors. Seats are asked for by members and by community members."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import PersonId, SkillId, TeamId
from domain.needs import ProtectionArea


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCommand:
    """Whoever wrote wants it: a member, or a community member, known by the talk they wrote in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTrainings(TrainingCommand):
    """Those ahead; or one, with who comes for a coordinator of its team. `text`: the community's own, at the door.

    `asked`: a community member asks about what they have heard of, and `heard`: a coordinator hears what.
    """

    number: int | None = None
    text: str = ""
    asked: bool = False
    heard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce(TrainingCommand):
    team: TeamId
    area: ProtectionArea
    place: str
    start: datetime
    end: datetime
    capacity: int
    languages: tuple[str, ...]
    skills: tuple[SkillId, ...]
    everybody: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat(TrainingCommand):
    """`training`: its id, where they pressed a button; else its number counts."""

    number: int = 0
    training: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveSeatBack(TrainingCommand):
    number: int = 0
    training: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTrainingOff(TrainingCommand):
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTraining(TrainingCommand):
    """What is None, or empty, stays as it is."""

    number: int
    start: datetime | None = None
    end: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayWhoCame(TrainingCommand):
    """`people`: members, by id; `everybody`: whoever has a seat; `guests`: the community members not said yet.
    `proven`: written where nobody else could write it."""

    number: int
    came: bool
    people: tuple[PersonId, ...] = ()
    everybody: bool = False
    guests: bool = False
    proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMentor(TrainingCommand):
    """`mentor` None: `trainee` needs none any more."""

    trainee: PersonId
    mentor: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMentors(TrainingCommand):
    """Of these teams, for their coordinators; with none, their own: beside whom they learn, or who beside them."""

    teams: tuple[TeamId, ...]


ATrainingCommand = (
    ShowTrainings | Announce | TakeSeat | GiveSeatBack | CallTrainingOff | MoveTraining | SayWhoCame | NameMentor
    | ShowMentors
)  # fmt: skip
