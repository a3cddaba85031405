"""Receipts: what providers say about deliveries later, in any order, any number of times."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.doors import ReceiptStatus, ReceiptWord
from bot.engine.fates import after_receipt
from bot.engine.faults import fail_point
from bot.engine.letters import word_of
from bot.engine.settings import EngineSettings, back_off
from bot.log import logger
from domain.chance import Mint
from domain.ids import ContactPointId, DeliveryId
from domain.messages import Lane
from domain.people import Reach
from models import deliveries, inbox
from models.cipher import Unreadable
from models.database import Store
from models.deliveries import Standing
from models.keyring import KeyDestroyed

_log = logger(__name__)


class Receipts:
    """Applies receipts inside transactions that others open."""

    def __init__(self, mint: Mint, settings: EngineSettings) -> None:
        self._mint = mint
        self._settings = settings

    async def apply_some(self, store: Store, now: datetime, most: int) -> int:
        """Apply the receipts that are due, `most` at most; how many there were."""
        due = sorted(await inbox.due_receipts(store, now, most), key=lambda item: item.seq)
        if not due:
            return 0
        fail_point("receipt.before_write")
        words = [(item, word) for item in due if (word := await self._word(store, item)) is not None]
        standings = await self._standings(store, [word for _, word in words])
        read = {item.id for item, _ in words}
        done = [item.id for item in due if item.id not in read]
        failed: dict[DeliveryId, Lane] = {}
        reaches: dict[ContactPointId, Reach] = {}
        arrived: set[ContactPointId] = set()
        changed: dict[DeliveryId, Standing] = {}
        for item, word in words:
            standing = _meant(word, item, standings)
            if standing is None:
                if not await self._wait_for_its_delivery(store, item, word, now):
                    done.append(item.id)
                continue
            done.append(item.id)
            if word.status is ReceiptStatus.ARRIVED and standing.reach is Reach.FAILING:
                arrived.add(standing.contact_point)
            if word.opted_out:
                reaches[standing.contact_point] = Reach.OPTED_OUT
            verdict = after_receipt(standing, word, now)
            if verdict is None:
                _log.info("a receipt changes nothing", delivery=standing.id, state=standing.state, says=word.status)
                continue
            standings[standing.id] = changed[standing.id] = verdict.standing
            if verdict.failed:
                failed[standing.id] = standing.lane
                reaches.setdefault(standing.contact_point, Reach.FAILING)
            _log.info(
                "a receipt",
                delivery=standing.id,
                incident=standing.incident,
                state=verdict.standing.state,
                code=word.code,
            )
        await deliveries.keep(store, changed.values())
        await deliveries.works_again(store, arrived - reaches.keys())
        await deliveries.set_reaches(store, reaches)
        await inbox.put_delivery_failed(store, failed, now)
        await inbox.finish_all(store, done, now)
        fail_point("receipt.before_commit")
        return len(due)

    async def _word(self, store: Store, item: inbox.Waiting) -> ReceiptWord | None:
        try:
            return word_of(await inbox.payload_of(store, item))
        except (KeyDestroyed, Unreadable) as gone:
            _log.warning("a receipt cannot be read any more", item=item.id, exc_info=gone)
            return None

    async def _standings(self, store: Store, words: Sequence[ReceiptWord]) -> dict[DeliveryId, Standing]:
        standings = await deliveries.by_id(store, {word.reference for word in words if word.reference is not None})
        theirs = {
            word.provider_id
            for word in words
            if word.provider_id is not None and (word.reference is None or word.reference not in standings)
        }
        for standing in await deliveries.by_external_id(store, theirs):
            standings.setdefault(standing.id, standing)
        return standings

    async def _wait_for_its_delivery(self, store: Store, item: inbox.Waiting, word: ReceiptWord, now: datetime) -> bool:
        """A receipt without our reference may overtake the answer to the send: look again later, a few times."""
        attempts = item.attempts + 1
        if word.reference is not None or attempts >= self._settings.tries_of_receipt:
            _log.info("a receipt of no delivery of ours", item=item.id)
            return False
        due_at = now + back_off(attempts, self._settings.longest_wait, self._mint)
        await inbox.put_back(store, item.id, attempts=attempts, why="no such delivery", due_at=due_at)
        return True


def _meant(word: ReceiptWord, item: inbox.Waiting, standings: Mapping[DeliveryId, Standing]) -> Standing | None:
    """The delivery a receipt speaks of."""
    if word.reference is not None and word.reference in standings:
        return standings[word.reference]
    if word.provider_id is None:
        return None
    same = (
        each
        for each in standings.values()
        if each.external_id == word.provider_id and each.channel.value == item.channel
    )
    return next(same, None)
