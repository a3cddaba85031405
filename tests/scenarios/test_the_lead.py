"""Whoever is there first leads those who go: they ask for more, let people go, hand it over."""

from tests.support.world import SMS, World

FLOOD = "Our street is flooding, 5th & Main"


async def two_go(world: World) -> None:
    """Ana and Ben go; Ana accepted first."""
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa", "cal", "dee", "eve", "fay", "cora", "omar")
    await rosa.texts(FLOOD)
    await world.phone("ana").presses("5 min")
    await world.phone("ben").texts("A 12")
    world.everybody_reads()


async def test_the_first_on_scene_leads_and_the_others_hear_their_code_name(world: World) -> None:
    await two_go(world)
    ana, ben = world.phones("ana", "ben")
    code = await world.code_of("ben")

    await ben.texts("2")

    ben.heard(f"{code}: there.")
    ben.heard(f"You lead, {code}.", "more 2", "enough", "free", "lead")
    ana.heard(f"{code} leads.")
    assert (await world.assignment("ben")).lead
    assert not (await world.assignment("ana")).lead


async def test_who_does_not_lead_is_kindly_told_who_does(world: World) -> None:
    await two_go(world)
    ben = world.phone("ben")

    await ben.texts("more 2")
    ben.heard(f"{await world.code_of('ana')} leads: ask them.")

    await ben.texts("lead")
    ben.heard(f"{await world.code_of('ana')} leads.")
    assert (await world.incident()).need.responders == 2


async def test_the_lead_asks_for_one_more_by_button_and_somebody_is_asked(world: World) -> None:
    await two_go(world)
    ana, ben = world.phones("ana", "ben")
    await ana.presses("There")
    world.everybody_reads()

    await ana.presses("1 more")

    ana.heard("1 more wanted.")
    ben.heard("asks for 1 more.")
    assert "live" in (await world.page_states()).values()
    assert "more_asked: the lead asks for more" in await world.reasons()


async def test_the_lead_lets_one_go_by_code_name_and_nobody_is_asked_instead(world: World) -> None:
    await two_go(world)
    ana, ben = world.phones("ana", "ben")
    code = await world.code_of("ben")
    asked = len((await world.incident()).pages)

    await ana.texts(f"free {code.lower()}")

    ana.heard("enough.", f"Stood down: {code}.")
    ben.heard("has enough people: stand down")
    assert (await world.assignment("ben")).state == "stood_down"
    assert len((await world.incident()).pages) == asked


async def test_enough_stands_down_whoever_is_not_there_yet(world: World) -> None:
    await two_go(world)
    ana, ben = world.phones("ana", "ben")
    await ana.presses("There")
    world.everybody_reads()

    await ana.presses("Enough")

    ana.heard("enough.", await world.code_of("ben"))
    ben.heard("stand down")
    assert (await world.incident()).status == "on_scene"


async def test_the_lead_hands_it_over_by_code_name_and_being_there_first_changes_nothing_then(world: World) -> None:
    await two_go(world)
    ana, ben = world.phones("ana", "ben")
    code = await world.code_of("ben")

    await ana.texts(f"lead {code}")
    ana.heard(f"{code} leads.")
    ben.heard(f"You lead, {code}.")
    await ana.presses("There")
    ana.reads()

    ben.heard_nothing()
    assert (await world.assignment("ben")).lead


async def test_a_coordinator_sets_who_leads(world: World) -> None:
    await two_go(world)
    ana, ben, omar = world.phones("ana", "ben", "omar")
    code = await world.code_of("ben")

    await omar.texts(f"lead 1 {code}")

    ben.heard(f"You lead, {code}.")
    ana.heard(f"{code} leads.")
    assert "lead_passed: a coordinator set it" in await world.reasons()


async def test_when_the_lead_drops_out_the_next_leads_and_hears_it(world: World) -> None:
    await two_go(world)
    ana, ben = world.phones("ana", "ben")

    await ana.presses("Must drop out")
    ana.reads()

    ben.heard("had to drop out")
    ben.heard("You lead,")
    assert (await world.assignment("ben")).lead


async def test_in_spanish_the_lead_says_basta(world: World) -> None:
    await two_go(world)
    ana, ben = world.phones("ana", "ben")
    await ana.texts("español")
    ana.reads()

    await ana.texts("dirige")
    ana.heard("Diriges,")
    await ana.texts("basta")

    ana.heard("suficiente.", await world.code_of("ben"))
    ben.heard("stand down")


async def test_the_lead_asks_for_more_in_plain_words_and_the_requester_reads_none_of_it(world: World) -> None:
    await two_go(world)
    ana, rosa = world.phone("ana"), world.phone("Rosa", SMS)
    await ana.presses("There")
    world.everybody_reads()

    await ana.texts("we need 2 more people")

    rosa.heard_nothing()
    ana.heard("2 more wanted")
    world.everybody_reads()
    assert (await world.incident()).need.responders == 4
