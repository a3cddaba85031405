"""What a coordinator wants of a drill, and what those who were asked in one say."""

from dataclasses import dataclass

from domain.ids import IncidentId, PersonId, ReachDrillId, TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillCommand:
    """Whoever wrote wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDrill(DrillCommand):
    """Play `story` in `language` for a team. `pace`: seconds between its steps, None for each when somebody says so.
    `guided`: what happens is explained to whoever began it."""

    team: TeamId
    story: str
    language: str
    pace: int | None = None
    guided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep(DrillCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDrill(DrillCommand):
    """It rests, or goes on, at another pace where one is said."""

    on: bool
    pace: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDrill(DrillCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDrill(DrillCommand):
    """How the one that runs stands, or how to begin one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartReach(DrillCommand):
    """Everybody of the team is asked to say that it reached them, for so many minutes."""

    team: TeamId
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReach(DrillCommand):
    """It reached them where they wrote from."""

    drill: ReachDrillId


@dataclass(frozen=True, slots=True, kw_only=True)
class PractiseMayday(DrillCommand):
    """Somebody who goes to the drill practises a call for help: nobody is told that anybody is in danger."""

    incident: IncidentId
    by: PersonId


ADrillCommand = StartDrill | NextStep | PauseDrill | EndDrill | ShowDrill | StartReach | AnswerReach | PractiseMayday
