"""A coordinator makes a rotation of two layers by chat alone, sees it before it counts, and hears of gaps it leaves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from config.community_dump import dump
from config.community_file import load_community
from config.shipped import shipped
from domain.ids import TeamId
from domain.rota import Rota
from models import communities, people
from tests.support.world import COMMUNITY, Phone, World


@pytest.fixture
async def bare(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """The same community before anybody made a rota."""
    said = shipped(COMMUNITY)
    del said["community"]["default_rota"]
    for team in said["teams"]:
        del team["rotas"]
    file = tmp_path / "bare.yaml"
    file.write_text(yaml.dump(said, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, workers=workers, community=file) as opened:
        yield opened


async def answers(phone: Phone, *texts: str) -> None:
    """Texts one after the other; what comes back is not what the next lines are about."""
    for text in texts:
        phone.reads()
        await phone.texts(text)


async def rotas(world: World, folder: Path) -> tuple[Rota, ...]:
    """The rotas of the river team, as they come back out of the community's file."""
    async with world.program.database.reading() as store:
        text = dump(await communities.load(store), await people.everybody(store))
    (folder / "exported.yaml").write_text(text, encoding="utf-8")
    return load_community(folder / "exported.yaml")[0].teams[TeamId("river")].rotas


async def test_two_layers_and_an_override_by_chat_alone_and_the_gap_it_leaves_is_told(
    bare: World, tmp_path: Path
) -> None:
    world = bare
    cora, omar, ana, ben, cal, dee = world.phones("cora", "omar", "ana", "ben", "cal", "dee")

    await cora.texts("who is on")
    cora.heard("No rota has been made yet.", "rotation = make one.")
    await cora.texts("rotation")
    cora.heard("What shall the new line of River be called?")
    await cora.texts("line")
    cora.heard("calls in which areas")
    await cora.presses("all areas")
    cora.heard("a certain skill")
    await cora.presses("any call")
    cora.heard("Who takes turns in River, and in what order?")
    await cora.texts("ana, ben+cal")
    cora.heard("How long is one turn?")
    await cora.presses("1 week")
    cora.heard("On which days?")
    await cora.presses("every day")
    cora.heard("Which hours of the day?")
    await cora.texts("20-08")
    cora.heard("From when?")
    await cora.presses("Mon 9 Mar 20:00")
    cora.heard("Until when?")
    await cora.presses("open end")

    preview = cora.heard("Not yet in force. line: Ana, Ben + Cal. 1 week, 20:00-08:00.").text
    assert "Mon 9 Mar 20:00 - Tue 08:00: Ana" in preview
    assert "Mon 16 Mar 20:00 - Tue 08:00: Ben + Cal" in preview
    assert "Still nobody: Tue 10 Mar 08:00 - 20:00" in preview
    assert "Hours each: Ana 84, Ben 84, Cal 84" in preview
    ana.heard_nothing()
    assert await rotas(world, tmp_path) == ()

    await cora.presses("make it count")
    cora.heard("It counts now.")
    ana.heard("Your shifts in River changed.", "Mon 9 Mar 20:00 to Tue 08:00", "and 2 more")
    ben.heard("Your shifts in River changed.", "Mon 16 Mar 20:00 to Tue 08:00")
    cal.heard("Your shifts in River changed.")

    await world.passes(minutes=1)
    await answers(cora, "add a layer", "line", "dee", "day", "all", "8-20", "monday 8:00", "open", "main")
    preview = cora.heard("Not yet in force. line: Dee. 1 day, 08:00-20:00, beside the others.").text
    assert "Gap closed: Tue 10 Mar 08:00 - 20:00" in preview
    assert "Somebody is on at all times." in preview
    await cora.presses("make it count")
    cora.heard("It counts now.")
    dee.heard("Your shifts in River changed.", "Mon 9 Mar 08:00 to 20:00")
    assert [len(each.layers) for each in await rotas(world, tmp_path)] == [2]

    await world.passes(minutes=1)
    await cora.texts("take ana off tue 20:00 to wed 8:00")
    cora.heard("Tue 10 Mar 20:00 to Wed 08:00", "Not done yet")
    cora.reads()
    await cora.texts("1")
    cora.heard("Ana off Tue 10 Mar 20:00 to Wed 08:00")
    ana.heard("You are no longer on Tue 10 Mar 20:00 to Wed 08:00")
    omar.heard("Nobody is on for River from Tue 10 Mar 20:00 to Wed 08:00")
    (line,) = await rotas(world, tmp_path)
    assert len(line.overrides) == 1
    cora.reads()


async def test_the_first_rota_is_taken_back_whole(bare: World, tmp_path: Path) -> None:
    world = bare
    cora, ana = world.phones("cora", "ana")
    await answers(cora, "rotation", "line", "all", "any", "ana", "week", "all", "all day", "tomorrow 8:00", "open", "1")
    ana.heard("Your shifts in River changed.", "Sat 7 Mar 08:00")
    assert len(await rotas(world, tmp_path)) == 1
    async with world.program.database.reading() as store:
        assert (await communities.load(store)).default_rota == "river/line"

    await answers(cora, "undo")

    cora.heard("Undone.", "Ana on Sat 7 Mar 08:00")
    ana.heard("Your shifts in River changed: none in the coming two weeks.")
    assert await rotas(world, tmp_path) == ()
    async with world.program.database.reading() as store:
        assert (await communities.load(store)).default_rota is None
    cora.reads()


async def test_by_sms_in_texts_with_wrong_answers_forgiven_and_a_restart_in_the_middle(world: World) -> None:
    omar, fay = world.phones("omar", "fay")

    await omar.texts("rotation")
    omar.heard("Rotations. Which one, or a new one?", "1 a new one", "2 line: Ana + Ben + Cal + Dee + Eve. 1 week")
    await answers(omar, "1", "line", "fay, zoe")
    omar.heard("Nobody of the team who goes to calls is called zoe.", "Who takes turns")
    await answers(omar, "fay", "a good while")
    omar.heard('"a good while" is no answer here that I know.', "How long is one turn?", "2 1 week")
    await answers(omar, "2", "back")
    omar.heard("How long is one turn?")
    await world.restarts()
    await omar.texts("2")
    omar.heard("On which days?")
    await answers(omar, "list", "weekends", "20-08")
    omar.heard("From when?")
    await answers(omar, "yesterday", "saturday", "31 dec 20:00", "backup")

    first = omar.heard("Not yet in force. line: Fay. 1 week, Sat-Sun, 20:00-08:00, backup").text
    assert "Nobody is on in these two weeks" not in first
    omar.heard("Shall it count?\n1 make it count\n2 change something\n3 drop it")
    await answers(omar, "2", "place", "top", "1")
    omar.heard("It counts now.")
    fay.heard("Your shifts in River changed.", "Sat 7 Mar 20:00 to Sun 08:00")
    for name in ("ana", "ben", "cal", "dee", "eve"):
        world.phone(name).heard("Your shifts in River changed.")
    omar.reads()


async def test_nothing_is_changed_when_it_is_dropped(world: World, tmp_path: Path) -> None:
    cora = world.phone("cora")
    before = await rotas(world, tmp_path)

    await answers(cora, "rotation")
    await cora.presses("line: Ana + Ben + Cal + Dee + Eve. 1 week")
    await cora.presses("it is over from a day on")
    await cora.presses("now")
    cora.heard("line: Ana + Ben + Cal + Dee + Eve, over from Fri 6 Mar 12:00", "NEW GAP: Fri 6 Mar 12:00")
    cora.reads()
    await cora.presses("drop it")

    cora.heard("Nothing was changed.")
    assert await rotas(world, tmp_path) == before


async def test_a_layer_ends_and_the_gap_is_told_to_all_who_coordinate_until_it_is_taken_back(
    world: World, tmp_path: Path
) -> None:
    cora, omar, ana = world.phones("cora", "omar", "ana")
    world.ignoring("ben", "cal", "dee", "eve")
    before = await rotas(world, tmp_path)

    await answers(cora, "rotation", "2", "over", "now", "1")

    cora.heard("It counts now.")
    for each in (cora, omar):
        each.heard("Nobody is on for River from Fri 6 Mar 12:00")
    ana.heard("Your shifts in River changed: none in the coming two weeks.")
    await world.passes(minutes=1)
    await answers(cora, "undo")
    cora.heard("Undone.")
    ana.heard("Your shifts in River changed.")
    assert await rotas(world, tmp_path) == before


async def test_a_layer_is_changed_from_a_day_on_and_what_has_been_stays(world: World, tmp_path: Path) -> None:
    cora = world.phone("cora")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay")
    (before,) = await rotas(world, tmp_path)

    await answers(cora, "rotation", "2", "change", "who", "ana, ben+cal, fay")
    cora.heard("From when?", "now")
    await cora.presses("Thu 12 Mar 08:00")
    cora.heard("Who begins?")
    await cora.presses("Ben + Cal")
    cora.heard("line: Ben + Cal, Fay, Ana. 1 week", "Thu 12 Mar 08:00 - Thu 19 Mar 08:00: Ben + Cal")
    await cora.presses("make it count")

    cora.heard("It counts now.")
    (after,) = await rotas(world, tmp_path)
    ended, follows = after.layers
    assert (ended.start, ended.people) == (before.layers[0].start, before.layers[0].people)
    assert ended.until == follows.start
    assert follows.id == "all-2"


async def test_of_two_coordinators_at_once_the_second_sees_what_the_first_did(world: World, tmp_path: Path) -> None:
    cora, omar = world.phones("cora", "omar")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay")
    await answers(cora, "new rotation", "line", "fay", "week", "all", "all day", "monday 8:00", "open", "backup")
    cora.heard("Not yet in force")
    await answers(omar, "new rotation", "line", "ben", "week", "all", "20-08", "monday 20:00", "open", "top", "1")
    omar.heard("It counts now.")

    await cora.presses("make it count")
    cora.heard("Somebody changed the rota meanwhile.", "Not yet in force", "Fay", "Ben")
    assert [len(each.layers) for each in await rotas(world, tmp_path)] == [2]
    await cora.presses("make it count")

    cora.heard("It counts now.")
    (line,) = await rotas(world, tmp_path)
    assert [each.id for each in line.layers] == ["all", "layer-1", "layer-2"]
    assert [each.priority for each in line.layers] == [0, 1, -1]


async def test_in_spanish_with_spanish_words(world: World) -> None:
    cora, omar = world.phones("cora", "omar")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay")
    for phone in (cora, omar):
        await phone.texts("español")
        phone.reads()

    await omar.texts("nueva rotación")
    omar.heard("¿A qué linea de River pertenece?", "1 line\n2 una linea nueva", "volver = una pregunta")
    await answers(omar, "nueva", "Línea de noche")
    omar.heard("¿Para llamadas de qué zonas de River?", "1 todas las zonas\n2 Pueblo Viejo\n3 Los Molinos")
    await answers(omar, "pueblo viejo", "cualquiera", "ana y fay", "2 semanas", "lunes a viernes", "de 20 a 8")
    omar.heard("¿Desde cuando?")
    await answers(omar, "lunes a las 20", "abierto")
    omar.heard("Aun no vale. linea-de-noche: Ana, Fay. 2 semanas, lun-vie, 20:00-08:00.")
    await answers(omar, "que valga")
    omar.heard("Ya vale.")

    await cora.texts("rotaciones")
    cora.heard("Rotaciones. ¿Cuál, o una nueva?")
    assert "line: Ana + Ben + Cal + Dee + Eve. 1 semana" in cora.labels
    await cora.presses("Descartar")
    cora.heard("No se ha cambiado nada.")
