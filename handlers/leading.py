"""What whoever leads those who go may say: `more 2`, `enough`, `free Robin`, `lead Robin`; `lead` asks who does.
`we need 2 more people` is `more 2`.

Anybody who goes may write it; whether they lead is for the rules to see, and who does not hears who does. A coordinator
sets who leads by the call's number: `lead 7 Robin`. To one who is going nowhere these words mean nothing.
"""

from datetime import datetime

from domain.commands import AnIncidentCommand, AskMore, AskWhoLeads, HandLead, StandDown
from domain.console import MOST_MORE
from domain.conversation import Conversation
from domain.ids import IncidentId
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Tap
from domain.people import Person, Who
from domain.vocabulary import Word
from handlers.saying import done, puzzled, to_member
from handlers.step import Step, TalkFacts


def leading(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """None for whatever is not about who leads, and for those who neither go nor coordinate."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    if inbound.tap is not None:
        return _tapped(talk, inbound.tap, who, facts, now)
    said = _said(inbound.text, facts) if inbound.text else None
    if said is None:
        return None
    word, rest = said
    if not facts.going or not _is_meant(word, rest, who, facts):
        return None
    leads = [each for each in facts.going if each.lead] or list(facts.going)
    if len(leads) > 1:
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_LEAD_HOW), why="which of the calls?")
    return done(talk, now, _command(word, rest, who, leads[0].incident), why=f"lead: {word.value}")


def _said(text: str, facts: TalkFacts) -> tuple[Word, str] | None:
    """The word they say and what stands behind it; `we need 2 more people` is `more 2`."""
    said = normalise(text)
    tokens = said.split()
    numbers = [each for each in tokens if each.isdecimal() or each in facts.words.hours]
    around = {" ".join(each for each in tokens if each not in numbers[:1]), said}
    if facts.going and around & facts.words.asks_more:
        counted = numbers[:1] if said not in facts.words.asks_more else []
        return Word.MORE, "".join(str(facts.words.hours.get(each, each)) for each in counted)
    return facts.words.leading(said)


def _is_meant(word: Word, rest: str, who: Person, facts: TalkFacts) -> bool:
    match word:
        case Word.MORE:
            # A coordinator's `more 7` may name a call.
            is_call = who.is_coordinator() and (not rest or any(str(each.number) == rest for each in facts.watched))
            return not is_call and (not rest or (rest.isdecimal() and int(rest[:3]) > 0))
        case Word.ENOUGH:
            return not rest
        case Word.FREE:
            return bool(rest)
        case Word.LEAD:
            return True
        case _:
            return False


def _command(word: Word, rest: str, who: Person, incident: IncidentId) -> AnIncidentCommand:
    match word:
        case Word.MORE:
            return AskMore(incident=incident, by=who.id, more=min(int(rest[:3] or 1), MOST_MORE))
        case Word.LEAD if not rest:
            return AskWhoLeads(incident=incident, by=who.id)
        case Word.LEAD:
            return HandLead(incident=incident, by=who.id, code=rest)
        case _:
            return StandDown(incident=incident, by=who.id, code=rest)


def set_lead(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """`lead 7 Robin`, by a coordinator, of a call they watch; None for whatever is not that."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    said = facts.words.leading(normalise(inbound.text)) if inbound.text else None
    if said is None or said[0] is not Word.LEAD:
        return None
    number, _, code = said[1].partition(" ")
    call = next((each for each in facts.watched if str(each.number) == number), None)
    if call is None:
        return None
    return done(talk, now, HandLead(incident=call.id, by=who.id, code=code, coordinates=True), why="sets who leads")


def _tapped(talk: Conversation, tap: Tap, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    if tap.action not in (Action.LEAD_MORE, Action.LEAD_ENOUGH):
        return None
    mine = next((each for each in facts.going if each.incident == tap.subject), None)
    if mine is None:
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_NOTHING_OPEN), why="not going there")
    word = Word.MORE if tap.action is Action.LEAD_MORE else Word.ENOUGH
    return done(talk, now, _command(word, tap.arg, who, mine.incident), why=f"lead: {word.value}")
