"""What calls leave behind in numbers: a team sees all of its own, and nothing of few leaves it. Friday 6 March."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_team_reads_its_figures_and_shares_nothing_that_is_of_few(world: World) -> None:
    rosa, ana, ben, cora, omar = world.stranger("Rosa"), *world.phones("ana", "ben", "cora", "omar")
    world.ignoring("dee", "eve", "cal", "gus", "hal", "fay")
    await cora.texts("figures")
    cora.heard("River", "Jan 2026 to Mar 2026: no call that is over.")
    await rosa.texts(BED)
    await rosa.texts("0")
    await world.passes(minutes=1)
    await ana.texts("A 5")
    await world.passes(minutes=9)
    await ana.texts("there")
    await ana.texts("done")
    await cora.texts("close 1 1")
    await cora.texts("reopen 1")
    await cora.texts("close 1 1")
    world.everybody_reads()

    await cora.texts("figures")
    cora.heard(
        "Jan 2026 to Mar 2026. Calls that are over: 1.",
        "Half had somebody's yes within 1 min, nine of ten within 1 min.",
        "Half had somebody there within 10 min.",
        "As many as needed: 0 of 1, of the calls that people were asked to",
        "Said yes: 1.",
    )
    cora.heard("Jan 2026 to Mar 2026: calls by month")  # under the plot
    await omar.texts("figures month hour")
    omar.heard("Mar 2026. Calls that are over: 1.", "12-18 h: 1, yes after 1 min, there after 10 min, filled 0 of 1")
    omar.heard_nothing()
    await cora.texts("figures area old town")
    cora.heard("Mar 2026, Old Town. Calls that are over: 1")
    cora.heard("calls by month")
    await cora.texts("figures area conflict")
    cora.heard("no call that is over")
    await cora.texts("figures load")
    cora.heard("Ana: asked 1, yes 1", "Cal: asked")
    cora.heard("who was asked how often")
    await cora.texts("figures to share, by nature")
    share = cora.heard("To share: in fives, none under 5", "Food or a bed: not told, too few (under 5)")
    assert "over: fewer than 5." in share.text
    cora.heard("calls by nature")

    await cora.texts("figures share")  # a place of which nothing may be told still says so
    cora.heard("To share", "over: fewer than 5.")
    cora.heard("calls by month")

    await ben.texts("figures share")
    ben.heard("coordinat")
    await ben.texts("figures language")
    ben.heard("English: 1, yes after 1 min")
    await ben.texts("figures of speech")
    ben.heard("FIGURES AREA and a name")
    world.everybody_reads()
