"""What waits to be sent to somebody is not sent once they may not be asked any more: no address, no words of a call."""

import pytest

from domain.commands import AMembersCommand, Leave, Revoke, Suspend
from domain.ids import ConversationId, PersonId, TeamId
from domain.standing import OPERATOR
from tests.support.world import SMS, TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"
BED_IN_MILL_ROW = "We need food and a bed tonight, 5th & Mill"
RIVER = TeamId("river")


def suspended(who: str) -> Suspend:
    return Suspend(person=PersonId(who), team=RIVER, by=OPERATOR)


async def obeys(world: World, command: AMembersCommand) -> None:
    async with world.program.database.writing() as store:
        await world.program.turn.obey(store, command, world.now)
    await world.settles()


@pytest.mark.parametrize(
    ("command", "last_word"),
    [
        (suspended("ben"), "For now you are not asked to any call."),
        (Revoke(person=PersonId("ben"), team=RIVER, by=OPERATOR), "Your membership has ended."),
        (Leave(person=PersonId("ben"), conversation=ConversationId("cnv_1")), "You have left."),
    ],
)
async def test_an_address_that_could_not_be_sent_in_time_never_arrives(
    world: World, command: AMembersCommand, last_word: str
) -> None:
    rosa, ben = world.stranger("Rosa", TELEGRAM), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "dee", "eve", "fay", "cora", "omar", "gus")
    await rosa.texts(BED)
    ben.heard("A: Food or a bed")
    world.air.down.add(SMS)
    await ben.texts("A 12")

    await obeys(world, command)
    world.air.down.clear()
    await world.passes(minutes=10)

    ben.heard(last_word)
    ben.heard_nothing()


async def test_words_that_waited_for_a_coordinator_never_arrive_once_they_are_suspended(world: World) -> None:
    rosa, omar = world.stranger("Rosa", TELEGRAM), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "cora", "gus")
    await rosa.texts(BED)
    omar.reads()
    world.air.down.add(SMS)
    await rosa.texts("He waits behind the blue door of number 12")

    await obeys(world, suspended("omar"))
    world.air.down.clear()
    await world.passes(minutes=10)

    assert not [text for text in omar.reads() if "blue door" in text]


async def test_what_turns_out_undelivered_afterwards_is_not_tried_on_another_phone(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "ben", "cal", "cora", "omar")
    await rosa.texts(BED_IN_MILL_ROW)
    sms.heard("A: Food or a bed")
    sms.loses_signal()
    await sms.texts("A 12")

    await obeys(world, suspended("dee"))
    await sms.stays_without_signal()

    telegram.heard("For now you are not asked to any call.")
    telegram.heard_nothing()


async def test_whoever_is_suspended_still_hears_of_a_call_of_their_own(world: World) -> None:
    ben = world.phone("ben")
    world.ignoring("ana", "cal", "dee", "eve", "fay", "cora", "omar", "gus")
    world.air.down.add(SMS)
    await ben.texts(f"sos {BED}")

    await obeys(world, suspended("ben"))
    world.air.down.clear()
    await world.passes(minutes=10)

    ben.heard("Asking people near you now")
    ben.reads()
