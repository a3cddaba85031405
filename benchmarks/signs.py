"""Weighs the small signs of danger on labelled texts, and writes `config/data/signs.yaml`.

    python -m benchmarks.signs [--language LANGUAGE]... [FILE...]

Of each language that has enough texts in the half of the corpus that may be looked at, among those that the
lexicons were widened by (`tests/config/said_in_other_languages.yaml`) and in the files named, every word, every two
words beside each other, every class of words (`<tool>`, `<need food>`) and every beginning and ending of a word get
points: by a logistic regression, the points then rounded to whole numbers, so that a team can read and change them.
With `--language` the others stay as they are. The half that is held back is not read.
"""

import argparse
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType
from typing import Any

import yaml

from benchmarks.understanding import texts_of
from config.triage import SIGNS, by_entry, load_lexicon, read_lexicon_files, read_signs
from domain.lexicon import Lexicon
from domain.signs import DENIED, classes_in, pieces_in, signs_in
from domain.triage import read, words_of

FEWEST_TEXTS = 150
"""On fewer texts of a language nothing is weighed."""

_FEWEST = 2
"""What stands in fewer texts would be chance."""

_ROUNDS = 250
_STEP = 0.25
_BOUND = 1.0
"""How freely a sign may weigh: the more, the closer to the labelled texts, and the less sure of others."""

_PLAIN_TALK = 3
"""An everyday text that is no trap counts so often: there are few of them, and many are written."""

_POINTS = 10
_FEWEST_POINTS = 12
_LEAST = 2
"""Points: what has fewer says next to nothing."""

_SURE = ((2_000, 0.6), (0, 0.66))
"""How likely danger has to be, of texts that are danger half the time, where a language has so many labelled texts: of
one with fewer less everyday talk is known, and it has to be surer."""

_SAID = Path(__file__).parents[1] / "tests" / "config" / "said_in_other_languages.yaml"
_PLAIN = re.compile(r"[^\W_]+(?: [^\W_]+)?")
_QUOTED = re.compile(r"(?:on|no|yes|n|y|off|true|false|null|[0-9].*|\*.*)$")

_HEAD = """\
# Small signs of danger, by language: words that say little alone, each with its points, below 0 where they speak
# against it. In a text that shows no danger otherwise, `enough` points are danger. Weighed on labelled texts by
# `python -m benchmarks.signs`; a team may change them.
"""

Text = tuple[frozenset[str], bool]


def main(languages: Sequence[str], files: Sequence[str]) -> None:
    """Weighs, and writes the file."""
    lexicon = load_lexicon(small_signs=False)
    written_down = read_lexicon_files()
    now = read_signs(SIGNS, written_down)
    kinds = {language: by_entry(file.kinds()) for language, file in written_down.items()}
    texts = [*texts_of("seen"), *_widened_by(), *_named(files)]
    by_language: dict[str, list[Text]] = defaultdict(list)
    for each in texts:
        found = signs_of(each["text"], lexicon, kinds.get(each["language"], {}))
        by_language[each["language"]].append((found, bool(each["danger"])))
    written = [_HEAD]
    for language, labelled in sorted(by_language.items()):
        if languages and language not in languages:
            if language in now:
                kept = {sign: count for count, signs in now[language].points.items() for sign in signs}
                written.append(_as_yaml(language, kept, now[language].enough))
        elif len(labelled) >= FEWEST_TEXTS:
            points, base = weighed(labelled)
            sure = next(sure for many, sure in _SURE if len(labelled) >= many)
            enough = max(math.ceil(_POINTS * math.log(sure / (1 - sure)) - base), _FEWEST_POINTS)
            # A small sign is no danger alone, however often it stood beside some.
            points = {sign: min(count, enough - 1) for sign, count in points.items()}
            written.append(_as_yaml(language, points, enough))
            sys.stdout.write(f"{language}: {len(points)} signs on {len(labelled)} texts, {enough} points are enough\n")
    SIGNS.write_text("".join(written), encoding="utf-8")


def signs_of(text: str, lexicon: Lexicon, kinds: Mapping[str, Sequence[str]] = MappingProxyType({})) -> frozenset[str]:
    """The signs of a text, whether they have points or not."""
    words = words_of(text, lexicon)
    said = signs_in(words.all, words.clauses, lexicon.finder.ways)
    denied = (DENIED,) if read(text, lexicon).denied else ()
    plain = [*filter(_PLAIN.fullmatch, said), *pieces_in(words.all)]
    return frozenset((*plain, *classes_in(lexicon.finder.find(words.all), kinds), *denied))


def weighed(texts: Sequence[Text]) -> tuple[Mapping[str, int], float]:
    """The points of each sign that has any, and those that every text begins with: a logistic regression whose weights
    are held small, by steps that grow smaller where a sign has moved most."""
    counts = Counter(each for signs, _ in texts for each in signs)
    names = sorted(each for each, count in counts.items() if count >= _FEWEST)
    number = {each: n for n, each in enumerate(names, 1)}
    # Number 0 is what every text begins with.
    rows = [([0, *(number[each] for each in signs if each in number)], danger) for signs, danger in texts]
    weights, moved = [0.0] * (len(names) + 1), [1e-9] * (len(names) + 1)
    # Each side counts as much as the other, however many texts it has.
    dangers = sum(danger for _, danger in texts)
    counts_as = (len(texts) / 2 / max(len(texts) - dangers, 1), len(texts) / 2 / max(dangers, 1))
    for _ in range(_ROUNDS):
        pulls = [0.0, *(weight / _BOUND for weight in weights[1:])]
        for row, danger in rows:
            sure = max(-30.0, min(30.0, sum(weights[n] for n in row)))
            off = (1 / (1 + math.exp(-sure)) - danger) * counts_as[danger]
            for n in row:
                pulls[n] += off
        for n, pull in enumerate(pulls):
            moved[n] += pull * pull
            weights[n] -= _STEP * pull / math.sqrt(moved[n])
    points = {each: round(weights[n] * _POINTS) for each, n in number.items()}
    return {each: count for each, count in points.items() if abs(count) >= _LEAST}, weights[0] * _POINTS


def _widened_by() -> list[Mapping[str, Any]]:
    said = yaml.safe_load(_SAID.read_text(encoding="utf-8"))
    return [
        {"language": language, "text": text, "danger": kind == "danger"}
        for kind, by_language in said.items()
        for language, texts in by_language.items()
        for text in texts
        for _ in range(1 if kind == "danger" else _PLAIN_TALK)
    ]


def _named(files: Iterable[str]) -> list[Mapping[str, Any]]:
    return [json.loads(line) for file in files for line in Path(file).read_text(encoding="utf-8").splitlines()]


def _as_yaml(language: str, points: Mapping[str, int], enough: int) -> str:
    by_points: dict[int, list[str]] = defaultdict(list)
    for sign, count in points.items():
        by_points[count].append(f'"{sign}"' if _QUOTED.match(sign) else sign)
    lines = [f"\n{language}:\n  enough: {enough}\n  points:\n"]
    for count, signs in sorted(by_points.items(), reverse=True):
        lines += [
            f"    {count}: [\n",
            *(f"      {line}\n" for line in wrap(f"{', '.join(sorted(signs))},", 112)),
            "    ]\n",
        ]
    return "".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", action="append", default=[])
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    main(options.language, options.files)
