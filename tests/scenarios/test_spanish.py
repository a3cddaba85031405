"""Whoever writes in Spanish hears Spanish; whoever speaks it is asked first."""

from tests.support.world import TELEGRAM, World


async def test_a_requester_who_writes_in_spanish_hears_spanish(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("cora", "omar")

    await rosa.texts("Necesitamos comida y una cama esta noche, 5th y Main")
    rosa.heard("Preguntamos ya a gente cerca.")
    rosa.heard("¿Hay alguien en peligro ahora?")
    ana.heard("A: Food or a bed, Old Town. Spanish")  # her own language is English
    ben.heard("A: Food or a bed, Old Town. Spanish")
    await ana.presses("10 min")

    rosa.heard(await world.code_of("ana"), "va hacia ti, llega en unos 10 min")
    ana.heard("Go.", "Necesitamos comida")
    ben.heard("stand down")


async def test_the_name_of_a_street_does_not_change_the_language_they_write_in(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("ben", "cora", "omar")
    await rosa.texts("Necesitamos comida")
    rosa.heard("Recibimos tu mensaje.")

    await rosa.texts("5th y Main")

    rosa.heard("Preguntamos ya a gente cerca.")
    rosa.heard("¿Hay alguien en peligro ahora?")
    ana.heard("A: Food or a bed, Old Town. Spanish")


async def test_words_and_digits_of_their_language_are_understood(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("ana", "cora", "omar")
    await rosa.texts("Necesitamos comida y una cama esta noche, 5th y Main")
    world.everybody_reads()

    await rosa.texts("noticias")
    rosa.heard("Seguimos preguntando")
    await rosa.texts("salir")
    rosa.heard_nothing()
    await ben.texts("A 12")
    ben.heard("Go.")
    ben.heard("went silent: do not text or call")


async def test_a_short_word_of_ours_tells_their_language_and_one_that_everybody_types_does_not(world: World) -> None:
    rosa, luis = world.stranger("Rosa"), world.stranger("Luis", TELEGRAM, language="es")

    await rosa.texts("discreto")
    await luis.texts("start")

    rosa.heard("sin nombres")
    luis.heard("¿Qué pasa y dónde?")


async def test_the_language_of_the_channel_counts_until_they_write(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM, language="es")

    await rosa.texts("/start")
    rosa.heard("¿Qué pasa y dónde?")
    await rosa.texts("somebody is shouting at us")

    rosa.heard("Where is it?")


async def test_whoever_speaks_the_language_is_asked_first(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa", "ben", "ana", "fay", "cora", "omar")

    await rosa.texts("Necesitamos comida y una cama esta noche, 5th y Main")

    reasons = [each for each in await world.reasons() if each.startswith("paged")]
    assert reasons == ["paged: on call, speaks the language", "paged: on call, another language"]


async def test_a_language_is_chosen_by_its_name(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("español")
    (said,) = ben.reads()
    await ben.texts("english")

    ben.heard("From now on in English.")
    assert "English" not in said


async def test_whoever_goes_on_in_another_language_hears_it_for_the_rest_and_protectors_stay_with_theirs(
    world: World,
) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("cora", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    world.everybody_reads()

    await rosa.texts("traigan mantas para los niños, por favor")
    rosa.heard("Recibido")
    assert (await world.incident()).language == "es"
    assert "language_changed: es" in await world.reasons()
    await ana.presses("10 min")

    rosa.heard(await world.code_of("ana"), "va hacia ti, llega en unos 10 min")
    ana.heard("Go.", "We need food", "Spanish")
    ben.heard("stand down")
    await world.phone("cora").texts("close 1 1")
    rosa.heard("Que te vaya bien")
    ana.heard("closed (resolved on scene)")


async def test_a_language_picked_while_a_call_runs_is_the_calls_from_then_on(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("ana", "ben", "cora", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    world.everybody_reads()

    await rosa.texts("español")
    rosa.heard("Seguimos preguntando")
    await ana.presses("10 min")
    rosa.heard("va hacia ti, llega en unos 10 min")

    assert (await world.incident()).language == "es"


async def test_whoever_says_for_how_many_is_not_asked_it(world: World) -> None:
    rosa, luis = world.stranger("Rosa"), world.stranger("Luis")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar")

    await rosa.texts("nesesito comida pa 4, 5th y Main")
    await luis.texts("necesitamos comida, 6th y Main")

    assert "Cuantas" not in rosa.heard("Preguntamos ya a gente cerca. Escribe cuando quieras.").text
    luis.heard("Preguntamos ya a gente cerca. Cuantas personas son?")
    world.everybody_reads()
