"""What people want of tasks, by chat."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import PersonId, TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCommand:
    """A member who wrote wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutTask(TaskCommand):
    """`task`: its id, where they pressed a button; else its number counts."""

    number: int = 0
    task: TaskId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTasks(TaskCommand):
    """The open ones of their teams, or theirs alone."""

    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTask(AboutTask):
    """One of them, with what may be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeTask(TaskCommand):
    """In their own words. `due` None: as the policy says."""

    words: str
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTask(AboutTask):
    """It is theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTask(AboutTask):
    """It is somebody else's."""

    to: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTask(AboutTask):
    """It is due at another time."""

    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishTask(AboutTask):
    """It is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoTask(AboutTask):
    """Its last change by chat is taken back."""


ATaskCommand = ShowTasks | ShowTask | MakeTask | TakeTask | HandTask | MoveTask | FinishTask | UndoTask
