"""Tasks that nobody has taken, or that are late: who hears of them next.

    whose it is          hears it first, where somebody has taken it and it is late
    on call              the team's coordinators who are; where none is, this step is passed at once
    the others           one coordinator more at each step, and the earlier ones with them
    after the last       all of them again, after twice as long each time, once a day at the least

Whatever is to be said to somebody at one moment is one message, and takes along what was said before and would be said
again soon: after more than half of its wait. At night, in the team's hours, nothing is said of any
of these, and nobody hears it in their own quiet hours: it waits for those who are awake, and for the morning where none
is. What a life may hang on is not told here: see `domain.tasks.CLIMB_BY_THEMSELVES`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from domain.ids import IncidentId, PersonId, TaskId
from domain.policy import TaskPolicy
from domain.tasks import CLIMB_BY_THEMSELVES, Task

_SLOT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(days=1)
_LONGEST_DOUBLING = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Who may hear of a team's tasks: its coordinators who are `on_call`, the `others` in the order in which they are
    asked, and until when each who is `asleep` sleeps. `kept_from`: who hears nothing about which calls.
    """

    on_call: tuple[PersonId, ...] = ()
    others: tuple[PersonId, ...] = ()
    asleep: Mapping[PersonId, datetime] = field(default_factory=dict)
    kept_from: Mapping[IncidentId, frozenset[PersonId]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbed:
    """What is said to whom, the tasks that changed by it, and when to look again; None where nothing waits."""

    told: Mapping[PersonId, tuple[TaskId, ...]]
    changed: tuple[Task, ...]
    next_at: datetime | None


def slot(at: datetime, now: datetime) -> datetime:
    """The moment at which it is looked what has to be said of whatever is due `at`: later than `now`, and the same for
    all that is due within a few minutes, so that it is said together.
    """
    since = max(at, now).astimezone(UTC) - datetime(2020, 1, 1, tzinfo=UTC)
    return datetime(2020, 1, 1, tzinfo=UTC) + (since // _SLOT + 1) * _SLOT


def subject(team: str, at: datetime) -> str:
    """What a timer for the team's tasks is called."""
    return f"{team}|{at:%Y%m%d%H%M}"


def begins(task: Task, policy: TaskPolicy) -> datetime:
    """When a task is said again for the first time."""
    return task.due + (policy.unowned_after if task.owner is None else policy.overdue_after)


def climb(
    tasks: Iterable[Task], hearing: Hearing, policy: TaskPolicy, *, night_ends: datetime | None, now: datetime
) -> Climbed:
    """What is said of a team's open tasks at `now`. `night_ends`: the team's night, which it is."""
    told: dict[PersonId, list[TaskId]] = {}
    changed: list[Task] = []
    waits: list[datetime] = []
    climbing = {task: task.climbs_at or begins(task, policy) for task in tasks if task.kind not in CLIMB_BY_THEMSELVES}
    speaks = night_ends is None and any(at <= now for at in climbing.values())
    for task, at in climbing.items():
        if at <= now or (speaks and _comes_along(task, at, hearing, policy, now)):
            moved, people = _step(task, hearing, policy, night_ends, now)
            changed.append(moved)
            waits.append(moved.climbs_at or now)
            for each in people:
                told.setdefault(each, []).append(task.id)
        else:
            waits.append(at)
    by_person = {person: tuple(them) for person, them in told.items()}
    return Climbed(told=by_person, changed=tuple(changed), next_at=min(waits, default=None))


def _step(
    task: Task, hearing: Hearing, policy: TaskPolicy, night_ends: datetime | None, now: datetime
) -> tuple[Task, tuple[PersonId, ...]]:
    if night_ends is not None:
        return replace(task, climbs_at=night_ends), ()
    rings = _rings(task, hearing)
    step = min(task.step, len(rings) - 1)
    asked = tuple(dict.fromkeys(each for ring in rings[: step + 1] for each in ring))
    awake = tuple(each for each in asked if each not in hearing.asleep)
    if asked and not awake:
        return replace(task, climbs_at=min(hearing.asleep[each] for each in asked)), ()
    return replace(task, step=task.step + 1, climbs_at=now + _wait(task.step, len(rings), policy)), awake


def _wait(step: int, rings: int, policy: TaskPolicy) -> timedelta:
    """Until it is said again after this step."""
    doublings = min(max(0, step - rings + 1), _LONGEST_DOUBLING)
    return min(policy.next_after * (1 << doublings), max(_LONGEST_WAIT, policy.next_after))


def _comes_along(task: Task, at: datetime, hearing: Hearing, policy: TaskPolicy, now: datetime) -> bool:
    return task.step > 0 and at - now <= _wait(task.step - 1, len(_rings(task, hearing)), policy) / 2


def _rings(task: Task, hearing: Hearing) -> tuple[tuple[PersonId, ...], ...]:
    kept = hearing.kept_from.get(task.incident, frozenset[PersonId]()) if task.incident is not None else frozenset()
    first = () if task.owner is None or task.owner in kept else ((task.owner,),)
    on = tuple(each for each in hearing.on_call if each not in kept)
    others = (each for each in hearing.others if each not in kept and each not in on and each != task.owner)
    return (*first, *((on,) if on else ()), *((each,) for each in others)) or ((),)
