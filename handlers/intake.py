"""From the first text of a requester to an incident: what, where, danger now. Nothing is asked twice.

    first words            once, unless the first text says it all
    what, then where       each once, and only if missing; an answer nobody understands still counts as an answer, one
                           that needs nobody (chatter, adverts) never does
    where, once more       kindly, when half of the time to wait for a place is over (`ask_place_again`)
    which place            once where what they sent stands for a place and cannot be read as one: a link, far numbers
    which corner           once where what they sent is nearly one, or a street alone
    which part             once where all that is known is a ZIP code that spans several areas
    danger                 named: the incident opens at once; otherwise asked once, after it has opened

A talk that stays unfinished is opened by its timer, so that somebody sees it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.commands import Command, KnockAtDoor, OpenIncident, ReportExit, SetLanguage
from domain.conversation import Conversation, ConversationStatus, Intake, Question
from domain.events import Event, QuestionAsked, WentQuiet
from domain.ids import AreaId, NatureId
from domain.language import normalise
from domain.messages import FORWARDED, Action, Inbound, Line, MessageKind, Say
from domain.needs import DISCREET, DangerKind, Door, Retention
from domain.people import Requester, Who
from domain.places import Doubt, Place, PlaceKind
from domain.put_right import corner_of_both
from domain.said_already import denied_said
from domain.tongue import is_one_word
from domain.training_commands import ShowTrainings
from domain.triage import Reading, nature_for
from domain.understanding import PLACE_ALONE, Outcome, Understanding, understand, words_in
from domain.vocabulary import Word
from handlers import later
from handlers.consent import texting_told
from handlers.greet import afresh, first_words, whole
from handlers.saying import heard, to_requester, unanswered
from handlers.step import Step, TalkFacts

FORGETS_AFTER = timedelta(hours=12)
"""A talk that never became a call begins anew after so long."""

LONGEST_LABEL = 200
"""Characters of a place that is words alone; all of them stand among the words."""

_DANGER = re.compile(r"\s*1+(?:[\s.,:;!?)-]*$|\s*[.,:;!?)]+(?!\d)\s*|(?:\s+-+|-+(?=\s))(?!\s*\d)\s*)")
"""The digit alone or set apart from the words behind it. `1:30`, `1-2 men` and `1.5 miles` are numbers."""

_DANGER_OFFERED = re.compile(r"\s*1\s+(?=[^\s-])")
"""Once we have said what the digit means it needs no mark behind it. The text stays whole: `1 man is hitting him`."""

_ASKS_OF = {
    Doubt.LINK: MessageKind.R_PLACE_LINK,
    Doubt.THREE_WORDS: MessageKind.R_PLACE_CODE,
    Doubt.FAR: MessageKind.R_PLACE_FAR,
    Doubt.HERE: MessageKind.R_PLACE_HERE,
    Doubt.CORNER: MessageKind.R_PLACE_CORNER,
}
_PARTS = ("7", "8", "9")
"""Choose one of the areas that a ZIP code spans, or of corners: the digits before them mean something at any time."""

_LONGEST_STREET_SHOWN = 40  # characters
_MOST_JOINED = 3
"""So many of their last texts may name the other street of a corner."""

_NOTHING_READ = Reading()
_OPEN = (ConversationStatus.TALKING, ConversationStatus.ASKED)
_NOT_THEIR_WORDS = frozenset({Word.START, Word.OPT_IN})  # a button's, or the phone company's
_EMPTY_WORDS = frozenset(
    {
        Word.HELP,
        Word.SOS,
        Word.START,
        Word.OPT_IN,
        Word.OPT_OUT,
        Word.THANKS,
        Word.STATUS,
        Word.HELLO,
        Word.NO,
        Word.YES,
    }
)


_AT_DOOR = {
    Door.JOIN: MessageKind.R_DOOR_JOIN,
    Door.TRAINING: MessageKind.R_DOOR_TRAINING,
    Door.TOOLKIT: MessageKind.R_DOOR_TOOLKIT,
    Door.START_A_TEAM: MessageKind.R_DOOR_TEAM,
}
_HEARD_OF = frozenset({Door.JOIN, Door.START_A_TEAM})
"""A coordinator hears of these; nobody is paged for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one message tells. `what`: it says what is happening. `danger` is None where it does not show.

    `doubt`: there is no place in it, but what stands for one; `about`: where that is all the same, as far as it shows.
    """

    words: str = ""
    place: Place | None = None
    nature: NatureId | None = None
    danger: bool | None = None
    what: bool = False
    doubt: Doubt | None = None
    about: Place | None = None
    reading: Reading = _NOTHING_READ
    outcome: Outcome = Outcome.ASK

    @property
    def answers(self) -> bool:
        """True if the words may stand as an answer: neither chatter nor a digit pressed."""
        pressed = self.words.isdecimal() and len(self.words) == 1
        return bool(self.words) and not self.for_nobody and not pressed

    @property
    def for_nobody(self) -> bool:
        """True if nobody is needed for it: chatter, something sold, somebody who wants to take part."""
        return self.outcome is Outcome.NONE and bool(self.words)


def kept_of(reading: Reading, facts: TalkFacts) -> Retention | None:
    """How long what is kept may be, where a text speaks of a discreet need; None where it speaks of none."""
    areas = DISCREET.intersection(reading.areas)
    return min((facts.toolkit.retention(each) for each in areas), key=lambda kept: kept.words, default=None)


def tell(inbound: Inbound, facts: TalkFacts, *, offered: bool) -> Told:
    """What this message tells of a call for help. `offered`: they have been told which digit means danger."""
    if inbound.point is not None:
        return Told(place=facts.locate(*inbound.point))
    if inbound.tap is not None:
        return Told(danger=True if inbound.tap.action is Action.DANGER else None)
    if whole(inbound, facts) in _NOT_THEIR_WORDS:
        return Told()
    named = _DANGER.match(inbound.text) if not inbound.forwarded else None
    text = inbound.text[named.end() :].strip() if named else inbound.text.strip()
    pressed = named is not None or (
        offered and not inbound.forwarded and _DANGER_OFFERED.match(inbound.text) is not None
    )
    if not text:
        return Told(danger=True if pressed else None)
    found = _understood(text, facts)
    doubt = _doubt_of(found)
    return Told(
        words=f"{FORWARDED}{text}" if inbound.forwarded else text,
        place=found.place,
        nature=nature_for(found.reading, facts.community),
        danger=True if pressed or found.reading.danger else None,
        what=_says_what(text, found, doubt),
        doubt=doubt,
        about=_about(text, facts) if doubt is Doubt.CORNER else None,
        reading=found.reading,
        outcome=found.outcome,
    )


def _doubt_of(found: Understanding) -> Doubt | None:
    """What stands for a place in a text that names none: a link, numbers, or just that they are here."""
    return Doubt.HERE if found.place is None and found.word is Word.ARRIVE else found.doubt


def _about(text: str, facts: TalkFacts) -> Place:
    """Where about a text is that nearly names a corner: in danger somebody looks there, and at none of them alone."""
    areas = dict.fromkeys(area for each in facts.seek(text).candidates for area in each.areas)
    return Place(kind=PlaceKind.AREA, label=text[:LONGEST_LABEL], areas=tuple(areas), why="nearly a corner")


def chosen(talk: Conversation, inbound: Inbound, known: Place | None, facts: TalkFacts) -> Place | None:
    """The area or the corner whose digit they sent, once they were asked which of several it is."""
    return part_chosen(talk, inbound, known, facts) or _corner_chosen(talk, inbound, known, facts)


def _corner_chosen(talk: Conversation, inbound: Inbound, known: Place | None, facts: TalkFacts) -> Place | None:
    """A yes is for the only one."""
    if Question.PLACE not in talk.intake.asked or inbound.forwarded or (known is not None and known.lat is not None):
        return None
    meant = _corners_meant(talk.intake.words, facts)
    said = normalise(inbound.text)
    if len(meant) == 1 and facts.words.whole(said) is Word.YES:
        return meant[0]
    return dict(zip(_PARTS, meant, strict=False)).get(said)


def _corners_meant(words: Sequence[str], facts: TalkFacts) -> tuple[Place, ...]:
    """What corners the last text may mean that nearly names one."""
    found = (facts.seek(each) for each in reversed(words))
    return next((each.candidates for each in found if each.doubt is Doubt.CORNER), ())


def joined(words: str, known: Place | None, before: Sequence[str], facts: TalkFacts) -> Place | None:
    """The corner of a street alone, and another in what is `known` or they said `before`."""
    sides = [] if known is None else [known]
    if known is None or known.kind is PlaceKind.STREET:
        said = list(before)[-_MOST_JOINED:][::-1]
        sides += [Place(kind=PlaceKind.WORDS, label=each) for each in said if len(each) <= LONGEST_LABEL]
    corners = (corner_of_both(words, each, facts.seek) for each in sides)
    return next((each for each in corners if each is not None), None)


def part_chosen(talk: Conversation, inbound: Inbound, known: Place | None, facts: TalkFacts) -> Place | None:
    """The one of several areas whose digit they sent, once they were asked."""
    digit = inbound.text.strip(" .!=")
    if Question.PART not in talk.intake.asked or known is None or digit not in _PARTS or inbound.forwarded:
        return None
    parts = dict(zip(_PARTS, parts_of(known), strict=False))
    area = facts.community.areas.get(parts[digit]) if digit in parts else None
    if area is None:
        return None
    label = area.name(talk.language, facts.community.default_language)
    return Place(kind=PlaceKind.AREA, label=label, areas=(area.id,), why="the part of a ZIP code that they chose")


def parts_of(place: Place | None) -> tuple[AreaId, ...]:
    """The areas that a ZIP code spans, if it is all that is known."""
    return place.areas if place is not None and place.kind is PlaceKind.ZIP and len(place.areas) > 1 else ()


def _understood(text: str, facts: TalkFacts) -> Understanding:
    return understand(text, read=facts.heard, seek=facts.seek, words=facts.words, language=facts.language_in)


def _says_what(text: str, found: Understanding, doubt: Doubt | None) -> bool:
    """True if it says what is the matter, or may: own words that nobody understands say it too, a place alone not."""
    if found.outcome is not Outcome.ASK or found.word in _EMPTY_WORDS or found.reading.chatter:
        return found.outcome is Outcome.OPEN
    normalised = normalise(text)
    if not normalised or normalised.isdecimal():
        return False
    return (found.place is None and doubt is None) or words_in(text) > PLACE_ALONE


def intake(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A requester without a running incident."""
    if not isinstance(who, Requester) or facts.incident is not None:
        return None
    word = whole(inbound, facts)
    ended = talk.incident is not None
    if ended and (after_the_end := _after_the_end(talk, inbound, word, facts, now)) is not None:
        return after_the_end
    told = tell(inbound, facts, offered=bool(talk.intake.asked))
    part = chosen(talk, inbound, talk.intake.place, facts)
    if part is not None:
        told = Told(place=part)
    elif is_vague(told.place) and not inbound.forwarded:
        corner = joined(told.words, talk.intake.place, talk.intake.words, facts)
        told = replace(told, place=corner or told.place)
    if _may_say_where(talk.intake, told):
        told = replace(told, outcome=Outcome.ASK)
    if talk.silent and told.for_nobody and told.place is None and now - talk.last_at <= FORGETS_AFTER:
        return unanswered(talk, now, why="a greeting does not end the silence")
    was_silent = talk.silent
    talk = _reopened(talk, now, ended=ended)
    talk, speaking = _spoken(talk, inbound, told, facts)
    if _is_withdrawal(word, inbound) and Question.FIRST in talk.intake.asked:
        return _withdrawn(talk, facts, now)
    first = not talk.intake.asked
    talk = replace(talk, intake=_added(talk.intake, told, facts))
    texting = talk.texting.told(texting_told(inbound, facts, now), now)
    if texting.is_unsafe(now) and not told.reading.advert:
        step = _hushed(talk, now, before=was_silent)
        return replace(step, commands=(*speaking, *step.commands))
    step = _next(talk, told, facts, now, first=first)
    return replace(step, commands=(*speaking, *step.commands))


def _may_say_where(known: Intake, told: Told) -> bool:
    """True for "the gas station" from whoever was asked where and has told what: no place of ours, and no chatter."""
    return told.reading.idiom and Question.FIRST in known.asked and bool(known.words) and known.place is None


def is_vague(place: Place | None) -> bool:
    """True of no place, and of a street alone."""
    return place is None or place.kind is PlaceKind.STREET


def _hushed(talk: Conversation, now: datetime, *, before: bool) -> Step:
    """Their phone is not to be texted: nothing is asked there. What they have told is a call, and a human sees it.

    `before`: that they want nothing texted was told already.
    """
    after, events = heard(talk, now)
    if talk.intake.has_told():
        return Step(talk=after, commands=(_open(talk),), events=events, why="it is not safe to text them")
    gone = WentQuiet(why="unsafe")
    after = replace(after.after(gone, now), silent=True)
    told = () if before else (ReportExit(conversation=talk.id),)
    return Step(talk=after, commands=told, events=(*events, gone), why="it is not safe to text them")


def place_late(talk: Conversation, facts: TalkFacts, now: datetime) -> Step:
    """The time to wait for a place is over: open with what is known, or let a talk without words end."""
    if talk.status not in _OPEN or talk.incident is not None or facts.incident is not None or talk.silent:
        return Step(talk=talk, why="not waiting any more")
    known = talk.intake
    if known.has_told():
        command = _open(talk)
        return Step(talk=talk, commands=(command,), why="opened unfinished, so that somebody sees it")
    event = WentQuiet(why="nothing was told")
    return Step(talk=talk.after(event, now), events=(event,), why="nothing was told")


def ask_place_again(talk: Conversation, facts: TalkFacts, now: datetime) -> Step:
    """Half of the time to wait for a place is over: where it is, asked once more and kindly, if that is all we lack."""
    known = talk.intake
    running = talk.incident is not None or facts.incident is not None
    waits = talk.status in _OPEN and not running and not talk.silent and Question.AGAIN not in known.asked
    if not waits or known.place is not None or not _said_before(known.words, facts):
        return Step(talk=talk, why="no place is waited for")
    asked = QuestionAsked(why=Question.AGAIN.value)
    after = _marked(_marked(talk, Question.WHERE), Question.AGAIN)
    after = replace(after.after(asked, now), last_at=talk.last_at)
    says = (to_requester(talk, facts, MessageKind.R_CALLS_WHERE),)
    return Step(talk=after, says=says, events=(asked,), why="asks once more where it is")


def _after_the_end(
    talk: Conversation, inbound: Inbound, word: Word | None, facts: TalkFacts, now: datetime
) -> Step | None:
    """What may still come after a call has closed and does not begin another."""
    if word is Word.THANKS or _is_withdrawal(word, inbound):
        return unanswered(talk, now, why="after the end")
    asks = word is Word.STATUS or normalise(inbound.text) == "2"
    if not asks and (inbound.tap is None or inbound.tap.action is not Action.STATUS):
        return None
    says = (to_requester(talk, facts, MessageKind.R_CLOSED),)
    return replace(unanswered(replace(talk, silent=False), now, why="asks after the end"), says=says)


def _reopened(talk: Conversation, now: datetime, *, ended: bool) -> Conversation:
    """The talk as it stands when they write again."""
    if ended or talk.silent or now - talk.last_at > FORGETS_AFTER:
        return afresh(talk, now)
    if talk.status is ConversationStatus.QUIET:
        return replace(talk, started_at=now)
    return talk


def _spoken(
    talk: Conversation, inbound: Inbound, told: Told, facts: TalkFacts
) -> tuple[Conversation, tuple[Command, ...]]:
    """The talk in the language they write, where the community speaks it; the channel's hint counts at first."""
    hint = (inbound.language_hint or "").split("-")[0] if not talk.intake.asked else ""
    for language in (told.reading.language, hint):
        if language is not None and language in facts.community.languages:
            if language == talk.language:
                break
            return replace(talk, language=language), (SetLanguage(conversation=talk.id, language=language),)
    return talk, ()


def _is_withdrawal(word: Word | None, inbound: Inbound) -> bool:
    if inbound.forwarded:
        return False
    tapped = inbound.tap is not None and inbound.tap.action is Action.WITHDRAW
    return tapped or word in (Word.WITHDRAW, Word.OPT_OUT) or normalise(inbound.text) == "3"


def _withdrawn(talk: Conversation, facts: TalkFacts, now: datetime) -> Step:
    after, events = heard(talk, now)
    event = WentQuiet(why="withdrawn")
    after = replace(after.after(event, now), silent=True)
    says = (to_requester(talk, facts, MessageKind.R_WITHDRAWN),)
    # What they told before is a call all the same: it opens silently, and somebody sees it.
    commands = (_open(talk),) if talk.intake.has_told() else ()
    return Step(talk=after, says=says, commands=commands, events=(*events, event), why="withdrawn")


def _added(known: Intake, told: Told, facts: TalkFacts) -> Intake:
    """What is known now. What needs nobody is kept out, whatever was asked."""
    better = told.place is not None and (
        known.place is None or told.place.lat is not None or 0 < len(told.place.areas) < len(known.place.areas)
    )
    place = told.place if better else known.place
    if place is None and (known.danger or told.danger):
        place = told.about
    asks_again = told.doubt is not None and Question.PLACE not in known.asked
    may_stand = told.answers and not asks_again and not told.reading.is_discreet  # for a place, to be read by others
    if place is None and may_stand and Question.WHERE in known.asked:
        place = Place(kind=PlaceKind.WORDS, label=told.words[:LONGEST_LABEL], why="the words stand for themselves")
    return replace(
        known,
        words=(*known.words, told.words) if told.answers else known.words,
        place=place,
        nature=_nature(known, told, facts),
        danger=True if told.danger else known.danger,
        kinds=tuple(dict.fromkeys((*known.kinds, *told.reading.kinds))),
        denied=tuple(dict.fromkeys((*known.denied, *denied_of(told, facts)))),
        discreet=known.discreet or told.reading.is_discreet,
        tongue=known.tongue if (tongue := tongue_of(told, facts)) is None else tongue,
    )


def _nature(known: Intake, told: Told, facts: TalkFacts) -> NatureId | None:
    """The first that was named, but for one that the community serves behind one it does not, for that of a danger, and
    for that of a discreet need, which is meant whatever was said before."""
    served = facts.community.natures
    if known.nature is None or told.nature is None:
        return known.nature or told.nature
    if told.reading.danger:
        return told.nature if told.nature in served else known.nature
    if known.discreet or told.reading.is_discreet:
        return known.nature if known.discreet else told.nature
    return told.nature if known.nature not in served and told.nature in served else known.nature


def denied_of(told: Told, facts: TalkFacts) -> tuple[DangerKind, ...]:
    """What they say there is none of, and name nowhere in the same text."""
    said = (*told.reading.denied, *denied_said(told.words, facts.words.denied))
    return tuple(each for each in dict.fromkeys(said) if each not in told.reading.kinds)


def tongue_of(told: Told, facts: TalkFacts) -> str | None:
    """What they write in, where it is none of the community's languages; empty where it is one; None where it does not
    show. A single word in letters that many languages share shows none."""
    language, words = told.reading.language, normalise(told.words)
    if language is None or not words or is_one_word(words):
        return None
    return "" if language in facts.community.languages else language


def _next(talk: Conversation, told: Told, facts: TalkFacts, now: datetime, *, first: bool) -> Step:
    known = talk.intake
    if known.danger:
        return _without_what_stood_for_a_place(_opened(talk, facts, now), told, facts)
    knows_what = _answers_what(told, known) or told.what or _said_before(known.words, facts)
    if knows_what and parts_of(known.place) and Question.PART not in known.asked:
        return _ask_part(talk, facts, now)
    street = known.place if known.place is not None and known.place.kind is PlaceKind.STREET else None
    if knows_what and street is not None and Question.PLACE not in known.asked:
        return _ask_street(talk, street, facts, now)
    if knows_what and known.place is not None:
        return _opened(talk, facts, now)
    if told.reading.advert or told.reading.door is not None:
        return _not_for_this_line(talk, told, facts, now, first=first, knows_what=knows_what)
    doubt = _doubt(told, known, facts)
    if knows_what and doubt is not None and Question.PLACE not in known.asked:
        step = _ask(_marked(_marked(talk, Question.FIRST), Question.WHERE), facts, now, Question.PLACE, _ASKS_OF[doubt])
        return _with_corners(step, facts) if doubt is Doubt.CORNER else step
    if first:
        return first_words(talk, facts, now)
    if not knows_what:
        return _ask(talk, facts, now, Question.WHAT, MessageKind.R_ASK_WHAT)
    return _ask(talk, facts, now, Question.WHERE, MessageKind.R_ASK_WHERE)


def _not_for_this_line(
    talk: Conversation, told: Told, facts: TalkFacts, now: datetime, *, first: bool, knows_what: bool
) -> Step:
    """Told once, kindly, that nobody was called, and what to text if somebody needs help: of a door also after a
    greeting, and of another door as well.
    """
    door = None if told.reading.advert else told.reading.door
    knocks = (KnockAtDoor(conversation=talk.id, door=door, words=told.words),) if door in _HEARD_OF else ()
    leads = None if door is None else Question(door.value)
    if not first and (leads is None or knows_what or leads in talk.intake.asked):
        return replace(unanswered(talk, now, why="nobody is needed for it"), commands=knocks)
    kind = MessageKind.R_UNDERSTOOD_ADVERT if door is None else _AT_DOOR[door]
    own = facts.community.doors.get(door, {}) if door is not None else {}
    params = {} if door is None else {"text": own.get(talk.language) or own.get(facts.community.default_language, "")}
    after, events = heard(talk, now)
    asked = QuestionAsked(why="what the line is for")
    after = _marked(after.after(asked, now), Question.FIRST)
    after = after if leads is None else _marked(after, leads)
    if door is Door.TRAINING:  # those that are open to all are told with it
        shown = ShowTrainings(text=params["text"])
        return Step(talk=after, commands=(shown,), events=(*events, asked), why="nobody is needed")
    says = (to_requester(talk, facts, kind, params),)
    return Step(talk=after, says=says, commands=knocks, events=(*events, asked), why="nobody is needed")


def _answers_what(told: Told, known: Intake) -> bool:
    return told.answers and Question.WHAT in known.asked


def _said_before(words: Sequence[str], facts: TalkFacts) -> bool:
    return any(_says_what(text, found, _doubt_of(found)) for text in words for found in (_understood(text, facts),))


def _doubt(told: Told, known: Intake, facts: TalkFacts) -> Doubt | None:
    """What stood for a place in anything they wrote, the latest first."""
    if told.doubt is not None or known.place is not None:
        return told.doubt
    before = (_doubt_of(_understood(text, facts)) for text in reversed(known.words))
    return next((each for each in before if each is not None), None)


def _without_what_stood_for_a_place(step: Step, told: Told, facts: TalkFacts) -> Step:
    """In danger a call opens at once and where it is is asked with it: why a link of theirs did not say it, as well."""
    place = step.talk.intake.place
    if place is not None and place.kind is PlaceKind.STREET and Question.PLACE not in step.talk.intake.asked:
        said = to_requester(step.talk, facts, MessageKind.R_PLACE_STREET, _street_said(place))
        return replace(step, talk=_marked(step.talk, Question.PLACE), says=(*step.says, said))
    # Which corner is asked for by digits, and so is what the danger is.
    if told.doubt in (None, Doubt.HERE, Doubt.CORNER) or place is not None:
        return step
    said = to_requester(step.talk, facts, _ASKS_OF[told.doubt])
    return replace(step, talk=_marked(step.talk, Question.PLACE), says=(*step.says, said))


def ask_doubt(talk: Conversation, told: Told, facts: TalkFacts) -> tuple[Conversation, tuple[Say, ...]]:
    """For a corner, once, while their call runs and nobody knows where it is."""
    call = facts.incident
    known = call is not None and (call.areas or (call.place is not None and call.place.kind is not PlaceKind.WORDS))
    if told.doubt in (None, Doubt.CORNER) or known or Question.PLACE in talk.intake.asked:
        return talk, ()
    return _marked(talk, Question.PLACE), (to_requester(talk, facts, _ASKS_OF[told.doubt]),)


def _ask_street(talk: Conversation, street: Place, facts: TalkFacts, now: datetime) -> Step:
    talk = _marked(_marked(talk, Question.FIRST), Question.WHERE)
    step = _ask(talk, facts, now, Question.PLACE, MessageKind.R_PLACE_STREET)
    return replace(step, says=tuple(replace(say, params=_street_said(street)) for say in step.says))


def _street_said(street: Place) -> dict[str, str | int]:
    return {"street": street.label[:_LONGEST_STREET_SHOWN]}


def _with_corners(step: Step, facts: TalkFacts) -> Step:
    """`step`, and each corner that may be meant has its digit."""
    meant = zip(_PARTS, _corners_meant(step.talk.intake.words, facts), strict=False)
    lines = tuple(
        Line(kind=MessageKind.R_LINE_PLACE_PART, params={"n": digit, "areas": each.label}) for digit, each in meant
    )
    return replace(step, says=tuple(replace(say, lines=lines) for say in step.says))


def _ask_part(talk: Conversation, facts: TalkFacts, now: datetime) -> Step:
    step = _ask(_marked(talk, Question.FIRST), facts, now, Question.PART, MessageKind.R_PLACE_PART)
    lines = tuple(
        Line(kind=MessageKind.R_LINE_PLACE_PART, params={"n": digit, "areas": area})
        for digit, area in zip(_PARTS, parts_of(talk.intake.place), strict=False)
    )
    return replace(step, says=tuple(replace(say, lines=lines) for say in step.says))


def _ask(talk: Conversation, facts: TalkFacts, now: datetime, question: Question, kind: MessageKind) -> Step:
    if question in talk.intake.asked:
        return unanswered(talk, now, why=f"{question} has been asked")
    after, events = heard(talk, now)
    asked = QuestionAsked(why=question.value)
    after = _marked(after.after(asked, now), question)
    return Step(talk=after, says=(to_requester(talk, facts, kind),), events=(*events, asked), why=f"ask {question}")


def _opened(talk: Conversation, facts: TalkFacts, now: datetime) -> Step:
    """Open, and ask for danger once, unless it has been named or denied."""
    opened = _open(talk)
    after, heard_events = heard(talk, now)
    if talk.intake.danger is not None or Question.DANGER in talk.intake.asked:
        return Step(talk=after, commands=(opened,), events=heard_events, why="enough is known")
    asked = QuestionAsked(why=Question.DANGER.value)
    events: tuple[Event, ...] = (*heard_events, asked)
    after = _marked(after.after(asked, now), Question.DANGER)
    after, when = later.ask_when(after, facts, now)
    says = (to_requester(talk, facts, MessageKind.R_ASK_DANGER), *when)
    return Step(talk=after, says=says, commands=(opened,), events=events, why="enough is known")


def _open(talk: Conversation) -> OpenIncident:
    place = talk.intake.place
    unplaced = place is None or place.kind is PlaceKind.WORDS
    language = talk.intake.tongue or talk.language
    return OpenIncident(conversation=talk.id, intake=talk.intake, language=language, unplaced=unplaced)


def _marked(talk: Conversation, question: Question) -> Conversation:
    return replace(talk, intake=replace(talk.intake, asked=talk.intake.asked | {question}))
