"""Answers about a rotation as people type them: `2 weeks`, `mon-fri`, `20-08`, `backup`. Each becomes a written form.

The words are data (`Vocabulary.choices` and `Vocabulary.calendar`). What is no answer to the question is None, and
never a guess. Names of people are not read here: whom a name means is for whoever knows the team.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from domain.language import normalise
from domain.quiet import read_window
from domain.rota import Hours, Unit, Weekday
from domain.rotation_draft import (
    BEFORE,
    BEHIND,
    BESIDE,
    CHANGE,
    END,
    MORNING,
    NEW,
    NOW,
    Asked,
    Draft,
    Ground,
    hours_written,
    opens_of,
    rota_named,
    team_of,
    time_zone_of,
)
from domain.vocabulary import Vocabulary, Word
from domain.when import read_moment
from domain.zone import reached, zone

LONGEST_ANSWER = 300
MOST_UNITS = 99

Id = TypeVar("Id", bound=str)

_SEAM = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_PARTED = re.compile(r"[,;/\n&+]|\s")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_WEEK = tuple(Weekday)
_UNITS = {"hour": Unit.HOUR, "day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH}
_PLACES = {"beside": BESIDE, "behind": BEHIND, "before": BEFORE}
_FIXES = {
    "who": Asked.WHO,
    "length": Asked.TURN,
    "week": Asked.TURN,
    "days": Asked.DAYS,
    "hours": Asked.HOURS,
    "start": Asked.START,
    "from": Asked.START,
    "until": Asked.UNTIL,
    "place": Asked.PLACE,
}


def read_given(draft: Draft, text: str, ground: Ground, words: Vocabulary, now: datetime) -> str | None:
    """What `text` answers to the open question, in its written form; None if it answers nothing."""
    if len(text) > LONGEST_ANSWER:
        return None
    match draft.asked:
        case Asked.TURN:
            return _turn(text, words)
        case Asked.DAYS:
            return _days(text, words)
        case Asked.HOURS:
            return _hours(text, words)
        case Asked.START | Asked.UNTIL:
            return _moment(draft, text, ground, words, now)
        case Asked.PLACE | Asked.WHAT | Asked.FIX:
            return _one_of(draft.asked, _meant(text, words))
        case _:
            return _named(draft, text, ground, words)


def _named(draft: Draft, text: str, ground: Ground, words: Vocabulary) -> str | None:
    """Teams, lines, areas and skills, by their ids and names."""
    team, community = team_of(draft, ground), ground.community
    wanted = normalise(text)
    match draft.asked:
        case Asked.TEAM:
            named = {each: (each, *community.teams[each].names.values()) for each in ground.runs}
            return next((each for each, names in named.items() if wanted in map(normalise, names)), None)
        case Asked.MENU | Asked.LINE if _meant(text, words) == ["new"]:
            return NEW
        case Asked.LINE if team is not None:
            return next((each.id for each in team.rotas if wanted == normalise(each.id.partition("/")[2])), None)
        case Asked.NAME if team is not None:
            return rota_named(text, team)
        case Asked.AREAS if team is not None:
            areas = {each: community.areas[each].names for each in sorted(team.areas) if each in community.areas}
            return _several(text, areas, words)
        case Asked.SKILLS:
            return _several(text, {each: skill.names for each, skill in community.skills.items()}, words)
        case _:
            return None


def _several(text: str, named: Mapping[Id, Mapping[str, str]], words: Vocabulary) -> str | None:
    """Some of them, by id or by name in any language, parted by commas; all of them."""
    if _means_all(_meant(text, words)):
        return ""
    found: list[Id] = []
    for part in text.split(","):
        wanted = normalise(part)
        one = next((each for each in named if wanted in {normalise(each), *map(normalise, named[each].values())}), None)
        if one is None:
            return None
        found.append(one)
    return ",".join(dict.fromkeys(found))


def _one_of(asked: Asked, meant: Sequence[str]) -> str | None:
    for each in meant:
        if asked is Asked.PLACE and each in _PLACES:
            return _PLACES[each]
        if asked is Asked.WHAT and each in ("change", "over"):
            return CHANGE if each == "change" else END
        if asked is Asked.FIX and each in _FIXES:
            return _FIXES[each]
    return None


def _turn(text: str, words: Vocabulary) -> str | None:
    """`week`, `2 weeks`, `12h`, `every 2 days`, `monthly`."""
    meant = [each for each in _meant(text, words) if each not in ("filler", "every")]
    every = "1"
    if meant and meant[0].isdecimal():
        every, *meant = meant
    if len(meant) != 1 or len(every) > 2:
        return None
    unit = _UNITS.get({"days": "day", "hours": "hour"}.get(meant[0], meant[0]))
    return None if unit is None or not 1 <= int(every) <= MOST_UNITS else f"{int(every)} {unit.value}"


def _days(text: str, words: Vocabulary) -> str | None:
    """`all`, `mon-fri`, `weekends`, `mon, wed and fri`, `lunes a viernes`."""
    meant = _meant(text, words)
    named = [each for each in meant if each not in ("filler", "and", "day", "days", "from", "week", "every")]
    if not named:
        return "" if "every" in meant else None
    if named in (["weekends"], ["weekend"]):
        return "sat,sun"
    if named == ["weekdays"]:
        return "mon,tue,wed,thu,fri"
    found: set[Weekday] = set()
    last: Weekday | None = None
    through = False
    for each in named:
        if each in ("to", "until", "a", "-"):
            if last is None or through:
                return None
            through = True
            continue
        if each not in _WEEK:
            return None
        day = Weekday(each)
        found |= _from_to(last, day) if through and last is not None else {day}
        last, through = day, False
    if through:
        return None
    return "" if len(found) == len(_WEEK) else ",".join(each for each in _WEEK if each in found)


def _from_to(first: Weekday, last: Weekday) -> set[Weekday]:
    start = _WEEK.index(first)
    return {_WEEK[(start + n) % 7] for n in range((_WEEK.index(last) - start) % 7 + 1)}


def _hours(text: str, words: Vocabulary) -> str | None:
    """`all day`, `20-08`, `8pm to 8am`, `de 20 a 8`."""
    meant = [each for each in _meant(text, words) if each != "filler"]
    if _means_all([each for each in meant if each not in ("day", "days", "hours", "hour")]):
        return ""
    plain = _DASHES.sub("-", text.strip().lower())
    first, _, rest = plain.partition(" ")
    if _meaning(first, words) in ("from", "filler") and rest:
        plain = rest.removeprefix("las ")
    window = read_window(plain)
    return None if window is None else hours_written(Hours(opens=window[0], closes=window[1]))


def _moment(draft: Draft, text: str, ground: Ground, words: Vocabulary, now: datetime) -> str | None:
    """A moment as a reading of the rota's clock. A day without a time begins as its hours open, else in the morning."""
    until = draft.asked is Asked.UNTIL
    meant = [each for each in _meant(text, words) if each != "filler"]
    if until and (meant == ["open"] or words.whole(normalise(text)) is Word.NO):
        return ""
    if not until and meant == ["now"]:
        return NOW
    where = zone(time_zone_of(draft, ground))
    at = read_moment(text, words, where, now, ends_at=opens_of(draft, ground) or MORNING)
    if at is None:
        return None
    return reached(where, at).replace(second=0, microsecond=0).isoformat(timespec="minutes")


def _means_all(meant: Sequence[str]) -> bool:
    return "every" in meant and all(each in ("every", "filler") for each in meant)


def _meant(text: str, words: Vocabulary) -> list[str]:
    """Each word of `text` by its one name, the signs that part them left out; `-` between two words stays."""
    plain = _SEAM.sub(" ", _DASHES.sub("-", text)).replace("-", " - ")
    return [_meaning(each, words) for each in _PARTED.split(plain) if each == "-" or normalise(each)]


def _meaning(word: str, words: Vocabulary) -> str:
    if word == "-":
        return word
    plain = normalise(word)
    return words.choices.get(plain) or str(words.calendar.get(plain, plain))
