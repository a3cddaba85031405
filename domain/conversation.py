"""The talk with one contact point: talking, asked, quiet. It never ends: whoever writes again is heard by the same."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain import events as e
from domain.flood import Pace
from domain.ids import ContactPointId, ConversationId, IncidentId, NatureId, PersonId, SenderId
from domain.moves import Moves
from domain.needs import DangerKind
from domain.places import Place
from domain.relayed import Passing
from domain.texting import Texting


class ConversationStatus(StrEnum):
    TALKING = "talking"
    ASKED = "asked"
    QUIET = "quiet"


C = ConversationStatus

CONVERSATION_MOVES: Moves[ConversationStatus] = Moves(
    "conversation",
    {
        e.TextArrived: {None: C.TALKING, C.QUIET: C.TALKING},
        e.QuestionAsked: {C.TALKING: C.ASKED, C.ASKED: C.ASKED},
        e.Answered: {C.TALKING: C.TALKING, C.ASKED: C.TALKING},
        e.WentQuiet: {C.TALKING: C.QUIET, C.ASKED: C.QUIET, C.QUIET: C.QUIET},
    },
)


class Question(StrEnum):
    """What we may ask a requester. Nothing is asked twice."""

    FIRST = "first"  # what and where at once, in the first words
    WHAT = "what"
    WHERE = "where"
    DANGER = "danger"
    AGAIN = "again"  # where, once more
    PLACE = "place"  # for a corner, where what they sent cannot be read as a place
    PART = "part"  # which of the areas that a ZIP code spans
    PHOTO = "photo"  # what a photo shows that came with their words
    JOIN = "join"  # this and the next three: where one of our other doors leads, told once each
    TRAINING = "training"
    TOOLKIT = "toolkit"
    TEAM = "start_a_team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a requester has told us so far. `words` and `place` are secrets."""

    words: tuple[str, ...] = ()
    place: Place | None = None
    nature: NatureId | None = None
    danger: bool | None = None
    asked: frozenset[Question] = frozenset()
    kinds: tuple[DangerKind, ...] = ()  # of danger, as the words name it
    denied: tuple[DangerKind, ...] = ()  # what they say there is none of
    discreet: bool = False  # they spoke of a need of which nothing is kept
    tongue: str = ""  # what they write in, where it is none of the community's languages

    def has_told(self) -> bool:
        """True once there is something of theirs that somebody must see."""
        return bool(self.words) or self.place is not None

    def waits_for_danger(self) -> bool:
        """True while they were asked whether anybody is in danger, and have not said."""
        return Question.DANGER in self.asked and self.danger is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A question a member was asked and has not answered: `about` names it, `subject` what it is about.

    `about` is one of the talk's own keys, such as `disposition` or `which_page`; `subject` an incident's or page's id.
    """

    about: str
    subject: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One contact point's talk with us, member or not. `incident` is the call it belongs to now, if any.

    `errors` counts replies of ours that said "not understood" since the last real action: limited, so that two robots
    cannot talk for ever. `silent` means they asked us to send nothing (exit, withdrawn). `draft` is what a member is
    putting together step by step (`domain.rotation_draft`), kept while other things are talked about.
    `passing` is about words of theirs that are for somebody else, `texting` how they want to be texted.
    """

    id: ConversationId
    contact_point: ContactPointId
    sender: SenderId
    person: PersonId | None
    language: str
    status: ConversationStatus
    started_at: datetime
    last_at: datetime
    incident: IncidentId | None = None
    intake: Intake = Intake()
    pending: Pending | None = None
    draft: str = ""
    errors: int = 0
    silent: bool = False
    pace: Pace = field(default_factory=Pace)
    passing: Passing = field(default_factory=Passing)
    texting: Texting = field(default_factory=Texting)

    def is_telling(self) -> bool:
        """True while they tell us what is happening and no call of theirs has opened yet."""
        begun = bool(self.intake.asked) or self.intake.has_told()
        return begun and self.incident is None and not self.silent and self.status in (C.TALKING, C.ASKED)

    def after(self, event: e.Event, now: datetime) -> "Conversation":
        """This conversation once `event` has happened at `now`."""
        return replace(self, status=CONVERSATION_MOVES.after(self.status, event), last_at=now)
