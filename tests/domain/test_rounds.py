"""No answer is no refusal: the silent are asked again, in rounds, before anybody says that none is left."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from domain import commands as c
from domain.commands import AnIncidentCommand
from domain.dispatch import Decision, decide
from domain.ids import PageId, PersonId
from domain.incident import Disposition, Incident
from domain.matching import Candidate
from domain.messages import MessageKind as K
from domain.messages import Say, WakeKind
from domain.needs import Need
from domain.policy import Filling, Policy
from domain.tasks import TaskKind
from tests.support.builders import NOON, candidate, facts, opened

ANA, BEN = candidate("ana"), candidate("ben")
CORA = PersonId("cora")


@dataclass
class Play:
    """A call played with its own clock: expiries and rounds happen when they are due."""

    call: Incident
    people: tuple[Candidate, ...]
    now: datetime = NOON
    says: list[Say] = field(default_factory=list)
    tasks: set[TaskKind] = field(default_factory=set)
    stimuli: int = 0

    def does(self, command: AnIncidentCommand) -> Decision:
        self.stimuli += 1
        decision = decide(self.call, command, facts(*self.people, stimulus=f"s{self.stimuli}"), self.now)
        self.call = decision.incident
        self.says = [*decision.says]
        self.tasks = (self.tasks | {each.kind for each in decision.tasks}) - decision.tasks_done
        return decision

    def expire(self) -> Decision:
        """Time is up for every page that lives."""
        decision = Decision(why="", incident=self.call)
        self.now += timedelta(seconds=120)
        for page in self.call.live_pages():
            decision = self.does(c.Expire(incident=self.call.id, page=page.id))
        return decision

    def next_round(self) -> Decision:
        assert self.call.asks_again_at is not None
        self.now = self.call.asks_again_at
        return self.does(c.AskAgain(incident=self.call.id, round=self.call.round + 1))

    def kinds(self, to: str) -> list[K]:
        return [say.kind for say in self.says if say.to == to]

    def goes(self, person: PersonId) -> Decision:
        page = next((each for each in self.call.live_pages() if each.person == person), None)
        if page is None:
            return self.does(c.Assign(incident=self.call.id, by=CORA, person=person))
        return self.does(c.Accept(incident=self.call.id, by=person, page=page.id, minutes=5))

    def page(self, name: str) -> PageId:
        return next(page.id for page in reversed(self.call.pages) if page.person == name)


def play(*people: Candidate, policy: Policy | None = None, need: Need | None = None) -> Play:
    return Play(opened(*people, policy=policy or Policy(), need=need).incident, people)


def test_the_silent_are_asked_three_times_ever_later_and_only_then_is_nobody_left() -> None:
    it = play(ANA)

    waits = []
    for _ in range(2):
        it.expire()
        assert not it.call.exhausted
        assert it.call.asks_again_at is not None
        waits.append(it.call.asks_again_at - it.now)
        it.next_round()
        assert [page.person for page in it.call.live_pages()] == ["ana"]
    it.expire()

    assert waits == [timedelta(seconds=60), timedelta(seconds=180)]
    assert it.call.exhausted
    assert len(it.call.pages) == 3
    assert K.C_NOBODY in it.kinds("cora")
    assert K.R_NOBODY in it.kinds("cnv_1")
    assert it.tasks == {TaskKind.NOBODY_LEFT}


def test_meanwhile_coordinators_own_it_and_the_requester_hears_what_is_true_once() -> None:
    it = play(ANA)

    decision = it.expire()
    assert it.kinds("cora") == [K.C_FILLING_AGAIN]
    assert it.kinds("cnv_1") == [K.R_FILLING_AGAIN]
    assert it.tasks == {TaskKind.ASKING_AGAIN}
    assert WakeKind.ASK_AGAIN in {wake.kind for wake in decision.wakes}

    it.next_round()
    it.expire()
    assert it.kinds("cora") == []
    assert it.kinds("cnv_1") == []


def test_asked_how_it_goes_between_rounds_the_answer_is_true() -> None:
    it = play(ANA)
    it.expire()

    it.does(c.AskStatus(incident=it.call.id))

    assert it.kinds("cnv_1") == [K.R_FILLING_AGAIN]


def test_where_nobody_was_silent_nothing_is_waited_for() -> None:
    it = play(ANA)

    it.does(c.Decline(incident=it.call.id, by=PersonId("ana"), page=it.page("ana")))

    assert it.call.exhausted
    assert it.call.asks_again_at is None


def test_a_no_is_final_also_when_it_comes_after_the_silence() -> None:
    it = play(ANA, BEN)
    it.expire()

    it.does(c.Decline(incident=it.call.id, by=PersonId("ana"), page=it.page("ana")))
    assert not it.call.exhausted
    it.next_round()

    assert [page.person for page in it.call.live_pages()] == ["ben"]
    it.does(c.Decline(incident=it.call.id, by=PersonId("ben"), page=it.page("ben")))
    assert it.call.exhausted


def test_when_the_last_silent_one_says_no_nobody_waits_for_the_round() -> None:
    it = play(ANA)
    it.expire()

    it.does(c.Decline(incident=it.call.id, by=PersonId("ana"), page=it.page("ana")))

    assert it.call.exhausted
    assert it.call.asks_again_at is None


def test_whoever_failed_is_not_asked_again() -> None:
    it = play(ANA, BEN)
    it.does(c.FailPage(incident=it.call.id, page=it.page("ana")))
    it.expire()

    it.next_round()

    assert [page.person for page in it.call.live_pages()] == ["ben"]


def test_a_late_yes_between_rounds_fills_the_need_and_no_round_follows() -> None:
    it = play(ANA, BEN)
    it.expire()
    assert it.call.asks_again_at is not None

    it.does(c.Accept(incident=it.call.id, by=PersonId("ana"), page=it.page("ana")))
    assert it.call.is_filled()
    assert TaskKind.ASKING_AGAIN not in it.tasks
    it.does(c.AskAgain(incident=it.call.id, round=2))

    assert not it.call.live_pages()
    assert it.call.round == 1


def test_a_round_that_comes_twice_asks_once() -> None:
    it = play(ANA, BEN)
    it.expire()
    it.next_round()
    before = it.call

    it.does(c.AskAgain(incident=it.call.id, round=2))

    assert it.call == before


def test_nobody_new_waits_for_the_round() -> None:
    it = play(ANA)
    it.expire()
    it.people = (ANA, BEN)

    it.does(c.LookAgain(incident=it.call.id))

    assert [page.person for page in it.call.live_pages()] == ["ben"]


def test_a_drop_out_tells_the_requester_and_the_rounds_begin_anew() -> None:
    it = play(ANA, BEN)
    page = it.page("ben")
    it.now += timedelta(seconds=120)
    it.does(c.Expire(incident=it.call.id, page=page))
    it.does(c.Accept(incident=it.call.id, by=PersonId("ana"), page=it.page("ana")))
    it.now += timedelta(minutes=20)

    it.does(c.DropOut(incident=it.call.id, by=PersonId("ana")))

    assert K.R_FILLING_AGAIN in it.kinds("cnv_1")
    assert K.R_ASKING_AGAIN not in it.kinds("cnv_1")
    assert K.C_FILLING_AGAIN in it.kinds("cora")
    it.next_round()
    assert [page.person for page in it.call.live_pages()] == ["ben"]


def in_the_last_round_with_one_going() -> Play:
    """Two must go: ana waits for the second, and ben, who was silent twice, is to be asked once more."""
    it = play(ANA, BEN, need=Need(responders=2, cap=2, together=2))
    it.does(c.Accept(incident=it.call.id, by=PersonId("ana"), page=it.page("ana")))
    it.expire()
    it.next_round()
    it.expire()
    assert it.call.asks_again_at is not None
    assert it.call.round == 2
    return it


def test_a_drop_out_between_rounds_leaves_no_call_without_a_round_to_come() -> None:
    it = in_the_last_round_with_one_going()

    decision = it.does(c.DropOut(incident=it.call.id, by=PersonId("ana")))

    assert K.C_FILLING_AGAIN in it.kinds("cora")
    assert it.kinds("cnv_1") == [K.R_FILLING_AGAIN]
    assert [wake.at for wake in decision.wakes if wake.kind is WakeKind.ASK_AGAIN] == [it.call.asks_again_at]
    it.next_round()
    assert [page.person for page in it.call.live_pages()] == ["ben"]


def test_a_timer_of_earlier_rounds_never_leaves_a_call_that_nobody_looks_at() -> None:
    it = in_the_last_round_with_one_going()
    it.call = replace(it.call, round=1)
    assert it.call.asks_again_at is not None
    it.now = it.call.asks_again_at

    it.does(c.AskAgain(incident=it.call.id, round=3))
    assert [page.person for page in it.call.live_pages()] == ["ben"]

    it.expire()
    it.call = replace(it.call, asks_again_at=None)
    it.does(c.AskAgain(incident=it.call.id, round=2))
    assert it.call.asks_again_at is not None


@pytest.mark.parametrize("waits", [(), (timedelta(seconds=5),)])
def test_there_are_as_many_rounds_as_the_policy_says(waits: tuple[timedelta, ...]) -> None:
    it = play(ANA, policy=Policy(filling=Filling(ask_again=waits)))

    it.expire()
    for _ in waits:
        it.next_round()
        it.expire()

    assert it.call.exhausted
    assert len(it.call.pages) == 1 + len(waits)


def test_a_coordinator_who_asks_all_again_begins_the_rounds_anew_for_everybody_silent() -> None:
    people = tuple(candidate(name) for name in ("ana", "ben", "cal", "dee"))
    it = play(*people, policy=Policy(live_pages=2, filling=Filling(ask_again=())))
    for _ in range(2):
        it.expire()
    assert it.call.exhausted

    it.now += timedelta(minutes=1)
    it.does(c.PageMore(incident=it.call.id, by=PersonId("cora"), more=0))
    it.expire()

    assert len(it.call.pages) == 8


# --- who went already, and is done


def all_went(*people: Candidate, need: Need) -> Play:
    """Everybody of `people` went and is done, one after the other."""
    it = play(*people, need=need)
    for each in people:
        it.goes(each.person.id)
    for each in people:
        it.does(c.Arrive(incident=it.call.id, by=each.person.id))
    for each in people:
        it.does(c.Finish(incident=it.call.id, by=each.person.id))
    return it


def reopened(*people: Candidate) -> Play:
    it = all_went(*people, need=Need(responders=len(people), cap=len(people), together=2))
    it.does(c.Close(incident=it.call.id, by=CORA, disposition=Disposition.RESOLVED_ON_SCENE))
    it.now += timedelta(minutes=5)
    it.does(c.Reopen(incident=it.call.id, by=CORA))
    return it


def test_opened_again_after_the_whole_team_went_all_of_them_are_asked_again_until_it_is_filled() -> None:
    team = tuple(candidate(name) for name in ("ana", "ben", "cal", "dee", "eve"))
    it = reopened(*team)

    for _ in range(3):
        page = it.call.live_pages()[0]
        it.does(c.Decline(incident=it.call.id, by=page.person, page=page.id))
    yes = [page.person for page in it.call.live_pages()]
    for person in yes:
        it.goes(person)

    assert len(yes) == 2
    assert it.call.is_filled()
    assert {each.person for each in it.call.going()} == set(yes)


def test_where_all_who_went_say_no_afterwards_nothing_is_advised_that_asks_nobody() -> None:
    it = reopened(ANA, BEN)

    for page in it.call.live_pages():
        it.does(c.Decline(incident=it.call.id, by=page.person, page=page.id))

    (left,) = [say for say in it.says if say.kind is K.C_NOBODY]
    assert left.params["more"] == ""
    before = len(it.call.pages)
    it.does(c.PageMore(incident=it.call.id, by=CORA, more=0))
    assert len(it.call.pages) == before


def test_an_old_page_is_a_yes_once_the_call_is_open_again() -> None:
    it = all_went(ANA, BEN, need=Need(responders=2, cap=4))
    old = it.page("ben")
    yes = c.Accept(incident=it.call.id, by=PersonId("ben"), page=old, minutes=5)
    it.does(yes)
    assert it.kinds("ben") == [K.M_THANKED_LATE]
    it.does(c.Close(incident=it.call.id, by=CORA, disposition=Disposition.RESOLVED_ON_SCENE))
    it.people = ()  # nobody is asked afresh
    it.does(c.Reopen(incident=it.call.id, by=CORA))
    it.people = (ANA, BEN)

    it.does(yes)

    assert [each.person for each in it.call.going()] == ["ben"]
    assert K.M_GO in it.kinds("ben")


def test_who_is_done_is_not_asked_by_a_lead_who_wants_more_nor_as_a_call_goes_on() -> None:
    cal = candidate("cal")
    it = play(ANA, BEN, cal, need=Need(responders=2, cap=2))
    it.goes(PersonId("ana"))
    it.goes(PersonId("ben"))
    it.does(c.Finish(incident=it.call.id, by=PersonId("ana")))

    it.does(c.AskMore(incident=it.call.id, by=PersonId("ben"), more=2))
    assert [page.person for page in it.call.live_pages()] == ["cal"]
    it.does(c.Hold(incident=it.call.id, by=CORA))
    it.does(c.GoOn(incident=it.call.id, by=CORA))

    assert [page.person for page in it.call.live_pages()] == ["cal"]


def test_who_is_done_is_asked_again_when_everybody_else_has_said_no() -> None:
    cal = candidate("cal")
    it = play(ANA, BEN, cal, need=Need(responders=2, cap=2))
    it.goes(PersonId("ana"))
    it.goes(PersonId("ben"))
    it.does(c.Finish(incident=it.call.id, by=PersonId("ana")))
    it.does(c.AskMore(incident=it.call.id, by=PersonId("ben"), more=1))
    it.now += timedelta(minutes=1)

    it.does(c.Decline(incident=it.call.id, by=PersonId("cal"), page=it.page("cal")))

    assert [page.person for page in it.call.live_pages()] == ["ana"]
    assert not it.call.exhausted


def test_in_a_later_round_who_is_done_comes_after_everybody_else() -> None:
    few = Policy(live_pages=1)
    cal = candidate("cal", on_call=False)
    it = play(ANA, cal, policy=few, need=Need(responders=2, cap=3))
    it.goes(PersonId("ana"))
    it.does(c.Finish(incident=it.call.id, by=PersonId("ana")))
    it.expire()

    it.next_round()
    assert [page.person for page in it.call.live_pages()] == ["cal"]
    it.expire()

    assert [page.person for page in it.call.live_pages()] == ["ana"]


def test_who_is_done_is_asked_with_everybody() -> None:
    it = play(ANA, BEN, need=Need(responders=2, cap=3))
    it.goes(PersonId("ana"))
    it.does(c.Finish(incident=it.call.id, by=PersonId("ana")))

    it.does(c.PageAll(incident=it.call.id, by=CORA))

    assert {page.person for page in it.call.live_pages()} == {"ana", "ben"}


def test_whom_the_lead_let_go_may_be_asked_again() -> None:
    it = play(ANA, BEN, need=Need(responders=2, cap=2))
    it.goes(PersonId("ana"))
    it.goes(PersonId("ben"))
    it.does(c.StandDown(incident=it.call.id, by=PersonId("ana")))

    it.does(c.AskMore(incident=it.call.id, by=PersonId("ana"), more=1))

    assert [page.person for page in it.call.live_pages()] == ["ben"]
