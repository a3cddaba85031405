"""How long a second person has against a no."""

from dataclasses import replace
from datetime import timedelta

from domain import commands as c
from domain import events as e
from domain.ledger import Answer, Consent, Ledger, Permit
from domain.messages import MessageKind as K
from domain.policy import FieldSafety, Policy
from tests.domain.test_merging import CORA, call, do, with_going
from tests.support.builders import NOON

NO = Consent(answer=Answer.NO)


def test_the_second_person_has_as_long_as_the_policy_says() -> None:
    policy = Policy(safety=FieldSafety(second_within=timedelta(minutes=5)))
    running = with_going(call(7), "ana")
    running = replace(running, plan=replace(running.plan, policy=policy), ledger=Ledger(consents={Permit.POLICE: NO}))

    asked = do(running, c.AskOverride(incident=running.id, by=CORA, permit=Permit.POLICE, reason="he is inside"))

    (wake,) = asked.wakes
    assert wake.at == NOON + timedelta(minutes=5)
    assert [each.params["minutes"] for each in asked.says if each.kind is K.M_SCREEN_ASKS] == [5]
    late = do(asked.incident, c.KeepLedger(incident=running.id, subject=wake.subject))
    assert e.OverrideExpired in {type(each) for each in late.events}
