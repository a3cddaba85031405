"""What one phone may make us do in a minute, and what many may: every word is kept, answers are few, what is passed on
is gathered, and unknown senders are asked one question before people are paged for them (`domain/doubt.py`).

A flood is never dropped: a real emergency may be in it. Nobody can tell by its words whether a call is real, so what a
call that nobody confirmed may use of people is small, and what it leaves is there for the others:

    known       a member, somebody helped before, or a call that a coordinator let go on    every page, everybody
    confirmed   they answered the question with a place that fits                           every page, everybody
    unsure      danger, in words of their own                                               few pages, few people
    doubtful    danger, in words many others sent too, in no area of ours, or by            half of that
                somebody who writes again and again
    waits       no danger, and no answer: a coordinator's list                              nobody

Danger that finds all of its few people busy stands in line for them, the best ranked first; a coordinator may let it go
on before its turn, and the answer to the question ends the line for it as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from domain.doubt import Doubt, DoubtState
from domain.ids import PersonId, TeamId
from domain.people import PAGEABLE, Availability, Person, Role
from domain.policy import Flooding

WINDOW = timedelta(minutes=1)
CROWDED_AFTER = 10
"""So many messages in a window are passed on one by one; those after them together, at its end."""

TOLD_ONE_BY_ONE = 20
"""Of so many running calls that came in a flood coordinators hear one by one; of those after them together."""

ANSWERS_ALIKE = 10
"""So many answers of one kind go to one phone in a window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much somebody writes and hears in the window that `began`.

    `answers` counts what they heard, by kind. `held_from` is the first of their call's words that nobody has been told
    yet. `late_told_at` is when they last heard that something of theirs had waited.
    """

    began: datetime | None = None
    texts: int = 0
    answers: Mapping[str, int] = field(default_factory=dict)
    held_from: int | None = None
    late_told_at: datetime | None = None

    def heard(self, now: datetime) -> "Pace":
        """One more message, in this window or the next."""
        if self.began is None or now - self.began >= WINDOW:
            return replace(self, began=now, texts=1, answers={})
        return replace(self, texts=self.texts + 1)

    def is_crowded(self) -> bool:
        """True once more came in this window than is passed on one by one."""
        return self.texts > CROWDED_AFTER

    def may_answer(self, kind: str) -> bool:
        """True unless they have heard enough of this kind in this window."""
        return self.answers.get(kind, 0) < ANSWERS_ALIKE

    def answered(self, kind: str) -> "Pace":
        return replace(self, answers={**self.answers, kind: self.answers.get(kind, 0) + 1})

    def ends(self, now: datetime) -> datetime:
        """When this window ends."""
        return (self.began or now) + WINDOW


# --- many calls at once


class Switch(StrEnum):
    """What coordinators said of a flood: `AUTO` is nothing."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Calls of unknown senders within the policy's time, without the one that is weighed.

    `of_sender`: those of its own sender. `in_area`: those in the fullest of its areas. `dangers`: those in doubt that
    name danger.
    """

    calls: int = 0
    in_area: int = 0
    of_sender: int = 0
    dangers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """A flood that goes on. `switch` holds `until`, where a coordinator turned it by hand."""

    id: str
    began_at: datetime
    switch: Switch = Switch.AUTO
    until: datetime | None = None

    def switched(self, now: datetime) -> Switch:
        return self.switch if self.until is None or now < self.until else Switch.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a call is doubted, whether a flood begins with it, and why."""

    doubted: bool
    begins: bool = False
    why: str = ""


def weigh(counts: Counts, flood: Flood | None, policy: Flooding, now: datetime) -> Verdict:
    """What to do with one more call of somebody unknown. A flood ends more slowly than it begins."""
    switch = Switch.AUTO if flood is None else flood.switched(now)
    if switch is Switch.OFF:
        return Verdict(doubted=False, why="a coordinator turned it off")
    if switch is Switch.ON:
        return Verdict(doubted=True, why="a coordinator turned it on")
    share = 1 if flood is None else 2
    reasons = (
        (counts.of_sender >= policy.sender_calls, "one sender calls again and again"),
        (counts.in_area * share >= policy.area_calls, "many calls in one area"),
        (counts.calls * share >= policy.calls, "many calls at once"),
    )
    for counts_enough, why in reasons:
        if counts_enough:
            return Verdict(doubted=True, begins=flood is None, why=why)
    return Verdict(doubted=False, why="no flood")


def is_over(counts: Counts, flood: Flood, policy: Flooding, now: datetime) -> bool:
    """True once no call would be doubted for its number any more."""
    quiet = counts.calls * 2 < policy.calls and counts.in_area * 2 < policy.area_calls
    return quiet and flood.switched(now) is Switch.AUTO


# --- who goes first, and what it may use of people


class Rank(IntEnum):
    """How far a call is believed in a flood; the first goes first."""

    KNOWN = 0
    CONFIRMED = 1
    UNSURE = 2
    DOUBTFUL = 3
    WAITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Where a call stands, and why: for whoever reads its log."""

    rank: Rank
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What calls of a rank may use: so many `pages` of each person within the policy's time, of so many `people` in a
    hundred at a time.
    """

    pages: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """How many of a team may be asked at all; how many of these are asked for calls nobody confirmed, or go to one.

    `kept`: how many more those calls need before whoever waits near for a second may go.
    """

    people: int
    unsure: int = 0
    kept: int = 0


def rank(doubt: Doubt | None, policy: Flooding, *, danger: bool, placed: bool) -> Ranked:
    """How far a call is believed. `placed`: it lies in an area of ours."""
    if doubt is None:
        return Ranked(rank=Rank.KNOWN, why="nobody doubts it")
    if doubt.state is DoubtState.RELEASED:
        return Ranked(rank=Rank.KNOWN, why="a coordinator let it go on")
    if doubt.state is DoubtState.CONFIRMED:
        return Ranked(rank=Rank.CONFIRMED, why="they answered with a place that fits")
    if doubt.state is DoubtState.BLOCKED:
        return Ranked(rank=Rank.WAITS, why="a coordinator blocked the sender")
    if not danger:
        return Ranked(rank=Rank.WAITS, why="no danger, and no answer")
    doubts = (
        (doubt.alike >= policy.alike, f"danger, in words that {doubt.alike} others sent too"),
        (not placed, "danger, in no area of ours"),
        (doubt.texts > policy.sender_texts, "danger, of somebody who writes again and again"),
    )
    for holds, why in doubts:
        if holds:
            return Ranked(rank=Rank.DOUBTFUL, why=why)
    return Ranked(rank=Rank.UNSURE, why="danger, in words of their own")


def share(of: Rank, policy: Flooding) -> Share:
    """A rank never has more than one before it."""
    match of:
        case Rank.KNOWN | Rank.CONFIRMED:
            return Share(pages=policy.pages, people=100)
        case Rank.UNSURE:
            return Share(pages=min(policy.pages, policy.pages_unsure), people=policy.people_unsure)
        case Rank.DOUBTFUL:
            pages = max(1, policy.pages_unsure // 2)
            return Share(pages=min(policy.pages, pages), people=policy.people_unsure // 2)
        case Rank.WAITS:
            return Share(pages=0, people=0)


def room(of: Rank, crew: Crew, policy: Flooding, *, together: int = 1) -> int:
    """How many more people may be asked now for a call of this rank, to which so many go `together`. A small team has
    two for them at a time, or one for doubtful ones, and as many as go together; and never more than half of it, if it
    is more than one. Where there is nobody at all a call goes on as well, so that others than the team hear of it.
    """
    if of <= Rank.CONFIRMED:
        return max(1, crew.people)
    if of is Rank.WAITS:
        return 0
    least = max(together, 2 if of is Rank.UNSURE else 1)
    most = max(least, crew.people * share(of, policy).people // 100)
    return max(0, min(most, max(1, crew.people // 2)) - crew.unsure - crew.kept)


def has_room(of: Rank, crew: Crew, policy: Flooding, *, together: int) -> bool:
    """True if all who go to it together may be asked, one after the other; in a very small team as many as may be."""
    whole = room(of, Crew(people=crew.people), policy, together=together)
    return 0 < min(together, whole) <= room(of, crew, policy, together=together)


def crew(people: Iterable[Person], team: TeamId, unsure: frozenset[PersonId], now: datetime, *, kept: int = 0) -> Crew:
    """Those of a team who may be asked. `unsure`: who is asked for calls nobody confirmed, or goes to one."""
    mine = [each.id for each in people if _may_be_asked(each, team) and each.said(now) is not Availability.OFF]
    return Crew(people=len(mine), unsure=len(unsure.intersection(mine)), kept=kept)


def _may_be_asked(person: Person, team: TeamId) -> bool:
    membership = person.membership(team)
    return membership is not None and membership.standing in PAGEABLE and Role.PROTECTOR in membership.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A call that names danger and stands in line for people: `id` and `team` as its rows name them. So many go to it
    `together`.
    """

    id: str
    team: TeamId
    rank: Rank
    since: datetime
    together: int = 1


def turns(line: Iterable[Waiting], crews: Mapping[TeamId, Crew], policy: Flooding) -> tuple[Waiting, ...]:
    """Whose turn it is, the best ranked first and of those whoever waits longest: as many as there are people for.

    Nobody is overtaken by a call to which fewer go.
    """
    left = dict(crews)
    full: set[TeamId] = set()
    found = []
    for each in sorted(line, key=lambda one: (one.rank, one.since, one.id)):
        crew_now = left.get(each.team, Crew(people=0))
        if each.team in full or not has_room(each.rank, crew_now, policy, together=each.together):
            full.add(each.team)
            continue
        left[each.team] = replace(crew_now, kept=crew_now.kept + each.together)
        found.append(each)
    return tuple(found)
