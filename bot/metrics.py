"""What the program counts. Labels are channels, kinds and outcomes; never an id, a name or an address."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest


class Metrics:
    """One registry with everything in it; a process makes one and hands it around."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.taken_in = Counter(
            "upstander_taken_in",
            "Items taken in at the doors; repeats of one already known are `known`",
            ("channel", "kind", "outcome"),
            registry=self.registry,
        )
        self.turned_away = Counter(
            "upstander_turned_away",
            "Requests to webhooks that were not what they claimed, by reason",
            ("channel", "reason"),
            registry=self.registry,
        )
        self.sends = Counter(
            "upstander_sends",
            "Calls to a provider, by what came of them",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self.turns = Counter("upstander_turns", "Turns, by outcome", ("outcome",), registry=self.registry)
        self.waiting = Gauge(
            "upstander_waiting", "Work that waits: inbox items, timers, deliveries", ("work",), registry=self.registry
        )
        self.dead = Gauge("upstander_dead", "Work given up after every try", ("work",), registry=self.registry)
        self.oldest_overdue = Gauge(
            "upstander_oldest_overdue_seconds", "How late the oldest work due is", registry=self.registry
        )

    def text(self) -> bytes:
        """Everything counted so far, as a scraper reads it."""
        return generate_latest(self.registry)
