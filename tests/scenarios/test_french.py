"""A community that speaks French too: whoever writes it is answered in it, and a member goes to a call in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import COMMUNITY, TELEGRAM, World


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    file = tmp_path / "community.yaml"
    written = COMMUNITY.read_text(encoding="utf-8").replace("languages: [en, es]\n", "languages: [en, es, fr]\n", 1)
    file.write_text(written.replace("name: Ben, languages: [en]", "name: Ben, languages: [fr, en]"), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def test_who_asks_for_french_hears_it_to_the_end(world: World) -> None:
    rosa, ben = world.stranger("Rosa", TELEGRAM, language="fr"), world.phone("ben")
    world.ignoring("ana", "cora", "omar")

    await rosa.texts("/start")
    rosa.heard("Que se passe-t-il, et où?", "SORTIR = ")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    rosa.reads()
    await rosa.texts("français")
    rosa.heard("Nous demandons encore.")
    ben.heard("Peux-tu y aller? A 12 = dans 12 min. A 0 = non.")
    await ben.texts("j'arrive dans 12 minutes")

    rosa.heard(await world.code_of("ben"), "arrive, dans 12 min environ.")
    ben.heard("Vas-y. Tu es", "Lieu: ", "1 en route 2 sur place 3 introuvable 4 fini 5 je me retire")
    await ben.texts("en route")
    rosa.heard("est en route.")
    await rosa.texts("nouvelles")
    rosa.heard("En chemin: ")
    await ben.texts("sur place")
    rosa.heard("est sur place.")
    await ben.texts("fini")
    ben.heard("c'est fini. Merci.")
    ben.reads()
    await rosa.texts("sortir")
    rosa.heard_nothing()


async def test_a_member_keeps_shifts_rest_and_card_in_french(world: World) -> None:
    ben = world.phone("ben")
    world.ignoring("ana", "cal", "eve", "cora", "omar")

    for words, answer in {
        "mes gardes": "Tu ",
        "qui est de garde": "De garde:",
        "pause 3j": "Tu es au repos jusqu'à",
        "dispo": "Tu es de garde.",
        "repos jusqu'à vendredi 8h": "Tu es au repos jusqu'à",
        "ma fiche": "voici ta fiche.",
        "congé 3 dec au 9 dec": "Demandé: congé",
        "aide": "Alerte: A 12 = dans 12 min",
    }.items():
        await ben.texts(words)
        heard = ben.reads()
        assert any(answer in said for said in heard), (words, heard)
