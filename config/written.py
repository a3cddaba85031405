"""YAML as somebody wrote it: its data, and the file and line on which each part of it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.rota_file import StrictLoader

Way = tuple[int | str, ...]
"""The way to a part: keys of mappings and numbers in lists, as pydantic's `loc`."""

MOST_PARTS = 200_000
DEEPEST = 40


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and where. `line` counts from 1; 0 is the file as a whole."""

    file: str
    line: int
    said: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.said}" if self.line else f"{self.file}: {self.said}"


class WrongFile(ValueError):
    """The files do not say what they should. All that was found wrong, in the order of the files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(slots=True)
class Written:
    """What stands in one file, or in several that add up. `lines` has the file and line of each part."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Way, tuple[Path, int]] = field(default_factory=dict)

    def where(self, path: Way) -> tuple[Path, int]:
        """The file and line of a part, or of the nearest thing around it. Names that are no part are passed over."""
        found: Way = ()
        for step in path:
            if (*found, step) in self.lines:
                found = (*found, step)
        return self.lines.get(found, (Path(), 0))

    def problem(self, path: Way, said: str) -> Problem:
        file, line = self.where(path)
        return Problem(str(file), line, said)


def read_yaml(file: Path) -> Written:
    """The mapping in a YAML file. Raises WrongFile."""
    try:
        loader = StrictLoader(file.read_text(encoding="utf-8-sig"))
    except OSError as wrong:
        raise WrongFile([Problem(str(file), 0, f"cannot be read: {wrong.strerror}")]) from None
    except UnicodeDecodeError:
        raise WrongFile([Problem(str(file), 0, "is not UTF-8 text")]) from None
    except yaml.YAMLError:
        raise WrongFile([Problem(str(file), 0, "holds characters that no text has")]) from None
    try:
        node = loader.get_single_node()
        if node is None:
            raise WrongFile([Problem(str(file), 0, "is empty")])
        lines = dict(_lines(node, file))
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        said = wrong.problem or wrong.context or "is not YAML"
        raise WrongFile([Problem(str(file), mark.line + 1 if mark else 0, said)]) from None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise WrongFile([Problem(str(file), 1, "must be a mapping")])
    numbers = [
        Problem(str(file), line, f"{what} has no place in this file: people bring their own by invite")
        for line, what in _identifying(node)
    ]
    if numbers:
        raise WrongFile(numbers)
    return Written(data, lines)


def _lines(node: yaml.Node, file: Path) -> Iterator[tuple[Way, tuple[Path, int]]]:
    waiting: list[tuple[Way, yaml.Node, int]] = [((), node, node.start_mark.line + 1)]
    for parts in range(MOST_PARTS):
        if not waiting:
            return
        path, node, line = waiting.pop()
        yield path, (file, line)
        if len(path) > DEEPEST or parts == MOST_PARTS - 1:
            raise WrongFile([Problem(str(file), line, "is nested too deeply or too large to be read")])
        if isinstance(node, yaml.MappingNode):
            waiting += [((*path, str(key.value)), value, key.start_mark.line + 1) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [((*path, n), item, item.start_mark.line + 1) for n, item in enumerate(node.value)]


# --- what must not stand here

_HARMLESS = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:?\d{2})?)?"  # dates and times
    r"|(?<![\d.])-?(?:1[0-7]\d|\d{1,2})\.\d{3,}(?![\d.])"  # degrees
    r"|(?<![\d-])\d{5}-\d{4}(?![\d-])"  # long ZIP codes
)
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\u2010-\u2015/-]{4,}\d")
_FEWEST_DIGITS = 7
_ACCOUNT = re.compile(r"(?<!\w)@[A-Za-z]\w{3,}|[\w.+-]+@[\w-]+\.\w+|\bt\.me/\w+", re.ASCII)


def identifying(text: str) -> str | None:
    """What in `text` looks as if it led to one person: "a phone number", "an account", or None."""
    if any(sum(map(str.isdigit, each)) >= _FEWEST_DIGITS for each in _NUMBER.findall(_HARMLESS.sub(" ", text))):
        return "a phone number"
    return "an account" if _ACCOUNT.search(text) else None


def _identifying(node: yaml.Node) -> Iterator[tuple[int, str]]:
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            what = None if node.tag.endswith(":float") else identifying(node.value)
            if what:
                yield node.start_mark.line + 1, what
        elif isinstance(node, yaml.MappingNode):
            waiting += [each for pair in reversed(node.value) for each in reversed(pair)]
        elif isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)


def add_up(files: Sequence[Written]) -> Written:
    """Several files as one: lists follow one another, mappings come together. Raises WrongFile where two disagree."""
    whole = Written()
    problems: list[Problem] = []
    for each in files:
        offsets: dict[str, int] = {}
        for key, value in each.data.items():
            there = whole.data.get(key)
            if there is None:
                whole.data[key] = list(value) if isinstance(value, list) else value
            elif isinstance(there, list) and isinstance(value, list):
                offsets[key] = len(there)
                there.extend(value)
            elif isinstance(there, Mapping) or isinstance(value, Mapping) or there != value:
                other, line = whole.where((key,))
                problems.append(each.problem((key,), f"{key} stands in {other.name}, line {line}, already"))
        for path, place in each.lines.items():
            if len(path) > 1 and path[0] in offsets and isinstance(path[1], int):
                path = (path[0], path[1] + offsets[str(path[0])], *path[2:])
            whole.lines.setdefault(path, place)
    if problems:
        raise WrongFile(problems)
    return whole
