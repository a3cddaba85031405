"""What is different for a need whose time is ahead, and for whoever helps from afar: when pages end, and the words.

What happens as that time comes near is in `domain/keeping_time.py`.
"""

from datetime import datetime
from enum import StrEnum

from domain import events as e
from domain.deciding import Deciding, TaskWanted
from domain.ids import PersonId
from domain.incident import Assignment, AssignmentState, Page
from domain.messages import MessageKind as K
from domain.messages import Params, Wake, WakeKind
from domain.needs import Window
from domain.tasks import TaskKind
from domain.zone import zone


class Stage(StrEnum):
    """What a timer of a need for later is about. Its subject is `INCIDENT|START|STAGE|PAGE OR WHEN`."""

    OPENS = "opens"  # people may be asked again: the night is over
    AGAIN = "again"  # a page is halfway: it is repeated
    ASK = "ask"  # do you still come?
    SILENT = "silent"  # who has not said so is not counted on
    SOON = "soon"  # it begins soon


def wake(this: Deciding, stage: Stage, at: datetime, page: str = "") -> None:
    window = this.incident.need.window
    start = "" if window is None else mark(window)
    which = page or f"{at:%Y%m%d%H%M}"
    subject = f"{this.incident.id}|{start}|{stage}|{which}"
    this.wakes.append(Wake(kind=WakeKind.LATER, subject=subject, at=at, incident=this.incident.id))


def mark(window: Window) -> str:
    """What tells the timers of one time from those of another."""
    return f"{window.start:%Y%m%d%H%M}"


def page_ends(this: Deciding) -> datetime:
    """When a page sent now expires. The hours in which nobody is asked do not count."""
    incident, now = this.incident, this.now
    policy, window = incident.plan.policy, incident.need.window
    if window is None or not incident.is_ahead(now):
        return now + policy.page_expires(this.facts.reading)
    later, where = policy.later, zone(incident.plan.time_zone)
    ends = now + later.page_expires
    since, until = later.rests.since(where, ends), later.rests.until(where, ends)
    if since is not None and until is not None and since > now:
        ends = until + (ends - since)
    return min(ends, window.start - later.margin)


def rests(this: Deciding) -> bool:
    """True while nobody is asked because it is for later, and this is no hour to ask. Somebody knows that it waits."""
    incident, window = this.incident, this.incident.need.window
    later = incident.plan.policy.later
    if window is None or not incident.is_ahead(this.now) or window.start - this.now <= later.near:
        return False
    until = later.rests.until(zone(incident.plan.time_zone), this.now)
    if until is None:
        return False
    wake(this, Stage.OPENS, until)
    if not incident.live_pages():
        this.tasks_done.discard(TaskKind.LATER)
        why = "it is for later, and people are asked in the morning"
        this.tasks.append(TaskWanted(kind=TaskKind.LATER, due=until, why=why))
        this.events.append(e.TaskMade(why=why, task=TaskKind.LATER.value))
    return True


def repeat_halfway(this: Deciding, page: Page) -> None:
    """A page for later is said once more when half of its time is over."""
    if not this.incident.is_ahead(this.now):
        return
    later, where = this.incident.plan.policy.later, zone(this.incident.plan.time_zone)
    half = this.now + (page.expires_at - this.now) / 2
    at = later.rests.until(where, half) or half
    if at < page.expires_at:
        wake(this, Stage.AGAIN, at, page.id)


# --- the words for it


def page_said(this: Deciding, person: PersonId, letter: str) -> tuple[K, Params]:
    """The page itself: for now, for later, or for help from afar."""
    about: Params = {**this.about_place(), "letter": letter, "languages": ",".join(this.incident.wanted_languages())}
    if this.incident.would_be_remote(this.skills_of(person)):
        return K.M_REMOTE_PAGE, {**about, **_ahead(this, person)}
    if this.incident.is_ahead(this.now):
        return K.M_LATER_PAGE, {**about, **this.times(person)}
    return K.M_PAGE, about


OPENED = {
    K.M_PAGE: K.M_PAGE_OPENED,
    K.M_LATER_PAGE: K.M_LATER_PAGE_OPENED,
    K.M_REMOTE_PAGE: K.M_REMOTE_PAGE_OPENED,
}
"""The same pages for who asked for neutral previews and reads on."""


def go_said(this: Deciding, mine: Assignment, kind: K = K.M_GO) -> tuple[K, Params]:
    """What somebody hears who goes. From afar nobody needs a place, and nobody gets one."""
    if mine.remote:
        about: Params = {
            "code": mine.code,
            "requester": this.incident.requester_code,
            "nature": this.incident.nature,
            "danger": this.about_place()["danger"],
            "languages": this.incident.language,
        }
        return K.M_REMOTE_GO, {**about, **_ahead(this, mine.person)}
    if this.incident.is_ahead(this.now):
        return K.M_LATER_GO, {**this.details(mine), **this.times(mine.person)}
    return kind, this.details(mine)


def coming_said(this: Deciding, mine: Assignment) -> tuple[K, Params]:
    """What the requester hears of somebody who comes."""
    if mine.remote:
        return K.R_REMOTE_COMING, {"code": mine.code, **_ahead(this)}
    if this.incident.is_ahead(this.now):
        return K.R_LATER_COMING, {"code": mine.code, **this.times()}
    if mine.minutes is None:
        return K.R_COMING, {"code": mine.code}
    return K.R_COMING_MINUTES, {"code": mine.code, "minutes": mine.minutes}


def _ahead(this: Deciding, person: PersonId | None = None) -> Params:
    return this.times(person) if this.incident.is_ahead(this.now) else {"when": "", "until": ""}


def hold_said(this: Deciding, mine: Assignment) -> tuple[K, Params]:
    """What somebody hears who may not go alone."""
    if mine.watch.turned_back:
        return wait_said(this, mine)
    if this.incident.is_ahead(this.now):
        return K.M_LATER_HOLD, {**this.about_place(), "code": mine.code, **this.times(mine.person)}
    return K.M_HOLD, this.about_holding(mine)


def wait_said(this: Deciding, mine: Assignment) -> tuple[K, Params]:
    """What somebody hears who may not go alone and knows the place already."""
    if this.incident.is_ahead(this.now):
        asked = who_is_asked(this)["asked"]
        return K.M_LATER_WAIT, {"code": mine.code, "asked": asked, **this.times(mine.person)}
    stage = this.about_holding(mine)["stage"]
    return K.M_HANDS_WAIT, {"code": mine.code, "stage": stage, **who_is_asked(this)}


def who_is_asked(this: Deciding) -> Params:
    """How many; where nobody is left, whether a coordinator tries."""
    tries = this.coordinator("tries") if this.incident.exhausted else {"coordinator": ""}
    return {"asked": len(this.incident.live_pages()) or "", **tries}


def holding_said(this: Deciding, code: str) -> tuple[K, Params]:
    """What the requester hears of somebody who may not go alone. On hold nobody says that others are asked."""
    if this.incident.held and not this.incident.live_pages():
        return K.R_HANDS_ON_HOLD, {"code": code}
    if this.incident.is_ahead(this.now):
        return K.R_LATER_HOLDING, {"code": code, **this.times()}
    return K.R_HOLDING, {"code": code}


def ask_aside_all(this: Deciding) -> None:
    """Whoever is asked whether they go all the same, and was told nothing yet, is told what they know already."""
    for each in this.not_asked_aside_yet():
        said = hold_said if each.state is AssignmentState.HOLDING else go_said
        this.tell(each.person, *said(this, each), subject=this.incident.id)
