"""What a delivery may say by the contact point it goes to."""

from dataclasses import replace
from datetime import timedelta

from bot.chance import SeededMint
from bot.planning import Recipient, again, plan
from domain.ids import ContactPointId, IncidentId, PageId, SenderId
from domain.incident import Incident, Page, PageState
from domain.messages import ALARMS, FIRST_PAGE, TERMS, Lane, MessageKind, Say
from domain.needs import ProtectionArea
from domain.people import Channel, ContactPoint
from tests.support.builders import NOON, incident, person

ANA = person("ana")
MINT = SeededMint("planning")
WORDS = Say(
    kind=MessageKind.M_WORDS,
    to=ANA.id,
    to_member=True,
    key="k",
    params={"requester": "Sparrow", "words": "the clinic on 5th"},
)


def point(channel: Channel) -> ContactPoint:
    return ContactPoint(
        id=ContactPointId(f"cp_{channel}"), channel=channel, address="a", sender=SenderId(channel.value), person=ANA.id
    )


def said(channel: Channel, about: Incident) -> tuple[str | int, str | int]:
    """The words by this channel, and by SMS once it has failed there."""
    (first,) = plan(WORDS, Recipient(contact_points=(point(channel),), language="en", person=ANA), about, MINT, NOON)
    second = again(first, point(Channel.SMS), MINT, NOON)
    return first.wording.params["words"], second.wording.params["words"]


def test_words_of_a_discreet_call_are_read_on_telegram_and_never_by_sms_not_even_after_it_failed_there() -> None:
    discreet = incident(protection_area=ProtectionArea.ABORTION_SUPPORT)

    assert said(Channel.SMS, discreet) == ("...", "...")
    assert said(Channel.TELEGRAM, discreet) == ("the clinic on 5th", "...")
    assert said(Channel.TELEGRAM, incident()) == ("the clinic on 5th", "the clinic on 5th")


def test_an_alarm_goes_everywhere_before_everything_and_behind_nothing() -> None:
    points = (point(Channel.TELEGRAM), point(Channel.SMS))
    to = Recipient(contact_points=points, language="en", person=ANA, quiet_until=NOON + timedelta(hours=8))
    alarm = Say(kind=MessageKind.C_PANIC, to=ANA.id, to_member=True, key="k", params={"person": "Ben"})

    alarms = [*plan(alarm, to, None, MINT, NOON), *plan(replace(alarm, key="l"), to, None, MINT, NOON)]
    words = plan(WORDS, to, incident(), MINT, NOON)

    assert [each.contact_point for each in alarms] == [each.id for each in (*points, *points)]
    assert {each.due_at for each in alarms} == {NOON}
    assert len({each.stream for each in (*alarms, *words)}) == len(alarms) + 1
    assert all((each.lane, each.priority) < (Lane.URGENT, FIRST_PAGE) for each in alarms)


def test_what_waits_for_somebodys_day_holds_nothing_up_and_waits_for_their_quiet_hours_as_well() -> None:
    to = Recipient(contact_points=(point(Channel.SMS),), language="en", person=ANA)
    news = Say(kind=MessageKind.M_COHORT_OFF, to=ANA.id, to_member=True, key="k", params={"n": 1})
    day, later = NOON + timedelta(hours=9), NOON + timedelta(hours=10)

    (now,) = plan(news, to, None, MINT, NOON)
    (waits,) = plan(replace(news, not_before=day), to, None, MINT, NOON)
    (both,) = plan(replace(news, not_before=day), replace(to, quiet_until=later), None, MINT, NOON)

    assert (now.due_at, waits.due_at, both.due_at) == (NOON, day, later)
    assert now.stream != waits.stream
    assert waits.valid_until - waits.due_at == now.valid_until - now.due_at


def test_nothing_of_a_drill_goes_out_unmarked_or_urgently_or_wakes_anybody() -> None:
    points = (point(Channel.TELEGRAM), point(Channel.SMS))
    to = Recipient(contact_points=points, language="en", person=ANA, quiet_until=NOON + timedelta(hours=8))
    drill = incident(id=IncidentId("drl_1"), drill=True, danger=True)
    wrong = []
    for kind in MessageKind:
        told = Say(kind=kind, to=ANA.id, to_member=True, key="k", incident=drill.id, at_once=True)
        for say, about in ((told, drill), (told, None), (replace(told, incident=None), drill)):
            for each in plan(say, to, about, MINT, NOON):
                other = again(each, points[1], MINT, NOON)
                marked = each.wording.drill and other.wording.drill
                gentle = each.lane is Lane.ROUTINE and each.priority > FIRST_PAGE and each.due_at == to.quiet_until
                if (marked and gentle) is (kind in ALARMS) or (kind in ALARMS and marked):
                    wrong.append(kind)
        if TERMS[kind].pins and plan(told, to, drill, MINT, NOON):
            wrong.append(kind)  # a map has no words that could say so
    page = Say(kind=MessageKind.M_PAGE, to=ANA.id, to_member=True, key="k", page=PageId("pag_1"), reply=True)
    asked = Page(
        id=PageId("pag_1"),
        incident=drill.id,
        person=ANA.id,
        letter="A",
        state=PageState.LIVE,
        sent_at=NOON,
        expires_at=NOON + timedelta(minutes=2),
    )
    paged = replace(drill, pages=(asked,))

    assert wrong == []
    assert len(plan(page, to, paged, MINT, NOON)) == 1
    assert len(plan(page, to, replace(paged, drill=False), MINT, NOON)) == 2
