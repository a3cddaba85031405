"""Asked before what cannot be undone: what was wanted is kept with the question, and done by a yes to that very one.

And why: what stands behind a dash is a coordinator's reason, `hold 7 - her family asked to wait`.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from domain.commands import IncidentCommand
from domain.conversation import Conversation, Pending
from domain.messages import Inbound, Say
from domain.people import Who
from handlers.saying import done
from handlers.step import Conversing, Step, TalkFacts

HOLDS = timedelta(minutes=15)
"""So long after the question a yes is taken for it."""

ABOUT = "hands_sure"

_DASH = re.compile(r"\s+[-\u2013\u2014]+\s+")
_MOST_REASON = 300


def ask(talk: Conversation, facts: TalkFacts, now: datetime, say: Say, *wanted: str) -> Step:
    """`say` asks; `wanted` says what a yes does."""
    step = done(talk, now, says=(replace(say, subject=facts.stimulus),), why="sure?")
    pending = Pending(about=ABOUT, subject=facts.stimulus, rest="\n".join((*wanted, "")))
    return replace(step, talk=replace(step.talk, pending=pending))


def asked(talk: Conversation, now: datetime) -> tuple[str, ...] | None:
    """What a yes would do now, and the reason that was given last; None if nothing was asked."""
    pending = talk.pending
    if pending is None or pending.about != ABOUT or now - talk.last_at > HOLDS:
        return None
    return tuple(pending.rest.split("\n"))


def with_reason(conversing: Conversing) -> Conversing:
    """`conversing`, hearing what stands before the dash; what stands behind it goes along with what is done."""

    def heard(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
        parts = _DASH.split(inbound.text, maxsplit=1) if inbound.text else []
        if inbound.reason:
            parts = [inbound.text, inbound.reason]
        if len(parts) < 2:
            return conversing(talk, inbound, who, facts, now)
        step = conversing(talk, replace(inbound, text=parts[0]), who, facts, now)
        return None if step is None else _reasoned(step, parts[1])

    return heard


def with_reason_behind(conversing: Conversing) -> Conversing:
    """The same where a dash may stand in what is said as well, as in `thu 9:00 - 11:00`: the reason is what is behind
    as much as leads to something.
    """

    def heard(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
        step = conversing(talk, inbound, who, facts, now)
        if step is None or step.commands:
            return step
        for dash in reversed(list(_DASH.finditer(inbound.text))):
            said = replace(inbound, text=inbound.text[: dash.start()])
            understood = conversing(talk, said, who, facts, now)
            if understood is not None and understood.commands:
                return _reasoned(understood, inbound.text[dash.end() :])
        return step

    return heard


def without_reason(text: str) -> str:
    return _DASH.split(text, maxsplit=1)[0]


def _reasoned(step: Step, said: str) -> Step:
    reason = " ".join(said.split())[:_MOST_REASON]
    commands = tuple(
        replace(each, reason=reason) if isinstance(each, IncidentCommand) else each for each in step.commands
    )
    pending = step.talk.pending
    if pending is not None and pending.about == ABOUT:
        kept = replace(pending, rest=f"{pending.rest.rpartition(chr(10))[0]}\n{reason}")
        step = replace(step, talk=replace(step.talk, pending=kept))
    return replace(step, commands=commands)
