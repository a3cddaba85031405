"""How much is answered of what nobody needs to send often: wrong tokens, and readers in a hurry."""

from datetime import datetime, timedelta


class Patience:
    """How many of a kind are still answered: `most` at once, one more every `each`."""

    def __init__(self, most: int = 20, each: timedelta = timedelta(seconds=3)) -> None:
        self._most = most
        self._each = each
        self._full_at: datetime | None = None

    def is_lost(self, now: datetime) -> bool:
        """Count one more; True if there were too many."""
        full_at = max(self._full_at or now, now)
        if full_at - now > self._each * (self._most - 1):
            return True
        self._full_at = full_at + self._each
        return False
