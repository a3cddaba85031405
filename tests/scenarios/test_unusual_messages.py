"""What people send besides typed words: calls, edits, forwards, places that move, pictures, floods, long stories."""

from datetime import timedelta

from bot.channels.simulator import SENDERS
from bot.doors import Item
from domain.messages import Inbound, Other
from domain.tasks import TaskKind
from models import tasks
from tests.support.world import TELEGRAM, Phone, World

THE_CALL = "We need food and a bed tonight, 5th & Main"


async def sends(world: World, phone: Phone, inbound: Inbound) -> None:
    """Something a phone does that is no typed text."""
    item = Item(
        channel=phone.channel,
        sender=SENDERS[phone.channel],
        external_id=world.chance.id("unusual"),
        address=phone.address,
        content=inbound,
    )
    await world.program.doorstep.take_in([item])
    await world.settles()


async def test_whoever_phones_is_told_of_to_coordinators_without_their_number(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora, omar = world.phones("cora", "omar")

    await sends(world, rosa, Inbound(other=Other.CALLED))

    assert cora.heard("Somebody phoned our number").text == omar.heard("Somebody phoned our number").text
    rosa.heard_nothing()
    assert await of_no_call(world) == [TaskKind.PHONED]


async def of_no_call(world: World) -> list[TaskKind]:
    async with world.program.database.reading() as store:
        known = await world.program.gatherer.known(store)
        return [each.kind for each in await tasks.list_open(store, known.community.teams)]


async def test_strangers_calls_are_one_task_until_a_coordinator_has_seen_to_it(world: World) -> None:
    cora, omar = world.phones("cora", "omar")
    for number in range(3):
        await sends(world, world.stranger(f"machine {number}"), Inbound(other=Other.CALLED))
    assert await of_no_call(world) == [TaskKind.PHONED]

    await cora.presses("Seen to it")
    assert await of_no_call(world) == []
    cora.reads()
    omar.reads()
    await world.passes(minutes=11)
    await sends(world, world.stranger("machine 3"), Inbound(other=Other.CALLED))
    assert await of_no_call(world) == [TaskKind.PHONED]
    await omar.texts("seen to it")

    assert await of_no_call(world) == []
    assert len(omar.reads()) == 2
    cora.reads()


async def test_a_machine_that_phones_all_night_does_not_wake_coordinators_each_time(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar")
    for number in range(20):
        await sends(world, world.stranger(f"machine {number}"), Inbound(other=Other.CALLED))

    assert len(cora.reads()) == 1


async def test_a_call_during_a_call_for_help_names_which(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora = world.phone("cora")
    world.ignoring("omar", "ana", "ben")
    await rosa.texts(THE_CALL)
    rosa.reads()
    cora.reads()

    await sends(world, rosa, Inbound(other=Other.CALLED))

    cora.heard("#1 ", "phoned our number")


async def test_an_edit_during_a_call_is_passed_on_as_a_correction(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)
    cora = world.phone("cora")
    world.ignoring("omar", "ana", "ben")
    await rosa.texts(THE_CALL)
    rosa.reads()
    cora.reads()

    await sends(world, rosa, Inbound(text="there are four of us, not three", other=Other.EDITED))
    await sends(world, rosa, Inbound(text=THE_CALL, other=Other.EDITED))

    cora.heard("#1 corrects: there are four of us, not three")
    cora.heard_nothing()
    rosa.heard("Got it, passed on")


async def test_an_edit_of_an_old_text_opens_no_call(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)

    await sends(world, rosa, Inbound(text=THE_CALL, other=Other.EDITED))

    rosa.heard("We can only read new texts")
    assert await world.count_incidents() == 0


async def test_a_forward_is_somebody_elses_words_and_no_digit_of_theirs(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)
    cora = world.phone("cora")
    world.ignoring("omar", "ana", "ben")
    await rosa.texts(THE_CALL)
    cora.reads()

    await sends(world, rosa, Inbound(text="3", forwarded=True))
    await sends(world, rosa, Inbound(text="I will find you both", forwarded=True))

    cora.heard("#1 writes: Fwd: 3")
    cora.heard("#1 writes: Fwd: I will find you both")
    assert not (await world.incident()).silent
    rosa.reads()


async def test_a_member_who_forwards_an_answer_has_not_answered(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana = world.phone("ana")
    world.ignoring("omar", "cora", "ben", "Rosa")
    await rosa.texts(THE_CALL)
    ana.heard("A: Food or a bed")

    await sends(world, ana, Inbound(text="A 12", forwarded=True))
    await sends(world, ana, Inbound(text="A 12", other=Other.EDITED))
    await sends(world, ana, Inbound(other=Other.PHOTO))

    ana.heard("That was forwarded")
    assert len(ana.reads()) == 2
    assert (await world.page_states())["ana"] == "live"


async def test_a_place_that_moves_is_followed_and_told_now_and_then(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)
    cora = world.phone("cora")
    world.ignoring("omar", "ana", "ben", "cal", "dee", "eve")
    await rosa.texts(THE_CALL)
    rosa.reads()
    cora.reads()

    for step in range(10):
        await sends(world, rosa, Inbound(point=(41.91 + step / 1000, -87.63), live=True))
        await world.passes(seconds=6)
    newest = (await world.incident()).place
    cora.heard_nothing()
    await world.passes(minutes=2)

    assert newest is not None
    assert newest.lat == 41.91 + 9 / 1000
    assert len([text for text in cora.reads() if "41.91900" in text]) == 1
    assert not [text for text in rosa.reads() if "passed on" in text]


async def test_a_place_that_moves_opens_no_call_by_itself(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)

    await sends(world, rosa, Inbound(point=(41.91, -87.63), live=True))

    rosa.heard_nothing()
    assert await world.count_incidents() == 0


async def test_a_hundred_texts_in_a_minute_are_all_kept_few_are_answered_and_all_are_seen(world: World) -> None:
    rosa, sam = world.stranger("Rosa"), world.stranger("Sam")
    cora = world.phone("cora")
    world.ignoring("omar", "ana", "ben", "cal", "dee", "Sam")
    await rosa.texts(THE_CALL)
    rosa.reads()
    cora.reads()

    async with world.stopped():
        for number in range(100):
            await rosa.texts(f"word {number}")
        await sam.texts("He is hitting her, 5th & Main")
    sam.heard("A coordinator knows now")
    sam.reads()
    await world.passes(minutes=1)

    told = cora.reads()
    words = [line for text in told if "#1 writes: " in text for line in text.removeprefix("#1 writes: ").split(" / ")]
    assert words == [f"word {number}" for number in range(100)]
    assert len([text for text in told if "#1 writes: " in text]) <= 15
    assert len(rosa.reads()) <= 11
    assert (await world.incident()).words[1:] == tuple(f"word {number}" for number in range(100))


async def test_a_hundred_questions_in_a_minute_are_answered_ten_times(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("omar", "ana", "ben", "cora")
    await rosa.texts(THE_CALL)
    rosa.reads()

    for _ in range(100):
        await rosa.texts("2")

    assert len(rosa.reads()) == 10
    await world.passes(seconds=61)
    rosa.reads()
    await rosa.texts("2")
    rosa.heard("Asked so far")
    rosa.reads()


async def test_a_story_too_long_for_one_message_is_read_to_its_end(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)
    cora, omar = world.phones("cora", "omar")
    world.ignoring("ana", "ben")
    story = " ".join(f"w{number}" for number in range(700))[:4096]
    await rosa.texts(THE_CALL)
    cora.reads()
    omar.reads()

    await rosa.texts(story)

    for coordinator in (cora, omar):
        read = [text.removeprefix("#1 writes: ").partition(". see 1")[0] for text in coordinator.reads()]
        assert len(read) > 1
        assert " ".join(read) == story
    rosa.reads()


async def test_signs_without_a_word_and_other_scripts_are_read_as_they_are(world: World) -> None:
    rosa, noor, blank = world.stranger("Rosa"), world.stranger("Noor", TELEGRAM), world.stranger("Blank")
    cora = world.phone("cora")
    world.ignoring("omar", "ana", "ben", "cal", "dee", "eve", "Rosa", "Noor", "Blank")
    await rosa.texts("🆘😭")
    rosa.heard("What is happening, and where?")
    await noor.texts(THE_CALL)
    await noor.texts("نحتاج إلى مكان للنوم")
    await sends(world, blank, Inbound(text=""))
    blank.heard("What is happening, and where?")
    await sends(world, blank, Inbound(text=""))
    blank.heard_nothing()

    await world.passes(minutes=2)

    told = " ".join(cora.reads())
    assert "🆘😭" in told
    assert "نحتاج إلى مكان للنوم" in told


async def test_coordinators_hear_how_long_a_call_waited_for_us(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora = world.phone("cora")
    world.ignoring("omar", "ana", "ben")
    async with world.stopped():
        await rosa.texts(THE_CALL)
        world.clock.advance(timedelta(minutes=25))

    assert cora.heard("#1 Food or a bed").text.startswith("We were away: this waited 25 min.\n")
    rosa.heard("Is anybody in danger")
    rosa.heard("We were away. Your text waited 25 min and is read now.\nAsking people near you now")


async def test_whoever_sends_a_photo_with_their_words_is_asked_once_to_say_what_it_shows(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("omar", "cora", "ana", "ben")

    await sends(world, rosa, Inbound(text=THE_CALL, with_media=True))
    await sends(world, rosa, Inbound(text="and this is the door", with_media=True))

    rosa.heard("Asking people near you now")
    rosa.heard("Say in words what it shows.")
    assert not [text for text in rosa.reads() if "in words" in text]
    assert (await world.incident()).words == (THE_CALL, "and this is the door")


async def test_who_can_only_speak_is_told_of_and_hears_how_one_word_helps(world: World) -> None:
    rosa, cora = world.stranger("Rosa", TELEGRAM), world.phone("cora")
    world.ignoring("omar", "ana", "ben", "cal", "dee", "eve", "fay")
    await rosa.sends("voice", Inbound(other=Other.VOICE))
    rosa.heard("We can only read new texts")
    cora.heard_nothing()

    for _ in range(3):
        await rosa.sends("voice", Inbound(other=Other.VOICE))

    rosa.heard("a coordinator knows that you tried", "One word helps")
    rosa.heard_nothing()
    cora.heard("sends voice, which nobody here can hear")
    cora.heard_nothing()
    assert await of_no_call(world) == [TaskKind.PHONED]
    await rosa.texts("food, 5th & Main")
    world.everybody_reads()
    await rosa.sends("voice", Inbound(other=Other.VOICE))
    cora.heard("#1 ", "sends voice")
    assert await of_no_call(world) == [TaskKind.PHONED]
    world.everybody_reads()
