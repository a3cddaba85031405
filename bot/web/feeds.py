"""`GET /feeds/{secret}.ics`: a calendar of shifts for whoever knows its address.

Whatever is wrong with an address, the answer is the same: that there is nothing. Whether it still shows anything is
asked of the standing of whoever it was given to, in the transaction that reads the shifts.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.clock import Clock
from bot.gather import Gatherer
from bot.links import FEEDS
from bot.planning import language_of
from bot.render import fill
from bot.rota.calendar import Words, document
from bot.web.patience import Patience
from config.catalogues import Catalogues
from domain.calendar_feed import Entry, Feed, of_person, of_team
from domain.community import Community
from domain.ids import FeedId, PersonId, TeamId
from domain.people import PAGEABLE, Person
from models import feeds, people
from models.database import Database

HEADERS: Mapping[str, str] = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_CALENDAR = "text/calendar; charset=utf-8"
_LONGEST_SECRET = 64
_OFTEN = 12
_EACH = timedelta(minutes=1)
_RETRY_AFTER = "60"


class Calendars:
    """The addresses under `/feeds`."""

    def __init__(self, *, database: Database, gatherer: Gatherer, catalogues: Catalogues, clock: Clock) -> None:
        self._database = database
        self._gatherer = gatherer
        self._catalogues = catalogues
        self._clock = clock
        self._wrong = Patience()
        self._read: dict[FeedId, Patience] = {}

    def routes(self) -> list[BaseRoute]:
        return [Route(FEEDS + "/{secret}.ics", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        secret, now = request.path_params["secret"], self._clock.now()
        if len(secret) > _LONGEST_SECRET:
            return self._nothing(now)
        async with self._database.reading() as store:
            feed = await feeds.find(store, secret)
            made_by = await people.load(store, feed.made_by) if feed is not None else None
            if feed is None or made_by is None or not _may_read(feed, made_by):
                return self._nothing(now)
            if self._read.setdefault(feed.id, Patience(_OFTEN, _EACH)).is_lost(now):
                return _too_often()
            community = (await self._gatherer.known(store)).community
            members = await people.of_teams(store, {feed.team}) if feed.team is not None else ()
        entries, names = _entries(feed, community, made_by, members, now)
        words = self._words(language_of(made_by, community), feed, community, names)
        # Long to write: other requests go on meanwhile.
        written = await asyncio.to_thread(document, entries, words, now)
        return Response(written, headers=dict(HEADERS), media_type=_CALENDAR)

    def _nothing(self, now: datetime) -> Response:
        """As often as somebody may be wrong; after that not even that."""
        if self._wrong.is_lost(now):
            return _too_often()
        return Response(b"There is nothing here.\n", status_code=404, headers=dict(HEADERS), media_type="text/plain")

    def _words(self, language: str, feed: Feed, community: Community, names: Mapping[PersonId, str]) -> Words:
        def say(key: str, **blanks: str) -> str:
            return fill(self._catalogues.sentence(language, f"calendar.{key}"), blanks)

        def title(entry: Entry) -> str:
            return say("title") if entry.person is None or not names else say("named", person=names[entry.person])

        team = community.teams.get(feed.team) if feed.team is not None else None
        called = "" if team is None else team.names.get(language) or team.names.get(community.default_language, team.id)
        return Words(name=say("name", team=called), title=title, alarm=say("alarm"))


def _may_read(feed: Feed, made_by: Person) -> bool:
    return made_by.is_member() if feed.team is None else made_by.is_coordinator(feed.team)


def _entries(
    feed: Feed, community: Community, made_by: Person, members: Iterable[Person], now: datetime
) -> tuple[tuple[Entry, ...], Mapping[PersonId, str]]:
    """What it shows, and the names in it: nobody whom the team has not vetted, or not any more."""
    if feed.team is None:
        teams = [community.teams[each] for each in sorted(_vetted_in(made_by)) if each in community.teams]
        return of_person(feed.id, teams, made_by.id, now), {}
    team = community.teams.get(feed.team)
    if team is None:
        return (), {}
    vetted = {each.id: each.roster_name for each in members if feed.team in _vetted_in(each)}
    return of_team(feed.id, team, vetted, now, names=feed.names), vetted if feed.names else {}


def _vetted_in(person: Person) -> frozenset[TeamId]:
    return frozenset(each.team for each in person.memberships if each.standing in PAGEABLE)


def _too_often() -> Response:
    return Response(status_code=429, headers={**HEADERS, "Retry-After": _RETRY_AFTER})
