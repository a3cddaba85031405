"""A member who needs help themselves: `sos` opens a call of their own, and what they write then goes to it.

Answers to pages and a member's commands stay what they are, where all of a command is read: what only begins like one
(`take me off this roof`), or like an answer (`no they are still outside`), is told to whoever comes. The
digit and the words of danger are always their own call's: danger heard where none is costs less than danger that is
missed.
"""

import re
from dataclasses import replace
from datetime import datetime

from domain.commands import SetLanguage
from domain.conversation import Conversation
from domain.language import normalise
from domain.messages import Action, Inbound, Other
from domain.people import Person, Requester, Who
from domain.vocabulary import Word
from handlers.answer import tokens_of
from handlers.follow_up import follow_up
from handlers.greet import afresh
from handlers.intake import intake, tell
from handlers.saying import has_call, here, is_puzzled
from handlers.step import Conversing, Step, TalkFacts

_FIRST_WORD = re.compile(r"\W*(\w+)\W*(.*)", re.DOTALL)
_BUTTONS = frozenset({Action.DANGER, Action.STATUS, Action.WITHDRAW})


def sos(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """`sos`, alone or before what is happening."""
    if not isinstance(who, Person):
        return None
    found = _FIRST_WORD.fullmatch(inbound.text)
    if found is None or facts.words.whole(normalise(found[1])) is not Word.SOS:
        return None
    if facts.going and normalise(found[2]).split()[:1] and normalise(found[2]).split()[0] in facts.words.behind_sos:
        return None  # `sos la vecina?` is a question to whoever needs help
    if facts.incident is not None:
        # Said again while the call runs, it asks how that stands.
        return mine(talk, replace(inbound, text=found[2] or "2"), who, facts, now)
    if not talk.is_telling():
        known = (each for each in who.languages if each in facts.community.languages)
        talk = replace(afresh(talk, now), language=next(known, facts.community.default_language))
    return mine(talk, replace(inbound, text=found[2] or found[1]), who, facts, now)


def urgent(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Danger, and the buttons of their own call."""
    if not isinstance(who, Person) or not has_call(talk, facts):
        return None
    is_mine = inbound.tap.action in _BUTTONS if inbound.tap is not None else tell(inbound, facts, offered=False).danger
    return mine(talk, inbound, who, facts, now) if is_mine else None


def unasked(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """While nothing else waits for them, even a digit or a yes is about their own call. A page's letter is not."""
    if facts.is_wanted():
        return None
    first = tokens_of(inbound.text)[:1]
    if any((each.letter.lower(),) == first for each in facts.pages):
        return None
    return whatever_else(talk, inbound, who, facts, now)


def whatever_else(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What is neither a command nor an answer to a page."""
    if not isinstance(who, Person) or not has_call(talk, facts):
        return None
    if inbound.tap is not None or inbound.other is Other.STALE_BUTTON:
        return None
    return mine(talk, inbound, who, facts, now)


def first_theirs(conversing: Conversing) -> Conversing:
    """`conversing`, but what it cannot read is not asked about while a call of their own runs: it is the call's."""

    def heard(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
        step = conversing(talk, inbound, who, facts, now)
        if step is None or inbound.tap is not None or not has_call(talk, facts):
            return step
        return None if is_puzzled(talk, step) else step

    return heard


def mine(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """What this message means from somebody who needs help. The language a member reads stays theirs to choose."""
    point = here(talk, who)
    if point is None:
        return None
    requester = Requester(conversation=talk.id, contact_point=point, language=talk.language)
    conversing = intake if facts.incident is None else follow_up
    step = conversing(talk, inbound, requester, facts, now)
    if step is None:
        return None
    return replace(step, commands=tuple(each for each in step.commands if not isinstance(each, SetLanguage)))
