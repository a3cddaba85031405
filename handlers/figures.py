"""`figures`: what calls left behind in numbers, as a text and, where pictures are shown, as a plot.

    figures                     the last three months, this one among them
    figures month, month 3      this month alone; the March before or now
    figures last month          the one before
    figures year, last year     this year so far; the calendar year before. `2025` is a year too, `march 2025` a month
    figures last 6 months       so many, this one among them
    figures hour, nature, ...   told apart by the hour, the area, the nature, the language
    figures area old town       only there: an area, or a protection area by its name or number
    figures load                who was asked how often, for coordinators
    figures share ...           what may leave the team: nothing of few, nobody's name

The words behind may stand in any order; a place comes last.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.community import Team
from domain.conversation import Conversation
from domain.figures import By
from domain.language import normalise
from domain.memory_commands import ShowFigures
from domain.messages import Inbound, MessageKind
from domain.people import PAGEABLE, Person, Who
from domain.tally import month_of, months_back
from domain.vocabulary import Spoken, Word
from domain.zone import reached, zone
from handlers.rotas import behind
from handlers.saying import done, is_puzzled, puzzled, shows_taps, to_member
from handlers.step import Step, TalkFacts

MONTHS = 3
"""How many calendar months are shown where none is named, this one among them."""

_MONTHS = (
    *(Spoken.JAN, Spoken.FEB, Spoken.MAR, Spoken.APR, Spoken.MAY, Spoken.JUN),
    *(Spoken.JUL, Spoken.AUG, Spoken.SEP, Spoken.OCT, Spoken.NOV, Spoken.DEC),
)
_BY = {"hour": By.HOUR, "area": By.AREA, "nature": By.NATURE, "language": By.LANGUAGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What stands behind the word. `month`: 0 this one, 1 to 12 the latest of that name, None the last `months`.
    `year`: that one's, 0 this one's. `before`: the month, or the year, before this one.
    """

    by: By | None = None
    month: int | None = None
    months: int | None = None
    year: int | None = None
    before: bool = False
    where: str = ""
    load: bool = False
    for_others: bool = False


def figures(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's own team's; of several each. What people carry, and what leaves the team, is for coordinators."""
    if not isinstance(who, Person) or not who.is_member() or inbound.tap is not None:
        return None
    asked = behind(inbound, facts)
    if asked is None or asked[0] is not Word.FIGURES:
        return None
    told = _told(normalise(asked[1]), facts)
    teams = _teams(who, facts, told)
    step = None
    if told is None:
        step = puzzled(talk, now, to_member(who, facts, MessageKind.M_FIGURES_HOW), why="which figures?")
    elif not teams:
        step = puzzled(talk, now, to_member(who, facts, MessageKind.M_MAY_NOT), why="no figures of theirs")
    if told is None or step is not None:
        unclear = step is not None and facts.going and is_puzzled(talk, step)
        return None if unclear else step  # words for whoever needs help may begin like this
    plot = shows_taps(talk, who)
    commands = [_command(who, team, told, now, plot=plot) for team in teams]
    return done(talk, now, *commands, why="figures")


def _teams(who: Person, facts: TalkFacts, told: _Told | None) -> tuple[Team, ...]:
    runs = tuple(each.team for each in who.memberships if who.is_coordinator(each.team))
    theirs = runs or tuple(each.team for each in who.memberships if each.standing in PAGEABLE)
    if told is not None and (told.load or told.for_others):
        theirs = runs
    return tuple(facts.community.teams[each] for each in sorted(theirs) if each in facts.community.teams)


def _command(who: Person, team: Team, told: _Told, now: datetime, *, plot: bool) -> ShowFigures:
    this_month = month_of(reached(zone(team.time_zone), now))
    first, last = _months(told, this_month)
    return ShowFigures(
        by=who.id,
        team=team.id,
        first=first,
        last=last,
        told_apart=told.by,
        where=told.where,
        load=told.load,
        for_others=told.for_others,
        plot=plot,
    )


def _months(told: _Told, this_month: str) -> tuple[str, str]:
    """The first and the last of them."""
    if told.year is not None:
        year = (told.year or int(this_month[:4])) - (told.before and not told.year)
        if told.month:
            return (f"{year:04}-{told.month:02}",) * 2
        return f"{year:04}-01", min(f"{year:04}-12", max(this_month, f"{year:04}-01"))
    if told.month is None:
        return months_back(this_month, (told.months or MONTHS) - 1), this_month
    month = _latest(this_month, told.month) if told.month else months_back(this_month, told.before)
    return month, month


def _latest(this_month: str, month: int) -> str:
    """The month of this number that is not ahead."""
    return months_back(this_month, (int(this_month.split("-")[1]) - month) % 12)


def _told(said: str, facts: TalkFacts) -> _Told | None:
    """None if any of it cannot be meant."""
    told, words = _Told(), said.split()
    while words:
        first, *words = words
        meant = facts.words.figures.get(first, "")
        if meant == "month":
            month, words = _month(words, facts)
            told = replace(told, month=month)
        elif meant == "year":
            told = replace(told, year=told.year or 0)
        elif meant == "last":
            told = replace(told, before=True)
        elif first.isdecimal() and len(first) == len("2025"):
            told = replace(told, year=int(first))
        elif (many := _so_many(first, words, facts)) is not None:
            told, words = replace(told, months=many), words[1:]
        elif meant == "area" and words:
            where = _where(" ".join(words), facts)
            if where:
                return replace(told, where=where)
            told = replace(told, by=By.AREA)
        elif meant in _BY:
            told = replace(told, by=_BY[meant])
        elif meant == "load":
            told = replace(told, load=True)
        elif meant == "share":
            told = replace(told, for_others=True)
        elif (number := _month_named(first, facts)) is not None:
            told = replace(told, month=number)
        elif meant != "filler":
            return None
    aimless = told.before and told.month is told.year is told.months is None
    return None if aimless or (told.load and told.for_others) else told


def _so_many(word: str, behind_it: list[str], facts: TalkFacts) -> int | None:
    """`6`, before the word for months."""
    counts = word.isdecimal() and bool(behind_it) and facts.words.figures.get(behind_it[0]) == "month"
    return int(word) if counts and 1 <= int(word) <= len(_MONTHS) else None


def _month(words: list[str], facts: TalkFacts) -> tuple[int, list[str]]:
    """The number or name of a month behind the word for one; 0, this month, where there is none."""
    if words and words[0].isdecimal() and 1 <= int(words[0]) <= len(_MONTHS):
        return int(words[0]), words[1:]
    named = _month_named(words[0], facts) if words else None
    return (0, words) if named is None else (named, words[1:])


def _month_named(word: str, facts: TalkFacts) -> int | None:
    spoken = facts.words.calendar.get(word)
    return _MONTHS.index(spoken) + 1 if spoken in _MONTHS else None


def _where(said: str, facts: TalkFacts) -> str:
    """The id of the area, or the protection area, that is called this."""
    area = next((each.id for each in facts.community.areas.values() if each.goes_by(said)), None)
    if area is not None:
        return area
    named = facts.toolkit.area_named(said)
    return named[0].value if named is not None and not named[1] else ""
