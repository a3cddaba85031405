"""A team that begins: what is decided of it in an evening. The rest is the template's, and is changed as it grows."""

from dataclasses import dataclass

from domain.ids import AreaId

LONGEST_NAME = 40

HOURS = {"1": "18:00-22:00", "2": "10:00-18:00", "3": ""}
"""By the digit somebody answers with: evenings, weekends by day, always."""

WEEKENDS = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTeam:
    """`areas`: those the community has already; `zips`: an area of its own. `hours`: a digit of `HOURS`."""

    name: str
    areas: tuple[AreaId, ...] = ()
    zips: tuple[str, ...] = ()
    hours: str = "3"
