"""Needs for later in the talk: a coordinator says when, who comes whether they still do, a requester whether it is.

    coordinator    window 7 thu 9:00-11:00     from when to when; with its start alone it is taken to last a while
                   window 7 now                for now after all
    who comes      B 1, or 1 alone             still coming, once asked; 0 is no, and somebody else is asked
    requester      4 / 5                       for the time they named, or for now; asked once, where that is not clear

A requester's time is asked about only where the nature is not urgent, no danger was named, and their words name one
time clearly; until they have answered it is for now. Their answer counts for a quarter of an hour, and while nobody has
said yes: after that it would take away who is coming, and a late one is answered with how it stands.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.commands import AskStatus, DropOut, SetWindow, StillComing
from domain.conversation import Conversation, Pending
from domain.ids import IncidentId
from domain.incident import Incident
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Say
from domain.needs import Urgency, Window
from domain.people import Person, Requester, Who
from domain.policy import Later
from domain.vocabulary import Spoken, Vocabulary, Word
from domain.when import read_moment, read_stretch, split_moment, split_stretch
from domain.zone import zone
from handlers.answer import Cannot, Coming, read_text, tokens_of
from handlers.saying import done, has_call, heard, puzzled, reading, to_member, to_requester
from handlers.step import GoingOn, Step, TalkFacts

_ABOUT = "later"
_MAY_WAIT = frozenset({Urgency.EXPECTED, Urgency.FUTURE})
_MOST_WORDS = 8
"""No time is named in more words than these."""

_THEN, _NOW = "4", "5"
_HOLDS = timedelta(minutes=15)
"""So long after the question a requester's answer is taken for it."""


def window(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator says when a call is."""
    if not isinstance(who, Person) or not who.is_coordinator() or not inbound.text:
        return None
    leading = facts.words.leading(normalise(inbound.text))
    if leading is None or leading[0] is not Word.WINDOW:
        return None
    # A time is read as it was written: what is normalised has lost the stops of 9:00.
    rest = inbound.text.split()[1:]
    incident = _meant(facts, rest)
    if rest and rest[0].lstrip("#").isdecimal():
        number, *rest = rest
        if incident is None:
            kind, about = MessageKind.C_NO_SUCH_INCIDENT, {"number": number.lstrip("#")[:9]}
            return puzzled(talk, now, to_member(who, facts, kind, about), why="no such incident")
    told = " ".join(rest)
    if incident is None or not told:
        return puzzled(talk, now, to_member(who, facts, MessageKind.C_LATER_HOW), why="which, and when?")
    if facts.words.whole(normalise(told)) is Word.FOR_NOW:
        return done(talk, now, SetWindow(incident=incident.id, by=who.id, window=None), why="for now")
    meant = _read(told, facts.words, incident, now)
    if meant is None:
        return puzzled(talk, now, to_member(who, facts, MessageKind.C_LATER_HOW), why="no time that can be read")
    return done(talk, now, SetWindow(incident=incident.id, by=who.id, window=meant), why="window")


def _meant(facts: TalkFacts, rest: list[str]) -> Incident | None:
    if rest and rest[0].lstrip("#").isdecimal():
        number = int(rest[0].lstrip("#")[:9])
        return next((each for each in facts.watched if each.number == number), None)
    return facts.watched[0] if len(facts.watched) == 1 else None


def _read(text: str, words: Vocabulary, incident: Incident, now: datetime) -> Window | None:
    """The time that `text` is, on the clock of the incident's team."""
    where = zone(incident.plan.time_zone)
    moment = read_moment(text, words, where, now)
    if moment is not None:
        return Window(start=moment, end=moment + incident.plan.policy.later.lasts)
    stretch = read_stretch(text, words, where, now)
    return None if stretch is None else Window(start=stretch.start, end=stretch.end)


# --- who comes


def still_coming(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Whether they still come: by button, by the letter of their page, or bare where nothing else can be meant."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    if inbound.tap is not None:
        if inbound.tap.action is not Action.STILL_COMING:
            return None
        command = StillComing(incident=IncidentId(inbound.tap.subject), by=who.id)
        return done(talk, now, command, why="still coming, by button")
    asked = tuple(each for each in facts.going if each.asked_again)
    if not inbound.text or not asked:
        return None
    found = _lettered(inbound.text, asked, facts) or _bare(talk, inbound.text, asked, facts)
    if found is None:
        return None
    mine, answer = found
    match answer:
        case Coming():
            return done(talk, now, StillComing(incident=mine.incident, by=who.id), why="still coming")
        case _:
            return done(talk, now, DropOut(incident=mine.incident, by=who.id), why="not coming any more")


def _lettered(text: str, asked: tuple[GoingOn, ...], facts: TalkFacts) -> tuple[GoingOn, Coming | Cannot] | None:
    letter, _, rest = text.strip().partition(" ")
    page = next((each for each in facts.pages if each.letter == letter.upper()), None)
    mine = next((each for each in asked if page is not None and each.incident == page.incident), None)
    answer = read_text(facts.words, rest) if rest.strip() else None
    return None if mine is None or answer is None else (mine, answer)


def _bare(
    talk: Conversation, text: str, asked: tuple[GoingOn, ...], facts: TalkFacts
) -> tuple[GoingOn, Coming | Cannot] | None:
    """Only where it can be for nothing else: no page, no other call, none of their own."""
    others = any(not each.ahead and not each.asked_again for each in facts.going)
    if len(asked) > 1 or others or facts.is_paged() or has_call(talk, facts):
        return None
    answer = read_text(facts.words, text) if tokens_of(text) else None
    plain = isinstance(answer, Cannot) or (isinstance(answer, Coming) and answer.minutes in (None, 1))
    return (asked[0], answer) if answer is not None and plain else None


# --- whoever needs help


def ask_when(talk: Conversation, facts: TalkFacts, now: datetime) -> tuple[Conversation, tuple[Say, ...]]:
    """The question whether a call that just opened is for the time their words name, where they name one."""
    intake = talk.intake
    nature = facts.community.natures.get(intake.nature) if intake.nature is not None else None
    if nature is None or nature.urgency not in _MAY_WAIT or intake.danger:
        return talk, ()
    team = facts.community.default_team()
    where = zone(team.time_zone)
    named = {named_time(text, facts.words, team.time_zone, team.policy.later, now) for text in intake.words} - {None}
    if len(named) != 1:
        return talk, ()
    meant = named.pop()
    if meant is None or meant.start - now <= team.policy.later.reminded:
        return talk, ()
    rest = " ".join(each.isoformat() for each in (meant.start, meant.end, now))
    asked = replace(talk, pending=Pending(about=_ABOUT, subject=talk.id, rest=rest))
    return asked, (to_requester(talk, facts, MessageKind.R_LATER_ASK, {"when": reading(where, meant.start)}),)


def named_time(text: str, words: Vocabulary, time_zone: str, later: Later, now: datetime) -> Window | None:
    """The one time that `text` names somewhere: a day by its name, and a time of that day, or from when to when."""
    where, tokens = zone(time_zone), _in_figures(text, words)
    found: dict[datetime, datetime] = {}
    for end in range(1, len(tokens) + 1):
        part = " ".join(tokens[max(0, end - _MOST_WORDS) : end])
        moment, stretch = split_moment(part, words, where, now), split_stretch(part, words, where, now)
        if moment is not None and _is_clear(part, moment[0], words, where, now):
            found.setdefault(moment[1], moment[1] + later.lasts)
        elif stretch is not None and _is_clear(part, stretch[0], words, where, now):
            found[stretch[1].start] = stretch[1].end
    return Window(start=min(found), end=found[min(found)]) if len(found) == 1 else None


def _in_figures(text: str, words: Vocabulary) -> list[str]:
    """The words of `text`, with `at nine` as `at 9`."""
    tokens = text.replace(",", " ").rstrip(".!? ").split()
    return [
        str(words.hours[normalise(each)])
        if normalise(each) in words.hours and before is not None and words.calendar.get(before) is Spoken.FILLER
        else each
        for before, each in zip([None, *map(normalise, tokens)], tokens, strict=False)
    ]


def _is_clear(part: str, beside: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> bool:
    """True if the time in `part` has a day that is named, and a number: neither a day alone nor a number alone."""
    told = part.removeprefix(beside).removesuffix(beside).split()
    numbers = [each for each in told if any(char.isdecimal() for char in each)]
    days = (each for each in told if each not in numbers)
    return bool(numbers) and any(read_stretch(each, words, where, now) is not None for each in days)


def which_time(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A requester's answer to that question."""
    pending = talk.pending
    if not isinstance(who, Requester) or facts.incident is None or pending is None or pending.about != _ABOUT:
        return None
    said = normalise(inbound.text)
    if inbound.tap is not None and inbound.tap.action is Action.THEN:
        said = _THEN if inbound.tap.arg == "1" else _NOW
    if said not in (_THEN, _NOW):
        return None
    start, end, asked = map(datetime.fromisoformat, pending.rest.split())
    over = bool(facts.incident.going()) or now - asked > _HOLDS
    if over and (talk.silent or facts.incident.silent):
        return None
    after, events = heard(replace(talk, pending=None), now)
    if over:
        stands = AskStatus(incident=facts.incident.id)
        return Step(talk=after, commands=(stands,), events=events, why="too late to say for when")
    if said == _NOW:
        return Step(talk=after, events=events, why="for now")
    if start <= now:
        return Step(talk=after, events=events, why="that time has come")
    command = SetWindow(incident=facts.incident.id, window=Window(start=start, end=end))
    return Step(talk=after, commands=(command,), events=events, why="for later")
