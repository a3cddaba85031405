"""What a text tells of enforcement that somebody saw: size, activity, unit, equipment. Words are data.

Location and time are read elsewhere: places by the atlas, and the time is when they wrote. Nothing of their own words
goes into what is read: others hear of a sighting in our words, which say nothing about who reported it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
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
    whole = _phrases(said)
    kept = _without(said, whole, words.harmless)
    phrases = whole if len(kept) == len(said) else _phrases(kept)
    units = _found(_phrases(_with_nth(kept)), words.units)
    activities = _found(phrases, words.activities)
    beside = _found(phrases, words.with_activity)
    salute = Salute(
        people=_count(kept, phrases, words.people, words),
        vehicles=_count(kept, phrases, words.vehicles, words),
        activities=activities,
        units=_both(units, beside),
        gear=_found(phrases, words.gear),
    )
    every = {phrase for _, _, phrase in whole}
    asks = not every.isdisjoint(words.asks) or not every.isdisjoint(words.taken)
    gone = not every.isdisjoint(words.gone) and every.isdisjoint(words.stays)
    clears = gone and not every.isdisjoint(words.clears)
    is_sighting = bool(units) or bool(beside and activities)
    return Seen(salute=salute, is_sighting=is_sighting, asks=asks, gone=gone, clears=clears)


def _with_nth(said: Sequence[str]) -> list[str]:
    return ["nth" if _NTH.fullmatch(each) else each for each in said]


_Phrase = tuple[int, int, str]
"""The first word, the one behind the last, and what they are together."""


def _phrases(said: Sequence[str]) -> list[_Phrase]:
    """All that may be a phrase, in the order of the text."""
    return [
        (first, after, " ".join(said[first:after]))
        for first in range(len(said))
        for after in range(first + 1, min(len(said), first + _LONGEST_PHRASE) + 1)
    ]


def _found(phrases: Iterable[_Phrase], among: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(among[phrase] for _, _, phrase in phrases if phrase in among))


def _without(said: Sequence[str], phrases: Iterable[_Phrase], harmless: Set[str]) -> list[str]:
    gone = {at for first, after, phrase in phrases if phrase in harmless for at in range(first, after)}
    return [word for at, word in enumerate(said) if at not in gone]


def _count(said: Sequence[str], phrases: Iterable[_Phrase], things: Set[str], words: SightingWords) -> int | None:
    """The number just before one of `things`; words that describe them may stand between."""
    for first, _, phrase in phrases:
        if phrase not in things:
            continue
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
    said = _with_nth(said)
    return " ".join(_without(said, _phrases(said), words.units.keys() | words.with_activity.keys() | arms))
