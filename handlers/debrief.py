"""Debriefs by chat: five short questions to those who went, and the page that coordinators read and edit.

how it went    1 well   2 mixed   3 badly
the others     their own words
always         4 leave it out   0 no more

debrief            where they stopped; a coordinator: the pages that wait
debrief 7          a coordinator: the page of call 7, others: go on with it
debrief 7 5: ...   the fifth part in other words; nothing behind the colon: as people said it
debrief 7 card 2   what changes, behind the second chapter of the card; by SMS the digit alone does, under the page
debrief 7 done     it was read
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.checkin import Said
from domain.conversation import Conversation
from domain.debrief import PARTS, Asked, Part, Went, following
from domain.ids import TeamId
from domain.language import normalise
from domain.memory_commands import (
    AnswerDebrief,
    DebriefDone,
    DebriefIntoCard,
    EditDebrief,
    GoOnDebrief,
    ShowDebrief,
    ShowDebriefs,
)
from domain.messages import Action, Inbound, MessageKind, Params, Tap
from domain.people import Person, Who
from domain.toolkit import CHAPTERS, Chapter
from domain.vocabulary import Word
from handlers.answer import names_a_page
from handlers.hearing import Hearing
from handlers.naming import PENDING_HOLDS, waits_elsewhere
from handlers.rotas import behind
from handlers.saying import asks_else, done, has_call, is_puzzled, puzzled, shows_taps, to_member
from handlers.spoken import OF_A_SENTENCE, Sort, is_said_to_us, sort
from handlers.step import Step, TalkFacts
from handlers.unwell import may_hurt_themselves

K = MessageKind

_QUESTIONS = {
    Part.WENT: K.M_DEBRIEF_WENT,
    Part.HAPPENED: K.M_DEBRIEF_HAPPENED,
    Part.HELPED: K.M_DEBRIEF_HELPED,
    Part.HARDER: K.M_DEBRIEF_HARDER,
    Part.CHANGE: K.M_DEBRIEF_CHANGE,
}
ASKS = frozenset(_QUESTIONS.values())
"""What somebody may reply to who answers a debrief."""

_WENT = {"1": Went.WELL, "2": Went.MIXED, "3": Went.BADLY}
_LEAVE_OUT, _NO_MORE = "4", "0"
_CHAPTERS = {str(n): each for n, each in enumerate(CHAPTERS, start=1)}
_MAY_ANSWER = frozenset({Word.YES, Word.NO, Word.ENOUGH, Word.ALL_WELL})
"""Words members command with that may be an answer while one is waited for."""

_NOT_NOW = frozenset({Said.NO_MORE, Said.LATER})
_MOST_DIGITS = 6
_LONGEST_WISH = 6  # words

INTO_CARD = "debrief_card"
"""A page was read by SMS: a digit puts what changes behind that chapter of the card."""


def question(part: Part, number: int) -> tuple[K, Params]:
    """What it sounds like, and its blanks."""
    return _QUESTIONS[part], {"number": number}


# --- those who went


def after_all(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What begins as a command does and is none of theirs, while a question stands: `need more light next time`."""
    mine = next((each for each in facts.debriefs if each.hears(now)), None)
    if mine is None or not isinstance(who, Person) or not who.is_member() or not inbound.text or inbound.forwarded:
        return None
    asked_else = asks_else(talk, now)
    if inbound.other is not None or asked_else or facts.is_wanted() or facts.going or has_call(talk, facts):
        return None
    whole = facts.words.whole(normalise(inbound.text)) is not None
    unclear = is_said_to_us(inbound.text, who, facts) or sort(inbound.text, who, facts) is Sort.UNCLEAR
    if whole or names_a_page(inbound.text) or unclear:
        return None
    return _answer(talk, inbound.text, who, facts, now, mine)


def answering(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """An answer of somebody who was asked; None for whatever is none."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    if inbound.tap is not None:
        return _pressed(talk, inbound.tap, who, facts, now)
    mine = next((each for each in facts.debriefs if each.hears(now)), None)
    asked_else = asks_else(talk, now)
    silent = not inbound.text or inbound.forwarded or inbound.other is not None
    if mine is None or mine.question is None or silent or asked_else or facts.is_wanted() or has_call(talk, facts):
        return None
    if may_hurt_themselves(inbound.text, facts) or names_a_page(inbound.text):
        return None
    said = normalise(inbound.text)
    aside = _aside(talk, said, who, facts, now, mine, mine.question)
    if aside is not None:
        return aside
    meant = _digit(said, mine.question, facts) != said or _wants_no_more(said, mine.question, facts)
    if _is_command(inbound, who, facts) and not meant:  # `mas tarde` is no `mas`, and `pass` hands over nothing
        return None
    replies = facts.replied is not None and facts.replied.kind in ASKS
    said_since = any(
        each.check_in.answered_at is not None and each.check_in.answered_at > mine.at for each in facts.check_ins
    )
    if said.isdecimal() and said_since and not replies:
        return done(talk, now, GoOnDebrief(by=who.id, number=mine.number), why="a digit for an older question")
    return _answer(talk, inbound.text, who, facts, now, mine)


def _aside(
    talk: Conversation, said: str, who: Person, facts: TalkFacts, now: datetime, mine: Asked, part: Part
) -> Step | None:
    """Who reads this, and that they need a rest: answered, and the question stays open."""
    if facts.check_in_words.asks_who_reads(said):
        return _asked_again(talk, who, facts, now, mine, part)
    if facts.check_in_words.wants_rest(said):
        say = to_member(who, facts, K.M_DEBRIEF_BREAK, {"number": mine.number})
        return done(talk, now, says=(say,), why="may rest")
    return None


def _pressed(talk: Conversation, tap: Tap, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    if tap.action is not Action.DEBRIEF:
        return None
    mine = next((each for each in facts.debriefs if each.id == tap.subject), None)
    if mine is None or mine.question is None or not tap.arg.startswith(str(_place(mine.question))):
        return puzzled(talk, now, to_member(who, facts, K.M_STALE_BUTTON), why="of an earlier question")
    return _answer(talk, tap.arg[1:], who, facts, now, mine)


def _asked_again(talk: Conversation, who: Person, facts: TalkFacts, now: datetime, mine: Asked, part: Part) -> Step:
    """They asked who reads it, or what it is about."""
    told = to_member(who, facts, K.M_DEBRIEF_WHO_READS, {"number": mine.number})
    kind, params = question(part, mine.number)
    again = replace(to_member(who, facts, kind, params), subject=mine.id)
    return Step(talk=replace(talk, last_at=now), says=(told, again), why="who reads the debrief?")


def _digit(said: str, asked: Part, facts: TalkFacts) -> str:
    """`said`, or the digit that it is another word for."""
    digit = facts.check_in_words.debrief.get(said, said)
    return digit if digit == _LEAVE_OUT or asked is Part.WENT else said


def _place(part: Part) -> int:
    return PARTS.index(part) + 1


def _is_command(inbound: Inbound, who: Person, facts: TalkFacts) -> bool:
    """True for what they say to the program: everything that is a whole command or has its arguments."""
    said = normalise(inbound.text)
    if said in facts.words.languages:
        return True
    leading = facts.words.leading(said)
    if leading is None or leading[0] in _MAY_ANSWER or (leading[0] in OF_A_SENTENCE and leading[1]):
        return False
    about_this = leading[0] in (Word.DEBRIEF, Word.FIGURES)
    return about_this or is_said_to_us(inbound.text, who, facts)


def _answer(talk: Conversation, text: str, who: Person, facts: TalkFacts, now: datetime, mine: Asked) -> Step | None:
    asked = mine.question
    if asked is None:
        return None
    said = _digit(normalise(text), asked, facts)
    kept = AnswerDebrief(by=who.id, asked=mine.id, part=asked)
    if said == _NO_MORE or _wants_no_more(said, asked, facts):
        told = to_member(who, facts, K.M_DEBRIEF_NO_MORE, {"number": mine.number})
        return done(talk, now, replace(kept, no_more=True), says=(told,), why="no more of the debrief")
    if said != _LEAVE_OUT:
        went = _WENT.get(said) if asked is Part.WENT else None
        if went is None and said.isdecimal():
            kind, params = question(asked, mine.number)
            say = replace(to_member(who, facts, kind, params), subject=mine.id)
            return puzzled(talk, now, say, why="no answer to this question")
        kept = replace(kept, went=went, words="" if went is not None else text)
    then = following(asked)
    if then is None:
        return done(talk, now, kept, says=(to_member(who, facts, K.M_DEBRIEF_DONE),), why="the debrief is through")
    kind, params = question(then, mine.number)
    say = replace(to_member(who, facts, kind, params), subject=mine.id)
    return done(talk, now, kept, says=(say,), why=f"debrief: {asked}")


def _wants_no_more(said: str, asked: Part, facts: TalkFacts) -> bool:
    """True for a wish to be left alone, or to say it later, that is all of the message; and for a no to the first. In
    a longer one it may be what somebody said in the call.
    """
    word = facts.words.whole(said)
    words = facts.check_in_words
    wish = words.whole.get(said) in _NOT_NOW or words.refuses(said)
    wish = wish or (len(said.split()) <= _LONGEST_WISH and words.wants_no_more(said))
    return word is Word.ENOUGH or (word is Word.NO and asked is Part.WENT) or wish


# --- the page


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing(Hearing):
    @property
    def runs(self) -> tuple[TeamId, ...]:
        return tuple(each.team for each in self.who.memberships if self.who.is_coordinator(each.team))


def debriefs(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words and buttons about debriefs; None for whatever is not about them."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _tapped(hearing, inbound)
    into = _into_by_digit(hearing, normalise(inbound.text))
    if into is not None:
        return into
    head, colon, words = inbound.text.partition(":")
    asked = behind(replace(inbound, text=head), facts)
    if asked is None or asked[0] is not Word.DEBRIEF:
        return None
    step = _meant(hearing, normalise(asked[1]), words.strip() if colon else None)
    if step is not None and facts.going and is_puzzled(talk, step):
        return None  # words for whoever needs help may begin like this
    return step


def _tapped(hearing: _Hearing, inbound: Inbound) -> Step | None:
    tap = inbound.tap
    if tap is None or tap.action not in (Action.DEBRIEF_CARD, Action.DEBRIEF_DONE, Action.DEBRIEF_EDIT):
        return None
    if not hearing.runs:
        return hearing.puzzle(K.M_MAY_NOT, why="coordinates nothing")
    by = hearing.who.id
    if tap.action is Action.DEBRIEF_DONE:
        return hearing.do(DebriefDone(by=by, debrief=tap.subject), "it was read")
    if tap.action is Action.DEBRIEF_EDIT:
        part = PARTS[int(tap.arg) - 1]
        edited = EditDebrief(by=by, debrief=tap.subject, part=part, words=inbound.reason, on_a_page=True)
        return hearing.do(edited, "in other words")
    chapter = CHAPTERS[int(tap.arg) - 1]
    wanted = DebriefIntoCard(by=by, debrief=tap.subject, chapter=chapter, language=hearing.talk.language)
    return hearing.do(wanted, "into the card")


def _into_by_digit(hearing: _Hearing, said: str) -> Step | None:
    """The digit alone, where nothing else waits for one."""
    waits, fresh = hearing.talk.pending, hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    if waits is None or waits.about != INTO_CARD or not fresh or waits_elsewhere(hearing.talk, hearing.facts):
        return None
    if said == "0":
        return done(
            hearing.talk,
            hearing.now,
            says=(to_member(hearing.who, hearing.facts, K.C_LEFT_AS_IT_IS),),
            why="left as it is",
        )
    if said not in _CHAPTERS:
        return None
    wanted = DebriefIntoCard(
        by=hearing.who.id,
        debrief=waits.subject,
        chapter=_CHAPTERS[said],
        language=hearing.talk.language,
        bare=True,
    )
    return hearing.do(wanted, "into the card")


def _meant(hearing: _Hearing, said: str, words: str | None) -> Step | None:
    by, runs = hearing.who.id, bool(hearing.runs)
    first, _, then = said.partition(" ")
    number = int(first) if first.isdecimal() and len(first) <= _MOST_DIGITS else None
    if not said and words is None:
        mine = any(each.question is not None or not runs for each in hearing.facts.debriefs)
        if runs and not mine:
            return hearing.do(ShowDebriefs(by=by), "which debriefs?")
        return hearing.do(GoOnDebrief(by=by, number=None), "goes on")
    if number is None:
        return None
    if not runs:
        return hearing.do(GoOnDebrief(by=by, number=number), "goes on") if not then and words is None else None
    bare = not shows_taps(hearing.talk, hearing.who)
    digits = bare and not waits_elsewhere(hearing.talk, hearing.facts)
    if not then and words is None:
        return hearing.do(ShowDebrief(by=by, number=number, bare=bare, digits=digits), "a page")
    if words is not None:
        part = PARTS[int(then) - 1] if then.isdecimal() and 1 <= int(then) <= len(PARTS) else None
        if part is None:
            return hearing.puzzle(K.C_DEBRIEF_HOW, {"number": number}, why="which part?")
        edited = EditDebrief(by=by, number=number, part=part, words=words, bare=bare, digits=digits)
        return hearing.do(edited, "in other words")
    return _with_page(hearing, number, then, bare=bare)


def _with_page(hearing: _Hearing, number: int, then: str, *, bare: bool) -> Step | None:
    """Into the card, or read to the end."""
    by, first, rest = hearing.who.id, *then.partition(" ")[::2]
    word = hearing.facts.words.whole(first)
    if word is Word.FINISH:
        return hearing.do(DebriefDone(by=by, number=number), "it was read")
    if word is not Word.CARDS and word is not Word.ME:
        return hearing.puzzle(K.C_DEBRIEF_HOW, {"number": number}, why="what of it?")
    chapter: Chapter | None = hearing.facts.toolkit.chapter_named(rest) if rest else None
    if chapter is None:
        return hearing.puzzle(K.C_DEBRIEF_HOW, {"number": number}, why="which chapter?")
    language = hearing.talk.language
    wanted = DebriefIntoCard(by=by, number=number, chapter=chapter, language=language, bare=bare)
    return hearing.do(wanted, "into the card")
