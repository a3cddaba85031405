"""The words that triage knows, and how they are found in a text.

An entry is a normalised phrase of whole words. A word with `*` behind it is a stem: "evict*" is found in "evicted",
"taking* my" in "takings my". An entry with `*` before it may stand inside a longer written word; written in a script
without spaces it may stand anywhere.

A word of a text is also looked up as what it may stand for (`spellings`: "pls" may be "please"); with its letters said
long put right ("heeelp"); and, if no entry knows it and it is none of the `plain` words,

    with one slip of the finger put right   "bleedign"; of a short word only the slips that are no other word
    as the word that is said like it        "osijeno", "setouf"
    with its vowels                         "brthng"

`Finder.parted` parts the words that are run together in one: "hehitme".
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from rapidfuzz.distance import OSA

from domain.needs import DangerKind

FARTHEST_CUE = 12
"""So many words may stand between the sides of a rule that says no number."""


class Sort(StrEnum):
    """What an entry is for. Its mark's value says which one, where there are several."""

    AREA = "area"
    NEED = "need"
    DANGER = "danger"
    HELP = "help"
    URGENCY = "urgency"
    CHATTER = "chatter"
    LAUGH = "laugh"  # who laughs and says nothing else is the matter needs nobody
    ADVERT = "advert"
    HARMLESS = "harmless"
    DOOR = "door"
    REFUSAL = "refusal"  # before a need: it is not wanted
    PEOPLE = "people"  # behind a number: so many people
    GROUP = "group"  # before a number: so many people
    LANGUAGE = "language"
    NATURE = "nature"  # a community's own word for one of its natures: `area/nature`
    CUE = "cue"  # one side of a rule


@dataclass(frozen=True, slots=True)
class Mark:
    """What an entry means in one language."""

    sort: Sort
    value: str
    language: str


class Found(NamedTuple):
    """An entry in a text: its characters, and the words it stands in."""

    entry: str
    start: int
    end: int
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Rule:
    """Entries that mean danger together, near one another, and none of them alone. `written`: as the file has it.

    `kind` None: the first side is harmless beside the others. `near`: so many words may stand between. `ordered`: the
    sides stand in this order. `wide`: what is harmless makes danger harmless that has it inside."""

    kind: DangerKind | None
    sides: int
    written: str
    near: int = FARTHEST_CUE
    ordered: bool = False
    wide: bool = False


class Cue(NamedTuple):
    """The sides an entry stands on in one language: of rules of danger, and of what is harmless. Each with the side's
    number, and a bit for each rule it is that side of (`Lexicon.ruled`)."""

    language: str
    danger: tuple[tuple[int, int], ...]
    calm: tuple[tuple[int, int], ...]


class Known(NamedTuple):
    """All that is to be known of an entry found: what it means alone, its sides, what it says for which language
    (`hints`: what it says only because a rule has it)."""

    marks: tuple[Mark, ...]
    cues: tuple[Cue, ...]
    weights: tuple[tuple[str, float], ...]
    hints: tuple[tuple[str, float], ...]


class Signs(NamedTuple):
    """Small signs of danger in one language (`domain/signs.py`): the points of each, below 0 where it speaks against
    danger; `enough` of them are danger. `kinds`: the classes that an entry is in, of those that have points. `pieces`:
    beginnings and endings of words are among them."""

    enough: int
    points: Mapping[str, int]
    kinds: Mapping[str, Sequence[str]]
    pieces: bool = False


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """`entries`: what each may mean. A danger that is `deniable` does not count just behind one of the `denials`; words
    in `fillers` may stand between; one of a letter or two counts only for danger in its own language
    (`short_denials`): "n" denies in Kreyol and is "and" in English. `joints` part a clause as a comma does: "but".
    `spellings` by the written word. `numbers` in words. `letters` that only some languages have. A cue's mark names one
    of the `rules` and a side of it: "en.7/0". `plain` words are never taken for others; `glue` are, by language, the
    short words people run together with others. `signs`: the small signs of danger, by language. `sounds`: by language,
    what is said alike however it is written, put right in this order."""

    entries: Mapping[str, tuple[Mark, ...]]
    deniable: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    short_denials: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()
    joints: frozenset[str] = frozenset()
    spellings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    letters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    glue: Mapping[str, frozenset[str]] = field(default_factory=dict)
    signs: Mapping[str, Signs] = field(default_factory=dict)
    sounds: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @cached_property
    def finder(self) -> "Finder":
        """Every entry, made ready to be looked for; worked out once."""
        weighty = {
            word
            for entry, marks in self.entries.items()
            if any(mark.sort in _WEIGHTY for mark in marks)
            for word in entry.split()
        }
        spoken: dict[str, set[str]] = defaultdict(set)
        for entry, marks in self.entries.items():
            for language in {mark.language for mark in marks} & self.sounds.keys():
                words = entry.split()
                spoken[language].update(words)
                spoken[language].update(
                    f"{one} {two}" for one, two in pairwise(words) if len(one) == 1 and two[-1] != "*"
                )
        return Finder(
            self.entries,
            self.spellings,
            self.numbers,
            weighty=weighty,
            plain=self.plain,
            glue=self.glue,
            pieces={language: self._pieces(language) for language in self.glue},
            sounds=self.sounds,
            spoken=spoken,
        )

    def _pieces(self, language: str) -> set[str]:
        """The words of a language that may stand in one with others: of its entries, and of its small signs."""
        entries = (each for each, marks in self.entries.items() if any(mark.language == language for mark in marks))
        signs = self.signs[language].points if language in self.signs else ()
        words = {word for each in (*entries, *signs) for word in each.split()}
        return {word for word in words if word.isascii() and word.isalpha()} - self.plain

    def weights_of(self, entry: str) -> Mapping[str, float]:
        """How much this entry speaks for which language: the less, the more languages have it. A single letter, which
        may name a page, says nothing, and neither does what is no entry.
        """
        if len(entry) == 1 and entry.isascii():
            return {}
        marks = self.entries.get(entry, ())
        languages = {mark.language for mark in marks if mark.sort not in _OF_NO_LANGUAGE}
        hints = {mark.language for mark in marks if mark.sort is Sort.LANGUAGE}
        size = entry.count(" ") + 1
        return {each: size * (1.0 if each in hints else _SAYS_LESS) / len(languages) for each in languages if each}

    @cached_property
    def known(self) -> Mapping[str, Known]:
        """What is to be known of each entry, worked out when it is first found: texts have few of them."""
        return _WorkedOut(self._known)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """The number of each rule, in its language."""
        return {name: n for rules in self.ruled.values() for n, (name, _) in enumerate(rules)}

    def _known(self, entry: str) -> Known:
        most, numbers = self.most_sides, self._numbers
        sides: dict[str, tuple[list[int], list[int]]] = {}
        alone: list[Mark] = []
        for mark in self.entries[entry]:
            if mark.sort is not Sort.CUE:
                alone.append(mark)
                continue
            name, _, side = mark.value.rpartition("/")
            danger, calm = sides.setdefault(mark.language, ([0] * most, [0] * most))
            (calm if self.rules[name].kind is None else danger)[int(side)] |= 1 << numbers[name]
        cues = tuple(Cue(each, _taken(danger), _taken(calm)) for each, (danger, calm) in sides.items())
        weights = tuple(self.weights_of(entry).items())
        hints = () if weights else _hinted(entry, tuple(sides))
        return Known(tuple(alone), cues, weights, hints)

    @cached_property
    def ruled(self) -> Mapping[str, tuple[tuple[str, Rule], ...]]:
        """The rules by language and number: all sides of a rule are in its language."""
        ruled: dict[str, list[tuple[str, Rule]]] = defaultdict(list)
        for name, rule in self.rules.items():
            ruled[name.split(".")[-2]].append((name, rule))
        return {language: tuple(rules) for language, rules in ruled.items()}

    @cached_property
    def most_sides(self) -> int:
        """As many as any rule has."""
        return max((rule.sides for rule in self.rules.values()), default=0)

    @cached_property
    def without(self) -> Mapping[str, tuple[int, ...]]:
        """By language and the side's number, a bit for each rule that has fewer sides."""
        return {
            language: tuple(
                sum(1 << n for n, (_, rule) in enumerate(rules) if rule.sides <= side)
                for side in range(self.most_sides)
            )
            for language, rules in self.ruled.items()
        }

    @cached_property
    def closing_denials(self) -> tuple[str, ...]:
        """Denials in scripts without spaces: they stand right before what they deny."""
        return tuple(each.strip("*") for each in self.denials if runs_on(each))

    def with_more(self, other: "Lexicon") -> "Lexicon":
        """Both together; what the other says of an entry is added to what is said here."""
        entries = dict(self.entries)
        for entry, marks in other.entries.items():
            entries[entry] = tuple(dict.fromkeys((*entries.get(entry, ()), *marks)))
        return Lexicon(
            entries=entries,
            deniable=self.deniable | other.deniable,
            denials=self.denials | other.denials,
            short_denials=_joined(self.short_denials, other.short_denials),
            fillers=self.fillers | other.fillers,
            joints=self.joints | other.joints,
            spellings=_joined(self.spellings, other.spellings),
            numbers={**self.numbers, **other.numbers},
            letters=_joined(self.letters, other.letters),
            rules={**self.rules, **other.rules},
            plain=self.plain | other.plain,
            glue=_joined(self.glue, other.glue),
            signs={**self.signs, **other.signs},
            sounds={**self.sounds, **other.sounds},
        )


class _WorkedOut(dict[str, Known]):
    """By entry what `known` says of it, worked out when it is first asked for."""

    def __init__(self, known: Callable[[str], Known]) -> None:
        super().__init__()
        self._of = known

    def __missing__(self, entry: str) -> Known:
        known = self[entry] = self._of(entry)
        return known


def _hinted(entry: str, languages: Sequence[str]) -> tuple[tuple[str, float], ...]:
    size = entry.count(" ") + 1
    return tuple((each, size * _SAYS_LESS / len(languages)) for each in languages if len(entry) > 1)


_SAYS_LESS = 0.75
"""An entry that is no hint shows its language all the same, a little less."""

_OF_NO_LANGUAGE = frozenset({Sort.CUE, Sort.LAUGH, Sort.NATURE})
"""What is written under these shows no language."""

_WEIGHTY = frozenset({Sort.DANGER, Sort.HELP, Sort.NEED})
"""What these speak of is worth finding in a short word with a slip."""

_SHORTEST_SLIP = 7
"""Words of fewer letters are too often one slip from another word."""

_SHORTEST_WEIGHTY = 5
"""A weighty word of so many letters is found with a slip that leaves no other word."""

_VOWELS = frozenset("aeiou")
_SOUND_ALIKE = tuple(frozenset(each) for each in ("ck", "cs", "sz", "iy", "gj"))
_SHORTEST_STEM = 4
_LONGEST_ENDING = 4
"""A word is what a stem stands for if the stem has so many letters, and the word no more than so many besides."""

_CUT_ENDINGS = (("in", "ing"), ("d", "ed"))
"""As endings are cut: "breathin", "pickd"."""

_SHORTEST_SOUND = 4

_BONES = re.compile("[aeiou]")
_SHORTEST_BONES = 3
_MOST_BONES = 4
"""So many words are thought of, at most, behind one that is written without its vowels."""

_SHORTEST_GLUED = 5
_LONGEST_GLUED = 60
_LONGEST_PIECE = 14
_SHORTEST_PIECE = 3
_SHORTEST_BESIDE = 4
_LONG_RUN = 12
"""Two words that are no glue stand beside each other only in a longer run, and where both have a few letters."""

_LEAST_LETTERS = 2.25
"""So many letters the words in a run have, on average: of fewer any word could be made."""

_LONGER_RUN = 8
"""In a shorter one some word is weighty: else it is a name, or a word we do not know."""

_RUN_TOGETHER = re.compile(r"[a-z]+|[a-z]{3,}(?:[0-9]+[a-z]{3,})+")

_LONG_SAID = re.compile(r"(.)\1{2,}")
_LONGEST_WORD = 40
_BEGINNING = 4
"""Entries that may stand anywhere are looked up by so many of their first letters."""

_Beginnings = dict[str, dict[str, list[tuple[str, str]]]]
"""Entries by their first letter and by their first few: bare, and as written."""

_WORDS_KEPT = 60_000
"""Of so many words it is remembered what they may stand for and which entries they begin."""

_RUNS_ON = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def runs_on(text: str) -> bool:
    """True if it is in a script that parts no words: Chinese, Japanese, Thai, Lao, Khmer, Burmese."""
    return _RUNS_ON.search(text) is not None


class _Node:
    """Where some first words of entries lead."""

    __slots__ = ("entry", "goes_on", "lengths", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = _NONE  # most have none, and there are many
        self.stems: dict[str, _Node] = _NONE
        self.lengths: tuple[int, ...] = ()
        self.entry: str | None = None
        self.goes_on = False


_NONE: dict[str, _Node] = {}
"""Stands where a node leads nowhere; never written to."""


class Finder:
    """Finds entries in words. Time grows with the text, not with the lexicon."""

    def __init__(
        self,
        entries: Iterable[str],
        spellings: Mapping[str, frozenset[str]],
        numbers: Mapping[str, int],
        *,
        weighty: Iterable[str] = (),
        plain: frozenset[str] = frozenset(),
        glue: Mapping[str, frozenset[str]] = MappingProxyType({}),
        pieces: Mapping[str, Iterable[str]] = MappingProxyType({}),
        sounds: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({}),
        spoken: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        self._root = _Node()
        self._inside: _Beginnings = {}
        self._anywhere: _Beginnings = {}
        weighty = frozenset(weighty)
        self.known: set[str] = {*spellings, *numbers, *plain}
        self._known_stems: set[str] = set()
        for entry in entries:
            self._add(entry)
        _measured(self._root)
        self._near: dict[str, set[str]] = defaultdict(set)
        self._weighty = frozenset(
            word for word in weighty if word.isascii() and word.isalpha() and len(word) >= _SHORTEST_WEIGHTY
        )
        self._bones: dict[str, list[str]] = defaultdict(list)
        self._pieces: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        for language, words in glue.items():
            for each in sorted(words):
                self._pieces[each].append((language, True))
            for each in sorted({*pieces.get(language, ())} - words):
                if len(each) > _SHORTEST_PIECE or (len(each) == _SHORTEST_PIECE and each in weighty):
                    self._pieces[each].append((language, False))
        self._glue = glue
        self._heavy = weighty
        self._sounds = sounds
        self._plain = plain
        self._spoken = {language: frozenset(spoken.get(language, ())) for language in sounds}
        self._said: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
        for language, changes in sounds.items():
            for said in sorted(self._spoken[language]):
                # "s etouffe" is one word to whoever leaves the apostrophe out.
                way = tuple(said.split())
                whole = "".join(way)
                if len(whole) >= _SHORTEST_SOUND and whole.isascii() and whole.isalpha():
                    self._said[language, _sound_of(whole, changes)].append(way)
        boned = (word for word in self.known if word.isascii() and word.isalpha() and word not in plain)
        for word in self.known:
            if len(word) >= _SHORTEST_SLIP or word in self._weighty:
                for less in (word, *_one_less(word)):
                    self._near[less].add(word)
        for word in sorted(boned, key=lambda each: (each not in self._weighty, len(each), each)):
            bones = _bones_of(word)
            if len(bones) >= _SHORTEST_BONES:
                self._bones[bones].append(word)
        self.ways = lru_cache(_WORDS_KEPT)(self._all_ways)
        self.parted = lru_cache(_WORDS_KEPT)(self._parted)
        self._begun = lru_cache(_WORDS_KEPT)(self._all_begun)
        self._spellings = {
            written: tuple(tuple(each.split()) for each in sorted({written, *meant}))
            for written, meant in spellings.items()
        }

    def find(self, words: Sequence[str]) -> list[Found]:
        """Each entry in `words`, wherever it stands."""
        starts = starts_of(words)
        every: list[Found] = []
        begun, ways = self._begun, self.ways
        for first, word in enumerate(words):
            start, after = starts[first], first + 1
            end = start + len(word)
            here: Iterable[_Node] = begun(word)
            while True:
                on: list[_Node] = []
                for node in here:
                    if node.entry is not None:
                        every.append(Found(node.entry, start, end, first, after))
                    if node.goes_on:
                        on.append(node)
                if not on or after == len(words):
                    break
                word = words[after]
                here = _along_all(on, ways(word))
                end = starts[after] + len(word)
                after += 1
        if self._inside or self._anywhere:
            every += self._inside_of(words, starts)
        return every

    def _add(self, entry: str) -> None:
        if runs_on(entry):
            bare = entry.replace("*", "").replace(" ", "")
            _put(self._anywhere, bare, entry)
            return
        if entry.startswith("*"):
            bare = entry.strip("*")
            _put(self._inside, bare, entry)
            return
        node = self._root
        for word in entry.split():
            starred = word.endswith("*")
            if starred:
                stem = word[:-1]
                if node.stems is _NONE:
                    node.stems = {}
                branch = node.stems
            else:
                stem = word
                if node.words is _NONE:
                    node.words = {}
                branch = node.words
            (self._known_stems if starred else self.known).add(stem)
            there = branch.get(stem)
            if there is None:
                there = branch[stem] = _Node()
            node = there
        node.entry = entry

    def _all_begun(self, word: str) -> tuple[_Node, ...]:
        """Where the word leads from the beginning."""
        return tuple({id(each): each for way in self.ways(word) for each in _along(self._root, way)}.values())

    def _all_ways(self, word: str) -> tuple[tuple[str, ...], ...]:
        """The word, and what it may stand for; each of them one word or several."""
        found = self._spellings.get(word)
        if found is not None:
            return found
        if word in self.known or len(word) > _LONGEST_WORD:
            return tuple(dict.fromkeys(((word,), *self._sounding_like(word))))
        if _LONG_SAID.search(word):
            return tuple(dict.fromkeys(
                way
                for each in (word, _LONG_SAID.sub(r"\1", word), _LONG_SAID.sub(r"\1\1", word))
                for way in self._spellings.get(each, ((each,),))
            ))  # fmt: skip
        for short, ending in _CUT_ENDINGS:
            whole = word.removesuffix(short) + ending
            if word.endswith(short) and whole in self.known:
                return tuple(dict.fromkeys(((word,), *self._spellings.get(whole, ((whole,),)))))
        if self._begins_a_stem(word):
            return ((word,),)
        sounding = self._sounding_like(word)
        meant: Iterable[str] = sorted(self._slips(word))
        if not (meant or sounding) and word.isascii() and word.isalpha():
            meant = self._with_vowels(word)
        slips = (way for each in meant for way in self._spellings.get(each, ((each,),)))
        return tuple(dict.fromkeys(((word,), *slips, *sounding)))

    def _begins_a_stem(self, word: str) -> bool:
        """True if a stem is all of it but for an ending."""
        sizes = range(max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING), len(word) + 1)
        return any(word[:size] in self._known_stems for size in sizes)

    def _slips(self, word: str) -> set[str]:
        if len(word) < _SHORTEST_WEIGHTY - 1:
            return set()
        near = {each for less in (word, *_one_less(word)) for each in self._near.get(less, ())}
        return {
            each
            for each in near
            if each[0] == word[0]
            and (len(each) >= _SHORTEST_SLIP or _is_small_slip(word, each))
            and OSA.distance(each, word, score_cutoff=1) <= 1
        }

    def _sounding_like(self, word: str) -> list[tuple[str, ...]]:
        """What is said as this word is written, if no language that is written by ear knows it: "osijeno", "setouf"."""
        if len(word) < _SHORTEST_SOUND or not (word.isascii() and word.isalpha()):
            return []
        if word in self._plain or any(word in each for each in self._spoken.values()):
            return []
        return [
            way
            for language, changes in self._sounds.items()
            for way in self._said.get((language, _sound_of(word, changes)), ())
        ]

    def _with_vowels(self, word: str) -> Sequence[str]:
        """The words this may be with its vowels left out: all their other letters are there."""
        bones = _bones_of(word)
        if len(bones) < _SHORTEST_BONES or len(word) - len(bones) > len(word) // 4:
            return ()
        return [each for each in self._bones.get(bones, ()) if len(each) > len(word)][:_MOST_BONES]

    def _parted(self, word: str) -> tuple[str, ...]:
        """The words of one language that are run together in a word that is nothing else, the fewest; else the word."""
        run = _LONG_SAID.sub(r"\1", word)
        if not (_SHORTEST_GLUED <= len(run) <= _LONGEST_GLUED and _RUN_TOGETHER.fullmatch(run)):
            return (word,)
        if run in self.known or self.ways(run) != ((run,),) or self._begins_a_stem(run):
            return (word,)
        # By where they end, the words so far: of each language, and whether the last of them is glue.
        best: list[dict[tuple[str, bool], tuple[int, tuple[str, ...]]]] = [{} for _ in range(len(run) + 1)]
        best[0] = {(language, True): (0, ()) for language in self._glue}
        for start, ways in enumerate(best[:-1]):
            if not ways:
                continue
            for end in range(start + 1, min(len(run), start + _LONGEST_PIECE) + 1):
                piece = run[start:end]
                for language, glued in self._meant_by(piece):
                    for was_glue in (True, False):
                        way = ways.get((language, was_glue))
                        if way is None:
                            continue
                        cost, pieces = way
                        cost += 1
                        if len(piece) == 1 and pieces and len(pieces[-1]) == 1:
                            continue
                        if not (glued or was_glue):
                            if len(run) < _LONG_RUN or min(len(piece), len(pieces[-1])) < _SHORTEST_BESIDE:
                                continue
                            cost += 1
                        known = best[end].get((language, glued))
                        if known is None or cost < known[0]:
                            best[end][language, glued] = (cost, (*pieces, piece))
        whole = [
            (cost, pieces)
            for (language, _), (cost, pieces) in best[-1].items()
            if 1 < len(pieces) <= len(run) / _LEAST_LETTERS
            and any(
                each in self._heavy or (len(run) >= _LONGER_RUN and len(each) > _SHORTEST_PIECE)
                for each in pieces
                if each not in self._glue[language]
            )
        ]
        return min(whole)[1] if whole else (word,)

    def _meant_by(self, piece: str) -> Sequence[tuple[str, bool]]:
        """In which languages this is a word, and whether it is glue there; a number is in each of them."""
        if piece.isdigit():
            return [(language, True) for language in self._glue]
        return self._pieces.get(piece, ())

    def _inside_of(self, words: Sequence[str], starts: Sequence[int]) -> Iterator[Found]:
        text = " ".join(words)
        for at, bare, entry in _standing(text, self._inside):
            yield _found_at(entry, at, at + len(bare), starts)
        if not self._anywhere or text.isascii():
            return
        places = [at for at, char in enumerate(text) if char != " "]
        solid = text.replace(" ", "")
        for at, bare, entry in _standing(solid, self._anywhere):
            yield _found_at(entry, places[at], places[at + len(bare) - 1] + 1, starts)


def _put(beginnings: _Beginnings, bare: str, entry: str) -> None:
    beginnings.setdefault(bare[0], {}).setdefault(bare[:_BEGINNING], []).append((bare, entry))


def _standing(text: str, beginnings: _Beginnings) -> Iterator[tuple[int, str, str]]:
    """Where in `text` which of the entries stand: (character, bare entry, entry)."""
    for at, char in enumerate(text):
        begun = beginnings.get(char)
        if begun is None:
            continue
        for size in range(1, _BEGINNING + 1):
            for bare, entry in begun.get(text[at : at + size], ()):
                if text.startswith(bare, at):
                    yield at, bare, entry


def _along(node: _Node, way: tuple[str, ...]) -> list[_Node]:
    """Where the words lead from here: by whole words and by stems."""
    here = [node]
    for word in way:
        there: list[_Node] = []
        for each in here:
            whole = each.words.get(word)
            if whole is not None:
                there.append(whole)
            for size in each.lengths:
                if size > len(word):
                    break
                stem = each.stems.get(word[:size])
                if stem is not None:
                    there.append(stem)
        here = there
    return here


def _along_all(nodes: Iterable[_Node], ways: Iterable[tuple[str, ...]]) -> Iterable[_Node]:
    """Where any of the ways leads from any of these, each place once."""
    there: dict[int, _Node] = {}
    for way in ways:
        if len(way) != 1:
            for node in nodes:
                for each in _along(node, way):
                    there[id(each)] = each
            continue
        (word,) = way
        for node in nodes:
            whole = node.words.get(word)
            if whole is not None:
                there[id(whole)] = whole
            for size in node.lengths:
                if size > len(word):
                    break
                stem = node.stems.get(word[:size])
                if stem is not None:
                    there[id(stem)] = stem
    return there.values()


def _measured(node: _Node) -> None:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        each.lengths = tuple(sorted({len(stem) for stem in each.stems}))
        each.goes_on = bool(each.words or each.stems)
        waiting += [*each.words.values(), *each.stems.values()]


def starts_of(words: Sequence[str]) -> list[int]:
    """Where each word begins, in characters, with one blank between them."""
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    return starts


def _found_at(entry: str, start: int, end: int, starts: Sequence[int]) -> Found:
    first = bisect_right(starts, start) - 1
    return Found(entry, start, end, first, bisect_right(starts, end - 1))


def _sound_of(word: str, changes: Iterable[tuple[str, str]]) -> str:
    """How the word is said; `^` and `$` stand for its beginning and end."""
    said = f"^{word}$"
    for written, meant in changes:
        said = said.replace(written, meant)
    return _TWICE.sub(r"\1", said)


def _bones_of(word: str) -> str:
    """Its first letter and its consonants, no two alike beside each other."""
    bones = word[0] + _BONES.sub("", word[1:])
    return _TWICE.sub(r"\1", bones)


_TWICE = re.compile(r"(.)\1")


_ENDING_LETTERS = 2


def _is_small_slip(word: str, meant: str) -> bool:
    """A letter of `meant` left out, said twice or changed for its neighbour, or a vowel or a like sound for another."""
    if len(word) < len(meant):
        return True
    at = next((n for n, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), len(meant))
    if len(word) > len(meant):
        return word[at] == word[at - 1]
    changed = {word[at], meant[at]}
    if word[at + 1 :] == meant[at + 1 :]:
        # The last vowel is another form of a word, or another word: "palas", "palos".
        return (changed <= _VOWELS and len(word) - at > _ENDING_LETTERS) or changed in _SOUND_ALIKE
    return True


def _taken(bits: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple((side, rules) for side, rules in enumerate(bits) if rules)


def _one_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _joined(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {key: one.get(key, frozenset()) | other.get(key, frozenset()) for key in {**one, **other}}
