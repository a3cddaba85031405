"""What is wanted about who is on call, handed to the file whose business it is."""

from dataclasses import replace
from typing import assert_never

from bot.gather import Gatherer
from bot.moment import Moment, Saying
from bot.rota.changes import Changes, Made
from domain.chance import Mint
from domain.ids import PersonId
from domain.messages import MessageKind as K
from domain.messages import Params, Say
from domain.people import Person
from domain.rota_commands import ARotaCommand, ChangeKind, ChangeRota, TakeBack
from domain.rotation_preview import FORTNIGHT, whose_shifts_change
from domain.zone import reached, zone
from handlers.rotation import shifts_said


class RotaTurn:
    """Does what is wanted about rotas. Says by what its turn gave it."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying) -> None:
        self._gatherer = gatherer
        self._say = say
        self.changes = Changes(gatherer=gatherer, mint=mint)

    async def do(self, this: Moment, command: ARotaCommand) -> None:
        """Raises Refused where the rules say no."""
        match command:
            case ChangeRota():
                await self._change(this, command)
            case TakeBack():
                await self._take_back(this, command)
            case _:
                assert_never(command)

    async def _change(self, this: Moment, command: ChangeRota) -> None:
        made = await self.changes.make(this, command.change, kind=command.kind, by=command.by, seen=command.seen)
        if command.kind is ChangeKind.ROTATION:
            await self._rotation_counts(this, made, command.by)
        await self.tell_gaps(this, made)

    async def _rotation_counts(self, this: Moment, made: Made, by: PersonId) -> None:
        """What was put together counts: its draft is done, and whose shifts it changes hears so."""
        if this.talk is not None:
            this.talk = replace(this.talk, draft="")
        key = f"{K.C_ROTATION_MADE.value}:{this.stimulus}:{by}"
        params = {"team": _name_of(made, this)}
        await self._say(this, Say(kind=K.C_ROTATION_MADE, to=by, to_member=True, key=key, params=params, reply=True))
        await self._tell_shifts(this, made)

    async def _tell_shifts(self, this: Moment, made: Made) -> None:
        """Everybody whose shifts of the coming two weeks are others now hears when they are on, in one message."""
        everybody = await self._gatherer.members(this.store, frozenset({made.after.id}))
        members = {each.id: each for each in everybody if each.is_member()}
        new = whose_shifts_change(made.before.rotas, made.after.rotas, this.now, this.now + FORTNIGHT)
        for person, shifts in new.items():
            member = members.get(person)
            if member is not None:
                where = zone(member.time_zone or made.after.time_zone)
                await self._say(this, shifts_said(member, shifts, where, made.id, _name_of(made, this)))

    async def _take_back(self, this: Moment, command: TakeBack) -> None:
        if not isinstance(this.who, Person):
            return
        teams = await self._gatherer.watched_by(this.store, this.who)
        made = await self.changes.take_back(this, teams, command.change, by=command.by)
        key = f"{K.C_UNDONE.value}:{this.stimulus}:{command.by}"
        say = Say(kind=K.C_UNDONE, to=command.by, to_member=True, key=key, reply=True)
        await self._say(this, say)
        await self._tell_shifts(this, made)
        await self.tell_gaps(this, made)

    async def tell_gaps(self, this: Moment, made: Made) -> None:
        """A gap that a change makes is told at once to all who coordinate the team, whoever made it."""
        where = zone(made.after.time_zone)
        everybody = await self._gatherer.members(this.store, frozenset({made.after.id}))
        coordinators = [each for each in everybody if each.is_coordinator(made.after.id) and each.reachable_points()]
        for gap in made.gaps[:_MOST_TOLD]:
            params: Params = {
                "team": _name_of(made, this),
                "when": f"{reached(where, gap.start):%Y-%m-%dT%H:%M}",
                "until": f"{reached(where, gap.end):%Y-%m-%dT%H:%M}",
            }
            for each in coordinators:
                key = f"{K.C_GAP_MADE.value}:{made.id}:{gap.start:%Y%m%d%H%M}:{each.id}"
                await self._say(this, Say(kind=K.C_GAP_MADE, to=each.id, to_member=True, key=key, params=params))


def _name_of(made: Made, this: Moment) -> str:
    return made.after.names.get(this.community.default_language, made.after.id)


_MOST_TOLD = 3
"""How many gaps one change is told to make, one message each."""
