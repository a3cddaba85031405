"""What a delivery may say by the contact point it goes to."""

from dataclasses import replace
from datetime import timedelta

from bot.chance import SeededMint
from bot.planning import Recipient, again, plan
from domain.ids import ContactPointId, SenderId
from domain.incident import Incident
from domain.messages import FIRST_PAGE, Lane, MessageKind, Say
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
