"""Sightings: reported, likely, confirmed, told to those who are to hear, and over for exactly those."""

from domain.messages import Inbound, Other
from tests.support.world import SMS, TELEGRAM, World

SEEN = "ICE agents at 5th & Main, 4 men in 2 white vans, masked"


async def test_a_sighting_is_reported_confirmed_told_and_over_for_exactly_those_who_heard(world: World) -> None:
    rosa, luis, mia = world.stranger("Rosa"), world.stranger("Luis"), world.stranger("Mia")
    cora, ana, ben, hal = world.phones("cora", "ana", "ben", "hal")
    world.ignoring("omar", "cal", "eve", "dee", "fay", "gus")
    await luis.texts("alerts on")
    luis.heard("You now hear of what is confirmed")

    await rosa.texts(SEEN)

    rosa.heard("Only if it is safe to look", "what they do")
    cora.heard("Sighting 1, reported, told by 1", "5th", "People: 4", "Vehicles: 2", SEEN)
    luis.heard_nothing()
    await mia.texts("la migra en la calle 5th & Main, 4 agentes")
    mia.heard("otras personas tambien lo vieron")
    cora.heard("Sighting 1, likely, told by 2")
    await cora.presses("Confirmed", on="likely")
    cora.heard("so many people will read this now: 5", "People: 4")
    luis.heard_nothing()
    await cora.presses("Tell them")
    cora.heard("confirmed by Cora; told to 5")

    alert = luis.heard("Confirmed near 5th", "Immigration enforcement").text
    assert "white" not in alert
    ana.heard("Confirmed near")
    ben.heard("Confirmed near")
    hal.heard_nothing()
    rosa.heard_nothing()
    await cora.texts("sighting 1 clear")
    luis.heard("All clear")
    ana.heard("All clear")
    ben.heard("All clear")
    for each in (rosa, mia, hal):
        each.heard_nothing()
    cora.heard("Sighting 1 is over")
    await luis.texts("all clear at 5th & Main")
    luis.heard("nothing of them is open")
    cora.heard_nothing()
    assert await world.count_incidents() == 0


async def test_what_turns_out_to_be_nothing_is_corrected_for_those_who_heard_it(world: World) -> None:
    rosa, cora, ana = world.stranger("Rosa"), *world.phones("cora", "ana")
    world.ignoring("Rosa", "omar", "ben", "cal", "eve", "dee", "fay")
    await rosa.texts(SEEN)
    await cora.texts("sighting 1 confirmed")
    await cora.texts("1")
    ana.heard("Confirmed near 5th")

    await cora.texts("sighting 1 unfounded")

    ana.heard("Correction: what we told you of near 5th")
    await cora.texts("sighting 1 clear")
    assert any("Sighting 1 is unfounded" in each for each in cora.reads())
    ana.heard_nothing()


async def test_what_a_report_lacks_is_asked_in_one_question_and_no_more(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar")
    await rosa.texts("ICE is here")
    rosa.heard("Only if it is safe", "corner", "how many", "what they do")
    cora.heard("Sighting 1", "place not known")

    await rosa.texts("5th & Main, 6 agents with rifles stopping cars")

    rosa.heard("Thank you, that is added.")
    await cora.texts("board")
    cora.heard("Sighting 1: reported, told by 1, Old Town")
    cora.heard("Sighting 1, reported", "People: 6", "stopping people", "weapons")
    await rosa.texts("thanks!")
    rosa.heard_nothing()

    await rosa.texts("they left")
    rosa.heard("a coordinator hears that they are gone")
    cora.heard("Sighting 1, reported", "somebody writes that it is over", "they left")
    await rosa.texts("all clear now")
    rosa.heard("a coordinator hears")
    luis = world.stranger("Luis")
    await luis.texts("ICE is gone from 5th & Main")
    luis.heard("a coordinator hears")
    cora.heard("Sighting 1, reported", "ICE is gone from 5th & Main")
    await cora.presses("All clear", on="somebody writes")
    cora.heard("Sighting 1 is over")
    assert await world.count_incidents() == 0


async def test_a_photo_of_a_sighting_is_refused_kindly_and_once_while_its_words_count(world: World) -> None:
    rosa, luis = world.stranger("Rosa", TELEGRAM), world.stranger("Luis")
    world.ignoring("omar", "cora")

    await rosa.sends("photo", Inbound(text=SEEN, with_media=True))
    rosa.heard("Noted, thank you")
    rosa.heard("Your photo stays out")
    await luis.texts(SEEN)
    luis.heard("others saw it too")
    for each in (rosa, luis, luis):
        await each.sends("photo", Inbound(other=Other.PHOTO))

    luis.heard("Your photo stays out")
    for each in (rosa, luis):
        each.heard_nothing()


async def test_a_sighting_by_which_somebody_is_taken_opens_a_call_as_well(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "omar", "ana", "ben", "cal", "eve", "dee", "fay")

    await rosa.texts("ICE agents are grabbing a man at 5th & Main")

    assert await world.count_incidents() == 1
    cora.heard("Sighting 1, reported")
    cora.reads()


async def test_alerts_are_of_an_area_end_when_asked_and_go_to_nobody_who_stopped_us(world: World) -> None:
    rosa, luis, mia, noa = (world.stranger(each) for each in ("Rosa", "Luis", "Mia", "Noa"))
    world.ignoring("Rosa", "cora", "omar", "ana", "ben", "cal", "eve", "dee", "fay")
    await luis.texts("alertas si los molinos")
    luis.heard("Te avisamos de lo confirmado en Los Molinos")
    await mia.texts("alerts on")
    mia.heard("You now hear")
    await noa.texts("alerts on")
    noa.heard("You now hear")
    await mia.texts("alerts off")
    mia.heard("No more alerts")
    await noa.texts("STOP")
    await rosa.texts(SEEN)

    await world.phone("cora").texts("sighting 1 confirmed")
    await world.phone("cora").texts("1")

    for each in (luis, mia, noa):
        each.heard_nothing()


async def test_whoever_has_alerts_hears_when_they_end_and_how_to_go_on_and_who_renewed_them_does_not(
    world: World,
) -> None:
    mia, noa, ana = world.stranger("Mia"), world.stranger("Noa", SMS), world.phone("ana")
    for each in (mia, noa, ana):
        await each.texts("alerts on")
        each.heard("You now hear")
    await world.passes(days=20)
    await noa.texts("alerts on")
    noa.heard("You now hear")
    world.everybody_reads()

    await world.passes(days=9, hours=13)
    mia.heard("Your alerts have ended", "alerts on = again")
    noa.heard_nothing()
    await world.passes(days=61)

    ana.heard("Your alerts have ended", "alerts on = again")
    world.everybody_reads()


async def test_old_sightings_say_that_nothing_more_is_known(world: World) -> None:
    rosa, cora, ana = world.stranger("Rosa"), *world.phones("cora", "ana")
    world.ignoring("Rosa", "omar", "ben", "cal", "eve", "dee", "fay")
    await rosa.texts(SEEN)
    await cora.texts("sighting 1 confirmed")
    await cora.texts("1")
    ana.reads()
    cora.reads()

    await world.passes(hours=2, minutes=1)

    ana.heard("We do not know whether it is over")
    cora.heard("counts no more")
    await cora.texts("sightings")
    cora.heard("Sightings:", "1 not heard of for long")


async def test_somebody_is_paged_to_look_and_what_they_say_counts(world: World) -> None:
    rosa, cora, ana, ben = world.stranger("Rosa"), *world.phones("cora", "ana", "ben")
    world.ignoring("Rosa", "omar", "cal", "eve", "dee", "fay")
    await rosa.texts(SEEN)
    await cora.presses("Send somebody to look")
    cora.heard("Somebody is asked to go and look")
    ana.heard("Go and look, from afar")
    await ana.presses("5 min")
    ana.heard("Look from afar", "People: 4")
    ben.reads()

    await ana.presses("Confirmed", on="Look from afar")
    ana.heard("so many people will read this")
    await ana.presses("Tell them")

    ben.heard("Confirmed near 5th")
    cora.heard("Sighting 1 is confirmed by Ana")
    cora.reads()
    ana.reads()


async def test_those_who_offer_to_come_after_the_cap_are_thanked(world: World) -> None:
    rosa, cora, ana = world.stranger("Rosa"), *world.phones("cora", "ana")
    world.ignoring("Rosa", "omar", "cal", "eve", "dee", "fay", "ben")
    await rosa.texts(SEEN)
    await cora.texts("sighting 1 confirmed")
    await cora.texts("1")
    for each in ("ben", "cal", "dee", "eve", "fay", "cora"):
        await world.phone(each).texts("sighting 1 coming")
    ana.reads()

    await ana.texts("sighting 1 coming")

    ana.heard("Enough people are on their way to sighting 1")
    cora.heard("so many do: 6")
    cora.reads()


async def test_a_phone_that_is_not_to_be_texted_hears_nothing_after_its_report_until_it_may_be(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar")
    await rosa.texts(f"{SEEN}. Please do not text me here")
    cora.heard("Sighting 1, reported")
    for words in ("6 of them, stopping cars", "who is this?", "hello", "la migra en la calle 5th & Main", "they left"):
        await rosa.texts(words)
        await world.passes(minutes=3)
    rosa.heard_nothing()
    cora.reads()

    await rosa.texts("you can text me now")

    rosa.heard("that is added")
    await rosa.texts("they are back, 8 of them")
    rosa.heard("that is added")
    assert await world.count_incidents() == 0


async def test_a_call_after_such_a_report_opens_without_a_text_to_that_phone(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("omar", "cora", "ben", "cal", "eve", "dee", "fay", "gus", "hal")
    await rosa.texts(f"{SEEN}. Please do not text me until 11pm")

    await rosa.texts("he is hitting me, 5th & Main")

    rosa.heard_nothing()
    ana.heard("Old Town")
    await ana.presses("5 min")
    ana.heard("Texting them: NOT safe")
    rosa.heard_nothing()


async def test_a_corner_of_the_street_that_was_named_before_belongs_to_the_same_sighting(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar")
    await rosa.texts("ICE on Main St")
    rosa.heard("Only if it is safe", "corner")
    cora.heard("Sighting 1, reported", "Main St")

    await rosa.texts("5th and Main, 6 agents")

    rosa.heard("Thank you, that is added.")
    await cora.texts("board")
    board = cora.heard("Sighting 1: reported, told by 1, Old Town").text
    assert "Sighting 2" not in board
    world.everybody_reads()
