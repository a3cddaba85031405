"""A page shows what, where roughly, and in which language; only who accepted sees the place and the words."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_only_the_accepted_one_hears_the_place_and_the_words(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben = world.phones("ana", "ben")
    world.ignoring("cora", "omar")

    await rosa.texts(BED)
    rosa.heard("Asking people near you now")
    rosa.heard("Is anybody in danger right now?")
    for phone in (ana, ben):
        offered = phone.heard("A: Food or a bed, Old Town", "English").text
        assert "5th" not in offered
        assert "tonight" not in offered

    await ben.texts("A 12")
    code = await world.code_of("ben")
    ben.heard("Go.", f"You are {code}", "5th & Main", BED)
    stood_down = ana.heard("stand down").text
    assert "5th" not in stood_down
    assert code not in stood_down
    rosa.heard(f"{code} is coming, in about 12 min")


async def test_neither_side_ever_learns_the_others_name_or_number(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben = world.phone("ben")
    world.ignoring("ana", "cora", "omar")

    await rosa.texts(BED)
    await ben.texts("A 12")
    await ben.texts("1")
    await rosa.texts("We are behind the church")
    await ben.texts("2")

    to_rosa, to_ben = " ".join(rosa.reads()), " ".join(ben.reads())
    assert "Ben" not in to_rosa
    assert ben.address not in to_rosa
    assert rosa.address not in to_ben
    assert "behind the church" in to_ben
