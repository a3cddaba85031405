"""What helps us reach somebody, where they say it by the way: deaf, text only, a door, stairs, how to speak of them.

Whoever has said such a thing is not asked for it. Kept as they wrote it, clause by clause.
"""

import re
from collections.abc import Set as AbstractSet

from domain.language import normalise

_CLAUSE_ENDS = re.compile(r"(?:[.!?;,\n\u00a1\u00bf]|\s[-\u2013\u2014]\s)+")
_LONGEST = 4
_KEPT = 300


def reach_said(text: str, phrases: AbstractSet[str]) -> str:
    """The clauses of `text` that hold one of `phrases`, which are normalised; empty if none does."""
    clauses = (" ".join(each.split()) for each in _CLAUSE_ENDS.split(text))
    return ", ".join(each for each in clauses if _holds(normalise(each).split(), phrases))[:_KEPT]


def _holds(words: list[str], phrases: AbstractSet[str]) -> bool:
    return any(
        " ".join(words[at : at + count]) in phrases for at in range(len(words)) for count in range(1, _LONGEST + 1)
    )
