"""What the program counts. Labels are channels, kinds, lanes and outcomes; never an id, a name or an address.

Every value a label can have stands in the code, so that no call, no person and no provider's whim adds a series.
`docs/metrics.md` says what each means.
"""

from typing import TypedDict

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from domain.messages import Lane

FIRST_PAGE_BUCKETS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300)

_REFUSED_BY_THEM = frozenset({"403", "21610", "21211", "21614", "opted_out", "blocked"})
_TOO_FAST = frozenset({"429", "20429", "14107", "30001", "63018"})
_ACCOUNT = frozenset({"token", "401", "20003", "20005", "30002", "90010", "channel_off", "no_such_sender"})
_NO_ANSWER = frozenset({"timeout", "lapsed", "stopped", "answer"})
_OUR_MESSAGE = frozenset({"400", "21617", "buttons", "unreadable", "stalled"})
_CARRIER = "30"


class _Where(TypedDict):
    """Which registry a metric belongs to."""

    registry: CollectorRegistry


class Metrics:
    """One registry with everything in it; a process makes one and hands it around."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.collectors = CollectorRegistry()
        here: _Where = {"registry": self.collectors}
        self.taken_in = Counter(
            "upstander_taken_in",
            "Items taken in at the doors; repeats of one already known are `known`",
            ("channel", "kind", "outcome"),
            **here,
        )
        self.turned_away = Counter(
            "upstander_turned_away",
            "Requests to webhooks that were not what they claimed, by reason",
            ("channel", "reason"),
            **here,
        )
        self.sends = Counter(
            "upstander_sends",
            "Calls to a provider, by what came of them",
            ("channel", "outcome"),
            **here,
        )
        self.provider_errors = Counter(
            "upstander_provider_errors",
            "Calls to a provider that did not go through, by the class of its code",
            ("channel", "code_class"),
            **here,
        )
        self.rate_limit_waits = Counter(
            "upstander_rate_limit_waits",
            "Times that messages had to wait for a rate limit: `ours`, or the `provider` said so",
            ("channel", "limit"),
            **here,
        )
        self.turns = Counter("upstander_turns", "Turns, by outcome", ("outcome",), **here)
        self.work = Counter(
            "upstander_work",
            "Inbox items, timers and deliveries dealt with, by lane and what became of them",
            ("work", "lane", "outcome"),
            **here,
        )
        self.first_page = Histogram(
            "upstander_first_page_seconds",
            "From the text that opened a call being taken in to its first page being with the provider",
            buckets=FIRST_PAGE_BUCKETS,
            **here,
        )
        self.waiting = Gauge("upstander_waiting", "Work that waits: inbox items, timers, deliveries", ("work",), **here)
        self.dead = Gauge("upstander_dead", "Work given up after every try", ("work",), **here)
        self.overdue = Gauge("upstander_overdue_seconds", "How late the oldest work due is, by kind", ("work",), **here)
        self.oldest_overdue = Gauge("upstander_oldest_overdue_seconds", "How late the oldest work due is", **here)
        self.incidents = Gauge("upstander_incidents", "Incidents that run, by status", ("status",), **here)
        self.live_pages = Gauge("upstander_live_pages", "Pages nobody has answered yet", **here)
        self.unfilled_needs = Gauge(
            "upstander_unfilled_needs", "Incidents that run with fewer going than are needed", **here
        )
        self.gaps_ahead = Gauge(
            "upstander_gaps_ahead",
            "Stretches in the days that are proved without enough people on who can be reached",
            **here,
        )
        self.first_gap = Gauge(
            "upstander_first_gap_timestamp_seconds",
            "When the first of them begins; 0 if there is none",
            **here,
        )
        self.unreachable_members = Gauge(
            "upstander_unreachable_members",
            "Members by whose contact points nothing gets through",
            **here,
        )
        self.last_heartbeat = Gauge(
            "upstander_last_heartbeat_timestamp_seconds",
            "When the watchman outside last took this process's call; 0 if never",
            **here,
        )
        self.last_heard = Gauge(
            "upstander_last_heard_timestamp_seconds",
            "When a channel last surely brought in what is sent to us",
            ("channel",),
            **here,
        )
        self.last_look = Gauge(
            "upstander_last_look_timestamp_seconds",
            "When this process last looked how late its work is",
            **here,
        )

    def dealt_with(self, work: str, lane: Lane, outcome: str) -> None:
        """One more inbox item, timer or delivery came to `outcome`."""
        self.work.labels(work, lane.name.lower(), outcome).inc()

    def text(self) -> bytes:
        """Everything counted so far, as a scraper reads it."""
        return generate_latest(self.collectors)


def code_class(code: str | None) -> str:
    """What a provider's code, or ours for a failed call, comes down to: one of a few words, whatever the code."""
    if code is None:
        return "none"
    for name, codes in (
        ("refused_by_them", _REFUSED_BY_THEM),
        ("too_fast", _TOO_FAST),
        ("account", _ACCOUNT),
        ("no_answer", _NO_ANSWER),
        ("our_message", _OUR_MESSAGE),
    ):
        if code in codes:
            return name
    if code.isdecimal() and len(code) == 5 and code.startswith(_CARRIER):
        return "carrier"
    if code.isdecimal() and len(code) == 3 and code.startswith("5"):
        return "provider"
    return "our_message" if code.isdecimal() else "connection"
