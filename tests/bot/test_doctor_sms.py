"""What doctor says about the account and the number, against a server that speaks Twilio's protocol."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.sms import Account
from bot.checkup import sms
from config.settings import Intake, Settings
from tests.bot.examined import Findings, findings
from tests.fakes.faults import Refuse, ServerError
from tests.fakes.twilio import NUMBER, FakeTwilio, Number

PUBLIC = "https://help.example.org"
DEMO = "https://demo.twilio.com/welcome/sms/reply"
BIN = "https://handler.twilio.com/twiml/EH" + "1" * 32
TOLL_FREE = "+18885550100"
SHORT_CODE = "55501"
ANA = "+13125550111"
START = 1_900_000_000.0


@pytest.fixture
async def tw() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(numbers=(NUMBER, TOLL_FREE, SHORT_CODE), receipts=None, wall=lambda: START) as fake:
        fake.messaging_service.members = []
        fake.verifications[TOLL_FREE] = "TWILIO_APPROVED"
        yield fake
        assert fake.refusals == []


def settings(tw: FakeTwilio, sender: str = TOLL_FREE, **more: Any) -> Settings:
    return Settings(
        _env_file=None,
        twilio_account_sid=tw.account_sid,
        twilio_auth_token=SecretStr(tw.auth_token),
        twilio_from=sender,
        twilio_api_url=tw.url,
        **more,
    )


def public(tw: FakeTwilio, sender: str = TOLL_FREE, **more: Any) -> Settings:
    return settings(tw, sender, public_url=PUBLIC, **more)


async def look(chosen: Settings) -> Findings:
    return await findings(sms.look(chosen, datetime.fromtimestamp(START + 60, tz=UTC)))


def ours(number: Number) -> None:
    """Its addresses are as they should be."""
    number.sms_url = f"{PUBLIC}/twilio/inbound"
    number.sms_fallback_url = f"{PUBLIC}/twilio/fallback"
    number.voice_url = f"{PUBLIC}/twilio/voice"


async def test_a_number_that_is_set_and_registered_is_well(tw: FakeTwilio) -> None:
    ours(tw.numbers[TOLL_FREE])
    found = await look(public(tw))

    assert found.to_do == []
    assert found.about("twilio").found == "the account is active, texts received by webhook"
    assert found.about("sender").found == f"{TOLL_FREE} (toll-free number)"
    assert found.about("registration").found == "the toll-free number is verified"
    assert found.about("opt-out").found.startswith("the network itself obeys STOP")


async def test_the_three_addresses_of_a_new_number_are_found_wrong_and_set(tw: FakeTwilio) -> None:
    number = tw.numbers[TOLL_FREE]
    number.sms_url, number.sms_method, number.voice_url = DEMO, "GET", "https://demo.twilio.com/welcome/voice/"
    before = await look(public(tw))
    says = await before.fix()
    after = await look(public(tw))

    assert before.to_do == ["texts in", "fallback", "calls in"]
    assert f"{DEMO} is called" in before.about("texts in").found
    assert says[0] == f"Twilio, {TOLL_FREE}: for texts, call {PUBLIC}/twilio/inbound"
    assert after.to_do == []
    assert (number.sms_url, number.sms_method) == (f"{PUBLIC}/twilio/inbound", "POST")
    assert number.sms_fallback_url == f"{PUBLIC}/twilio/fallback"
    assert number.voice_url == f"{PUBLIC}/twilio/voice"


async def test_an_answer_that_twilio_keeps_for_us_is_a_good_fallback_and_is_left_alone(tw: FakeTwilio) -> None:
    number = tw.numbers[TOLL_FREE]
    ours(number)
    number.sms_url, number.sms_fallback_url, number.sms_fallback_method = DEMO, BIN, "GET"
    before = await look(public(tw))
    await before.fix()
    after = await look(public(tw))

    assert before.to_do == ["texts in"]
    assert after.to_do == []
    assert "a TwiML Bin at Twilio answers, even while this machine is down" in after.about("fallback").found
    assert (number.sms_fallback_url, number.sms_fallback_method) == (BIN, "GET")


async def test_a_services_fallback_may_be_such_an_answer_too(tw: FakeTwilio) -> None:
    tw.messaging_service.members, tw.messaging_service.defers = [TOLL_FREE], False
    tw.messaging_service.fallback_url = BIN
    before = await look(public(tw, tw.service))
    await before.fix()

    assert before.about("fallback").ok
    assert tw.messaging_service.fallback_url == BIN


@pytest.mark.parametrize("url", ["http://handler.twilio.com/twiml/EH1", "https://handler.twilio.com.example.org/EH1"])
async def test_what_only_looks_like_it_is_no_answer_that_twilio_keeps(tw: FakeTwilio, url: str) -> None:
    ours(tw.numbers[TOLL_FREE])
    tw.numbers[TOLL_FREE].sms_fallback_url = url

    assert (await look(public(tw))).to_do == ["fallback"]


async def test_texts_and_calls_are_not_left_to_an_answer_that_only_twilio_knows_of(tw: FakeTwilio) -> None:
    ours(tw.numbers[TOLL_FREE])
    tw.numbers[TOLL_FREE].sms_url = tw.numbers[TOLL_FREE].voice_url = BIN

    assert (await look(public(tw))).to_do == ["texts in", "calls in"]


async def test_our_address_called_by_get_is_wrong_too(tw: FakeTwilio) -> None:
    ours(tw.numbers[TOLL_FREE])
    tw.numbers[TOLL_FREE].sms_method = "GET"
    found = await look(public(tw))
    await found.fix()

    assert found.to_do == ["texts in"]
    assert "by GET" in found.about("texts in").found
    assert tw.numbers[TOLL_FREE].sms_method == "POST"


async def test_an_application_that_overrules_the_number_needs_a_hand(tw: FakeTwilio) -> None:
    ours(tw.numbers[TOLL_FREE])
    tw.numbers[TOLL_FREE].sms_application = "AP" + "1" * 32
    found = await look(public(tw))

    assert (found.to_do, found.about("texts in").fix) == (["texts in"], None)
    assert "Messaging Configuration" in found.about("texts in").remedy


async def test_calls_that_something_else_takes_need_a_hand(tw: FakeTwilio) -> None:
    ours(tw.numbers[TOLL_FREE])
    tw.numbers[TOLL_FREE].voice_application = "AP" + "1" * 32
    found = await look(public(tw))

    assert (found.to_do, found.about("calls in").fix) == (["calls in"], None)


async def test_polling_behind_a_router_wants_no_address_at_all(tw: FakeTwilio) -> None:
    tw.numbers[TOLL_FREE].sms_url = DEMO
    before = await look(settings(tw))
    await before.fix()
    after = await look(settings(tw))

    assert before.to_do == ["texts in"]
    assert "may answer in our name" in before.about("texts in").found
    assert (after.to_do, tw.numbers[TOLL_FREE].sms_url) == ([], "")
    assert "an error" in after.about("calls in").found


@pytest.mark.parametrize("left", [f"{PUBLIC}/twilio/voice", "https://demo.twilio.com/welcome/voice/"])
async def test_when_a_tunnel_is_gone_for_good_fix_takes_calls_off_it_too(tw: FakeTwilio, left: str) -> None:
    number = tw.numbers[TOLL_FREE]
    ours(number)
    number.voice_url = left
    before = await look(settings(tw))
    says = await before.fix()
    after = await look(settings(tw))

    assert before.to_do == ["texts in", "fallback", "calls in"]
    assert says[-1] == f"Twilio, {TOLL_FREE}: for calls, call nobody"
    assert after.to_do == []
    assert (number.sms_url, number.sms_fallback_url, number.voice_url) == ("", "", "")


async def test_polling_with_a_public_address_is_well_with_and_without_webhooks(tw: FakeTwilio) -> None:
    chosen = public(tw, chosen_twilio_mode=Intake.POLLING)
    tw.numbers[TOLL_FREE].voice_url = f"{PUBLIC}/twilio/voice"
    without = await look(chosen)
    ours(tw.numbers[TOLL_FREE])
    with_them = await look(chosen)

    assert (without.to_do, with_them.to_do) == ([], [])


async def test_a_service_without_an_address_throws_texts_away_until_it_leaves_them_to_its_numbers(
    tw: FakeTwilio,
) -> None:
    tw.messaging_service.members, tw.messaging_service.defers = [TOLL_FREE], False
    await tw.texts(ANA, "lost", to=TOLL_FREE)
    before = await look(settings(tw, tw.service))
    says = await before.fix()
    await tw.texts(ANA, "kept", to=TOLL_FREE)
    after = await look(settings(tw, tw.service))

    assert before.to_do == ["texts in"]
    assert "throws away" in before.about("texts in").found
    assert says == ["Twilio, messaging service: leave incoming texts to its numbers"]
    assert after.to_do == []
    assert after.about("messages").found.startswith("1 in a week")


async def test_a_service_that_calls_an_address_of_its_own_overrules_its_numbers(tw: FakeTwilio) -> None:
    ours(tw.numbers[TOLL_FREE])
    tw.messaging_service.members, tw.messaging_service.defers = [TOLL_FREE], False
    tw.messaging_service.inbound_url = DEMO
    before = await look(public(tw))
    await before.fix()
    after = await look(public(tw))

    assert before.to_do == ["texts in", "fallback"]
    assert after.to_do == []
    assert tw.messaging_service.inbound_url == f"{PUBLIC}/twilio/inbound"
    assert tw.messaging_service.fallback_url == f"{PUBLIC}/twilio/fallback"
    assert after.about("sender").found == f"{TOLL_FREE} (toll-free number), in a messaging service"


async def test_a_service_that_defers_has_every_number_looked_at(tw: FakeTwilio) -> None:
    tw.messaging_service.members = [TOLL_FREE, SHORT_CODE]
    ours(tw.numbers[TOLL_FREE])
    before = await look(public(tw, tw.service))
    await before.fix()
    after = await look(public(tw, tw.service))

    assert before.to_do == ["texts in", "fallback"]
    assert after.to_do == []
    assert tw.numbers[SHORT_CODE].sms_url == f"{PUBLIC}/twilio/inbound"


async def test_a_foreign_sender_a_mute_number_and_an_empty_service_are_told_apart(tw: FakeTwilio) -> None:
    foreign = await look(settings(tw, "+13125550177"))
    no_service = await look(settings(tw, "MG" + "9" * 32))
    empty = await look(settings(tw, tw.service))
    tw.numbers[TOLL_FREE].can_text = False
    mute = await look(settings(tw))

    assert "no such number" in foreign.about("sender").found
    assert "no such number or service" in no_service.about("sender").found
    assert "Sender Pool" in empty.about("sender").remedy
    assert "cannot send or receive" in mute.about("sender").found


async def test_a_short_code_alone_has_nobody_who_answers_stop(tw: FakeTwilio) -> None:
    ours(tw.numbers[SHORT_CODE])
    found = await look(public(tw, SHORT_CODE))

    assert found.to_do == ["opt-out"]
    assert found.about("registration").ok


@pytest.mark.parametrize(
    ("status", "well", "words"),
    [
        ("TWILIO_APPROVED", True, "is verified"),
        ("PENDING_REVIEW", False, "under way (pending review)"),
        ("TWILIO_REJECTED", False, "refused"),
        (None, False, "nobody has asked"),
    ],
)
async def test_a_toll_free_number_says_how_its_verification_stands(
    tw: FakeTwilio, status: str | None, well: bool, words: str
) -> None:
    tw.verifications = {} if status is None else {TOLL_FREE: status}
    found = (await look(settings(tw))).about("registration")

    assert (found.ok, words in found.found) == (well, True)


@pytest.mark.parametrize(
    ("campaigns", "brands", "words"),
    [
        (["FAILED", "VERIFIED"], ["APPROVED"], ""),
        (["IN_PROGRESS"], ["APPROVED"], "wait for it"),
        (["FAILED"], ["APPROVED"], "send it in again"),
        ([], ["APPROVED"], "register a campaign"),
        ([], ["PENDING"], "wait for your brand (pending)"),
        ([], [], "register your brand, then register a campaign"),
    ],
)
async def test_a_us_number_says_which_step_of_its_registration_comes_next(
    tw: FakeTwilio, campaigns: list[str], brands: list[str], words: str
) -> None:
    tw.messaging_service.members, tw.messaging_service.campaigns, tw.brands = [NUMBER], campaigns, brands
    found = (await look(settings(tw, NUMBER))).about("registration")

    assert words in found.remedy
    assert found.ok == (not words)


async def test_a_us_number_in_no_service_is_told_to_join_one(tw: FakeTwilio) -> None:
    found = (await look(settings(tw, NUMBER))).about("registration")

    assert "put the number into its messaging service" in found.remedy
    assert "30034" in found.found


async def test_what_the_interface_does_not_tell_is_said_to_be_unknown(tw: FakeTwilio) -> None:
    tw.next(Refuse(20404, status=404), operation="verifications")
    tw.next(ServerError(503), operation="list")
    found = await look(settings(tw))

    assert found.to_do == []
    assert "does not say whether" in found.about("registration").found
    assert "Regulatory Compliance" in found.about("registration").advice
    assert "does not list them now" in found.about("messages").found


async def test_a_trial_is_explained_and_makes_nothing_fail(tw: FakeTwilio) -> None:
    tw.account_type = "Trial"
    found = await look(settings(tw))

    assert found.to_do == []
    assert "verified in the console" in found.about("twilio").advice


@pytest.mark.parametrize(("status", "words"), [("suspended", "is suspended"), ("closed", "is closed")])
async def test_an_account_that_is_not_active_ends_the_look(tw: FakeTwilio, status: str, words: str) -> None:
    tw.account_status = status
    found = await look(settings(tw))

    assert [each.about for each in found.all] == ["twilio"]
    assert words in found.about("twilio").found


async def test_a_wrong_token_and_a_server_that_is_away_are_told_apart(tw: FakeTwilio) -> None:
    wrong = settings(tw).model_copy(update={"twilio_auth_token": SecretStr("not it")})
    not_admitted = await look(wrong)
    tw.refusals.clear()
    await tw.goes_away()
    away = await look(settings(tw))

    assert "does not admit us" in not_admitted.about("twilio").found
    assert "not it" not in repr(not_admitted.all)
    assert "does not answer" in away.about("twilio").found
    assert [each.about for each in (*not_admitted.all, *away.all)] == ["twilio", "twilio"]


async def test_what_help_answered_is_read_from_the_list(tw: FakeTwilio) -> None:
    tw.lists_own_words = True
    await tw.texts(ANA, "help", to=TOLL_FREE)
    found = (await look(settings(tw))).about("HELP")

    assert found.found == "was answered: Reply STOP to unsubscribe. Message and data rates may apply."
    assert "who this is" in found.advice
    assert ANA not in found.found


async def test_where_the_list_shows_no_answer_to_help_a_phone_is_asked_for(tw: FakeTwilio) -> None:
    never = (await look(settings(tw))).about("HELP")
    await tw.texts(ANA, "Info", to=TOLL_FREE)
    unseen = (await look(settings(tw))).about("HELP")

    assert never.found == "nobody has texted it lately"
    assert unseen.found == "was texted 1 x in a week, and the list shows no answer"
    assert "text HELP to the number" in unseen.advice


async def test_codes_of_texts_that_did_not_arrive_are_counted_and_blocked_ones_need_doing(tw: FakeTwilio) -> None:
    await did_not_arrive(tw, "+13125550121", 30003)
    harmless = await look(settings(tw))
    await did_not_arrive(tw, "+13125550122", 30034)
    blocked = await look(settings(tw))

    assert harmless.about("messages").ok
    assert "1 x 30003 (phone off or out of reach)" in harmless.about("messages").found
    assert blocked.to_do == ["messages"]
    assert "30034" in blocked.about("messages").remedy
    assert "5550122" not in repr(blocked.all)


async def did_not_arrive(tw: FakeTwilio, to: str, code: int) -> None:
    """We texted somebody, and the text ended with this code."""
    account = Account(tw.account_sid, tw.auth_token, tw.url)
    made = await account.ask(lambda client: client.messages.create_async(to=to, from_=TOLL_FREE, body="one"))
    await account.close()
    await tw.receipt(str(made.sid), "sent")
    await tw.receipt(str(made.sid), "undelivered", code)
