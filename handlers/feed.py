"""`my calendar`: the address at which a calendar app reads somebody's shifts; for coordinators, a team's.

An address opens what it shows to whoever reads it, so it is given on Telegram alone. Taking it back goes anywhere.
"""

from datetime import datetime

from domain.commands import Command
from domain.conversation import Conversation
from domain.messages import Inbound, MessageKind
from domain.people import Person, Who
from domain.rota_commands import CloseFeeds, OfferFeed
from domain.vocabulary import Word
from handlers.greet import whole
from handlers.saying import done, puzzled, shows_taps, to_member
from handlers.step import Step, TalkFacts

_OWN = frozenset({Word.MY_CALENDAR, Word.NEW_CALENDAR})
_OF_A_TEAM = frozenset({Word.TEAM_CALENDAR, Word.TEAM_CALENDAR_NAMES, Word.NEW_TEAM_CALENDAR})
_FRESH = frozenset({Word.NEW_CALENDAR, Word.NEW_TEAM_CALENDAR})


def feed(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words about calendars; a team's only from whoever coordinates one."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    word = whole(inbound, facts)
    if word is Word.CALENDAR_OFF:
        return done(talk, now, CloseFeeds(by=who.id), why="no calendar")
    wanted = _wanted(word, who)
    if not wanted:
        return None
    if not shows_taps(talk, who):
        say = to_member(who, facts, MessageKind.M_FEED_ONLY_TELEGRAM)
        return puzzled(talk, now, say, why="an address is not texted")
    return done(talk, now, *wanted, why="a calendar")


def _wanted(word: Word | None, who: Person) -> tuple[Command, ...]:
    fresh = word in _FRESH
    if word in _OWN:
        return (OfferFeed(by=who.id, fresh=fresh),)
    if word not in _OF_A_TEAM:
        return ()
    names = True if word is Word.TEAM_CALENDAR_NAMES else False if fresh else None
    teams = sorted(each.team for each in who.memberships if who.is_coordinator(each.team))
    return tuple(OfferFeed(by=who.id, team=team, fresh=fresh, names=names) for team in teams)
