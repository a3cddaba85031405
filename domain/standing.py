"""Where a member stands in a team, whose yes counts, and the moves of a standing.

Everybody's safety hangs on it: only VETTED and PROBATION people are ever paged, and nobody gets there but by the yes of
two different coordinators since the last doubt about them, or as one of the first two named on the command line.

A yes is forgotten whenever there is a reason to ask again: an account is bound by an invite, somebody is suspended, has
left or is invited anew. A coordinator's yes counts only while they are one: it goes with them, unless it has vetted
somebody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from domain.errors import Refused
from domain.events import Event
from domain.ids import PersonId, TeamId
from domain.moves import Moves
from domain.people import PAGEABLE, Person, Standing

APPROVALS_NEEDED = 2
OPERATOR = PersonId("operator")
"""Who vouches on the command line: whoever runs the program."""


class StandingEvent(Event):
    """Something that happened to a member's standing in one team."""


class Invited(StandingEvent):
    """On the roster: for the first time, or again after they had left."""


class AccountBound(StandingEvent):
    """Their first account is bound by an invite's code. Nobody has said yes to it."""


class AnotherAccount(StandingEvent):
    """A further account was bound: they may not be who they were."""


class Vouched(StandingEvent):
    """One of the first two coordinators, named on the command line."""


class SaidYes(StandingEvent):
    """A coordinator's yes."""


class YesTakenBack(StandingEvent):
    """Whoever said yes is no coordinator any more."""


class Approved(StandingEvent):
    """As many said yes as are needed."""


class ApprovedOnProbation(StandingEvent):
    """As many said yes as are needed; for their first calls they go only beside somebody else."""


class ProbationServed(StandingEvent):
    """They went to as many calls beside somebody else as the team wants."""


class Suspended(StandingEvent):
    """A coordinator, or whoever runs the program, asks nothing of them until two have said yes again.

    Not somebody invited: two yeses would then vet them before there is an account to say yes to.
    """


class RestEnded(StandingEvent):
    """They rested after a heavy call or many nights, and a coordinator says that they may be asked again."""


class WentAway(StandingEvent):
    """They left, or were removed."""


S = Standing

STANDING_MOVES: Moves[Standing] = Moves(
    "standing",
    {
        Invited: {None: S.INVITED, S.LEFT: S.INVITED},
        AccountBound: {S.INVITED: S.BOUND},
        AnotherAccount: {
            S.INVITED: S.INVITED,
            S.BOUND: S.BOUND,
            S.VETTED: S.SUSPENDED,
            S.PROBATION: S.SUSPENDED,
            S.SUSPENDED: S.SUSPENDED,
            S.LEFT: S.LEFT,
        },
        Vouched: {S.INVITED: S.VETTED, S.BOUND: S.VETTED},
        SaidYes: {S.BOUND: S.BOUND, S.SUSPENDED: S.SUSPENDED},
        YesTakenBack: {S.BOUND: S.BOUND, S.SUSPENDED: S.SUSPENDED},
        Approved: {S.BOUND: S.VETTED, S.SUSPENDED: S.VETTED},
        ApprovedOnProbation: {S.BOUND: S.PROBATION, S.SUSPENDED: S.PROBATION},
        ProbationServed: {S.PROBATION: S.VETTED},
        RestEnded: {S.VETTED: S.VETTED, S.PROBATION: S.PROBATION},
        Suspended: dict.fromkeys((S.BOUND, S.VETTED, S.PROBATION, S.SUSPENDED), S.SUSPENDED),
        WentAway: dict.fromkeys((S.INVITED, S.BOUND, S.VETTED, S.PROBATION, S.SUSPENDED), S.LEFT),
    },
)

FORGETS = frozenset({Invited, AccountBound, AnotherAccount, Suspended, WentAway})
"""After any of these nobody's earlier yes counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where one person stands in one team, and whose yes counts. `standing` None: not on the roster yet."""

    standing: Standing | None = None
    yeses: frozenset[PersonId] = frozenset()

    def after(self, event: StandingEvent) -> "Stand":
        """This once `event` has happened. IllegalMove where it cannot."""
        yeses = self.yeses
        if type(event) in FORGETS:
            yeses = frozenset()
        elif event.by is not None and isinstance(event, SaidYes | Vouched):
            yeses |= {event.by}
        elif event.by is not None and isinstance(event, YesTakenBack):
            yeses -= {event.by}
        return replace(self, standing=STANDING_MOVES.after(self.standing, event), yeses=yeses)


def said_yes(
    stand: Stand, person: PersonId, by: PersonId, *, probation: bool, needed: int = APPROVALS_NEEDED
) -> tuple[StandingEvent, ...]:
    """What a coordinator's yes to `person` leads to; nothing if it changes nothing.

    Raises Refused: nobody approves themselves, and there must be an account to say yes to. Whether `by` may say yes is
    for `may_vouch`.
    """
    if by == person:
        raise Refused("nobody_approves_themselves")
    if stand.standing is Standing.LEFT:
        raise Refused("has_left")
    if not STANDING_MOVES.allows(stand.standing, SaidYes):
        if stand.standing in PAGEABLE:
            return ()
        raise Refused("has_no_account")
    events: tuple[StandingEvent, ...] = () if by in stand.yeses else (SaidYes(why="a coordinator said yes", by=by),)
    if len(stand.yeses | {by}) < needed:
        return events
    why = f"{needed} different coordinators said yes"
    return (*events, ApprovedOnProbation(why=why) if probation else Approved(why=why))


def account_bound(stand: Stand, *, fresh: bool, invited: bool, vouched: bool) -> tuple[StandingEvent, ...]:
    """What an invite's code, sent from an account, does to one membership.

    `fresh`: the account was not theirs before. `invited`: the invite is for this team. `vouched`: it was made on the
    command line for one of the first two coordinators, whom whoever runs the program knows.
    """
    if not invited:
        return (AnotherAccount(why="an account was bound"),) if fresh and not vouched else ()
    if vouched and STANDING_MOVES.allows(stand.standing, Vouched):
        return (Vouched(why="one of the first two coordinators", by=OPERATOR),)
    if stand.standing is Standing.INVITED:
        return (AccountBound(why="an invite's code was sent from it"),)
    if fresh and not (vouched and stand.standing in PAGEABLE):
        return (AnotherAccount(why="an account was bound"),)
    return ()


def may_vouch(coordinator: Person, person: PersonId, team: TeamId, members: Iterable[Person]) -> bool:
    """True if a yes of `coordinator` to `person` counts: a vetted coordinator of the team, and not `person`.

    A coordinator of another team counts while the team (its `members`) has too few of its own besides `person`.
    """
    if coordinator.id == person:
        return False
    if coordinator.is_coordinator(team):
        return True
    own = [each for each in members if each.is_coordinator(team) and each.id != person]
    return coordinator.is_coordinator() and len(own) < APPROVALS_NEEDED


def handle(person: PersonId, team: TeamId) -> str:
    """A membership as short as a button can carry."""
    return sha256(f"{team}/{person}".encode()).hexdigest()[:16]


def short(name: PersonId | TeamId) -> str:
    """A person or team as short as a timer or a button can carry, whose id may be longer."""
    return sha256(name.encode()).hexdigest()[:16]


def is_last_coordinator(person: Person, team: TeamId, members: Iterable[Person]) -> bool:
    """True if the team is left without a vetted coordinator once `person` is none."""
    others = (each for each in members if each.id != person.id)
    return person.is_coordinator(team) and not any(each.is_coordinator(team) for each in others)
