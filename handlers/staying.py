"""What somebody says about their own place in the team: still in, leaving, erasing, and the phones they are reached by.

Also open to whoever is invited, waits or is suspended. What cannot be undone is asked for twice, in different words:
the prompt says what will be gone and which words do it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.commands import AddContactPoint, ArrangeContactPoint, Command, Leave, StayIn
from domain.conversation import Conversation, Pending
from domain.ids import PersonId
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Params, Say
from domain.people import Person, Standing, Who
from domain.vocabulary import Word
from domain.zone import reached, zone
from handlers.greet import whole
from handlers.saying import done, has_call, to_member, to_requester
from handlers.step import Step, TalkFacts

CONFIRMED_WITHIN = timedelta(minutes=15)

_K = MessageKind
_PROMPTS = {Word.LEAVE: _K.M_CONFIRM_LEAVE, Word.ERASE_ME: _K.M_CONFIRM_ERASE}
_CONFIRMS = {Word.LEAVE_FOR_GOOD: Word.LEAVE, Word.ERASE_ME_FOR_GOOD: Word.ERASE_ME}
_BUTTONS = {Action.LEAVE: Word.LEAVE, Action.ERASE: Word.ERASE_ME, Action.STILL_IN: Word.STILL_IN}
_ABOUT = "leaving"


def staying(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """None for whatever is not about their own place in the team, and for strangers."""
    me = talk.person
    if me is None or (not isinstance(who, Person) and (who.standing is None or has_call(talk, facts))):
        return None
    word, sure = _said(talk, inbound, facts, now)
    if word is None:
        return _phones(talk, inbound, who, facts, now) if isinstance(who, Person) else None
    if word is Word.STILL_IN:
        return done(talk, now, StayIn(person=me), why="still in") if isinstance(who, Person) else None
    if word is Word.LEAVE and not isinstance(who, Person) and who.standing is Standing.LEFT:
        return done(talk, now, says=(_say(talk, who, facts, _K.M_LEFT),), why="has left already")
    if not sure:
        return _prompt(talk, who, facts, now, word)
    command = Leave(person=me, conversation=talk.id, erase=word is Word.ERASE_ME)
    return done(talk, now, command, why=word.value)


def _said(talk: Conversation, inbound: Inbound, facts: TalkFacts, now: datetime) -> tuple[Word | None, bool]:
    """What they want, and whether they have been told what it means."""
    if inbound.tap is not None:
        return _BUTTONS.get(inbound.tap.action), bool(inbound.tap.arg)
    said = whole(inbound, facts) if inbound.text else None
    if said in _PROMPTS or said is Word.STILL_IN:
        return said, False
    if said not in _CONFIRMS:
        return None, False
    word = _CONFIRMS[said]
    pending = talk.pending
    asked = pending is not None and pending.about == _ABOUT and pending.subject == word.value
    return word, asked and now - talk.last_at <= CONFIRMED_WITHIN


def _prompt(talk: Conversation, who: Who, facts: TalkFacts, now: datetime, word: Word) -> Step:
    lines = tuple(Line(kind=_K.M_LINE_LAST_COORDINATOR, params={"team": each}) for each in facts.last_of)
    step = done(talk, now, says=(_say(talk, who, facts, _PROMPTS[word], lines=lines),), why=f"{word.value}?")
    return replace(step, talk=replace(step.talk, pending=Pending(about=_ABOUT, subject=word.value)))


def _phones(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """`add phone`, `phones`, `phone first 2`, `phone out 2`."""
    if inbound.tap is not None or not inbound.text or not who.is_member():
        return None
    said = whole(inbound, facts)
    if said is Word.ADD_PHONE:
        return done(talk, now, AddContactPoint(person=who.id), why="a further phone")
    points = sorted(who.contact_points, key=lambda each: each.rank)
    if said is Word.PHONES:
        lines = tuple(
            Line(
                kind=_K.M_LINE_PHONE,
                params={
                    "n": n,
                    "channel": each.channel.value,
                    "day": _day(who, facts, each.made_at),
                    "here": "yes" if each.id == talk.contact_point else "",
                },
            )
            for n, each in enumerate(points, start=1)
        )
        return done(talk, now, says=(_say(talk, who, facts, _K.M_PHONES, lines=lines),), why="phones")
    leading = facts.words.leading(normalise(inbound.text))
    if leading is None or leading[0] not in (Word.PHONE_FIRST, Word.PHONE_OUT) or not leading[1].isdecimal():
        return None
    remove = leading[0] is Word.PHONE_OUT
    command: Command = ArrangeContactPoint(person=PersonId(who.id), place=int(leading[1][:3]), remove=remove)
    return done(talk, now, command, why=leading[0].value)


def _day(who: Person, facts: TalkFacts, at: datetime | None) -> str:
    """A moment on their own clock, for the renderer to name its day."""
    return "" if at is None else f"{reached(zone(facts.community.zone_of(who)), at):%Y-%m-%dT%H:%M}"


def _say(
    talk: Conversation,
    who: Who,
    facts: TalkFacts,
    kind: MessageKind,
    params: Params | None = None,
    *,
    lines: tuple[Line, ...] = (),
) -> Say:
    """An answer whose buttons are about this talk."""
    if isinstance(who, Person):
        return replace(to_member(who, facts, kind, params, lines=lines), subject=talk.id)
    return replace(to_requester(talk, facts, kind, params), lines=lines)
