"""What two calls said that become one: the narrower word holds; how long a second person has against a no; and what
whoever may take their life is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain import screening
from domain.community import EmergencyLine
from domain.dispatch import Decision, decide
from domain.ids import ConversationId, PersonId
from domain.ledger import Answer, Asks, Consent, Ledger, Permit
from domain.messages import MessageKind as K
from domain.messages import WakeKind
from domain.needs import DangerKind, Retention
from domain.policy import FieldSafety, Policy
from tests.domain.test_merging import CORA, call, do, with_going
from tests.support.builders import NOON, facts

P = Permit
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


def test_of_two_who_call_about_the_same_only_the_phone_that_is_not_safe_falls_silent_and_for_as_long_as_they_say() -> (
    None
):
    into = with_going(call(7), "ana")
    both = do(into, c.TakeIn(incident=into.id, by=CORA, merged=call(8), moves=frozenset())).incident
    second, until = ConversationId("cnv_8"), NOON + timedelta(hours=1)

    said = do(both, c.SetTexting(incident=into.id, said_in=second, safe=False, until=until))

    assert said.incident.heard_in() == (ConversationId("cnv_7"),)
    assert said.incident.ledger.safe is None
    assert [each.to for each in said.says if each.kind is K.M_SILENT] == [PersonId("ana")]
    (wake,) = [each for each in said.wakes if each.kind is WakeKind.LEDGER]
    later = do(said.incident, c.KeepLedger(incident=into.id, subject=wake.subject)).incident
    assert later.heard_in() == (ConversationId("cnv_7"), second)


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


def asked_with(decision: Decision) -> list[K]:
    """The questions that ride on what a requester hears."""
    return [line.kind for say in decision.says if not say.to_member for line in say.lines]


def test_a_suicide_call_hears_the_crisis_line_and_its_own_gentle_question_and_nothing_that_was_said() -> None:
    dark = c.AddWords(incident=call(7).id, words="I will end it", danger=True, kinds=(DangerKind.SUICIDE,))
    beaten = replace(dark, words="he hits me", kinds=(DangerKind.VIOLENCE,))
    told = decide(call(7), dark, replace(facts(), crisis=EmergencyLine(call="988")), NOON)
    nobody_hurt = replace(beaten, denied=(DangerKind.NOT_BREATHING, DangerKind.WEAPON))

    assert [each.params["number"] for each in told.says if each.kind is K.R_SCREEN_TALK] == ["988"]
    assert asked_with(told) == [K.R_LINE_CALLS_DONE]
    done = do(told.incident, c.AnswerScreen(incident=call(7).id, asks=Asks.DONE, answer=Answer.YES))
    assert done.incident.ledger.hurt
    assert K.R_SCREEN_HURT in [each.kind for each in done.says]
    assert asked_with(do(call(7), beaten)) == [K.R_LINE_SCREEN_FORCE]
    assert not {K.R_LINE_SCREEN_FORCE, K.R_LINE_SCREEN_HURT} & set(asked_with(do(call(7), nobody_hurt)))


def test_what_helps_to_reach_them_is_kept_beside_what_was_said_before_and_never_asked_then() -> None:
    running = replace(with_going(call(7), "ana"), ledger=Ledger(asked=frozenset({Asks.COME, Asks.SAFE}), reach="deaf"))
    more = c.TellReach(incident=running.id, words="3rd floor", passing=True)

    told = do(running, more)

    assert told.incident.ledger.reach == "deaf; 3rd floor"
    assert K.R_NOTED not in [each.kind for each in told.says]
    assert Asks.REACH not in told.incident.ledger.asked


def test_words_of_a_discreet_need_take_every_word_before_them_along_and_are_kept_no_longer_than_its_own() -> None:
    most = Retention(words=timedelta(hours=24))
    running = replace(
        call(7), words=("I need a ride", "it is her"), ledger=Ledger(reach="deaf", consents={P.POLICE: NO})
    )

    later = do(running, c.AddWords(incident=running.id, words="to a place", discreet=most)).incident

    assert later.keeps_to_itself()
    assert (later.words, later.ledger.reach, later.ledger.consents) == ((), "", {P.POLICE: NO})
    assert later.retention.words == most.words
    assert do(later, c.AddWords(incident=later.id, words="more")).incident.words == ()
    other = do(with_going(call(9), "ana"), c.TakeIn(incident=call(9).id, by=CORA, merged=later, moves=frozenset()))
    assert other.incident.keeps_to_itself()


def test_their_own_words_of_consent_may_say_where_they_are_so_whoever_holds_near_reads_the_answer_alone() -> None:
    consents = {Permit.COME: Consent(answer=Answer.ONLY_IF, words="by the blue door behind the bakery")}
    said = replace(call(7), ledger=Ledger(consents=consents))

    near, there = screening.lines(said, whole=False), screening.lines(said)

    assert [line.params["consent"] for line in near] == ["only_if"]
    assert "bakery" not in str(near)
    assert "bakery" in str(there)
