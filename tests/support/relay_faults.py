"""Ways in which such a relay usually breaks, each to be planted for a while: whoever judges it must notice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bot import planning
from domain import deciding, relay
from domain import relay as rules
from handlers import relay as talk

Fault = Sequence[tuple[Any, str, Callable[..., Any]]]


def _to_the_first(hearing: Any, wanted: Any) -> Any:
    return talk._sent(hearing, hearing.facts.going[0], wanted)


def _whoever_waits_writes_too(this: Any, command: Any, mine: Any) -> Any:
    if command.team:
        return lambda about, language: rules._to_team(this, mine, about, language)
    return lambda about, language: rules._to_requester(this, mine, about, language)


def _team_words_to_the_requester(this: Any, mine: Any, about: Any, language: str, *, alone_too: bool = True) -> None:
    rules._to_requester(this, mine, about, language)


def _nothing(*_: Any) -> None:
    return None


FAULTS: Mapping[str, Fault] = {
    "numbers go unasked": ((talk, "has_identifiers", lambda text: False),),
    "whoever called is not asked, and nothing is left out": ((relay, "without_identifiers", lambda text: text),),
    "details tell the number": ((deciding, "without_identifiers", lambda text: text),),
    "leave it out leaves it in": ((talk, "without_identifiers", lambda text: text),),
    "the call is guessed": ((talk, "_anywhere", _to_the_first),),
    "a reply is for any call": ((talk, "_reply", _nothing), (talk, "_elsewhere", _nothing)),
    "a letter names the newest call": ((talk._Hearing, "keyed", lambda hearing, key: hearing.facts.going[-1]),),
    "who waits near writes to whoever called": ((relay, "_to_whom", _whoever_waits_writes_too),),
    "words for the others go to whoever called": ((relay, "_to_team", _team_words_to_the_requester),),
    "everybody's coordinators read along": ((relay, "_reads_along", lambda this: True),),
    "code names are names": ((deciding.Deciding, "code_name", lambda this: "QuillM3Roster"),),
    "discreet calls are told by SMS": ((planning, "_hidden", lambda params, channel: params),),
    "one who goes is left out": ((deciding.Deciding, "released", lambda this: tuple(this.incident.going())[1:]),),
}


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """The program with this fault, while the block runs."""
    before = [(where, name, getattr(where, name)) for where, name, _ in fault]
    try:
        for where, name, broken in fault:
            setattr(where, name, broken)
        yield
    finally:
        for where, name, sound in before:
            setattr(where, name, sound)
