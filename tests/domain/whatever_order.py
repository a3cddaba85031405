"""One call under whatever is done to it in whatever order, decided by the rules alone, driven by hypothesis.

Everybody does what they like: accept, decline, drop out, arrive, be suspended; pages expire, fail or never leave;
coordinators and requesters say whatever commands there are. Commands are made from their own fields, so one that is
added is played without a word here. After each, four things must hold; see the invariants.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from datetime import datetime, timedelta
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import commands as c
from domain.dispatch import Decision, Facts, decide, open_incident
from domain.errors import Refused
from domain.ids import AssignmentId, IncidentId, NatureId, PageId, PersonId, SkillId, TaskId, TeamId
from domain.incident import GOING, AssignmentState, Incident
from domain.matching import Candidate
from domain.messages import Say, Wake, WakeKind
from domain.needs import Mode, Nature, Need, Window
from domain.people import Availability, Membership, Person, Role, Standing
from domain.places import Place, PlaceKind
from domain.policy import Policy
from domain.tasks import TaskKind
from tests.support.builders import LEAD, NOON, OLD_TOWN, facts, incident, person

Decide = Callable[[Incident, Any, Facts, datetime], Decision]

PLACE = Place(kind=PlaceKind.ADDRESS, label="9 Hidden Ct", lat=41.87654, lon=-87.65432, areas=(OLD_TOWN,), why="exact")
WORDS = "the blue door behind the bakery"
EXACT = ("Hidden Ct", "41.87654", "87.65432", "blue door")
"""What nobody may read before they may go: the place, and the requester's own words."""

NAMES = ("ana", "ben", "cal", "dee", "eve", "fay", "hal")
NEWCOMER = "fay"
PEOPLE = tuple(PersonId(each) for each in (*NAMES, "cora"))
WALKS_TO_IT = frozenset({AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE})
OF_SEVERAL_CALLS = frozenset({Incident, Nature, NatureId, TeamId})
"""Whose presence makes a command one about more than one call, or team: the program brings the other as it stands."""

TIMERS: Mapping[WakeKind, Callable[[Wake], Any]] = {
    WakeKind.PAGE_EXPIRES: lambda wake: c.Expire(incident=_named(wake), page=PageId(wake.subject)),
    WakeKind.QUIET_ENDS: lambda wake: c.LookAgain(incident=_named(wake)),
    WakeKind.ASK_AGAIN: lambda wake: c.AskAgain(incident=_named(wake), round=int(wake.subject.split("|")[1])),
    WakeKind.LATER: lambda wake: c.KeepTime(incident=_named(wake), subject=wake.subject),
    WakeKind.AID_SILENT: lambda wake: c.AidSilent(incident=_named(wake)),
    WakeKind.FLOOD_DANGER: lambda wake: c.DoubtWaited(incident=_named(wake)),
    **dict.fromkeys(
        (WakeKind.HELD_ALONE, WakeKind.ASK_WELL, WakeKind.NO_SIGN, WakeKind.TEAM_SILENT),
        lambda wake: c.LookAfter(incident=_named(wake), wake=wake.kind, subject=wake.subject),
    ),
}
"""What the program does when a timer of the rules fires. Those of unanswered tasks are set elsewhere."""

ASKS_ANEW = frozenset({WakeKind.QUIET_ENDS, WakeKind.ASK_AGAIN})
"""Timers after which people are asked: while one is set, the call is not forgotten."""

OF_A_TIMER = frozenset({c.KeepTime, c.LookAfter})
"""What a timer alone can say, since its subject is of the rules' own making: said when it fires, and fires again."""


def _is_of_this_call(kind: Any) -> bool:
    hints = get_type_hints(kind)
    named = [name for name, hint in hints.items() if hint is IncidentId]
    return named == ["incident"] and not OF_SEVERAL_CALLS & set(hints.values()) and kind not in OF_A_TIMER


COMMANDS = tuple(kind for kind in get_args(c.AnIncidentCommand) if _is_of_this_call(kind))


def _named(wake: Wake) -> IncidentId:
    assert wake.incident is not None
    return wake.incident


needs = st.builds(
    lambda together, more, room, lead: Need(
        responders=together + more, cap=together + more + room, together=together, roles={LEAD: 1} if lead else {}
    ),
    st.integers(1, 2),
    st.integers(0, 1),
    st.integers(0, 2),
    st.booleans(),
)


class OneCall(RuleBasedStateMachine):
    """The rules, and what stands after each decision."""

    decide: ClassVar[Decide] = staticmethod(decide)

    @initialize(
        need=needs,
        live_pages=st.integers(1, 3),
        many=st.integers(2, len(NAMES)),
        coordinated=st.booleans(),
        danger=st.booleans(),
    )
    def opens(self, need: Need, live_pages: int, many: int, coordinated: bool, danger: bool) -> None:
        self.now = NOON
        self.count = 0
        self.people: dict[PersonId, Person] = {
            PersonId(each): person(
                each,
                skills=("lead",) if each in ("ana", "eve") else (),
                standing=Standing.PROBATION if each == NEWCOMER else Standing.VETTED,
            )
            for each in NAMES[-many:]
        }
        self.coordinators: tuple[str, ...] = ("cora",) if coordinated else ()
        self.wakes: list[Wake] = []
        self.fired: list[Wake] = []
        self.tasks: set[TaskKind] = set()
        self.says: list[Say] = []
        before = incident(need=need, policy=Policy(live_pages=live_pages), place=PLACE, words=(WORDS,), danger=danger)
        self.call = before
        self._keep(open_incident(before, self._facts(), self.now, paging=True, referral=None))

    # --- what is done

    @rule(data=st.data())
    def somebody_commands(self, data: st.DataObject) -> None:
        """Any command there is, about anybody, by anybody."""
        kind = data.draw(st.sampled_from(COMMANDS))
        hints = get_type_hints(kind)
        given = {
            each.name: data.draw(self._some(hints[each.name], each.name), label=each.name)
            for each in fields(kind)
            if each.default is MISSING or data.draw(st.booleans())
        }
        self._does(kind(**given))

    @precondition(lambda self: self.call.pages)
    @rule(data=st.data(), minutes=st.none() | st.integers(0, 60))
    def somebody_accepts(self, data: st.DataObject, minutes: int | None) -> None:
        page = data.draw(st.sampled_from(self.call.live_pages() or self.call.pages))
        self._does(c.Accept(incident=self.call.id, by=page.person, page=page.id, minutes=minutes))

    @precondition(lambda self: self.call.live_pages())
    @rule()
    def everybody_who_is_asked_accepts(self) -> None:
        """Somebody is asked in the place of each, until enough are going: then two go together, or more."""
        for _ in range(self.call.need.cap):
            for page in self.call.live_pages()[:1]:
                self._does(c.Accept(incident=self.call.id, by=page.person, page=page.id))

    @precondition(lambda self: self.call.pages)
    @rule(data=st.data(), late=st.booleans())
    def somebody_answers_late_or_declines(self, data: st.DataObject, late: bool) -> None:
        page = data.draw(st.sampled_from(self.call.pages))
        kind = c.Accept if late else c.Decline
        self._does(kind(incident=self.call.id, by=page.person, page=page.id))

    @precondition(lambda self: self.call.live_pages())
    @rule(data=st.data(), unsent=st.booleans(), failed=st.booleans())
    def a_page_ends_by_itself(self, data: st.DataObject, unsent: bool, failed: bool) -> None:
        page = data.draw(st.sampled_from(self.call.live_pages()))
        if failed:
            self._does(c.FailPage(incident=self.call.id, page=page.id))
        else:
            self._does(c.Expire(incident=self.call.id, page=page.id, unsent=unsent))

    @precondition(lambda self: self.call.going())
    @rule(data=st.data(), kind=st.sampled_from((c.SetOff, c.Arrive, c.Finish, c.CannotFind)))
    def somebody_who_goes_says_so(self, data: st.DataObject, kind: Any) -> None:
        mine = data.draw(st.sampled_from(self.call.going()))
        self._does(kind(incident=self.call.id, by=mine.person))

    @precondition(lambda self: self.call.going())
    @rule(data=st.data())
    def somebody_who_goes_drops_out(self, data: st.DataObject) -> None:
        mine = data.draw(st.sampled_from(self.call.going()))
        self._does(c.DropOut(incident=self.call.id, by=mine.person))

    @precondition(lambda self: self.wakes)
    @rule()
    def a_timer_fires(self) -> None:
        self.wakes.sort(key=lambda wake: wake.at)
        wake = self.wakes.pop(0)
        self.now = max(self.now, wake.at)
        self.fired.append(wake)
        self._does(TIMERS[wake.kind](wake))

    @precondition(lambda self: self.fired)
    @rule(data=st.data())
    def a_timer_fires_again(self, data: st.DataObject) -> None:
        """Long after its moment: what it was about has passed, mostly."""
        wake = data.draw(st.sampled_from(self.fired))
        self._does(TIMERS[wake.kind](wake))

    @rule(seconds=st.integers(1, 600))
    def time_passes(self, seconds: int) -> None:
        """What falls due meanwhile is done at its own moment."""
        until = self.now + timedelta(seconds=seconds)
        while any(wake.at <= until for wake in self.wakes):
            self.a_timer_fires()
        self.now = until

    @rule(data=st.data(), on=st.booleans())
    def somebody_says_on_or_off(self, data: st.DataObject, on: bool) -> None:
        who = data.draw(st.sampled_from(sorted(self.people)))
        said = Availability.ON if on else Availability.OFF
        self.people[who] = replace(self.people[who], availability=said)
        if on:
            self._does(c.LookAgain(incident=self.call.id))

    @rule(data=st.data())
    def somebody_is_suspended(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.people)))
        (membership,) = self.people[who].memberships
        suspended: Membership = replace(membership, standing=Standing.SUSPENDED)
        self.people[who] = replace(self.people[who], memberships=(suspended,))
        self._does(c.LoseMember(incident=self.call.id, person=who, why="suspended"))

    # --- what must hold

    @invariant()
    def no_need_is_over_filled(self) -> None:
        assert len(self.call.counted()) <= self.call.need.cap

    @invariant()
    def nobody_walks_alone_where_two_are_required(self) -> None:
        going = self.call.going()
        walking = [each for each in going if each.state in WALKS_TO_IT]
        if self.call.need.mode is Mode.GO and walking:
            assert len(going) >= self.call.need.together
        assert not walking or any(not each.probation for each in going)

    @invariant()
    def no_exact_place_has_left_before_it_might(self) -> None:
        knows = {each.person for each in self.call.going() if each.state is not AssignmentState.HOLDING}
        for say in self.says:
            if say.to_member and any(mark in f"{say.params} {say.lines}" for mark in EXACT):
                assert say.to in knows or say.to in self.coordinators, f"{say.kind} to {say.to}"

    @invariant()
    def no_live_call_is_forgotten(self) -> None:
        """Somebody is asked, or goes, or must look; or a timer will look for people again."""
        asks_again = any(wake.kind in ASKS_ANEW for wake in self.wakes)
        concerned = self.call.live_pages() or self.call.going() or self.tasks or asks_again
        assert concerned or not self.call.is_alive()

    @invariant()
    def nobody_is_asked_or_sent_twice_at_once(self) -> None:
        for several in (self.call.live_pages(), self.call.going()):
            who = [each.person for each in several]
            assert len(who) == len(set(who))

    @invariant()
    def a_page_that_lives_has_a_timer(self) -> None:
        ends = {wake.subject for wake in self.wakes}
        assert all(page.id in ends for page in self.call.live_pages())

    # --- how it is done

    def _does(self, command: Any) -> None:
        self.says = []
        try:
            decision = type(self).decide(self.call, command, self._facts(), self.now)
        except Refused:
            return
        self._keep(decision)

    def _keep(self, decision: Decision) -> None:
        self.call = decision.incident
        self.says = list(decision.says)
        known = {(wake.kind, wake.subject) for wake in self.wakes}
        self.wakes += [
            wake for wake in decision.wakes if wake.kind in TIMERS and (wake.kind, wake.subject) not in known
        ]
        self.tasks = (self.tasks - decision.tasks_done) | {each.kind for each in decision.tasks}

    def _facts(self) -> Facts:
        self.count += 1
        live = {page.person for page in self.call.pages if page in self.call.live_pages()} if self.count > 1 else set()
        candidates = [
            Candidate(
                person=each,
                on_call=True,
                live_pages=int(each.id in live),
                letters=frozenset(page.letter for page in self.call.pages if page.person == each.id),
            )
            for each in self.people.values()
        ]
        return facts(*candidates, coordinators=self.coordinators, stimulus=f"stm {self.count}")

    def _some(self, hint: Any, name: str = "") -> st.SearchStrategy[Any]:
        """A value for a field of a command, by its type."""
        if hint is str:
            return st.sampled_from(("en", "es") if name == "language" else (WORDS, "stop"))
        if get_origin(hint) in (Union, UnionType):
            return st.one_of(*(self._some(each, name) for each in get_args(hint)))
        known: dict[Any, st.SearchStrategy[Any]] = {
            IncidentId: st.just(self.call.id),
            PersonId: st.sampled_from(PEOPLE),
            PageId: st.sampled_from([each.id for each in self.call.pages] or [PageId("pag_none")]),
            AssignmentId: st.sampled_from([each.id for each in self.call.assignments] or [AssignmentId("asg_none")]),
            SkillId: st.just(LEAD),
            TaskId: st.just(TaskId("tsk_1")),
            Need: needs,
            Place: st.just(PLACE),
            Role: st.just(Role.PROTECTOR),
            int: st.integers(0, 3),
            timedelta: st.integers(1, 60).map(lambda minutes: timedelta(minutes=minutes)),
            Window: st.builds(
                lambda starts, lasts: Window(
                    start=self.now + timedelta(minutes=starts), end=self.now + timedelta(minutes=starts + lasts)
                ),
                st.integers(-60, 4 * 24 * 60),
                st.integers(1, 180),
            ),
            datetime: st.integers(1, 600).map(lambda minutes: self.now + timedelta(minutes=minutes)),
        }
        if get_origin(hint) in (tuple, frozenset):
            inside = [self._some(each, name) for each in get_args(hint) if each is not Ellipsis]
            if get_origin(hint) is tuple and Ellipsis not in get_args(hint):
                return st.tuples(*inside)
            several = st.lists(inside[0], max_size=2, unique=True)
            return several.map(get_origin(hint))
        found = known.get(hint)
        return st.from_type(hint) if found is None else found


__all__ = ["EXACT", "GOING", "PLACE", "Decide", "OneCall"]
