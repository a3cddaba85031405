"""What a community file changes in a rota a coordinator sees and takes back by chat; what was made by chat stays."""

from dataclasses import replace
from datetime import timedelta

from domain.ids import TeamId
from domain.rota import Add, Fixed, Rota
from models import communities
from tests.support.world import World

RIVER = TeamId("river")


async def rota(world: World) -> Rota:
    async with world.program.database.reading() as store:
        return (await communities.load(store)).teams[RIVER].rotas[0]


async def test_what_a_file_changed_is_undone_by_a_coordinator(world: World) -> None:
    cora = world.phone("cora")
    before = await rota(world)
    (layer,) = before.layers
    extra = Add(person=min(layer.people[0]), start=world.now, end=world.now + timedelta(hours=5))
    async with world.program.database.writing() as store:
        community = await communities.load(store)
        river = community.teams[RIVER]
        changed = replace(before, layers=(replace(layer, priority=3),), overrides=(extra,))
        wanted = replace(community, teams={**community.teams, RIVER: replace(river, rotas=(changed,))})
        said = await communities.apply(store, wanted, (), prune=False, now=world.now)
    assert said == ("team river: changed (rotas)", "rota river/line: layer all changed, 1 override added")

    await cora.texts("changes")
    cora.heard(": by the community file")
    await cora.texts("undo")
    cora.heard("That is not your change.", "by the community file")
    await cora.presses("Undo")

    cora.heard("Undone.")
    assert await rota(world) == before
    world.everybody_reads()


async def test_what_was_put_in_by_chat_is_there_after_the_file_is_applied_again(world: World) -> None:
    cora = world.phone("cora")
    async with world.program.database.reading() as store:
        file = await communities.load(store)
    await cora.texts("put fay on tomorrow 8-12")
    world.everybody_reads()
    changed = await rota(world)
    assert changed.overrides

    async with world.program.database.writing() as store:
        said = await communities.apply(store, file, (), prune=False, now=world.now)

    assert said == ()
    assert await rota(world) == changed


async def test_whose_shifts_a_file_changes_hears_it(world: World) -> None:
    before = await rota(world)
    (layer,) = before.layers
    extra = Fixed(people=frozenset(), start=world.now + timedelta(days=1), end=world.now + timedelta(days=2))
    async with world.program.database.writing() as store:
        stood = await communities.load(store)
        river = stood.teams[RIVER]
        changed = replace(before, overrides=(extra,))
        wanted = replace(stood, teams={**stood.teams, RIVER: replace(river, rotas=(changed,))})
        await communities.apply(store, wanted, (), prune=False, now=world.now)
        told = await world.program.turn.file_applied(store, stood, world.now)
    await world.settles()

    assert told
    assert told <= layer.people[0]
    for each in told:
        world.phone(each).heard("Your shifts in River changed.")
    world.everybody_reads()
