"""Nobody is paged before two different coordinators have said yes since the last doubt: over all sequences."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.ids import PersonId
from domain.people import PAGEABLE, Role, Standing
from domain.standing import (
    OPERATOR,
    STANDING_MOVES,
    Invited,
    ProbationServed,
    Stand,
    StandingEvent,
    Suspended,
    WentAway,
    YesTakenBack,
    account_bound,
    is_last_coordinator,
    may_vouch,
    said_yes,
)
from tests.support.builders import RIVER, person

BEN = PersonId("ben")
PEOPLE = (BEN, PersonId("ana"), PersonId("cora"), PersonId("omar"))
Yes = Callable[..., tuple[StandingEvent, ...]]


@dataclass(frozen=True)
class Op:
    """One thing that may be done about Ben. `fresh`: by an account that was not his before."""

    what: str
    by: PersonId = OPERATOR
    fresh: bool = False


@dataclass
class Told:
    """What was done, told as a list; knows nothing of how the program keeps it."""

    ops: list[Op] = field(default_factory=list)

    def may_be_paged(self) -> bool:
        """An account is bound, and since the last reason to ask again two people who are not Ben said yes."""
        since: set[PersonId] = set()
        bound = invited = False
        for op in self.ops:
            if op.what == "invite":
                invited = True
            elif op.what == "bind" and invited and (op.fresh or not bound):
                bound, since = True, set()
            elif op.what == "say yes" and bound and op.by != BEN and len(since) < 2:
                since.add(op.by)
            elif op.what == "lose role" and len(since) < 2:
                since.discard(op.by)
            elif op.what == "suspend" and invited:
                since = set()
            elif op.what == "revoke":
                bound = invited = False
                since = set()
        return bound and len(since) >= 2


def play(ops: list[Op], yes: Yes) -> tuple[Stand, Told]:
    """The rules and the teller, side by side; what the rules refuse did not happen."""
    stand, told = Stand(), Told()
    for op in ops:
        events: tuple[StandingEvent, ...] = ()
        match op.what:
            case "invite" if STANDING_MOVES.allows(stand.standing, Invited):
                events = (Invited(why="test"),)
            case "bind" if stand.standing is not None and stand.standing is not Standing.LEFT:
                events = account_bound(stand, fresh=op.fresh, invited=True, vouched=False)
                if not events:
                    continue  # the account is bound already
            case "say yes":
                try:
                    events = yes(stand, BEN, op.by, probation=False)
                except Refused:
                    continue
            case "suspend" if STANDING_MOVES.allows(stand.standing, Suspended):
                events = (Suspended(why="test", by=op.by),)
            case "lose role" if op.by in stand.yeses and STANDING_MOVES.allows(stand.standing, YesTakenBack):
                events = (YesTakenBack(why="test", by=op.by),)
            case "revoke" if STANDING_MOVES.allows(stand.standing, WentAway):
                events = (WentAway(why="test", by=op.by),)
        for event in events:
            stand = stand.after(event)
        told.ops.append(op)
    return stand, told


OPS = st.lists(
    st.one_of(
        st.just(Op("invite")),
        st.builds(Op, st.just("bind"), fresh=st.booleans()),
        st.builds(Op, st.just("say yes"), st.sampled_from(PEOPLE)),
        st.builds(Op, st.sampled_from(("suspend", "revoke", "lose role")), st.sampled_from(PEOPLE)),
    ),
    max_size=25,
)


def paged_without_two(ops: list[Op], yes: Yes) -> bool:
    """True if somewhere on the way Ben may be paged although fewer than two vouch for him."""
    for until in range(1, len(ops) + 1):
        stand, told = play(ops[:until], yes)
        if stand.standing in PAGEABLE and not told.may_be_paged():
            return True
    return False


@settings(max_examples=400)
@given(OPS)
def test_with_fewer_than_two_approvers_nobody_may_ever_be_paged(ops: list[Op]) -> None:
    assert not paged_without_two(ops, said_yes)


def one_is_enough(stand: Stand, who: PersonId, by: PersonId, *, probation: bool) -> tuple[StandingEvent, ...]:
    return said_yes(stand, who, by, probation=probation, needed=1)


def ones_own_counts(stand: Stand, who: PersonId, by: PersonId, *, probation: bool) -> tuple[StandingEvent, ...]:
    return said_yes(stand, PersonId("somebody else"), by, probation=probation)


@pytest.mark.parametrize("mutant", [one_is_enough, ones_own_counts])
def test_the_property_notices_a_rule_that_is_too_weak(mutant: Yes) -> None:
    @settings(max_examples=2000, database=None, derandomize=True)
    @given(OPS)
    def holds(ops: list[Op]) -> None:
        assert not paged_without_two(ops, mutant)

    with pytest.raises(AssertionError):
        holds()


def test_the_property_notices_yeses_that_outlive_a_suspension() -> None:
    ops = [Op("invite"), Op("bind", fresh=True), Op("say yes", PEOPLE[2]), Op("suspend"), Op("say yes", PEOPLE[3])]
    stand, told = play(ops, said_yes)
    assert stand.standing is Standing.SUSPENDED
    assert not told.may_be_paged()

    kept = Stand(standing=Standing.SUSPENDED, yeses=frozenset({PEOPLE[2]}))

    assert any(
        STANDING_MOVES.after(kept.standing, each) in PAGEABLE
        for each in said_yes(kept, BEN, PEOPLE[3], probation=False)
    )


@given(OPS)
def test_two_yeses_after_a_binding_are_enough_whatever_was_before(ops: list[Op]) -> None:
    revoked = [*ops, Op("revoke"), Op("invite"), Op("bind", fresh=True)]
    stand, _ = play([*revoked, *(Op("say yes", by) for by in PEOPLE[2:])], said_yes)

    assert stand.standing is Standing.VETTED


def test_whoever_serves_probation_becomes_vetted_without_another_yes() -> None:
    bound = Stand(standing=Standing.BOUND, yeses=frozenset({PEOPLE[2]}))
    for event in said_yes(bound, BEN, PEOPLE[3], probation=True):
        bound = bound.after(event)
    assert bound.standing is Standing.PROBATION

    assert bound.after(ProbationServed(why="test")).standing is Standing.VETTED


def test_a_coordinator_of_another_team_helps_only_while_there_are_too_few() -> None:
    coordinator = partial(person, roles=(Role.COORDINATOR,))
    cora, omar, ben = coordinator("cora"), coordinator("omar"), person("ben", standing=Standing.BOUND)
    gus = person("gus", roles=(Role.COORDINATOR,))
    elsewhere = type(gus.memberships[0])(
        person=gus.id, team=type(RIVER)("hill"), roles=gus.memberships[0].roles, standing=Standing.VETTED
    )
    gus = type(gus)(
        id=gus.id, roster_name="Gus", languages=("en",), skills=frozenset(), areas=frozenset(), memberships=(elsewhere,)
    )

    assert may_vouch(cora, BEN, RIVER, (cora, omar, ben))
    assert not may_vouch(gus, BEN, RIVER, (cora, omar, ben))
    assert may_vouch(gus, BEN, RIVER, (cora, ben))
    assert not may_vouch(cora, cora.id, RIVER, (cora, omar, ben))
    assert not may_vouch(ben, cora.id, RIVER, (cora, omar, ben))
    assert is_last_coordinator(cora, RIVER, (cora, ben))
    assert not is_last_coordinator(cora, RIVER, (cora, omar, ben))
