"""Answers to pages and news from the way, as people type them: `A 12`, `a12`, `A no but I can in 2 hours`, `4 done`.

Pages are letters, answers are numbers. A text in which somebody says no is never read as a yes, wherever the no stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.language import normalise
from domain.vocabulary import Vocabulary, Word

DOING = (Word.SET_OFF, Word.ARRIVE, Word.CANNOT_FIND, Word.FINISH, Word.DROP_OUT)
"""What somebody who is going reports, in the order of its digits, 1 to 5."""

LONGEST_MINUTES = 240
"""Who needs longer than this is not coming now: asked again rather than counted."""

_COMES = frozenset({Word.COMING, Word.YES, Word.SET_OFF, Word.TAKE_SHIFT})
_STANDS_BEFORE = frozenset({"i", "o", "y"})
"""No letters of pages: they may stand before any plain answer."""

_IN_OR_NO = "nan"
"""In, in Kreyol, and no, in French: `nan 12 minit` says when, `nan` says no, and `nan 12` is not for us to guess."""

_UNITS_BEHIND_IN = frozenset({"minit", "edtan"})
_NOES = frozenset({Word.NO, Word.NOT_ME, Word.OFF})
_BREAK = re.compile(r"[,;:.!()\n\u2013\u2014]|(?<=\s)-|-(?=\s)")
"""What sets a reason apart from the answer before it. `no-one` is one word."""

_SEAM = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")


_LETTERED = re.compile(r"\W*[a-z]\W*[0-9]{1,3}\W*", re.IGNORECASE)


def names_a_page(text: str) -> bool:
    """True for a letter and a number, whether or not such a page is live: no question of ours asks for that."""
    return _LETTERED.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Coming:
    """A yes. `plain`: the letter alone, without minutes or a word. `number`: nothing but a number."""

    minutes: int | None = None
    plain: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cannot:
    """A no. `more`: something stands behind it that a coordinator should read."""

    more: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Doing:
    """News of an assignment. `digit`: told by its digit alone, which may mean something else elsewhere."""

    what: Word
    minutes: int | None = None
    digit: bool = False


def tokens_of(text: str) -> tuple[str, ...]:
    """The words and numbers of a text: `A12min` comes apart into three."""
    return tuple(_SEAM.sub(" ", normalise(text)).split())


def read_text(words: Vocabulary, text: str) -> Coming | Cannot | None:
    """What a text, without the letter of a page, says to that page: `no`, `12 min`, `pass, at work`."""
    answer = read_answer(words, tokens_of(text))
    said = without_reason(words, text)
    if answer is not None or said == text:
        return answer
    declines = words.whole(normalise(said)) in _NOES or isinstance(read_answer(words, tokens_of(said)), Cannot)
    return Cannot(more=True) if declines else None


def without_reason(words: Vocabulary, text: str) -> str:
    """`text` without the reason behind what it says: behind a comma, a dash or another stop, or behind a word that
    begins one, `pass im at work`. What says that they come is no reason: `paso, en 10` is left as it is."""
    for each in _BREAK.finditer(text):
        head, tail = text[: each.start()], tokens_of(text[each.end() :])
        if tokens_of(head):
            says_more = tail and not isinstance(read_answer(words, tail), Coming)
            return head if says_more else text
    leading = words.leading(normalise(text))
    if leading is None or leading[0] is not Word.NOT_ME:
        return text
    number, _, rest = leading[1].partition(" ")
    behind = rest if number.isdecimal() else leading[1]
    gives = words.leading(behind)
    if gives is None or gives[0] is not Word.BECAUSE:
        return text
    return normalise(text).removesuffix(behind)


def read_answer(words: Vocabulary, tokens: Sequence[str]) -> Coming | Cannot | None:
    """What the text behind a letter, or without one, says to a page; None if it says neither yes nor no."""
    if not tokens:
        return Coming(plain=True)
    tokens = _plain(words, tokens)
    if tokens[0] == _IN_OR_NO and tokens[1:] and tokens[1].isdecimal():
        if not _UNITS_BEHIND_IN & {*tokens[2:3]}:
            return None
        tokens = tokens[1:]
    leading = words.leading(" ".join(tokens))
    if leading is not None and leading[0] is Word.NO:
        return Cannot(more=_says_more(words, leading[1]))
    if leading is not None and leading[0] is Word.NOT_ME:
        return _not_me(words, tokens, leading[1])
    if _is_zero(tokens[0]):
        return Cannot(more=bool(tokens[1:]), number=not tokens[1:])
    if leading is not None and leading[0] is Word.THANKS and leading[1]:
        return read_answer(words, leading[1].split())  # `ok 10`
    if leading is not None and leading[0] in _COMES:
        if not leading[1]:
            return Coming()
        behind = read_answer(words, leading[1].split())
        return Coming(behind.minutes) if isinstance(behind, Coming) else None
    minutes = read_minutes(words, tokens)
    return Coming(minutes, number=len(tokens) == 1) if minutes is not None else None


def read_doing(words: Vocabulary, tokens: Sequence[str]) -> Doing | None:
    """What the text reports from the way: a digit, a phrase, or both where they agree (`4 done`)."""
    if not tokens:
        return None
    tokens = _plain(words, tokens)
    if _is_digit(tokens[0]):
        what = DOING[int(tokens[0]) - 1]
        if len(tokens) == 1:
            return Doing(what, digit=True)
        spoken = read_doing(words, tokens[1:])
        return spoken if spoken is not None and spoken.what is what and not spoken.digit else None
    leading = words.leading(" ".join(tokens))
    if leading is None or leading[0] not in DOING:
        return None
    what, behind = leading
    if not behind or words.whole(behind) is Word.THANKS:
        return Doing(what)
    minutes = read_minutes(words, behind.split()) if what is Word.SET_OFF else None
    return Doing(what, minutes) if minutes is not None else None


def read_minutes(words: Vocabulary, tokens: Sequence[str]) -> int | None:
    """`12`, `12 min`, `1 hour`, `12 minutes away` as minutes, from 1 to the longest; None for anything else."""
    if not tokens or not tokens[0].isdecimal() or len(tokens[0]) > len(str(LONGEST_MINUTES)):
        return None
    unit = words.whole(" ".join(tokens[1:])) if tokens[1:] else Word.MINUTES
    if unit not in (Word.MINUTES, Word.HOURS):
        return None
    minutes = int(tokens[0]) * (60 if unit is Word.HOURS else 1)
    return minutes if 1 <= minutes <= LONGEST_MINUTES else None


def _not_me(words: Vocabulary, tokens: Sequence[str], behind: str) -> Cannot | None:
    """`pass`, `not me sorry`. What stands behind may turn a word that is else no no: `paso en 10`, I come by."""
    if not behind:
        return Cannot()
    is_no = words.whole(tokens[0]) is Word.NO or isinstance(read_answer(words, behind.split()), Cannot)
    return Cannot(more=True) if is_no else None


def _says_more(words: Vocabulary, behind: str) -> bool:
    """True if a coordinator should read what stands behind a no: another no, or thanks, is nothing new."""
    if not behind or words.whole(behind) is Word.THANKS:
        return False
    again = read_answer(words, behind.split())
    return not isinstance(again, Cannot) or again.more


def _plain(words: Vocabulary, tokens: Sequence[str]) -> Sequence[str]:
    """The answer without what stands before it: `i cant come`, `y en 10`."""
    before = tokens[0] in _STANDS_BEFORE and words.leading(" ".join(tokens[1:])) is not None
    return tokens[1:] if before else tokens


def _is_zero(token: str) -> bool:
    return token.isdecimal() and int(token) == 0


def _is_digit(token: str) -> bool:
    return len(token) == 1 and token.isdecimal() and 1 <= int(token) <= len(DOING)
