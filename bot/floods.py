"""Floods, blocked senders and calls that may be one: what is decided about a call as it opens, and told of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.gather import Gatherer
from bot.moment import Deciding, Moment, Saying, to_member
from domain import commands as c
from domain.block import LONGEST, Block
from domain.chance import Mint
from domain.community import Team
from domain.deciding import Facts
from domain.doubt import Doubt, DoubtState
from domain.errors import Refused
from domain.flood import Flood, Switch, crew, is_over, turns, weigh
from domain.ids import ConversationId, IncidentId, PersonId
from domain.incident import Incident
from domain.likeness import alike, shape
from domain.merging import callers
from domain.messages import Line, MessageKind, Params, Say, Wake, WakeKind
from domain.people import Person
from domain.places import Place
from domain.policy import Flooding
from domain.same_call import is_near, may_be_same, same_said
from domain.zone import reached, zone
from models import conversations, floods, incidents, people

K = MessageKind
Refusing = Callable[[Moment, Refused], Awaitable[None]]

_LOOKS_EVERY = timedelta(seconds=15)
_TELLS_EVERY = timedelta(minutes=5)
"""How often coordinators hear that calls wait for them."""

_COMPARED = 60
"""With so many of the latest calls in doubt a new one is compared: what one hand writes comes close together."""

_OFFERED = 2
"""With so many others at most a call is offered as one."""

FORGOTTEN_AFTER = timedelta(days=30)
"""When there was a flood is known so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floods:
    """Holds no state of its own. `decide` and `refuse` are the turn's."""

    gatherer: Gatherer
    mint: Mint
    say: Saying
    decide: Deciding
    refuse: Refusing

    # --- as a call opens

    async def doubted(self, this: Moment, incident: Incident, team: Team) -> Doubt | None:
        """Whether people are paged for a call that opens now. Nobody else decides whom to ask meanwhile.

        A member is known, and so is whoever was helped before.
        """
        sender, policy = incident.conversation, team.policy.flood
        if sender is None or this.talk is None or this.talk.person is not None:
            return None
        if await floods.block_of(this.store, sender, this.now) is not None:
            return Doubt(state=DoubtState.BLOCKED, since=this.now)
        counts = await floods.counts(this.store, this.now - policy.within, sender, incident.areas)
        flood = await floods.current(this.store)
        verdict = weigh(counts, flood, policy, this.now)
        if not verdict.doubted or await floods.was_helped(this.store, sender):
            return None
        if verdict.begins and counts.of_sender < policy.sender_calls:
            await self._begin(this, counts.calls + 1, team)
        crowded = incident.danger and counts.dangers >= policy.danger_rings
        many = await self._alike(this, incident, sender, policy.within)
        return Doubt(state=DoubtState.ASKED, since=this.now, crowded=crowded, alike=many)

    @staticmethod
    async def _alike(this: Moment, incident: Incident, sender: ConversationId, within: timedelta) -> int:
        """How many other senders' calls begin with nearly the same words."""
        if not incident.words:
            return 0
        others = await floods.first_words(this.store, this.now - within, besides=sender, most=_COMPARED)
        mine = _shape(incident.words[0], incident.place)
        return alike(mine, [_shape(words, place) for words, place in others])

    async def _begin(self, this: Moment, calls: int, team: Team) -> None:
        flood = Flood(id=self.mint.id("fld"), began_at=this.now)
        await floods.begin(this.store, flood)
        self._look_later(this, flood)
        minutes = int(team.policy.flood.within.total_seconds() // 60)
        await self._tell_coordinators(this, K.C_FLOOD_BEGAN, {"calls": calls, "minutes": minutes}, flood.id)

    def _look_later(self, this: Moment, flood: Flood) -> None:
        at = this.now + _LOOKS_EVERY
        this.wakes.append(Wake(kind=WakeKind.FLOOD_LOOK, subject=f"{flood.id}|{at:%Y%m%d%H%M%S}", at=at))

    async def _tell_coordinators(
        self, this: Moment, kind: MessageKind, params: Params, about: str, *, but: PersonId | None = None
    ) -> None:
        """Every coordinator of the community, once about the same."""
        everybody = await self.gatherer.members(this.store, frozenset(this.community.teams))
        for person in everybody:
            if person.is_coordinator() and person.reachable_points() and person.id != but:
                key = f"{kind.value}:{about}:{person.id}"
                await self.say(this, Say(kind=kind, to=person.id, to_member=True, key=key, params=params))

    # --- while it goes on

    async def look(self, this: Moment, subject: str) -> None:
        """Whether it is over. Coordinators hear so, and how many calls still wait for them."""
        await self.gatherer.hold_asking(this.store)
        flood = await floods.current(this.store)
        if flood is None or flood.id != subject.partition("|")[0]:
            return
        policy = this.community.default_team().policy.flood
        counts = await floods.counts(this.store, this.now - policy.within, None, None)
        if flood.switch is Switch.AUTO and this.now - flood.began_at < 2 * _LOOKS_EVERY:
            for earlier in await floods.before(this.store, flood.began_at - policy.within):
                await self.decide(this, c.DoubtLate(incident=earlier))
        await self._serve_line(this, policy)
        if flood.switch is Switch.OFF and flood.switched(this.now) is Switch.OFF:
            self._look_later(this, flood)
        elif is_over(counts, flood, policy, this.now):
            await self._end(this, flood)
        else:
            await self._tell_of_waiting(this, flood)
            self._look_later(this, flood)

    async def _end(self, this: Moment, flood: Flood, *, but: PersonId | None = None) -> None:
        await floods.end(this.store, this.now)
        await floods.forget_before(this.store, this.now - FORGOTTEN_AFTER)
        if flood.switch is not Switch.OFF:
            await self._tell_coordinators(
                this, K.C_FLOOD_ENDED, {"held": await floods.held(this.store)}, flood.id, but=but
            )

    async def _serve_line(self, this: Moment, policy: Flooding) -> None:
        """Calls that name danger, and found all those busy whom such calls may use: the first have their turn."""
        line = await floods.line(this.store, policy)
        if not line:
            return
        busy, kept = await floods.unsure(this.store), await floods.kept(this.store)
        crews = {}
        for team in {each.team for each in line}:
            members = await self.gatherer.members(this.store, frozenset({team}))
            people_now = [each.as_of(this.now) for each in members]
            crews[team] = crew(people_now, team, busy, this.now, kept=kept.get(team, 0))
        for each in turns(line, crews, policy):
            await self.decide(this, c.DoubtWaited(incident=IncidentId(each.id)))

    async def _tell_of_waiting(self, this: Moment, flood: Flood) -> None:
        """Whoever runs the line hears every few minutes that calls wait for them."""
        since = this.now - flood.began_at
        if since < _TELLS_EVERY or not (held := await floods.held(this.store)):
            return
        about = f"{flood.id}:{since // _TELLS_EVERY}"
        await self._tell_coordinators(this, K.C_FLOOD_WAITS, {"held": held}, about)

    async def switch(self, this: Moment, command: c.SwitchFlood) -> None:
        """By hand, for as long as the policy says; then it is as the numbers say again."""
        await self.gatherer.hold_asking(this.store)
        flood, policy = await floods.current(this.store), this.community.default_team().policy.flood
        if command.switch is not None:
            new = Flood(
                id=self.mint.id("fld"),
                began_at=this.now,
                switch=command.switch,
                until=this.now + policy.switched_for,
            )
            await floods.begin(this.store, new, command.by)
            self._look_later(this, new)
            flood = new
        counts = await floods.counts(this.store, this.now - policy.within, None, None)
        kinds = {Switch.ON: K.C_FLOOD_ON, Switch.OFF: K.C_FLOOD_OFF, Switch.AUTO: K.C_FLOOD_GOES_ON}
        kind = K.C_FLOOD_NONE if flood is None else kinds[flood.switched(this.now)]
        told: Params = {"calls": counts.calls, "held": await floods.held(this.store)}
        say = Say(
            kind=kind, to=command.by, to_member=True, key=f"{kind.value}:{this.stimulus}", params=told, reply=True
        )
        await self.say(this, say)

    # --- blocks

    async def block(self, this: Moment, command: c.BlockSender) -> None:
        """By one coordinator for a while; a second one who wants the same makes it one for good."""
        incident = await incidents.load(this.store, command.incident)
        by = command.by
        if incident is None or incident.conversation is None or by is None or not isinstance(this.who, Person):
            return
        if await conversations.member_of(this.store, incident.conversation) is not None:
            await self.refuse(this, Refused(K.C_FLOOD_BLOCK_MEMBER, {"number": incident.number}))
            return
        known = await floods.block_of(this.store, incident.conversation, this.now)
        second = command.for_good and known is not None and known.may_be_seconded(by)
        if known is not None and known.until is None:
            await self._show(this, by, known)
            return
        if known is not None:
            await floods.end_block(this.store, known.id, by, this.now)
        new = Block(
            id=self.mint.id("blk"),
            conversation=incident.conversation,
            code=incident.requester_code,
            number=incident.number,
            team=incident.team,
            by=known.by if second and known is not None else by,
            at=this.now,
            until=None if second else this.now + (LONGEST if command.for_good else min(command.lasts, LONGEST)),
            why=command.reason or (known.why if known is not None else ""),
            for_good=command.for_good,
            second=by if second else None,
        )
        await floods.block(this.store, new)
        await self.decide(this, command)
        await self._show(this, by, new)
        if new.may_be_seconded(PersonId("")):
            told = {**await self._about(this, new, by), "person": this.who.roster_name}
            await self._tell_team(this, K.C_FLOOD_BLOCK_SECOND, told, new, but=by)

    async def _tell_team(self, this: Moment, kind: MessageKind, params: Params, new: Block, *, but: PersonId) -> None:
        for person in await self.gatherer.members(this.store, frozenset({new.team})):
            if person.is_coordinator(new.team) and person.id != but:
                key = f"{kind.value}:{new.id}:{person.id}"
                await self.say(this, Say(kind=kind, to=person.id, to_member=True, key=key, params=params))

    async def _show(self, this: Moment, to: PersonId, block: Block) -> None:
        kind = K.C_FLOOD_BLOCKED if block.until is not None else K.C_FLOOD_BLOCKED_FOR_GOOD
        await self._answer(this, to, kind, await self._about(this, block, to))

    async def _about(self, this: Moment, block: Block, reader: PersonId) -> Params:
        names = {}
        for person in filter(None, (block.by, block.second)):
            found = await people.load(this.store, person)
            names[person] = person if found is None else found.roster_name
        member = this.who if isinstance(this.who, Person) and this.who.id == reader else None
        team = this.community.teams.get(block.team) or this.community.default_team()
        where = zone((member.time_zone if member is not None else None) or team.time_zone)
        until = "" if block.until is None else f"{reached(where, block.until):%Y-%m-%dT%H:%M}"
        return {
            "number": block.number,
            "code": block.code,
            "person": " + ".join(names.values()),
            "until": until,
            "words": block.why,
        }

    async def unblock(self, this: Moment, command: c.UnblockSender) -> None:
        incident = await incidents.load(this.store, command.incident)
        if incident is None or incident.conversation is None or command.by is None:
            return
        known = await floods.block_of(this.store, incident.conversation, this.now)
        if known is None:
            await self.refuse(this, Refused(K.C_FLOOD_NOT_BLOCKED, {"number": incident.number}))
            return
        await floods.end_block(this.store, known.id, command.by, this.now)
        for each in await incidents.heard_in(this.store, incident.conversation):
            await self.decide(this, replace(command, incident=each))
        told: Params = {"number": incident.number, "code": known.code}
        await self._answer(this, command.by, K.C_FLOOD_UNBLOCKED, told)

    async def show_blocks(self, this: Moment, command: c.ShowBlocks) -> None:
        if not isinstance(this.who, Person):
            return
        teams = await self.gatherer.watched_by(this.store, this.who)
        found = await floods.blocks(this.store, teams, this.now)
        lines = []
        for each in found:
            params = await self._about(this, each, command.by)
            lines.append(Line(kind=K.C_LINE_FLOOD_BLOCK, params=params))
        kind = K.C_FLOOD_BLOCKS if lines else K.C_FLOOD_BLOCKS_NONE
        await self._answer(this, command.by, kind, {}, tuple(lines))

    async def _answer(
        self, this: Moment, to: PersonId, kind: MessageKind, params: Params, lines: tuple[Line, ...] = ()
    ) -> None:
        await self.say(this, to_member(this, to, kind, params, lines=lines, reply=True))

    # --- two calls that may be one

    async def offer_merge(self, this: Moment, incident: Incident, facts: Facts) -> None:
        """Of each pair of calls that may be one the coordinators hear once, of the later calls of a flood together.
        With many it is offered with the first few alone: `see` names them all. Nothing is merged by itself.
        """
        if incident.keeps_pages_back() or incident.drill:
            return
        flood = incident.plan.policy.flood
        mine = await self._people_of(this, incident)
        same = []
        for other in await self._beside(this, incident, by_anybody=bool(mine)):
            if other.id == incident.id or other.keeps_pages_back() or other.drill:
                continue
            shared = bool(mine & await self._people_of(this, other)) if mine else False
            if may_be_same(incident, other, flood, one_requester=shared):
                same.append(other)
        for other in sorted(same, key=lambda each: each.number)[:_OFFERED]:
            for person in facts.coordinators:
                kind, key, told = same_said((incident, other), facts, person, this.now)
                about = max(incident, other, key=lambda each: each.number).id
                say = Say(kind=kind, to=person, to_member=True, key=key, params=told, subject=about, incident=about)
                await self.say(this, say)

    async def _beside(self, this: Moment, incident: Incident, *, by_anybody: bool) -> tuple[Incident, ...]:
        """The calls of its time that may be the same: wherever they are, or else those near it alone."""
        flood = incident.plan.policy.flood
        since = incident.opened_at - flood.same_within
        if by_anybody:
            return await incidents.paged_since(this.store, incident.team, since)
        sites = await incidents.sites_since(this.store, incident.team, since)
        near = [id_ for id_, place in sites if is_near(incident.place, place, flood.same_near) and id_ != incident.id]
        return tuple([each for id_ in near if (each := await incidents.load(this.store, id_)) is not None])

    async def _people_of(self, this: Moment, incident: Incident) -> frozenset[PersonId]:
        found = [await conversations.member_of(this.store, each) for each in callers(incident)]
        return frozenset(each for each in found if each is not None)


def _shape(words: str, place: Place | None) -> frozenset[str]:
    return shape(words, "" if place is None else place.label)
