"""A complaint about one of ours: who hears of it, who never does, and how it comes to an end.

    open        nobody looks at it yet
    looked at   somebody does, and whoever complained hears so
    ended       with a word of how, which whoever complained hears too

It goes to the team's accountability people; where there are none, to its coordinators, and where none of those may
hear it, to the community's. Never to the one it names. As long as nobody is named, it goes to nobody who was at the
call that it is about, nor to whoever goes by a name that stands in the words: any of them may be meant. Nor does
whoever complained look at it themselves.

Whoever is named is asked to nothing from then on, until somebody who looks at it says otherwise. They hear nothing of
it, and to everybody else they are not available, like anybody who said off. To the call that it is about they go no
more: they hear that they are not needed, and somebody else is asked. Nor do they go where they still wait for others.
Where else they go already whoever looks at it decides.

Of the call that it is about nobody whom it may mean hears as a coordinator any more, nor are they asked to it again,
nor do they anything with it: see `domain.kept_away`. What they had taken of it waits anew, for others.

It stands beside the tasks and calls, and never in them: what shows these to people shows nothing of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Refused
from domain.ids import ComplaintId, ConversationId, IncidentId, PersonId, TeamId
from domain.language import normalise, stands_alone
from domain.messages import MessageKind as K
from domain.policy import AccountabilityPolicy

KEPT = timedelta(days=30)
"""So long after it ended a complaint is gone, with everything in it."""

ASKED_FOR = timedelta(hours=1)
"""So long what they write next may say who it was."""

NAMED_FOR = timedelta(hours=2)
"""So long after a complaint that names nobody a name alone is said to it, whatever they wrote between."""

_LONGEST_NAME = 5  # words

_LONGEST_DOUBLING = 3
_WORDS_BETWEEN = 9
"""Of what stands behind the words for one of ours so many may say what they did: further on somebody else is meant."""


class ComplaintState(StrEnum):
    """Each stands at the top of this file."""

    OPEN = "open"
    LOOKED_AT = "looked_at"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintEvent:
    """What became of it, who did so and why. Nobody reads it by chat but those who may see the complaint."""

    what: str
    why: str
    by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """`number` is how people call it: drawn, so that nobody counts by it. `conversation` or `person` complained;
    `caller` is how whoever looks at it knows them. `went`: who was at the call it is about, `call` its number, and who
    else goes by a name that stands in the words.
    `words` may be gone.
    """

    id: ComplaintId
    number: int
    team: TeamId
    state: ComplaintState
    raised_at: datetime
    due: datetime
    incident: IncidentId | None = None
    call: int | None = None
    conversation: ConversationId | None = None
    person: PersonId | None = None
    caller: str = ""
    named: PersonId | None = None
    went: frozenset[PersonId] = frozenset()
    owner: PersonId | None = None
    step: int = 0
    discreet: bool = False
    ended_at: datetime | None = None
    words: tuple[str, ...] = field(default=(), repr=False)
    note: str = field(default="", repr=False)

    def is_open(self) -> bool:
        return self.state is not ComplaintState.ENDED

    def may_mean(self) -> frozenset[PersonId]:
        """Whom it is about, or may be."""
        return self.went if self.named is None else frozenset({self.named})

    def hidden_from(self) -> frozenset[PersonId]:
        """Who never hears of it."""
        return self.may_mean() | (frozenset() if self.person is None else frozenset({self.person}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """Who might hear of a team's complaints: its accountability people, its coordinators, the community's others."""

    accountable: tuple[PersonId, ...]
    coordinators: tuple[PersonId, ...]
    others: tuple[PersonId, ...]


def rings(complaint: Complaint, ears: Ears) -> tuple[tuple[PersonId, ...], ...]:
    """In which order people hear of it, without those who never do; an empty ring is passed at once."""
    hidden = complaint.hidden_from()
    found: list[tuple[PersonId, ...]] = []
    met: set[PersonId] = set(hidden)
    for ring in (ears.accountable, ears.coordinators, ears.others):
        fresh = tuple(each for each in dict.fromkeys(ring) if each not in met)
        met |= set(fresh)
        if fresh:
            found.append(fresh)
    return tuple(found)


def who_hears(complaint: Complaint, ears: Ears) -> tuple[PersonId, ...]:
    """Who may see it and hears of it: the first ring, and one more each time that it was late."""
    order = rings(complaint, ears)
    heard = [each for ring in order[: complaint.step + 1] for each in ring]
    if complaint.owner is not None and complaint.owner not in complaint.hidden_from():
        heard.insert(0, complaint.owner)
    return tuple(dict.fromkeys(heard))


def may_see(complaint: Complaint, person: PersonId, ears: Ears) -> bool:
    return person in who_hears(complaint, ears)


# --- what becomes of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`tells`: whoever complained hears of it."""

    complaint: Complaint
    event: ComplaintEvent
    tells: bool = False


def look(complaint: Complaint, by: PersonId, policy: AccountabilityPolicy, now: datetime) -> Outcome:
    """Somebody looks at it from now on. Raises Refused once it has ended."""
    _must_be_open(complaint)
    first = complaint.state is ComplaintState.OPEN
    due = complaint.raised_at + policy.end_within if first else complaint.due
    after = replace(complaint, state=ComplaintState.LOOKED_AT, owner=by, due=max(due, now + policy.next_after))
    return Outcome(complaint=after, event=ComplaintEvent(what="looked_at", why="said so", by=by), tells=first)


def end(complaint: Complaint, by: PersonId, note: str, now: datetime) -> Outcome:
    """It has come to an end, as `note` says. Raises Refused where it had already, or where nothing is said."""
    _must_be_open(complaint)
    if not note.strip():
        raise Refused(K.C_COMPLAINT_END_HOW, {"n": complaint.number})
    after = replace(complaint, state=ComplaintState.ENDED, owner=complaint.owner or by, ended_at=now, note=note.strip())
    return Outcome(complaint=after, event=ComplaintEvent(what="ended", why="said how", by=by), tells=True)


def name(complaint: Complaint, who: PersonId, by: PersonId | None) -> Outcome:
    """Whom it is about. Whoever that is looks at it no more."""
    _must_be_open(complaint)
    owner = None if complaint.owner == who else complaint.owner
    state = ComplaintState.OPEN if owner is None else complaint.state
    after = replace(complaint, named=who, owner=owner, state=state)
    why = "whoever complained said so" if by is None else "whoever looks at it said so"
    return Outcome(complaint=after, event=ComplaintEvent(what="named", why=why, by=by))


def late(complaint: Complaint, ears: Ears, policy: AccountabilityPolicy, now: datetime) -> Outcome:
    """It waits for longer than it may: one ring more hears of it, and after the last all of them ever more seldom."""
    last = len(rings(complaint, ears))
    over = max(0, complaint.step + 1 - last)
    after = replace(
        complaint,
        step=complaint.step + 1,
        due=now + policy.next_after * 2 ** min(over, _LONGEST_DOUBLING),
    )
    return Outcome(complaint=after, event=ComplaintEvent(what="late", why="nobody had ended it in time"))


def _must_be_open(complaint: Complaint) -> None:
    if not complaint.is_open():
        raise Refused(K.C_COMPLAINT_OVER, {"n": complaint.number})


# --- words


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintWords:
    """`alone`: a complaint wherever it stands. `ours` says that one of ours is meant, and `wrong` that they did wrong:
    one behind the other, with a few words between them, they are one. `not_ours`: where it stands, none of it is.
    `between`: what alone may stand between a code name and what they did. `of_us_alone` and `of_us`: the same as one of
    us says it, "it was one of ours", "one of our volunteers". `past`: it tells of another day, unless one of `now`
    stands there too. `speaks_of` wherever it stands, and `asks_after` as a whole message, are about a complaint that
    whoever writes has made. `done_to`: what was done to one of ours. All as `normalise` leaves them.
    """

    alone: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()
    not_ours: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    of_us_alone: frozenset[str] = frozenset()
    of_us: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    speaks_of: frozenset[str] = frozenset()
    asks_after: frozenset[str] = frozenset()
    done_to: frozenset[str] = frozenset()

    def are_in(self, text: str, codes: Iterable[str] = ()) -> bool:
        """True where `text` complains of one of ours. `codes`: the code names of those who go, by which alone whoever
        called knows them. They are also spoken to by these, and told of others, "Beaver, he hit me": only what stands
        right behind one is of them.
        """
        around = f" {normalise(text)} "
        if _has(around, self.not_ours):
            return False
        if _has(around, self.alone):
            return True
        return self._of_one_called(around, codes) or self._of_one_of(around, self.ours)

    def are_of_us(self, text: str, names: Iterable[str] = ()) -> bool:
        """True where one of us complains of another. `names`: what those who go with them go by."""
        around = f" {normalise(text)} "
        if _has(around, self.of_us_alone):
            return True
        return self._of_one_called(around, names) or self._of_one_of(around, self.of_us)

    def _did(self, around: str) -> str:
        """The same without what was done to somebody."""
        for each in self.done_to:
            around = around.replace(f" {each} ", " , ")
        return around

    def may_be_after_one(self, text: str) -> bool:
        """True where `text` is about a complaint, if whoever writes has made one."""
        said = normalise(text)
        return said in self.asks_after or _has(f" {said} ", self.speaks_of)

    def names_one(self, text: str) -> bool:
        """The same, and of nothing else."""
        return _has(f" {normalise(text)} ", self.speaks_of)

    def is_past(self, text: str) -> bool:
        """True where `text` tells of another day, and of nothing that lasts."""
        around = f" {normalise(text)} "
        return _has(around, self.past) and not _has(around, self.now)

    def _of_one_called(self, around: str, names: Iterable[str]) -> bool:
        around = self._did(around)
        return any(self._did_wrong(rest) for each in names for rest in around.split(f" {normalise(each)} ")[1:])

    def _of_one_of(self, around: str, ours: frozenset[str]) -> bool:
        """True where what they did stands close behind the words for one of ours."""
        around, said = self._did(around), map(stands_alone, ours)
        behind = (around.split(each, 1)[1] for each in said if each in around)
        return any(_has(f" {' '.join(rest.split()[:_WORDS_BETWEEN])} ", self.wrong) for rest in behind)

    def _did_wrong(self, behind: str) -> bool:
        """True where what stands right `behind` a name says what they did."""
        words = f"{behind.strip()} "
        starts = (words, *(words.removeprefix(f"{each} ") for each in self.between if words.startswith(f"{each} ")))
        return any(start.startswith(f"{each} ") for start in starts for each in self.wrong)


def _has(around: str, phrases: Iterable[str]) -> bool:
    return any(stands_alone(each) in around for each in phrases)


NO_COMPLAINTS = ComplaintWords()


def may_be_a_name(text: str) -> bool:
    """`ben`, `it was Ben`: so few words that a name in them is nearly all they say."""
    return 0 < len(normalise(text).split()) <= _LONGEST_NAME


def called_in(text: str, called: Mapping[PersonId, Iterable[str]]) -> frozenset[PersonId]:
    """Who is named in `text`, by any of the names they are `called`."""
    around = f" {normalise(text)} "
    return frozenset(
        person
        for person, names in called.items()
        for each in names
        if normalise(each) and f" {normalise(each)} " in around
    )


def meant(text: str, called: Mapping[PersonId, Iterable[str]]) -> PersonId | None:
    """The one person who is named in `text`; None for nobody or several."""
    found = called_in(text, called)
    return next(iter(found)) if len(found) == 1 else None
