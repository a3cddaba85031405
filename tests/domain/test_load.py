"""How much somebody carries: exact by edges, as a walk through every minute finds it."""

from datetime import UTC, datetime, time, timedelta

import pytest

from config.rota_file import at_instant, read_moment, rota_from
from domain.ids import PersonId, RotaId
from domain.load import NO_LOAD, Load, loads
from domain.policy import Policy
from domain.rota import Rota, on_call
from domain.zone import reached, zone
from tests.support.rota_random import PEOPLE, ZONES, random_rota
from tests.support.timetable import at, rota

ANA, BEN = PersonId("ana"), PersonId("ben")
CHICAGO = zone("America/Chicago")
HOUR = timedelta(hours=1)

NIGHTS = """
    layers:
      - {id: nights, start: "2026-03-02T20:00", turn: {every: 1, unit: day}, people: [[ana], [ben]],
         hours: "20:00-08:00"}
"""


def of(who: PersonId, *rotas: Rota, start: str, end: str, policy: Policy | None = None) -> Load:
    moments = at(rotas[0], start), at(rotas[0], end)
    return loads(rotas, {who}, zone(rotas[0].time_zone), policy or Policy(), *moments)[who]


def test_nights_and_weekends_are_told_apart_from_other_hours() -> None:
    nights = rota(NIGHTS)

    # Ana is on from Monday, Wednesday, Friday and Sunday evening; the night is from 22 to 7.
    assert of(ANA, nights, start="2026-03-02T20:00", end="2026-03-09T08:00") == Load(
        on=48 * HOUR, by_night=36 * HOUR, at_weekends=12 * HOUR, nights=4, weekends=1
    )
    assert of(BEN, nights, start="2026-03-07T20:00", end="2026-03-08T20:00").on == 11 * HOUR


def test_a_night_in_which_an_hour_occurs_twice_is_an_hour_longer() -> None:
    nights = rota(NIGHTS)
    whole = of(ANA, nights, start="2026-10-31T12:00", end="2026-11-01T12:00")
    other = of(BEN, nights, start="2026-10-31T12:00", end="2026-11-01T12:00")

    assert whole.on + other.on == 13 * HOUR
    assert whole.by_night + other.by_night == 10 * HOUR


def test_who_is_on_in_two_rotas_at_once_is_on_once() -> None:
    nights = rota(NIGHTS)
    other = rota('layers: [{start: "2026-03-01T00:00", turn: {every: 1, unit: week}, people: [[ana]]}]')

    both = of(ANA, nights, other, start="2026-03-02T00:00", end="2026-03-03T00:00")

    assert both.on == 24 * HOUR
    assert both.by_night == 9 * HOUR
    assert both.nights == 2


def test_nobodys_load_is_nothing_and_a_team_without_a_night_has_none() -> None:
    nights = rota(NIGHTS)
    none = Policy(night_from=time(8), night_to=time(8))

    assert of(PersonId("zoe"), nights, start="2026-03-02", end="2026-03-09") == NO_LOAD
    assert of(ANA, nights, start="2026-03-02", end="2026-03-09", policy=none).nights == 0


def test_years_are_as_exact_as_days() -> None:
    nights = rota(NIGHTS)
    year = [
        of(ANA, nights, start=f"{when:%Y-%m-%d}T12:00", end=f"{when + timedelta(days=1):%Y-%m-%d}T12:00")
        for when in (datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=n) for n in range(730))
    ]
    whole = of(ANA, nights, start="2026-03-02T12:00", end="2028-03-01T12:00")

    assert whole.on == sum((each.on for each in year), timedelta())
    assert whole.by_night == sum((each.by_night for each in year), timedelta())
    assert whole.at_weekends == sum((each.at_weekends for each in year), timedelta())


@pytest.mark.parametrize("number", range(0, 2 * len(ZONES), 3))
def test_it_is_what_a_walk_through_every_minute_finds(number: int) -> None:
    mapping, start_text, end_text = random_rota(number)
    line = rota_from(mapping, RotaId("line"))
    where, policy = zone(line.time_zone), Policy(night_from=time(23, 30), night_to=time(6, 15))
    start, end = (at_instant(read_moment(text), line.time_zone) for text in (start_text, end_text))
    end = min(end, start + timedelta(days=4))
    who = PersonId(PEOPLE[number % len(PEOPLE)])

    on = by_night = at_weekends = timedelta()
    minute = timedelta(minutes=1)
    moment = start
    while moment < end:
        if who in on_call(line, moment):
            reading = reached(where, moment)
            on += minute
            by_night += minute * policy.is_night(reading.time())
            at_weekends += minute * (reading.weekday() >= 5)
        moment += minute

    found = loads((line,), {who}, where, policy, start, end)[who]
    assert (found.on, found.by_night, found.at_weekends) == (on, by_night, at_weekends)
