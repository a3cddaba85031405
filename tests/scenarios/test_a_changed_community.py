"""What a community decides anew holds from the next call on, whoever does the work and whoever was told."""

from dataclasses import replace

from domain.ids import AreaId
from models import communities
from tests.support.world import COMMUNITY, World, community_of

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_renamed_area_is_called_by_its_new_name_in_everything_said_from_then_on(world: World) -> None:
    world.ignoring("Rosa", "Sam", "ana", "ben", "cal", "eve", "cora", "omar")
    await world.stranger("Rosa").texts(BED)
    await world.passes(hours=1)
    world.everybody_reads()

    community, roster = community_of(COMMUNITY)
    old_town = replace(community.areas[AreaId("old-town")], names={"en": "The Old Quarter"})
    changed = replace(community, areas={**community.areas, old_town.id: old_town})
    async with world.program.database.writing() as store:
        await communities.apply(store, changed, roster, prune=False, now=world.now)
    await world.stranger("Sam").texts(BED.replace("5th", "6th"))

    pages = [text for name in ("ana", "ben", "cal", "eve") for text in world.phone(name).reads() if "Can you" in text]
    assert pages
    assert all("The Old Quarter" in text for text in pages)
