"""Whether anything was lost, over-filled or doubled: judged by what the providers saw and by the rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from domain.delivery import DeliveryState
from domain.ids import ConversationId
from domain.incident import Incident, PageState
from domain.people import Channel
from models import conversations, deliveries, inbox, incidents, people
from models.database import Database, Store
from models.tables import attempt, delivery
from tests.kill.street import ASKING, PageSeen, Spot, Street
from tests.kill.town import CAP

_UNKNOWN = ("lapsed", "unknown")
_TAKEN = (DeliveryState.SENT, DeliveryState.DELIVERED)
_EDIT = "editMessageText"
_SENDS = ("sendMessage", _EDIT, "create")
_UNCHANGED = "not modified"
_MANY = 100_000


@dataclass(slots=True, kw_only=True)
class Rows:
    """What is in the database when everything is over."""

    calls: tuple[Incident, ...]
    callers: dict[ConversationId, Spot]
    pages: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[Channel, int] = field(default_factory=dict)
    unknown: dict[Channel, int] = field(default_factory=dict)
    unknown_of: dict[str, int] = field(default_factory=dict)
    unfinished: int = 0
    dead: int = 0


async def read_rows(database: Database) -> Rows:
    async with database.reading() as store:
        calls = [call for each in await incidents.latest(store, _MANY) if (call := await incidents.load(store, each))]
        rows = Rows(calls=tuple(calls), callers=await _callers(store, calls))
        for row in await store.connection.execute(sa.select(delivery)):
            if row.page is not None:
                rows.pages[row.page].append(row)
            if row.state in _TAKEN:
                rows.sent[Channel(row.channel)] = rows.sent.get(Channel(row.channel), 0) + 1
        fates = (
            sa.select(attempt.c.delivery, delivery.c.channel, sa.func.count().label("many"))
            .join_from(attempt, delivery, delivery.c.id == attempt.c.delivery)
            .where(attempt.c.outcome.in_(_UNKNOWN))
            .group_by(attempt.c.delivery, delivery.c.channel)
        )
        for row in await store.connection.execute(fates):
            rows.unknown[Channel(row.channel)] = rows.unknown.get(Channel(row.channel), 0) + row.many
            rows.unknown_of[row.delivery] = row.many
        counts = await deliveries.counts(store)
        rows.unfinished = sum(many for state, many in counts.items() if state != DeliveryState.DEAD)
        rows.dead = counts.get(DeliveryState.DEAD, 0) + (await inbox.counts(store)).get(inbox.State.DEAD, 0)
    return rows


async def _callers(store: Store, calls: Iterable[Incident]) -> dict[ConversationId, Spot]:
    found: dict[ConversationId, Spot] = {}
    for call in calls:
        talk = await conversations.load(store, call.conversation) if call.conversation is not None else None
        here = await people.contact_point(store, talk.contact_point) if talk is not None else None
        if talk is not None and here is not None:
            found[talk.id] = (here.channel, here.address)
    return found


def problems(street: Street, rows: Rows) -> list[str]:
    """Everything that should not be so; empty when all is well."""
    seen: dict[tuple[Spot, str], list[PageSeen]] = defaultdict(list)
    for page in street.pages:
        seen[page.where, page.letter].append(page)
    return [
        *_calls(street, rows),
        *_over_filled(rows),
        *_pages(street, rows, seen),
        *_answers(street, rows),
        *_copies(street, rows),
        *_left_over(rows),
        *(f"{provider} refused {each.operation}: {each.code}" for provider, each in _refusals(street)),
    ]


def _refusals(street: Street) -> list[tuple[str, Any]]:
    return [
        *(("telegram", each) for each in street.telegram.refusals),
        *(("twilio", each) for each in street.twilio.refusals),
    ]


def _calls(street: Street, rows: Rows) -> list[str]:
    """Each call that was taken in has opened exactly one incident, and its caller has heard so."""
    wrong = []
    opened = Counter(rows.callers[call.conversation] for call in rows.calls if call.conversation in rows.callers)
    for n, caller in enumerate(street.callers):
        if opened[caller] != 1:
            wrong.append(f"call {n} has {opened[caller]} incidents")
        if not any(ASKING in words for words in street.texts[caller]):
            wrong.append(f"call {n} was never answered")
    if len(rows.calls) != len(street.callers):
        wrong.append(f"{len(rows.calls)} incidents of {len(street.callers)} calls")
    return wrong


def _over_filled(rows: Rows) -> list[str]:
    wrong = []
    for call in rows.calls:
        going = [each.person for each in call.counted()]
        if len(going) > CAP or len(going) != len(set(going)):
            wrong.append(f"{call.id} has {len(going)} going")
        if not (call.is_filled() or call.live_pages() or call.exhausted or call.asks_again_at):
            wrong.append(f"{call.id} is {call.status} and nobody is asked")
    return wrong


def _pages(street: Street, rows: Rows, seen: dict[tuple[Spot, str], list[PageSeen]]) -> list[str]:
    """Each page that was wanted reached the provider, once unless its fate was unknown, and then the copy says so."""
    wrong = []
    known = set()
    for call in rows.calls:
        for page in call.pages:
            phone = street.town.protectors[page.person]
            where = (phone.channel, phone.address)
            known.add((where, page.letter))
            copies = seen[where, page.letter]
            sent = rows.pages[page.id]
            asked = [each for each in sent if each.state in _TAKEN]
            withdrawn = page.state is not PageState.LIVE and sent and not asked
            if not copies and not withdrawn:
                wrong.append(f"{page.id} is {page.state} and never reached its provider")
            if asked and not copies:
                wrong.append(f"{page.id} is taken for sent")
            if len(copies) < 2:
                continue
            unknown = sum(rows.unknown_of.get(each.id, 0) for each in sent)
            if len(copies) > 1 + unknown:
                wrong.append(f"{page.id} was sent {len(copies)} times, and {unknown} fates were unknown")
            if any(not each.marked for each in copies[1:]):
                wrong.append(f"{page.id} was sent again without saying so")
            if not any(each.repeat for each in sent):
                wrong.append(f"{page.id} was sent again and its row does not say so")
    strange = seen.keys() - known
    return [*wrong, *(f"a page {letter} that is in no row" for _, letter in sorted(strange))]


def _answers(street: Street, rows: Rows) -> list[str]:
    """Each answer that was taken in had its effect: its page is over, and a yes counts or was thanked for."""
    wrong = []
    for call in rows.calls:
        for page in call.pages:
            phone = street.town.protectors[page.person]
            told = ((phone.channel, phone.address), page.letter)
            if told in street.said_yes | street.said_no and page.state is PageState.LIVE:
                wrong.append(f"{page.id} was answered and is live")
            counts = any(each.page == page.id for each in call.assignments)
            if told in street.said_yes and page.state is PageState.DECLINED:
                wrong.append(f"{page.id} was accepted and is declined")
            if told in street.said_no and counts:
                wrong.append(f"{page.id} was declined and counts")
            if (page.state is PageState.ACCEPTED) != counts:
                wrong.append(f"{page.id} is {page.state} and counts: {counts}")
    return wrong


def _copies(street: Street, rows: Rows) -> list[str]:
    """No provider was sent more than the rows know of, but for copies of what had an unknown fate."""
    wrong = []
    for channel, provider in ((Channel.TELEGRAM, street.telegram), (Channel.SMS, street.twilio)):
        taken = sum(call.operation in _SENDS for call in provider.calls)
        # An edit that changes nothing is refused, and counts: the message says it already.
        taken += sum(each.operation == _EDIT and _UNCHANGED in each.description for each in provider.turned_away)
        sent, unknown = rows.sent.get(channel, 0), rows.unknown.get(channel, 0)
        if not sent <= taken <= sent + unknown:
            wrong.append(f"{channel}: {taken} at the provider, {sent} in the rows, {unknown} of unknown fate")
    return wrong


def _left_over(rows: Rows) -> list[str]:
    wrong = []
    if rows.unfinished:
        wrong.append(f"{rows.unfinished} messages are unfinished")
    if rows.dead:
        wrong.append(f"{rows.dead} were given up")
    return wrong
