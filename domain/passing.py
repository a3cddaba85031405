"""Who passes by: in a flood that has nobody free, whoever is on the way to a call, or waits near it for a second, may
be asked for another one near it too.

Whoever goes sees several doors of one street, and a flood names more places than a team has people. Who is on scene, or
has as many calls as the policy says, is left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.ids import PersonId
from domain.incident import AssignmentState
from domain.places import Place
from domain.policy import Flooding
from domain.same_call import is_near


@dataclass(frozen=True, slots=True, kw_only=True)
class Goes:
    """Somebody goes to `place`, if it is known and they do not help from afar; so far are they."""

    person: PersonId
    state: AssignmentState
    place: Place | None


def pass_by(goes: Iterable[Goes], place: Place | None, policy: Flooding) -> frozenset[PersonId]:
    """Who is on the way, and passes near `place`."""
    calls: dict[PersonId, list[Goes]] = defaultdict(list)
    for each in goes:
        calls[each.person].append(each)
    return frozenset(person for person, theirs in calls.items() if _passes(theirs, place, policy))


def _passes(theirs: Sequence[Goes], place: Place | None, policy: Flooding) -> bool:
    if len(theirs) >= policy.calls_each or any(each.state is AssignmentState.ON_SCENE for each in theirs):
        return False
    return any(is_near(each.place, place, policy.passing_near) for each in theirs)
