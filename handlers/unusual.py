"""What somebody did not simply type: a phone call, a place that moves, somebody else's words, a change of their own.

None of these is taken for an answer to us by mistake: a forwarded `A 12` accepts no page, and an edit of last week's
text opens no call.
"""

from dataclasses import replace
from datetime import datetime

from domain.commands import FollowPlace, OptOut, ReportCall
from domain.conversation import Conversation, Question
from domain.messages import Inbound, MessageKind, Other
from domain.people import Person, Who
from handlers.greet import only_words
from handlers.own_call import mine
from handlers.relay import with_photo
from handlers.saying import has_call, puzzled, to_member, to_requester, unanswered
from handlers.step import Step, TalkFacts


def phoned(talk: Conversation, inbound: Inbound, _who: Who, _facts: TalkFacts, _now: datetime) -> Step | None:
    """A call to our number: they have heard a sentence, nothing is texted to them, and a human is told."""
    if inbound.other is not Other.CALLED:
        return None
    return Step(talk=talk, commands=(ReportCall(conversation=talk.id),), why="they phoned")


def moving(talk: Conversation, inbound: Inbound, _who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Where they are now, of a place they share as they move: known to their call, and never answered."""
    if not inbound.live or inbound.point is None:
        return None
    place = facts.locate(*inbound.point)
    if facts.incident is not None:
        follow = FollowPlace(incident=facts.incident.id, place=place)
        return Step(talk=replace(talk, last_at=now), commands=(follow,), why="they move")
    if talk.is_telling():
        talk = replace(talk, intake=replace(talk.intake, place=place))
    return unanswered(talk, now, why="they move")


def forwarded(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's forward is nobody's answer to a page and no command; in a call of their own it is words."""
    if not isinstance(who, Person) or not inbound.forwarded or not inbound.text:
        return None
    if has_call(talk, facts):
        return mine(talk, inbound, who, facts, now)
    return puzzled(talk, now, to_member(who, facts, MessageKind.M_FORWARDED), why="somebody else's words")


def edited(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A change of what they wrote: a correction while a call of theirs runs or is told, else nothing to act on."""
    if inbound.other is not Other.EDITED:
        return None
    if not has_call(talk, facts) or not inbound.text:
        return only_words(talk, replace(inbound, text=""), who, facts, now)
    known = facts.incident.words if facts.incident is not None else talk.intake.words
    if inbound.text in known:
        return unanswered(talk, now, why="the same words")
    return mine(talk, inbound, who, facts, now) if isinstance(who, Person) else None


def owning_up_to_media(step: Step, inbound: Inbound, who: Who, facts: TalkFacts) -> Step:
    """`step`, and that what came with the words cannot be seen: to somebody with a call once, and never into a silence.
    Where a photo is passed on it goes with the words instead.

    It comes after everything else that is said, and changes nothing of what is done.
    """
    if not inbound.with_media or not inbound.text:
        return step
    shown = with_photo(step, inbound, facts)
    if shown is not None:
        return shown
    talk = step.talk
    if has_call(talk, facts):
        quiet = talk.silent or (facts.incident is not None and facts.incident.silent)
        if quiet or Question.PHOTO in talk.intake.asked:
            return step
        asked = replace(talk.intake, asked=talk.intake.asked | {Question.PHOTO})
        say = to_requester(talk, facts, MessageKind.R_PHOTO_UNSEEN)
        return replace(step, talk=replace(talk, intake=asked), says=(*step.says, say))
    answered = step.says or step.commands
    if not isinstance(who, Person) or not who.is_member() or not answered:
        return step
    told = any(each.kind is MessageKind.M_ONLY_WORDS for each in step.says)
    if told or any(isinstance(each, OptOut) for each in step.commands):
        return step
    return replace(step, says=(*step.says, to_member(who, facts, MessageKind.M_PHOTO_UNSEEN)))
