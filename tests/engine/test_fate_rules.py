"""The rules of fates as properties: whatever comes, in whatever order, every move is one the table has."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.doors import ReceiptStatus, ReceiptWord
from bot.engine.fates import Outcome, Verdict, What, after, after_receipt, lapsed, leased, obstacle
from bot.engine.settings import EngineSettings
from domain.delivery import DELIVERY_MOVES, FINISHED, DeliveryState
from domain.ids import ContactPointId, DeliveryId, SenderId
from domain.messages import TERMS, Fate, Lane, MessageKind
from domain.people import Channel, Reach
from models.deliveries import Standing, withdrawn
from tests.support.builders import NOON

D = DeliveryState
SETTINGS = EngineSettings()
SECOND = timedelta(seconds=1)
KINDS = (MessageKind.M_PAGE, MessageKind.M_HELP, MessageKind.R_STOPPED)
NEXT = {(before, after) for row in DELIVERY_MOVES.table.values() for before, after in row.items() if before is not None}


def planned(kind: MessageKind, channel: Channel, reach: Reach, useful_for: timedelta) -> Standing:
    return Standing(
        id=DeliveryId("dlv_1"),
        seq=1,
        kind=kind,
        state=D.WAITING,
        lane=Lane.URGENT,
        priority=0,
        due_at=NOON,
        valid_until=NOON + useful_for,
        contact_point=ContactPointId("cp_1"),
        channel=channel,
        sender=SenderId("s"),
        slot=None,
        fence=0,
        lease_until=None,
        attempts=0,
        repeat=False,
        external_id=None,
        error_code=None,
        sent_at=None,
        finished_at=None,
        reach=reach,
    )


steps = st.lists(
    st.one_of(
        st.sampled_from(["lease", "lapse", "withdraw"]),
        st.sampled_from(list(What)),
        st.sampled_from(list(ReceiptStatus)),
    ),
    max_size=40,
)


@given(
    kind=st.sampled_from(KINDS),
    can_find=st.booleans(),
    steps=steps,
    useful_for=st.integers(0, 60),
    reach=st.sampled_from(list(Reach)),
)
def test_no_sequence_of_events_leaves_the_table(
    kind: MessageKind, can_find: bool, steps: list[object], useful_for: int, reach: Reach
) -> None:
    standing = planned(kind, Channel.SMS if can_find else Channel.TELEGRAM, reach, useful_for * SECOND)
    now = NOON
    told = 0
    sends_of_unknown_fate = 0
    for step in steps:
        now += SECOND
        before = standing
        verdict: Verdict | None = None
        looks = standing.state is D.UNCERTAIN and can_find
        if step == "lease" and standing.state in (D.WAITING, D.UNCERTAIN):
            verdict = obstacle(standing, now, edits=None, looks=looks, is_on=True)
            standing = leased(standing, now, SETTINGS, looks=looks) if verdict is None else standing
        elif step == "lapse" and standing.state is D.LEASED:
            verdict = lapsed(standing, now, SETTINGS, can_find=can_find)
            sends_of_unknown_fate += 1
        elif step == "withdraw":
            if standing.state not in FINISHED:
                standing = withdrawn(standing)
        elif isinstance(step, What):
            looked = step in (What.FOUND, What.NOT_FOUND)
            outcome = Outcome(delivery=standing.id, fence=standing.fence, what=step, external_id="x", looked=looked)
            verdict = after(standing, outcome, now, SECOND, SETTINGS, can_find=can_find)
            sends_of_unknown_fate += step is What.UNKNOWN and before.state is D.LEASED
        elif isinstance(step, ReceiptStatus):
            word = ReceiptWord(reference=standing.id, provider_id="x", status=step)
            verdict = after_receipt(standing, word, now)
        if verdict is not None:
            standing = verdict.standing
            told += verdict.failed

        assert standing.state is before.state or reached(before.state, standing.state)
        assert standing.fence >= before.fence
        assert (standing.state in FINISHED) == (standing.finished_at is not None) or standing.state is D.WITHDRAWN
        assert (standing.lease_until is not None) == (standing.state is D.LEASED)
    assert told <= 1
    silent = TERMS[kind].fate is Fate.AT_MOST_ONCE or standing.error_code == "unreadable"
    if standing.state in (D.DEAD, D.FAILED) and not silent:
        assert told == 1
    if not can_find and TERMS[kind].fate is Fate.AT_MOST_ONCE:
        assert sends_of_unknown_fate <= 1


def reached(before: D, state: D) -> bool:
    """One move away, or two: what is no longer wanted is put back or unsure, and withdrawn."""
    return (before, state) in NEXT or any((before, via) in NEXT and (via, state) in NEXT for via in DeliveryState)
