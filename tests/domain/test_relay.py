"""What nobody who goes could read a coordinator reads. Pictures pass where the team's policy says so, to whom words may
go and a coordinator, and nowhere else.
"""

import pytest

from domain import commands as c
from domain.dispatch import Decision, decide
from domain.errors import Refused
from domain.ids import ConversationId, PersonId
from domain.incident import Incident
from domain.messages import MessageKind as K
from domain.needs import Need
from domain.policy import Policy, Relaying
from tests.support.builders import NOON, candidate, facts, incident

ANA, BEN, CORA = (PersonId(each) for each in ("ana", "ben", "cora"))
PHOTO = "AgACAgIAAxkBAAIB"


def do(call: Incident, *commands: c.AnIncidentCommand) -> Decision:
    decision = Decision(why="", incident=call)
    for command in commands:
        told = facts(candidate("ana"), candidate("ben"), stimulus=repr(command))
        decision = decide(decision.incident, command, told, NOON)
    return decision


def a_call(*, photos: bool, together: int = 1) -> Incident:
    """Ana goes to it; with two `together` she waits near."""
    many = max(2, together)
    need = Need(responders=many, cap=many, together=together)
    call = incident(need=need, policy=Policy(relay=Relaying(photos=photos)))
    return do(call, c.Assign(incident=call.id, by=CORA, person=ANA)).incident


def shown(decision: Decision) -> list[tuple[K, str]]:
    """Every message that carries the picture, and to whom; none says more of it than whose code name it is under."""
    carry = [say for say in decision.says if "photo" in say.params]
    assert all(set(say.params) <= {"photo", "code", "number", "languages"} for say in carry)
    return [(say.kind, str(say.to)) for say in carry]


def test_a_photo_of_the_requesters_reaches_those_who_know_the_place_and_a_coordinator() -> None:
    call, near = a_call(photos=True), a_call(photos=True, together=2)
    show = c.ShowPhoto(incident=call.id, photo=PHOTO)

    assert shown(do(call, show)) == [(K.M_RELAY_PHOTO, ANA), (K.C_RELAY_PHOTO, CORA)]
    assert shown(do(near, show)) == [(K.C_RELAY_PHOTO, CORA)]


def test_a_photo_of_somebody_who_goes_reaches_whoever_they_write_to_and_a_coordinator() -> None:
    call = do(a_call(photos=True), c.Assign(incident=incident().id, by=CORA, person=BEN)).incident
    one = c.RelayWords(incident=call.id, by=ANA, photos=(PHOTO,))
    all_who_go = c.RelayWords(incident=call.id, by=ANA, photos=(PHOTO,), team=True)

    asker = str(ConversationId("cnv_1"))
    assert shown(do(call, one)) == [(K.R_RELAY_PHOTO, asker), (K.C_RELAY_PHOTO, CORA)]
    assert shown(do(call, all_who_go)) == [(K.M_RELAY_PHOTO, BEN), (K.C_RELAY_PHOTO, CORA)]
    assert K.M_RELAY_PHOTO_SENT in {say.kind for say in do(call, one).says}


def test_where_the_policy_says_nothing_no_photo_passes() -> None:
    call = a_call(photos=False)

    assert shown(do(call, c.ShowPhoto(incident=call.id, photo=PHOTO))) == []
    with pytest.raises(Refused):
        do(call, c.RelayWords(incident=call.id, by=ANA, photos=(PHOTO,)))


def test_nobody_who_asked_for_silence_is_sent_a_photo() -> None:
    call = do(a_call(photos=True), c.GoSilent(incident=incident().id, how="exit")).incident

    assert shown(do(call, c.RelayWords(incident=call.id, by=ANA, photos=(PHOTO,)))) == []


def test_words_that_reached_nobody_who_goes_are_a_coordinators_to_read() -> None:
    alone = a_call(photos=False)
    both = do(alone, c.Assign(incident=alone.id, by=CORA, person=BEN)).incident
    lost = c.LoseTouch(incident=alone.id, person=ANA, knows_the_way=True, unread="the back door is open")
    for_all = c.LoseTouch(incident=alone.id, person=ANA, knows_the_way=True, unread="I bring a pump", wrote="Heron")

    def told(decision: Decision) -> list[K]:
        return [say.kind for say in decision.says if say.kind in (K.C_WORDS, K.C_RELAY_WORDS)]

    assert (told(do(alone, lost)), told(do(both, lost))) == ([K.C_WORDS], [])
    assert (told(do(alone, for_all)), told(do(both, for_all))) == ([K.C_RELAY_WORDS], [])


def test_whoever_waits_near_is_told_that_whoever_called_reads_nothing_of_theirs_and_nothing_else() -> None:
    call = do(a_call(photos=False, together=3), c.Assign(incident=incident().id, by=CORA, person=BEN)).incident

    for team, answered in ((False, [K.M_RELAY_HOLDING]), (True, [])):
        said = do(call, c.RelayWords(incident=call.id, by=ANA, words=("no light",), team=team))
        assert [say.kind for say in said.says if say.to == ANA] == answered
        assert [(say.kind, say.lines) for say in said.says if say.to == BEN] == [(K.M_RELAY_TEAM, ())]
        assert said.incident.relayed.told == frozenset()  # they hear how it works once they go
