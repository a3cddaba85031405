"""Calls that wait in a flood, and blocked senders: what a coordinator does with them by text or button.

    held, held 2, release 12, release all, release old town, flood on, flood off, flood,
    block 12, block 12 3 days, block 12 for good, unblock 12, blocks

A reason may stand behind a dash, or behind `block 12`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from domain.block import USUAL
from domain.commands import BlockSender, Release, ShowBlocks, SwitchFlood, UnblockSender
from domain.conversation import Conversation
from domain.flood import Switch
from domain.incident import Incident
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind
from domain.people import Person, Who
from domain.same_call import may_be_same
from domain.vocabulary import Vocabulary, Word
from domain.when import read_length
from handlers import sure
from handlers.coordinate import Hearing, page_of
from handlers.greet import whole
from handlers.saying import done
from handlers.step import Step, TalkFacts

K = MessageKind
_LONGEST_WORDS = 60
_SHORTEST_BLOCK = timedelta(hours=1)


def flood(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator's words about a flood; None for whatever is none."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    hearing = Hearing(talk=talk, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _merge(hearing, inbound.tap.subject) if inbound.tap.action is Action.MERGE else None
    if not inbound.text:
        return None
    alone = whole(inbound, facts)
    if alone is Word.FLOOD_BLOCKS:
        return done(talk, now, ShowBlocks(by=who.id), why="blocks")
    leading = facts.words.leading(normalise(inbound.text))
    doing = None if leading is None else _DOING.get(leading[0])
    return None if leading is None or doing is None else doing(hearing, leading[1])


def _waiting(hearing: Hearing) -> list[Incident]:
    """Danger first, then what is in words of their own, then whoever waits longest."""
    waits = (each for each in hearing.facts.watched if each.doubt is not None and each.is_alive())
    found = [each for each in waits if (each.doubt is not None and each.doubt.waits) or each.asks_nobody_else()]
    return sorted(found, key=lambda each: (not each.danger, _is_copied(each), each.opened_at, each.number))


def _is_copied(incident: Incident) -> bool:
    return incident.doubt is not None and incident.doubt.alike >= incident.plan.policy.flood.alike


def _held(hearing: Hearing, rest: str) -> Step | None:
    """Who waits, so many at a time."""
    if rest and not rest.isdecimal():
        return None
    lines = [Line(kind=K.C_LINE_FLOOD_HELD, params=_about(hearing, each)) for each in _waiting(hearing)]
    kind = K.C_FLOOD_HELD if lines else K.C_FLOOD_HELD_NONE
    shown = page_of(lines, int(rest[:3] or 1), K.C_LINE_FLOOD_MORE)
    return hearing.tell(hearing.say(kind, lines=shown), "held")


def _about(hearing: Hearing, incident: Incident) -> dict[str, str | int]:
    last = incident.words[-1] if incident.words else ""
    theirs = hearing.who.is_coordinator(incident.team) or incident.team in hearing.facts.runs
    return {
        "number": incident.number,
        "nature": incident.nature,
        "areas": ",".join(incident.areas),
        "danger": "yes" if incident.danger else "",
        "words": last[:_LONGEST_WORDS] if theirs and hearing.who.id not in incident.kept_from else "",
        "alike": incident.doubt.alike if incident.doubt is not None and _is_copied(incident) else "",
        "minutes": int((hearing.now - incident.opened_at).total_seconds() // 60),
    }


def _release(hearing: Hearing, rest: str) -> Step | None:
    """One by its number, all, or those of an area."""
    by, waiting = hearing.who.id, _waiting(hearing)
    if rest.isdecimal():
        found = next((each for each in hearing.facts.watched if str(each.number) == rest.lstrip("0")), None)
        if found is None:
            return hearing.puzzle(hearing.say(K.C_NO_SUCH_INCIDENT, {"number": rest[:9]}), "no such incident")
        return done(hearing.talk, hearing.now, Release(incident=found.id, by=by), why="release")
    every = hearing.facts.words.choices.get(rest) == "every"
    chosen = waiting if every else _in_area(hearing, rest, waiting)
    if chosen is None:
        return hearing.puzzle(hearing.say(K.C_FLOOD_RELEASE_HOW), "release which?") if not rest else None
    commands = [Release(incident=each.id, by=by, together=True) for each in chosen]
    say = hearing.say(K.C_FLOOD_RELEASED_MANY, {"count": len(commands)})
    return done(hearing.talk, hearing.now, *commands, says=(say,), why="release several")


def _in_area(hearing: Hearing, rest: str, waiting: list[Incident]) -> list[Incident] | None:
    for area in hearing.facts.community.areas.values():
        if area.goes_by(rest):
            return [each for each in waiting if area.id in each.areas]
    return None


def _switch(hearing: Hearing, rest: str) -> Step | None:
    word = hearing.facts.words.whole(rest) if rest else None
    switch = {Word.ON: Switch.ON, Word.OFF: Switch.OFF}.get(word) if word is not None else None
    if rest and switch is None:
        return None
    return done(hearing.talk, hearing.now, SwitchFlood(by=hearing.who.id, switch=switch), why="flood")


def _numbered(hearing: Hearing, rest: str) -> tuple[Incident | None, str]:
    number, _, behind = rest.partition(" ")
    known = (*hearing.facts.watched, *hearing.facts.closed)
    return next((each for each in known if str(each.number) == number.lstrip("0")), None), behind


def _whom(hearing: Hearing, rest: str) -> Step | None:
    """A number that is none of theirs, or none; anything else is no such command."""
    if rest and not rest[0].isdigit():
        return None
    return hearing.puzzle(hearing.say(K.C_FLOOD_BLOCK_HOW), "whom?")


def _block(hearing: Hearing, rest: str) -> Step | None:
    incident, behind = _numbered(hearing, rest)
    if incident is None:
        return (
            hearing.puzzle(hearing.say(K.C_FLOOD_BLOCK_HOW), "block whom?") if not rest or rest[0].isdigit() else None
        )
    lasts, reason, for_good = USUAL, behind, False
    leading = hearing.facts.words.leading(behind) if behind else None
    if leading is not None and leading[0] is Word.FLOOD_FOR_GOOD:
        reason, for_good = leading[1], True
    elif behind and behind.split()[0].isdecimal():
        lasts, reason = _lasts(behind.split(), hearing.facts.words)
    command = BlockSender(incident=incident.id, by=hearing.who.id, reason=reason, lasts=lasts, for_good=for_good)
    return done(hearing.talk, hearing.now, command, why="block")


def _lasts(said: list[str], words: Vocabulary) -> tuple[timedelta, str]:
    """`3 days`, `12 hours`; a bare number is days."""
    length = read_length(" ".join(said[:2]), words) if len(said) > 1 else None
    if length is not None:
        return length or _SHORTEST_BLOCK, " ".join(said[2:])
    return max(_SHORTEST_BLOCK, timedelta(days=int(said[0][:4]))), " ".join(said[1:])


def _unblock(hearing: Hearing, rest: str) -> Step | None:
    incident, _ = _numbered(hearing, rest)
    if incident is None:
        return (
            hearing.puzzle(hearing.say(K.C_FLOOD_BLOCK_HOW), "unblock whom?") if not rest or rest[0].isdigit() else None
        )
    return done(hearing.talk, hearing.now, UnblockSender(incident=incident.id, by=hearing.who.id), why="unblock")


def _merge(hearing: Hearing, subject: str) -> Step:
    """The button under a word that two calls may be one: asked once more, with both numbers."""
    watched = hearing.facts.watched
    one = next((each for each in watched if each.id == subject), None)
    if one is not None:
        policy = one.plan.policy.flood
        for other in watched:
            same = other.id != one.id and other.team == one.team
            if same and may_be_same(one, other, policy, one_requester=False):
                say = hearing.say(K.C_HANDS_SURE_MERGE, {"number": one.number, "into": other.number}, about=one.id)
                return sure.ask(hearing.talk, hearing.facts, hearing.now, say, "merge", one.id, other.id)
    return hearing.puzzle(hearing.say(K.C_HANDS_MERGE_HOW), "which two?")


_DOING: Mapping[Word, Callable[[Hearing, str], Step | None]] = {
    Word.FLOOD_HELD: _held,
    Word.FLOOD_RELEASE: _release,
    Word.FLOOD_SWITCH: _switch,
    Word.FLOOD_BLOCK: _block,
    Word.FLOOD_UNBLOCK: _unblock,
}
