"""A call as it opens: what it is, who owns it, and its plan, copied from what the team has decided by now."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from domain.community import Team
from domain.ids import ConversationId, IncidentId, PersonId
from domain.incident import Incident, IncidentStatus
from domain.needs import DISCREET, Nature
from domain.policy import Plan


def new_call(
    *,
    id_: IncidentId,
    number: int,
    team: Team,
    nature: Nature,
    ready: bool,
    on_call: AbstractSet[PersonId],
    wording: str,
    conversation: ConversationId | None,
    requester_code: str,
    language: str,
    words: tuple[str, ...],
    now: datetime,
) -> Incident:
    """Nobody is asked yet, and nothing of where it is. `ready`: whether the team takes such calls. Of a discreet need
    no words are kept."""
    return Incident(
        id=id_,
        number=number,
        team=team.id,
        nature=nature.id,
        protection_area=nature.protection_area,
        urgency=nature.urgency,
        retention=nature.retention,
        conversation=conversation,
        requester_code=requester_code,
        language=language,
        status=IncidentStatus.OPEN,
        opened_at=now,
        need=nature.need,
        plan=Plan(
            policy=team.policy,
            team=team.id,
            time_zone=team.time_zone,
            on_call=frozenset(on_call),
            wording=wording,
            made_at=now,
            ready=ready,
        ),
        words=() if nature.protection_area in DISCREET else words,
    )
