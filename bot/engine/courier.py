"""The courier: brings deliveries to their providers, each under a lease with a fence.

    lease    one transaction: who is next, do the limits allow it, a new fence and an attempt row. Committed.
    send     the provider is called, outside of any transaction, for ten seconds at most
    record   one transaction: what came of it, unless the lease has been given to somebody else meanwhile
    sweep    one transaction: leases that ran out; nobody knows what became of those

The process may die between any two of these and at any point of each. What a delivery becomes is decided in fates.py.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels import Button, Chart, Outbound, Outgoing
from bot.clock import Clock
from bot.engine.fates import Outcome, Verdict, What, after, is_strike, lapsed, leased, obstacle, outcome_of
from bot.engine.faults import fail_point
from bot.engine.limits import Draw
from bot.engine.outages import noted, untried
from bot.engine.settings import EngineSettings, Limit, back_off
from bot.log import logger
from bot.metrics import Metrics, code_class
from domain.chance import Mint
from domain.delivery import Delivery, DeliveryState, SendError
from domain.ids import ContactPointId, SenderId
from domain.messages import FIRST_PAGE, Lane, MessageKind
from domain.panic import CALLS
from domain.people import MANNER_OF, Channel, Manner, Reach
from models import buckets, deliveries, inbox, outages, senders
from models.buckets import Bucket
from models.database import Store
from models.deliveries import Addressed, Attempt, Standing

ROUNDS = 4
"""How often one lease looks further down the queue when those in front may not go yet."""

LAPSED_AT_ONCE = 200

_GOT_THROUGH = (What.TAKEN, What.FOUND)
_ERRORS = (What.REFUSED, What.NOT_TAKEN, What.UNKNOWN, What.UNREADABLE)

_log = logger(__name__)


class Rendered(Protocol):
    """A message in words, for one channel and language."""

    @property
    def text(self) -> str: ...
    @property
    def rows(self) -> tuple[tuple[Button, ...], ...]: ...
    @property
    def number(self) -> str: ...
    @property
    def scans(self) -> str: ...

    @property
    def pin(self) -> tuple[float, float] | None: ...

    @property
    def moves(self) -> bool: ...

    @property
    def photo(self) -> str: ...

    @property
    def unshown(self) -> str: ...

    @property
    def chart(self) -> Chart | None: ...


class Renderer(Protocol):
    """Puts a delivery into words."""

    def render(self, delivery: Delivery) -> Rendered: ...


BeforeSends = Callable[[Store], Awaitable[object]]
"""Learns what rendering needs to know as it stands: another process may have taken every turn that changed it."""


@dataclass(frozen=True, slots=True)
class _Pick:
    """A delivery just leased. `looks`: its fate is unknown and its provider can be asked. `edits`: see Outgoing."""

    standing: Standing
    looks: bool
    edits: str | None


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at the front of the queue leased; `go_on` if some in front stood aside for those behind.

    `settled` if some need not be sent at all.
    """

    picks: list[_Pick]
    go_on: bool
    settled: bool = False


@dataclass(slots=True, kw_only=True)
class Lease:
    """A delivery that is ours to send until `until`.

    `called` is set just before its provider is: until then nothing can have been sent.
    """

    standing: Standing
    looks: bool
    edits: str | None
    addressed: Addressed
    our_address: str | None
    until: datetime
    called: bool = False

    def outcome(
        self, what: What, *, code: str | None = None, external_id: str | None = None, strike: bool = False
    ) -> Outcome:
        """What came of it."""
        return Outcome(
            delivery=self.standing.id,
            fence=self.standing.fence,
            what=what,
            code=code,
            external_id=external_id,
            looked=self.looks,
            strike=strike,
        )


class Courier:
    """Leases, sends, records, sweeps. Holds nothing that a restart would miss."""

    def __init__(
        self,
        *,
        renderer: Renderer,
        channels: Mapping[Channel, Outbound],
        clock: Clock,
        mint: Mint,
        settings: EngineSettings,
        metrics: Metrics,
        before_sends: BeforeSends | None = None,
    ) -> None:
        self._before_sends = before_sends
        self._renderer = renderer
        self._channels = channels
        self._clock = clock
        self._mint = mint
        self._settings = settings
        self._metrics = metrics
        self._senders: Mapping[SenderId, senders.Sender] = {}
        self._closed: dict[tuple[SenderId, Lane], datetime] = {}

    @property
    def opens_at(self) -> datetime | None:
        """When the next sender that was out of tokens has some again."""
        return min(self._closed.values(), default=None)

    async def tries_at(self, store: Store, now: datetime) -> datetime | None:
        """When the next message is tried by a channel whose provider is down; None if none waits for it."""
        shut = {each.channel: each.probe_at for each in (await outages.load(store)).values() if each.is_down}
        later = {channel: at for channel, at in shut.items() if at is not None and at > now}
        if not later or not await outages.is_waited_for(store, later.keys()):
            return None
        return min(later.values())

    # --- lease

    async def lease(self, store: Store, now: datetime, free: Mapping[Channel, int]) -> tuple[list[Lease], bool]:
        """Take what is due, at most `free` for each channel, as far as the limits allow.

        True with it if something was settled without being sent, or may be further down the queue: look again.
        """
        left = dict(free)
        tried = await self._shut(store, now, left)
        picks: list[_Pick] = []
        look, settled = _Look([], go_on=True), False
        for _ in range(ROUNDS):
            look = await self._pick(store, now, left)
            picks += look.picks
            settled = settled or look.settled
            if not look.go_on or not any(left.values()):
                break
        for channel in tried - {each.standing.channel for each in picks}:
            await outages.give_back(store, channel, now)
        again = settled or look.go_on
        if not picks:
            return [], again
        await deliveries.begin_attempts(
            store, [Attempt(delivery=each.standing.id, fence=each.standing.fence, at=now) for each in picks]
        )
        if self._before_sends is not None:
            await self._before_sends(store)
        ready = await self._ready(store, picks)
        fail_point("lease.before_commit")
        return ready, again

    async def is_due(self, store: Store, now: datetime, free: Mapping[Channel, int]) -> bool:
        """True if a lease would take something, or settle something without sending it."""
        left = dict(free)
        for each in (await outages.load(store)).values():
            if each.is_down and not each.may_be_tried(now):
                left[each.channel] = 0
        channels, closed = self._reachable(left), self._closed_at(now)
        return bool(await deliveries.due(store, now, channels=channels, closed=closed, most=1, hold=False))

    async def _shut(self, store: Store, now: datetime, left: dict[Channel, int]) -> frozenset[Channel]:
        """Take from `left` the channels whose provider is down, but for one message where it is time to try one.

        Returns those that are tried.
        """
        tried = set()
        for each in (await outages.load(store)).values():
            if not each.is_down or not left.get(each.channel):
                continue
            mine = each.may_be_tried(now) and await outages.claim_try(
                store, each.channel, now, now + self._settings.lease
            )
            left[each.channel] = 1 if mine else 0
            if mine:
                tried.add(each.channel)
        return frozenset(tried)

    def _reachable(self, free: Mapping[Channel, int]) -> list[Channel]:
        """Channels with a place free; and those that are off, whose deliveries fail at once."""
        return [each for each in Channel if each not in self._channels or free.get(each, 0) > 0]

    def _closed_at(self, now: datetime) -> dict[tuple[SenderId, Lane], datetime]:
        self._closed = {lane: opens_at for lane, opens_at in self._closed.items() if opens_at > now}
        return self._closed

    async def _pick(self, store: Store, now: datetime, left: dict[Channel, int]) -> _Look:
        """One look at the front of the queue."""
        most = max(1, sum(left.values()))
        due = await deliveries.due(store, now, channels=self._reachable(left), closed=self._closed_at(now), most=most)
        if not due:
            return _Look([], go_on=False)
        draw = await self._draw(store, due, now)
        edits = await self._edits(store, due)
        picks: list[_Pick] = []
        settled: list[Verdict] = []
        postponed: list[Standing] = []
        for standing in due:
            channel = self._channels.get(standing.channel)
            looks = standing.state is DeliveryState.UNCERTAIN and channel is not None and channel.can_find
            edit = edits.get((standing.slot or "", standing.contact_point))
            verdict = obstacle(standing, now, edits=edit, looks=looks, is_on=channel is not None)
            if verdict is not None:
                settled.append(verdict)
            elif left.get(standing.channel, 0) > 0:
                refusal = None if looks else draw.take(_bucket_names(standing), standing.lane)
                if refusal is None:
                    left[standing.channel] -= 1
                    picks.append(_Pick(leased(standing, now, self._settings, looks=looks), looks, edit))
                elif refusal.bucket == standing.sender:
                    self._close(draw, standing, now)
                    self._metrics.rate_limit_waits.labels(standing.channel.value, "ours").inc()
                else:
                    self._metrics.rate_limit_waits.labels(standing.channel.value, "ours").inc()
                    postponed.append(replace(standing, due_at=refusal.opens_at))
        fail_point("lease.before_write")
        await deliveries.keep(
            store, [*(each.standing for each in picks), *postponed, *(each.standing for each in settled)]
        )
        await buckets.keep(store, draw.drawn())
        await self._tell(store, settled, now)
        # Behind fewer than were asked for stands nothing, unless what was settled let the next of its stream go first.
        behind = len(due) == most or bool(settled)
        return _Look(picks, go_on=behind and len(picks) < len(due), settled=bool(settled))

    async def _draw(self, store: Store, due: Sequence[Standing], now: datetime) -> Draw:
        limits: dict[str, Limit] = {}
        names: set[str] = set()
        for standing in due:
            sender, chat = _bucket_names(standing)
            names |= {sender, chat}
            for name, of_channel in ((sender, self._settings.limits.of_sender), (chat, self._settings.limits.of_chat)):
                if standing.channel in of_channel:
                    limits[name] = of_channel[standing.channel]
        held = await buckets.hold(store, names, {name: limit.burst for name, limit in limits.items()}, now)
        return Draw(held, limits, now)

    async def _edits(self, store: Store, due: Sequence[Standing]) -> dict[tuple[str, ContactPointId], str]:
        """What is edited instead of sent anew: never a call for help, whose phone must ring."""
        return await deliveries.last_in_slots(
            store,
            {
                (each.slot, each.contact_point)
                for each in due
                if each.slot is not None and MANNER_OF[each.channel] is Manner.TAPS and each.kind not in CALLS
            },
        )

    def _close(self, draw: Draw, standing: Standing, now: datetime) -> None:
        """This sender has no token for this lane, so none for those below it either."""
        for lane in Lane:
            if lane >= standing.lane:
                self._closed[standing.sender, lane] = draw.opens_at(standing.sender, lane)

    async def _ready(self, store: Store, picks: Sequence[_Pick]) -> list[Lease]:
        addressed = await deliveries.addressed(store, [each.standing.id for each in picks])
        if any(each.standing.sender not in self._senders for each in picks):
            self._senders = await senders.load(store)
        leases = []
        for pick in picks:
            standing = pick.standing
            sender = self._senders.get(standing.sender)
            leases.append(
                Lease(
                    standing=standing,
                    looks=pick.looks,
                    edits=pick.edits,
                    addressed=addressed[standing.id],
                    our_address=None if sender is None else sender.address,
                    until=standing.lease_until or standing.due_at,
                )
            )
        return leases

    # --- send

    async def send(self, lease: Lease) -> Outcome:
        """Bring it to its provider, or ask whether it was brought before. What `landed` makes of this call counts."""
        fail_point("send.before_render")
        delivery, address = lease.addressed.delivery, lease.addressed.address
        if delivery is None or address is None:
            return lease.outcome(What.UNREADABLE)
        if lease.our_address is None:
            return lease.outcome(What.REFUSED, code="no_such_sender")
        rendered = self._renderer.render(delivery)
        message = Outgoing(
            reference=delivery.id,
            sender=lease.our_address,
            address=address,
            text=rendered.text,
            rows=rendered.rows,
            edits=lease.edits,
            number=rendered.number,
            scans=rendered.scans,
            pin=rendered.pin,
            moves=rendered.moves,
            photo=rendered.photo,
            unshown=rendered.unshown,
            chart=rendered.chart,
            valid_for=max(delivery.valid_until - self._clock.now(), timedelta(seconds=1)),
        )
        if self._clock.now() > lease.until - self._settings.send_within:
            return lease.outcome(What.RETURNED, code="stalled")  # another may have the lease before an answer came
        lease.called = True
        channel = self._channels[delivery.channel]
        try:
            async with asyncio.timeout(self._settings.send_within.total_seconds()):
                if lease.looks:
                    fail_point("find.before_call")
                    found = await channel.find(message, delivery.planned_at)
                    fail_point("find.after_call")
                    return lease.outcome(What.NOT_FOUND if found is None else What.FOUND, external_id=found)
                fail_point("send.before_call")
                external_id = await channel.send(message)
                fail_point("send.after_call")
                return lease.outcome(What.TAKEN, external_id=external_id)
        except SendError as error:
            if lease.looks:
                return lease.outcome(What.UNKNOWN, code=error.code, strike=is_strike(error))
            return outcome_of(error, delivery.id, lease.standing.fence)
        except TimeoutError:
            return lease.outcome(What.UNKNOWN, code="timeout", strike=True)

    def landed(self, lease: Lease, sending: asyncio.Task[Outcome]) -> Outcome:
        """What came of a send that is over, however it ended."""
        if sending.cancelled():
            outcome = lease.outcome(What.UNKNOWN if lease.called else What.RETURNED, code="stopped")
        elif (crash := sending.exception()) is not None:
            _log.error("a send crashed", delivery=lease.standing.id, called=lease.called, exc_info=crash)
            outcome = lease.outcome(What.UNKNOWN if lease.called else What.NOT_TAKEN, code=type(crash).__name__)
        else:
            outcome = sending.result()
        channel = lease.standing.channel.value
        self._metrics.sends.labels(channel, outcome.what.value).inc()
        if outcome.what in _ERRORS:
            self._metrics.provider_errors.labels(channel, code_class(outcome.code)).inc()
        if outcome.retry_after is not None:
            self._metrics.rate_limit_waits.labels(channel, "provider").inc()
        return outcome

    # --- record

    async def record(self, store: Store, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Note what came of leases. One whose lease was given to somebody else meanwhile changes nothing."""
        if not outcomes:
            return
        fail_point("outcome.before_write")
        standings = await deliveries.by_id(store, {each.delivery for each in outcomes})
        outcomes = await self._without_others(store, outcomes)
        verdicts: list[Verdict] = []
        reaches: dict[ContactPointId, Reach] = {}
        works: set[ContactPointId] = set()
        waits: list[tuple[Standing, datetime]] = []
        down = await noted(
            store, [(standings[each.delivery], each) for each in outcomes if each.delivery in standings], now
        )
        for outcome in outcomes:
            standing = standings.get(outcome.delivery)
            if standing is None or standing.fence != outcome.fence:
                _log.warning("an outcome under an older fence", delivery=outcome.delivery, what=outcome.what.value)
                continue
            if outcome.reach is not None:
                reaches[standing.contact_point] = outcome.reach
            elif _shows_that_it_works(standing, outcome):
                works.add(standing.contact_point)
            if outcome.retry_after is not None:
                waits.append((standing, now + outcome.retry_after))
            wait = back_off(standing.attempts, self._settings.longest_wait, self._mint)
            verdict = after(standing, outcome, now, wait, self._settings, can_find=self._can_find(standing))
            if verdict is None:
                _log.info("an outcome changes nothing", delivery=standing.id, what=outcome.what.value)
                continue
            if standing.channel in down and outcome.strike:
                verdict = untried(verdict, standing, now)
            verdicts.append(verdict)
            standings[standing.id] = verdict.standing
            self._time_first_page(standing, outcome, now)
        await deliveries.keep(store, [each.standing for each in verdicts])
        await deliveries.end_attempts(
            store,
            [
                Attempt(delivery=each.delivery, fence=each.fence, at=now, outcome=each.what.value, code=each.code)
                for each in outcomes
            ],
        )
        await deliveries.works_again(store, works - reaches.keys())
        await deliveries.set_reaches(store, reaches)
        await self._close_buckets(store, waits, now)
        await self._tell(store, verdicts, now)
        fail_point("outcome.before_commit")

    def _time_first_page(self, standing: Standing, outcome: Outcome, now: datetime) -> None:
        """How long a call waited until the first was asked, if this is who that was."""
        is_first = standing.kind is MessageKind.M_PAGE and standing.priority == FIRST_PAGE
        if is_first and outcome.what in _GOT_THROUGH and standing.heard_at is not None and standing.sent_at is None:
            self._metrics.first_page.observe(max(0.0, (now - standing.heard_at).total_seconds()))

    async def _without_others(self, store: Store, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """A message found at the provider may be another delivery's of the same words: then ours was not found."""
        found = {each.external_id for each in outcomes if each.what is What.FOUND and each.external_id is not None}
        owners = await deliveries.taken_by(store, found)
        honest = []
        for outcome in outcomes:
            if outcome.what is What.FOUND and outcome.external_id is not None:
                owner = owners.setdefault(outcome.external_id, outcome.delivery)
                if owner != outcome.delivery:
                    outcome = replace(outcome, what=What.NOT_FOUND, external_id=None)
            honest.append(outcome)
        return honest

    async def _close_buckets(self, store: Store, waits: Sequence[tuple[Standing, datetime]], now: datetime) -> None:
        """The provider said not before. That is this chat's affair, unless other chats hear it too: the sender's."""
        if not waits:
            return
        until: dict[str, datetime] = {}
        closed = set(await buckets.closed(store, now))
        for standing, instant in waits:
            sender, chat = _bucket_names(standing)
            others = {name for name in closed | until.keys() if name.startswith(f"{sender}|")} - {chat}
            chat_only = standing.channel in self._settings.limits.of_chat and not others
            for name in (chat,) if chat_only else (sender, chat):
                until[name] = max(until.get(name, instant), instant)
        # One that has no limit of its own starts full, and is of no use but to be closed.
        held = await buckets.hold(store, until, dict.fromkeys(until, 1.0), now)
        await buckets.keep(store, [_closed(held[name], instant) for name, instant in until.items()])

    async def _tell(self, store: Store, verdicts: Sequence[Verdict], now: datetime) -> None:
        """Log what became of them, and put those that failed before a turn."""
        for each in verdicts:
            standing = each.standing
            self._metrics.dealt_with("delivery", standing.lane, standing.state.value)
            _log.info(
                "a delivery",
                delivery=standing.id,
                incident=standing.incident,
                kind=standing.kind,
                state=standing.state,
                why=each.why,
                code=standing.error_code,
            )
        await inbox.put_delivery_failed(
            store, {each.standing.id: each.standing.lane for each in verdicts if each.failed}, now
        )

    def _can_find(self, standing: Standing) -> bool:
        channel = self._channels.get(standing.channel)
        return channel is not None and channel.can_find

    # --- sweep

    async def sweep(self, store: Store, now: datetime, *, orphans: bool = False) -> int:
        """Leases that ran out by now: their fate is unknown. With `orphans` all: whoever had them is surely dead."""
        gone = await deliveries.lapsed(store, now + self._settings.lease if orphans else now, LAPSED_AT_ONCE)
        if not gone:
            return 0
        fail_point("sweep.before_write")
        verdicts = [
            verdict
            for standing in gone
            if (verdict := lapsed(standing, now, self._settings, can_find=self._can_find(standing))) is not None
        ]
        await deliveries.keep(store, [each.standing for each in verdicts])
        await deliveries.end_attempts(
            store, [Attempt(delivery=each.id, fence=each.fence, at=now, outcome="lapsed") for each in gone]
        )
        await self._tell(store, verdicts, now)
        fail_point("sweep.before_commit")
        return len(gone)


def _bucket_names(standing: Standing) -> tuple[str, str]:
    """The bucket of the sender, and the one of the sender and this contact point."""
    return standing.sender, f"{standing.sender}|{standing.contact_point}"


def _shows_that_it_works(standing: Standing, outcome: Outcome) -> bool:
    """What a channel of taps takes has arrived."""
    failing = standing.reach is Reach.FAILING
    return failing and outcome.what is What.TAKEN and MANNER_OF[standing.channel] is Manner.TAPS


def _closed(bucket: Bucket, until: datetime) -> Bucket:
    return replace(bucket, closed_until=max(bucket.closed_until or until, until))
