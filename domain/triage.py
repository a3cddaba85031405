"""From a free text to what it is about: a transparent scorer over a lexicon that is data (`domain.lexicon`).

    words       as people type them, in clauses (`domain.language.normalise`)
    entries     found in them, slips and shorthand forgiven
    harmless    phrases swallow what stands inside them: "could die laughing" has no danger
    denials     "no gun" is none, "No! A gun!" is one, and "don't kill me" always is
    refusals    "we don't need water" needs none
    longest     of what remains wins: "kill myself" is suicide and no murder

What is danger in doubt is danger. It says why.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from domain.community import Community
from domain.ids import NatureId
from domain.language import normalise
from domain.lexicon import Cue, Found, Lexicon, Mark, Sort, runs_on, starts_of
from domain.needs import DISCREET, DangerKind, Door, ProtectionArea, Urgency, Want, unserved
from domain.signs import DENIED, Stretch, classes_in, pieces_in, signs_in
from domain.tongue import shown

LONGEST_TEXT = 2400
"""Of a longer text the beginning and the end are read."""

_END_READ = 800
_MOST_WORDS = 600

_CLAUSE_ENDS = re.compile(
    r"[.!?;,:\n\r\u2028\u2029\u00a1\u00bf\u2026\u060c\u061b\u061f\u06d4\u0589\u0964\u0965\u1361-\u1368"
    r"\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f\uff61\uff64]+"
)
_FARTHEST_DENIAL = 3
_FARTHEST_REFUSED = 3
_MOST_CUES = 10
_MOST_TIMES = 30
"""So often an entry is a side of a rule in one text: a word said a hundred times says no more."""

_FEW_MORE = 3
_LONGEST_IDIOM = 12
_ASKING = re.compile(r"[?\u00bf\uff1f\u061f]")
_MOST_SIGNS = 4
_HALF = 0.5
_LONGEST_NUMBER = 3
_MOST_REASONS = 40
_OVER_A_DANGER = 1
"""A danger weighs so much more for its protection area than as many other words."""

_OVER_ALL = 4
"""Who may take their life needs somebody for that first."""

_SETTINGS = frozenset({ProtectionArea.DIRECT_ACTION})
"""Who is hurt there is helped by those who are there."""

_A_SHARE = 0.34
"""Areas that weigh less than this share of the best are not meant."""

AREA_OF_DANGER: Mapping[DangerKind, ProtectionArea | None] = {
    DangerKind.SUICIDE: ProtectionArea.MENTAL_HEALTH,
    DangerKind.VIOLENCE: ProtectionArea.COMMUNITY_RESPONSE,
    DangerKind.WEAPON: ProtectionArea.COMMUNITY_RESPONSE,
    DangerKind.NOT_BREATHING: ProtectionArea.COMMUNITY_RESPONSE,
    DangerKind.FIRE: ProtectionArea.CLIMATE_RELIEF,
    DangerKind.TAKEN: ProtectionArea.CRIMINAL_LEGAL,
    DangerKind.OTHER: None,
}
WANTS_IN_DANGER: Mapping[DangerKind, tuple[Want, ...]] = {
    DangerKind.SUICIDE: (Want.COMPANY,),
    DangerKind.VIOLENCE: (Want.SAFETY,),
    DangerKind.WEAPON: (Want.SAFETY,),
    DangerKind.NOT_BREATHING: (Want.MEDICAL,),
    DangerKind.FIRE: (Want.RESCUE,),
    DangerKind.TAKEN: (Want.SAFETY, Want.LEGAL),
    DangerKind.OTHER: (),
}
AREA_OF_WANT: Mapping[Want, ProtectionArea | None] = {
    Want.WATER: ProtectionArea.CLIMATE_RELIEF,
    Want.FOOD: ProtectionArea.HOSPITALITY,
    Want.SHELTER: ProtectionArea.HOSPITALITY,
    Want.MEDICAL: ProtectionArea.COMMUNITY_RESPONSE,
    Want.MEDICINE: ProtectionArea.CLIMATE_RELIEF,
    Want.RESCUE: ProtectionArea.CLIMATE_RELIEF,
    Want.MISSING_PERSON: ProtectionArea.COMMUNITY_RESPONSE,
    Want.SAFETY: ProtectionArea.COMMUNITY_RESPONSE,
    Want.LEGAL: ProtectionArea.CRIMINAL_LEGAL,
    Want.TRANSPORT: ProtectionArea.HOSPITALITY,
    Want.COMPANY: ProtectionArea.MENTAL_HEALTH,
}
"""Where the words show a want alone."""

_WIDE = "wide"
"""What makes longer entries harmless as well."""

_ANY_AREA = (ProtectionArea.COMMUNITY_RESPONSE,)
"""Who looks at danger of which nothing else is known."""

_NO_HURRY = frozenset({ProtectionArea.ABORTION_SUPPORT})

_SURELY = 2.0
_A_WORD = 0.6
_SHOW_BY_HINTS = 3
"""In fewer words those that only rules have show no language: "no", "5th & Main"."""

_A_PART = 0.25
"""A language of which so much less is there than of the main one is none that the text is in."""

_SHORT = 6
_SHORT_STEM = 4
_OF_NO_LANGUAGE_ELSE = (Sort.DANGER, Sort.AREA, Sort.NEED, Sort.HELP, Sort.ADVERT, Sort.CHATTER)

_SOONEST = (Urgency.IMMEDIATE, Urgency.EXPECTED, Urgency.FUTURE, Urgency.PAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text seems to say.

    `areas` best first, `wants` what is lacked, `kinds` of danger, `faint`: small signs alone show it; `denied`: danger
    that they say there is none of;
    `people` how many need it, 0 where it is not said; `natures` that the community's own words name; `language` None
    when the text does not show it. `help`: it calls for help, whatever else it says. `chatter`: nothing but a greeting,
    a thank-you or the like; `idiom`: chatter that only sounds like danger, and may be the name of a place: "union
    station", "by the fire station"; `advert`: somebody sells; `door`: somebody wants to take part. `why` shows what the
    text is about, and so is as secret as the text.
    """

    areas: tuple[ProtectionArea, ...] = ()
    wants: tuple[Want, ...] = ()
    danger: bool = False
    kinds: tuple[DangerKind, ...] = ()
    faint: bool = False
    urgency: Urgency = Urgency.UNKNOWN
    language: str | None = None
    help: bool = False
    chatter: bool = False
    idiom: bool = False
    advert: bool = False
    door: Door | None = None
    people: int = 0
    natures: tuple[NatureId, ...] = ()
    denied: tuple[DangerKind, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def says_what(self) -> bool:
        """True if it says what is the matter."""
        return self.danger or bool(self.areas) or bool(self.wants)

    @property
    def is_discreet(self) -> bool:
        """True if it speaks of a need of which nothing goes out by SMS and no words are kept."""
        return not DISCREET.isdisjoint(self.areas)


class _Hit(NamedTuple):
    found: Found
    mark: Mark

    @property
    def size(self) -> int:
        return self.found.after - self.found.first


_LINKS = re.compile(
    r"(?<![\w.@/-])(?:geo:|https?://|(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,10}(?=[/?]))[^\s<>\"]*", re.IGNORECASE
)
"""What stands in a link, nobody has said."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, and of each the clause it stands in."""

    all: tuple[str, ...]
    clauses: tuple[int, ...]


def read(text: str, lexicon: Lexicon, hint: str | None = None, *, small_signs: bool = True) -> Reading:
    """What `text` seems to say. Longer phrases weigh more; of areas that weigh the same the first named comes first.

    `hint`: the language it is probably in; it counts where the text shows none. `small_signs`: False where only what
    entries and rules name is danger.
    """
    text = _LINKS.sub(" ", _bounded(text))
    words = words_of(text, lexicon)
    found = lexicon.finder.find(words.all)
    hits, cues, spoken = _hits(words, found, lexicon)
    no_dangers = [each for each in hits[Sort.DANGER] if _is_denied(each, words, lexicon)]
    denied = _Spans(no_dangers)
    hits[Sort.HARMLESS] += _together([(cue.language, found, cue.calm) for found, cue in cues if cue.calm], lexicon)
    harmless = _Spans(hits[Sort.HARMLESS])
    wide = _Spans(each for each in hits[Sort.HARMLESS] if each.mark.value == _WIDE)

    def counts(found: Found) -> bool:
        return not (harmless.hold(found) or wide.touch(found) or denied.touch(found))

    calmed = bool(hits[Sort.HARMLESS] or no_dangers)
    dangers = [each for each in hits[Sort.DANGER] if not calmed or counts(each.found)]
    sides = [(cue.language, found, cue.danger) for found, cue in cues if cue.danger and (not calmed or counts(found))]
    dangers = [*_longest(dangers), *_together(sides, lexicon)]
    faint = small_signs and not dangers
    if faint:
        # Who wants to join says so with the same "want to" as who wants to die.
        asked = _Spans(hits[Sort.DOOR])
        but = (harmless, wide, denied, asked) if calmed or hits[Sort.DOOR] else ()
        dangers = _adding_up(words, found, spoken, but, denial=bool(no_dangers), lexicon=lexicon)
    swallowed = _Spans((*hits[Sort.HARMLESS], *(each for each in hits[Sort.CHATTER] if each.size > 1)))
    refused = _refused(hits[Sort.REFUSAL], words, lexicon)
    areas, wants, helps, own = (
        _longest(
            each
            for each in hits[sort]
            if not (swallowed.hold(each.found) or each.found.first in refused)
            and not (sort is Sort.NEED and denied.hold(each.found))  # who says that nobody bleeds needs no medic
        )
        for sort in (Sort.AREA, Sort.NEED, Sort.HELP, Sort.NATURE)
    )
    kinds = tuple(dict.fromkeys(DangerKind(each.mark.value) for each in dangers))
    lacks = tuple(dict.fromkeys(Want(each.mark.value) for each in wants))
    weights = _weights(areas, dangers, own) or _weights_of(lacks) or dict.fromkeys(_ANY_AREA if dangers else (), 1.0)
    sold = _Spans(hits[Sort.ADVERT])
    advert = sold.weight > sum(each.size for each in (*wants, *helps)) and not dangers
    chatter = not (dangers or weights or lacks or helps) and (
        bool(hits[Sort.LAUGH])
        or _is_chatter((*hits[Sort.CHATTER], *hits[Sort.HARMLESS]), words)
        or _is_idiom(text, words, hits)
    )
    doors = [Door(each.mark.value) for each in hits[Sort.DOOR]] if not (dangers or lacks or helps or advert) else []
    if advert or doors:
        weights, lacks = {}, ()
    best = max(weights.values(), default=0.0)
    named = [want for kind in _mostly(dangers) for want in WANTS_IN_DANGER[kind]]
    told = bool(dangers or weights or lacks)
    return Reading(
        areas=tuple(sorted((a for a, w in weights.items() if w >= best * _A_SHARE), key=lambda area: -weights[area])),
        wants=tuple(dict.fromkeys((*lacks, *named))),
        danger=bool(dangers),
        kinds=kinds,
        faint=faint and bool(dangers),
        urgency=_urgency(hits[Sort.URGENCY], weights, lacks, danger=bool(dangers)) if told else Urgency.UNKNOWN,
        language=shown(text, spoken, lexicon.letters) or hint,
        help=bool(helps) and not advert,
        chatter=chatter and not advert,
        idiom=chatter and not (advert or hits[Sort.CHATTER] or hits[Sort.LAUGH]) and bool(hits[Sort.HARMLESS]),
        advert=advert,
        door=doors[0] if doors else None,
        people=_people(hits, words, lexicon) if told or helps else 0,
        denied=tuple(dict.fromkeys(kind for each in no_dangers if (kind := DangerKind(each.mark.value)) not in kinds)),
        natures=tuple(dict.fromkeys(NatureId(each.mark.value.partition("/")[2]) for each in own)) if weights else (),
        why=_why(dangers, wants, (*own, *areas), helps, hits),
    )


def language_in(text: str, lexicon: Lexicon, hint: str | None = None) -> str | None:
    """What `read` says of the language of `text`, for less than a reading."""
    text = _LINKS.sub(" ", _bounded(text))
    words = words_of(text, lexicon)
    _, _, spoken = _hits(words, lexicon.finder.find(words.all), lexicon)
    return shown(text, spoken, lexicon.letters) or hint


def nature_for(reading: Reading, community: Community) -> NatureId | None:
    """The community's nature for the best of the protection areas: of several the first that is as urgent as the text,
    else the first. None where no area was recognised. An area without a nature stays what it is (`unserved`): nobody is
    asked as if it were another. Without danger a discreet area is meant wherever it is one of several, and else what
    the community's own words name.
    """
    if not reading.areas:
        return None
    discreet = None if reading.danger else next((each for each in reading.areas if each in DISCREET), None)
    area = discreet or reading.areas[0]
    named = [community.natures[each] for each in reading.natures if each in community.natures]
    own = next((each for each in named if each.protection_area is area), None)
    if own is None and named and not reading.danger and discreet is None:
        own = named[0]
    if own is not None:
        return own.id
    natures = [each for each in community.natures.values() if each.protection_area is area]
    fitting = [each for each in natures if each.urgency is reading.urgency and not reading.danger]
    return (fitting or natures)[0].id if natures else unserved(area)


# --- words and entries


def _bounded(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[: LONGEST_TEXT - _END_READ]}\n{text[-_END_READ:]}"


def words_of(text: str, lexicon: Lexicon) -> Words:
    """The words of `text`, and their clauses."""
    words: list[str] = []
    clauses: list[int] = []
    clause = 0
    for part in _CLAUSE_ENDS.split(text):
        clause += 1
        for word in normalise(part).split():
            clause += word in lexicon.joints
            words.append(word)
            clauses.append(clause)
    return Words(tuple(words[:_MOST_WORDS]), tuple(clauses[:_MOST_WORDS]))


def _hits(
    words: Words, every: Iterable[Found], lexicon: Lexicon
) -> tuple[dict[Sort, list[_Hit]], list[tuple[Found, Cue]], dict[str, float]]:
    """What the entries found hit, by sort; on which sides of rules they stand; how much they say for each language.
    Danger alone may reach over a full stop: "he is not. breathing"."""
    hits: dict[Sort, list[_Hit]] = defaultdict(list)
    cues: list[tuple[Found, Cue]] = []
    spoken: dict[str, float] = defaultdict(float)
    hinted: dict[str, float] = defaultdict(float)
    met: dict[str, int] = defaultdict(int)
    clauses, known = words.clauses, lexicon.known
    for found in every:
        marks, sides, weights, hints = known[found.entry]
        if clauses[found.first] == clauses[found.after - 1]:
            for mark in marks:
                hits[mark.sort].append(_Hit(found, mark))
            for language, weight in weights:
                spoken[language] += weight
            for language, weight in hints:
                hinted[language] += weight
        else:
            for mark in marks:
                if mark.sort is Sort.DANGER:
                    hits[Sort.DANGER].append(_Hit(found, mark))
        if sides:
            met[found.entry] += 1
            if met[found.entry] <= _MOST_TIMES:
                cues += [(found, cue) for cue in sides]
    main = max(spoken, key=lambda each: spoken[each], default="")
    if main and spoken[main] >= _SURELY:
        cues = _without_strays(hits, cues, spoken, main, lexicon)
    if len(words.all) >= _SHOW_BY_HINTS:
        for language, weight in hinted.items():
            spoken[language] += weight
    return hits, cues, spoken


def _without_strays(
    hits: dict[Sort, list[_Hit]],
    cues: Sequence[tuple[Found, Cue]],
    spoken: Mapping[str, float],
    main: str,
    lexicon: Lexicon,
) -> list[tuple[Found, Cue]]:
    """The cues, and `hits` in their place, but for those that are mere strays in a text in the language `main`."""
    least = max(_A_WORD, spoken[main] * _A_PART)
    known: dict[tuple[str, bool, str, float], bool] = {}

    def is_stray(found: Found, language: str, least: float) -> bool:
        """Each entry is looked at once, however often it stands in the text."""
        wide = found.after - found.first > 1
        stray = known.get((found.entry, wide, language, least))
        if stray is None:
            stray = _is_stray(found.entry, language, main, spoken, least, lexicon, wide=wide)
            known[found.entry, wide, language, least] = stray
        return stray

    for sort in _OF_NO_LANGUAGE_ELSE:
        hits[sort] = [
            each
            for each in hits[sort]
            if each.mark.language == main or not is_stray(each.found, each.mark.language, least)
        ]
    beside = Counter([cue.language for _, cue in cues])
    return [
        (found, cue)
        for found, cue in cues
        if beside[cue.language] > 1
        and (cue.language == main or not is_stray(found, cue.language, _A_WORD if cue.calm else least))
    ]


def _adding_up(
    words: Words,
    found: Sequence[Found],
    spoken: Mapping[str, float],
    but: Iterable["_Spans"],
    *,
    denial: bool,
    lexicon: Lexicon,
) -> list[_Hit]:
    """Danger that no rule names but many small signs show, of one language that the text is mostly or half in; the
    strongest say why. What is harmless, denied or asked of another door is no sign of it."""
    least = max(spoken.values(), default=0.0) * _HALF
    spoken_in = [language for language in lexicon.signs if spoken.get(language, 0.0) >= least]
    if not spoken_in:
        return []
    said = signs_in(words.all, words.clauses, lexicon.finder.ways)
    starts = starts_of(words.all)

    def at(name: str, where: Stretch) -> Found:
        last = where.after - 1
        return Found(name, starts[where.first], starts[last] + len(words.all[last]), *where)

    for language in spoken_in:
        enough, points, kinds, pieces = lexicon.signs[language]
        counted: list[tuple[int, Found]] = []
        for signs in (said, pieces_in(words.all) if pieces else {}, classes_in(found, kinds, points)):
            for name, where in signs.items():
                count = points.get(name, 0)
                if count and (count < 0 or not any(each.touch(at(name, where)) for each in but)):
                    counted.append((count, at(name, where)))
        against = points.get(DENIED, 0) if denial else 0
        if sum(count for count, _ in counted) + against >= enough:
            strongest = sorted(counted, key=lambda each: (-each[0], each[1].start))[:_MOST_SIGNS]
            whole = strongest[0][1]._replace(entry=" + ".join(each.entry for _, each in strongest))
            return [_Hit(whole, Mark(Sort.DANGER, str(DangerKind.OTHER), language))]
    return []


def _is_stray(
    entry: str, language: str, main: str, spoken: Mapping[str, float], least: float, lexicon: Lexicon, *, wide: bool
) -> bool:
    """A short word of a language that nothing else in the text is in: "tire" in "a flat tire" is no Kreyol. `wide`: it
    stands in several words."""
    if not entry.isascii():
        return False
    if wide:
        # "that co*" in "that concert": words of the main language with a mere beginning between them.
        mains = (_is_of(each, main, lexicon) for each in entry.split())
        if not all(mains):
            return False
    elif len(entry) > _SHORT and not _is_as_well(entry, main, lexicon):
        return False
    own = lexicon.weights_of(entry).get(language, 0.0)
    return spoken.get(language, 0.0) - own < least


def _is_as_well(entry: str, main: str, lexicon: Lexicon) -> bool:
    """True if a word of another language is one of the main language, too: "police", "arrest*"."""
    return main in lexicon.weights_of(entry) or main in lexicon.weights_of(entry.rstrip("*"))


def _is_of(word: str, main: str, lexicon: Lexicon) -> bool:
    """True if a word of an entry is one of the main language as well, or a mere beginning."""
    if word.endswith("*"):
        return len(word) < _SHORT_STEM
    return word in lexicon.spellings or main in lexicon.weights_of(word)


class _Spans:
    """Stretches of a text."""

    def __init__(self, hits: Iterable[_Hit]) -> None:
        self._starts: list[int] = []
        self.weight = 0
        hits = list(hits)
        if not hits:
            return
        spans = sorted({(each.found.start, -each.found.end, each.size) for each in hits})
        self._starts = [start for start, _, _ in spans]
        self._ends = list(accumulate((-end for _, end, _ in spans), max))
        self.weight = sum(size for _, _, size in spans)

    def hold(self, found: Found) -> bool:
        """True if one of them has all of it."""
        if not self._starts:
            return False
        at = bisect_right(self._starts, found.start) - 1
        return at >= 0 and self._ends[at] >= found.end

    def touch(self, found: Found) -> bool:
        """True if one of them has all of it, or it has all of one of them."""
        if not self._starts:
            return False
        at = bisect_left(self._starts, found.start)
        return self.hold(found) or any(
            self._starts[n] < found.end and self._ends[n] <= found.end
            for n in range(at, len(self._starts))[:_MOST_CUES]
        )


def _longest(hits: Iterable[_Hit]) -> list[_Hit]:
    """Those that no longer one has inside it, in the order of the text."""
    kept: list[_Hit] = []
    end = -1
    at = (-1, -1)
    for each in sorted(hits, key=lambda hit: (hit.found.start, -hit.found.end)):
        place = (each.found.start, each.found.end)
        if each.found.end > end or place == at:
            kept.append(each)
            at = place
        end = max(end, each.found.end)
    return kept


# --- what is meant


def _is_denied(hit: _Hit, words: Words, lexicon: Lexicon) -> bool:
    """Just behind a denial in the same clause."""
    found = hit.found
    if found.entry not in lexicon.deniable:
        return False
    if runs_on(found.entry):
        before = "".join(words.all[max(0, found.first - 1) : found.after])
        cut = before.find(found.entry.strip("*"))
        return before[: max(cut, 0)].endswith(lexicon.closing_denials)
    for at in range(found.first - 1, max(-1, found.first - 1 - _FARTHEST_DENIAL), -1):
        if words.clauses[at] != words.clauses[found.first]:
            return False
        if words.all[at] in lexicon.denials:
            own = lexicon.short_denials.get(words.all[at])
            return own is None or hit.mark.language in own
        if words.all[at] not in lexicon.fillers:
            return False
    return False


_Sides = tuple[tuple[int, int], ...]


def _together(cues: Iterable[tuple[str, Found, _Sides]], lexicon: Lexicon) -> list[_Hit]:
    """What several entries of one language make together, none of them alone: danger, or what is harmless beside
    something else."""
    by_language: dict[str, list[tuple[Found, _Sides]]] = defaultdict(list)
    for language, found, sides in cues:
        by_language[language].append((found, sides))
    return [
        hit
        for language, beside in by_language.items()
        if len(beside) > 1
        for hit in _together_in(language, beside, lexicon)
    ]


def _together_in(language: str, cues: Sequence[tuple[Found, _Sides]], lexicon: Lexicon) -> Iterator[_Hit]:
    whole = _all_sided([sides for _, sides in cues], lexicon.without[language])
    if not whole:
        return
    ruled = lexicon.ruled[language]
    stand: dict[int, list[list[Found]]] = {n: [[] for _ in range(ruled[n][1].sides)] for n in _bits(whole)}
    for found, sides in cues:
        for side, rules in sides:
            for n in _bits(rules & whole):
                if len(stand[n][side]) < _MOST_CUES:
                    stand[n][side].append(found)
    for n, (first, *others) in stand.items():
        rule = ruled[n][1]
        for found in first:
            near = (_follow if rule.ordered else _stand_by)(found, others, rule.near)
            if near is None:
                continue
            entries = " + ".join((found.entry, *(each.entry for each in near)))
            spot = Found(entries, found.start, found.end, found.first, found.after)
            sort, value = (Sort.DANGER, str(rule.kind)) if rule.kind else (Sort.HARMLESS, _WIDE if rule.wide else "")
            yield _Hit(spot, Mark(sort, value, language))
            if rule.kind:
                break


def _all_sided(cues: Iterable[_Sides], without: Sequence[int]) -> int:
    """A bit for each rule that all sides of are there. `without`: by side, those that have fewer."""
    seen = [0] * len(without)
    for sides in cues:
        for side, rules in sides:
            seen[side] |= rules
    whole = seen[0]
    for rules, fewer in zip(seen, without, strict=True):
        whole &= rules | fewer
    return whole


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _stand_by(found: Found, others: Sequence[Sequence[Found]], most: int) -> list[Found] | None:
    """Of each side one that is near, on either hand."""
    near = [next((each for each in side if _is_near(found, each, most)), None) for side in others]
    held = [each for each in near if each is not None]
    return held if len(held) == len(near) else None


def _follow(found: Found, others: Sequence[Sequence[Found]], most: int) -> list[Found] | None:
    """Of each side one, each near behind the one before."""
    held: list[Found] = []
    for side in others:
        last = held[-1] if held else found
        after = next((each for each in side if 0 <= each.first - last.after <= most), None)
        if after is None:
            return None
        held.append(after)
    return held


def _is_near(one: Found, other: Found, most: int) -> bool:
    """Not the same words, and not far apart."""
    apart = max(one.first, other.first) - min(one.after, other.after)
    return (one.end <= other.start or other.end <= one.start) and apart <= most


def _refused(refusals: Iterable[_Hit], words: Words, lexicon: Lexicon) -> set[int]:
    """The words behind a refusal, in its clause: fillers, and the first that is none."""
    refused: set[int] = set()
    for each in refusals:
        for at in range(each.found.after, min(len(words.all), each.found.after + _FARTHEST_REFUSED)):
            if words.clauses[at] != words.clauses[each.found.first]:
                break
            refused.add(at)
            if words.all[at] not in lexicon.fillers:
                break
    return refused


def _mostly(dangers: Sequence[_Hit]) -> tuple[DangerKind, ...]:
    """The kinds of danger, as they are told; without one that weighs little beside another."""
    weights = _sizes(dangers)
    most = max(weights.values(), default=0)
    return tuple(DangerKind(kind) for kind, weight in weights.items() if weight >= most * _A_SHARE)


def _sizes(hits: Iterable[_Hit]) -> dict[str, int]:
    """How many words stand for each value, in the order of the text."""
    sizes: dict[str, int] = defaultdict(int)
    for each in hits:
        sizes[each.mark.value] += each.size
    return sizes


def _weights(areas: Iterable[_Hit], dangers: Sequence[_Hit], own: Iterable[_Hit]) -> dict[ProtectionArea, float]:
    weights: dict[ProtectionArea, float] = defaultdict(float)
    times = Counter([each.mark.value for each in dangers])
    for kind, size in _sizes(dangers).items():
        area = AREA_OF_DANGER[DangerKind(kind)]
        if area is not None:
            over = _OVER_A_DANGER if area is not ProtectionArea.MENTAL_HEALTH else _OVER_ALL
            weights[area] += size + times[kind] * over
    for value, size in _sizes(areas).items():
        weights[ProtectionArea(value)] += size
    for value, size in _sizes(own).items():
        weights[ProtectionArea(value.partition("/")[0])] += size
    for area in _SETTINGS & weights.keys():
        weights[area] = max(weights[area], weights[ProtectionArea.COMMUNITY_RESPONSE] + 1.0)
    return weights


def _weights_of(wants: Iterable[Want]) -> dict[ProtectionArea, float]:
    return {area: 1.0 for area in map(AREA_OF_WANT.get, wants) if area is not None}


def _urgency(
    hits: Sequence[_Hit], weights: Mapping[ProtectionArea, float], lacks: Sequence[Want], *, danger: bool
) -> Urgency:
    """What time they say; else, for a roof within the day, for what nobody hurries unknown, and now for all else."""
    if danger:
        return Urgency.IMMEDIATE
    said = {each.mark.value for each in _longest(hits)}
    for urgency in _SOONEST:
        if urgency in said:
            return urgency
    if max(weights, key=lambda area: weights[area], default=None) in _NO_HURRY:
        return Urgency.UNKNOWN
    return Urgency.EXPECTED if Want.SHELTER in lacks else Urgency.IMMEDIATE


def _is_chatter(hits: Sequence[_Hit], words: Words) -> bool:
    covered = {at for each in hits for at in range(each.found.first, each.found.after)}
    if not words.all:
        return False
    rest = len(words.all) - len(covered)
    longest = max((each.size for each in hits), default=0)
    return rest == 0 or (longest > 1 and rest <= min(longest, _FEW_MORE))


def _is_idiom(text: str, words: Words, hits: Mapping[Sort, Sequence[_Hit]]) -> bool:
    """A few words that only sound like danger: nothing is asked, needed or over."""
    return (
        bool(hits[Sort.HARMLESS])
        and len(words.all) <= _LONGEST_IDIOM
        and not (hits[Sort.AREA] or hits[Sort.NEED])
        and Urgency.PAST not in {each.mark.value for each in hits[Sort.URGENCY]}
        and not _ASKING.search(text)
    )


def _people(hits: Mapping[Sort, Sequence[_Hit]], words: Words, lexicon: Lexicon) -> int:
    """How many people it speaks of: "2 adults and 3 kids", "family of five", "we are 4", "food for 4". Of two numbers
    beside each other the first is a word, "for 4 6 ppl", or the fewest they may be: "4-6 people"."""
    counted: dict[int, int] = {}
    groups = {each.found.after for each in hits[Sort.GROUP]}
    people = {each.found.first for each in hits[Sort.PEOPLE]}
    told = {each.found.first for sort in (Sort.NEED, Sort.HELP) for each in hits[sort]}
    for at, word in enumerate(words.all):
        digits = word.isascii() and word.isdigit() and len(word) <= _LONGEST_NUMBER
        number = int(word) if digits else lexicon.numbers.get(word, 0)
        if not number:
            continue
        last = at + 1 == len(words.all) or words.clauses[at + 1] != words.clauses[at]
        last = last or not told.isdisjoint((at + 1, at + 2))
        if not last and words.all[at + 1].isascii() and words.all[at + 1].isdigit():
            continue
        if people & {at + 1, at + 2} or (at in groups and last):
            counted[at] = number
    return sum(counted.values())


def _why(
    dangers: Iterable[_Hit],
    wants: Iterable[_Hit],
    areas: Iterable[_Hit],
    helps: Iterable[_Hit],
    hits: Mapping[Sort, Sequence[_Hit]],
) -> tuple[str, ...]:
    said = [_danger_said(each) for each in dangers]
    for meant in (wants, areas, helps):
        said += [_said(each.mark.sort, each) for each in meant]
    for sort in (Sort.URGENCY, Sort.CHATTER, Sort.ADVERT, Sort.DOOR, Sort.HARMLESS, Sort.REFUSAL):
        said += [_said(sort, each) for each in hits[sort]]
    return tuple(dict.fromkeys(said))[:_MOST_REASONS]


def _danger_said(hit: _Hit) -> str:
    area = AREA_OF_DANGER[DangerKind(hit.mark.value)]
    return f"{_said(Sort.DANGER, hit)}, so {area}" if area else _said(Sort.DANGER, hit)


def _said(sort: Sort, hit: _Hit) -> str:
    return f"{sort} ({hit.mark.value}): {hit.found.entry}" if hit.mark.value else f"{sort}: {hit.found.entry}"
