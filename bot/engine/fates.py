"""What becomes of a delivery: by what its provider answered, did not answer, or says later. Pure.

waiting ── leased ──┬── sent ── delivered
   ▲          │     ├── failed                       refused for good: the next contact point's turn
   └─put back─┤     └── dead                         no more tries
              └── uncertain ──┬── leased again       asked about, or sent again as its kind allows
                              └── sent, delivered…   a receipt told
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.doors import ReceiptStatus, ReceiptWord
from bot.engine.settings import EngineSettings
from domain.delivery import (
    DELIVERY_MOVES,
    FINISHED,
    Arrived,
    DeliveryEvent,
    DeliveryState,
    FateUnknown,
    GivenUp,
    Leased,
    NoLongerWanted,
    PutBack,
    RefusedForGood,
    SendError,
    Taken,
)
from domain.ids import DeliveryId
from domain.messages import TERMS, Fate, MessageKind
from domain.people import MANNER_OF, Manner, Reach
from models.deliveries import UNWANTED, Standing

FAREWELLS = frozenset({MessageKind.R_STOPPED, MessageKind.M_STOPPED})
"""What may still be said to somebody who has just opted out."""

_CLOSED = frozenset({Reach.BLOCKED, Reach.OPTED_OUT})


class What(StrEnum):
    """What came of a lease."""

    TAKEN = "taken"  # the provider took it
    FOUND = "found"  # asked, it says that it had taken it
    NOT_FOUND = "not_found"  # asked, it says that it had not
    REFUSED = "refused"  # for good
    NOT_TAKEN = "not_taken"  # surely not taken; may be tried again
    RETURNED = "returned"  # the provider was never called
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"  # its key is destroyed: nobody can know any more what it said


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of the lease under `fence`. `looked`: the provider was only asked about it.

    `strike`: it was the provider that failed, and neither we nor whom it was for. `whole`: see `SendError`.
    """

    delivery: DeliveryId
    fence: int
    what: What
    external_id: str | None = None
    code: str | None = None
    retry_after: timedelta | None = None
    reach: Reach | None = None
    looked: bool = False
    strike: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How it stands now, why, and whether somebody must be told that it failed."""

    standing: Standing
    why: str
    failed: bool = False


def outcome_of(error: SendError, delivery: DeliveryId, fence: int) -> Outcome:
    """What a channel's error means."""
    what: What = What.REFUSED
    reach: Reach | None = None
    if error.opted_out or error.blocked:
        reach = Reach.OPTED_OUT if error.opted_out else Reach.BLOCKED
    elif error.unknown:
        what = What.UNKNOWN
    elif error.retryable or error.retry_after is not None:
        what = What.NOT_TAKEN
    else:
        reach = Reach.FAILING
    return Outcome(
        delivery=delivery,
        fence=fence,
        what=what,
        code=error.code,
        retry_after=error.retry_after,
        reach=reach,
        strike=is_strike(error),
        whole=error.whole,
    )


def moved(standing: Standing, event: DeliveryEvent, now: datetime, code: str | None = None) -> Standing:
    """`standing` after `event`. Raises IllegalMove."""
    state = DELIVERY_MOVES.after(standing.state, event)
    return replace(
        standing,
        state=state,
        lease_until=None,
        error_code=code if code is None else code[:32],
        finished_at=(standing.finished_at or now) if state in FINISHED else None,
    )


def is_strike(error: SendError) -> bool:
    """True if the provider itself failed: it gave no answer, or none that is about this message or its pace."""
    return error.whole or error.unknown or (error.retryable and error.retry_after is None)


# --- before it is leased


def obstacle(standing: Standing, now: datetime, *, edits: str | None, looks: bool, is_on: bool) -> Verdict | None:
    """Why this one is not to be sent at all; None if it is. `is_on`: this deployment has its channel."""
    terms = TERMS[standing.kind]
    words = MANNER_OF[standing.channel] is Manner.WORDS
    if looks:
        return None
    if terms.silent_on_words and (words or edits is None):
        return Verdict(standing=moved(standing, NoLongerWanted(), now, "nothing_to_edit"), why="nothing to edit")
    if terms.pins and words:
        return Verdict(standing=moved(standing, NoLongerWanted(), now, "no_map"), why="no map there")
    if terms.draws and words:
        return Verdict(standing=moved(standing, NoLongerWanted(), now, "no_plot"), why="no plot there")
    if standing.reach in _CLOSED and standing.kind not in FAREWELLS:
        gone = moved(standing, RefusedForGood(), now, standing.reach.value)
        return Verdict(standing=gone, why="its contact point is closed", failed=True)
    if not is_on:
        gone = moved(standing, RefusedForGood(), now, "channel_off")
        return Verdict(standing=gone, why="its channel is off", failed=True)
    if standing.valid_until <= now:
        return Verdict(standing=moved(standing, GivenUp(), now, "too_late"), why="too late to be sent", failed=True)
    return None


def leased(standing: Standing, now: datetime, settings: EngineSettings, *, looks: bool) -> Standing:
    """Somebody takes it to the provider, under a new fence; `looks`: only to ask about it.

    Sent again with its fate unknown, a page is marked.
    """
    unsure = standing.state is DeliveryState.UNCERTAIN and not looks
    again = unsure and TERMS[standing.kind].fate is Fate.AGAIN_ONCE_MARKED
    return replace(
        standing,
        state=DELIVERY_MOVES.after(standing.state, Leased()),
        fence=standing.fence + 1,
        lease_until=now + settings.lease,
        attempts=standing.attempts + 1,
        repeat=standing.repeat or again,
        error_code=None,
    )


# --- after


def after(
    standing: Standing, outcome: Outcome, now: datetime, wait: timedelta, settings: EngineSettings, *, can_find: bool
) -> Verdict | None:
    """What `outcome` makes of a delivery; None if it changes nothing. `wait` is the back-off of this try."""
    match outcome.what:
        case What.TAKEN | What.FOUND:
            return _taken(standing, outcome, now)
        case What.REFUSED:
            return _ended(standing, RefusedForGood(), outcome.code, now, "refused for good", failed=True)
        case What.UNREADABLE:
            return _ended(standing, GivenUp(), "unreadable", now, "its key is destroyed", failed=False)
        case What.UNKNOWN:
            return unknown(standing, outcome, now, wait, settings, can_find=can_find)
        case What.NOT_TAKEN | What.RETURNED if outcome.looked:
            return unknown(standing, outcome, now, wait, settings, can_find=can_find)  # nobody was asked after all
        case What.NOT_TAKEN | What.NOT_FOUND | What.RETURNED:
            return _put_back(standing, outcome, now, wait, settings)


def unknown(
    standing: Standing,
    outcome: Outcome,
    now: datetime,
    wait: timedelta,
    settings: EngineSettings,
    *,
    can_find: bool,
) -> Verdict | None:
    """Nobody knows whether the provider took it. Ask where it can be asked; else its kind says what is done."""
    if not DELIVERY_MOVES.allows(standing.state, FateUnknown):
        return None
    if standing.error_code == UNWANTED:
        unsure = moved(standing, FateUnknown(), now)
        return Verdict(standing=moved(unsure, NoLongerWanted(), now, UNWANTED), why="no longer wanted")
    fate = TERMS[standing.kind].fate
    used_up = standing.attempts >= settings.tries_of_delivery
    if not can_find and fate is Fate.AT_MOST_ONCE:
        return _ended(standing, GivenUp(), outcome.code, now, "sent at most once, fate unknown", failed=False)
    if not can_find and fate is Fate.AGAIN_ONCE_MARKED and standing.repeat:
        return _ended(standing, GivenUp(), outcome.code, now, "sent again once, fate unknown", failed=True)
    if used_up and (outcome.looked or not can_find):
        return _ended(standing, GivenUp(), outcome.code, now, "no more tries, fate unknown", failed=True)
    first_look = can_find and not outcome.looked
    due_at = now + (settings.receipt_within if first_look else wait)
    unsure = replace(moved(standing, FateUnknown(), now, outcome.code), due_at=due_at)
    return Verdict(standing=unsure, why="fate unknown")


def lapsed(standing: Standing, now: datetime, settings: EngineSettings, *, can_find: bool) -> Verdict | None:
    """Its lease ran out: whoever had it died or stalled, perhaps after the call."""
    outcome = Outcome(delivery=standing.id, fence=standing.fence, what=What.UNKNOWN, code="lapsed")
    verdict = unknown(standing, outcome, now, timedelta(), settings, can_find=can_find)
    if verdict is None or verdict.standing.state is not DeliveryState.UNCERTAIN or standing.lease_until is None:
        return verdict
    # A receipt is awaited for as long as the lease was to run, and no longer: somebody who needs help waits as well.
    due_at = max(now, standing.lease_until) if can_find else now
    return replace(verdict, standing=replace(verdict.standing, due_at=due_at))


def _taken(standing: Standing, outcome: Outcome, now: datetime) -> Verdict | None:
    if not DELIVERY_MOVES.allows(standing.state, Taken):
        if standing.external_id is None and outcome.external_id is not None:
            return Verdict(standing=replace(standing, external_id=outcome.external_id), why="taken, and failed already")
        return None
    taken = moved(standing, Taken(), now)
    return Verdict(
        standing=replace(
            taken,
            external_id=outcome.external_id or taken.external_id,
            sent_at=taken.sent_at or now,
            error_code=None,
        ),
        why=outcome.what.value,
    )


def _put_back(
    standing: Standing, outcome: Outcome, now: datetime, wait: timedelta, settings: EngineSettings
) -> Verdict | None:
    if not DELIVERY_MOVES.allows(standing.state, PutBack):
        return None
    if standing.error_code == UNWANTED:
        waiting = moved(standing, PutBack(), now)
        return Verdict(standing=moved(waiting, NoLongerWanted(), now, UNWANTED), why="no longer wanted")
    # What the provider asked us to wait for, or what never reached it, uses up no try.
    free = outcome.what is not What.NOT_TAKEN or outcome.retry_after is not None
    attempts = standing.attempts - 1 if free else standing.attempts
    if attempts >= settings.tries_of_delivery:
        return _ended(standing, GivenUp(), outcome.code, now, "no more tries", failed=True)
    due_at = now + (outcome.retry_after or (timedelta() if free else wait))
    waiting = replace(moved(standing, PutBack(), now, outcome.code), due_at=due_at, attempts=attempts)
    return Verdict(standing=waiting, why="put back")


def _ended(
    standing: Standing, event: DeliveryEvent, code: str | None, now: datetime, why: str, *, failed: bool
) -> Verdict | None:
    if not DELIVERY_MOVES.allows(standing.state, type(event)):
        return None
    return Verdict(standing=moved(standing, event, now, code), why=why, failed=failed)


# --- receipts


def after_receipt(standing: Standing, word: ReceiptWord, now: datetime) -> Verdict | None:
    """What a provider's word makes of a delivery, whenever it comes; None if it changes nothing."""
    if word.status is ReceiptStatus.FAILED:
        another = word.provider_id is not None and standing.external_id not in (None, word.provider_id)
        if another:
            return None  # an earlier copy of it failed; this one is on its way
        failed = _ended(standing, RefusedForGood(), word.code, now, "a receipt says it failed", failed=True)
        return failed if standing.state is not DeliveryState.FAILED else None
    event = Arrived() if word.status is ReceiptStatus.ARRIVED else Taken()
    if not DELIVERY_MOVES.allows(standing.state, type(event)):
        return None
    told = moved(standing, event, now)
    told = replace(told, external_id=told.external_id or word.provider_id, sent_at=told.sent_at or now, error_code=None)
    return None if told == standing else Verdict(standing=told, why=f"a receipt says {word.status}")
