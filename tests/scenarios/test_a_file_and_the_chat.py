"""What a community file changes in a rota a coordinator sees and takes back by chat; what was made by chat stays."""

from dataclasses import replace
from datetime import timedelta

from domain.ids import RotaId, TeamId
from domain.rota import Add, Fixed, Rota
from domain.segments import segments
from models import communities, people
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


async def changed_twice(world: World) -> tuple[Rota, Rota]:
    """A file makes a second rota for the team; another one changes both. Returns them as they stood between."""
    async with world.program.database.writing() as store:
        community = await communities.load(store)
        river = community.teams[RIVER]
        (line,) = river.rotas
        second = replace(line, id=RotaId("river/second"))
        wanted = replace(community, teams={**community.teams, RIVER: replace(river, rotas=(line, second))})
        await communities.apply(store, wanted, (), prune=False, now=world.now)
    await world.passes(minutes=2)
    async with world.program.database.writing() as store:
        later = [
            replace(each, layers=tuple(replace(layer, priority=3) for layer in each.layers)) for each in (line, second)
        ]
        wanted = replace(wanted, teams={**community.teams, RIVER: replace(river, rotas=tuple(later))})
        await communities.apply(store, wanted, (), prune=False, now=world.now)
    return line, second


async def rotas(world: World) -> tuple[Rota, ...]:
    async with world.program.database.reading() as store:
        return (await communities.load(store)).teams[RIVER].rotas


async def test_all_that_one_file_changed_is_undone_one_rota_after_the_other(world: World) -> None:
    omar = world.phone("omar")
    before = await changed_twice(world)

    await omar.texts("undo")
    omar.heard("That is not your change. 1 or undo it = take it back all the same.", "by the community file")
    await omar.texts("undo it")
    omar.heard("Undone. The same file changed 1 more: undo it = the next one.")
    assert sum(each in before for each in await rotas(world)) == 1
    await omar.texts("undo")  # come twice: nothing is undone by it
    omar.heard("Undone already, a moment ago (the same file changed 1 more: undo it = the next one):")
    assert sum(each in before for each in await rotas(world)) == 1
    await omar.texts("undo it")

    omar.heard("Undone.")
    assert set(await rotas(world)) == set(before)
    world.everybody_reads()


async def test_a_page_that_waits_takes_the_digit_and_words_undo_anothers_change(world: World) -> None:
    rosa, cora, omar = world.stranger("Rosa"), world.phone("cora"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "cora")
    before = await rotas(world)
    await cora.texts("put fay on tomorrow 8-12")
    await omar.texts("on")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await cora.texts("assign 1 omar")
    world.everybody_reads()

    await omar.texts("undo")
    said = omar.heard("That is not your change. undo it = take it back all the same.")
    assert "1 or" not in said.text
    assert segments(said.text) == 1
    await omar.texts("1")
    assert await rotas(world) != before
    omar.reads()
    await omar.texts("undo")
    omar.reads()
    await omar.texts("undo it")

    omar.heard("Undone.")
    assert await rotas(world) == before
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
        stood, roster = await communities.load(store), await people.everybody(store)
        river = stood.teams[RIVER]
        changed = replace(before, overrides=(extra,))
        wanted = replace(stood, teams={**stood.teams, RIVER: replace(river, rotas=(changed,))})
        await communities.apply(store, wanted, (), prune=False, now=world.now)
        told = await world.program.turn.file_applied(store, stood, roster, world.now)
    await world.settles()

    assert told
    assert told <= layer.people[0]
    for each in told:
        world.phone(each).heard("Your shifts in River changed.")
    world.everybody_reads()
