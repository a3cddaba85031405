"""What somebody allows and refuses stands before everybody who goes; against a no it takes two."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main. No cops please"


async def test_what_is_said_in_the_first_text_is_read_by_whoever_accepts_and_by_coordinators(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "omar", "Rosa")

    await rosa.texts(BED)
    cora.heard("Police: NO")
    await ana.presses("5 min")
    ana.heard("Go. You are", "Police: NO")
    await cora.texts("see 1")

    cora.heard("Police: NO")
    world.everybody_reads()


async def test_a_member_who_heard_it_changes_it_and_unknown_is_not_no(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "omar", "Rosa")
    await rosa.texts(BED)
    await ana.presses("5 min")
    world.everybody_reads()

    await ana.texts("consent police only if her ex comes back")
    ana.heard("Police: ONLY IF (only if her ex comes back)")
    cora.heard("Police: ONLY IF")
    await ana.texts("called ambulance")
    ana.heard("Please say why")
    await ana.texts("called ambulance she passed out")
    cora.heard("called: Ambulance. Why: she passed out")
    ana.heard("called: Ambulance")
    await ana.texts("override ambulance she passed out")

    ana.heard("they did not say no to it: Ambulance")
    world.everybody_reads()


async def test_against_a_no_a_second_person_agrees_within_two_minutes_or_it_stands(world: World) -> None:
    rosa, ana, cora, omar = world.stranger("Rosa"), *world.phones("ana", "cora", "omar")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "Rosa")
    await rosa.texts(BED)
    await ana.presses("5 min")
    world.everybody_reads()

    await ana.texts("override police he is breaking the door")
    cora.heard("wants to call: Police", "Why: he is breaking the door")
    omar.heard("wants to call: Police", "agree 1")
    ana.heard("asks a second person")
    await world.passes(minutes=2, seconds=1)
    for phone in (ana, cora, omar):
        phone.heard("nobody agreed in time: Police. Their no stands.")

    await ana.texts("override police he is inside")
    world.everybody_reads()
    await ana.texts("agree 1")
    ana.heard("Somebody else must agree")
    await omar.texts("1")
    for phone in (ana, cora, omar):
        phone.heard("Omar agrees. Two have agreed: Police")
    await cora.texts("disagree 1")
    cora.heard("nothing waits for a second person")
    await ana.texts("called police he is inside")
    for phone in (ana, cora, omar):
        phone.heard("called: Police. Why: he is inside")
    await cora.texts("see 1")
    world.everybody_reads()
    ledger = (await world.incident()).ledger
    assert ledger.override is not None
    assert ledger.override.second == "omar"


async def test_a_call_made_against_a_no_that_nobody_agreed_to_is_logged_and_told(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "omar", "Rosa")
    await rosa.texts(BED)
    await ana.presses("5 min")
    world.everybody_reads()

    await ana.texts("called police he has a knife")

    cora.heard("They had NOT agreed to it", "Why: he has a knife")
    assert any("against a stated no" in why for why in await world.reasons())
    world.everybody_reads()
