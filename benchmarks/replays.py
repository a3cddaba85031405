"""5,000 calls of a fortnight replayed: by the real turns and rows, and by the rules alone on the same calls.

A replay does all that the program does for every text, page, answer and timer, on SQLite that waits for no disk. How
long 5,000 calls take is played whole, or with `quick` told from the first few.
"""

import asyncio
import time

from benchmarks.city import calls_of, city
from benchmarks.rehearsal import rehearse
from benchmarks.table import Line
from bot import log
from bot.replay.play import replay
from domain.policy import Paging

MANY = 5000
AIM = 60.0
PEOPLE = 120
ACCEPT = 0.47
_FEW = 100


def replays(*, quick: bool = False) -> list[Line]:
    """Seconds for 5,000 calls."""
    log.configure("ERROR")
    community, roster = city(PEOPLE)
    calls = calls_of(1, MANY)
    played = calls[:_FEW] if quick else calls
    began = time.perf_counter()
    result = asyncio.run(replay(community, roster, played, seed=1, accept=ACCEPT, policy=Paging.CONSTANT))
    by_turns = (time.perf_counter() - began) * MANY / len(played)
    began = time.perf_counter()
    rehearse(community, roster, played, seed=1, accept=ACCEPT, policy=Paging.CONSTANT)
    by_rules = (time.perf_counter() - began) * MANY / len(played)
    told = f", told from {_FEW}" if quick else ""
    events = sum(len(each) for each in result.logs.values()) / len(played)
    return [
        Line(
            what=f"{MANY:,} calls of a fortnight, {PEOPLE} people, {events:.0f} events a call{told}",
            where="sqlite",
            measured=f"{by_turns:.0f} s",
            aim=f"< {AIM:.0f} s",
            floor=f"{by_rules:.0f} s",
            times=f"{by_turns / by_rules:.1f}",
            met=by_turns < AIM,
        )
    ]
