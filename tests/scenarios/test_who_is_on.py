"""Who is on, told and changed by text: members about themselves, coordinators about everybody; by SMS, on Telegram, in
Spanish. It is Friday 6 March at noon; the clocks go forward in the night to Sunday."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.shipped import shipped
from tests.support.world import COMMUNITY, World

LAYERS = [
    {
        "id": "nights",
        "start": "2026-03-06T20:00",
        "turn": {"every": 1, "unit": "day"},
        "people": [["ana"], ["ben"], ["cal"]],
        "hours": "20:00-08:00",
    },
    {
        "id": "days",
        "start": "2026-03-06T08:00",
        "turn": {"every": 1, "unit": "day"},
        "people": [["dee", "eve"]],
        "hours": "08:00-20:00",
    },
]


def community(folder: Path, *, rotas: list[dict[str, Any]] | None = None, **languages: list[str]) -> Path:
    """River with Ana, Ben and Cal on its nights in turn and Dee and Eve on its days; Hill as it is."""
    whole = shipped(COMMUNITY)
    river = whole["teams"][0]
    river["rotas"] = rotas or [{"id": "line", "layers": LAYERS}]
    whole["community"]["default_rota"] = f"river/{river['rotas'][0]['id']}"
    for person in river["people"]:
        person["languages"] = languages.get(person["id"], person["languages"])
    path = folder / "nights.yaml"
    path.write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
async def nights(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with World.open(migrated_url, tmp_path, community=community(tmp_path), workers=workers) as world:
        yield world


# --- members


async def test_members_ask_by_sms_when_they_are_on_and_who_else_is(nights: World) -> None:
    ben = nights.phone("ben")

    await ben.texts("my shifts")
    first, second = ben.reads()
    assert first.splitlines() == [
        "You are on:",
        "Sat 7 Mar 20:00 to Sun 08:00",
        "Tue 10 Mar 20:00 to Wed 08:00",
        "Fri 13 Mar 20:00 to Sat 08:00",
    ]
    assert second.splitlines() == ["You are on:", "Mon 16 Mar 20:00 to Tue 08:00", "Thu 19 Mar 20:00 to Fri 08:00"]

    await ben.texts("who is on")
    ben.heard("River: Dee, Eve until Fri 6 Mar 20:00")
    await ben.texts("who is on sat night")
    ben.heard("Sat 7 Mar 22:00 to Sun 07:00: Ben")
    await ben.texts("who is on tomorrow at 8pm")
    ben.heard("Sat 7 Mar 20:00: Ben")
    await ben.texts("who's on sun 06:00 to 10:00?")
    ben.heard("Sun 8 Mar 06:00 to 08:00: Ben", "Sun 8 Mar 08:00 to 10:00: Dee, Eve")
    await ben.texts("who is on 3/4")
    ben.heard("When? Such as: who is on sat night")


async def test_whoever_is_never_on_hears_so(nights: World) -> None:
    fay = nights.phone("fay")

    await fay.texts("my shifts")
    fay.heard("You are not on in the next 14 days.")


async def test_who_said_off_and_who_came_on_besides_is_shown(nights: World) -> None:
    ben, dee, fay = nights.phones("ben", "dee", "fay")
    await dee.texts("off")
    await fay.texts("on")
    dee.reads()
    fay.reads()

    await ben.texts("who is on")

    ben.heard("River: Dee, Eve until Fri 6 Mar 20:00. Said off: Dee", "Also available: Fay")


async def test_on_after_off_leaves_it_to_the_rota(nights: World) -> None:
    ana, eve = nights.phones("ana", "eve")
    nights.ignoring("cora", "omar")  # Ana alone is on tonight
    for each in (ana, eve):
        await each.texts("off")
        each.reads()
        await each.texts("on")

    ana.heard("your shifts count again. None runs now.")  # by day Dee and Eve are on
    eve.heard("You are on until Fri 6 Mar 20:00.")
    assert (await nights.person("ana")).availability == "as_rota"


async def test_off_for_a_time_to_come_is_not_taken_for_off_until_then(nights: World) -> None:
    rosa, eve = nights.stranger("Rosa"), nights.phone("eve")
    nights.ignoring("Rosa", "dee", "ana", "cora", "omar")

    await eve.texts("off tomorrow night")
    eve.heard("Off from now until then?", "time off fri 22-06")

    await rosa.texts("We need food and a bed tonight, 5th & Main")
    eve.heard("A: Food or a bed")  # still on


async def test_whoever_says_off_while_nobody_else_is_on_lets_coordinators_know_at_once(nights: World) -> None:
    ana, ben, cora, omar = nights.phones("ana", "ben", "cora", "omar")
    await nights.passes(hours=9)

    await ben.texts("off")  # not on tonight, and tomorrow night alone
    ben.heard("You are off")
    await ana.texts("off")
    ana.heard("You are off")

    for each in (cora, omar):
        each.heard("Ben says off, and nobody else is on for River from Sat 7 Mar 20:00 to Sun 08:00.")
        each.heard("Ana says off, and nobody else is on for River now, until Sat 7 Mar 08:00.")


async def test_off_is_no_news_while_somebody_else_is_on(nights: World) -> None:
    dee, eve, cora, omar = nights.phones("dee", "eve", "cora", "omar")

    await dee.texts("off")
    dee.heard("You are off")
    cora.heard_nothing()
    await eve.texts("off until sat 8:00")
    eve.heard("You are off until Sat 7 Mar 08:00.")

    cora.heard("Eve says off, and nobody else is on for River now, until Fri 6 Mar 20:00.")
    omar.heard("Eve says off")


# --- time off


async def test_time_off_is_asked_for_shown_with_its_gap_and_granted_by_a_button(nights: World) -> None:
    ana, ben, cora, omar = nights.phones("ana", "ben", "cora", "omar")

    await ana.texts("time off 12 mar to 13 mar")
    ana.heard("Asked: off Thu 12 Mar 00:00 to Fri 13 Mar 24:00.", "no time off")
    omar.heard("Gaps it leaves: 1. Text: grant Ana, or: refuse Ana", "Gap: nobody Thu 12 Mar 20:00 to Fri 08:00")
    assert "grant" not in cora.heard("Ana asks to be off Thu 12 Mar 00:00 to Fri 13 Mar 24:00.").text
    await ana.texts("my shifts")
    assert "Thu 12 Mar 20:00" in " ".join(ana.reads())  # hers until it is granted

    await cora.presses("Grant")
    cora.heard("Ana is off Thu 12 Mar 00:00 to Fri 13 Mar 24:00, says Cora.")
    omar.heard("Ana is off Thu 12 Mar 00:00 to Fri 13 Mar 24:00, says Cora.")
    omar.heard("Nobody is on for River from Thu 12 Mar 20:00 to Fri 08:00.")
    ana.heard("You are off Thu 12 Mar 00:00 to Fri 13 Mar 24:00.")
    await ana.texts("my shifts")
    assert "Thu 12 Mar 20:00" not in " ".join(ana.reads())
    await ben.texts("who is on 12 mar 22:00")
    ben.heard("Thu 12 Mar 22:00: nobody")

    await cora.presses("Grant")  # pressed again, and too late for the other one as well
    cora.heard("That was answered already")
    await omar.texts("refuse ana")
    omar.heard("That was answered already")


async def test_of_two_coordinators_who_answer_at_once_one_is_heard_and_the_other_is_told(nights: World) -> None:
    ana, cora, omar = nights.phones("ana", "cora", "omar")
    await ana.texts("time off 12 mar")
    nights.everybody_reads()

    await nights.board.says(omar.address, "grant ana")
    await nights.board.says(cora.address, "refuse ana")
    await nights.settles()

    answers = [*omar.reads(), *cora.reads()]
    assert sum("That was answered already" in each for each in answers) == 1
    (told,) = ana.reads()
    granted = told.startswith("You are off")
    assert any(each.startswith("Ana is off" if granted else "Ana is not off") for each in answers)


async def test_time_off_is_refused_with_a_kind_word_by_sms(nights: World) -> None:
    ana, cora, omar = nights.phones("ana", "cora", "omar")
    await ana.texts("time off 12 mar to 13 mar")
    nights.everybody_reads()

    await omar.texts("time off")
    omar.heard("Ana: Ana, Thu 12 Mar 00:00 to Fri 13 Mar 24:00, gaps it leaves: 1")
    await omar.texts("refuse ana")

    omar.heard("Ana is not off", "They have been told.")
    cora.heard("Ana is not off Thu 12 Mar 00:00 to Fri 13 Mar 24:00, says Omar.")
    ana.heard("Sorry", "Your shifts stay")
    await omar.texts("time off")
    omar.heard("Nobody waits for an answer about time off.")


async def test_asking_for_time_off_again_replaces_what_was_asked_before(nights: World) -> None:
    ana, cora, omar = nights.phones("ana", "cora", "omar")
    await ana.texts("time off 12 mar to 13 mar")
    await ana.texts("time off 12 mar")
    nights.everybody_reads()

    await cora.presses("Grant", on="Fri 13 Mar")
    cora.heard("That was answered already, or taken back.")
    await omar.texts("time off")

    assert omar.heard("These ask to be off").text.splitlines()[1:] == [
        "Ana: Ana, Thu 12 Mar 00:00 to 24:00, gaps it leaves: 1"
    ]


async def test_time_off_is_taken_back_by_whoever_asked_for_it_before_and_after_it_was_granted(nights: World) -> None:
    ana, cora, omar = nights.phones("ana", "cora", "omar")
    await ana.texts("no time off")
    ana.heard("You have no time off to take back.")
    await ana.texts("time off 12 mar")
    await ana.texts("no time off")
    ana.heard("Your time off is taken back.")
    cora.heard("Ana can be on Thu 12 Mar 00:00 to 24:00 after all")
    await ana.texts("time off 12 mar")
    await cora.presses("Grant")
    nights.everybody_reads()

    await ana.texts("no time off")

    ana.heard("Your time off is taken back.")
    cora.heard("Ana can be on Thu 12 Mar 00:00 to 24:00 after all")
    omar.heard("Ana can be on Thu 12 Mar 00:00 to 24:00 after all")
    await ana.texts("my shifts")
    assert "Thu 12 Mar 20:00 to Fri 08:00" in " ".join(ana.reads())


async def test_granted_time_off_that_is_undone_is_told_to_whoever_had_it(nights: World) -> None:
    ana, cora, omar = nights.phones("ana", "cora", "omar")
    await ana.texts("time off 12 mar")
    await cora.presses("Grant")
    nights.everybody_reads()

    await omar.texts("undo")
    omar.heard("That is not your change. 1 or undo it = take it back", "Cora: time off, Ana, Thu 12 Mar 00:00 to 24:00")
    ana.heard_nothing()
    await omar.texts("1")

    cora.heard("Omar has undone a change of yours:", "time off, Ana, Thu 12 Mar 00:00 to 24:00")
    omar.heard("Undone.", "Ana off Thu 12 Mar 20:00 to 24:00")
    ana.heard("Your time off Thu 12 Mar 00:00 to 24:00 no longer holds")
    ana.heard("You are on Thu 12 Mar 20:00 to 24:00: Omar put you on.")


# --- coordinators


async def test_taking_somebody_off_shows_the_gap_first_and_counts_once_it_is_confirmed(nights: World) -> None:
    ben, cora, omar = nights.phones("ben", "cora", "omar")

    await omar.texts("take ben off sat 20-08")
    omar.heard(
        "Not done yet. 1 = do it all the same, 0 = leave it.",
        "Ben off Sat 7 Mar 20:00 to Sun 08:00",
        "Gap: nobody Sat 7 Mar 20:00 to Sun 08:00",
    )
    ben.heard_nothing()
    await omar.texts("0")
    omar.heard("Left as it was.")
    await omar.texts("gaps")
    omar.heard("No gaps in the next 14 days.")

    await omar.texts("take ben off sat 20-08")
    omar.reads()
    await omar.texts("1")

    omar.heard("Done. undo = take it back.", "Ben off Sat 7 Mar 20:00 to Sun 08:00")
    ben.heard("You are no longer on Sat 7 Mar 20:00 to Sun 08:00: Omar changed it.")
    cora.heard("Nobody is on for River from Sat 7 Mar 20:00 to Sun 08:00.")
    await omar.texts("gaps")
    omar.heard("Nobody is on, in the next 14 days:", "Sat 7 Mar 20:00 to Sun 08:00")


async def test_part_of_a_shift_taken_off_says_what_of_it_stays(nights: World) -> None:
    cora = nights.phone("cora")

    await cora.texts("take ben off tomorrow night")

    cora.heard(
        "Ben off Sat 7 Mar 22:00 to Sun 07:00",
        "Ben stays on Sat 7 Mar 20:00 to 22:00",
        "Ben stays on Sun 8 Mar 07:00 to 08:00",
    )


async def test_putting_somebody_on_is_done_at_once_told_and_undone_by_a_button(nights: World) -> None:
    fay, cora = nights.phones("fay", "cora")

    await cora.texts("put Fay on sat 22-06")
    cora.heard("Done.", "Fay on Sat 7 Mar 22:00 to Sun 06:00")
    fay.heard("You are on Sat 7 Mar 22:00 to Sun 06:00: Cora put you on.")
    await fay.texts("my shifts")
    fay.heard("Sat 7 Mar 22:00 to Sun 06:00")

    await cora.presses("Undo")
    cora.heard("Undone.", "Fay on Sat 7 Mar 22:00 to Sun 06:00")
    fay.heard("You are no longer on Sat 7 Mar 22:00 to Sun 06:00: Cora changed it.")
    await cora.presses("Undo", on="Done.")
    cora.heard("That was undone already.")

    await cora.texts("changes")
    cora.heard("Cora: put on, Fay, Sat 7 Mar 22:00 to Sun 06:00 (undone since)")
    await cora.presses("Undo", on="Undone.")  # it was a mistake to undo it
    cora.heard("Undone.", "Fay off Sat 7 Mar 22:00 to Sun 06:00")
    fay.heard("You are on Sat 7 Mar 22:00 to Sun 06:00: Cora put you on.")


async def test_undo_alone_reaches_back_a_day_and_takes_nothing_back_that_is_older(nights: World) -> None:
    fay, cora, omar = nights.phones("fay", "cora", "omar")
    await cora.texts("put fay on 20 mar 22-06")
    fay.heard("You are on Fri 20 Mar 22:00 to Sat 06:00")
    nights.ignoring("ana", "ben", "cal", "dee", "eve")
    await nights.passes(hours=25)

    await omar.texts("undo")
    omar.heard("Nothing was changed today that could be undone.")
    cora.reads()
    await cora.presses("Undo", on="Done.")

    cora.heard("button")  # it is older than a day as well
    await omar.texts("take fay off 20 mar 22-06")
    omar.heard("Fay off Fri 20 Mar 22:00 to Sat 06:00", "too few on")  # the calls they take want two
    await omar.texts("1")
    omar.reads()
    fay.heard("You are no longer on Fri 20 Mar 22:00 to Sat 06:00")


async def test_a_gap_farther_ahead_than_is_proved_is_told_when_it_is_made(nights: World) -> None:
    cora, omar = nights.phones("cora", "omar")
    nights.ignoring("ana", "ben", "cal")

    await cora.texts("take ana off 1 apr 20-08")
    await cora.texts("take ben off 1 apr 20-08")
    await cora.texts("take cal off 1 apr 20-08")
    await cora.texts("1")
    cora.reads()

    omar.heard("Nobody is on for River from Wed 1 Apr 20:00 to Thu 08:00.")


async def test_at_three_at_night_nobody_has_to_know_which_day_it_is(nights: World) -> None:
    ana, omar = nights.phones("ana", "omar")
    nights.ignoring("cora")
    await nights.passes(hours=15)

    await omar.texts("who is on tonight")
    omar.heard("River: Ana until Sat 7 Mar 08:00")
    await omar.texts("put me on tonight")
    omar.heard("Nothing was changed yet.")
    await omar.texts("put me on sat 22-06")
    omar.heard("Omar is not vetted for that")  # he goes to no calls
    await ana.texts("off until 6")
    ana.heard("For how long?")
    await ana.texts("take me off sat 22-06")
    ana.heard("Off when? Such as: time off")
    await ana.texts("off until 6:00")
    ana.heard("You are off until Sat 7 Mar 06:00.")
    omar.heard("Ana says off, and nobody else is on for River now")


async def test_what_asks_too_much_of_somebody_is_shown_before_it_counts(nights: World) -> None:
    ana, cora = nights.phones("ana", "cora")

    await cora.texts("put ana on sat 12-18")
    cora.heard("Ana on Sat 7 Mar 12:00 to 18:00", "Ana would rest 4 h between shifts; the team wants 8 h")
    await cora.presses("Do it")

    cora.heard("Done.")
    ana.heard("You are on Sat 7 Mar 12:00 to 18:00")
    await cora.presses("Do it")  # an old question's
    cora.heard("button")


async def test_nobody_on_purpose_is_asked_for_twice_and_nagged_about_never(nights: World) -> None:
    cal, cora, omar = nights.phones("cal", "cora", "omar")

    await cora.texts("close line sun 20:00 to mon 8:00")
    cora.heard("Nobody Sun 8 Mar 20:00 to Mon 08:00, on purpose", "On then: Cal")
    await cora.presses("Do it")

    cora.heard("Done.", "on purpose")
    cal.heard("You are no longer on Sun 8 Mar 20:00 to Mon 08:00")
    omar.heard_nothing()
    await omar.texts("gaps")
    omar.heard("No gaps in the next")
    await omar.texts("undo")
    await omar.texts("1")
    omar.heard("That is not your change.", "Cora: ")
    cora.heard("Omar has undone a change of yours:")
    omar.heard("Undone.", "Nobody Sun 8 Mar 20:00 to Mon 08:00, on purpose")
    cal.heard("You are on Sun 8 Mar 20:00 to Mon 08:00: Omar put you on.")


async def test_closing_a_call_is_still_closing_a_call(nights: World) -> None:
    rosa, omar = nights.stranger("Rosa"), nights.phone("omar")
    nights.ignoring("Rosa", "dee", "eve", "ana", "ben", "cal", "fay", "cora")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    omar.reads()

    await omar.texts("close 1")

    omar.heard("How did")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("put ben on 5 mar 22-06", "Nothing was changed yet."),  # yesterday
        ("put ben on 2026-03-01", "Nothing was changed yet."),
        ("put ben on sat 10-6", "Nothing was changed yet."),
        ("put ben on next fri eve", "Nothing was changed yet."),
        ("put ben", "Nothing was changed yet."),
        ("put zed on sat 22-06", "zed"),
        ("put ben on sat 22-06 \U0001f64f", "already"),
        ("take fay off sat 22-06", "Fay is not on Sat 7 Mar 22:00 to Sun 06:00. Nothing was changed."),
        ("put ben on sat 20:00 to sun 8:00", "Ben is on Sat 7 Mar 20:00 to Sun 08:00 already."),
        ("take " + "ben " * 300 + "off sat 22-06", "ben"),
        ("close line whenever", "Nothing was changed yet."),
        ("grant zed", "zed"),
    ],
)
async def test_what_cannot_be_meant_changes_nothing_and_says_why(nights: World, text: str, answer: str) -> None:
    omar = nights.phone("omar")

    await omar.texts(text)
    omar.heard(answer)
    omar.reads()
    await omar.texts("changes")
    omar.heard("No rota was changed lately.")


async def test_nobody_but_a_coordinator_changes_a_rota(nights: World) -> None:
    ben, gus = nights.phones("ben", "gus")
    nights.ignoring("ben", "gus")

    await ben.texts("put ben on fri 20-24")
    await ben.texts("undo")
    await gus.texts("put fay on sat 22-06")  # of another team
    assert "Fay" not in " ".join(gus.reads())

    await nights.phone("omar").texts("changes")
    nights.phone("omar").heard("No rota was changed lately.")


@pytest.fixture
async def two(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """River with a rota of its nights, one of its days, and one of its weekends that Ben and Fay are on."""
    rotas = [
        {"id": "nights", "layers": LAYERS[:1]},
        {"id": "days", "areas": ["old-town"], "layers": LAYERS[1:]},
        {
            "id": "weekend",
            "layers": [
                {
                    "id": "all",
                    "start": "2026-03-07T00:00",
                    "turn": {"every": 1, "unit": "week"},
                    "people": [["ben", "fay"]],
                    "days": ["sat", "sun"],
                    "hours": "00:00-00:00",
                }
            ],
        },
    ]
    async with World.open(migrated_url, tmp_path, community=community(tmp_path, rotas=rotas), workers=workers) as world:
        yield world


async def test_which_of_several_rotas_is_asked_unless_it_is_named_or_only_one_fits(two: World) -> None:
    cal, omar, fay = two.phones("cal", "omar", "fay")

    await omar.texts("who is on")
    omar.heard("River nights: nobody", "River days (Old Town): Dee, Eve", "River weekend: nobody")
    await omar.texts("put cal on days sat 12-18")
    omar.heard("Done.", "Cal on Sat 7 Mar 12:00 to 18:00 (days)")
    await omar.texts("put cal on tue 12-18")
    assert omar.heard("On which rota?").text.splitlines()[1:] == ["1 River nights", "2 River days", "3 River weekend"]
    await omar.texts("9")
    omar.heard("On which rota?")
    await omar.texts("2")
    omar.heard("Done.", "Cal on Tue 10 Mar 12:00 to 18:00 (days)")
    await omar.texts("take fay off sat 12-18")
    omar.heard("Not done yet.", "too few on")
    await omar.texts("1")
    omar.heard("Done.", "Fay off Sat 7 Mar 12:00 to 18:00 (weekend)")

    cal.heard("You are on Sat 7 Mar 12:00 to 18:00, days")
    cal.heard("You are on Tue 10 Mar 12:00 to 18:00, days")
    fay.heard("You are no longer on Sat 7 Mar 12:00 to 18:00, weekend")


async def test_time_off_holds_in_every_rota_of_the_team_and_goes_as_a_whole(two: World) -> None:
    ben, cora, omar = two.phones("ben", "cora", "omar")
    await ben.texts("time off 7 mar to 8 mar")
    await omar.texts("grant ben")
    await ben.texts("my shifts")
    assert "Sat 7 Mar" not in " ".join(each for each in ben.reads() if "You are on:" in each)

    await omar.texts("undo")
    two.everybody_reads()
    await ben.texts("my shifts")
    shifts = " ".join(ben.reads())

    assert "Sat 7 Mar 20:00 to Sun 08:00 (nights)" in shifts
    assert "(weekend)" in shifts
    two.ignoring("cora")
    assert cora.name == "cora"


# --- in Spanish, by SMS


@pytest.fixture
async def noches(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """Omar, who coordinates by SMS, and Ben, who has an SMS phone as well, read Spanish."""
    path = community(tmp_path, omar=["es"], ben=["es"])
    async with World.open(migrated_url, tmp_path, community=path, workers=workers) as world:
        yield world


async def test_everything_goes_in_spanish_by_sms(noches: World) -> None:
    ben, omar, cora, fay = noches.phones("ben", "omar", "cora", "fay")

    await ben.texts("mis turnos")
    assert ben.heard("Te toca:").text.splitlines()[1] == "sab 7 mar 20:00 a dom 08:00"
    ben.reads()
    await ben.texts("quien esta mañana por la noche")
    ben.heard("sab 7 mar 22:00 a dom 07:00: Ben")
    await ben.texts("días libres del 12 al 14 de marzo")
    ben.heard("Pedido: libre jue 12 mar 00:00 a sab 14 mar 24:00.")
    omar.heard("Ben pide librar", "concede Ben")
    cora.heard("Ben asks to be off Thu 12 Mar 00:00 to Sat 14 Mar 24:00.")
    await omar.texts("concede ben")
    omar.heard("Ben libra jue 12 mar 00:00 a sab 14 mar 24:00, dice Omar.")
    omar.reads()
    ben.heard("Libre jue 12 mar 00:00 a sab 14 mar 24:00.")
    cora.reads()

    await omar.texts("pon a Fay el sábado de 22 a 6")
    omar.heard("Hecho. deshacer", "Fay de guardia sab 7 mar 22:00 a dom 06:00")
    fay.heard("You are on Sat 7 Mar 22:00 to Sun 06:00: Omar put you on.")
    await noches.passes(minutes=1)
    await omar.texts("saca a Ben mañana de 20:00 a 22:00")
    omar.heard("Hueco: nadie sab 7 mar 20:00 a 22:00", "Ben sigue de guardia sab 7 mar 22:00 a dom 08:00")
    await omar.texts("1")
    omar.heard("Hecho.")
    ben.heard("Ya no te toca sab 7 mar 20:00 a 22:00, por Omar.")
    cora.heard("Nobody is on for River from Sat 7 Mar 20:00 to 22:00.")
    await omar.texts("huecos")
    omar.heard("sab 7 mar 20:00 a 22:00")
    await omar.texts("deshacer")
    omar.heard("Ben fuera sab 7 mar 20:00 a 22:00")
    ben.heard("Te toca sab 7 mar 20:00 a 22:00, por Omar.")
    await omar.texts("cerrar line domingo de 20 a 24")
    omar.heard("Nadie dom 8 mar 20:00 a 24:00 adrede")
    await omar.texts("0")
    omar.heard("Queda como estaba.")
