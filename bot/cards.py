"""The toolkit's turn: chapters in a team's own words, what was changed, and what members tell."""

from datetime import datetime

from bot.gather import Gatherer
from bot.moment import Moment, Saying, to_member
from domain import card_commands as cc
from domain.ids import PersonId
from domain.messages import Line, Params, Say
from domain.messages import MessageKind as K
from domain.people import MANNER_OF, Manner, Person
from domain.toolkit import CardChange, Tale, number_of
from domain.zone import reached, zone
from models import cards, people

_CHANGES_SHOWN = 8
_TALES_SHOWN = 5


class CardsTurn:
    """Does what members want of the toolkit. Says by what its turn gave it."""

    def __init__(self, *, gatherer: Gatherer, say: Saying) -> None:
        self._gatherer = gatherer
        self._say = say

    async def do(self, this: Moment, command: cc.ACardsCommand) -> None:
        match command:
            case cc.ChangeChapter():
                await self._change(this, command)
            case cc.UndoChapter():
                await self._undo(this, command)
            case cc.ShowCardChanges():
                await self._show_changes(this, command)
            case cc.TellTale():
                await self._tell(this, command)
            case cc.ShowTales():
                await self._show_tales(this, command)
            case cc.DecideTale():
                await self._decide(this, command)
            case cc.EraseTales():
                count = await cards.drop_of(this.store, command.by)
                await self._answer(this, command.by, K.M_CARDS_ERASED, {"count": count})

    # --- chapters

    async def _change(self, this: Moment, command: cc.ChangeChapter) -> None:
        made = [
            await cards.change(
                this.store,
                team=team,
                area=command.area,
                chapter=command.chapter,
                language=command.language,
                text=command.text,
                by=command.by,
                now=this.now,
            )
            for team in command.teams
        ]
        await self._told(this, command.by, [each for each in made if each is not None], K.C_CARDS_CHANGED)

    async def _undo(self, this: Moment, command: cc.UndoChapter) -> None:
        made = [await cards.undo(this.store, team, command.area, by=command.by, now=this.now) for team in command.teams]
        await self._told(this, command.by, [each for each in made if each is not None], K.C_CARDS_UNDONE)

    async def _told(self, this: Moment, by: PersonId, made: list[CardChange], kind: K) -> None:
        """Whoever did it hears so, and so do the other coordinators of its team."""
        if not made:
            await self._answer(this, by, K.C_CARDS_NOTHING)
            return
        this.community = await self._gatherer.rotas_changed(this.store)
        change = made[0]
        params: Params = {
            "card_area": change.area.value,
            "chapter": change.chapter.value,
            "n": number_of(change.area),
        }
        await self._answer(this, by, kind, params)
        told = {by}
        for each in made:
            for person in await self._gatherer.coordinators(this.store, each.team):
                if person in told:
                    continue
                told.add(person)
                by_name = self._name(this, by, await people.load(this.store, by))
                await self._say(this, to_member(this, person, K.C_CARDS_OTHERS, {**params, "person": by_name}))

    async def _show_changes(self, this: Moment, command: cc.ShowCardChanges) -> None:
        lines: list[Line] = []
        for team in command.teams:
            where = zone(this.community.teams[team].time_zone)
            for each in await cards.history(this.store, team, command.area, most=_CHANGES_SHOWN):
                by = self._name(this, each.by, await people.load(this.store, each.by))
                params: Params = {
                    "day": _reading(reached(where, each.at)),
                    "person": by,
                    "chapter": each.chapter.value,
                    "said": each.after,
                    "undone": "yes" if each.undone else "",
                }
                lines.append(Line(kind=K.C_LINE_CARDS_CHANGE, params=params))
        if not lines:
            await self._answer(this, command.by, K.C_CARDS_NOTHING)
            return
        params = {"card_area": command.area.value}
        await self._answer(this, command.by, K.C_CARDS_CHANGES, params, lines=tuple(lines))

    # --- stories and advice

    async def _tell(self, this: Moment, command: cc.TellTale) -> None:
        told = Tale(
            id="",
            person=command.by,
            team=command.team,
            area=command.area,
            kind=command.kind,
            words=command.words,
        )
        kept = await cards.tell(this.store, told, this.now)
        if kept is None:
            return
        await self._answer(this, command.by, K.M_CARDS_TOLD)
        by = self._name(this, command.by, await people.load(this.store, command.by))
        params: Params = {"person": by, "card_area": kept.area.value, "said": kept.words}
        for each in await self._gatherer.coordinators_of(this.store, kept.team):
            buttons = next((one for one in each.reachable_points() if MANNER_OF[one.channel] is Manner.TAPS), None)
            if buttons is None:
                continue  # it is read and decided where there are buttons
            say = Say(
                kind=K.C_CARDS_TALE,
                to=each.id,
                to_member=True,
                key=f"{K.C_CARDS_TALE.value}:{kept.id}:{each.id}",
                params=params,
                subject=kept.id,
                contact_point=buttons.id,
            )
            await self._say(this, say)

    async def _decide(self, this: Moment, command: cc.DecideTale) -> None:
        tale = await cards.load_tale(this.store, command.tale)
        if tale is None or tale.team not in command.teams:
            await self._answer(this, command.by, K.M_STALE_BUTTON)
            return
        if command.show:
            await cards.show(this.store, tale.id, command.by)
        else:
            await cards.drop(this.store, tale.id)
        await self._answer(this, command.by, K.C_CARDS_TALE_SHOWN if command.show else K.C_CARDS_TALE_DROPPED)

    async def _show_tales(self, this: Moment, command: cc.ShowTales) -> None:
        """Nobody is named: what was learned counts, and whoever told it may say so themselves."""
        found = [
            each
            for team in command.teams
            for each in await cards.shown(this.store, team, command.area, most=_TALES_SHOWN)
        ]
        n: Params = {"n": number_of(command.area)}
        if not found:
            await self._answer(this, command.by, K.M_CARDS_NO_TALES, n)
            return
        lines = tuple(Line(kind=K.M_LINE_CARDS_TALE, params={"said": each.words}) for each in found)
        await self._answer(this, command.by, K.M_CARDS_TALES, n, lines=lines)

    # --- saying

    async def _answer(
        self, this: Moment, person: PersonId, kind: K, params: Params | None = None, *, lines: tuple[Line, ...] = ()
    ) -> None:
        await self._say(this, to_member(this, person, kind, params, lines=lines, reply=True))

    @staticmethod
    def _name(this: Moment, person: PersonId, known: Person | None) -> str:
        if known is None and isinstance(this.who, Person) and this.who.id == person:
            known = this.who
        return person if known is None else known.roster_name


def _reading(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"
