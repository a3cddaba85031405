"""What the talks with members share, of trainings, tasks, debriefs and the like: one message, and how it is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from domain.commands import Command
from domain.community import Team
from domain.conversation import Conversation, Pending
from domain.ids import PersonId
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Params
from domain.people import Person
from domain.training import MOST_SEATS
from domain.vocabulary import Spoken, Word
from domain.when import Stretch, is_of_time, read_stretch
from domain.zone import reached
from handlers.naming import PENDING_HOLDS, person_named, waits_elsewhere
from handlers.rotas import times, wall
from handlers.saying import done, puzzled, to_member
from handlers.step import Called, Step, TalkFacts

K = MessageKind

LONGEST_PLACE = 120
_HOURS = re.compile(r"(?<!\w)\d{1,2}(?:[:h.]\d\d|h)?\s*-\s*\d{1,2}(?!\d)")
"""Some hours of a day, which no place is called."""

_MOST_DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """One message of a member, with everything needed to answer it."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime

    def do(self, command: Command, why: str) -> Step:
        return done(self.talk, self.now, command, why=why)

    def puzzle(self, kind: MessageKind, params: Params | None = None, *, why: str) -> Step:
        return puzzled(self.talk, self.now, to_member(self.who, self.facts, kind, params), why=why)

    def ask(self, kind: MessageKind, params: Params, waits: Pending, why: str) -> Step:
        say = replace(to_member(self.who, self.facts, kind, params), subject=self.who.id)
        step = done(self.talk, self.now, says=(say,), why=why)
        return replace(step, talk=replace(step.talk, pending=waits))


def sure_of(hearing: Hearing, inbound: Inbound, abouts: Sequence[str]) -> tuple[Pending, str] | None:
    """What waits for a 1 or a 0, if it is about one of `abouts`, and which of the two they said."""
    waits = hearing.talk.pending
    fresh = hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    if waits is None or waits.about not in abouts or not fresh:
        return None
    tap = inbound.tap
    if tap is not None and tap.action is not Action.DO_CHANGE:
        return None
    said = tap.arg if tap is not None else normalise(inbound.text)
    if said not in ("0", "1") or (tap is None and waits_elsewhere(hearing.talk, hearing.facts)):
        return None
    return waits, said


def left_as_it_is(hearing: Hearing) -> Step:
    left = to_member(hearing.who, hearing.facts, K.C_LEFT_AS_IT_IS)
    return done(hearing.talk, hearing.now, says=(left,), why="left as it is")


def number_in(said: str) -> int | None:
    said = normalise(said)
    return int(said) if said.isdecimal() and len(said) <= _MOST_DIGITS else None


def is_off(hearing: Hearing, said: str) -> bool:
    """`off`, or that it is over."""
    words = hearing.facts.words
    return words.whole(said) in (Word.OFF, Word.WITHDRAW) or words.choices.get(said) in ("over", "without")


def runs(hearing: Hearing) -> tuple[Team, ...]:
    teams = hearing.facts.community.teams
    return tuple(teams[each] for each in sorted(teams) if hearing.who.is_coordinator(each))


def team_named(hearing: Hearing, said: str) -> Team | None:
    """The team that is named, else the first of theirs."""
    mine = runs(hearing)
    if not said:
        return mine[0] if mine else None
    return next((each for each in mine if said in map(normalise, (each.id, *each.names.values()))), None)


def when_in(hearing: Hearing, parts: Sequence[str]) -> tuple[Stretch | None, list[str]]:
    """The time, which may be parted by a comma itself, `sat 5 dec, 14-17`; and the parts beside it."""
    words, where = times(hearing.who, hearing.facts), wall(hearing.who, hearing.facts)
    for many in (2, 1):
        for at in range(len(parts) - many + 1):
            found = read_stretch(" ".join(parts[at : at + many]), words, where, hearing.now)
            if found is not None:
                return found, [*parts[:at], *parts[at + many :]]
    return None, list(parts)


def moved_to(hearing: Hearing, said: str) -> tuple[Stretch | None, str] | None:
    """`sat 12 dec 14-17, Town Hall`, or one of the two; `to` before them. None where it is neither, or half of one."""
    first, _, behind_it = said.partition(" ")
    if hearing.facts.words.calendar.get(normalise(first)) in (Spoken.TO, Spoken.FOR, Spoken.A) and behind_it:
        said = behind_it
    stretch, parts = when_in(hearing, [" ".join(each.split()) for each in said.split(",") if each.strip()])
    place = ", ".join(parts)
    where = wall(hearing.who, hearing.facts)
    half_a_time = any(_HOURS.search(each) or is_of_time(each, hearing.facts.words) for each in parts)
    fits = stretch is None or (hearing.now < stretch.start and reached(where, stretch.start).time() != time())
    if not (stretch or place) or not fits or half_a_time or len(place) > LONGEST_PLACE:
        return None
    return stretch, place


def seats_in(hearing: Hearing, said: str) -> int | None:
    """`12 seats`."""
    many, _, unit = said.partition(" ")
    if number_in(many) is None or hearing.facts.words.whole(unit) is not Word.SEAT:
        return None
    return int(many) if 1 <= int(many) <= MOST_SEATS else None


def people_in(hearing: Hearing, said: str) -> tuple[PersonId, ...] | Step:
    """Those named one after the other; or what to say where somebody is not known, or two go by one name."""
    words = [each for each in said.split() if hearing.facts.words.choices.get(each) != "and"]
    found: list[PersonId] = []
    while words:
        for count in range(len(words), 0, -1):
            named = person_named(" ".join(words[:count]), hearing.facts.roster)
            if named is not None:
                break
        else:
            return hearing.puzzle(K.C_NO_SUCH_PERSON, {"person": words[0]}, why="no such person")
        if not isinstance(named, Called):
            ids = ", ".join(each.person for each in named)
            params: Params = {"person": " ".join(words[:count]), "people": ids}
            return hearing.puzzle(K.C_TRAINING_TWO, params, why="which of them?")
        found.append(named.person)
        words = words[count:]
    return tuple(dict.fromkeys(found))
