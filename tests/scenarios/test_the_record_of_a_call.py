"""What the command line shows of calls: every one that runs, and one whose words are gone like any other."""

import json
from datetime import timedelta

from bot.commands.incidents import list_incidents, show_incident
from models import custody
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_call_is_shown_after_its_words_were_destroyed(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "Rosa")
    await rosa.texts(BED)
    await rosa.texts("3")
    before = await show_incident(world.settings, "1")
    await omar.texts("close 1")
    await omar.texts("1")
    database = world.program.database
    await custody.destroy_due(database, world.now + timedelta(days=40))
    database.vault.forget()

    shown = await show_incident(world.settings, "1")
    [listed] = await list_incidents(world.settings, everything=True)

    assert shown["status"] == "closed"
    assert [(each["person"], each["channel"]) for each in shown["pages"]] == [
        (each["person"], each["channel"]) for each in before["pages"]
    ]
    assert all(each["channel"] for each in shown["pages"])
    assert listed == {name: value for name, value in shown.items() if name not in ("tasks", "custody", "events")}
    assert await list_incidents(world.settings, everything=False) == []
    assert "5th" not in json.dumps(shown)


async def test_a_call_that_runs_is_listed_however_many_came_after_it(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "First", "Second")
    for name in ("First", "Second"):
        somebody = world.stranger(name)
        await somebody.texts(BED)
        await somebody.texts("3")

    for everything in (False, True):
        listed = await list_incidents(world.settings, everything=everything, latest=1)
        assert [each["number"] for each in listed] == [2, 1]
        assert {"id", "status", "team", "nature", "area", "opened", "need", "pages", "assignments"} <= listed[0].keys()
