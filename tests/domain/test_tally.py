"""How often somebody was asked and came: once for each page, by how it ended, whatever is said twice or too late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.dispatch import decide
from domain.errors import Refused
from domain.ids import PersonId
from domain.incident import Incident, PageState
from domain.needs import Need
from domain.tally import ACCEPTED, DECLINED, EXPIRED, NONE, Heap, Tally, counted, months_back
from tests.support.builders import NOON, RIVER, candidate, facts, opened

PEOPLE = tuple(candidate(name) for name in ("ana", "ben", "cal", "dee"))
ANA = PersonId("ana")


def call(**need: int) -> Incident:
    return opened(*PEOPLE, need=Need(**need)).incident  # type: ignore[arg-type]


def after(incident: Incident, *commands: c.AnIncidentCommand) -> tuple[Incident, dict[Heap, Tally]]:
    """The call after these commands, and all that was counted on the way."""
    sums: dict[Heap, Tally] = counted(None, incident)
    for n, command in enumerate(commands):
        try:
            changed = decide(incident, command, facts(*PEOPLE, stimulus=f"s{n}"), NOON).incident
        except Refused:
            continue
        for heap, change in counted(incident, changed).items():
            sums[heap] = sums.get(heap, NONE) + change
        incident = changed
    return incident, {heap: tally for heap, tally in sums.items() if tally != NONE}


def only(sums: dict[Heap, Tally], person: str = "ana") -> Tally:
    found = [tally for heap, tally in sums.items() if heap.person == person]
    return found[0] if found else NONE


def accept(incident: Incident, n: int = 0) -> c.Accept:
    return c.Accept(incident=incident.id, page=incident.pages[n].id, by=incident.pages[n].person)


def expire(incident: Incident, n: int = 0, *, unsent: bool = False) -> c.Expire:
    return c.Expire(incident=incident.id, page=incident.pages[n].id, unsent=unsent)


def decline(incident: Incident, n: int = 0) -> c.Decline:
    return c.Decline(incident=incident.id, page=incident.pages[n].id, by=incident.pages[n].person)


def test_a_page_counts_when_it_ends_and_not_before() -> None:
    assert after(call())[1] == {}


def test_an_accept_counts_once_however_often_it_is_said() -> None:
    incident = call(responders=2, cap=4)
    said = accept(incident)

    assert only(after(incident, said, replace(said, minutes=5), said)[1]) == ACCEPTED


def test_a_decline_and_an_expiry_count_as_such() -> None:
    incident = call()
    first, second = (page.person for page in incident.pages[:2])
    sums = after(incident, decline(incident, 0), expire(incident, 1))[1]

    assert only(sums, first) == DECLINED
    assert only(sums, second) == EXPIRED


def test_a_late_accept_counts_as_an_accept_and_takes_its_expiry_back() -> None:
    incident = call()
    sums = after(incident, expire(incident), accept(incident))[1]

    assert only(sums, incident.pages[0].person) == ACCEPTED


def test_who_drops_out_and_comes_after_all_was_asked_once() -> None:
    incident = call(responders=2, cap=4)
    ana = incident.pages[0].person
    _, sums = after(incident, accept(incident), c.DropOut(incident=incident.id, by=ana), accept(incident))

    assert only(sums, ana) == ACCEPTED


def test_a_page_that_never_left_or_failed_counts_nothing() -> None:
    incident = call()
    failed = c.FailPage(incident=incident.id, page=incident.pages[1].id)

    assert after(incident, expire(incident, 0, unsent=True), failed)[1] == {}


def test_a_page_that_was_withdrawn_counts_nothing() -> None:
    incident = call()
    whole, sums = after(incident, accept(incident))

    assert {page.state for page in whole.pages[1:]} == {PageState.WITHDRAWN}
    assert [heap.person for heap in sums] == [incident.pages[0].person]


def test_drills_are_not_counted() -> None:
    incident = replace(call(), drill=True)

    assert after(incident, accept(incident), expire(incident, 1))[1] == {}


def test_a_page_belongs_to_the_month_and_the_night_in_which_it_was_sent_in_the_teams_zone() -> None:
    late = datetime(2026, 4, 1, 4, 30, tzinfo=UTC)  # 23:30 on 31 March in Chicago
    incident = call()
    pages = tuple(replace(page, sent_at=late) for page in incident.pages)
    plan = replace(incident.plan, on_call=frozenset({incident.pages[0].person}))
    incident = replace(incident, pages=pages, plan=plan)

    (heap,) = after(incident, expire(incident))[1]
    (other,) = after(incident, expire(incident, 1))[1]

    assert heap == Heap(person=incident.pages[0].person, team=RIVER, month="2026-03", on_call=True, night=True)
    assert not other.on_call


def test_months_are_counted_back_across_years() -> None:
    assert months_back("2026-03", 2) == "2026-01"
    assert months_back("2026-03", 3) == "2025-12"
    assert months_back("2026-03", 27) == "2023-12"


@given(data=st.data())
def test_what_was_counted_on_the_way_is_what_the_call_shows_at_the_end(data: st.DataObject) -> None:
    """Whatever happens in whatever order: each page is in one heap at most, once, by how it ended."""
    incident = call(responders=2, cap=3)
    sums: dict[Heap, Tally] = {}
    for n in range(data.draw(st.integers(0, 12))):
        page = data.draw(st.sampled_from(incident.pages))
        commands: list[c.AnIncidentCommand] = [
            c.Accept(incident=incident.id, page=page.id, by=page.person),
            c.Decline(incident=incident.id, page=page.id, by=page.person),
            c.Expire(incident=incident.id, page=page.id),
            c.FailPage(incident=incident.id, page=page.id),
            c.DropOut(incident=incident.id, by=page.person),
            c.Finish(incident=incident.id, by=page.person),
        ]
        command = data.draw(st.sampled_from(commands))
        try:
            changed = decide(incident, command, facts(*PEOPLE, stimulus=f"s{n}"), NOON + timedelta(minutes=n)).incident
        except Refused:
            continue
        for heap, change in counted(incident, changed).items():
            sums[heap] = sums.get(heap, NONE) + change
        incident = changed

    came = {each.page for each in incident.assignments}
    ended = {PageState.ACCEPTED, PageState.DECLINED, PageState.EXPIRED}
    assert sum(tally.pages for tally in sums.values()) == sum(
        page.id in came or page.state in ended for page in incident.pages
    )
    assert sum(tally.accepts for tally in sums.values()) == len(came)
    assert all(min(tally.accepts, tally.declines, tally.expiries) >= 0 for tally in sums.values())
