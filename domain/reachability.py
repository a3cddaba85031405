"""Does a page come through at night? A test by each contact point in turn, answered or not.

It is no incident and in no statistics: what stays is when a contact point was tried last, when it last answered, and
after how many seconds.
"""

from datetime import datetime, timedelta

from domain.people import ContactPoint, Person

READY_IN = timedelta(minutes=1)
"""Time to silence the phone and lay it down."""

ANSWERED_WITHIN = timedelta(minutes=5)
"""Who has not answered by then is told what to look at, and the next contact point is tried."""

COUNTS_WITHIN = timedelta(hours=24)
"""An answer may still come after that; it counts, with the time it took."""


def next_to_try(person: Person) -> ContactPoint | None:
    """The contact point whose turn it is; None once each was tried, or while no test runs."""
    since = person.testing_since
    if since is None:
        return None
    points = person.reachable_points()
    return next((each for each in points if each.tested_at is None or each.tested_at < since), None)


def being_tried(person: Person) -> ContactPoint | None:
    """The contact point that was tried last in the test that runs."""
    since = person.testing_since
    if since is None:
        return None
    tried = [each for each in person.contact_points if each.tested_at is not None and each.tested_at >= since]
    return max(tried, key=lambda each: (each.tested_at, each.rank), default=None)


def waits_for_answer(point: ContactPoint, now: datetime) -> bool:
    """True if a test was sent to it lately and not answered."""
    if point.tested_at is None or now - point.tested_at > COUNTS_WITHIN:
        return False
    return point.proved_at is None or point.proved_at < point.tested_at
