"""Support for an abortion: by SMS nobody reads what a call is about, whatever they ask and however it reaches them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models import conversations, people
from tests.support.world import COMMUNITY, SMS, TELEGRAM, World

RIDE = "I need a ride to the clinic for an abortion, 5th & Main"
NATURE = """
  - id: ride
    protection_area: abortion_support
    name: {en: Ride to care, es: Viaje a la cita}
    urgency: immediate
    need: {responders: 2, cap: 2}
"""


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    file = tmp_path / "community.yaml"
    written = COMMUNITY.read_text(encoding="utf-8")
    written = written.replace("\n  - id: arrest ", f"{NATURE}\n  - id: arrest ")
    written = written.replace("hospitality: ready", "hospitality: ready\n      abortion_support: ready", 1)
    file.write_text(written, encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


def says_nothing_of_it(texts: list[str]) -> bool:
    assert texts
    return not any(word in text.lower() for text in texts for word in ("ride", "care", "abortion", "clinic"))


async def test_whatever_a_coordinator_asks_for_by_sms_shows_a_call_and_no_more(world: World) -> None:
    omar, cora = world.phones("omar", "cora")
    world.ignoring("Rosa", "ana", "ben")
    await world.stranger("Rosa").texts(RIDE)
    cora.heard("Ride to care, Old Town")
    for text in ("list", "see 1", "board", "assign 1 nobody", "more 1", "see 9"):
        await omar.texts(text)

    heard = omar.reads()
    assert any("#1 A call, Old Town: asking, 0/2" in text for text in heard)
    assert says_nothing_of_it(heard)
    cora.reads()


async def test_the_talk_keeps_no_word_of_it_and_its_card_goes_out_under_a_number(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("ana", "cal", "eve", "cora", "omar")
    await rosa.texts(RIDE)
    async with world.program.database.reading() as store:
        here = await people.recognise(store, SMS, rosa.address)
        assert here is not None
        talk = await conversations.of_contact_point(store, here.id)

    assert talk is not None
    assert talk.intake.words == ()
    ben.look()
    await ben.texts("A 5")
    await world.phone("ana").texts("A 5")
    heard = ben.reads()
    assert any("CARDS 4 = " in text for text in heard)
    for text in ("cards 4", "cards 4 5", "cards"):
        await ben.texts(text)
    heard += ben.reads()
    assert "4 A call" in heard[-1]
    assert says_nothing_of_it([text for text in heard if "someone" not in text.lower()])
    rosa.reads()


async def test_which_of_two_pages_is_asked_by_sms_without_what_they_are_about(world: World) -> None:
    ben = world.phone("ben")
    world.ignoring("Rosa", "Sam", "ana", "cal", "eve", "cora", "omar")
    await world.phone("cal").texts("off")
    await world.phone("eve").texts("off")
    await world.stranger("Rosa").texts(RIDE)
    await world.stranger("Sam").texts(RIDE)

    await ben.texts("12")

    heard = ben.reads()
    assert any("Which one?" in text and "A: A call" in text for text in heard)
    assert says_nothing_of_it(heard)


async def test_a_page_that_goes_on_by_sms_keeps_its_call_to_itself(world: World) -> None:
    eve, sms = world.phone("eve", TELEGRAM), world.phone("eve", SMS)
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "fay", "cora", "omar")
    await eve.goes_off()
    await world.stranger("Rosa").texts(RIDE)
    for each in ("ana", "ben"):
        await world.phone(each).texts("A 0")
    await eve.blocks_us()
    await world.passes(minutes=1)

    assert says_nothing_of_it(sms.reads())


async def test_what_waits_for_a_provider_as_a_call_turns_discreet_says_nothing_of_it_when_it_goes_out(
    world: World,
) -> None:
    rosa, ben, omar = world.stranger("Rosa", TELEGRAM), *world.phones("ben", "omar")
    world.ignoring("ana", "cal", "dee", "eve", "fay", "cora")
    world.air.down.add(SMS)
    await rosa.texts("I need a bed for tonight, 5th & Main")
    await world.phone("ana").texts("A 5")
    await rosa.texts("the back door is open")
    ben.heard_nothing()

    await rosa.texts("it is for an abortion")
    world.air.down.clear()
    await world.passes(minutes=3)

    heard = [*ben.reads(), *omar.reads()]
    assert any("#1 A call, Old Town" in text for text in heard)
    assert not any("bed" in text.lower() or "back door" in text for text in heard), heard
    rosa.reads()
