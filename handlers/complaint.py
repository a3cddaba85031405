"""It was one of yours. Whoever says so is heard at once, whoever they are, and by nobody whom it may be about.

    anybody       one of your people yelled at me; I want to complain; it was Juniper, one of yours
                  any news about my complaint? once they have made one
    a member      complaint ben shouted at a woman at the clinic; it was one of ours, ben hit her
    who hears it  complaints, complaint 482, complaint 482 mine, complaint 482 ben, complaint 482 ask again,
                  complaint 482 let go, complaint 482 done: we spoke with both

What is said in it goes nowhere else: into no call, and to nobody who goes to one. Where it tells of danger now, help is
called as well, by that word alone; of whoever goes and may not be well themselves coordinators hear that much. They are
asked once who it was, if that is not clear; what they write next is taken for the answer, unless it means something
else to us. Of whoever goes only a name is one: anything else they write is for whoever needs help. As long as nobody is
named, a name that comes later is an answer too, and never passed on.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.checkin import Said
from domain.commands import AddWords, AnswerCheckIn, Command, OpenIncident, SayUnwell, SayWell
from domain.complaint import ASKED_FOR, called_in, may_be_a_name
from domain.complaint_commands import (
    AComplaintCommand,
    AskAfterComplaint,
    AskThemAgain,
    Complain,
    EndComplaint,
    LetThemGo,
    LookAtComplaint,
    NameInComplaint,
    SayWhoItWas,
    ShowComplaint,
    ShowComplaints,
)
from domain.conversation import Conversation
from domain.ids import ComplaintId, PersonId
from domain.language import normalise
from domain.messages import FORWARDED, Action, Inbound, MessageKind, Other, Tap
from domain.needs import DangerKind
from domain.people import Person, Requester, Who
from domain.places import Place
from domain.vocabulary import Word
from handlers.all_well import unwell_beside
from handlers.follow_up import follow_up
from handlers.greet import whole
from handlers.intake import Told, intake, tell
from handlers.naming import person_named
from handlers.rotas import behind
from handlers.saying import done, has_call, heard, puzzled, to_member
from handlers.step import Called, Step, TalkFacts
from handlers.unwell import means_to_die

K = MessageKind

ASKED_WHO = "complaint_who"
"""Somebody complained and was asked who it was."""

ANSWERED_WHO = "complaint_who_answered"
"""They have said so: a change of that answer is one more."""

SAYS_MORE = "complaint_more"
"""They have complained, and it is known about whom: what they add is said to it."""

_MOST_DIGITS = 6
_MINE = frozenset({Word.TAKE_SHIFT, Word.HAVE_IT, Word.TAKE_CALL, Word.ME})
_OVER = frozenset({Word.FINISH, Word.CLOSE, Word.CHECKED, Word.SEEN_TO})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message, with everything needed to answer it."""

    talk: Conversation
    inbound: Inbound
    who: Who
    facts: TalkFacts
    now: datetime

    def do(self, command: AComplaintCommand, why: str) -> Step:
        """Heard like any text, and nothing else done with it. Once their call is over it ends a silence, as all do."""
        if isinstance(self.who, Person) and not has_call(self.talk, self.facts):
            return done(self.talk, self.now, command, why=why)
        after, events = heard(self.talk, self.now)
        silent = after.silent and (self.facts.incident is not None or after.texting.is_unsafe(self.now))
        return Step(talk=replace(after, pending=None, silent=silent), commands=(command,), events=events, why=why)


def complaint(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A complaint, the answer to who it was, or the words of whoever looks at one."""
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _tapped(hearing, inbound.tap)
    if not inbound.text or inbound.forwarded or inbound.other is not None:
        return None
    if isinstance(who, Person) and not has_call(talk, facts):
        asked = behind(inbound, facts)
        if asked is not None and asked[0] is Word.COMPLAINT:
            return _commanded(hearing, asked[1])
    if _is_after_one(hearing):
        return _asked_after(hearing)
    if _complains(hearing) or _is_first_word(hearing):
        return _complained(hearing)
    return _answered(hearing)


def _is_after_one(hearing: _Hearing) -> bool:
    """About the complaint they made. `any news?` may be about their call, or that of whoever they go to."""
    text, facts = hearing.inbound.text, hearing.facts
    if not facts.complained or _complains(hearing):
        return False
    asked = behind(hearing.inbound, facts)
    if asked is not None and asked[0] is Word.COMPLAINT and not normalise(asked[1]):
        return True
    return facts.complaint_words.names_one(text) or not (has_call(hearing.talk, facts) or facts.is_wanted())


def _asked_after(hearing: _Hearing) -> Step:
    """Nobody but whoever looks at it reads that, for whoever it is about may be there."""
    command = AskAfterComplaint(words=hearing.inbound.text)
    if isinstance(hearing.who, Requester):
        told = tell(hearing.inbound, hearing.facts, offered=True)
        step = _helped(hearing, told) if _is_danger_now(hearing, told) else None
        if step is not None:
            return replace(step, commands=(command, *step.commands), why="asks after a complaint, and danger")
    step = hearing.do(command, "asks after a complaint")
    return replace(step, talk=replace(step.talk, pending=hearing.talk.pending))  # who it was may still be said


def _complains(hearing: _Hearing) -> bool:
    """In whoever's words. What somebody who goes writes as whoever called would may be told to those: "one of your
    people is here".
    """
    text, facts, who = hearing.inbound.text, hearing.facts, hearing.who
    of_us = isinstance(who, Person) and not has_call(hearing.talk, facts)
    if of_us and facts.complaint_words.are_of_us(text, facts.fellows):
        return True
    return not (of_us and facts.going) and facts.complaint_words.are_in(text, facts.codes)


def otherwise(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """The same in a text that they changed or passed on: nobody who goes reads it either."""
    changed = inbound.other is Other.EDITED
    if not inbound.text or not (changed or inbound.forwarded):
        return None
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    if _is_after_one(hearing):
        return _asked_after(hearing)
    if _complains(hearing) or facts.complaint_words.are_in(inbound.text, facts.codes):
        return _complained(hearing)
    return _answered(hearing) if changed else None


def _is_first_word(hearing: _Hearing) -> bool:
    """A text of anybody that begins with the word, and says more: `queja: ...`."""
    asked = behind(hearing.inbound, hearing.facts)
    return asked is not None and asked[0] is Word.COMPLAINT


def _complained(hearing: _Hearing) -> Step:
    inbound = hearing.inbound
    words = f"{FORWARDED}{inbound.text}" if inbound.forwarded else inbound.text
    command = Complain(words=words, corrects=inbound.other is Other.EDITED)
    if not isinstance(hearing.who, Requester):
        return _of_a_member(hearing, command)
    told = tell(inbound, hearing.facts, offered=True)
    step = _helped(hearing, told) if _is_danger_now(hearing, told) else None
    if step is None:
        step = hearing.do(command, "a complaint")
    else:
        step = replace(step, commands=(command, *step.commands), why="a complaint, and danger")
    return replace(step, commands=(*_asked_later(hearing), *step.commands))


def _is_danger_now(hearing: _Hearing, told: Told) -> bool:
    """Violence of another day calls nobody: they are told to say where they are if they need somebody now."""
    over = frozenset(told.reading.kinds) <= {DangerKind.VIOLENCE, DangerKind.OTHER} and not told.reading.help
    return bool(told.danger) and not (over and hearing.facts.complaint_words.is_past(hearing.inbound.text))


def _of_a_member(hearing: _Hearing, command: Complain) -> Step:
    """Whoever says beside it that they are not well is heard as anywhere; their words are the complaint's."""
    step, text, by = hearing.do(command, "a complaint"), hearing.inbound.text, hearing.who
    if not isinstance(by, Person):
        return step
    calls = unwell_beside(hearing.talk, text, hearing.facts)
    told = tuple(SayWell(incident=each.incident, by=by.id, well=False) for each in calls)
    hurts = (SayUnwell(by=by.id, hurts=True),) if means_to_die(text, hearing.facts) else ()
    return replace(step, commands=(*step.commands, *hurts, *told))


def _asked_later(hearing: _Hearing) -> tuple[AnswerCheckIn, ...]:
    """Whoever was asked how they are, and complains, is asked another time: their words are for nobody else."""
    asked = (each.check_in for each in hearing.facts.check_ins if hearing.facts.incident is None)
    return tuple(AnswerCheckIn(check_in=each.id, said=Said.LATER) for each in asked if each.is_open())


def _helped(hearing: _Hearing, told: Told) -> Step | None:
    """Danger named beside it calls for help by that alone: their words stay with the complaint."""
    bare = replace(hearing.inbound, text="1", forwarded=False, other=None)
    step = follow_up(hearing.talk, bare, hearing.who, hearing.facts, hearing.now)
    step = step or intake(hearing.talk, bare, hearing.who, hearing.facts, hearing.now)
    if step is None:
        return None
    return replace(step, commands=tuple(_beside(each, told.place) for each in step.commands))


def _beside(command: Command, place: Place | None) -> Command:
    """A call that opens lies where they said; of one that runs, whoever goes is told nothing."""
    if isinstance(command, OpenIncident) and place is not None:
        known = replace(command.intake, place=command.intake.place or place)
        return replace(command, intake=known, unplaced=False)
    return replace(command, complains=True) if isinstance(command, AddWords) else command


def _answered(hearing: _Hearing) -> Step | None:
    """Who it was. What means something else to us is no answer, and the question stands open no longer."""
    waits, talk = hearing.talk.pending, hearing.talk
    changed = hearing.inbound.other is Other.EDITED
    open_ = (ASKED_WHO, ANSWERED_WHO) if changed else (ASKED_WHO, SAYS_MORE)
    asked = waits is not None and waits.about in open_ and hearing.now - talk.last_at <= ASKED_FOR
    if not asked and not hearing.facts.names_who:
        return None
    text = normalise(hearing.inbound.text)
    if whole(hearing.inbound, hearing.facts) is not None or text.isdecimal():
        return None
    if isinstance(hearing.who, Requester):
        if _says_else(hearing):
            return None
        if waits is not None and asked and waits.about == SAYS_MORE:
            step = hearing.do(AskAfterComplaint(words=hearing.inbound.text), "more of a complaint")
            return replace(step, talk=replace(step.talk, pending=waits))
    elif hearing.facts.is_wanted() and not hearing.facts.names_who and not _is_a_name(text, hearing.facts):
        return None
    step = hearing.do(SayWhoItWas(words=hearing.inbound.text), "who it was")
    if waits is None or not asked:
        return step
    return replace(step, talk=replace(step.talk, pending=replace(waits, about=ANSWERED_WHO)))


def _says_else(hearing: _Hearing) -> bool:
    """Of whoever called for help or may: danger, a place or a need. What merely resembles danger, "idk the tall one",
    is none.
    """
    told = tell(hearing.inbound, hearing.facts, offered=True)
    calls = bool(told.danger) or told.reading.says_what or told.reading.help
    return told.place is not None or (calls and not told.reading.faint)


def _is_a_name(said: str, facts: TalkFacts) -> bool:
    """`ben`, `it was Ben`: somebody's name and little else."""
    names = {each.person: (each.name,) for each in facts.mates} | {PersonId(each): (each,) for each in facts.fellows}
    return may_be_a_name(said) and bool(called_in(said, names))


# --- whoever looks at it


def _tapped(hearing: _Hearing, tap: Tap) -> Step | None:
    if tap.action is not Action.COMPLAINT or not isinstance(hearing.who, Person):
        return None
    which = ComplaintId(tap.subject)
    if tap.arg == "a":
        return hearing.do(AskThemAgain(complaint=which), "asks them again")
    if tap.arg == "g":
        return hearing.do(LetThemGo(complaint=which), "lets them go")
    return hearing.do(LookAtComplaint(complaint=which), "looks at a complaint")


def _commanded(hearing: _Hearing, rest: str) -> Step:
    """`complaints`; `complaint 482 ...`; anything else is a complaint of their own."""
    if not rest.strip() or _lacks_a_number(hearing, rest):
        return hearing.do(ShowComplaints(), "which complaints?")
    first, _, behind_it = rest.strip().partition(" ")
    said = normalise(first)
    if not said.isdecimal() or len(said) > _MOST_DIGITS:
        return _of_a_member(hearing, Complain(words=rest))
    number = int(said)
    if not behind_it.strip():
        return hearing.do(ShowComplaint(number=number), "one complaint")
    return _about(hearing, number, behind_it.strip())


def _lacks_a_number(hearing: _Hearing, rest: str) -> bool:
    """`complaint mine`, `complaint done`: of which they shall see; it is none of its own."""
    word = hearing.facts.words.whole(normalise(rest))
    return word in _MINE | _OVER | {Word.ASK_AGAIN, Word.FREE}


def _about(hearing: _Hearing, number: int, said: str) -> Step:
    words = hearing.facts.words
    word = words.whole(normalise(said))
    if word in _MINE:
        return hearing.do(LookAtComplaint(number=number), "looks at a complaint")
    if word is Word.ASK_AGAIN:
        return hearing.do(AskThemAgain(number=number), "asks them again")
    if word is Word.FREE:
        return hearing.do(LetThemGo(number=number), "lets them go")
    leading = words.leading(normalise(said.partition(":")[0]))
    if leading is not None and leading[0] in _OVER:
        return hearing.do(EndComplaint(number=number, note=_note(said, leading[1])), "a complaint has ended")
    known = {each.person: each for each in (*hearing.facts.mates, *hearing.facts.roster)}
    found = person_named(said, (Called(person=each.person, name=each.name) for each in known.values()))
    if isinstance(found, tuple):
        ids = ", ".join(each.person for each in found)
        say = to_member(_member(hearing.who), hearing.facts, K.C_TRAINING_TWO, {"person": said, "people": ids})
        return puzzled(hearing.talk, hearing.now, say, why="which of them?")
    named = NameInComplaint(number=number, called=said, who=None if found is None else found.person)
    return hearing.do(named, "whom it is about")


def _note(said: str, left: str) -> str:
    """What stands behind `done:`, as it was typed; behind `done` without a colon, the rest of the words."""
    _, colon, behind_it = said.partition(":")
    return behind_it.strip() if colon else " ".join(said.split()[-len(left.split()) :]) if left else ""


def _member(who: Who) -> Person:
    if not isinstance(who, Person):
        raise LookupError("no member")
    return who
