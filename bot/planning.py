"""From what is to be said to deliveries: whom it reaches, by which contact point, in which language, until when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.chance import Mint
from domain.community import Community
from domain.conversation import Conversation
from domain.delivery import Delivery, DeliveryState, Wording
from domain.ids import ContactPointId, DeliveryId, PageId
from domain.incident import Incident
from domain.messages import ALARM, ALARMS, EVERYWHERE, FIRST_PAGE, TERMS, Lane, MessageKind, Params, Say, Wake, WakeKind
from domain.people import MANNER_OF, Channel, ContactPoint, Manner, Person

_PAGE, _OTHER = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who a say is for, with everything needed to plan it. `here` is the contact point they just wrote from.

    `everywhere`: to each of `contact_points`, not to the first alone. `quiet_until`: they are in their quiet hours
    until then, and what is neither urgent, nor an answer, nor about a call, waits so long.
    """

    contact_points: tuple[ContactPoint, ...]
    language: str
    person: Person | None = None
    conversation: Conversation | None = None
    here: ContactPointId | None = None
    everywhere: bool = False
    quiet_until: datetime | None = None


LONGEST_WORDS = 1000
"""So many characters of somebody's words go into one message: with the rest they fit the longest SMS."""

_GOES_ON_AS: Mapping[MessageKind, MessageKind] = {
    MessageKind.M_GO: MessageKind.M_WORDS,
    MessageKind.M_RELEASED: MessageKind.M_WORDS,
    MessageKind.M_LATER_GO: MessageKind.M_WORDS,
    MessageKind.M_WORDS: MessageKind.M_WORDS,
    MessageKind.M_CORRECTED: MessageKind.M_CORRECTED,
    MessageKind.C_UNPLACED: MessageKind.C_WORDS,
    MessageKind.C_WORDS: MessageKind.C_WORDS,
    MessageKind.C_CORRECTED: MessageKind.C_CORRECTED,
    MessageKind.C_NOTE: MessageKind.C_NOTE,
    MessageKind.R_RELAY_WORDS: MessageKind.R_RELAY_WORDS,
    MessageKind.M_RELAY_TEAM: MessageKind.M_RELAY_TEAM,
    MessageKind.C_RELAY_WORDS: MessageKind.C_RELAY_WORDS,
}


def in_parts(say: Say) -> tuple[Say, ...]:
    """The say, and others after it with what its words are too long for: nothing anybody wrote is cut off."""
    goes_on_as = _GOES_ON_AS.get(say.kind)
    blank = "said" if "said" in say.params else "words"
    words = str(say.params.get(blank, ""))
    if goes_on_as is None or len(words) <= LONGEST_WORDS:
        return (say,)
    first, *others = _chunks(words)
    rest = tuple(
        Say(
            kind=goes_on_as,
            to=say.to,
            to_member=say.to_member,
            key=f"{say.key}+{number}",
            params={**say.params, blank: chunk},
            subject=say.subject,
            incident=say.incident,
            reply=say.reply,
        )
        for number, chunk in enumerate(others, start=2)
    )
    return (replace(say, params={**say.params, blank: first}), *rest)


def _chunks(words: str) -> list[str]:
    """`words` in pieces, each cut at a blank where there is one in its second half."""
    chunks = []
    while len(words) > LONGEST_WORDS:
        blank = max(words.rfind(each, LONGEST_WORDS // 2, LONGEST_WORDS) for each in " \n")
        at = blank if blank > 0 else LONGEST_WORDS
        chunks.append(words[:at].rstrip())
        words = words[at:].lstrip()
    return [*chunks, words]


def language_of(person: Person, community: Community) -> str:
    """The first of their languages that the community writes in, else its default."""
    return next((each for each in person.languages if each in community.languages), community.default_language)


def plan(say: Say, to: Recipient, incident: Incident | None, mint: Mint, now: datetime) -> tuple[Delivery, ...]:
    """The deliveries of one say: one contact point's, or all of them for a page in danger; none if nobody is reached.

    A message that only edits an earlier one is not sent where nothing can be edited, and no map or plot where there are
    none. A map of a drill is not sent either: it has no words that could say so.
    """
    points = _chosen(say, to, incident)
    drill = is_of_drill(say, incident)
    return tuple(
        _delivery(say, to, point, incident, mint, now)
        for point in points
        if MANNER_OF[point.channel] is Manner.TAPS or not _needs_a_screen(say.kind)
        if not (drill and TERMS[say.kind].pins)
    )


def is_of_drill(say: Say, incident: Incident | None) -> bool:
    """True for what belongs to an exercise: it is marked, less urgent than anything real, and wakes nobody."""
    return say.is_of_drill() or (incident is not None and incident.drill and say.kind not in ALARMS)


def _needs_a_screen(kind: MessageKind) -> bool:
    terms = TERMS[kind]
    return bool(terms.silent_on_words or terms.pins or terms.draws)


def contact_wake(
    say: Say, to: Recipient, deliveries: tuple[Delivery, ...], incident: Incident, now: datetime
) -> Wake | None:
    """When to look whether a page arrived by its first contact point; None if there is no next one."""
    if say.page is None or len(deliveries) != 1 or len(to.contact_points) < 2:
        return None
    after = now + incident.plan.policy.next_contact_after
    return Wake(kind=WakeKind.NEXT_CONTACT, subject=deliveries[0].id, at=after, incident=incident.id)


def again(failed: Delivery, point: ContactPoint, mint: Mint, now: datetime) -> Delivery:
    """The same message by another contact point of the same person, as much of it as may be said there."""
    wording = failed.wording
    return Delivery(
        id=DeliveryId(mint.id("dlv")),
        key=f"{failed.key.rpartition('@')[0]}@{point.id}",
        wording=replace(wording, params=_hidden(wording.params, point.channel)) if wording.discreet else wording,
        state=DeliveryState.WAITING,
        lane=failed.lane,
        priority=failed.priority,
        due_at=now,
        valid_until=failed.valid_until,
        fate=failed.fate,
        contact_point=point.id,
        channel=point.channel,
        sender=point.sender,
        person=failed.person,
        conversation=failed.conversation,
        incident=failed.incident,
        page=failed.page,
        stream=_stream(point.id, failed.incident),
        slot=failed.slot,
        planned_at=now,
        repeat=failed.repeat,  # an earlier copy may have arrived
    )


def page_of_slot(slot: str) -> PageId:
    """The page that a slot such as `page:pag_...` belongs to."""
    return PageId(slot.partition(":")[2])


def _chosen(say: Say, to: Recipient, incident: Incident | None) -> tuple[ContactPoint, ...]:
    if to.everywhere or say.kind in EVERYWHERE:
        return to.contact_points
    if say.contact_point is not None:
        return tuple(each for each in to.contact_points if each.id == say.contact_point)
    if say.reply and to.here is not None:
        here = tuple(each for each in to.contact_points if each.id == to.here)
        if here:
            return here
    if say.page is not None and incident is not None and incident.danger and not incident.drill:
        return to.contact_points
    return to.contact_points[:1]


def _delivery(
    say: Say, to: Recipient, point: ContactPoint, incident: Incident | None, mint: Mint, now: datetime
) -> Delivery:
    kind = _KEEPS_TO_ITSELF.get(say.kind, say.kind) if to.person is not None and to.person.neutral else say.kind
    terms = TERMS[kind]
    drill = is_of_drill(say, incident)
    rests = _rests_until(say, to, now, drill=drill)
    due = now if rests is None else rests
    until = due + terms.valid_for
    page = incident.page(say.page) if incident is not None and say.page is not None else None
    discreet = incident is not None and incident.keeps_to_itself()
    if page is not None:
        until = page.expires_at
    delivery = DeliveryId(mint.id("dlv"))
    stream = _stream(point.id, say.incident)
    if say.kind in ALARMS:
        stream = f"{point.id}/{delivery}"  # behind nothing else
    elif rests is not None:
        stream = f"{point.id}/rests"  # what rests must not hold up what comes after it
    return Delivery(
        id=delivery,
        key=f"{say.key}@{point.id}",
        wording=Wording(
            kind=kind,
            language=to.language,
            params=_hidden(say.params, point.channel) if discreet else say.params,
            lines=say.lines,
            subject=say.subject,
            discreet=discreet,
            drill=drill,
        ),
        state=DeliveryState.WAITING,
        lane=max(terms.lane, Lane.ROUTINE) if drill else terms.lane,
        priority=_OTHER if drill else _priority(say, incident),
        due_at=due,
        valid_until=max(until, now + timedelta(seconds=1)),
        fate=terms.fate,
        contact_point=point.id,
        channel=point.channel,
        sender=point.sender,
        person=to.person.id if to.person else None,
        conversation=to.conversation.id if to.person is None and to.conversation else None,
        incident=say.incident,
        page=say.page,
        stream=stream,
        slot=say.slot,
        planned_at=now,
    )


_KEEPS_TO_ITSELF = {
    MessageKind.M_PAGE: MessageKind.M_PAGE_NEUTRAL,
    MessageKind.M_LATER_PAGE: MessageKind.M_LATER_PAGE_NEUTRAL,
    MessageKind.M_LATER_PAGE_AGAIN: MessageKind.M_LATER_PAGE_NEUTRAL,
    MessageKind.M_REMOTE_PAGE: MessageKind.M_PAGE_NEUTRAL,
    MessageKind.M_PAGE_ENDED: MessageKind.M_PAGE_ENDED_NEUTRAL,
}
"""What whoever asked for neutral previews gets instead."""


def _rests_until(say: Say, to: Recipient, now: datetime, *, drill: bool) -> datetime | None:
    """When it goes out, if not now."""
    later = (to.quiet_until if _may_rest(say, drill=drill) else None, say.not_before)
    return max((each for each in later if each is not None and each > now), default=None)


def _may_rest(say: Say, *, drill: bool) -> bool:
    """Whether it waits for quiet hours to end. Of a drill everything does that is no answer."""
    if drill:
        return say.to_member and not say.reply
    told_now = say.reply or say.at_once or say.incident is not None
    return say.to_member and not told_now and TERMS[say.kind].lane is not Lane.URGENT


def kept_to_itself(planned: Delivery) -> Wording:
    """What it says once its call has turned discreet, though it was planned before."""
    wording = planned.wording
    lines = tuple(replace(each, params=_hidden(each.params, planned.channel)) for each in wording.lines)
    return replace(wording, params=_hidden(wording.params, planned.channel), lines=lines, discreet=True)


def _hidden(params: Params, channel: Channel) -> Params:
    """By SMS nothing of a discreet need: neither what it is nor a word of what was said."""
    if MANNER_OF[channel] is Manner.TAPS:
        return params
    hidden = {"nature": "discreet", "words": "...", "said": "..."}
    return {name: hidden.get(name, value) for name, value in params.items()}


def _priority(say: Say, incident: Incident | None) -> int:
    if say.kind in ALARMS:
        return ALARM
    if say.page is None:
        return FIRST_PAGE if TERMS[say.kind].lane is Lane.URGENT else _OTHER
    first = incident is None or incident.pages[0].id == say.page
    return FIRST_PAGE if first else _PAGE


def _stream(point: ContactPointId, incident: str | None) -> str:
    return f"{point}/{incident or '-'}"
