"""What one phone may make us do in a minute, and what many may use of people."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commands import Accept, AddWords, Arrive, AskMore, CannotFind, Decline, DoubtLate, PageMore, Release
from domain.deciding import Decision, Facts
from domain.dispatch import decide
from domain.doubt import Doubt, DoubtState
from domain.doubting import is_only_noted
from domain.flood import (
    ANSWERS_ALIKE,
    CROWDED_AFTER,
    TOLD_ONE_BY_ONE,
    WINDOW,
    Crew,
    Pace,
    Rank,
    Waiting,
    crew,
    has_room,
    rank,
    room,
    share,
    turns,
)
from domain.ids import IncidentId, PersonId, TeamId
from domain.incident import Incident
from domain.messages import MessageKind, WakeKind
from domain.people import Availability, Role
from domain.places import Place, PlaceKind
from domain.policy import Flooding
from domain.same_call import same_said
from tests.support.builders import NOON, RIVER, candidate, facts, incident, opened, person


def after(texts: int, *, every: timedelta = timedelta()) -> Pace:
    pace = Pace()
    for number in range(texts):
        pace = pace.heard(NOON + number * every)
    return pace


def test_ten_texts_in_a_minute_are_passed_on_one_by_one_and_no_more() -> None:
    assert not after(CROWDED_AFTER).is_crowded()
    assert after(CROWDED_AFTER + 1).is_crowded()


def test_a_new_minute_begins_anew() -> None:
    crowded = after(100).answered("r_noted")

    later = crowded.heard(NOON + WINDOW)

    assert not later.is_crowded()
    assert later.answers == {}


def test_answers_of_one_kind_end_and_others_do_not() -> None:
    pace = after(1)
    for _ in range(ANSWERS_ALIKE):
        assert pace.may_answer("r_noted")
        pace = pace.answered("r_noted")

    assert not pace.may_answer("r_noted")
    assert pace.may_answer("r_coming")


@given(st.lists(st.integers(min_value=0, max_value=120), max_size=60))
def test_nobody_hears_more_than_so_many_of_a_kind_in_any_minute_that_begins_with_a_text(gaps: list[int]) -> None:
    pace, now, heard = Pace(), NOON, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        pace = pace.heard(now)
        if pace.may_answer("r_noted"):
            pace = pace.answered("r_noted")
            heard.append((pace.began, now))

    windows = {began for began, _ in heard}
    assert all(sum(began == each for began, _ in heard) <= ANSWERS_ALIKE for each in windows)


def test_a_call_for_which_everybody_is_spared_looks_again_at_no_more_than_four_moments_of_a_minute() -> None:
    def spared(second: int) -> set[datetime]:
        first = NOON + timedelta(seconds=second) - Flooding().pages_within
        ana = replace(candidate("ana"), pages_just_now=Flooding().pages, first_just_now=first)
        return {wake.at for wake in opened(ana).wakes if wake.kind is WakeKind.QUIET_ENDS}

    moments = {second: spared(second) for second in range(1, 61)}

    assert all(len(each) == 1 for each in moments.values())
    assert len(set[datetime]().union(*moments.values())) == 4
    assert all(NOON + timedelta(seconds=second) <= min(each) for second, each in moments.items())


# --- who goes first, and what it may use of people


def stands(
    state: DoubtState | None, *, danger: bool = True, placed: bool = True, alike: int = 0, texts: int = 0
) -> Rank:
    doubt = None if state is None else Doubt(state=state, since=NOON, alike=alike, texts=texts)
    return rank(doubt, Flooding(), danger=danger, placed=placed).rank


def test_each_call_has_a_rank_and_a_reason_for_it() -> None:
    policy = Flooding()
    for rank_now, found in (
        (Rank.KNOWN, stands(None)),
        (Rank.KNOWN, stands(DoubtState.RELEASED, alike=9)),
        (Rank.CONFIRMED, stands(DoubtState.CONFIRMED, danger=False, alike=9)),
        (Rank.UNSURE, stands(DoubtState.ASKED)),
        (Rank.UNSURE, stands(DoubtState.HELD)),
        (Rank.UNSURE, stands(DoubtState.URGENT, alike=policy.alike - 1, texts=policy.sender_texts)),
        (Rank.DOUBTFUL, stands(DoubtState.URGENT, alike=policy.alike)),
        (Rank.DOUBTFUL, stands(DoubtState.ASKED, texts=policy.sender_texts + 1)),
        (Rank.DOUBTFUL, stands(DoubtState.ASKED, placed=False)),
        (Rank.WAITS, stands(DoubtState.ASKED, danger=False)),
        (Rank.WAITS, stands(DoubtState.BLOCKED)),
    ):
        assert found is rank_now
    doubt = Doubt(state=DoubtState.ASKED, since=NOON, alike=5)
    assert rank(doubt, policy, danger=True, placed=True).why == "danger, in words that 5 others sent too"


_UNSURE = st.sampled_from([Rank.UNSURE, Rank.DOUBTFUL])
_POLICIES = st.builds(
    Flooding,
    pages=st.integers(1, 30),
    pages_unsure=st.integers(1, 30),
    people_unsure=st.integers(1, 100),
)


_TOGETHER = st.integers(1, 4)


@given(_POLICIES, st.integers(0, 60), st.integers(0, 60), _TOGETHER)
def test_no_rank_has_more_of_people_than_one_before_it(
    policy: Flooding, people: int, unsure: int, together: int
) -> None:
    shares = [share(each, policy) for each in Rank]
    crew_now = Crew(people=people, unsure=min(unsure, people))
    rooms = [room(each, crew_now, policy, together=together) for each in Rank]

    assert [each.pages for each in shares] == sorted((each.pages for each in shares), reverse=True)
    assert rooms == sorted(rooms, reverse=True)
    assert min(rooms) >= 0


@given(_POLICIES, st.integers(2, 200), st.lists(st.tuples(_UNSURE, _TOGETHER), max_size=200))
def test_however_many_calls_nobody_confirmed_half_of_a_team_is_left_and_all_who_go_together_find_room(
    policy: Flooding, people: int, calls: list[tuple[Rank, int]]
) -> None:
    begun: list[list[int]] = []  # who is asked, and how many are to go together
    for of, together in calls:
        now = Crew(people=people, unsure=sum(each for each, _ in begun), kept=sum(all_ - each for each, all_ in begun))
        if has_room(of, now, policy, together=together):
            begun.append([1, min(together, people // 2)])
    for each in begun:
        while each[0] < each[1]:
            others = sum(all_ - now for now, all_ in begun) - (each[1] - each[0])
            crew_now = Crew(people=people, unsure=sum(now for now, _ in begun), kept=others)
            assert room(Rank.UNSURE, crew_now, policy, together=each[1]) > 0
            each[0] += 1

    assert sum(now for now, _ in begun) <= people // 2


@given(_POLICIES, st.integers(0, 200), _UNSURE, _TOGETHER)
def test_danger_finds_somebody_wherever_nobody_is_busy_with_such_calls(
    policy: Flooding, people: int, of: Rank, together: int
) -> None:
    assert has_room(of, Crew(people=people), policy, together=together)
    assert share(of, policy).pages >= 1


_LINES = st.lists(
    st.builds(
        Waiting,
        id=st.uuids().map(str),
        team=st.sampled_from([TeamId("river"), TeamId("hill")]),
        rank=_UNSURE,
        since=st.integers(0, 900).map(lambda each: NOON + timedelta(seconds=each)),
        together=_TOGETHER,
    ),
    max_size=30,
)


@given(_LINES, st.integers(0, 60), st.integers(0, 60))
def test_the_line_is_served_in_the_order_of_rank_and_then_of_time(line: list[Waiting], people: int, busy: int) -> None:
    crews = {TeamId("river"): Crew(people=people, unsure=min(busy, people)), TeamId("hill"): Crew(people=9)}

    served = turns(line, crews, Flooding())

    for each in line:
        ahead = [one for one in served if one.team == each.team]
        if each not in served:
            assert all((one.rank, one.since) <= (each.rank, each.since) for one in ahead)
    for team, its in crews.items():
        together = [each.together for each in served if each.team == team]
        whole = room(Rank.UNSURE, its, Flooding(), together=max(together, default=1))
        assert sum(together) <= whole or len(together) == 1


def test_of_those_who_may_be_asked_nobody_counts_who_is_away_or_no_protector() -> None:
    ana, ben = person("ana"), person("ben")
    away = replace(person("cal"), availability=Availability.OFF)
    cora = person("cora", roles=(Role.COORDINATOR,))

    found = crew((ana, ben, away, cora), RIVER, frozenset({ben.id, away.id}), NOON)

    assert found == Crew(people=2, unsure=1)


def test_whoever_answers_while_one_person_is_paged_for_their_danger_is_confirmed_and_keeps_that_page() -> None:
    doubt = Doubt(state=DoubtState.URGENT, since=NOON)
    asking = opened(candidate("ana"), candidate("ben"), candidate("cal")).incident
    paged = replace(asking, danger=True, doubt=doubt, pages=asking.pages[:1])
    corner = Place(kind=PlaceKind.INTERSECTION, label="5th and Main", areas=paged.areas, lat=41.9, lon=-87.7)
    answer = AddWords(incident=paged.id, words="5th and Main", place=corner)
    people = facts(candidate("ana"), candidate("ben"), candidate("cal"), stimulus="answer")

    after = decide(paged, answer, people, NOON)

    assert after.incident.doubt == replace(doubt, state=DoubtState.CONFIRMED, texts=1)
    assert len(after.incident.pages) == Flooding().live_pages
    assert after.incident.words[-1] == "5th and Main"


def unconfirmed(*names: str) -> Incident:
    """One page lives for it."""
    asking = opened(*map(candidate, names)).incident
    doubt = Doubt(state=DoubtState.URGENT, since=NOON)
    return replace(asking, danger=True, doubt=doubt, pages=asking.pages[:1])


@pytest.mark.parametrize("command", [Release, PageMore])
def test_a_coordinator_vouches_for_a_call_for_which_few_are_asked_already(command: type[Release | PageMore]) -> None:
    people = [candidate(name) for name in ("ana", "ben", "cal", "dee")]
    call = unconfirmed("ana", "ben", "cal", "dee")
    cora = PersonId("cora")
    said = Release(incident=call.id, by=cora) if command is Release else PageMore(incident=call.id, by=cora, more=0)

    after = decide(call, said, facts(*people, stimulus="said"), NOON).incident

    assert after.doubt == Doubt(state=DoubtState.RELEASED, since=NOON)
    assert len(after.live_pages()) > 1


@pytest.mark.parametrize("there", [True, False])
def test_whoever_is_there_and_asks_for_more_confirms_the_call_and_nobody_who_is_not(there: bool) -> None:
    people = [candidate(name) for name in ("ana", "ben", "cal", "dee")]
    call = unconfirmed("ana", "ben", "cal", "dee")
    page = call.pages[0]
    need = replace(call.need, responders=1, cap=2, together=1)
    call = replace(call, need=need)
    call = decide(call, Accept(incident=call.id, page=page.id, by=page.person), facts(*people), NOON).incident
    if there:
        call = decide(call, Arrive(incident=call.id, by=page.person), facts(*people, stimulus="there"), NOON).incident

    after = decide(call, AskMore(incident=call.id, by=page.person, more=3), facts(*people, stimulus="more"), NOON)

    assert after.incident.doubt is not None
    assert after.incident.doubt.state is (DoubtState.CONFIRMED if there else DoubtState.URGENT)
    assert len(after.incident.live_pages()) == (2 if there else 1)


def test_once_a_flood_is_seen_an_earlier_call_keeps_who_was_asked_and_others_are_asked_after_the_answer() -> None:
    people = [candidate(name) for name in ("ana", "ben", "cal", "dee", "eve")]
    call = replace(opened(*people).incident, need=replace(opened(*people).incident.need, responders=3, cap=3))
    asked = call.live_pages()

    late = decide(call, DoubtLate(incident=call.id), facts(*people), NOON)
    fewer = late.incident
    for each in asked[1:]:
        declined = Decline(incident=call.id, page=each.id, by=each.person)
        fewer = decide(fewer, declined, facts(*people, stimulus=each.id), NOON).incident
    corner = Place(kind=PlaceKind.INTERSECTION, label="5th and Main", areas=call.areas, lat=41.9, lon=-87.7)
    answer = AddWords(incident=call.id, words="5th and Main", place=corner)
    after = decide(fewer, answer, facts(*people, stimulus="answer"), NOON).incident

    assert [each.kind for each in late.says] == [MessageKind.R_FLOOD_STREET]
    assert late.incident.live_pages() == asked
    assert fewer.live_pages() == asked[:1]
    assert len(after.live_pages()) == Flooding().live_pages
    named = decide(replace(call, danger=True), DoubtLate(incident=call.id), facts(*people), NOON)
    assert named.incident.doubt is None


@pytest.mark.parametrize(
    ("state", "going"),
    [(None, 2), (DoubtState.RELEASED, 2), (DoubtState.CONFIRMED, 1), (DoubtState.URGENT, 1)],
)
def test_a_call_of_a_flood_that_has_whom_it_needs_leaves_whoever_accepts_late_to_calls_without_anybody(
    state: DoubtState | None, going: int
) -> None:
    people = [candidate("ana"), candidate("ben"), candidate("cal")]
    asking = opened(*people).incident
    first, second = asking.pages[:2]
    need = replace(asking.need, responders=1, cap=2, together=1)
    doubt = None if state is None else Doubt(state=state, since=NOON)
    call = replace(asking, need=need, doubt=doubt, danger=True)

    filled = decide(call, Accept(incident=call.id, page=first.id, by=first.person), facts(*people), NOON).incident
    late = Accept(incident=call.id, page=second.id, by=second.person)
    after = decide(filled, late, facts(*people, stimulus="late"), NOON)

    assert len(after.incident.going()) == going
    thanked = [each.to for each in after.says if each.kind is MessageKind.M_THANKED_LATE]
    assert thanked == ([second.person] if going == 1 else [])


def told(decision: Decision) -> list[tuple[str, MessageKind]]:
    return [(each.to, each.kind) for each in decision.says if each.to_member and each.to in ("cora", "omar")]


def of_a_flood(state: DoubtState, **changes: object) -> Incident:
    return opened(candidate("ana"), doubt=Doubt(state=state, since=NOON), **changes).incident


def test_coordinators_hear_together_of_what_is_said_in_the_later_calls_of_a_flood() -> None:
    many = replace(facts(candidate("ana"), coordinators=("cora", "omar")), flood_ahead=TOLD_ONE_BY_ONE)
    few = replace(many, flood_ahead=TOLD_ONE_BY_ONE - 1)
    late = of_a_flood(DoubtState.CONFIRMED)
    more = AddWords(incident=late.id, words="we are three")

    first = decide(late, more, many, NOON)
    second = decide(late, more, many, NOON + timedelta(seconds=30))

    assert told(first) == [("cora", MessageKind.C_FLOOD_GATHERED), ("omar", MessageKind.C_FLOOD_GATHERED)]
    assert {each.key for each in first.says if each.to == "cora"} == {
        each.key for each in second.says if each.to == "cora"
    }
    assert told(decide(late, more, few, NOON)) == [("cora", MessageKind.C_WORDS), ("omar", MessageKind.C_WORDS)]


def test_whoever_has_a_call_of_a_flood_hears_all_of_it_and_so_does_everybody_once_it_is_released() -> None:
    many = replace(facts(candidate("ana"), coordinators=("cora", "omar")), flood_ahead=TOLD_ONE_BY_ONE)
    more = AddWords(incident=of_a_flood(DoubtState.CONFIRMED).id, words="we are three")

    taken = decide(of_a_flood(DoubtState.CONFIRMED, owner=PersonId("omar")), more, many, NOON)
    released = decide(of_a_flood(DoubtState.RELEASED), more, many, NOON)

    assert told(taken) == [("cora", MessageKind.C_FLOOD_GATHERED), ("omar", MessageKind.C_WORDS)]
    assert told(released) == [("cora", MessageKind.C_WORDS), ("omar", MessageKind.C_WORDS)]


def test_danger_of_somebody_known_is_told_by_itself_however_many_calls_a_flood_has() -> None:
    many = replace(facts(candidate("ana")), flood_ahead=TOLD_ONE_BY_ONE)
    known, unknown = opened(candidate("ana")).incident, of_a_flood(DoubtState.CONFIRMED)
    danger = AddWords(incident=known.id, words="he has a knife", danger=True)

    assert ("cora", MessageKind.C_DANGER) in told(decide(known, danger, many, NOON))
    gathered = told(decide(unknown, danger, many, NOON))
    assert ("cora", MessageKind.C_FLOOD_DANGER) in gathered
    assert ("cora", MessageKind.C_DANGER) not in gathered


def test_word_of_those_who_go_is_never_gathered() -> None:
    many = replace(facts(candidate("ana")), flood_ahead=TOLD_ONE_BY_ONE)
    call = replace(opened(candidate("ana")).incident, doubt=Doubt(state=DoubtState.CONFIRMED, since=NOON))
    page = call.live_pages()[0].id
    going = decide(call, Accept(incident=call.id, by=PersonId("ana"), page=page), many, NOON).incident
    there = decide(going, Arrive(incident=call.id, by=PersonId("ana")), many, NOON).incident

    lost = decide(there, CannotFind(incident=call.id, by=PersonId("ana")), many, NOON)

    assert ("cora", MessageKind.C_CANNOT_FIND) in told(lost)


def test_what_is_written_after_danger_while_nobody_is_asked_yet_coordinators_read() -> None:
    people = facts(candidate("ana"), coordinators=("cora",), stimulus="more")
    doubt = Doubt(state=DoubtState.ASKED, since=NOON)
    call = replace(opened(candidate("ana")).incident, danger=True, doubt=doubt, pages=(), words=("he has a knife",))

    def hears(doubt: Doubt, words: str, *, danger: bool = True) -> list[MessageKind]:
        asked = replace(call, danger=danger, doubt=doubt)
        said = decide(asked, AddWords(incident=call.id, words=words), people, NOON).says
        return [each.kind for each in said if each.to == "cora"]

    in_line = replace(doubt, in_line=True)
    more = AddWords(incident=call.id, words="he is at the back door now")
    assert not is_only_noted(replace(call, doubt=in_line), more)
    assert is_only_noted(replace(call, doubt=replace(in_line, crowded=True)), more)
    assert hears(doubt, "he is at the back door now") == [MessageKind.C_WORDS]
    assert hears(in_line, "he is at the back door now") == [MessageKind.C_WORDS]
    assert hears(doubt, "he has a knife") == []
    assert hears(doubt, "we need a bed", danger=False) == []
    assert hears(replace(doubt, crowded=True), "he is at the back door now") == [MessageKind.C_FLOOD_DANGER]
    assert hears(replace(doubt, texts=2), "he is at the back door now") == [MessageKind.C_WORDS]
    assert hears(replace(doubt, texts=3), "he is at the back door now") == [MessageKind.C_FLOOD_DANGER]


def test_of_two_calls_that_may_be_one_coordinators_hear_once_and_in_a_full_flood_together_with_the_rest() -> None:
    many = replace(facts(candidate("ana")), flood_ahead=TOLD_ONE_BY_ONE)
    late = of_a_flood(DoubtState.CONFIRMED, number=40)
    earlier = incident(id=IncidentId("inc_2"), number=30)
    third = incident(id=IncidentId("inc_3"), number=31, owner=PersonId("cora"))

    def said(other: Incident, of: Facts) -> tuple[MessageKind, str]:
        return same_said((late, other), of, PersonId("cora"), NOON)[:2]

    assert said(earlier, many)[0] is MessageKind.C_FLOOD_GATHERED
    assert said(earlier, many) == said(replace(earlier, id=IncidentId("inc_4")), many)
    assert said(third, many)[0] is MessageKind.C_FLOOD_SAME
    few = replace(many, flood_ahead=TOLD_ONE_BY_ONE - 1)
    assert same_said((late, earlier), few, PersonId("cora"), NOON) == (
        MessageKind.C_FLOOD_SAME,
        "c_flood_same:inc_2:inc_1:cora",
        {"number": 40, "into": 30},
    )
