"""Coordinators who stay silent: whoever is asked next, until somebody takes what waits.

Rings widen one after the other: coordinators on call, all of the team's, every coordinator of the community, every
member. A ring that is empty, or was reached by the first word already, is passed at once. Those asked before keep
hearing it. After the last ring it is said again after twice as long each time. What somebody has taken is theirs, and
nobody else is asked; they are reminded while it still waits, and from the second time on the team with them. A call on
hold is its holder's, who is reminded of it, and from the second time on the team with them. Of a flood's calls that
nobody has vouched for coordinators hear together, and no other member does.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain import commands as c
from domain import events as e
from domain.deciding import Deciding, Facts
from domain.ids import IncidentId, PersonId, TaskId
from domain.incident import Ring
from domain.matching import Candidate
from domain.messages import MessageKind as K
from domain.messages import Params, Wake, WakeKind
from domain.people import Availability
from domain.policy import Coordinating
from domain.tasks import TaskKind

ESCALATES = frozenset(
    {
        TaskKind.NOBODY_LEFT,
        TaskKind.DANGER,
        TaskKind.UNPLACED,
        TaskKind.CANNOT_FIND,
        TaskKind.SILENT,
        TaskKind.HELD,
        TaskKind.CALL_TEAM,
        TaskKind.FIELD_WELFARE,
        TaskKind.REMOTE_HELP,
    }
)
"""What a running incident needs a coordinator for, and cannot wait for long."""

AT_ONCE = frozenset({TaskKind.DANGER})
"""What all of a team's coordinators hear at once."""

_LONGEST_DOUBLING = 12
_OF_WHO_GOES = frozenset({TaskKind.CANNOT_FIND, TaskKind.CALL_TEAM, TaskKind.FIELD_WELFARE})
"""What is about those who go is told by itself, however many calls there are."""


def wake(
    policy: Coordinating, task: TaskId, kind: TaskKind, incident: IncidentId, now: datetime, *, step: int = 1
) -> Wake:
    """When it is time to ask others about a task, for the `step`th time."""
    return Wake(
        kind=WakeKind.HANDS_UNANSWERED,
        subject=f"{task}:{step}",
        at=now + within(policy, kind),
        incident=incident,
    )


def within(policy: Coordinating, kind: TaskKind) -> timedelta:
    if kind is TaskKind.HELD:
        return policy.hold_reminds
    return policy.danger_within if kind in AT_ONCE else policy.answer_within


def rings(kind: TaskKind, facts: Facts) -> tuple[Ring, ...]:
    """In which order they are asked; the first of them has heard it when it came up."""
    if kind is TaskKind.FIELD_WELFARE:  # one coordinator more every few minutes hears of it anyway
        return (Ring.TEAM, *((Ring.COMMUNITY,) if facts.others else ()), Ring.EVERYBODY)
    begins = (Ring.FIRST, Ring.TEAM) if facts.first and kind not in AT_ONCE else (Ring.TEAM,)
    if set(facts.first) >= set(facts.coordinators) and kind not in AT_ONCE:
        begins = begins[:1]
    return (*begins, *((Ring.COMMUNITY,) if facts.others else ()), Ring.EVERYBODY)


def unanswered(this: Deciding, command: c.Unanswered) -> None:
    if not this.incident.is_alive():
        return
    if command.kind is TaskKind.HELD:
        _remind_of_hold(this, command)
        return
    if command.owner is not None:
        _remind_owner(this, command, command.owner)
        return
    order = rings(command.kind, this.facts)
    if command.kind is TaskKind.FIELD_WELFARE and not any(each.watch.unwell for each in this.incident.taking_part()):
        order = (Ring.TEAM, *order)  # a silence is the team's for a while longer than a word that all is not well
    ring = order[min(command.step, len(order) - 1)]
    in_doubt = this.incident.doubt is not None and this.incident.doubt.unproved
    gathered = this.is_gathered() and command.kind not in _OF_WHO_GOES
    if in_doubt or gathered:
        ring = min(ring, Ring.COMMUNITY)
    params: Params = {**this.about(), "task": command.kind.value}
    for person in _asked(this, ring):
        if in_doubt or gathered:
            this.tell_together(person, K.C_FLOOD_UNTAKEN if in_doubt else K.C_FLOOD_GATHERED)
        else:
            this.tell(person, K.C_HANDS_UNANSWERED, params, subject=this.incident.id)
    if ring is Ring.EVERYBODY and this.incident.ring < Ring.EVERYBODY:
        for person in _everybody_else(this):
            this.tell(person, K.M_HANDS_NO_COORDINATOR, this.about_place())
    this.incident = replace(this.incident, ring=max(this.incident.ring, ring))
    this.events.append(e.Unanswered(why="no coordinator took it in time", task=command.kind.value, ring=int(ring)))
    policy = this.incident.plan.policy.coordinating
    over = max(0, command.step - len(order) + 1)
    wait = within(policy, command.kind) * 2 ** min(over, _LONGEST_DOUBLING)
    _wake_again(this, command, wait)


def _remind_of_hold(this: Deciding, command: c.Unanswered) -> None:
    """Whoever put it on hold; from the second time on, their team as well."""
    if not this.incident.held:
        return
    owner = this.incident.owner
    told = this.with_owner(this.facts.coordinators) if command.step > 1 or owner is None else (owner,)
    for person in told:
        this.tell(person, K.C_HANDS_STILL_HELD, {"number": this.incident.number}, subject=this.incident.id)
    _wake_again(this, command, this.incident.plan.policy.coordinating.hold_reminds * min(command.step, 6))


def _remind_owner(this: Deciding, command: c.Unanswered, owner: PersonId) -> None:
    """What was taken is not done by that: ever more seldom, and never forgotten."""
    if command.reminded:
        everybody = dict.fromkeys((owner, *this.with_owner(this.facts.coordinators)))
        told = tuple(everybody) if command.reminded > 1 else (owner,)
        about: Params = {**this.about(), "task": command.kind.value, "person": this.roster_name(owner)}
        for person in told:
            this.tell(person, K.C_HANDS_STILL_WAITS, about, subject=this.incident.id)
        ring = int(this.incident.ring)
        why = "whoever took it was reminded that it still waits"
        this.events.append(e.Unanswered(why=why, task=command.kind.value, ring=ring))
    after = this.incident.plan.policy.coordinating.owned_reminds * 2 ** min(command.reminded, _LONGEST_DOUBLING)
    _wake_after(this, f"{command.task}:{command.step}:{command.reminded + 1}", after)


def _asked(this: Deciding, ring: Ring) -> tuple[PersonId, ...]:
    """Who hears it now: this ring, and all before it."""
    team = this.with_owner(this.facts.coordinators)
    return team if ring < Ring.COMMUNITY else (*team, *(each for each in this.facts.others if each not in team))


def _everybody_else(this: Deciding) -> tuple[PersonId, ...]:
    """Members who can be reached, are awake and did not say off, and did not hear it as coordinators."""
    asked = set(_asked(this, Ring.EVERYBODY))
    return tuple(
        each.person.id
        for each in this.facts.candidates
        if each.person.id not in asked and not _is_away(this, each) and this.may_go(each.person.id)
    )


def _is_away(this: Deciding, candidate: Candidate) -> bool:
    away = candidate.quiet_until is not None or candidate.person.said(this.now) is Availability.OFF
    return away or candidate.person.held_back


def _wake_again(this: Deciding, command: c.Unanswered, wait: timedelta) -> None:
    _wake_after(this, f"{command.task}:{command.step + 1}", wait)


def _wake_after(this: Deciding, subject: str, wait: timedelta) -> None:
    at, incident = this.now + wait, this.incident.id
    this.wakes.append(Wake(kind=WakeKind.HANDS_UNANSWERED, subject=subject, at=at, incident=incident))
