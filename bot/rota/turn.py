"""What is wanted about who is on call, handed to the file whose business it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.gather import Gatherer
from bot.links import Links
from bot.moment import Moment, Saying
from bot.rota.changes import Changes, Made
from bot.rota.feeds import Feeds
from bot.rota.loads import Loads
from bot.rota.proofs import Proofs
from bot.rota.shifts import Shifts
from bot.rota.swaps import Swaps
from bot.rota.telling import Telling, team_name
from bot.rota.time_off import TimeOffTurn
from domain.chance import Mint
from domain.community import Team
from domain.conversation import Pending
from domain.ids import PersonId, TeamId
from domain.messages import Line
from domain.messages import MessageKind as K
from domain.on_call_needs import gaps_made
from domain.people import Availability, Person
from domain.proof import mark, may_tell, vetted_in
from domain.rota import expand, together
from domain.rota_change import all_shown, changes_between
from domain.rota_commands import (
    ARotaCommand,
    AskSwap,
    AskTimeOff,
    CallForCover,
    ChangeKind,
    ChangeRota,
    CloseFeeds,
    ConfirmSwap,
    DecideTimeOff,
    EndSwap,
    InsistOnSwap,
    OfferFeed,
    PassShift,
    RefuseSwap,
    SayHere,
    ShowChanges,
    ShowLoad,
    ShowProof,
    ShowTimeOff,
    TakeBack,
    TakeShift,
    WithdrawTimeOff,
)
from handlers.rota import UNDOES_ANOTHERS, UNDOES_NEXT
from models import rotas
from models.rotas import Recorded

_EDITS = frozenset({ChangeKind.PUT_ON, ChangeKind.TAKE_OFF, ChangeKind.LEFT_EMPTY})
"""Changes that a coordinator asked for in one sentence, and is answered in one."""

_CHANGES_SHOWN = 8
_MOMENT = timedelta(minutes=1)
_MOST_OF_A_FILE = 50
"""How many changes back the others of a file are looked for."""


class RotaTurn:
    """Does what is wanted about rotas. Says by what its turn gave it."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, links: Links, say: Saying) -> None:
        self._gatherer = gatherer
        self._feeds = Feeds(gatherer=gatherer, mint=mint, links=links, say=say)
        self._loads = Loads(gatherer=gatherer, say=say)
        self.shifts = Shifts(gatherer=gatherer, say=say)
        self.proofs = Proofs(gatherer=gatherer, mint=mint, say=say)
        self.telling = Telling(gatherer=gatherer, say=say)
        self.swaps = Swaps(
            gatherer=gatherer, mint=mint, say=say, changes=lambda: self.changes, tell_gaps=self.tell_gaps
        )
        self.changes = Changes(
            gatherer=gatherer, mint=mint, heard_by=(self.swaps.rota_changed, self.shifts.changed, self.proofs.changed)
        )
        self.time_off = TimeOffTurn(gatherer=gatherer, mint=mint, changes=self.changes, telling=self.telling)

    async def do(self, this: Moment, command: ARotaCommand) -> None:
        """Raises Refused where the rules say no."""
        match command:
            case ChangeRota():
                await self._change(this, command)
            case TakeBack():
                await self._take_back(this, command)
            case OfferFeed():
                await self._feeds.offer(this, command)
            case CloseFeeds():
                await self._feeds.close(this, command)
            case ShowLoad():
                await self._loads.show(this, command)
            case ShowChanges():
                await self._show_changes(this, command)
            case AskTimeOff():
                await self.time_off.ask(this, command)
            case WithdrawTimeOff():
                await self.time_off.withdraw(this, command)
            case ShowTimeOff():
                await self.time_off.show(this, command)
            case DecideTimeOff():
                await self.time_off.decide(this, command)
            case SayHere():
                await self.shifts.here(this, command.by, over=command.over)
            case ShowProof():
                await self.proofs.show(this, command.by)
            case (
                AskSwap() | CallForCover() | TakeShift() | PassShift() | EndSwap()
                | ConfirmSwap() | RefuseSwap() | InsistOnSwap()
            ):  # fmt: skip
                await self.swaps.do(this, command)
            case _:
                assert_never(command)

    async def plan(self, this: Moment) -> None:
        """What is due by itself in the days ahead, in every team: once, however often it is planned."""
        await self.shifts.plan(this)
        await self.proofs.plan(this)

    async def file_applied(
        self, this: Moment, before: Mapping[TeamId, Team], roster: Sequence[Person]
    ) -> frozenset[PersonId]:
        """A community file has changed rotas: what is open in them is looked at again, whose shifts are others now
        hears it, and coordinators hear of the gaps it makes. Returns whose shifts are. `roster`: who was there before.
        """
        told: set[PersonId] = set()
        for team in this.community.teams.values():
            stood = before.get(team.id)
            changes = changes_between(stood.rotas, team.rotas) if stood is not None else ()
            if stood is None or not changes:
                continue
            id_ = f"{this.stimulus}:{mark(team.id)}"  # one file changes many teams, and some people are in two
            made = [Made(id=id_, before=stood, after=team, change=each, gaps=()) for each in changes]
            for each in made:
                await self.swaps.rota_changed(this, each)
            told.update(await self.telling.tell_shifts(this, made[0]))
            members = await self._gatherer.members(this.store, frozenset({team.id}))
            counted = vetted_in(team.id, (*roster, *members))  # whoever the file ends was on, whoever it adds is
            gaps = gaps_made(stood, team, this.now, this.now + team.policy.rota.ahead, counted=counted)
            await self.tell_gaps(this, replace(made[0], gaps=gaps))
            for gap in gaps:
                await self.proofs.told_otherwise(this, team, gap.start, gap.end, gap.areas)
        return frozenset(told)

    async def member_ended(self, this: Moment, person: PersonId, team: TeamId) -> None:
        """Somebody is suspended in a team, or has left it."""
        await self.swaps.member_ended(this, person, team)

    async def _change(self, this: Moment, command: ChangeRota) -> None:
        made = await self.changes.make(this, command.change, kind=command.kind, by=command.by, seen=command.seen)
        if command.kind in _EDITS:
            lines = await self.telling.described(this, made, command.by)
            await self.telling.answer(this, command.by, K.C_CHANGED, lines=lines, subject=made.id)
            await self.telling.tell_concerned(this, made, by=command.by)
        if command.kind is ChangeKind.ROTATION:
            if this.talk is not None:
                this.talk = replace(this.talk, draft="")  # it counts: nothing of it is open any more
            await self.telling.answer(this, command.by, K.C_ROTATION_MADE, {"team": team_name(this, made.after)})
            await self.telling.tell_shifts(this, made)
        # Whoever was shown all of it said that it shall be. Another may have changed the rotas since.
        knows = command.kind in _EDITS and all_shown(made.gaps, command.shown)
        await self.tell_gaps(this, made, but=command.by if knows else None)

    async def _take_back(self, this: Moment, command: TakeBack) -> None:
        if not isinstance(this.who, Person):
            return
        teams = await self._gatherer.watched_by(this.store, this.who)
        change = command.change or await self._own_change(this, teams, command)
        if change is None:
            return
        taken = await self.changes.take_back(this, teams, change, by=command.by)
        lines: list[Line] = []
        for each in taken:
            lines += await self.telling.described(this, each.made, command.by, undone=True)
        if not lines:  # nobody is on or off by it, and still it is said what it was
            lines = [await self.telling.line_of(this, taken[0].was, command.by)]
        back = taken[0].made.id if len(taken) == 1 else ""  # taken back by mistake: once more, and it stands again
        more = {"count": await self._offer_next_of_file(this, teams, taken[0].was) or ""}
        await self.telling.answer(this, command.by, K.C_UNDONE, more, lines=lines, subject=back)
        await self.telling.tell_undone(this, taken[0].was, by=command.by)
        await self.time_off.taken_back(this, [each.was for each in taken], by=command.by)
        for each in taken:
            if each.was.kind == ChangeKind.ROTATION:
                await self.telling.tell_shifts(this, each.made)
            else:
                await self.telling.tell_concerned(this, each.made, by=command.by)
            await self.tell_gaps(this, each.made)

    async def _offer_next_of_file(self, this: Moment, teams: frozenset[TeamId], was: Recorded) -> int:
        """How many other changes of the file that made this one stand. The last of them is undone by `undo it`."""
        if was.kind != ChangeKind.FILE:
            return 0
        latest = await rotas.latest(this.store, teams, _MOST_OF_A_FILE)
        others = [
            each
            for each in latest
            if (each.kind, each.at, each.by) == (was.kind, was.at, was.by) and not each.undone and each.id != was.id
        ]
        if others and this.talk is not None:
            this.talk = replace(this.talk, pending=Pending(about=UNDOES_NEXT, subject=others[0].id))
        return len(others)

    async def _own_change(self, this: Moment, teams: frozenset[TeamId], command: TakeBack) -> str | None:
        """The change that `undo` alone takes back at once. None if it is said first which it would be: another's, or
        one that is undone already."""
        by = command.by
        meant = await self.changes.meant(this, teams, by=by)
        if not meant.just_now and meant.change.by == by:
            return meant.change.id
        line = await self.telling.line_of(this, replace(meant.change, undone=False), by)
        if meant.just_now:
            more = {"count": await self._offer_next_of_file(this, teams, meant.change) or ""}
            await self.telling.answer(this, by, K.C_UNDONE_JUST_NOW, more, lines=(line,))
            return None
        if this.talk is not None:
            this.talk = replace(this.talk, pending=Pending(about=UNDOES_ANOTHERS, subject=meant.change.id))
        digit = {"n": "1" if command.by_digit else ""}
        await self.telling.answer(this, by, K.C_UNDO_ANOTHERS, digit, lines=(line,), subject=meant.change.id)
        return None

    async def _show_changes(self, this: Moment, command: ShowChanges) -> None:
        if not isinstance(this.who, Person):
            return
        teams = await self._gatherer.watched_by(this.store, this.who)
        found = await rotas.latest(this.store, teams, _CHANGES_SHOWN)
        lines = [await self.telling.line_of(this, each, command.by) for each in found]
        await self.telling.listed(this, command.by, K.C_CHANGES if lines else K.C_NO_CHANGES, lines)

    async def tell_gaps(self, this: Moment, made: Made, *, but: PersonId | None = None) -> None:
        """A gap that a change makes is told at once to all who coordinate the team, whoever made it.

        What is left empty on purpose is no gap. `but`: whoever has seen it already.
        """
        await self.telling.tell_gaps(this, made, but=but)

    async def tell_nobody_left(self, this: Moment, person: PersonId, off_until: datetime | None) -> None:
        """Somebody said off: if it leaves nobody on for a team, now or in a shift of theirs until then, its
        coordinators hear it at once. Without an end, and at most, as far ahead as the team's proof looks."""
        for team in this.community.teams.values():
            members = await self._gatherer.members(this.store, frozenset({team.id}))
            ahead = this.now + team.policy.rota.ahead
            found = _left_empty(team, members, person, this.now, min(off_until or ahead, ahead))
            if found is None:
                continue
            start, end = found
            if start > this.now and not may_tell(start, team, this.now):
                continue  # far, and their night: the proof tells it in the morning
            if start > this.now:
                await self.telling.tell_nobody_then(this, team, person, start, end)
                await self.proofs.told_otherwise(this, team, start, end)
                continue
            ends = min(
                span.end
                for rota in team.rotas
                for span in expand(rota, this.now, ahead).spans[:1]
                if person in span.people
            )
            until = ends if ends < ahead else None
            await self.telling.tell_nobody_left(this, team, person, until)
            await self.proofs.told_otherwise(this, team, this.now, ends)


def _left_empty(
    team: Team, members: Sequence[Person], person: PersonId, start: datetime, end: datetime
) -> tuple[datetime, datetime] | None:
    """The first stretch in which `person` would be on, and nobody else is or says that they are."""
    for span in together(team.rotas, start, end):
        if person not in span.people:
            continue
        others = [
            each
            for each in members
            if each.is_member()
            and (each.id in span.people or each.said(span.start) is Availability.ON)
            and each.said(span.start) is not Availability.OFF
            and each.id != person
        ]
        if not others:
            return span.start, span.end
    return None
