"""What in a requester's words says who somebody is: it stays out until they have said that it may go too.

Their words themselves go at once: whoever needs help is never kept waiting for an answer of their own.
"""

from dataclasses import replace

from domain.commands import AddWords
from domain.conversation import Conversation
from domain.identifiers import has_identifiers
from domain.messages import MessageKind
from domain.relayed import Asks, Held
from handlers.saying import to_requester
from handlers.step import Step, TalkFacts


def asking_about_marks(step: Step, before: Conversation, facts: TalkFacts) -> Step:
    """`step` of a requester whose words were passed on without what says who somebody is: may that go too?"""
    incident = facts.incident
    marked = [each for each in step.commands if isinstance(each, AddWords) and has_identifiers(each.words)]
    if incident is None or not marked or any(each.shown for each in marked):
        return step
    if incident.keeps_to_itself() or any(each.discreet is not None for each in marked):
        return step  # to be asked about they would have to be kept
    if before.silent or incident.silent or step.talk.silent:
        return step
    held = Held(id=facts.stimulus, asks=Asks.MARKS, texts=tuple(each.words for each in marked), to=incident.id)
    waits = before.passing.held
    if waits is not None and waits.asks is Asks.MARKS and waits.to == incident.id:
        held = replace(held, texts=(*waits.texts, *held.texts))
    talk = replace(step.talk, passing=replace(step.talk.passing, held=held))
    return replace(step, talk=talk, says=(*step.says, to_requester(talk, facts, MessageKind.R_RELAY_MARKS)))
