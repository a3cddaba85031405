"""What teams agreed to do for one another, and how a call stands with each neighbour that was asked."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain import events as e
from domain.ids import PersonId, TeamId
from domain.moves import Moves


class AidState(StrEnum):
    ASKED = "asked"  # their coordinator has not answered
    OPEN = "open"  # their people on call may be asked
    DECLINED = "declined"
    UNANSWERED = "unanswered"  # nobody answered, and they were asked twice
    OFF = "off"  # one of the two teams ended it
    ENDED = "ended"  # the call closed


S = AidState

AID_MOVES: Moves[AidState] = Moves(
    "aid",
    {
        e.AidAsked: {None: S.ASKED, **dict.fromkeys((S.DECLINED, S.UNANSWERED, S.OFF, S.ENDED), S.ASKED)},
        e.AidReminded: {S.ASKED: S.ASKED},
        e.AidUnanswered: {S.ASKED: S.UNANSWERED},
        e.AidOpened: dict.fromkeys((None, S.ASKED, S.DECLINED, S.UNANSWERED), S.OPEN),
        e.AidDeclined: {S.ASKED: S.DECLINED},
        e.AidWithdrawn: dict.fromkeys((S.ASKED, S.OPEN), S.OFF),
        e.AidEnded: dict.fromkeys((S.ASKED, S.OPEN), S.ENDED),
    },
)


class Opens(StrEnum):
    """Who opens a call to a neighbour's people, as the two teams agreed."""

    COORDINATOR = "coordinator"  # one of theirs, each time
    POLICY = "policy"  # the agreement itself, at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """One neighbour's part in a call. `at` is when it came to be as it is, or when they were last asked; `by`: who did
    it, None for the policy and the clock. `reminded`: how often they were asked again.
    """

    team: TeamId
    state: AidState
    asked_at: datetime
    at: datetime
    by: PersonId | None = None
    reminded: int = 0

    def after(self, event: e.AidEvent, now: datetime) -> "Aid":
        """This once `event` has happened at `now`."""
        return replace(self, state=AID_MOVES.after(self.state, event), at=now, by=event.by)


def only_whoever_goes(team: TeamId, now: datetime, by: PersonId | None, why: str) -> Aid:
    """The part of a team whose call it was: nobody else of theirs is asked, and they go on seeing whoever goes."""
    asked = AID_MOVES.after(None, e.AidAsked(why=why, by=by, team=team))
    part = Aid(team=team, state=asked, asked_at=now, at=now, by=by)
    return part.after(e.AidWithdrawn(why=why, by=by, team=team), now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A team that has or had a part in another's call: whoever of theirs goes belongs there."""

    name: str
    coordinators: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A team that agreed to help this one, or whose area the call lies in as well (`shares`).

    `ready`: for the protection area of the call.
    """

    team: TeamId
    name: str
    opens: Opens
    coordinators: tuple[PersonId, ...]
    ready: bool = True
    shares: bool = False
