"""An invite's code binds the account it comes from; until coordinators say yes, nothing else is open."""

import re
from dataclasses import replace
from datetime import datetime

from domain.chance import is_code
from domain.commands import BindAccount
from domain.conversation import Conversation, Question
from domain.messages import Inbound, MessageKind
from domain.people import Person, Requester, Standing, Who
from handlers.intake import FORGETS_AFTER
from handlers.saying import ERRORS_ANSWERED, ERRORS_REST, puzzled, to_member, unanswered
from handlers.step import Step, TalkFacts

_DEEP_LINK = re.compile(r"/start\s+(\S+)\s*", re.ASCII)
_AROUND = " \t\n.,;:!?\"'()[]"
_WAITS = frozenset({Standing.INVITED, Standing.BOUND})


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
    if not isinstance(who, Requester) or facts.incident is not None:
        return None
    # Somebody asked where they are may answer `apt234`: that is their door, not a code.
    recent = talk.incident is None and now - talk.last_at <= FORGETS_AFTER
    if recent and Question.WHERE in talk.intake.asked:
        return None
    typed = inbound.text.strip(_AROUND).upper()
    return typed if is_code(typed) else None


def waiting(talk: Conversation, _: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Somebody of the roster who is not vetted: told that they wait, or that this is not open to them."""
    if not isinstance(who, Person) or who.is_member():
        return None
    waits = any(each.standing in _WAITS for each in who.memberships)
    kind = MessageKind.M_WAITING_FOR_APPROVAL if waits else MessageKind.M_MAY_NOT
    return puzzled(talk, now, to_member(who, facts, kind), why="not vetted")
