"""What a turn does about a sighting of enforcement: who hears of it, what it is taken for, and when it is over.

Part of the turn's transaction. The rules are in `domain/sighting.py`. Turns about sightings run one after another, as
those do that ask people: two reports at once of the same are one sighting.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.gather import Gatherer, on_call_of
from bot.moment import Moment, Saying, to_member
from bot.planning import language_of
from domain import commands as c
from domain.chance import Mint
from domain.community import Team
from domain.deciding import place_text
from domain.errors import Refused
from domain.ids import ConversationId, IncidentId, PersonId, SightingId, TeamId
from domain.messages import Line, MessageKind, Params, Say, Wake, WakeKind
from domain.needs import ProtectionArea
from domain.people import Availability, Person
from domain.sighting import (
    Certainty,
    Listener,
    Missing,
    Report,
    Sighting,
    Subscription,
    comes,
    expired,
    heard_by,
    joined,
    judged,
    listeners,
    looked_for,
    missing,
    said_gone,
    same,
    spot,
)
from domain.zone import reached, zone
from models import conversations, incidents, people, sightings

K = MessageKind
SHOWN_FOR = timedelta(hours=12)
"""For how long one that is over stands in the list."""

FORGOTTEN_AFTER = timedelta(days=30)
"""So long after the last word of it even that there was one is forgotten."""

_MEMBER, _TALK = "member", "talk"
_STILL_TEXTED = timedelta(hours=12)

_ASKED = {
    Missing.WHERE: K.R_LINE_SIGHTING_WHERE,
    Missing.SIZE: K.R_LINE_SIGHTING_SIZE,
    Missing.ACTIVITY: K.R_LINE_SIGHTING_ACTIVITY,
    Missing.UNIT: K.R_LINE_SIGHTING_UNIT,
    Missing.GEAR: K.R_LINE_SIGHTING_GEAR,
}
_TOLD = {
    Certainty.CONFIRMED: (K.M_SIGHTING_ALERT, K.R_SIGHTING_ALERT),
    Certainty.CLEAR: (K.M_SIGHTING_CLEAR, K.R_SIGHTING_CLEAR),
    Certainty.UNFOUNDED: (K.M_SIGHTING_WRONG, K.R_SIGHTING_WRONG),
    Certainty.EXPIRED: (K.M_SIGHTING_EXPIRED, K.R_SIGHTING_EXPIRED),
}
"""What those hear who are to hear of it, members and others."""


Looking = Callable[[Moment, Sighting], Awaitable[IncidentId]]
"""Asks somebody to go and look, by a call of its own."""


class SightingTurn:
    """Says by `say`; has somebody look by `looks`."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying, looks: Looking) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._looks = looks

    async def do(self, this: Moment, command: c.ASightingCommand) -> None:
        match command:
            case c.ReportSighting():
                await self._report(this, command)
            case c.JudgeSighting():
                await self._judge(this, command)
            case c.LookAtSighting():
                await self._look(this, command)
            case c.ComeToSighting():
                await self._come(this, command)
            case c.ListSightings():
                await self._list(this, command)
            case c.SetAlerts():
                await self._set_alerts(this, command)
            case _:
                assert_never(command)

    async def grown_old(self, this: Moment, subject: str) -> None:
        """Nobody may have told anything of it for long: whoever heard of it hears that, and coordinators do."""
        await self._gatherer.hold_asking(this.store)
        before = await sightings.load(this.store, SightingId(subject.partition("|")[0]))
        if before is None or not before.is_open():
            return
        after = expired(before, this.now, self._team(this, before.team).policy.sightings)
        if after is None:
            return  # a later word of it has a timer of its own
        await self._keep(this, before, after)
        await self._tell_heard(this, after)
        await self._tell_coordinators(this, after, K.C_SIGHTING_EXPIRED)

    async def stopped(self, this: Moment) -> None:
        """Whoever wants no more texts wants none of these either."""
        if this.talk is not None:
            who = [this.talk.id] if this.talk.person is None else [this.talk.id, this.talk.person]
            await sightings.wish_no_more(this.store, who)

    # --- reports

    async def _report(self, this: Moment, command: c.ReportSighting) -> None:
        by = self._writer(this)
        if by is None:
            return
        await self._gatherer.hold_asking(this.store)
        team = self._team_for(this, command)
        policy = team.policy.sightings
        running = await sightings.running(this.store)
        report = Report(by=by.to, at=this.now, words=command.words)
        before = same(running, report, command.place, policy)
        if before is None and command.goes_on and command.place is None:
            before = next((each for each in running if any(one.by == by.to for one in each.reports)), None)
        if command.gone:
            await self._hear_that_it_is_over(this, command, by, before, report)
            return
        known = before or Sighting(
            id=SightingId(self._mint.id("sgt")),
            number=await sightings.next_number(this.store),
            team=team.id,
            opened_at=this.now,
            last_at=this.now,
        )
        after = joined(known, report, command.salute, command.place, policy)
        await self._keep(this, before, after)
        first = before is None or all(one.by != by.to for one in before.reports)
        if not command.quiet:
            await self._answer(this, by, after, first=first, others=before is not None and first)
        changed = before is None or before.certainty is not after.certainty
        placed = before is not None and before.place is None and after.place is not None
        if changed or placed:
            await self._tell_coordinators(this, after, K.C_SIGHTING)

    async def _hear_that_it_is_over(
        self, this: Moment, command: c.ReportSighting, by: Listener, before: Sighting | None, report: Report
    ) -> None:
        """Coordinators read it, once of each who says so, and decide. Where nothing is open nobody need hear it, nor is
        it said that anybody does."""
        if not command.quiet:
            gone = (K.M_SIGHTING_GONE, K.R_SIGHTING_GONE)
            none = (K.M_SIGHTING_NONE, K.R_SIGHTING_NONE)
            await self._to(this, by, none if before is None else gone, {}, reply=True)
        if before is None:
            return
        await self._keep(this, before, said_gone(before, report))
        where = "" if before.place is None else place_text(before.place)
        params: Params = {**self._line(before), "spot": where, "words": command.words}
        for each in await self._gatherer.coordinators(this.store, before.team):
            say = to_member(this, each, K.C_SIGHTING_GONE, params, subject=str(before.number))
            await self._say(this, replace(say, key=f"{K.C_SIGHTING_GONE.value}:{before.id}:{by.to}:{each}"))

    async def _answer(self, this: Moment, to: Listener, sighting: Sighting, *, first: bool, others: bool) -> None:
        if others:
            await self._to(this, to, (K.M_SIGHTING_JOINED, K.R_SIGHTING_JOINED), {}, reply=True)
            return
        if not first:
            await self._to(this, to, (K.M_SIGHTING_MORE, K.R_SIGHTING_MORE), {}, reply=True)
            return
        lines = tuple(Line(kind=_ASKED[each]) for each in missing(sighting))
        kinds = (K.M_SIGHTING_ASK, K.R_SIGHTING_ASK) if lines else (K.M_SIGHTING_HEARD, K.R_SIGHTING_HEARD)
        await self._to(this, to, kinds, {}, lines=lines, reply=True)

    @staticmethod
    def _team_for(this: Moment, command: c.ReportSighting) -> Team:
        areas = () if command.place is None else command.place.areas
        covering = this.community.teams_for(areas, ProtectionArea.CRIMINAL_LEGAL) if areas else ()
        return covering[0] if covering else this.community.default_team()

    # --- somebody looks

    async def _look(self, this: Moment, command: c.LookAtSighting) -> None:
        await self._gatherer.hold_asking(this.store)
        before = await self._numbered(this, command.number)
        if command.by not in await self._gatherer.coordinators(this.store, before.team):
            raise Refused(K.M_MAY_NOT)
        if before.look is not None:
            raise Refused(K.C_SIGHTING_LOOKING, {"n": before.number})
        if before.place is None:
            raise Refused(K.C_SIGHTING_NO_PLACE, {"n": before.number})
        looked_for(before, IncidentId(""))  # says no before anybody is asked
        call = await self._looks(this, before)
        await self._keep(this, before, looked_for(before, call))
        await self._tell(this, command.by, K.C_SIGHTING_LOOK, {"n": before.number}, reply=True)

    async def went_to_look(self, this: Moment, call: IncidentId, by: PersonId) -> None:
        """Whoever goes because of a sighting hears what was seen, and how to say what they see."""
        found = await sightings.looked_at_by(this.store, call)
        if found is not None:
            to = Listener(to=by, member=True)
            await self._to(this, to, (K.M_SIGHTING_LOOK, K.M_SIGHTING_LOOK), None, about=found)

    # --- what it is taken for

    async def _judge(self, this: Moment, command: c.JudgeSighting) -> None:
        await self._gatherer.hold_asking(this.store)
        before = await self._numbered(this, command.number)
        await self._may_judge(this, command.by, before)
        after = judged(before, command.verdict, this.now)
        if after.certainty is not Certainty.CONFIRMED:
            await self._keep(this, before, after)
            await self._tell_heard(this, after)
            await self._say_judged(this, after, command.by, len(after.listeners))
            return
        will_hear = await self._who_hears(this, after)
        if not command.sure:
            params = {"n": after.number, "count": len(will_hear), **self._seen(this, after, None)}
            await self._tell(this, command.by, K.C_SIGHTING_SURE, params, subject=str(after.number), reply=True)
            return
        after = heard_by(after, will_hear)
        await self._keep(this, before, after)
        await self._tell_heard(this, after)
        await self._say_judged(this, after, command.by, len(after.listeners))

    async def _may_judge(self, this: Moment, by: PersonId, sighting: Sighting) -> None:
        """A coordinator, or whoever goes to look."""
        if by in await self._gatherer.coordinators(this.store, sighting.team):
            return
        look = await incidents.load(this.store, sighting.look) if sighting.look is not None else None
        if look is None or look.assignment_of(by) is None:
            raise Refused(K.M_MAY_NOT)

    async def _say_judged(self, this: Moment, sighting: Sighting, by: PersonId, count: int) -> None:
        """Every coordinator hears who said what of it."""
        member = await people.load(this.store, by)
        name = by if member is None else member.roster_name
        params: Params = {"n": sighting.number, "by": name, "certainty": sighting.certainty.value, "count": count}
        everybody = await self._gatherer.coordinators(this.store, sighting.team)
        for each in dict.fromkeys((by, *everybody)):
            subject = str(sighting.number) if sighting.certainty is Certainty.CONFIRMED else ""
            kind = K.C_SIGHTING_TOLD if subject else K.C_SIGHTING_JUDGED
            await self._tell(this, each, kind, params, subject=subject, reply=each == by)

    async def _who_hears(self, this: Moment, sighting: Sighting) -> tuple[Listener, ...]:
        wishes = await sightings.wishes(this.store, this.now)
        return listeners(sighting, await self._on_call(this, sighting), wishes, this.now)

    async def _on_call(self, this: Moment, sighting: Sighting) -> tuple[PersonId, ...]:
        """Members who are on in its areas, by the rota or their own word."""
        areas = sighting.areas
        teams = {self._team(this, sighting.team).id: self._team(this, sighting.team)}
        teams |= {each.id: each for each in this.community.teams_for(areas, ProtectionArea.CRIMINAL_LEGAL)}
        found: dict[PersonId, None] = {}
        for team in teams.values():
            on = on_call_of(team, areas, frozenset(), this.now)
            for each in await self._gatherer.members(this.store, frozenset({team.id})):
                said = each.said(this.now)
                near = not each.areas or not areas or bool(each.areas & set(areas))
                is_on = each.id in on or said is Availability.ON
                if each.is_member() and near and is_on and said is not Availability.OFF:
                    found[each.id] = None
        return tuple(found)

    async def _tell_heard(self, this: Moment, sighting: Sighting) -> None:
        """Everybody who heard of it, or is to hear of it now; each once for each thing it is taken for."""
        kinds = _TOLD[sighting.certainty]
        for each in sighting.listeners:
            await self._to(this, each, kinds, None, about=sighting)

    async def _tell_coordinators(self, this: Moment, sighting: Sighting, kind: MessageKind) -> None:
        words = " / ".join(each.words for each in sighting.reports if each.words)
        for each in await self._gatherer.coordinators(this.store, sighting.team):
            params = {**self._seen(this, sighting, None), **self._line(sighting)}
            if sighting.place is not None:
                params["spot"] = place_text(sighting.place)
            await self._tell(this, each, kind, {**params, "words": words}, subject=str(sighting.number))

    # --- members and whoever wants to hear

    async def _come(self, this: Moment, command: c.ComeToSighting) -> None:
        await self._gatherer.hold_asking(this.store)
        before = await self._numbered(this, command.number)
        if before.certainty is not Certainty.CONFIRMED:
            raise Refused(K.C_SIGHTING_OVER, {"n": before.number, "certainty": before.certainty.value})
        policy = self._team(this, before.team).policy.sightings
        after, room = comes(before, command.by, member=True, policy=policy)
        await self._keep(this, before, after)
        params = {"n": after.number, "count": after.coming()}
        await self._tell(this, command.by, K.M_SIGHTING_COME if room else K.M_SIGHTING_FULL, params, reply=True)

    async def _list(self, this: Moment, command: c.ListSightings) -> None:
        found = await sightings.lately(this.store, this.now - SHOWN_FOR)
        member = await people.load(this.store, command.by)
        watched = frozenset[TeamId]() if member is None else await self._gatherer.watched_by(this.store, member)
        mine = [each for each in found if each.team in watched]
        lines = tuple(
            Line(kind=K.C_LINE_SIGHTING, params={**self._line(each), **self._seen(this, each, None)}) for each in mine
        )
        kind = K.C_SIGHTINGS if lines else K.C_SIGHTINGS_NONE
        await self._tell(this, command.by, kind, {}, lines=lines, reply=True)

    async def _set_alerts(self, this: Moment, command: c.SetAlerts) -> None:
        who = self._writer(this)
        if who is None:
            return
        if not command.on:
            await sightings.wish_no_more(this.store, (who.to,))
            await self._to(this, who, (K.M_SIGHTING_ALERTS_OFF, K.R_SIGHTING_ALERTS_OFF), {}, reply=True)
            return
        until = this.now + self._holds_for(this, who)
        wish = Subscription(to=who.to, member=who.member, areas=frozenset(command.areas), until=until)
        await sightings.wish(this.store, wish)
        subject = f"{_MEMBER if who.member else _TALK}|{who.to}|{until:%Y%m%d%H%M%S}"
        this.wakes.append(Wake(kind=WakeKind.ALERTS_END, subject=subject, at=until))
        language, default = self._language(this), this.community.default_language
        areas = (this.community.areas[each] for each in command.areas if each in this.community.areas)
        names = [each.name(language, default) for each in areas]
        where = zone(this.community.time_zone)
        params: Params = {"spot": ", ".join(names), "day": f"{reached(where, until):%Y-%m-%dT%H:%M}"}
        await self._to(this, who, (K.M_SIGHTING_ALERTS_ON, K.R_SIGHTING_ALERTS_ON), params, reply=True)

    @staticmethod
    def _holds_for(this: Moment, who: Listener) -> timedelta:
        """Of somebody who is no member no longer than they may be texted unasked, and heard that it ends."""
        policy = this.community.default_team().policy
        lasts = policy.sightings.alerts_for
        return lasts if who.member else min(lasts, max(policy.texting.lasts - _STILL_TEXTED, policy.texting.lasts / 2))

    async def alerts_end(self, this: Moment, subject: str) -> None:
        """Their time is over: whoever wished for them hears that, and how to go on."""
        whose, _, rest = subject.partition("|")
        to = Listener(to=rest.partition("|")[0], member=whose == _MEMBER)
        if await sightings.wish_ended(this.store, to.to, this.now):
            await self._to(this, to, (K.M_SIGHTING_ALERTS_ENDED, K.R_SIGHTING_ALERTS_ENDED), {})

    # --- what all of it shares

    async def _numbered(self, this: Moment, number: int) -> Sighting:
        found = await sightings.numbered(this.store, number)
        if found is None:
            raise Refused(K.C_SIGHTING_UNKNOWN, {"n": number})
        return found

    def _team(self, this: Moment, team: TeamId) -> Team:
        return this.community.teams.get(team) or this.community.default_team()

    async def _keep(self, this: Moment, before: Sighting | None, after: Sighting) -> None:
        policy = self._team(this, after.team).policy.sightings
        await sightings.keep(this.store, before, after, policy.kept)
        if after.is_open() and (before is None or before.last_at != after.last_at):
            at = after.last_at + policy.expires
            subject = f"{after.id}|{at:%Y%m%d%H%M%S}"
            this.wakes.append(Wake(kind=WakeKind.SIGHTING_OLD, subject=subject, at=at))

    @staticmethod
    def _writer(this: Moment) -> Listener | None:
        if isinstance(this.who, Person):
            return Listener(to=this.who.id, member=True)
        return None if this.talk is None else Listener(to=this.talk.id, member=False)

    @staticmethod
    def _language(this: Moment) -> str:
        if isinstance(this.who, Person):
            return language_of(this.who, this.community)
        return this.community.default_language if this.talk is None else this.talk.language

    def _seen(self, this: Moment, sighting: Sighting, language: str | None) -> dict[str, str | int]:
        """What was seen, in our words; where in those of the reader's language, and when on the team's clock."""
        salute = sighting.salute
        its_zone = zone(self._team(this, sighting.team).time_zone)
        return {
            "spot": spot(sighting.place, this.community, language or this.community.default_language),
            "clock": f"{reached(its_zone, sighting.last_at):%H:%M}",
            "unit": ",".join(salute.units),
            "activity": ",".join(salute.activities),
            "gear": ",".join(salute.gear),
            "size": salute.people or "",
            "vehicles": salute.vehicles or "",
        }

    @staticmethod
    def _line(sighting: Sighting) -> dict[str, str | int]:
        return {"n": sighting.number, "certainty": sighting.certainty.value, "count": sighting.voices}

    async def _to(
        self,
        this: Moment,
        to: Listener,
        kinds: tuple[MessageKind, MessageKind],
        params: Params | None,
        *,
        lines: tuple[Line, ...] = (),
        about: Sighting | None = None,
        reply: bool = False,
    ) -> None:
        """To a member the first of the kinds, to anybody else the second."""
        kind = kinds[0] if to.member else kinds[1]
        if params is None and about is not None:
            language = await self._language_of(this, to)
            params = {"n": about.number, **self._seen(this, about, language)}
        key = f"{kind.value}:{this.stimulus}:{to.to}"
        say = Say(
            kind=kind,
            to=PersonId(to.to) if to.member else ConversationId(to.to),
            to_member=to.member,
            key=key,
            params=params or {},
            lines=lines,
            subject="" if about is None else str(about.number),
            reply=reply,
        )
        await self._say(this, say)

    async def _language_of(self, this: Moment, to: Listener) -> str:
        if to.member:
            person = await people.load(this.store, PersonId(to.to))
            return this.community.default_language if person is None else language_of(person, this.community)
        talk = await conversations.load(this.store, ConversationId(to.to))
        return this.community.default_language if talk is None else talk.language

    async def _tell(
        self,
        this: Moment,
        person: PersonId,
        kind: MessageKind,
        params: Params,
        *,
        lines: tuple[Line, ...] = (),
        subject: str = "",
        reply: bool = False,
    ) -> None:
        say = to_member(this, person, kind, params, lines=lines, subject=subject, reply=reply)
        await self._say(this, say)
