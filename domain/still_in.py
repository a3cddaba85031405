"""Once a month every member is asked whether they are still in. Silence is a coordinator's task, never a suspension.

Each has a day of the month of their own, so that no team is asked all at once, at an hour nobody sleeps.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.ids import PersonId
from domain.standing import short
from domain.zone import zone

ASKED_AT = time(11, 0)
"""On the wall clock of the member's own zone."""

ANSWERS_WITHIN = timedelta(days=7)
NEW_FOR = timedelta(days=21)
"""Whoever was vetted less long ago has just said so."""

_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One member's question of one month. `tries` counts the days on which they were busy with a call."""

    member: str
    month: str
    tries: int = 0

    @classmethod
    def of(cls, person: PersonId, month: str) -> "Asking":
        return cls(member=short(person), month=month)

    @classmethod
    def read(cls, subject: str) -> "Asking":
        member, month, tries = subject.split("|")
        return cls(member=member, month=month, tries=int(tries))

    @property
    def subject(self) -> str:
        """What a timer is about: one for each member and month."""
        return f"{self.member}|{self.month}|{self.tries}"

    def is_about(self, person: PersonId) -> bool:
        return self.member == short(person)


def month_of(now: datetime, time_zone: str) -> str:
    return f"{now.astimezone(zone(time_zone)):%Y-%m}"


def asked_at(person: PersonId, now: datetime, time_zone: str) -> datetime:
    """When they are asked in the month of `now`."""
    local = now.astimezone(zone(time_zone))
    day = 1 + int(short(person), 16) % _DAYS
    return datetime.combine(local.date().replace(day=day), ASKED_AT, zone(time_zone))
