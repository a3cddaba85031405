"""What a coordinator does by text or button: list, board, see, assign, more, close, reopen. Calls go by number.

The number may be left out while only one incident is open. How it ended is a digit: behind the number (`close 7 1`),
or alone as the next answer, if nothing else of theirs waits for a digit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.board import minutes_left
from domain.commands import Assign, Close, PageMore, Reopen, SeeTo, ShowBoard
from domain.console import MOST_MORE
from domain.conversation import Conversation, Pending
from domain.identifiers import without_identifiers
from domain.ids import IncidentId, PersonId
from domain.incident import Assignment, AssignmentState, Disposition, Incident, PageState
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Params, Say
from domain.people import Person, Who
from domain.same_call import may_be_same
from domain.screening import lines as ledger_lines
from domain.vocabulary import Word
from handlers import aid, sure
from handlers.greet import whole
from handlers.naming import Choice, ask_which, chosen, person_named, was_asked_which
from handlers.saying import done, puzzled, shows_taps, to_member
from handlers.step import Called, Step, TalkFacts

PENDING_HOLDS = timedelta(minutes=15)
"""A bare digit answers how an incident ended only so long after the question."""

_ABOUT = "disposition"
_DISPOSITIONS = tuple(Disposition)
_WORDS_SHOWN = 3
_SAME_SHOWN = 6
LINES_SHOWN = 10
"""So many lines of a list are shown at a time: in a flood there are hundreds, and a long text is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """One message of a coordinator, with everything needed to answer it."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime

    def say(
        self, kind: MessageKind, params: Params | None = None, *, lines: tuple[Line, ...] = (), about: str = ""
    ) -> Say:
        incident = IncidentId(about) if about else None
        return to_member(self.who, self.facts, kind, params, lines=lines, incident=incident)

    def tell(self, say: Say, why: str) -> Step:
        return done(self.talk, self.now, says=(say,), why=why)

    def puzzle(self, say: Say, why: str) -> Step:
        return puzzled(self.talk, self.now, say, why=why)


def coordinate(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator's commands and buttons; None for whatever is none of them."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    hearing = Hearing(talk=talk, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _tapped(hearing, inbound)
    return _written(hearing, inbound) if inbound.text else None


def _written(hearing: Hearing, inbound: Inbound) -> Step | None:
    facts, text = hearing.facts, normalise(inbound.text)
    choice = chosen(hearing.talk, text, facts, hearing.now)
    if choice is not None and choice.word is Word.ASSIGN:
        return _assign_chosen(hearing, choice)
    if text.isdecimal():
        return _digit(hearing, int(text[:3]))
    shown = _SHOWN_ALONE.get(whole(inbound, facts))
    if shown is not None:
        return shown(hearing)
    leading = facts.words.leading(text)
    if leading is None:
        return None
    word, rest = leading
    match word:
        case Word.SEE | Word.MORE | Word.CLOSE:
            return _numbered(hearing, word, rest.split())
        case Word.REOPEN:
            return _reopened(hearing, rest.split())
        case Word.LIST:
            return list_open(hearing, int(rest[:3])) if rest.isdecimal() else None
        case Word.ASSIGN:
            return _assign(hearing, rest.split())
        case _:
            return None


def _tapped(hearing: Hearing, inbound: Inbound) -> Step | None:
    tap = inbound.tap
    if tap is not None and tap.action is Action.SEEN_TO:
        return _seen_to(hearing)
    if tap is None or tap.action not in (Action.SEE, Action.MORE, Action.CLOSE, Action.DISPOSE, Action.REOPEN):
        return None
    if tap.action is Action.REOPEN:
        ended = (*hearing.facts.closed, *hearing.facts.watched)
        return _reopen(hearing, next((each for each in ended if each.id == tap.subject), None), None)
    incident = next((each for each in hearing.facts.watched if each.id == tap.subject), None)
    if incident is None:
        return hearing.puzzle(hearing.say(MessageKind.M_STALE_BUTTON), "the incident is over")
    number = int(tap.arg) if tap.arg.isdecimal() else None
    match tap.action:
        case Action.SEE:
            return _see(hearing, incident)
        case Action.MORE:
            return _more(hearing, incident, 1 if number is None else number)
        case _:
            return _close(hearing, incident, number if tap.action is Action.DISPOSE else None)


def _numbered(hearing: Hearing, word: Word, rest: list[str]) -> Step | None:
    """`see 7`, `more 7 2`, `close 7 1`; a text that merely begins with such a word is not taken for one. `close 7 all
    is well` says not which of the ways it ended, and is asked.
    """
    told = word is Word.CLOSE and len(rest) > 1 and rest[0].isdecimal() and not rest[1].isdecimal()
    ended = next((each for each in hearing.facts.watched if told and str(each.number) == rest[0]), None)
    if ended is not None:
        return _close(hearing, ended, None)
    if not all(each.isdecimal() for each in rest) or len(rest) > (1 if word is Word.SEE else 2):
        return None
    incident, unknown = _incident(hearing, rest)
    if incident is None:
        return _seen_of_others(hearing, rest) or unknown if word is Word.SEE else unknown
    number = int(rest[1][:3]) if len(rest) > 1 else None
    match word:
        case Word.SEE:
            return _see(hearing, incident)
        case Word.MORE:
            return _more(hearing, incident, 1 if number is None else number)
        case _:
            return _close(hearing, incident, number)


def _incident(hearing: Hearing, rest: list[str]) -> tuple[Incident | None, Step | None]:
    """The incident a command names, or what to say where it names none of theirs."""
    watched = hearing.facts.watched
    if rest and rest[0].isdecimal():
        number = rest[0][:9]
        found = next((each for each in watched if each.number == int(number)), None)
        if found is not None:
            return found, None
        return None, not_open(hearing, number)
    if len(watched) == 1:
        return watched[0], None
    return None, list_open(hearing)


def not_open(hearing: Hearing, number: str) -> Step:
    """Of what closed lately, how it is opened again."""
    closed = next((each for each in hearing.facts.closed if str(each.number) == number.lstrip("0")), None)
    kind = MessageKind.C_NO_SUCH_INCIDENT if closed is None else MessageKind.C_CLOSED_LATELY
    say = hearing.say(kind, {"number": number[:9]}, about="" if closed is None else closed.id)
    return hearing.puzzle(say, "no such incident")


def _seen_of_others(hearing: Hearing, rest: list[str]) -> Step | None:
    """A call of another team's that stands on their list, as its neighbour sees it."""
    number = int(rest[0][:9]) if rest else None
    theirs = next((each for each in hearing.facts.aided if each.number == number), None)
    return None if theirs is None else hearing.tell(aid.seen(hearing.who, hearing.facts, theirs), "see, of others")


def list_open(hearing: Hearing, page: int = 1) -> Step:
    """What runs, by number; then the calls of other teams that were asked for help. So many at a time, and how to see
    the next.
    """
    lines = tuple(
        Line(kind=MessageKind.C_LINE_INCIDENT, params=_about(each), drill=each.drill) for each in hearing.facts.watched
    )
    ours = {each.id for each in hearing.facts.watched}
    helped = [each for each in hearing.facts.aided if each.incident not in ours and aid.goes_on(each)]
    lines += tuple(Line(kind=MessageKind.C_LINE_AIDED, params=aid.about(each)) for each in helped)
    shown = page_of(lines, page, MessageKind.C_LINE_LIST_MORE)
    say = hearing.say(MessageKind.C_LIST if lines else MessageKind.C_LIST_EMPTY, lines=shown)
    return hearing.tell(say, "list")


def page_of(lines: Sequence[Line], page: int, more: MessageKind) -> tuple[Line, ...]:
    """The lines of this page of a list, the last page for any behind it; `more` says how many follow, and on which."""
    pages = max(1, -(-len(lines) // LINES_SHOWN))
    page = min(max(page, 1), pages)
    left = len(lines) - page * LINES_SHOWN
    shown = tuple(lines[(page - 1) * LINES_SHOWN : page * LINES_SHOWN])
    return shown if left < 1 else (*shown, Line(kind=more, params={"count": left, "page": page + 1}))


def _board(hearing: Hearing) -> Step:
    """Everything at once. Links that open things are not texted: by SMS it is words alone."""
    command = ShowBoard(person=hearing.who.id, with_link=shows_taps(hearing.talk, hearing.who))
    return done(hearing.talk, hearing.now, command, why="board")


def _seen_to(hearing: Hearing) -> Step:
    """What is left is shown with it."""
    show = ShowBoard(person=hearing.who.id, with_link=shows_taps(hearing.talk, hearing.who))
    return done(hearing.talk, hearing.now, SeeTo(person=hearing.who.id), show, why="seen to")


_SHOWN_ALONE: Mapping[Word | None, Callable[[Hearing], Step]] = {
    Word.LIST: list_open,
    Word.BOARD: _board,
    Word.STATUS: _board,
    Word.SEEN_TO: _seen_to,
    Word.HELP_CALLS: lambda hearing: hearing.tell(hearing.say(MessageKind.C_HELP_CALLS), "what may be said of a call"),
}
"""What is shown for a word that is the whole message."""


def _see(hearing: Hearing, incident: Incident) -> Step:
    names = hearing.facts.names or {}
    words = tuple(
        Line(kind=MessageKind.C_LINE_WORDS, params={"words": each}) for each in _words_shown(hearing, incident)
    )
    team = hearing.facts.community.teams.get(incident.team)
    theirs = f"({incident.team if team is None else hearing.facts.community.name_of(team)})"
    going = tuple(_goes(hearing, each, theirs) for each in incident.assignments)
    newest = {page.person: page for page in incident.pages}
    pages = tuple(
        Line(
            kind=MessageKind.C_LINE_PAGE,
            params={"person": names.get(each.person, theirs), "page_state": each.state.value},
        )
        for each in newest.values()
        if each.state is not PageState.ACCEPTED
    )
    allowed = ledger_lines(incident) if _reads(hearing, incident) else ()
    watch = () if incident.monitor is None else (_watch_line(incident.monitor, incident.monitor_next, names),)
    lines = (*words, *going, *watch, *allowed, *_same(hearing, incident), *pages)
    say = hearing.say(MessageKind.C_SEE, _about(incident), lines=lines, about=incident.id)
    return hearing.tell(say, "see")


def _same(hearing: Hearing, incident: Incident) -> tuple[Line, ...]:
    """Which others may be the same call, by place and time: where they are many, nobody is told of each pair."""
    flood, watched = incident.plan.policy.flood, hearing.facts.watched
    others = [each for each in watched if each.id != incident.id and each.team == incident.team]
    same = [each for each in others if may_be_same(incident, each, flood, one_requester=False)]
    if not same:
        return ()
    numbers = ", ".join(f"#{each.number}" for each in same[:_SAME_SHOWN])
    params: Params = {"numbers": numbers, "number": incident.number, "into": same[0].number}
    return (Line(kind=MessageKind.C_LINE_FLOOD_SAME, params=params),)


def _goes(hearing: Hearing, one: Assignment, theirs: str) -> Line:
    """Who goes under which code name, to whom they are known by name; of others the code name and their team."""
    known = (hearing.facts.names or {}).get(one.person, theirs)
    ours = any(each.person == one.person for each in hearing.facts.roster)
    minutes = minutes_left(one, hearing.now)
    params: Params = {
        "code": one.code,
        "person": known if ours else "",
        "other": "" if ours else known,
        "assignment_state": one.shown(),
        "minutes": "" if minutes is None else max(minutes, 0),
    }
    return Line(kind=MessageKind.C_LINE_ASSIGNMENT, params=params)


def _watch_line(monitor: PersonId, following: PersonId | None, names: Mapping[PersonId, str]) -> Line:
    """Who hears first when somebody gives no sign, and who was asked to watch in their place."""
    other = "" if following is None else names.get(following, following)
    return Line(kind=MessageKind.C_LINE_WATCH, params={"person": names.get(monitor, monitor), "other": other})


def _words_shown(hearing: Hearing, incident: Incident) -> tuple[str, ...]:
    """The last words of a call. Another team's are read by whoever has taken it, without what says who somebody is."""
    last = () if hearing.who.id in incident.kept_from else incident.words[-_WORDS_SHOWN:]
    if hearing.who.is_coordinator(incident.team) or incident.team in hearing.facts.runs:
        return last
    return tuple(map(without_identifiers, last)) if _reads(hearing, incident) else ()


def _reads(hearing: Hearing, incident: Incident) -> bool:
    """True for a coordinator of the team, and for another team's who has taken the call."""
    theirs = hearing.who.is_coordinator(incident.team) or incident.team in hearing.facts.runs
    return (theirs or incident.owner == hearing.who.id) and hearing.who.id not in incident.kept_from


def _more(hearing: Hearing, incident: Incident, more: int) -> Step:
    command = PageMore(incident=incident.id, by=hearing.who.id, more=min(more, MOST_MORE))
    return done(hearing.talk, hearing.now, command, why="more")


def _assign(hearing: Hearing, rest: list[str]) -> Step | None:
    if not rest:
        return None
    incident, unknown = _incident(hearing, rest)
    name = " ".join(rest[1:] if rest[0].isdecimal() else rest)
    asked = was_asked_which(hearing.talk, name, hearing.now)
    found = person_named(name, hearing.facts.roster, asked=asked)
    if incident is None:
        return unknown
    match found:
        case None:
            return nobody_called(hearing, incident, name)
        case Called():
            return assign_to(hearing, incident, found.person)
        case _:
            return ask_which(
                hearing.talk,
                hearing.who,
                hearing.facts,
                hearing.now,
                word=Word.ASSIGN,
                rest=str(incident.number),
                said=name,
                found=found,
            )


def _assign_chosen(hearing: Hearing, choice: Choice) -> Step | None:
    incident, unknown = _incident(hearing, [choice.rest])
    return unknown if incident is None else assign_to(hearing, incident, choice.person)


def assign_to(hearing: Hearing, incident: Incident, person: PersonId) -> Step:
    if is_in_a_rest(hearing, person):
        return ask_out_of_rest(hearing, incident, person, "rest")
    command = Assign(incident=incident.id, by=hearing.who.id, person=person)
    return done(hearing.talk, hearing.now, command, why="assign")


def nobody_called(hearing: Hearing, incident: Incident, name: str) -> Step:
    """Nobody of their roster; of another team's they see nobody by name, and hear what they can do instead."""
    if hearing.who.is_coordinator(incident.team):
        return hearing.puzzle(hearing.say(MessageKind.C_NO_SUCH_PERSON, {"person": name}), "no such person")
    say = hearing.say(MessageKind.C_HANDS_NO_NAMES, {"number": incident.number}, about=incident.id)
    return hearing.puzzle(say, "another team's people have no names here")


def is_in_a_rest(hearing: Hearing, person: PersonId) -> bool:
    return any(each.rests for each in hearing.facts.mates if each.person == person)


def ask_out_of_rest(hearing: Hearing, incident: Incident, person: PersonId, wanted: str) -> Step:
    """Nobody is called out of a rest unless a coordinator, who was told of it, says so."""
    name = (hearing.facts.names or {}).get(person, person)
    params: Params = {"number": incident.number, "person": name}
    say = hearing.say(MessageKind.C_HANDS_SURE_REST, params, about=incident.id)
    return sure.ask(hearing.talk, hearing.facts, hearing.now, say, wanted, incident.id, person)


def _close(hearing: Hearing, incident: Incident, digit: int | None) -> Step:
    there = [each.code for each in incident.going() if each.state is AssignmentState.ON_SCENE]
    if digit is not None and 1 <= digit <= len(_DISPOSITIONS):
        if there:
            say = hearing.say(
                MessageKind.C_HANDS_SURE_CLOSE,
                {"number": incident.number, "codes": ", ".join(there)},
                about=incident.id,
            )
            return sure.ask(hearing.talk, hearing.facts, hearing.now, say, "close", incident.id, str(digit))
        command = Close(incident=incident.id, by=hearing.who.id, disposition=_DISPOSITIONS[digit - 1])
        return done(hearing.talk, hearing.now, command, why="close")
    lines = tuple(
        Line(kind=MessageKind.C_LINE_DISPOSITION, params={"digit": place, "disposition": each.value})
        for place, each in enumerate(_DISPOSITIONS, start=1)
    )
    say = hearing.say(MessageKind.C_ASK_DISPOSITION, {"number": incident.number}, lines=lines, about=incident.id)
    step = hearing.tell(say, "how did it end?")
    return replace(step, talk=replace(step.talk, pending=Pending(about=_ABOUT, subject=incident.id)))


def _reopened(hearing: Hearing, rest: list[str]) -> Step | None:
    """`reopen 7`; with no number the only one that closed lately."""
    if len(rest) > 1 or not all(each.isdecimal() for each in rest):
        return None
    if not rest:
        only = hearing.facts.closed if len(hearing.facts.closed) == 1 else ()
        return _reopen(hearing, only[0], None) if only else list_open(hearing)
    number = rest[0][:9]
    known = (*hearing.facts.closed, *hearing.facts.watched)
    return _reopen(hearing, next((each for each in known if each.number == int(number)), None), number)


def _reopen(hearing: Hearing, incident: Incident | None, number: str | None) -> Step:
    if incident is not None:
        return done(hearing.talk, hearing.now, Reopen(incident=incident.id, by=hearing.who.id), why="reopen")
    if number is not None:
        return hearing.puzzle(hearing.say(MessageKind.C_NO_SUCH_INCIDENT, {"number": number}), "no such incident")
    return hearing.puzzle(hearing.say(MessageKind.M_STALE_BUTTON), "closed too long ago")


def _digit(hearing: Hearing, digit: int) -> Step | None:
    """A bare digit, after we asked how an incident ended; it belongs to a page or a call of theirs first."""
    pending = hearing.talk.pending
    fresh = hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    if pending is None or pending.about != _ABOUT or not fresh:
        return None
    incident = next((each for each in hearing.facts.watched if each.id == pending.subject), None)
    if incident is None:
        return None
    if hearing.facts.is_wanted() and not _pages_it_alone(hearing, incident):
        return None
    if not 1 <= digit <= len(_DISPOSITIONS):
        return _close(hearing, incident, None)
    return _close(hearing, incident, digit)


def _pages_it_alone(hearing: Hearing, incident: Incident) -> bool:
    """True while nothing but a page of this very call waits for them: it is gone once the call is closed."""
    live = {each.incident for each in hearing.facts.pages if each.state is PageState.LIVE}
    return live == {incident.id} and not hearing.facts.going


def _about(incident: Incident) -> Params:
    return {
        "number": incident.number,
        "nature": incident.nature,
        "areas": ",".join(incident.areas),
        "status": incident.status.value,
        "going": len(incident.going()),
        "responders": incident.wanted_now(),
    }
