"""The words that triage knows, from `config/data/triage`: one file for each language, all of them read.

`docs/understanding.md` says how to read and change them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, TypeAdapter, ValidationError, model_validator

from config.shipped import shipped
from config.written import WrongFile, read_yaml
from domain.language import normalise
from domain.lexicon import FARTHEST_CUE, Lexicon, Mark, Rule, Signs, Sort
from domain.needs import DangerKind, Door, ProtectionArea, Urgency, Want
from domain.signs import DENIED, is_piece

FOLDER = Path(__file__).parent / "data" / "triage"
_SHORT_DENIAL = 2
"""Denials of so few letters are another word in another language."""

PLAIN = FOLDER / "plain.txt"
"""Words of any language that stand for themselves: else they would be taken for slips of words we know."""
SIGNS = FOLDER.parent / "signs.yaml"
SHARED = FOLDER.parent / "together.yaml"
"""Rules that every language shares which has words for their concepts."""

Entry = Annotated[StrictStr, Field(pattern=r"^\*?[^*]+\*?(?: [^*]+\*?)*$", max_length=80)]
"""A word or phrase; a star behind a word makes it a stem, one before the phrase lets it stand inside a word."""

Entries = tuple[Entry, ...]

Form = TypeVar("Form")
"""What a file is read as."""


_RULE = r"^[^+~]+?(?:(?: \+ [^+~]+)+|(?: >> [^+~]+)+)(?: ~{1,2}\d{1,2})?$"
"""Sides with a plus between them, or `>>` where they stand in this order; of each side any of the entries, with a bar
between them. `<name>` stands for the entries of a class. `~4` at the end: four words may stand between, no more; `~~4`:
what is harmless makes longer entries harmless that have it inside them."""


Written = Annotated[StrictStr, Field(pattern=_RULE, max_length=8000)]

_PARTED = re.compile(r" \+ | >> ")
_PARTS = re.compile(r"( \+ | >> )")
_CLASS = re.compile(r"<([a-z_]+)>")
_NEAR = re.compile(r" (~~?)(\d+)$")


class SignsFile(BaseModel):
    """Words of one language that are small signs of danger, or of none, by their points; so many points are enough.
    `<tool>` stands for any entry of a class, `<need food>` for any of a need (`LexiconFile.kinds`), and counts once;
    `stab*` for a longer word that begins so, `*ing` for one that ends so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enough: Annotated[StrictInt, Field(ge=1, le=999)]
    points: Mapping[Annotated[StrictInt, Field(ge=-99, le=99)], Entries]

    def known(self, kinds: Mapping[str, Entries]) -> Signs:
        """The points of each sign, with the entries of the classes that have some."""
        points = {sign: count for count, signs in self.points.items() for sign in signs}
        named = by_entry({kind: kinds[kind] for kind in points if kind in kinds})
        return Signs(self.enough, points, named, pieces=any(map(is_piece, points)))


class SharedRules(BaseModel):
    """What is danger together, or harmless beside something else, in terms of concepts alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    together: Mapping[DangerKind, tuple[Written, ...]] = {}
    calm: tuple[Written, ...] = ()

    def of(self, concepts: Mapping[str, Entries]) -> Iterator[tuple[DangerKind | None, str]]:
        """The rules that say something in a language with these concepts; of each side, those it has."""
        every: list[tuple[DangerKind | None, str]] = [
            *((kind, rule) for kind, rules in self.together.items() for rule in rules),
            *((None, rule) for rule in self.calm),
        ]
        for kind, rule in every:
            near = _NEAR.search(rule)
            parts = _PARTS.split(_NEAR.sub("", rule))
            sides = [_side_of(part, concepts) if n % 2 == 0 else part for n, part in enumerate(parts)]
            if all(sides):
                yield kind, f"{''.join(sides)}{near[0] if near else ''}"


def _side_of(side: str, concepts: Mapping[str, Entries]) -> str:
    named = (_CLASS.fullmatch(each.strip()) for each in side.split("|"))
    return " | ".join(f"<{each[1]}>" for each in named if each is not None and each[1] in concepts)


_NOTHING_SHARED = SharedRules()


class LexiconFile(BaseModel):
    """One language's file; a file may leave out anything but the words that show the language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    areas: Mapping[ProtectionArea, Entries] = {}
    needs: Mapping[Want, Entries] = {}
    danger: Mapping[DangerKind, Entries] = {}
    classes: Mapping[Annotated[StrictStr, Field(pattern=r"^[a-z_]+$")], Entries] = {}
    concepts: Mapping[Annotated[StrictStr, Field(pattern=r"^[a-z_]+$")], Entries] = {}
    together: Mapping[DangerKind, tuple[Written, ...]] = {}
    calm: tuple[Written, ...] = ()
    deniable: Entries = ()
    denials: Entries = ()
    fillers: Entries = ()
    joints: Entries = ()
    refusals: Entries = ()
    help: Entries = ()
    urgency: Mapping[Urgency, Entries] = {}
    chatter: Entries = ()
    laughs: Entries = ()
    adverts: Entries = ()
    harmless: Entries = ()
    doors: Mapping[Door, Entries] = {}
    people: Entries = ()
    groups: Entries = ()
    numbers: Mapping[StrictStr, Annotated[StrictInt, Field(ge=1, le=999)]] = {}
    spellings: Mapping[StrictStr, StrictStr | tuple[StrictStr, ...]] = {}
    sounds: Mapping[Annotated[StrictStr, Field(min_length=1)], StrictStr] = {}
    glue: Entries = ()
    letters: StrictStr = ""
    languages: Entries

    def marked(self, language: str, shared: SharedRules) -> Iterator[tuple[str, Mark]]:
        """Every entry with what it means."""
        for sort, entries in (
            (Sort.HELP, self.help),
            (Sort.CHATTER, self.chatter),
            (Sort.LAUGH, self.laughs),
            (Sort.ADVERT, self.adverts),
            (Sort.HARMLESS, self.harmless),
            (Sort.REFUSAL, self.refusals),
            (Sort.PEOPLE, self.people),
            (Sort.GROUP, self.groups),
            (Sort.LANGUAGE, self.languages),
        ):
            yield from ((entry, Mark(sort, "", language)) for entry in entries)
        kinds: tuple[tuple[Sort, Mapping[Any, Entries]], ...] = (
            (Sort.AREA, self.areas),
            (Sort.NEED, self.needs),
            (Sort.DANGER, self.danger),
            (Sort.URGENCY, self.urgency),
            (Sort.DOOR, self.doors),
        )
        for sort, by_value in kinds:
            for value, entries in by_value.items():
                yield from ((entry, Mark(sort, str(value), language)) for entry in entries)
        for name, rule in self.rules(language, shared):
            for n, side in enumerate(_PARTED.split(_NEAR.sub("", rule.written))):
                yield from ((entry, Mark(Sort.CUE, f"{name}/{n}", language)) for entry in self._entries_of(side))

    def kinds(self) -> Mapping[str, Entries]:
        """What a sign may name beside single words: the entries of a class, of an area, of a need and the like."""
        named: tuple[tuple[Sort, Mapping[Any, Entries]], ...] = (
            (Sort.AREA, self.areas),
            (Sort.NEED, self.needs),
            (Sort.URGENCY, self.urgency),
        )
        whole = (
            (Sort.HELP, self.help),
            (Sort.CHATTER, self.chatter),
            (Sort.ADVERT, self.adverts),
            (Sort.HARMLESS, self.harmless),
            (Sort.REFUSAL, self.refusals),
        )
        return {
            **{f"<{name}>": entries for name, entries in self.classes.items()},
            **{f"<{sort} {value}>": entries for sort, values in named for value, entries in values.items()},
            **{f"<{sort}>": entries for sort, entries in whole if entries},
        }

    def rules(self, language: str, shared: SharedRules) -> Iterator[tuple[str, Rule]]:
        """What is danger together, and what is harmless beside something else, each under a name of its own."""
        written = [*((kind, rule) for kind, rules in self.together.items() for rule in rules)]
        own = [*written, *((None, rule) for rule in self.calm)]
        for n, (kind, rule) in enumerate([*own, *(shared.of(self.concepts) if self.concepts else ())]):
            near = _NEAR.search(rule)
            yield (
                f"{language}.{n}",
                Rule(
                    kind,
                    len(_PARTED.split(rule)),
                    rule,
                    near=int(near[2]) if near else FARTHEST_CUE,
                    wide=near is not None and near[1] == "~~",
                    ordered=" >> " in rule,
                ),
            )

    @model_validator(mode="after")
    def _knows_classes(self) -> Self:
        """A rule names no class that the file does not have."""
        named = set(
            _CLASS.findall(" ".join((*self.calm, *(rule for rules in self.together.values() for rule in rules))))
        )
        if unknown := sorted(named - set(self.classes) - set(self.concepts)):
            raise ValueError(f"no such class: {', '.join(unknown)}")
        return self

    def _entries_of(self, side: str) -> Iterator[str]:
        for each in map(str.strip, side.split("|")):
            named = _CLASS.fullmatch(each)
            yield from (self.classes.get(named[1]) or self.concepts[named[1]]) if named else (each,)


def load_lexicon(*, small_signs: bool = True) -> Lexicon:
    """The lexicon in every language we have: people do not always write in the one we expect. Raises WrongFile.

    `small_signs`: with the words weighed on examples; without them entries and rules alone say what is danger. It is
    read once, however it is asked for: that takes seconds.
    """
    return _loaded(small_signs)


@cache
def _loaded(small_signs: bool) -> Lexicon:
    files = read_lexicon_files()
    plain = frozenset(PLAIN.read_text(encoding="utf-8").split())
    signs = read_signs(SIGNS, files) if small_signs else MappingProxyType[str, SignsFile]({})
    return lexicon_of(files, plain, signs, read_shared(SHARED))


def read_lexicon_files() -> Mapping[str, LexiconFile]:
    """All the files, by language. Raises WrongFile."""
    return {path.stem: read_lexicon_file(path) for path in sorted(FOLDER.glob("*.yaml"))}


def read_signs(path: Path, files: Mapping[str, LexiconFile]) -> Mapping[str, SignsFile]:
    """The small signs, by language; what they name stands in the language's file. Raises WrongFile."""
    signs = _read_as(TypeAdapter(dict[str, SignsFile]), path)
    kinds = {language: files[language].kinds() if language in files else {} for language in signs}
    unknown = [
        ((language, "points", count), f"no such class: {word}")
        for language, each in signs.items()
        for count, words in each.points.items()
        for word in words
        if word.startswith("<") and word != DENIED and word not in kinds[language]
    ]
    if unknown:
        written = read_yaml(path)
        raise WrongFile([written.problem(at, said) for at, said in unknown])
    return signs


def read_shared(path: Path) -> SharedRules:
    """The rules that languages share. Raises WrongFile."""
    return _read_as(TypeAdapter(SharedRules), path)


def read_lexicon_file(path: Path) -> LexiconFile:
    """What stands in one file. Raises WrongFile, which names the line of everything that is wrong."""
    return _read_as(TypeAdapter(LexiconFile), path)


def _read_as(form: TypeAdapter[Form], path: Path) -> Form:
    """By the quick reader; what it cannot take is read again by the one that knows lines."""
    try:
        return form.validate_python(shipped(path))
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError):
        written = read_yaml(path)
    try:
        return form.validate_python(written.data)
    except ValidationError as wrong:
        problems = [written.problem(each["loc"], _said(each["loc"], each["msg"])) for each in wrong.errors()]
        raise WrongFile(problems) from None


def lexicon_of(
    files: Mapping[str, LexiconFile],
    plain: frozenset[str] = frozenset(),
    signs: Mapping[str, SignsFile] = MappingProxyType({}),
    shared: SharedRules = _NOTHING_SHARED,
) -> Lexicon:
    """The files as one, by language. `plain`: words that are never taken for others. `signs` by language. `shared`:
    the rules that count in every language which has their concepts."""
    entries: dict[str, dict[Mark, None]] = defaultdict(dict)
    spellings: dict[str, set[str]] = defaultdict(set)
    letters: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, int] = {}
    compared: dict[str, str] = {}
    for language, file in files.items():
        for written, mark in file.marked(language, shared):
            entry = compared.get(written)
            if entry is None:
                entry = compared[written] = as_compared(written)
            if entry.strip("* "):
                entries[entry][mark] = None
        for short, meant in file.spellings.items():
            whole = (meant,) if isinstance(meant, str) else meant
            spellings[normalise(short)] |= set(map(normalise, whole))
        for letter in file.letters:
            letters[letter].add(language)
        numbers |= {normalise(word): number for word, number in file.numbers.items()}
    return Lexicon(
        entries={entry: tuple(marks) for entry, marks in entries.items()},
        deniable=_all(file.deniable for file in files.values()),
        denials=_all(file.denials for file in files.values()),
        short_denials={
            denial: frozenset(language for language, file in files.items() if denial in file.denials)
            for file in files.values()
            for denial in file.denials
            if denial.isascii() and denial != "no" and len(denial) <= _SHORT_DENIAL
        },
        fillers=_all(file.fillers for file in files.values()),
        joints=_all(file.joints for file in files.values()),
        spellings={short: frozenset(meant) for short, meant in spellings.items()},
        numbers=numbers,
        letters={letter: frozenset(languages) for letter, languages in letters.items()},
        rules={name: rule for language, file in files.items() for name, rule in file.rules(language, shared)},
        plain=plain,
        signs={language: each.known(files[language].kinds()) for language, each in signs.items()},
        glue={language: frozenset(map(normalise, file.glue)) for language, file in files.items() if file.glue},
        sounds={language: tuple(file.sounds.items()) for language, file in files.items() if file.sounds},
    )


def by_entry(kinds: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    """The classes and the like that each entry is in."""
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for kind, entries in kinds.items():
        for entry in entries:
            named[as_compared(entry)][kind] = None
    return {entry: tuple(each) for entry, each in named.items()}


def as_compared(written: str) -> str:
    """An entry as texts are compared; its stars stay."""
    if _IS_SO.fullmatch(written):
        return written
    words = [f"{normalise(word)}{'*' if word.endswith('*') else ''}" for word in _WORDS.split(written.lstrip("*"))]
    return f"{'*' if written.startswith('*') else ''}{' '.join(word for word in words if word.strip('* '))}"


_IS_SO = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_WORDS = re.compile(r"(?<=\*)\s+")


def _all(entries: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(as_compared(entry) for each in entries for entry in each)


def _said(at: tuple[int | str, ...], said: str) -> str:
    if said.startswith("String should match pattern"):
        said = "a star stands before an entry or behind a word of it, and nowhere else"
    return f"{'.'.join(str(step) for step in at)}: {said}"
