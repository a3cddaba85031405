"""What calls leave behind in numbers, as a team reads them: how soon, how many, when, where, of what.

    counted      calls that closed, under the month in which they began on their team's clock. Drills never; a call that
                 turned out to be another's double counts as that other alone.
    middle       half of them were as soon or sooner: of two in the middle, the later.
    filled       of those to which anybody was asked.

A team sees all of its own. In what leaves the team nothing stands that is of fewer than FEW calls: such a number is
left out, and where it could be worked out from what is left, the next smallest is left out with it. Every count is
rounded down to a whole number of FEWs, so that none can be worked out either of two answers about months or places that
overlap. What is told apart goes without how many were filled: taken from the whole, it would tell of the rest. Nobody's
name leaves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

FEW = 5
"""What leaves the team is of so many calls at least."""

NINE_OF_TEN = 0.9


class By(StrEnum):
    """What calls are told apart by."""

    MONTH = "month"
    HOUR = "hour"
    AREA = "area"
    NATURE = "nature"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """One call that is over: no id, no person. `area`: where it lay, empty where nobody knew. Seconds since it began
    until somebody accepted and until somebody was there; None where nobody did.
    """

    month: str
    hour: int
    area: str
    protection_area: str
    nature: str
    language: str
    asked: int
    filled: bool
    to_accept: int | None
    to_arrival: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Check-ins that ended: how many people were asked how they are, and how many of them said anything."""

    asked: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Some calls together. Times are seconds. What is None is not known, or is not for others to know."""

    calls: int | None
    asked_for: int | None = None  # to how many of them anybody was asked
    filled: int | None = None
    to_accept: int | None = None
    slow_accept: int | None = None  # nine of ten were as soon or sooner
    to_arrival: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Those calls that have `key` in common."""

    key: str
    sums: Sums


def middle(values: Iterable[int]) -> int | None:
    """The value that half of them do not exceed; None of none."""
    return within(values, 0.5)


def within(values: Iterable[int], share: float) -> int | None:
    """The smallest value that at least this share of them do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return None
    needed = next(many for many in range(1, len(ordered) + 1) if many >= share * len(ordered))
    return ordered[needed - 1]


def summed(calls: Sequence[Closed]) -> Sums:
    asked_for = [each for each in calls if each.asked]
    accepts = [each.to_accept for each in calls if each.to_accept is not None]
    arrivals = [each.to_arrival for each in calls if each.to_arrival is not None]
    return Sums(
        calls=len(calls),
        asked_for=len(asked_for),
        filled=sum(each.filled for each in asked_for),
        to_accept=middle(accepts),
        slow_accept=within(accepts, NINE_OF_TEN),
        to_arrival=middle(arrivals),
    )


_KEYS: Mapping[By, Callable[[Closed], str]] = {
    By.MONTH: lambda each: each.month,
    By.HOUR: lambda each: f"{each.hour:02}",
    By.AREA: lambda each: each.area,
    By.NATURE: lambda each: each.nature,
    By.LANGUAGE: lambda each: each.language,
}
_IN_ORDER = frozenset({By.MONTH, By.HOUR})


def grouped(calls: Sequence[Closed], by: By) -> tuple[Group, ...]:
    """Months and hours in their order, the rest by how many calls they had."""
    return tuple(Group(key=key, sums=summed(theirs)) for key, theirs in _told_apart(calls, by))


def _told_apart(calls: Sequence[Closed], by: By) -> list[tuple[str, list[Closed]]]:
    heaps: dict[str, list[Closed]] = {}
    for each in calls:
        heaps.setdefault(_KEYS[by](each), []).append(each)
    if by in _IN_ORDER:
        return sorted(heaps.items())
    return sorted(heaps.items(), key=lambda heap: (-len(heap[1]), heap[0]))


# --- what leaves the team


def rounded(count: int) -> int:
    """As it is told to others."""
    return count - count % FEW


def _about_as_many(some: int, of: int) -> int:
    """Of the rounded whole as many tenths as they are of the whole."""
    return round(round(10 * some / of) / 10 * rounded(of))


def summed_for_others(calls: Sequence[Closed]) -> Sums:
    """The same, without what is of few calls. Slowest ones are always of few."""
    if len(calls) < FEW:
        return Sums(calls=None)
    asked_for = [each for each in calls if each.asked]
    filled = [each for each in asked_for if each.filled]
    accepts = [each.to_accept for each in calls if each.to_accept is not None]
    arrivals = [each.to_arrival for each in calls if each.to_arrival is not None]
    tells = min(len(filled), len(asked_for) - len(filled)) >= FEW
    return Sums(
        calls=rounded(len(calls)),
        asked_for=rounded(len(asked_for)) if tells else None,
        filled=_about_as_many(len(filled), len(asked_for)) if tells else None,
        to_accept=middle(accepts) if len(accepts) >= FEW else None,
        to_arrival=middle(arrivals) if len(arrivals) >= FEW else None,
    )


def grouped_for_others(calls: Sequence[Closed], by: By) -> tuple[Group, ...]:
    """Groups of few calls say nothing; where they together are few, neither does the smallest of the others: it could
    not be told apart from them, nor they from it.
    """
    heaps = _told_apart(calls, by)
    kept_back = {key for key, theirs in heaps if len(theirs) < FEW}
    if kept_back and sum(len(theirs) for key, theirs in heaps if key in kept_back) < FEW:
        others = [(len(theirs), key) for key, theirs in heaps if key not in kept_back]
        kept_back |= {min(others)[1]} if others else set()
    return tuple(
        Group(key=key, sums=Sums(calls=None) if key in kept_back else _without_filled(summed_for_others(theirs)))
        for key, theirs in heaps
    )


def _without_filled(sums: Sums) -> Sums:
    return replace(sums, asked_for=None, filled=None)


def answered_for_others(known: Answered) -> Answered | None:
    """None where those who said something, or those who did not, are few."""
    if min(known.answered, known.asked - known.answered) < FEW:
        return None
    return Answered(asked=rounded(known.asked), answered=_about_as_many(known.answered, known.asked))
