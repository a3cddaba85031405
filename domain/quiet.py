"""Quiet hours: a window of the wall clock in which somebody is left to sleep, unless they are on call."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.zone import instant, reached

_TIME = r"(\d{1,2})(?:[:.h](\d{2})|h|[ktvz]?\u00e8)?\s*(am|pm)?"
_WINDOW = re.compile(rf"{_TIME}\s*(?:-|\u2013|to|till|until|a|\u00e0|hasta|rive|jiska)\s*(?:las\s+)?{_TIME}h?")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `starts` to `ends` on the person's wall clock, every day; over midnight if `ends` comes first.

    `danger_wakes`: whether they agreed to be paged in it, off call, when danger was named. None: not asked yet, so no.
    """

    starts: time
    ends: time
    danger_wakes: bool | None = None

    def until(self, where: ZoneInfo, now: datetime) -> datetime | None:
        """When they end, if they hold at `now`; None while they do not hold."""
        reading = reached(where, now)
        at = reading.time()
        over_midnight = self.ends < self.starts
        holds = (at >= self.starts or at < self.ends) if over_midnight else self.starts <= at < self.ends
        if not holds:
            return None
        day = reading.date() + timedelta(days=int(over_midnight and at >= self.starts))
        return instant(where, datetime.combine(day, self.ends))

    def since(self, where: ZoneInfo, now: datetime) -> datetime | None:
        """When they began, if they hold at `now`; None while they do not hold."""
        if self.until(where, now) is None:
            return None
        reading = reached(where, now)
        day = reading.date() - timedelta(days=int(self.ends < self.starts and reading.time() < self.ends))
        return instant(where, datetime.combine(day, self.starts))

    def window(self) -> str:
        """As people write it: 22:00-07:00."""
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


def read_window(text: str) -> tuple[time, time] | None:
    """`22-7`, `22:30-07:00`, `10pm to 7am`, `22 a 7`, `22h à 7h`, `22 rive 7` as two readings, or None."""
    found = _WINDOW.fullmatch(text.strip().lower())
    if found is None:
        return None
    starts, ends = _reading(*found.groups()[:3]), _reading(*found.groups()[3:])
    return None if starts is None or ends is None or starts == ends else (starts, ends)


def _reading(hour: str, minute: str | None, half: str | None) -> time | None:
    at, past = int(hour), int(minute or 0)
    if half is not None:
        if not 1 <= at <= 12:
            return None
        at = at % 12 + (12 if half == "pm" else 0)
    if at == 24 and not past:
        at = 0
    return time(at, past) if at < 24 and past < 60 else None
