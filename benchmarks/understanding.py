"""How well texts are understood: precision and recall over the corpus, and how many texts a second.

Of the half that is held back only totals are ever shown.
"""

import gc
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.table import Line, milliseconds
from config.triage import load_lexicon
from config.words import load_words
from domain.atlas import Atlas
from domain.triage import language_in, read
from domain.understanding import Understanding, understand

CORPUS = Path(__file__).parent / "corpus"
HALVES = ("seen", "held_back")
AIM_PER_SECOND = 2_000
AIM_SLOWEST = 0.05

_ONE_LABEL = ("danger", "language", "urgency", "keyword", "outcome")

Known = Callable[[str, str | None], Understanding]


@dataclass(slots=True)
class Tally:
    """How often something was rightly named, named in error, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, wanted: bool, got: bool) -> None:
        self.right += wanted and got
        self.wrong += got and not wanted
        self.missed += wanted and not got

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


@dataclass(slots=True)
class Score:
    """Tallies by what they are about, and the texts that were not understood as they are labelled."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    texts: int = 0
    misses: list[str] = field(default_factory=list)


def understanding(*, quick: bool, misses: bool = False) -> tuple[list[Line], list[str]]:
    """The figures, and what is not as it should be: danger that is missed, a text that takes too long."""
    known = reader()
    lines: list[Line] = []
    wrong: list[str] = []
    for half in HALVES:
        score = scored(known, texts_of(half), tell=misses and half == "seen")
        for about, tally in sorted(score.tallies.items()):
            if half == "held_back" and about.startswith("  "):
                continue
            figures = f"precision {tally.precision:.3f}  recall {tally.recall:.3f}"
            lines.append(
                Line(
                    what=about.strip(),
                    where=half,
                    measured=f"{figures}  of {tally.right + tally.missed}",
                    aim="recall 1.000" if about == "danger" else "",
                    met=tally.missed == 0 if about == "danger" else None,
                )
            )
        if score.tallies["danger"].missed:
            wrong.append(f"{half}: danger is missed in {score.tallies['danger'].missed} of {score.texts} texts")
        for each in score.misses:
            sys.stdout.write(f"{each}\n")
        lines.append(_without_small_signs(half))
    speed, slow = _speed(known, quick=quick)
    return [*lines, *speed], [*wrong, *slow]


def _without_small_signs(half: str) -> Line:
    """What entries and rules hear of danger alone: the small signs are an extra beside them."""
    tally = scored(reader(small_signs=False), texts_of(half), tell=False).tallies["danger"]
    return Line(
        what="danger, no small signs",
        where=half,
        measured=f"precision {tally.precision:.3f}  recall {tally.recall:.3f}  of {tally.right + tally.missed}",
    )


def reader(*, small_signs: bool = True) -> Known:
    """Texts as the program understands them, without a community; all is loaded before anything is timed."""
    lexicon, words, atlas = load_lexicon(small_signs=small_signs), load_words(), Atlas(areas=())

    def known(text: str, language: str | None) -> Understanding:
        return understand(
            text,
            read=lambda each: read(each, lexicon, language),
            seek=atlas.seek,
            words=words,
            language=lambda each: language_in(each, lexicon, language),
        )

    known("ready", None)
    gc.freeze()  # as the program does
    return known


def texts_of(half: str) -> list[Mapping[str, Any]]:
    """The labelled texts of one half."""
    return [
        json.loads(line)
        for file in sorted((CORPUS / half).glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def scored(known: Known, texts: Iterable[Mapping[str, Any]], *, tell: bool) -> Score:
    """How each text is understood, beside its labels."""
    score = Score()
    for each in texts:
        found = known(each["text"], None)
        reading = found.reading
        got: dict[str, Any] = {
            "danger": reading.danger,
            "language": reading.language,
            "urgency": str(reading.urgency),
            "keyword": str(found.keyword) if found.keyword else None,
            "outcome": str(found.outcome),
        }
        score.texts += 1
        score.tallies["danger"].add(each["danger"], reading.danger)
        score.tallies[f"  danger in {each['language']}"].add(each["danger"], reading.danger)
        _add_lists(score, "need", each["needs"], [str(want) for want in reading.wants])
        # Any of the areas a coordinator would accept is right; the first is the one that is looked for.
        accepted, areas = each["areas"], [str(area) for area in reading.areas]
        best = areas[0] if areas else None
        if accepted or best:
            score.tallies["best area accepted"].add(bool(accepted), bool(accepted) and best in accepted)
            score.tallies["best area accepted"].wrong += best is not None and best not in accepted
        _add_lists(score, "area", accepted[:1], [a for a in areas if a not in accepted[1:]])
        for label in ("language", "urgency", "outcome", "keyword"):
            for value in {each[label], got[label]} - {None}:
                score.tallies[f"  {label} {value}"].add(each[label] == value, got[label] == value)
            if each[label] is not None:
                score.tallies[label].add(True, got[label] == each[label])
            score.tallies[label].wrong += got[label] is not None and got[label] != each[label]
        off = [label for label in _ONE_LABEL if got[label] != each[label]]
        off += ["areas"] if (accepted and best not in accepted) or (best and not accepted) else []
        off += ["needs"] if set(each["needs"]) != set(map(str, reading.wants)) else []
        if tell and off:
            shown = {**got, "areas": areas, "needs": [str(want) for want in reading.wants]}
            said = "; ".join(f"{label} {shown[label]!r}, not {each[label]!r}" for label in off)
            score.misses.append(f"{each['id']}: {each['text']!r}: {said}  <{', '.join(reading.why[:4])}>")
    return score


def _add_lists(score: Score, what: str, wanted: Sequence[str], got: Sequence[str]) -> None:
    for value in {*wanted, *got}:
        score.tallies[what].add(value in wanted, value in got)
        score.tallies[f"  {what} {value}"].add(value in wanted, value in got)


# --- speed


def _speed(known: Known, *, quick: bool) -> tuple[list[Line], list[str]]:
    texts = [each["text"] for each in texts_of("seen")] * (2 if quick else 10)
    began = process_time()
    for text in texts:
        known(text, None)
    per_second = len(texts) / (process_time() - began)
    slowest = 0.0
    for text in _fuzz(200 if quick else 2_000):
        began = process_time()
        known(text, None)
        slowest = max(slowest, process_time() - began)
    lines = [
        Line(
            what="texts a second",
            where="one core",
            measured=f"{per_second:,.0f}",
            aim=f"{AIM_PER_SECOND:,}",
            met=per_second >= AIM_PER_SECOND,
        ),
        Line(
            what="slowest of hostile texts",
            where="one core",
            measured=milliseconds(slowest),
            aim=milliseconds(AIM_SLOWEST),
            met=slowest <= AIM_SLOWEST,
        ),
    ]
    return lines, [f"{line.what}: {line.measured}, not {line.aim}" for line in lines if not line.met]


def _fuzz(many: int) -> list[str]:
    """Texts made to take long: a seed, so that they are the same each time."""
    chance = random.Random(7)
    entries = list(load_lexicon().entries)
    alphabets = (
        "abcdefghijklmnopqrstuvwxyz ", "a ", "!?., ", "\u0301a", "\ufdfa", "\u200d\u200bx", "\U0001f525 ",
        "1234567890., -", "\u706b\u6551\u547d\u67aa", "\u0627\u0644\u0646\u0627\u0631 ", "\uac15\ub3c4\ubd88 ",
        "\u0410\u0411\u0412 ",
    )  # fmt: skip
    texts = [letters * (20_000 // len(letters)) for letters in alphabets]
    # Sides of many rules over and over, beside a place.
    said = ("ice gunn gunn ice ", "3 ice agents, guns. ", "N gunn ice gunn ", "la migra pa que ")
    texts += [f"ICE agents at 5th & Main {each * 300}"[:4096] for each in said]
    for _ in range(many):
        size = chance.choice((10, 100, 1_000, 5_000, 50_000))
        if chance.random() < 0.5:
            texts.append(" ".join(chance.choices(entries, k=max(1, size // 8))).replace("*", ""))
        else:
            texts.append("".join(chance.choices(chance.choice(alphabets), k=size)))
    return texts
