"""When a provider counts as down, and when as back."""

from datetime import timedelta

from domain.ids import ContactPointId
from domain.outage import FORGOTTEN_AFTER, QUIET_PASS, Outage, gone_quiet, passed, struck
from domain.people import Channel
from tests.support.builders import NOON

ANA, BEN, CAL = (ContactPointId(each) for each in ("cp_ana", "cp_ben", "cp_cal"))
UP = Outage(channel=Channel.SMS)
SECOND = timedelta(seconds=1)


def after(*points: ContactPointId, known: Outage = UP) -> Outage:
    for n, point in enumerate(points):
        known = struck(known, point, NOON + n * SECOND)
    return known


def test_three_failures_in_a_row_for_two_people_are_an_outage() -> None:
    assert not after(ANA, BEN).is_down
    assert after(ANA, BEN, ANA).down_since == NOON + 2 * SECOND


def test_one_persons_phone_is_never_an_outage() -> None:
    assert not after(*([ANA] * 50)).is_down


def test_a_message_that_is_taken_between_them_makes_failures_count_anew() -> None:
    assert not after(BEN, CAL, known=passed(after(ANA, BEN), NOON)).is_down


def test_failures_far_apart_are_no_outage() -> None:
    known = struck(struck(UP, ANA, NOON), BEN, NOON)

    assert not struck(known, CAL, NOON + FORGOTTEN_AFTER).is_down


def test_a_provider_that_takes_nothing_of_ours_is_down_at_once() -> None:
    assert struck(UP, ANA, NOON, whole=True).is_down


def test_one_message_is_tried_after_five_seconds_and_then_less_often() -> None:
    known = after(ANA, BEN, CAL)
    waits = []
    for _ in range(5):
        assert known.probe_at is not None
        assert known.struck_at is not None
        waits.append((known.probe_at - known.struck_at).total_seconds())
        assert not known.may_be_tried(known.probe_at - SECOND)
        known = struck(known, ANA, known.probe_at)

    assert waits == [5, 10, 20, 30, 30]


def test_it_is_back_after_two_messages_in_a_row_and_not_after_one() -> None:
    down = after(ANA, BEN, CAL)

    once = passed(down, NOON)
    assert once.is_down
    assert once.may_be_tried(NOON)
    assert struck(once, ANA, NOON).passes == 0
    assert passed(once, NOON) == UP


def test_one_message_is_enough_when_nothing_has_failed_for_a_minute() -> None:
    down = after(ANA, BEN, CAL)
    assert down.struck_at is not None
    once = passed(down, down.struck_at)

    assert gone_quiet(once, down.struck_at + QUIET_PASS - SECOND).is_down
    assert not gone_quiet(once, down.struck_at + QUIET_PASS).is_down
    assert gone_quiet(down, down.struck_at + QUIET_PASS).is_down


def test_what_cannot_wait_is_tried_there_again_when_nothing_failed_lately() -> None:
    down = after(ANA, BEN, CAL)
    assert down.struck_at is not None

    assert down.is_avoided(down.struck_at + FORGOTTEN_AFTER - SECOND)
    assert not down.is_avoided(down.struck_at + FORGOTTEN_AFTER)
    assert not UP.is_avoided(NOON)
