"""Where somebody stands, arranged for a test: by the moves there are, as nobody else gets there either."""

from datetime import datetime

from domain.ids import PersonId, TeamId
from domain.people import Standing
from domain.standing import OPERATOR
from models import people
from models.database import Store


async def stands(store: Store, person: PersonId, team: TeamId, standing: Standing, at: datetime) -> None:
    """They stand there now, whose earlier standing leads there in one move."""
    match standing:
        case Standing.VETTED:
            await people.vouch(store, person, team, at)
        case Standing.BOUND:
            await people.bound(store, person, team, at)
        case Standing.SUSPENDED:
            await people.suspend(store, person, team, at, by=OPERATOR, why="a test wants it")
        case Standing.LEFT:
            await people.leave(store, person, team, at, by=OPERATOR, why="a test wants it")
        case _:
            raise ValueError(standing)
    found = await people.load(store, person)
    membership = found.membership(team) if found is not None else None
    assert membership is not None
    assert membership.standing is standing
