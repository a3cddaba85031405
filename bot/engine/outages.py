"""Providers that are down: what outcomes of sends say of them, and what becomes of the messages that showed it.

A turn does what follows for people: see bot/outages.py. It is woken here, in the transaction that noted it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.engine.fates import Outcome, Verdict, What
from bot.log import logger
from domain.delivery import DeliveryState
from domain.messages import Wake, WakeKind
from domain.outage import QUIET_PASS, Outage, passed, struck
from domain.people import Channel
from models import outages, timers
from models.database import Store
from models.deliveries import Standing

AGAIN_AFTER = timedelta(seconds=30)
"""A message that showed that its provider is down lets others be tried before it."""

_WORKS = frozenset({What.TAKEN, What.FOUND, What.NOT_FOUND, What.REFUSED})

_log = logger(__name__)


async def noted(store: Store, outcomes: Iterable[tuple[Standing, Outcome]], now: datetime) -> frozenset[Channel]:
    """Note what these say of their providers. Returns the channels whose provider is down now."""
    known = await outages.load(store)
    wanted = [(standing, each) for standing, each in outcomes if _says_something(known.get(standing.channel), each)]
    if wanted:
        held = await outages.hold(store, {standing.channel for standing, _ in wanted})
        after = dict(held)
        for standing, each in wanted:
            of = after[standing.channel]
            strikes = each.strike or each.whole
            after[standing.channel] = (
                struck(of, standing.contact_point, now, whole=each.whole) if strikes else passed(of, now)
            )
        changed = [each for channel, each in after.items() if each != held[channel]]
        await outages.keep(store, changed)
        wakes = [wake for each in changed for wake in _wakes(held[each.channel], each, now)]
        await timers.wake_all(store, wakes)
        known = {**known, **after}
    return frozenset(channel for channel, each in known.items() if each.is_down)


def _says_something(known: Outage | None, outcome: Outcome) -> bool:
    """That a provider works is news only where it failed before."""
    if outcome.strike or outcome.whole:
        return True
    return outcome.what in _WORKS and known is not None and known.strikes > 0


def _wakes(before: Outage, after: Outage, now: datetime) -> Iterator[Wake]:
    since = after.down_since or before.down_since
    if since is None:
        return
    name = f"{after.channel.value}|{since:%Y%m%d%H%M%S%f}"
    if after.is_down and after.strikes > before.strikes:
        _log.warning("a provider is down", channel=after.channel, strikes=after.strikes)
        yield Wake(kind=WakeKind.PROVIDER_DOWN, subject=f"{name}|{after.strikes}", at=now)
    elif after.is_down and after.passes:
        yield Wake(kind=WakeKind.PROVIDER_BACK, subject=f"{name}|{after.strikes}", at=now + QUIET_PASS)
    elif not after.is_down:
        _log.warning("a provider is back", channel=after.channel)
        yield Wake(kind=WakeKind.PROVIDER_BACK, subject=f"{name}|", at=now)


def untried(verdict: Verdict, before: Standing, now: datetime) -> Verdict:
    """What its provider could not take because it is down uses up no try, and lets others be tried before it."""
    standing = verdict.standing
    if standing.state not in (DeliveryState.WAITING, DeliveryState.UNCERTAIN):
        return verdict
    due_at = max(standing.due_at, now + AGAIN_AFTER)
    return replace(verdict, standing=replace(standing, attempts=before.attempts - 1, due_at=due_at))
