"""What is wanted about who is on call, handed to the file whose business it is."""

from typing import assert_never

from bot.gather import Gatherer
from bot.links import Links
from bot.moment import Moment, Saying
from bot.rota.changes import Changes, Made
from bot.rota.feeds import Feeds
from bot.rota.loads import Loads
from domain.chance import Mint
from domain.messages import MessageKind as K
from domain.messages import Params, Say
from domain.people import Person
from domain.rota_commands import ARotaCommand, ChangeRota, CloseFeeds, OfferFeed, ShowLoad, TakeBack
from domain.zone import reached, zone


class RotaTurn:
    """Does what is wanted about rotas. Says by what its turn gave it."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, links: Links, say: Saying) -> None:
        self._gatherer = gatherer
        self._say = say
        self._feeds = Feeds(gatherer=gatherer, mint=mint, links=links, say=say)
        self._loads = Loads(gatherer=gatherer, say=say)
        self.changes = Changes(gatherer=gatherer, mint=mint)

    async def do(self, this: Moment, command: ARotaCommand) -> None:
        """Raises Refused where the rules say no."""
        match command:
            case ChangeRota():
                made = await self.changes.make(this, command.change, kind=command.kind, by=command.by)
                await self.tell_gaps(this, made)
            case TakeBack():
                await self._take_back(this, command)
            case OfferFeed():
                await self._feeds.offer(this, command)
            case CloseFeeds():
                await self._feeds.close(this, command)
            case ShowLoad():
                await self._loads.show(this, command)
            case _:
                assert_never(command)

    async def _take_back(self, this: Moment, command: TakeBack) -> None:
        if not isinstance(this.who, Person):
            return
        teams = await self._gatherer.watched_by(this.store, this.who)
        made = await self.changes.take_back(this, teams, command.change, by=command.by)
        key = f"{K.C_UNDONE.value}:{this.stimulus}:{command.by}"
        say = Say(kind=K.C_UNDONE, to=command.by, to_member=True, key=key, reply=True)
        await self._say(this, say)
        await self.tell_gaps(this, made)

    async def tell_gaps(self, this: Moment, made: Made) -> None:
        """A gap that a change makes is told at once to all who coordinate the team, whoever made it."""
        where = zone(made.after.time_zone)
        everybody = await self._gatherer.members(this.store, frozenset({made.after.id}))
        coordinators = [each for each in everybody if each.is_coordinator(made.after.id) and each.reachable_points()]
        for gap in made.gaps[:_MOST_TOLD]:
            params: Params = {
                "team": made.after.names.get(this.community.default_language, made.after.id),
                "when": f"{reached(where, gap.start):%Y-%m-%dT%H:%M}",
                "until": f"{reached(where, gap.end):%Y-%m-%dT%H:%M}",
            }
            for each in coordinators:
                key = f"{K.C_GAP_MADE.value}:{made.id}:{gap.start:%Y%m%d%H%M}:{each.id}"
                await self._say(this, Say(kind=K.C_GAP_MADE, to=each.id, to_member=True, key=key, params=params))


_MOST_TOLD = 3
"""How many gaps one change is told to make, one message each."""
