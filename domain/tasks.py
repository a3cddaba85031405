"""Tasks: what a human must do."""

from dataclasses import dataclass
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
    PHONED = "phoned"  # somebody phoned, and heard a sentence
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
    DRILL_UNREACHED = "drill_unreached"  # a drill of who can be reached did not reach somebody
    REMOTE_HELP = "remote_help"  # whoever waits wants somebody to text with
    CHECK_IN_UNWELL = "check_in_unwell"  # somebody is not well after a call
    CHECK_IN_SILENT = "check_in_silent"  # somebody did not answer how they are after a call
    CHECK_IN_LOST = "check_in_lost"  # somebody cannot be asked any more how they are
    CHECK_IN_WORDS = "check_in_words"  # somebody answered in words that a person should read


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
