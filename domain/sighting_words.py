"""What a text tells of enforcement that somebody saw: size, activity, unit, equipment. Words are data.

Location and time are read elsewhere: places by the atlas, and the time is when they wrote. Nothing of their own words
goes into what is read: others hear of a sighting in our words, which say nothing about who reported it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from domain.language import normalise

_LONGEST_PHRASE = 4
_LONGEST_TEXT = 1600
_MOST = 999
_NTH = re.compile(r"\d{1,3}(?:st|nd|rd|th)")
"""Of a street, as `nth` in the words: "ICE 5th & Main"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingWords:
    """Normalised phrases, and what they mean. See the file of them."""

    units: Mapping[str, str] = field(default_factory=dict)
    with_activity: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    gear: Mapping[str, str] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    vehicles: frozenset[str] = frozenset()
    describes: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    asks: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    custody: Mapping[str, str] = field(default_factory=dict)
    custody_notes: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    clears: frozenset[str] = frozenset()
    stays: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Salute:
    """What was seen, without where and when. `people` and `vehicles` are None where nobody said how many."""

    people: int | None = None
    vehicles: int | None = None
    activities: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    gear: tuple[str, ...] = ()

    def with_(self, more: "Salute") -> "Salute":
        """Both together; a later number is nearer the truth."""
        return Salute(
            people=self.people if more.people is None else more.people,
            vehicles=self.vehicles if more.vehicles is None else more.vehicles,
            activities=_both(self.activities, more.activities),
            units=_both(self.units, more.units),
            gear=_both(self.gear, more.gear),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a text tells. `is_sighting`: it tells of enforcement, whatever else it does. `asks`: whoever writes needs
    help, or somebody is being taken. `gone`: what was seen is over; `clears`: in words that say so by themselves."""

    salute: Salute = Salute()
    is_sighting: bool = False
    asks: bool = False
    gone: bool = False
    clears: bool = False


def read_sighting(text: str, words: SightingWords) -> Seen:
    """What `text` tells of a sighting. In doubt it asks for help: that opens a call as well."""
    said = normalise(text[:_LONGEST_TEXT]).split()
    kept = _without(said, words.harmless)
    units = _found(_with_nth(kept), words.units)
    activities = _found(kept, words.activities)
    beside = _found(kept, words.with_activity)
    salute = Salute(
        people=_count(kept, words.people, words),
        vehicles=_count(kept, words.vehicles, words),
        activities=activities,
        units=_both(units, beside),
        gear=_found(kept, words.gear),
    )
    is_sighting = bool(units) or bool(beside and activities)
    asks = any(True for _ in _phrases(said, words.asks)) or any(True for _ in _phrases(said, words.taken))
    gone = any(True for _ in _phrases(said, words.gone)) and not any(True for _ in _phrases(said, words.stays))
    clears = gone and any(True for _ in _phrases(said, words.clears))
    return Seen(salute=salute, is_sighting=is_sighting, asks=asks, gone=gone, clears=clears)


def _with_nth(said: Sequence[str]) -> list[str]:
    return ["nth" if _NTH.fullmatch(each) else each for each in said]


def _found(said: Sequence[str], among: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(among[phrase] for _, _, phrase in _phrases(said, among.keys())))


def _phrases(said: Sequence[str], among: Set[str]) -> Iterator[tuple[int, int, str]]:
    """(first word, word after the last, phrase) of what stands in the text."""
    for first in range(len(said)):
        for after in range(first + 1, min(len(said), first + _LONGEST_PHRASE) + 1):
            phrase = " ".join(said[first:after])
            if phrase in among:
                yield first, after, phrase


def _without(said: Sequence[str], harmless: Set[str]) -> list[str]:
    gone = {at for first, after, _ in _phrases(said, harmless) for at in range(first, after)}
    return [word for at, word in enumerate(said) if at not in gone]


def _count(said: Sequence[str], things: Set[str], words: SightingWords) -> int | None:
    """The number just before one of `things`; words that describe them may stand between."""
    for first, _, _ in _phrases(said, things):
        at = first - 1
        while at >= 0 and said[at] in words.describes:
            at -= 1
        if at < 0:
            continue
        number = int(said[at]) if said[at].isdecimal() else words.numbers.get(said[at])
        if number is not None and 0 < number <= _MOST:
            return number
    return None


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def heads(words: SightingWords) -> frozenset[str]:
    """The first word of whatever tells of enforcement: a text without any of them is no sighting."""
    return frozenset(phrase.split()[0] for phrase in (*words.units, *words.with_activity))


def mentions(text: str, first: Set[str]) -> bool:
    """True if one of these `heads` stands in `text`."""
    return not first.isdisjoint(normalise(text[:_LONGEST_TEXT]).split())


def without_units(text: str, words: SightingWords) -> str:
    """The text without who they are and what arms they carry: that they are there is no danger by itself, and what they
    do to somebody is.
    """
    arms = {phrase for phrase, thing in words.gear.items() if thing == "weapons"}
    said = normalise(text[:_LONGEST_TEXT]).split()
    return " ".join(_without(_with_nth(said), words.units.keys() | words.with_activity.keys() | arms))
