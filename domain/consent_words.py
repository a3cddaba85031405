"""What may and may not be done, as somebody writes it: `no cops`, `don't call 911`, `police only if he comes`.

A no is taken only where a whole clause is one or calling is what is refused: `no police here` is news and no wish. A
yes only where they ask for a call themselves: `the police are hitting him` allows nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.language import normalise
from domain.ledger import Answer, Permit

_CLAUSE_ENDS = re.compile(r"[.!?;,\n\u00a1\u00bf]+|\bbut\b|\bpero\b|\bmais\b|\bmen\b", re.IGNORECASE)
_LONGEST = 4
_FARTHEST = 4
_CONDITION = 300
_PAIR = 2  # a no and what it refuses

CALL, NO, YES, ONLY_IF, FILLER = "call", "no", "yes", "only_if", "filler"
ALONE = "yes_alone"
"""A yes only where a text says nothing else: `ya`, `k`, `dale`."""

NO_CALL = "no_call"
"""Both at once, for a language whose no by itself is a word or a place name of another."""

NO_COME, NO_COME_IF, NOT_COME = "no_come", "no_come_if", "not_come"
"""Says that nobody is to come, whatever is told behind it; makes a condition of that; makes that another's words."""


@dataclass(frozen=True, slots=True)
class Stated:
    permit: Permit
    answer: Answer
    words: str = ""


def stated(text: str, words: Mapping[str, str]) -> tuple[Stated, ...]:
    """Each thing that `text` allows or refuses, the last word counting. `words`: phrases and what they mean."""
    found: dict[Permit, Stated] = {}
    for clause in _CLAUSE_ENDS.split(text):
        refused = _refused_to_come(normalise(clause).split(), words)
        if refused is not None:
            condition = " ".join(text.split())[:_CONDITION] if refused is Answer.ONLY_IF else ""
            found[Permit.COME] = Stated(Permit.COME, refused, condition)
            continue
        marks = [each for each in _marks(normalise(clause).split(), words) if each != FILLER]
        permits = [Permit(each) for each in marks if each in _PERMITS]
        answer = _answer(marks) if permits else None
        if answer is None and (refusals := _refused_at_the_end(marks)):
            permits, answer = refusals, Answer.NO
        if answer is not None:
            condition = " ".join(text.split())[:_CONDITION] if answer is Answer.ONLY_IF else ""
            found.update({permit: Stated(permit, answer, condition) for permit in permits})
    return tuple(found.values())


def _refused_at_the_end(marks: Sequence[str]) -> list[Permit]:
    """Both of `need a bed no ambulance no cops`. One alone may be news: `there is no ambulance`."""
    ends = len(marks)
    while ends >= _PAIR and marks[ends - 2] == NO and marks[ends - 1] in _PERMITS:
        ends -= _PAIR
    refusals = [Permit(each) for each in marks[ends:] if each in _PERMITS]
    return refusals if len(set(refusals)) > 1 else []


def _refused_to_come(said: Sequence[str], words: Mapping[str, str]) -> Answer | None:
    """`please dont come here he is home`: a no. `dont come till 6`: only if. `dont come near me`, he says: nothing."""
    begun = next((at for at, each in enumerate(said) if words.get(each) not in (FILLER, NO)), len(said))
    for at in range(begun + 1):
        for count in range(min(_LONGEST, len(said) - at), 0, -1):
            if words.get(" ".join(said[at : at + count])) != NO_COME:
                continue
            behind = [words.get(each) for each in said[at + count :]]
            if NOT_COME in behind:
                return None
            return Answer.ONLY_IF if NO_COME_IF in behind else Answer.NO
    return None


def permit_named(said: Sequence[str], words: Mapping[str, str]) -> tuple[Permit, Sequence[str]] | None:
    """The permit that these normalised words begin with, and what stands behind it."""
    for count in range(min(_LONGEST, len(said)), 0, -1):
        meaning = words.get(" ".join(said[:count]))
        if meaning in _PERMITS:
            return Permit(meaning), said[count:]
    return None


def answer_of(said: Sequence[str], words: Mapping[str, str]) -> tuple[Answer, Sequence[str]] | None:
    """Yes, no or only if, at the beginning of these normalised words, and what stands behind it."""
    for count in range(min(_LONGEST, len(said)), 0, -1):
        meaning = words.get(" ".join(said[:count]))
        if meaning in _ANSWERS:
            return Answer(meaning), said[count:]
    return None


def said_alone(said: Sequence[str], words: Mapping[str, str], asked: Permit | None) -> Answer | None:
    """Yes or no to what was `asked`, if these normalised words say nothing else: `ok sure`, `si claro`, `yes please
    come`, `vengan ya`, `no gracias`. Asked for no permit, they name none."""
    marks = set(_marks(said, words)) - {FILLER}
    named = set() if asked is None else marks & {asked}
    if not marks or marks - named - {CALL, YES, NO, ALONE} or marks == {CALL}:
        return None
    if NO not in marks:
        return Answer.YES
    return Answer.NO if marks.isdisjoint({YES, ALONE}) else None


_PERMITS = frozenset(Permit)
_BOTH = {NO_CALL: (NO, CALL), NO_COME: (NO, Permit.COME.value)}
_ANSWERS = frozenset(Answer)


def _marks(said: Sequence[str], words: Mapping[str, str]) -> list[str]:
    """What each stretch of words means; a word that means nothing here stands for itself, behind a mark of its own."""
    marks: list[str] = []
    at = 0
    while at < len(said):
        for count in range(min(_LONGEST, len(said) - at), 0, -1):
            meaning = words.get(" ".join(said[at : at + count]))
            if meaning is not None:
                marks.extend(_BOTH.get(meaning, (meaning,)))
                at += count
                break
        else:
            marks.append(f"?{said[at]}")
            at += 1
    return marks


def _answer(marks: Sequence[str]) -> Answer | None:
    first = next(n for n, mark in enumerate(marks) if mark in _PERMITS)
    if ONLY_IF in marks and (CALL in marks or first == 0 or marks[0] == ONLY_IF):
        return Answer.ONLY_IF
    bare = all(mark in _PERMITS or mark == NO for mark in marks)
    refused = NO in marks[max(0, first - _FARTHEST) : first]
    if (refused and (bare or CALL in marks[:first])) or (bare and marks[-1] == NO):
        return Answer.NO
    asked = marks[0] == CALL or (marks[0] == YES and CALL in marks[:first])
    return Answer.YES if asked and not refused and NO not in marks else None
