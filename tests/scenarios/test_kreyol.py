"""A community that speaks Kreyol too: whoever writes it is answered in it, and a member goes to a call in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import COMMUNITY, SMS, World


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    file = tmp_path / "community.yaml"
    written = COMMUNITY.read_text(encoding="utf-8").replace("languages: [en, es]\n", "languages: [en, es, ht]\n", 1)
    file.write_text(written.replace("name: Ben, languages: [en]", "name: Ben, languages: [ht, en]"), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def test_who_asks_for_kreyol_hears_it_from_the_first_words_to_silence(world: World) -> None:
    wilna, ben = world.stranger("Wilna", SMS), world.phone("ben")
    world.ignoring("ana", "cal", "cora", "omar")

    await wilna.texts("kreyol")
    wilna.heard("Kisa k ap pase, ak ki kote?", "1 = danje kounye a", "SOTI = ")
    await wilna.texts("Nou bezwen manje ak yon kabann, kwen 5th ak Main")
    wilna.heard("N ap mande moun ki toupre ou.", "3 = pa bezwen ankò", "SOTI = ")
    wilna.heard("Gen moun ki an danje kounye a?")
    await wilna.texts("non")
    ben.heard("Ou ka vini? A 12 = nan 12 minit. A 0 = non.")
    await ben.texts("nan 12 minit")

    wilna.heard(await world.code_of("ben"), "ap vini nan 12 minit konsa.")
    ben.heard("Ale. Ou se", "Kote: ", "1 nan wout 2 rive 3 pa jwenn 4 fini 5 m retire kò m")
    await ben.texts("nan wout")
    wilna.heard("nan wout kounye a.")
    await wilna.texts("nouvèl")
    wilna.heard("K ap vini: ")
    await ben.texts("rive")
    wilna.heard("rive.")
    await ben.texts("fini")
    ben.heard("fini. Mesi.")
    ben.reads()
    await wilna.texts("soti")
    wilna.heard_nothing()


async def test_a_member_keeps_shifts_rest_and_card_in_kreyol(world: World) -> None:
    ben = world.phone("ben")
    world.ignoring("ana", "cal", "eve", "cora", "omar")

    for words, answer in {
        "gad mwen": "Ou ",
        "ki moun ki de gad": "Ki moun ki de gad:",
        "poz 3 jou": "Ou an repo jiska",
        "disponib": "Ou disponib.",
        "repo jiska vandredi 8è": "Ou an repo jiska",
        "fich": "men fich ou.",
        "konje 3 desanm rive 9 desanm": "Ou mande: konje",
        "èd": "Demann: A 12 = nan 12 minit",
    }.items():
        await ben.texts(words)
        heard = ben.reads()
        assert any(answer in said for said in heard), (words, heard)


async def test_a_yes_in_kreyol_is_a_yes_to_whatever_was_asked_last(world: World) -> None:
    wilna, ben, cora = world.stranger("Wilna", SMS), *world.phones("ben", "cora")
    world.ignoring("ana", "cal", "dee", "fay", "omar")
    await wilna.texts("Nou bezwen manje ak yon kabann, kwen 5th ak Main")
    world.everybody_reads()

    await wilna.texts("wi")

    cora.heard("#1 DANGER named.")
    assert "In " not in cora.heard("#1 writes: wi").text
    wilna.heard("Nou konprann.", "7 = wi 8 = non")
    await wilna.texts("non")
    wilna.heard("Nou resevwa l", "blese grav")
    await wilna.texts("non")
    await ben.texts("A 8")
    wilna.heard("Eske nou ka vini? 7 = wi 8 = non")
    await wilna.texts("dakò, vini vit")
    cora.heard("We may come: yes")
    world.everybody_reads()
