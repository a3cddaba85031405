import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bot.channels.sms import TwilioDoor
from bot.doors import Item, ItemKind, ReceiptStatus, ReceiptWord
from bot.metrics import Metrics
from bot.web.server import WebServer, build
from bot.web.webhooks import twilio_routes
from domain.ids import SenderId
from domain.messages import Inbound, Other
from domain.people import Channel
from tests.doors.shelf import Shelf
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, FakeTwilio, OptOut

PUBLIC = "https://help.example.org"
INBOUND = f"{PUBLIC}/twilio/inbound"
STATUS = f"{PUBLIC}/twilio/status"
ANA = "+13125550111"
SID = "SM" + "0a" * 16
OURS = SenderId("sms")

FORM = [
    ("MessageSid", SID),
    ("AccountSid", ACCOUNT_SID),
    ("From", ANA),
    ("To", NUMBER),
    ("Body", "need a hand"),
    ("NumMedia", "0"),
    ("ToZip", ""),
]
RECEIPT = [
    ("MessageSid", SID),
    ("AccountSid", ACCOUNT_SID),
    ("From", NUMBER),
    ("To", ANA),
    ("MessageStatus", "delivered"),
]


def signed(url: str, form: Sequence[tuple[str, str]], token: str = AUTH_TOKEN) -> str:
    """The signature as the provider's public description gives it."""
    text = url + "".join(name + value for name, value in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def changed(form: Sequence[tuple[str, str]], **fields: str | None) -> list[tuple[str, str]]:
    """The form with some fields set, or taken out where None."""
    kept = [(name, value) for name, value in form if name not in fields]
    return kept + [(name, value) for name, value in fields.items() if value is not None]


class Twilio:
    """Posts to the door's webhooks over the loopback, as the provider would and as it would not."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    async def post(
        self,
        form: Sequence[tuple[str, str]],
        url: str = INBOUND,
        *,
        signature: str | None = "right",
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        sent = httpx.Headers(
            {"Content-Type": "application/x-www-form-urlencoded", "Host": "help.example.org"}, "latin-1"
        )
        if signature is not None:
            sent["X-Twilio-Signature"] = signed(url, form) if signature == "right" else signature
        sent.update(headers)
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.post(
                self.origin + url.removeprefix(PUBLIC),
                content=urlencode(form).encode() if content is None else content,
                headers=sent,
            )


@asynccontextmanager
async def a_server(
    shelf: Shelf,
    *,
    public_url: str | None = PUBLIC,
    senders: Mapping[str, SenderId] | None = None,
    metrics: Metrics | None = None,
) -> AsyncIterator[Twilio]:
    door = TwilioDoor(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        senders=senders or {NUMBER: OURS},
        doorstep=shelf,
        metrics=metrics or Metrics(),
        public_url=public_url,
    )
    server = WebServer(build(twilio_routes(door), []), "127.0.0.1", 0)
    await server.start()
    try:
        yield Twilio(f"http://127.0.0.1:{server.port}")
    finally:
        await server.stop()
        await door.stop()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def twilio(shelf: Shelf) -> AsyncIterator[Twilio]:
    async with a_server(shelf) as posting:
        yield posting


# --- what a text becomes


async def test_a_text_comes_in_with_whose_it_is_and_which_number_it_came_to(shelf: Shelf, twilio: Twilio) -> None:
    answer = await twilio.post(changed(FORM, Body=" need\u202e a hand\x07\r\nplease "))

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    assert shelf.items == [
        Item(
            channel=Channel.SMS,
            sender=OURS,
            external_id=SID,
            address=ANA,
            content=Inbound(text="need a hand\nplease"),
        )
    ]
    assert shelf.items[0].kind is ItemKind.INBOUND


async def test_signatures_of_the_fake_provider_and_its_real_forms_are_believed(shelf: Shelf) -> None:
    async with FakeTwilio() as tw, a_server(shelf) as twilio:
        tw.sms_url, tw.connect_to = INBOUND, twilio.origin
        assert (await tw.texts(ANA, "ñandú & co = 1+1? ünïcödé 🙂")).status == 200
        assert (await tw.texts(ANA, "forged", auth_token="another")).status == 403
        assert tw.refusals == []

    assert shelf.inbound.text == "ñandú & co = 1+1? ünïcödé 🙂"


async def test_a_text_posted_again_is_answered_again_and_stored_once(shelf: Shelf, twilio: Twilio) -> None:
    answers = [await twilio.post(FORM) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(shelf.items) == 1


async def test_what_could_not_be_stored_is_not_acknowledged(shelf: Shelf, twilio: Twilio) -> None:
    shelf.refusals_left = 1

    assert (await twilio.post(FORM)).status_code == 503
    assert (await twilio.post(FORM)).status_code == 200
    assert len(shelf.items) == 1


@pytest.mark.parametrize(
    ("fields", "text", "other", "with_media"),
    [
        ({"Body": "STOP", "OptOutType": "STOP"}, "STOP", Other.OPTED_OUT, False),
        ({"Body": "START", "OptOutType": "START"}, "START", Other.OPTED_IN, False),
        ({"Body": "HELP", "OptOutType": "HELP"}, "HELP", None, False),
        ({"Body": "STOP"}, "STOP", None, False),
        ({"Body": "", "NumMedia": "1", "MediaContentType0": "audio/amr"}, "", Other.VOICE, False),
        ({"Body": "", "NumMedia": "1"}, "", Other.PHOTO, False),
        ({"Body": "look", "NumMedia": "1"}, "look", None, True),
        ({"Body": ""}, "", None, False),
    ],
)
async def test_keywords_and_pictures(
    shelf: Shelf, twilio: Twilio, fields: dict[str, str], text: str, other: Other | None, with_media: bool
) -> None:
    assert (await twilio.post(changed(FORM, **fields))).status_code == 200

    assert (shelf.inbound.text, shelf.inbound.other, shelf.inbound.with_media) == (text, other, with_media)


async def test_keywords_the_provider_heeds_arrive_named(shelf: Shelf) -> None:
    async with FakeTwilio(opt_out=OptOut.ADVANCED) as tw, a_server(shelf) as twilio:
        tw.sms_url, tw.connect_to = INBOUND, twilio.origin
        await tw.texts(ANA, "stop")

    assert shelf.inbound.other is Other.OPTED_OUT


@pytest.mark.parametrize("sender", ["312555", "CityAlert"])
async def test_a_text_from_no_ordinary_number_is_still_taken_in(shelf: Shelf, twilio: Twilio, sender: str) -> None:
    assert (await twilio.post(changed(FORM, From=sender))).status_code == 200

    assert shelf.items[0].address == sender


async def test_each_of_our_numbers_is_told_apart_and_a_services_number_is_the_services(shelf: Shelf) -> None:
    senders = {"+13125550101": SenderId("one"), "MG" + "1" * 32: SenderId("pool")}
    async with a_server(shelf, senders=senders) as twilio:
        await twilio.post(changed(FORM, To="+13125550101"))
        pooled = changed(FORM, To="+13125550102", MessagingServiceSid="MG" + "1" * 32, MessageSid="SM" + "0b" * 16)
        await twilio.post(pooled)

    assert [item.sender for item in shelf.items] == ["one", "pool"]


# --- what is not believed


async def refused(twilio: Twilio, shelf: Shelf, form: Sequence[tuple[str, str]], **how: Any) -> None:
    answer = await twilio.post(form, **how)
    assert (answer.status_code, answer.text) == (403, "")
    assert shelf.items == []


@pytest.mark.parametrize(
    "signature", [None, "", "x", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", signed(INBOUND, FORM, "other")]
)
async def test_a_wrong_or_missing_signature_is_refused(shelf: Shelf, twilio: Twilio, signature: str | None) -> None:
    await refused(twilio, shelf, FORM, signature=signature)


@pytest.mark.parametrize(
    "url",
    [
        "https://help.example.com/twilio/inbound",
        "http://help.example.org/twilio/inbound",
        "https://help.example.org/twilio/status",
        "https://help.example.org/twilio/inbound?x=1",
        "https://help.example.org/twilio/inbound/",
        "",
    ],
)
async def test_a_signature_for_another_address_is_refused(shelf: Shelf, twilio: Twilio, url: str) -> None:
    await refused(twilio, shelf, FORM, signature=signed(url, FORM))


async def test_headers_that_claim_another_address_change_nothing(shelf: Shelf, twilio: Twilio) -> None:
    elsewhere = "https://evil.example.com/twilio/inbound"
    headers = {
        "Host": "evil.example.com",
        "X-Forwarded-Host": "evil.example.com",
        "X-Forwarded-Proto": "https",
        "X-Original-URL": elsewhere,
        "Forwarded": "host=evil.example.com;proto=https",
    }
    await refused(twilio, shelf, FORM, signature=signed(elsewhere, FORM), headers=headers)

    assert (await twilio.post(FORM, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "tampered",
    [
        changed(FORM, Body="something else"),
        changed(FORM, From="+13125550112"),
        changed(FORM, Body=None),
        changed(FORM, ToZip=None, Body="need a hand", NumMedia=None),
        [*FORM, ("Added", "1")],
        [*FORM, ("Body", "another")],
        [("BodyNeed", "a"), *FORM],
    ],
)
async def test_a_form_changed_after_it_was_signed_is_refused(
    shelf: Shelf, twilio: Twilio, tampered: list[tuple[str, str]]
) -> None:
    await refused(twilio, shelf, tampered, signature=signed(INBOUND, FORM))


async def test_a_field_repeated_with_the_same_value_is_refused_although_its_signature_holds(
    shelf: Shelf, twilio: Twilio
) -> None:
    await refused(twilio, shelf, [*FORM, ("Body", "need a hand")], signature=signed(INBOUND, FORM))


async def test_the_order_of_fields_is_nothing_and_a_blank_one_counts(shelf: Shelf, twilio: Twilio) -> None:
    assert (await twilio.post(list(reversed(FORM)))).status_code == 200
    with_a_blank = [*changed(FORM, MessageSid="SM" + "0c" * 16), ("FromZip", "")]
    assert (await twilio.post(with_a_blank)).status_code == 200
    assert len(shelf.items) == 2


async def test_a_query_is_part_of_what_is_signed(shelf: Shelf, twilio: Twilio) -> None:
    assert (await twilio.post(FORM, f"{INBOUND}?a=%20b&a=&c")).status_code == 200
    answer = await twilio.post(
        changed(FORM, MessageSid="SM" + "0d" * 16), f"{INBOUND}?a=b", signature=signed(INBOUND, FORM)
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"AccountSid": "AC" + "1" * 32},
        {"AccountSid": None},
        {"To": "+13125550199"},
        {"To": None},
        {"MessageSid": None},
        {"MessageSid": "SM123"},
        {"MessageSid": "XX" + "0a" * 16},
        {"MessageSid": SID + "\n"},
        {"From": None},
        {"From": ""},
        {"From": "+1312555011<script>"},
        {"Body": None},
    ],
)
async def test_a_well_signed_form_that_is_not_for_us_or_not_whole_is_refused(
    shelf: Shelf, twilio: Twilio, fields: dict[str, str | None]
) -> None:
    await refused(twilio, shelf, changed(FORM, **fields))


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "multipart/form-data; boundary=x", "", "application/x-www-form-urlencodedx"],
)
async def test_only_forms_are_read(shelf: Shelf, twilio: Twilio, kind: str) -> None:
    await refused(twilio, shelf, FORM, headers={"Content-Type": kind})


async def test_a_json_post_is_refused_even_with_a_body_hash_in_its_address(shelf: Shelf, twilio: Twilio) -> None:
    body = b'{"Body": "hi"}'
    url = f"{INBOUND}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    await refused(
        twilio,
        shelf,
        [],
        url=url,
        content=body,
        headers={"Content-Type": "application/json"},
        signature=signed(url, []),
    )


@pytest.mark.parametrize("body", [b"\xff\xfe=1", b"&".join(b"a=1" for _ in range(300))])
async def test_a_body_that_is_no_form_of_theirs_is_refused(shelf: Shelf, twilio: Twilio, body: bytes) -> None:
    await refused(twilio, shelf, [], content=body)


async def test_what_is_larger_than_a_text_can_be_is_not_read(shelf: Shelf, twilio: Twilio) -> None:
    assert (await twilio.post(changed(FORM, Body="x" * 65_536))).status_code == 413

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"x" * 16_384

    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await client.post(f"{twilio.origin}/twilio/inbound", content=chunks(), headers=headers)
    assert answer.status_code == 413
    assert shelf.items == []


async def test_without_a_public_address_nothing_can_be_believed(shelf: Shelf) -> None:
    async with a_server(shelf, public_url=None) as twilio:
        await refused(twilio, shelf, FORM)


async def test_refusals_are_counted_by_reason(shelf: Shelf) -> None:
    metrics = Metrics()
    async with a_server(shelf, metrics=metrics) as twilio:
        await twilio.post(FORM, signature=None)
        await twilio.post(changed(FORM, To="+13125550199"))

    assert b'turned_away_total{channel="sms",reason="signature"} 1.0' in metrics.text()
    assert b'turned_away_total{channel="sms",reason="number"} 1.0' in metrics.text()


async def test_getting_is_not_posting(twilio: Twilio) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{twilio.origin}/twilio/inbound")).status_code == 405


# --- receipts


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("accepted", ReceiptStatus.TAKEN),
        ("queued", ReceiptStatus.TAKEN),
        ("sending", ReceiptStatus.TAKEN),
        ("sent", ReceiptStatus.TAKEN),
        ("delivered", ReceiptStatus.ARRIVED),
        ("read", ReceiptStatus.ARRIVED),
        ("undelivered", ReceiptStatus.FAILED),
        ("failed", ReceiptStatus.FAILED),
        ("canceled", ReceiptStatus.FAILED),
    ],
)
async def test_a_receipt_says_what_became_of_our_delivery(
    shelf: Shelf, twilio: Twilio, word: str, status: ReceiptStatus
) -> None:
    answer = await twilio.post(changed(RECEIPT, MessageStatus=word), f"{STATUS}?ref=dlv_aaaaaaaaaa")

    (item,) = shelf.items
    assert (answer.status_code, answer.text) == (204, "")
    assert item.kind is ItemKind.RECEIPT
    assert item.address is None
    assert isinstance(item.content, ReceiptWord)
    assert item.content.status is status
    assert (item.content.reference, item.content.provider_id) == ("dlv_aaaaaaaaaa", SID)


async def test_the_same_receipt_is_taken_once_and_each_new_word_once(shelf: Shelf, twilio: Twilio) -> None:
    for word in ("sent", "delivered", "sent", "delivered"):
        await twilio.post(changed(RECEIPT, MessageStatus=word), f"{STATUS}?ref=dlv_aaaaaaaaaa")

    assert [item.external_id for item in shelf.items] == [f"{SID}/sent/", f"{SID}/delivered/"]


async def test_a_failure_carries_its_code_and_an_opt_out_is_told_apart(shelf: Shelf, twilio: Twilio) -> None:
    await twilio.post(changed(RECEIPT, MessageStatus="undelivered", ErrorCode="30003"), f"{STATUS}?ref=a")
    await twilio.post(changed(RECEIPT, MessageStatus="failed", ErrorCode="21610"), f"{STATUS}?ref=a")

    unreachable, opted_out = (item.content for item in shelf.items)
    assert isinstance(unreachable, ReceiptWord)
    assert isinstance(opted_out, ReceiptWord)
    assert (unreachable.code, unreachable.opted_out) == ("30003", False)
    assert (opted_out.code, opted_out.opted_out) == ("21610", True)


@pytest.mark.parametrize("query", ["", "?ref=", "?ref=a&ref=b", "?ref=no%20spaces", "?other=1"])
async def test_a_receipt_without_our_reference_is_known_by_the_providers_id(
    shelf: Shelf, twilio: Twilio, query: str
) -> None:
    assert (await twilio.post(RECEIPT, STATUS + query)).status_code == 204

    word = shelf.items[0].content
    assert isinstance(word, ReceiptWord)
    assert (word.reference, word.provider_id) == (None, SID)


async def test_words_that_say_nothing_about_a_messages_fate_are_passed_over(shelf: Shelf, twilio: Twilio) -> None:
    assert (await twilio.post(changed(RECEIPT, MessageStatus="receiving"), STATUS)).status_code == 204

    assert shelf.items == []


async def test_a_forged_receipt_is_refused(shelf: Shelf, twilio: Twilio) -> None:
    url = f"{STATUS}?ref=dlv_aaaaaaaaaa"
    for signature in (None, signed(STATUS, RECEIPT), signed(f"{STATUS}?ref=dlv_bbbbbbbbbb", RECEIPT)):
        await refused(twilio, shelf, RECEIPT, url=url, signature=signature)


async def test_a_receipt_that_could_not_be_stored_is_not_acknowledged(shelf: Shelf, twilio: Twilio) -> None:
    shelf.refusals_left = 1

    assert (await twilio.post(RECEIPT, STATUS)).status_code == 503
