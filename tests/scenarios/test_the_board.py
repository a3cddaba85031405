"""A coordinator asks for everything at once: as short lines, and on Telegram with a button that opens the page."""

from bot.channels.simulator import Condition
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_the_board_says_what_is_open_who_is_coming_and_who_is_on(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora")
    await omar.texts("board")
    quiet = omar.heard("Open calls: 0.", "On call: Ana, Ben, Cal, Dee, Eve").text
    assert "To do" not in quiet

    await rosa.texts(BED)
    omar.reads()
    await omar.texts("board")
    omar.heard("Open calls: 1.", "#1 Food or a bed, Old Town: asking, 0/1", "being asked: 2")

    await world.phone("ben").texts("A 12")
    code = await world.code_of("ben")
    omar.reads()
    await world.passes(minutes=4)
    await omar.texts("board")
    told = omar.heard("Open calls: 1.", f"- {code}: going, 8 min").text

    assert "Ben:" not in told
    assert BED not in told
    assert rosa.address not in told


async def test_a_link_that_opens_the_page_goes_out_on_telegram_alone(world: World) -> None:
    omar, cora = world.phones("omar", "cora")
    world.offers_the_console("https://help.example.org")

    await cora.texts("board")
    await omar.texts("board")

    cora.heard("Open calls: 0. The button opens the page")
    url = cora.button("Open the page").url
    assert url is not None
    assert url.startswith("https://help.example.org/console/in/lnk_")
    told = omar.heard("Open calls: 0. For the page, ask on Telegram").text
    assert "http" not in told


async def test_without_an_address_the_board_says_what_is_missing(world: World) -> None:
    cora = world.phone("cora")

    await cora.texts("board")

    cora.heard("Open calls: 0. No page to open here", "UPSTANDER_PUBLIC_URL", "On call: Ana")
    assert cora.labels == []


async def test_it_is_asked_for_in_spanish_too(world: World) -> None:
    cora = world.phone("cora")
    await cora.texts("español")
    cora.reads()

    await cora.texts("tablero")

    cora.heard("Llamadas abiertas: 0.", "De turno: Ana")


async def test_a_protector_has_no_board(world: World) -> None:
    ana = world.phone("ana")
    world.offers_the_console("https://help.example.org")

    await ana.texts("board")

    heard = ana.reads()
    assert not any("Open calls" in each for each in heard)
    assert ana.labels == []


async def test_a_coordinator_sees_their_own_teams_calls_alone(world: World) -> None:
    rosa, gus = world.stranger("Rosa"), world.phone("gus")
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    await rosa.texts(BED)

    await gus.texts("board")

    told = gus.heard("Open calls: 0.", "On call: Hal").text
    assert "#1" not in told


async def test_who_cannot_be_reached_stands_on_it_and_so_does_what_waits(world: World) -> None:
    rosa, omar, cal = world.stranger("Rosa"), *world.phones("omar", "cal")
    world.ignoring("Rosa", "ana", "ben", "dee", "fay", "cora", "eve", "cal")
    await cal.blocks_us()
    await rosa.texts("Two men are threatening my neighbour at 5th & Main")
    await rosa.texts("1")
    omar.reads()

    await omar.texts("status")

    omar.heard("#1 Conflict or threat", "To do: 2", "Cannot be reached: Cal")
    assert world.board.at(cal.address).condition is Condition.BLOCKED
