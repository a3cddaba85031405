"""`test me`: a test page by each contact point in turn shows whether a real one would be heard at night."""

from bot.commands.doctor import examine
from bot.commands.members import proofs
from tests.support.world import SMS, TELEGRAM, World


async def test_each_contact_point_is_tried_in_turn_and_its_seconds_are_kept(world: World) -> None:
    texts, telegram = world.phone("dee", SMS), world.phone("dee", TELEGRAM)

    await texts.texts("test me")
    texts.heard("In 1 minute a TEST page comes", "(2 in all)", "do-not-disturb")
    await world.passes(minutes=1)
    texts.heard("TEST. Nobody needs you now.", "answer 1")
    telegram.heard_nothing()
    await world.passes(seconds=12)
    await texts.texts("1")
    texts.heard("you answered after 12 s")

    telegram.heard("TEST. Nobody needs you now.")
    await world.passes(seconds=40)
    await telegram.presses("I heard it")
    telegram.heard("you answered after 40 s")

    telegram.heard("The test is over.", "SMS: answered after 12 s", "Telegram: answered after 40 s")
    assert [each.proved_seconds for each in await world.contact_points("dee")] == [12, 40]
    assert await world.count_incidents() == 0


async def test_coordinators_see_who_has_never_proved_it(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("test me")
    await world.passes(minutes=1)
    await ben.texts("1")
    ben.reads()

    (found,) = [each.found async for each in examine(world.settings) if each.about == "test pages"]

    assert found.startswith("1 of 10 proved that a page comes through; never: ana, cal, cora, dee,")


async def test_who_does_not_answer_is_told_what_to_look_at_and_the_next_is_tried(world: World) -> None:
    texts, telegram = world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    await telegram.texts("test me")
    telegram.reads()
    await world.passes(minutes=1)
    texts.heard("TEST.")

    await world.passes(minutes=5)
    texts.heard("No answer to the TEST here.", "emergency bypass")
    telegram.heard("TEST.")
    await world.passes(minutes=5)
    telegram.heard("No answer to the TEST here.", "notifications of this chat")

    texts.heard("The test is over.", "SMS: no answer", "Telegram: no answer")
    assert proofs(await world.person("dee")) == "sms never, telegram never"


async def test_a_contact_point_that_takes_nothing_is_passed_over_at_once(world: World) -> None:
    texts, telegram = world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    await telegram.texts("test me")
    telegram.reads()
    await texts.goes_off()

    await world.passes(minutes=1)

    telegram.heard("TEST.")
    await telegram.presses("I heard it")
    telegram.heard("It came through here")
    telegram.heard("The test is over.", "SMS: no answer", "Telegram: answered after 1 s")
    await world.passes(minutes=10)
    telegram.heard_nothing()


async def test_a_late_answer_counts_with_the_time_it_took(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("test me")
    await world.passes(minutes=21)
    ben.reads()

    await ben.texts("1")
    ben.heard("Nothing is open for you right now.")
    await ben.texts("test 1")

    ben.heard("you answered after 1200 s")
    assert proofs(await world.person("ben")) == "sms 1200 s"


async def test_a_1_is_nobodys_while_a_page_is_open_too(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar")
    await ben.texts("test me")
    await world.passes(minutes=1)
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    ben.reads()

    await ben.texts("1")
    ben.heard("For the TEST write: test 1")
    assert (await world.page_states())["ben"] == "live"
    await ben.texts("test 1")

    ben.heard("It came through here")
    ben.heard("The test is over.")


async def test_a_new_test_replaces_one_that_runs(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("test me")
    await world.passes(seconds=30)
    await ben.texts("test me")
    ben.reads()

    await world.passes(seconds=30)
    ben.heard_nothing()
    await world.passes(seconds=30)

    ben.heard("TEST.")
    await ben.texts("1")
    assert len(ben.reads()) == 2


async def test_it_is_offered_once_two_coordinators_have_said_yes(world: World) -> None:
    second = world.stranger("Ben on Telegram", TELEGRAM)
    world.ignoring("cora", "omar", "Ben on Telegram")
    await second.texts(f"/start {await world.invites('ben')}")
    await world.approves("cora", "ben")
    await world.approves("omar", "ben")

    ben = world.phone("ben")
    ben.heard("You are in.", "Your card: me. Try it: test me.")
    ben.reads()
    second.reads()


async def test_the_test_speaks_spanish(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("español")
    await ben.texts("probarme")
    ben.heard("En 1 minuto llega un aviso de PRUEBA")
    await world.passes(minutes=1)
    ben.heard("PRUEBA. Nadie te necesita ahora.")

    await ben.texts("prueba 1")

    ben.heard("Te ha llegado")
    ben.heard("La prueba ha terminado.", "SMS: respondido a los 1 s")
    ben.reads()
