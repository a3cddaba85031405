"""Figures are read back: each team's own, of the months that are asked for, and what was another's double of none."""

from domain.figures import Answered
from domain.ids import TeamId
from models import figures
from models.database import Database
from models.tables import statistic

RIVER = TeamId("river")
ROW = {
    "month": "2026-03",
    "hour": 9,
    "team": RIVER,
    "protection_area": "community_response",
    "nature": "welcome",
    "language": "en",
    "pages": 2,
    "accepted": 1,
    "filled": True,
    "seconds_to_first_accept": 60,
    "disposition": "resolved_on_scene",
    "area": "old-town",
    "seconds_to_arrival": 600,
}


async def test_figures_are_of_one_team_and_the_months_asked_for(database: Database) -> None:
    async with database.writing() as store:
        for row in (
            ROW,
            {**ROW, "month": "2026-01", "area": None, "seconds_to_arrival": None},
            {**ROW, "month": "2025-12"},
            {**ROW, "disposition": "duplicate"},
            {**ROW, "team": "hill"},
        ):
            await store.connection.execute(statistic.insert(), row)
        for asked, said in ((1, 1), (1, 0), (1, 1), (-1, -1)):
            await figures.count_check_in(store, RIVER, "2026-03", Answered(asked=asked, answered=said))
        await figures.count_check_in(store, TeamId("hill"), "2026-03", Answered(asked=1, answered=1))

    async with database.reading() as store:
        found = await figures.closed(store, RIVER, "2026-01", "2026-03")
        answered = await figures.answered(store, RIVER, "2026-01", "2026-03")
        nothing = await figures.answered(store, RIVER, "2026-01", "2026-02")
        carried = await figures.carried(store, RIVER, "2026-01", "2026-03")

    assert [(each.month, each.area, each.to_arrival) for each in found] == [
        ("2026-03", "old-town", 600),
        ("2026-01", "", None),
    ]
    assert (answered, nothing, carried) == (Answered(asked=2, answered=1), Answered(), {})
