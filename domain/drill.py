"""Drills: a made-up call that is played as a real one is, and is nothing real to anybody.

    marked     every message of it says so, in the reader's language, wherever it is worded: by the id of its incident
               (`domain.ids.is_drill`), by its kind, or because the turn that says it was about a drill alone
    quiet      it wakes nobody, whatever is named in it; nobody rings at once for it, nothing of it is urgent
    not real   whoever goes to it is free, as far as any real call sees; it counts nowhere, makes no task, asks no
               neighbours; a member's mayday is never part of it
    brief      one at a time; a real call, a mayday, or `LONGEST` ends it

The one who needs help is a script: what they say and when, and what they answer to what is asked of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.community import Community
from domain.ids import IncidentId, PersonId, ReachDrillId, TeamId
from domain.incident import AssignmentState, Incident, IncidentStatus, PageState
from domain.language import normalise
from domain.needs import Nature, Need, ProtectionArea
from domain.people import Channel

LONGEST = timedelta(hours=2)
"""After so long a drill is over by itself."""

PACE = 60
"""Seconds between the steps of a story, where nobody said another pace."""

QUICKEST, SLOWEST = 10, 1800
"""Seconds: what is said beyond either is taken for it."""

ANSWERS_AFTER = timedelta(seconds=5)
"""So long the made-up requester takes to answer."""

REACH_MINUTES = 30
SHORTEST_REACH, LONGEST_REACH = 5, 24 * 60

SURE = ("drill_sure", "drill_sure_first", "drill_sure_reach")
"""What waits for a 1 before anybody is paged."""


class Stage(StrEnum):
    """The moments of a drill that a timer wakes it for."""

    STEP = "step"  # which: the step's number and how often the pace was set
    ANSWER = "answer"  # which: the number of an answer
    COMING = "coming"
    THERE = "there"
    DONE = "done"
    REAL = "real"  # a real call came
    TIME = "time"  # it has lasted long enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the requester says to texts in which one of `to` stands. `also`: the same words in every language we speak;
    they count where no other of the story's answers fits by its own."""

    to: tuple[str, ...]
    says: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A scripted requester. `opens`: their first words; `steps`: what they say after that; `coming`, `there`: once
    somebody comes, and is there; `otherwise`: to what no answer fits. `spoken`: the language they write in, which may
    be another than that of those who play it. `goes_silent`: once all its steps are said they answer nothing more."""

    id: str
    language: str
    spoken: str
    names: tuple[str, ...]
    title: str
    area: ProtectionArea
    where: str
    opens: str
    steps: tuple[str, ...]
    coming: str
    there: str
    answers: tuple[Answer, ...]
    otherwise: str
    goes_silent: bool = False

    def is_silent_after(self, step: int) -> bool:
        """True where they answer nothing once so many of its steps are said."""
        return self.goes_silent and step >= len(self.steps)

    def answer(self, asked: str) -> int:
        """The number of what they say to `asked`; 0 is what they say where nothing fits."""
        said = f" {normalise(asked)} "
        for words in ([each.to for each in self.answers], [each.also for each in self.answers]):
            found = next((n for n, each in enumerate(words, 1) if any(f" {word} " in said for word in each)), 0)
            if found:
                return found
        return 0

    def says(self, number: int) -> str:
        return self.answers[number - 1].says if 0 < number <= len(self.answers) else self.otherwise


class Ask(StrEnum):
    """What may stand behind the word for a drill."""

    LIST = "list"
    NEXT = "next"
    PAUSE = "pause"
    GO = "go"
    OVER = "over"
    REACH = "reach"
    FIRST = "first"
    MAYDAY = "mayday"
    READ = "read"  # they have read that it asks who can be reached
    REAL = "real"  # something real has come in the middle of one
    DOUBT = "doubt"  # whether it is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """Every story in every language, and what people call what they want of a drill."""

    stories: Mapping[tuple[str, str], Story] = field(default_factory=dict)
    asks: Mapping[str, Ask] = field(default_factory=dict)

    def says(self, said: str, ask: Ask) -> bool:
        """True if words for `ask` stand in `said`, normalised, whatever else does."""
        return any(each is ask and f" {phrase} " in f" {said} " for phrase, each in self.asks.items())

    def of(self, language: str, default: str) -> tuple[Story, ...]:
        """Those of a language, or else of the default."""
        known = [each for (_, spoken), each in self.stories.items() if spoken == language]
        return tuple(known or [each for (_, spoken), each in self.stories.items() if spoken == default])

    def named(self, said: str, language: str, default: str) -> Story | None:
        """The one that goes by `said`: by its number in the list, or by one of its names in any language."""
        listed = self.of(language, default)
        if said.isdecimal():
            return listed[int(said) - 1] if 0 < int(said) <= len(listed) else None
        ids = {each.id for each in self.stories.values() if said in (each.id, *each.names)}
        return next((each for each in listed if each.id in ids), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """How a drill is played. `step`: how many of its steps have been said. `told`: what was explained already."""

    incident: IncidentId
    team: TeamId
    story: str
    language: str
    by: PersonId
    began_at: datetime
    step: int = 0
    pace: int | None = None
    paused: bool = False
    guided: bool = False
    told: tuple[str, ...] = ()
    ended_at: datetime | None = None


def paced(seconds: int) -> int:
    return min(max(seconds, QUICKEST), SLOWEST)


def nature_of(story: Story, community: Community, unserved: Nature) -> Nature:
    """What the call of a story is taken for: of those of its area the one that asks the least. Where the community has
    none it is called by its area, `unserved`, and any two play it: not those who go to calls of another area.
    """
    of_its_own = [each for each in community.natures.values() if each.protection_area is story.area]
    return min(of_its_own, key=lambda each: (_asks(each), each.id), default=replace(unserved, need=_ANY_TWO))


_ANY_TWO = Need(responders=2, cap=2)


def _asks(nature: Nature) -> int:
    return len(nature.need.skills) + sum(nature.need.roles.values())


_ASKS_NOW = frozenset({IncidentStatus.OPEN, IncidentStatus.ASKING, IncidentStatus.HOLDING})


def in_the_way(running: Iterable[Incident], now: datetime) -> Incident | None:
    """A real call for which people are asked, or may be at any moment: no drill begins beside it."""
    return next(
        (each for each in running if not each.drill and each.status in _ASKS_NOW and not each.is_ahead(now)), None
    )


def ends_drills(before: Incident | None, after: Incident) -> bool:
    """True for what a drill makes room for: a real call that opens, or that asks people anew."""
    if after.drill or not after.is_alive():
        return False
    return before is None or len(after.pages) > len(before.pages)


def is_played_out(incident: Incident) -> bool:
    """True once somebody went and is done, and nobody goes any more."""
    went = any(each.state is AssignmentState.CLEAR for each in incident.counted())
    return incident.is_alive() and went and not incident.going()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a drill went: minutes are None where it did not come to that."""

    asked: int
    came: int
    first: int | None
    there: int | None


def outcome(incident: Incident, *, there_at: datetime | None) -> Outcome:
    """What whoever began it hears. It stands nowhere else."""
    accepted = min((each.accepted_at for each in incident.assignments if not each.by_text), default=None)
    return Outcome(
        asked=len({each.person for each in incident.pages if each.state is not PageState.FAILED}),
        came=len({each.person for each in incident.assignments if not each.by_text}),
        first=_minutes(incident.opened_at, accepted),
        there=_minutes(incident.opened_at, there_at),
    )


def _minutes(since: datetime, at: datetime | None) -> int | None:
    return None if at is None else max(1, -(-int((at - since).total_seconds()) // 60))


# --- who can be reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One way to somebody, and what became of the word that went there. `seen_at`: their phone took it, as far as its
    provider says so."""

    person: PersonId
    channel: Channel
    asked_at: datetime
    seen_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def seen_after(self) -> int | None:
        return None if self.seen_at is None else int((self.seen_at - self.asked_at).total_seconds())

    @property
    def answered_after(self) -> int | None:
        return None if self.answered_at is None else int((self.answered_at - self.asked_at).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachDrill:
    id: ReachDrillId
    team: TeamId
    by: PersonId
    began_at: datetime
    closes_at: datetime
    ended_at: datetime | None = None


def not_reached(points: Sequence[Point]) -> tuple[PersonId, ...]:
    """Who answered by none of their ways."""
    answered = {each.person for each in points if each.answered_at is not None}
    return tuple(sorted({each.person for each in points} - answered))
