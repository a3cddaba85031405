"""Whoever writes in Spanish hears Spanish; whoever speaks it is asked first."""

from tests.support.world import TELEGRAM, World


async def test_a_requester_who_writes_in_spanish_hears_spanish(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("cora", "omar")

    await rosa.texts("Necesitamos comida y una cama esta noche, 5th y Main")
    asking, danger = rosa.reads()
    ana.heard("A: Food or a bed, Old Town. Spanish")  # her own language is English
    ben.heard("A: Food or a bed, Old Town. Spanish")
    await ana.presses("10 min")

    coming = rosa.heard(await world.code_of("ana")).text
    ana.heard("Go.", "Necesitamos comida")
    ben.heard("stand down")
    assert not any("Asking" in each or "danger" in each or "coming" in each for each in (asking, danger, coming))
    assert "10 min" in coming


async def test_the_language_of_the_channel_counts_until_they_write(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM, language="es")

    await rosa.texts("/start")

    (first,) = rosa.reads()
    assert "Qué" in first or "Qué" in first or "ocurre" in first or "pasa" in first
    assert "What is happening" not in first


async def test_a_language_is_chosen_by_its_name(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("español")
    (said,) = ben.reads()
    await ben.texts("english")

    ben.heard("From now on in English.")
    assert "English" not in said
