"""Whoever needs help and those who come write to each other through us, under code names, and nothing else crosses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.messages import Inbound, Other
from tests.support.world import COMMUNITY, TELEGRAM, Phone, World

BED = "We need food and a bed tonight, 5th & Main"
FLOOD = "Our cellar is flooded, 6th & Main"
NUMBER = "+1 555 0142 87"


async def going(world: World, *names: str, call: str = FLOOD) -> tuple[Phone, ...]:
    """Rosa has called; these go, and everything up to here has been read."""
    rosa = world.stranger("Rosa")
    await rosa.texts(call)
    for name in names:
        await world.phone(name).texts("A 5")
    world.everybody_reads()
    return rosa, *world.phones(*names)


async def test_what_somebody_writes_who_goes_reaches_whoever_called_under_a_code_name(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")

    await ana.texts("we are two streets away, in a blue car")

    heard = rosa.heard("we are two streets away, in a blue car").text
    assert heard.startswith(f"{await world.code_of('ana')}: ")
    assert "Ana" not in heard
    ana.heard("Sent.", "team")
    ben.heard_nothing()
    world.ignoring("cora", "omar")


async def test_how_it_works_is_said_once(world: World) -> None:
    rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("ben", "cora", "omar")

    await ana.texts("we are close")
    await ana.texts("two minutes more, nearly there with you")
    rosa.heard("we are close", "they do not see your number")
    assert "do not see" not in rosa.heard("two minutes more").text
    ana.heard("Sent.")
    ana.heard_nothing()


async def test_whoever_called_answers_and_those_who_know_the_place_read_it(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")

    await rosa.texts("the cellar door is open, come in there")

    for each in (ana, ben):
        each.heard("the cellar door is open, come in there")
    rosa.heard("passed on")
    world.ignoring("cora", "omar")


async def test_words_for_the_team_go_to_the_others_who_go_and_not_to_whoever_called(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")

    await ana.texts("team I bring a pump")
    ben.heard("to all who go: I bring a pump")
    ana.heard("Sent.")
    await ben.texts("team: good, I have hoses")
    await ana.replies("then we have all", to="I have hoses")

    ana.heard("I have hoses")
    ben.heard("to all who go: then we have all")
    rosa.heard_nothing()


async def test_who_waits_near_writes_to_the_others_and_a_coordinator_only(world: World) -> None:
    rosa, ana = await going(world, "ana", call="He is hitting my neighbour, 5th & Main")
    cora = world.phone("cora")
    world.ignoring("omar", "ben", "cal")

    await ana.texts("I see no light from here at all")

    rosa.heard_nothing()
    cora.heard("#1", "I see no light")
    ana.heard("gets no texts of yours")
    ana.heard_nothing()  # not that whoever called reads it
    world.everybody_reads()


@pytest.fixture
async def read_along(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """The same community, whose coordinators read along, and where photos pass."""
    file = tmp_path / "community.yaml"
    written = COMMUNITY.read_text(encoding="utf-8")
    file.write_text(
        written.replace("{live_pages: 2}", "{live_pages: 2, relay: {read_along: true, photos: true}}"), encoding="utf-8"
    )
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def test_a_coordinator_reads_along_where_the_policy_says_so_and_everybody_is_told(read_along: World) -> None:
    world = read_along
    rosa, ana, ben = await going(world, "ana", "ben")
    cora = world.phone("cora")
    world.ignoring("omar")

    await ana.texts("we come from the back of the house")
    rosa.heard("we come from the back", "A coordinator reads along")
    ana.heard("Sent.", "A coordinator reads along")
    cora.heard("#1", await world.code_of("ana"), "we come from the back")
    await rosa.texts("yes the back is open now")

    ben.heard("the back is open", "A coordinator reads along")
    ana.heard("the back is open")
    cora.heard("the back is open")
    world.everybody_reads()


async def test_a_coordinator_who_reads_along_is_told_a_language_that_is_not_theirs(read_along: World) -> None:
    world = read_along
    _rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("Rosa", "ben", "omar", "ana")

    await ana.texts("estamos afuera de la casa, en un carro azul")
    world.phone("cora").heard("(Spanish): estamos afuera")
    await ana.texts("we are outside of the house, in a blue car")

    assert "(" not in world.phone("cora").heard("we are outside").text


async def test_where_photos_pass_one_is_shown_under_a_code_name_or_spoken_of_by_sms(read_along: World) -> None:
    world = read_along
    rosa, ana, ben = await going(world, "ana", "ben")
    cora = world.phone("cora")
    world.ignoring("omar")

    await rosa.sends("photo", Inbound(other=Other.PHOTO, photo="AgACAgIAAxkBAAIB"))

    assert "Rosa" not in ana.heard("sends this photo").text
    ben.heard("sent a photo", "A coordinator can tell you")
    cora.heard("#1", "sends this photo")
    rosa.heard("Your photo goes to those who come and to a coordinator")
    world.everybody_reads()


async def test_nobody_reads_along_where_the_policy_says_nothing(world: World) -> None:
    _rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("Rosa", "ben", "ana")

    await ana.texts("we come from the back of the house")

    for each in world.phones("cora", "omar"):
        each.heard_nothing()


async def test_a_number_in_a_text_waits_until_its_writer_has_said_whether_it_goes_too(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")

    await ben.texts(f"call me on {NUMBER} when you are at the door")
    rosa.heard_nothing()
    ben.heard("Not sent yet")
    await ben.texts("9")
    rosa.heard("call me on [...] when you are at the door")
    ben.heard("Sent.", "team")
    ben.heard("Sent.")
    await ana.texts("or write to @ana_river or ana@example.org")
    ana.heard("Not sent yet")
    await ana.presses("Send it as it is")
    rosa.heard("@ana_river or ana@example.org")
    world.everybody_reads()


async def test_a_number_and_an_account_wait_however_they_are_written_and_ordinary_numbers_go(world: World) -> None:
    rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("ben", "cora", "omar")

    for said, left in (
        ("call 312, 555, 0142 at the door", "call [...] at the door"),
        ("call 312 -- 555 -- 0142 now", "call [...] now"),
        ("three one two five five five oh one four two, call me", "[...], call me"),
        ("my insta is ana.lopez", "my insta is [...]"),
        ("mail ana at gmail dot com please", "mail [...] please"),
        ("it is 312\u200b555\u200b0142", "it is [...]"),
    ):
        await ana.texts(said)
        rosa.heard_nothing()
        ana.heard("Not sent yet")
        await ana.texts("9")
        rosa.heard(left)
        world.everybody_reads()
    for said in ("bus 12, 147 or 151 at 18:30 or 19:15", "2, 3, 5 people, $1,200, 1204 Main St, Chicago 60608"):
        await ana.texts(said)
        rosa.heard(said)
    world.everybody_reads()


async def test_what_nobody_answered_is_gone_with_a_word(world: World) -> None:
    rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("ben", "cora", "omar")

    await ana.texts(f"call me on {NUMBER}")
    ana.heard("Not sent yet")
    await world.passes(minutes=11)

    ana.heard("was not sent")
    await ana.texts("8")
    rosa.heard_nothing()
    world.everybody_reads()


async def test_a_digit_that_answers_a_later_question_sends_no_number(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "omar", "Sam")
    rosa, _ana = await going(world, "ana")
    cora = world.phone("cora")
    await world.stranger("Sam").texts(BED)
    await world.phone("omar").texts("assign 1 cora")
    world.everybody_reads()

    await cora.texts(f"call me on {NUMBER}")
    cora.heard("Not sent yet")
    await cora.texts("close 2")
    world.everybody_reads()
    await cora.texts("8")
    rosa.heard_nothing()
    await cora.texts("leave out")

    rosa.heard("call me on [...]")
    world.everybody_reads()


async def test_a_number_of_whoever_called_stays_out_until_they_say_so_and_their_words_go_at_once(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")

    await rosa.texts(f"hurry, my sister is at {NUMBER}")
    for each in (ana, ben):
        assert "555" not in each.heard("hurry, my sister is at [...]").text
    rosa.heard("Passed on without")
    await rosa.texts("8")

    for each in (ana, ben):
        each.heard(f"my sister is at {NUMBER}")
    world.everybody_reads()


async def test_a_number_told_before_anybody_came_is_not_in_what_they_are_told(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana = world.phone("ana")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await rosa.texts(f"{BED}, my number is {NUMBER}")

    await ana.texts("A 5")

    assert "555" not in ana.heard("Go.", "We need food").text
    world.everybody_reads()


async def two_calls(world: World) -> tuple[Phone, Phone, Phone, Phone]:
    """Ana (Telegram) and ben (SMS) go to Rosa's call and to Sam's."""
    rosa, sam = world.stranger("Rosa"), world.stranger("Sam")
    ana, ben = world.phones("ana", "ben")
    await rosa.texts(BED)
    await ana.texts("A 5")
    await ben.texts("A 5")
    await sam.texts("Family of four needs a bed tonight, 6th & Main")
    for name in ("ana", "ben"):
        await world.phone("omar").texts(f"assign 2 {name}")
    world.everybody_reads()
    world.ignoring("cora", "omar", "cal", "eve", "dee", "fay")
    return rosa, sam, ana, ben


async def test_a_letter_or_a_number_says_for_which_call_words_are(world: World) -> None:
    rosa, sam, _ana, ben = await two_calls(world)
    world.ignoring("ana")

    await ben.texts("A: bread is on its way")
    rosa.heard("bread is on its way")
    ben.heard("Sent.")
    await ben.texts("#2 blankets are on their way")

    sam.heard("blankets are on their way")
    rosa.heard_nothing()
    world.everybody_reads()


async def test_words_that_may_be_for_either_call_wait_until_their_writer_says_for_which(world: World) -> None:
    rosa, sam, _ana, ben = await two_calls(world)
    world.ignoring("ana")

    await ben.texts("bread is on its way to you")
    ben.heard("which of your calls", "A: ", "#2: ")
    rosa.heard_nothing()
    sam.heard_nothing()
    await ben.texts("#2")

    sam.heard("bread is on its way to you")
    rosa.heard_nothing()
    world.everybody_reads()


async def test_a_place_that_waited_for_its_call_is_said_to_have_gone(world: World) -> None:
    rosa, sam, ana, _ben = await two_calls(world)
    world.ignoring("ben")

    await ana.shares_location(41.8805, -87.6405)
    ana.heard("which of your calls")
    await ana.presses("#2: " + (await world.incident(2)).requester_code)

    sam.heard("41.88050, -87.64050")
    ana.heard("Sent.")
    rosa.heard_nothing()
    world.everybody_reads()


async def test_a_reply_goes_to_the_call_of_what_it_replies_to(world: World) -> None:
    rosa, sam, ana, _ben = await two_calls(world)
    world.ignoring("ben")
    await sam.texts("we are four and a dog")
    world.everybody_reads()

    await ana.replies("the dog may come too", to="four and a dog")

    sam.heard("the dog may come too")
    rosa.heard_nothing()
    world.everybody_reads()


async def test_a_number_in_reply_to_what_somebody_wrote_is_said_to_them_and_is_no_news(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")

    await rosa.texts("how many of you are coming up the stairs?")
    await ana.replies("2", to="how many of you")
    rosa.heard(f"{await world.code_of('ana')}: 2")
    await ben.texts("team how many towels have you got?")
    await ana.replies("5", to="towels")

    ben.heard(f"{await world.code_of('ana')} to all who go: 5")
    assert (await world.assignment("ana")).state == "accepted"
    await ana.replies("there", to="towels")
    assert (await world.assignment("ana")).state == "on_scene"
    world.everybody_reads()


@pytest.mark.parametrize(("said", "state"), [("B: 12", "accepted"), ("B, yes", "accepted"), ("B. no", "declined")])
async def test_a_page_is_answered_with_a_mark_behind_its_letter(world: World, said: str, state: str) -> None:
    rosa, ana = await going(world, "ana", call=BED)
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "Sam")
    await world.stranger("Sam").texts("He is hitting my neighbour, 5th & Main")
    await world.phone("omar").texts("page 2 ana")
    ana.heard("B: ")

    await ana.texts(said)

    assert (await world.page_states(2))["ana"] == state
    rosa.reads()


async def test_words_that_begin_like_a_no_are_passed_on_and_nobody_is_taken_off(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")

    await ben.texts("Don't open the door to him, stay inside")
    rosa.heard("Don't open the door to him, stay inside")
    ben.heard("you still count as going")
    await rosa.texts("is it you in the blue coat?")
    ana.heard("blue coat")
    await ana.replies("no", to="blue coat")

    rosa.heard(f"{await world.code_of('ana')}: no")
    assert (await world.assignment("ben")).state == "accepted"
    world.everybody_reads()


async def test_a_man_at_the_door_is_no_letter(world: World) -> None:
    rosa, sam, _ana, ben = await two_calls(world)
    world.ignoring("ana")

    await ben.texts("A man stands at the door")

    ben.heard("which of your calls")
    rosa.heard_nothing()
    sam.heard_nothing()
    await ben.texts("A")
    rosa.heard("A man stands at the door")
    world.everybody_reads()


async def test_silence_stops_texts_to_whoever_called_and_nothing_else(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")
    await rosa.texts("EXIT")
    world.everybody_reads()

    await ana.texts("are you well in there")
    ana.heard("Not sent", "wants no texts")
    await ana.texts("team she does not want texts")
    ben.heard("she does not want texts")
    await rosa.texts("the men left")

    ben.heard("the men left")
    rosa.heard_nothing()
    world.everybody_reads()


async def test_what_nobody_who_goes_can_read_any_more_a_coordinator_reads(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    cora = world.phone("cora")
    world.ignoring("omar", "Rosa")
    await ana.blocks_us()
    cora.heard("#1 Ana", "cannot be reached")
    world.everybody_reads()

    await ben.texts("team I bring a pump")
    ben.heard("None of the others who go can be reached")
    ben.heard("Sent.")
    cora.heard("#1", "I bring a pump")
    await rosa.texts("come by the back door")
    ben.heard("come by the back door")
    cora.heard_nothing()
    await ben.blocks_us()
    world.everybody_reads()
    await rosa.texts("there is a lamp beside the door")

    cora.heard("#1", "there is a lamp beside the door")
    rosa.heard("passed on")
    world.everybody_reads()


async def test_whoever_writes_to_a_phone_that_takes_nothing_hears_so_once(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")
    await rosa.goes_off()

    await ana.texts("we are two streets away, in a blue car")
    await ben.texts("are you there with the children?")

    for each in (ana, ben):
        each.heard("Sent.")
        each.heard("do not arrive just now")
        each.heard_nothing()
    await rosa.comes_on()
    world.everybody_reads()


async def test_a_ready_phrase_is_read_in_the_other_sides_language(world: World) -> None:
    rosa = world.stranger("Rosa", channel=TELEGRAM)
    await rosa.texts("idioma español")
    await rosa.texts("Necesitamos comida y techo esta noche, 5th & Main")
    ben, ana = world.phones("ben", "ana")
    await ben.texts("A 5")
    await ana.texts("A 5")
    world.everybody_reads()
    world.ignoring("cora", "omar")

    await ben.texts("say 3")
    rosa.heard("Estoy en la esquina.")
    ben.heard("Sent.", "writes in Spanish")
    await ana.texts("say")
    await ana.presses("Is it safe for you to talk?")
    rosa.heard("¿Es seguro hablar ahora?")
    world.everybody_reads()


async def test_words_in_another_language_go_as_they_are_and_it_is_named(world: World) -> None:
    rosa = world.stranger("Rosa", channel=TELEGRAM)
    await rosa.texts("idioma español")
    await rosa.texts("Necesitamos comida y techo esta noche, 5th & Main")
    ben, ana = world.phones("ben", "ana")
    await ben.texts("A 5")
    await ana.texts("A 5")
    world.everybody_reads()
    world.ignoring("cora", "omar")

    await ben.texts("we bring bread and blankets to you")
    rosa.heard("(inglés): we bring bread and blankets")
    await rosa.texts("estamos en la puerta de atrás con los niños")

    ben.heard("(Spanish): estamos en la puerta")
    assert "Spanish" not in ana.heard("estamos en la puerta").text  # ana speaks it
    world.everybody_reads()


async def test_a_few_words_are_not_named_in_a_language_that_nobody_here_speaks(world: World) -> None:
    rosa = world.stranger("Rosa", channel=TELEGRAM)
    await rosa.texts("idioma español")
    await rosa.texts("Nuestro sótano está inundado, 6th & Main")
    ana, ben = world.phones("ana", "ben")
    await ben.texts("idioma español")
    await ben.texts("A 5")
    await ana.texts("A 5")
    world.everybody_reads()
    world.ignoring("cora", "omar", "ben")

    await ben.texts("traigo una bomba 👍")
    assert "(" not in rosa.heard("traigo una bomba").text
    await ben.texts("team sto arrivando con la pompa e le coperte")
    ana.heard("(Italian)", "sto arrivando")
    await ben.texts("мы здесь у двери")

    rosa.heard("(ruso): мы здесь")
    world.everybody_reads()


async def test_a_place_is_shown_on_the_map_and_by_sms_in_words(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")

    await rosa.texts("we are at 41.88100, -87.64100 now")
    for each in (ana, ben):
        each.heard("we are at 41.88100, -87.64100 now")
        each.heard(" is at: ", "41.88100, -87.64100")
    ana.heard("41.88100,-87.64100")  # the map
    ben.heard_nothing()
    await ana.shares_location(41.8805, -87.6405)

    rosa.heard("41.88050, -87.64050")
    world.everybody_reads()


async def test_of_a_link_to_a_map_the_place_crosses_and_never_the_link(world: World) -> None:
    rosa, ana, ben = await going(world, "ana", "ben")
    world.ignoring("cora", "omar")

    await rosa.texts("https://www.google.com/maps/place/Rosa+Lopez/@41.8811,-87.6411,17z")

    for each in (ana, ben):
        said = each.reads()
        assert [text for text in said if "is at: 41.88110, -87.64110" in text]
        assert not [text for text in said if "http" in text or "Lopez" in text]
    world.everybody_reads()


async def test_a_place_that_moves_moves_on_the_map_of_whoever_called(world: World) -> None:
    rosa = world.stranger("Rosa", channel=TELEGRAM)
    await rosa.texts(BED)
    ana = world.phone("ana")
    await ana.texts("A 5")
    world.everybody_reads()
    world.ignoring("ben", "cora", "omar", "ana")
    await ana.shares_location(41.8805, -87.6405)
    world.everybody_reads()

    await world.passes(minutes=1)
    await ana.moves(41.8810, -87.6405)
    assert not rosa.heard("41.88100,-87.64050").edited
    await ana.moves(41.8815, -87.6405)  # so soon again nobody is told
    rosa.heard_nothing()
    await world.passes(minutes=1)
    await ana.moves(41.8820, -87.6405)

    assert rosa.heard("41.88200,-87.64050").edited
    world.everybody_reads()


async def test_a_forward_goes_as_plain_words_marked_as_somebody_elses(world: World) -> None:
    rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("ben", "cora", "omar", "ana")

    await ana.forwards("the shelter has two beds")

    rosa.heard("Fwd: the shelter has two beds")


async def test_a_contact_card_goes_nowhere(world: World) -> None:
    rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("ben", "cora", "omar")

    await ana.shows_contact_of_somebody()

    ana.heard("keep nobody's number")
    rosa.heard_nothing()


async def test_the_end_of_a_call_is_the_end_of_texts_and_both_sides_hear_so(world: World) -> None:
    rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("ben", "cora", "omar")
    await ana.texts("we are at the back door")
    world.everybody_reads()

    await world.phone("omar").texts("close 1 1")
    rosa.heard("closed", "no texts of yours")
    ana.heard("closed", "no longer reaches them")
    await ana.texts("one more thing, the key is under the mat")

    ana.heard("Not sent", "is over")
    rosa.heard_nothing()


async def test_a_long_text_goes_in_parts_and_nothing_is_cut(world: World) -> None:
    rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("ben", "cora", "omar", "ana")
    long = " ".join(f"word{n}" for n in range(300))

    await ana.texts(long)

    said = " ".join(each.partition(": ")[2].splitlines()[0] for each in rosa.reads())
    assert said == long


async def test_a_flood_of_somebody_who_goes_is_passed_on_whole(world: World) -> None:
    rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("ben", "cora", "omar", "ana")

    for n in range(25):
        await ana.texts(f"step number {n} of the way")
    await world.passes(minutes=2)

    assert len(rosa.reads()) == 25


async def test_every_text_that_is_passed_on_is_in_the_record_without_its_words(world: World) -> None:
    _rosa, ana, _ben = await going(world, "ana", "ben")
    world.ignoring("Rosa", "ben", "cora", "omar", "ana")

    await ana.texts("we are close")
    await ana.texts("team we are close")

    said = [each for each in await world.reasons() if each.startswith("words_relayed")]
    assert said == ["words_relayed: to the requester", "words_relayed: to the others who go"]


async def test_a_member_who_needs_help_and_goes_elsewhere_writes_to_their_own_call(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben, ana = world.phones("ben", "ana")
    await rosa.texts(BED)
    await ben.texts("sos somebody follows me at 6th & Main")
    await ben.texts("A 5")
    await ana.texts("A 5")
    world.everybody_reads()
    world.ignoring("ana", "cal", "dee", "fay", "eve", "cora", "omar")

    await ben.texts("they wear green coats and shout")
    rosa.heard_nothing()
    await ben.texts("A: bread comes later")

    rosa.heard("bread comes later")
    world.everybody_reads()
