"""Names in a text: of areas, landmarks, streets and blocks, however people write them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from domain.community import Landmark
from domain.language import normalise
from domain.places import PlaceKind

Point = tuple[float, float]
"""(lat, lon) in degrees WGS 84."""

T = TypeVar("T")

_SHORTEST_WITH_A_SLIP = 6
_SHORTEST_WITH_TWO_SLIPS = 11


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as it is compared, and where it stands. `&`, `@`, `+` and `/` between words are words."""

    key: str
    start: int
    end: int
    priced: bool = False


_WORD = re.compile(r"(?P<priced>[$€£#]\s?)?(?P<word>\w+(?:['\u2019]\w+)*)|(?P<joiner>[&@+/])")


def words_of(text: str) -> tuple[Word, ...]:
    return tuple(_each_word(text))


def _each_word(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        if found["joiner"]:
            yield Word("&", found.start(), found.end())
        elif key := normalise(found["word"]).replace(" ", ""):
            yield Word(key, found.start("word"), found.end(), priced=found["priced"] is not None)


def keys_of(name: str) -> tuple[str, ...]:
    return tuple(word.key for word in _each_word(name))


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """The words `first` to `last` (both in it) name these."""

    first: int
    last: int
    items: tuple[T, ...]
    exact: bool


class Names(Generic[T]):
    """Finds names in a text by whole words: as written, else with a slip of the thumb.

    A slip is a letter missing, added, changed or swapped: one in a name of 6 letters or more, two in one of 11 or
    more; never the first letter, and never where two names would be equally near.
    """

    def __init__(self, named: Iterable[tuple[tuple[str, ...], T]]) -> None:
        self._items: dict[str, list[T]] = {}
        longest = 0
        for keys, item in named:
            if keys:
                items = self._items.setdefault(" ".join(keys), [])
                if item not in items:
                    items.append(item)
                longest = max(longest, len(keys))
        self._longest = longest
        self._phrases = [phrase for phrase in self._items if len(phrase) >= _SHORTEST_WITH_A_SLIP]

    def named(self, keys: Sequence[str]) -> Sequence[T]:
        """What exactly these words name."""
        return self._items.get(" ".join(keys), ())

    def nearly(self, keys: Sequence[str]) -> Sequence[T]:
        """What these words name with a slip."""
        phrase = " ".join(keys)
        if not self._phrases or len(phrase) < _SHORTEST_WITH_A_SLIP - 1:
            return ()
        near = self._near([phrase])[0]
        return self._items[near] if near is not None else ()

    def find(self, words: Sequence[Word]) -> list[Named[T]]:
        """Every name in the text, longer ones before the shorter ones inside them; slips only if there is no other."""
        exact: list[Named[T]] = []
        for first, last, phrase in self._windows(words, self._longest):
            if phrase in self._items and not any(each.first <= first and last <= each.last for each in exact):
                exact.append(Named(first, last, tuple(self._items[phrase]), exact=True))
        if exact:
            return sorted(exact, key=lambda each: each.first)
        return self._find_nearly(words)

    def _find_nearly(self, words: Sequence[Word]) -> list[Named[T]]:
        if not self._phrases:
            return []
        windows = [
            each for each in self._windows(words, self._longest + 1) if len(each[2]) >= _SHORTEST_WITH_A_SLIP - 1
        ]
        near = self._near([phrase for _, _, phrase in windows]) if windows else []
        for (first, last, _), phrase in zip(windows, near, strict=True):
            if phrase is not None:
                return [Named(first, last, tuple(self._items[phrase]), exact=False)]
        return []

    def _near(self, phrases: Sequence[str]) -> list[str | None]:
        slips = cdist(phrases, self._phrases, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        found: list[str | None] = []
        for phrase, row in zip(phrases, slips, strict=True):
            fewest = int(row.min())
            nearest = [self._phrases[n] for n in np.flatnonzero(row == fewest)]
            allowed = fewest <= (2 if len(nearest[0]) >= _SHORTEST_WITH_TWO_SLIPS else 1)
            right = len(nearest) == 1 and allowed and nearest[0][0] == phrase[0]
            found.append(nearest[0] if right else None)
        return found

    @staticmethod
    def _windows(words: Sequence[Word], longest: int) -> Iterator[tuple[int, int, str]]:
        """(first, last, phrase), the longest first."""
        for size in range(min(longest, len(words)), 0, -1):
            for first in range(len(words) - size + 1):
                yield first, first + size - 1, " ".join(word.key for word in words[first : first + size])


# --- streets

_JOINERS = frozenset({"&", "and", "at", "n", "y", "e", "con", "x", "near", "by", "corner", "esquina", "esq", "cruce"})
_FILLERS = frozenset(
    {"the", "of", "de", "del", "la", "el", "las", "los", "with", "block", "cuadra", "corner", "esquina"}
)
_SUFFIXES = frozenset(
    (
        *("st", "str", "street", "ave", "av", "avenue", "blvd", "boulevard", "rd", "road", "dr", "drive", "ln", "lane"),
        *("pl", "place", "ct", "court", "way", "pkwy", "parkway", "hwy", "highway", "ter", "terrace"),
        *("calle", "c", "avenida", "avda", "paseo", "camino", "bulevar", "carrera", "via"),
    )
)
_DIRECTIONS = frozenset(
    (
        *("n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west"),
        *("norte", "sur", "este", "oeste"),
    )
)
_ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        (
            "first primera primero",
            "second segunda segundo",
            "third tercera tercero",
            "fourth cuarta cuarto",
            "fifth quinta quinto",
            "sixth sexta sexto",
            "seventh septima septimo",
            "eighth octava octavo",
            "ninth novena noveno",
            "tenth decima decimo",
            "eleventh",
            "twelfth",
        ),
        start=1,
    )
    for word in words.split()
}
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|a|o|ta|to|va|vo|ma|mo|da|do|ra|ro|na|no)")
_LONGEST_STREET = 5


def _street(keys: Sequence[str]) -> tuple[str, ...]:
    """A street's name without what people leave out: "N 5th St", "fifth" and "la 5" are one street."""
    bare = [key for key in keys if key not in _FILLERS]
    short = [key for key in bare if key not in _SUFFIXES and key not in _DIRECTIONS] or bare
    return tuple(_ordinal(key) for key in short)


def _ordinal(key: str) -> str:
    written = _ORDINAL.fullmatch(key)
    return written[1] if written else _ORDINALS.get(key, key)


@dataclass(frozen=True, slots=True)
class Spot:
    """Words `first` to `last` of a text stand for something of the gazetteer, which may have it several times."""

    first: int
    last: int
    points: tuple[Point, ...]
    kind: PlaceKind
    why: str


class Gazetteer:
    """The gazetteer: crossings by their two streets, blocks by hundred and street, landmarks by name."""

    def __init__(self, landmarks: Iterable[Landmark]) -> None:
        self._crossings: dict[frozenset[str], list[Point]] = defaultdict(list)
        self._blocks: dict[tuple[int, str], list[Point]] = defaultdict(list)
        names: list[tuple[tuple[str, ...], Point]] = []
        for landmark in landmarks:
            keys, point = keys_of(landmark.name), (landmark.lat, landmark.lon)
            crossing, block = _crossing_of(keys), _block_of(keys)
            if landmark.kind == "intersection" and crossing is not None:
                self._crossings[crossing].append(point)
            elif landmark.kind == "block" and block is not None:
                self._blocks[block].append(point)
            else:
                names.append((keys, point))
        self._landmarks = Names(names)
        crossed = {street for crossing in self._crossings for street in crossing}
        self._crossed = Names((tuple(street.split()), street) for street in crossed)
        self._housed = Names((tuple(street.split()), street) for street in {street for _, street in self._blocks})

    def crossing(self, words: Sequence[Word]) -> Spot | None:
        """Two streets with a word between them: "5th & Main", "Main esquina con la 5"."""
        streets = self._crossed
        for n in (n for n, word in enumerate(words) if word.key in _JOINERS and self._crossings):
            before, after = _before(words, n), _after(words, n)
            known, known_after = list(_each(streets.named, before)), list(_each(streets.named, after))
            found = self._pair(words, known, known_after)
            # One of the two must be written right before the other may have a slip.
            if found is None and known:
                found = self._pair(words, known, list(_each(streets.nearly, after)))
            if found is None and known_after:
                found = self._pair(words, list(_each(streets.nearly, before)), known_after)
            if found is not None:
                return found
        return None

    def _pair(self, words: Sequence[Word], before: Sequence["_Found"], after: Sequence["_Found"]) -> Spot | None:
        for first, _, one in before:
            for _, last, other in after:
                points = self._crossings.get(frozenset((one, other)))
                # Two bare numbers are a date or a count, whatever streets there are.
                if points and not _is_numbers(words[first : last + 1]):
                    return Spot(first, last, tuple(points), PlaceKind.INTERSECTION, "an intersection")
        return None

    def house(self, words: Sequence[Word]) -> Spot | None:
        """A house number in a known block: "412 Main St".

        Small numbers need the word street beside the name: "2 main doors" is no address.
        """
        for n, word in enumerate(words):
            if not self._blocks or word.priced or not word.key.isdecimal() or len(word.key) > 5:
                continue
            number = int(word.key)
            after = _after(words, n)
            for _, last, street in (*_each(self._housed.named, after), *_each(self._housed.nearly, after)):
                points = self._blocks.get((number // 100 * 100, street))
                told = number >= 100 or any(each.key in _SUFFIXES for each in words[n + 1 : last + 1])
                if points and told:
                    return Spot(n, last, tuple(points), PlaceKind.ADDRESS, "an address in a known block")
        return None

    def landmark(self, words: Sequence[Word]) -> Spot | None:
        for found in self._landmarks.find(words):
            return Spot(found.first, found.last, found.items, PlaceKind.ADDRESS, "a landmark")
        return None


_Stretch = tuple[int, int, tuple[str, ...]]
"""Words first to last, and the street they would be."""

_Found = tuple[int, int, str]


def _before(words: Sequence[Word], end: int) -> list[_Stretch]:
    """What may be a street just before the word `end`, the longest first."""
    firsts = (first for first in range(max(0, end - _LONGEST_STREET), end) if words[first].key not in _FILLERS)
    return [(first, end - 1, _street([word.key for word in words[first:end]])) for first in firsts]


def _after(words: Sequence[Word], start: int) -> list[_Stretch]:
    """What may be a street just after the word `start`, the longest first."""
    farthest = min(len(words) - 1, start + _LONGEST_STREET)
    lasts = (last for last in range(farthest, start, -1) if words[last].key not in _FILLERS)
    return [(start + 1, last, _street([word.key for word in words[start + 1 : last + 1]])) for last in lasts]


def _each(look: Callable[[Sequence[str]], Sequence[str]], stretches: Iterable[_Stretch]) -> Iterator[_Found]:
    for first, last, keys in stretches:
        for street in look(keys):
            yield first, last, street


def _is_numbers(words: Sequence[Word]) -> bool:
    return all(word.key.isdecimal() or word.key in _JOINERS or word.key in _FILLERS for word in words)


def _crossing_of(keys: Sequence[str]) -> frozenset[str] | None:
    """The two streets of an intersection's name in the gazetteer."""
    for n, key in enumerate(keys):
        one, other = _street(keys[:n]), _street(keys[n + 1 :])
        if key in _JOINERS and one and other:
            return frozenset((" ".join(one), " ".join(other)))
    return None


def _block_of(keys: Sequence[str]) -> tuple[int, str] | None:
    """The hundred and the street of a block's name in the gazetteer: "400 Main St", "400 block of Main"."""
    street = _street(keys[1:])
    if not keys or not keys[0].isdecimal() or not street:
        return None
    return int(keys[0]) // 100 * 100, " ".join(street)
