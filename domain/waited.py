"""How long something waited before it was read, and when that is worth a word."""

from datetime import datetime, timedelta

TELL_AFTER = timedelta(minutes=2)
"""Who waited so long is told: less is how long a text may travel anyway."""


def waited(sent_at: datetime | None, received_at: datetime, now: datetime) -> timedelta:
    """From the moment it was sent, or came in where nobody says when that was, until `now`."""
    return now - min(received_at, sent_at or received_at)


def blanks(wait: timedelta) -> dict[str, str | int]:
    """`hours` and `minutes` of a wait, whole ones; nothing where there is none."""
    hours, minutes = divmod(int(wait.total_seconds()) // 60, 60)
    return {"hours": hours or "", "minutes": minutes or ""}
