"""The names by which things are known: one new type for each, all plain strings underneath.

Ids come from outside the rules (`bot/chance.py` makes them); people, teams, areas, skills and natures carry the ids
their community file gives them.
"""

from typing import NewType

PersonId = NewType("PersonId", str)
TeamId = NewType("TeamId", str)
AreaId = NewType("AreaId", str)
SkillId = NewType("SkillId", str)
NatureId = NewType("NatureId", str)
RotaId = NewType("RotaId", str)
"""`team/rota`, as in `river/line`."""

ContactPointId = NewType("ContactPointId", str)
SenderId = NewType("SenderId", str)
"""One of our own addresses: a bot or a number people write to. A talk is answered from the one it was written to."""

ConversationId = NewType("ConversationId", str)
IncidentId = NewType("IncidentId", str)
PageId = NewType("PageId", str)
AssignmentId = NewType("AssignmentId", str)
EventId = NewType("EventId", str)
TaskId = NewType("TaskId", str)
InboxId = NewType("InboxId", str)
TimerId = NewType("TimerId", str)
DeliveryId = NewType("DeliveryId", str)
InviteId = NewType("InviteId", str)
ConsoleLinkId = NewType("ConsoleLinkId", str)
SwapId = NewType("SwapId", str)
FeedId = NewType("FeedId", str)
SightingId = NewType("SightingId", str)
TrainingId = NewType("TrainingId", str)
CheckInId = NewType("CheckInId", str)
ComplaintId = NewType("ComplaintId", str)
CohortId = NewType("CohortId", str)
NewTeamId = NewType("NewTeamId", str)
ReachDrillId = NewType("ReachDrillId", str)

DRILL = "drl"
"""What the id of a drill's incident begins with: whoever sees the id alone knows that nothing of it is real."""


def is_drill(incident: str | None) -> bool:
    """True for the id of an incident that is an exercise."""
    return incident is not None and incident.startswith(f"{DRILL}_")
