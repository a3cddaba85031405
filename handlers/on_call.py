"""`on` and `off`: a person's availability across all rotas."""

from datetime import datetime

from domain.commands import SetAvailability
from domain.conversation import Conversation
from domain.messages import Inbound, MessageKind
from domain.people import Availability, Person, Who
from domain.vocabulary import Word
from handlers.greet import whole
from handlers.saying import done, to_member
from handlers.step import Step, TalkFacts

_MEANS = {
    Word.ON: (Availability.ON, MessageKind.M_ON),
    Word.OFF: (Availability.OFF, MessageKind.M_OFF),
}


def on_call(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A vetted member says whether they may be paged."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    word = whole(inbound, facts)
    if word is None or word not in _MEANS:
        return None
    availability, kind = _MEANS[word]
    command = SetAvailability(person=who.id, availability=availability)
    return done(talk, now, command, says=(to_member(who, facts, kind),), why=f"says {availability}")
