"""What may be done and may not: the requester's answers while people move, and what those who go and coordinators
write.

    a requester     7, 8 or 9 to what they were asked last, `yes but ...`, `only if ...`, `until 6pm`; and what they say
                    in passing.
                    What helps us reach them is asked for their own words: there 9 or a no passes it over, 7, 8 and a
                    yes mean nothing
    a member        consent 12 ambulance no, called ambulance 12 he passed out, override police 12 he has fallen,
                    agree 12, disagree 12; a coordinator: go in 12

1 stays what it always is, danger now: no question of these is answered by it.
"""

from dataclasses import replace
from datetime import datetime

from domain import commands as c
from domain.consent_words import NO, ONLY_IF, Stated, answer_of, permit_named, said_alone, stated
from domain.conversation import Conversation
from domain.identifiers import has_identifiers
from domain.ids import IncidentId
from domain.incident import Incident
from domain.language import normalise
from domain.ledger import Answer, Asks, Ledger, Permit
from domain.messages import Action, Inbound, MessageKind, Other
from domain.people import Person, Requester, Who
from domain.said_already import reach_said
from domain.texting_words import (
    AFTER,
    NOT,
    ONLY,
    UNTIL,
    TextingSaid,
    answered_by_clock,
    answers_no,
    first_apart,
    says_no_first,
    texting_said,
)
from domain.vocabulary import Word
from domain.zone import zone
from handlers.naming import waits_elsewhere
from handlers.saying import done, puzzled, to_member
from handlers.step import Step, TalkFacts

_DIGITS = {"7": Answer.YES, "8": Answer.NO, "9": None}
_YES_OR_NO = {Word.YES: Answer.YES, Word.NO: Answer.NO}
_MOST_WORDS = 300
_DANGERS = frozenset({Asks.DONE, Asks.FORCE, Asks.HURT})
_ASKED_FOR = {Asks.COME: Permit.COME, Asks.CALL: Permit.EMERGENCY}
_MAY_SAY_MORE = _DANGERS | {Asks.COME, Asks.CALL}
_TAKES_BACK = frozenset({NO, ONLY_IF, ONLY, UNTIL, AFTER, NOT})
"""What makes a condition of the words behind a yes: `but`, `only`, `not`, `until`."""

_WORDS = frozenset({Word.CONSENT, Word.CALLED, Word.OVERRIDE, Word.AGREE, Word.DISAGREE, Word.CLEAR_SCENE})


# --- a requester


def answered(inbound: Inbound, facts: TalkFacts, incident: Incident, now: datetime) -> c.AnIncidentCommand | None:
    """What a message answers of what they were asked last; None if it answers nothing of that."""
    ledger = incident.ledger
    if ledger.waits is None or not inbound.text or inbound.forwarded:
        return None
    text = normalise(inbound.text)
    if ledger.waits is Asks.REACH:
        passes = text == "9" or facts.words.whole(text) is Word.NO
        return _by_digit(Asks.REACH, None, incident) if passes else None
    if text in _DIGITS:
        return _by_digit(ledger.waits, _DIGITS[text], incident)
    if ledger.waits is Asks.SAFE:
        said_when = answered_by_clock(inbound.text, facts.words, zone(incident.plan.time_zone), now)
        if said_when is not None:
            return c.SetTexting(incident=incident.id, safe=said_when.safe, until=said_when.until)
    said = _said(text, facts) or _agreed(text, ledger.waits, facts)
    if said is not None:
        return _by_digit(ledger.waits, said, incident)
    first = answer_of(text.split(), facts.words.consent)
    if first is not None and first[0] is Answer.ONLY_IF and ledger.waits in (Asks.COME, Asks.CALL):
        condition = " ".join(inbound.text.split())[:_MOST_WORDS]
        return c.AnswerScreen(incident=incident.id, asks=ledger.waits, answer=Answer.ONLY_IF, words=condition)
    return None


def texting_told(
    inbound: Inbound, facts: TalkFacts, now: datetime, incident: Incident | None = None
) -> TextingSaid | None:
    """Whether their phone may be texted, as they say it by the way; of a time on the clock of their call."""
    if not inbound.text or inbound.forwarded:
        return None
    where = facts.community.time_zone if incident is None else incident.plan.time_zone
    said = texting_said(inbound.text, facts.words, zone(where), now)
    asked = incident is not None and incident.ledger.waits is Asks.SAFE
    if said is None and asked and incident is not None and answered(inbound, facts, incident, now) is None:
        return TextingSaid(safe=False) if answers_no(inbound.text, facts.words) else None
    return said


def keeping_a_phone_safe(step: Step, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step:
    """`step`, and the talk knows what they said by the way of their phone, before a call and after it as well.

    That they want to hear from us again, and what they allow in a call that runs, ends it.
    """
    if not isinstance(who, Requester):
        return step
    said = texting_told(inbound, facts, now) if facts.incident is None else None
    back = any(isinstance(each, c.OptIn) or (isinstance(each, c.SetTexting) and each.safe) for each in step.commands)
    texting = step.talk.texting.told(TextingSaid(safe=True) if back else said, now)
    return replace(step, talk=replace(step.talk, texting=texting))


def with_how_to_text(step: Step, said: TextingSaid | None, incident: Incident) -> Step:
    """`step`, and before all else it does what they `said` of their phone: where it is not safe nothing is texted, and
    where it is they are written to again.
    """
    if said is None or any(isinstance(each, c.GoSilent | c.SetTexting) for each in step.commands):
        return step
    told = c.SetTexting(incident=incident.id, safe=said.safe, until=said.until)
    if not said.safe:
        return replace(step, says=(), commands=(told, *step.commands))
    rest = (replace(each, answered=True) if isinstance(each, c.AddWords) else each for each in step.commands)
    return replace(step, talk=replace(step.talk, silent=False), commands=(told, *rest))


def reach_told(inbound: Inbound, words: str, facts: TalkFacts, incident: Incident) -> c.TellReach | None:
    """Own words, while they were asked last what helps us reach them.

    What corrects an earlier text, is too long to be kept whole, or holds a number that they must be asked about first
    goes the way of other words.
    """
    if incident.ledger.waits is not Asks.REACH or inbound.forwarded or inbound.other is Other.EDITED or not words:
        return None
    if normalise(words) in _DIGITS or facts.words.whole(normalise(words)) is Word.YES:
        return None
    if len(words) > _MOST_WORDS or has_identifiers(words):
        return None
    return c.TellReach(incident=incident.id, words=words)


def with_more_than_an_answer(step: Step, inbound: Inbound, facts: TalkFacts, incident: Incident) -> Step:
    """`step`, and it answers what the screen asks where they write more than a yes or a no: `no, he left`, `yes his
    arm`; `yes but come round the back` is a yes under a condition. The whole of it goes on to whoever comes as well.
    """
    asks = incident.ledger.waits
    more = [each for each in step.commands if isinstance(each, c.AddWords)]
    if asks not in _MAY_SAY_MORE or inbound.forwarded or not more or any(each.danger for each in more):
        return step
    answer = _first_said(inbound.text, facts)
    condition = _condition(inbound.text, facts) if answer is Answer.YES and asks in (Asks.COME, Asks.CALL) else ""
    unclear = answer is Answer.YES and asks in _DANGERS and inbound.text.lower().startswith("si ")
    if answer is None or unclear:
        return step
    said = c.AnswerScreen(
        incident=incident.id, asks=asks, answer=Answer.ONLY_IF if condition else answer, words=condition
    )
    rest = (replace(each, answered=True) if isinstance(each, c.AddWords) else each for each in step.commands)
    return replace(step, commands=(said, *rest))


def _first_said(text: str, facts: TalkFacts) -> Answer | None:
    """A yes that a text begins with, or a no that stands apart, or the digit for either, before a stop or its word: 8
    may also be how many they are, and a no may deny anything."""
    first, rest = first_apart(text), normalise(text)
    digit, _, behind = rest.partition(" ")
    if digit in _DIGITS:
        meant = _DIGITS[digit]
        leading = facts.words.leading(behind)
        spoken = leading is not None and _YES_OR_NO.get(leading[0]) is meant
        return meant if first == digit or spoken else None
    leading = facts.words.leading(rest)
    if leading is not None and leading[0] is Word.YES and leading[1]:
        return Answer.YES
    return Answer.NO if says_no_first(text, facts.words) else None


def _condition(text: str, facts: TalkFacts) -> str:
    """The whole of a text that begins with a yes, if it takes some of that back. The Spanish yes is an if as well."""
    said = text.split()
    words = [normalise(each) for each in said]
    meant = {facts.words.consent.get(each) for each in words} | {facts.words.texting.get(each) for each in words}
    takes_back = not _TAKES_BACK.isdisjoint(meant) or (words[0] == "si" and said[0][-1].isalpha())
    return " ".join(said)[:_MOST_WORDS] if takes_back else ""


def in_passing(
    words: str, inbound: Inbound, facts: TalkFacts, incident: Incident
) -> tuple[c.SetConsent | c.TellReach, ...]:
    """What they allow or refuse by the way, and what helps us reach them, where they have not stated it just so."""
    if inbound.forwarded or not words:
        return ()
    allowed = tuple(
        c.SetConsent(incident=incident.id, permit=each.permit, answer=each.answer, words=each.words)
        for each in stated(words, facts.words.consent)
        if not _stands(incident.ledger, each)
    )
    reach = "" if has_identifiers(words) else reach_said(words, facts.words.reach)
    if not reach or reach in incident.ledger.reach:
        return allowed
    return (*allowed, c.TellReach(incident=incident.id, words=reach, passing=True))


def _stands(ledger: Ledger, said: Stated) -> bool:
    known = ledger.consents.get(said.permit)
    return known is not None and known.answer is said.answer and known.words == said.words


def _said(text: str, facts: TalkFacts) -> Answer | None:
    """A yes or a no, alone or behind the digit that means the same: `yes`, `7 yes`."""
    digit, _, behind = text.partition(" ")
    said = _YES_OR_NO.get(facts.words.whole(behind if digit in _DIGITS and behind else text) or Word.SOS)
    return said if digit not in _DIGITS or _DIGITS[digit] is said else None


def _agreed(text: str, waits: Asks, facts: TalkFacts) -> Answer | None:
    """A yes or a no of several words, or in words that agree and else say nothing: `si claro`, `ok`. What somebody is
    told first may be what an `ok` is for, so that it names no danger."""
    said = said_alone(text.split(), facts.words.consent, _ASKED_FOR.get(waits))
    if waits not in _DANGERS:
        return said
    leading = facts.words.leading(text)
    return said if leading is not None and _YES_OR_NO.get(leading[0]) is said else None


def _by_digit(waits: Asks, said: Answer | None, incident: Incident) -> c.AnIncidentCommand:
    if waits is Asks.SAFE and said is not None:
        return c.SetTexting(incident=incident.id, safe=said is Answer.YES)
    return c.AnswerScreen(incident=incident.id, asks=waits, answer=said)


# --- those who go, and coordinators


def consent(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """None for whatever is none of it, and for those who neither go nor coordinate."""
    if not isinstance(who, Person) or not who.is_member() or not (facts.going or facts.watched):
        return None
    if inbound.tap is not None:
        return _tapped(talk, inbound, who, now)
    text = normalise(inbound.text)
    if text in ("0", "1") and not waits_elsewhere(talk, facts) and talk.pending is None:
        return _by_second(talk, text == "1", who, facts, now)
    said = facts.words.leading(text) if text else None
    if said is None or said[0] not in _WORDS:
        return None
    word, rest = said[0], said[1].split()
    if word in (Word.AGREE, Word.DISAGREE, Word.CLEAR_SCENE) and not (
        len(rest) <= 1 and all(each.isdecimal() for each in rest)
    ):
        return None
    command = _command(word, rest, inbound.text, who, facts)
    if command is None:
        # `consent` alone asks; a sentence that merely begins with `called` is words for whoever needs help.
        if word is Word.CALLED and (not rest or permit_named(rest, facts.words.consent) is None):
            return None
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_SCREEN_HOW), why="which call, or what?")
    return done(talk, now, command, why=f"consent: {word.value}")


def _tapped(talk: Conversation, inbound: Inbound, who: Person, now: datetime) -> Step | None:
    tap = inbound.tap
    if tap is None or tap.action is not Action.AGREE:
        return None
    command = c.AnswerOverride(incident=IncidentId(tap.subject), by=who.id, agrees=tap.arg == "1")
    return done(talk, now, command, why="consent: second person")


def _by_second(talk: Conversation, agrees: bool, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """A digit of a coordinator whom one call waits for as the second."""
    open_ = [each for each in facts.watched if _waits_for(each, who)]
    if len(open_) != 1:
        return None
    command = c.AnswerOverride(incident=open_[0].id, by=who.id, agrees=agrees)
    return done(talk, now, command, why="consent: second person")


def _waits_for(incident: Incident, who: Person) -> bool:
    over = incident.ledger.override
    return over is not None and over.is_open() and over.by != who.id


def _command(word: Word, rest: list[str], text: str, who: Person, facts: TalkFacts) -> c.AnIncidentCommand | None:
    """The command, of the call it names or of the only one there is; None where either does not show."""
    calls = {str(each.number): each.incident for each in facts.going}
    calls |= {str(each.number): each.id for each in facts.watched}
    named = permit_named(rest, facts.words.consent)
    # `consent 12 police no`, or `consent police 12 no`: a number that is a call's and begins no permit is the call.
    number = ""
    if rest and named is None and rest[0] in calls:
        number, rest = rest[0], rest[1:]
        named = permit_named(rest, facts.words.consent)
    permit, behind = (None, list(rest)) if named is None else (named[0], list(named[1]))
    if not number and behind and behind[0] in calls:
        number, behind = behind[0], behind[1:]
    elif not number and word is Word.CONSENT and len(behind) > 1 and behind[-1] in calls:
        number, behind = behind[-1], behind[:-1]
    if not number and len(set(calls.values())) == 1:
        number = next(iter(calls))
    if not number:
        return None
    incident = calls[number]
    return _about(word, incident, permit, behind, _as_written(text, behind), who, facts)


def _about(
    word: Word,
    incident: IncidentId,
    permit: Permit | None,
    behind: list[str],
    written: str,
    who: Person,
    facts: TalkFacts,
) -> c.AnIncidentCommand | None:
    watches = any(each.id == incident for each in facts.watched)
    match word:
        case Word.AGREE | Word.DISAGREE:
            return c.AnswerOverride(incident=incident, by=who.id, agrees=word is Word.AGREE)
        case Word.CLEAR_SCENE:
            return c.ClearScene(incident=incident, by=who.id) if watches else None
        case Word.CONSENT if permit is None:
            return c.ShowLedger(incident=incident, by=who.id) if not behind else None
        case Word.CONSENT if permit is not None:
            said = answer_of(behind, facts.words.consent)
            if said is None:
                return None
            condition = written if said[0] is Answer.ONLY_IF else ""
            return c.SetConsent(incident=incident, by=who.id, permit=permit, answer=said[0], words=condition)
        case Word.CALLED if permit is not None:
            return c.LogCall(incident=incident, by=who.id, permit=permit, reason=written)
        case Word.OVERRIDE if permit is not None:
            return c.AskOverride(incident=incident, by=who.id, permit=permit, reason=written)
        case _:
            return None


def _as_written(text: str, behind: list[str]) -> str:
    """The end of `text` that `behind` was read from, with its capitals and accents where words can be told apart."""
    whole, spoken = text.split(), normalise(text).split()
    if not behind:
        return ""
    if len(whole) == len(spoken):
        return " ".join(whole[-len(behind) :]).lstrip("-\u2013\u2014 ")[:_MOST_WORDS]
    return " ".join(behind)[:_MOST_WORDS]


def with_what_they_allow(step: Step, words: str, inbound: Inbound, facts: TalkFacts, incident: Incident) -> Step:
    """`step`, and what they allow or refuse by the way."""
    said = in_passing(words, inbound, facts, incident)
    return replace(step, commands=(*step.commands, *said)) if said else step
