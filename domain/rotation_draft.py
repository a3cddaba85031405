"""A rotation while a coordinator puts it together, question by question, before any of it counts.

A draft is the question that is open and the answers given so far, each in one written form (`Draft.given`): nothing of
a rota is copied into it but the ids it names. Which questions there are follows from the answers:

    a new one       which team, which rotation line (or a new one: its name, areas, skills), who, how long a turn is,
                    which days, which hours, from when, until when, beside or behind or before the others
    one to change   which one, what about it, from when, who begins
    one to end      which one, from when

A question with only one answer is not asked. `change_of` makes the change: it never rewrites the past. A layer that has
begun ends where its successor begins, and only one of which nothing has happened yet is replaced.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.community import Community, Team
from domain.ids import AreaId, PersonId, RotaId, SkillId, TeamId
from domain.language import normalise
from domain.rota import NOBODY, Hours, Layer, People, Rota, Turn, Unit, Weekday, expand
from domain.rota_change import Entries, Frame, RotaChange
from domain.zone import instant, reached, zone


class Asked(StrEnum):
    """The questions, by the two letters that buttons carry."""

    MENU = "me"
    WHAT = "wh"
    TEAM = "te"
    LINE = "li"
    NAME = "na"
    AREAS = "ar"
    SKILLS = "sk"
    WHO = "pe"
    TURN = "tu"
    DAYS = "da"
    HOURS = "ho"
    START = "st"
    BEGINS = "be"
    UNTIL = "un"
    PLACE = "pl"
    PREVIEW = "pr"
    FIX = "fi"


class Trouble(StrEnum):
    """Why an answer is none."""

    WRONG = "wrong"
    PAST = "past"  # it would begin before now
    EARLY = "early"  # it would be over before it begins
    TAKEN = "taken"  # the name is another's
    LEFT = "left"  # somebody it names may not be asked any more
    GONE = "gone"  # what the draft speaks of is there no more


NEW = "new"
CHANGE, END = "change", "end"
EVERYBODY = "all"
NOW = "now"
BESIDE, BEHIND, BEFORE = "beside", "behind", "before"

LONGEST_NAME = 40
MOST_PEOPLE = 60
MOST_LINES = 20
"""So many choices fit a message; further ones are said in words."""

FIXED = (Asked.WHO, Asked.TURN, Asked.DAYS, Asked.HOURS, Asked.START, Asked.UNTIL, Asked.PLACE)
"""What may be answered anew."""

_OF_A_LAYER = frozenset(FIXED) | {Asked.BEGINS}
MORNING = time(8, 0)
"""A day without a time of day begins so late, where there are no hours."""
_TURNS = ("1 day", "1 week", "2 week", "1 month", "12 hour", "1 hour")
_DAYS = ("mon,tue,wed,thu,fri", "sat,sun")
_LOOKS_FOR_A_HAND_OFF = timedelta(days=62)
_A_WHILE = timedelta(weeks=4)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`given` are the answers in the order they came. `fixing`: one answer is given anew, and the rest stands.

    `card` is the message it is shown in, `touched` when it last moved on, `seen` how the team's rotas stood in the
    preview that was shown.
    """

    asked: Asked
    given: Mapping[Asked, str] = field(default_factory=dict)
    fixing: bool = False
    card: str = ""
    touched: datetime
    seen: str = ""

    def has(self, question: Asked) -> bool:
        return question in self.given

    def answered(self, question: Asked, value: str) -> "Draft":
        """With this answer, as the newest."""
        others = {each: said for each, said in self.given.items() if each is not question}
        return replace(self, given={**others, question: value})

    def without(self, *questions: Asked) -> "Draft":
        return replace(self, given={each: said for each, said in self.given.items() if each not in questions})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a draft stands on: the community, the teams its coordinator runs, and who is vetted in each."""

    community: Community
    runs: tuple[TeamId, ...]
    people: Mapping[TeamId, tuple[PersonId, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that is offered. `value` is its written form; the rest says how it reads: at most one is set.

    `says` is a word of the program's, `people` entries of a turn order, `at` a reading.
    """

    value: str
    says: str = ""
    name: str = ""
    areas: tuple[AreaId, ...] = ()
    skills: tuple[SkillId, ...] = ()
    people: tuple[People, ...] = ()
    at: datetime | None = None
    layer: Layer | None = None
    turn: Turn | None = None
    days: frozenset[Weekday] = frozenset()
    hours: Hours | None = None


# --- kept as a text


def written(draft: Draft) -> str:
    return json.dumps(
        {
            "asked": draft.asked,
            "given": dict(draft.given),
            "fixing": draft.fixing,
            "card": draft.card,
            "touched": draft.touched.isoformat(),
            "seen": draft.seen,
        }
    )


def read_draft(text: str) -> Draft | None:
    """The draft that `written` wrote down; None for no text."""
    if not text:
        return None
    form = json.loads(text)
    return Draft(
        asked=Asked(form["asked"]),
        given={Asked(each): said for each, said in form["given"].items()},
        fixing=form["fixing"],
        card=form["card"],
        touched=datetime.fromisoformat(form["touched"]),
        seen=form["seen"],
    )


# --- what it stands on


def team_of(draft: Draft, ground: Ground) -> Team | None:
    """The team it is about, while its coordinator runs it."""
    about = draft.given.get(Asked.MENU, NEW)
    if about != NEW:
        wanted = about.partition("/")[0]
    elif len(ground.runs) == 1:
        wanted = ground.runs[0]
    else:
        wanted = draft.given.get(Asked.TEAM, "")
    return ground.community.teams.get(TeamId(wanted)) if wanted in ground.runs else None


def rota_of(draft: Draft, ground: Ground) -> Rota | None:
    """The rota it adds to or changes; None for one that is still to be made."""
    team = team_of(draft, ground)
    if team is None:
        return None
    wanted = draft.given.get(Asked.MENU, NEW).partition("\n")[0]
    if wanted == NEW:
        wanted = draft.given.get(Asked.LINE, NEW)
    return next((each for each in team.rotas if each.id == wanted), None)


def old_of(draft: Draft, ground: Ground) -> Layer | None:
    """The layer that is changed or ended."""
    rota = rota_of(draft, ground)
    wanted = draft.given.get(Asked.MENU, NEW).partition("\n")[2]
    return None if rota is None or not wanted else next((each for each in rota.layers if each.id == wanted), None)


def is_lost(draft: Draft, ground: Ground) -> bool:
    """True if the team, rota or layer it speaks of is there no more, or not its coordinator's any more."""
    if not ground.runs:
        return True
    chosen = draft.given.get(Asked.MENU, NEW)
    if chosen != NEW:
        return old_of(draft, ground) is None
    if draft.has(Asked.TEAM) and team_of(draft, ground) is None:
        return True
    line = draft.given.get(Asked.LINE, NEW)
    return line != NEW and rota_of(draft, ground) is None


def time_zone_of(draft: Draft, ground: Ground) -> str:
    rota, team = rota_of(draft, ground), team_of(draft, ground)
    if rota is not None:
        return rota.time_zone
    return team.time_zone if team is not None else ground.community.time_zone


def layers_of(ground: Ground, now: datetime) -> Iterator[tuple[Rota, Layer]]:
    """Every layer of the teams that is not over."""
    for team in ground.runs:
        for rota in ground.community.teams[team].rotas:
            for layer in rota.layers:
                if layer.until is None or _at(rota, layer.until) > now:
                    yield rota, layer


# --- which question comes next


def begun(ground: Ground, now: datetime, *, anew: bool, card: str) -> Draft:
    """A draft with nothing answered. `anew`: a new rotation is wanted, so that nothing need be chosen first."""
    draft = Draft(asked=Asked.MENU, card=card, touched=now)
    if anew or not any(layers_of(ground, now)):
        draft = draft.answered(Asked.MENU, NEW)
    return onward(draft, ground, now)


def questions(draft: Draft, ground: Ground, now: datetime) -> tuple[Asked, ...]:
    """What must be answered, in order, as far as the answers so far tell."""
    if draft.given.get(Asked.MENU, NEW) == NEW:
        return (Asked.MENU, *_of_a_new_one(draft, ground, now), Asked.PREVIEW)
    if draft.given.get(Asked.WHAT) == END:
        return (Asked.MENU, Asked.WHAT, Asked.START, Asked.PREVIEW)
    begins = (Asked.BEGINS,) if len(_entries(draft, ground)) > 1 else ()
    return (Asked.MENU, Asked.WHAT, Asked.FIX, Asked.START, *begins, Asked.PREVIEW)


def _of_a_new_one(draft: Draft, ground: Ground, now: datetime) -> Iterator[Asked]:
    team = team_of(draft, ground)
    if len(ground.runs) > 1:
        yield Asked.TEAM
    if team is not None and team.rotas:
        yield Asked.LINE
    rota = rota_of(draft, ground)
    if rota is None:
        yield Asked.NAME
        if team is not None and len(team.areas) > 1:
            yield Asked.AREAS
        if ground.community.skills:
            yield Asked.SKILLS
    yield from (Asked.WHO, Asked.TURN, Asked.DAYS, Asked.HOURS, Asked.START, Asked.UNTIL)
    if rota is not None and _others(draft, ground, now):
        yield Asked.PLACE


def onward(draft: Draft, ground: Ground, now: datetime) -> Draft:
    """The draft with the next question open."""
    asked = next((each for each in questions(draft, ground, now) if not draft.has(each)), Asked.PREVIEW)
    return replace(draft, asked=asked, fixing=False)


def back(draft: Draft, ground: Ground, now: datetime) -> Draft:
    """One question back; at the first of them it stays. Out of a change of one answer, the rest stands."""
    if draft.fixing or (draft.asked is Asked.FIX and _is_whole(draft, ground, now)):
        return onward(draft, ground, now)
    asked = [each for each in questions(draft, ground, now) if each is not Asked.PREVIEW]
    answered = [each for each in draft.given if each in asked and _is_asked(each, ground, now)]
    if not answered:
        return draft
    last = max(answered, key=asked.index)
    if last is Asked.FIX:
        return replace(draft.without(Asked.FIX, *_OF_A_LAYER), asked=Asked.FIX, fixing=False)
    return replace(draft.without(last), asked=last, fixing=False)


def _is_asked(question: Asked, ground: Ground, now: datetime) -> bool:
    return question is not Asked.MENU or any(layers_of(ground, now))


def _is_whole(draft: Draft, ground: Ground, now: datetime) -> bool:
    return all(draft.has(each) for each in questions(draft, ground, now) if each is not Asked.PREVIEW)


def answer(draft: Draft, value: str, ground: Ground, now: datetime) -> Draft | Trouble:
    """The draft with the open question answered by `value`, a written form, and the next one open."""
    question = draft.asked
    trouble = _trouble(draft, value, ground, now)
    if trouble is not None:
        return trouble
    if question is Asked.FIX:
        return replace(draft.answered(Asked.FIX, value), asked=Asked(value), fixing=True)
    after = draft.answered(question, value)
    if question is Asked.WHO:
        after = after.without(Asked.BEGINS)
    if question in (Asked.MENU, Asked.TEAM, Asked.LINE):
        after = replace(draft, given=_up_to(draft, question)).answered(question, value)
    return onward(after, ground, now)


def _up_to(draft: Draft, question: Asked) -> dict[Asked, str]:
    """What was answered before `question`: the rest was said of something else."""
    order = (Asked.MENU, Asked.WHAT, Asked.TEAM, Asked.LINE)
    before = order[: order.index(question)]
    return {each: said for each, said in draft.given.items() if each in before}


def _trouble(draft: Draft, value: str, ground: Ground, now: datetime) -> Trouble | None:
    match draft.asked:
        case Asked.START:
            return _start_trouble(draft, value, ground, now)
        case Asked.UNTIL:
            start = start_of(draft, ground, now)
            return Trouble.EARLY if value and start is not None and datetime.fromisoformat(value) <= start else None
        case Asked.NAME:
            team = team_of(draft, ground)
            taken = team is not None and any(each.id == value for each in team.rotas)
            return Trouble.TAKEN if taken else None
        case _:
            return None


def _start_trouble(draft: Draft, value: str, ground: Ground, now: datetime) -> Trouble | None:
    where = zone(time_zone_of(draft, ground))
    if value != NOW and instant(where, datetime.fromisoformat(value)) < now:
        return Trouble.PAST
    after = draft.answered(Asked.START, value)
    start = start_of(after, ground, now)
    until = _until_of(after, ground)
    if until is None or start is None:
        return None
    late = instant(where, start) >= (instant(where, until) if until.tzinfo is None else until)
    return Trouble.EARLY if late else None


# --- what is offered


def choices(draft: Draft, ground: Ground, now: datetime) -> tuple[Choice, ...]:
    """The answers that are offered to the open question, the likeliest first."""
    if draft.asked in _ALWAYS_OFFERED:
        return _ALWAYS_OFFERED[draft.asked]
    offered = _OFFERED.get(draft.asked)
    return () if offered is None else tuple(offered(_Standing(draft=draft, ground=ground, now=now)))[:MOST_LINES]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """A draft on its ground, now."""

    draft: Draft
    ground: Ground
    now: datetime

    @property
    def team(self) -> Team | None:
        return team_of(self.draft, self.ground)

    @property
    def start(self) -> datetime | None:
        return start_of(self.draft, self.ground, self.now)


def _rotations(on: _Standing) -> Iterator[Choice]:
    yield Choice(value=NEW, says="new_one")
    for rota, layer in layers_of(on.ground, on.now):
        yield Choice(value=f"{rota.id}\n{layer.id}", layer=layer, name=rota.id)


def _teams(on: _Standing) -> Iterator[Choice]:
    for each in on.ground.runs:
        yield Choice(value=each, name=name_of(on.ground.community.teams[each], on.ground))


def _lines(on: _Standing) -> Iterator[Choice]:
    team = on.team
    for each in () if team is None else team.rotas[: MOST_LINES - 1]:
        yield Choice(value=each.id, name=each.id.partition("/")[2])
    yield Choice(value=NEW, says="new_line")


def _names(on: _Standing) -> Iterator[Choice]:
    team = on.team
    if team is not None:
        taken = {each.id for each in team.rotas}
        names = ("line", *(f"line-{n}" for n in range(2, len(taken) + 3)))
        name = next(each for each in names if f"{team.id}/{each}" not in taken)
        yield Choice(value=f"{team.id}/{name}", name=name)


def _areas(on: _Standing) -> Iterator[Choice]:
    team = on.team
    yield Choice(value="", says="all_areas")
    for each in on.ground.community.areas:
        if team is not None and each in team.areas:
            yield Choice(value=each, areas=(each,))


def _skills(on: _Standing) -> Iterator[Choice]:
    yield Choice(value="", says="any_skill")
    for each in on.ground.community.skills:
        yield Choice(value=each, skills=(each,))


def _everybody(on: _Standing) -> Iterator[Choice]:
    team = on.team
    people = () if team is None else on.ground.people.get(team.id, ())[:MOST_PEOPLE]
    if people:
        yield Choice(value=",".join(people), says="everybody")


def _windows(on: _Standing) -> Iterator[Choice]:
    """All day, the two halves of it, and the team's night."""
    team = on.team
    yield Choice(value="", says="all_day")
    windows = [Hours(opens=time(20), closes=time(8)), Hours(opens=time(8), closes=time(20))]
    if team is not None:
        windows.append(Hours(opens=team.policy.night_from, closes=team.policy.night_to))
    for each in dict.fromkeys(windows):
        yield Choice(value=hours_written(each), hours=each)


def _ends(on: _Standing) -> Iterator[Choice]:
    yield Choice(value="", says="open_end")
    start = on.start
    if start is not None:
        yield _moment(start + _A_WHILE)


def _fixes(on: _Standing) -> Iterator[Choice]:
    for each in FIXED:
        if each is not Asked.PLACE or _others(on.draft, on.ground, on.now):
            yield Choice(value=each, says=f"fix_{each.name.lower()}")


def name_of(team: Team, ground: Ground) -> str:
    return team.names.get(ground.community.default_language, team.id)


def _starts(on: _Standing) -> Iterator[Choice]:
    """The next hand-off of what is changed; else tomorrow and Monday as its hours open; and now."""
    rota, old = rota_of(on.draft, on.ground), old_of(on.draft, on.ground)
    today = reached(zone(time_zone_of(on.draft, on.ground)), on.now)
    if rota is not None and old is not None:
        alone = replace(rota, layers=(old,), overrides=(), time_off=())
        coming = expand(alone, on.now, on.now + _LOOKS_FOR_A_HAND_OFF).hand_offs
        found = next((each for each in coming if each > on.now), None)
        if found is not None:
            yield _moment(reached(zone(rota.time_zone), found))
    hours = _hours(on.draft, old)
    at = hours.opens if hours is not None else MORNING
    tomorrow = datetime.combine(today.date() + timedelta(days=1), at)
    monday = tomorrow + timedelta(days=-tomorrow.weekday() % 7)
    yield _moment(tomorrow)
    if old is None and monday != tomorrow:
        yield _moment(monday)
    yield Choice(value=NOW, says="at_once")


def _moment(reading: datetime) -> Choice:
    return Choice(value=reading.isoformat(timespec="minutes"), at=reading)


def _first_ones(on: _Standing) -> Iterator[Choice]:
    """Whose turn it would be goes first."""
    entries = _entries(on.draft, on.ground)
    found = [Choice(value=str(n), people=(entry,)) for n, entry in enumerate(entries)]
    due = _due(on.draft, on.ground, on.now)
    yield from sorted(found, key=lambda each: each.people[0] != due)


def _due(draft: Draft, ground: Ground, now: datetime) -> People | None:
    """Whose turn the old layer makes it where the new one begins."""
    rota, old, start = rota_of(draft, ground), old_of(draft, ground), start_of(draft, ground, now)
    if rota is None or old is None or start is None:
        return None
    # Without its windows, a turn is somebody's at every instant of it.
    whole = (
        replace(old, days=None, hours=None, until=None) if old.turn.unit is not Unit.DAY else replace(old, until=None)
    )
    alone = replace(rota, layers=(whole,), overrides=(), time_off=())
    at = instant(zone(rota.time_zone), start)
    spans = expand(alone, at, at + _LOOKS_FOR_A_HAND_OFF).spans
    return next((each.people for each in spans if each.people), None)


# --- what the answers say


def start_of(draft: Draft, ground: Ground, now: datetime) -> datetime | None:
    """The reading at which it begins, or ends what is ended. At once is the next whole minute."""
    said = draft.given.get(Asked.START)
    if said is None:
        return None
    if said != NOW:
        return datetime.fromisoformat(said)
    reading = reached(zone(time_zone_of(draft, ground)), now)
    whole = reading.replace(second=0, microsecond=0)
    return whole if whole == reading else whole + _MINUTE


def _until_of(draft: Draft, ground: Ground) -> datetime | None:
    said = draft.given.get(Asked.UNTIL)
    if said is not None:
        return datetime.fromisoformat(said) if said else None
    old = old_of(draft, ground)
    return None if old is None else old.until


def _entries(draft: Draft, ground: Ground) -> tuple[People, ...]:
    said = draft.given.get(Asked.WHO)
    if said is not None:
        return tuple(frozenset(map(PersonId, entry.split("+"))) for entry in said.split(","))
    old = old_of(draft, ground)
    return () if old is None else old.people


def _turn(said: str) -> Turn:
    every, _, unit = said.partition(" ")
    return Turn(every=int(every), unit=Unit(unit))


def _days(said: str) -> frozenset[Weekday] | None:
    return frozenset(map(Weekday, said.split(","))) if said else None


def _hours(draft: Draft, old: Layer | None) -> Hours | None:
    said = draft.given.get(Asked.HOURS)
    if said is None:
        return None if old is None else old.hours
    if not said:
        return None
    opens, _, closes = said.partition("-")
    return Hours(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


def hours_written(hours: Hours) -> str:
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"


def opens_of(draft: Draft, ground: Ground) -> time | None:
    """When its hours open, if it has any: a day without a time begins then."""
    hours = _hours(draft, old_of(draft, ground))
    return None if hours is None else hours.opens


def _others(draft: Draft, ground: Ground, now: datetime) -> tuple[Layer, ...]:
    """The layers that stand beside it."""
    rota, old = rota_of(draft, ground), old_of(draft, ground)
    if rota is None:
        return ()
    alive = (each for each in rota.layers if each.until is None or _at(rota, each.until) > now)
    return tuple(each for each in alive if each != old)


def _priority(draft: Draft, ground: Ground, now: datetime) -> int:
    said = draft.given.get(Asked.PLACE)
    old = old_of(draft, ground)
    beside = [each.priority for each in _others(draft, ground, now)]
    if said is None or not beside:
        return 0 if old is None else old.priority
    match said:
        case "behind":
            return min(beside) - 1
        case "before":
            return max(beside) + 1
        case _:
            return max(beside)


_ALWAYS_OFFERED: Mapping[Asked, tuple[Choice, ...]] = {
    Asked.WHAT: (Choice(value=CHANGE, says="change_it"), Choice(value=END, says="let_it_end")),
    Asked.TURN: tuple(Choice(value=each, turn=_turn(each)) for each in _TURNS),
    Asked.DAYS: (
        Choice(value="", says="all_days"),
        *(Choice(value=each, days=_days(each) or frozenset()) for each in _DAYS),
    ),
    Asked.PLACE: tuple(Choice(value=each, says=each) for each in (BESIDE, BEHIND, BEFORE)),
}
_OFFERED: Mapping[Asked, Callable[[_Standing], Iterator[Choice]]] = {
    Asked.MENU: _rotations,
    Asked.TEAM: _teams,
    Asked.LINE: _lines,
    Asked.NAME: _names,
    Asked.AREAS: _areas,
    Asked.SKILLS: _skills,
    Asked.WHO: _everybody,
    Asked.HOURS: _windows,
    Asked.START: _starts,
    Asked.BEGINS: _first_ones,
    Asked.UNTIL: _ends,
    Asked.FIX: _fixes,
}


def layer_of(draft: Draft, ground: Ground, now: datetime) -> Layer | None:
    """The layer as the answers describe it, under the id of the one it changes; None while some are missing."""
    old, start, entries = old_of(draft, ground), start_of(draft, ground, now), _entries(draft, ground)
    turn = _turn(draft.given[Asked.TURN]) if draft.has(Asked.TURN) else old.turn if old is not None else None
    if start is None or turn is None or not entries:
        return None
    begins = int(draft.given.get(Asked.BEGINS, "0")) % len(entries)
    days = _days(draft.given[Asked.DAYS]) if draft.has(Asked.DAYS) else old.days if old is not None else None
    return Layer(
        id="" if old is None else old.id,
        start=start,
        turn=turn,
        people=(*entries[begins:], *entries[:begins]),
        until=_until_of(draft, ground),
        days=days,
        hours=_hours(draft, old),
        priority=_priority(draft, ground, now),
    )


def change_of(draft: Draft, ground: Ground, now: datetime) -> RotaChange | Trouble:
    """What the whole draft comes to. Trouble if it would begin in the past by now, or end before it begins."""
    team, rota, old = team_of(draft, ground), rota_of(draft, ground), old_of(draft, ground)
    start = start_of(draft, ground, now)
    if team is None or start is None or is_lost(draft, ground):
        return Trouble.GONE
    trouble = _start_trouble(draft, draft.given[Asked.START], ground, now)
    if trouble is not None:
        return trouble
    if draft.has(Asked.WHO) and not NOBODY.union(*_entries(draft, ground)) <= set(ground.people.get(team.id, ())):
        return Trouble.LEFT
    if rota is not None and old is not None and draft.given.get(Asked.WHAT) == END:
        removed, added = _ended(rota, old, start)
        return RotaChange(rota=rota.id, removed=Entries(layers=removed), added=Entries(layers=added))
    layer = layer_of(draft, ground, now)
    if layer is None:
        return Trouble.GONE
    if rota is None:
        return _made(draft, team, layer, ground.community.skills.keys())
    if old is None:
        return RotaChange(rota=rota.id, added=Entries(layers=(replace(layer, id=_free(rota, "layer")),)))
    if _at(rota, old.start) >= _at(rota, start):
        return RotaChange(rota=rota.id, added=Entries(layers=(layer,)), removed=Entries(layers=(old,)))
    follows = replace(layer, id=_free(rota, old.id))
    removed, added = _ended(rota, old, start)
    return RotaChange(rota=rota.id, removed=Entries(layers=removed), added=Entries(layers=(*added, follows)))


def _made(draft: Draft, team: Team, layer: Layer, known: Set[SkillId]) -> RotaChange | Trouble:
    name = draft.given.get(Asked.NAME)
    if name is None:
        return Trouble.GONE
    if any(each.id == name for each in team.rotas):
        return Trouble.TAKEN
    if not set(_listed(draft, Asked.AREAS)) <= team.areas or not set(_listed(draft, Asked.SKILLS)) <= known:
        return Trouble.GONE
    frame = Frame(
        time_zone=team.time_zone,
        areas=frozenset(map(AreaId, _listed(draft, Asked.AREAS))),
        skills=frozenset(map(SkillId, _listed(draft, Asked.SKILLS))),
    )
    return RotaChange(rota=RotaId(name), added=Entries(layers=(replace(layer, id="layer-1"),)), makes=frame)


def _listed(draft: Draft, question: Asked) -> list[str]:
    said = draft.given.get(question, "")
    return said.split(",") if said else []


def _ended(rota: Rota, old: Layer, start: datetime) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """What goes and what comes where `old` ends at the reading `start`: nothing comes if it has not begun by then."""
    at = _at(rota, start)
    if _at(rota, old.start) >= at:
        return (old,), ()
    if old.until is not None and _at(rota, old.until) <= at:
        return (), ()
    return (old,), (replace(old, until=start),)


def _at(rota: Rota, moment: datetime) -> datetime:
    return instant(zone(rota.time_zone), moment) if moment.tzinfo is None else moment


def _free(rota: Rota, like: str) -> str:
    """An id no layer of the rota has: `nights` is followed by `nights-2`."""
    stem, _, number = like.rpartition("-")
    stem = (stem if stem and number.isdecimal() else like)[:50]
    taken = {each.id for each in rota.layers}
    first = 1 if like == "layer" else 2
    names = (f"{stem}-{n}" for n in range(first, first + len(taken) + 1))
    return next(each for each in names if each not in taken)


def rota_named(said: str, team: Team) -> RotaId | None:
    """The id of a new rota of that name: `Night line` is `night-line`; None if nothing of it can stand in an id."""
    plain = "".join(char if char.isalnum() else " " for char in normalise(said))
    name = "-".join(plain.split())[:LONGEST_NAME].strip("-")
    return RotaId(f"{team.id}/{name}") if name else None


def fingerprint(team: Team) -> str:
    """How the team's rotas stand, in a short text that differs where they do."""
    return hashlib.sha256(json.dumps([_told(each) for each in team.rotas]).encode()).hexdigest()[:20]


def _told(rota: Rota) -> list[object]:
    layers = [
        [each.id, str(each.start), each.turn.every, each.turn.unit, [sorted(people) for people in each.people],
         str(each.until), sorted(each.days or ()), str(each.hours), each.priority]
        for each in rota.layers
    ]  # fmt: skip
    others = [
        [type(each).__name__, *(_plain(getattr(each, name)) for name in each.__dataclass_fields__)]
        for each in (*rota.overrides, *rota.time_off)
    ]
    return [rota.id, rota.time_zone, sorted(rota.areas), sorted(rota.skills), layers, others]


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)
