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
from domain.rota_change import Entries, RotaChange, changed, changed_among, changes_between, frame_of
from domain.rota_commands import ChangeKind
from domain.standing import OPERATOR
from models import communities, people, rotas
from models.database import Database
from tests.models.small import ANA, BEN, COMMUNITY, CORA, NIGHTS, PEOPLE, RIVER, member
from tests.support.builders import NOON
from tests.support.rota_random import PEOPLE as NAMES
from tests.support.rota_random import chance_of, random_rota

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
    await _by_chat(database)
    stands = await _nights(database)

    assert await _apply(database) == ()
    assert await _nights(database) == stands
    assert [each.id for each in stands.layers] == ["week", "day", "noon"]


async def test_of_two_files_what_is_different_is_changed_and_nothing_else(database: Database) -> None:
    await _by_chat(database)
    more = Add(person=CORA, start=read("2026-07-01"), end=read("2026-07-02"))
    day = replace(NIGHTS.layers[1], priority=9)
    file = replace(NIGHTS, layers=(NIGHTS.layers[0], day), overrides=(*NIGHTS.overrides[:-1], more))

    said = await _apply(database, _saying(file))

    nights = await _nights(database)
    assert said[-1] == "rota river/nights: layer day changed, 1 override added, 1 override gone"
    assert nights.layers == (BY_CHAT.added.layers[0], day, BY_CHAT.added.layers[1])
    assert nights.overrides == (*NIGHTS.overrides[1:-1], *BY_CHAT.added.overrides, more)
    assert await _apply(database, _saying(file)) == ()


async def test_what_a_file_says_otherwise_counts_against_chat(database: Database) -> None:
    await _by_chat(database)
    week = replace(NIGHTS.layers[0], priority=5)

    said = await _apply(database, _saying(replace(NIGHTS, layers=(week, NIGHTS.layers[1]))))

    assert said[-2:] == (
        "rota river/nights: layer week changed",
        "rota river/nights: of this, against what was done by chat: layer week changed",
    )
    assert (await _nights(database)).layers == (week, NIGHTS.layers[1], BY_CHAT.added.layers[1])


async def test_with_prune_the_rota_is_what_the_file_says_and_what_of_chat_that_takes_back(database: Database) -> None:
    await _by_chat(database)

    said = await _apply(database, prune=True)

    took = "layer week changed, layer noon gone, 1 override added, 1 override gone, 1 absence gone"
    assert said[-2:] == (
        f"rota river/nights: {took}",
        f"rota river/nights: of this, against what was done by chat: {took}",
    )
    assert await _nights(database) == NIGHTS


async def _is_ended(database: Database) -> None:
    stands = await _nights(database)
    ends = RotaChange(
        rota=NIGHTS.id,
        removed=Entries(layers=stands.layers, overrides=stands.overrides, time_off=stands.time_off),
        ends=frame_of(stands),
    )
    await _by_chat(database, ends)


async def _rotas(database: Database) -> list[str]:
    async with database.reading() as store:
        return [each.id for each in (await communities.load(store)).teams[RIVER].rotas]


async def test_a_rota_that_was_ended_by_chat_comes_back_with_prune_alone_and_can_be_taken_back(
    database: Database,
) -> None:
    await _is_ended(database)

    assert await _apply(database) == ()
    assert await _rotas(database) == ["river/days"]

    said = await _apply(database, prune=True)

    assert said[-2:] == ("rota river/nights: added", "rota river/nights: had been ended by chat")
    assert await _nights(database) == NIGHTS
    async with database.writing() as store:
        changes = await rotas.latest(store, frozenset({RIVER}), 5)
        newest = next(each for each in changes if each.kind == ChangeKind.FILE)
        await rotas.keep(store, newest.change.inverse(), id="rch_back", kind="undo", by=ANA, now=NOON)
    assert await _rotas(database) == ["river/days"]


async def test_a_rota_of_other_terms_is_on_record_and_can_be_taken_back(database: Database) -> None:
    moved = replace(NIGHTS, time_zone="Europe/Paris", skills=frozenset())

    said = await _apply(database, _saying(moved))

    assert said[-1] == "rota river/nights: time zone changed, skills changed"
    async with database.writing() as store:
        (newest,) = await rotas.latest(store, frozenset({RIVER}), 5)
        before = (await communities.load(store)).teams[RIVER].rotas
        assert changed_among(before, newest.change.inverse())[0] == NIGHTS
        await rotas.keep(store, newest.change.inverse(), id="rch_back", kind="undo", by=ANA, now=NOON)
    assert await _nights(database) == NIGHTS
    assert await _apply(database, _saying(moved)) == ()


async def test_a_rota_that_was_made_by_chat_stays_until_prune(database: Database) -> None:
    late = RotaChange(rota=RotaId("river/late"), added=Entries(layers=NIGHTS.layers[1:]), makes=frame_of(NIGHTS))
    await _by_chat(database, late)

    assert await _apply(database) == ()
    said = await _apply(database, prune=True)

    assert said[-2:] == ("rota river/late: gone", "rota river/late: had been made by chat")


@pytest.mark.parametrize("number", range(30))
async def test_whatever_was_changed_by_chat_the_same_file_again_changes_nothing(
    database: Database, number: int
) -> None:
    """Random rotas in a file; then each is left alone, changed, made anew or ended by chat, and others are made."""
    chance = chance_of(number)
    file = _community(tuple(map(_random, chance.sample(range(600), 3))))
    await _apply(database, file, who=EVERYBODY, prune=True)
    by_chat: list[Rota] = [replace(_random(chance.randrange(600)), id=RotaId("river/by-chat"))]
    for each in file.teams[RIVER].rotas:
        mixed = replace(_random(chance.randrange(600)), id=each.id, time_zone=each.time_zone)
        part = replace(each, layers=each.layers[:1], overrides=each.overrides[1:], time_off=each.time_off[1:])
        by_chat += chance.choice([[each], [mixed], [part], []])
    async with database.writing() as store:
        for n, change in enumerate(changes_between(file.teams[RIVER].rotas, by_chat)):
            await rotas.keep(store, change, id=f"rch_{n}", kind="rotation", by=ANA, now=NOON)
        stands = await communities.load(store)

    assert await _apply(database, file, who=EVERYBODY) == ()

    async with database.reading() as store:
        assert await communities.load(store) == stands
    assert await _apply(database, stands, who=EVERYBODY) == ()  # as it is written back
    await _apply(database, file, who=EVERYBODY, prune=True)
    async with database.reading() as store:
        assert (await communities.load(store)).teams[RIVER].rotas == file.teams[RIVER].rotas


async def test_the_same_entries_in_another_order_change_nothing(database: Database) -> None:
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
    await _apply(database, _community(made), who=EVERYBODY, prune=True)
    async with database.reading() as store:
        stands = await communities.load(store)
        text = dump(stands, await people.everybody(store))
    (tmp_path / "community.yaml").write_text(text)

    again, who = load_community(tmp_path / "community.yaml")

    assert await _apply(database, again, who=who) == ()
    assert await _apply(database, again, who=who, prune=True) == ()
    async with database.reading() as store:
        assert (await communities.load(store)).teams[RIVER].rotas == made


def _community(made: tuple[Rota, ...]) -> Community:
    conflict = NatureId("conflict")
    return replace(
        COMMUNITY,
        default_rota=made[0].id,
        natures={conflict: COMMUNITY.natures[conflict]},
        teams={**COMMUNITY.teams, RIVER: replace(COMMUNITY.teams[RIVER], rotas=made, policy=Policy())},
    )


EVERYBODY = (*PEOPLE, *(member(PersonId(each), RIVER) for each in NAMES if each not in (ANA, BEN)))


def _random(number: int) -> Rota:
    mapping, _, _ = random_rota(number)
    return rota_from(mapping, RotaId(f"river/random-{number}"))
