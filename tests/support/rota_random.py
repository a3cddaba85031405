"""Rotas nobody would think of, in zones whose clocks do strange things; the same for the same number."""

import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.commands.rota import preview
from config.rota_file import rota_from
from domain.ids import RotaId
from domain.rota import on_call
from domain.zone import zone
from tests.support.rota_reference import CELL, DAYS, Reference

ZONES = (
    "Africa/Cairo",  # changes at midnight
    "Africa/Casablanca",  # back for Ramadan; rules of 2026
    "Africa/El_Aaiun",  # rules of 2026
    "Africa/Johannesburg",
    "Africa/Juba",
    "America/Asuncion",
    "America/Caracas",  # half an hour, once
    "America/Chicago",
    "America/Edmonton",  # rules of 2026
    "America/Godthab",
    "America/Halifax",
    "America/Havana",  # changes at midnight; rules of 2026
    "America/Inuvik",  # rules of 2026
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",  # changes at midnight
    "America/Sao_Paulo",  # changed at midnight
    "America/St_Johns",  # once changed at one minute past midnight
    "America/Vancouver",  # rules of 2026
    "America/Winnipeg",  # rules of 2026
    "Antarctica/Casey",  # three hours at once
    "Antarctica/Troll",  # two hours
    "Asia/Amman",  # changed at midnight
    "Asia/Beirut",  # changes at midnight
    "Asia/Dhaka",
    "Asia/Gaza",  # back for Ramadan
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Pyongyang",  # half an hour, once
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",  # half an hour
    "Europe/Chisinau",  # rules of 2026
    "Europe/Dublin",  # saves time in winter
    "Europe/London",
    "Pacific/Apia",  # a day that never was
    "Pacific/Chatham",
    "Pacific/Fakaofo",  # the same day
)

PEOPLE = ("ana", "ben", "cal", "dee", "eve", "fay")


def chance_of(number: int) -> random.Random:
    """The same for the same number."""
    return random.Random(number)


RULES_OF_2026 = {
    # Which zones these are was found by comparing every zone of the package with those of release 2025b, from 2025 on.
    # A reading after the change, the offset that release gives it, and the offset that was decided.
    "Africa/Casablanca": ("2026-09-21T12:00", "+01:00", "+00:00"),  # back to the time of its longitude for good
    "Africa/El_Aaiun": ("2026-09-21T12:00", "+01:00", "+00:00"),  # with Casablanca
    "America/Edmonton": ("2026-11-02T12:00", "-07:00", "-06:00"),  # clocks stay forward
    "America/Inuvik": ("2026-11-02T12:00", "-07:00", "-06:00"),  # with Edmonton
    "America/Havana": ("2026-11-02T12:00", "-05:00", "-04:00"),  # clocks stay forward
    "America/Vancouver": ("2026-11-02T12:00", "-08:00", "-07:00"),  # clocks stay forward
    "America/Winnipeg": ("2026-11-02T12:00", "-06:00", "-05:00"),  # clocks stay forward
    "Europe/Chisinau": ("2026-03-29T02:30", "+03:00", "+02:00"),  # an hour later than was thought, since 2022
}


@cache
def days_of_change(key: str) -> tuple[datetime, ...]:
    """The days near which the clocks of a zone are turned, 2009 to 2028, at noon."""
    days = [datetime(2009, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(20 * 365)]
    offsets = [day.astimezone(zone(key)).utcoffset() for day in days]
    changed = [day.replace(tzinfo=None) for n, day in enumerate(days) if n and offsets[n] != offsets[n - 1]]
    if key in RULES_OF_2026:  # where clocks are not turned any more, somebody else's copy turns them
        changed += 5 * [datetime.fromisoformat(RULES_OF_2026[key][0])]
    return tuple(changed) or (datetime(2024, 3, 1, 12),)  # noqa: DTZ001  a reading


class _Dice:
    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def time_of_day(self) -> timedelta:
        """Mostly where clocks are turned."""
        hours = self.chance.choice((0, 0, 1, 2, 2, 3, self.chance.randrange(24)))
        return timedelta(hours=hours, minutes=self.chance.choice((0, 0, 30, 15, 45, 5 * self.chance.randrange(12))))

    def people(self, least: int, most: int) -> list[str]:
        return self.chance.sample(PEOPLE, self.chance.randint(least, most))

    def written(self, reading: datetime) -> str:
        """Mostly as the wall clock, sometimes as an instant."""
        text = reading.isoformat(timespec="minutes")
        return text if self.often(0.8) else text + self.chance.choice(("Z", "-06:00", "+05:30", "+12:45"))


def random_rota(number: int) -> tuple[dict[str, Any], str, str]:
    """A rota as the file writes it, and the two ends of a stretch to ask about."""
    dice = _Dice(number)
    key = ZONES[number % len(ZONES)]
    change = dice.chance.choice(days_of_change(key))
    midnight = change.replace(hour=0)
    start = midnight - timedelta(days=dice.chance.randint(0, 9)) + dice.time_of_day()
    end = start + timedelta(days=dice.chance.randint(1, 14)) + dice.time_of_day()
    rota: dict[str, Any] = {
        "time_zone": key,
        "layers": [_layer(dice, n, midnight) for n in range(dice.chance.randint(1, 3))],
        "overrides": [_override(dice, start, end) for _ in range(dice.chance.choice((0, 0, 1, 2, 4)))],
        "time_off": [
            {"person": dice.chance.choice(PEOPLE), **_stretch(dice, start, end)}
            for _ in range(dice.chance.choice((0, 0, 1, 2)))
        ],
    }
    return rota, dice.written(start), dice.written(end)


def _layer(dice: _Dice, number: int, midnight: datetime) -> dict[str, Any]:
    unit, longest, before = dice.chance.choice(
        (("hour", 30, 12), ("day", 6, 60), ("week", 3, 150), ("month", 5, 1_500))
    )
    start = midnight - timedelta(days=dice.chance.randint(-3, before)) + dice.time_of_day()
    if unit == "month" and dice.often(0.5):
        start = start.replace(month=dice.chance.choice((1, 3, 5, 7, 8, 10, 12)), day=dice.chance.choice((29, 30, 31)))
    layer: dict[str, Any] = {
        "id": f"layer-{number}",
        "start": start.isoformat(timespec="minutes"),
        "turn": {"every": dice.chance.choice((1, 1, 2, dice.chance.randint(1, longest))), "unit": unit},
        "people": [dice.people(0 if dice.often(0.1) else 1, 3) for _ in range(dice.chance.randint(1, 4))],
    }
    if dice.often(0.4):
        layer["days"] = dice.chance.sample(DAYS, dice.chance.randint(1, 7))
    if dice.often(0.5):
        opens, closes = dice.time_of_day(), dice.time_of_day() + timedelta(hours=dice.chance.choice((0, 0, 8)))
        layer["hours"] = f"{_clock(opens)}-{_clock(opens if dice.often(0.1) else closes)}"
    if dice.often(0.3):
        layer["until"] = dice.written(
            max(midnight, start + timedelta(days=1)) + timedelta(days=dice.chance.randint(1, 9))
        )
    if dice.often(0.6):
        layer["priority"] = dice.chance.randint(-1, 1)
    return layer


def _clock(passed: timedelta) -> str:
    minutes = passed // timedelta(minutes=1) % 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _stretch(dice: _Dice, start: datetime, end: datetime) -> dict[str, str]:
    begin = start + (end - start) // CELL // 4 * dice.chance.randint(-1, 4) * CELL
    # A day and a half at least, so that no two ways of writing a moment can turn it round.
    length = timedelta(hours=36 + dice.chance.randrange(72)) + dice.time_of_day()
    return {"from": dice.written(begin), "to": dice.written(begin + length)}


def _override(dice: _Dice, start: datetime, end: datetime) -> dict[str, Any]:
    kind = dice.chance.choice(("add", "remove", "replace", "replace", "fixed"))
    override: dict[str, Any] = {"kind": kind, **_stretch(dice, start, end)}
    if kind == "fixed":
        return override | {"people": dice.people(0, 2)}
    override["person"] = dice.chance.choice(PEOPLE)
    return override | {"by": dice.chance.choice(PEOPLE)} if kind == "replace" else override


def disagreement(number: int, folder: Path) -> str | None:
    """What the program says otherwise than the reference about the random rota of that number; None if nothing.

    It is asked as the command line is: with a file, the two ends as they are typed, and its JSON as the answer.
    """
    mapping, start, end = random_rota(number)
    file = folder / "rota.yaml"
    file.write_text(json.dumps(mapping))
    reference = Reference(mapping, start, end)

    said, expected = json.loads(json.dumps(preview(file, start, end))), reference.document()
    for part in expected.keys() | said.keys():
        if said.get(part) != expected.get(part):
            pairs = zip(said.get(part, ()), expected.get(part, ()), strict=False)
            first = next((pair for pair in pairs if pair[0] != pair[1]), "one of them ends before the other")
            return f"rota {number}, {start} to {end}: {part}: {first}: {mapping}"

    rota = rota_from(mapping, RotaId("line"))
    for n in random.Random(number).sample(range(reference.cells), min(reference.cells, 20)):
        at = reference.start + n * CELL
        if sorted(on_call(rota, at)) != reference.strip[n]:
            return f"rota {number} at {at}: {mapping}"
    return None


def disagreements(numbers: Iterable[int]) -> list[str]:
    """What the program says otherwise about any of these random rotas."""
    with TemporaryDirectory() as folder:
        return [said for number in numbers if (said := disagreement(number, Path(folder)))]
