"""What happened in a call, for a coordinator who reads its page: each event with who did it, and the reason they gave.

Whoever goes stands there by code name, whoever was asked by roster name, as in the chat; that it was they who said yes
stands nowhere. Nothing that was said or sent is here, but the reasons of coordinators, in their own words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain import events as e
from domain.ids import NatureId, PersonId, TeamId
from domain.incident import AssignmentState, Incident, PageState
from models.incidents import Logged


class Words(Protocol):
    """A reader's language."""

    def __call__(self, key: str, **params: str | int) -> str: ...

    def nature(self, nature: NatureId) -> str: ...

    def team(self, team: TeamId) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. `by`: who did it, where that is not said already; `reason`: what they gave as theirs."""

    at: datetime
    text: str
    by: str
    reason: str


MOST = 80
"""So many of the newest are shown."""

A, P = AssignmentState, PageState

ASSIGNMENTS: Mapping[type[e.Event], AssignmentState] = {
    e.AcceptedToGo: A.ACCEPTED,
    e.AcceptedToHold: A.HOLDING,
    e.TextsFromAfar: A.ACCEPTED,
    e.SteppedBack: A.HOLDING,
    e.SetOut: A.EN_ROUTE,
    e.Arrived: A.ON_SCENE,
    e.Cleared: A.CLEAR,
    e.DroppedOut: A.DROPPED_OUT,
    e.StoodDown: A.STOOD_DOWN,
    e.NotHeardFrom: A.UNSURE,
    e.ComesAfterAll: A.ACCEPTED,
    e.StillComing: A.ACCEPTED,
}
"""What those who go come to be."""

PAGES: Mapping[type[e.Event], PageState] = {
    e.Paged: P.LIVE,
    e.PageDeclined: P.DECLINED,
    e.PageExpired: P.EXPIRED,
    e.PageFailed: P.FAILED,
    e.ThankedLate: P.WITHDRAWN,
}
"""What pages come to be."""

SENTENCES: Mapping[type[e.Event], str] = {
    e.Opened: "log.opened",
    e.Placed: "log.placed",
    e.DangerNamed: "task.danger",
    e.PagingBegan: "log.paging_began",
    e.NeedFilled: "log.need_filled",
    e.ShortAgain: "log.short_again",
    e.SceneLeft: "log.scene_left",
    e.NobodyLeft: "task.nobody_left",
    e.NobodyAnswered: "task.asking_again",
    e.RoundBegan: "log.round_began",
    e.WentSilent: "log.went_silent",
    e.CodeWordSaid: "log.code_word_said",
    e.RequesterUnreachable: "log.requester_unreachable",
    e.CannotFindSaid: "task.cannot_find",
    e.MoreAsked: "log.more_asked",
    e.Closed: "log.closed",
    e.Reopened: "log.reopened",
    e.WindowSet: "log.window_set",
    e.EverybodyPaged: "log.everybody_paged",
    e.PutOnHold: "task.held",
    e.WentOn: "log.went_on",
    e.Doubted: "task.flood",
    e.DoubtEnded: "log.doubt_ended",
    e.SenderBlocked: "log.sender_blocked",
    e.Taken: "log.taken",
    e.SeenTo: "log.seen_to",
    e.Offered: "log.offered",
    e.OfferRefused: "log.offer_refused",
    e.Unanswered: "log.unanswered",
    e.HandedToTeam: "log.handed_to_team",
    e.NatureChanged: "log.nature_changed",
    e.NeedChanged: "log.need_changed",
    e.PlanEdited: "log.plan_edited",
    e.MergedInto: "log.merged_into",
    e.TookIn: "log.took_in",
    e.LetGo: "log.let_go",
    e.SplitOff: "log.split_off",
    e.WatchOffered: "log.watch_offered",
    e.WatchTaken: "log.watch_taken",
    e.WatchRefused: "log.watch_refused",
    e.PanicRaised: "task.panic",
    e.PanicTaken: "log.panic_taken",
    e.PanicSafeSaid: "log.panic_safe_said",
    e.PanicEnded: "log.panic_ended",
    e.RemoteHelpWanted: "task.remote_help",
    e.ConsentStated: "log.consent_stated",
    e.CallLogged: "log.call_logged",
    e.OverrideAsked: "log.override_asked",
    e.OverrideAgreed: "log.override_agreed",
    e.OverrideRefused: "log.override_refused",
    e.OverrideExpired: "log.override_expired",
    e.SceneCleared: "log.scene_cleared",
    e.CareTaken: "log.care_taken",
    e.TeamSilent: "task.call_team",
    e.HeldAlone: "log.held_alone",
    e.AllWellSaid: "log.all_well_said",
    e.UnwellSaid: "log.unwell_said",
    e.SilenceTold: "log.silence_told",
    e.LeftAlone: "log.left_alone",
    e.Released: "log.released",
    e.LeadPassed: "log.lead_passed",
    e.AidAsked: "log.aid_asked",
    e.AidReminded: "log.aid_reminded",
    e.AidUnanswered: "log.aid_unanswered",
    e.AidOpened: "log.aid_opened",
    e.AidDeclined: "log.aid_declined",
    e.AidWithdrawn: "log.aid_withdrawn",
    e.AidEnded: "log.aid_withdrawn",
    e.CustodyChanged: "log.custody_changed",
}
"""The sentence of every other event that is shown."""

LEFT_OUT: frozenset[type[e.Event]] = frozenset({
    e.TextArrived, e.QuestionAsked, e.Answered, e.WentQuiet, e.WordsAdded, e.TurnedDiscreet, e.WordsRelayed,
    e.PhotoShown, e.LanguageChanged, e.ScreenAsked, e.ScreenAnswered, e.TextingSet, e.ReachTold,  # what was said
    e.Ranked, e.SomebodyAccepted, e.SceneReached, e.TaskMade, e.PageWithdrawn, e.AskedAgain, e.AllWellAsked,  # follows
    e.PageAccepted,  # beside it stands a code name: who that is, is not for this page
    e.CheckInBegan, e.CheckInAsked, e.CheckInAnswered, e.CheckInUnanswered, e.CheckInOver, e.CheckInSeenTo,  # their own
})  # fmt: skip
"""Events that no line tells of."""

_OF_COORDINATORS = (
    e.EverybodyPaged, e.PutOnHold, e.WentOn, e.Taken, e.SeenTo, e.Offered, e.OfferRefused, e.HandedToTeam,
    e.NatureChanged, e.NeedChanged, e.PlanEdited, e.MergedInto, e.TookIn, e.LetGo, e.SplitOff, e.WatchOffered,
    e.WatchTaken, e.WatchRefused, e.CareTaken, e.PanicTaken, e.PanicEnded, e.SceneCleared, e.Reopened, e.SenderBlocked,
    e.DoubtEnded,
)  # fmt: skip
"""What only coordinators do: they stand there by roster name, though they may go as well."""


def entries(
    incident: Incident, log: Iterable[Logged], names: Mapping[PersonId, str], say: Words, *, reasons: bool
) -> tuple[Entry, ...]:
    """The newest first. `names`: whom the reader knows by name; `reasons`: whether they may read what others gave."""
    told = [each for each in log if type(each.event) not in LEFT_OUT]
    return tuple(_entry(incident, each, names, say, reasons=reasons) for each in reversed(told[-MOST:]))


def _entry(incident: Incident, logged: Logged, names: Mapping[PersonId, str], say: Words, *, reasons: bool) -> Entry:
    event = logged.event
    return Entry(
        at=logged.at,
        text=_text(incident, event, names, say),
        by=_by(incident, event, names),
        reason=event.reason if reasons else "",
    )


def _text(incident: Incident, event: e.Event, names: Mapping[PersonId, str], say: Words) -> str:
    kind = type(event)
    if kind in PAGES and isinstance(event, e.PageEvent):
        who = names.get(event.person, f"({say('log.neighbor')})")
        return f"{who}: {say(f'page_state.{PAGES[kind].value}')}"
    if kind in ASSIGNMENTS and isinstance(event, e.AssignmentEvent | e.StillComing):
        return f"{_code(incident, event.person)}: {say(f'assignment_state.{ASSIGNMENTS[kind].value}')}"
    return say(SENTENCES[kind], **_blanks(incident, event, names, say))


def _blanks(incident: Incident, event: e.Event, names: Mapping[PersonId, str], say: Words) -> dict[str, str | int]:
    match event:
        case e.AssignmentEvent() | e.WatchEvent():
            return {"code": _code(incident, event.person)}
        case e.AidEvent() | e.HandedToTeam():
            return {"team": say.team(event.team)}
        case e.Opened():
            return {"nature": say.nature(event.nature)}
        case e.NatureChanged():
            return {"nature": say.nature(event.after)}
        case e.NeedChanged():
            return {"responders": event.responders, "cap": event.cap, "together": event.together}
        case e.MoreAsked():
            return {"count": event.more}
        case e.Closed():
            return {"disposition": say(f"disposition.{event.disposition}")}
        case e.Offered() | e.WatchOffered():
            return {"person": names.get(event.to, f"({say('log.neighbor')})")}
        case _:
            return {}


def _by(incident: Incident, event: e.Event, names: Mapping[PersonId, str]) -> str:
    if event.by is None or event.by == getattr(event, "person", None):
        return ""
    code = "" if isinstance(event, _OF_COORDINATORS) else _code(incident, event.by)
    return code or names.get(event.by, "")


def _code(incident: Incident, person: PersonId) -> str:
    return next((each.code for each in reversed(incident.assignments) if each.person == person), "")
