"""Needs for later and roles from afar, rule by rule, and under any interleaving of what can happen."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import commands as c
from domain.commands import AnIncidentCommand
from domain.dispatch import Decision, decide, open_incident
from domain.errors import Refused
from domain.ids import PersonId, SkillId
from domain.incident import GOING, Assignment, AssignmentState, Disposition, Incident, PageState
from domain.matching import Candidate, rank
from domain.messages import MessageKind as K
from domain.messages import WakeKind
from domain.needs import Mode, Need, Window
from domain.people import Standing
from domain.places import Place, PlaceKind
from domain.policy import Later, Policy
from domain.tasks import TaskKind
from domain.zone import reached, zone
from tests.support.builders import LEAD, NOON, candidate, facts, incident, opened

TALKS = SkillId("translator")
THURSDAY = NOON + timedelta(days=6)
AT_TWO = Window(start=THURSDAY, end=THURSDAY + timedelta(hours=1))
MIXED = Need(responders=3, cap=4, together=2, roles={TALKS: 1}, remote=frozenset({TALKS}))
FOUR = tuple(candidate(name) for name in ("ana", "ben", "cal", "dee"))
TIM = candidate("tim", skills=(TALKS,))


def play(call: Incident, *commands: AnIncidentCommand, who: tuple[Candidate, ...] = (*FOUR, TIM)) -> Decision:
    decision = Decision(why="", incident=call)
    for number, command in enumerate(commands):
        said = f"s{number}-{len(call.assignments)}-{len(call.pages)}"
        decision = decide(decision.incident, command, facts(*who, stimulus=said), NOON)
    return decision


def yes(call: Incident, person: str) -> c.Accept:
    page = next(page.id for page in reversed(call.pages) if page.person == person)
    return c.Accept(incident=call.id, by=PersonId(person), page=page)


def heard(decision: Decision, to: str) -> list[K]:
    return [say.kind for say in decision.says if say.to == to]


def state_of(call: Incident, person: str) -> AssignmentState:
    return next(each.state for each in reversed(call.assignments) if each.person == person)


# --- from afar


def test_whoever_fills_a_role_from_afar_gets_no_place_and_waits_for_nobody() -> None:
    call = opened(*FOUR, TIM, need=MIXED, policy=Policy(live_pages=5)).incident

    decision = play(call, yes(call, "tim"))

    assert heard(decision, "tim") == [K.M_REMOTE_GO]
    said = next(say for say in decision.says if say.to == "tim")
    assert not {"place", "words", "areas"} & said.params.keys()
    assert heard(decision, "cnv_1") == [K.R_REMOTE_COMING]


def test_somebody_from_afar_is_nobody_to_go_beside() -> None:
    call = opened(*FOUR, TIM, need=MIXED, policy=Policy(live_pages=5)).incident

    call = play(call, yes(call, "ana"), yes(call, "tim")).incident

    assert state_of(call, "ana") is AssignmentState.HOLDING
    assert not call.is_filled()

    decision = play(call, yes(call, "ben"))
    assert state_of(decision.incident, "ana") is AssignmentState.ACCEPTED
    assert decision.incident.is_filled()
    assert heard(decision, "ana") == [K.M_RELEASED]
    assert heard(decision, "tim") == [K.M_OTHER_COMING]


def test_the_page_of_a_role_from_afar_says_so() -> None:
    decision = opened(TIM, candidate("ana"), need=MIXED)

    assert heard(decision, "tim") == [K.M_REMOTE_PAGE]
    assert heard(decision, "ana") == [K.M_PAGE]


def test_a_second_with_the_skill_goes_there() -> None:
    call = opened(*FOUR, TIM, candidate("uma", skills=(TALKS,)), need=MIXED, policy=Policy(live_pages=6)).incident

    call = play(call, yes(call, "tim"), yes(call, "uma"), who=(*FOUR, TIM, candidate("uma", skills=(TALKS,)))).incident

    assert [each.remote for each in call.assignments] == [True, False]


def test_nobody_arrives_from_afar_and_who_is_done_is_done() -> None:
    call = opened(TIM, need=Need(mode=Mode.REMOTE)).incident
    call = play(call, yes(call, "tim")).incident

    early = play(call, c.Arrive(incident=call.id, by=PersonId("tim")))
    ended = play(call, c.Finish(incident=call.id, by=PersonId("tim")))

    assert heard(early, "tim") == [K.M_REMOTE_STAYS]
    assert state_of(early.incident, "tim") is AssignmentState.ACCEPTED
    assert state_of(ended.incident, "tim") is AssignmentState.CLEAR
    assert TaskKind.CLOSE in {each.kind for each in ended.tasks}


def test_what_a_requester_adds_reaches_who_helps_from_afar_without_the_place() -> None:
    call = opened(TIM, need=Need(mode=Mode.REMOTE)).incident
    call = play(call, yes(call, "tim")).incident

    corner = Place(kind=PlaceKind.INTERSECTION, label="5th & Main", areas=call.areas, lat=41.88, lon=-87.64)
    decision = play(call, c.AddWords(incident=call.id, words="second floor, 5th & Main", place=corner))

    (told,) = (say for say in decision.says if say.to == "tim")
    assert told.kind is K.M_WORDS
    assert "second floor" in str(told.params["words"])
    assert "5th & Main" not in str(told.params["words"])


def test_a_reopened_need_still_has_room_for_who_must_be_together() -> None:
    call = opened(*FOUR, TIM, need=MIXED).incident
    shut = play(call, c.Close(incident=call.id, by=PersonId("cora"), disposition=Disposition.CANCELLED)).incident

    again = play(shut, c.Reopen(incident=call.id, by=PersonId("cora"))).incident

    assert again.need.responders - again.need.from_afar >= again.need.together


@pytest.mark.parametrize(
    "wrong",
    [
        {"responders": 2, "cap": 2, "together": 2, "roles": {TALKS: 1}, "remote": frozenset({TALKS})},
        {"responders": 2, "cap": 2, "remote": frozenset({TALKS})},
    ],
)
def test_a_need_that_could_never_be_together_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="role"):
        Need(**wrong)  # type: ignore[arg-type]


@st.composite
def needs(draw: st.DrawFn) -> Need:
    together, afar = draw(st.integers(1, 3)), draw(st.integers(0, 2))
    responders = together + afar + draw(st.integers(0, 1))
    roles = {LEAD: 1} if draw(st.booleans()) else {}
    remote = frozenset({TALKS}) if afar else frozenset[SkillId]()
    if afar:
        roles[TALKS] = afar
    return Need(
        responders=responders,
        cap=responders + draw(st.integers(0, 2)),
        together=together,
        roles=roles,
        remote=remote,
    )


PEOPLE = tuple(
    candidate(f"p{number}", skills=tuple(skill for skill in (LEAD, TALKS) if number % (2 if skill == LEAD else 3) == 0))
    for number in range(10)
)


class MixedCrew(RuleBasedStateMachine):
    """People accept, drop out and finish in any order, some of them from afar."""

    call: Incident

    @initialize(need=needs())
    def opens(self, need: Need) -> None:
        self.now, self.turn = NOON, 0
        self.call = open_incident(
            incident(need=need, policy=Policy(live_pages=10)), facts(*PEOPLE), NOON, paging=True, referral=None
        ).incident

    def does(self, command: AnIncidentCommand) -> None:
        self.turn += 1
        try:
            self.call = decide(self.call, command, facts(*PEOPLE, stimulus=f"t{self.turn}"), self.now).incident
        except Refused:
            return

    @precondition(lambda self: bool(self.call.pages))
    @rule(data=st.data())
    def accepts(self, data: st.DataObject) -> None:
        page = data.draw(st.sampled_from(self.call.pages))
        self.does(c.Accept(incident=self.call.id, by=page.person, page=page.id))

    @rule(number=st.integers(0, 9), what=st.sampled_from([c.DropOut, c.SetOff, c.Arrive, c.Finish, c.StillComing]))
    def reports(self, number: int, what: type[c.DropOut]) -> None:
        self.does(what(incident=self.call.id, by=PersonId(f"p{number}")))

    @rule(days=st.integers(-1, 6))
    def moves_to(self, days: int) -> None:
        start = self.now + timedelta(days=days, hours=3)
        window = None if days < 0 else Window(start=start, end=start + timedelta(hours=1))
        self.does(c.SetWindow(incident=self.call.id, by=PersonId("cora"), window=window))

    @rule(stage=st.sampled_from(["ask", "silent", "soon"]), hours=st.integers(0, 30))
    def time_passes(self, stage: str, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for due in ("opens", stage):
            if self.call.need.window is not None:
                self.does(moment(self.call, due))

    @invariant()
    def is_never_beyond_its_cap(self) -> None:
        assert len(self.call.counted()) <= self.call.need.cap

    @invariant()
    def nobody_is_alone_where_two_are_required(self) -> None:
        sent = [each for each in self.call.in_person() if each.state in _ON_THE_WAY]
        assert not sent or len(self.call.in_person()) >= self.call.need.together

    @invariant()
    def no_more_help_from_afar_than_the_roles_ask(self) -> None:
        assert sum(each.remote for each in self.call.counted()) <= self.call.need.from_afar

    @invariant()
    def a_filled_need_has_every_role_and_enough_who_go(self) -> None:
        if self.call.is_filled():
            there = [each for each in self.call.counted() if not each.remote]
            assert self.call.missing_roles() == 0
            assert len(there) >= self.call.need.together

    @invariant()
    def no_role_that_has_to_be_there_is_filled_from_afar(self) -> None:
        leads = [each for each in self.call.counted() if LEAD in each.skills and not each.remote]
        assert not self.call.is_filled() or len(leads) >= self.call.need.roles.get(LEAD, 0)

    @invariant()
    def somebody_helping_from_afar_is_never_there(self) -> None:
        assert not any(each.remote and each.state in _THERE for each in self.call.assignments)

    @invariant()
    def it_is_asked_filled_or_owned(self) -> None:
        asks = self.call.live_pages() or self.call.is_filled() or self.call.exhausted or self.call.asks_again_at
        waits = self.call.is_ahead(self.now) and Later().rests.until(zone("America/Chicago"), self.now) is not None
        assert asks or waits


_ON_THE_WAY = frozenset({AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE})
_THERE = frozenset({AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE, AssignmentState.HOLDING})
MixedCrew.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_any_interleaving = MixedCrew.TestCase


# --- for later


def for_thursday(*, need: Need | None = None, at: datetime = NOON) -> Decision:
    call = opened(*FOUR, need=need or Need()).incident
    return decide(
        call, c.SetWindow(incident=call.id, by=PersonId("cora"), window=AT_TWO), facts(*FOUR, stimulus="w"), at
    )


def test_a_need_for_later_is_asked_for_with_pages_that_stay_for_hours() -> None:
    call = for_thursday().incident

    assert {page.expires_at - NOON for page in call.live_pages()} == {timedelta(hours=4)}


@given(hours=st.floats(0.1, 200), late=st.integers(0, 23))
@settings(max_examples=200, deadline=None)
def test_no_page_for_later_outlives_the_margin_before_its_time_or_ends_in_the_night(hours: float, late: int) -> None:
    now = NOON + timedelta(hours=late)
    start = now + timedelta(hours=hours)
    call = opened(*FOUR).incident
    command = c.SetWindow(incident=call.id, by=PersonId("cora"), window=Window(start=start, end=start))

    call = decide(call, command, facts(*FOUR, stimulus="w"), now).incident

    if call.is_ahead(now):
        for page in call.live_pages():
            assert now < page.expires_at <= start - Later().margin
            ends = reached(zone("America/Chicago"), page.expires_at).time()
            soon = start - now <= Later().near or page.expires_at == start - Later().margin
            assert soon or time(9, 0) <= ends < time(20, 0)


def test_an_ordinary_call_is_asked_for_as_ever() -> None:
    call = opened(*FOUR).incident

    assert {page.expires_at - NOON for page in call.live_pages()} == {timedelta(seconds=120)}


def test_nobody_says_how_many_minutes_for_thursday() -> None:
    call = for_thursday().incident
    page = call.live_pages()[0]

    decision = play(call, c.Accept(incident=call.id, by=page.person, page=page.id, minutes=1))

    assert decision.incident.assignments[0].minutes is None
    assert heard(decision, page.person)[0] is K.M_LATER_GO
    assert heard(decision, "cnv_1") == [K.R_LATER_COMING]


@pytest.mark.parametrize(
    ("held", "window", "heard_by_requester", "heard_by_coordinator"),
    [
        (False, AT_TWO, K.R_LATER_SET, K.C_LATER_SET),
        (True, AT_TWO, K.R_LATER_KEPT, K.C_LATER_KEPT),
        (True, None, K.R_COORDINATOR_HAS_IT, K.C_LATER_KEPT),
    ],
)
def test_that_people_are_asked_for_then_is_said_only_where_they_are(
    held: bool, window: Window | None, heard_by_requester: K, heard_by_coordinator: K
) -> None:
    cora = PersonId("cora")
    call = for_thursday().incident if window is None else opened(*FOUR, need=Need()).incident
    if held:
        call = play(call, c.Hold(incident=call.id, by=cora)).incident

    decision = play(call, c.SetWindow(incident=call.id, by=cora, window=window))

    assert heard(decision, "cnv_1") == [heard_by_requester]
    assert heard_by_coordinator in heard(decision, cora)


def test_its_moments_are_the_day_before_and_shortly_before() -> None:
    at = {wake.subject.split("|")[2]: wake.at for wake in for_thursday().wakes if wake.kind is WakeKind.LATER}

    assert at["ask"] == AT_TWO.start - timedelta(hours=24)
    assert at["soon"] == AT_TWO.start - timedelta(hours=2)


def test_who_would_be_asked_again_in_the_night_is_asked_the_evening_before_it() -> None:
    start = NOON + timedelta(days=6, hours=14)  # three in the morning, or two
    call = opened(*FOUR).incident
    command = c.SetWindow(incident=call.id, by=PersonId("cora"), window=Window(start=start, end=start))

    wakes = decide(call, command, facts(*FOUR, stimulus="w"), NOON).wakes

    asks = next(wake.at for wake in wakes if wake.kind is WakeKind.LATER and "|ask|" in wake.subject)
    assert reached(zone("America/Chicago"), asks).time() == time(20, 0)
    assert asks <= start - timedelta(hours=24)


def moment(call: Incident, stage: str) -> c.KeepTime:
    window = call.need.window
    assert window is not None
    return c.KeepTime(incident=call.id, subject=f"{call.id}|{window.start:%Y%m%d%H%M}|{stage}|x")


def test_a_moment_of_a_time_that_was_changed_does_nothing() -> None:
    call = for_thursday().incident
    stale = moment(call, "soon")
    later = Window(start=AT_TWO.start + timedelta(days=1), end=AT_TWO.end + timedelta(days=1))
    call = play(call, c.SetWindow(incident=call.id, by=PersonId("cora"), window=later), who=FOUR).incident

    decision = play(call, stale, who=FOUR)

    assert decision.incident == call
    assert decision.says == ()


def test_who_was_replaced_and_says_yes_too_late_is_thanked() -> None:
    call = for_thursday().incident
    first, second = call.live_pages()[0], call.live_pages()[1]
    call = play(call, c.Accept(incident=call.id, by=first.person, page=first.id), who=FOUR).incident
    day_before = AT_TWO.start - timedelta(hours=24)
    call = decide(call, moment(call, "ask"), facts(*FOUR, stimulus="a"), day_before).incident
    call = decide(call, moment(call, "silent"), facts(*FOUR, stimulus="b"), day_before + timedelta(hours=4)).incident
    assert state_of(call, first.person) is AssignmentState.UNSURE
    asked = next(page for page in call.live_pages() if page.person != first.person)
    now = day_before + timedelta(hours=5)
    call = decide(
        call, c.Accept(incident=call.id, by=asked.person, page=asked.id), facts(*FOUR, stimulus="d"), now
    ).incident

    decision = decide(call, c.StillComing(incident=call.id, by=first.person), facts(*FOUR, stimulus="e"), now)

    assert second.person != first.person
    assert heard(decision, first.person) == [K.M_THANKED_LATE]
    assert len(decision.incident.counted()) == 1


def test_danger_makes_it_for_now_and_counts_on_nobody_who_promised_thursday() -> None:
    call = for_thursday().incident
    page = call.live_pages()[0]
    call = play(call, c.Accept(incident=call.id, by=page.person, page=page.id), who=FOUR).incident

    decision = play(call, c.AddWords(incident=call.id, words="", danger=True), who=FOUR)

    assert decision.incident.need.window is None
    assert state_of(decision.incident, page.person) is AssignmentState.UNSURE
    assert K.M_LATER_COME_NOW in heard(decision, page.person)
    assert decision.incident.live_pages()


def test_in_danger_a_time_is_refused() -> None:
    call = opened(*FOUR, danger=True).incident

    with pytest.raises(Refused) as refused:
        play(call, c.SetWindow(incident=call.id, by=PersonId("cora"), window=AT_TWO), who=FOUR)

    assert refused.value.key == K.C_LATER_DANGER


def test_a_close_lets_go_of_who_was_not_heard_from() -> None:
    call = for_thursday().incident
    unsure = Assignment(
        id=call.assignments[0].id if call.assignments else "asg_1",  # type: ignore[arg-type]
        incident=call.id,
        person=PersonId("ana"),
        page=None,
        code="Robin",
        state=AssignmentState.UNSURE,
        accepted_at=NOON,
        ended_at=NOON,
    )
    call = replace(call, assignments=(unsure,))

    closed = play(
        call, c.Close(incident=call.id, by=PersonId("cora"), disposition=Disposition.CANCELLED), who=FOUR
    ).incident

    assert not any(each.state in GOING or each.state is AssignmentState.UNSURE for each in closed.assignments)


# --- who is asked


def test_a_promise_elsewhere_at_that_time_is_kept_and_a_call_now_is_no_hindrance_for_thursday() -> None:
    call = replace(incident(), need=Need(window=AT_TWO))
    busy, booked = replace(candidate("ana"), going=1), replace(candidate("ben"), booked=True)

    ranking = rank(call, (busy, booked), NOON)

    assert [each.candidate.person.id for each in ranking.order] == ["ana"]
    assert ranking.left_out == (("ben", "has promised to be elsewhere at that time"),)


def test_whoever_speaks_one_of_the_languages_of_the_need_is_asked_first() -> None:
    call = incident(need=Need(languages=("ht",)))
    people = candidate("ana", languages=("fr",)), candidate("zoe", languages=("ht",)), candidate("ben")

    order = [each.candidate.person.id for each in rank(call, people, NOON).order]

    assert order == ["ben", "zoe", "ana"]


def test_a_page_names_the_languages_that_help() -> None:
    decision = opened(candidate("ana"), need=Need(languages=("ht", "en")))

    said = next(say for say in decision.says if say.kind is K.M_PAGE)
    assert said.params["languages"] == "en,ht"


def test_on_probation_nobody_goes_beside_somebody_from_afar() -> None:
    newcomer = candidate("ned", standing=Standing.PROBATION)
    need = Need(responders=2, cap=3, roles={TALKS: 1}, remote=frozenset({TALKS}))
    call = opened(TIM, newcomer, *FOUR, need=need, policy=Policy(live_pages=6)).incident
    who = (TIM, newcomer, *FOUR)

    call = play(call, yes(call, "tim"), yes(call, "ned"), who=who).incident

    assert state_of(call, "ned") is AssignmentState.HOLDING
    assert {page.state for page in call.pages if page.person == "ana"} == {PageState.LIVE}


def test_who_holds_for_thursday_is_not_told_today_that_nobody_has_joined_them() -> None:
    decision = for_thursday(need=Need(responders=2, cap=2, together=2))
    page = decision.incident.live_pages()[0]

    decision = play(decision.incident, c.Accept(incident=page.incident, by=page.person, page=page.id), who=FOUR)

    told = next(wake.at for wake in decision.wakes if wake.kind is WakeKind.HELD_ALONE)
    assert heard(decision, page.person)[0] is K.M_LATER_HOLD
    assert told == AT_TWO.start - Later().margin + Policy().stage_alone
