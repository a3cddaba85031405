"""How many pages live, as the team's policy says: so many at all times, in waves, everybody at once, or computed.

Computed is: so many that the need fills within the policy's time with the policy's probability, without counting on
replacements. Each person says yes by their own chance (`domain/proof.py`: the field's figure, then their own history,
on call and off). A yes helps if it comes in time: half of all answers come within the median turn-out, half of the
rest within as long again. Whoever has been silent on a live page for a while is the less likely to say yes.

The need is looked at in parts: so many people, so many with each role still missing, and somebody who is not on
probation. Each part is to be there with the probability; a part that nobody can make likely enough asks everybody who
would help it. Those who count for a role are asked for it first, the best-ranked first; then the best-ranked of all.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import assert_never

from domain.ids import PersonId, SkillId
from domain.incident import AssignmentState, Incident
from domain.matching import Candidate, Placed
from domain.policy import Paging, Policy, Tier
from domain.tail import Tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """Who is asked now; and whether the search falls short: fewer could be asked than should be."""

    asked: tuple[Placed, ...] = ()
    short: bool = False


def next_asked(
    incident: Incident, order: Sequence[Placed], candidates: Sequence[Candidate], now: datetime, reading: time
) -> Next:
    """Whom of `order` to ask at `now`, when the team's clock reads `reading`. Coordinators only after everybody else.

    `candidates`: everybody the team knows, for the chances of those whose pages live.
    """
    policy, live = incident.plan.policy, incident.live_pages()
    others = [each for each in order if each.tier is not Tier.COORDINATORS]
    room = _Room(incident, candidates)
    alone = room.lacks_seasoned and not any(room.is_seasoned(each.candidate) for each in others)
    if alone or not (others or live):
        others = [*order]  # there is nobody else, or nobody whom they could go beside
    match policy.paging:
        case Paging.BROADCAST:
            return Next(asked=tuple(others), short=not live and not others)
        case Paging.WAVES:
            return _so_many(others, 0 if live else policy.live_pages, room)
        case Paging.CONSTANT:
            return _so_many(others, max(0, policy.live_pages - len(live)), room)
        case Paging.COMPUTED:
            return _computed(incident, others, candidates, now, reading, room)
        case _:
            assert_never(policy.paging)


class _Room:
    """How many more on probation may be asked at once: none whose yes would find no place, and none alone.

    As long as nobody seasoned goes, a place is kept for the one they go beside, and one such is asked at least.
    """

    def __init__(self, incident: Incident, candidates: Sequence[Candidate]) -> None:
        self._team = incident.plan.team
        self.is_bound = not incident.has_somebody_seasoned()
        asked = {page.person for page in incident.live_pages()} if self.is_bound else ()
        live = [self.is_seasoned(each) for each in candidates if each.person.id in asked] if asked else []
        self.lacks_seasoned = self.is_bound and not any(live)
        self._left = incident.need.cap - len(incident.counted()) - 1 - live.count(False)

    def is_seasoned(self, candidate: Candidate) -> bool:
        return candidate.is_seasoned(self._team)

    def takes(self, candidate: Candidate) -> bool:
        """True if they may be asked as well; then they are counted."""
        if not self.is_bound or self.is_seasoned(candidate):
            return True
        self._left -= 1
        return self._left >= 0


def _so_many(order: Sequence[Placed], wanted: int, room: _Room) -> Next:
    asked: list[Placed] = []
    alone = room.lacks_seasoned
    for each in order:
        left = wanted - len(asked)
        if left < 1:
            break
        seasoned = room.is_seasoned(each.candidate)
        if (alone and left == 1 and not seasoned) or not room.takes(each.candidate):
            continue
        asked.append(each)
        alone = alone and not seasoned
    return Next(asked=tuple(asked), short=len(asked) < wanted)


def at_most(
    incident: Incident, asked: tuple[Placed, ...], candidates: Sequence[Candidate], most: int | None
) -> tuple[Placed, ...]:
    """The best-ranked of `asked`, no more than `most`; somebody seasoned among them where one is to be."""
    if most is None or len(asked) <= most:
        return asked
    return _so_many(asked, most, _Room(incident, candidates)).asked


def time_left(incident: Incident, policy: Policy, now: datetime, reading: time) -> timedelta:
    """How long the need may still take: from its first page, or from when somebody who went dropped out.

    Never less than a median turn-out: nobody answers sooner, and a need that is late is not hopeless.
    """
    began = [page.sent_at for page in incident.pages[:1]]
    began += [
        each.ended_at
        for each in incident.assignments
        if each.state is AssignmentState.DROPPED_OUT and each.ended_at is not None
    ]
    left = policy.filling.within - (now - max(began, default=now))
    return max(left, turn_out(policy, reading))


def turn_out(policy: Policy, reading: time) -> timedelta:
    """The median time to an answer at this reading of the team's clock."""
    return policy.filling.turn_out_night if policy.is_night(reading) else policy.filling.turn_out_day


def answered_within(after: timedelta, median: timedelta) -> float:
    """The share of answers that have come `after` so long."""
    return 1.0 - math.exp2(-(after / median))


def comes_in_time(chance: float, waited: timedelta, left: timedelta, median: timedelta) -> float:
    """How likely somebody who says yes with `chance`, and was silent for `waited`, says it within `left`."""
    still_may = chance * math.exp2(-(waited / median))
    return still_may * answered_within(left, median) / (1 - chance + still_may)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    chance: float
    skills: frozenset[SkillId]
    seasoned: bool


def _computed(
    incident: Incident,
    order: Sequence[Placed],
    candidates: Sequence[Candidate],
    now: datetime,
    reading: time,
    room: _Room,
) -> Next:
    policy = incident.plan.policy
    left, median = time_left(incident, policy, now, reading), turn_out(policy, reading)
    ahead = incident.is_ahead(now)  # then there is time for everybody's answer
    since = {page.person: now - page.sent_at for page in incident.live_pages()}

    def seen(candidate: Candidate, waited: timedelta = timedelta()) -> _Asked:
        return _Asked(
            chance=candidate.chance if ahead else comes_in_time(candidate.chance, waited, left, median),
            skills=candidate.person.skills,
            seasoned=room.is_seasoned(candidate),
        )

    live = [seen(each, since[each.person.id]) for each in candidates if each.person.id in since] if since else []
    chosen: dict[PersonId, _Asked] = {}
    short = False
    for many, counts in _parts(incident):
        tail = Tail(many)
        for each in (*live, *chosen.values()):
            if counts(each):
                tail.add(each.chance)
        for placed in order:
            if tail.chance >= policy.filling.chance:
                break
            who = placed.candidate.person.id
            if who not in chosen and counts(each := seen(placed.candidate)) and room.takes(placed.candidate):
                chosen[who] = each
                tail.add(each.chance)
        short = short or tail.chance < policy.filling.chance
    return Next(asked=tuple(each for each in order if each.candidate.person.id in chosen), short=short)


def _parts(incident: Incident) -> list[tuple[int, Callable[[_Asked], bool]]]:
    """What is missing: so many of those for whom the question is true. Heads last: whoever fills a role is one."""
    need, counted = incident.need, incident.counted()

    def holds(role: SkillId) -> Callable[[_Asked], bool]:
        return lambda each: role in each.skills

    parts = [(missing, holds(role)) for role, missing in sorted(incident.missing_by_role().items()) if missing]
    there = need.together - sum(not each.remote for each in counted)
    if need.remote and there > 0:
        parts.append((there, lambda each: not incident.would_be_remote(each.skills)))
    if not incident.has_somebody_seasoned():
        parts.append((1, lambda each: each.seasoned))
    parts.append((max(need.responders - len(counted), 1), lambda _: True))
    return parts
