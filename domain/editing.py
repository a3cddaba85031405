"""What a coordinator changes of a running call: its nature, its need, and the plan it was opened under.

All of it is this incident's own: what the team has decided for the next one stays as it is.
"""

from dataclasses import replace
from datetime import timedelta

from domain import asking, going, not_alone
from domain import commands as c
from domain import events as e
from domain.by_hand import must_run
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import PersonId
from domain.incident import Assignment, AssignmentState, IncidentStatus
from domain.messages import Line, Params
from domain.messages import MessageKind as K
from domain.needs import DISCREET, LEAD, Mode, Need
from domain.policy import Paging, Plan


def change_nature(this: Deciding, command: c.ChangeNature) -> None:
    """The need follows, unless somebody has changed it since the call opened. Nobody goes alone into force."""
    must_run(this)
    incident, nature = this.incident, command.nature
    number: Params = {"number": incident.number, "nature": nature.id}
    if not command.ready:
        raise Refused(K.C_HANDS_NOT_READY, number)
    window = incident.need.window
    dangers = incident.ledger.dangers()
    usual = None if command.was is None else replace(command.was.need, window=window)
    follows = usual is not None and incident.need in (usual, not_alone.need_in(dangers, usual))
    wanted = not_alone.need_in(dangers, replace(nature.need, window=window))
    need = incident.need
    if follows:
        need = going.with_somebody_beside(incident, _with_room(wanted, len(incident.counted())))
    discreet = nature.protection_area in DISCREET
    this.incident = replace(
        incident,
        nature=nature.id,
        protection_area=nature.protection_area,
        urgency=nature.urgency,
        retention=nature.retention,
        need=need,
        words=() if discreet else incident.words,
        plan=replace(incident.plan, ready=True),
    )
    this.events.append(
        e.NatureChanged(why="a coordinator changed it", by=command.by, before=incident.nature, after=nature.id)
    )
    this.ask_aside_anew()
    for each in this.incident.going():
        this.tell(each.person, K.M_HANDS_NATURE, {"code": each.code, "nature": nature.id})
    this.answer(command.by, K.C_HANDS_NATURE, {**number, **need_params(need)}, subject=incident.id)
    if incident.status is IncidentStatus.OPEN and not incident.plan.ready and incident.areas:
        this.happened(e.PagingBegan(why="its nature became known", by=command.by))
        this.tell_that_people_are_asked()
    _look_anew(this, "its nature changed", filled_before=incident.is_filled())


def change_need(this: Deciding, command: c.ChangeNeed) -> None:
    must_run(this)
    incident, before = this.incident, this.incident.need
    many = len(incident.counted())
    if command.cap is not None and command.cap < many:
        raise Refused(K.C_HANDS_CAP_LOW, {"number": incident.number, "count": many})
    if before.mode is Mode.GO and (LEAD, True) in command.afar:
        raise Refused(K.C_HANDS_LEAD_THERE, {"number": incident.number})
    need = _changed(before, command, many)
    if need is None:
        raise Refused(K.C_HANDS_NEED_HOW, {"number": incident.number})
    need = going.with_somebody_beside(incident, need)
    this.incident = replace(incident, need=need)
    this.events.append(
        e.NeedChanged(
            why=f"a coordinator changed it: {_what_changed(before, need) or 'nothing'}",
            by=command.by,
            responders=need.responders,
            cap=need.cap,
            together=need.together,
        )
    )
    this.answer(command.by, K.C_HANDS_NEED, {"number": incident.number, **need_params(need)}, subject=incident.id)
    _look_anew(this, "the need changed", filled_before=incident.is_filled())


def need_params(need: Need) -> dict[str, str | int]:
    roles = ", ".join(f"{skill} {count}" for skill, count in sorted(need.roles.items()))
    return {
        "responders": need.responders,
        "cap": need.cap,
        "together": need.together,
        "roles": roles,
        "afar": ", ".join(sorted(need.remote)),
        "skills": ",".join(sorted(need.skills)),
        "languages": ",".join(need.languages),
    }


def _what_changed(before: Need, after: Need) -> str:
    """Each part by its name, with what it was and what it is."""
    was, is_now = need_params(before), need_params(after)
    return "; ".join(f"{name} {was[name] or '-'} to {is_now[name] or '-'}" for name in was if was[name] != is_now[name])


def _changed(before: Need, command: c.ChangeNeed, many: int) -> Need | None:
    """The need afterwards; None where its numbers contradict each other. Numbers nobody named give way."""
    cap = command.cap
    responders = command.responders
    if responders is None:
        responders = before.responders if cap is None else min(before.responders, cap)
    if cap is None:
        cap = max(responders, many) if command.responders is not None else max(before.cap, many)
    roles = {**before.roles, **dict(command.roles)}
    roles = {skill: count for skill, count in roles.items() if count}
    afar = {skill for skill, is_afar in command.afar if is_afar}
    here = {skill for skill, is_afar in command.afar if not is_afar}
    remote = ((before.remote | afar) - here) & roles.keys()
    each = {skill for skill, is_asked in command.each if is_asked}
    skills = (before.skills | each) - {skill for skill, is_asked in command.each if not is_asked}
    languages = before.languages if command.languages is None else command.languages
    there = responders if before.mode is Mode.REMOTE else responders - sum(roles[skill] for skill in remote)
    together = min(before.together, there) if command.together is None else command.together
    fits = 1 <= together <= there and responders <= cap and all(count <= responders for count in roles.values())
    if not fits:
        return None
    return replace(
        before,
        responders=responders,
        cap=cap,
        together=together,
        roles=roles,
        remote=remote,
        skills=skills,
        languages=languages,
    )


def _with_room(need: Need, many: int) -> Need:
    """The need of a nature, for a call to which so many are going already."""
    return replace(need, cap=max(need.cap, many))


def _look_anew(this: Deciding, why: str, *, filled_before: bool) -> None:
    """Another need: who does not suit it is asked no more, who waited may go, and whoever is missing is asked."""
    asking.ask_only_who_suits(this, why)
    waits = _together_anew(this, why)
    this.settle()
    if not this.incident.is_filled():
        this.incident = replace(this.incident, exhausted=False)
        asking.refill(this, why)
    elif not filled_before:
        going.filled(this)
    going.tell_to_wait(this, waits)
    going.tell_who_waits(this, waits)


def _together_anew(this: Deciding, why: str) -> tuple[Assignment, ...]:
    """Returns who steps back and waits for others."""
    waits = going.keep_together(this, why)
    for each in this.incident.going():
        if each.state is AssignmentState.HOLDING and going.may_go_now(this, each):
            going.release_one(this, each)
    return waits


# --- the plan


def edit_plan(this: Deciding, command: c.EditPlan) -> None:
    """Shown before and after. Pages that are out keep the time they were given."""
    must_run(this)
    before = this.incident.plan
    after = _edited(before, command)
    lines = [Line(kind=K.C_LINE_HANDS_PLAN, params=_shown(this, before, command.by))]
    number: Params = {"number": this.incident.number}
    if after == before:
        this.answer(command.by, K.C_HANDS_PLAN, number, subject=this.incident.id, lines=tuple(lines))
        return
    lines.append(Line(kind=K.C_LINE_HANDS_PLAN_NOW, params=_shown(this, after, command.by)))
    this.incident = replace(this.incident, plan=after, exhausted=False)
    this.facts = replace(
        this.facts,
        candidates=tuple(
            replace(each, on_call=True)
            if each.person.id in command.on
            else replace(each, on_call=False)
            if each.person.id in command.off
            else each
            for each in this.facts.candidates
        ),
    )
    this.events.append(e.PlanEdited(why="a coordinator edited it", by=command.by, parts=_parts(before, after)))
    this.answer(command.by, K.C_HANDS_PLAN_CHANGED, number, subject=this.incident.id, lines=tuple(lines))
    asking.refill(this, "the plan was edited")


_COUNTED = frozenset({Paging.CONSTANT, Paging.WAVES})
"""Where the number of live pages says how many are asked."""


def _edited(plan: Plan, command: c.EditPlan) -> Plan:
    policy = plan.policy
    if command.live_pages is not None:
        paging = policy.paging if policy.paging in _COUNTED else Paging.CONSTANT  # else it would mean nothing
        policy = replace(policy, live_pages=command.live_pages, paging=paging)
    if command.paging is not None:
        policy = replace(policy, paging=command.paging)
    if command.expires is not None:
        policy = replace(policy, expires_day=command.expires, expires_night=command.expires)
    if command.tiers:
        policy = replace(policy, tiers=command.tiers)
    return replace(plan, policy=policy, on_call=(plan.on_call | command.on) - command.off)


def _parts(before: Plan, after: Plan) -> tuple[str, ...]:
    changed = {
        "paging": before.policy.paging is not after.policy.paging,
        "live_pages": before.policy.live_pages != after.policy.live_pages,
        "expires": before.policy.expires_day != after.policy.expires_day
        or before.policy.expires_night != after.policy.expires_night,
        "tiers": before.policy.tiers != after.policy.tiers,
        "on_call": before.on_call != after.on_call,
    }
    return tuple(name for name, is_other in changed.items() if is_other)


def _shown(this: Deciding, plan: Plan, reader: PersonId | None) -> Params:
    policy = plan.policy
    names = {each: this.named_for(reader, each) for each in plan.on_call}
    return {
        "live": policy.live_pages if policy.paging is Paging.CONSTANT else "",
        "waves": policy.live_pages if policy.paging is Paging.WAVES else "",
        "paging": "" if policy.paging in _COUNTED else policy.paging.value,
        "day": _minutes(policy.expires_day),
        "night": _minutes(policy.expires_night),
        "tiers": ",".join(each.value for each in policy.tiers),
        "people": ", ".join(sorted(set(names.values()))),
    }


def _minutes(length: timedelta) -> str:
    return f"{length / timedelta(minutes=1):g}"
