"""What was learned at a call, as coordinators read and edit it in the console: the page that `debrief 7` shows.

Its buttons are those of a chat. Words put in the place of a part go along with one, as a reason does.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.debriefs import may_read
from bot.gather import Gatherer
from bot.tokens import LONGEST_ON_A_PAGE, Tokens
from bot.web.desk import Button, Words, holder_of
from domain import debrief
from domain.debrief import PARTS, Debrief, Page, Part
from domain.messages import Action, Tap
from domain.people import Person
from domain.toolkit import CHAPTERS
from models import debriefs
from models.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """One page. `parts`: what each says, and what puts it into other words."""

    debrief: Debrief
    page: Page
    parts: tuple[tuple[Part, str, Button], ...]
    chapters: tuple[Button, ...]
    done: tuple[Button, ...]

    def found(self, tap: Tap) -> Button | None:
        """What is offered now and does this."""
        edits = (button for _, _, button in self.parts)
        return next((each for each in (*edits, *self.chapters, *self.done) if each.tap == tap), None)


async def look(
    store: Store, gatherer: Gatherer, tokens: Tokens, who: Person, number: int, now: datetime, say: Words
) -> Afterwards | None:
    """That of the call with this number, if `who` may read it and what was said is still there."""
    holder, known = holder_of(who), await debriefs.numbered(store, number)
    if holder is None or known is None or not await may_read(store, gatherer, who, known):
        return None
    answers = await debriefs.answers(store, known)
    if answers is None:
        return None

    def button(label: str, action: Action, arg: str = "") -> Button:
        token = tokens.make(action, known.id, arg, holder.id, now, longest=LONGEST_ON_A_PAGE)
        return Button(label=label, tap=Tap(action, known.id, arg), token=token)

    page, save = debrief.page(known, answers), say("button.dw")
    parts = tuple(
        (part, page.parts[part], button(save, Action.DEBRIEF_EDIT, str(n))) for n, part in enumerate(PARTS, start=1)
    )
    into = range(1, len(CHAPTERS) + 1) if page.parts[Part.CHANGE] else ()
    return Afterwards(
        debrief=known,
        page=page,
        parts=parts,
        chapters=tuple(button(say(f"button.dk.{n}"), Action.DEBRIEF_CARD, str(n)) for n in into),
        done=() if known.done else (button(say("button.dd"), Action.DEBRIEF_DONE),),
    )
