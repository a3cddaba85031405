"""A rota is changed by entries that come and go, and changed back; a gap it makes is seen before it counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.ids import AreaId, PersonId, RotaId, SkillId
from domain.on_call_needs import gaps_made
from domain.rota import Add, Fixed, Gap, Layer, People, Remove, Rota, TimeOff, Turn, Unit
from domain.rota_change import Entries, Frame, RotaChange, Stale, changed, changed_among, rota_in
from tests.support.proofs import team

ANA, BEN = PersonId("ana"), PersonId("ben")
OLD_TOWN, MILL_ROW = AreaId("old-town"), AreaId("mill-row")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def reading(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC).replace(tzinfo=None)


LAYER = Layer(
    id="line",
    start=reading(1),
    turn=Turn(every=1, unit=Unit.DAY),
    people=(frozenset({ANA}), frozenset({BEN})),
)
ROTA = Rota(id=RotaId("river/line"), time_zone="UTC", layers=(LAYER,))
TAKES_BEN_OFF = RotaChange(
    rota=ROTA.id, added=Entries(overrides=(Remove(person=BEN, start=reading(2, 8), end=reading(2, 20)),))
)


def gap(day: int, start: int, end: int) -> Gap:
    midnight = datetime(2026, 3, day, tzinfo=UTC)
    return Gap(start=midnight + timedelta(hours=start), end=midnight + timedelta(hours=end), deliberate=False)


def test_a_change_and_its_inverse_leave_the_rota_as_it_was() -> None:
    away = TimeOff(person=ANA, start=reading(3), end=reading(4))
    change = RotaChange(
        rota=ROTA.id,
        added=Entries(layers=(replace(LAYER, priority=3), replace(LAYER, id="second")), time_off=(away,)),
        removed=Entries(layers=(LAYER,)),
    )

    after = changed(ROTA, change)

    assert [(each.id, each.priority) for each in after.layers] == [("line", 3), ("second", 0)]
    assert after.time_off == (away,)
    assert changed(after, change.inverse()) == ROTA


def test_what_is_not_there_cannot_be_taken_away() -> None:
    once = changed(ROTA, TAKES_BEN_OFF)
    back = changed(once, TAKES_BEN_OFF.inverse())

    with pytest.raises(Stale):
        changed(back, TAKES_BEN_OFF.inverse())
    with pytest.raises(Stale):
        changed(ROTA, RotaChange(rota=ROTA.id, removed=Entries(layers=(replace(LAYER, priority=1),))))


def test_two_equal_overrides_are_two_entries() -> None:
    twice = changed(changed(ROTA, TAKES_BEN_OFF), TAKES_BEN_OFF)

    assert len(changed(twice, TAKES_BEN_OFF.inverse()).overrides) == 1


def test_two_layers_of_one_id_are_refused() -> None:
    with pytest.raises(Stale):
        changed(ROTA, RotaChange(rota=ROTA.id, added=Entries(layers=(LAYER,))))


def test_only_the_gap_that_the_change_makes_is_named() -> None:
    holes = changed(
        ROTA,
        RotaChange(
            rota=ROTA.id, added=Entries(overrides=(Remove(person=BEN, start=reading(2, 10), end=reading(2, 12)),))
        ),
    )
    after = changed(holes, TAKES_BEN_OFF)
    week = (MONDAY, MONDAY + timedelta(days=5))

    assert gaps_made(team(ROTA), team(holes), *week) == (gap(2, 10, 12),)
    assert gaps_made(team(holes), team(after), *week) == (gap(2, 8, 10), gap(2, 12, 20))
    assert gaps_made(team(after), team(after), *week) == ()


def test_a_gap_made_on_purpose_is_no_gap_to_tell() -> None:
    closed = changed(
        ROTA,
        RotaChange(
            rota=ROTA.id, added=Entries(overrides=(Fixed(people=frozenset(), start=reading(2), end=reading(3)),))
        ),
    )
    covered = replace(
        ROTA,
        id=RotaId("river/second"),
        layers=(),
        overrides=(Add(person=ANA, start=reading(2, 8), end=reading(2, 20)),),
    )
    week = (MONDAY, MONDAY + timedelta(days=5))

    assert gaps_made(team(ROTA), team(closed), *week) == ()
    assert gaps_made(team(ROTA, covered), team(changed(ROTA, TAKES_BEN_OFF), covered), *week) == ()


def test_a_gap_of_one_area_is_one_though_somebody_is_on_in_another() -> None:
    line = replace(ROTA, areas=frozenset({OLD_TOWN}))
    mill = replace(ROTA, id=RotaId("river/mill"), areas=frozenset({MILL_ROW}))
    ana_there = replace(mill, overrides=(Fixed(people=frozenset({ANA}), start=reading(2), end=reading(5)),))
    off = replace(mill, layers=(), overrides=())
    week = (MONDAY, MONDAY + timedelta(days=1))

    def made(
        before: tuple[Rota, ...], after: tuple[Rota, ...], *areas: str, counted: People | None = None
    ) -> tuple[Gap, ...]:
        return gaps_made(team(*before, areas=areas), team(*after, areas=areas), *week, counted=counted)

    both = (OLD_TOWN, MILL_ROW)
    assert made((line, mill), (line, off)) == ()  # a team without areas: either will do
    assert {each.areas for each in made((line, mill), (line, off), *both)} == {frozenset({MILL_ROW})}
    assert {each.areas for each in made((line, mill), (replace(line, layers=()), off), *both)} == {frozenset()}
    assert made((line, off), (line, off), *both) == ()
    (uncounted,) = made((line, ana_there), (line, off), *both, counted=frozenset({ANA}))
    assert (uncounted.start, uncounted.end, uncounted.areas) == (*week, frozenset({MILL_ROW}))


FRAME = Frame(time_zone="UTC", skills=frozenset({SkillId("lead")}))
MAKES = RotaChange(rota=RotaId("river/nights"), makes=FRAME, added=Entries(layers=(LAYER,)))


def test_a_rota_comes_behind_the_others_and_goes_as_it_came() -> None:
    with_it = changed_among((ROTA,), MAKES)

    assert [each.id for each in with_it] == ["river/line", "river/nights"]
    assert with_it[1].skills == FRAME.skills
    assert changed_among(with_it, MAKES.inverse()) == (ROTA,)
    assert rota_in((ROTA,), MAKES).layers == ()
    assert rota_in((ROTA,), MAKES.inverse()).skills == FRAME.skills
    assert rota_in(with_it, MAKES) == with_it[1]


def test_a_rota_that_is_there_does_not_come_and_one_in_use_does_not_go() -> None:
    with_it = changed_among((ROTA,), MAKES)
    used = RotaChange(rota=MAKES.rota, added=TAKES_BEN_OFF.added)

    with pytest.raises(Stale):
        changed_among(with_it, MAKES)
    with pytest.raises(Stale):
        changed_among((ROTA,), MAKES.inverse())
    with pytest.raises(Stale):
        changed_among(changed_among(with_it, used), MAKES.inverse())
    with pytest.raises(Stale):
        rota_in((ROTA,), used)
