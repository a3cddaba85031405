"""Join, training, toolkit, start a team: they page nobody, and each leads somewhere."""

from tests.support.world import World


async def test_who_wants_to_join_is_answered_and_a_coordinator_hears_it_and_nobody_is_paged(world: World) -> None:
    sam, cora = world.stranger("Sam"), world.phone("cora")
    await sam.texts("how do i join your team?")
    sam.heard("Good that you want to join", "JOIN")
    cora.heard("wants to join")
    await world.passes(minutes=11)
    await sam.texts("I want to join, Sam, evenings on this number")

    cora.heard("wants to join", "Sam, evenings")
    world.phone("omar").reads()
    sam.reads()
    assert await world.count_incidents() == 0


async def test_trainings_and_cards_are_told_of_without_anybody_hearing_it(world: World) -> None:
    sam, kim = world.stranger("Sam"), world.stranger("Kim")
    await sam.texts("when is the next training?")
    sam.heard("For a training, join first")
    await kim.texts("toolkit")
    kim.heard("CARDS 1 to CARDS 8")
    await kim.texts("CARDS 2 3")

    kim.heard("3/6 Words that calm", "CARDS 2 4")
    assert await world.count_incidents() == 0


async def test_who_wants_to_start_a_team_is_heard_in_spanish_too(world: World) -> None:
    kim = world.stranger("Kim", language="es")
    world.ignoring("cora", "omar")
    await kim.texts("quiero empezar un equipo en mi barrio")

    kim.heard("tiene una guia")
    assert await world.count_incidents() == 0


async def test_a_door_asked_for_after_a_greeting_and_another_one_after_it_are_answered_once_each(world: World) -> None:
    sam = world.stranger("Sam")
    await sam.texts("hello")
    sam.heard("What is happening")
    await sam.texts("training")
    sam.heard("For a training, join first")
    await sam.texts("toolkit")
    sam.heard("CARDS 1 to CARDS 8")
    await sam.texts("training")

    sam.heard_nothing()
    assert await world.count_incidents() == 0
