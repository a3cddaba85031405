"""What two calls said that become one: the narrower word holds; how long a second person has against a no; and what
whoever may take their life is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.community import EmergencyLine
from domain.dispatch import decide
from domain.ids import ConversationId, PersonId
from domain.ledger import Answer, Consent, Ledger, Permit
from domain.messages import MessageKind as K
from domain.messages import WakeKind
from domain.needs import DangerKind
from domain.policy import FieldSafety, Policy
from tests.domain.test_merging import CORA, call, do, with_going
from tests.support.builders import NOON, facts

YES, NO = Consent(answer=Answer.YES), Consent(answer=Answer.NO)
IF_HURT, IF_ASKED = (Consent(answer=Answer.ONLY_IF, words=each) for each in ("if he is hurt", "if I ask"))


@pytest.mark.parametrize(
    ("here", "there", "holds"),
    [
        (YES, NO, NO),
        (NO, YES, NO),
        (YES, IF_HURT, IF_HURT),
        (IF_HURT, NO, NO),
        (IF_HURT, IF_ASKED, Consent(answer=Answer.ONLY_IF, words="if he is hurt; if I ask")),
        (YES, None, YES),
        (None, NO, NO),
    ],
)
def test_of_two_words_about_the_same_the_narrower_holds(
    here: Consent | None, there: Consent | None, holds: Consent
) -> None:
    mine, other = (Ledger(consents={} if each is None else {Permit.POLICE: each}) for each in (here, there))

    assert mine.joined(other).consents == {Permit.POLICE: holds}


def test_what_is_dangerous_in_either_is_dangerous_and_nobody_is_let_in_by_what_was_cleared_before() -> None:
    mine = Ledger(kinds=(DangerKind.VIOLENCE,), cleared=True, hurt=False, reach="deaf")
    other = Ledger(force=True, reach="back door")

    joined = mine.joined(other)

    assert (joined.force, joined.hurt, joined.reach) == (True, False, "deaf; back door")
    assert joined.stages()


def test_a_merge_joins_both_ledgers_and_whoever_goes_hears_it() -> None:
    into = with_going(call(7), "ana")
    merged = replace(
        call(8), ledger=Ledger(consents={Permit.POLICE: NO}, safe=True, safe_until=NOON + timedelta(hours=1))
    )
    into = do(into, c.SetConsent(incident=into.id, permit=Permit.POLICE, answer=Answer.YES)).incident

    decision = do(into, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset()))

    assert decision.incident.ledger.consents == {Permit.POLICE: NO}
    assert [each for each in decision.says if each.kind is K.M_SCREEN_LEDGER and each.to == PersonId("ana")]
    assert e.ConsentStated in {type(each) for each in decision.events}
    (wake,) = [each for each in decision.wakes if each.kind is WakeKind.LEDGER]
    later = do(decision.incident, c.KeepLedger(incident=into.id, subject=wake.subject)).incident
    assert [each.silent for each in later.also] == [True]
    assert later.heard_in() == (ConversationId("cnv_7"),)


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


def test_without_a_crisis_line_the_emergency_number_is_given_and_not_as_one_that_listens() -> None:
    words = c.AddWords(incident=call(7).id, words="I will end it", danger=True, kinds=(DangerKind.SUICIDE,))
    said = {}
    for crisis in ("", "988"):
        told = replace(facts(), medical=EmergencyLine(call="911"), crisis=EmergencyLine(call=crisis))
        says = [each for each in decide(call(7), words, told, NOON).says if not each.to_member]
        said[crisis] = [(each.kind, each.params["number"]) for each in says if "number" in each.params]

    assert said == {"": [(K.R_SCREEN_TALK_NO_LINE, "911")], "988": [(K.R_SCREEN_TALK, "988")]}
