"""`rested ana`, or the button beneath the word of it: a coordinator ends somebody's rest."""

from datetime import datetime

from domain.commands import EndRest
from domain.conversation import Conversation
from domain.ids import PersonId, TeamId
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind
from domain.people import Person, Who
from domain.standing import handle
from domain.vocabulary import Word
from handlers.naming import ask_which, chosen, person_named, was_asked_which
from handlers.saying import done, puzzled, to_member
from handlers.step import Called, Step, TalkFacts


def rested(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator's word or button; None for whatever is neither."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    if inbound.tap is not None:
        return _tapped(talk, inbound, who, facts, now)
    choice = chosen(talk, inbound.text, facts, now)
    if choice is not None and choice.word is Word.RESTED:
        return end(talk, who, facts, now, choice.person)
    leading = facts.words.leading(normalise(inbound.text)) if inbound.text else None
    if leading is None or leading[0] is not Word.RESTED or not leading[1]:
        return None
    name = leading[1]
    found = person_named(name, facts.roster, asked=was_asked_which(talk, name, now))
    match found:
        case None:
            say = to_member(who, facts, MessageKind.C_NO_SUCH_PERSON, {"person": name})
            return puzzled(talk, now, say, why="no such person")
        case Called():
            return end(talk, who, facts, now, found.person)
        case _:
            return ask_which(talk, who, facts, now, word=Word.RESTED, rest="", said=name, found=found)


def _tapped(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    tap = inbound.tap
    if tap is None or tap.action is not Action.END_REST:
        return None
    for each in facts.roster:
        for team in each.teams:
            if handle(each.person, TeamId(team)) == tap.subject:
                return done(talk, now, EndRest(person=each.person, team=TeamId(team), by=who.id), why="rested")
    return puzzled(talk, now, to_member(who, facts, MessageKind.M_STALE_BUTTON), why="nobody of theirs")


def end(talk: Conversation, who: Person, facts: TalkFacts, now: datetime, person: PersonId) -> Step:
    """In the team that both are in, which a coordinator runs."""
    teams = (TeamId(team) for each in facts.roster if each.person == person for team in each.teams)
    team = next((each for each in teams if who.is_coordinator(each)), None)
    if team is None:
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_MAY_NOT), why="another team's")
    return done(talk, now, EndRest(person=person, team=team, by=who.id), why="rested")
