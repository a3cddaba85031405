"""`my load`, `team load`: what people carry, so that it can be shared out. By name, never by rank."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.conversation import Conversation
from domain.load import Load
from domain.messages import Inbound, Line, MessageKind, Params, Say
from domain.people import Person, Who
from domain.rota_commands import ShowLoad
from domain.tally import Tally
from domain.vocabulary import Word
from handlers.greet import whole
from handlers.saying import done
from handlers.step import Step, TalkFacts

PEOPLE_A_MESSAGE = 8

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    """What somebody carries: of late, and since the day on which counting begins."""

    name: str
    lately: Load
    since: Load
    asked: Tally


def load(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's own; a team's for whoever coordinates it."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    word = whole(inbound, facts)
    if word is Word.MY_LOAD:
        return done(talk, now, ShowLoad(by=who.id), why="my load")
    teams = sorted(each.team for each in who.memberships if who.is_coordinator(each.team))
    if word is not Word.TEAM_LOAD or not teams:
        return None
    return done(talk, now, *(ShowLoad(by=who.id, team=team) for team in teams), why="team load")


def own_load_said(who: Person, carries: Carries, since: datetime, stimulus: str) -> Say:
    """`since` is a reading of their own clock."""
    kind = MessageKind.M_LOAD
    return Say(
        kind=kind,
        to=who.id,
        to_member=True,
        key=f"{kind.value}:{stimulus}:{who.id}",
        params={
            **_spent(carries.lately),
            "since_hours": _hours(carries.since),
            "day": f"{since:%Y-%m-%dT%H:%M}",
            "asked": carries.asked.pages,
            "accepts": carries.asked.accepts,
        },
        reply=True,
    )


def team_load_said(
    who: Person, team: str, everybody: Sequence[Carries], since: datetime, stimulus: str
) -> Iterator[Say]:
    """As many messages as the team needs, its people in the order of their names."""
    kind = MessageKind.C_LOAD
    ordered = sorted(everybody, key=lambda each: each.name.casefold())
    for first in range(0, max(len(ordered), 1), PEOPLE_A_MESSAGE):
        yield Say(
            kind=kind,
            to=who.id,
            to_member=True,
            key=f"{kind.value}:{stimulus}:{who.id}:{team}:{first}",
            params={"team": team, "day": f"{since:%Y-%m-%dT%H:%M}"},
            lines=tuple(_line(each) for each in ordered[first : first + PEOPLE_A_MESSAGE]),
            reply=True,
        )


def _line(carries: Carries) -> Line:
    params: Params = {
        "person": carries.name,
        **_spent(carries.lately),
        "asked": carries.asked.pages,
        "accepts": carries.asked.accepts,
    }
    return Line(kind=MessageKind.C_LINE_LOAD, params=params)


def _spent(load: Load) -> dict[str, int]:
    return {"hours": _hours(load), "nights": load.nights, "weekends": load.weekends}


def _hours(load: Load) -> int:
    return round(load.on / _HOUR)
