"""Jail support: who hears how somebody in custody stands, what is kept of it, and what happens if nothing changes."""

from domain.tasks import TaskKind
from tests.support.world import World


async def test_a_change_is_heard_by_who_goes_and_who_called_and_no_name_is_kept(world: World) -> None:
    rosa, cora, omar = world.stranger("Rosa"), *world.phones("cora", "omar")
    await rosa.texts("My brother was arrested by police at 5th & Main")
    world.everybody_reads()

    await cora.texts("jail 1 located John Smith county jail booking 4471902")

    told = cora.heard("located", "county jail booking 4471902").text
    assert "John" not in told
    assert "Smith" not in told
    omar.heard("located", "4471902")
    await omar.texts("board")
    assert "in custody: located" in omar.heard("Open calls: 1.").text
    assert rosa.reads() == ["News: located."]
    await cora.presses("Released", on="located")
    rosa.heard("News: released.")
    cora.heard("released")
    omar.heard("released")
    assert "custody_changed: released" in await world.reasons()


async def test_where_nothing_changes_somebody_is_asked_to_look_and_home_safe_asks_for_closing(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar", "Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "gus", "hal")
    await rosa.texts("My brother was arrested by police at 5th & Main")
    await rosa.texts("EXIT")
    await cora.texts("jail 1 bail set $500")
    cora.reads()

    await world.passes(hours=4, minutes=1)

    cora.heard("nothing new for so many hours: 4", "500")
    assert TaskKind.CUSTODY in await world.tasks()
    await cora.texts("jail arraigned")
    cora.heard("arraigned")
    await cora.texts("jail 1 home safe")
    cora.heard("home safe. How did it end?")
    assert TaskKind.CUSTODY not in await world.tasks()
    assert TaskKind.CLOSE in await world.tasks()
    await world.passes(hours=5)
    assert not any("nothing new" in each for each in cora.reads())
    assert not any("News" in each for each in rosa.reads())


async def test_how_somebody_in_custody_stands_may_be_said_in_french(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    await rosa.texts("My brother was arrested by police at 5th & Main")
    world.everybody_reads()

    await cora.texts("prison 1 localisé Jean Dupont commissariat central 4471")

    told = cora.heard("located", "commissariat central 4471").text
    assert "Dupont" not in told
    rosa.heard("News: located.")
    await cora.texts("prison 1 devant le juge")
    cora.heard("arraigned")
    rosa.heard("News: arraigned.")
    await cora.texts("prison 1 rentré")
    cora.heard("home safe. How did it end?")
    world.everybody_reads()


async def test_whoever_asks_for_news_of_somebody_in_custody_hears_how_they_stand_and_not_where_it_is(
    world: World,
) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    await rosa.texts("My brother was arrested by police at 5th & Main")
    world.everybody_reads()
    await rosa.texts("news")
    (told,) = rosa.reads()
    assert "A place helps" not in told

    await cora.texts("jail 1 located county jail")
    rosa.heard("News: located.")
    await rosa.texts("news")
    assert rosa.reads()[-1] == "News: located."
    world.everybody_reads()
