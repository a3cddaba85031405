"""Through the whole program: whatever is invited, bound, approved, suspended and revoked in whatever order, nobody is
ever paged for whom fewer than two coordinators vouch. What may be is told by a teller of its own, from what was done.
"""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.commands import Approve, Revoke, Suspend
from domain.errors import Refused
from domain.ids import PersonId, TeamId
from domain.people import Role
from domain.standing import OPERATOR
from models import communities, incidents, people
from tests.support.world import SMS, World

COORDINATORS = ("cora", "omar")
MEMBERS = ("ana", "ben")
EVERYBODY = (*COORDINATORS, *MEMBERS)
RIVER = TeamId("river")
BED = "We need food and a bed tonight, 5th & Main"


@dataclass(frozen=True)
class Op:
    what: str
    who: str
    by: str = ""
    other_phone: bool = False


@dataclass
class Teller:
    """Who vouches for whom, from what was done alone."""

    yeses: dict[str, set[str]] = field(default_factory=dict)
    vouched: set[str] = field(default_factory=set)
    phones: dict[str, set[str]] = field(default_factory=dict)
    demoted: set[str] = field(default_factory=set)

    def may_be_paged(self, who: str) -> bool:
        return who in self.vouched or len(self.yeses.get(who, set())) >= 2

    def coordinates(self, who: str) -> bool:
        return who in COORDINATORS and who not in self.demoted and self.may_be_paged(who)

    def doubts(self, who: str) -> None:
        """Nothing said for them counts any more, nor what they say for people who wait."""
        self.vouched.discard(who)
        self.yeses[who] = set()
        self.says_no_more(who)

    def loses_the_role(self, who: str) -> None:
        self.demoted.add(who)
        self.says_no_more(who)

    def says_no_more(self, who: str) -> None:
        for other, said in self.yeses.items():
            if len(said) < 2:
                said.discard(who)
            assert other != who or who not in said

    def binds(self, who: str, phone: str, *, vouched: bool) -> None:
        known = self.phones.setdefault(who, set())
        if phone not in known and not vouched:
            self.doubts(who)
        known.add(phone)
        if vouched:
            self.vouched.add(who)

    def says_yes(self, by: str, who: str) -> None:
        if by != who and self.coordinates(by) and not self.may_be_paged(who):
            self.yeses.setdefault(who, set()).add(by)


class Town:
    """A world in which things are done to members, and the teller beside it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.told = Teller()
        self.codes: dict[str, str] = {}
        self.callers = 0

    async def does(self, op: Op) -> None:
        match op.what:
            case "invite":
                await self._invite(op.who)
            case "bind":
                await self._bind(op)
            case "say yes":
                await self._say_yes(op)
            case "lose role":
                await self._lose_role(op.who)
            case _:
                await self._end(op)

    async def _invite(self, who: str) -> None:
        async with self.world.program.database.writing() as store:
            await people.joined(store, PersonId(who), RIVER, self.world.now, by=OPERATOR)
        self.codes[who] = await self.world.invites(who)

    async def _bind(self, op: Op) -> None:
        code = self.codes.pop(op.who, None)
        if code is None:
            return
        phone = self.world.phone(op.who)
        if op.other_phone:
            self.callers += 1
            phone = self.world.stranger(f"phone {self.callers}", SMS)
            self.world.ignoring(phone.name)
        await phone.texts(f"/start {code}")
        async with self.world.program.database.reading() as store:
            found = await people.load(store, PersonId(op.who))
        assert found is not None
        if any(each.address == phone.address for each in found.contact_points):
            self.told.binds(op.who, phone.address, vouched=False)

    async def _say_yes(self, op: Op) -> None:
        if op.by == "cora":
            await self.world.phone("cora").texts(f"approve {op.who}")
        else:
            await self._obey(Approve(person=PersonId(op.who), team=RIVER, by=PersonId(op.by)))
        self.told.says_yes(op.by, op.who)

    async def _end(self, op: Op) -> None:
        kind = Suspend if op.what == "suspend" else Revoke
        if await self._obey(kind(person=PersonId(op.who), team=RIVER, by=OPERATOR)):
            self.told.doubts(op.who)

    async def _lose_role(self, who: str) -> None:
        """The community file says it anew, and has them as a protector."""
        found = await self.world.person(who)
        roles = frozenset({Role.PROTECTOR})
        after = replace(found, memberships=tuple(replace(each, roles=roles) for each in found.memberships))
        async with self.world.program.database.writing() as store:
            community = await communities.load(store)
            await communities.apply(store, community, [after], prune=False, now=self.world.now)
        self.told.loses_the_role(who)

    async def _obey(self, command: Approve | Suspend | Revoke) -> bool:
        try:
            async with self.world.program.database.writing() as store:
                await self.world.program.turn.obey(store, command, self.world.now)
        except Refused:
            return False
        await self.world.settles()
        return True

    async def unvetted_and_paged(self) -> set[str]:
        """Somebody calls; whoever is asked then although too few vouch for them."""
        self.callers += 1
        caller = self.world.stranger(f"caller {self.callers}", SMS)
        self.world.ignoring(caller.name)
        await caller.texts(BED)
        async with self.world.program.database.reading() as store:
            running = await incidents.alive(store)
        asked = {page.person for each in running for page in each.live_pages()}
        going = {each.person for call in running for each in call.going()}
        return {who for who in map(str, asked | going) if not self.told.may_be_paged(who)}


async def two_coordinators(town: Town) -> None:
    """The first two of the command line."""
    for who in COORDINATORS:
        await town.world.phone(who).texts(f"/start {await town.world.invites(who, vouched=True)}")
        town.told.binds(who, town.world.phone(who).address, vouched=True)


async def play(ops: Sequence[Op], template: Path) -> set[str]:
    """Whoever was paged unvetted on the way."""
    with TemporaryDirectory() as folder:
        file = shutil.copy(template, Path(folder) / "town.db")
        async with World.open(f"sqlite+aiosqlite:///{file}", Path(folder), bound=False) as world:
            world.ignoring(*EVERYBODY)
            town = Town(world)
            await two_coordinators(town)
            wrong: set[str] = set()
            for op in ops:
                await town.does(op)
                wrong |= await town.unvetted_and_paged()
            return wrong


OPS = st.lists(
    st.one_of(
        st.builds(Op, st.just("invite"), st.sampled_from(EVERYBODY)),
        st.builds(Op, st.just("bind"), st.sampled_from(EVERYBODY), other_phone=st.booleans()),
        st.builds(Op, st.just("say yes"), st.sampled_from(EVERYBODY), st.sampled_from(EVERYBODY)),
        st.builds(Op, st.sampled_from(("suspend", "revoke", "lose role")), st.sampled_from(EVERYBODY)),
    ),
    min_size=4,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(ops=OPS)
def test_with_fewer_than_two_approvers_nobody_is_ever_paged(sqlite_template: Path, ops: list[Op]) -> None:
    assert asyncio.run(play(ops, sqlite_template)) == set()


VETTED = (Op("invite", "ben"), Op("bind", "ben"), Op("say yes", "ben", "cora"), Op("say yes", "ben", "omar"))


@pytest.mark.parametrize(
    "then",
    [
        (Op("suspend", "ben"), Op("say yes", "ben", "cora")),
        (Op("revoke", "ben"), Op("invite", "ben"), Op("bind", "ben"), Op("say yes", "ben", "omar")),
        (Op("invite", "ben"), Op("bind", "ben", other_phone=True), Op("say yes", "ben", "cora")),
        (Op("suspend", "ben"), Op("say yes", "ben", "cora"), Op("suspend", "cora"), Op("say yes", "ben", "omar")),
        (Op("suspend", "ben"), Op("say yes", "ben", "cora"), Op("lose role", "cora"), Op("say yes", "ben", "omar")),
    ],
)
def test_one_yes_after_a_doubt_pages_nobody(sqlite_template: Path, then: tuple[Op, ...]) -> None:
    assert asyncio.run(play((*VETTED, *then), sqlite_template)) == set()


def test_two_yeses_do_page_them_and_a_yes_that_nobody_gave_would_be_noticed(sqlite_template: Path) -> None:
    async def one_yes_and_one_that_nobody_gave() -> tuple[set[str], set[str], str]:
        with TemporaryDirectory() as folder:
            file = shutil.copy(sqlite_template, Path(folder) / "town.db")
            async with World.open(f"sqlite+aiosqlite:///{file}", Path(folder), bound=False) as world:
                world.ignoring(*EVERYBODY)
                town = Town(world)
                await two_coordinators(town)
                for op in VETTED[:3]:
                    await town.does(op)
                before = await town.unvetted_and_paged()
                async with world.program.database.writing() as store:
                    await people.approve(store, PersonId("ben"), RIVER, PersonId("nobody"), world.now)
                after = await town.unvetted_and_paged()
                return before, after, await world.standing("ben")

    assert asyncio.run(one_yes_and_one_that_nobody_gave()) == (set(), {"ben"}, "vetted")
