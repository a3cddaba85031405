"""What a turn does about somebody in custody: who hears how they stand, and who is reminded where nothing changes.

Part of the turn's transaction. Every change is an event of the call; the rules are in `domain/custody.py`.
"""

from datetime import timedelta

from bot.gather import Gatherer
from bot.moment import Moment, Saying, to_member
from domain import commands as c
from domain import events as e
from domain.chance import Mint
from domain.custody import Custody, CustodyStatus, is_over
from domain.errors import Refused
from domain.ids import ConversationId, IncidentId, PersonId, TaskId
from domain.incident import Incident
from domain.merging import callers
from domain.messages import MessageKind, Params, Say, Wake, WakeKind
from domain.needs import ProtectionArea
from domain.tasks import Task, TaskKind, TaskState
from models import in_custody, incidents, tasks

K = MessageKind


class CustodyTurn:
    """Says by `say`."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say

    async def do(self, this: Moment, command: c.SetCustody) -> None:
        call = await incidents.load(this.store, command.incident)
        coordinators = () if call is None else await self._gatherer.coordinators(this.store, call.team)
        if call is None or call.protection_area is not ProtectionArea.CRIMINAL_LEGAL:
            raise Refused(K.C_CUSTODY_NOT_HERE)
        if command.by not in coordinators and call.assignment_of(command.by) is None:
            raise Refused(K.M_MAY_NOT)
        if command.status is None:
            await self._show(this, call, command.by)
            return
        change = Custody(status=command.status, at=this.now, by=command.by, note=command.note)
        await in_custody.add(this.store, call.id, change)
        await incidents.note(this.store, call, (e.CustodyChanged(why=change.status.value, by=command.by),), this.now)
        await tasks.finish_kinds(this.store, call.id, (TaskKind.CUSTODY,))
        await self._tell_all(this, call, change, coordinators)
        if is_over(change.status):
            await self._ask_to_close(this, call)
        else:
            self._wake(this, call, change)

    async def news(self, this: Moment, call: Incident, asked_in: ConversationId) -> None:
        """Whoever asks how it is going hears how they stand, once anybody has said so."""
        known = await in_custody.of(this.store, call.id)
        if known:
            await self._tell(this, call, asked_in, known[-1], reply=True)

    async def silent(self, this: Moment, subject: str) -> None:
        """Nothing has changed for long: somebody is asked to look, again and again until something does."""
        which, _, stamp = subject.partition("|")
        call = await incidents.load(this.store, IncidentId(which))
        known = () if call is None else await in_custody.of(this.store, call.id)
        if call is None or not call.is_alive() or not known or f"{known[-1].at:%Y%m%d%H%M%S}" != stamp.split("|")[0]:
            return
        if is_over(known[-1].status):
            return  # said in the same second as what set this
        await self._open(this, call, TaskKind.CUSTODY, "nothing has changed for long")
        hours = int((this.now - known[-1].at).total_seconds()) // 3600
        params: Params = {**_about(call, known[-1]), "hours": hours}
        for each in await self._gatherer.coordinators(this.store, call.team):
            await self._member(this, call, each, K.C_CUSTODY_SILENT, params)
        self._wake(this, call, known[-1])

    async def _show(self, this: Moment, call: Incident, by: PersonId) -> None:
        known = await in_custody.of(this.store, call.id)
        kind = K.M_CUSTODY if known else K.M_CUSTODY_NONE
        nothing: Params = {"number": call.number, "code": call.requester_code}
        params = _about(call, known[-1]) if known else nothing
        await self._member(this, call, by, kind, params, reply=True)

    async def _tell_all(
        self, this: Moment, call: Incident, change: Custody, coordinators: tuple[PersonId, ...]
    ) -> None:
        """Those who go and the coordinators hear all of it; whoever called, how they stand and no more."""
        going = (each.person for each in call.going())
        for person in dict.fromkeys((change.by, *going, *coordinators)):
            await self._member(this, call, person, K.M_CUSTODY, _about(call, change), reply=person == change.by)
        quiet = {each.conversation for each in call.also if each.silent}
        for conversation in callers(call):
            first_and_silent = conversation == call.conversation and call.silent
            if first_and_silent or conversation in quiet:
                continue
            await self._tell(this, call, conversation, change)

    async def _tell(
        self, this: Moment, call: Incident, conversation: ConversationId, change: Custody, *, reply: bool = False
    ) -> None:
        kind = K.R_CUSTODY
        say = Say(
            kind=kind,
            to=conversation,
            to_member=False,
            key=f"{kind.value}:{this.stimulus}:{conversation}",
            params={"custody": change.status.value},
            incident=call.id,
            reply=reply,
        )
        await self._say(this, say)

    async def _ask_to_close(self, this: Moment, call: Incident) -> None:
        await self._open(this, call, TaskKind.CLOSE, "home safe: say how it ended")
        for each in await self._gatherer.coordinators(this.store, call.team):
            params: Params = {"number": call.number, "code": call.requester_code}
            await self._member(this, call, each, K.C_CUSTODY_HOME, params)

    async def _open(self, this: Moment, call: Incident, kind: TaskKind, why: str) -> None:
        task = Task(
            id=TaskId(self._mint.id("tsk")),
            kind=kind,
            team=call.team,
            incident=call.id,
            conversation=None,
            person=None,
            owner=None,
            due=this.now + timedelta(minutes=10),
            state=TaskState.OPEN,
            why=why,
        )
        await tasks.open_task(this.store, task)

    @staticmethod
    def _wake(this: Moment, call: Incident, change: Custody) -> None:
        at = this.now + call.plan.policy.sightings.custody_reminds
        subject = f"{call.id}|{change.at:%Y%m%d%H%M%S}|{at:%d%H%M%S}"
        this.wakes.append(Wake(kind=WakeKind.CUSTODY_SILENT, subject=subject, at=at, incident=call.id))

    async def _member(
        self, this: Moment, call: Incident, person: PersonId, kind: MessageKind, params: Params, *, reply: bool = False
    ) -> None:
        say = to_member(this, person, kind, params, subject=call.id, incident=call.id, reply=reply)
        await self._say(this, say)


def _about(call: Incident, change: Custody) -> Params:
    status: CustodyStatus = change.status
    return {"number": call.number, "code": call.requester_code, "custody": status.value, "note": change.note}
