"""How often somebody was asked and came is counted once, as it ended, whatever comes twice or late."""

from domain.ids import PersonId
from domain.tally import ACCEPTED, DECLINED, EXPIRED, NONE, Tally
from models import tallies
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def tallied(world: World, person: str) -> Tally:
    async with world.program.database.reading() as store:
        found = await tallies.of_members(store, {PersonId(person)}, "2000-01")
    return sum(found.get(PersonId(person), {}).values(), NONE)


async def test_an_answer_counts_once_and_a_late_accept_takes_its_expiry_back(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben = world.phones("ana", "ben")
    await rosa.texts(BED)
    assert await tallied(world, "ben") == NONE
    await ana.texts("A no")
    await ana.texts("A no")
    await world.passes(minutes=3)
    assert await tallied(world, "ben") == EXPIRED
    await ben.texts("A 12")
    await ben.texts("A 10")
    world.everybody_reads()

    assert await tallied(world, "ana") == DECLINED
    assert await tallied(world, "ben") == ACCEPTED
