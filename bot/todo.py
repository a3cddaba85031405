"""A team's open tasks as lines that a reader can act on, by the numbers that they go by."""

from collections.abc import Sequence

from bot.moment import Moment
from domain.messages import Line, Params
from domain.messages import MessageKind as K
from domain.people import Person
from domain.tasks import Task, numbers_of
from domain.zone import reached, zone
from models import incidents, people, tasks

MOST_SHOWN = 8


async def lines(this: Moment, reader: Person, what: Sequence[Task]) -> tuple[Line, ...]:
    """Theirs first, then what is due first; and how much more there is."""
    order = sorted(what, key=lambda each: (each.owner != reader.id, each.due, each.id))
    shown = await tasks.numbered_all(this.store, order[:MOST_SHOWN])
    found = [Line(kind=K.M_LINE_TASKS_ITEM, params=await item(this, reader, each)) for each in shown]
    if left := len(order) - len(shown):
        found.append(Line(kind=K.M_LINE_MORE, params={"count": left}))
    return tuple(found)


async def digest(this: Moment, reader: Person, what: Sequence[Task]) -> tuple[Line, ...]:
    """How many are open, how many of them late and how many theirs; and what they are."""
    if not what:
        return ()
    late = sum(each.due < this.now for each in what)
    mine = sum(each.owner == reader.id for each in what)
    about: Params = {"tasks": len(what), "late": late or "", "count": mine or ""}
    return (Line(kind=K.C_LINE_TASKS_DIGEST, params=about), *await lines(this, reader, what))


async def item(this: Moment, reader: Person, task: Task) -> Params:
    """The blanks of one of them."""
    call = await incidents.load(this.store, task.incident) if task.incident is not None else None
    said = await tasks.words_of(this.store, task)
    return {
        "n": task.number or "",
        "task": "" if said else task.kind.value,
        "said": said or await _whom(this, task),
        "number": "" if call is None else call.number,
        "person": await name(this, task),
        "when": reading(this, reader, task),
        "overdue": "yes" if task.due < this.now else "",
    }


async def _whom(this: Moment, task: Task) -> str:
    """Of whom of the team it is, in brackets, else the number of what it is about; nothing where it is of neither."""
    member = await people.load(this.store, task.person) if task.person is not None else None
    about = ", ".join(numbers_of(task)) if member is None else member.roster_name
    return f"({about})" if about else ""


async def name(this: Moment, task: Task) -> str:
    """Whose it is, as their team knows them; nothing where nobody has taken it."""
    owner = await people.load(this.store, task.owner) if task.owner is not None else None
    return "" if owner is None else owner.roster_name


def reading(this: Moment, reader: Person, task: Task) -> str:
    """When it is due, on the reader's clock."""
    return f"{reached(zone(this.community.zone_of(reader)), task.due):%Y-%m-%dT%H:%M}"
