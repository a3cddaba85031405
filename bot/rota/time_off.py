"""Time off: asked for, shown to coordinators with the gaps it would leave, answered, taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.gather import Gatherer
from bot.moment import Moment
from bot.rota.changes import Changes, Made
from bot.rota.telling import Telling
from domain.chance import Mint
from domain.community import Team
from domain.errors import Refused
from domain.ids import PersonId, TeamId
from domain.language import normalise
from domain.messages import Line, Wake, WakeKind
from domain.messages import MessageKind as K
from domain.people import PAGEABLE, Person
from domain.proof import vetted_in
from domain.rota import Gap, TimeOff
from domain.rota_change import RotaChange
from domain.rota_commands import AskTimeOff, ChangeKind, DecideTimeOff, ShowTimeOff, WithdrawTimeOff
from domain.rota_edit import instant_of
from domain.time_off import TimeOffRequest, TimeOffState, ending, gaps_left, granting, lapses_at, looked_at_again
from domain.when import Stretch
from handlers.on_call import which_of
from handlers.rotas import where_missing
from models import rotas, time_off
from models.rotas import Recorded

_LOOKED_AT = 200
"""How many changes back the one is looked for that granted time off."""

_MOST_GAPS = 3
"""How many of the gaps a request would leave are named; all are counted."""


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one.start < other.end and other.start < one.end


class TimeOffTurn:
    """Does what is wanted about time off."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, changes: Changes, telling: Telling) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._changes = changes
        self._telling = telling

    # --- whoever wants it

    async def ask(self, this: Moment, command: AskTimeOff) -> None:
        """Each of their teams is asked. What they had asked for before, for some of the same time, and nobody has
        answered is asked no longer, and they hear so."""
        who = await self._who(this, command.by)
        teams = [team for team in self._teams_of(this, who) if team.rotas]
        if not teams:
            raise Refused(K.M_NO_ROTA)
        stretch = Stretch(start=command.start, end=command.end)
        replaced: set[Stretch] = set()
        for before in await time_off.of_person(this.store, who.id, this.now):
            if before.state is TimeOffState.ASKED and _overlap(before.stretch, stretch):
                await time_off.move(this.store, before, TimeOffState.WITHDRAWN, by=who.id, now=this.now)
                replaced |= {before.stretch} - {stretch}
        for team in teams:
            request = TimeOffRequest(
                id=self._mint.id("tof"), person=who.id, team=team.id, stretch=stretch, asked_at=this.now
            )
            await time_off.ask(this.store, request)
            await self._ask_coordinators(this, team, request, K.C_TIME_OFF_ASKED, about=request.id)
            self._look_again(this, team, request)
        params = await self._telling.span_for(this, who.id, teams[0], stretch.start, stretch.end)
        lines = await self._lines(this, who.id, teams[0], replaced, K.M_LINE_TIME_OFF_INSTEAD)
        await self._telling.answer(this, who.id, K.M_TIME_OFF_ASKED, params, lines=lines)

    def _look_again(self, this: Moment, team: Team, request: TimeOffRequest) -> None:
        at = looked_at_again(request, team, this.now)
        this.wakes.append(Wake(kind=WakeKind.TIME_OFF, subject=f"{request.id}:{at:%Y%m%d%H%M}", at=at))

    async def fired(self, this: Moment, subject: str) -> None:
        """Nobody has answered yet: coordinators are asked once more or, if its time has come, its person hears so."""
        request = await time_off.load(this.store, subject.partition(":")[0])
        team = None if request is None else this.community.teams.get(request.team)
        if request is None or team is None or request.state is not TimeOffState.ASKED:
            return
        if this.now < lapses_at(request, team):
            await self._ask_coordinators(this, team, request, K.C_TIME_OFF_STILL_ASKED, about=subject)
            self._look_again(this, team, request)
            return
        if await time_off.move(this.store, request, TimeOffState.LAPSED, by=None, now=this.now):
            span = await self._telling.span_for(this, request.person, team, request.stretch.start, request.stretch.end)
            await self._telling.tell(this, request.person, K.M_TIME_OFF_LAPSED, span, about=request.id)

    async def _ask_coordinators(
        self, this: Moment, team: Team, request: TimeOffRequest, kind: K, *, about: str
    ) -> None:
        coordinators = await self._gatherer.coordinators(this.store, team.id)
        others = [each for each in coordinators if each != request.person] or coordinators
        gaps = await self._gaps_left(this, team, request)
        for each in others:
            lines = [
                Line(
                    kind=K.C_LINE_GAP_LEFT,
                    params={
                        "team": where_missing(gap, this.community),
                        **await self._telling.span_for(this, each, team, gap.start, gap.end),
                    },
                )
                for gap in gaps[:_MOST_GAPS]
            ]
            params = {**await self._blanks(this, each, team, request), "gaps": len(gaps) or ""}
            await self._telling.tell(this, each, kind, params, about=about, lines=lines, subject=request.id)

    async def withdraw(self, this: Moment, command: WithdrawTimeOff) -> None:
        """What waits is asked no longer; what was granted and is not over no longer holds. Which, is asked first."""
        found = await self._wishes(this, command)
        wishes = sorted({each.stretch for each in found}, key=lambda each: (each.start, each.end))
        if not wishes:
            raise Refused(K.M_NO_TIME_OFF)
        first = this.community.teams[found[0].team]
        asks = command.stretch is None and len(wishes) > 1
        lines = await self._lines(this, command.by, first, wishes, K.M_LINE_TIME_OFF, numbered=asks)
        kind = K.M_WHICH_TIME_OFF if asks else K.M_TIME_OFF_WITHDRAWN
        await self._telling.answer(this, command.by, kind, lines=lines)
        if asks:
            if this.talk is not None:
                this.talk = replace(this.talk, pending=which_of(wishes))
            return
        for request in found:
            await time_off.move(this.store, request, TimeOffState.WITHDRAWN, by=command.by, now=this.now)
            team = this.community.teams[request.team]
            if request.state is TimeOffState.GRANTED:
                await self._apply(this, team, request, by=command.by, ends=True)
            for each in await self._gatherer.coordinators(this.store, team.id):
                if each != command.by:
                    params = await self._blanks(this, each, team, request)
                    await self._telling.tell(this, each, K.C_TIME_OFF_WITHDRAWN, params, about=request.id)

    async def _wishes(self, this: Moment, command: WithdrawTimeOff) -> tuple[TimeOffRequest, ...]:
        """Theirs for just the time they say, else those of which some falls in it."""
        theirs = await time_off.of_person(this.store, command.by, this.now)
        found = tuple(each for each in theirs if each.team in this.community.teams)
        wanted = command.stretch
        if wanted is None:
            return found
        just = tuple(each for each in found if each.stretch == wanted)
        return just or tuple(each for each in found if _overlap(each.stretch, wanted))

    async def _lines(
        self, this: Moment, reader: PersonId, team: Team, wishes: Iterable[Stretch], kind: K, *,
        numbered: bool = False,
    ) -> list[Line]:  # fmt: skip
        lines = []
        ordered = sorted(wishes, key=lambda each: (each.start, each.end))
        for n, each in enumerate(ordered, start=1):
            span = await self._telling.span_for(this, reader, team, each.start, each.end)
            number: dict[str, str | int] = {"n": n if numbered else ""} if kind is K.M_LINE_TIME_OFF else {}
            lines.append(Line(kind=kind, params={**number, **span}))
        return lines

    # --- whoever answers

    async def show(self, this: Moment, command: ShowTimeOff) -> None:
        """Those who wait for an answer, the first that begins before the others, with the gaps it would leave."""
        who = await self._who(this, command.by)
        lines = []
        for request in await time_off.waiting(this.store, await self._gatherer.watched_by(this.store, who)):
            team = this.community.teams.get(request.team)
            if team is None or request.stretch.end <= this.now:
                continue
            gaps = await self._gaps_left(this, team, request)
            params = {**await self._blanks(this, who.id, team, request), "gaps": len(gaps) or ""}
            lines.append(Line(kind=K.C_LINE_TIME_OFF, params=params))
        kind = K.C_TIME_OFF_WAITING if lines else K.C_NO_TIME_OFF_WAITING
        await self._telling.listed(this, command.by, kind, lines)

    async def decide(self, this: Moment, command: DecideTimeOff) -> None:
        """Raises Refused if nobody waits for it any more, or if it is their own and another could answer."""
        who = await self._who(this, command.by)
        teams = await self._gatherer.watched_by(this.store, who)
        waiting = await time_off.waiting(this.store, teams)
        asked = [each for each in waiting if command.request == each.id or command.person == each.person]
        if not asked:
            raise Refused(K.C_TIME_OFF_ANSWERED)
        for request in asked:
            team = this.community.teams[request.team]
            others = set(await self._gatherer.coordinators(this.store, team.id)) - {who.id}
            if request.person == who.id and others:
                raise Refused(K.C_OWN_TIME_OFF)
            await self._decide(this, team, request, command, others)

    async def _decide(
        self, this: Moment, team: Team, request: TimeOffRequest, command: DecideTimeOff, others: Iterable[PersonId]
    ) -> None:
        state = TimeOffState.GRANTED if command.granted else TimeOffState.REFUSED
        if not await time_off.move(this.store, request, state, by=command.by, now=this.now):
            raise Refused(K.C_TIME_OFF_ANSWERED)
        made: Sequence[Made] = ()
        if command.granted:
            made = await self._apply(this, team, request, by=command.by, ends=False)
        kind = K.C_TIME_OFF_GRANTED if command.granted else K.C_TIME_OFF_REFUSED
        by = {"by": await self._telling.name_of(this, command.by, team.id)}
        params = {**await self._blanks(this, command.by, team, request), **by}
        await self._telling.answer(this, command.by, kind, params)
        for each in others:
            if each != request.person:
                params = {**await self._blanks(this, each, team, request), **by}
                await self._telling.tell(this, each, kind, params, about=request.id)
        told = K.M_TIME_OFF_GRANTED if command.granted else K.M_TIME_OFF_REFUSED
        span = await self._telling.span_for(this, request.person, team, request.stretch.start, request.stretch.end)
        await self._telling.tell(this, request.person, told, span, about=request.id)
        for each_made in made:
            await self._telling.tell_gaps(this, each_made, but=command.by)

    async def _apply(
        self, this: Moment, team: Team, request: TimeOffRequest, *, by: PersonId, ends: bool
    ) -> list[Made]:
        """In every rota of the team. What stands there otherwise by now, because somebody changed it, stays."""
        made = []
        standing = await rotas.latest(this.store, frozenset({team.id}), _LOOKED_AT) if ends else ()
        granted = [each.change for each in standing if each.kind == ChangeKind.TIME_OFF and not each.undone]
        for rota in team.rotas:
            change: RotaChange | None = granting(rota, request.person, request.stretch)
            if ends:
                change = ending(rota, request.person, request.stretch, granted)
            if change is not None:
                made.append(await self._changes.make(this, change, kind=ChangeKind.TIME_OFF, by=by))
        return made

    # --- taken back

    async def taken_back(self, this: Moment, changes: Sequence[Recorded], *, by: PersonId) -> None:
        """A coordinator took changes back: time off that one of them had granted holds no longer, and the other way
        round. Whoever it was for hears it, once."""
        told: set[str] = set()
        for each in changes:
            for was, entries in (
                (TimeOffState.GRANTED, each.change.added.time_off),
                (TimeOffState.WITHDRAWN, each.change.removed.time_off),
            ):
                for entry in entries:
                    request = await self._of_entry(this, each, entry, was)
                    if request is not None and request.id not in told:
                        told.add(request.id)
                        await self._turn_round(this, request, by)

    async def _of_entry(
        self, this: Moment, recorded: Recorded, entry: TimeOff, state: TimeOffState
    ) -> TimeOffRequest | None:
        team = this.community.teams.get(recorded.team)
        rota = None if team is None else next((e for e in team.rotas if e.id == recorded.change.rota), None)
        if rota is None:
            return None
        stretch = Stretch(start=instant_of(rota, entry.start), end=instant_of(rota, entry.end))
        return await time_off.find(this.store, person=entry.person, team=recorded.team, stretch=stretch, state=state)

    async def _turn_round(self, this: Moment, request: TimeOffRequest, by: PersonId) -> None:
        granted = request.state is TimeOffState.GRANTED
        state = TimeOffState.WITHDRAWN if granted else TimeOffState.GRANTED
        await time_off.move(this.store, request, state, by=by, now=this.now)
        if request.person == by:
            return
        team = this.community.teams[request.team]
        span = await self._telling.span_for(this, request.person, team, request.stretch.start, request.stretch.end)
        kind = K.M_TIME_OFF_TAKEN_BACK if granted else K.M_TIME_OFF_GRANTED
        await self._telling.tell(this, request.person, kind, span, about=f"{this.stimulus}:{request.id}")

    async def _gaps_left(self, this: Moment, team: Team, request: TimeOffRequest) -> tuple[Gap, ...]:
        """The gaps that granting it would make, as whoever grants it hears of them."""
        counted = vetted_in(team.id, await self._gatherer.members(this.store, frozenset({team.id})))
        return gaps_left(team, request.person, request.stretch, this.now, counted=counted)

    # --- how things are called

    async def _blanks(
        self, this: Moment, reader: PersonId, team: Team, request: TimeOffRequest
    ) -> dict[str, str | int]:
        """Who asks, what to call them by in an answer, and when it is."""
        name = await self._telling.name_of(this, request.person, team.id)
        everybody = await self._gatherer.members(this.store, frozenset(this.community.teams))
        alike = [each for each in everybody if normalise(each.roster_name) == normalise(name)]
        span = await self._telling.span_for(this, reader, team, request.stretch.start, request.stretch.end)
        return {"person": name, "called": name if len(alike) == 1 else request.person, **span}

    async def _who(self, this: Moment, person: PersonId) -> Person:
        if isinstance(this.who, Person) and this.who.id == person:
            return this.who
        raise LookupError(person)

    @staticmethod
    def _teams_of(this: Moment, who: Person) -> list[Team]:
        vetted: set[TeamId] = {each.team for each in who.memberships if each.standing in PAGEABLE}
        return [team for team_id, team in sorted(this.community.teams.items()) if team_id in vetted]
