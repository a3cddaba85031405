"""Lengths of time as people write them: "120s", "10m", "72h", "30d" or "2w"."""

import re
from datetime import timedelta

_DURATION = re.compile(r"(?P<number>\d{1,6})\s*(?P<unit>s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def duration(value: object) -> timedelta:
    """What "120s", "10m", "72h", "30d" or "2w" says. Raises ValueError with a sentence."""
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('must be a length of time such as "120s", "10m", "72h" or "30d"')
    return timedelta(**{_UNITS[found["unit"]]: int(found["number"])})
