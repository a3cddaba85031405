"""A stretch of a rota goes from one person to another: exactly that stretch, whoever or whatever had put them on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rota_file import at_instant, read_moment, rota_from
from domain.hand_over import handed_over, is_on_throughout
from domain.ids import PersonId, RotaId
from domain.rota import Add, Fixed, Layer, Override, Replace, Rota, Turn, Unit, on_call, shifts
from domain.rota_change import changed
from tests.support.rota_random import PEOPLE, random_rota

read = datetime.fromisoformat
ANA, BEN, CAL = PersonId("ana"), PersonId("ben"), PersonId("cal")
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # midnight in Chicago


def rota(*overrides: Override, layered: bool = True) -> Rota:
    """Ana for a day from Monday midnight, then Ben, and so on."""
    layer = Layer(
        id="days",
        start=read("2026-03-02"),
        turn=Turn(every=1, unit=Unit.DAY),
        people=(frozenset({ANA}), frozenset({BEN})),
    )
    return Rota(
        id=RotaId("river/line"),
        time_zone="America/Chicago",
        layers=(layer,) if layered else (),
        overrides=overrides,
    )


def hours(first: int, last: int) -> tuple[datetime, datetime]:
    return MONDAY + timedelta(hours=first), MONDAY + timedelta(hours=last)


def reading(hour: int) -> datetime:
    return read("2026-03-02") + timedelta(hours=hour)


HAD_BY: dict[str, tuple[Override, ...]] = {
    "the layers": (),
    "an add": (Add(person=ANA, start=reading(-4), end=reading(30)),),
    "a replace": (Replace(person=BEN, by=ANA, start=reading(24), end=reading(48)),),
    "what is fixed": (Fixed(people=frozenset({ANA, CAL}), start=reading(0), end=reading(24)),),
    "an add and the layers": (Add(person=ANA, start=reading(0), end=reading(12)),),
}


@pytest.mark.parametrize("how", HAD_BY)
@pytest.mark.parametrize("part", [(0.0, 1.0), (0.25, 0.75), (0.0, 0.5), (0.5, 1.0)])
def test_it_moves_that_stretch_and_nothing_else(how: str, part: tuple[float, float]) -> None:
    before = rota(*HAD_BY[how], layered=how != "an add")
    first = next(each for each in shifts(before, ANA, MONDAY - DAY, MONDAY + 3 * DAY))
    length = first.end - first.start
    start, end = first.start + part[0] * length, first.start + part[1] * length

    after = changed(before, handed_over(before, ANA, BEN, start, end))

    for n in range(-24 * 4, 24 * 12):
        at = MONDAY + n * timedelta(minutes=15)
        was = on_call(before, at)
        assert on_call(after, at) == ((was - {ANA}) | {BEN} if start <= at < end else was), at


@given(number=st.integers(0, 5_000), who=st.sampled_from(PEOPLE), by=st.sampled_from(PEOPLE))
def test_it_does_so_in_rotas_nobody_would_think_of(number: int, who: str, by: str) -> None:
    mapping, start_text, end_text = random_rota(number)
    before = rota_from(mapping, RotaId("line"))
    start, end = (at_instant(read_moment(text), before.time_zone) for text in (start_text, end_text))
    person, other = PersonId(who), PersonId(by)
    theirs = shifts(before, person, start, end)
    if person == other or not theirs:
        return
    shift = theirs[number % len(theirs)]

    after = changed(before, handed_over(before, person, other, shift.start, shift.end))

    step = max((end - start) / 97, timedelta(minutes=7))
    at = start - DAY
    while at < end + DAY:
        was = on_call(before, at)
        moved = shift.start <= at < shift.end
        assert on_call(after, at) == ((was - {person}) | {other} if moved else was), at
        at += step


def test_taking_it_back_brings_back_what_was() -> None:
    before = rota(*HAD_BY["a replace"])
    change = handed_over(before, ANA, CAL, *hours(30, 40))

    back = changed(changed(before, change), change.inverse())

    assert set(back.overrides) == set(before.overrides)


@pytest.mark.parametrize(("first", "last", "throughout"), [(0, 24, True), (2, 20, True), (-1, 5, False), (5, 5, False)])
def test_on_throughout_means_at_every_instant(first: int, last: int, throughout: bool) -> None:
    assert is_on_throughout(rota(), ANA, *hours(first, last)) is throughout
