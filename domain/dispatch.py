"""Until the need is filled: `decide(incident, command, facts, now) -> Decision`.

The paging policy says how many pages live (`live_pages`). Every decline, expiry and failed page is replaced at once by
the next best; paging stops when the need is filled and the others are stood down; a late accept counts while there is
room and is thanked when there is none. Those who did not answer are asked again, in rounds (`rounds`). When nobody is
left, coordinators and the requester hear the honest truth.

Nothing here waits, stores or sends. A decision carries the incident as it is afterwards, what happened and why, what
is to be said, what to wake for and which tasks a human now has.
"""

from datetime import datetime
from typing import assert_never

from domain import (
    aid,
    asking,
    by_hand,
    by_text,
    coordinating,
    doubting,
    editing,
    escalation,
    field_safety,
    going,
    keeping_time,
    leading,
    merging,
    monitoring,
    not_alone,
    ownership,
    relay,
    requester,
    rounds,
    screening,
)
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding, Decision, Facts, Ids, OffHours, TaskWanted, place_text
from domain.errors import Refused
from domain.incident import Incident
from domain.messages import MessageKind as K
from domain.needs import DangerKind
from domain.tasks import TaskKind

_BY_HAND = (c.Assign, c.PageMore, c.PagePerson, c.PageAll)


def decide(incident: Incident, command: c.AnIncidentCommand, facts: Facts, now: datetime) -> Decision:  # noqa: C901, PLR0915  one row a command
    """What `command` does to `incident`. Raises `Refused` where the rules say no."""
    this = Deciding(incident, facts, now)
    this.said_in, this.overheard = command.said_in, command.overheard
    if keeping_time.is_settled(this, command):
        return this.decision(f"{type(command).__name__}: heard before its time")
    if isinstance(command, _BY_HAND) and command.by is not None and doubting.may_be_taken(incident):
        doubting.taken_in_hand(this, command)
    match command:
        case c.Accept():
            going.accept(this, command)
        case c.Decline():
            asking.end_page(this, command.page, e.PageDeclined, "declined", by=command.by)
            asking.note(this, command)
            asking.refill(this, "a page was declined")
        case c.Expire():
            if command.unsent:
                asking.end_page(this, command.page, e.PageWithdrawn, "it never left, so nobody was asked")
            else:
                asking.end_page(this, command.page, e.PageExpired, "expired")
            asking.refill(this, "a page expired")
        case c.FailPage():
            asking.end_page(this, command.page, e.PageFailed, "no contact point took it")
            asking.refill(this, "a page failed")
        case c.OpenPage():
            asking.show_page(this, command)
        case c.SetOff():
            going.set_off(this, command)
        case c.Arrive():
            going.arrive(this, command)
        case c.CannotFind():
            going.cannot_find(this, command)
        case c.Finish():
            going.finish(this, command)
        case c.DropOut():
            going.drop_out(this, command)
        case c.AddWords():
            requester.add_words(this, command)
        case c.ShowPhoto():
            relay.pass_on_photo(this, command)
        case c.FollowPlace():
            requester.follow_place(this, command)
        case c.TellPlace():
            requester.tell_place(this, moves=True)
        case c.TellWords():
            requester.tell_words(this, command)
        case c.RelayWords():
            relay.relay_words(this, command)
        case c.SharePlace():
            relay.share_place(this, command)
        case c.SpeakOn():
            requester.speak_on(this, command)
        case c.AskStatus():
            requester.tell_status(this)
        case c.GoSilent():
            requester.go_silent(this, command)
        case c.SayCodeWord():
            requester.say_code_word(this, command)
        case c.KnowCodeWord():
            requester.know_code_word(this)
        case c.LoseTouch():
            going.lose_touch(this, command)
        case c.LoseMember():
            going.lose_member(this, command)
        case c.KeepFrom():
            ownership.keep_from(this, command)
        case c.TellAside():
            relay.tell_aside(this, command)
        case c.TakeOff():
            going.take_off(this, command)
        case c.LoseOwner():
            ownership.lose_owner(this, command)
        case c.CannotReach():
            requester.cannot_reach(this)
        case c.Assign():
            coordinating.assign(this, command)
        case c.PageMore():
            coordinating.page_more(this, command)
        case c.Close():
            coordinating.close(this, command)
        case c.Reopen():
            coordinating.reopen(this, command)
        case c.AskMore():
            leading.ask_more(this, command)
        case c.StandDown():
            leading.stand_down(this, command)
        case c.HandLead():
            leading.hand_over(this, command)
        case c.AskWhoLeads():
            leading.say_who_leads(this, command)
        case c.TellAgain():
            going.said_again(this, this.mine(command), None)
        case c.LookAgain():
            asking.refill(this, "somebody became available")
        case c.LookAfter():
            field_safety.look_after(this, command)
        case c.SayWell():
            field_safety.say_well(this, command)
        case c.TakeCare():
            field_safety.take_care(this, command)
        case c.HandWatch():
            monitoring.hand_watch(this, command)
        case c.TakeWatch():
            monitoring.take_watch(this, command)
        case c.RefuseWatch():
            monitoring.refuse_watch(this, command)
        case c.WantRemoteHelp():
            field_safety.want_remote_help(this)
        case c.TextWith():
            by_text.begin(this, command)
        case c.SetWindow():
            keeping_time.set_window(this, command)
        case c.KeepTime():
            keeping_time.keep_time(this, command)
        case c.StillComing():
            raise Refused(K.M_NOTHING_OPEN)
        case c.AskAid():
            aid.ask(this, command)
        case c.OpenAid():
            aid.open_to_them(this, command)
        case c.DeclineAid():
            aid.decline(this, command)
        case c.EndAid():
            aid.end(this, command)
        case c.AidSilent():
            aid.silent(this)
        case c.AskAgain():
            if rounds.begin(this, command):
                asking.refill(this, "those who did not answer are asked again")
        case c.PagePerson():
            by_hand.page_named(this, command)
        case c.PageAll():
            by_hand.page_all(this, command)
        case c.Hold():
            by_hand.hold(this, command)
        case c.GoOn():
            by_hand.go_on(this, command)
        case c.Take():
            ownership.take(this, command)
        case c.Seen():
            ownership.seen(this, command)
        case c.HandTo():
            ownership.hand_to(this, command)
        case c.RefuseCall():
            ownership.refuse(this, command)
        case c.HandToTeam():
            ownership.hand_to_team(this, command)
        case c.ChangeNature():
            editing.change_nature(this, command)
        case c.ChangeNeed():
            editing.change_need(this, command)
        case c.EditPlan():
            editing.edit_plan(this, command)
        case c.Merge():
            merging.merge(this, command)
        case c.TakeIn():
            merging.take_in(this, command)
        case c.TakeApart():
            merging.take_apart(this, command)
        case c.LetGo():
            merging.let_go(this, command)
        case c.SplitOff():
            raise LookupError("it becomes an incident of its own first")
        case c.SplitInto():
            merging.split_into(this, command)
        case c.Release():
            doubting.release(this, command)
        case c.BlockSender():
            doubting.block(this, command)
        case c.UnblockSender():
            doubting.unblock(this, command)
        case c.DoubtLate():
            doubting.doubt_late(this)
        case c.DoubtWaited():
            doubting.waited(this)
        case c.Unanswered():
            escalation.unanswered(this, command)
        case c.AnswerScreen():
            screening.answer(this, command)
        case c.SetConsent():
            screening.set_consent(this, command)
        case c.SetTexting():
            screening.set_texting(this, command)
        case c.TellReach():
            screening.tell_reach(this, command)
        case c.ShowLedger():
            screening.show(this, command)
        case c.LogCall():
            screening.log_call(this, command)
        case c.AskOverride():
            screening.ask_override(this, command)
        case c.AnswerOverride():
            screening.answer_override(this, command)
        case c.ClearScene():
            screening.clear_scene(this, command)
        case c.KeepLedger():
            was_silent = this.incident.silent
            screening.keep(this, command)
            if was_silent and not this.incident.silent:
                requester.tell_status(this)
        case _:
            assert_never(command)
    field_safety.keep_watch(this, command)
    aid.follow(this)
    screening.follow(this, command)
    return this.decision(type(command).__name__, command.reason)


def has_passed(incident: Incident, command: c.AnIncidentCommand) -> bool:
    """True for the time of a page, a state or a question that has ended before: no facts are needed to let it pass."""
    match command:
        case c.Expire():
            return asking.has_ended(incident, command)
        case c.LookAfter():
            return field_safety.has_passed(incident, command)
        case _:
            return False


def open_incident(
    incident: Incident,
    facts: Facts,
    now: datetime,
    *,
    paging: bool,
    referral: str | None,
    asking: str = "",
    outside: bool = False,
) -> Decision:
    """The first decision about a new incident, whose status is OPEN.

    `paging`: enough is known to ask people. Otherwise a coordinator sees it and decides. `referral`: the team is not
    ready for this protection area, and whom it refers to. `asking`: what is said of such calls as people are asked.
    `outside`: its place is in none of the community's areas.
    """
    this = Deciding(incident, facts, now)
    _opened(this, paging=paging, referral=referral, said=asking, outside=outside)
    screening.open_ledger(this)
    screening.follow(this, None)
    return this.decision("opened")


def _opened(this: Deciding, *, paging: bool, referral: str | None, said: str, outside: bool) -> None:
    incident = this.incident
    this.happened(e.Opened(why="enough is known" if paging else "a human must look", nature=incident.nature))
    if incident.doubt is not None and not incident.doubt.waits:
        doubting.keep_blocked(this, paging=paging)
        return
    if incident.danger:
        kinds = incident.ledger.kinds
        if (
            referral is not None
        ):  # nobody promises to come and see how somebody is taken where the team does not do that
            kinds = tuple(each for each in kinds if each is not DangerKind.TAKEN)
        requester.name_danger(this, kinds)
        not_alone.send_two(this, kinds)
    if incident.doubt is not None:
        if referral is not None:
            this.tell_requester(K.R_REFERRED, {"referral": referral, **this.coordinator("knows")})
        doubting.ask(this)
        return
    if referral is not None:
        this.tell_requester(K.R_REFERRED, {"referral": referral, **this.coordinator("knows")})
        this.want(TaskKind.UNPLACED, "its protection area is not ready here")
        this.tell_first_coordinators(K.C_UNPLACED, this.unplaced_params())
    elif not paging:
        if outside:
            this.tell_requester(K.R_OUTSIDE, {"emergency": this.facts.emergency, **this.coordinator("looks")})
            place = place_text(incident.place)
            this.tell_coordinators(K.C_PLACE, {"number": incident.number, "place": place})
        else:
            this.tell_requester(K.R_UNPLACED, this.coordinator("has"))
        this.want(TaskKind.UNPLACED, "outside every area" if outside else "nothing says where or what it is")
        this.tell_first_coordinators(K.C_UNPLACED, this.unplaced_params())
    else:
        if not incident.areas:
            this.want(TaskKind.UNPLACED, "in no area that is known: the default rota is asked")
            this.tell_first_coordinators(K.C_UNPLACED, this.unplaced_params())
        elif not incident.danger:
            this.tell_coordinators(K.C_OPENED, this.about())
        off_hours = this.facts.off_hours is not None
        if not off_hours:
            this.tell_that_people_are_asked(said)
        this.happened(e.PagingBegan(why="enough is known"))
        aid.share(this)
        asking.refill(this, "opened")
        if off_hours and not this.incident.exhausted:
            this.tell_that_people_are_asked(said)


__all__ = ["Decision", "Facts", "Ids", "OffHours", "TaskWanted", "decide", "has_passed", "open_incident"]
