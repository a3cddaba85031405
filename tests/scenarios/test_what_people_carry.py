"""`my load` and `team load`: what people carry, by name and without a rank."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_member_hears_what_they_carried(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana = world.phone("ana")
    await rosa.texts(BED)
    await ana.texts("A no")
    await world.passes(minutes=3)
    world.everybody_reads()

    await ana.texts("my load")

    ana.heard(
        "On call in 28 days: 672 h (nights: 28, weekends: 4). Since 1 Jan 2026: 1540 h, pages: 1, yes: 0. Thank you."
    )
    world.everybody_reads()


async def test_a_coordinator_sees_the_team_by_name(world: World) -> None:
    cora = world.phone("cora")

    await cora.texts("team load")

    (said,) = cora.reads()
    header, *lines = said.splitlines()
    assert header.startswith("On call in River, 28 days.")
    assert [each.partition(":")[0] for each in lines] == ["Ana", "Ben", "Cal", "Cora", "Dee", "Eve", "Fay", "Omar"]
    assert lines[0] == "Ana: 672 h, nights 28, weekends 4; pages 0, yes 0"
    assert lines[3] == "Cora: 0 h, nights 0, weekends 0; pages 0, yes 0"


async def test_who_coordinates_nothing_sees_nobody_elses_load(world: World) -> None:
    ana = world.phone("ana")

    await ana.texts("team load")

    assert not any("nights" in each for each in ana.reads())


async def test_by_sms_and_in_spanish_it_is_said_as_well(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("español")
    ben.reads()

    await ben.texts("mi carga")

    ben.heard("De guardia en 28 dias: 672 h (noches: 28, fines de semana: 4).")
