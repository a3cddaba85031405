"""A community file and the rotas that people change by chat: neither throws away what the other says."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from config.community_dump import dump
from config.community_file import load_community
from config.rota_file import rota_from
from domain.community import Community
from domain.ids import NatureId, PersonId, RotaId
from domain.policy import Policy
from domain.rota import Add, Fixed, Layer, Rota, TimeOff, Turn, Unit
from domain.rota_change import Entries, RotaChange, changed
from domain.rota_commands import ChangeKind
from domain.standing import OPERATOR
from models import communities, people, rotas
from models.database import Database
from tests.models.small import ANA, BEN, COMMUNITY, CORA, NIGHTS, PEOPLE, RIVER, member
from tests.support.builders import NOON
from tests.support.rota_random import PEOPLE as NAMES
from tests.support.rota_random import random_rota

read = datetime.fromisoformat

BY_CHAT = RotaChange(
    rota=NIGHTS.id,
    added=Entries(
        layers=(
            replace(NIGHTS.layers[0], priority=7),
            Layer(
                id="noon", start=read("2026-04-01T12:00"), turn=Turn(every=1, unit=Unit.DAY), people=(frozenset({BEN}),)
            ),
        ),
        overrides=(Add(person=BEN, start=read("2026-06-01"), end=read("2026-06-02")),),
        time_off=(TimeOff(person=CORA, start=read("2026-06-01"), end=read("2026-06-03")),),
    ),
    removed=Entries(layers=NIGHTS.layers[:1], overrides=NIGHTS.overrides[:1]),
)


async def _apply(
    database: Database, community: Community = COMMUNITY, *, prune: bool = False, who: tuple[object, ...] = PEOPLE
) -> tuple[str, ...]:
    async with database.writing() as store:
        return await communities.apply(store, community, who, prune=prune, now=NOON)  # type: ignore[arg-type]


async def _by_chat(database: Database, change: RotaChange = BY_CHAT) -> None:
    async with database.writing() as store:
        await rotas.hold(store)
        await rotas.keep(store, change, id="rch_chat", kind="rotation", by=ANA, now=NOON)


async def _nights(database: Database) -> Rota:
    async with database.reading() as store:
        found = await communities.load(store)
    return next(each for each in found.teams[RIVER].rotas if each.id == NIGHTS.id)


def _saying(rota: Rota) -> Community:
    river = COMMUNITY.teams[RIVER]
    teams = {**COMMUNITY.teams, RIVER: replace(river, rotas=(rota, *river.rotas[1:]))}
    return replace(COMMUNITY, teams=teams)


async def test_a_file_that_says_nothing_new_throws_away_nothing_that_was_made_by_chat(database: Database) -> None:
    await _apply(database)
    await _by_chat(database)

    said = await _apply(database)

    nights = await _nights(database)
    assert said == ("team river: changed (rotas)", "rota river/nights: layer week changed, 1 override added")
    assert [each.id for each in nights.layers] == ["week", "day", "noon"]
    assert nights.layers[0] == NIGHTS.layers[0]  # the file wins where both speak
    assert set(nights.overrides) == {*NIGHTS.overrides, *BY_CHAT.added.overrides}
    assert set(nights.time_off) == {*NIGHTS.time_off, *BY_CHAT.added.time_off}
    assert await _apply(database) == ()


async def test_with_prune_the_rota_is_what_the_file_says(database: Database) -> None:
    await _apply(database)
    await _by_chat(database)

    said = await _apply(database, prune=True)

    assert said[-1] == (
        "rota river/nights: layer week changed, layer noon gone, 1 override added, 1 override gone, 1 absence gone"
    )
    assert await _nights(database) == NIGHTS


async def test_the_same_entries_in_another_order_change_nothing(database: Database) -> None:
    await _apply(database)
    turned = replace(NIGHTS, layers=NIGHTS.layers[::-1], overrides=NIGHTS.overrides[::-1])

    assert await _apply(database, _saying(turned)) == ()
    assert await _apply(database, _saying(turned), prune=True) == ()


async def test_what_a_file_changes_in_a_rota_is_on_record_and_can_be_taken_back(database: Database) -> None:
    await _apply(database)
    wanted = replace(
        NIGHTS, overrides=(*NIGHTS.overrides[1:], Fixed(people=frozenset({BEN}), start=NOON, end=MIDNIGHT))
    )
    await _apply(database, _saying(wanted), prune=True)

    async with database.writing() as store:
        (newest,) = await rotas.latest(store, frozenset({RIVER}), 5)
        back = changed(wanted, newest.change.inverse())
        await rotas.keep(store, newest.change.inverse(), id="rch_back", kind="undo", by=ANA, now=NOON)

    assert (newest.kind, newest.by, newest.at) == (ChangeKind.FILE, OPERATOR, NOON)
    assert len(newest.change.added.overrides) == len(newest.change.removed.overrides) == 1
    found = await _nights(database)
    assert set(found.overrides) == set(back.overrides) == set(NIGHTS.overrides)


MIDNIGHT = NOON.replace(hour=23)


async def test_a_new_rota_of_a_team_that_stands_and_a_rotas_zone_are_said(database: Database) -> None:
    await _apply(database)
    river = COMMUNITY.teams[RIVER]
    more = (replace(NIGHTS, time_zone="Europe/Paris"), *river.rotas[1:], Rota(id=RotaId("river/late"), time_zone="UTC"))
    teams = {**COMMUNITY.teams, RIVER: replace(river, rotas=more)}

    said = await _apply(database, replace(COMMUNITY, teams=teams))

    assert said[1:] == ("rota river/nights: time zone changed", "rota river/late: added")


@pytest.mark.parametrize("first", range(0, 60, 12))
async def test_what_was_written_back_says_nothing_new(database: Database, tmp_path: Path, first: int) -> None:
    """Random rotas, some of their entries as if made by chat: exported, then applied with or without prune."""
    made = tuple(_random(number) for number in range(first, first + 12))
    river = replace(COMMUNITY.teams[RIVER], rotas=made, policy=Policy())
    conflict = NatureId("conflict")
    community = replace(
        COMMUNITY,
        default_rota=made[0].id,
        natures={conflict: COMMUNITY.natures[conflict]},
        teams={**COMMUNITY.teams, RIVER: river},
    )
    everybody = (*PEOPLE, *(member(PersonId(each), RIVER) for each in NAMES if each not in (ANA, BEN)))
    await _apply(database, community, who=everybody, prune=True)
    async with database.reading() as store:
        stands = await communities.load(store)
        text = dump(stands, await people.everybody(store))
    (tmp_path / "community.yaml").write_text(text)

    again, who = load_community(tmp_path / "community.yaml")

    assert await _apply(database, again, who=who) == ()
    assert await _apply(database, again, who=who, prune=True) == ()
    async with database.reading() as store:
        assert (await communities.load(store)).teams[RIVER].rotas == made


def _random(number: int) -> Rota:
    mapping, _, _ = random_rota(number)
    return rota_from(mapping, RotaId(f"river/random-{number}"))
