import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels import Outgoing
from bot.channels.sms import TwilioDoor
from bot.doors import Bookmark
from bot.metrics import Metrics
from domain.ids import SenderId
from domain.messages import Inbound, Other
from tests.doors.shelf import Listening, Shelf
from tests.fakes.faults import DropConnection, HangUntilReleased, RateLimit, ServerError
from tests.fakes.twilio import NUMBER, FakeTwilio

ANA, BEN = "+13125550111", "+13125550112"
START = 1_900_000_000.0


class Wall:
    """The provider's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> float:
        return self.at


class Marker:
    """A bookmark of one process, by the provider's clock."""

    def __init__(self, wall: Wall, since: float = START) -> None:
        self.wall = wall
        self.good_until = self.asked_at = since
        self.begun: list[bool] = []

    async def begin(self, *, at_once: bool) -> datetime | None:
        self.begun.append(at_once)
        self.asked_at = self.wall()
        return datetime.fromtimestamp(self.good_until, tz=UTC)

    async def reached(self) -> None:
        self.good_until = self.asked_at


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def tw(wall: Wall) -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(receipts=None, wall=wall) as fake:
        yield fake
        assert fake.refusals == []


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@asynccontextmanager
async def polling(
    tw: FakeTwilio,
    shelf: Shelf,
    wall: Wall,
    *,
    every: float = 0.01,
    bookmark: Bookmark | None = None,
    **settings: Any,
) -> AsyncIterator[TwilioDoor]:
    door = TwilioDoor(
        **{
            "account_sid": tw.account_sid,
            "auth_token": tw.auth_token,
            "senders": {NUMBER: SenderId("sms")},
            "doorstep": shelf,
            "metrics": Metrics(),
            "public_url": None,
            "api_url": tw.url,
            "pauses": (0.01,),
            **settings,
        }
    )
    door.start_fetching(bookmark or Marker(wall), timedelta(seconds=every))
    try:
        yield door
    finally:
        await door.stop()


def texts_of(shelf: Shelf) -> list[str]:
    return [item.content.text for item in shelf.items if isinstance(item.content, Inbound)]


async def test_texts_are_fetched_in_the_order_in_which_they_came_each_once(
    tw: FakeTwilio, shelf: Shelf, wall: Wall
) -> None:
    await tw.texts(ANA, "one")
    wall.at += 1
    await tw.texts(BEN, "two")
    async with polling(tw, shelf, wall):
        await shelf.holds(2)
        wall.at += 1
        await tw.texts(ANA, "three")
        await shelf.holds(3)
        await shelf.visited(len(shelf.batches) + 3)

    assert texts_of(shelf) == ["one", "two", "three"]
    assert [item.address for item in shelf.items] == [ANA, BEN, ANA]
    assert sum(shelf.batches) == 3


async def test_a_list_that_is_refused_is_known_as_a_door_that_hears_nothing_until_it_hears_again(
    tw: FakeTwilio, shelf: Shelf, wall: Wall
) -> None:
    ear = Listening()
    tw.next(ServerError())
    async with polling(tw, shelf, wall, ear=ear):
        await ear.until("failed", "heard")


async def test_what_nobody_foresaw_does_not_end_fetching(tw: FakeTwilio, shelf: Shelf, wall: Wall) -> None:
    shelf.unforeseen_left = 2
    await tw.texts(ANA, "one")
    async with polling(tw, shelf, wall):
        await shelf.holds(1)


async def test_what_came_to_the_account_by_another_channel_is_no_text(tw: FakeTwilio, shelf: Shelf, wall: Wall) -> None:
    await tw.texts("whatsapp:+13125550177", "not a text")
    await tw.texts(ANA, "one")
    async with polling(tw, shelf, wall):
        await shelf.holds(1)
        await shelf.visited(len(shelf.batches) + 3)

    assert texts_of(shelf) == ["one"]


async def test_what_came_before_is_left_alone_and_so_is_what_we_sent(tw: FakeTwilio, shelf: Shelf, wall: Wall) -> None:
    wall.at -= 1000
    await tw.texts(ANA, "long ago")
    wall.at += 1001
    async with polling(tw, shelf, wall) as door:
        await door.send(Outgoing(reference="r", sender=NUMBER, address=ANA, text="ours"))
        await tw.texts(ANA, "now")
        await shelf.holds(1)
        await shelf.visited(len(shelf.batches) + 3)

    assert texts_of(shelf) == ["now"]


async def test_a_text_that_shows_late_is_still_fetched(tw: FakeTwilio, shelf: Shelf, wall: Wall) -> None:
    async with polling(tw, shelf, wall):
        wall.at += 1000
        await tw.texts(ANA, "the newest")
        await shelf.holds(1)
        wall.at -= 300
        await tw.texts(BEN, "older, but shown later")
        await shelf.holds(2)


async def test_a_picture_without_words_is_a_picture(tw: FakeTwilio, shelf: Shelf, wall: Wall) -> None:
    wall.at += 1
    await tw.texts(ANA, "", media=["https://media.example.org/1"])
    async with polling(tw, shelf, wall):
        await shelf.holds(1)

    assert shelf.inbound.other is Other.PHOTO


async def test_a_services_texts_are_fetched_whatever_number_they_came_to(
    tw: FakeTwilio, shelf: Shelf, wall: Wall
) -> None:
    wall.at += 1
    await tw.texts(ANA, "to the pool")
    async with polling(tw, shelf, wall, senders={tw.service: SenderId("pool")}):
        await shelf.holds(1)

    assert [item.sender for item in shelf.items] == ["pool"]


async def test_polling_lives_through_errors_and_what_could_not_be_stored(
    tw: FakeTwilio, shelf: Shelf, wall: Wall
) -> None:
    for fault in (ServerError(500), RateLimit(1), DropConnection(), ServerError(200)):
        tw.next(fault, operation="list")
    shelf.refusals_left = 2
    wall.at += 1
    await tw.texts(ANA, "one")
    async with polling(tw, shelf, wall):
        await shelf.holds(1)
        await tw.goes_away()
        await tw.comes_back()
        wall.at += 1
        await tw.texts(ANA, "two")
        await shelf.holds(2)

    assert texts_of(shelf) == ["one", "two"]


async def test_stopping_while_a_listing_hangs_takes_no_time(tw: FakeTwilio, shelf: Shelf, wall: Wall) -> None:
    hanging = HangUntilReleased()
    tw.next(hanging)
    async with asyncio.timeout(5):
        async with polling(tw, shelf, wall, limit=60.0):
            await hanging.arrived.wait()
    hanging.release()

    assert shelf.batches == []


async def test_stopping_between_two_rounds_takes_no_time(tw: FakeTwilio, shelf: Shelf, wall: Wall) -> None:
    async with asyncio.timeout(2):
        async with polling(tw, shelf, wall, every=60.0):
            await shelf.visited(1)
