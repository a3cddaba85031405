"""Help between neighbouring teams, by text or button: asked for, opened or declined, seen, ended. Calls go by number.

aid 7        whose call it is: ask every neighbour who agreed; a neighbour: how it stands
aid 7 hill   ask that one
aid 7 1      a neighbour: ask our people             aid 7 2   we cannot
see 7        a neighbour: how it stands, as `aid 7`
aid off 7    either: nobody else is asked
"""

from datetime import datetime

from domain import commands as c
from domain import events as e
from domain.community import Community
from domain.console import What
from domain.conversation import Conversation
from domain.ids import TeamId
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Params, Say, Tap
from domain.neighbours import AID_MOVES, AidState
from domain.people import Person, Who
from domain.vocabulary import Word
from handlers.saying import done, puzzled, to_member
from handlers.step import Aided, Step, TalkFacts

_OPEN, _DECLINE = "1", "2"


def aid(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator's words and buttons about a neighbour's help; None for whatever is none of them."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    if inbound.tap is not None:
        return _tapped(talk, inbound, who, facts, now)
    leading = facts.words.leading(normalise(inbound.text)) if inbound.text else None
    if leading is None or leading[0] is not Word.AID:
        return None
    rest = leading[1].split()
    off = [each for each in rest if facts.words.whole(each) is Word.OFF]
    rest = [each for each in rest if each not in off]
    number, *said = rest if rest and rest[0].isdecimal() else ["", *rest]
    if said and not number:
        return None  # a sentence that merely begins so
    return _about(talk, who, facts, now, number=number, said=" ".join(said), off=bool(off))


def _tapped(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    tap = inbound.tap
    if tap is not None and tap.action is Action.HANDS and tap.arg[:1] in (What.AID, What.AID_OFF):
        return _picked(talk, tap, who, facts, now)
    if tap is None or tap.action not in (Action.AID_OPEN, Action.AID_DECLINE):
        return None
    theirs = next((each for each in facts.aided if each.incident == tap.subject and _may_answer(each)), None)
    if theirs is None:
        theirs = next((each for each in facts.aided if each.incident == tap.subject), None)
    if theirs is None:
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_STALE_BUTTON), why="the call is over")
    return _answered(talk, who, now, theirs, opens=tap.action is Action.AID_OPEN)


def _picked(talk: Conversation, tap: Tap, who: Person, facts: TalkFacts, now: datetime) -> Step:
    """What was picked in the console: a neighbour is asked, or asked no more."""
    ours = next((each.id for each in facts.watched if each.id == tap.subject), None)
    team = facts.community.teams.get(TeamId(tap.arg[1:]))
    theirs = [each.incident for each in facts.aided if each.incident == tap.subject and team and each.team == team.id]
    if team is not None and ours is not None and tap.arg[:1] == What.AID:
        return done(talk, now, c.AskAid(incident=ours, by=who.id, team=team.id), why="aid")
    if team is not None and tap.arg[:1] == What.AID_OFF and (ours is not None or theirs):
        incident = ours if ours is not None else theirs[0]
        return done(talk, now, c.EndAid(incident=incident, by=who.id, team=team.id), why="aid ends")
    return puzzled(talk, now, to_member(who, facts, MessageKind.M_STALE_BUTTON), why="the call is over")


def _about(
    talk: Conversation, who: Person, facts: TalkFacts, now: datetime, *, number: str, said: str, off: bool
) -> Step:
    ours = [each for each in facts.watched if not number or each.number == int(number[:9])]
    theirs = [each for each in facts.aided if not number or each.number == int(number[:9])]
    waiting = [each for each in theirs if _may_answer(each)]
    if said in (_OPEN, _DECLINE) and (waiting or theirs):
        return _answered(talk, who, now, (waiting or theirs)[0], opens=said == _OPEN)
    if not number and len({each.id for each in ours} | {each.incident for each in theirs}) != 1:
        ours, theirs = [], []  # of several, none is meant
    if off and (ours or theirs):
        incident = ours[0].id if ours else theirs[0].incident
        team = _team_named(said, facts.community) if ours else theirs[0].team
        return done(talk, now, c.EndAid(incident=incident, by=who.id, team=team), why="aid ends")
    if ours:
        team = _team_named(said, facts.community) if said else None
        if said and team is None:
            say = to_member(who, facts, MessageKind.C_AID_NONE, {"number": ours[0].number, "team": said})
            return puzzled(talk, now, say, why="no such team")
        return done(talk, now, c.AskAid(incident=ours[0].id, by=who.id, team=team), why="aid")
    if theirs:
        return done(talk, now, says=tuple(seen(who, facts, each) for each in theirs[:1]), why="aid as it stands")
    say = to_member(who, facts, MessageKind.C_NO_SUCH_INCIDENT, {"number": number or "?"})
    return puzzled(talk, now, say, why="no such incident")


def _answered(talk: Conversation, who: Person, now: datetime, theirs: Aided, *, opens: bool) -> Step:
    command: c.OpenAid | c.DeclineAid
    if opens:
        command = c.OpenAid(incident=theirs.incident, by=who.id, team=theirs.team)
    else:
        command = c.DeclineAid(incident=theirs.incident, by=who.id, team=theirs.team)
    return done(talk, now, command, why="aid is opened" if opens else "aid is declined")


def seen(who: Person, facts: TalkFacts, theirs: Aided) -> Say:
    """As much of it as its neighbour sees."""
    lines = tuple(
        Line(
            kind=MessageKind.C_LINE_ASSIGNMENT,
            params={"code": each.code, "person": each.name, "assignment_state": each.state.value},
        )
        for each in theirs.going
    )
    params: Params = {**about(theirs), "responders": theirs.responders}
    return to_member(who, facts, MessageKind.C_AID_SEE, params, lines=lines, incident=theirs.incident)


def about(theirs: Aided) -> Params:
    """A call of others as a coordinator reads it whose team was asked to help."""
    return {
        "number": theirs.number,
        "team": theirs.helps,
        "nature": theirs.nature,
        "areas": ",".join(theirs.areas),
        "aid_state": theirs.state.value,
    }


def goes_on(theirs: Aided) -> bool:
    """True while somebody of theirs is asked, may be, or goes."""
    return bool(theirs.going) or theirs.state not in (AidState.OFF, AidState.ENDED)


def _may_answer(theirs: Aided) -> bool:
    return AID_MOVES.allows(theirs.state, e.AidOpened)


def _team_named(said: str, community: Community) -> TeamId | None:
    """The team somebody means by its id or by its name in any language."""
    for team in community.teams.values():
        if said and said in {normalise(each) for each in (team.id, *team.names.values())}:
            return team.id
    return None
