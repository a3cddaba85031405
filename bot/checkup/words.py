"""How findings say an age, an address, a number of things."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def age(span: timedelta) -> str:
    """`40 s`, `12 min`, `3 h`, `9 days`."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 2 * _MINUTE:
        return f"{seconds} s"
    if seconds < 2 * _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR} h"
    return f"{seconds // _DAY} days"


def shown(url: str) -> str:
    """An address without its query, which may be a password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def counted(work: Mapping[str, int]) -> str:
    return ", ".join(f"{many} {what}" for what, many in work.items())


def number_of(count: int, what: str) -> str:
    """`1 team`, `2 teams`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
