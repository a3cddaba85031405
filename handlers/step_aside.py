"""What a member keeps to themselves: people they never go with, places and kinds of call they step aside from.

    aside                shows it, to them alone
    aside ben            adds a person, a place or a kind of call by its name
    aside 5th & Main     adds an address or a corner, and what is within a few steps of it
    aside out 2          takes off what stands at 2

Everything said here travels as the card does, so that neither a row nor a log tells that there is such a thing. Where a
coordinator put them on a call with something of it, they are asked with what they hear of it anyhow: 1 is "go anyway",
0 is no and reads like any other drop out; who writes that they are on their way is set off.
"""

from dataclasses import replace
from datetime import datetime

from domain.commands import Command, DropOut, KeepAside, SetOff, TellAgain
from domain.conversation import Conversation, Pending
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind
from domain.people import Person, Who
from domain.step_aside import Aside, AsideFrom, StepAside
from domain.vocabulary import Word
from handlers.naming import PENDING_HOLDS, ask_which, chosen, person_named, was_asked_which
from handlers.saying import done, has_call, shows_taps, to_member
from handlers.step import Called, GoingOn, Step, TalkFacts

K = MessageKind

CARD, PART = "card", "as"
"""What is open while somebody looks at it: this part of their card."""

_WHY = "card: whole"
"""All that a log says of it: that they looked at their card."""

_GOES = frozenset({Word.YES, Word.COMING})
_DOES_NOT = frozenset({Word.NO, Word.NOT_ME, Word.DROP_OUT})


def step_aside(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """None for whatever is not about what they keep to themselves."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    if inbound.tap is not None:
        if inbound.tap.action is not Action.CHOOSE:
            return None
        part, choice = inbound.tap.arg[:2], inbound.tap.arg[2:]
        if part == "ax" and choice.isdecimal():
            return _keep(talk, who, facts, now, who.aside.without(int(choice)), card=inbound.tap.subject)
        asked = next((each for each in facts.going if each.incident == inbound.tap.subject), None)
        return _answered(talk, who, now, asked, goes=choice == "1") if part == "ag" and asked is not None else None
    if not inbound.text:
        return None
    text = normalise(inbound.text)
    return _waits(talk, text, who, facts, now) or _named(talk, inbound.text, who, facts, now)


def shown(
    talk: Conversation,
    who: Person,
    facts: TalkFacts,
    now: datetime,
    card: str,
    *lines: Line,
    do: tuple[Command, ...] = (),
) -> Step:
    """The list as it stands, `lines` before it."""
    kept = who.aside.kept
    head = Line(kind=K.M_LINE_ASIDE_LIST if kept else K.M_LINE_ASIDE_EMPTY)
    entries = tuple(_line(n, each, facts) for n, each in enumerate(kept, start=1))
    say = to_member(who, facts, K.M_CARD, lines=(*lines, head, *entries, Line(kind=K.M_LINE_ASIDE_FOOT)))
    say = replace(say, subject=card, slot=f"card:{card}")
    step = done(talk, now, *do, says=(say,), why=_WHY)
    return replace(step, talk=replace(step.talk, pending=Pending(about=CARD, subject=card, rest=PART)))


def _line(n: int, aside: Aside, facts: TalkFacts) -> Line:
    blanks = {"person": "", "areas": "", "nature": ""}
    match aside.kind:
        case AsideFrom.PERSON:
            blanks["person"] = next((each.name for each in facts.mates if each.person == aside.id), aside.id)
        case AsideFrom.AREA:
            blanks["areas"] = aside.id
        case AsideFrom.NATURE:
            blanks["nature"] = aside.id
        case AsideFrom.PLACE:
            blanks["person"] = aside.place()[1]  # as they wrote it, in any language
    return Line(kind=K.M_LINE_ASIDE, params={"n": n, **blanks})


# --- a call they were put on


def _waits(talk: Conversation, text: str, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """Their answer, while nothing else of theirs waits for one."""
    asked = [each for each in facts.going if each.incident in who.aside.asked]
    if len(asked) != 1 or facts.is_paged():
        return None
    word = facts.words.whole(text)
    if word is Word.SET_OFF:
        keep = KeepAside(person=who.id, after=who.aside.answered(asked[0].incident))
        return done(talk, now, keep, SetOff(incident=asked[0].incident, by=who.id), why=_WHY)
    if text == "1" or word in _GOES:
        return _answered(talk, who, now, asked[0], goes=True)
    if text == "0" or word in _DOES_NOT:
        return _answered(talk, who, now, asked[0], goes=False)
    return None


def _answered(talk: Conversation, who: Person, now: datetime, asked: GoingOn | None, *, goes: bool) -> Step | None:
    if asked is None:
        return None
    keep = KeepAside(person=who.id, after=who.aside.answered(asked.incident))
    command: Command = TellAgain(incident=asked.incident, by=who.id)
    if not goes:
        command = DropOut(incident=asked.incident, by=who.id)
    return done(talk, now, keep, command, why=_WHY)


# --- the list


def _named(talk: Conversation, written: str, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    text = normalise(written)
    choice = chosen(talk, text, facts, now)
    if choice is not None and choice.word is Word.STEP_ASIDE:
        aside = Aside(AsideFrom.PERSON, choice.person)
        return _keep(talk, who, facts, now, who.aside.adding(aside), card=facts.stimulus)
    leading = facts.words.leading(text)
    match leading:
        case (Word.STEP_ASIDE, ""):
            return shown(talk, who, facts, now, facts.stimulus)
        case (Word.STEP_ASIDE, rest) if has_call(talk, facts) and not _finds(rest, who, facts):
            return None  # it tells of their own call
        case (Word.STEP_ASIDE, rest):
            return _add(talk, rest, who, facts, now, place=_place(written, rest, facts))
        case (Word.STEP_ASIDE_OUT, rest) if rest.isdecimal() and 1 <= int(rest[:3]) <= len(who.aside.kept):
            return _keep(talk, who, facts, now, who.aside.without(int(rest[:3])), card=facts.stimulus)
        case (Word.STEP_ASIDE_OUT, _):
            return shown(talk, who, facts, now, facts.stimulus)
    if leading is None and _is_open(talk, now) and _finds(text, who, facts):
        return _add(talk, text, who, facts, now)
    return None


def _is_open(talk: Conversation, now: datetime) -> bool:
    pending = talk.pending
    is_part = pending is not None and (pending.about, pending.rest) == (CARD, PART)
    return is_part and now - talk.last_at <= PENDING_HOLDS


def _mates(who: Person, facts: TalkFacts) -> tuple[Called, ...]:
    return tuple(each for each in facts.mates if each.person != who.id)


def _finds(text: str, who: Person, facts: TalkFacts) -> bool:
    return person_named(text, _mates(who, facts)) is not None or _thing(text, facts) is not None


def _thing(text: str, facts: TalkFacts) -> Aside | None:
    """The place or the kind of call that goes by `text`, in any language."""
    community = facts.community
    for area, known in community.areas.items():
        if known.goes_by(text):
            return Aside(AsideFrom.AREA, area)
    for nature, kind in community.natures.items():
        if text in map(normalise, (nature, *kind.names.values())):
            return Aside(AsideFrom.NATURE, nature)
    return None


def _place(written: str, said: str, facts: TalkFacts) -> Aside | None:
    """The exact place that goes by `said`, and by nothing beside it, in what they have `written`."""
    place = facts.seek(written).place
    if place is None or place.lat is None or place.lon is None or normalise(place.label) != said:
        return None
    return Aside.of_place(place.lat, place.lon, place.label)


def _add(
    talk: Conversation, said: str, who: Person, facts: TalkFacts, now: datetime, *, place: Aside | None = None
) -> Step:
    found = person_named(said, _mates(who, facts), asked=was_asked_which(talk, said, now))
    match found:
        case Called():
            aside: Aside | None = Aside(AsideFrom.PERSON, found.person)
        case None:
            aside = _thing(said, facts) or place
        case _:
            return ask_which(talk, who, facts, now, word=Word.STEP_ASIDE, rest="", said=said, found=found)
    if aside is None:
        unknown = Line(kind=K.M_LINE_ASIDE_UNKNOWN, params={"words": said})
        return shown(talk, who, facts, now, facts.stimulus, unknown)
    return _keep(talk, who, facts, now, who.aside.adding(aside), card=facts.stimulus)


def _keep(talk: Conversation, who: Person, facts: TalkFacts, now: datetime, after: StepAside, *, card: str) -> Step:
    """Kept. With buttons the list shows how it stands; by SMS nothing is said of what it was."""
    keep = KeepAside(person=who.id, after=after)
    if shows_taps(talk, who):
        return shown(talk, replace(who, aside=after), facts, now, card, do=(keep,))
    say = to_member(who, facts, K.M_CARD_CHANGED)
    return done(talk, now, keep, says=(say,), why=_WHY)
