"""`here` as a shift begins, and `proof` for coordinators: how the days ahead are covered.

A bare `here` is also what somebody says who has arrived at a call, or who called themselves: it is about their shift
while they do neither.
"""

from datetime import datetime

from domain.conversation import Conversation
from domain.incident import AssignmentState
from domain.messages import Action, Inbound
from domain.people import Person, Who
from domain.rota_commands import SayHere, ShowProof
from domain.vocabulary import Word
from handlers.greet import whole
from handlers.saying import done, has_call
from handlers.step import Step, TalkFacts


def shift(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """None for whatever is about no shift."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    if inbound.tap is not None:
        said = Word.HERE if inbound.tap.action is Action.HERE else None
    else:
        said = whole(inbound, facts) if inbound.text else None
    arrives_nowhere = said is Word.ARRIVE and not _may_arrive(facts) and not has_call(talk, facts)
    if said is Word.HERE or arrives_nowhere:
        over = facts.gone[-1].requester if said is Word.ARRIVE and facts.gone else ""
        return done(talk, now, SayHere(by=who.id, over=over), why="here for their shift")
    if said is Word.PROOF and who.is_coordinator():
        return done(talk, now, ShowProof(by=who.id), why="how the days ahead are covered")
    return None


def _may_arrive(facts: TalkFacts) -> bool:
    """At a call: somebody who goes, or who has not said whether they still come."""
    return bool(facts.going) or any(each.state is AssignmentState.UNSURE for each in facts.gone)
