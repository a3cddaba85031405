"""The fake Twilio accepts what Twilio's own library sends, signs as it verifies, and refuses what the API refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.datastructures import FormData
from starlette.responses import Response
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.fakes import published
from tests.fakes.door import Door
from tests.fakes.faults import AFTER, DropConnection, HangUntilReleased, RateLimit, Refuse, Repeat, ServerError
from tests.fakes.twilio import CREATE_FIELDS, NUMBER, FakeTwilio, OptOut, Receipts, segments, signature

ANA = "+13125550111"
BEN = "+13125550112"
PUBLIC = "https://public.example"

needs_the_specification = pytest.mark.skipif(
    not published.TWILIO.exists(), reason="Twilio's published specification is not beside the project"
)


# What Twilio's library stands on warns the library of its next major version.
pytestmark = [
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The 'auth' parameter is deprecated:DeprecationWarning"),
]


class ToTheFake(AsyncTwilioHttpClient):  # type: ignore[misc]  # the library is untyped
    """Twilio's own asynchronous client, led to the loopback."""

    def __init__(self, fake: FakeTwilio) -> None:
        super().__init__()
        self._fake = fake

    async def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        parts = urlsplit(url)
        assert parts.hostname in ("api.twilio.com", "messaging.twilio.com")
        led = f"{self._fake.url}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return await super().request(method, led, *args, **kwargs)


@pytest.fixture
async def tw() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(numbers=(NUMBER, "+13125550199"), retry_every=0.001) as fake:
        yield fake


@pytest.fixture
async def door(tw: FakeTwilio) -> AsyncIterator[Door]:
    async with Door() as each:
        tw.connect_to = each.url
        tw.sms_url = f"{PUBLIC}/twilio/inbound"
        tw.voice_url = f"{PUBLIC}/twilio/voice"
        yield each


@pytest.fixture
async def client(tw: FakeTwilio) -> AsyncIterator[Client]:
    async with ToTheFake(tw) as http:
        yield Client(tw.account_sid, tw.auth_token, http_client=http)


async def raw(fake: FakeTwilio, **form: str) -> tuple[int, dict[str, Any]]:
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        response = await http.post(
            f"{fake.url}/2010-04-01/Accounts/{fake.account_sid}/Messages.json",
            data=form,
            auth=(fake.account_sid, fake.auth_token),
        )
    return response.status_code, response.json()


def statuses(door: Door) -> list[str | None]:
    return [heard.field("MessageStatus") for heard in door.heard]


# What a sound program does is accepted.


async def test_a_message_of_the_real_library_reaches_the_phone_and_its_receipts_come_back(
    tw: FakeTwilio, door: Door, client: Client
) -> None:
    sent = await client.messages.create_async(
        to=ANA,
        from_=NUMBER,
        body="Can you go? A 12 = coming",
        validity_period=120,
        status_callback=f"{PUBLIC}/twilio/status?d=17&r=a%2Fb",
    )
    await tw.settled()

    shown = await tw.expect(ANA, "Can you go?")
    assert (shown.sid, shown.sender, shown.segments) == (sent.sid, NUMBER, 1)
    assert sent.status == "queued"
    assert tw.status(shown.sid) == "delivered"
    assert statuses(door) == ["queued", "sent", "delivered"]
    assert {heard.query for heard in door.heard} == {"d=17&r=a%2Fb"}
    assert tw.asked(shown.sid)["ValidityPeriod"] == "120"
    assert tw.refusals == []


async def test_a_messaging_service_chooses_the_number(tw: FakeTwilio, client: Client) -> None:
    sent = await client.messages.create_async(to=ANA, messaging_service_sid=tw.service, body="Hello")

    assert (sent.status, sent.from_) == ("accepted", None)
    assert (await tw.expect(ANA, "Hello")).sender in tw.numbers
    fetched = await client.messages(str(sent.sid)).fetch_async()
    assert fetched.from_ in tw.numbers


async def test_sent_and_received_messages_are_listed_by_number_and_time_page_by_page(
    tw: FakeTwilio, client: Client
) -> None:
    for count in range(5):
        await client.messages.create_async(to=ANA, from_=NUMBER, body=f"to ana {count}")
    await client.messages.create_async(to=BEN, from_=NUMBER, body="to ben")
    await tw.texts(ANA, "from ana")
    recent = datetime.now(UTC) - timedelta(minutes=1)
    later = datetime.now(UTC) + timedelta(minutes=1)

    to_ana = await client.messages.list_async(to=ANA, date_sent_after=recent, page_size=2)
    from_ana = await client.messages.list_async(to=NUMBER, from_=ANA)
    none_yet = await client.messages.list_async(to=ANA, date_sent_after=later)
    all_before = await client.messages.list_async(date_sent_before=later, limit=100)

    assert [each.body for each in to_ana] == [f"to ana {count}" for count in (4, 3, 2, 1, 0)]
    assert [(each.body, each.direction, each.status) for each in from_ana] == [("from ana", "inbound", "received")]
    assert none_yet == []
    assert len(all_before) == 7
    assert tw.refusals == []


async def test_the_account_its_numbers_and_its_service_can_be_read_and_webhooks_set(
    tw: FakeTwilio, client: Client
) -> None:
    tw.account_type = "Trial"
    account = await client.api.accounts(tw.account_sid).fetch_async()
    (number,) = await client.incoming_phone_numbers.list_async(phone_number=NUMBER)
    await client.incoming_phone_numbers(str(number.sid)).update_async(
        sms_url=f"{PUBLIC}/twilio/inbound", sms_method="POST", voice_url=f"{PUBLIC}/twilio/voice"
    )
    service = await client.messaging.v1.services(tw.service).fetch_async()

    assert (account.type, account.status) == ("Trial", "active")
    assert tw.numbers[NUMBER].sms_url == f"{PUBLIC}/twilio/inbound"
    assert tw.numbers["+13125550199"].sms_url == ""
    assert service.sid == tw.service
    assert tw.refusals == []


async def test_a_body_can_be_redacted_and_a_message_deleted(tw: FakeTwilio, client: Client) -> None:
    sent = await client.messages.create_async(to=ANA, from_=NUMBER, body="Hello")
    context = client.messages(str(sent.sid))

    assert (await context.update_async(body="")).body == ""
    assert await context.delete_async()
    with pytest.raises(TwilioRestException) as caught:
        await context.fetch_async()
    assert caught.value.status == 404


@needs_the_specification
async def test_every_answer_is_what_the_specification_promises(tw: FakeTwilio, client: Client) -> None:
    sent = await client.messages.create_async(to=ANA, from_=NUMBER, body="Hello")
    number = tw.numbers[NUMBER]
    spec = published.twilio()
    assert spec is not None
    root = f"/2010-04-01/Accounts/{tw.account_sid}"
    asked = [
        ("/2010-04-01/Accounts/{Sid}.json", f"{root}.json"),
        ("/2010-04-01/Accounts/{AccountSid}/Messages.json", f"{root}/Messages.json?PageSize=1"),
        ("/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json", f"{root}/Messages/{sent.sid}.json"),
        ("/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json", f"{root}/IncomingPhoneNumbers.json"),
        (
            "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json",
            f"{root}/IncomingPhoneNumbers/{number.sid}.json",
        ),
    ]

    _, created = await raw(tw, To=ANA, From=NUMBER, Body="Hello")
    problems = [spec.problem_with_answer("/2010-04-01/Accounts/{AccountSid}/Messages.json", "post", 201, created)]
    async with httpx.AsyncClient(trust_env=False, verify=False, auth=(tw.account_sid, tw.auth_token)) as http:
        for template, address in asked:
            answer = (await http.get(f"{tw.url}{address}")).json()
            problems.append(spec.problem_with_answer(template, "get", 200, answer))

    assert problems == [None] * 6


# Inbound.


async def test_an_inbound_text_is_signed_over_the_public_address_as_twilios_library_verifies(
    tw: FakeTwilio, door: Door
) -> None:
    post = await tw.texts(ANA, "help & más", media=("https://example.org/a.jpg",))

    (heard,) = door.heard
    assert post.status == 200
    assert heard.path == "/twilio/inbound"
    assert heard.headers["host"] == "public.example"
    assert heard.field("MessageSid") == heard.field("SmsSid") == heard.field("SmsMessageSid") == post.id
    assert (heard.field("From"), heard.field("To"), heard.field("Body")) == (ANA, NUMBER, "help & más")
    assert (heard.field("NumMedia"), heard.field("MediaUrl0")) == ("1", "https://example.org/a.jpg")
    assert heard.field("SmsStatus") == "received"
    given = heard.headers["x-twilio-signature"]
    validator = RequestValidator(tw.auth_token)
    assert validator.validate(f"{PUBLIC}/twilio/inbound", dict(heard.form), given)
    assert not validator.validate(f"{PUBLIC}/twilio/other", dict(heard.form), given)


async def test_a_forged_text_carries_a_signature_that_does_not_verify(tw: FakeTwilio, door: Door) -> None:
    await tw.texts(ANA, "help", auth_token="somebody else's")

    (heard,) = door.heard
    given = heard.headers["x-twilio-signature"]
    assert not RequestValidator(tw.auth_token).validate(f"{PUBLIC}/twilio/inbound", dict(heard.form), given)


@pytest.mark.parametrize(
    "form",
    [
        [("Body", ""), ("A", "1")],
        [("B", "2"), ("B", "1"), ("B", "2"), ("A", "ñ")],
        [("b", "2"), ("B", "1"), ("a b", "x=y&z")],
    ],
)
def test_signatures_agree_with_twilios_library_on_duplicates_and_blanks(form: list[tuple[str, str]]) -> None:
    url = f"{PUBLIC}/twilio/status?d=1"

    assert signature("token", url, form) == RequestValidator("token").compute_signature(url, FormData([*form]))


async def test_texts_of_one_phone_arrive_in_order(tw: FakeTwilio, door: Door) -> None:
    await asyncio.gather(*(tw.texts(ANA, str(count)) for count in range(10)))

    assert [heard.field("Body") for heard in door.heard] == [str(count) for count in range(10)]


async def test_a_text_the_webhook_refuses_is_not_tried_again_unless_said_so(tw: FakeTwilio, door: Door) -> None:
    door.answers = [Response(status_code=500), Response(status_code=500)]

    first = await tw.texts(ANA, "one")
    tw.retries = 2
    second = await tw.texts(ANA, "two")

    assert (first.status, second.status, second.attempt) == (500, 200, 2)
    tokens = [heard.headers["i-twilio-idempotency-token"] for heard in door.heard]
    assert tokens[1] == tokens[2] != tokens[0]


async def test_a_failed_webhook_falls_back_to_the_second_address(tw: FakeTwilio, door: Door) -> None:
    tw.numbers[NUMBER].sms_fallback_url = f"{PUBLIC}/second"
    door.answers = [Response(status_code=500)]

    await tw.texts(ANA, "one")

    assert [heard.path for heard in door.heard] == ["/twilio/inbound", "/second"]
    assert door.heard[1].field("ErrorUrl") == f"{PUBLIC}/twilio/inbound"


async def test_without_a_webhook_a_text_only_stands_in_the_list(tw: FakeTwilio, client: Client) -> None:
    post = await tw.texts(ANA, "hello")

    (listed,) = await client.messages.list_async(to=NUMBER)
    assert (post.status, listed.sid) == (None, post.id)


async def test_what_a_webhook_answers_is_read_as_twilio_reads_it(tw: FakeTwilio, door: Door) -> None:
    door.answers = [
        Response(),
        Response("<Response/>", media_type="text/xml"),
        Response("<Response><Message>from twiml</Message></Response>", media_type="text/xml"),
        Response("ok", media_type="text/plain"),
        Response('{"ok":true}', media_type="application/json"),
    ]

    for _ in range(5):
        await tw.texts(ANA, "hello")

    assert [text.body for text in tw.phone(ANA)] == ["from twiml", "ok"]
    assert [refusal.code for refusal in tw.refusals] == [12300]


async def test_a_caller_is_answered_by_the_voice_webhook(tw: FakeTwilio, door: Door) -> None:
    door.answers = [Response("<Response><Say>One moment</Say></Response>", media_type="text/xml")]

    heard = await tw.rings(ANA)

    assert "One moment" in heard.body
    assert door.heard[0].path == "/twilio/voice"
    given = door.heard[0].headers["x-twilio-signature"]
    assert RequestValidator(tw.auth_token).validate(f"{PUBLIC}/twilio/voice", dict(door.heard[0].form), given)


# Opting out.


@pytest.mark.parametrize(
    "word", ["STOP", " stop\n", "Unsubscribe", "CANCEL", "end", "quit", "revoke", "OptOut", "stopall"]
)
async def test_a_stop_word_alone_unsubscribes_and_the_webhook_hears_of_it(
    tw: FakeTwilio, door: Door, word: str
) -> None:
    await tw.texts(ANA, word)

    assert door.heard[0].field("OptOutType") == "STOP"
    assert tw.unsubscribed(ANA)
    status, answer = await raw(tw, To=ANA, From=NUMBER, Body="still there?")
    assert (status, answer["code"]) == (400, 21610)
    assert tw.refusals == []
    assert [refusal.code for refusal in tw.turned_away] == [21610]
    assert [text.by_provider for text in tw.phone(ANA)] == [True]


async def test_a_stop_word_inside_a_sentence_means_nothing(tw: FakeTwilio, door: Door) -> None:
    await tw.texts(ANA, "make him stop")

    assert door.heard[0].field("OptOutType") is None
    assert not tw.unsubscribed(ANA)


async def test_start_subscribes_again_and_help_is_answered_by_the_provider(tw: FakeTwilio, door: Door) -> None:
    await tw.texts(ANA, "STOP")
    await tw.texts(ANA, "START")
    await tw.texts(BEN, "HELP")

    assert [heard.field("OptOutType") for heard in door.heard] == ["STOP", "START", "HELP"]
    assert (await raw(tw, To=ANA, From=NUMBER, Body="hello"))[0] == 201
    assert [text.by_provider for text in tw.phone(BEN)] == [True]
    assert tw.unread(BEN) == []


@pytest.mark.parametrize(("handling", "unsubscribes"), [(OptOut.DEFAULT, True), (OptOut.OFF, False)])
async def test_opting_out_may_go_unmentioned_or_unhandled(
    tw: FakeTwilio, door: Door, handling: OptOut, unsubscribes: bool
) -> None:
    tw.opt_out = handling

    await tw.texts(ANA, "STOP")

    assert door.heard[0].field("OptOutType") is None
    assert tw.unsubscribed(ANA) is unsubscribes


# Receipts.


async def test_receipts_may_come_reversed_and_repeated_while_the_message_never_moves_back(
    tw: FakeTwilio, door: Door, client: Client
) -> None:
    tw.receipts = Receipts(statuses=("delivered", "sent", "queued"), repeat=2)

    sent = await client.messages.create_async(to=ANA, from_=NUMBER, body="x", status_callback=f"{PUBLIC}/s")
    await tw.settled()

    assert statuses(door) == ["delivered", "delivered", "sent", "sent", "queued", "queued"]
    assert tw.status(str(sent.sid)) == "delivered"
    given = door.heard[0].headers["x-twilio-signature"]
    assert RequestValidator(tw.auth_token).validate(f"{PUBLIC}/s", dict(door.heard[0].form), given)


async def test_receipts_may_arrive_before_create_has_answered(tw: FakeTwilio, door: Door) -> None:
    tw.receipts = Receipts(before_answer=True)
    hang = HangUntilReleased(AFTER)
    tw.next(hang, operation="create")
    creating = asyncio.create_task(raw(tw, To=ANA, From=NUMBER, Body="x", StatusCallback=f"{PUBLIC}/s"))

    await asyncio.wait_for(hang.arrived.wait(), 5)

    assert statuses(door) == ["queued", "sent", "delivered"]
    assert not creating.done()
    hang.release()
    assert (await creating)[0] == 201


async def test_receipts_may_wait_for_a_gate(tw: FakeTwilio, door: Door) -> None:
    gate = asyncio.Event()
    tw.receipts = Receipts(gate=gate)
    _, answer = await raw(tw, To=ANA, From=NUMBER, Body="x", StatusCallback=f"{PUBLIC}/s")
    assert (tw.status(answer["sid"]), door.heard) == ("queued", [])

    gate.set()
    await tw.settled()

    assert statuses(door) == ["queued", "sent", "delivered"]


async def test_receipts_by_hand_and_to_a_dead_phone_say_why(tw: FakeTwilio, door: Door) -> None:
    tw.undeliverable(BEN, 30003)
    await raw(tw, To=BEN, From=NUMBER, Body="x", StatusCallback=f"{PUBLIC}/s")
    await tw.settled()
    tw.receipts = None
    _, answer = await raw(tw, To=ANA, From=NUMBER, Body="x", StatusCallback=f"{PUBLIC}/s")
    await tw.receipt(answer["sid"], "failed", 30006)

    assert statuses(door) == ["queued", "sent", "undelivered", "failed"]
    assert [heard.field("ErrorCode") for heard in door.heard] == [None, None, "30003", "30006"]
    assert tw.phone(BEN) == tw.phone(ANA) == []


# What the API refuses.


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "3125550111"}, 21211),
        ({"To": "+0125550111"}, 21211),
        ({"To": NUMBER}, 21266),
        ({"From": ""}, 21603),
        ({"From": "+13125550150"}, 21606),
        ({"From": "", "MessagingServiceSid": "MG" + "a" * 32}, 21701),
        ({"From": "", "MessagingServiceSid": "MG1"}, 21701),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"ValidityPeriod": "0"}, 21624),
        ({"ValidityPeriod": "36001"}, 21624),
        ({"ValidityPeriod": "soon"}, 21624),
        ({"StatusCallback": "ftp://public.example/s"}, 21609),
        ({"StatusCallback": "/twilio/status"}, 21609),
        ({"StatusCallback": "https://under_score.example/s"}, 21609),
        ({"Colour": "red"}, 20001),
        ({"ApplicationSid": "AP" + "a" * 32}, 20001),
    ],
)
async def test_a_wrong_message_is_refused_in_twilios_shape_and_recorded(
    tw: FakeTwilio, changed: dict[str, str], code: int
) -> None:
    form = {name: value for name, value in {"To": ANA, "From": NUMBER, "Body": "x", **changed}.items() if value}

    status, answer = await raw(tw, **form)

    assert status == answer["status"] == 400
    assert answer["code"] == code
    assert answer["more_info"].endswith(str(code))
    assert [refusal.code for refusal in tw.refusals] == [code]
    assert tw.phone(ANA) == []


async def test_the_longest_message_and_the_outermost_validity_are_accepted(tw: FakeTwilio) -> None:
    assert (await raw(tw, To=ANA, From=NUMBER, Body="x" * 1600, ValidityPeriod="1"))[0] == 201
    assert (await raw(tw, To=ANA, From=NUMBER, Body="x", ValidityPeriod="36000"))[0] == 201


@needs_the_specification
async def test_what_only_the_specification_knows_is_refused_too(tw: FakeTwilio) -> None:
    status, answer = await raw(tw, To=ANA, From=NUMBER, Body="x", RiskCheck="perhaps")

    assert (status, answer["code"]) == (400, 20001)
    spec = published.twilio()
    assert spec is not None
    assert spec.fields("/2010-04-01/Accounts/{AccountSid}/Messages.json", "post") >= CREATE_FIELDS


async def test_without_the_specification_unknown_fields_are_still_refused() -> None:
    async with FakeTwilio(check_spec=False) as tw:
        assert (await raw(tw, To=ANA, From=NUMBER, Body="x"))[0] == 201
        assert (await raw(tw, To=ANA, From=NUMBER, Body="x", Colour="red"))[0] == 400


async def test_a_wrong_password_and_another_account_are_refused(tw: FakeTwilio) -> None:
    address = f"{tw.url}/2010-04-01/Accounts/{tw.account_sid}.json"
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        nobody = await http.get(address)
        wrong = await http.get(address, auth=(tw.account_sid, "wrong"))
        other = await http.get(address.replace("0f", "1f"), auth=(tw.account_sid, tw.auth_token))
        unplayed = await http.get(address.replace(".json", "/Calls.json"), auth=(tw.account_sid, tw.auth_token))

    assert [nobody.status_code, wrong.status_code, other.status_code, unplayed.status_code] == [401, 401, 404, 404]
    assert nobody.json()["code"] == 20003


async def test_a_state_of_the_world_turns_a_sound_message_away_without_blaming_it(tw: FakeTwilio) -> None:
    tw.refuses(BEN, 21614)
    _, landline = await raw(tw, To=BEN, From=NUMBER, Body="x")
    tw.account_type = "Trial"
    tw.verified.add(BEN)
    _, unverified = await raw(tw, To=ANA, From=NUMBER, Body="x")

    assert [landline["code"], unverified["code"]] == [21614, 21608]
    assert tw.refusals == []


async def test_an_account_on_trial_puts_its_own_words_before_ours(tw: FakeTwilio) -> None:
    tw.account_type = "Trial"
    tw.verified.add(ANA)

    _, answer = await raw(tw, To=ANA, From=NUMBER, Body="Can you go?")

    assert answer["body"].endswith("- Can you go?")
    assert (await tw.expect(ANA)).body == answer["body"]


async def test_a_message_that_waits_in_the_queue_has_no_date_to_be_listed_by(tw: FakeTwilio, client: Client) -> None:
    tw.receipts = None
    await raw(tw, To=ANA, From=NUMBER, Body="x")
    recent = datetime.now(UTC) - timedelta(minutes=1)

    assert await client.messages.list_async(to=ANA, date_sent_after=recent) == []
    assert len(await client.messages.list_async(to=ANA)) == 1


# Faults.


async def test_planned_faults_reach_the_library_as_the_real_ones_do(tw: FakeTwilio, client: Client) -> None:
    tw.next(RateLimit(3), operation="create", to=ANA)
    tw.next(Refuse(21611), operation="create", to=ANA)
    tw.next(ServerError(503), operation="create")

    async def code() -> tuple[int | None, int]:
        with pytest.raises(TwilioRestException) as caught:
            await client.messages.create_async(to=ANA, from_=NUMBER, body="x")
        return caught.value.code, caught.value.status

    assert [await code(), await code()] == [(20429, 429), (21611, 400)]
    assert (await code())[1] == 503
    assert tw.phone(ANA) == []
    assert tw.refusals == []


async def test_an_answer_may_be_lost_although_the_message_went_out(tw: FakeTwilio, client: Client) -> None:
    tw.next(DropConnection(AFTER), operation="create")
    tw.next(DropConnection(AFTER, reset=True), operation="create")
    tw.next(Repeat(2), to=BEN)

    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        for _ in range(2):
            with pytest.raises(httpx.TransportError):
                await http.post(
                    f"{tw.url}/2010-04-01/Accounts/{tw.account_sid}/Messages.json",
                    data={"To": ANA, "From": NUMBER, "Body": "x"},
                    auth=(tw.account_sid, tw.auth_token),
                )
    await client.messages.create_async(to=BEN, from_=NUMBER, body="twice")

    assert len(tw.phone(ANA)) == 2
    assert len(tw.phone(BEN)) == 2
    assert len(await client.messages.list_async(to=ANA)) == 2


async def test_an_expectation_that_fails_says_what_is_on_the_screen(tw: FakeTwilio) -> None:
    await raw(tw, To=ANA, From=NUMBER, Body="something else")

    with pytest.raises(AssertionError, match="something else"):
        await tw.expect(ANA, "Can you go?", within=0.01)
    assert [text.body for text in tw.unread(ANA)] == ["something else"]
    await tw.expect(ANA, unread=True)
    assert tw.unread(ANA) == []


# Segments.


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("ñéüà¿" * 32, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("á" + "x" * 69, 1),
        ("á" + "x" * 70, 2),
        ("“" + "x" * 133, 2),
        ("“" + "x" * 134, 3),
    ],
)
def test_segments_are_counted_as_they_are_charged(body: str, count: int) -> None:
    assert segments(body) == count


async def test_the_query_of_a_callback_keeps_its_order_and_its_escapes(tw: FakeTwilio, door: Door) -> None:
    await raw(tw, To=ANA, From=NUMBER, Body="x", StatusCallback=f"{PUBLIC}/s?z=1&a=%20b&z=2")
    await tw.settled()

    assert parse_qs(door.heard[0].query) == {"z": ["1", "2"], "a": [" b"]}
    assert door.heard[0].query == "z=1&a=%20b&z=2"
