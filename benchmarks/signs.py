"""Weighs the small signs of danger on labelled texts, and writes `config/data/signs.yaml`.

    python -m benchmarks.signs [--language LANGUAGE]... [FILE...]

Of each language that has enough texts in the half of the corpus that may be looked at, and in the files named, every
word, every two words beside each other and every class of words (`<tool>`, `<need food>`) get points: by a plain
regression, the points then rounded to whole numbers, so that a team can read and change them. With `--language` the
others stay as they are. The half that is held back is not read.
"""

import argparse
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType
from typing import Any

from benchmarks.understanding import texts_of
from config.triage import SIGNS, as_compared, load_lexicon, read_lexicon_files, read_signs
from domain.lexicon import Lexicon
from domain.triage import words_of

FEWEST_TEXTS = 150
"""On fewer texts of a language nothing is weighed."""

_FEWEST_WITH_WORD, _FEWEST_WITH_TWO = 2, 3
_MANY_TEXTS = 500
"""On fewer a word has to be in more of them, or it would be chance."""

_ROUNDS = 25
_SCALE = 1.5
_STEP = 0.3
_SHRINK = 0.002
_DROP = 0.0002
_POINTS = 4
_MOST_POINTS = 12
MOST_OF_SMALL_WORDS = 2
SMALL_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a about after all am an and any are as at be been before bout but by can could d de did do does em
            for from got had has have he her here him his how i if il im in into is it its ive me mi mos my n
            nos now of off on or our out que r she should so some than that the their them then there theres
            they this tho till to too tn u un up us w was we were what when where which who why will wit with
            would y yet you your
        """,
        "es": """
            a al como con cuando d de del desde donde el ella en es esa ese esta estan este estoy fue ha hay i
            la las le les lo los me mi mis muy my ni no nos o otra pa para pero por q que quien se si sin somos
            soy su sus te to un una va van why y ya yo
        """,
        "fr": """
            a ai ahi au aux avec avez c ce ces cette d dans de des du elle en es est et etes etait eu g i il ils
            j je jai jpeu l la le les leur lui m ma mais me mes moi mon n ne nos notre nous on ont ou par pas
            pis plu plus pour puis qu quand que quel qui quoi s sa sans sera ses si sin son sont sous suis sur t
            te tes to ton too tres tu un une va vais vont vous y ya
        """,
        "ht": """
            a ak an anba and ap ave de devan di e en epi esta eske gen in k ka ki l la lap le li m men mwen n
            nan nou ou p pa pap para pou qu que qui s sa se si sou ta te to too ti tou tout why y ye yo yon
        """,
    }.items()
}
"""Words that stand in any text say little of danger: of these alone, or two of them, no sign counts more. `why` is what
the English lexicon makes of `y`, and no word of the others."""

_LEANING = {"en": 0.7, "fr": 1.5}
"""How sure the sum has to be; a language with fewer texts has to be surer."""

_LEANS = 1.0
_SURER = {"en": 1.4, "es": 1.2, "fr": 1.6, "ht": 1.5}
_SURE = 1.125
"""So much more than the sum that divides the labelled texts best: what people write beside them is mostly no danger."""

_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)?")
_QUOTED = re.compile(r"(?:on|no|yes|n|y|off|true|false|null|[0-9].*)$")

_HEAD = """\
# Small signs of danger, by language: words that say little alone, each with its points, below 0 where they speak
# against it. In a text that shows no danger otherwise, `enough` points are danger. Weighed on labelled texts by
# `python -m benchmarks.signs`; a team may change them.
"""

Text = tuple[frozenset[str], bool]


def main(languages: Sequence[str], files: Sequence[str]) -> None:
    """Weighs, and writes the file."""
    lexicon = load_lexicon()
    written_down = read_lexicon_files()
    now = read_signs(SIGNS, written_down)
    kinds = {language: by_entry(file.kinds()) for language, file in written_down.items()}
    texts = [*texts_of("seen"), *_named(files)]
    by_language: dict[str, list[Text]] = defaultdict(list)
    for each in texts:
        found = signs_in(each["text"], lexicon, kinds.get(each["language"], {}))
        by_language[each["language"]].append((found, bool(each["danger"])))
    written = [_HEAD]
    for language, labelled in sorted(by_language.items()):
        if languages and language not in languages:
            if language in now:
                kept = {sign: count for count, signs in now[language].points.items() for sign in signs}
                written.append(_as_yaml(language, kept, now[language].enough))
        elif len(labelled) >= FEWEST_TEXTS:
            points, base = weighed(labelled, SMALL_WORDS.get(language, frozenset()))
            divides = math.ceil((_SCALE * _LEANING.get(language, _LEANS) - base) * _POINTS)
            enough = math.ceil(divides * _SURER.get(language, _SURE))
            written.append(_as_yaml(language, points, max(enough, 1)))
            sys.stdout.write(f"{language}: {len(points)} signs on {len(labelled)} texts, {enough} points are enough\n")
    SIGNS.write_text("".join(written), encoding="utf-8")


def by_entry(kinds: Mapping[str, Iterable[str]]) -> Mapping[str, Set[str]]:
    """The classes and the like that each entry is in."""
    named: dict[str, set[str]] = defaultdict(set)
    for kind, entries in kinds.items():
        for entry in entries:
            named[as_compared(entry)].add(kind)
    return named


def signs_in(text: str, lexicon: Lexicon, kinds: Mapping[str, Set[str]] = MappingProxyType({})) -> frozenset[str]:
    """The words of a text as they are meant, every two beside each other in a clause, and the classes they are in."""
    words = words_of(text, lexicon)
    found: set[str] = set()
    before: list[str] = []
    clause = -1
    for word, at in zip(words.all, words.clauses, strict=True):
        ways = lexicon.finder.ways(word)
        found.update(each for way in ways for each in way)
        found.update(f"{one} {two}" for way in ways for one, two in pairwise(way))
        if at == clause:
            found.update(f"{last} {way[0]}" for last in before for way in ways)
        before, clause = [way[-1] for way in ways], at
    classes = {kind for each in lexicon.finder.find(words.all) for kind in kinds.get(each.entry, ())}
    return frozenset(each for each in found if _PLAIN.fullmatch(each)) | classes


def weighed(texts: Sequence[Text], small: Set[str] = frozenset()) -> tuple[Mapping[str, int], float]:
    """The points of each sign that has any, and what every text begins with. `small`: words that say little."""
    counts = Counter(each for signs, _ in texts for each in signs)
    more = 0 if len(texts) >= _MANY_TEXTS else 2
    kept = [
        ([each for each in sorted(signs) if counts[each] >= _fewest(each) + more], 1.0 if danger else -1.0)
        for signs, danger in texts
    ]
    weights: dict[str, float] = defaultdict(float)
    base = 0.0
    chance = random.Random(1)
    for turn in range(_ROUNDS):
        chance.shuffle(kept)
        step = _STEP / (1 + turn * _STEP)
        for signs, side in kept:
            sure = side * (sum(weights[each] for each in signs) + base) / _SCALE
            pull = -side / (1 + math.exp(max(-30.0, min(30.0, sure)))) / _SCALE
            base -= step * pull * _STEP
            for each in signs:
                weights[each] -= step * (pull + _SHRINK * weights[each])
        least = _DROP * len(kept) * step
        for each, weight in weights.items():
            weights[each] = math.copysign(max(abs(weight) - least, 0.0), weight)
    return at_most({each: round(weight * _POINTS) for each, weight in weights.items()}, small), base


def at_most(points: Mapping[str, int], small: Set[str]) -> Mapping[str, int]:
    """The points of each sign that has any, none of them with more than it may have."""
    kept: dict[str, int] = {}
    for sign, count in points.items():
        most = MOST_OF_SMALL_WORDS if small >= set(sign.split()) else _MOST_POINTS
        if bounded := max(-most, min(most, count)):
            kept[sign] = bounded
    return kept


def _fewest(sign: str) -> int:
    return _FEWEST_WITH_TWO if " " in sign else _FEWEST_WITH_WORD


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
