"""When the rota has nobody on, whoever writes hears so at once, hears whom else to reach, and is not left to hope."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from config.shipped import shipped
from domain.tasks import TaskKind
from tests.support.world import COMMUNITY, TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"
OWN_WORDS = "We got it. What is up, and where? 1 = danger. EXIT = we go silent."


@pytest.fixture
async def nights(migrated_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """River is on call at night alone, asks nobody who is off call, and has first words of its own. It is noon."""
    whole = shipped(COMMUNITY)
    whole["community"]["first_words"] = {"en": OWN_WORDS}
    river = whole["teams"][0]
    river["policy"] |= {
        "tiers": ["on_call", "nearby"],
        "off_hours": {"en": "St. Ann on 5th is open all night.", "es": "Santa Ana abre toda la noche."},
    }
    river["rotas"][0]["layers"][0] |= {"start": "2026-01-01T20:00", "hours": "20:00-08:00"}
    community = tmp_path / "nights.yaml"
    community.write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=community) as world:
        yield world


async def test_the_first_words_are_the_communitys_own_and_the_usual_ones_where_it_has_none(nights: World) -> None:
    rosa, luz = nights.stranger("Rosa"), nights.stranger("Luz", TELEGRAM, language="es")

    await rosa.texts("hello")
    await luz.texts("hola")

    assert rosa.heard("We got it").text == OWN_WORDS
    luz.heard("Recibimos tu mensaje", "SALIR")


async def test_off_hours_nobody_is_promised_and_they_hear_when_and_whom_else(nights: World) -> None:
    rosa = nights.stranger("Rosa")
    nights.ignoring("cora", "omar")

    await rosa.texts(BED)

    told = rosa.heard("Nobody is on call now; again from 20:00. St. Ann on 5th is open all night.", "EXIT")
    assert "Asking people" not in told.text
    rosa.heard("Is anybody in danger")
    assert await nights.tasks() == {TaskKind.NOBODY_LEFT}


async def test_off_hours_danger_still_reaches_a_coordinator(nights: World) -> None:
    rosa = nights.stranger("Rosa")
    cora = nights.phone("cora")
    nights.ignoring("omar")

    await rosa.texts(f"1. {BED}")

    cora.heard("DANGER")
    nights.ignoring("Rosa", "cora")


async def test_whoever_says_on_is_asked_off_hours_too(nights: World) -> None:
    rosa = nights.stranger("Rosa")
    ana = nights.phone("ana")
    nights.ignoring("cora", "omar")
    await ana.texts("on")
    ana.heard("You are on")

    await rosa.texts(BED)

    rosa.heard("Asking people near you now")
    ana.heard("A: Food or a bed")
    nights.ignoring("Rosa")


async def test_when_the_hours_begin_people_are_asked_again(nights: World) -> None:
    rosa = nights.stranger("Rosa")
    nights.ignoring("cora", "omar", "ana", "ben", "cal", "dee", "eve")
    await nights.passes(hours=9)

    await rosa.texts(BED)

    rosa.heard("Asking people near you now")
    nights.ignoring("Rosa")
