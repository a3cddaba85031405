"""After a stop in anybody's words there is at most one confirmation, and then nothing by any path for ninety days.

Relay, news, merging, closing, reopening, an outage and its end, retries, receipts that come late: each is walked. EXIT
has no confirmation either.
"""

import pytest

from domain.people import Channel, Reach
from models import people
from tests.support.world import SMS, TELEGRAM, Phone, World

BED = "We need food and a bed tonight, 5th & Main"
EVERYBODY = ("ana", "ben", "cal", "dee", "eve", "fay", "gus", "hal", "cora", "omar", "Sam")


async def everything_happens(world: World, ben: Phone, omar: Phone) -> None:
    """Whatever may lead to a text to whoever called first, and then ninety days."""
    await ben.texts("A 12")
    await ben.texts("1")
    await ben.texts("we are at the corner, blue car")
    await ben.texts("say 1")
    await ben.texts("2")
    await ben.texts("help is with you")
    await world.stranger("Sam").texts("Food and a bed please, 5th & Main")
    await omar.texts("merge 2 1")
    await omar.texts("1")
    await ben.texts("cannot find")
    await ben.texts("4")
    await omar.texts("close 1 1")
    await omar.texts("reopen 1")
    world.air.down.update({SMS, TELEGRAM})
    await omar.texts("more 1")
    await world.passes(minutes=5)
    world.air.down.clear()
    await world.passes(minutes=30)
    await omar.texts("close 1 1")
    await world.passes(days=90)


@pytest.mark.parametrize(
    ("channel", "words", "confirmations"),
    [
        (SMS, "STOP", 0),  # the phone company confirms it
        (SMS, "ya no me escriban por favor", 0),
        (TELEGRAM, "arrêtez de m'écrire", 1),
        (SMS, "EXIT", 0),
        (TELEGRAM, "go silent", 0),
    ],
)
async def test_nothing_goes_to_whoever_said_stop_or_exit_by_any_path(
    world: World, channel: Channel, words: str, confirmations: int
) -> None:
    rosa, ben, omar, cora = world.stranger("Rosa", channel), *world.phones("ben", "omar", "cora")
    world.ignoring(*(each for each in EVERYBODY if each != "cora"))
    await rosa.texts(BED)
    world.everybody_reads()
    before = rosa.handed_over

    await rosa.texts(words)
    assert rosa.handed_over == before + confirmations
    cora.heard("#1 went silent")
    rosa.reads()
    before = rosa.handed_over
    await everything_happens(world, ben, omar)
    world.everybody_reads()

    assert rosa.handed_over == before  # not even tried


@pytest.mark.parametrize("words", ["STOP", "EXIT"])
async def test_what_waits_for_a_provider_that_is_down_is_not_sent_after_it(world: World, words: str) -> None:
    rosa, cora = world.stranger("Rosa", SMS), world.phone("cora")
    world.ignoring(*EVERYBODY)
    world.air.down.add(SMS)
    await rosa.texts(BED)
    await world.passes(minutes=1)

    await rosa.texts(words)
    world.air.down.clear()
    await world.passes(minutes=10)
    await cora.texts("close 1 1")
    await world.passes(hours=2)

    assert rosa.handed_over == 0
    rosa.heard_nothing()


async def test_a_receipt_that_comes_late_does_not_open_a_line_that_was_stopped(world: World) -> None:
    rosa, omar = world.stranger("Rosa", SMS), world.phone("omar")
    world.ignoring(*EVERYBODY)
    rosa.loses_signal()
    await rosa.texts(BED)

    await rosa.texts("STOP")
    before = rosa.handed_over
    await rosa.stays_without_signal()
    async with world.program.database.reading() as store:
        here = await people.recognise(store, SMS, rosa.address)
    assert here is not None
    assert here.reach is Reach.OPTED_OUT
    await rosa.texts("hello?")
    await omar.texts("close 1 1")
    await world.passes(days=1)

    assert rosa.handed_over == before


@pytest.mark.parametrize(("stop", "start"), [("STOP", "UNSTOP"), ("arrêtez de m'écrire", "recommencer")])
async def test_start_brings_back_whoever_said_stop(world: World, stop: str, start: str) -> None:
    rosa = world.stranger("Rosa", SMS)
    await rosa.texts(stop)
    await rosa.texts("hello")
    rosa.heard_nothing()

    await rosa.texts(start)

    rosa.heard("1 = ")
