"""How those who go are looked after, rule by rule."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain import commands as c
from domain.commands import AnIncidentCommand
from domain.dispatch import Decision, decide, has_passed
from domain.ids import PersonId
from domain.incident import AssignmentState, Disposition, Incident
from domain.messages import MessageKind as K
from domain.messages import Wake, WakeKind
from domain.needs import Mode, Need, Window
from domain.tasks import TaskKind
from models.forms import policy_form, policy_from, watch_form, watch_from
from tests.support.builders import NOON, candidate, facts, opened

TEAM = tuple(candidate(name) for name in ("ana", "ben", "cal"))
PAIR = Need(responders=2, cap=3, together=2)
ONE = Need(responders=1, cap=2)


class Film:
    """A call as it goes on: what is done, and every timer at its moment."""

    def __init__(self, need: Need, coordinators: tuple[str, ...] = ("cora", "omar")) -> None:
        self.call: Incident = opened(*TEAM, need=need).incident
        self.now = NOON
        self.coordinators = coordinators
        self.wakes: dict[tuple[WakeKind, str], Wake] = {}
        self.heard: list[tuple[datetime, str, K]] = []
        self.tasks: set[TaskKind] = set()
        self.first: tuple[PersonId, ...] = ()
        self._steps = 0

    def does(self, command: AnIncidentCommand) -> Decision:
        self._steps += 1
        known = facts(*TEAM, coordinators=self.coordinators, stimulus=f"s{self._steps}")
        known = replace(known, first=self.first)
        decision = decide(self.call, command, known, self.now)
        if has_passed(self.call, command) and decide(self.call, command, facts(), self.now).leaves(self.call):
            assert decision.leaves(self.call)
        self.call = decision.incident
        for wake in decision.wakes:
            was = self.wakes.get((wake.kind, wake.subject))
            if was is None or wake.at < was.at:
                self.wakes[wake.kind, wake.subject] = wake
        self.heard += [(self.now, say.to, say.kind) for say in decision.says]
        self.tasks = (self.tasks | {task.kind for task in decision.tasks}) - decision.tasks_done
        return decision

    def accepts(self, name: str, minutes: int = 5) -> None:
        page = next(each.id for each in self.call.pages if each.person == name)
        self.does(c.Accept(incident=self.call.id, by=PersonId(name), page=page, minutes=minutes))

    def passes(self, minutes: float) -> None:
        until = self.now + timedelta(minutes=minutes)
        while True:
            looked = [each for each in self.wakes.values() if each.kind in LOOKS and each.at <= until]
            if not looked:
                break
            wake = min(looked, key=lambda each: each.at)
            del self.wakes[wake.kind, wake.subject]
            self.now = max(self.now, wake.at)
            self.does(c.LookAfter(incident=self.call.id, wake=wake.kind, subject=wake.subject))
        self.now = until

    def told(self, kind: K) -> list[tuple[float, str]]:
        """(minutes since noon, to whom) of everything of this kind."""
        return [((at - NOON).total_seconds() / 60, to) for at, to, each in self.heard if each is kind]


LOOKS = frozenset({WakeKind.HELD_ALONE, WakeKind.ASK_WELL, WakeKind.NO_SIGN, WakeKind.TEAM_SILENT})


def by(film: Film, name: str, command: type[c.IncidentCommand]) -> None:
    film.does(command(incident=film.call.id, by=PersonId(name)))  # type: ignore[arg-type]


def there(*names: str, need: Need = PAIR) -> Film:
    film = Film(need)
    for name in names:
        film.accepts(name)
    for name in names:
        by(film, name, c.Arrive)
    return film


def test_silence_adds_one_coordinator_each_time_and_drops_nobody() -> None:
    film = there("ana", need=ONE)

    film.passes(40)

    assert film.told(K.M_SAFETY_WELL) == [(15, "ana")]
    assert film.told(K.M_SAFETY_WELL_AGAIN) == [(20, "ana")]
    assert film.told(K.C_SAFETY_SILENT) == [
        (25, "cora"),
        *((30, each) for each in ("cora", "omar")),
        *((35, each) for each in ("cora", "omar")),
        *((40, each) for each in ("cora", "omar")),
    ]


def test_whoever_is_on_call_hears_of_a_silence_first() -> None:
    film = there("ana", need=ONE)
    film.first = (PersonId("omar"),)

    film.passes(25)

    assert film.told(K.C_SAFETY_SILENT) == [(25, "omar")]


def test_each_question_is_asked_anew_after_the_last_answer() -> None:
    film = there("ana", "ben")
    for _ in range(3):
        film.passes(30)
        for name in ("ana", "ben"):
            by(film, name, c.SayWell)

    assert sorted(film.told(K.M_SAFETY_WELL)) == [(at, who) for at in (30, 60, 90) for who in ("ana", "ben")]
    assert film.told(K.M_SAFETY_WELL_AGAIN) == []
    assert film.told(K.C_SAFETY_CALL) == []


def test_an_answer_before_the_question_puts_it_off() -> None:
    film = there("ana", need=ONE)
    film.passes(10)
    by(film, "ana", c.SayWell)

    film.passes(15)

    assert film.told(K.M_SAFETY_WELL) == [(25, "ana")]


def test_who_is_left_alone_there_is_asked_sooner() -> None:
    film = there("ana", "ben")
    film.passes(20)
    by(film, "ben", c.Finish)

    film.passes(6)

    assert film.told(K.M_SAFETY_WELL) == [(25, "ana")]


def test_a_member_who_coordinates_is_not_told_of_their_own_silence() -> None:
    film = Film(ONE, coordinators=("ana", "omar"))
    film.accepts("ana")
    by(film, "ana", c.Arrive)

    film.passes(30)

    assert {to for _, to in film.told(K.C_SAFETY_SILENT)} == {"omar"}


def test_the_timers_of_a_call_that_went_well_are_known_to_have_passed_before_anything_is_read() -> None:
    film = Film(ONE)
    film.accepts("ana")
    by(film, "ana", c.Arrive)
    by(film, "ana", c.Finish)
    looks = [each for each in film.wakes.values() if each.kind in LOOKS]

    commands = [c.LookAfter(incident=film.call.id, wake=each.kind, subject=each.subject) for each in looks]

    assert {each.kind for each in looks} == {WakeKind.ASK_WELL, WakeKind.TEAM_SILENT}
    assert all(has_passed(film.call, each) for each in commands)


def test_a_timer_that_is_still_waited_for_has_not_passed() -> None:
    film = Film(ONE)
    film.accepts("ana")
    by(film, "ana", c.Arrive)

    state = [each for each in film.wakes.values() if each.subject.split("|")[1] == film.call.going()[0].watch.stamp]

    assert state
    for each in state:
        assert not has_passed(film.call, c.LookAfter(incident=film.call.id, wake=each.kind, subject=each.subject))


def test_a_timer_of_another_state_or_of_a_closed_call_does_nothing() -> None:
    film = there("ana", need=ONE)
    film.does(c.Close(incident=film.call.id, by=PersonId("cora"), disposition=Disposition.RESOLVED_ON_SCENE))
    before = len(film.heard)

    film.passes(240)

    assert len(film.heard) == before


def test_nobody_is_looked_after_who_was_going_before_there_was_such_a_thing() -> None:
    film = there("ana", need=ONE)
    wake = next(each for each in film.wakes.values() if each.kind is WakeKind.ASK_WELL)
    old = tuple(replace(each, watch=type(each.watch)()) for each in film.call.assignments)
    film.call = replace(film.call, assignments=old)

    decision = film.does(c.LookAfter(incident=film.call.id, wake=wake.kind, subject=wake.subject))

    assert decision.says == ()


def test_two_who_hold_tell_the_requester_once() -> None:
    film = Film(Need(responders=3, cap=3, together=3))
    film.accepts("ana")
    film.passes(1)
    film.accepts("ben")

    film.passes(30)

    assert film.told(K.R_SAFETY_ALONE) == [(10, "cnv_1")]
    assert film.told(K.M_SAFETY_WAIT) == [(10, "ana"), (11, "ben")]


def test_a_hold_that_ended_in_time_says_nothing() -> None:
    film = Film(PAIR)
    film.accepts("ana")
    film.passes(9)
    film.accepts("ben")

    film.passes(30)

    assert film.told(K.R_SAFETY_ALONE) == []


def test_a_silent_requester_is_not_told_and_coordinators_are() -> None:
    film = Film(PAIR)
    film.does(c.GoSilent(incident=film.call.id, how="exit"))
    film.accepts("ana")

    film.passes(10)

    assert film.told(K.R_SAFETY_ALONE) == []
    assert film.told(K.C_SAFETY_HELD) == [(10, "cora"), (10, "omar")]


def test_a_drop_out_beside_somebody_on_scene_is_a_task_at_once() -> None:
    film = there("ana", "ben")

    by(film, "ben", c.DropOut)

    assert film.told(K.M_SAFETY_ALONE) == [(0, "ana")]
    assert TaskKind.FIELD_WELFARE in film.tasks
    assert film.call.going()[0].state is AssignmentState.ON_SCENE


def test_whoever_is_left_by_one_who_is_done_or_by_a_need_that_grows_hears_it_once_and_softly() -> None:
    done = there("ana", "ben")
    by(done, "ben", c.Finish)
    by(done, "ana", c.SetOff)
    grown = there("ana", need=ONE)
    grown.does(c.ChangeNeed(incident=grown.call.id, by=PersonId("cora"), responders=2, together=2))

    assert done.told(K.M_SAFETY_ALONE_DONE) == [(0, "ana")]
    assert grown.told(K.M_SAFETY_ALONE_NOW) == [(0, "ana")]
    for film in (done, grown):
        assert film.told(K.M_SAFETY_ALONE) == []
        assert film.told(K.C_SAFETY_ALONE) == [(0, "cora"), (0, "omar")]
        assert TaskKind.FIELD_WELFARE in film.tasks
        by(film, "ana", c.Finish)
        assert TaskKind.FIELD_WELFARE not in film.tasks


def test_those_beside_somebody_who_is_not_well_are_told_to_look_after_them_once() -> None:
    film = there("ana", "ben")

    for _ in range(2):
        film.does(c.SayWell(incident=film.call.id, by=PersonId("ben"), well=False))

    assert film.told(K.M_SAFETY_BESIDE) == [(0, "ana")]
    assert film.told(K.M_MATE_UNWELL) == []


def test_where_one_may_go_alone_a_drop_out_leaves_nobody_alone() -> None:
    film = there("ana", "ben", need=Need(responders=2, cap=2))

    by(film, "ben", c.DropOut)

    assert film.told(K.M_SAFETY_ALONE) == []


def test_not_well_is_told_again_until_somebody_has_it() -> None:
    film = there("ana", need=ONE)
    film.does(c.SayWell(incident=film.call.id, by=PersonId("ana"), well=False))
    film.passes(11)
    by(film, "cora", c.TakeCare)
    film.passes(30)

    assert [at for at, to in film.told(K.C_SAFETY_UNWELL) if to == "omar"] == [0, 5, 10]
    assert film.told(K.C_SAFETY_TAKEN) == [(11, "omar"), (11, "cora")]


def test_not_well_on_the_way_is_told_to_coordinators_and_to_whoever_goes_along() -> None:
    film = Film(PAIR)
    film.accepts("ana")
    film.accepts("ben")
    by(film, "ana", c.SetOff)

    film.does(c.SayWell(incident=film.call.id, by=PersonId("ana"), well=False))
    film.passes(6)

    assert film.told(K.C_SAFETY_UNWELL) == [(0, "cora"), (0, "omar"), (5, "cora"), (5, "omar")]
    assert film.told(K.M_MATE_UNWELL) == [(0, "ben")]
    assert TaskKind.FIELD_WELFARE in film.tasks


def test_not_well_from_afar_is_told_to_coordinators_and_to_nobody_who_waits_for_them() -> None:
    film = Film(PAIR)
    film.accepts("ana")
    film.accepts("ben")
    afar = tuple(replace(each, remote=each.person == "ana") for each in film.call.assignments)
    film.call = replace(film.call, assignments=afar)

    film.does(c.SayWell(incident=film.call.id, by=PersonId("ana"), well=False))

    assert {to for _, to in film.told(K.C_SAFETY_UNWELL)} == {"cora", "omar"}
    assert film.told(K.M_SAFETY_UNWELL_AFAR) == [(0, "ana")]
    assert film.told(K.M_MATE_UNWELL) == film.told(K.M_SAFETY_UNWELL) == []


def test_news_of_the_way_takes_back_no_word_that_all_is_not_well() -> None:
    film = Film(PAIR)
    film.accepts("ana")
    film.accepts("ben")
    film.does(c.SayWell(incident=film.call.id, by=PersonId("ana"), well=False))

    by(film, "ana", c.SetOff)
    by(film, "ana", c.Arrive)
    film.passes(6)

    assert film.told(K.C_SAFETY_WELL) == []
    assert film.told(K.C_SAFETY_UNWELL)[-2:] == [(5, "cora"), (5, "omar")]
    assert TaskKind.FIELD_WELFARE in film.tasks
    film.does(c.SayWell(incident=film.call.id, by=PersonId("ana"), well=True))
    assert film.told(K.C_SAFETY_WELL) == [(6, "cora"), (6, "omar")]
    film.passes(16)
    assert film.told(K.M_SAFETY_WELL) == [(21, "ana")]


def test_who_agreed_to_go_and_writes_nothing_more_is_asked_and_then_coordinators_hear_it() -> None:
    film = Film(ONE)
    film.accepts("ana", minutes=10)
    film.passes(36)

    assert film.told(K.M_SAFETY_THERE) == [(25, "ana"), (30, "ana")]
    assert film.told(K.C_SAFETY_LATE) == [(35, "cora")]
    assert TaskKind.FIELD_WELFARE in film.tasks

    by(film, "ana", c.SetOff)
    assert film.told(K.C_SAFETY_WELL) == [(36, "cora")]


def test_what_nobody_answers_for_days_is_told_ever_more_seldom_and_never_forgotten() -> None:
    film = Film(ONE)
    film.accepts("ana", minutes=10)

    film.passes(90 * 24 * 60)

    told = [at for at, to in film.told(K.C_SAFETY_LATE) if to == "cora"]
    assert told[:8] == [35, 40, 45, 50, 55, 60, 65, 70]
    assert len(told) < 120
    assert told[-1] > 88 * 24 * 60


def test_who_says_anew_how_long_they_need_is_asked_that_much_later() -> None:
    film = Film(ONE)
    film.accepts("ana", minutes=10)
    film.passes(5)
    film.accepts("ana", minutes=40)
    film.passes(60)

    assert film.told(K.M_SAFETY_THERE) == [(60, "ana"), (65, "ana")]


def test_who_helps_from_afar_is_not_asked_whether_they_are_there() -> None:
    film = Film(replace(ONE, mode=Mode.REMOTE))
    film.accepts("ana", minutes=10)
    film.passes(600)

    assert film.told(K.M_SAFETY_THERE) == []


def test_who_agreed_to_a_call_for_later_is_asked_once_its_time_has_come() -> None:
    film = Film(replace(ONE, window=Window(start=NOON + timedelta(hours=9), end=NOON + timedelta(hours=10))))
    film.accepts("ana", minutes=10)

    film.passes(9 * 60)
    assert film.told(K.M_SAFETY_THERE) == []
    film.passes(60)

    assert [to for _, to in film.told(K.M_SAFETY_THERE)] == ["ana", "ana"]


def test_who_is_late_and_arrives_is_looked_for_no_more() -> None:
    film = Film(ONE)
    film.accepts("ana", minutes=10)
    by(film, "ana", c.SetOff)
    film.passes(36)
    assert film.told(K.M_SAFETY_THERE) == [(25, "ana"), (30, "ana")]
    assert film.told(K.C_SAFETY_LATE) == [(35, "cora")]

    by(film, "ana", c.Arrive)
    film.passes(10)

    assert film.told(K.C_SAFETY_LATE) == [(35, "cora")]
    assert film.told(K.C_SAFETY_WELL) == [(36, "cora")]
    assert TaskKind.FIELD_WELFARE not in film.tasks


def test_a_watch_and_a_policy_come_back_as_they_were_kept() -> None:
    film = there("ana", need=ONE)
    film.passes(26)
    watch = film.call.going()[0].watch

    assert watch_from(watch_form(watch)) == watch
    waits = replace(watch, turned_back=True)
    assert watch_from(watch_form(waits)) == waits
    before = {name: value for name, value in (watch_form(waits) or {}).items() if name != "turned_back"}
    assert watch_from(before) == watch
    policy = film.call.plan.policy
    assert policy_from(policy_form(policy)) == policy
    kept_before = {name: value for name, value in policy_form(policy).items() if name != "safety"}
    assert policy_from(kept_before) == policy
