"""Enforcement that somebody saw: reported in their own words, judged by coordinators, told to whoever wants to hear.

A text that tells of enforcement is a report. What it lacks is asked in one question, once. That it is over goes to
coordinators, who decide. Where whoever writes needs help, or somebody is being taken, their call opens as well.
`alerts on` and `alerts off` are anybody's words; `sightings` and `sighting 3 confirmed` are coordinators', who hear
how many will read it before it is told.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.commands import (
    ASightingCommand,
    ComeToSighting,
    JudgeSighting,
    ListSightings,
    LookAtSighting,
    ReportSighting,
    SetAlerts,
)
from domain.conversation import Conversation, Pending, Question
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Other
from domain.people import Person, Who
from domain.sighting import Verdict
from domain.sighting_words import Seen, read_sighting, without_units
from domain.triage import Reading
from domain.understanding import reports_alone
from domain.vocabulary import Word
from handlers.consent import texting_told
from handlers.intake import intake
from handlers.own_call import mine
from handlers.saying import done, heard, puzzled, to_member, to_requester, unanswered
from handlers.step import Step, TalkFacts

K = MessageKind

REPORTS = "sighting"
"""What is pending of whoever has just reported one: more of the same, or the answer to what they were asked."""

SURE = "sighting_sure"
"""What is pending of a coordinator who is asked whether it is to be told."""

GOES_ON = timedelta(minutes=20)
HOLDS = timedelta(minutes=15)
OVER_WITHIN = timedelta(hours=3)
"""For how long `they left` is about what somebody reported."""

_VERDICTS = {"confirmed": Verdict.CONFIRMED, "unfounded": Verdict.UNFOUNDED, "clear": Verdict.CLEAR}
_TAPS = {"c": "confirmed", "u": "unfounded", "x": "clear", "l": "look", "i": "come"}
_YES, _NO = frozenset({"1"}), frozenset({"0", "9"})
_LONGEST = 1000
_FEW_WORDS = 5


def photo(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A picture of what they have just reported is not wanted: said once, and kindly."""
    if inbound.other is not Other.PHOTO or isinstance(who, Person) or talk.silent:
        return None
    if facts.incident is not None or not _goes_on(talk, now):
        return None
    return _refusing_photos(unanswered(talk, now, why="a photo of a sighting"), facts)


def sighting(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A report, that it is over, or a word about alerts."""
    step = _sighting(talk, inbound, who, facts, now)
    told = [] if step is None else [each for each in step.commands if isinstance(each, ReportSighting)]
    if step is None or not inbound.with_media or isinstance(who, Person) or any(each.quiet for each in told):
        return step
    return _refusing_photos(step, facts) if told else step


def _refusing_photos(step: Step, facts: TalkFacts) -> Step:
    asked = step.talk.intake.asked
    if Question.PHOTO in asked:
        return step
    talk = replace(step.talk, intake=replace(step.talk.intake, asked=asked | {Question.PHOTO}))
    return replace(step, talk=talk, says=(*step.says, to_requester(talk, facts, K.R_SIGHTING_PHOTO)))


def _sighting(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    if inbound.forwarded or inbound.tap is not None or (talk.silent and not talk.texting.is_unsafe(now)):
        return None
    member = isinstance(who, Person) and who.is_member()
    if isinstance(who, Person) and not member:
        return None
    alerts = _alerts(talk, inbound, facts, now)
    if alerts is not None:
        return alerts
    if facts.incident is not None or (isinstance(who, Person) and facts.is_wanted()):
        return None
    if inbound.point is not None and _goes_on(talk, now) and not inbound.live:
        place = facts.locate(*inbound.point)
        return _reported(talk, ReportSighting(words="", salute=Seen().salute, place=place, goes_on=True), now)
    return _told(talk, inbound, who, facts, now) if inbound.text else None


def _told(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What their words tell: that it is over, more of it, or a sighting."""
    seen = read_sighting(inbound.text, facts.sightings)
    if _is_over(talk, inbound, seen, facts, now):
        report = replace(_report(inbound, seen, facts), goes_on=not seen.is_sighting, gone=True)
        return _reported(talk, replace(report, quiet=_is_unsafe(talk, inbound, facts, now)), now)
    if _goes_on(talk, now) and not seen.is_sighting:
        return _more(talk, inbound, who, seen, facts, now)
    if not seen.is_sighting:
        return None
    report = _report(inbound, seen, facts)
    alone = reports_alone(inbound.text, seen, facts.read(inbound.text), read=facts.read, sightings=facts.sightings)
    if not alone or talk.intake.has_told():
        return _and_their_call(talk, inbound, who, report, facts, now)
    return _reported(talk, replace(report, quiet=_is_unsafe(talk, inbound, facts, now)), now)


def coordinating(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What members say about sightings by their number."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    if inbound.tap is not None:
        return _tapped(talk, inbound, who, now)
    text = normalise(inbound.text)
    pending = talk.pending
    if pending is not None and pending.about == SURE and now - talk.last_at <= HOLDS:
        word = facts.words.whole(text)
        if text in _YES or word is Word.YES:
            return done(talk, now, _judge(who, pending.subject, pending.rest, sure=True), why="sure")
        if text in _NO or word is Word.NO:
            return done(talk, now, says=(to_member(who, facts, K.C_SIGHTING_KEPT),), why="not told")
    leading = facts.words.leading(text)
    if leading is None:
        return None
    if leading == (Word.SIGHTINGS, ""):
        return done(talk, now, ListSightings(by=who.id), why="sightings")
    if leading[0] is not Word.SIGHTING:
        return None
    return _named(talk, inbound, who, leading[1], facts, now)


def _named(
    talk: Conversation, inbound: Inbound, who: Person, rest: str, facts: TalkFacts, now: datetime
) -> Step | None:
    """`sighting 3 confirmed`; or `sighting`, and what they saw."""
    number, _, verb = rest.partition(" ")
    number = number.removeprefix("#")
    if number.isdecimal():
        asked = facts.sightings.verdicts.get(verb)
        if asked is not None and len(number) < 7:
            return _asked(talk, who, number, asked, now)
    seen = read_sighting(inbound.text, facts.sightings)
    if not rest or (number.isdecimal() and not seen.is_sighting):
        return puzzled(talk, now, to_member(who, facts, K.C_SIGHTING_HOW), why="how to say it")
    words = inbound.text.split(maxsplit=1)
    return _reported(talk, _report(replace(inbound, text=words[-1]), seen, facts), now)


def _tapped(talk: Conversation, inbound: Inbound, who: Person, now: datetime) -> Step | None:
    tap = inbound.tap
    if tap is None or tap.action is not Action.SIGHTING or not tap.subject.isdecimal():
        return None
    if tap.arg == "s":
        return done(talk, now, _judge(who, tap.subject, Verdict.CONFIRMED.value, sure=True), why="sure")
    asked = _TAPS.get(tap.arg)
    if asked is None:
        return None
    return _asked(talk, who, tap.subject, asked, now)


def _asked(talk: Conversation, who: Person, number: str, asked: str, now: datetime) -> Step:
    if asked == "come":
        return done(talk, now, ComeToSighting(number=int(number), by=who.id), why="offers to come")
    if asked == "look":
        return done(talk, now, LookAtSighting(number=int(number), by=who.id), why="somebody is to look")
    step = done(talk, now, _judge(who, number, asked, sure=False), why=asked)
    if asked != Verdict.CONFIRMED.value:
        return step
    return replace(step, talk=replace(step.talk, pending=Pending(about=SURE, subject=number, rest=asked)))


def _judge(who: Person, number: str, verdict: str, *, sure: bool) -> JudgeSighting:
    return JudgeSighting(number=int(number), verdict=_VERDICTS[verdict], by=who.id, sure=sure)


def _alerts(talk: Conversation, inbound: Inbound, facts: TalkFacts, now: datetime) -> Step | None:
    """`alerts on`, with where if they like; `alerts off`."""
    leading = facts.words.leading(normalise(inbound.text)) if inbound.text else None
    if leading is None or leading[0] not in (Word.ALERTS_ON, Word.ALERTS_OFF):
        return None
    word, rest = leading
    place = facts.seek(inbound.text).place if rest else None
    if rest and place is None:
        return None
    areas = () if place is None else place.areas
    return _did(talk, SetAlerts(on=word is Word.ALERTS_ON, areas=areas), now, why="alerts")


def _report(inbound: Inbound, seen: Seen, facts: TalkFacts) -> ReportSighting:
    return ReportSighting(words=inbound.text[:_LONGEST], salute=seen.salute, place=facts.seek(inbound.text).place)


def _is_over(talk: Conversation, inbound: Inbound, seen: Seen, facts: TalkFacts, now: datetime) -> bool:
    """True if enforcement that they tell of, or have told of lately, is gone, and nobody needs help; or if they say
    that a place is clear."""
    lately = talk.pending is not None and talk.pending.about == REPORTS and now - talk.last_at <= OVER_WITHIN
    clears = seen.clears and facts.seek(inbound.text).place is not None
    if not seen.gone or seen.asks or not (seen.is_sighting or lately or clears):
        return False
    return not facts.read(without_units(inbound.text, facts.sightings)).danger


def _is_unsafe(talk: Conversation, inbound: Inbound, facts: TalkFacts, now: datetime) -> bool:
    return talk.texting.told(texting_told(inbound, facts, now), now).is_unsafe(now)


def _goes_on(talk: Conversation, now: datetime) -> bool:
    return talk.pending is not None and talk.pending.about == REPORTS and now - talk.last_at <= GOES_ON


def _more(talk: Conversation, inbound: Inbound, who: Who, seen: Seen, facts: TalkFacts, now: datetime) -> Step | None:
    """More of what they reported; what calls for help instead begins their call, and chatter is nothing."""
    reading = facts.read(without_units(inbound.text, facts.sightings))
    place = facts.seek(inbound.text).place
    told = seen.salute != Seen().salute or place is not None
    word = facts.words.whole(normalise(inbound.text))
    if not isinstance(who, Person) and (word is Word.THANKS or (reading.chatter and not told)):
        return unanswered(talk, now, why="thanks after a sighting")
    if seen.asks or reading.danger or word is not None or not (told or _answers(inbound, who, reading)):
        return None
    report = ReportSighting(words=inbound.text[:_LONGEST], salute=seen.salute, place=place, goes_on=True)
    return _reported(talk, report, now)


def _answers(inbound: Inbound, who: Who, reading: Reading) -> bool:
    """A few words that say nothing of help, such as that they do not know."""
    return not isinstance(who, Person) and not reading.areas and len(inbound.text.split()) <= _FEW_WORDS


def _and_their_call(
    talk: Conversation, inbound: Inbound, who: Who, report: ReportSighting, facts: TalkFacts, now: datetime
) -> Step | None:
    """Their call is heard as any other is, and what they saw is a report as well, of which no more is asked."""
    step = mine(talk, inbound, who, facts, now) if isinstance(who, Person) else intake(talk, inbound, who, facts, now)
    if step is None:
        return None
    return replace(step, commands=(*step.commands, replace(report, quiet=True)), why=f"a sighting, and {step.why}")


def _reported(talk: Conversation, report: ReportSighting, now: datetime) -> Step:
    step = _did(talk, report, now, why="a sighting")
    return replace(step, talk=replace(step.talk, pending=Pending(about=REPORTS, subject="")))


def _did(talk: Conversation, command: ASightingCommand, now: datetime, *, why: str) -> Step:
    after, events = (talk, ()) if talk.person is not None else heard(talk, now)
    step = done(after, now, command, why=why)
    return replace(step, events=events)
