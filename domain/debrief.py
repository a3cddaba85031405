"""The debrief after a call: five short questions to those who went, and the page that comes of it.

    waiting   for the time of the first question
    asked     one question is out; what they write within a while is the answer to it
    ended     all five were asked, or they want no more

Everything may be left out, nobody is asked twice, and silence means nothing. What somebody says is kept without them:
of a person it is known how far they were asked, of an answer what it says, and nothing stands between the two. Names
of members are taken out of the words, and anybody's numbers and accounts. The page is there once nobody is left to ask,
or after a day. What people said stands on it until a coordinator puts it into other words. It is gone with the words of
its call; what is to stay goes into the team's card.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.identifiers import without_identifiers
from domain.ids import IncidentId, PersonId, TeamId
from domain.incident import AssignmentState, Disposition, Incident
from domain.needs import ProtectionArea

PAGE_AFTER = timedelta(hours=24)
"""So long after a call the page is there, whoever has said something."""

HEARD_FOR = timedelta(hours=2)
"""So long after a question their words are the answer to it; later they go on by the word for it."""

STANDS_ALONE = timedelta(minutes=30)
"""So long after a question no other of ours is asked, and what they write is the answer to this one."""

OPEN_FOR = timedelta(days=7)
"""So long after it began somebody may go on with it."""

KEPT_FOR = timedelta(days=90)
"""So long after it began it is forgotten, if the words of its call are not gone before."""

LATER = timedelta(minutes=30)
"""So long a question waits for somebody who has something else to do."""

MOST_SAID = 400
"""Characters of one answer."""

_LEFT_OUT = "..."


class Part(StrEnum):
    """The five questions in their order, and the parts of the page."""

    WENT = "went"
    HAPPENED = "happened"
    HELPED = "helped"
    HARDER = "harder"
    CHANGE = "change"


PARTS = tuple(Part)


class Went(StrEnum):
    """How it went, in a digit."""

    WELL = "well"
    MIXED = "mixed"
    BADLY = "badly"


class State(StrEnum):
    WAITING = "waiting"
    ASKED = "asked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    """One call's. `at`: when its page is there at the latest; `told`: coordinators have heard of it; `own`: parts of
    the page in a coordinator's words; `done`: it was read to the end.
    """

    id: str
    incident: IncidentId
    number: int
    team: TeamId
    area: ProtectionArea
    began_at: datetime
    at: datetime
    told: bool = False
    done: bool = False
    own: Mapping[Part, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How far somebody was asked. `at`: when their first question goes out, or when the last one did. `question`: the
    one they stopped at; None before the first, and once all were asked.
    """

    id: str
    debrief: str
    number: int
    person: PersonId
    at: datetime
    state: State = State.WAITING
    question: Part | None = None

    def hears(self, now: datetime) -> bool:
        """True while what they write is the answer."""
        return self.state is State.ASKED and now < self.at + HEARD_FOR

    def stands_alone(self, now: datetime) -> bool:
        """True while it is the newest question that they may be answering."""
        return self.hears(now) and now < self.at + STANDS_ALONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody said to one question. `went`: the digit, of the first."""

    part: Part
    went: Went | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands on it: how many said it went how, and the words of each part."""

    went: Mapping[Went, int]
    parts: Mapping[Part, str] = field(repr=False)
    answers: int


# --- who is asked


_NOTHING_TO_LEARN = frozenset({Disposition.DUPLICATE})


def whom_to_ask(before: Incident | None, after: Incident) -> tuple[PersonId, ...]:
    """Who went, as a call closes. Whoever only held back went nowhere. Of a drill people talk in the room."""
    closed = before is not None and before.is_alive() and not after.is_alive()
    if not closed or after.drill or after.merged_into is not None or after.disposition in _NOTHING_TO_LEARN:
        return ()
    held = {each.id for each in (before.assignments if before else ()) if each.state is AssignmentState.HOLDING}
    went = (
        *after.counted(),
        *(each for each in after.assignments if each.by_text and each.state is AssignmentState.CLEAR),
    )
    return tuple(dict.fromkeys(each.person for each in went if each.id not in held))


# --- questions and answers


def asked(known: Asked, now: datetime, *, question: Part = Part.WENT) -> Asked:
    return replace(known, state=State.ASKED, question=question, at=now)


def following(question: Part) -> Part | None:
    """The question behind this one; None behind the last."""
    place = PARTS.index(question) + 1
    return PARTS[place] if place < len(PARTS) else None


def gone_on(known: Asked, now: datetime, *, no_more: bool) -> Asked:
    """After an answer, or after a question was left out. Whoever wants no more may go on there after all."""
    if no_more:
        return replace(known, state=State.ENDED, at=now)
    then = following(known.question) if known.question is not None else None
    if then is None:
        return replace(known, state=State.ENDED, question=None, at=now)
    return asked(known, now, question=then)


def without_names(words: str, names: Iterable[str], others: Iterable[str] = ()) -> str:
    """`words` with nobody's name, number or account in them, and no longer than an answer is: names of those who went
    however they are written, of `others` as they write them themselves, for many a name is an everyday word as well.
    """
    words = _without(without_identifiers(words), names, re.IGNORECASE)
    return " ".join(_without(words, others, re.NOFLAG).split())[:MOST_SAID]


def _without(words: str, names: Iterable[str], flags: re.RegexFlag) -> str:
    found = sorted({part for name in names for part in (name, *name.split()) if len(part) > 1}, key=len, reverse=True)
    if not found:
        return words
    alternatives = "|".join(map(re.escape, found))
    return re.sub(rf"(?<!\w)(?:{alternatives})(?!\w)", _LEFT_OUT, words, flags=flags)


# --- the page


def page(known: Debrief, answers: Sequence[Answer]) -> Page:
    """In the order in which the answers are kept, which says nothing of whose they are."""
    went = {each: sum(one.went is each for one in answers) for each in Went}
    parts = {part: known.own.get(part) or _joined(answers, part) for part in PARTS}
    return Page(went=went, parts=parts, answers=max((_many(answers, part) for part in PARTS), default=0))


def _joined(answers: Sequence[Answer], part: Part) -> str:
    said = dict.fromkeys(each.words for each in answers if each.part is part and each.words)
    return " / ".join(said)


def _many(answers: Sequence[Answer], part: Part) -> int:
    return sum(each.part is part for each in answers)


def is_over(every: Collection[Asked]) -> bool:
    """True once nobody is left to ask."""
    return all(each.state is State.ENDED for each in every)


# --- into the card


def added(chapter: str, change: str) -> str:
    """A chapter with what changes behind it, each a sentence of its own."""
    before, after = chapter.strip(), change.strip()
    if not before:
        return after
    stop = "" if before[-1] in ".!?:;" else "."
    return f"{before}{stop} {after}"
