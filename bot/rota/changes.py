"""The only way a rota is changed while the program runs: held, looked at, changed, recorded.

Whatever asks for a change (a coordinator's word, a swap that was taken, time off that was granted) comes through here,
so that each is recorded with who asked, may be taken back, and shows what gap it makes.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.gather import Gatherer
from bot.moment import Moment
from domain.chance import Mint
from domain.community import Team
from domain.errors import Refused
from domain.ids import TeamId
from domain.messages import MessageKind
from domain.on_call_needs import gaps_made
from domain.proof import vetted_in
from domain.rota import Gap, Rota
from domain.rota_change import RotaChange, Stale, changed_among, rota_in
from domain.rota_commands import ChangeKind
from domain.rota_edit import off_by, reach
from models import rotas
from models.rotas import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A change that was made: the team's rotas before and after it, and the gaps it makes in the days ahead or, if that
    is later, as long as what it brought holds."""

    id: str
    before: Team
    after: Team
    change: RotaChange
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A change that was taken back, and the change that did it."""

    was: Recorded
    made: Made


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The change that a bare `undo` is about. `just_now`: whoever asks has taken it back a moment ago."""

    change: Recorded
    just_now: bool = False


Hearing = Callable[[Moment, Made], Awaitable[None]]
"""Whoever must know of every change: those who plan notices and proofs from the rota."""


class Changes:
    """Makes changes and takes them back. Says nothing: whoever asked does."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, heard_by: tuple[Hearing, ...] = ()) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._heard_by = heard_by

    async def make(
        self, this: Moment, change: RotaChange, *, kind: ChangeKind, by: str, seen: tuple[Rota, ...] | None = None
    ) -> Made:
        """Raises Refused if the rota is gone, or says by now something else than whoever asked has seen.

        `seen`: the team's rotas as they were shown to whoever asked, where nothing may have changed in them since.
        """
        before = await self._held(this, change)
        if seen is not None and seen != before.rotas:
            raise Refused(MessageKind.C_ROTA_CHANGED_MEANWHILE)
        wanted = _after(before, change)
        id_ = self._mint.id("rch")
        await rotas.keep(this.store, change, id=id_, kind=kind.value, by=by, now=this.now)
        this.community = await self._gatherer.rotas_changed(this.store)
        counted = vetted_in(before.id, await self._gatherer.members(this.store, frozenset({before.id})))
        made = Made(
            id=id_,
            before=before,
            after=this.community.teams[before.id],
            change=change,
            gaps=gaps_made(before, wanted, this.now, _horizon(before, change, this.now), counted=counted),
        )
        for hears in self._heard_by:
            await hears(this, made)
        return made

    async def meant(self, this: Moment, teams: frozenset[TeamId], *, by: str) -> Meant:
        """What somebody means by `undo` alone: their own last change of these teams that stands, else another's.

        Raises Refused if nothing stands that is not long ago. A text that came twice means one change.
        """
        await rotas.hold(this.store)
        latest = await rotas.latest(this.store, teams, _LOOKED_AT)
        for each in latest:
            if each.kind == ChangeKind.UNDO and each.by == by and this.now - each.at < _TWICE_WITHIN:
                was = next((e for e in latest if e.undone and e.change.inverse() == each.change), None)
                if was is not None:
                    return Meant(change=was, just_now=True)
        standing = [each for each in _standing(latest) if this.now - each.at <= _FORGOTTEN_AFTER]
        own = [each for each in standing if each.by == by]
        for each in own or standing:
            return Meant(change=each)
        raise Refused(MessageKind.C_NOTHING_TO_UNDO)

    async def take_back(self, this: Moment, teams: frozenset[TeamId], change: str, *, by: str) -> tuple[TakenBack, ...]:
        """Undo a change of these teams, and with it those made at one stroke with it, such as time off in every rota
        of a team. Raises Refused."""
        await rotas.hold(this.store)
        standing = _standing(await rotas.latest(this.store, teams, _LOOKED_AT))
        found = await rotas.recorded(this.store, change)
        if found is None or found.team not in teams:
            raise Refused(MessageKind.C_NOTHING_TO_UNDO)
        if found.undone:
            raise Refused(MessageKind.C_UNDONE_ALREADY)
        taken = [found, *(each for each in standing if each.id != found.id and _at_one_stroke(each, found))]
        undone = []
        for each in taken:
            made = await self.make(this, each.change.inverse(), kind=ChangeKind.UNDO, by=by)
            await rotas.undone(this.store, each.id, made.id)
            undone.append(TakenBack(was=each, made=made))
        return tuple(undone)

    async def _held(self, this: Moment, change: RotaChange) -> Team:
        await rotas.hold(this.store)
        this.community = await self._gatherer.rotas_changed(this.store)  # another may have changed them meanwhile
        team = this.community.teams.get(TeamId(change.rota.partition("/")[0]))
        if team is None:
            raise Refused(MessageKind.C_ROTA_CHANGED_MEANWHILE)
        return team


_LOOKED_AT = 50
"""How many changes back one is looked for that can still be taken back."""


_FORGOTTEN_AFTER = timedelta(hours=24)
"""Whoever says no more than `undo` means something of today. Older changes are taken back by the opposite change."""


_TWICE_WITHIN = timedelta(minutes=1)
"""A second `undo` so soon is the first one, which came twice."""


def _standing(changes: Iterable[Recorded]) -> list[Recorded]:
    return [each for each in changes if not each.undone and each.kind != ChangeKind.UNDO]


def _horizon(team: Team, change: RotaChange, now: datetime) -> datetime:
    found = reach(rota_in(team.rotas, change), change)
    ahead = now + team.policy.rota.ahead
    return ahead if found is None else min(max(ahead, found[1]), now + _FARTHEST)


_FARTHEST = timedelta(days=366)


def _at_one_stroke(one: Recorded, other: Recorded) -> bool:
    """Time off is one wish in several rotas: it comes and goes as a whole."""
    same = (one.team, one.at, one.by) == (other.team, other.at, other.by)
    return same and one.kind == other.kind == ChangeKind.TIME_OFF and off_by(one.change) == off_by(other.change)


def _after(team: Team, change: RotaChange) -> Team:
    try:
        return replace(team, rotas=changed_among(team.rotas, change))
    except Stale:
        raise Refused(MessageKind.C_ROTA_CHANGED_MEANWHILE) from None
