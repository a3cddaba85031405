"""Protocol cards: offered to whoever goes, a page at a time by SMS and whole on Telegram, in a team's own words."""

import pytest

from tests.support.world import World


@pytest.fixture
def quiet(world: World) -> World:
    world.ignoring("Rosa", "dee", "eve", "fay", "hal", "gus", "omar")
    return world


async def test_whoever_goes_is_offered_the_card_and_reads_it_a_page_at_a_time(quiet: World) -> None:
    ben, ana = quiet.phones("ben", "ana")
    quiet.ignoring("cora", "cal")
    await quiet.stranger("Rosa").texts("Two men are fighting and shouting, 5th & Main")
    ben.look()
    await ben.texts("A 5")
    ben.reads()
    await ana.texts("A 5")
    assert any("CARDS 1 = " in text for text in ben.reads())
    assert "Card: how others do it" in ana.labels
    await ben.texts("CARDS 1")
    ben.heard("1/6 Before you go: Two of you, always.", "CARDS 1 2 = On arrival")
    await ben.texts("cards 1 2")
    ben.heard("2/6 On arrival:")
    await ben.texts("cards conflict afterwards")
    (last,) = ben.reads()
    assert "6/6 Afterwards" in last
    assert "=" not in last
    await ben.texts("cards 1 9")
    ben.heard("6/6 Afterwards")
    await ben.texts("cards 1 nothing")
    ben.heard("1/6 Before you go")
    await ben.texts("CARDS 9")
    ben.heard("1 Conflicts", "8 Arrests")

    await ana.presses("Card: how others do it")
    (whole,) = [text for text in ana.reads() if "Words that calm" in text]
    assert "Before you go" in whole
    assert "Afterwards" in whole


async def test_a_coordinator_puts_a_part_into_the_teams_words_and_takes_it_back(quiet: World) -> None:
    cora, ben = quiet.phones("cora", "ben")
    await cora.texts("card conflict arrival: Ring at number 7 and wait for the dog.")
    cora.heard("On arrival, from now on:", "Ring at number 7")
    await ben.texts("cards conflict arrival")
    ben.heard("Stop at a distance")
    await cora.texts("1")
    cora.heard("On arrival says so now")
    await ben.texts("cards conflict arrival")
    ben.heard("Ring at number 7")

    await cora.texts("cards conflict changes")
    cora.heard("Cora, On arrival: Ring at number 7")
    await cora.texts("cards conflict undo")
    cora.heard("is as it was")
    await ben.texts("cards conflict arrival")
    ben.heard("Stop at a distance")


async def test_a_story_is_read_once_a_coordinator_says_so_and_is_erased_on_request(quiet: World) -> None:
    cora, ben, ana = quiet.phones("cora", "ben", "ana")
    await ben.texts("story conflict: We sat on the stairs until he laughed.")
    ben.heard("A coordinator reads it")
    await ana.texts("cards conflict stories")
    ana.reads()
    cora.heard("Ben tells", "sat on the stairs")
    await cora.presses("Let the team read it")
    cora.heard("can read it now")
    ana.look()
    await ana.texts("cards conflict stories")
    ana.heard("sat on the stairs")
    await ben.texts("erase my stories")
    ben.heard("Erased: 1")
    await ana.texts("cards conflict stories")
    ana.heard("Nobody has told anything")


async def test_by_sms_a_word_turns_the_page_of_a_card_for_a_member_and_for_anybody(quiet: World) -> None:
    ben, rosa = quiet.phone("ben"), quiet.stranger("Rosa")
    await ben.texts("cards 4")
    ben.heard("1/6")
    for text, page in (("more", "2/6"), ("next", "3/6"), ("mas", "4/6"), ("suite", "5/6"), ("plis", "6/6")):
        await ben.texts(text)
        ben.heard(page)
    await ben.texts("more")
    assert not any("/6" in each for each in ben.reads())

    await rosa.texts("cards 4")
    rosa.heard("1/6")
    await rosa.texts("Next")
    rosa.heard("2/6")
    await ben.texts("cards 4")
    ben.heard("1/6")
    await quiet.passes(minutes=16)
    await ben.texts("more")
    assert not any("/6" in each for each in ben.reads())
