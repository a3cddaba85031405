"""Who leads those who go: the first on scene, unless somebody set it. Until anybody is there, the first who accepted.

The lead may ask for more people, let go whom they do not need, and hand the lead over; nobody else who goes may. When
they are done or drop out the lead passes on. Nobody on probation takes it by themselves. Everybody is called by their
code name. The skill `lead` that a need may ask for is another thing.
"""

from dataclasses import replace

from domain import asking, doubting
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import PersonId, SkillId
from domain.incident import Assignment, AssignmentState, Incident
from domain.language import normalise
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.needs import Mode, Need
from domain.tasks import TaskKind

_NEXT = (AssignmentState.ON_SCENE, AssignmentState.EN_ROUTE, AssignmentState.ACCEPTED, AssignmentState.HOLDING)
"""Who takes the lead when it falls free: whoever is nearest to it, and of those who accepted first."""


def first_there(this: Deciding, mine: Assignment) -> None:
    """`mine` has just come on scene: they lead, if nobody was there before and nobody was set."""
    lead = this.incident.lead()
    others = [each for each in this.incident.going() if each.id != mine.id]
    if any(each.state is AssignmentState.ON_SCENE for each in others) or mine.probation:
        return
    if lead is None or (lead.id != mine.id and not lead.lead_set):
        _take(this, mine, "the first on scene")
    elif lead.id == mine.id and others:
        _tell(this, mine)


def pass_on(this: Deciding, gone: Assignment, why: str) -> None:
    """Whoever led is not going any more: the next leads, and everybody who goes hears it."""
    if not gone.lead:
        return
    incident = this.incident
    seasoned = [each for each in incident.going() if not each.probation and incident.leads_from(remote=each.remote)]
    following = sorted(seasoned, key=lambda each: _NEXT.index(each.state))
    if following:
        _take(this, following[0], why)


def ask_more(this: Deciding, command: c.AskMore) -> None:
    """The lead wants `more` people than are going, or went."""
    mine = _leading(this, command)
    if mine.state is AssignmentState.ON_SCENE:
        doubting.seen_to_be_real(this, mine.person)
    incident = this.incident
    need = incident.need
    responders = max(need.responders, len(incident.counted())) + command.more
    this.incident = replace(
        incident, need=replace(need, responders=responders, cap=max(need.cap, responders)), exhausted=False
    )
    this.events.append(e.MoreAsked(why="the lead asks for more", by=mine.person, more=command.more))
    this.settle()
    already = len(this.incident.pages)
    asking.refill(this, "the lead asks for more", again=True)
    asked = len(this.incident.pages) - already
    this.answer(mine.person, K.M_LEAD_ASKED, {"count": command.more, "asked": asked}, subject=incident.id)
    _tell_others(this, mine, K.M_LEAD_ASKS, {"count": command.more})
    told: Params = {"number": incident.number, "code": mine.code, "count": command.more}
    this.tell_coordinators(K.C_LEAD_ASKS, told)


def stand_down(this: Deciding, command: c.StandDown) -> None:
    """Enough are there: who is not there yet, or one by their code name, need not come. Nobody takes their place."""
    mine = _leading(this, command)
    before = this.incident
    if not command.code:
        freed = _not_needed(before, mine)
        if not _may_stay(before, freed):
            raise Refused(K.M_LEAD_NOT_ALONE, {"code": mine.code})
    else:
        one = _called(this, command.code)
        if one.id == mine.id:
            this.answer(mine.person, K.M_DROP_OUT_HOW, {"code": mine.code}, subject=before.id)
            return
        if not _may_stay(before, (one,)):
            raise Refused(K.M_LEAD_NOT_ALONE, {"code": mine.code})
        freed = (one,)
    for each in freed:
        event = e.StoodDown(why="the lead let them go", by=mine.person, assignment=each.id, person=each.person)
        this.move(each, event)
        this.tell(each.person, K.M_LEAD_FREED, {"code": each.code, "other": mine.code})
    this.incident = replace(this.incident, need=_smaller(this.incident, before, all_of_it=not command.code))
    if not command.code:
        _ask_nobody_else(this, mine)
    this.settle()
    codes = ", ".join(each.code for each in freed)
    this.answer(mine.person, K.M_LEAD_ENOUGH, {"code": mine.code, "codes": codes}, subject=before.id)
    if not freed:
        return
    _tell_others(this, mine, K.M_LEAD_LET_GO, {"codes": codes})
    this.tell_coordinators(K.C_LEAD_LET_GO, {"number": before.number, "code": mine.code, "codes": codes})
    announced = ", ".join(each.code for each in freed if each.state is not AssignmentState.HOLDING)
    left = ", ".join(each.code for each in this.released())
    if announced and left:
        this.tell_requester(K.R_TURNED_BACK, {"code": announced, "codes": left})


def hand_over(this: Deciding, command: c.HandLead) -> None:
    """Somebody else leads from now on: so says whoever leads, or a coordinator. Who is set so stays it."""
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
    if command.coordinates:
        why = "a coordinator set it"
    else:
        _leading(this, command)
        why = "the lead handed it over"
    target = _called(this, command.code)
    _take(this, target, why, by=command.by, is_set=True)
    this.tell_coordinators(K.C_LEAD, {"number": this.incident.number, "code": target.code})


def say_who_leads(this: Deciding, command: c.AskWhoLeads) -> None:
    mine = this.mine(command)
    lead = this.incident.lead()
    if mine.lead:
        this.answer(mine.person, K.M_LEAD_YOURS, {"code": mine.code}, subject=this.incident.id)
    else:
        this.answer(mine.person, K.M_LEAD_IS, {"code": mine.code, "other": "" if lead is None else lead.code})


def _leading(this: Deciding, command: c.IncidentCommand) -> Assignment:
    """The assignment of whoever asks, who must lead. Others hear who does."""
    mine = this.mine(command)
    if not mine.lead:
        lead = this.incident.lead()
        raise Refused(K.M_LEAD_NOT_YOURS, {"code": mine.code, "other": "" if lead is None else lead.code})
    return mine


def _called(this: Deciding, code: str) -> Assignment:
    wanted = normalise(code)
    going = this.incident.going()
    found = next((each for each in going if normalise(each.code) == wanted), None)
    if found is None:
        raise Refused(K.M_LEAD_WHO, {"codes": ", ".join(each.code for each in going)})
    return found


def _take(this: Deciding, mine: Assignment, why: str, *, by: PersonId | None = None, is_set: bool = False) -> None:
    for each in this.incident.assignments:
        if each.lead and each.id != mine.id:
            this.put(replace(each, lead=False, lead_set=False))
    mine = replace(mine, lead=True, lead_set=is_set)
    this.put(mine)
    this.events.append(e.LeadPassed(why=why, by=by, assignment=mine.id, person=mine.person))
    _tell(this, mine, by=by)


def _tell(this: Deciding, mine: Assignment, *, by: PersonId | None = None) -> None:
    """Who leads, to everybody who goes; to whoever set it as an answer. Whoever waits alone has nobody to lead yet."""
    going = this.incident.going()
    if len(going) == 1 and going[0].state is AssignmentState.HOLDING:
        return
    for each in going:
        kind = K.M_LEAD_YOURS if each.id == mine.id else K.M_LEAD_IS
        told: Params = {"code": each.code} if each.id == mine.id else {"code": each.code, "other": mine.code}
        this.tell(each.person, kind, told, subject=this.incident.id, reply=each.person == by)


def _tell_others(this: Deciding, mine: Assignment, kind: K, params: Params) -> None:
    for each in this.incident.going():
        if each.id != mine.id:
            this.tell(each.person, kind, {"code": each.code, "other": mine.code, **params})


def _not_needed(incident: Incident, mine: Assignment) -> tuple[Assignment, ...]:
    """Who is not there yet and may turn back without leaving anybody alone; who accepted last turns back first."""
    freed: tuple[Assignment, ...] = ()
    for each in reversed(incident.going()):
        there = each.state is AssignmentState.ON_SCENE or each.id == mine.id or each.remote
        if not there and _may_stay(incident, (*freed, each)):
            freed = (*freed, each)
    return freed[::-1]


def _may_stay(incident: Incident, freed: tuple[Assignment, ...]) -> bool:
    """True if those who stay are enough together without `freed`, and nobody on probation is left by themselves."""
    stay = [each for each in incident.going() if each.id not in {one.id for one in freed}]
    there = [each for each in stay if not each.remote]
    together = incident.need.mode is not Mode.GO or len(there) >= incident.need.together
    return together and (not any(each.probation for each in stay) or any(not each.probation for each in stay))


def _smaller(now: Incident, before: Incident, *, all_of_it: bool) -> Need:
    """The need without those who were let go, so that nobody is asked in their place; what was missing before still is.

    `all_of_it`: nothing is missing any more.
    """
    need, counted = before.need, len(now.counted())
    missing = 0 if all_of_it else max(0, need.responders - len(before.counted()))
    responders = max(1, min(need.responders, counted + missing))
    fewer = len(before.counted()) - counted
    cap = max(responders, counted if all_of_it else need.cap - fewer)
    roles = {}
    for role, count in need.roles.items():
        lacked = 0 if all_of_it else max(0, count - _holding(before, role))
        wanted = min(count, _holding(now, role) + lacked)
        if wanted:
            roles[role] = wanted
    remote = need.remote & roles.keys()
    responders = max(responders, 1 + sum(roles[role] for role in remote))
    together = min(need.together, responders - sum(roles[role] for role in remote))
    return replace(need, responders=responders, cap=max(cap, responders), together=together, roles=roles, remote=remote)


def _holding(incident: Incident, role: SkillId) -> int:
    return sum(role in each.skills for each in incident.counted())


def _ask_nobody_else(this: Deciding, mine: Assignment) -> None:
    for page in this.incident.live_pages():
        asking.end_page(this, page.id, e.PageWithdrawn, "the lead has enough", by=mine.person)
        asking.stand_down(this, page)
    this.incident = replace(this.incident, exhausted=False)
    this.tasks_done |= {TaskKind.NOBODY_LEFT, TaskKind.LATER, TaskKind.UNSURE}
