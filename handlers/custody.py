"""`jail 12 located county jail, booking 4471`: how somebody in custody stands, by whoever goes or a coordinator. Of the
only call there is the number may be left out.
"""

from datetime import datetime

from domain.commands import SetCustody
from domain.conversation import Conversation
from domain.custody import CustodyStatus, kept_of
from domain.ids import IncidentId
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind
from domain.needs import ProtectionArea
from domain.people import Person, Who
from domain.vocabulary import Word
from handlers.saying import done, puzzled, to_member
from handlers.step import Step, TalkFacts

_LONGEST_STATUS = 3
_STATUSES = tuple(CustodyStatus)


def custody(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words, or their button, about somebody in custody."""
    if not isinstance(who, Person) or not who.is_member() or inbound.forwarded:
        return None
    tap = inbound.tap
    if tap is not None:
        if tap.action is not Action.CUSTODY or not tap.arg.isdecimal() or not 1 <= int(tap.arg) <= len(_STATUSES):
            return None
        command = SetCustody(incident=IncidentId(tap.subject), by=who.id, status=_STATUSES[int(tap.arg) - 1])
        return done(talk, now, command, why="custody")
    leading = facts.words.leading(normalise(inbound.text)) if inbound.text else None
    if leading is None or leading[0] is not Word.CUSTODY:
        return None
    number, _, rest = leading[1].partition(" ")
    call = _numbered(number.removeprefix("#"), facts)
    if call is None and not number.removeprefix("#").isdecimal():
        call, rest = _only_one(facts), leading[1]
    status, note = _status(rest, facts)
    if call is None or (rest and status is None):
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_CUSTODY_HOW), why="how to say it")
    kept = kept_of(note, facts.sightings.custody_notes)
    return done(talk, now, SetCustody(incident=call, by=who.id, status=status, note=kept), why="custody")


def _numbered(number: str, facts: TalkFacts) -> IncidentId | None:
    """One of the calls they watch or go to."""
    known = {str(each.number): each.id for each in facts.watched}
    known |= {str(each.number): each.incident for each in (*facts.going, *facts.gone)}
    return known.get(number)


def _only_one(facts: TalkFacts) -> IncidentId | None:
    """The call they go to, or the only one about arrests that they watch: it needs no number."""
    arrests = [each.id for each in facts.watched if each.protection_area is ProtectionArea.CRIMINAL_LEGAL]
    among = [each.incident for each in facts.going] or arrests
    return among[0] if len(set(among)) == 1 else None


def _status(rest: str, facts: TalkFacts) -> tuple[CustodyStatus | None, str]:
    """The longest status the words begin with, and what stands behind it."""
    words = rest.split()
    for count in range(min(len(words), _LONGEST_STATUS), 0, -1):
        found = facts.sightings.custody.get(" ".join(words[:count]))
        if found is not None:
            return CustodyStatus(found), " ".join(words[count:])
    return None, ""
