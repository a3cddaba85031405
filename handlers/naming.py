"""Whom a command names: somebody of the roster, by id or by the name the team knows them by.

A name is the team's own, and two may go by the same one: then nothing is done to anybody, all of them are listed, and
a digit or an id chooses. A digit does so only while no page and no call of theirs waits for one as well. What was
wanted is kept with the question, so that the answer is the choice alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.conversation import Conversation, Pending
from domain.ids import PersonId
from domain.language import normalise
from domain.messages import Line, MessageKind
from domain.people import Person
from domain.vocabulary import Word
from handlers.saying import done, has_call, to_member
from handlers.step import Called, Step, TalkFacts

PENDING_HOLDS = timedelta(minutes=15)
"""So long after the question a digit, or an id alone, chooses."""

_ABOUT = "which_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which of those who go by one name they meant: `person`, for the command `word` with `rest` beside the name."""

    word: Word
    rest: str
    person: PersonId


def person_named(said: str, among: Iterable[Called], *, asked: bool = False) -> Called | tuple[Called, ...] | None:
    """Who goes by `said`, as id or name: one, several in the order given, or None.

    `asked`: they were asked which of several they mean, so that an id decides though it is another's name as well.
    """
    wanted = normalise(said)
    found = tuple(each for each in among if wanted in (normalise(each.person), normalise(each.name))) if wanted else ()
    if asked:
        found = tuple(each for each in found if normalise(each.person) == wanted) or found
    return found[0] if len(found) == 1 else found or None


def was_asked_which(talk: Conversation, said: str, now: datetime) -> bool:
    """True if they were asked, a moment ago, which of those who go by `said` they mean."""
    asked = _asked(talk, now)
    return asked is not None and asked[0] == normalise(said)


def ask_which(
    talk: Conversation,
    who: Person,
    facts: TalkFacts,
    now: datetime,
    *,
    word: Word,
    rest: str,
    said: str,
    found: tuple[Called, ...],
) -> Step:
    """All who go by `said`, for `word` with `rest` beside the name: nothing is done to any of them yet."""
    digits = not waits_elsewhere(talk, facts)
    lines = tuple(
        Line(
            kind=MessageKind.C_LINE_WHICH_PERSON,
            params={
                "n": n if digits else "",
                "member": each.person,
                "person": each.name,
                "teams": ", ".join(_team_names(each, facts)),
            },
        )
        for n, each in enumerate(found, start=1)
    )
    say = to_member(who, facts, MessageKind.C_WHICH_PERSON, {"person": said}, lines=lines)
    step = done(talk, now, says=(say,), why="which of them?")
    kept = "\n".join((normalise(said), rest, *(each.person for each in found)))
    return replace(step, talk=replace(step.talk, pending=Pending(about=_ABOUT, subject=word.value, rest=kept)))


def chosen(talk: Conversation, text: str, facts: TalkFacts, now: datetime) -> Choice | None:
    """What a digit or an id chooses, alone in `text`, after `ask_which`; None if it chooses nothing."""
    asked = _asked(talk, now)
    if asked is None or talk.pending is None:
        return None
    _, rest, *people = asked
    wanted = normalise(text)
    by_id = next((each for each in people if normalise(each) == wanted), None)
    if wanted.isdecimal() and 1 <= int(wanted[:3]) <= len(people) and not waits_elsewhere(talk, facts):
        by_id = people[int(wanted[:3]) - 1]
    if by_id is None:
        return None
    return Choice(word=Word(talk.pending.subject), rest=rest, person=PersonId(by_id))


def _asked(talk: Conversation, now: datetime) -> tuple[str, ...] | None:
    """The name that was said, what stood beside it, and the ids of those who go by it."""
    pending = talk.pending
    if pending is None or pending.about != _ABOUT or now - talk.last_at > PENDING_HOLDS:
        return None
    return tuple(pending.rest.split("\n"))


def waits_elsewhere(talk: Conversation, facts: TalkFacts) -> bool:
    return has_call(talk, facts) or facts.is_wanted()


def _team_names(called: Called, facts: TalkFacts) -> tuple[str, ...]:
    community = facts.community
    teams = community.teams
    return tuple(
        teams[each].names.get(community.default_language, each) if each in teams else each for each in called.teams
    )
