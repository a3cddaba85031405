"""What somebody wants done: the words of the talk turned into intent, before any rule has said yes or no."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.alarm import PanicHow
from domain.card_commands import ACardsCommand
from domain.checkin import Said, Sharing
from domain.cohort_commands import ACohortCommand
from domain.complaint_commands import AComplaintCommand
from domain.conversation import Intake
from domain.custody import CustodyStatus
from domain.drill_commands import ADrillCommand
from domain.flood import Switch
from domain.ids import (
    AreaId,
    CheckInId,
    ContactPointId,
    ConversationId,
    IncidentId,
    NatureId,
    PageId,
    PersonId,
    SkillId,
    TaskId,
    TeamId,
)
from domain.incident import Disposition, Incident
from domain.ledger import Answer, Asks, Permit
from domain.memory_commands import AMemoryCommand
from domain.messages import WakeKind
from domain.needs import DangerKind, Door, Nature, Retention, Window
from domain.neighbours import Aid
from domain.people import Availability, CardPart, Person, Role
from domain.places import Place
from domain.policy import Paging, Tier
from domain.rota_commands import ARotaCommand
from domain.sighting import Verdict
from domain.sighting_words import Salute
from domain.step_aside import StepAside
from domain.task_commands import ATaskCommand
from domain.tasks import TaskKind
from domain.training_commands import ATrainingCommand

# --- about an incident that exists; `by` is the member who asks, None for the requester and the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCommand:
    """`reason` is why a coordinator wants it, in their words. `said_in` is the conversation a requester said it in, and
    None for the first of the incident. `overheard`: they said it of another call of theirs too, and are answered there.
    """

    incident: IncidentId
    by: PersonId | None = None
    reason: str = ""
    said_in: ConversationId | None = None
    overheard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(IncidentCommand):
    """`by` comes, on this page (late or not), in `minutes` if they said."""

    page: PageId
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(IncidentCommand):
    """`note` is the rest of what they wrote ("no but I can in 2 hours"): shown to the coordinator."""

    page: PageId
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire(IncidentCommand):
    """Time is up. `unsent`: it never left, so nobody was asked."""

    page: PageId
    unsent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FailPage(IncidentCommand):
    page: PageId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage(IncidentCommand):
    """`by` reads on: their page kept the call to itself."""

    page: PageId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOff(IncidentCommand):
    """On my way."""

    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive(IncidentCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotFind(IncidentCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(IncidentCommand):
    """Done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOut(IncidentCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWords(IncidentCommand):
    """The requester wrote more; `place` if it names one, `danger` if it names danger.

    `kinds` says which danger, as far as the words show. `quietly`: they asked for no texts and have not taken that
    back. `corrects`: they changed what they wrote before.
    `held`: they write so much that others hear it together, a little later. `shown`: they agreed that those who
    come read it with the numbers in it. `complains`: of one of ours, so that whoever goes hears nothing of the danger.
    `discreet`: they speak of a discreet need, of which nothing is kept for longer. `denied`: what they say there is
    none of. `answered`: how the call stands is told them as well, which is answer enough. `tells`: no danger,
    but what is the matter.
    """

    words: str
    place: Place | None = None
    danger: bool = False
    quietly: bool = False
    corrects: bool = False
    held: bool = False
    shown: bool = False
    kinds: tuple[DangerKind, ...] = ()
    complains: bool = False
    discreet: Retention | None = None
    denied: tuple[DangerKind, ...] = ()
    answered: bool = False
    tells: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPhoto(IncidentCommand):
    """The requester sent a picture: `photo` is the id under which its channel shows it again."""

    photo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPlace(IncidentCommand):
    """They share where they are as they move: `place` is where they are now."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TellPlace(IncidentCommand):
    """Others hear where the requester is by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellWords(IncidentCommand):
    """Others hear what was held back: the words from the one numbered `since` on."""

    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayWords(IncidentCommand):
    """`by`, who goes, writes to the requester, or to the others who go (`team`).

    `words`: one or several texts, in their order. `phrase` is a ready phrase in the place of words. `language`:
    what the words are written in, as far as that shows. `photos` are pictures, by the ids of their channel.
    """

    words: tuple[str, ...] = ()
    phrase: str = ""
    photos: tuple[str, ...] = ()
    team: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePlace(IncidentCommand):
    """`by`, who goes, shows where they are. `live`: as they move; `in_words`: it is time to say it in words as well."""

    place: Place
    team: bool = False
    live: bool = False
    in_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakOn(IncidentCommand):
    """The requester goes on in another language, or chose one."""

    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStatus(IncidentCommand):
    """The requester asks how it is going."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoSilent(IncidentCommand):
    """Exit, stop, withdrawn or safe now: `how` names which (`exit`, `stop`, `withdrawn`). `expired`: nothing came from
    them for so long that whoever writes from there may be another."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SayCodeWord(IncidentCommand):
    """A requester's code word, as the whole of a text. `pressed`: given as somebody does who is under pressure."""

    pressed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowCodeWord(IncidentCommand):
    """Somebody who writes from another phone knows its requester's code word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotReach(IncidentCommand):
    """A message to the requester did not get through by any way there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseTouch(IncidentCommand):
    """`person` cannot be reached by any of their contact points. `knows_the_way`: they had heard where to go before.
    `unread`: words that were to reach them, of whoever goes under the code name `wrote`, else of whoever called.
    """

    person: PersonId
    knows_the_way: bool
    unread: str = ""
    wrote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseMember(IncidentCommand):
    """`person` is suspended or has left: they may not be asked, and are not going. `why` is for the log."""

    person: PersonId
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFrom(IncidentCommand):
    """These hear nothing more of it as coordinators, nor are they asked to it: none of them has it any more."""

    people: frozenset[PersonId] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellAside(IncidentCommand):
    """Whoever called wrote `words` that coordinators alone may read."""

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOff(IncidentCommand):
    """`person` is asked to it no more, like anybody who is not needed. `all_the_way`: though they know the place, or
    are there; without it only whoever waits for others does not go. `by`: the coordinator who says so, if one does.
    """

    person: PersonId
    all_the_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseOwner(IncidentCommand):
    """`person` may not see to the call any more: neither have they it, nor is it offered to them."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(IncidentCommand):
    """A coordinator sends `person`, who agreed by other means. `wake`: though they are in a rest that is not over."""

    person: PersonId
    wake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMore(IncidentCommand):
    """A coordinator (or the lead) wants `more` people than the need says, or everybody asked once again when 0."""

    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMore(IncidentCommand):
    """The lead wants `more` people, one at least."""

    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDown(IncidentCommand):
    """The lead lets one go by their `code`; without one, whoever is not there yet, and nobody else is asked."""

    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLead(IncidentCommand):
    """Whoever goes by `code` is to lead. `coordinates`: a coordinator of the call says so."""

    code: str
    coordinates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWhoLeads(IncidentCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TellAgain(IncidentCommand):
    """`by` wants to read once more what they go to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(IncidentCommand):
    disposition: Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(IncidentCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAgain(IncidentCommand):
    """Somebody became available: whoever was not asked yet may be asked now."""


# --- how those who go are looked after


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAfter(IncidentCommand):
    """A timer of `wake` fired for `subject`: see `domain/field_safety.py`. Nothing happens if that has passed."""

    wake: WakeKind
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SayWell(IncidentCommand):
    """All is well with `by`; or not, if not `well`. `minutes`: how long they want to be asked nothing, as they said.
    `words`: how they said that it is not, for coordinators alone.
    """

    well: bool = True
    minutes: int | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCare(IncidentCommand):
    """A coordinator looks after whoever of this call gave no sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandWatch(IncidentCommand):
    """Ask another coordinator to watch over those who go: they hear first when somebody gives no sign."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeWatch(IncidentCommand):
    """`by` watches over those who go from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseWatch(IncidentCommand):
    """`by` was asked to watch and does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantRemoteHelp(IncidentCommand):
    """The requester wants somebody to text with while nobody comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWith(IncidentCommand):
    """A coordinator has `person`, who may be they themselves, text with whoever waits, from afar."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PanicCommand:
    """About the call for help of the member `person`; `by` is who says so."""

    person: PersonId
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisePanic(PanicCommand):
    """Help at once. `words` is what stood behind the word."""

    how: PanicHow
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaySafe(PanicCommand):
    """They say that they are safe, or that it was a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePanic(PanicCommand):
    """A coordinator has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPanic(PanicCommand):
    """A coordinator knows that they are safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCodeWord:
    """`word`, normalised, calls for help unnoticed from now on; the team's own does where it is empty. A secret."""

    person: PersonId
    word: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWindow(IncidentCommand):
    """The need is for `window`, or for now where there is none; `by` nobody: the requester said so."""

    window: Window | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StillComing(IncidentCommand):
    """`by` still comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTime(IncidentCommand):
    """A moment of a need for later has come: `subject` is that of its timer, see `domain/later.py`."""

    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain(IncidentCommand):
    """It is time for the round of this number: those who did not answer are asked again."""

    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePerson(IncidentCommand):
    """A coordinator asks exactly `person`. `wake`: though they rest, or said that they are off."""

    person: PersonId
    wake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAll(IncidentCommand):
    """A coordinator asks everybody suited at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(IncidentCommand):
    """Ask nobody new. Whoever was asked already may still answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(IncidentCommand):
    """A call that was held in a flood goes on. `together`: with others, and one answer for all."""

    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSender(IncidentCommand):
    """Nobody is paged for whoever called, for so long. `for_good`: as far as a second coordinator says so too."""

    lasts: timedelta
    for_good: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnblockSender(IncidentCommand):
    """Whoever called is a sender like any other again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBlocks:
    """A coordinator wants to see who is blocked."""

    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchFlood:
    """A coordinator turns the question for unknown senders on or off for a while; None: how do things stand?"""

    by: PersonId
    switch: Switch | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtLate(IncidentCommand):
    """A flood was seen just after this call came, of somebody unknown and without danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtWaited(IncidentCommand):
    """The time is up for which a call that names danger waits in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn(IncidentCommand):
    """Ask people again after a hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take(IncidentCommand):
    """`by` has this call from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(IncidentCommand):
    """`by` sees to what waits there: others are not asked to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTo(IncidentCommand):
    """Ask another coordinator to take it over."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseCall(IncidentCommand):
    """`by` was asked to take it over and does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandToTeam(IncidentCommand):
    """Another team takes it, under its own plan. `name` is what coordinators call that team."""

    team: TeamId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNature(IncidentCommand):
    """It is of another nature. The need follows it, if it is still as `was` says. `ready`: the team is ready for it."""

    nature: Nature
    was: Nature | None
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNeed(IncidentCommand):
    """What is None stays. `roles`: how many must hold which skill; 0 takes one away.

    `languages`: one of these helps; none, if it is empty. `afar`: whether a role is filled from afar. `each`: whether
    everybody who is asked must hold a skill.
    """

    responders: int | None = None
    cap: int | None = None
    together: int | None = None
    roles: tuple[tuple[SkillId, int], ...] = ()
    languages: tuple[str, ...] | None = None
    afar: tuple[tuple[SkillId, bool], ...] = ()
    each: tuple[tuple[SkillId, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlan(IncidentCommand):
    """The plan of this running call alone. What is None or empty stays; all of it shows the plan.

    A number of live pages without a way of paging in which it means something makes them constant.
    """

    live_pages: int | None = None
    paging: Paging | None = None
    expires: timedelta | None = None
    tiers: tuple[Tier, ...] = ()
    on: frozenset[PersonId] = frozenset()
    off: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(IncidentCommand):
    """It tells of the same as `into`: closed as a duplicate. `moves`: who goes on there; `both`: who goes there too."""

    into: IncidentId
    number: int = 0
    moves: frozenset[PersonId] = frozenset()
    both: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn(IncidentCommand):
    """`merged` goes into this one: who called, what they said, and whoever of `moves` goes there.

    `aid`: the neighbours' parts that come with it.
    """

    merged: Incident
    moves: frozenset[PersonId]
    aid: tuple[Aid, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeApart(IncidentCommand):
    """A merged call is one of its own again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo(IncidentCommand):
    """`came_from` is one of its own again: those of `callers` who are heard here because of it no longer are."""

    came_from: IncidentId
    callers: frozenset[ConversationId]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOff(IncidentCommand):
    """A second need of the same people becomes a call of its own, of another nature."""

    nature: NatureId


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitInto(IncidentCommand):
    """What was split off is `into` now, the call of that `number` and `nature`."""

    into: IncidentId
    number: int
    nature: NatureId


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered(IncidentCommand):
    """Time is up for coordinators to take what waits there. `step`: how often it was up before, from 1.

    `owner`: who has taken it, and was reminded `reminded` times less one that it still waits; 0: its time begins now.
    """

    task: TaskId
    kind: TaskKind
    step: int
    owner: PersonId | None = None
    reminded: int = 0


# --- the safety screen and the consent ledger; `by` None: the requester


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerScreen(IncidentCommand):
    """An answer to what they were asked last; None: they pass it over. `words` say under which condition."""

    asks: Asks
    answer: Answer | None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetConsent(IncidentCommand):
    """The requester allows or refuses something, or `by` heard them say so."""

    permit: Permit
    answer: Answer
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTexting(IncidentCommand):
    """Their phone is safe to text, or is not; `until` when that changes, if they said."""

    safe: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellReach(IncidentCommand):
    """What helps us reach them. `passing`: said by the way, and answered with the rest of what they wrote."""

    words: str = field(repr=False)
    passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLedger(IncidentCommand):
    """`by` wants to read what may be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCall(IncidentCommand):
    """`by` has called somebody; `reason` says why."""

    permit: Permit


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOverride(IncidentCommand):
    """`by` wants to go against a stated no; `reason` says why."""

    permit: Permit


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOverride(IncidentCommand):
    """`by` is the second, and agrees or does not."""

    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearScene(IncidentCommand):
    """A coordinator lets those who hold near go in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepLedger(IncidentCommand):
    """A moment of the ledger has come: `subject` is that of its timer, see `domain/screening.py`."""

    subject: str


# --- about a neighbour's help with an incident; `by` None: the rules, or the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAid(IncidentCommand):
    """Ask `team` for help, or every neighbour that agreed to help."""

    team: TeamId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAid(IncidentCommand):
    """A coordinator of `team` opens the call to their people."""

    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAid(IncidentCommand):
    """A coordinator of `team` says that they cannot."""

    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAid(IncidentCommand):
    """A coordinator of either team wants nobody else of `team` asked; None: of none of the neighbours."""

    team: TeamId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AidSilent(IncidentCommand):
    """A neighbour should have answered by now."""


# --- that make an incident


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident:
    """Enough is known, or the time to wait for more is over (`unplaced`). `pressed`: they said their code word as
    somebody does who is under pressure, and hear nothing of it."""

    conversation: ConversationId
    intake: Intake
    language: str
    unplaced: bool = False
    pressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnockAtDoor:
    """Somebody wants to take part: nobody is paged, and a coordinator hears it, with `words` of theirs."""

    conversation: ConversationId
    door: Door
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCall:
    """Somebody phoned instead of texting, or sent only their `voice`: a human must know."""

    conversation: ConversationId
    voice: bool = False


# --- about a person


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAvailability:
    """`until` None: until they say otherwise."""

    person: PersonId
    availability: Availability
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCard:
    """A member changed `part` of what the program knows of them; `after` is them afterwards."""

    after: Person
    part: CardPart


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAside:
    """What somebody keeps to themselves is `after` from now on."""

    person: PersonId
    after: StepAside = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSkill:
    """They say they have a skill: a coordinator is asked."""

    person: PersonId
    skill: SkillId


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSkill:
    person: PersonId
    skill: SkillId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideClaim:
    """A coordinator's yes or no to a claim."""

    claim: str
    by: PersonId
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSkill:
    """A coordinator says that somebody has a skill, claimed or not; one that ends is renewed."""

    person: PersonId
    skill: SkillId
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class TryReach:
    """They want to know whether pages come through on their phones."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTest:
    """A test page came through on the contact point they write from."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferNumber:
    """A member showed a number that their channel says is theirs. `number` is a secret."""

    person: PersonId
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BindAccount:
    """Somebody sent an invite's code: `code` is what they sent, already upper case."""

    conversation: ConversationId
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBoard:
    """A coordinator wants to see everything that runs. `with_link`: and a link that opens the console."""

    person: PersonId
    with_link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeTo:
    """A coordinator has looked at what waits for somebody and belongs to no call: strangers' calls, work given up."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCommand:
    """About where `person` stands in `team`; `by` asks for it: a coordinator, or whoever runs the program."""

    person: PersonId
    team: TeamId
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRest(StandingCommand):
    """They rested enough: they may be asked again before their rest is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(StandingCommand):
    """A coordinator's yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend(StandingCommand):
    """Ask nothing of them until two have said yes again. `refused`: a no to somebody who waits for a yes."""

    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(StandingCommand):
    """End their membership."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeInvite(StandingCommand):
    """A code that binds an account to somebody on the roster: given back to the coordinator who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember(StandingCommand):
    """Put somebody new on the roster, by the name the team knows them by, and invite them."""

    roster_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """They leave every team. `erase`: and their name, numbers and accounts are to be unreadable."""

    person: PersonId
    conversation: ConversationId
    erase: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StayIn:
    """They are still in, for another month."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddContactPoint:
    """A member wants a code to text from a further phone of theirs."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeContactPoint:
    """A member wants the phone at `place` (from 1, in their order) to be asked first, or removed."""

    person: PersonId
    place: int
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLanguage:
    conversation: ConversationId
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """Their provider's word for stop: no send on any path until they opt in again."""

    conversation: ConversationId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportExit:
    """Somebody who had told us nothing yet wants silence: a human is told all the same."""

    conversation: ConversationId


@dataclass(frozen=True, slots=True, kw_only=True)
class HearCodeWord:
    """A requester named a code word: theirs from now on, and perhaps that of a call from another phone. `mark` stands
    for it."""

    conversation: ConversationId
    mark: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptIn:
    conversation: ConversationId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCustody:
    """How somebody in custody stands, of this call; `status` None: to be told how."""

    incident: IncidentId
    by: PersonId
    status: CustodyStatus | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingCommand:
    """About sightings of enforcement, and who hears of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSighting(SightingCommand):
    """Whoever writes saw it. `goes_on`: it answers what they were asked about one, or adds to it. `quiet`: their call
    for help opens as well, which answers them, or their phone is not to be texted. `gone`: that it is over.
    """

    words: str
    salute: Salute
    place: Place | None
    goes_on: bool = False
    quiet: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSighting(SightingCommand):
    """`sure`: they have heard how many people will hear of it."""

    number: int
    verdict: Verdict
    by: PersonId
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtSighting(SightingCommand):
    """Somebody is to go and look from afar."""

    number: int
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ComeToSighting(SightingCommand):
    """A member offers to come."""

    number: int
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSightings(SightingCommand):
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAlerts(SightingCommand):
    """Whoever writes wants to hear of confirmed sightings in these areas (none: everywhere), or not any more."""

    on: bool
    areas: tuple[AreaId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInCommand:
    """About how somebody is after a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCheckIn(CheckInCommand):
    """Whoever was asked says how they are. `words` are theirs; `how` is what they pressed: light, stays, heavy, unwell.
    `stops`: they want no more texts as well. `opens`: their words open a call, which coordinators hear of by itself.
    `here`: the contact point they wrote from. `at`: when they want to be asked instead. `hurts`: words of a member that
    they may take their life. `whom`: the only coordinator who is to hear it.
    """

    check_in: CheckInId
    said: Said
    at: datetime | None = None
    words: str = field(default="", repr=False)
    how: str = ""
    sharing: Sharing | None = None
    whom: PersonId | None = None
    stops: bool = False
    opens: bool = False
    here: ContactPointId | None = None
    hurts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SayUnwell(CheckInCommand):
    """A member writes that they are not well, whatever they were asked; `hurts`: in words of taking their life."""

    by: PersonId
    hurts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeToCheckIn(CheckInCommand):
    """A coordinator looks after what came of it, or says that it is `done`: of one, or of all after call `number`.
    `stops`: whoever called is asked nothing more after it.
    """

    by: PersonId
    done: bool
    stops: bool = False
    check_in: CheckInId | None = None
    number: int = 0


AnIncidentCommand = (
    Accept | Decline | Expire | FailPage | OpenPage | SetOff | Arrive | CannotFind | Finish | DropOut
    | AddWords | ShowPhoto | FollowPlace | TellPlace | TellWords | SpeakOn | RelayWords | SharePlace
    | SayCodeWord | KnowCodeWord
    | AskStatus | GoSilent | CannotReach | LoseTouch | LoseMember | Assign | PageMore | Close | Reopen | LookAgain
    | KeepFrom | TellAside | TakeOff
    | LoseOwner
    | LookAfter | SayWell | TakeCare | WantRemoteHelp | TextWith | HandWatch | TakeWatch | RefuseWatch
    | SetWindow | StillComing | KeepTime
    | AskAgain
    | AskMore | StandDown | HandLead | AskWhoLeads | TellAgain
    | PagePerson | PageAll | Hold | GoOn | Take | Seen | HandTo | RefuseCall | HandToTeam | ChangeNature | ChangeNeed
    | EditPlan | Merge | TakeIn | TakeApart | LetGo | SplitOff | SplitInto | Unanswered
    | AskAid | OpenAid | DeclineAid | EndAid | AidSilent
    | Release | DoubtLate | DoubtWaited | BlockSender | UnblockSender
    | AnswerScreen | SetConsent | SetTexting | TellReach | ShowLedger | LogCall | AskOverride | AnswerOverride
    | ClearScene | KeepLedger
)  # fmt: skip
AStandingCommand = Approve | Suspend | Revoke
AMembersCommand = (
    AStandingCommand | MakeInvite | AddMember | Leave | StayIn | AddContactPoint | ArrangeContactPoint
)  # fmt: skip
ASightingCommand = ReportSighting | JudgeSighting | LookAtSighting | ComeToSighting | ListSightings | SetAlerts
ACheckInCommand = AnswerCheckIn | SayUnwell | SeeToCheckIn
APanicCommand = RaisePanic | SaySafe | TakePanic | EndPanic
APersonCommand = (
    ChangeCard | KeepAside | ClaimSkill | DropSkill | DecideClaim | ConfirmSkill | TryReach | AnswerTest | OfferNumber
    | SetCodeWord
)  # fmt: skip
Command = (
    AnIncidentCommand | ARotaCommand | AMembersCommand | APersonCommand | OpenIncident | ReportCall | SetAvailability
    | APanicCommand | KnockAtDoor | ACardsCommand | ASightingCommand | SetCustody | ATrainingCommand | ACohortCommand
    | ACheckInCommand | ATaskCommand | AComplaintCommand | AMemoryCommand | ADrillCommand
    | BindAccount | ShowBoard | SeeTo | SetLanguage | OptOut | OptIn | EndRest
    | HearCodeWord | ReportExit
    | ShowBlocks | SwitchFlood
)  # fmt: skip
