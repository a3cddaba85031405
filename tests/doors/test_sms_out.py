from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels import Outgoing
from bot.channels.sms import TwilioDoor
from bot.metrics import Metrics
from domain.delivery import SendError
from domain.ids import SenderId
from tests.doors.shelf import Shelf
from tests.fakes.faults import (
    AFTER,
    BEFORE,
    DropConnection,
    Fault,
    HangUntilReleased,
    RateLimit,
    Refuse,
    ServerError,
)
from tests.fakes.twilio import NUMBER, FakeTwilio

PUBLIC = "https://help.example.org"
ANA = "+13125550111"
START = 1_900_000_000.0
MESSAGE = Outgoing(
    reference="dlv_aaaaaaaaaa", sender=NUMBER, address=ANA, text="Can you go? A 10", valid_for=timedelta(minutes=3)
)


class Wall:
    """The provider's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def tw(wall: Wall) -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(receipts=None, wall=wall) as fake:
        yield fake


def a_door(tw: FakeTwilio, **settings: Any) -> TwilioDoor:
    return TwilioDoor(
        **{
            "account_sid": tw.account_sid,
            "auth_token": tw.auth_token,
            "senders": {NUMBER: SenderId("sms")},
            "doorstep": Shelf(),
            "metrics": Metrics(),
            "public_url": PUBLIC,
            "api_url": tw.url,
            **settings,
        }
    )


@pytest.fixture
async def door(tw: FakeTwilio) -> AsyncIterator[TwilioDoor]:
    opened = a_door(tw)
    yield opened
    await opened.stop()


async def test_a_text_arrives_with_its_reference_and_the_time_it_is_good_for(tw: FakeTwilio, door: TwilioDoor) -> None:
    sid = await door.send(MESSAGE)

    (text,) = tw.phone(ANA)
    assert (text.sid, text.sender, text.body) == (sid, NUMBER, "Can you go? A 10")
    assert tw.asked(sid) == {
        "To": ANA,
        "From": NUMBER,
        "Body": "Can you go? A 10",
        "StatusCallback": f"{PUBLIC}/twilio/status?ref=dlv_aaaaaaaaaa",
        "ValidityPeriod": "180",
    }
    assert tw.refusals == []


async def test_without_a_public_address_no_receipts_are_asked_for(tw: FakeTwilio) -> None:
    door = a_door(tw, public_url=None)

    sid = await door.send(MESSAGE)

    assert "StatusCallback" not in tw.asked(sid)
    await door.stop()


async def test_a_messaging_service_sends_under_its_own_name(tw: FakeTwilio, door: TwilioDoor) -> None:
    sid = await door.send(replace(MESSAGE, sender=tw.service))

    assert tw.asked(sid)["MessagingServiceSid"] == tw.service
    assert "From" not in tw.asked(sid)


@pytest.mark.parametrize(
    ("valid_for", "asked"), [(timedelta(0), "1"), (timedelta(milliseconds=1500), "1"), (timedelta(days=2), "36000")]
)
async def test_the_time_a_text_is_good_for_stays_within_what_the_provider_takes(
    tw: FakeTwilio, door: TwilioDoor, valid_for: timedelta, asked: str
) -> None:
    sid = await door.send(replace(MESSAGE, valid_for=valid_for))

    assert tw.asked(sid)["ValidityPeriod"] == asked


async def test_what_is_too_long_is_cut_instead_of_refused(tw: FakeTwilio, door: TwilioDoor) -> None:
    await door.send(replace(MESSAGE, text="word " * 400))

    (text,) = tw.phone(ANA)
    assert len(text.body) == 1600
    assert text.body.endswith("…")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (RateLimit(9), SendError(code="20429", retryable=True, retry_after=timedelta(seconds=9))),
        (Refuse(20429, status=429), SendError(code="20429", retryable=True, retry_after=timedelta(seconds=1))),
        (Refuse(21610), SendError(code="21610", opted_out=True)),
        (Refuse(21211), SendError(code="21211")),
        (Refuse(21214), SendError(code="21214")),
        (Refuse(21408), SendError(code="21408")),
        (Refuse(21612), SendError(code="21612")),
        (Refuse(21614), SendError(code="21614")),
        (Refuse(30034), SendError(code="30034")),
        (Refuse(21611), SendError(code="21611", retryable=True, retry_after=timedelta(seconds=30))),
        (Refuse(20003), SendError(code="20003", retryable=True, retry_after=timedelta(minutes=1), whole=True)),
        (Refuse(20005, status=403), SendError(code="20005", retryable=True, retry_after=timedelta(minutes=1))),
        (Refuse(20404), SendError(code="20404", retryable=True, retry_after=timedelta(minutes=1), whole=True)),
        (Refuse(20500, status=500), SendError(code="20500", unknown=True)),
        (ServerError(500, BEFORE), SendError(code="500", unknown=True)),
        (ServerError(503, AFTER), SendError(code="503", unknown=True)),
        (ServerError(201, AFTER), SendError(code="answer", unknown=True)),
        (ServerError(302, AFTER), SendError(code="302")),
        (DropConnection(AFTER), SendError(code="ServerDisconnectedError", unknown=True)),
        (DropConnection(BEFORE, reset=True), SendError(code="ClientOSError", unknown=True)),
    ],
    ids=repr,
)
async def test_what_a_failure_means_for_the_message(
    tw: FakeTwilio, door: TwilioDoor, fault: Fault, expected: SendError
) -> None:
    tw.next(fault, operation="create")

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)

    assert vars(failed.value) == vars(expected)


async def test_an_error_of_the_server_is_never_answered_with_a_second_post(tw: FakeTwilio, door: TwilioDoor) -> None:
    for fault in (ServerError(500, AFTER), ServerError(503, AFTER), DropConnection(AFTER), RateLimit(1)):
        tw.next(fault, operation="create")
        with pytest.raises(SendError):
            await door.send(MESSAGE)

    assert len(tw.phone(ANA)) == 3
    assert tw.faults.left == 0


async def test_a_connection_refused_means_that_nothing_was_sent(tw: FakeTwilio, door: TwilioDoor) -> None:
    await tw.goes_away()

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)

    assert failed.value.retryable
    assert not failed.value.unknown


@pytest.mark.parametrize("when", [BEFORE, AFTER])
async def test_no_answer_in_time_means_that_nobody_knows(tw: FakeTwilio, when: Any) -> None:
    door = a_door(tw, limit=0.2)
    hang = HangUntilReleased(when)
    tw.next(hang, operation="create")

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)
    hang.release()

    assert failed.value.unknown
    assert not failed.value.retryable
    await door.stop()


async def test_wrong_credentials_wait_for_somebody_to_mend_them(tw: FakeTwilio) -> None:
    door = a_door(tw, auth_token="of-somebody-else")

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)

    assert failed.value.retryable
    assert failed.value.retry_after == timedelta(minutes=1)
    await door.stop()


# --- finding what nobody knows the fate of


def instant(seconds_after_start: float) -> datetime:
    return datetime.fromtimestamp(START + seconds_after_start, tz=UTC)


async def test_a_message_that_was_taken_after_all_is_found(tw: FakeTwilio, door: TwilioDoor, wall: Wall) -> None:
    tw.next(DropConnection(AFTER), operation="create")
    with pytest.raises(SendError):
        await door.send(MESSAGE)
    wall.at += 30

    assert await door.find(MESSAGE, instant(-1)) == tw.phone(ANA)[0].sid


async def test_a_message_that_was_never_taken_is_not_found(tw: FakeTwilio, door: TwilioDoor) -> None:
    tw.next(ServerError(500, BEFORE), operation="create")
    with pytest.raises(SendError):
        await door.send(MESSAGE)

    assert await door.find(MESSAGE, instant(-1)) is None


async def test_an_earlier_message_of_the_same_words_is_not_taken_for_it(
    tw: FakeTwilio, door: TwilioDoor, wall: Wall
) -> None:
    await door.send(MESSAGE)
    wall.at += 600

    assert await door.find(MESSAGE, instant(590)) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(MESSAGE, text="Can you go? B 10"),
        replace(MESSAGE, address="+13125550112"),
        replace(MESSAGE, sender="+13125550101"),
    ],
)
async def test_only_the_same_words_to_the_same_phone_from_the_same_number_are_it(
    tw: FakeTwilio, door: TwilioDoor, other: Outgoing
) -> None:
    await door.send(MESSAGE)

    assert await door.find(other, instant(-1)) is None


async def test_their_own_words_are_not_taken_for_ours(tw: FakeTwilio, door: TwilioDoor) -> None:
    await tw.texts(ANA, MESSAGE.text)

    assert await door.find(MESSAGE, instant(-1)) is None


async def test_a_message_of_a_service_is_found_before_a_number_was_chosen_for_it(
    tw: FakeTwilio, door: TwilioDoor
) -> None:
    pooled = replace(MESSAGE, sender=tw.service)
    sid = await door.send(pooled)

    assert await door.find(pooled, instant(-1)) == sid


@pytest.mark.parametrize(
    "fault", [RateLimit(3), ServerError(500), ServerError(200), DropConnection(), Refuse(20003)], ids=repr
)
async def test_asking_may_fail_and_be_tried_again(tw: FakeTwilio, door: TwilioDoor, fault: Fault) -> None:
    tw.next(fault, operation="list", times=2)  # a question may be asked twice by itself

    with pytest.raises(SendError) as failed:
        await door.find(MESSAGE, instant(-1))

    assert failed.value.retryable
    assert not failed.value.unknown


async def test_asking_ends_in_time(tw: FakeTwilio) -> None:
    door = a_door(tw, limit=0.2)
    hang = HangUntilReleased()
    tw.next(hang, operation="list")

    with pytest.raises(SendError) as failed:
        await door.find(MESSAGE, instant(-1))
    hang.release()

    assert failed.value.retryable
    await door.stop()
