"""Tasks by chat: what is open, whose it is, until when, and that it is done.

    tasks, my tasks, task 12
    task 12 mine, task 12 ben, task 12 to ben, task 12 tomorrow 9, task 12 monday, task 12 done, task 12 undo
    task call the clinic tomorrow 9

What stands behind a number is one of these, a name before a time. Without a number it is a task of one's own: a time at
its beginning or its end says when it is due. A bare `undo` takes back the last of these for a while.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time

from domain.commands import Command
from domain.conversation import Conversation, Pending
from domain.ids import PersonId, TaskId
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Tap
from domain.people import Person, Who
from domain.task_commands import (
    FinishTask,
    HandTask,
    MakeTask,
    MoveTask,
    ShowTask,
    ShowTasks,
    TakeTask,
    UndoTask,
)
from domain.vocabulary import Word
from domain.when import as_said, is_of_time, read_moment, split_moment
from handlers.greet import whole
from handlers.hearing import Hearing
from handlers.naming import PENDING_HOLDS, person_named
from handlers.rotas import behind, times, wall
from handlers.saying import done, is_puzzled
from handlers.step import Called, Step, TalkFacts

K = MessageKind

_UNDO = "task_undo"
"""A task was changed: a bare `undo` takes it back. The subject is its number, or its id behind a stroke."""

_MOST_DIGITS = 6
_LONGEST_WORDS = 300
_MOST_WORDS_OF_A_TIME = 6
_MINE = frozenset({Word.TAKE_SHIFT, Word.HAVE_IT, Word.TAKE_CALL, Word.ME})
_DONE = frozenset({Word.FINISH, Word.CLOSE, Word.SEEN_TO, Word.CHECKED})
_BACK = frozenset({Word.UNDO, Word.UNDO_IT})
_TO = frozenset({"to", "for", "a", "para", "pour", "bay", "pou"})
_MORNING = time(9)
"""When something is due of which only the day is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing(Hearing):
    def do(self, command: Command, why: str, *, undo: str = "") -> Step:
        step = done(self.talk, self.now, command, why=why)
        if not undo:
            return step
        return replace(step, talk=replace(step.talk, pending=Pending(about=_UNDO, subject=undo)))


def tasks(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words and buttons about tasks; None for whatever is not about them."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _tapped(hearing, inbound.tap)
    back = _bare_undo(hearing, inbound)
    if back is not None:
        return back
    asked = behind(inbound, facts)
    if asked is None:
        return None
    step = _meant(hearing, *asked)
    if step is not None and facts.going and (is_puzzled(talk, step) or _may_be_words(step, inbound.text)):
        return None  # words for whoever needs help may begin like this
    return step


def _may_be_words(step: Step, text: str) -> bool:
    """True for "task everybody over there", which names no time; "task: bring blankets" is meant as one."""
    return ":" not in text and any(isinstance(each, MakeTask) and each.due is None for each in step.commands)


def _meant(hearing: _Hearing, word: Word, rest: str) -> Step | None:
    match word:
        case Word.TASKS:
            if not rest:
                return hearing.do(ShowTasks(), "which tasks?")
            mine = hearing.facts.words.whole(normalise(rest)) in _MINE
            return hearing.do(ShowTasks(mine=True), "their tasks") if mine else None
        case Word.MY_TASKS:
            return None if rest else hearing.do(ShowTasks(mine=True), "their tasks")
        case Word.TASK:
            return _about_task(hearing, rest)
        case _:
            return None


def _tapped(hearing: _Hearing, tap: Tap) -> Step | None:
    if tap.action is not Action.TASK:
        return None
    task = TaskId(tap.subject)
    match tap.arg:
        case "t":
            return hearing.do(TakeTask(task=task), "takes a task", undo=f"|{task}")
        case "d":
            return hearing.do(FinishTask(task=task), "a task is done", undo=f"|{task}")
        case _:
            return hearing.do(UndoTask(task=task), "takes a change back")


def _bare_undo(hearing: _Hearing, inbound: Inbound) -> Step | None:
    waits = hearing.talk.pending
    fresh = hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    if waits is None or waits.about != _UNDO or not fresh or whole(inbound, hearing.facts) not in _BACK:
        return None
    number, _, task = waits.subject.partition("|")
    command = UndoTask(task=TaskId(task)) if task else UndoTask(number=int(number))
    return hearing.do(command, "takes a change back")


def _about_task(hearing: _Hearing, rest: str) -> Step:
    first, _, behind_it = rest.partition(" ")
    said = normalise(first)
    if not said.isdecimal() or len(said) > _MOST_DIGITS:
        return _make(hearing, rest)
    number = int(said)
    if not behind_it.strip():
        return hearing.do(ShowTask(number=number), "one task")
    return _change(hearing, number, behind_it)


def _change(hearing: _Hearing, number: int, said: str) -> Step:
    said = hearing.facts.words.without_courtesy(said)
    word = hearing.facts.words.whole(normalise(said))
    if word in _MINE:
        return hearing.do(TakeTask(number=number), "takes a task", undo=str(number))
    if word in _DONE or hearing.facts.words.choices.get(normalise(said)) == "done":
        return hearing.do(FinishTask(number=number), "a task is done", undo=str(number))
    if word in _BACK:
        return hearing.do(UndoTask(number=number), "takes a change back")
    to = _person(hearing, said)
    if isinstance(to, Step):
        return to
    if to is not None:
        return hearing.do(HandTask(number=number, to=to), "hands a task over", undo=str(number))
    words, where = times(hearing.who, hearing.facts), wall(hearing.who, hearing.facts)
    found = (
        read_moment(said, words, where, at, ends_at=ends_at)
        for ends_at in (None, _MORNING)
        for at in as_said(where, hearing.now)
    )
    due = next((each for each in found if each is not None and hearing.now < each), None)
    if due is None:
        return hearing.puzzle(K.M_TASKS_HOW, why="what about the task?")
    return hearing.do(MoveTask(number=number, due=due), "a new time", undo=str(number))


def _person(hearing: _Hearing, said: str) -> PersonId | Step | None:
    """Whom they name of those they know; what to say where two go by one name."""
    facts = hearing.facts
    known = {each.person: Called(person=each.person, name=each.name) for each in (*facts.mates, *facts.roster)}
    found = person_named(said, known.values())
    first, _, name = said.partition(" ")
    if found is None and normalise(first) in _TO:
        found = person_named(name, known.values())
    if found is None:
        return None
    if isinstance(found, Called):
        return found.person
    ids = ", ".join(each.person for each in found)
    return hearing.puzzle(K.C_TRAINING_TWO, {"person": said, "people": ids}, why="which of them?")


def _make(hearing: _Hearing, rest: str) -> Step:
    """In their own words, with a time at the end or the beginning, if any."""
    what, due = _what_and_when(hearing, rest)
    what = what.strip(" ,.:;-")
    if not what or len(what) > _LONGEST_WORDS:
        return hearing.puzzle(K.M_TASKS_HOW, why="which task?")
    return hearing.do(MakeTask(words=what, due=due), "writes a task down")


def _what_and_when(hearing: _Hearing, text: str) -> tuple[str, datetime | None]:
    """At two in the morning `tomorrow` is the day that has begun: whoever means the next one reads when it is due, and
    moves it."""
    for now in as_said(wall(hearing.who, hearing.facts), hearing.now):
        what, due = _as_read(hearing, text, now)
        if due is not None and hearing.now < due:
            return what, due
    return text, None


def _as_read(hearing: _Hearing, text: str, now: datetime) -> tuple[str, datetime | None]:
    """A bare number at the end is no time of day: `call room 9`."""
    words, where = times(hearing.who, hearing.facts), wall(hearing.who, hearing.facts)
    parts = text.split()
    found = split_moment(text, words, where, now)
    if found is None:  # other numbers may stand in a task: `call 3 families tomorrow 9`
        for count in range(min(len(parts) - 1, _MOST_WORDS_OF_A_TIME), 1, -1):
            at = read_moment(" ".join(parts[-count:]), words, where, now)
            before = parts[-count - 1]
            of_it = not before.isdecimal() and is_of_time(before, words)  # `a las 9` is not all of `mañana a las 9`
            if at is not None and not of_it:
                return " ".join(parts[:-count]), at
        return text, None
    what, at = found
    bare = len(what.split()) == len(parts) - 1 and parts[-1].isdecimal()
    return (text, None) if bare or not what.strip() else (what, at)
