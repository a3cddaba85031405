"""The coordinators' console: who may look, and for how long."""

from datetime import timedelta

from domain.people import Person

LINK_LASTS = timedelta(minutes=5)
"""How long a link that opens the console is good, for one use."""

IDLE = timedelta(minutes=30)
"""A session is over so long after somebody last did something on the page; that the page reloads itself is nothing."""

LONGEST = timedelta(hours=8)
"""No session is longer, whatever is done."""


def may_look(person: Person) -> bool:
    """True while somebody coordinates a team and is vetted for it: not once suspended, gone or without the role."""
    return person.is_coordinator()
