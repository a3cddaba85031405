"""What a coordinator does about members, on Telegram alone: see them, say yes and no, invite, add somebody new, say
that somebody has a skill.

By SMS nobody has power over other people's accounts: whoever tries is told where it goes. Adding somebody is a short
talk: their id, the name the team knows them by, the team where there are several, what they will do; and a yes to all
of it. A command, or anything else that is no answer, ends it without a trace and is heard as what it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.commands import AddMember, Approve, ConfirmSkill, MakeInvite, Revoke, Suspend
from domain.conversation import Conversation, Pending
from domain.ids import PersonId, SkillId, TeamId
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Params, Say
from domain.people import Person, Role, Who
from domain.standing import handle
from domain.vocabulary import Word
from handlers.greet import whole
from handlers.naming import ask_which, chosen, person_named, was_asked_which
from handlers.saying import done, puzzled, shows_taps, to_member
from handlers.step import Called, Roll, Step, TalkFacts

PENDING_HOLDS = timedelta(minutes=15)
LONGEST_NAME = 40

_K = MessageKind
_BUTTONS = frozenset({Action.APPROVE, Action.REFUSE, Action.SUSPEND, Action.REMOVE, Action.INVITE})
_NAMED = frozenset({Word.APPROVE, Word.SUSPEND, Word.REMOVE, Word.INVITE})
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")
_ADDS = "add_member"
_COMMANDS = _NAMED | {
    Word.MEMBERS, Word.ADD_MEMBER, Word.LIST, Word.BOARD, Word.SEE, Word.ASSIGN, Word.MORE, Word.CLOSE, Word.REOPEN,
    Word.PAUSE, Word.ON, Word.OFF, Word.SWAP, Word.COVER, Word.CONFIRM, Word.MY_CALENDAR, Word.TEAM_CALENDAR,
    Word.MY_LOAD, Word.TEAM_LOAD, Word.RESTED,
}  # fmt: skip
"""What begins with one of these is nobody's name."""

_MEMBERS_A_MESSAGE = 20
"""So many lines fit the longest message there is, however long their names."""

_ROLES: dict[str, frozenset[Role]] = {
    "1": frozenset({Role.PROTECTOR}),
    "2": frozenset({Role.COORDINATOR}),
    "3": frozenset({Role.PROTECTOR, Role.COORDINATOR}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a coordinator about members, with everything needed to answer it."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime

    def say(
        self, kind: MessageKind, params: Params | None = None, *, lines: tuple[Line, ...] = (), about: str = ""
    ) -> Say:
        return replace(to_member(self.who, self.facts, kind, params, lines=lines), subject=about)

    def tell(self, kind: MessageKind, params: Params | None = None, *, why: str) -> Step:
        return done(self.talk, self.now, says=(self.say(kind, params),), why=why)

    def puzzle(self, kind: MessageKind, params: Params | None = None, *, why: str) -> Step:
        return puzzled(self.talk, self.now, self.say(kind, params), why=why)


def vetting(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator's words and buttons about members; None for whatever is none of them."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
    on_telegram = shows_taps(talk, who)
    if inbound.tap is not None:
        return _tapped(hearing, inbound) if on_telegram else None
    return _written(hearing, inbound, on_telegram=on_telegram) if inbound.text else None


def _written(hearing: _Hearing, inbound: Inbound, *, on_telegram: bool) -> Step | None:
    talk, facts, now = hearing.talk, hearing.facts, hearing.now
    choice = chosen(talk, inbound.text, facts, now)
    if choice is not None and choice.word in _NAMED and on_telegram:
        return _about_all(hearing, choice.word, _rolls_of(facts, choice.person))
    if choice is not None and choice.word is Word.CONFIRM and on_telegram:
        return _confirm(hearing, choice.person, SkillId(choice.rest))
    if (skilled := _skilled(facts, inbound.text)) is not None:
        return (
            _about_skill(hearing, *skilled) if on_telegram else hearing.tell(_K.C_CONFIRM_ON_TELEGRAM, why="not by SMS")
        )
    word, rest = _wanted(inbound, facts)
    if word is None:
        return _adding(hearing, inbound.text.strip()) if on_telegram else None
    if not on_telegram:
        return hearing.tell(_K.C_ONLY_TELEGRAM, why="not by SMS")
    if word is Word.MEMBERS:
        return _members(hearing)
    if word is Word.ADD_MEMBER:
        return _ask(hearing, _K.C_ADD_ID, ())
    return _about(hearing, word, rest)


def _wanted(inbound: Inbound, facts: TalkFacts) -> tuple[Word | None, str]:
    """`members`, `add member`, or a word with a name behind it. A text that merely begins so is not taken for one."""
    said = whole(inbound, facts)
    if said in (Word.MEMBERS, Word.ADD_MEMBER):
        return said, ""
    leading = facts.words.leading(normalise(inbound.text))
    if leading is None or leading[0] not in _NAMED or not leading[1]:
        return None, ""
    known = person_named(leading[1], _called(facts)) is not None
    alike = len(leading[1].split()) <= 2  # `approve bem`, where the name is mistyped
    return (leading[0], leading[1]) if known or alike else (None, "")


def _called(facts: TalkFacts) -> tuple[Called, ...]:
    """Whom they may say something about, each once."""
    names = {each.person: each.name for each in facts.rolls}
    return tuple(
        Called(person=person, name=name, teams=tuple(each.team for each in _rolls_of(facts, person)))
        for person, name in sorted(names.items())
    )


def _rolls_of(facts: TalkFacts, person: PersonId) -> tuple[Roll, ...]:
    return tuple(each for each in facts.rolls if each.person == person)


# --- whom they know by name or button


def _about(hearing: _Hearing, word: Word, name: str) -> Step:
    facts = hearing.facts
    asked = was_asked_which(hearing.talk, name, hearing.now)
    found = person_named(name, _called(facts), asked=asked)
    match found:
        case None:
            return hearing.puzzle(_K.C_NO_SUCH_PERSON, {"person": name}, why="no such person")
        case Called():
            return _about_all(hearing, word, _rolls_of(facts, found.person))
        case _:
            return ask_which(hearing.talk, hearing.who, facts, hearing.now, word=word, rest="", said=name, found=found)


def _about_all(hearing: _Hearing, word: Word, found: tuple[Roll, ...]) -> Step:
    """Somebody of several teams: it is about each of their memberships."""
    action = {
        Word.APPROVE: Action.APPROVE,
        Word.SUSPEND: Action.SUSPEND,
        Word.REMOVE: Action.REMOVE,
        Word.INVITE: Action.INVITE,
    }[word]
    steps = [_do(hearing, action, each, sure=False) for each in found]
    says = tuple(replace(say, key=f"{say.key}:{n}") for n, step in enumerate(steps) for say in step.says)
    commands = tuple(command for step in steps for command in step.commands)
    return done(hearing.talk, hearing.now, *commands, says=says, why=word.value)


def _tapped(hearing: _Hearing, inbound: Inbound) -> Step | None:
    tap = inbound.tap
    if tap is None or tap.action not in _BUTTONS:
        return None
    found = next((each for each in hearing.facts.rolls if handle(each.person, each.team) == tap.subject), None)
    if found is None:
        return hearing.puzzle(_K.M_STALE_BUTTON, why="not theirs to say any more")
    return _do(hearing, tap.action, found, sure=bool(tap.arg))


def _do(hearing: _Hearing, action: Action, roll: Roll, *, sure: bool) -> Step:
    by, person, team = hearing.who.id, roll.person, roll.team
    if person == by and action is not Action.INVITE:
        return hearing.puzzle(_K.C_NOT_YOURSELF, why="oneself")
    match action:
        case Action.APPROVE:
            command: Approve | Suspend | Revoke | MakeInvite = Approve(person=person, team=team, by=by)
        case Action.REFUSE | Action.SUSPEND:
            command = Suspend(person=person, team=team, by=by, refused=action is Action.REFUSE)
        case Action.REMOVE:
            if not sure:
                about: Params = {"person": roll.name, "member": person}
                say = hearing.say(_K.C_CONFIRM_REMOVE, about, about=handle(person, team))
                return done(hearing.talk, hearing.now, says=(say,), why="remove?")
            command = Revoke(person=person, team=team, by=by)
        case _:
            command = MakeInvite(person=person, team=team, by=by)
    return done(hearing.talk, hearing.now, command, why=action.name.lower())


def _members(hearing: _Hearing) -> Step:
    lines = tuple(
        Line(
            kind=_K.C_LINE_MEMBER,
            params={
                "person": each.name,
                "member": each.person,
                "standing": each.standing.value,
                "by": ", ".join(each.yes_from),
            },
        )
        for each in hearing.facts.rolls
    )
    says = tuple(
        replace(say, key=f"{say.key}:{start}")
        for start in range(0, max(len(lines), 1), _MEMBERS_A_MESSAGE)
        for say in (hearing.say(_K.C_MEMBERS, lines=lines[start : start + _MEMBERS_A_MESSAGE]),)
    )
    return done(hearing.talk, hearing.now, says=says, why="members")


# --- a skill


def _skilled(facts: TalkFacts, text: str) -> tuple[str, SkillId | None] | None:
    """Whose skill, and which, as in `confirm ben first aid`; None for a text that merely begins so."""
    leading = facts.words.leading(normalise(text))
    if leading is None or leading[0] is not Word.CONFIRM:
        return None
    words = leading[1].split()
    named = [(" ".join(words[:n]), _skill(facts, " ".join(words[n:]))) for n in range(1, len(words))]
    known = next((each for each in named if each[1] is not None), None)
    if known is not None:
        return known
    someone = next((each for each in named if person_named(each[0], facts.roster) is not None), None)
    return someone or (named[0] if len(words) == 2 else None)  # `confirm bem medik`, where it is mistyped


def _skill(facts: TalkFacts, said: str) -> SkillId | None:
    """The skill that goes by this id, or by this name in any language."""
    skills = facts.community.skills
    return next((each for each in skills if said in map(normalise, (each, *skills[each].names.values()))), None)


def _about_skill(hearing: _Hearing, name: str, skill: SkillId | None) -> Step:
    if skill is None:
        return hearing.puzzle(_K.C_NO_SUCH_SKILL, {"skills": ",".join(hearing.facts.community.skills)}, why="no skill")
    asked = was_asked_which(hearing.talk, name, hearing.now)
    found = person_named(name, hearing.facts.roster, asked=asked)
    match found:
        case None:
            return hearing.puzzle(_K.C_NO_SUCH_PERSON, {"person": name}, why="no such person")
        case Called():
            return _confirm(hearing, found.person, skill)
        case _:
            return ask_which(
                hearing.talk,
                hearing.who,
                hearing.facts,
                hearing.now,
                word=Word.CONFIRM,
                rest=skill,
                said=name,
                found=found,
            )


def _confirm(hearing: _Hearing, person: PersonId, skill: SkillId) -> Step:
    if person == hearing.who.id:
        return hearing.puzzle(_K.C_NOT_YOURSELF, why="oneself")
    command = ConfirmSkill(person=person, skill=skill, by=hearing.who.id)
    return done(hearing.talk, hearing.now, command, why="confirms a skill")


# --- somebody new


def _ask(hearing: _Hearing, kind: MessageKind, given: tuple[str, ...], params: Params | None = None) -> Step:
    step = hearing.tell(kind, params, why="somebody new")
    return replace(
        step, talk=replace(step.talk, pending=Pending(about=_ADDS, subject=kind.value, rest="\n".join(given)))
    )


def _adding(hearing: _Hearing, text: str) -> Step | None:
    """The next answer of the talk about somebody new: id, name, team, role, yes."""
    pending = hearing.talk.pending
    if pending is None or pending.about != _ADDS or hearing.now - hearing.talk.last_at > PENDING_HOLDS:
        return None
    if hearing.facts.is_wanted():
        return None  # a page's answer is a digit too, and comes first
    said = hearing.facts.words.whole(normalise(text))
    if said is Word.NO or text == "0":
        return hearing.tell(_K.C_ADD_ENDED, why="nobody was added")
    if said not in (None, Word.YES, Word.BECAUSE) or _is_command(hearing, text):
        return None
    given = tuple(pending.rest.split("\n")) if pending.rest else ()
    match MessageKind(pending.subject):
        case _K.C_ADD_ID:
            return _id(hearing, text.lower())
        case _K.C_ADD_NAME:
            return _name(hearing, given, text)
        case _K.C_ADD_TEAM:
            return _team(hearing, given, text)
        case _K.C_ADD_ROLE:
            return _role(hearing, given, text)
        case _:
            return _confirmed(hearing, given, text)


def _is_command(hearing: _Hearing, text: str) -> bool:
    leading = hearing.facts.words.leading(normalise(text))
    return leading is not None and leading[0] in _COMMANDS


def _name(hearing: _Hearing, given: tuple[str, ...], text: str) -> Step | None:
    if any(char.isdigit() for char in text):
        return None  # a page's answer or a call's number, and nobody's name
    name, teams = " ".join(text.split())[:LONGEST_NAME], hearing.facts.runs
    if any(normalise(each.name) == normalise(name) for each in hearing.facts.rolls):
        step = _ask(hearing, _K.C_ADD_NAME, given)
        return replace(step, says=(hearing.say(_K.C_ADD_NAME_TAKEN, {"person": name}),))
    if len(teams) == 1:
        return _ask(hearing, _K.C_ADD_ROLE, (*given, name, teams[0]), {"person": name})
    return _ask(hearing, _K.C_ADD_TEAM, (*given, name), {"teams": _numbered(teams)})


def _team(hearing: _Hearing, given: tuple[str, ...], text: str) -> Step:
    """By its number in what was asked, its id or its name."""
    runs, said = hearing.facts.runs, normalise(text)
    teams = hearing.facts.community.teams
    called = {str(n): each for n, each in enumerate(runs, start=1)}
    called |= {normalise(name): each for each in runs if each in teams for name in teams[each].names.values()}
    called |= {normalise(each): each for each in runs}
    if said not in called:
        return _ask(hearing, _K.C_ADD_TEAM, given, {"teams": _numbered(runs)})
    return _ask(hearing, _K.C_ADD_ROLE, (*given, called[said]), {"person": given[1]})


def _numbered(teams: Iterable[TeamId]) -> str:
    return ", ".join(f"{n} {each}" for n, each in enumerate(teams, start=1))


def _role(hearing: _Hearing, given: tuple[str, ...], text: str) -> Step:
    if text not in _ROLES:
        return _ask(hearing, _K.C_ADD_ROLE, given, {"person": given[1]})
    return _ask(hearing, _K.C_ADD_CONFIRM, (*given, text), _summary((*given, text)))


def _confirmed(hearing: _Hearing, given: tuple[str, ...], text: str) -> Step:
    if text != "1":
        return _ask(hearing, _K.C_ADD_CONFIRM, given, _summary(given))
    member, name, team, role = given
    command = AddMember(
        person=PersonId(member), team=TeamId(team), by=hearing.who.id, roster_name=name, roles=_ROLES[role]
    )
    return done(hearing.talk, hearing.now, command, why="somebody new")


def _id(hearing: _Hearing, text: str) -> Step:
    if not _ID.fullmatch(text):
        step = _ask(hearing, _K.C_ADD_ID, ())
        return replace(step, says=(hearing.say(_K.C_ADD_ID_WRONG),))
    if any(each.person == text for each in hearing.facts.rolls):
        step = _ask(hearing, _K.C_ADD_ID, ())
        return replace(step, says=(hearing.say(_K.C_ADD_ID_TAKEN, {"member": text}),))
    return _ask(hearing, _K.C_ADD_NAME, (text,), {"member": text})


def _summary(given: tuple[str, ...]) -> Params:
    member, name, team, role = given
    return {"member": member, "person": name, "team": team, "role": role}
