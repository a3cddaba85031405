"""A call for help anywhere in what somebody writes who goes: `I said mayday`, `maydya`, `may day`, `#1: mayday`, `sos`.

mayday, a slip     wherever it stands; `drill mayday` practises it, `not a mayday` takes none back
may day            unless the words beside make a day of it (`the may day march`)
sos, auxilio       as the whole message, before what happens, or written `SOS`; elsewhere they tell of others
"""

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from domain.language import normalise
from domain.vocabulary import Vocabulary, Word

_CALLS = ("mayday", "meidei")
_STARTS = "mna"
"""A slip begins near the first letter: a payday is none."""

_OTHER_WORDS = frozenset({"mayda", "maydan", "maidei", "nayda", "ayday"})
"""Names and words one slip away."""

_NONE = ("not a mayday", "no mayday call", "no es mayday", "no es un mayday", "pas un mayday", "se pa mayday")
_ABOUT = frozenset({Word.DRILL, Word.CODE_WORD})
_AROUND = frozenset({
    *("help", "me", "us", "please", "now", "i", "we", "need", "said", "say", "its", "it", "is", "this", "a", "call"),
    *("ayuda", "ayudame", "ya", "por", "favor", "dije", "es", "un", "una"),
    *("aide", "aidez", "moi", "a", "l", "j", "ai", "dit", "c", "est", "svp"),
    *("ede", "m", "mwen", "tanpri", "di", "se", "yon", "kounye"),
})  # fmt: skip
"""With nothing but these beside it, nothing else was to be told to anybody."""


@dataclass(frozen=True, slots=True)
class Meant:
    """`words`: what goes along. `more`: something for somebody else may stand in the text."""

    words: str
    more: bool


def among(text: str, words: Vocabulary, keys: frozenset[str], *, edited: bool = False) -> Meant | None:
    """The call for help in `text`, of somebody whose calls have `keys` as letters and numbers; None without one.

    What was `edited` calls by the word alone: a cry in it is as old as the text.
    """
    said = normalise(text).split()
    lead = _addressed(said, words, keys)
    inner = said[lead:]
    if not inner or _is_about(" ".join(inner), words):
        return None
    cries = _cries(inner, words) | (frozenset() if edited else _sos(inner, text, words))
    if not cries:
        return None
    rest = [each for number, each in enumerate(inner) if number not in cries]
    begins = 0 in cries
    if not rest:
        return Meant("", more=False)
    more = not begins and any(each not in _AROUND for each in rest)
    return Meant(text.strip(), more)


def _addressed(said: list[str], words: Vocabulary, keys: frozenset[str]) -> int:
    """How many words at the beginning say only whom it is for: a letter, a number, `team`."""
    lead = 0
    if len(said) > 1 and said[0] in keys:
        lead = 1
    if len(said) > lead + 1 and words.whole(said[lead]) is Word.TEAM:
        lead += 1
    return lead


def _is_about(said: str, words: Vocabulary) -> bool:
    leading = words.leading(said)
    return (leading is not None and leading[0] in _ABOUT) or any(f" {each} " in f" {said} " for each in _NONE)


def _cries(said: list[str], words: Vocabulary) -> frozenset[int]:
    """Which of `said` are the word, or a slip of it."""
    found = {number for number, each in enumerate(said) if _is_call(each, alone=len(said) == 1)}
    for number in range(len(said) - 1):
        if f"{said[number]} {said[number + 1]}" not in ("may day", "mei dei", "may dey", "mey dey"):
            continue
        beside = (said[number - 1] if number else "", said[number + 2] if number + 2 < len(said) else "")
        if not any(each in words.beside_may_day for each in beside):
            found |= {number, number + 1}
    return frozenset(found)


def _is_call(word: str, *, alone: bool) -> bool:
    """`mayday`, `maydaymayday`, `MAYDAAAY`, `maydya`."""
    once = "".join(each for number, each in enumerate(word) if not number or each != word[number - 1])
    if any(call in once for call in _CALLS):
        return True
    if once in _OTHER_WORDS and not alone:
        return False
    return once[:1] in _STARTS and any(OSA.distance(once, call) <= 1 for call in _CALLS)


def _sos(said: list[str], text: str, words: Vocabulary) -> frozenset[int]:
    """A cry, alone or before what happens; in capitals wherever it stands."""
    cries = [number for number, each in enumerate(said) if words.whole(each) is Word.SOS or each == "socorro"]
    shouted = any(each.strip(".,!?:;") == "SOS" for each in text.split()) and not text.isupper()
    if shouted and (number := next((n for n in cries if said[n] == "sos"), None)) is not None:
        follows = said[number + 1] if number + 1 < len(said) else ""
        return frozenset({number}) if follows not in words.behind_sos else frozenset()
    leading = words.leading(" ".join(said))
    if leading is not None and leading[0] is Word.SOS:
        behind = leading[1].split()
        if not behind or behind[0] not in words.behind_sos:
            return frozenset(range(len(said) - len(behind))) | frozenset(cries)
        return frozenset()
    return (
        frozenset(cries) if cries and all(n in cries or each in _AROUND for n, each in enumerate(said)) else frozenset()
    )
