"""Help at once, in a word: `mayday`, a button, or a code word that looks like nothing. Heard before anything else.

Of whoever goes it counts anywhere in a text, with a slip too, and so does a cry such as `sos` (`domain.mayday`); what
was written to somebody else beside it still goes to them. It is never asked whether it is meant. The code word counts
only as the whole message; whoever looks at the phone sees it answered with an `ok`. A coordinator takes it (`i have
it`) and ends it (`safe ana`); whoever called may say `safe` themselves, and a coordinator makes sure by voice.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain import mayday
from domain.alarm import Alarm, PanicHow
from domain.commands import EndPanic, RaisePanic, SaySafe, SayWell, SetCodeWord, Take, TakeCare, TakePanic
from domain.conversation import Conversation
from domain.field_safety import needs_care
from domain.ids import IncidentId, PersonId
from domain.incident import Incident, Ring
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Other, Tap
from domain.panic import is_fit, says_code_word
from domain.people import Person, Who
from domain.vocabulary import Word
from handlers import relay
from handlers.saying import done, has_call, puzzled, to_member
from handlers.step import Step, TalkFacts

K = MessageKind
_NONE_OF_MY_OWN = frozenset({Word.OFF, Word.NO, Word.DROP_IT})


def panic(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's call for help; and what becomes of one."""
    if not isinstance(who, Person) or not who.is_member() or inbound.forwarded:
        return None
    if inbound.tap is not None:
        return _tapped(talk, inbound.tap, who, facts, now)
    if not inbound.text:
        return None
    how, words = _called(inbound.text, facts)
    if how is not None:
        command = RaisePanic(person=who.id, by=who.id, how=how, words=words)
        return done(talk, now, command, why=how.value)
    edited = inbound.other is Other.EDITED
    if facts.going and (meant := mayday.among(inbound.text, facts.words, _keys(facts), edited=edited)) is not None:
        command = RaisePanic(person=who.id, by=who.id, how=PanicHow.WORD, words=meant.words)
        step = done(talk, now, command, why="mayday among words")
        return _passed_on_too(step, talk, inbound, who, facts, now) if meant.more else step
    leading = facts.words.leading(normalise(inbound.text)) if inbound.other is not Other.EDITED else None
    return None if leading is None else _said(talk, leading, who, facts, now)


def _said(talk: Conversation, leading: tuple[Word, str], who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """A code word that is chosen, and what becomes of a call for help."""
    word, rest = leading
    match word:
        case Word.CODE_WORD:
            return _choose(talk, rest, who, facts, now)
        case Word.SAFE:
            return _safe(talk, rest, who, facts, now)
        case Word.WITHDRAW if not rest and not has_call(talk, facts) and _mine(who, facts) is not None:
            return _safe(talk, "", who, facts, now)  # `false alarm`, of no call of theirs
        case Word.HAVE_IT:
            return _have_it(talk, rest, who, facts, now)
        case _:
            return None


def _called(text: str, facts: TalkFacts) -> tuple[PanicHow | None, str]:
    """By which way a text calls for help, if it does, and what stands behind the word."""
    if says_code_word(text, facts.code_words):
        return PanicHow.CODE_WORD, ""
    said = normalise(text)
    leading = facts.words.leading(said)
    if leading is None or leading[0] is not Word.MAYDAY:
        return None, ""
    first = len(said.split()) - len(leading[1].split())
    return PanicHow.WORD, " ".join(text.split()[first:]) if leading[1] else ""


def _keys(facts: TalkFacts) -> frozenset[str]:
    return frozenset(normalise(key) for each in facts.going for key in (each.letter, str(each.number)) if key)


def _passed_on_too(
    step: Step, talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime
) -> Step:
    """`step`; and whoever needs help still reads what was written to them, where more than the call stands in it."""
    hears = (relay.addressed, relay.plain) if inbound.other is None else ()
    passed = next((each for hear in hears if (each := hear(talk, inbound, who, facts, now)) is not None), None)
    if passed is None:
        return step
    told = tuple(each for each in passed.commands if not isinstance(each, SayWell))  # they hear of it as a mayday
    waits = passed.talk.passing.held != talk.passing.held
    return replace(passed, commands=(*step.commands, *told), why=step.why) if told or waits else step


def _tapped(talk: Conversation, tap: Tap, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    person, alarms = PersonId(tap.subject), {each.person: each for each in facts.alarms}
    match tap.action:
        case Action.MAYDAY:
            return done(talk, now, RaisePanic(person=who.id, by=who.id, how=PanicHow.BUTTON), why="mayday")
        case Action.SAY_SAFE if who.id in alarms:
            return done(talk, now, SaySafe(person=who.id, by=who.id), why="says safe")
        case Action.HAVE_IT if tap.arg == "c" and who.is_coordinator():
            return done(talk, now, TakeCare(incident=IncidentId(tap.subject), by=who.id), why="has it")
        case Action.HAVE_IT if who.is_coordinator() and person in alarms:
            return done(talk, now, TakePanic(person=person, by=who.id), why="has it")
        case Action.ALL_SAFE if who.is_coordinator() and person in alarms and person != who.id:
            return done(talk, now, EndPanic(person=person, by=who.id), why="they are safe")
        case Action.SAY_SAFE | Action.HAVE_IT | Action.ALL_SAFE:
            return puzzled(talk, now, to_member(who, facts, K.M_NOTHING_OPEN), why="it has ended")
        case _:
            return None


def _choose(talk: Conversation, rest: str, who: Person, facts: TalkFacts, now: datetime) -> Step:
    """A code word of their own. It is never written back to them."""
    if facts.words.whole(rest) in _NONE_OF_MY_OWN:
        says = (to_member(who, facts, K.M_PANIC_WORD_OFF),)
        return done(talk, now, SetCodeWord(person=who.id, word=""), says=says, why="no code word of their own")
    if not is_fit(facts.words, rest):
        return puzzled(talk, now, to_member(who, facts, K.M_PANIC_WORD_HOW), why="no code word")
    says = (to_member(who, facts, K.M_PANIC_WORD_SET),)
    return done(talk, now, SetCodeWord(person=who.id, word=rest), says=says, why="a code word")


def _safe(talk: Conversation, rest: str, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """`safe`, of themselves; or, from a coordinator who names them, of somebody who called for help.

    Nobody's alarm ends by a `safe` that names nobody: whoever is on scene says it of themselves.
    """
    if _mine(who, facts) is not None and not rest:
        return done(talk, now, SaySafe(person=who.id, by=who.id), why="says safe")
    others = {each.person: each for each in facts.alarms if each.person != who.id}
    if not who.is_coordinator() or not others:
        return None
    if not rest and facts.going:
        return None
    chosen = _named(rest, others) if rest else None
    if chosen is None:
        people = ", ".join(each.name for each in others.values())
        return puzzled(talk, now, to_member(who, facts, K.C_PANIC_WHICH, {"people": people}), why="who is safe?")
    return done(talk, now, EndPanic(person=chosen.person, by=who.id), why="they are safe")


def _mine(who: Person, facts: TalkFacts) -> Alarm | None:
    return next((each for each in facts.alarms if each.person == who.id), None)


def _have_it(talk: Conversation, rest: str, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """`i have it`: calls for help first, then whoever gave no sign, then what waits and nobody has taken, and those of
    theirs who go to another team's call; with a name or a number, that one.
    """
    if not who.is_coordinator():
        return None
    care = tuple(each for each in facts.watched if any(map(needs_care, each.taking_part())))
    if rest.isdecimal():
        if numbered := tuple(each for each in care if str(each.number) == rest):
            return _take_care(talk, numbered, who, now)
        asked = next((each for each in facts.watched if str(each.number) == rest and each.ring > Ring.FIRST), None)
        return None if asked is None else done(talk, now, Take(incident=asked.id, by=who.id), why="takes what waits")
    others = {each.person: each for each in facts.alarms if each.person != who.id}
    named = _named(rest, others) if rest else None
    untaken = (named,) if named is not None else tuple(each for each in others.values() if each.taken_by is None)
    if rest and named is None:
        return None
    if untaken:
        commands = (TakePanic(person=each.person, by=who.id) for each in untaken)
        return done(talk, now, *commands, why="has it")
    if care:
        return _take_care(talk, care, who, now)
    if waits := tuple(each for each in facts.watched if each.owner is None and each.ring > Ring.FIRST):
        return done(talk, now, *(Take(incident=each.id, by=who.id) for each in waits), why="takes what waits")
    theirs = tuple(each for each in facts.aided if each.going)
    care_of = (TakeCare(incident=each.incident, by=who.id) for each in theirs)
    return done(talk, now, *care_of, why="has it") if theirs else None


def _take_care(talk: Conversation, calls: tuple[Incident, ...], who: Person, now: datetime) -> Step:
    return done(talk, now, *(TakeCare(incident=each.id, by=who.id) for each in calls), why="has it")


def _named(said: str, among: Mapping[PersonId, Alarm]) -> Alarm | None:
    """Whom they name, by any name they know; the only one, where they name nobody."""
    if not said:
        return next(iter(among.values())) if len(among) == 1 else None
    found = [each for each in among.values() if said in map(normalise, (each.name, *each.also))]
    return found[0] if len(found) == 1 else None
