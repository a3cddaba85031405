"""The year a cohort goes through together: what each gathering is about, and how long its parts are.

A gathering follows the four pillars of the practice, always in their order, and learns in one of three areas. What
ships stands in `config/data`; a team's own words win over it, gathering by gathering, part by part and language by
language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

Texts = Mapping[str, str]
"""A text by language."""


class Part(StrEnum):
    """What a gathering is made of: the four pillars."""

    STORY = "story"  # spiritual: peer support and accountability, with story sharing
    HEALING = "healing"  # emotional: a practice to do together
    LEARNING = "learning"  # intellectual: training and political education
    CALL = "call"  # physical: strategy in small groups, ending in a call to action


PARTS = tuple(Part)
TITLE = "title"


class Growth(StrEnum):
    """The three areas in which a year develops people."""

    POWER = "power"  # building power, and managing teams
    CAMPAIGNS = "campaigns"  # cutting issues, and campaigns
    HEALING = "healing"  # healing, and trauma-informed practice


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What ships for one gathering. `minutes`: how its time is shared."""

    growth: Growth
    title: Texts
    parts: Mapping[Part, Texts]
    minutes: Mapping[Part, int]


OwnWords = Mapping[int, Mapping[str, Texts]]
"""A team's own words: by a gathering's number, by part, or `TITLE`, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """What a team decides about growing leaders.

    `shadow_calls`: after so many calls and shifts beside a mentor it is proposed that a trainee goes without one.
    `gatherings`: whoever came to so many of a cohort's is proposed as a graduate. `words`: its own for the gatherings.
    """

    shadow_calls: int = 3
    gatherings: int = 8
    words: OwnWords = field(default_factory=dict)


def said_of(year: tuple[Outline, ...], own: OwnWords, number: int, part: str, language: str, default: str) -> str:
    """What stands under `part`, or `TITLE`, of the gathering with this number, from 1: the team's own words first."""
    if not 1 <= number <= len(year):
        return ""
    outline = year[number - 1]
    ships = outline.title if part == TITLE else outline.parts[Part(part)]
    ours = own.get(number, {}).get(part, {})
    base = language.partition("-")[0]
    for known in (ours, ships):
        for each in (language, base):
            if each in known:
                return known[each]
    return ours.get(default) or ships.get(default) or next(iter(ships.values()))


def times(outline: Outline, start: datetime, end: datetime) -> tuple[tuple[Part, datetime], ...]:
    """When each part begins: the whole time, shared as its minutes say, to five minutes."""
    whole, per = sum(outline.minutes.values()), timedelta(minutes=5)
    found, gone = [], 0
    for part in PARTS:
        found.append((part, start + round((end - start) * gone / whole / per) * per))
        gone += outline.minutes[part]
    return tuple(found)
