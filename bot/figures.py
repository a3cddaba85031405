"""A team's figures, looked up and put into a text, and into a plot where pictures are shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.gather import Gatherer
from bot.moment import Moment, Saying, to_member
from domain import figures
from domain.community import Community
from domain.figures import FEW, Answered, By, Closed, Group, Sums
from domain.ids import PersonId
from domain.memory_commands import ShowFigures
from domain.messages import Line, MessageKind, Params
from domain.people import MANNER_OF, Manner, Person
from domain.tally import NONE, Tally, months_back
from handlers.rotas import in_messages
from models import figures as counted
from models.database import Store

K = MessageKind

_HOURS_TOLD = 6
"""In a text the hours of so many stand together; a plot has each."""

_MOST_BARS = 12
"""So many fit on a phone."""

_NO_PLACE = "unplaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A team's figures. `plot`: what is drawn of them; empty where there is nothing to draw."""

    kind: K
    params: Params
    lines: tuple[Line, ...] = ()
    plot: Params = field(default_factory=dict)


async def figures_of(store: Store, gatherer: Gatherer, command: ShowFigures) -> Shown:
    """As whoever wants them reads them, wherever that is."""
    community = (await gatherer.known(store)).community
    about = _about(community, command)
    if command.load:
        return await _load(store, gatherer, command, about)
    calls = await counted.closed(store, command.team, command.first, command.last)
    calls = tuple(each for each in calls if _lies_in(each, command.where))
    if not calls:
        return Shown(kind=K.M_FIGURES_NONE, params=about)
    return Shown(
        kind=K.M_FIGURES,
        params={**about, **_head(calls, for_others=command.for_others)},
        lines=await _lines(store, command, calls),
        plot=_plot(about, _chart(calls, command)),
    )


def _about(community: Community, command: ShowFigures) -> dict[str, str | int]:
    is_area = command.where in community.areas
    team = community.teams[command.team]
    return {
        "team": team.names.get(community.default_language, team.id),
        "in_month": _month(command.first),
        "to_month": "" if command.first == command.last else _month(command.last),
        "areas": command.where if is_area else "",
        "card_area": "" if is_area else command.where,
    }


async def _lines(store: Store, command: ShowFigures, calls: Sequence[Closed]) -> tuple[Line, ...]:
    by, others = command.told_apart, command.for_others
    if by is not None:
        told = [_in_parts_of_a_day(each) for each in calls] if by is By.HOUR else calls
        groups = (figures.grouped_for_others if others else figures.grouped)(told, by)
        return tuple(_group_line(each, by) for each in groups)
    sums = (figures.summed_for_others if others else figures.summed)(calls)
    lines = _sums_lines(sums)
    if not command.where:  # what is counted of people and check-ins is not told apart by place
        lines += await _whole_team(store, command)
    return tuple(lines)


async def _whole_team(store: Store, command: ShowFigures) -> list[Line]:
    wanted = (store, command.team, command.first, command.last)
    lines = []
    if not command.for_others:
        asked = sum((await counted.carried(*wanted)).values(), NONE)
        lines.append(Line(kind=K.M_LINE_FIGURES_ASKED, params={"asked": asked.pages, "accepts": asked.accepts}))
    known: Answered | None = await counted.answered(*wanted)
    if command.for_others and known is not None:
        known = figures.answered_for_others(known)
    if known is not None and known.asked:
        params: Params = {"asked": known.asked, "count": known.answered}
        lines.append(Line(kind=K.M_LINE_FIGURES_ANSWERED, params=params))
    return lines


async def _load(store: Store, gatherer: Gatherer, command: ShowFigures, about: Mapping[str, str | int]) -> Shown:
    """What people carry: by name, never by rank."""
    carried = await counted.carried(store, command.team, command.first, command.last)
    members = await gatherer.members(store, frozenset({command.team}))
    theirs: dict[PersonId, tuple[str, Tally]] = {
        each.id: (each.roster_name, carried.get(each.id, NONE)) for each in members if each.is_member()
    }
    ordered = sorted(theirs.values(), key=lambda each: each[0].casefold())
    lines = tuple(
        Line(kind=K.M_LINE_FIGURES_LOAD, params={"person": name, "asked": tally.pages, "accepts": tally.accepts})
        for name, tally in ordered
    )
    asked = [each for each in ordered if each[1].pages]
    drawn = [] if not asked else ordered if len(ordered) <= _MOST_BARS else asked[:_MOST_BARS]
    bars = [[name, tally.pages, tally.accepts] for name, tally in drawn]
    plot = _plot(about, {"by": "load", "bars": bars})
    return Shown(kind=K.M_FIGURES, params={**about, "count": ""}, lines=lines, plot=plot)


def _plot(about: Mapping[str, str | int], chart: Mapping[str, object]) -> Params:
    """Nothing where there is nothing to draw."""
    return {**about, "told_apart": str(chart["by"]), "chart": json.dumps(chart)} if chart["bars"] else {}


class FiguresTurn:
    """Answers."""

    def __init__(self, *, gatherer: Gatherer, say: Saying) -> None:
        self._gatherer = gatherer
        self._say = say

    async def show(self, this: Moment, command: ShowFigures) -> None:
        who = this.who
        if not isinstance(who, Person) or command.team not in this.community.teams:
            return
        shown = await figures_of(this.store, self._gatherer, command)
        if shown.kind is K.M_FIGURES_NONE:
            await self._say(this, to_member(this, who.id, shown.kind, shown.params, reply=True))
            return
        await self._tell(this, command, shown)
        if command.plot and shown.plot:
            say = to_member(this, command.by, K.M_FIGURES_PLOT, shown.plot, reply=True)
            await self._say(this, replace(say, key=f"{say.key}:{command.team}"))

    async def _tell(self, this: Moment, command: ShowFigures, shown: Shown) -> None:
        """In as many messages as it needs."""
        say = to_member(this, command.by, shown.kind, shown.params, reply=True)
        say = replace(say, key=f"{say.key}:{command.team}")
        manner = MANNER_OF[this.here.channel] if this.here is not None else Manner.WORDS
        for part in in_messages(say, shown.lines, manner) or (say,):  # too few calls for a line: that alone is said
            await self._say(this, part)


def _lies_in(call: Closed, where: str) -> bool:
    return not where or where in (call.area, call.protection_area)


def _in_parts_of_a_day(call: Closed) -> Closed:
    return replace(call, hour=call.hour - call.hour % _HOURS_TOLD)


def _head(calls: Sequence[Closed], *, for_others: bool) -> Params:
    few = for_others and len(calls) < FEW
    return {
        "count": "" if few else figures.rounded(len(calls)) if for_others else len(calls),
        "few": FEW if few else "",
        "outside": FEW if for_others else "",
    }


def _month(month: str) -> str:
    return f"{month}-01T00:00"


def _months(first: str, last: str) -> list[str]:
    """All of them, in their order."""
    found = [last]
    while found[0] > first:
        found.insert(0, months_back(found[0], 1))
    return found


def _minutes(seconds: int | None) -> int | str:
    """Nothing is sooner than a minute."""
    return "" if seconds is None else max(1, round(seconds / 60))


def _sums_lines(sums: Sums) -> list[Line]:
    lines = []
    if sums.to_accept is not None:
        params: Params = {"accept": _minutes(sums.to_accept), "slow": _minutes(sums.slow_accept)}
        lines.append(Line(kind=K.M_LINE_FIGURES_ACCEPT, params=params))
    if sums.to_arrival is not None:
        lines.append(Line(kind=K.M_LINE_FIGURES_ARRIVAL, params={"arrival": _minutes(sums.to_arrival)}))
    if sums.filled is not None and sums.asked_for:
        lines.append(Line(kind=K.M_LINE_FIGURES_FILLED, params={"filled": sums.filled, "asked": sums.asked_for}))
    return lines


def _filled(sums: Sums) -> dict[str, str | int]:
    if sums.filled is None or not sums.asked_for:
        return {"filled": "", "asked": ""}
    return {"filled": sums.filled, "asked": sums.asked_for}


_BLANK_OF = {By.AREA: "areas", By.NATURE: "nature", By.LANGUAGE: "languages"}


def _group_line(group: Group, by: By) -> Line:
    sums = group.sums
    params: dict[str, str | int] = {
        "accept": _minutes(sums.to_accept),
        "arrival": _minutes(sums.to_arrival),
        **_filled(sums),
    }
    if by is By.HOUR:
        params["clock"] = f"{group.key}-{int(group.key) + _HOURS_TOLD:02}"
    elif by is By.MONTH:
        params["in_month"] = _month(group.key)
    else:
        params[_BLANK_OF[by]] = group.key or _NO_PLACE
    if sums.calls is None:
        return Line(kind=K.M_LINE_FIGURES_FEW, params={**params, "few": FEW})
    return Line(kind=K.M_LINE_FIGURES_OF, params={**params, "count": sums.calls})


def _chart(calls: Sequence[Closed], command: ShowFigures) -> Mapping[str, object]:
    """What is drawn: of each bar its key, how many calls, how many of them filled, and minutes. None: not told."""
    by = command.told_apart or By.MONTH
    groups = (figures.grouped_for_others if command.for_others else figures.grouped)(calls, by)
    if by in (By.HOUR, By.MONTH):  # one without calls has its place as well
        known = {each.key: each for each in groups}
        keys = [f"{hour:02}" for hour in range(24)] if by is By.HOUR else _months(command.first, command.last)
        groups = tuple(known.get(key, Group(key=key, sums=Sums(calls=0))) for key in keys)
    shown = groups if by in (By.HOUR, By.MONTH) else groups[:_MOST_BARS]
    bars = [
        [
            each.key or _NO_PLACE,
            each.sums.calls,
            each.sums.filled,
            _minutes(each.sums.to_accept) or None,
            _minutes(each.sums.to_arrival) or None,
        ]
        for each in shown
    ]
    return {"by": by.value, "bars": bars, "outside": command.for_others}
