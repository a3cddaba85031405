"""Time off and undo where several people have a hand in it. It is Friday 6 March at noon."""

from tests.scenarios.test_who_is_on import nights
from tests.support.world import World

__all__ = ["nights"]


# --- whoever is on by an override


async def test_time_off_takes_off_whoever_is_on_by_an_edit_and_shows_the_gap_it_leaves(nights: World) -> None:
    ana, fay, cora, omar = nights.phones("ana", "fay", "cora", "omar")
    await omar.texts("take ana off 12 mar 20-24")
    await omar.texts("1")
    await omar.texts("put fay on 12 mar 20-24")
    nights.everybody_reads()

    await fay.texts("time off 12 mar")
    omar.heard("Gaps it leaves: 1.", "Gap: nobody Thu 12 Mar 20:00 to 24:00")
    await cora.presses("Grant")

    fay.heard("Asked")
    fay.heard("You are off Thu 12 Mar 00:00 to 24:00.")
    omar.heard("Nobody is on for River from Thu 12 Mar 20:00 to 24:00.")
    await fay.texts("my shifts")
    fay.heard("You are not on in the next 14 days.")
    await ana.texts("who is on 12 mar 22:00")
    ana.heard("Thu 12 Mar 22:00: nobody")
    nights.everybody_reads()


async def test_undo_and_no_time_off_bring_back_what_came_off_with_it(nights: World) -> None:
    fay, cora = nights.phones("fay", "cora")
    await cora.texts("put fay on 12 mar 18-24")
    await nights.passes(minutes=1)
    await fay.texts("time off 12 mar 20-23")
    await cora.texts("grant fay")
    nights.everybody_reads()
    await fay.texts("my shifts")
    fay.heard("Thu 12 Mar 18:00 to 20:00", "Thu 12 Mar 23:00 to 24:00")

    await cora.texts("undo")
    nights.everybody_reads()
    await fay.texts("my shifts")
    fay.heard("Thu 12 Mar 18:00 to 24:00")

    await fay.texts("time off 12 mar 20-23")
    await cora.texts("grant fay")
    await fay.texts("no time off")
    nights.everybody_reads()
    await fay.texts("my shifts")
    fay.heard("Thu 12 Mar 18:00 to 24:00")
