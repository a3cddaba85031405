"""Ten minutes alone: the requester hears the truth once and may text with somebody; the holder waits or steps back."""

from domain.tasks import TaskKind
from tests.support.world import SMS, World

THREAT = "Someone is threatening my neighbour at 5th & Main"


async def holding(world: World) -> None:
    """Ben has said yes, and nobody else answers."""
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("ana", "cal", "dee", "fay", "omar")
    await rosa.texts(THREAT)
    await ben.texts("A 12")
    world.everybody_reads()
    await world.passes(minutes=9)
    world.everybody_reads()


async def test_after_ten_minutes_everybody_hears_the_truth_once(world: World) -> None:
    await holding(world)
    rosa, ben, cora = world.phone("Rosa", SMS), *world.phones("ben", "cora")
    code = await world.code_of("ben")

    await world.passes(minutes=1)

    told = rosa.heard(f"{code} is near and waits for a second person: nobody comes alone.", "6").text
    assert "5th" not in told
    ben.heard(f"{code}: 10 min, and nobody has joined yet.", "5 = step back")
    cora.heard(f"#1: {code} has waited 10 min for a second")
    await world.passes(minutes=30)
    assert not any("waits for a second" in each for each in rosa.reads())
    assert not any("nobody has joined" in each for each in ben.reads())
    world.everybody_reads()


async def test_whoever_wants_to_text_with_somebody_is_heard_and_a_coordinator_has_the_task(world: World) -> None:
    await holding(world)
    rosa, cora = world.phone("Rosa", SMS), world.phone("cora")
    world.ignoring("ben")
    await world.passes(minutes=1)
    world.everybody_reads()

    await rosa.texts("6")

    rosa.heard("A coordinator knows now that you want to text with somebody.")
    cora.heard("#1:", "wants somebody to text with now")
    assert TaskKind.REMOTE_HELP in await world.tasks()


async def test_the_timer_of_an_earlier_hold_does_nothing(world: World) -> None:
    await holding(world)
    rosa, ben, dee = world.phone("Rosa", SMS), *world.phones("ben", "dee")
    world.ignoring("cora")
    await world.phone("cora").texts("assign 1 dee")
    world.everybody_reads()
    await dee.texts("must drop out")
    ben.heard("step back")
    world.everybody_reads()

    await world.passes(minutes=9)
    assert not any("waits for a second person" in each for each in rosa.reads())
    await world.passes(minutes=1)

    rosa.heard("waits for a second person")
    world.everybody_reads()
