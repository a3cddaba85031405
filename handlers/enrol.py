"""An invite's code binds the account it comes from; until coordinators say yes, nothing of a member's is open."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from domain.chance import is_code
from domain.commands import BindAccount
from domain.conversation import Conversation, Question
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Other
from domain.people import Person, Requester, Standing, Who
from domain.vocabulary import Word
from handlers.answer import DOING, Cannot, read_answer, read_doing, tokens_of
from handlers.greet import whole
from handlers.intake import FORGETS_AFTER
from handlers.saying import ERRORS_ANSWERED, ERRORS_REST, has_call, puzzled, to_requester, unanswered
from handlers.step import Step, TalkFacts

QUESTION_STANDS = timedelta(minutes=15)

_DEEP_LINK = re.compile(r"/start\s+(\S+)\s*", re.ASCII)
_AROUND = " \t\n.,;:!?\"'()[]"
_WAITS = frozenset({Standing.INVITED, Standing.BOUND})
_MEMBERS_WORDS = frozenset({Word.ON, Word.OFF, Word.COMING, Word.LIST, Word.BOARD, Word.ME, Word.TEST, *DOING})
_NUMBERED = frozenset({Word.SEE, Word.ASSIGN, Word.MORE, Word.CLOSE})
_REQUESTERS_BUTTONS = frozenset({Action.DANGER, Action.STATUS, Action.WITHDRAW, Action.LANGUAGE})


def code(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """`/start CODE` from a followed link, or the code alone in a text.

    Each counts as an error until it turns out to bind the account: nobody can guess for long.
    """
    link = _DEEP_LINK.fullmatch(inbound.text)
    found = link[1].upper() if link is not None else _typed(talk, inbound, who, facts, now)
    if found is None:
        return None
    errors = talk.errors if now - talk.last_at < ERRORS_REST else 0
    if errors >= ERRORS_ANSWERED:
        # Typed, it may be words after all.
        return unanswered(talk, now, why="too many codes") if link is not None else None
    tried = replace(talk, last_at=now, errors=errors + 1, pending=None)
    return Step(talk=tried, commands=(BindAccount(conversation=talk.id, code=found),), why="an invite's code")


def _typed(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> str | None:
    if facts.incident is not None or (isinstance(who, Person) and _is_asked(talk, facts, now)):
        return None
    # Somebody asked where they are may answer `apt234`: that is their door, not a code.
    recent = talk.incident is None and now - talk.last_at <= FORGETS_AFTER
    if recent and Question.WHERE in talk.intake.asked:
        return None
    typed = inbound.text.strip(_AROUND).upper()
    return typed if is_code(typed) else None


def _is_asked(talk: Conversation, facts: TalkFacts, now: datetime) -> bool:
    """True while something waits for a member's answer, which a text of one word may be: a call of theirs, a page."""
    asked = facts.is_paged()
    question = (talk.pending is not None or bool(talk.draft)) and now - talk.last_at <= QUESTION_STANDS
    return has_call(talk, facts) or question or asked or bool(facts.going)


def waiting(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Somebody of the roster who is not vetted tries what members may, or only greets: told how they stand.

    Whatever else they send is heard as anybody's is who needs help.
    """
    if not isinstance(who, Requester) or who.standing is None or has_call(talk, facts):
        return None
    waits = who.standing in _WAITS
    if waits and inbound.text and whole(inbound, facts) is Word.THANKS:
        return unanswered(talk, now, why="thanks")
    greets = waits and not talk.errors and _only_greets(inbound, facts)
    if not greets and not _is_for_members(inbound, facts):
        return None
    kind = MessageKind.M_WAITING_FOR_APPROVAL if waits else MessageKind.M_MAY_NOT
    return puzzled(talk, now, to_requester(talk, facts, kind), why="not vetted")


def _only_greets(inbound: Inbound, facts: TalkFacts) -> bool:
    if not inbound.text:
        return False
    return whole(inbound, facts) in (Word.HELLO, Word.START) or facts.read(inbound.text).chatter


def _is_for_members(inbound: Inbound, facts: TalkFacts) -> bool:
    """A page's answer, news of an assignment, a coordinator's command, or a button of any of them; never a cry."""
    if inbound.tap is not None:
        return inbound.tap.action not in _REQUESTERS_BUTTONS
    if not inbound.text or whole(inbound, facts) in _MEMBERS_WORDS:
        return bool(inbound.text) or inbound.other is Other.STALE_BUTTON
    letter, *rest = tokens_of(inbound.text) or ("",)
    if len(letter) == 1 and letter.isalpha():
        answer = read_answer(facts.words, rest)
        says_more = isinstance(answer, Cannot) and answer.more  # "I can't breathe" is no answer to a page
        return not says_more and (answer is not None or read_doing(facts.words, rest) is not None)
    leading = facts.words.leading(normalise(inbound.text))
    return leading is not None and leading[0] in _NUMBERED and leading[1].partition(" ")[0].isdecimal()
