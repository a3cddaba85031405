"""A coordinator's yes to a member, and the word to them when it was the last one needed."""

from datetime import datetime

from bot.planning import Recipient, language_of, plan
from domain.chance import Mint
from domain.ids import PersonId, TeamId
from domain.messages import MessageKind, Say
from domain.people import Person, Standing
from models import communities, deliveries, people
from models.database import Store


async def may_approve(store: Store, coordinator: Person, person: PersonId, team: TeamId) -> bool:
    """True if their yes to `person` counts: a vetted coordinator of the team.

    A coordinator of another team counts while the team has too few of its own besides `person`.
    """
    if coordinator.is_coordinator(team):
        return True
    members = await people.of_teams(store, {team})
    own = [each for each in members if each.is_coordinator(team) and each.id != person]
    return coordinator.is_coordinator() and len(own) < people.APPROVALS_NEEDED


async def approve(
    store: Store, person: PersonId, team: TeamId, *, by: PersonId, mint: Mint, now: datetime
) -> Standing | None:
    """Note the yes; where `person` stands afterwards, None if there is no such person in the team.

    Whoever is vetted by it hears so on the contact point they prefer. Raises Refused where the rules say no.
    """
    before = await people.load(store, person)
    membership = before.membership(team) if before is not None else None
    if before is None or membership is None:
        return None
    standing = await people.approve(store, person, team, by, now)
    if standing is Standing.VETTED and membership.standing is not Standing.VETTED:
        kind = MessageKind.M_APPROVED
        say = Say(kind=kind, to=person, to_member=True, key=f"{kind.value}:{team}:{person}:{now.isoformat()}")
        language = language_of(before, await communities.load(store))
        to = Recipient(contact_points=before.reachable_points(), language=language, person=before)
        await deliveries.plan_all(store, plan(say, to, None, mint, now))
        store.work_waits()
    return standing
