"""What, where, danger now: each is asked once at most, and what was said is not asked."""

from tests.support.world import World

QUESTIONS = ("What is happening, and where?", "What is happening? A few", "Where is it?", "Is anybody in danger")


async def test_one_text_that_says_it_all_leaves_only_the_question_about_danger(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cora", "omar")

    await rosa.texts("We need food and a bed tonight, 5th & Main")

    rosa.heard("Asking people near you now")
    rosa.heard("Is anybody in danger right now?")


async def test_a_slow_talk_hears_each_question_once(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cal", "dee", "cora", "gus", "omar")

    for text in ("hello", "hello?", "please", "somebody is shouting at us", "hurry", "near the old bakery", "please"):
        await rosa.texts(text)
        await world.passes(seconds=5)
    await world.passes(minutes=3)

    heard = rosa.reads()
    for question in QUESTIONS:
        assert sum(question in each for each in heard) <= 1, question


async def test_danger_said_in_words_is_not_asked_about(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cora", "omar")

    await rosa.texts("He has a gun, 5th & Main")

    rosa.heard("A coordinator knows now.")
    rosa.heard("Asking people near you now")
