"""What simulated people do, by chance that a seed repeats.

Each person has a stream of their own for each page of each call. So two policies that ask the same person about the
same call hear the same answer, whoever else they asked and in whatever order, and differ by what they do alone.
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from statistics import NormalDist

TURN_OUT_DAY = 102.0
TURN_OUT_NIGHT = 142.0
"""Seconds from a page to its answer, medians by day and by night, as measured at volunteer services."""

TRAVEL = 210.0
"""Seconds from setting out to being there, the median."""

STAY = 2400.0
"""Seconds somebody is needed for, the median."""

SAYS_NO = 0.61
"""Of those who do not come, the share that saw the page and says so: published were 75.6 % who saw, 37.7 % who came."""

TYPING = timedelta(seconds=30)
"""Who was about to answer when they are stood down answers all the same: they read it after they have answered."""

_SETS_OUT = timedelta(seconds=20)
_SPREAD = 0.5  # sigma of the logarithm: nine of ten answers by day within 54 and 193 s
_NORMAL = NormalDist()


class Says(StrEnum):
    YES = "yes"
    NO = "no"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody says to one page, and how long after it came."""

    says: Says
    after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What somebody who goes does: each counted from when they heard where to go."""

    sets_out: timedelta
    arrives: timedelta
    is_done: timedelta


class Luck:
    """The chance of one replay. `accept`: how likely somebody says yes to a page."""

    def __init__(self, seed: int, accept: float) -> None:
        self._seed = seed
        self._accept = accept

    def answer(self, call: int, person: str, nth: int, *, night: bool) -> Answer:
        """What `person` says to their `nth` page about the call, and when; late answers too."""
        drawn = self._drawn(call, person, "answers", nth)
        if drawn < self._accept:
            says = Says.YES
        else:
            left = (drawn - self._accept) / (1 - self._accept)
            says = Says.NO if left < SAYS_NO else Says.NOTHING
        median = TURN_OUT_NIGHT if night else TURN_OUT_DAY
        return Answer(says=says, after=self._lasts(median, call, person, "turns out", nth))

    def course(self, call: int, person: str) -> Course:
        """How long `person` takes there, and stays."""
        arrives = _SETS_OUT + self._lasts(TRAVEL, call, person, "travels", 0)
        return Course(
            sets_out=_SETS_OUT, arrives=arrives, is_done=arrives + self._lasts(STAY, call, person, "stays", 0)
        )

    def _lasts(self, median: float, call: int, person: str, what: str, nth: int) -> timedelta:
        """A lognormal stretch of time, in whole milliseconds."""
        drawn = min(max(self._drawn(call, person, what, nth), 1e-9), 1 - 1e-9)
        seconds = median * math.exp(_SPREAD * _NORMAL.inv_cdf(drawn))
        return timedelta(milliseconds=round(seconds * 1000))

    def _drawn(self, call: int, person: str, what: str, nth: int) -> float:
        """A number of [0, 1) that these alone decide."""
        digest = sha256(f"{self._seed}/{call}/{person}/{what}/{nth}".encode()).digest()
        return int.from_bytes(digest[:7], "big") / (1 << 56)
