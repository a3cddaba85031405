"""Roles that are filled from afar: listening, legal advice, a translator on the phone."""

from dataclasses import replace

from config.community_file import load_community
from domain.ids import NatureId, SkillId
from domain.needs import Mode, Need
from models import communities
from tests.support.world import COMMUNITY, SMS, World

BED = "We need food and a bed tonight, 5th & Main"
LISTENING = SkillId("listening")


async def where_welcome_needs(world: World, need: Need) -> None:
    """The community decides anew what a call for food or a bed needs."""
    community, roster = load_community(COMMUNITY)
    welcome = replace(community.natures[NatureId("welcome")], need=need)
    changed = replace(community, natures={**community.natures, welcome.id: welcome})
    async with world.program.database.writing() as store:
        await communities.apply(store, changed, roster, prune=False, now=world.now)


TWO_AND_A_LISTENER = Need(
    responders=3, cap=3, together=2, roles={LISTENING: 1}, remote=frozenset({LISTENING}), languages=("es",)
)


async def test_a_role_from_afar_releases_no_place_and_counts_for_the_need(world: World) -> None:
    world.ignoring("cal", "dee", "fay", "omar")
    rosa = world.stranger("Rosa")
    ana, ben, eve, cora = world.phones("ana", "ben", "eve", "cora")
    await where_welcome_needs(world, TWO_AND_A_LISTENER)
    await rosa.texts(BED)
    rosa.reads()
    cora.reads()

    eve.heard("A, from afar: Food or a bed", "Can you help by phone or text?")
    await eve.presses("I can")
    told = eve.heard("You help from afar as")
    assert "Place: " not in told.text
    assert "5th" not in told.text
    rosa.heard("helps you from afar, by phone or text.")

    ana.heard("A: Food or a bed")
    await ana.presses("10 min")
    ana.heard("nobody goes alone")  # who helps from afar is nobody to go beside
    ben.heard("A: Food or a bed")
    await ben.texts("A 12")
    ana.heard("You are enough: go.", "Place: ")
    ben.heard("Go. You are", "Place: ")
    eve.reads()
    ana.reads()
    rosa.reads()
    cora.heard("#1 filled")


async def test_who_helps_from_afar_reads_what_whoever_called_writes_and_never_the_place(world: World) -> None:
    world.ignoring("cal", "dee", "fay", "omar", "cora", "ana", "Rosa")
    rosa, eve, ben = world.stranger("Rosa"), *world.phones("eve", "ben")
    await where_welcome_needs(world, TWO_AND_A_LISTENER)
    await rosa.texts(BED)
    await eve.presses("I can")
    world.everybody_reads()

    await rosa.texts("I am so tired of all this, my number is +1 555 0142 87")
    eve.heard("I am so tired of all this, my number is [...]")
    await rosa.texts("9")
    await world.phone("ana").texts("A 10")
    await ben.texts("A 12")
    world.everybody_reads()
    await rosa.texts("we sit in the yard at 5th & main, that is 41.88000, -87.64000")

    ben.heard("in the yard at 5th & main, that is 41.88000")
    ben.heard("is at: 41.88000")
    assert "in the yard at [...], that is [...]" in eve.heard("we sit in the yard").text
    eve.heard_nothing()


async def test_from_afar_nobody_sets_off_and_who_is_done_is_done(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "dee", "fay", "omar", "Rosa")
    eve, cora = world.phones("eve", "cora")
    await where_welcome_needs(world, Need(mode=Mode.REMOTE, skills=frozenset({LISTENING})))
    await world.stranger("Rosa").texts(BED)
    await eve.presses("I can")
    world.everybody_reads()

    await eve.texts("on my way")
    eve.heard("you help from afar, so there is nowhere to go")
    await eve.presses("Done")

    eve.heard("Thank you")
    cora.heard("done")
    assert (await world.assignment("eve")).state == "clear"


async def test_a_page_names_the_languages_that_help_and_who_speaks_one_is_asked_first(world: World) -> None:
    world.ignoring("cal", "dee", "eve", "fay", "omar", "cora", "Rosa")
    ana, ben = world.phones("ana", "ben")
    await where_welcome_needs(world, Need(responders=1, cap=1, languages=("es",)))

    await world.stranger("Rosa").texts(BED)

    ana.heard("A: Food or a bed, Old Town. English, Spanish.")
    ben.reads()


async def test_whatever_happens_who_helps_from_afar_never_reads_the_place(world: World) -> None:
    world.ignoring("cal", "dee", "fay", "omar", "Rosa", "ana", "ben", "cora")
    rosa = world.stranger("Rosa")
    eve, ana, ben = world.phones("eve", "ana", "ben")
    await where_welcome_needs(world, TWO_AND_A_LISTENER)
    await rosa.texts(BED)
    await eve.presses("I can")
    await ana.presses("10 min")
    await ben.texts("A 12")
    await ana.texts("2")
    await ben.texts("not well")

    await ben.texts("mayday they have a gun at 5th & Main")
    await world.phone("cora").texts("i have it")

    eve_reads = [*eve.reads(), *world.phone("eve", SMS).reads()]
    assert any("MAYDAY from" in each for each in eve_reads)
    for mark in ("5th", "Main", "gun"):
        assert not any(mark in each for each in eve_reads)
