"""Whoever a call is kept from does nothing with it as a coordinator, while anybody else can. See `domain.complaint`.

Who goes to it all the same, as nobody is named yet, still does what those do who go: they are there, they leave, they
read what may be done and log what they did.
"""

from domain import commands as c
from domain.deciding import heard_by
from domain.ids import IncidentId, PersonId
from domain.incident import Incident

_ALONE = (
    *(c.Assign, c.PageMore, c.PagePerson, c.PageAll, c.Hold, c.GoOn, c.Take, c.Seen, c.HandTo, c.RefuseCall),
    *(c.HandToTeam, c.ChangeNature, c.ChangeNeed, c.EditPlan, c.Merge, c.TakeApart, c.SplitOff, c.Close, c.Reopen),
    *(c.Release, c.BlockSender, c.UnblockSender, c.SetWindow, c.TakeCare, c.HandWatch, c.TakeWatch, c.RefuseWatch),
    *(c.AskAid, c.OpenAid, c.DeclineAid, c.EndAid, c.ClearScene, c.TakeOff),
)
"""What coordinators alone do."""

_GOING_TOO = (c.HandLead, c.SetConsent, c.ShowLedger, c.LogCall, c.AskOverride, c.AnswerOverride)
"""What those who go do as well."""


def calls_of(command: c.AnIncidentCommand) -> tuple[IncidentId, ...]:
    """The calls that a coordinator's command changes or shows; none for whatever is none of theirs."""
    if command.by is None or not isinstance(command, (*_ALONE, *_GOING_TOO)):
        return ()
    return (command.incident, command.into) if isinstance(command, c.Merge) else (command.incident,)


def kept_from(
    people: frozenset[PersonId], coordinators: tuple[PersonId, ...], others: tuple[PersonId, ...]
) -> frozenset[PersonId]:
    """Who of `people`, from whom a call is kept, has nothing to do with it as a coordinator: while anybody else can
    hear of it. `coordinators` are those of its team, `others` the rest.
    """
    return people - set(heard_by(coordinators, people, others))


def may_still(call: Incident, command: c.AnIncidentCommand) -> bool:
    """True for what whoever gives `command` does as one of those who go."""
    goes = command.by is not None and call.assignment_of(command.by) is not None
    return goes and isinstance(command, _GOING_TOO)
