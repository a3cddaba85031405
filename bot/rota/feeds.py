"""Calendars at secret addresses: given to whoever may see what they show, taken back at a word, and read."""

from bot.gather import Gatherer
from bot.links import Links
from bot.moment import Moment, Saying
from domain.calendar_feed import Feed
from domain.chance import Mint
from domain.ids import FeedId, PersonId
from domain.messages import MessageKind as K
from domain.messages import Params, Say
from domain.people import Person
from domain.rota_commands import CloseFeeds, OfferFeed
from models import feeds


class Feeds:
    """Offers and takes back."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, links: Links, say: Saying) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._links = links
        self._say = say

    async def offer(self, this: Moment, command: OfferFeed) -> None:
        """The address there is, or a new one; the old one opens nothing any more if a new one is wanted."""
        if not self._links.are_offered:
            await self._answer(this, K.M_FEED_NO_ADDRESS, command.by)
            return
        if not isinstance(this.who, Person) or (command.team is not None and not this.who.is_coordinator(command.team)):
            return
        own = await feeds.made_by(this.store, command.by)
        known = next((each for each in own if each.team == command.team), None)
        names = (known is not None and known.names) if command.names is None else command.names
        if known is not None and (command.fresh or known.names != names):
            await feeds.end(this.store, known.id)
            known = None
        if known is None:
            known = Feed(
                id=FeedId(self._mint.id("fed")),
                made_by=command.by,
                person=command.by if command.team is None else None,
                team=command.team,
                names=names,
            )
            await feeds.keep(this.store, known, self._links.feed_secret(known.id), this.now)
        if command.team is None:
            await self._answer(this, K.M_FEED, command.by, {"calendar": known.id})
            return
        team = this.community.teams[command.team]
        name = team.names.get(this.community.default_language, team.id)
        kind = K.C_FEED_NAMES if names else K.C_FEED
        await self._answer(this, kind, command.by, {"calendar": known.id, "team": name})

    async def close(self, this: Moment, command: CloseFeeds) -> None:
        """None of their addresses opens anything any more."""
        await feeds.end_of(this.store, command.by)
        await self._answer(this, K.M_FEEDS_OFF, command.by)

    async def _answer(self, this: Moment, kind: K, to: PersonId, params: Params | None = None) -> None:
        key = f"{kind.value}:{this.stimulus}:{to}:{(params or {}).get('calendar', '')}"
        await self._say(this, Say(kind=kind, to=to, to_member=True, key=key, params=params or {}, reply=True))
