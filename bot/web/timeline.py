"""What happened in a call for help, in plain words: the board beside the simulated phones.

It shows roster names, which nobody sees in earnest: only the phones page has it, and only the demo has that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import events as e
from domain.checkin import Ended, Side
from domain.community import Community
from domain.ids import PersonId
from domain.incident import AssignmentState, Disposition, Incident, IncidentStatus, PageState
from domain.ledger import Asks, Permit
from models import communities, incidents, people
from models.database import Database
from models.incidents import Logged


class Tone(StrEnum):
    """How something stands: nothing special, being asked, going well, going wrong, over."""

    PLAIN = "plain"
    LIVE = "live"
    GOOD = "good"
    BAD = "bad"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class State:
    word: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShown:
    """One who was asked. `until`: when their page expires, while it lives."""

    person: str
    state: State
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentShown:
    code: str
    person: str
    state: State
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventShown:
    """One line of the timeline. `details` are lines that may be opened under `summary`."""

    id: str
    at: datetime
    text: str
    tone: Tone
    why: str = ""
    summary: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentShown:
    """One call as the board shows it, `events` newest first."""

    id: str
    number: int
    nature: str
    status: State
    facts: str
    going: int
    wanted: int
    doing: str
    pages: tuple[PageShown, ...]
    assignments: tuple[AssignmentShown, ...]
    events: tuple[EventShown, ...]


STATUS: Mapping[IncidentStatus, State] = {
    IncidentStatus.OPEN: State("open", Tone.LIVE),
    IncidentStatus.ASKING: State("asking", Tone.LIVE),
    IncidentStatus.HOLDING: State("somebody holds", Tone.LIVE),
    IncidentStatus.FILLED: State("filled", Tone.GOOD),
    IncidentStatus.ON_SCENE: State("on scene", Tone.GOOD),
    IncidentStatus.CLOSED: State("closed", Tone.OVER),
}
PAGE: Mapping[PageState, State] = {
    PageState.LIVE: State("asked", Tone.LIVE),
    PageState.ACCEPTED: State("accepted", Tone.GOOD),
    PageState.DECLINED: State("cannot", Tone.OVER),
    PageState.EXPIRED: State("no answer", Tone.OVER),
    PageState.FAILED: State("not reached", Tone.BAD),
    PageState.WITHDRAWN: State("stood down", Tone.OVER),
}
ASSIGNMENT: Mapping[AssignmentState, State] = {
    AssignmentState.ACCEPTED: State("is coming", Tone.GOOD),
    AssignmentState.HOLDING: State("holds near", Tone.LIVE),
    AssignmentState.EN_ROUTE: State("on the way", Tone.GOOD),
    AssignmentState.ON_SCENE: State("there", Tone.GOOD),
    AssignmentState.CLEAR: State("done", Tone.OVER),
    AssignmentState.UNSURE: State("not heard from", Tone.BAD),
    AssignmentState.DROPPED_OUT: State("dropped out", Tone.BAD),
    AssignmentState.STOOD_DOWN: State("stood down", Tone.OVER),
}

AFAR: Mapping[str, State] = {
    "by_text": State("texts from afar", Tone.GOOD),
    "afar": State("helps from afar", Tone.GOOD),
}
"""Of whoever is on their way nowhere."""

_SHOWN = 12

_Telling = Callable[[str], tuple[str, Tone]]


def _who(text: str, tone: Tone = Tone.PLAIN) -> _Telling:
    return lambda name: (text.format(name=name), tone)


TOLD: Mapping[type[e.Event], _Telling] = {
    e.TextArrived: _who("The requester writes"),
    e.QuestionAsked: _who("The requester is asked something"),
    e.Answered: _who("The requester writes again"),
    e.WentQuiet: _who("The talk rests"),
    e.Opened: _who("A call for help is open", Tone.LIVE),
    e.Placed: _who("The place is known"),
    e.DangerNamed: _who("Danger was named", Tone.BAD),
    e.Ranked: _who("Looked at who can go"),
    e.PagingBegan: _who("Paging begins", Tone.LIVE),
    e.SomebodyAccepted: _who("Somebody is coming, more are needed", Tone.LIVE),
    e.NeedFilled: _who("The need is filled", Tone.GOOD),
    e.ShortAgain: _who("Somebody is missing again", Tone.LIVE),
    e.SceneReached: _who("The first is on scene", Tone.GOOD),
    e.SceneLeft: _who("Nobody is on scene any more"),
    e.NobodyLeft: _who("Nobody is left to ask: coordinators decide", Tone.BAD),
    e.NobodyAnswered: _who("Nobody answered yet: those who did not are asked again", Tone.LIVE),
    e.RoundBegan: _who("Those who did not answer are asked again", Tone.LIVE),
    e.WordsAdded: _who("The requester wrote more"),
    e.TurnedDiscreet: _who("Nothing of what the requester wrote is kept from now on"),
    e.LanguageChanged: _who("The requester goes on in another language"),
    e.WentSilent: _who("The requester went silent; the response goes on", Tone.BAD),
    e.CodeWordSaid: _who("The requester's code word was given", Tone.BAD),
    e.RequesterUnreachable: _who("The requester cannot be reached", Tone.BAD),
    e.CannotFindSaid: _who("They cannot be found", Tone.BAD),
    e.MoreAsked: _who("More people are asked for"),
    e.Closed: _who("Closed", Tone.GOOD),
    e.Reopened: _who("Opened again", Tone.LIVE),
    e.TaskMade: _who("A coordinator was given a task"),
    e.WordsRelayed: _who("{name} writes to those in this call"),
    e.PhotoShown: _who("The requester sends a photo to those in this call"),
    e.WindowSet: _who("It is said when the need is"),
    e.EverybodyPaged: _who("Everybody suited is asked at once", Tone.LIVE),
    e.PutOnHold: _who("On hold: nobody new is asked"),
    e.WentOn: _who("No longer on hold", Tone.LIVE),
    e.Doubted: _who("Held: it came in a flood from somebody unknown, or from a blocked sender"),
    e.DoubtEnded: _who("No longer held", Tone.LIVE),
    e.SenderBlocked: _who("{name} blocks the sender"),
    e.Taken: _who("{name} has it now", Tone.GOOD),
    e.SeenTo: _who("{name} sees to what waits", Tone.GOOD),
    e.Offered: _who("{name} asks another coordinator to take it"),
    e.OfferRefused: _who("{name} does not take it over"),
    e.WatchOffered: _who("{name} asks another coordinator to watch over those who go"),
    e.WatchTaken: _who("{name} watches over those who go", Tone.GOOD),
    e.WatchRefused: _who("{name} does not watch over those who go"),
    e.Unanswered: _who("No coordinator took it in time: others are asked", Tone.BAD),
    e.HandedToTeam: _who("Another team has it now"),
    e.NatureChanged: _who("It is another kind of need than was thought"),
    e.NeedChanged: _who("How many are needed was changed"),
    e.PlanEdited: _who("The plan of this call was changed"),
    e.MergedInto: _who("Put together with another call", Tone.OVER),
    e.TookIn: _who("Another call was put together with this one"),
    e.LetGo: _who("What was put together with this call stands on its own again"),
    e.SplitOff: _who("A second need became a call of its own"),
    e.CustodyChanged: _who("{name} says how they stand in custody", Tone.PLAIN),
    e.CheckInBegan: _who("Somebody will be asked how they are"),
    e.CheckInAsked: _who("Somebody is asked how they are", Tone.PLAIN),
    e.CheckInAnswered: _who("They say how they are", Tone.PLAIN),
    e.CheckInUnanswered: _who("No answer to how they are: a coordinator is to look", Tone.BAD),
    e.CheckInOver: _who("They are not asked any more how they are", Tone.OVER),
    e.CheckInSeenTo: _who("{name} looks after whoever was asked", Tone.GOOD),
    e.PanicRaised: _who("{name} called for help at once", Tone.BAD),
    e.PanicTaken: _who("{name} looks after whoever called for help", Tone.GOOD),
    e.PanicSafeSaid: _who("{name} says: I am safe"),
    e.PanicEnded: _who("{name} knows that they are safe", Tone.GOOD),
    e.ScreenAsked: _who("The requester is asked about safety or consent"),
    e.ScreenAnswered: _who("The requester answers about safety or consent"),
    e.ConsentStated: _who("What may be done is stated", Tone.LIVE),
    e.TextingSet: _who("Whether their phone may be texted has changed", Tone.LIVE),
    e.ReachTold: _who("They say what helps us reach them"),
    e.CallLogged: _who("{name} has called somebody", Tone.BAD),
    e.OverrideAsked: _who("{name} wants to go against a stated no: a second person is asked", Tone.BAD),
    e.OverrideAgreed: _who("{name} agrees to go against a stated no", Tone.BAD),
    e.OverrideRefused: _who("{name} does not agree: the no stands"),
    e.OverrideExpired: _who("Nobody agreed in time: the no stands"),
    e.SceneCleared: _who("{name} lets those who hold near go in", Tone.GOOD),
    e.CareTaken: _who("{name} looks after whoever gave no sign", Tone.GOOD),
    e.TeamSilent: _who("Nobody on scene gives a sign", Tone.BAD),
    e.RemoteHelpWanted: _who("The requester wants somebody to text with", Tone.LIVE),
    e.AidAsked: _who("A neighboring team is asked to help", Tone.LIVE),
    e.AidReminded: _who("The neighboring team is asked once more"),
    e.AidUnanswered: _who("The neighboring team does not answer", Tone.BAD),
    e.AidOpened: _who("The neighboring team helps", Tone.GOOD),
    e.AidDeclined: _who("The neighboring team cannot help"),
    e.AidWithdrawn: _who("The neighboring team's help has ended"),
    e.AidEnded: _who("The neighboring team's help is over"),
    e.Paged: _who("{name} is asked: can you go?", Tone.LIVE),
    e.PageAccepted: _who("{name} accepts", Tone.GOOD),
    e.PageDeclined: _who("{name} cannot"),
    e.PageExpired: _who("{name} did not answer in time"),
    e.PageFailed: _who("{name} could not be reached", Tone.BAD),
    e.PageWithdrawn: _who("{name} is stood down"),
    e.ThankedLate: _who("{name} is thanked: enough are going"),
    e.AcceptedToGo: _who("{name} is going", Tone.GOOD),
    e.TextsFromAfar: _who("{name} texts from afar with whoever waits", Tone.GOOD),
    e.AcceptedToHold: _who("{name} holds near until another comes", Tone.LIVE),
    e.Released: _who("{name} has the exact place: enough together", Tone.GOOD),
    e.SteppedBack: _who("{name} is told to step back", Tone.BAD),
    e.SetOut: _who("{name} is on the way", Tone.GOOD),
    e.Arrived: _who("{name} is there", Tone.GOOD),
    e.Cleared: _who("{name} is done", Tone.GOOD),
    e.DroppedOut: _who("{name} had to drop out", Tone.BAD),
    e.StoodDown: _who("{name} is stood down"),
    e.LeadPassed: _who("{name} leads"),
    e.NotHeardFrom: _who("{name} did not say whether they still come: nobody counts on them", Tone.BAD),
    e.ComesAfterAll: _who("{name} comes after all", Tone.GOOD),
    e.AskedAgain: _who("{name} is asked: do you still come?", Tone.LIVE),
    e.StillComing: _who("{name} still comes", Tone.GOOD),
    e.HeldAlone: _who("Nobody joined {name}: the requester is told", Tone.BAD),
    e.AllWellAsked: _who("{name} is asked whether all is well", Tone.LIVE),
    e.AllWellSaid: _who("{name} is well", Tone.GOOD),
    e.UnwellSaid: _who("{name} is not well", Tone.BAD),
    e.SilenceTold: _who("{name} gives no sign: coordinators are told", Tone.BAD),
    e.LeftAlone: _who("{name} is alone there", Tone.BAD),
}
"""Every kind of event an incident's log can hold, as somebody would say it."""

_OF_A_PERSON = e.PageEvent | e.AssignmentEvent | e.WatchEvent | e.AskedAgain | e.StillComing

_DISPOSITION: Mapping[Disposition, str] = {
    Disposition.RESOLVED_ON_SCENE: "resolved on scene",
    Disposition.RESOLVED_BY_MESSAGE: "resolved by message",
    Disposition.WARM_HAND_OFF: "warm hand-off",
    Disposition.REFERRED: "referred to another group",
    Disposition.ESCALATED_WITH_CONSENT: "escalated with consent",
    Disposition.DECLINED_BY_REQUESTER: "declined by the requester",
    Disposition.GONE_ON_ARRIVAL: "gone on arrival",
    Disposition.UNABLE_TO_LOCATE: "unable to locate",
    Disposition.DUPLICATE: "duplicate",
    Disposition.UNFOUNDED: "unfounded",
    Disposition.OUT_OF_SCOPE: "out of scope",
    Disposition.NO_RESPONDERS: "no responders available",
    Disposition.CANCELLED: "cancelled",
}


class Timeline:
    """Reads the newest calls of the community, for the board."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self) -> tuple[IncidentShown, ...]:
        """The newest calls, open or closed, the newest first."""
        async with self._database.reading() as store:
            newest = await incidents.latest(store, _SHOWN)
            if not newest:
                return ()
            community = await communities.load(store)
            names = {each.id: each.roster_name for each in await people.everybody(store)}
            shown = []
            for known in newest:
                incident = await incidents.load(store, known)
                if incident is not None:
                    shown.append(show(incident, await incidents.events_of(store, known), community, names))
        return tuple(shown)


def show(
    incident: Incident, log: Sequence[Logged], community: Community, names: Mapping[PersonId, str]
) -> IncidentShown:
    """`incident` and its log as the board shows them, in English."""
    nature = community.natures.get(incident.nature)
    status = STATUS[incident.status]
    if incident.exhausted and incident.is_alive() and not incident.is_filled():
        status = State("nobody left to ask", Tone.BAD)
    return IncidentShown(
        id=incident.id,
        number=incident.number,
        nature=("DRILL: " if incident.drill else "")
        + (
            nature.name("en", community.default_language)
            if nature
            else incident.protection_area.value.replace("_", " ")
        ),
        status=status,
        facts=_facts(incident, community),
        going=len(incident.counted()),
        wanted=incident.need.responders,
        doing="went" if incident.counted() and not incident.going() else "going",
        pages=tuple(
            PageShown(
                person=names.get(page.person, page.person),
                state=PAGE[page.state],
                until=page.expires_at if page.state is PageState.LIVE else None,
            )
            for page in incident.pages
        ),
        assignments=tuple(
            AssignmentShown(
                code=each.code,
                person=names.get(each.person, each.person),
                state=AFAR.get(each.shown()) or ASSIGNMENT[each.state],
                minutes=each.minutes if each.state is AssignmentState.ACCEPTED and not each.by_text else None,
            )
            for each in incident.assignments
        ),
        events=tuple(_tell(f"{incident.id}-{n}", each, names) for n, each in enumerate(log))[::-1],
    )


def _facts(incident: Incident, community: Community) -> str:
    known = (community.areas[each].name("en", community.default_language) for each in incident.areas)
    said = [" or ".join(known) or "place not known", f"the requester is {incident.requester_code}"]
    team = community.teams[incident.team]
    said.append(f"team {team.names.get('en', team.id)}")
    if incident.need.together > 1:
        said.append("nobody goes alone")
    if incident.danger:
        said.append("danger now")
    if incident.silent:
        said.append("do not text them")
    return " · ".join(said)


_IN_CODE = (e.CheckInBegan, e.CheckInOver, e.ScreenAsked, e.ScreenAnswered, e.ConsentStated)
"""Whose reasons are words of the program's, before a colon or alone."""

_PLAIN: Mapping[str, str] = {
    Side.REQUESTER: "they called",
    Side.PROTECTOR: "they went",
    Ended.ASKED_ALL: "everything was asked",
    Ended.NO_MORE: "they want no more",
    Ended.OTHER_PHONE: "it is somebody else's phone",
    Ended.SILENT: "no answer",
    Ended.MAY_NOT: "they may not be texted",
    Ended.UNREACHABLE: "they cannot be reached",
    Ended.FOLLOWED: "they wrote again",
    Asks.DONE: "whether something was done already",
    Asks.FORCE: "what could hurt people",
    Asks.HURT: "whether somebody is badly hurt",
    Asks.COME: "whether we may come",
    Asks.CALL: "whether we may call the emergency number",
    Asks.SAFE: "whether it is safe to text",
    Asks.REACH: "how to reach them",
    Permit.EMERGENCY: "the emergency number",
}
"""What stands for a word of the program's in a reason, as people say it."""


def _tell(line: str, logged: Logged, names: Mapping[PersonId, str]) -> EventShown:
    event = logged.event
    person = event.person if isinstance(event, _OF_A_PERSON) else event.by
    text, tone = TOLD[type(event)](names.get(person, person) if person is not None else "")
    why, summary, details = event.why, "", list[str]()
    if isinstance(event, e.Closed):
        why = _DISPOSITION[Disposition(event.disposition)]
    elif isinstance(event, _IN_CODE):
        what, colon, behind = why.partition(":")
        why = f"{_PLAIN.get(what, what)}{colon}{behind.replace('only_if', 'only if')}"
    if isinstance(event, e.Ranked):
        details += [f"{n}. {names.get(who, who)}: {reason}" for n, (who, reason) in enumerate(event.order, 1)]
        details += [f"not {names.get(who, who)}: {reason}" for who, reason in event.left_out]
        summary = f"{len(event.order)} can be asked, {len(event.left_out)} left out, and why"
    if set(why.lower().split()) <= set(text.lower().replace(",", " ").split()):
        why = ""  # the text says so already
    return EventShown(id=line, at=logged.at, text=text, tone=tone, why=why, summary=summary, details=tuple(details))
