"""Who is asked: pages that are kept live until the need is filled, and what is said when nobody is left."""

from dataclasses import replace

from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import PageId, PersonId
from domain.incident import PAGE_MOVES, IncidentStatus, Page, PageState
from domain.matching import Candidate, left_to_sleep, rank
from domain.messages import MessageKind as K
from domain.messages import Params, Wake, WakeKind
from domain.policy import Tier
from domain.tasks import TaskKind


def refill(this: Deciding, why: str, *, again: bool = False) -> None:
    """Keep the number of live pages constant while the need is open; say so when nobody is left."""
    incident = this.incident
    if incident.status in (IncidentStatus.OPEN, IncidentStatus.CLOSED) or incident.is_filled():
        return
    wanted = incident.plan.policy.live_pages - len(incident.live_pages())
    ranking = rank(incident, this.facts.candidates, this.now, again=again)
    asked = ranking.order[: max(0, wanted)]
    for placed in asked:
        page_person(this, placed.candidate, placed.why)
    if asked:
        order = tuple((placed.candidate.person.id, placed.why) for placed in ranking.order)
        this.events.append(e.Ranked(why=why, order=order, left_out=ranking.left_out))
        this.incident = replace(this.incident, exhausted=False)
        this.tasks_done.add(TaskKind.NOBODY_LEFT)
    elif not incident.live_pages() and not incident.exhausted:
        this.asks_aid = Tier.AID in incident.plan.policy.tiers
        this.events.append(e.Ranked(why=why, order=(), left_out=ranking.left_out))
        nobody_left(this)


def page_person(this: Deciding, candidate: Candidate, why: str) -> None:
    person = candidate.person.id
    page_id = PageId(this.facts.ids.id("pag"))
    event = e.Paged(why=why, page=page_id, person=person)
    page = Page(
        id=page_id,
        incident=this.incident.id,
        person=person,
        letter=candidate.free_letter(),
        state=PAGE_MOVES.after(None, event),
        sent_at=this.now,
        expires_at=this.now + this.incident.plan.policy.page_expires(this.facts.reading),
        why=why,
    )
    this.incident = replace(this.incident, pages=(*this.incident.pages, page))
    this.events.append(event)
    this.tell(
        person,
        K.M_PAGE,
        {**this.about_place(), "letter": page.letter, "languages": this.incident.language},
        key=f"page:{page.id}",
        subject=page.id,
        slot=f"page:{page.id}",
        page=page.id,
    )
    this.wakes.append(Wake(kind=WakeKind.PAGE_EXPIRES, subject=page.id, at=page.expires_at, incident=page.incident))


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
        this.tell_coordinators(K.C_UNREACHABLE, {"person": this.roster_name(page.person)})
        this.want(TaskKind.UNREACHABLE, "none of a paged person's contact points works")


def show_page(this: Deciding, command: c.OpenPage) -> None:
    """What a page that kept its call to itthis is about."""
    page = this.incident.page(command.page)
    if page is None or page.person != command.by:
        raise Refused(K.M_NOTHING_OPEN)
    if not this.incident.is_alive() or page.state in (PageState.ACCEPTED, PageState.WITHDRAWN):
        raise Refused(K.M_PAGE_GONE, {"letter": page.letter})
    about: Params = {**this.about_place(), "letter": page.letter, "languages": this.incident.language}
    this.answer(page.person, K.M_PAGE_OPENED, about, subject=page.id, slot=f"page:{page.id}")


def note(this: Deciding, command: c.Decline) -> None:
    """The second half of "no but I can in 2 hours" goes to the coordinators, whole."""
    if command.note and command.by is not None:
        who = this.roster_name(command.by)
        this.tell_coordinators(K.C_NOTE, {"number": this.incident.number, "code": who, "words": command.note})


def stand_down(this: Deciding, page: Page) -> None:
    slot = f"page:{page.id}"
    this.tell(page.person, K.M_STAND_DOWN, {"letter": page.letter}, key=f"stand_down:{page.id}", slot=slot)


def nobody_left(this: Deciding) -> None:
    this.incident = replace(this.incident, exhausted=True)
    this.events.append(e.NobodyLeft(why="everybody suited was asked"))
    this.tell_coordinators(K.C_NOBODY, this.about())
    this.want(TaskKind.NOBODY_LEFT, "everybody suited was asked")
    _look_again_in_the_morning(this)
    if this.released():
        return
    if holding := this.incident.going():
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


def _look_again_in_the_morning(this: Deciding) -> None:
    """Who sleeps now may be asked when they wake, should the call still need somebody."""
    asleep = [each.quiet_until for each in this.facts.candidates if left_to_sleep(this.incident, each)]
    ends = min((at for at in asleep if at is not None), default=None)
    if ends is not None:
        subject = f"{this.incident.id}:{ends:%Y%m%d%H%M}"
        this.wakes.append(Wake(kind=WakeKind.QUIET_ENDS, subject=subject, at=ends, incident=this.incident.id))
