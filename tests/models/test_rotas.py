"""A rota is changed one entry at a time: kept as it was said, recorded, and changed back once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.ids import RotaId
from domain.rota import Add, Layer, Rota, TimeOff, Turn, Unit
from domain.rota_change import Entries, Frame, RotaChange, changed, changed_among
from models import communities, rotas
from models.database import Database
from tests.models.small import ANA, BEN, COMMUNITY, CORA, LEAD, NIGHTS, OLD_TOWN, PEOPLE, RIVER
from tests.support.builders import NOON

read = datetime.fromisoformat

AWAY = TimeOff(person=CORA, start=read("2026-06-01T08:00"), end=read("2026-06-03T08:00"))
CHANGE = RotaChange(
    rota=NIGHTS.id,
    added=Entries(
        layers=(
            replace(NIGHTS.layers[1], priority=5),
            Layer(
                id="noon", start=read("2026-04-01T12:00"), turn=Turn(every=1, unit=Unit.DAY), people=(frozenset({BEN}),)
            ),
        ),
        overrides=(Add(person=BEN, start=read("2026-06-01"), end=read("2026-06-02")),),
        time_off=(AWAY,),
    ),
    removed=Entries(layers=(NIGHTS.layers[1],), overrides=(NIGHTS.overrides[1],)),
)


async def _apply(database: Database) -> None:
    async with database.writing() as store:
        await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOON)


async def _nights(database: Database) -> tuple[int, Rota]:
    async with database.reading() as store:
        found = await communities.load(store)
    return found.revision, next(each for each in found.teams[RIVER].rotas if each.id == NIGHTS.id)


async def _keep(database: Database, change: RotaChange, id_: str) -> None:
    async with database.writing() as store:
        await rotas.hold(store)
        await rotas.keep(store, change, id=id_, kind="rotation", by=ANA, now=NOON)


async def test_a_change_stands_as_it_was_said_and_its_inverse_brings_back_what_was(database: Database) -> None:
    await _apply(database)
    revision, before = await _nights(database)

    await _keep(database, CHANGE, "rch_1")

    risen, after = await _nights(database)
    assert risen > revision
    assert after == changed(before, CHANGE)

    await _keep(database, CHANGE.inverse(), "rch_2")

    _, back = await _nights(database)
    assert back.layers == before.layers
    assert set(back.overrides) == set(before.overrides)
    assert back.time_off == before.time_off


async def test_the_record_says_who_changed_what_and_is_undone_once(database: Database) -> None:
    await _apply(database)
    await _keep(database, CHANGE, "rch_1")

    async with database.writing() as store:
        (newest,) = await rotas.latest(store, frozenset({RIVER}), 5)
        first = await rotas.undone(store, "rch_1", "rch_2")
        second = await rotas.undone(store, "rch_1", "rch_3")
        now = await rotas.recorded(store, "rch_1")

    assert (newest.id, newest.team, newest.by, newest.kind, newest.at) == ("rch_1", RIVER, ANA, "rotation", NOON)
    assert newest.change == CHANGE
    assert (first, second) == (True, False)
    assert now is not None
    assert now.undone


async def test_who_changed_a_rota_is_forgotten_after_a_year(database: Database) -> None:
    await _keep(database, CHANGE, "rch_1")

    async with database.writing() as store:
        await rotas.forget(store, NOON + rotas.KEPT_FOR)
        kept = await rotas.recorded(store, "rch_1")
        await rotas.forget(store, NOON + rotas.KEPT_FOR + timedelta(seconds=1))
        gone = await rotas.recorded(store, "rch_1")

    assert kept is not None
    assert gone is None
    _, after = await _nights(database)
    assert after == changed(NIGHTS, CHANGE)


async def test_what_is_not_there_is_not_taken_away(database: Database) -> None:
    await _apply(database)
    gone = RotaChange(rota=NIGHTS.id, removed=Entries(time_off=(AWAY,)))

    with pytest.raises(LookupError):
        await _keep(database, gone, "rch_1")


MORNINGS = RotaChange(
    rota=RotaId("river/mornings"),
    makes=Frame(time_zone="Europe/Paris", areas=frozenset({OLD_TOWN}), skills=frozenset({LEAD})),
    added=Entries(layers=(NIGHTS.layers[1],)),
)


async def test_a_whole_rota_comes_with_a_change_and_goes_when_it_is_taken_back(database: Database) -> None:
    await _apply(database)
    async with database.reading() as store:
        before = (await communities.load(store)).teams[RIVER].rotas

    await _keep(database, MORNINGS, "rch_1")

    async with database.reading() as store:
        community = await communities.load(store)
        found = await rotas.recorded(store, "rch_1")
    assert community.teams[RIVER].rotas == changed_among(before, MORNINGS)
    assert community.default_rota == NIGHTS.id
    assert found is not None
    assert found.change == MORNINGS

    await _keep(database, found.change.inverse(), "rch_2")

    async with database.reading() as store:
        assert (await communities.load(store)).teams[RIVER].rotas == before


async def test_the_first_rota_of_a_community_is_its_default_until_it_goes(database: Database) -> None:
    without = replace(
        COMMUNITY,
        default_rota=None,
        teams={id_: replace(each, rotas=()) for id_, each in COMMUNITY.teams.items()},
    )
    async with database.writing() as store:
        await communities.apply(store, without, PEOPLE, prune=True, now=NOON)

    await _keep(database, MORNINGS, "rch_1")
    async with database.reading() as store:
        assert (await communities.load(store)).default_rota == MORNINGS.rota

    await _keep(database, MORNINGS.inverse(), "rch_2")
    async with database.reading() as store:
        assert (await communities.load(store)).default_rota is None
