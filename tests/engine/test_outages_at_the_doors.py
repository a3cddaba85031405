"""The same with our real doors, between servers that speak the providers' protocols and go away."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.sms import TwilioDoor
from bot.channels.telegram import TelegramDoor
from bot.metrics import Metrics
from domain.ids import PersonId, SenderId
from domain.people import Channel, ContactPoint
from models import people, senders
from models.database import Database
from models.senders import Sender
from tests.doors.shelf import Shelf
from tests.engine.bench import HELP, PAGE, SENDERS, Bench
from tests.engine.test_outages import is_down
from tests.fakes.faults import Refuse, ServerError
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import NUMBER, FakeTwilio
from tests.models.small import ANA, BEN, CORA
from tests.support.builders import NOON

USERS = {ANA: 7001, BEN: 7002, CORA: 7003}
PHONES = {ANA: "+13125550111", BEN: "+13125550112", CORA: "+13125550113"}


@pytest.fixture
async def tg() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        for each in USERS.values():
            fake.user(each)
        yield fake


@pytest.fixture
async def tw() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(receipts=None) as fake:
        yield fake


@pytest.fixture
async def at_the_doors(database: Database, tg: FakeTelegram, tw: FakeTwilio) -> AsyncIterator[Bench]:
    bench = Bench(database)
    telegram = TelegramDoor(
        token=tg.token, sender=SenderId("telegram"), doorstep=Shelf(), metrics=Metrics(), api_url=tg.url
    )
    sms = TwilioDoor(
        account_sid=tw.account_sid,
        auth_token=tw.auth_token,
        senders={NUMBER: SenderId("sms")},
        doorstep=Shelf(),
        metrics=Metrics(),
        public_url="https://help.example.org",
        api_url=tw.url,
    )
    await telegram.open()
    async with database.writing() as store:
        await senders.keep(store, Sender(id=SENDERS[Channel.SMS], channel=Channel.SMS, address=NUMBER))
    bench.channels |= {Channel.TELEGRAM: telegram, Channel.SMS: sms}
    bench.engine = bench.another()
    yield bench
    await telegram.stop()
    await sms.stop()


async def point(bench: Bench, person: PersonId, channel: Channel) -> ContactPoint:
    address = str(USERS[person]) if channel is Channel.TELEGRAM else PHONES[person]
    async with bench.database.writing() as store:
        return await people.add_contact_point(
            store, person=person, channel=channel, address=address, sender=SENDERS[channel], now=NOON
        )


async def test_a_bot_server_that_goes_away_is_down_and_everything_arrives_when_it_is_back(
    at_the_doors: Bench, tg: FakeTelegram
) -> None:
    bench = at_the_doors
    points = [await point(bench, each, Channel.TELEGRAM) for each in USERS]
    await tg.goes_away()
    for n, each in enumerate(points):
        await bench.plan(each, HELP, key=f"help {n}", stream=f"help {n}")
    await bench.engine.settle()
    assert await is_down(bench)
    await bench.plan(points[0], PAGE, key="a page", stream="page")

    await tg.comes_back()
    for _ in range(4):
        await bench.later(30)

    assert not await is_down(bench)
    for user in USERS.values():
        await tg.expect(user, "help")
    await tg.expect(USERS[ANA], "a page")


async def test_a_phone_company_that_breaks_for_everybody_is_down_and_holds_up_no_bot(
    at_the_doors: Bench, tg: FakeTelegram, tw: FakeTwilio
) -> None:
    bench = at_the_doors
    points = [await point(bench, each, Channel.SMS) for each in PHONES]
    tw.next(ServerError(503), times=50)
    for n, each in enumerate(points):
        await bench.plan(each, PAGE, key=f"page {n}", stream=f"page {n}")
    await bench.plan(await point(bench, ANA, Channel.TELEGRAM), PAGE, key="by the bot")

    await bench.engine.settle()

    assert await is_down(bench, Channel.SMS)
    assert not await is_down(bench)
    await tg.expect(USERS[ANA], "by the bot")


async def test_an_account_that_is_closed_is_down_with_the_first_message(at_the_doors: Bench, tw: FakeTwilio) -> None:
    bench = at_the_doors
    tw.next(Refuse(20003, status=401), times=50)
    await bench.plan(await point(bench, ANA, Channel.SMS), PAGE)

    await bench.engine.settle()

    assert await is_down(bench, Channel.SMS)


async def test_one_number_that_is_refused_says_nothing_of_the_phone_company(
    at_the_doors: Bench, tw: FakeTwilio
) -> None:
    bench = at_the_doors
    tw.next(ServerError(503), to=PHONES[ANA], times=50)
    tw.next(Refuse(21610, status=400), to=PHONES[BEN], times=50)
    for each in PHONES:
        await bench.plan(await point(bench, each, Channel.SMS), PAGE, key=f"for {each}")
    await bench.engine.settle()
    for _ in range(3):
        bench.clock.advance(timedelta(seconds=60))
        await bench.engine.settle()

    assert not await is_down(bench, Channel.SMS)
    await tw.expect(PHONES[CORA], f"for {CORA}")
