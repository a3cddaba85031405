"""What a turn does about complaints: raised, passed to whoever may hear of them, looked at, ended, told of in time.

Part of the turn's transaction. The rules are in `domain/complaint.py`. Nothing of a complaint is an event of a call
or a task: it stands in rows of its own, and whoever may see it is asked of the rules each time.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.checkins import CheckIns
from bot.gather import Gatherer
from bot.log import logger
from bot.moment import Deciding, Moment, Saying, in_answer, to_member
from domain import commands as c
from domain.chance import Mint
from domain.community import Team
from domain.complaint import (
    ASKED_FOR,
    NAMED_FOR,
    Complaint,
    ComplaintEvent,
    ComplaintState,
    Ears,
    Outcome,
    called_in,
    end,
    late,
    look,
    may_be_a_name,
    may_see,
    meant,
    name,
    who_hears,
)
from domain.complaint_commands import (
    AboutComplaint,
    AComplaintCommand,
    AskAfterComplaint,
    AskThemAgain,
    Complain,
    EndComplaint,
    LetThemGo,
    LookAtComplaint,
    NameInComplaint,
    SayWhoItWas,
    ShowComplaint,
    ShowComplaints,
)
from domain.conversation import Conversation, Pending
from domain.errors import Refused
from domain.escalation import ESCALATES
from domain.escalation import wake as escalation_wake
from domain.ids import ComplaintId, IncidentId, PersonId, TaskId, is_drill
from domain.incident import Incident
from domain.ledger import Ledger
from domain.messages import Line, Params, Say, Wake, WakeKind
from domain.messages import MessageKind as K
from domain.needs import DISCREET
from domain.people import PAGEABLE, Person
from domain.policy import AccountabilityPolicy
from domain.tasks import given_back
from domain.zone import reached, zone
from handlers.complaint import ASKED_WHO, SAYS_MORE
from models import complaints, conversations, incidents, people, tasks
from models.database import Store

_log = logger(__name__)

_FIRST_NUMBER, _NUMBERS = 100, 900
_MOST_SHOWN = 8
_TO_COMPLAINER = {
    K.R_COMPLAINT: K.M_COMPLAINT,
    K.R_COMPLAINT_WHO: K.M_COMPLAINT_WHO,
    K.R_COMPLAINT_NOBODY: K.M_COMPLAINT_NOBODY,
    K.R_COMPLAINT_NOTED: K.M_COMPLAINT_NOTED,
    K.R_COMPLAINT_LOOKED: K.M_COMPLAINT_LOOKED,
    K.R_COMPLAINT_ENDED: K.M_COMPLAINT_ENDED,
}
_STANDS = {
    ComplaintState.OPEN: K.R_COMPLAINT_NOTED,
    ComplaintState.LOOKED_AT: K.R_COMPLAINT_LOOKED,
    ComplaintState.ENDED: K.R_COMPLAINT_ENDED,
}
"""What somebody hears who asks after it."""


class ComplaintTurn:
    """Says by `say`, lets the rules about calls decide by `decide`."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying, decide: Deciding, check_ins: CheckIns) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._decide = decide
        self._check_ins = check_ins

    @staticmethod
    async def who_may_be_meant_by(store: Store, talk: Conversation) -> frozenset[PersonId]:
        """Whoever a complaint from there that has not ended may mean: to no new call from there they are asked."""
        every = await complaints.open_ones(store)
        theirs = (each for each in every if each.conversation == talk.id)
        return frozenset[PersonId]().union(*(each.may_mean() for each in theirs))

    async def do(self, this: Moment, command: AComplaintCommand) -> None:
        """Raises Refused where the rules say no."""
        match command:
            case Complain():
                await self._raise(this, command)
            case SayWhoItWas():
                await self._said_who(this, command.words)
            case AskAfterComplaint():
                await self._asked_after(this, command.words)
            case ShowComplaints():
                await self._show(this)
            case ShowComplaint():
                await self._show_one(this, await self._meant(this, command))
            case LookAtComplaint():
                await self._look(this, await self._meant(this, command))
            case EndComplaint():
                await self._end(this, await self._meant(this, command), command.note)
            case NameInComplaint():
                await self._name(this, await self._meant(this, command), command)
            case AskThemAgain():
                await self._ask_again(this, await self._meant(this, command))
            case LetThemGo():
                await self._let_them_go(this, await self._meant(this, command))

    # --- somebody complains

    async def _raise(self, this: Moment, command: Complain) -> None:
        by, words = this.who.id if isinstance(this.who, Person) else None, command.words
        if command.corrects and await self._complained_lately(this):
            await self._said_who(this, words, again=True)
            return
        call, before = await self._calls(this)
        team = self._team_of(this, call)
        theirs = by is None or call is not None
        if by is not None and call is None:
            call = await self._where_they_go(this, by, words)
        there = _who_went(() if call is None else (call,), but=by)
        went = there | _who_went(before, but=by)
        discreet = call is not None and call.protection_area in DISCREET
        new = Complaint(
            id=ComplaintId(self._mint.id("cpl")),
            number=await self._free_number(this),
            team=team.id,
            state=ComplaintState.OPEN,
            raised_at=this.now,
            due=this.now + team.policy.accountability.look_within,
            incident=None if call is None else call.id,
            call=None if call is None else call.number,
            conversation=this.talk.id if this.talk is not None and by is None else None,
            person=by,
            caller=call.requester_code if call is not None and theirs else "",
            went=went,
            discreet=discreet,
            words=() if discreet else (words,),
        )
        named, mentioned = await self._who_is_meant(this, new, call, words)
        alone = there if call is not None and call.is_alive() else went  # of calls that are over any may be meant
        if theirs and named is None and len(alone) == 1 and mentioned <= alone:
            named = next(iter(alone))
        new = replace(new, went=new.went | mentioned)
        event = ComplaintEvent(what="raised", why="somebody complained", by=by)
        await complaints.raise_(this.store, new, event, this.now)
        after = new if named is None else await self._named(this, new, named, None)
        if named is None:
            await self._keep_away(this, new)
        _log.info("a complaint", complaint=new.id, named=named is not None)
        self._wake(this, after)
        await self._tell_of(this, after, K.C_COMPLAINT_NEW, await self._first(this, after, words))
        await self._tell_where_they_go(this, after)
        answer = K.R_COMPLAINT if named is not None else K.R_COMPLAINT_WHO
        if not who_hears(after, await self._ears(this, after)):
            _log.warning("a complaint that nobody may hear", complaint=after.id)
            answer = K.R_COMPLAINT_NOBODY
        await self._to_complainer(this, after, answer)
        over = by is None and (call is None or not call.is_alive())  # in a call what they write is for whoever comes
        if this.talk is not None and (named is None or over):
            about = ASKED_WHO if named is None else SAYS_MORE
            this.talk = replace(this.talk, pending=Pending(about=about, subject=after.id))

    async def _latest(self, this: Moment) -> Complaint | None:
        return await complaints.latest_of(this.store, self._whose(this))

    async def asks_after(self, this: Moment, text: str) -> bool:
        """True where `text` may be about a complaint, and whoever writes has made one."""
        if not text or not self._gatherer.words.complaints.may_be_after_one(text):
            return False
        return await complaints.newest_of(this.store, self._whose(this)) is not None

    async def names_who(self, this: Moment, text: str) -> bool:
        """True where `text` is little but a name, and a complaint of theirs waits for one."""
        found = await self._latest(this) if may_be_a_name(text) else None
        if found is None or found.named is not None or this.now - found.raised_at > NAMED_FOR:
            return False
        call = await incidents.load(this.store, found.incident) if found.incident is not None else None
        named, mentioned = await self._who_is_meant(this, found, call, text, asked=True)
        return named is not None or bool(mentioned)

    @staticmethod
    def _whose(this: Moment) -> str:
        return this.who.id if isinstance(this.who, Person) else (this.talk.id if this.talk is not None else "")

    async def _asked_after(self, this: Moment, words: str) -> None:
        """They hear how it stands; whoever looks at it reads their words, of one that has ended too."""
        found = await complaints.newest_of(this.store, self._whose(this))
        if found is None:
            return
        more = found if found.discreet else replace(found, words=(*found.words, words))
        event = ComplaintEvent(what="asked after", why="whoever complained asked", by=found.person)
        await complaints.keep(this.store, more, event, this.now)
        about: Params = {"n": more.number, "person": await self._called(this, more), "said": self._shown(more, words)}
        await self._tell_of(this, more, K.C_COMPLAINT_MORE, about)
        kind, params = _STANDS[more.state], {"note": more.note} if more.note else None
        await self._to_complainer(this, more, kind, params)

    async def _complained_lately(self, this: Moment) -> bool:
        found = await self._latest(this)
        return found is not None and this.now - found.raised_at < ASKED_FOR

    async def _said_who(self, this: Moment, words: str, *, again: bool = False) -> None:
        """`again`: in words that complain themselves, and are for nobody but whoever looks at it."""
        found = await self._latest(this)
        known = None if found is None else await complaints.load(this.store, found.id)
        if known is None:
            return
        more = known if known.discreet else replace(known, words=(*known.words, words))
        call = await incidents.load(this.store, known.incident) if known.incident is not None else None
        named, mentioned = await self._who_is_meant(this, known, call, words, asked=True)
        more = replace(more, went=more.went | mentioned)
        event = ComplaintEvent(what="more words", why="whoever complained said more", by=known.person)
        await complaints.keep(this.store, more, event, this.now)
        after = more if named is None or known.named is not None else await self._named(this, more, named, None)
        if after is more:
            await self._keep_away(this, more)
        if call is not None and named is None and not mentioned and known.person is None and not again:
            # who it was, or what happens there now: nobody can tell, and somebody must hear that at once
            await self._decide(this, c.TellAside(incident=call.id, words=words))
        about: Params = {
            "n": after.number,
            "person": await self._called(this, after),
            "said": self._shown(after, words),
        }
        await self._tell_of(this, after, K.C_COMPLAINT_MORE, about)
        if after is not more:
            await self._tell_where_they_go(this, after)
        await self._to_complainer(this, after, K.R_COMPLAINT_NOTED)
        if again and after.named is None and this.talk is not None:
            this.talk = replace(this.talk, pending=Pending(about=ASKED_WHO, subject=after.id))

    async def _calls(self, this: Moment) -> tuple[Incident | None, tuple[Incident, ...]]:
        """The call of whoever writes, running or over, and those before it, which they may mean as well. Whoever is no
        member may have begun to write of something else since.
        """
        which = this.talk.incident if this.talk is not None else None
        every: tuple[Incident, ...] = ()
        if this.talk is not None and not isinstance(this.who, Person):
            every = await incidents.every_call_in(this.store, this.talk.id)
        call = await incidents.load(this.store, which) if which is not None else next(iter(every[::-1]), None)
        return call, tuple(each for each in every if call is not None and each.id != call.id)

    async def _where_they_go(self, this: Moment, by: PersonId, words: str) -> Incident | None:
        """The call a member goes to and complains of: one to which whoever they name goes as well; if they name nobody,
        the only one.
        """
        going = [await incidents.load(this.store, each.id) for each in await incidents.going_to(this.store, by)]
        calls = [each for each in going if each is not None]
        mentioned = called_in(words, await self._names(this, but=by)) if calls else frozenset()
        for call in calls:
            codes = {each.person: (each.code,) for each in call.assignments if each.person != by}
            if called_in(words, codes) or not mentioned.isdisjoint(codes):
                return call
        return calls[0] if len(calls) == 1 and not mentioned else None

    async def _names(self, this: Moment, *, but: PersonId | None) -> dict[PersonId, tuple[str, ...]]:
        """What everybody of any team goes by."""
        everybody = await self._gatherer.members(this.store, frozenset(this.community.teams))
        return {each.id: (each.roster_name,) for each in everybody if each.id != but}

    @staticmethod
    def _team_of(this: Moment, call: Incident | None) -> Team:
        if call is not None and call.team in this.community.teams:
            return this.community.teams[call.team]
        if isinstance(this.who, Person):
            mine = (each.team for each in this.who.memberships if each.standing in PAGEABLE)
            known = next((each for each in mine if each in this.community.teams), None)
            if known is not None:
                return this.community.teams[known]
        return this.community.default_team()

    async def _who_is_meant(
        self, this: Moment, known: Complaint, call: Incident | None, words: str, *, asked: bool = False
    ) -> tuple[PersonId | None, frozenset[PersonId]]:
        """By a code name of the call before anything else, then by a name of the roster. Of whoever is no member, and
        was not asked, only names of those who went count: any other may be whom it was done to. Beside them everybody
        whose name stands there: any of them may be meant.
        """
        mentioned = called_in(words, await self._names(this, but=known.person))
        named = await self._by_code_name(this, known, call, words)
        if named is None and len(mentioned) == 1 and (asked or known.person is not None or mentioned <= known.went):
            named = next(iter(mentioned))
        return named, mentioned

    @staticmethod
    async def _by_code_name(this: Moment, known: Complaint, call: Incident | None, words: str) -> PersonId | None:
        """Of the call that it is about before those which whoever complained had earlier."""
        earlier: tuple[Incident, ...] = ()
        if known.conversation is not None:
            earlier = await incidents.every_call_in(this.store, known.conversation)
        found = None
        for calls in (() if call is None else (call,), earlier):
            codes: dict[PersonId, list[str]] = {}
            for each in (assignment for one in calls for assignment in one.assignments):
                codes.setdefault(each.person, []).append(each.code)
            found = found or meant(words, codes)
        return found

    async def _free_number(self, this: Moment) -> int:
        """Drawn: nobody who is not to know of one sees by a gap that there is one."""
        taken = await complaints.numbers(this.store)
        many = _NUMBERS * 10 ** (len(taken) // (_NUMBERS // 2))
        number = _FIRST_NUMBER
        while number in taken or number == _FIRST_NUMBER:
            number = _FIRST_NUMBER + int.from_bytes(self._mint.bytes(4), "big") % many
        return number

    # --- whoever it names

    async def _named(self, this: Moment, known: Complaint, who: PersonId, by: PersonId | None) -> Complaint:
        """They hear nothing of it and are asked to nothing. To the call that it is about they go no more."""
        outcome = name(known, who, by)
        await self._keep(this, outcome)
        await people.hold_back(this.store, who, this.now)
        self._gatherer.people_changed(this.store)
        await self._keep_away(this, outcome.complaint)
        asked = {page.incident for page, _ in await incidents.in_hand(this.store, who, this.now)}
        going = {each.id for each in await incidents.going_to(this.store, who)}
        for each in sorted(asked | going):
            await self._decide(this, c.TakeOff(incident=each, person=who, all_the_way=each == known.incident))
        return outcome.complaint

    async def _keep_away(self, this: Moment, known: Complaint) -> None:
        """Of the call that it is about nobody whom a complaint of it may mean hears as a coordinator."""
        if known.incident is not None:
            every = await complaints.of_call(this.store, known.incident)
            away = frozenset[PersonId]().union(*(each.may_mean() for each in every))
            await self._decide(this, c.KeepFrom(incident=known.incident, people=away))
            await self._give_back(this, known.incident)

    async def _give_back(self, this: Moment, which: IncidentId) -> None:
        """What those had taken of the call from whom it is kept now waits anew, for others."""
        kept = (await self._gatherer.kept_from(this.store, (which,))).get(which, frozenset())
        call = await incidents.load(this.store, which)
        if call is None or not kept:
            return
        await self._check_ins.give_back(this, call, kept)
        theirs = [each for each in await tasks.open_of(this.store, which) if each.owner in kept]
        await tasks.finish(this.store, (each.id for each in theirs))
        for each in theirs:
            anew = given_back(each, TaskId(self._mint.id("tsk")))
            if await tasks.open_task(this.store, anew) and anew.kind in ESCALATES:
                policy = call.plan.policy.coordinating
                this.wakes.append(escalation_wake(policy, anew.id, anew.kind, which, this.now))

    async def _tell_where_they_go(self, this: Moment, known: Complaint) -> None:
        """Whoever looks at it may let them go from there."""
        numbers = await self._going(this, known)
        if numbers:
            about: Params = {"n": known.number, "person": await self._called(this, known), "numbers": numbers}
            await self._tell_of(this, known, K.C_COMPLAINT_GOES, about)

    async def _going(self, this: Moment, known: Complaint) -> str:
        """The numbers of the calls to which whoever is named goes."""
        calls = () if known.named is None else await incidents.going_to(this.store, known.named)
        return ", ".join(str(each.number) for each in calls if not is_drill(each.id))

    async def _let_them_go(self, this: Moment, known: Complaint) -> None:
        numbers = await self._going(this, known)
        if known.named is None or not numbers:
            raise Refused(K.C_COMPLAINT_GOES_NOWHERE, {"n": known.number})
        for each in await incidents.going_to(this.store, known.named):
            await self._decide(this, c.TakeOff(incident=each.id, person=known.named, all_the_way=True))
        event = ComplaintEvent(what="let go", why="whoever looks at it said so", by=this.member.id)
        await complaints.keep(this.store, known, event, this.now)
        about: Params = {"person": await self._called(this, known), "numbers": numbers}
        await self._say(this, in_answer(this, K.C_COMPLAINT_LET_GO, about))

    async def _name(self, this: Moment, known: Complaint, command: NameInComplaint) -> None:
        """Of those who look at it, whoever says so: whoever they had taken it for before may be asked again."""
        by = this.member
        call = await incidents.load(this.store, known.incident) if known.incident is not None else None
        who = await self._by_code_name(this, known, call, command.called) or command.who
        if who is None or who == by.id:
            raise Refused(K.C_COMPLAINT_HOW)
        if known.named is not None and known.named != who:
            await self._let_go(this, known.named, but=known.id)
        after = await self._named(this, known, who, by.id)
        about: Params = {"n": after.number, "person": await self._called(this, after)}
        await self._say(this, in_answer(this, K.C_COMPLAINT_NAMED, about))
        await self._tell_of(this, after, K.C_COMPLAINT_WHOM, about, but=by.id)
        await self._tell_where_they_go(this, after)

    async def _ask_again(self, this: Moment, known: Complaint) -> None:
        named = None if known.named is None else await people.load(this.store, known.named)
        if named is None or not named.held_back:
            raise Refused(K.C_COMPLAINT_NOT_HELD, {"n": known.number})
        await people.hold_back(this.store, named.id, None)
        self._gatherer.people_changed(this.store)
        by = this.member
        event = ComplaintEvent(what="asked again", why="whoever looks at it said so", by=by.id)
        await complaints.keep(this.store, known, event, this.now)
        about: Params = {"n": known.number, "person": named.roster_name}
        await self._say(this, in_answer(this, K.C_COMPLAINT_ASKED_AGAIN, about))

    async def _let_go(self, this: Moment, person: PersonId, *, but: ComplaintId) -> None:
        """They may be asked again, unless another complaint names them."""
        others = await complaints.open_ones(this.store)
        if any(each.named == person and each.id != but for each in others):
            return
        await people.hold_back(this.store, person, None)
        self._gatherer.people_changed(this.store)

    # --- whoever looks at it

    async def _show(self, this: Moment) -> None:
        who = this.member
        found = [each for each in await complaints.open_ones(this.store) if await self._sees(this, each, who)]
        lines = [
            Line(
                kind=K.C_LINE_COMPLAINT,
                params={
                    "n": each.number,
                    "complaint_state": each.state.value,
                    "person": await self._called(this, each),
                    "by": await self._owner(this, each),
                    "when": self._reading(this, who, each),
                },
            )
            for each in found[:_MOST_SHOWN]
        ]
        if left := len(found) - len(lines):
            lines.append(Line(kind=K.M_LINE_MORE, params={"count": left}))
        await self._say(this, in_answer(this, K.C_COMPLAINT_LIST if lines else K.C_COMPLAINT_NONE, lines=tuple(lines)))

    async def _show_one(self, this: Moment, known: Complaint) -> None:
        who = this.member
        about: Params = {
            **await self._first(this, known, " / ".join(known.words)),
            "complaint_state": known.state.value,
            "by": await self._owner(this, known),
            "when": self._reading(this, who, known) if known.is_open() else "",
        }
        named = None if known.named is None else await people.load(this.store, known.named)
        held = named is not None and named.held_back
        lines = (Line(kind=K.C_LINE_COMPLAINT_HELD, params={"person": named.roster_name}),) if named and held else ()
        subject = known.id if known.is_open() or lines else ""
        await self._say(this, in_answer(this, K.C_COMPLAINT_SHOW, about, subject=subject, lines=lines))

    async def _look(self, this: Moment, known: Complaint) -> None:
        by = this.member
        outcome = look(known, by.id, self._policy(this, known), this.now)
        await self._keep(this, outcome)
        self._wake(this, outcome.complaint)
        about: Params = {
            "n": known.number,
            "by": by.roster_name,
            "when": self._reading(this, by, outcome.complaint),
        }
        await self._say(this, in_answer(this, K.C_COMPLAINT_LOOKED, about))
        await self._tell_of(this, outcome.complaint, K.C_COMPLAINT_LOOKED, about, but=by.id)
        if outcome.tells:
            await self._to_complainer(this, outcome.complaint, K.R_COMPLAINT_LOOKED, told=True)

    async def _end(self, this: Moment, known: Complaint, note: str) -> None:
        by = this.member
        outcome = end(known, by.id, note, this.now)
        await self._keep(this, outcome)
        after = outcome.complaint
        about: Params = {"n": known.number, "by": by.roster_name, "note": after.note}
        named = None if after.named is None else await people.load(this.store, after.named)
        held = named is not None and named.held_back
        lines = (Line(kind=K.C_LINE_COMPLAINT_HELD, params={"person": named.roster_name}),) if named and held else ()
        await self._say(
            this, in_answer(this, K.C_COMPLAINT_ENDED, about, lines=lines, subject=after.id if held else "")
        )
        await self._tell_of(this, after, K.C_COMPLAINT_ENDED, about, but=by.id)
        await self._to_complainer(this, after, K.R_COMPLAINT_ENDED, {"note": after.note}, told=True)

    # --- it waits

    async def fired(self, this: Moment, subject: str) -> None:
        """Nobody has looked at it, or ended it, in time."""
        which, _, stamp = subject.partition("|")
        known = await complaints.load(this.store, ComplaintId(which))
        if known is None or not known.is_open() or f"{known.due:%Y%m%d%H%M%S}" != stamp:
            return
        outcome = late(known, await self._ears(this, known), self._policy(this, known), this.now)
        await self._keep(this, outcome)
        after = outcome.complaint
        self._wake(this, after)
        about: Params = {
            "n": after.number,
            "complaint_state": after.state.value,
            "by": await self._owner(this, after),
        }
        await self._tell_of(this, after, K.C_COMPLAINT_WAITS, about)

    @staticmethod
    def _wake(this: Moment, known: Complaint) -> None:
        subject = f"{known.id}|{known.due:%Y%m%d%H%M%S}"
        this.wakes.append(Wake(kind=WakeKind.COMPLAINT, subject=subject, at=known.due))

    # --- shared

    async def _meant(self, this: Moment, command: AboutComplaint) -> Complaint:
        """The one they mean, if they may see it: to whoever may not, there is none."""
        who = this.member
        if command.complaint is not None:
            found = await complaints.load(this.store, command.complaint)
        else:
            found = await complaints.called(this.store, command.number)
        if found is None or not await self._sees(this, found, who):
            raise Refused(K.C_COMPLAINT_UNKNOWN, {"n": command.number or ""})
        return found

    async def _sees(self, this: Moment, known: Complaint, who: Person) -> bool:
        return may_see(known, who.id, await self._ears(this, known))

    async def _ears(self, this: Moment, known: Complaint) -> Ears:
        team = this.community.teams.get(known.team) or this.community.default_team()
        accountable = [await people.load(this.store, each) for each in team.policy.accountability.people]
        return Ears(
            accountable=tuple(
                each.id for each in accountable if each is not None and each.is_member() and each.is_reachable()
            ),
            coordinators=await self._gatherer.coordinators(this.store, team.id),
            others=await self._gatherer.other_coordinators(this.store, team.id),
        )

    async def _keep(self, this: Moment, outcome: Outcome) -> None:
        await complaints.keep(this.store, outcome.complaint, outcome.event, this.now)

    def _policy(self, this: Moment, known: Complaint) -> AccountabilityPolicy:
        team = this.community.teams.get(known.team) or this.community.default_team()
        return team.policy.accountability

    async def _first(self, this: Moment, known: Complaint, words: str) -> Params:
        caller = known.caller
        if known.person is not None:
            member = await people.load(this.store, known.person)
            caller = known.person if member is None else member.roster_name
        return {
            "n": known.number,
            "person": await self._called(this, known),
            "caller": caller,
            "number": known.call or "",
            "said": self._shown(known, words),
        }

    @staticmethod
    def _shown(known: Complaint, words: str) -> str:
        return "..." if known.discreet or not words else words

    async def _called(self, this: Moment, known: Complaint) -> str:
        """Whom it names, as the team knows them; nothing while nobody is."""
        member = None if known.named is None else await people.load(this.store, known.named)
        return "" if member is None else member.roster_name

    async def _owner(self, this: Moment, known: Complaint) -> str:
        member = None if known.owner is None else await people.load(this.store, known.owner)
        return "" if member is None else member.roster_name

    async def _tell_of(
        self, this: Moment, known: Complaint, kind: K, params: Params, *, but: PersonId | None = None
    ) -> None:
        """Everybody who may see it and hears of it."""
        for each in who_hears(known, await self._ears(this, known)):
            if each == but:
                continue
            key = f"{kind.value}:{this.stimulus}:{known.id}:{each}"
            say = Say(kind=kind, to=each, to_member=True, key=key, params=params, subject=known.id)
            await self._say(this, say)

    async def _to_complainer(
        self, this: Moment, known: Complaint, kind: K, params: Params | None = None, *, told: bool = False
    ) -> None:
        """Whoever complained; `told`: unasked, and only where they may be texted. On a phone that shows little, or of
        what is kept from every phone, no note stands in it.
        """
        if known.person is not None:
            kind = _TO_COMPLAINER[kind]
            say = to_member(this, known.person, kind, params, reply=not told)
            await self._say(this, replace(say, key=f"{say.key}:{known.id}"))
            return
        talk = None if known.conversation is None else await conversations.load(this.store, known.conversation)
        if talk is None or (told and not await self._may_be_texted(this, known, talk)):
            return
        if params is not None and (talk.texting.discreet or known.discreet):
            params = dict.fromkeys(params, "")
        key = f"{kind.value}:{this.stimulus}:{known.id}"
        say = Say(kind=kind, to=talk.id, to_member=False, key=key, params=params or {}, subject=talk.id, reply=not told)
        await self._say(this, say)

    @staticmethod
    async def _may_be_texted(this: Moment, known: Complaint, talk: Conversation) -> bool:
        """Unasked: not after EXIT or a wish for no more, nor where they said that their phone is not safe any more."""
        call = await incidents.load(this.store, known.incident) if known.incident is not None else None
        ledger = Ledger() if call is None else call.ledger
        over = ledger.safe_until is not None and this.now >= ledger.safe_until
        return not (talk.silent or talk.texting.unasked or ledger.safe is False or over)

    def _reading(self, this: Moment, reader: Person, known: Complaint) -> str:
        return f"{reached(zone(this.community.zone_of(reader)), known.due):%Y-%m-%dT%H:%M}"


def _who_went(calls: Iterable[Incident], *, but: PersonId | None) -> frozenset[PersonId]:
    return frozenset(each.person for call in calls for each in call.assignments if each.person != but)
