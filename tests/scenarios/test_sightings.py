"""Sightings: reported, likely, confirmed, told to those who are to hear, and over for exactly those."""

from tests.support.world import World

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
    assert await world.count_incidents() == 0
