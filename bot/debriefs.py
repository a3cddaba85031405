"""What a turn does about debriefs: who is asked when, what is kept of it, and what coordinators make of the page.

Part of the turn's transaction. The rules are in `domain/debrief.py`, the questions in `handlers/debrief.py`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.gather import Gatherer, hours_of
from bot.moment import Moment, Saying, in_answer, to_member
from domain import debrief
from domain.card_commands import ChangeChapter
from domain.chance import Mint
from domain.checkin import Hours, owner
from domain.conversation import Pending
from domain.debrief import Answer, Asked, Debrief, Part, State
from domain.deciding import heard_by
from domain.errors import Refused
from domain.ids import PersonId, TaskId, TeamId
from domain.incident import Incident
from domain.memory_commands import (
    AnswerDebrief,
    DebriefDone,
    DebriefIntoCard,
    EditDebrief,
    GoOnDebrief,
    ShowDebrief,
    ShowDebriefs,
)
from domain.messages import Line, MessageKind, Params, Wake, WakeKind
from domain.needs import DISCREET
from domain.people import Person
from domain.segments import outside_gsm_7
from domain.tasks import Task, TaskKind, TaskState
from domain.toolkit import CHAPTERS, MOST_IN_A_CHAPTER
from domain.zone import reached, zone
from handlers.debrief import INTO_CARD, question
from models import checkins, debriefs, incidents, people, tasks
from models.database import Store

K = MessageKind

ADebriefCommand = AnswerDebrief | GoOnDebrief | ShowDebriefs | ShowDebrief | EditDebrief | DebriefIntoCard | DebriefDone
_SHOWN = 10
_READ_WITHIN = timedelta(days=3)
"""So long whoever owns it has to read a page."""

ChangeCard = Callable[[Moment, ChangeChapter], Awaitable[None]]


class Debriefs:
    """Says by `say`, changes a team's card by `change_card`."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying, change_card: ChangeCard) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._change_card = change_card

    # --- a call is over

    async def kept(self, this: Moment, before: Incident | None, after: Incident) -> None:
        """A decision was kept: once a call closed, those who went will be asked. Nobody of them twice."""
        policy = after.plan.policy.check_ins
        went = debrief.whom_to_ask(before, after)
        if not went or not policy.debrief:
            return
        known = await debriefs.of_call(this.store, after.id)
        page_at = this.now + debrief.PAGE_AFTER
        if known is None:
            known = Debrief(
                id=self._mint.id("dbr"),
                incident=after.id,
                number=after.number,
                team=after.team,
                area=after.protection_area,
                began_at=this.now,
                at=page_at,
            )
            await debriefs.add(this.store, known)
        else:
            known = replace(known, at=page_at, told=False, done=False)
            await debriefs.keep(this.store, known)
        asked_before = {each.person for each in await debriefs.asked_of(this.store, known.id)}
        new = [await self._one(this, known, after, each) for each in went if each not in asked_before]
        await debriefs.ask_also(this.store, new)
        for each in new:
            self._wake(this, known, each)
        self._wake(this, known, None)

    async def _one(self, this: Moment, known: Debrief, call: Incident, person: PersonId) -> Asked:
        policy = call.plan.policy.check_ins
        hours = await self._hours(this, call, person)
        at = hours.humane(this.now + policy.debrief)
        return Asked(id=self._mint.id("dbq"), debrief=known.id, number=known.number, person=person, at=at)

    @staticmethod
    async def _hours(this: Moment, call: Incident, person: PersonId) -> Hours:
        return hours_of(await people.load(this.store, person), call.plan.time_zone, call.plan.policy)

    @staticmethod
    def _wake(this: Moment, known: Debrief, asked: Asked | None) -> None:
        of, at = (known.id, known.at) if asked is None else (asked.id, asked.at)
        this.wakes.append(Wake(kind=WakeKind.DEBRIEF, subject=f"{of}|{_stamp(at)}", at=at, incident=known.incident))

    async def fired(self, this: Moment, subject: str) -> None:
        """Somebody is asked the first question, or the page is there. Of an earlier moment nothing happens."""
        which, _, stamp = subject.partition("|")
        asked = await debriefs.asked_one(this.store, which)
        known = await debriefs.load(this.store, which if asked is None else asked.debrief)
        call = None if known is None else await incidents.load(this.store, known.incident)
        if known is None or call is None or call.is_alive():
            return
        if asked is not None and asked.state is State.WAITING and _stamp(asked.at) == stamp:
            await self._ask(this, known, call, asked)
        elif asked is None and _stamp(known.at) == stamp:
            await self._page_is_there(this, known, call)

    async def _ask(self, this: Moment, known: Debrief, call: Incident, asked: Asked) -> None:
        person = asked.person
        member = await people.load(this.store, person)
        if member is None or not member.is_member():
            await debriefs.keep_asked(this.store, replace(asked, state=State.ENDED))
            return
        if await self._is_busy(this, person):
            later = (await self._hours(this, call, person)).humane(this.now + debrief.LATER)
            waits = replace(asked, at=later)
            await debriefs.keep_asked(this.store, waits)
            if later < known.at:
                self._wake(this, known, waits)
            return
        out = debrief.asked(asked, this.now)
        await debriefs.keep_asked(this.store, out)
        await self._say_question(this, out, reply=False)

    async def _is_busy(self, this: Moment, person: PersonId) -> bool:
        """True while they go to a call, or are to say how they are."""
        if await incidents.going_to(this.store, person):
            return True
        return any(each.is_open() for each in await checkins.open_of(this.store, person, this.now, this.now))

    async def _say_question(self, this: Moment, asked: Asked, *, reply: bool) -> None:
        if asked.question is None:
            return
        kind, params = question(asked.question, asked.number)
        await self._say(this, to_member(this, asked.person, kind, params, subject=asked.id, reply=reply))

    # --- what they want

    async def do(self, this: Moment, command: ADebriefCommand) -> None:
        """Raises Refused."""
        match command:
            case AnswerDebrief():
                await self._answered(this, command)
            case GoOnDebrief():
                await self._go_on(this, command)
            case ShowDebriefs():
                await self._list(this)
            case ShowDebrief():
                known = await self._run_by(this, number=command.number)
                await self._show(this, known, bare=command.bare, digits=command.digits)
            case EditDebrief():
                await self._edit(this, command)
            case DebriefIntoCard():
                await self._into_card(this, command)
            case DebriefDone():
                await self._done(this, command)

    # --- those who went

    async def _answered(self, this: Moment, command: AnswerDebrief) -> None:
        """What the talk has answered already is only kept here."""
        asked = await debriefs.asked_one(this.store, command.asked)
        known = None if asked is None else await debriefs.load(this.store, asked.debrief, hold=True)
        if known is None or asked is None or asked.state is not State.ASKED or asked.question is not command.part:
            return
        if command.words or command.went is not None:
            names = await self._names(this, known)
            said = Answer(part=command.part, went=command.went, words=debrief.without_names(command.words, *names))
            await debriefs.answer(this.store, known, said)
        after = debrief.gone_on(asked, this.now, no_more=command.no_more)
        await debriefs.keep_asked(this.store, after)
        if after.state is State.ENDED and debrief.is_over(await debriefs.asked_of(this.store, known.id)):
            call = await incidents.load(this.store, known.incident)
            if call is not None:
                await self._page_is_there(this, known, call)

    async def _names(self, this: Moment, known: Debrief) -> tuple[list[str], list[str]]:
        """Of those who went, with every code name; and of everybody else who belongs to any team."""
        found = [await people.load(this.store, each.person) for each in await debriefs.asked_of(this.store, known.id)]
        call = await incidents.load(this.store, known.incident)
        codes = () if call is None else call.codes()
        everybody = await self._gatherer.members(this.store, frozenset(this.community.teams))
        went = [*(each.roster_name for each in found if each is not None), *codes]
        return went, [each.roster_name for each in everybody]

    async def _go_on(self, this: Moment, command: GoOnDebrief) -> None:
        every = await debriefs.asked_of_person(this.store, command.by, this.now - debrief.OPEN_FOR)
        mine = next(
            (
                each
                for each in every
                if command.number == each.number or (command.number is None and each.state is not State.ENDED)
            ),
            None,
        )
        if mine is None or (mine.state is State.ENDED and mine.question is None):
            raise Refused(K.M_DEBRIEF_NONE, {"number": command.number or ""})
        out = debrief.asked(mine, this.now, question=mine.question or Part.WENT)
        await debriefs.keep_asked(this.store, out)
        await self._say_question(this, out, reply=True)

    # --- the page

    async def _page_is_there(self, this: Moment, known: Debrief, call: Incident) -> None:
        """Its owner hears so, once, if anybody has said anything."""
        answers = await debriefs.answers(this.store, known)
        if known.told or not answers:
            return
        await debriefs.keep(this.store, replace(known, told=True))
        kept = (await self._gatherer.kept_from(this.store, (call.id,))).get(call.id, frozenset())
        others = await self._gatherer.other_coordinators(this.store, known.team)
        every = await self._gatherer.coordinators(this.store, known.team)
        coordinators = heard_by(every, kept, others)
        whose = owner(coordinators, call.plan.on_call, call.owner, None)
        if whose is None:
            return
        await tasks.open_task(
            this.store,
            Task(
                id=TaskId(self._mint.id("tsk")),
                kind=TaskKind.DEBRIEF,
                team=known.team,
                incident=known.incident,
                conversation=None,
                person=None,
                owner=whose,
                due=this.now + _READ_WITHIN,
                state=TaskState.OPEN,
                why="what those who went have said is to be read",
            ),
        )
        count = debrief.page(known, answers).answers
        said: Params = {"number": known.number, "count": count}
        await self._say(this, to_member(this, whose, K.C_DEBRIEF_READY, said, subject=known.id))

    async def _list(self, this: Moment) -> None:
        by = this.member
        teams = await self._gatherer.watched_by(this.store, by)
        unread = await debriefs.unread(this.store, teams, most=_SHOWN)
        kept = await self._gatherer.kept_from(this.store, (each.incident for each in unread))
        found = [each for each in unread if by.id not in kept.get(each.incident, frozenset())]
        if not found:
            raise Refused(K.C_DEBRIEFS_NONE)
        lines = tuple(
            Line(kind=K.C_LINE_DEBRIEF_OF, params={"number": each.number, "day": self._day(this, each)})
            for each in found
        )
        await self._say(this, in_answer(this, K.C_DEBRIEFS, lines=lines))

    def _day(self, this: Moment, known: Debrief) -> str:
        where = zone(this.community.zone_of(this.member))
        return f"{reached(where, known.began_at):%Y-%m-%dT%H:%M}"

    async def _show(self, this: Moment, known: Debrief, *, bare: bool, digits: bool) -> None:
        answers = await debriefs.answers(this.store, known)
        if answers is None:
            raise Refused(K.C_DEBRIEF_GONE, {"number": known.number})
        if bare and known.area in DISCREET:
            raise Refused(K.C_CARDS_ONLY_TELEGRAM)
        page = debrief.page(known, answers)
        went: Params = {each.value: many for each, many in page.went.items()}
        lines = [
            *((Line(kind=K.C_LINE_DEBRIEF_WENT, params=went),) if any(page.went.values()) else ()),
            *(
                Line(
                    kind=K.C_LINE_DEBRIEF,
                    params={"n": debrief.PARTS.index(part) + 1, "debrief_part": part.value, "said": words},
                )
                for part, words in page.parts.items()
                if words
            ),
            Line(kind=K.C_LINE_DEBRIEF_HOW, params={"number": known.number}),
        ]
        if digits and page.parts[Part.CHANGE] and this.talk is not None:
            lines.append(Line(kind=K.C_LINE_DEBRIEF_DIGIT))
            chapters = enumerate(CHAPTERS, start=1)
            lines += [Line(kind=K.C_LINE_DEBRIEF_CARD, params={"n": n, "chapter": each.value}) for n, each in chapters]
            this.talk = replace(this.talk, pending=Pending(about=INTO_CARD, subject=known.id))
        params: Params = {"number": known.number, "count": page.answers, "card_area": known.area.value}
        await self._say(this, in_answer(this, K.C_DEBRIEF, params, lines=tuple(lines), subject=known.id))

    async def _edit(self, this: Moment, command: EditDebrief) -> None:
        known = await self._run_by(this, number=command.number, which=command.debrief)
        own = {**known.own, command.part: command.words[: debrief.MOST_SAID]}
        if not command.words:
            own.pop(command.part)
        if await debriefs.answers(this.store, known) is None:
            raise Refused(K.C_DEBRIEF_GONE, {"number": known.number})
        await debriefs.write(this.store, known, own)
        if command.on_a_page:
            await self._say(this, in_answer(this, K.C_DEBRIEF_EDITED, {"number": known.number}))
            return
        await self._show(this, replace(known, own=own), bare=command.bare, digits=command.digits)

    async def _into_card(self, this: Moment, command: DebriefIntoCard) -> None:
        """One tap: behind the chapter as the team reads it in this language."""
        known = await self._run_by(this, number=command.number, which=command.debrief)
        if command.bare and known.area in DISCREET:
            raise Refused(K.C_CARDS_ONLY_TELEGRAM)
        answers = await debriefs.answers(this.store, known)
        change = "" if answers is None else debrief.page(known, answers).parts[Part.CHANGE]
        if not change:
            raise Refused(K.C_DEBRIEF_NO_CHANGE, {"number": known.number})
        stands = this.community.teams[known.team].protections.get(known.area)
        own = stands.card if stands is not None else {}
        default = this.community.default_language
        kit = self._gatherer.words.toolkit
        before = kit.text(own, known.area, command.chapter, command.language, default)
        text = debrief.added(before, change)
        params: Params = {"number": known.number, "chapter": command.chapter.value}
        if len(text) > MOST_IN_A_CHAPTER:
            room = max(0, MOST_IN_A_CHAPTER - len(debrief.added(before, "")))
            raise Refused(K.C_DEBRIEF_TOO_LONG, {**params, "count": room})
        if outside_gsm_7(text):
            raise Refused(K.C_CARDS_WRONG)
        teams: tuple[TeamId, ...] = (known.team,)
        changed = ChangeChapter(
            by=command.by, teams=teams, area=known.area, chapter=command.chapter, language=command.language, text=text
        )
        await self._change_card(this, changed)

    async def _done(self, this: Moment, command: DebriefDone) -> None:
        known = await self._run_by(this, number=command.number, which=command.debrief)
        await debriefs.keep(this.store, replace(known, told=True, done=True))
        every = await tasks.open_of(this.store, known.incident)
        await tasks.finish(this.store, (each.id for each in every if each.kind is TaskKind.DEBRIEF))
        await self._say(this, in_answer(this, K.C_DEBRIEF_DONE, {"number": known.number}))

    async def _run_by(self, this: Moment, *, number: int = 0, which: str = "") -> Debrief:
        """That one, if whoever asks coordinates its team, and its call is not kept from them. Raises Refused."""
        found = await (debriefs.load(this.store, which) if which else debriefs.numbered(this.store, number))
        if found is None or not await may_read(this.store, self._gatherer, this.member, found):
            raise Refused(K.M_DEBRIEF_NONE, {"number": number or ""})
        return found

    # --- saying


async def may_read(store: Store, gatherer: Gatherer, who: Person, known: Debrief) -> bool:
    """True for whoever coordinates its team, and has to do with its call."""
    kept = await gatherer.kept_from(store, (known.incident,))
    away = any(who.id in each for each in kept.values())
    return not away and known.team in await gatherer.watched_by(store, who)


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S}"
