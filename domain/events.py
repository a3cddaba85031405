"""What happened: the append-only log of an incident and of a conversation, each event with its reason.

Events carry ids, numbers and reasons; never a name, a place or words of a text.
"""

from dataclasses import dataclass

from domain.ids import AssignmentId, IncidentId, NatureId, PageId, PersonId, TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`why` is a short reason for the log, such as `page expired`. `by` is who caused it, if a member did.

    `reason` is what a coordinator gave as theirs, in their own words: a secret, kept as long as the incident's words.
    """

    why: str
    by: PersonId | None = None
    reason: str = ""


# --- conversation


class TextArrived(Event):
    """The first words from a contact point, or the first after it was closed."""


class QuestionAsked(Event):
    """We asked something and wait for an answer."""


class Answered(Event):
    """They wrote again."""


class WentQuiet(Event):
    """Nothing is asked and nothing outstanding: exit, stop, withdrawal, or a talk that has simply ended for now."""


# --- incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event):
    nature: NatureId


class Placed(Event):
    """The place became known, or known better."""


class DangerNamed(Event):
    """Somebody said that there is danger now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked(Event):
    """Why each candidate stands where they stand, and why others were left out: (person, reason) pairs."""

    order: tuple[tuple[PersonId, str], ...]
    left_out: tuple[tuple[PersonId, str], ...]


class PagingBegan(Event):
    """Pages go out."""


class SomebodyAccepted(Event):
    """The first who accepted; more are needed."""


class NeedFilled(Event):
    """As many as needed are going."""


class ShortAgain(Event):
    """Somebody dropped out or more were asked for: the need is open again."""


class SceneReached(Event):
    """The first is on scene."""


class SceneLeft(Event):
    """Nobody is on scene any more; enough others are on their way."""


class NobodyLeft(Event):
    """Everybody suited was asked, nobody is left: coordinators own it now."""


class NobodyAnswered(Event):
    """Everybody suited was asked, and some did not answer: they are asked again before it is said that none is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBegan(Event):
    """Those who did not answer are asked again."""

    round: int


class WordsAdded(Event):
    """The requester added words."""


class TurnedDiscreet(Event):
    """Their words spoke of a discreet need: none is kept from now on, and those that were kept are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRelayed(Event):
    """Somebody who goes wrote to the requester, or (`team`) to the others who go; `why` says whether it went."""

    team: bool


class PhotoShown(Event):
    """The requester sent a picture, which was passed on."""


class LanguageChanged(Event):
    """The requester goes on in another language."""


class WentSilent(Event):
    """The requester wants no more texts (exit, stop, withdrawn, safe now). The response goes on."""


class CodeWordSaid(Event):
    """The requester's code word was given: by them under pressure, or from another phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterUnreachable(Event):
    """A message to the requester did not get through."""


class CannotFindSaid(Event):
    """Somebody there cannot find them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreAsked(Event):
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Event):
    disposition: str


class Reopened(Event):
    """Closed too early: asking again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMade(Event):
    task: str


# --- what coordinators do with an incident


class EverybodyPaged(Event):
    """Everybody suited was asked at once."""


class PutOnHold(Event):
    """Nobody new is asked until a coordinator says so."""


class WentOn(Event):
    """No longer on hold."""


class Doubted(Event):
    """Nobody is paged for it until it is confirmed or released."""


class SenderBlocked(Event):
    """Whoever called is blocked for a while: nobody is paged for them."""


class DoubtEnded(Event):
    """It is a call like any other now."""


class Taken(Event):
    """A coordinator has it now."""


class SeenTo(Event):
    """A coordinator sees to what waits there, without taking it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(Event):
    """Another coordinator is asked to take it over."""

    to: PersonId


class OfferRefused(Event):
    """The coordinator who was asked does not take it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedToTeam(Event):
    """It is another team's now: its people are asked, its coordinators hear of it."""

    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class NatureChanged(Event):
    before: NatureId
    after: NatureId


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedChanged(Event):
    responders: int
    cap: int
    together: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEdited(Event):
    """The plan of this running incident alone; `parts` are those that changed."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedInto(Event):
    into: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class TookIn(Event):
    """Another incident was merged into this one."""

    came_from: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo(Event):
    """What was merged into this one is an incident of its own again."""

    came_from: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOff(Event):
    """A second need of the same people became an incident of its own."""

    into: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered(Event):
    """No coordinator took what waits there in time: others are asked."""

    task: str
    ring: int


# --- how those who go are looked after


class CustodyChanged(Event):
    """Somebody in custody stands otherwise now; `why` says how."""


class CheckInBegan(Event):
    """Somebody will be asked how they are after the call; `why` says whether they called or went."""


class CheckInAsked(Event):
    """Somebody was asked how they are."""


class CheckInAnswered(Event):
    """They answered; `why` says no more of it than whether they are well."""


class CheckInUnanswered(Event):
    """They did not answer: a coordinator has a task."""


class CheckInOver(Event):
    """They are not asked any more after this call; `why` says what ended it."""


class CheckInSeenTo(Event):
    """A coordinator looks after what came of it, or has."""


class PanicRaised(Event):
    """A member called for help at once; `why` says by which way."""


class PanicTaken(Event):
    """A coordinator looks after a call for help."""


class PanicSafeSaid(Event):
    """Whoever called for help says that they are safe: a coordinator makes sure."""


class PanicEnded(Event):
    """A coordinator knows that they are safe."""


class RemoteHelpWanted(Event):
    """The requester wants somebody to text with while nobody comes."""


# --- the safety screen and the consent ledger


class ScreenAsked(Event):
    """A question of the safety screen or the ledger rode on what the requester heard."""


class ScreenAnswered(Event):
    """The requester answered it, or passed it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStated(Event):
    """The requester allowed or refused something, or a member heard them say so."""

    permit: str
    answer: str


class TextingSet(Event):
    """Whether their phone may be texted has changed."""


class ReachTold(Event):
    """They said what helps us reach them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLogged(Event):
    """Whoever goes, or a coordinator, has called somebody."""

    permit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideAsked(Event):
    """Somebody wants to go against a stated no."""

    permit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideAgreed(Event):
    """A second person agrees."""

    permit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideRefused(Event):
    """A second person does not agree."""

    permit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideExpired(Event):
    """No second person answered in time."""

    permit: str


class SceneCleared(Event):
    """A coordinator let those who hold near go in."""


class CareTaken(Event):
    """A coordinator looks after somebody who gave no sign."""


class TeamSilent(Event):
    """Nobody on scene has given a sign for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEvent(Event):
    """About how one of those who go is looked after; moves nothing."""

    assignment: AssignmentId
    person: PersonId


class HeldAlone(WatchEvent):
    """Nobody joined whoever holds, for as long as the policy waits: the requester hears the truth."""


class AllWellAsked(WatchEvent):
    pass


class AllWellSaid(WatchEvent):
    pass


class UnwellSaid(WatchEvent):
    pass


class SilenceTold(WatchEvent):
    """Coordinators heard that there is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOffered(Event):
    """Another coordinator is asked to watch over those who go."""

    to: PersonId


class WatchTaken(Event):
    """A coordinator watches over those who go, and hears first of a silence."""


class WatchRefused(Event):
    """The coordinator who was asked does not watch."""


class LeftAlone(WatchEvent):
    """On scene, and everybody else dropped out where nobody should be alone."""


# --- aid: what a neighbour does for a call


@dataclass(frozen=True, slots=True, kw_only=True)
class AidEvent(Event):
    team: TeamId


class AidAsked(AidEvent):
    """A neighbour that agreed to help is asked to."""


class AidReminded(AidEvent):
    """They did not answer in time, and are asked once more."""


class AidUnanswered(AidEvent):
    """They did not answer the second time either."""


class AidOpened(AidEvent):
    """The call is open to their people: by a coordinator of theirs, or, without `by`, as the two teams agreed or
    because it lies in an area of theirs too.
    """


class AidDeclined(AidEvent):
    """They cannot help now. Carries no penalty."""


class AidWithdrawn(AidEvent):
    """One of the two teams ended it."""


class AidEnded(AidEvent):
    """The call closed."""


# --- page


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvent(Event):
    page: PageId
    person: PersonId


class Paged(PageEvent):
    """One question to one person: can you go?"""


class PageAccepted(PageEvent):
    pass


class PageDeclined(PageEvent):
    """A no. Carries no penalty."""


class PageExpired(PageEvent):
    """No answer in time. Not a refusal."""


class PageFailed(PageEvent):
    """None of their contact points took it."""


class PageWithdrawn(PageEvent):
    """No longer needed, or the incident closed."""


class ThankedLate(PageEvent):
    """Accepted when enough were going already: thanked and stood down."""


# --- assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentEvent(Event):
    assignment: AssignmentId
    person: PersonId


class AcceptedToGo(AssignmentEvent):
    pass


class TextsFromAfar(AssignmentEvent):
    """They text with whoever waits, beside those who go."""


class AcceptedToHold(AssignmentEvent):
    """Accepted where nobody goes alone: stages near, without the exact place."""


class Released(AssignmentEvent):
    """Enough together: the exact place is theirs."""


class SteppedBack(AssignmentEvent):
    """The other dropped out: holding again."""


class SetOut(AssignmentEvent):
    pass


class Arrived(AssignmentEvent):
    pass


class Cleared(AssignmentEvent):
    pass


class DroppedOut(AssignmentEvent):
    """Cannot go on. Carries no penalty."""


class StoodDown(AssignmentEvent):
    """The lead or a coordinator let them go."""


class LeadPassed(AssignmentEvent):
    """They lead from now on."""


# --- for later


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSet(Event):
    """The need is for then: from `starts` to `ends`, two instants; for now where both are empty."""

    starts: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain(Event):
    """Do you still come? The time is near."""

    assignment: AssignmentId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class StillComing(Event):
    """They said that they still come."""

    assignment: AssignmentId
    person: PersonId


class NotHeardFrom(AssignmentEvent):
    """Asked again and silent for as long as the policy waits: nobody counts on them any more."""


class ComesAfterAll(AssignmentEvent):
    """They were not heard from, and now they were."""
