"""What somebody says by the way and is then not asked for: what helps us reach them (deaf, text only, a door, stairs,
how to speak of them), that nobody is hurt, that there is nothing to hurt people with.

What helps us reach them is kept as they wrote it, clause by clause.
"""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from domain.language import normalise
from domain.needs import DangerKind

_CLAUSE_ENDS = re.compile(r"(?:[.!?;,\n\u00a1\u00bf]|\s[-\u2013\u2014]\s)+")
_LONGEST = 4
_KEPT = 300


def reach_said(text: str, phrases: AbstractSet[str]) -> str:
    """The clauses of `text` that hold one of `phrases`, which are normalised; empty if none does."""
    clauses = (" ".join(each.split()) for each in _CLAUSE_ENDS.split(text))
    return ", ".join(each for each in clauses if any(one in phrases for one in _stretches(each)))[:_KEPT]


def denied_said(text: str, phrases: Mapping[str, DangerKind]) -> tuple[DangerKind, ...]:
    """Kinds of danger that a clause of `text` says there is none of."""
    stretches = (one for clause in _CLAUSE_ENDS.split(text) for one in _stretches(clause))
    return tuple(dict.fromkeys(phrases[one] for one in stretches if one in phrases))


def _stretches(clause: str) -> Iterable[str]:
    words = normalise(clause).split()
    return (" ".join(words[at : at + count]) for at in range(len(words)) for count in range(1, _LONGEST + 1))
