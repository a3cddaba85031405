"""How answers are read: what people type, however they type it, or a sentence that says what was meant instead."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path

from config.catalogues import load_catalogues
from config.durations import duration
from config.first_community import DecidedArea, DecidedHours, DecidedMember
from config.map_file import Drawn, WrongMap, read_map
from config.words import load_words
from config.written import identifying
from domain.language import normalise
from domain.rota import Weekday
from domain.vocabulary import Word


class NotYet(ValueError):
    """The answer cannot be used; the text says why, and what to type instead."""


MOST_MEMBERS = 60
_LONGEST_NAME = 60
_LONGEST_KEPT = "30d"
_SHORTEST_KEPT = "1h"

_ZONES = {
    "1": "America/New_York",
    "2": "America/Chicago",
    "3": "America/Denver",
    "4": "America/Los_Angeles",
    "5": "America/Anchorage",
    "6": "Pacific/Honolulu",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "arizona": "America/Phoenix",
    "puerto rico": "America/Puerto_Rico",
}
_DAYS = {day.value: day for day in Weekday}
_KEPT = re.compile(r"(?P<number>\d{1,4})\s*(?P<unit>hours?|h|days?|d|weeks?|w)", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_HOURS = re.compile(
    r"(?:(?P<days>.*?[a-z])[\s,:]+)??(?P<start>\d[^-]*?)\s*(?:-|to|until)\s*(?P<end>\d.*)", re.IGNORECASE
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"))
_MEMBER = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<languages>[^()]*)\))?")


def said_yes(text: str) -> bool:
    """True for a yes, False for a no, in any of the languages the program knows."""
    word = load_words().whole(normalise(text))
    if normalise(text) in ("y", "n"):
        return normalise(text) == "y"
    if word is Word.YES or word is Word.NO:
        return word is Word.YES
    raise NotYet("Type yes or no.")


def said_name(text: str) -> str:
    """A name that may stand in the community file."""
    name = " ".join(text.split())
    if not name:
        raise NotYet("It needs a name.")
    if len(name) > _LONGEST_NAME:
        raise NotYet(f"That is {len(name)} characters; please find a name of at most {_LONGEST_NAME}.")
    if not any(map(str.isalpha, name)):
        raise NotYet("A name has letters in it.")
    if any(char in name for char in "{}[]\\\"'`") or not name.isprintable():
        raise NotYet("Please use letters, digits and blanks, no quotes or brackets.")
    without_numbers(name)
    return name


def without_numbers(text: str) -> str:
    """`text`, if it holds nobody's number or account: those never stand in the community file."""
    what = identifying(text)
    if what:
        raise NotYet(
            f"That looks like {what}. None is written down here: short numbers such as 911 or 211 are fine, and so is "
            "the name of a place or a web page."
        )
    return text


def said_languages(text: str) -> tuple[str, ...]:
    """Codes of languages that the program speaks, in the order they were named."""
    spoken = load_catalogues().languages
    known = load_words().languages
    if normalise(text) in ("all", "all of them"):
        return tuple(spoken)
    found: list[str] = []
    for each in re.split(r"[,;/&+\s]+|\band\b", text):
        name = normalise(each)
        if not name or name in ("and", "y"):
            continue
        code = spoken[int(name) - 1] if name.isdecimal() and 0 < int(name) <= len(spoken) else known.get(name, name)
        if code not in spoken:
            raise NotYet(
                f'Upstander does not speak "{each}" yet, only {_listed([language_name(each) for each in spoken])}. '
                "Type one or more."
            )
        found.append(code)
    if not found:
        raise NotYet("Name at least one language.")
    return tuple(dict.fromkeys(found))


def language_name(code: str) -> str:
    """What a language is called in English."""
    return load_catalogues().language_name(code, "en")


def said_zone(text: str) -> str:
    """The name of a time zone, from a name, a city or a number of the list."""
    asked = normalise(text).removesuffix(" time").strip()
    if asked in _ZONES:
        return _ZONES[asked]
    cities = _cities()
    if asked in cities:
        return cities[asked]
    close = [cities[each] for each in get_close_matches(asked, list(cities), n=3, cutoff=0.7)]
    hint = (
        f"Did you mean {' or '.join(dict.fromkeys(close))}?" if close else "Type the nearest large city, or a number."
    )
    raise NotYet(f'"{text}" is no time zone I know. {hint}')


@cache
def _cities() -> dict[str, str]:
    """Zones by their whole name and by their city, as they are compared."""
    zones = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    by_city = {
        normalise(each.rpartition("/")[2]): each for each in zones if "/" in each and not each.startswith("Etc/")
    }
    return by_city | {normalise(each): each for each in zones}


def said_areas(text: str) -> tuple[DecidedArea, ...]:
    """`Old Town: 60614, the flats; Mill Row: 60615`: a name, and behind it its ZIP codes and other names."""
    areas: list[DecidedArea] = []
    for each in text.split(";"):
        if not each.strip():
            continue
        name, _, rest = each.partition(":")
        if re.fullmatch(r"\s*\d{5}\s*", name):
            raise NotYet(f"{name.strip()} is a ZIP code; put the area's name before it, as in Old Town: {name.strip()}")
        zips, aliases = said_other_names(rest)
        areas.append(DecidedArea(name=said_name(name), zips=zips, aliases=aliases))
    if not areas:
        raise NotYet("Name at least one area, as in Old Town: 60614")
    no_two_alike([each.name for each in areas], "area")
    return tuple(areas)


def said_other_names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """ZIP codes and other names, parted by commas. A dash alone means none."""
    zips: list[str] = []
    aliases: list[str] = []
    for each in text.split(","):
        part = each.strip()
        if not part or part == "-":
            continue
        if part.isdecimal():
            if len(part) != 5:
                raise NotYet(f"{part} is no ZIP code: those have five digits.")
            zips.append(part)
        elif re.fullmatch(r"[\d ]+", part):
            raise NotYet(f"Put a comma between the ZIP codes, as in {', '.join(part.split())}")
        else:
            aliases.append(said_name(part))
    return tuple(dict.fromkeys(zips)), tuple(dict.fromkeys(aliases))


def map_in(folder: Path, says: Callable[[str], None]) -> Callable[[str], tuple[Drawn, ...]]:
    """Reads the areas of a map whose path is typed, or dragged into the window. A path is taken from `folder`.

    `says` is told what was found.
    """

    def read(text: str) -> tuple[Drawn, ...]:
        typed = text.strip().strip("'\"").replace("\\ ", " ").removeprefix("file://")
        if not typed:
            raise NotYet("Type where the file is.")
        try:
            found = read_map(folder / Path(typed).expanduser())
        except WrongMap as wrong:
            raise NotYet(f"{wrong}.") from None
        named = ", ".join(each.name or "one without a name" for each in found.areas)
        passed_over = f"; points and lines passed over: {found.passed_over}" if found.passed_over else ""
        says(f"Found {len(found.areas)}: {named}{passed_over}.")
        return found.areas

    return read


def said_members(languages: Sequence[str]) -> Callable[[str], tuple[DecidedMember, ...]]:
    """Reads `Ana (es, en), Ben`: roster names, and in brackets the languages somebody speaks."""

    def read(text: str) -> tuple[DecidedMember, ...]:
        members = []
        for each in re.split(r"[,;\n]\s*(?![^()]*\))", text):
            part = each.strip().removeprefix("and ").strip()
            if not part or part == "-":
                continue
            found = _MEMBER.fullmatch(part)
            if found is None:
                raise NotYet(f'I cannot read "{part}". Write names with commas between them: Ana (es), Ben')
            spoken = said_languages(found["languages"]) if found["languages"] else ()
            strange = [language_name(each) for each in spoken if each not in languages]
            if strange:
                raise NotYet(f"Your line does not speak {strange[0]}; add it under decision 2, or leave it out here.")
            members.append(DecidedMember(name=said_name(found["name"]), languages=spoken))
        no_two_alike([each.name for each in members], "person")
        if len(members) > MOST_MEMBERS:
            raise NotYet(f"That is {len(members)} people; begin with a team of at most {MOST_MEMBERS}.")
        return tuple(members)

    return read


def no_two_alike(names: Sequence[str], what: str) -> None:
    """Raises NotYet where two of `names` would be taken for one another."""
    seen: set[str] = set()
    for name in names:
        if normalise(name) in seen:
            raise NotYet(f"{name} stands there twice. Give each {what} a name of its own, such as {name} B.")
        seen.add(normalise(name))


def said_hours(text: str) -> DecidedHours:
    """`always`, `18:00-23:00`, `fri sat 8pm-2am`: when somebody is on call."""
    if normalise(text) in ("always", "24 7", "all the time", "all day", "siempre", "around the clock"):
        return DecidedHours()
    found = _HOURS.fullmatch(text.translate(_DASHES).strip())
    if found is None:
        raise NotYet("Type always, or hours such as 18:00-23:00 or 6pm-11pm, with days before them if you like.")
    opens, closes = (_clock(found[end]) for end in ("start", "end"))
    return DecidedHours(hours=f"{opens}-{closes}", days=_days(found["days"] or ""))


def _clock(text: str) -> str:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise NotYet(f'"{text.strip()}" is no time of day; write 18:00 or 6pm.')
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise NotYet(f'"{text.strip()}" is no time of day; write 18:00 or 6pm.')
        hour = hour % 12 + (12 if found["half"].casefold().startswith("p") else 0)
    if hour == 24 and not minute:
        hour = 0
    if hour > 23 or minute > 59:
        raise NotYet(f'"{text.strip()}" is no time of day; write 18:00 or 6pm.')
    return f"{hour:02}:{minute:02}"


def _days(text: str) -> tuple[Weekday, ...] | None:
    words = normalise(text.replace("-", " to ")).split()
    words = [each for each in words if each not in ("and", "on", "from")]
    if not words or words in (["daily"], ["every", "day"]):
        return None
    days: list[Weekday] = []
    order = list(Weekday)
    through = False
    for word in words:
        if word in ("to", "through", "until") and days:
            through = True
            continue
        if word in ("weekdays", "weekends", "weekend"):
            days += order[:5] if word == "weekdays" else order[5:]
            continue
        day = _DAYS.get(word[:3])
        if day is None:
            raise NotYet(f'"{word}" is no day; write mon, tue, wed, thu, fri, sat, sun.')
        if through:
            first, last = order.index(days[-1]), order.index(day)
            days += [order[(first + n) % 7] for n in range(1, (last - first) % 7)]
            through = False
        days.append(day)
    return tuple(day for day in order if day in days)


def said_emergency(text: str) -> str:
    """A number that anybody may dial, such as 911 or 988."""
    number = " ".join(text.split())
    if not number or len(number) > 30:
        raise NotYet("Type a short number, such as 911 or 988.")
    return without_numbers(number)


def said_kept(text: str) -> str:
    """How long words are kept: `72h` from 72 hours, 3 days or a week."""
    found = _KEPT.fullmatch(text.strip())
    if found is None:
        raise NotYet("Type a length of time, such as 24 hours, 3 days or 1 week.")
    kept = f"{int(found['number'])}{found['unit'][0].casefold()}"
    if duration(kept) < duration(_SHORTEST_KEPT):
        raise NotYet("Whoever is on the way needs the words for a while: keep them for an hour at least.")
    if duration(kept) > duration(_LONGEST_KEPT):
        raise NotYet("30 days is the most. What is not kept cannot be taken: a few days are usually enough.")
    return kept


def said_numbers(most: int) -> Callable[[str], tuple[int, ...]]:
    """Reads numbers of a list that goes to `most`: `1, 2 4`, `1-4`, `all` or `none`."""

    def read(text: str) -> tuple[int, ...]:
        if normalise(text) == "all":
            return tuple(range(1, most + 1))
        if normalise(text) in ("none", "0"):
            return ()
        numbers: set[int] = set()
        for each in re.split(r"[,;\s]+", text.strip()):
            first, _, last = each.partition("-")
            if not first.isdecimal() or (last and not last.isdecimal()):
                raise NotYet(f'Type numbers of the list, such as 1, 2, 4. "{each}" is none.')
            numbers |= set(range(int(first), int(last or first) + 1)) if int(last or first) <= most else {most + 1}
        if not numbers <= set(range(1, most + 1)):
            raise NotYet(f"The list goes from 1 to {most}.")
        return tuple(sorted(numbers))

    return read


def said_one_of(most: int) -> Callable[[str], int]:
    """Reads one number of a list that goes to `most`."""

    def read(text: str) -> int:
        numbers = said_numbers(most)(text)
        if len(numbers) != 1:
            raise NotYet(f"Type one number, from 1 to {most}.")
        return numbers[0]

    return read


def _listed(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1]) if words[1:] else words)
