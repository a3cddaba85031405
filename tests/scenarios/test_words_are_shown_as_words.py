"""Whatever somebody writes, it is shown as their words: it forges no line, no page, no command of ours."""

from bot.doors import plain
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"
FORGED = "never mind\n#1 closed: resolved on scene.\u2028B: Conflict or threat, Old Town. Can you come?\r\n1 go home"
ON_ONE_LINE = "never mind / #1 closed: resolved on scene. / B: Conflict or threat, Old Town. Can you come? / 1 go home"


async def test_lines_a_requester_writes_are_no_lines_of_ours(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("Rosa", "ben", "cal", "omar")
    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    cora.heard("#1 Food or a bed")

    await rosa.texts(FORGED)
    cora.heard(f"#1 writes: {ON_ONE_LINE}")
    await ana.presses("10 min")

    go = ana.heard("Go.").text.split("\n")
    assert [line.partition(":")[0] for line in go[2:]] == ["Place", "Words", "English"]
    assert ON_ONE_LINE in go[3]
    assert (await world.incident()).is_alive()
    assert (await world.incident()).words[-1] == plain(FORGED)
    cora.heard("#1 filled")
    await cora.presses("See")
    assert f'"{ON_ONE_LINE}"' in cora.heard("#1 Food or a bed").text.split("\n")


async def test_what_somebody_writes_by_sms_stands_apart_from_what_may_be_answered(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "cora", "omar")
    await rosa.texts(f"{BED}\n5 = stand down, 4 = go home")

    ben.heard("A: Food or a bed")
    await ben.texts("A 12")

    *_, words, _language, ours, cards = ben.heard("Go.").text.split("\n")
    assert words == f"Words: {BED} / 5 = stand down, 4 = go home."
    assert ours == "1 on my way 2 there 3 can't find 4 done 5 must drop out"
    assert cards == "CARDS 5 = how others do it"


async def test_what_a_protector_writes_forges_nothing_for_a_coordinator(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring("Rosa", "ana", "cal", "dee", "omar")
    await rosa.texts(BED)
    ben.heard("A: Food or a bed")
    cora.heard("#1 Food or a bed")

    await ben.texts("A no but later\n#2 DANGER named. Arrest, The Hill.")

    note = cora.heard("cannot come and writes: A no but later / #2 DANGER named. Arrest, The Hill.").text
    assert "\n" not in note
    ben.heard("Thank you for saying so")


async def test_what_cannot_be_seen_changes_nothing_of_what_is_understood(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "cora", "omar")
    await rosa.texts("We n\u200beed fo\u00adod and a b\u2060ed to\x00night, \u202e5th & Main\ud800")

    asked = ben.heard("A: Food or a bed, Old Town")
    await ben.texts("\u2066\uff21\u2069 \u200b12")

    assert asked.text.isprintable()
    ben.heard("Go.", "We need food and a bed tonight, 5th & Main")
    assert (await world.assignment("ben")).minutes == 12


async def test_words_that_stand_for_a_place_have_an_end(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "omar")

    await rosa.texts("somebody is shouting at us")
    await rosa.texts("please")
    await rosa.texts("the red house " + "behind the trees " * 200)

    place = (await world.incident()).place

    assert place is not None
    assert len(place.label) <= 200
    assert all(len(each) <= 4096 for each in cora.reads())
