"""The fake account's numbers, short codes, services and registrations: shaped as published, strict as the real ones."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.fakes import published
from tests.fakes.door import Door
from tests.fakes.twilio import NUMBER, FakeTwilio

ANA = "+13125550111"
CODE = "55501"
URL = "https://help.example.org/twilio/inbound"
ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"


@pytest.fixture
async def tw() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(numbers=(NUMBER, CODE), retry_every=0.001) as fake:
        yield fake


async def asked(tw: FakeTwilio, path: str, form: dict[str, str] | None = None) -> tuple[int, Any]:
    """One request, a post where there is a form."""
    path = path.replace("ACCOUNT", f"/2010-04-01/Accounts/{tw.account_sid}")
    async with httpx.AsyncClient(base_url=tw.url, auth=(tw.account_sid, tw.auth_token), trust_env=False) as http:
        answer = await (http.get(path) if form is None else http.post(path, data=form))
    return answer.status_code, answer.json()


async def test_numbers_and_short_codes_have_the_published_shape(tw: FakeTwilio) -> None:
    spec = published.twilio()
    if spec is None:
        pytest.skip("Twilio's published specification is not beside the project")
    number, code = tw.numbers[NUMBER].sid, tw.numbers[CODE].sid
    for path, template in (
        ("ACCOUNT/IncomingPhoneNumbers.json", f"{ACCOUNT}/IncomingPhoneNumbers.json"),
        (f"ACCOUNT/IncomingPhoneNumbers/{number}.json", f"{ACCOUNT}/IncomingPhoneNumbers/{{Sid}}.json"),
        ("ACCOUNT/SMS/ShortCodes.json", f"{ACCOUNT}/SMS/ShortCodes.json"),
        (f"ACCOUNT/SMS/ShortCodes/{code}.json", f"{ACCOUNT}/SMS/ShortCodes/{{Sid}}.json"),
    ):
        status, answer = await asked(tw, path)
        assert status == 200
        assert spec.problem_with_answer(template, "get", 200, answer) is None


async def test_a_number_is_no_short_code_and_a_short_code_no_number(tw: FakeTwilio) -> None:
    _, numbers = await asked(tw, "ACCOUNT/IncomingPhoneNumbers.json")
    _, codes = await asked(tw, "ACCOUNT/SMS/ShortCodes.json")

    assert [each["phone_number"] for each in numbers["incoming_phone_numbers"]] == [NUMBER]
    assert [each["short_code"] for each in codes["short_codes"]] == [CODE]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"SmsUrl": "help.example.org"}, 21402),
        ({"VoiceUrl": "ftp://help.example.org/"}, 21402),
        ({"SmsMethod": "PUT"}, None),
        ({"Colour": "red"}, 20001),
    ],
)
async def test_a_number_takes_no_address_or_method_that_the_provider_would_refuse(
    tw: FakeTwilio, form: dict[str, str], code: int | None
) -> None:
    status, answer = await asked(tw, f"ACCOUNT/IncomingPhoneNumbers/{tw.numbers[NUMBER].sid}.json", form)

    assert status == 400
    assert code in (None, answer["code"])
    assert len(tw.refusals) == 1
    assert (tw.sms_url, tw.voice_url, tw.numbers[NUMBER].sms_method) == ("", "", "POST")


async def test_a_number_a_code_and_a_service_are_set_and_cleared(tw: FakeTwilio) -> None:
    service = f"/v1/Services/{tw.service}"
    await asked(tw, f"ACCOUNT/IncomingPhoneNumbers/{tw.numbers[NUMBER].sid}.json", {"SmsUrl": URL, "SmsMethod": "GET"})
    await asked(tw, f"ACCOUNT/SMS/ShortCodes/{tw.numbers[CODE].sid}.json", {"SmsUrl": URL})
    await asked(tw, service, {"InboundRequestUrl": URL, "UseInboundWebhookOnNumber": "false"})
    number, code, held = tw.numbers[NUMBER], tw.numbers[CODE], tw.messaging_service
    stood = number.sms_url, number.sms_method, code.sms_url, held.inbound_url, held.defers
    await asked(tw, f"ACCOUNT/IncomingPhoneNumbers/{number.sid}.json", {"SmsUrl": ""})
    await asked(tw, service, {"InboundRequestUrl": "", "UseInboundWebhookOnNumber": "true"})

    assert stood == (URL, "GET", URL, URL, False)
    assert (number.sms_url, held.inbound_url, held.defers) == ("", None, True)
    assert tw.refusals == []


async def test_a_service_is_strict_about_yes_and_no(tw: FakeTwilio) -> None:
    status, _ = await asked(tw, f"/v1/Services/{tw.service}", {"UseInboundWebhookOnNumber": "perhaps"})

    assert status == 400
    assert tw.messaging_service.defers


async def test_an_unknown_service_is_not_found_and_nobody_is_blamed(tw: FakeTwilio) -> None:
    status, answer = await asked(tw, f"/v1/Services/{'MG' + '9' * 32}")

    assert (status, answer["code"], tw.refusals) == (404, 20404, [])


async def test_a_service_that_does_not_defer_gets_the_texts_itself_or_throws_them_away(tw: FakeTwilio) -> None:
    async with Door() as number, Door() as service:
        tw.sms_url = number.url
        deferred = await tw.texts(ANA, "to the number")
        tw.messaging_service.defers = False
        lost = await tw.texts(ANA, "to nobody")
        tw.messaging_service.inbound_url = service.url
        taken = await tw.texts(ANA, "to the service")
        _, listed = await asked(tw, "ACCOUNT/Messages.json")

    assert (deferred.taken, lost.taken, taken.taken) == (True, False, True)
    assert [each.field("Body") for each in number.heard] == ["to the number"]
    assert [each.field("Body") for each in service.heard] == ["to the service"]
    assert [each["body"] for each in listed["messages"]] == ["to the service", "to the number"]
