"""A word of their own: it ends a call, tells under pressure what no screen shows, and is known from another phone."""

from domain.tasks import TaskKind
from tests.support.world import SMS, World

BED = "We need food and a bed tonight, 5th & Main"
OTHERS = ("ana", "cal", "dee", "eve", "fay", "gus", "hal")


async def test_after_danger_the_code_word_ends_it_and_nothing_else_of_theirs_does(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring(*OTHERS, "omar")
    await rosa.texts("code word: maple")
    rosa.heard("Alone in a text it ends this.")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await rosa.texts("1")
    world.everybody_reads()

    await rosa.texts("safe now")
    assert (await world.incident()).is_alive()
    await rosa.texts("Maple!")

    assert not (await world.incident()).is_alive()
    ben.heard("closed")
    cora.heard("#1 closed")
    world.everybody_reads()


async def test_with_a_digit_behind_it_the_screen_says_closed_and_everybody_goes_on_in_silence(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring(*OTHERS, "omar")
    await rosa.texts("code word maple")
    await rosa.texts(BED)
    await ben.texts("A 12")
    world.everybody_reads()

    await rosa.texts("maple 7")

    assert rosa.reads() == ["This is closed on our side. Take care. Text again any time."]
    ben.heard("may be under pressure", "do not text or call")
    cora.heard("#1", "may be under pressure")
    incident = await world.incident()
    assert incident.is_alive()
    assert incident.silent
    assert TaskKind.DANGER in await world.tasks()

    await ben.texts("1")
    await ben.texts("2")
    rosa.heard_nothing()
    await rosa.texts("news")
    assert rosa.reads() == ["This is closed on our side. Take care. Text again any time."]
    await rosa.texts("all is fine here really")
    rosa.heard_nothing()
    ben.heard("all is fine here really")
    await ben.texts("4")
    await cora.texts("close 1 1")
    rosa.heard_nothing()
    await rosa.texts("We need water, 5th & Main")
    assert await world.count_incidents() == 2
    rosa.heard("Asking people near you now")
    world.everybody_reads()


async def test_what_ends_it_looks_the_same_with_and_without_pressure(world: World) -> None:
    world.ignoring(*OTHERS, "ben", "cora", "omar")
    screens = []
    for name, word in (("Rosa", "maple"), ("Sam", "maple7")):
        phone = world.stranger(name)
        await phone.texts("code word maple")
        await phone.texts(BED)
        phone.reads()
        await phone.texts(word)
        screens.append(phone.reads())

    assert screens[0] == screens[1]


async def test_nobody_sets_a_code_word_once_there_is_danger(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring(*OTHERS, "ben", "cora", "omar")
    await rosa.texts("he has a gun, 5th & Main")
    rosa.reads()

    await rosa.texts("code word maple")
    rosa.heard("cannot be changed now")
    await rosa.texts("maple")

    assert (await world.incident()).is_alive()
    rosa.reads()


async def test_a_code_word_that_anybody_may_type_is_refused(world: World) -> None:
    rosa = world.stranger("Rosa")

    for word in ("stop", "ok", "help", "maple 7", ""):
        await rosa.texts(f"code word {word}")
        rosa.heard("A word only you know")


async def test_from_another_phone_it_tells_coordinators_alone_who_that_is(world: World) -> None:
    rosa, other, cora = world.stranger("Rosa"), world.stranger("Other", SMS), world.phone("cora")
    world.ignoring(*OTHERS, "ben", "omar")
    await rosa.texts("code word maple")
    await rosa.texts(BED)
    world.everybody_reads()

    await other.texts("code word cedar tree")
    kept = other.reads()
    cora.heard_nothing()
    await other.texts("code word maple")

    assert other.reads() == kept
    cora.heard("#1", "another phone knows their code word")
    rosa.heard_nothing()


async def test_where_no_call_runs_it_opens_one_under_pressure_and_the_screen_shows_only_that_all_is_closed(
    world: World,
) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring(*OTHERS, "ben", "omar")
    await rosa.texts("code word maple")
    await rosa.texts("two men are fighting")
    world.everybody_reads()

    await rosa.texts("maple 7")
    await world.passes(minutes=5)

    assert rosa.reads() == ["This is closed on our side. Take care. Text again any time."]
    cora.heard("#1", "may be under pressure")
    assert TaskKind.DANGER in await world.tasks()
    incident = await world.incident()
    assert (incident.danger, incident.silent, incident.words) == (True, True, ("two men are fighting",))
    world.everybody_reads()
