"""A status changes only through its moves table, whatever happens in whatever order."""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import events as e
from domain.conversation import CONVERSATION_MOVES, ConversationStatus
from domain.delivery import DELIVERY_MOVES, FINISHED, DeliveryEvent, DeliveryState
from domain.errors import IllegalMove
from domain.incident import (
    ASSIGNMENT_MOVES,
    GOING,
    INCIDENT_MOVES,
    PAGE_MOVES,
    AssignmentState,
    IncidentStatus,
    PageState,
)
from domain.moves import Moves
from domain.people import Standing
from domain.standing import STANDING_MOVES, StandingEvent
from domain.swap import SWAP_MOVES, SwapEvent, SwapState

TABLES: dict[str, tuple[Moves[Any], type[StrEnum]]] = {
    "incident": (INCIDENT_MOVES, IncidentStatus),
    "page": (PAGE_MOVES, PageState),
    "assignment": (ASSIGNMENT_MOVES, AssignmentState),
    "conversation": (CONVERSATION_MOVES, ConversationStatus),
    "standing": (STANDING_MOVES, Standing),
    "swap": (SWAP_MOVES, SwapState),
    "delivery": (DELIVERY_MOVES, DeliveryState),
}

BEGINS: dict[str, StrEnum | None] = {
    "incident": None,
    "page": None,
    "assignment": None,
    "conversation": None,
    "standing": None,
    "swap": None,
    "delivery": DeliveryState.WAITING,  # planned, as a row
}

ENDS: dict[str, set[StrEnum]] = {
    "incident": set(),  # a closed one may be reopened
    "page": {
        PageState.ACCEPTED,
        PageState.DECLINED,
        PageState.FAILED,
        PageState.WITHDRAWN,
    },  # asking again is a new page
    "assignment": {AssignmentState.CLEAR, AssignmentState.DROPPED_OUT, AssignmentState.STOOD_DOWN},
    "conversation": set(),  # anybody may write again
    "standing": set(),  # whoever left may be invited again
    "swap": {SwapState.REFUSED, SwapState.WITHDRAWN, SwapState.ENDED},  # a call for cover may be taken late
    "delivery": {DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.WITHDRAWN, DeliveryState.DEAD},
}
"""Where nothing leads on."""

every_table = pytest.mark.parametrize("what", TABLES)


def moves_of(what: str) -> Iterable[tuple[type, StrEnum | None, StrEnum]]:
    for event, row in TABLES[what][0].table.items():
        for before, after in row.items():
            yield event, before, after


def happening(event: type) -> object:
    """An event of this type, without what it carries: the tables look at nothing but the type."""
    return object.__new__(event)


@every_table
@given(data=st.data())
def test_no_sequence_of_events_leaves_the_table(what: str, data: st.DataObject) -> None:
    moves, statuses = TABLES[what]
    status = BEGINS[what]
    for event in data.draw(st.lists(st.sampled_from(list(moves.table)), max_size=30)):
        if not moves.allows(status, event):
            with pytest.raises(IllegalMove):
                moves.after(status, happening(event))
            continue

        status = moves.after(status, happening(event))

        assert status in set(statuses)


@every_table
def test_every_status_can_be_reached(what: str) -> None:
    reached: set[StrEnum | None] = {BEGINS[what]}
    while more := {after for _, before, after in moves_of(what) if before in reached} - reached:
        reached |= more

    assert reached - {None} == set(TABLES[what][1])


@every_table
def test_nothing_leads_on_from_an_end_and_something_from_everywhere_else(what: str) -> None:
    left = {before for _, before, after in moves_of(what) if before is not None and before is not after}

    assert set(TABLES[what][1]) - left == ENDS[what]


@every_table
def test_a_type_of_event_that_is_not_in_the_table_is_refused(what: str) -> None:
    class Unheard:
        pass

    for status in (None, *TABLES[what][1]):
        with pytest.raises(IllegalMove, match="Unheard"):
            TABLES[what][0].after(status, Unheard())


def names_of(events: Iterable[type]) -> set[str]:
    return {event.__name__ for event in events}


def test_every_event_of_a_page_an_assignment_a_standing_a_swap_and_a_delivery_has_a_row() -> None:
    moves_nothing = {"ThankedLate"}  # the page has ended already, or is withdrawn with it
    moves_nobody = {"LeadPassed"}  # they go as they did before

    assert names_of(PAGE_MOVES.table) == names_of(e.PageEvent.__subclasses__()) - moves_nothing
    assert names_of(ASSIGNMENT_MOVES.table) == names_of(e.AssignmentEvent.__subclasses__()) - moves_nobody
    assert names_of(STANDING_MOVES.table) == names_of(StandingEvent.__subclasses__())
    assert names_of(SWAP_MOVES.table) == names_of(SwapEvent.__subclasses__())
    assert names_of(DELIVERY_MOVES.table) == names_of(DeliveryEvent.__subclasses__())


def test_whoever_stops_going_has_reached_an_end_unless_they_may_still_say_that_they_come() -> None:
    assert set(AssignmentState) - GOING == ENDS["assignment"] | {AssignmentState.UNSURE}


def test_a_finished_delivery_is_never_sent_again() -> None:
    leads = {(before, after) for _, before, after in moves_of("delivery")}

    assert not [pair for pair in leads if pair[0] in FINISHED and pair[1] not in FINISHED]


ROOT = Path(__file__).parents[2]
_ONLY_NAMED_IN = frozenset({"events.py", "timeline.py"})
"""Where events are defined, and where each has a sentence: neither makes one happen."""


def code_that_makes_events() -> str:
    """The code in which events can happen: without the tables, and without what is merely imported."""
    files = [each for folder in ("domain", "handlers", "models", "bot") for each in (ROOT / folder).rglob("*.py")]
    code = "\n".join(each.read_text(encoding="utf-8") for each in files if each.name not in _ONLY_NAMED_IN)
    tables, imports, classes = r"^\w+_MOVES: Moves[^=]*= Moves\(\n(?: .*\n)*\)", r"^from .*(?:\n .*)*\)?", r"^class .*"
    return re.sub(f"{tables}|{imports}|{classes}", "", code, flags=re.M)


@pytest.mark.parametrize("name", TABLES)
def test_whatever_a_table_waits_for_is_something_that_happens(name: str) -> None:
    """A status that nothing leads to is a promise nobody keeps."""
    code = code_that_makes_events()
    table, _ = TABLES[name]

    assert [each.__name__ for each in table.table if not re.search(rf"\b{each.__name__}\b", code)] == []
