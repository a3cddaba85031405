"""What people hear of a change to a rota: whoever asked, whoever is put on or taken off, whoever must see to a gap."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.gather import Gatherer
from bot.moment import Moment, Saying, to_member
from bot.rota.changes import Made
from domain.community import Team
from domain.ids import PersonId, RotaId, TeamId
from domain.messages import Line, Params, Say
from domain.messages import MessageKind as K
from domain.people import MANNER_OF, Manner, Person
from domain.rota import NOBODY, Fixed, Rota, Shift, expand
from domain.rota_change import Entries, RotaChange, rota_in
from domain.rota_commands import ChangeKind
from domain.rota_edit import concerned, difference, instant_of, off_by, reach
from domain.rotation_preview import FORTNIGHT, whose_shifts_change
from domain.standing import OPERATOR, short
from domain.zone import zone
from handlers.rotas import in_messages, where_missing
from handlers.rotation import shifts_said
from handlers.saying import reading
from models import people
from models.rotas import Recorded

_MOST_TOLD = 3
"""How many gaps, or shifts of one person, one change is told to make, one message each. Of gaps, all that are near."""

_NEAR = timedelta(hours=24)
"""A gap this near may have no telling ahead of it any more: nobody is left to find it by asking for the others."""

_MOST_DESCRIBED = 6


class Telling:
    """Says by what its turn gave it, to everybody in the time of their own wall."""

    def __init__(self, *, gatherer: Gatherer, say: Saying) -> None:
        self._gatherer = gatherer
        self._say = say

    # --- whoever asked

    async def answer(
        self,
        this: Moment,
        to: PersonId,
        kind: K,
        params: Params | None = None,
        *,
        lines: Sequence[Line] = (),
        subject: str = "",
    ) -> None:
        key = f"{kind.value}:{this.stimulus}:{to}"
        await self._say(
            this,
            Say(
                kind=kind,
                to=to,
                to_member=True,
                key=key,
                params=params or {},
                lines=tuple(lines),
                subject=subject,
                reply=True,
            ),
        )

    async def listed(self, this: Moment, to: PersonId, kind: K, lines: Sequence[Line]) -> None:
        """An answer with as many lines as it takes, in parts."""
        say = to_member(this, to, kind, reply=True)
        manner = MANNER_OF[this.here.channel] if this.here is not None else Manner.WORDS
        for part in in_messages(say, lines, manner) if lines else (say,):
            await self._say(this, part)

    async def described(self, this: Moment, made: Made, reader: PersonId, *, undone: bool = False) -> tuple[Line, ...]:
        """What a change did, in lines: who came on and who went off, when. `undone`: what was taken back by it."""
        change = made.change
        before, after = rota_in(made.before.rotas, change), rota_in(made.after.rotas, change)
        if undone:
            before, after, change = after, before, change.inverse()
        where = await self._wall(this, reader, made.after)
        empties = [each for each in change.added.overrides if isinstance(each, Fixed) and not each.people]
        named = _named(made.after, change.rota)
        if empties:
            start, end = instant_of(before, empties[-1].start), instant_of(before, empties[-1].end)
            return (Line(kind=K.C_LINE_EDIT_EMPTY, params={"rota": named, **_span(where, start, end)}),)
        found: list[tuple[datetime, K, PersonId, Shift]] = []
        for person, given, taken in _differences(before, after, change, this.now, made.after):
            found += [(each.start, K.C_LINE_EDIT_ON, person, each) for each in given]
            found += [(each.start, K.C_LINE_EDIT_OFF, person, each) for each in taken]
        names = await self._names(this, made.after.id)
        lines = [
            Line(
                kind=kind,
                params={
                    "person": names.get(person, person),
                    "rota": named,
                    **_span(where, shift.start, shift.end),
                },
            )
            for _, kind, person, shift in sorted(found, key=lambda each: (each[0], each[2], each[1]))
        ]
        if len(lines) > _MOST_DESCRIBED:
            more = Line(kind=K.M_LINE_MORE, params={"count": len(lines) - _MOST_DESCRIBED})
            return (*lines[:_MOST_DESCRIBED], more)
        return tuple(lines)

    async def line_of(self, this: Moment, recorded: Recorded, reader: PersonId) -> Line:
        """One change of the record in one line: when, who, what, about whom."""
        team = this.community.teams.get(recorded.team)
        where = await self._wall(this, reader, team)
        names = await self._names(this, recorded.team)
        entries = recorded.change.added if _says(recorded.change.added) else recorded.change.removed
        params: dict[str, str | int] = {
            "at": reading(where, recorded.at),
            "by": "" if recorded.by == OPERATOR else names.get(PersonId(recorded.by), recorded.by),
            "change": recorded.kind,
            "people": ", ".join(sorted(names.get(each, each) for each in _about(recorded.change, recorded.kind))),
            "undone": "yes" if recorded.undone else "",
        }
        rota = None if team is None else next((each for each in team.rotas if each.id == recorded.change.rota), None)
        last = (*entries.overrides, *entries.time_off)[-1:]
        if rota is not None and last:
            start, end = instant_of(rota, last[0].start), instant_of(rota, last[0].end)
            params |= _span(where, start, end)
        return Line(kind=K.C_LINE_CHANGE, params=params)

    # --- whoever it is about

    async def tell_concerned(self, this: Moment, made: Made, *, by: PersonId) -> None:
        """Whoever is on by it, or no longer on, hears it; not of what they did themselves."""
        names = await self._names(this, made.after.id)
        before, after = rota_in(made.before.rotas, made.change), rota_in(made.after.rotas, made.change)
        named = _named(made.after, made.change.rota)
        for person, given, taken in _differences(before, after, made.change, this.now, made.after):
            if person == by or person not in names:
                continue
            where = await self._wall(this, person, made.after)
            told = [(K.M_PUT_ON, each) for each in given[:_MOST_TOLD]]
            told += [(K.M_TAKEN_OFF, each) for each in taken[:_MOST_TOLD]]
            for kind, shift in told:
                params = {"rota": named, "by": names.get(by, by), **_span(where, shift.start, shift.end)}
                await self.tell(this, person, kind, params, about=f"{made.id}:{shift.start:%Y%m%d%H%M}")

    async def tell_undone(self, this: Moment, was: Recorded, *, by: PersonId) -> None:
        """A coordinator whose change somebody else took back hears which it was, and who did."""
        theirs = PersonId(was.by)
        if theirs == by or theirs not in await self._gatherer.coordinators(this.store, was.team):
            return
        line = await self.line_of(this, was, theirs)
        params = {"by": await self.name_of(this, by, was.team)}
        await self.tell(this, theirs, K.C_UNDONE_YOURS, params, about=f"{this.stimulus}:{was.id}", lines=(line,))

    async def tell(
        self, this: Moment, to: PersonId, kind: K, params: Params, *, about: str, lines: Sequence[Line] = (),
        subject: str = "",
    ) -> None:  # fmt: skip
        """Tell somebody who did not ask. `about` what: nobody hears the same thing of it twice."""
        key = f"{kind.value}:{about}:{to}"
        say = Say(kind=kind, to=to, to_member=True, key=key, params=params, lines=tuple(lines), subject=subject)
        await self._say(this, say)

    async def tell_shifts(self, this: Moment, made: Made) -> tuple[PersonId, ...]:
        """Everybody whose shifts of the coming two weeks are others now hears when they are on, in one message.

        Returns who they are.
        """
        everybody = await self._gatherer.members(this.store, frozenset({made.after.id}))
        members = {each.id: each for each in everybody if each.is_member()}
        found = whose_shifts_change(made.before.rotas, made.after.rotas, this.now, this.now + FORTNIGHT)
        told = {person: shifts for person, shifts in found.items() if person in members}
        for person, shifts in told.items():
            where = await self._wall(this, person, made.after)
            await self._say(this, shifts_said(person, shifts, where, made.id, team_name(this, made.after)))
        return tuple(told)

    # --- whoever must see to it

    async def tell_gaps(self, this: Moment, made: Made, *, but: PersonId | None) -> None:
        """The first of them, and whatever is near, each by itself; the last says how many more there are."""
        coordinators = await self._gatherer.coordinators(this.store, made.after.id) if made.gaps else ()
        others = any(each.rotas for each in this.community.teams.values() if each.id != made.after.id)
        told = [gap for n, gap in enumerate(made.gaps) if n < _MOST_TOLD or gap.start - this.now <= _NEAR]
        for gap in told:
            more = len(made.gaps) - len(told) if gap is told[-1] else 0
            for each in coordinators:
                if each == but:
                    continue
                where = await self._wall(this, each, made.after)
                name = team_name(this, made.after)
                params = {
                    "team": where_missing(gap, this.community, name),
                    **_span(where, gap.start, gap.end),
                    "teams": name if others else "",  # what it takes to name this very gap
                    "at": reading(where, gap.start),
                    "more": more or "",
                }
                about = f"{made.id}:{gap.start:%Y%m%d%H%M}"
                subject = f"{short(made.after.id)}{gap.start:%Y%m%d%H%M}"  # of the button that asks for cover
                await self.tell(this, each, K.C_GAP_MADE, params, about=about, subject=subject)

    async def tell_nobody_left(self, this: Moment, team: Team, person: PersonId, until: datetime | None) -> None:
        names = await self._names(this, team.id)
        for each in await self._gatherer.coordinators(this.store, team.id):
            if each == person:
                continue
            where = await self._wall(this, each, team)
            params = {
                "person": names.get(person, person),
                "team": team_name(this, team),
                "when": reading(where, until) if until is not None else "",
            }
            await self.tell(this, each, K.C_OFF_LEAVES_NOBODY, params, about=f"{this.stimulus}:{team.id}")

    async def tell_nobody_then(
        self, this: Moment, team: Team, person: PersonId, start: datetime, end: datetime
    ) -> None:
        """Said once, however often they say that they are off then."""
        names = await self._names(this, team.id)
        for each in await self._gatherer.coordinators(this.store, team.id):
            if each != person:
                where = await self._wall(this, each, team)
                params = {
                    "person": names.get(person, person),
                    "team": team_name(this, team),
                    **_span(where, start, end),
                }
                about = f"{short(team.id)}{start:%Y%m%d%H%M}:{short(person)}"
                await self.tell(this, each, K.C_OFF_WILL_LEAVE_NOBODY, params, about=about)

    # --- how things are called

    async def span_for(self, this: Moment, reader: PersonId, team: Team, start: datetime, end: datetime) -> Params:
        """The blanks of a stretch, on the clock of the reader's wall."""
        return _span(await self._wall(this, reader, team), start, end)

    async def name_of(self, this: Moment, person: PersonId, team: TeamId) -> str:
        return (await self._names(this, team)).get(person, person)

    async def _names(self, this: Moment, team: TeamId) -> dict[PersonId, str]:
        """Roster names of the team's people, and of those who answer for it from elsewhere."""
        everybody = await self._gatherer.members(this.store, frozenset({team}))
        names = {each.id: each.roster_name for each in everybody}
        if isinstance(this.who, Person):
            names.setdefault(this.who.id, this.who.roster_name)
        return names

    async def _wall(self, this: Moment, reader: PersonId, team: Team | None) -> ZoneInfo:
        """The zone a reader lives by: their own, else their first team's."""
        found = this.who if isinstance(this.who, Person) and this.who.id == reader else None
        if found is None:
            found = await people.load(this.store, reader)
        teams = this.community.teams
        own = next((teams[each.team] for each in found.memberships if each.team in teams), team) if found else team
        key = found.time_zone if found is not None and found.time_zone else None
        return zone(key or (own.time_zone if own is not None else this.community.time_zone))


def team_name(this: Moment, team: Team) -> str:
    return team.names.get(this.community.default_language, team.id)


def _span(where: ZoneInfo, start: datetime, end: datetime) -> dict[str, str | int]:
    return {"when": reading(where, start), "until": reading(where, end)}


def _named(team: Team, rota: RotaId) -> str:
    """A rota's name where it could be another of the team's."""
    return rota.partition("/")[2] if len(team.rotas) > 1 else ""


def _says(entries: Entries) -> bool:
    return bool(entries.layers or entries.overrides or entries.time_off)


def _about(change: RotaChange, kind: str) -> frozenset[PersonId]:
    """Whom a change was about: of what cuts other entries as well, whom it was made for."""
    if kind in (ChangeKind.PUT_ON, ChangeKind.TAKE_OFF):
        return concerned(RotaChange(rota=change.rota, added=Entries(overrides=change.added.overrides[-1:])))
    if kind == ChangeKind.TIME_OFF:
        return off_by(change)
    return concerned(change)


def _differences(
    before: Rota, after: Rota, change: RotaChange, now: datetime, team: Team
) -> list[tuple[PersonId, tuple[Shift, ...], tuple[Shift, ...]]]:
    """Of everybody whom it changes anything for: what they are on for by it, and what they are not on for any more."""
    start, end = _window(before, change, now, team.policy.rota.ahead)
    if end <= start:
        return []
    seen = concerned(change)
    for rota in (before, after):
        seen |= NOBODY.union(*(span.people for span in expand(rota, start, end).spans))
    found = [(person, *difference(before, change, person, start, end)) for person in sorted(seen)]
    return [each for each in found if each[1] or each[2]]


def _window(rota: Rota, change: RotaChange, now: datetime, ahead: timedelta) -> tuple[datetime, datetime]:
    """From when to when a change can make a difference: not before now, and for layers not farther than people plan."""
    found = reach(rota, change)
    if change.added.layers or change.removed.layers or found is None:
        return now, now + ahead
    return max(now, found[0]), found[1]
