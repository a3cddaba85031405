"""What a provider, or somebody who listened, brings a second time changes nothing: at once, and long after."""

from bot.channels.simulator import SENDERS
from bot.doors import Item
from domain.messages import Inbound
from models import custody
from tests.support.world import Phone, World

BED = "We need food and a bed tonight, 5th & Main"


def text(world: World, phone: Phone, words: str) -> Item:
    return Item(
        channel=phone.channel,
        sender=SENDERS[phone.channel],
        external_id=world.chance.id("msg"),
        address=phone.address,
        content=Inbound(text=words),
    )


async def brings(world: World, *items: Item) -> list[bool]:
    taken = await world.program.doorstep.take_in(items)
    await world.settles()
    return list(taken)


async def test_a_call_brought_again_opens_no_second_one_and_a_yes_no_second_way(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "cora", "omar")
    call, yes = text(world, rosa, BED), text(world, ben, "A 12")
    assert await brings(world, call) == [True]
    assert await brings(world, yes) == [True]
    ben.heard("A: Food or a bed")
    ben.heard("Go.")

    for _ in range(3):
        assert await brings(world, call, yes, call) == [False, False, False]

    ben.heard_nothing()
    assert await world.count_incidents() == 1
    assert (await world.assignment("ben")).minutes == 12


async def test_a_call_brought_again_long_after_everything_of_it_is_gone_stays_without_effect(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar")
    call = text(world, rosa, BED)
    await brings(world, call)
    await omar.texts("close 1 9")
    await world.passes(days=40)
    await custody.destroy_due(world.program.database, world.now)
    rosa.reads()

    assert await brings(world, call) == [False]

    rosa.heard_nothing()
    assert await world.count_incidents() == 1
    assert not (await world.incident()).is_alive()


async def test_a_button_pressed_again_by_somebody_who_recorded_it_sends_nobody_twice(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("Rosa", "cal", "dee", "eve", "fay", "cora", "omar")
    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    ben.heard("A: Food or a bed")
    press = Item(
        channel=ana.channel,
        sender=SENDERS[ana.channel],
        external_id="press 1",
        address=ana.address,
        content=Inbound(token=ana.button("10 min").data),
    )
    await brings(world, press)
    ana.heard("Go.")
    await ana.presses("Must drop out")
    ana.heard("you are out")

    assert await brings(world, press) == [False]

    ana.heard_nothing()
    assert "ana" not in {each.person for each in (await world.incident()).going()}
    ben.reads()
