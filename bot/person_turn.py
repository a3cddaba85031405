"""What a turn does about a member rather than a call: their card, skills, pauses, tests, further phones.

Part of the turn's transaction, as everything in `bot/turn.py` is; what is to be said goes through the turn.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.gather import Gatherer
from bot.planning import Recipient, language_of, plan
from domain import commands as c
from domain.chance import Mint
from domain.community import Community
from domain.conversation import Conversation
from domain.delivery import Delivery
from domain.ids import ContactPointId, ConversationId, PersonId, SkillId
from domain.messages import Line, MessageKind, Params, Say, Wake, WakeKind
from domain.people import MANNER_OF, PAGEABLE, Availability, Channel, ContactPoint, Manner, Person
from domain.reachability import ANSWERED_WITHIN, READY_IN, being_tried, next_to_try, waits_for_answer
from domain.training import day_begins
from domain.zone import reached, zone
from models import conversations, own_contacts, people, senders, skills, trainings
from models.database import Store

CODE_GOOD_FOR = timedelta(hours=1)
"""How long the code of a number somebody showed as their own may be texted from it."""

_TEXTS: Mapping[Channel, Channel] = {Channel.TELEGRAM: Channel.SMS, Channel.SIM_TELEGRAM: Channel.SIM_SMS}
"""Where a number that was shown on a channel is texted from."""

K = MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTurn:
    """One turn, as far as it is about people. `say` plans what is said, `sends` and `wakes` take the rest."""

    store: Store
    now: datetime
    stimulus: str
    community: Community
    mint: Mint
    gatherer: Gatherer
    here: ContactPoint | None
    talk: Conversation | None
    say: Callable[[Say], Awaitable[None]]
    sends: list[Delivery]
    wakes: list[Wake]

    async def do(self, command: c.APersonCommand) -> None:
        match command:
            case c.ChangeCard():
                await people.keep_card(self.store, command.after, command.part)
            case c.KeepAside():
                await people.keep_aside(self.store, command.person, command.after)
            case c.ClaimSkill():
                await self._claim(command.person, command.skill)
            case c.DropSkill():
                await skills.drop(self.store, command.person, command.skill, self.now)
            case c.DecideClaim():
                await self._decide(command)
            case c.ConfirmSkill():
                await self._confirm(command.person, command.skill, command.by, confirmed=True)
            case c.TryReach():
                await self._begin_test(command.person)
            case c.AnswerTest():
                await self._answered(command.person)
            case c.OfferNumber():
                await self._offer(command)
            case c.SetCodeWord():
                await people.set_code_word(self.store, command.person, command.word)
            case _:
                assert_never(command)
        self.gatherer.people_changed(self.store)

    # --- pauses

    def pause(self, until: datetime) -> None:
        """Wake for its end. The subject is the talk: it is short, and knows whose it is."""
        if self.talk is not None:
            self.wakes.append(Wake(kind=WakeKind.PAUSE_ENDS, subject=_stamped(self.talk.id, until), at=until))

    async def pause_ends(self, subject: str) -> PersonId | None:
        """Whoever is back now; None if they have said something else since."""
        member, stamp = await self._of_talk(subject)
        if member is None or member.availability is not Availability.OFF or member.available_until is None:
            return None
        if f"{member.available_until:%Y%m%d%H%M%S}" != stamp:
            return None
        await people.set_availability(self.store, member.id, Availability.AS_ROTA, None)
        self.gatherer.people_changed(self.store)
        await self._tell(member.id, K.M_PAUSE_OVER)
        return member.id

    # --- skills

    async def _claim(self, person: PersonId, skill: SkillId) -> None:
        claim = await skills.claim(self.store, person, skill, self.now)
        member = await people.load(self.store, person)
        if claim is None or member is None:
            return
        params: Params = {"person": member.roster_name, "member": person, "skills": skill, "skill": skill}
        for each in await self._who_confirms(member):
            key = f"{K.C_SKILL_CLAIMED.value}:{self.stimulus}:{each.id}:{skill}"
            say = Say(kind=K.C_SKILL_CLAIMED, to=each.id, to_member=True, key=key, params=params, subject=claim.id)
            # It is confirmed by a button: where they have one, whatever is first in their order.
            buttons = (point.id for point in each.reachable_points() if MANNER_OF[point.channel] is Manner.TAPS)
            await self.say(replace(say, contact_point=next(buttons, None)))

    async def _who_confirms(self, member: Person) -> tuple[Person, ...]:
        """The coordinators of their teams who can be reached, but for themselves."""
        teams = frozenset(each.team for each in member.memberships)
        everybody = await self.gatherer.members(self.store, teams)
        return tuple(
            each
            for each in everybody
            if each.id != member.id
            and each.reachable_points()
            and any(each.is_coordinator(team) for team in sorted(teams))
        )

    async def _decide(self, command: c.DecideClaim) -> None:
        claim = await skills.load_claim(self.store, command.claim)
        if claim is None:
            await self._tell(command.by, K.M_STALE_BUTTON, reply=True)
            return
        await self._confirm(claim.person, claim.skill, command.by, confirmed=command.confirmed)

    async def _confirm(self, person: PersonId, skill: SkillId, by: PersonId, *, confirmed: bool) -> None:
        member, coordinator = await people.load(self.store, person), await people.load(self.store, by)
        if member is None or coordinator is None or not may_confirm(coordinator, member):
            await self._tell(by, K.M_MAY_NOT, reply=True)
            return
        mark = "yes" if confirmed else "no"
        params: Params = {"person": member.roster_name, "skills": skill, "mark": mark}
        await self._tell(by, K.C_SKILL_DECIDED, params, reply=True)
        if not confirmed:
            await skills.refuse(self.store, person, skill)
            await self._tell(person, K.M_SKILL_REFUSED, {"skills": skill})
            return
        days, where = await skills.lasts(self.store, skill), zone(self.community.zone_of(member))
        until = None if days is None else day_begins(self.now, days, where)
        await skills.grant(self.store, person, skill, by=by, until=until)
        await skills.watch(self.store, self.now)
        day = "" if until is None else self._reading(member, until)
        await self._tell(person, K.M_SKILL_CONFIRMED, {"skills": skill, "day": day})

    async def skills_end(self) -> None:
        """Tell everybody whose skills end soon, or have ended."""
        for ending in await skills.endings(self.store, self.now):
            member = await people.load(self.store, ending.person)
            if member is not None and member.is_member():
                soon = ending.stage == skills.SOON
                params: Params = {"skills": ending.skill}
                if soon:
                    params = {**params, "day": self._reading(member, ending.at)}
                kind = K.M_SKILL_ENDS if soon else K.M_SKILL_ENDED
                lines = await self._what_renews(member, ending.skill)
                await self._tell(ending.person, kind, params, about=ending.skill, lines=lines)
            await skills.told(self.store, ending)

    async def _what_renews(self, member: Person, skill: SkillId) -> tuple[Line, ...]:
        """The next training that gives it again, and has a seat for them."""
        teams = {each.team for each in member.memberships if each.standing in PAGEABLE}
        for each in await trainings.ahead(self.store, self.now):
            if skill in each.skills and each.free and (each.everybody or each.team in teams):
                renews: Params = {"n": each.number, "when": self._reading(member, each.start)}
                return (Line(kind=K.M_LINE_TRAINING_RENEWS, params=renews),)
        return ()

    # --- does a page come through?

    async def _begin_test(self, person: PersonId) -> None:
        member = await people.load(self.store, person)
        if member is None or self.talk is None:
            return
        await people.begin_test(self.store, person, self.now)
        await self._tell(person, K.M_TEST_BEGINS, {"count": len(member.reachable_points())}, reply=True)
        subject = _stamped(self.talk.id, self.now)
        self.wakes.append(Wake(kind=WakeKind.TEST_NEXT, subject=subject, at=self.now + READY_IN))

    async def test_next(self, subject: str) -> None:
        """The phone lies silenced now. Nothing happens if they have begun anew meanwhile."""
        member, stamp = await self._of_talk(subject)
        since = member.testing_since if member is not None else None
        if member is not None and since is not None and f"{since:%Y%m%d%H%M%S}" == stamp:
            await self._try_next(member.id)

    async def test_late(self, subject: str) -> None:
        """Nobody answered on a contact point in time: what to look at, and the next one's turn."""
        point_id, _, stamp = subject.partition(":")
        point = await people.contact_point(self.store, ContactPointId(point_id))
        if point is None or point.person is None or point.tested_at is None:
            return
        if f"{point.tested_at:%Y%m%d%H%M%S}" != stamp or not waits_for_answer(point, self.now):
            return
        if await self._has_its_turn(point):
            await self._tell_at(point, K.M_TEST_LATE)
            await self._try_next(point.person)

    async def test_not_delivered(self, delivery: Delivery) -> None:
        """A contact point that takes nothing proves nothing: the next one's turn at once."""
        point = await people.contact_point(self.store, delivery.contact_point)
        if delivery.wording.kind is not K.M_TEST_PAGE or point is None or point.person is None:
            return
        if waits_for_answer(point, self.now) and await self._has_its_turn(point):
            await self._try_next(point.person)

    async def _answered(self, person: PersonId) -> None:
        """`person` answered where they write from; later than asked for it counts as well, and says how late."""
        point = self.here
        if point is None or point.tested_at is None or not waits_for_answer(point, self.now):
            await self._tell(person, K.M_STALE_BUTTON, reply=True)
            return
        took = self.now - point.tested_at
        seconds = max(1, round(took.total_seconds()))
        await people.proved(self.store, point.id, self.now, seconds)
        self.gatherer.people_changed(self.store)
        await self._tell(person, K.M_TEST_HEARD, {"seconds": seconds}, reply=True)
        if await self._has_its_turn(point):
            await self._try_next(person)

    async def _has_its_turn(self, point: ContactPoint) -> bool:
        """False once the test has gone on to another contact point, or is over."""
        member = await people.load(self.store, point.person) if point.person is not None else None
        tried = being_tried(member) if member is not None else None
        return tried is not None and tried.id == point.id

    async def _try_next(self, person: PersonId) -> None:
        member = await people.load(self.store, person)
        if member is None:
            return
        point = next_to_try(member)
        if point is None:
            await people.begin_test(self.store, person, None)
            lines = tuple(Line(kind=K.M_LINE_TEST_POINT, params=_outcome(each)) for each in member.contact_points)
            await self._tell(person, K.M_TEST_DONE, lines=lines, reply=True)
            return
        await people.tested(self.store, point.id, self.now)
        await self._tell_at(point, K.M_TEST_PAGE)
        at = self.now + ANSWERED_WITHIN
        self.wakes.append(Wake(kind=WakeKind.TEST_LATE, subject=_stamped(point.id, self.now), at=at))

    # --- a further phone

    async def _offer(self, command: c.OfferNumber) -> None:
        """Whose number it is shows once its code is texted from it."""
        channel = _TEXTS.get(self.here.channel) if self.here is not None else None
        ours = [each for each in (await senders.load(self.store)).values() if each.channel is channel]
        if channel is None or not ours:
            await self._tell(command.person, K.M_NOT_YOUR_CONTACT, reply=True)
            return
        known = await people.recognise(self.store, channel, command.number)
        if known is not None and known.person == command.person:
            await self._tell(command.person, K.M_OWN_NUMBER_KNOWN, reply=True)
            return
        code = self.mint.code()
        until = self.now + CODE_GOOD_FOR
        await own_contacts.forget_expired(self.store, self.now)
        await own_contacts.offer(self.store, command.person, channel, command.number, code=code, expires_at=until)
        # A sender may be a pool of numbers, whose name nobody can text.
        address = next((each.address for each in ours if each.address.startswith("+")), "")
        await self._tell(command.person, K.M_OWN_NUMBER_CODE, {"code": code, "address": address}, reply=True)

    async def bind_own_number(self, code: str) -> PersonId | None:
        """Whose phone this is, now that the code of its number came from it. Nobody's standing changes."""
        here = self.here
        if here is None or here.person is not None:
            return None
        person = await own_contacts.use(self.store, here.channel, here.address, code, self.now)
        member = await people.load(self.store, person) if person is not None else None
        if person is None or member is None or not member.is_member():
            return None  # whoever was suspended meanwhile binds nothing
        await people.bind(self.store, person, here.id)
        self.gatherer.people_changed(self.store)
        return person

    # --- saying

    async def _tell(
        self,
        person: PersonId,
        kind: MessageKind,
        params: Params | None = None,
        *,
        lines: tuple[Line, ...] = (),
        reply: bool = False,
        about: str = "",
    ) -> None:
        key = f"{kind.value}:{self.stimulus}:{person}" + (f":{about}" if about else "")
        say = Say(kind=kind, to=person, to_member=True, key=key, params=params or {}, lines=lines, reply=reply)
        await self.say(say)

    async def _tell_at(self, point: ContactPoint, kind: MessageKind) -> None:
        """Tell somebody by this contact point and no other."""
        member = await people.load(self.store, point.person) if point.person is not None else None
        if member is None:
            return
        key = f"{kind.value}:{self.stimulus}:{point.id}"
        say = Say(kind=kind, to=member.id, to_member=True, key=key, subject=point.id)
        to = Recipient(contact_points=(point,), language=language_of(member, self.community), person=member)
        self.sends.extend(plan(say, to, None, self.mint, self.now))

    async def _of_talk(self, subject: str) -> tuple[Person | None, str]:
        """The member whose talk a timer names, and the stamp behind it."""
        talk_id, _, stamp = subject.partition(":")
        person = await conversations.member_of(self.store, ConversationId(talk_id))
        return (None if person is None else await people.load(self.store, person)), stamp

    def _reading(self, member: Person, at: datetime) -> str:
        return f"{reached(zone(self.community.zone_of(member)), at):%Y-%m-%dT%H:%M}"


def may_confirm(coordinator: Person, member: Person) -> bool:
    """A vetted coordinator of one of the member's teams, and never oneself."""
    return coordinator.id != member.id and any(coordinator.is_coordinator(each.team) for each in member.memberships)


def _stamped(subject: str, at: datetime) -> str:
    return f"{subject}:{at:%Y%m%d%H%M%S}"


def _outcome(point: ContactPoint) -> dict[str, str | int]:
    proved = point.tested_at is not None and point.proved_at is not None and point.proved_at >= point.tested_at
    seconds = point.proved_seconds if proved and point.proved_seconds is not None else ""
    return {"channels": point.channel.value, "answered": "yes" if proved else "no", "seconds": seconds}
