"""Which language a text shows: by the words in it, each weighed by how few languages have it, its letters, its script.

Nothing is guessed where two languages are as likely: a person is answered in the language of the community then.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping

_LEAST = 0.5
"""What shows less than half a word shows nothing."""

_AHEAD = 1.15
"""So much more than the next one the best must weigh."""

_PER_LETTER = 1.5
_MOST_LETTERS = 3
_PER_SCRIPT = 6.0
_MOST_LOOKED_AT = 600

_SCRIPTS: tuple[tuple[int, int, frozenset[str]], ...] = (
    (0x0370, 0x03FF, frozenset({"el"})),
    (0x0400, 0x052F, frozenset({"ru", "uk"})),
    (0x0530, 0x058F, frozenset({"hy"})),
    (0x0590, 0x05FF, frozenset({"he"})),
    (0x0600, 0x06FF, frozenset({"ar", "fa", "ur", "ku"})),
    (0x0750, 0x077F, frozenset({"ur"})),
    (0x0900, 0x097F, frozenset({"hi"})),
    (0x0980, 0x09FF, frozenset({"bn"})),
    (0x0A00, 0x0A7F, frozenset({"pa"})),
    (0x0E00, 0x0E7F, frozenset({"th"})),
    (0x10A0, 0x10FF, frozenset({"ka"})),
    (0x1100, 0x11FF, frozenset({"ko"})),
    (0x1200, 0x139F, frozenset({"am", "ti"})),
    (0x1780, 0x17FF, frozenset({"km"})),
    (0x3040, 0x30FF, frozenset({"ja"})),
    (0x3130, 0x318F, frozenset({"ko"})),
    (0x3400, 0x9FFF, frozenset({"zh"})),
    (0xAC00, 0xD7AF, frozenset({"ko"})),
)
"""First and last character, and the languages it is written for where those who write us are concerned."""

_FIRSTS = [first for first, _, _ in _SCRIPTS]
_MOSTLY: Mapping[frozenset[str], str] = {
    frozenset({"ar", "fa", "ur", "ku"}): "ar",
    frozenset({"ru", "uk"}): "ru",
    frozenset({"am", "ti"}): "ti",
}
"""What most of those mean who write so and show no more."""


_CLEAR_FROM = 6
_NOT_LATIN = "\u0370"


def is_clear(text: str) -> bool:
    """False of few words in letters that many languages share: what these show is easily mistaken."""
    words = [each for each in text.split() if any(map(str.isalpha, each))]
    return len(words) >= _CLEAR_FROM or any(each >= _NOT_LATIN and each.isalpha() for each in text)


def is_one_word(normalised: str) -> bool:
    """True of a single word in letters that many languages share: it shows none of them. `wi` and `k` are of many."""
    return normalised.isascii() and len(normalised.split()) == 1


def shown(text: str, spoken: Mapping[str, float], letters: Mapping[str, frozenset[str]]) -> str | None:
    """The language of `text`, None if it does not show. `spoken`: how much its words say for each."""
    weights: dict[str, float] = defaultdict(float, spoken)
    if not text.isascii():
        _weigh_letters(text[:_MOST_LOOKED_AT].lower(), letters, weights)
    ranked = sorted(weights.items(), key=lambda each: -each[1])
    if not ranked or ranked[0][1] < _LEAST:
        return None
    if len(ranked) > 1 and ranked[0][1] < ranked[1][1] * _AHEAD:
        return None
    return ranked[0][0]


def _weigh_letters(text: str, letters: Mapping[str, frozenset[str]], weights: dict[str, float]) -> None:
    counts = Counter(char for char in text if char > "\x7f")
    own: dict[str, int] = defaultdict(int)
    scripts: dict[frozenset[str], int] = defaultdict(int)
    for char, count in counts.items():
        for language in letters.get(char, ()):
            own[language] += 1
        script = _script(ord(char))
        if script is not None:
            scripts[script] += count
    for language, count in own.items():
        weights[language] += _PER_LETTER * min(count, _MOST_LETTERS)
    written = sum(scripts.values())
    if not written or 2 * written < sum(map(str.isalpha, text)):
        return
    main = max(scripts, key=lambda each: scripts[each])
    if frozenset({"ja"}) in scripts and main == frozenset({"zh"}):
        main = frozenset({"ja"})
    for language in list(weights):
        if language not in main:
            weights[language] = 0.0
    for language in main:
        # Among those that share a script their own letters tell most.
        weights[language] += _PER_SCRIPT + _PER_LETTER * min(own[language], _MOST_LETTERS)
    if main in _MOSTLY:
        weights[_MOSTLY[main]] += _PER_SCRIPT / 5


def _script(point: int) -> frozenset[str] | None:
    at = bisect_right(_FIRSTS, point) - 1
    return _SCRIPTS[at][2] if at >= 0 and point <= _SCRIPTS[at][1] else None
