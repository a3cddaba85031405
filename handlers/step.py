"""What every conversation is given and what it answers. Pure: no channel, no database, no clock, no await."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.alarm import Alarm
from domain.checkin import NO_WORDS, CheckIn, CheckInWords, Hours
from domain.commands import Command
from domain.community import Community
from domain.complaint import NO_COMPLAINTS, ComplaintWords
from domain.conversation import Conversation
from domain.debrief import Asked
from domain.drill import Drill, Stories
from domain.events import Event
from domain.ids import AreaId, CohortId, IncidentId, PageId, PersonId, ReachDrillId, SkillId, TeamId
from domain.incident import AssignmentState, Incident, PageState
from domain.messages import Inbound, MessageKind, Say
from domain.needs import Urgency
from domain.neighbours import AidState
from domain.people import Availability, Standing, Who
from domain.places import Found, Place
from domain.sighting_words import SightingWords
from domain.texting import Mark
from domain.toolkit import Toolkit
from domain.triage import Reading
from domain.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInHand:
    """A page of this person's whose letter still means something: live, or resting."""

    page: PageId
    incident: IncidentId
    letter: str
    state: PageState
    nature: str
    areas: tuple[str, ...]
    ended_at: datetime | None
    closed: bool = False  # the call itself


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOn:
    """An incident this person is going to. `asked_again`: whether they still come. `ahead`: not for hours."""

    incident: IncidentId
    number: int
    code: str
    state: AssignmentState
    letter: str = ""  # of the page they accepted, if it was one
    requester: str = ""  # the code name of whoever needs help
    asked: bool = False  # whether all is well, and they have not answered
    unwell: bool = False  # they said that it is not
    asked_again: bool = False
    ahead: bool = False
    lead: bool = False  # they lead those who go
    nature: str = ""
    areas: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What stands before words that are for it."""
        return self.letter or f"#{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """The message of ours that somebody replied to."""

    incident: IncidentId | None
    kind: MessageKind
    page: PageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Somebody of the roster, and what they go by. Names are not unique; ids are."""

    person: PersonId
    name: str
    teams: tuple[TeamId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A membership as a coordinator sees it who may say yes or no to it."""

    person: PersonId
    team: TeamId
    name: str
    standing: Standing
    yes_from: tuple[str, ...] = ()
    coordinates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate(Called):
    """Somebody vetted in `teams`, as everybody in them knows them. `said` is their last word, while it holds."""

    languages: tuple[str, ...] = ()
    skills: frozenset[SkillId] = frozenset()
    areas: frozenset[AreaId] = frozenset()
    said: Availability = Availability.AS_ROTA
    coordinates: frozenset[TeamId] = frozenset()
    protects: frozenset[TeamId] = frozenset()  # where they may be asked to calls
    probation: frozenset[TeamId] = frozenset()  # where they are on probation
    asleep: bool = False  # in their quiet hours, which danger ends if `danger_wakes`
    danger_wakes: bool = False
    rests: bool = False  # after what was hard; told to coordinators alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """One of theirs who went, as their own coordinators know them."""

    code: str
    name: str
    state: AssignmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Aided:
    """As much as a coordinator of `team` sees of a call of others that they were asked to help with.

    `helps` is the name of the team whose call it is; `going` are those of `team` who went.
    """

    incident: IncidentId
    number: int
    nature: str
    areas: tuple[AreaId, ...]
    responders: int
    urgency: Urgency
    team: TeamId
    helps: str
    state: AidState
    going: tuple[Helper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInHand:
    """A check-in whose question waits for this talk's answer, or lately had one. `peer` is the name of who looks after
    them, `rest` how long nobody asks them after what was heavy, `hours` when they may be asked. `coordinators` are
    those who may be named to hear the answers, while that is asked; `whom` is who of them was.
    """

    check_in: CheckIn
    hours: Hours | None = None
    peer: str = ""
    rest: timedelta = timedelta()
    coordinators: tuple[Called, ...] = ()
    whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkFacts:
    """What a conversation may know besides its own state. Gathered by the turn, only as far as `who` needs it."""

    community: Community
    words: Vocabulary
    read: Callable[[str], Reading]  # triage of a free text
    language_in: Callable[[str], str | None]  # what it would say of the language alone
    seek: Callable[[str], Found]  # a place in a free text, or what stands for one there and cannot be read
    locate: Callable[[float, float], Place]  # a place from coordinates in degrees
    mark: Mark  # what stands for a word that only its owner is to know
    incident: Incident | None = None  # a requester's running incident
    pages: tuple[PageInHand, ...] = ()  # newest first
    going: tuple[GoingOn, ...] = ()
    gone: tuple[GoingOn, ...] = ()  # where their part is over, lately
    replied: Replied | None = None
    phrases: tuple[str, ...] = ()  # ready ones, in the order of their numbers
    watched: tuple[Incident, ...] = ()  # alive incidents of the teams a coordinator runs, oldest first
    aided: tuple[Aided, ...] = ()  # others' calls that a coordinator's teams were asked to help with
    closed: tuple[Incident, ...] = ()  # those that closed lately, which may be opened again
    roster: tuple[Called, ...] = ()  # whom a coordinator may name, by id: those of the teams they watch
    names: Mapping[PersonId, str] | None = None  # roster names, for coordinators
    rolls: tuple[Roll, ...] = ()  # whom a coordinator may vet, by team and id
    runs: tuple[TeamId, ...] = ()  # the teams they may put somebody new into
    last_of: tuple[str, ...] = ()  # names of the teams that have no other coordinator than this one
    mates: tuple[Mate, ...] = ()  # everybody vetted in a member's teams, and in those a coordinator watches; with them
    alarms: tuple[Alarm, ...] = ()  # calls for help that have not ended: their own, and those a coordinator hears
    sightings: SightingWords = field(default_factory=SightingWords)
    check_ins: tuple[CheckInHand, ...] = ()  # the newest first
    check_in_words: CheckInWords = NO_WORDS
    complaint_words: ComplaintWords = NO_COMPLAINTS
    codes: tuple[str, ...] = ()  # of those who go to a requester's call, or went to their last one
    complained: bool = False  # they made a complaint of late; looked up where a text may be about one
    names_who: bool = False  # the text names somebody, and a complaint of theirs of late names nobody yet
    fellows: tuple[str, ...] = ()  # what the others go by who go, or went, to the calls that a member goes to
    debriefs: tuple[Asked, ...] = ()  # where they are to say something, what was asked last first
    seated: bool = False  # a requester has a seat at a training ahead, or has asked for one
    nudged: CohortId | None = None  # whose weekly word about their pair they had lately
    graduate: bool = False  # they have done a cohort's year
    code_words: tuple[str, ...] = field(default=(), repr=False)  # what calls for help unnoticed; secret
    toolkit: Toolkit = field(default_factory=Toolkit)
    stories: Stories = field(default_factory=Stories)  # of drills
    drill: Drill | None = None  # the one that runs, for a coordinator of its team
    drilled_until: datetime | None = None  # when the last drill they were asked to was over
    reach: ReachDrillId | None = None  # a drill in which they are asked whether it reached them
    stimulus: str = ""  # id of what set this turn off; makes keys of says unique
    read_on: Callable[[str], Reading] | None = None  # triage without small signs; None: they are heard all the same

    def heard(self, text: str) -> Reading:
        """Triage of a free text in this talk. Small signs of danger tell what begins, and are no news in a call that
        runs: "they are outside, at the back door" is where to go."""
        runs = self.incident is not None or self.is_wanted()
        return (self.read_on if runs and self.read_on is not None else self.read)(text)

    def is_paged(self) -> bool:
        """True while a page waits for this member's answer."""
        return any(each.state is PageState.LIVE for each in self.pages)

    def is_wanted(self) -> bool:
        """True while a page or a call they go to may be what a bare digit is for."""
        return any(not each.ahead or each.asked_again for each in self.going) or self.is_paged()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a talk: its new state, what is said, what is wanted, and what happened to the talk itself."""

    talk: Conversation
    says: tuple[Say, ...] = ()
    commands: tuple[Command, ...] = ()
    events: tuple[Event, ...] = ()
    why: str = ""


Conversing = Callable[[Conversation, Inbound, Who, TalkFacts, datetime], Step | None]
"""A handler: its Step, or None if the message is not its case."""
