"""`on`, `off` and `pause 2w`: a person's availability across all rotas."""

from datetime import datetime

from domain.commands import SetAvailability
from domain.conversation import Conversation
from domain.language import normalise
from domain.messages import Inbound, MessageKind
from domain.people import Availability, Person, Who
from domain.until import read_until
from domain.vocabulary import Word
from domain.zone import zone
from handlers.greet import whole
from handlers.profile import zone_of
from handlers.saying import done, puzzled, reading, to_member
from handlers.step import Step, TalkFacts

_MEANS = {
    Word.ON: (Availability.ON, MessageKind.M_ON),
    Word.OFF: (Availability.OFF, MessageKind.M_OFF),
}


def on_call(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A vetted member says whether they may be paged, and perhaps until when not."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    word = whole(inbound, facts)
    if word is None or word not in _MEANS:
        return _pause(talk, inbound, who, facts, now)
    availability, kind = _MEANS[word]
    command = SetAvailability(person=who.id, availability=availability)
    return done(talk, now, command, says=(to_member(who, facts, kind),), why=f"says {availability}")


def _pause(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """`pause 2w`, `off until friday`. Off for how long is asked only where nothing else can be meant."""
    leading = facts.words.leading(normalise(inbound.text)) if inbound.text else None
    if leading is None or leading[0] not in (Word.PAUSE, Word.OFF):
        return None
    where = zone(zone_of(who, facts))
    # The words before the time, as typed, are as many as the phrase had.
    phrase = len(normalise(inbound.text).split()) - len(leading[1].split())
    until = read_until(" ".join(inbound.text.split()[phrase:]), facts.words, where, now)
    if until is None:
        if leading[0] is Word.OFF:
            return None
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_PAUSE_HOW), why="pause, for how long?")
    command = SetAvailability(person=who.id, availability=Availability.OFF, until=until)
    said = to_member(who, facts, MessageKind.M_PAUSED, {"when": reading(where, until)})
    return done(talk, now, command, says=(said,), why="off for a while")
