"""`me`: what a member says about themselves, with digits by SMS and buttons on Telegram."""

from models import communities
from tests.support.world import COMMUNITY, World, community_of

CARD = "Ben, this is your card."


async def test_a_member_sees_their_card_by_sms_with_a_digit_for_each_part(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("me")

    card = ben.heard(CARD).text.splitlines()
    assert card == [
        CARD,
        "1 Languages: English",
        "2 Areas: Old Town",
        "3 Skills: de-escalation",
        "4 Quiet hours: none",
        "5 Previews: show the call",
        "6 Time zone: America/Chicago",
        "We reach you by: SMS",
        "Now: as the rota says",
        "To change: 1 to 6. 7 tests whether a page comes through. 8 = aside, for you alone. 0 = fine as it is.",
    ]


async def test_by_sms_a_digit_opens_a_part_and_numbers_change_it(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("me")
    ben.reads()

    await ben.texts("2")
    asked = ben.heard("Which areas?", "1 Old Town (yes)", "2 Mill Row").text
    assert "The Hill" not in asked  # another team's
    await ben.texts("1 2")
    ben.heard("Kept.", "2 Areas: Mill Row")

    assert (await world.person("ben")).areas == {"mill-row"}
    await ben.texts("0")
    ben.heard_nothing()
    await ben.texts("3")
    ben.heard("Nothing is open for you right now.")


async def test_on_telegram_buttons_change_it_in_the_same_message(world: World) -> None:
    ana = world.phone("ana")
    await ana.texts("me")
    card = ana.heard("Ana, this is your card.", "Languages: English, Spanish")

    await ana.presses("Areas")
    assert ana.heard("Which areas do you cover?").message == card.message
    await ana.presses("Mill Row")
    assert ana.labels == ["Old Town (yes)", "Mill Row (yes)", "My card"]
    await ana.presses("My card")

    assert ana.heard("Areas: Mill Row, Old Town").message == card.message


async def test_the_card_speaks_spanish(world: World) -> None:
    ben, ana = world.phones("ben", "ana")
    await ben.texts("español")
    await ana.texts("español")
    world.everybody_reads()

    await ben.texts("yo")
    ben.heard("Ben, esta es tu ficha.", "2 Zonas: Pueblo Viejo", "4 Horas de silencio: ninguna")
    await ben.texts("4")
    ben.heard("Horas de silencio")
    await ben.texts("22 a 7")
    ben.heard("¿te despertamos?")
    await ben.texts("2")
    ben.heard("Guardado.", "22:00-07:00, también si hay peligro")

    await ana.texts("mi ficha")
    await ana.presses("Horas de silencio")
    assert ana.labels == ["22:00-07:00", "23:00-07:00", "Ninguna", "Mi ficha"]
    ana.reads()


async def test_it_can_be_left_at_any_point_and_what_else_they_write_is_heard_as_ever(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("me")
    await ben.texts("4")
    ben.reads()

    await ben.texts("off")
    ben.heard("You are off")
    await ben.texts("22-7")

    ben.heard("Sorry, that was not understood.")
    assert (await world.person("ben")).quiet is None


async def test_a_digit_is_nobodys_while_a_page_is_open_too(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar")
    await ben.texts("me")
    ben.reads()
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    ben.heard("A: Food or a bed")

    await ben.texts("1")

    ben.heard("A page: its letter first, A 12.")
    assert (await world.page_states())["ben"] == "live"
    await ben.texts("A 12")
    ben.heard("Go.")


async def test_nobody_is_left_without_a_language(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("me")
    await ben.texts("1")
    ben.reads()

    await ben.texts("1")

    ben.heard("Which languages?", "1 English (yes)")
    assert (await world.person("ben")).languages == ("en",)


async def test_their_own_time_zone_is_found_by_its_city(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("me")
    await ben.texts("6")
    ben.reads()

    await ben.texts("Denver")

    ben.heard("6 Time zone: America/Denver")
    assert (await world.person("ben")).time_zone == "America/Denver"


async def test_what_they_changed_stays_theirs_when_the_community_file_is_applied_again(world: World) -> None:
    ben = world.phone("ben")
    for text in ("me", "2", "2", "me", "1", "2"):
        await ben.texts(text)
    ben.reads()

    async with world.program.database.writing() as store:
        changes = await communities.apply(store, *community_of(COMMUNITY), prune=True, now=world.now)

    member = await world.person("ben")
    assert (sorted(member.areas), member.languages) == (["mill-row", "old-town"], ("en", "es"))
    assert changes == ()


async def test_who_is_not_vetted_has_no_card(world: World) -> None:
    second = world.stranger("Ben's other phone")
    world.ignoring("ben", "cora", "omar")  # who hear that a phone was added
    await second.texts(await world.invites("ben"))
    second.heard("Welcome")

    await second.texts("me")

    second.heard("That is not open to you now.")
