"""An invite's code binds the account it comes from; until coordinators say yes, nothing else is open."""

import re
from datetime import datetime

from domain.chance import is_code
from domain.commands import BindAccount
from domain.conversation import Conversation, Question
from domain.messages import Inbound, MessageKind
from domain.people import Person, Requester, Standing, Who
from handlers.saying import done, puzzled, to_member
from handlers.step import Step, TalkFacts

_DEEP_LINK = re.compile(r"/start\s+(\S+)\s*", re.ASCII)
_AROUND = " \t\n.,;:!?\"'()[]"
_WAITS = frozenset({Standing.INVITED, Standing.BOUND})


def code(talk: Conversation, inbound: Inbound, who: Who, _: TalkFacts, now: datetime) -> Step | None:
    """`/start CODE` from a followed link, or the code alone in a text."""
    found = _code_in(talk, inbound, who)
    if found is None:
        return None
    return done(talk, now, BindAccount(conversation=talk.id, code=found), why="an invite's code")


def _code_in(talk: Conversation, inbound: Inbound, who: Who) -> str | None:
    link = _DEEP_LINK.fullmatch(inbound.text)
    if link is not None:
        return link[1].upper()
    # Somebody asked where they are may answer `apt234`: that is their door, not a code.
    if not isinstance(who, Requester) or talk.incident is not None or Question.WHERE in talk.intake.asked:
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
