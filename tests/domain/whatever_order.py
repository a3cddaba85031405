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
from domain.incident import GOING, AssignmentState, Disposition, Incident
from domain.matching import Candidate
from domain.merging import who_moves
from domain.messages import Say, Wake, WakeKind
from domain.needs import Mode, Nature, Need, ProtectionArea, Urgency, Window
from domain.neighbours import Neighbour, Opens
from domain.people import Availability, Membership, Person, Role, Standing
from domain.places import Place, PlaceKind
from domain.policy import Policy
from domain.tasks import TaskKind
from tests.support.builders import LEAD, NOON, OLD_TOWN, facts, incident, person

Decide = Callable[[Incident, Any, Facts, datetime], Decision]

PLACE = Place(kind=PlaceKind.ADDRESS, label="9 Hidden Ct", lat=41.87654, lon=-87.65432, areas=(OLD_TOWN,), why="exact")
WORDS = "the blue door behind the bakery"
WHERE = ("Hidden Ct", "41.87654", "87.65432")
"""What nobody may read before they may go, nor whoever helps from afar."""

EXACT = (*WHERE, "blue door")
"""And the requester's own words, which those from afar read as well."""

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
    WakeKind.LEDGER: lambda wake: c.KeepLedger(incident=_named(wake), subject=wake.subject),
    WakeKind.FLOOD_DANGER: lambda wake: c.DoubtWaited(incident=_named(wake)),
    **dict.fromkeys(
        (WakeKind.HELD_ALONE, WakeKind.ASK_WELL, WakeKind.NO_SIGN, WakeKind.TEAM_SILENT, WakeKind.WATCH_OFFERED),
        lambda wake: c.LookAfter(incident=_named(wake), wake=wake.kind, subject=wake.subject),
    ),
}
"""What the program does when a timer of the rules fires. Those of unanswered tasks are set elsewhere."""

OF_A_TIMER = frozenset({c.KeepTime, c.LookAfter, c.KeepLedger})
"""What a timer alone can say, since its subject is of the rules' own making: said when it fires, and fires again."""


def _is_of_this_call(kind: Any) -> bool:
    hints = get_type_hints(kind)
    named = [name for name, hint in hints.items() if hint is IncidentId]
    return named == ["incident"] and not OF_SEVERAL_CALLS & set(hints.values()) and kind not in OF_A_TIMER


COMMANDS = tuple(kind for kind in get_args(c.AnIncidentCommand) if _is_of_this_call(kind))


def _named(wake: Wake) -> IncidentId:
    assert wake.incident is not None
    return wake.incident


LISTENING = SkillId("listening")
SKILLS = {"ana": ("lead",), "eve": ("lead",), "dee": ("listening",), "hal": ("listening",)}
NATURE = Nature(
    id=NatureId("other"),
    protection_area=ProtectionArea.COMMUNITY_RESPONSE,
    names={"en": "Something else"},
    urgency=Urgency.IMMEDIATE,
    need=Need(responders=1, cap=1),
)
HILL = TeamId("hill")
OF_HILL = ("gil", "gus")
NEIGHBOUR = Neighbour(team=HILL, name="Hill", opens=Opens.COORDINATOR, coordinators=(PersonId("gus"),))
THURSDAY = Window(start=NOON + timedelta(days=2), end=NOON + timedelta(days=2, hours=1))


def _need(together: int, more: int, room: int, lead: bool, afar: bool, later: bool) -> Need:
    """`afar`: somebody listens from afar beside those who go; `later`: it is for Thursday."""
    responders = together + more + afar
    return Need(
        responders=responders,
        cap=responders + room,
        together=together,
        roles={**({LEAD: 1} if lead else {}), **({LISTENING: 1} if afar else {})},
        remote=frozenset({LISTENING} if afar else ()),
        window=THURSDAY if later else None,
    )


needs = st.builds(
    _need,
    together=st.integers(1, 2),
    more=st.integers(0, 1),
    room=st.integers(0, 2),
    lead=st.booleans(),
    afar=st.booleans(),
    later=st.booleans(),
)


class OneCall(RuleBasedStateMachine):
    """The rules, and what stands after each decision."""

    decide: ClassVar[Decide] = staticmethod(decide)

    @initialize(
        need=needs,
        live_pages=st.integers(1, 3),
        many=st.integers(1, len(NAMES)),
        coordinated=st.booleans(),
        danger=st.booleans(),
    )
    def opens(self, need: Need, live_pages: int, many: int, coordinated: bool, danger: bool) -> None:
        self.now = NOON
        self.count = 0
        self.people: dict[PersonId, Person] = {
            PersonId(each): person(
                each,
                skills=SKILLS.get(each, ()),
                standing=Standing.PROBATION if each == NEWCOMER else Standing.VETTED,
            )
            for each in NAMES[-many:]
        }
        for each in OF_HILL:
            theirs = Membership(
                person=PersonId(each), team=HILL, roles=frozenset({Role.PROTECTOR}), standing=Standing.VETTED
            )
            self.people[PersonId(each)] = replace(person(each), memberships=(theirs,))
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
        """Somebody is asked in the place of each, until enough are going: then two go together, or more.

        And one more says yes, who was asked before.
        """
        for _ in range(self.call.need.cap + 1):
            going = {each.person for each in self.call.taking_part()}
            pages = (*self.call.live_pages(), *self.call.pages)
            for page in [each for each in pages if each.person not in going][:1]:
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

    @precondition(lambda self: HILL not in self.call.aid)
    @rule()
    def a_neighbour_helps_and_says_yes(self) -> None:
        self.a_neighbour_is_asked_or_answers(c.OpenAid)
        for _ in range(len(self.people)):
            for page in self.call.live_pages()[:1]:
                kind = c.Accept if page.person in OF_HILL else c.Decline
                self._does(kind(incident=self.call.id, by=page.person, page=page.id))

    @rule(says=st.sampled_from((c.AskAid, c.OpenAid, c.OpenAid, c.DeclineAid, c.EndAid)))
    def a_neighbour_is_asked_or_answers(self, says: Any) -> None:
        if says is c.OpenAid:
            self._does(c.AskAid(incident=self.call.id, by=PersonId("cora"), team=HILL))
        self._does(says(incident=self.call.id, by=PersonId("cora" if says is c.AskAid else "gus"), team=HILL))
        self._does(c.LookAgain(incident=self.call.id))

    @rule(data=st.data(), many=st.integers(0, 3), set_off=st.booleans())
    def another_call_is_merged_into_it(self, data: st.DataObject, many: int, set_off: bool) -> None:
        """One that others go to, or some of the same people."""
        need = Need(responders=3, cap=3)
        other = incident(need=need, place=PLACE, id=IncidentId(f"inc_m{self.count}"), number=13)
        known = self._facts()
        known = replace(known, candidates=tuple(each for each in known.candidates if not each.aid))
        other = open_incident(other, known, self.now, paging=True, referral=None).incident
        for page in other.live_pages()[:many]:
            if self.call.assignment_of(page.person) is None:
                other = decide(
                    other, c.Accept(incident=other.id, by=page.person, page=page.id), known, self.now
                ).incident
            if set_off and other.assignment_of(page.person) is not None:
                other = decide(other, c.SetOff(incident=other.id, by=page.person), known, self.now).incident
        moves = who_moves(other, self.call)
        self._does(c.TakeIn(incident=self.call.id, by=PersonId("cora"), merged=other, moves=moves))

    @rule(data=st.data(), then=st.sampled_from((c.Reopen, c.PageAll)))
    def it_is_closed_and_runs_again(self, data: st.DataObject, then: Any) -> None:
        how = data.draw(st.sampled_from(Disposition))
        self._does(c.Close(incident=self.call.id, by=PersonId("cora"), disposition=how))
        self._does(then(incident=self.call.id, by=PersonId("cora")))

    @rule(goes_on=st.booleans())
    def it_is_held(self, goes_on: bool) -> None:
        self._does(c.Hold(incident=self.call.id, by=PersonId("cora")))
        if goes_on:
            self._does(c.GoOn(incident=self.call.id, by=PersonId("cora")))

    @rule(need=needs)
    def its_nature_changes(self, need: Need) -> None:
        other = replace(NATURE, need=need)
        self._does(c.ChangeNature(incident=self.call.id, by=PersonId("cora"), nature=other, was=None, ready=True))

    @rule(data=st.data(), writes=st.booleans())
    def somebody_texts_from_afar(self, data: st.DataObject, writes: bool) -> None:
        """With whoever waits: a coordinator, or whom a coordinator names; and whoever waits may say more."""
        who = data.draw(st.sampled_from(PEOPLE))
        self._does(c.TextWith(incident=self.call.id, by=PersonId("cora"), person=who))
        if writes:
            self._does(c.AddWords(incident=self.call.id, words=WORDS))

    @rule(responders=st.integers(1, 3), room=st.integers(0, 2), together=st.integers(1, 3))
    def its_need_is_edited(self, responders: int, room: int, together: int) -> None:
        self._does(
            c.ChangeNeed(
                incident=self.call.id,
                by=PersonId("cora"),
                responders=responders,
                cap=responders + room,
                together=together,
            )
        )

    @rule(live=st.integers(1, 4))
    def its_plan_is_edited(self, live: int) -> None:
        self._does(c.EditPlan(incident=self.call.id, by=PersonId("cora"), live_pages=live))

    @rule()
    def a_second_need_is_split_off(self) -> None:
        into = IncidentId(f"inc_s{self.count}")
        self._does(c.SplitInto(incident=self.call.id, by=PersonId("cora"), into=into, number=14, nature=NATURE.id))

    @precondition(lambda self: self.call.going())
    @rule()
    def danger_is_named_while_they_go(self) -> None:
        self._does(c.AddWords(incident=self.call.id, words="he has a gun", danger=True))

    @precondition(lambda self: self.call.need.window is not None and self.call.going())
    @rule()
    def danger_is_named_where_it_was_for_later(self) -> None:
        """Nobody who promised to come on Thursday is counted on now."""
        self._does(c.AddWords(incident=self.call.id, words="", danger=True))

    @precondition(lambda self: any(each.state is AssignmentState.UNSURE for each in self.call.assignments))
    @rule(data=st.data(), comes=st.booleans(), closed=st.booleans())
    def whoever_was_not_heard_from_answers(self, data: st.DataObject, comes: bool, closed: bool) -> None:
        """Or it is closed before they do."""
        if closed:
            self._does(c.Close(incident=self.call.id, by=PersonId("cora"), disposition=Disposition.RESOLVED_ON_SCENE))
            return
        lost = [each for each in self.call.assignments if each.state is AssignmentState.UNSURE]
        kind = c.StillComing if comes else c.DropOut
        self._does(kind(incident=self.call.id, by=data.draw(st.sampled_from(lost)).person))

    # --- what must hold

    @invariant()
    def nobody_who_was_not_heard_from_is_left_hanging(self) -> None:
        """Nobody waits for them once it is closed."""
        lost = [each for each in self.call.assignments if each.state is AssignmentState.UNSURE]
        assert self.call.is_alive() or not lost
        assert not {each.person for each in lost} & {each.person for each in self.call.going()}

    @invariant()
    def no_need_is_over_filled(self) -> None:
        assert len(self.call.counted()) <= self.call.need.cap

    @invariant()
    def whoever_only_texts_from_afar_counts_for_nothing(self) -> None:
        for each in self.call.texting():
            assert each.remote
            assert not each.lead
            assert each not in (*self.call.counted(), *self.call.in_person())

    @invariant()
    def nobody_walks_alone_where_two_are_required(self) -> None:
        """Who helps from afar is nobody to walk beside."""
        going = self.call.in_person()
        walking = [each for each in going if each.state in WALKS_TO_IT]
        if self.call.need.mode is Mode.GO and walking:
            assert len(going) >= self.call.need.together
        assert not walking or any(not each.probation for each in going)

    @invariant()
    def no_exact_place_has_left_before_it_might(self) -> None:
        may = [each for each in self.call.taking_part() if each.state is not AssignmentState.HOLDING]
        knows, hears = {each.person for each in may if not each.remote}, {each.person for each in may}
        for say in self.says:
            told = f"{say.params} {say.lines}"
            if say.to_member and any(mark in told for mark in EXACT):
                reads = knows if any(mark in told for mark in WHERE) else hears
                # Whoever has the call coordinates: the talk lets nobody else take it.
                has_it = say.to == self.call.owner
                assert say.to in reads or say.to in self.coordinators or has_it, f"{say.kind} to {say.to}"

    @invariant()
    def no_live_call_is_forgotten(self) -> None:
        """Somebody is asked, or goes, or must look. One timer excuses it: those who did not answer are asked again at
        the moment that the call names, within the policy's longest wait.
        """
        longest = max(self.call.plan.policy.filling.ask_again, default=timedelta())
        asks_again = any(
            wake.kind is WakeKind.ASK_AGAIN and wake.at == self.call.asks_again_at and wake.at - self.now <= longest
            for wake in self.wakes
        )
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
        helps = self.count > 1 and HILL in self.call.aid
        theirs = [replace(each, aid=True) for each in candidates if each.person.id in OF_HILL] if helps else []
        ours = [each for each in candidates if each.person.id not in OF_HILL]
        known = facts(*ours, *theirs, coordinators=self.coordinators, stimulus=f"stm {self.count}")
        return replace(known, neighbours=(NEIGHBOUR,), team_name="River", people=dict(self.people))

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
            SkillId: st.sampled_from((LEAD, LISTENING)),
            TeamId: st.just(HILL),
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
