"""Who is asked: pages that are kept live until the need is filled, and what is said when nobody is left."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain import apart, later, rounds
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.doubt import DoubtState
from domain.errors import Refused
from domain.flood import Rank, crew, has_room, room
from domain.flood import rank as rank_in_flood
from domain.ids import PageId, PersonId
from domain.incident import PAGE_MOVES, Incident, IncidentStatus, Page, PageState
from domain.live_pages import Next, at_most, next_asked
from domain.matching import ENOUGH_PAGES, Candidate, Placed, left_to_sleep, rank
from domain.messages import Line, Params, Wake, WakeKind
from domain.messages import MessageKind as K
from domain.policy import Tier
from domain.tasks import TaskKind

_LOOKS_AGAIN_EVERY = timedelta(seconds=15)
_TURNS_COME_EVERY = timedelta(seconds=60)


def refill(this: Deciding, why: str, *, again: bool = False) -> None:
    """Keep as many pages live as the policy wants while the need is open; say so when nobody is left."""
    incident = this.incident
    if wants_nobody(incident) or incident.keeps_pages_back() or incident.asks_nobody_else() or later.rests(this):
        return
    candidates = this.candidates()
    ranking = rank(incident, candidates, this.now, again=again)
    found = next_asked(incident, ranking.order, candidates, this.now, this.facts.reading)
    asked = at_most(incident, found.asked, candidates, _most_live(this))
    for placed in asked:
        page_person(this, placed.candidate, placed.why)
    _pass_empty_tiers(this, ranking.order, found)
    if asked:
        order = tuple((placed.candidate.person.id, placed.why) for placed in ranking.order)
        this.events.append(e.Ranked(why=why, order=order, left_out=ranking.left_out))
        this.incident = replace(this.incident, exhausted=False)
        this.tasks_done |= {TaskKind.NOBODY_LEFT, TaskKind.LATER}
    elif not incident.live_pages() and found.asked:
        _look_again_when_others_are_done(this)
        return
    elif not incident.live_pages():
        _look_again_when_paged_less(this, ranking.left_out)
    if not asked and not incident.live_pages() and incident.exhausted:
        _look_again_when_somebody_may(this)
    elif not asked and not incident.live_pages():
        this.events.append(e.Ranked(why=why, order=(), left_out=ranking.left_out))
        if rounds.will_come(this):
            return
        if rounds.begins_with_who_was_there(this):
            refill(this, "only those are left who went already")
        else:
            nobody_left(this)


def wants_nobody(incident: Incident) -> bool:
    """True if nobody is asked whoever there is: it is held, closed or filled, or nobody may be asked yet."""
    return incident.held or incident.status in (IncidentStatus.OPEN, IncidentStatus.CLOSED) or incident.is_filled()


def has_ended(incident: Incident, command: c.Expire) -> bool:
    """True if the time of a page is up that has ended before, in a call that wants nobody: nothing comes of it."""
    page = incident.page(command.page)
    return page is not None and page.state is not PageState.LIVE and wants_nobody(incident)


def _most_live(this: Deciding) -> int | None:
    """How many may be asked now: of a call that was doubted fewer live at once. None: as many as the policy asks."""
    incident, doubt = this.incident, this.incident.doubt
    if doubt is None or doubt.state is DoubtState.RELEASED:
        return None
    most = incident.plan.policy.flood.live_pages
    if doubt.state is DoubtState.URGENT:
        most = 1 if has_room_in_flood(this) else 0
    elif this.facts.flood_ahead >= sum(not each.going for each in this.facts.candidates):
        most = 1  # there are more calls than people: each is to have somebody asked
    return max(0, most - len(incident.live_pages()))


def has_room_in_flood(this: Deciding) -> bool:
    """True if there is somebody for this call now, as far as it is believed; and as it begins, all who go together: who
    waits near for a second gets one.
    """
    incident, policy = this.incident, this.incident.plan.policy.flood
    stands = rank_in_flood(incident.doubt, policy, danger=incident.danger, placed=bool(incident.areas))
    done = {each.person for each in this.before.live_pages()}
    done -= {each.person for each in incident.live_pages()} | {each.person for each in incident.going()}
    people = (each.person for each in this.facts.candidates)
    crew_now = crew(people, incident.plan.team, this.facts.unsure - done, this.now, kept=this.facts.unsure_kept)
    together, going_now = incident.need.together, len(incident.in_person())
    if not going_now:
        return has_room(stands.rank, crew_now, policy, together=together)
    of = Rank.UNSURE if going_now < together else stands.rank  # their places are kept since it began
    return room(of, crew_now, policy, together=together) > 0


def _look_again_when_others_are_done(this: Deciding) -> None:
    """All who may be asked for calls like it are busy with those: whoever is done first may be asked."""
    this.incident = replace(this.incident, exhausted=True)
    this.want(TaskKind.FLOOD, "as many people as calls like it may use are busy")
    at = _rounded_up(this.now, _TURNS_COME_EVERY)
    subject = f"{this.incident.id}:{at:%Y%m%d%H%M%S}"
    this.wakes.append(Wake(kind=WakeKind.QUIET_ENDS, subject=subject, at=at, incident=this.incident.id))


def _look_again_when_paged_less(this: Deciding, left_out: Sequence[tuple[PersonId, str]]) -> None:
    """Whoever was spared, as they were paged often enough just now, may be asked once the first of those is old."""
    spared = {person for person, why in left_out if why == ENOUGH_PAGES}
    within = this.incident.plan.policy.flood.pages_within
    firsts = [each.first_just_now for each in this.facts.candidates if each.person.id in spared]
    ends = min((at + within for at in firsts if at is not None), default=None)
    if ends is not None:
        ends = _rounded_up(ends, _LOOKS_AGAIN_EVERY)
        subject = f"{this.incident.id}:{ends:%Y%m%d%H%M%S}"
        this.wakes.append(Wake(kind=WakeKind.QUIET_ENDS, subject=subject, at=ends, incident=this.incident.id))


def _rounded_up(at: datetime, each: timedelta) -> datetime:
    """Many are spared at once, and each of them is no moment of its own: a call looks again at most so often."""
    every = each.total_seconds()
    return datetime.fromtimestamp(math.ceil(at.timestamp() / every) * every, tz=at.tzinfo)


def _pass_empty_tiers(this: Deciding, order: Sequence[Placed], found: Next) -> None:
    """A tier without anybody costs no time. Coordinators hear if it is that on call; neighbours are turned to."""
    before, tiers = this.before, this.incident.plan.policy.tiers
    first = not before.pages and bool(found.asked)
    if first and Tier.ON_CALL in tiers and not any(each.tier is Tier.ON_CALL for each in order):
        about: Params = {"number": this.incident.number, "areas": ",".join(this.incident.areas)}
        this.tell_coordinators(K.C_FILLING_NONE_ON_CALL, {**about, "asked": len(found.asked)})
    if Tier.AID not in tiers or this.incident.aid_asked or not found.short:
        return
    earlier = tiers[: tiers.index(Tier.AID)]
    asked = {each.candidate.person.id for each in found.asked}
    if not any(each.tier in earlier and each.candidate.person.id not in asked for each in order):
        this.incident = replace(this.incident, aid_asked=True)
        this.asks_aid = True


def page_person(this: Deciding, candidate: Candidate, why: str, *, by: PersonId | None = None) -> None:
    person = candidate.person.id
    page_id = PageId(this.facts.ids.id("pag"))
    event = e.Paged(why=why, by=by, page=page_id, person=person)
    page = Page(
        id=page_id,
        incident=this.incident.id,
        person=person,
        letter=candidate.free_letter(),
        state=PAGE_MOVES.after(None, event),
        sent_at=this.now,
        expires_at=later.page_ends(this),
        why=why,
    )
    this.incident = replace(this.incident, pages=(*this.incident.pages, page))
    this.events.append(event)
    this.tell(
        person,
        *later.page_said(this, person, page.letter),
        key=f"page:{page.id}",
        subject=page.id,
        slot=f"page:{page.id}",
        page=page.id,
        lines=(Line(kind=K.M_LINE_PASSING),) if candidate.passes_by else (),
    )
    this.wakes.append(Wake(kind=WakeKind.PAGE_EXPIRES, subject=page.id, at=page.expires_at, incident=page.incident))
    later.repeat_halfway(this, page)


def end_page(
    this: Deciding, page_id: PageId, event: type[e.PageEvent], why: str, *, by: PersonId | None = None
) -> None:
    """End a live page. One that has ended stays as it is: answers are idempotent, timers may be late."""
    page = this.incident.page(page_id)
    if page is None:
        raise Refused(K.M_NOTHING_OPEN)
    if not PAGE_MOVES.allows(page.state, event):
        if event is e.PageDeclined:
            this.answer(page.person, K.M_DECLINED)
        return
    happened = event(why=why, by=by, page=page.id, person=page.person)
    ended = page.after(happened, this.now)
    pages = tuple(ended if each.id == page.id else each for each in this.incident.pages)
    this.incident = replace(this.incident, pages=pages)
    this.events.append(happened)
    if event is e.PageDeclined:
        this.answer(page.person, K.M_DECLINED, slot=f"page:{page.id}")
    elif event is e.PageExpired:
        about: Params = {**this.about(), "letter": page.letter, "page_state": ended.state.value}
        this.tell(page.person, K.M_PAGE_ENDED, about, key=f"ended:{page.id}", slot=f"page:{page.id}")
    elif event is e.PageFailed:
        for each in this.with_owner(this.facts.coordinators):
            this.tell(each, K.C_UNREACHABLE, {"person": this.named_for(each, page.person)}, subject=this.incident.id)
        this.want(TaskKind.UNREACHABLE, "none of a paged person's contact points works")


def show_page(this: Deciding, command: c.OpenPage) -> None:
    """What a page that kept its call to itthis is about."""
    page = this.incident.page(command.page)
    if page is None or page.person != command.by:
        raise Refused(K.M_NOTHING_OPEN)
    if not this.incident.is_alive() or page.state in (PageState.ACCEPTED, PageState.WITHDRAWN):
        raise Refused(K.M_PAGE_GONE, {"letter": page.letter})
    kind, about = later.page_said(this, page.person, page.letter)
    this.answer(page.person, later.OPENED[kind], about, subject=page.id, slot=f"page:{page.id}")


def note(this: Deciding, command: c.Decline) -> None:
    """The second half of "no but I can in 2 hours" goes to the coordinators, whole."""
    if command.note and command.by is not None:
        for each in this.with_owner(this.facts.coordinators):
            who = this.named_for(each, command.by)
            note: Params = {"number": this.incident.number, "code": who, "words": command.note}
            this.tell(each, K.C_NOTE, note, subject=this.incident.id)


def stand_down(this: Deciding, page: Page) -> None:
    slot = f"page:{page.id}"
    this.tell(page.person, K.M_STAND_DOWN, {"letter": page.letter}, key=f"stand_down:{page.id}", slot=slot)


def ask_only_who_suits(this: Deciding, why: str) -> None:
    """Whoever was asked and does not hold what everybody must, or steps aside from what it is now, is asked no more.

    Which of the two it was is said nowhere.
    """
    for page in this.incident.live_pages():
        known = this.known(page.person)
        aside = known is not None and apart.steps_aside(known, this.incident)
        if aside or not this.incident.need.skills <= this.skills_of(page.person):
            end_page(this, page.id, e.PageWithdrawn, why)
            stand_down(this, page)


def nobody_left(this: Deciding) -> None:
    this.incident = replace(this.incident, exhausted=True)
    this.tasks_done.add(TaskKind.ASKING_AGAIN)
    this.events.append(e.NobodyLeft(why="everybody suited was asked"))
    anew = "" if not rounds.somebody_is_left(this) else this.incident.number
    this.tell_first_coordinators(K.C_NOBODY, {**this.about(), "more": anew})
    this.want(TaskKind.NOBODY_LEFT, "everybody suited was asked")
    _look_again_when_somebody_may(this)
    if this.released():
        return
    if holding := this.incident.in_person():
        this.tell_requester(
            K.R_NOBODY_BESIDE,
            {"code": holding[0].code, "emergency": this.facts.emergency, **this.coordinator("tries")},
        )
    else:
        about: Params = {"emergency": this.facts.emergency, **this.coordinator("tries")}
        if this.facts.off_hours is None:
            this.tell_requester(K.R_NOBODY, about)
            return
        whom_else = this.incident.plan.policy.off_hours_in(this.incident.language)
        again = this.facts.off_hours
        kind = K.R_OFF_ON_PURPOSE if again.planned else K.R_OFF_HOURS
        this.tell_requester(kind, {**about, "opens": again.opens, "off_hours": whom_else})


def _look_again_when_somebody_may(this: Deciding) -> None:
    """Who sleeps or rests now may be asked when that is over, should the call still need somebody."""
    asleep = [each.quiet_until for each in this.facts.candidates if left_to_sleep(this.incident, each)]
    rest = [each.rests_until for each in this.facts.candidates]
    ends = min((at for at in (*asleep, *rest) if at is not None and at > this.now), default=None)
    if ends is not None:
        subject = f"{this.incident.id}:{ends:%Y%m%d%H%M}"
        this.wakes.append(Wake(kind=WakeKind.QUIET_ENDS, subject=subject, at=ends, incident=this.incident.id))
