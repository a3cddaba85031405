"""Time off and undo where several people have a hand in it. It is Friday 6 March at noon."""

from pathlib import Path

import yaml

from config.shipped import shipped
from tests.scenarios.test_who_is_on import community, nights
from tests.support.world import World

__all__ = ["nights"]


# --- whoever is on by an override


async def test_time_off_takes_off_whoever_is_on_by_an_edit_and_shows_the_gap_it_leaves(nights: World) -> None:
    ana, fay, cora, omar = nights.phones("ana", "fay", "cora", "omar")
    await omar.texts("take ana off 12 mar 20-24")
    await omar.texts("1")
    await omar.texts("put fay on 12 mar 20-24")
    nights.everybody_reads()

    await fay.texts("time off 12 mar")
    omar.heard("Gaps it leaves: 1.", "Gap: nobody Thu 12 Mar 20:00 to 24:00")
    await cora.presses("Grant")

    fay.heard("Asked")
    fay.heard("You are off Thu 12 Mar 00:00 to 24:00.")
    omar.heard("Nobody is on for River from Thu 12 Mar 20:00 to 24:00.")
    await fay.texts("my shifts")
    fay.heard("You are not on in the next 14 days.")
    await ana.texts("who is on 12 mar 22:00")
    ana.heard("Thu 12 Mar 22:00: nobody")
    nights.everybody_reads()


async def test_undo_and_no_time_off_bring_back_what_came_off_with_it(nights: World) -> None:
    fay, cora = nights.phones("fay", "cora")
    await cora.texts("put fay on 12 mar 18-24")
    await nights.passes(minutes=1)
    await fay.texts("time off 12 mar 20-23")
    await cora.texts("grant fay")
    nights.everybody_reads()
    await fay.texts("my shifts")
    fay.heard("Thu 12 Mar 18:00 to 20:00", "Thu 12 Mar 23:00 to 24:00")

    await cora.texts("undo")
    nights.everybody_reads()
    await fay.texts("my shifts")
    fay.heard("Thu 12 Mar 18:00 to 24:00")

    await fay.texts("time off 12 mar 20-23")
    await cora.texts("grant fay")
    await fay.texts("no time off")
    nights.everybody_reads()
    await fay.texts("my shifts")
    fay.heard("Thu 12 Mar 18:00 to 24:00")


# --- undo


async def test_undo_takes_back_ones_own_last_change_whatever_another_did_since(nights: World) -> None:
    ana, fay, cora, omar = nights.phones("ana", "fay", "cora", "omar")
    await ana.texts("time off 10 mar 10-18")  # she is not on then: it makes no difference to who is on
    await omar.texts("put fay on 12 mar 18-24")
    await nights.passes(minutes=1)
    await cora.texts("grant ana")
    nights.everybody_reads()

    await omar.texts("undo")
    omar.heard("Undone.", "Fay on Thu 12 Mar 18:00 to 24:00")
    fay.heard("You are no longer on Thu 12 Mar 18:00 to 24:00")
    ana.heard_nothing()
    cora.heard_nothing()
    await omar.texts("undo")  # the same text, come twice
    omar.heard("Undone already, a moment ago:", "put on, Fay, Thu 12 Mar 18:00 to 24:00")

    await nights.passes(minutes=2)
    await cora.texts("undo")
    cora.heard("Undone.", "time off, Ana, Tue 10 Mar 10:00 to 18:00")  # said in words, though nobody is on by it
    ana.heard("Your time off Tue 10 Mar 10:00 to 18:00 no longer holds")


async def test_another_persons_change_is_named_first_and_left_unless_they_say_so(nights: World) -> None:
    fay, cora, omar = nights.phones("fay", "cora", "omar")
    await omar.texts("put fay on 12 mar 18-24")
    nights.everybody_reads()

    await cora.texts("undo")
    assert "Omar: put on, Fay, Thu 12 Mar 18:00 to 24:00" in cora.heard("That is not your change.").text
    await cora.texts("0")
    cora.heard("Left as it was.")
    fay.heard_nothing()
    await cora.texts("undo")
    cora.reads()
    await cora.presses("Undo")

    cora.heard("Undone.", "Fay on Thu 12 Mar 18:00 to 24:00")
    omar.heard("Cora has undone a change of yours:", "put on, Fay, Thu 12 Mar 18:00 to 24:00")
    fay.heard("You are no longer on Thu 12 Mar 18:00 to 24:00")


# --- several wishes, and those that nobody answers


async def test_a_second_wish_stands_beside_the_first_and_each_is_taken_back_by_itself(nights: World) -> None:
    ana, omar = nights.phones("ana", "omar")
    await ana.texts("time off 12 mar")
    await ana.texts("time off 20 mar")
    nights.everybody_reads()
    await omar.texts("time off")
    assert len(omar.heard("These ask to be off").text.splitlines()) == 3

    await ana.texts("no time off")
    assert ana.heard("Which of these do you take back?").text.splitlines()[1:] == [
        "1 Thu 12 Mar 00:00 to 24:00",
        "2 Fri 20 Mar 00:00 to 24:00",
    ]
    omar.heard_nothing()
    await ana.texts("2")
    ana.heard("Your time off is taken back.", "Fri 20 Mar 00:00 to 24:00")
    omar.heard("Ana can be on Fri 20 Mar 00:00 to 24:00 after all")

    await ana.texts("time off 20 mar to 21 mar")
    await ana.texts("no time off 12 mar")
    ana.heard("Asked")
    ana.heard("Your time off is taken back.", "Thu 12 Mar 00:00 to 24:00")
    await ana.texts("time off 21 mar")
    ana.heard("Asked: off Sat 21 Mar", "In the place of what you had asked for: Fri 20 Mar 00:00 to Sat 21 Mar 24:00")
    await ana.texts("no time off 12 mar")
    ana.heard("You have no time off to take back.")
    nights.everybody_reads()


async def test_a_wish_nobody_answers_is_brought_up_once_a_day_and_lapses_aloud(nights: World) -> None:
    ana, cora, omar = nights.phones("ana", "cora", "omar")
    nights.ignoring("ben", "cal", "dee", "eve")
    await ana.texts("time off 8 mar")
    nights.everybody_reads()

    await nights.passes(hours=21)
    omar.heard_nothing()
    await nights.passes(hours=2)
    for each in (cora, omar):
        each.heard("Still waits for an answer: Ana asks to be off Sun 8 Mar 00:00 to 24:00.")
        assert not any("Still waits" in text for text in each.reads())
    ana.reads()
    await nights.passes(hours=21)

    ana.heard("Nobody answered in time: Sun 8 Mar 00:00 to 24:00 off was not granted. Your shifts stay.")
    assert not any("Still waits" in text for text in omar.reads())
    await omar.texts("grant ana")
    omar.heard("That was answered already")
    nights.everybody_reads()


# --- off for a while, over a shift to come


async def test_off_over_a_shift_to_come_that_leaves_nobody_is_told_once(nights: World) -> None:
    ben, cora, omar = nights.phones("ben", "cora", "omar")

    for _ in range(2):
        await ben.texts("off until sun 12:00")
        ben.heard("You are off until Sun 8 Mar 12:00.")
        await nights.passes(minutes=1)

    for each in (cora, omar):
        each.heard("Ben says off, and nobody else is on for River from Sat 7 Mar 20:00 to Sun 08:00.")
        each.heard_nothing()


async def test_off_without_an_end_is_looked_at_as_far_as_the_proof_looks_and_told_once(nights: World) -> None:
    ben, cora, omar = nights.phones("ben", "cora", "omar")

    for _ in range(2):
        await ben.texts("off")
        ben.heard("You are off")
        await nights.passes(minutes=1)

    for each in (cora, omar):
        each.heard("Ben says off, and nobody else is on for River from Sat 7 Mar 20:00 to Sun 08:00.")
        each.heard_nothing()


async def test_neither_kind_of_off_is_looked_at_farther_than_the_proof_looks(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    file = community(tmp_path)
    whole = shipped(file)
    whole["teams"][0]["policy"]["rota"] = {"proof_days": 1}
    file.write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, workers=workers, community=file) as world:
        ben, cora = world.phones("ben", "cora")

        await ben.texts("off")
        ben.heard("You are off")
        await ben.texts("off until mon 12:00")
        ben.heard("You are off until Mon 9 Mar 12:00.")

        cora.heard_nothing()


async def test_off_over_no_shift_of_theirs_is_no_news(nights: World) -> None:
    ben, cora = nights.phones("ben", "cora")

    await ben.texts("off until sat 12:00")

    ben.heard("You are off until Sat 7 Mar 12:00.")
    cora.heard_nothing()
