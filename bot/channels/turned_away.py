"""Posts that are not what they claim: each is counted, and the log says so once a minute, with how many it was."""

from collections import Counter
from collections.abc import Callable

from bot.clock import stopwatch
from bot.log import logger
from bot.metrics import Metrics

SECONDS_BETWEEN_LINES = 60.0
"""Strangers choose how much is posted; they do not choose how much is logged."""

_log = logger(__name__)


class TurnedAway:
    """What one door turns away."""

    def __init__(self, channel: str, metrics: Metrics, *, seconds: Callable[[], float] = stopwatch) -> None:
        self._channel = channel
        self._metrics = metrics
        self._seconds = seconds
        self._since: Counter[str] = Counter()
        self._told_at: float | None = None

    def note(self, why: str) -> None:
        """One more, for this reason."""
        self._metrics.turned_away.labels(self._channel, why).inc()
        self._since[why] += 1
        now = self._seconds()
        if self._told_at is None or now - self._told_at >= SECONDS_BETWEEN_LINES:
            _log.warning("posts turned away", channel=self._channel, reasons=dict(self._since))
            self._since.clear()
            self._told_at = now
