"""Tasks: what a human must do, until when, why, and whose it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.ids import ConversationId, IncidentId, PersonId, TaskId, TeamId


class TaskKind(StrEnum):
    NOBODY_LEFT = "nobody_left"  # an incident whose need nobody is left to fill
    ASKING_AGAIN = "asking_again"  # nobody answered yet: those who did not are asked again
    UNPLACED = "unplaced"  # an incident without a place
    DANGER = "danger"  # danger was named
    SILENT = "silent"  # the requester went silent; a coordinator decides
    CLOSE = "close"  # everybody is done; say how it ended
    CANNOT_FIND = "cannot_find"
    UNREACHABLE = "unreachable"  # none of a person's contact points works
    SIGN_UP = "sign_up"  # somebody wants to take part, or to start a team
    PHONED = "phoned"  # somebody phoned and heard a sentence, or sends only their voice
    VET = "vet"  # somebody's account is bound, and they wait for two coordinators to say yes
    STILL_IN = "still_in"  # a member did not say whether they are still in
    UNCOVERED = "uncovered"  # a call for cover that nobody took
    STUCK = "stuck"  # work is overdue; done when it no longer is
    GIVEN_UP = "given_up"  # work failed at every try, and somebody must look
    PROVIDER_DOWN = "provider_down"  # a provider takes nothing of ours; done when it does again
    TEXTS_LOST = "texts_lost"  # texts came in too long ago to be fetched
    LATER = "later"  # a call for later for which nobody is asked before the morning
    UNSURE = "unsure"  # somebody did not say whether they still come
    HELD = "held"  # an incident on hold, for whoever put it there
    PANIC = "panic"  # a member called for help at once; done when a coordinator knows that they are safe
    FIELD_WELFARE = "field_welfare"  # somebody who goes may not be well, or is alone where two should be
    CALL_TEAM = "call_team"  # nobody on scene has given a sign for long: call them
    CUSTODY = "custody"  # nothing has changed for long about somebody in custody
    FLOOD = "flood"  # a call that came in a flood waits for an answer or a coordinator
    ATTENDANCE = "attendance"  # nobody has said yet who came to a training
    GATHERED = "gathered"  # nobody has said yet who came to a cohort's gathering
    CALL_TO_ACTION = "call_to_action"  # what a gathering ended in, for whoever sees to it until the next
    GRADUATES = "graduates"  # who has done a cohort's year is to be said
    DRILL_UNREACHED = "drill_unreached"  # a drill of who can be reached did not reach somebody
    REMOTE_HELP = "remote_help"  # whoever waits wants somebody to text with
    CHECK_IN_UNWELL = "check_in_unwell"  # somebody is not well after a call
    CHECK_IN_SILENT = "check_in_silent"  # somebody did not answer how they are after a call
    CHECK_IN_LOST = "check_in_lost"  # somebody cannot be asked any more how they are
    DEBRIEF = "debrief"  # what those who went said after a call is to be read
    CHECK_IN_WORDS = "check_in_words"  # somebody answered in words that a person should read
    OWN = "own"  # somebody wrote it down for themselves, in their own words


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    id: TaskId
    kind: TaskKind
    team: TeamId
    incident: IncidentId | None
    conversation: ConversationId | None
    person: PersonId | None
    owner: PersonId | None
    due: datetime
    state: TaskState
    why: str
    number: int | None = None
    """How people call it; given when it is first shown to somebody."""
    made_by: PersonId | None = None
    step: int = 0
    """How often others were asked about it, and `climbs_at` when the next are. See `domain.climbing`."""
    climbs_at: datetime | None = None
    before: "Before | None" = None
    subject: str | None = None
    """A training, a cohort or a gathering that it is about, as `about` says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """How a task stood before somebody last changed it by chat: what `undo` brings back. `state` None: it was not
    there."""

    state: TaskState | None
    owner: PersonId | None
    due: datetime
    by: PersonId


CLIMB_BY_THEMSELVES = frozenset(
    {
        TaskKind.NOBODY_LEFT,
        TaskKind.DANGER,
        TaskKind.UNPLACED,
        TaskKind.CANNOT_FIND,
        TaskKind.SILENT,
        TaskKind.HELD,
        TaskKind.CALL_TEAM,
        TaskKind.FIELD_WELFARE,
        TaskKind.REMOTE_HELP,
        TaskKind.PANIC,
        TaskKind.CHECK_IN_UNWELL,
    }
)
"""What cannot wait for the usual hours, or is told anew by what opened it: others hear of these by clocks of their own,
at any hour where a life may hang on it.
"""

END_BY_THEMSELVES = frozenset({TaskKind.PANIC, TaskKind.VET, TaskKind.HELD, TaskKind.PROVIDER_DOWN})
"""Nobody says that these are done: they are when what they are about is over."""


CHECK_INS = frozenset(
    {TaskKind.CHECK_IN_UNWELL, TaskKind.CHECK_IN_SILENT, TaskKind.CHECK_IN_LOST, TaskKind.CHECK_IN_WORDS}
)
OF_THE_CALL = frozenset(TaskKind) - CHECK_INS
"""What is over with its call. How those are who went or called is not: some are asked while others still go."""


def about(what: str, *numbers: int) -> str:
    """How a task says what it is about beside people and calls: `cohort|1|3`."""
    return "|".join((what, *map(str, numbers)))


def numbers_of(task: Task) -> tuple[str, ...]:
    """The numbers by which people call what a task is about: a training's, or a cohort's and its gathering's."""
    return () if task.subject is None else tuple(task.subject.split("|")[1:])


def marked(task: Task, by: PersonId) -> Task:
    """`task` with how it stands now kept for `undo`: others are asked about it anew, from the first."""
    before = Before(state=task.state, owner=task.owner, due=task.due, by=by)
    return replace(task, before=before, step=0, climbs_at=None)


def given_back(task: Task, anew: TaskId) -> Task:
    """`task` as nobody's, as if it had just come up: under a number of its own, once it is shown."""
    return replace(task, id=anew, number=None, owner=None, before=None, step=0, climbs_at=None)


def undone(task: Task) -> Task | None:
    """`task` as it stood before its last change by chat; None where there is nothing to bring back."""
    before = task.before
    if before is None:
        return None
    state = TaskState.DONE if before.state is None else before.state
    return replace(task, state=state, owner=before.owner, due=before.due, before=None, step=0, climbs_at=None)
