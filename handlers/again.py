"""`details`: whoever goes reads once more where to, and under which names."""

from datetime import datetime

from domain.commands import TellAgain
from domain.conversation import Conversation
from domain.messages import Inbound
from domain.people import Person, Who
from domain.vocabulary import Word
from handlers.greet import whole
from handlers.saying import done
from handlers.step import Step, TalkFacts


def again(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """None for whatever else they send, and for those who go nowhere. Of several calls all are told."""
    if not isinstance(who, Person) or not facts.going or whole(inbound, facts) is not Word.TELL_AGAIN:
        return None
    tell = (TellAgain(incident=each.incident, by=who.id) for each in facts.going)
    return done(talk, now, *tell, why="the details again")
