"""A need whose time is ahead: a ride on Thursday, court at nine, tomorrow's clinic."""

from domain.needs import Need
from domain.tasks import TaskKind
from tests.scenarios.test_from_afar import where_welcome_needs
from tests.support.world import Phone, World

BED = "We need food and a bed tonight, 5th & Main"


async def for_monday(world: World, window: str = "window 1 mon 14:00-15:00") -> Phone:
    """Rosa's call of Friday noon, which Cora says is for Monday. Ben and Dee are on; Fay is off call."""
    rosa = world.stranger("Rosa")
    for name in ("ana", "cal", "eve"):
        await world.phone(name).texts("off")
    await rosa.texts(BED)
    world.everybody_reads()
    await world.phone("cora").texts(window)
    return rosa


async def test_a_coordinator_says_when_and_everybody_hears_it(world: World) -> None:
    world.ignoring("dee", "fay")
    ben, cora, omar = world.phones("ben", "cora", "omar")

    rosa = await for_monday(world)

    cora.heard("#1 is for Mon 9 Mar 14:00 to 15:00. People are asked for then.")
    omar.heard("#1 is for Mon 9 Mar 14:00 to 15:00.")
    rosa.heard("Understood: Mon 9 Mar 14:00 to 15:00.")
    ben.heard("A: no longer for that time.")
    ben.heard("B, for later: Food or a bed, Old Town. Mon 9 Mar 14:00 to 15:00.", "B 1 = I can. B 0 = cannot.")


async def test_a_coordinator_says_it_in_spanish_too(world: World) -> None:
    world.ignoring("Rosa", "ana", "ben", "cal", "eve", "omar", "dee", "fay")

    await for_monday(world, "ventana 1 lunes 14:00-15:00")

    world.phone("cora").heard("#1 is for Mon 9 Mar 14:00 to 15:00.")


async def test_what_cannot_be_read_as_a_time_is_asked_back(world: World) -> None:
    world.ignoring("Rosa", "ana", "ben", "cal", "eve", "omar", "dee", "fay")

    await for_monday(world, "window 1 whenever")

    world.phone("cora").heard("Say when, such as: window 7 thu 9:00-11:00")


async def test_a_page_for_later_stays_open_for_hours_and_is_repeated_halfway(world: World) -> None:
    world.ignoring("Rosa", "ana", "cal", "eve", "cora", "omar", "dee", "fay")
    ben = world.phone("ben")
    await for_monday(world)
    ben.reads()

    await world.passes(hours=1, minutes=59)
    ben.heard_nothing()
    await world.passes(minutes=1)

    ben.heard("Still open. B: Food or a bed, Old Town. Mon 9 Mar 14:00 to 15:00. B 1 = I can.")
    await ben.texts("B 1")
    ben.heard("Thank you: Mon 9 Mar 14:00 to 15:00.", "We ask you again before.")


async def test_the_requester_hears_the_time_and_who_comes(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "cora", "omar", "dee", "fay")
    ben = world.phone("ben")
    rosa = await for_monday(world)
    world.everybody_reads()

    await ben.texts("B 1")

    rosa.heard(f"{await world.code_of('ben')} comes Mon 9 Mar 14:00 to 15:00.")
    ben.heard("Place: ")


async def test_nobody_is_asked_for_later_by_night_and_a_coordinator_sees_that_it_waits(world: World) -> None:
    world.ignoring("Rosa", "ana", "cal", "eve", "cora", "omar", "dee", "fay")
    ben = world.phone("ben")
    await world.passes(hours=10)  # 22:00
    await for_monday(world)
    ben.heard("A: no longer for that time.")
    assert "later" in {each.value for each in await world.tasks()}

    await world.passes(hours=10, minutes=59)
    ben.heard_nothing()
    await world.passes(minutes=1)

    ben.heard("B, for later")


async def test_what_begins_soon_is_asked_for_at_any_hour(world: World) -> None:
    world.ignoring("Rosa", "ana", "cal", "eve", "cora", "omar", "dee", "fay")
    await world.passes(hours=10)

    await for_monday(world, "window 1 tomorrow 06:00-07:00")

    ben = world.phone("ben")
    ben.heard("B, for later")
    ben.heard("A: no longer for that time.")


async def comes_on_monday(world: World) -> tuple[Phone, Phone]:
    """Ben has said yes to it."""
    rosa, ben = await for_monday(world), world.phone("ben")
    await ben.texts("B 1")
    world.everybody_reads()
    return ben, rosa


async def test_who_comes_is_asked_again_the_day_before_and_reminded_on_the_day(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "cora", "omar", "dee", "fay")
    ben, rosa = await comes_on_monday(world)
    code = await world.code_of("ben")
    await world.passes(days=2, minutes=59)  # the clocks go forward meanwhile
    ben.heard_nothing()

    await world.passes(minutes=1)  # Sunday 14:00
    ben.heard(f"{code}, Mon 9 Mar 14:00 to 15:00: Food or a bed. Do you still come? B 1 = I come. B 0 = cannot.")
    await ben.texts("B 1")
    ben.heard(f"Thank you, {code}: Mon 9 Mar 14:00 to 15:00.")

    await world.passes(hours=22)
    ben.heard(f"{code}, Mon 9 Mar 14:00: Food or a bed, Old Town.", "Place: ", "1 on my way")
    rosa.heard(f"Mon 9 Mar 14:00 to 15:00: {code}.")
    await ben.texts("1")
    ben.heard("on the way")
    rosa.heard("on the way")


async def test_silence_is_no_yes_somebody_else_is_asked_and_a_coordinator_hears_it(world: World) -> None:
    world.ignoring("omar", "fay")
    dee, cora = world.phones("dee", "cora")
    ben, rosa = await comes_on_monday(world)
    code = await world.code_of("ben")
    await world.passes(days=2, hours=2)
    world.everybody_reads()

    await world.passes(hours=4)

    cora.heard(f"#1: {code} has not said that they come. Counted out; others are asked as well.")
    ben.heard("we have not heard from you, so we ask somebody else as well")
    rosa.heard(f"{code} has not said yet whether they still come.")
    dee.heard("for later: Food or a bed")


async def test_who_was_silent_and_says_yes_after_all_comes_while_there_is_room(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "omar", "Rosa", "dee", "fay")
    cora = world.phone("cora")
    ben, _ = await comes_on_monday(world)
    code = await world.code_of("ben")
    await world.passes(days=2, hours=6)
    world.everybody_reads()

    await ben.texts("B 1")

    cora.heard(f"#1: {code} comes after all.")
    cora.heard(f"#1 filled: {code}.")
    ben.heard("Thank you: Mon 9 Mar 14:00 to 15:00.")
    assert (await world.assignment("ben")).state == "accepted"


async def test_who_was_silent_and_says_no_by_letter_is_waited_for_no_more(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "omar", "Rosa", "dee", "fay")
    cora = world.phone("cora")
    ben, _ = await comes_on_monday(world)
    await world.passes(days=2, hours=6)
    world.everybody_reads()

    await ben.texts("B no but I can at 5")

    ben.heard("you are out")
    cora.heard("no but I can at 5")
    assert (await world.assignment("ben")).state == "dropped_out"
    assert TaskKind.UNSURE not in await world.tasks()


async def test_a_no_the_day_before_is_a_drop_out_and_somebody_else_is_asked(world: World) -> None:
    world.ignoring("omar", "cora", "fay")
    dee = world.phone("dee")
    ben, rosa = await comes_on_monday(world)
    await world.passes(days=2, hours=2)
    world.everybody_reads()

    await ben.texts("0")

    ben.heard("OK, you are out.")
    rosa.heard("We are asking others now.")
    dee.heard("for later: Food or a bed")


async def test_a_no_by_night_tells_the_requester_that_others_are_asked_in_the_morning(world: World) -> None:
    world.ignoring("omar", "cora", "fay")
    ben, rosa = await comes_on_monday(world)
    await world.passes(hours=10)
    world.everybody_reads()
    code = await world.code_of("ben")

    await ben.texts("drop out")

    ben.heard("OK, you are out.")
    rosa.heard(f"{code} cannot come. We ask others in the morning. A coordinator knows.")


async def test_before_it_is_time_nobody_is_on_the_way(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "cora", "omar", "Rosa", "dee", "fay")
    ben, _ = await comes_on_monday(world)

    await ben.texts("on my way")

    ben.heard("that is Mon 9 Mar 14:00 to 15:00. Tell us then when you set out.")
    assert (await world.assignment("ben")).state == "accepted"


async def test_a_promise_for_monday_keeps_nobody_from_a_call_today_and_its_letter_stays_its_own(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "dee", "fay", "cora", "omar", "Rosa", "Lupe")
    ben, _ = await comes_on_monday(world)
    await world.passes(days=1, hours=2)  # letters of pages that are over rest no longer
    world.everybody_reads()

    await world.stranger("Lupe").texts(BED)

    page = ben.heard("Food or a bed, Old Town", "12 = in 12 min")
    letter = page.text[0]
    assert letter != "B"
    await ben.texts("12")
    ben.heard("Go. You are")


async def test_danger_does_not_wait_for_monday(world: World) -> None:
    world.ignoring("omar", "fay")
    dee, cora = world.phones("dee", "cora")
    ben, rosa = await comes_on_monday(world)

    await rosa.texts("1")

    cora.heard("DANGER")
    rosa.reads()
    ben.heard("is for now, and not for later. Can you come now? B 1 = I come.")
    ben.reads()
    dee.heard("DANGER", "Food or a bed")
    assert (await world.incident()).need.window is None
    await cora.texts("window 1 mon 14:00-15:00")
    cora.heard("danger was named there, so it does not wait")
    world.everybody_reads()


RIDE = "We need food and a bed tomorrow at nine, 5th & Main"


async def danger_comes_before_ben_has_answered(world: World) -> Phone:
    """Ben said yes for Monday and knows where; then it is for now, and he does not say whether he comes."""
    world.ignoring("omar", "cora", "fay", "dee")
    ben, rosa = await comes_on_monday(world)
    await rosa.texts("1")
    assert (await world.assignment("ben")).state == "unsure"
    world.everybody_reads()
    return ben


async def test_whoever_did_not_say_whether_they_come_hears_that_others_go(world: World) -> None:
    ben = await danger_comes_before_ben_has_answered(world)
    code = await world.code_of("ben")
    page = next(each for each in (await world.incident()).live_pages() if each.person == "dee")
    world.ignoring("Rosa")

    await world.phone("dee").texts(f"{page.letter} 5")

    ben.heard(f"{code}, others go now: you are no longer needed.")
    await world.phone("cora").texts("close 1 1")
    ben.heard("closed (")


async def test_what_they_write_meanwhile_is_read_by_a_coordinator_and_they_hear_the_truth(world: World) -> None:
    ben = await danger_comes_before_ben_has_answered(world)
    code = await world.code_of("ben")
    world.everybody_reads()

    await ben.texts("I am still at the shop until noon")

    ben.heard(f"{code}, only a coordinator reads it, not ")
    world.phone("cora").heard("#1", code, "I am still at the shop until noon")  # and Rosa nothing


async def test_whoever_did_not_say_whether_they_come_hears_that_it_is_closed(world: World) -> None:
    ben = await danger_comes_before_ben_has_answered(world)
    world.ignoring("Rosa")

    await world.phone("cora").texts("close 1 1")

    ben.heard("closed (")


async def test_a_requester_who_names_a_time_is_asked_once_whether_it_is_for_then(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "cora", "omar", "dee", "fay")
    rosa, ben = world.stranger("Rosa"), world.phone("ben")

    await rosa.texts(RIDE)
    rosa.heard("Is this for Sat 7 Mar 09:00, and not for now? 4 = for then. 5 = for now.")
    ben.heard("A: Food or a bed")  # nothing waits for the answer
    rosa.reads()
    await rosa.texts("4")

    rosa.heard("Understood: Sat 7 Mar 09:00 to 10:00.")
    ben.reads()
    assert (await world.incident()).need.window is not None


async def test_a_six_asks_for_somebody_to_text_with_though_a_time_was_asked_about(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "cora", "omar", "dee", "fay", "ben")
    await where_welcome_needs(world, Need(responders=2, cap=3, together=2))
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    await rosa.texts(RIDE)
    await ben.texts("A 12")
    await world.passes(minutes=11)
    rosa.heard("nobody comes alone", "Somebody can text with you now: 6")
    rosa.reads()

    await rosa.texts("6")

    rosa.heard("A coordinator knows now that you want to text with somebody.")
    assert (await world.incident()).need.window is None


async def test_once_anybody_has_said_yes_the_question_for_when_is_over(world: World) -> None:
    world.ignoring("ana", "cal", "eve", "cora", "omar", "dee", "fay", "ben")
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    await rosa.texts(RIDE)
    await ben.texts("A 12")
    world.everybody_reads()

    await rosa.texts("4")

    rosa.heard(await world.code_of("ben"))
    incident = await world.incident()
    assert incident.need.window is None
    assert [each.person for each in incident.going()] == ["ben"]


async def test_a_quarter_of_an_hour_later_the_question_for_when_is_over(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "eve", "cora", "omar", "dee", "fay", "Rosa")
    rosa = world.stranger("Rosa")
    await rosa.texts(RIDE)
    await world.passes(minutes=10)
    await rosa.texts("There are two of us")
    await world.passes(minutes=6)

    await rosa.texts("4")

    assert (await world.incident()).need.window is None


async def test_without_an_answer_it_is_for_now(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "eve", "cora", "omar", "Rosa", "dee", "fay")

    await world.stranger("Rosa").texts(RIDE)
    await world.stranger("Rosa").texts("5")

    assert (await world.incident()).need.window is None


async def test_whoever_names_danger_is_asked_for_no_time(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "eve", "cora", "omar", "dee", "fay")
    rosa = world.stranger("Rosa")

    await rosa.texts("1, we need food and a bed tomorrow 14:00, 5th & Main")

    assert not any("Is this for" in each for each in rosa.reads())
