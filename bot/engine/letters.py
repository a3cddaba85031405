"""How what comes in stands in the inbox, and what it is when its turn comes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.doors import Item, ReceiptStatus, ReceiptWord
from bot.stimulus import Arrived, DeliveryFailed, Stimulus
from domain.ids import DeliveryId, SenderId
from domain.messages import Action, Inbound, Lane, Other, Tap
from domain.people import Channel
from models.inbox import Entry, Kind, Waiting


class Unknown(Exception):
    """The inbox holds something that nobody here can read."""


def entry_of(item: Item) -> Entry:
    """What a door hands over, as it is stored. One sender's items keep their order; receipts come in any."""
    if isinstance(item.content, Inbound):
        return Entry(
            kind=Kind.INBOUND,
            channel=item.channel.value,
            external_id=item.external_id,
            stream=f"{item.sender}|{item.address}",
            lane=Lane.URGENT,
            payload={"sender": item.sender, "address": item.address or "", "inbound": _inbound_form(item.content)},
        )
    return Entry(
        kind=Kind.RECEIPT,
        channel=item.channel.value,
        external_id=item.external_id,
        stream=item.external_id,
        lane=Lane.URGENT if item.content.status is ReceiptStatus.FAILED else Lane.PROMPT,
        payload=_word_form(item.content),
    )


def stimulus_of(item: Waiting, payload: Mapping[str, Any]) -> Stimulus:
    """What sets off the turn. Raises Unknown."""
    match item.kind:
        case Kind.INBOUND:
            return Arrived(
                inbox=item.id,
                channel=Channel(item.channel),
                sender=SenderId(payload["sender"]),
                address=payload["address"],
                inbound=_inbound_from(payload["inbound"]),
                received_at=item.received_at,
            )
        case Kind.DELIVERY_FAILED:
            return DeliveryFailed(inbox=item.id, delivery=DeliveryId(payload["delivery"]))
        case _:
            raise Unknown(item.kind)


def word_of(payload: Mapping[str, Any]) -> ReceiptWord:
    """The provider's word in a receipt."""
    reference = payload["reference"]
    return ReceiptWord(
        reference=None if reference is None else DeliveryId(reference),
        provider_id=payload["provider_id"],
        status=ReceiptStatus(payload["status"]),
        code=payload["code"],
        opted_out=payload["opted_out"],
    )


def _word_form(word: ReceiptWord) -> dict[str, Any]:
    return {
        "reference": word.reference,
        "provider_id": word.provider_id,
        "status": word.status.value,
        "code": word.code,
        "opted_out": word.opted_out,
    }


def _inbound_form(inbound: Inbound) -> dict[str, Any]:
    tap = inbound.tap
    return {
        "text": inbound.text,
        "token": inbound.token,
        "tap": None if tap is None else [tap.action.value, tap.subject, tap.arg],
        "point": inbound.point,
        "other": None if inbound.other is None else inbound.other.value,
        "language_hint": inbound.language_hint,
        "reply_to": inbound.reply_to,
        "reply_ref": inbound.reply_ref,
        "sent_at": None if inbound.sent_at is None else inbound.sent_at.isoformat(),
        "forwarded": inbound.forwarded,
        "live": inbound.live,
        "own_number": inbound.own_number,
        "with_media": inbound.with_media,
        "photo": inbound.photo,
        "console": inbound.console,
        "reason": inbound.reason,
    }


def _inbound_from(form: Mapping[str, Any]) -> Inbound:
    tap, point, other, sent_at = form["tap"], form["point"], form["other"], form["sent_at"]
    return Inbound(
        text=form["text"],
        token=form["token"],
        tap=None if tap is None else Tap(Action(tap[0]), tap[1], tap[2]),
        point=None if point is None else (point[0], point[1]),
        other=None if other is None else Other(other),
        language_hint=form["language_hint"],
        reply_to=form["reply_to"],
        reply_ref=form.get("reply_ref"),
        sent_at=None if sent_at is None else datetime.fromisoformat(sent_at),
        # An item that waits since before these were written has neither.
        forwarded=form.get("forwarded", False),
        live=form.get("live", False),
        own_number=form.get("own_number"),  # what was taken in by an earlier program has none
        with_media=form.get("with_media", False),
        photo=form.get("photo", ""),
        console=form.get("console", False),
        reason=form.get("reason", ""),
    )
