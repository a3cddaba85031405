"""Swaps and calls for cover: a stretch of a rota that somebody else is asked to take.

    a swap            a member's own shift, or part of it, offered to people they name or to all who could take it
    a call for cover  a coordinator's: nobody is on, or somebody falls out

    open ---- one of those asked takes it ----> counted            or waiting, where a coordinator must say yes first
    open ---- time is up, or all have said no -> untaken           the shift stays where it was, and that is said
    open, waiting ---- its asker takes it back -> withdrawn
    open, waiting ---- the rota says otherwise by now, or its person is gone -> ended

Exactly one gets it: whoever holds its row when it is open. Until it counts nothing in the rota is different.

A rule may stand in the way of somebody who would take it: too little rest, on already, so that one fewer is on, a need
left short as the daily proof judges it. It does not count then, and coordinators hear what stands in the way in plain
words; one of them may insist. Two things nobody can insist on: whoever is not vetted in the team takes nothing, and
whoever is on probation is not on alone. A gap there never is: the same time is somebody else's.

Nobody is asked for reasons. A no costs nothing, and the question itself says so.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from domain.chance import Mint
from domain.community import Community, Team
from domain.errors import Refused
from domain.events import Event
from domain.hand_over import handed_over, is_on_throughout
from domain.ids import PersonId, RotaId, SwapId, TeamId
from domain.messages import TERMS, Line, MessageKind, Params, Say, Wake, WakeKind
from domain.moves import Moves
from domain.people import PAGEABLE, Availability, Person, Role
from domain.proof import Lack, made_worse, vetted_in
from domain.rest import RestRule, breaks
from domain.rota import People, Remove, Replace, Rota, gaps_by_area, hours, joined, shifts, together
from domain.rota_change import RotaChange, changed
from domain.rota_commands import (
    AskSwap,
    CallForCover,
    ChangeKind,
    ConfirmSwap,
    EndSwap,
    InsistOnSwap,
    PassShift,
    RefuseSwap,
    TakeShift,
)
from domain.rota_edit import instant_of, put_on
from domain.when import Stretch
from domain.zone import instant, reached, zone

K = MessageKind

AHEAD = timedelta(days=28)
"""So far ahead shifts are listed and loads are weighed."""

REMINDED = (timedelta(hours=48), timedelta(hours=24), timedelta(hours=6))
"""So long before it begins those who have not answered are asked once more."""

APART = timedelta(hours=6)
"""Nobody is asked twice within so long, unless they heard meanwhile that it was over."""

PRESSING = timedelta(hours=12)
"""What begins within so long waits for nobody's quiet hours."""

CLOSES_BEFORE = timedelta(hours=2)
LEAST_OPEN = timedelta(minutes=30)


class SwapState(StrEnum):
    OPEN = "open"  # people are asked, nobody has taken it
    WAITING = "waiting"  # somebody takes it; a coordinator has not said yes yet
    COUNTED = "counted"  # it stands in the rota
    REFUSED = "refused"  # a coordinator said no
    WITHDRAWN = "withdrawn"  # whoever asked took it back
    UNTAKEN = "untaken"  # nobody took it
    ENDED = "ended"  # the rota says otherwise by now, or its person is gone


class SwapEvent(Event):
    """Something that happened to a swap or a call for cover."""


class SwapAsked(SwapEvent):
    """People are asked."""


class SwapTaken(SwapEvent):
    """Somebody takes it, and it does not count yet."""


class TakerGone(SwapEvent):
    """Whoever took it cannot after all, before it counted."""


class SwapCounted(SwapEvent):
    """It stands in the rota from now on. Of a call for cover that nobody took in time: later is better than never."""


class SwapRefused(SwapEvent):
    """A coordinator said no."""


class SwapWithdrawn(SwapEvent):
    """Whoever asked took it back."""


class SwapUntaken(SwapEvent):
    """Time is up, or everybody asked has said no."""


class SwapEnded(SwapEvent):
    """There is nothing to take any more; or it counted, and a coordinator has changed the rota back."""


S = SwapState

SWAP_MOVES: Moves[SwapState] = Moves(
    "swap",
    {
        SwapAsked: {None: S.OPEN},
        SwapTaken: {S.OPEN: S.WAITING},
        TakerGone: {S.WAITING: S.OPEN},
        SwapCounted: {S.OPEN: S.COUNTED, S.WAITING: S.COUNTED, S.UNTAKEN: S.COUNTED},
        SwapRefused: {S.WAITING: S.REFUSED},
        SwapWithdrawn: {S.OPEN: S.WITHDRAWN, S.WAITING: S.WITHDRAWN},
        SwapUntaken: {S.OPEN: S.UNTAKEN, S.WAITING: S.UNTAKEN},
        SwapEnded: {S.OPEN: S.ENDED, S.WAITING: S.ENDED, S.COUNTED: S.ENDED},
    },
)

RUNNING = frozenset({S.OPEN, S.WAITING})


class Answer(StrEnum):
    """What somebody who was asked has said."""

    TAKES = "takes"
    PASSES = "passes"
    WOULD = "would"  # they would, and a rule stands in the way


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One person asked. `told`: how often, the last time at `told_at`."""

    person: PersonId
    told_at: datetime
    told: int = 1
    answer: Answer | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """[start, end) of a rota, to be taken from `person`; from nobody in a call for cover that names no one.

    `number` is how people call it. `gap`: it was called for because nobody was on. `change` is the change of the rota
    it became.
    """

    id: SwapId
    number: int
    rota: RotaId
    team: TeamId
    person: PersonId | None
    start: datetime
    end: datetime
    asked_by: PersonId
    asked_at: datetime
    state: SwapState
    offers: tuple[Offer, ...] = ()
    gap: bool = False
    insisted: bool = False
    taken_by: PersonId | None = None
    taken_at: datetime | None = None
    decided_by: PersonId | None = None
    change: str | None = None

    @property
    def is_cover(self) -> bool:
        """True of a call for cover: it is a coordinator's, whoever falls out."""
        return self.asked_by != self.person

    def offer_to(self, person: PersonId) -> Offer | None:
        return next((each for each in self.offers if each.person == person), None)

    def unanswered(self) -> tuple[Offer, ...]:
        return tuple(each for each in self.offers if each.answer is None)

    def would(self) -> tuple[PersonId, ...]:
        """Who would take it, where a rule stands in the way."""
        return tuple(each.person for each in self.offers if each.answer is Answer.WOULD)


class Hurdle(StrEnum):
    """What stands in the way of somebody's taking a stretch."""

    NOT_VETTED = "not_vetted"
    ALONE = "alone"  # on probation, and nobody beside them who is not
    ON_ALREADY = "on_already"
    AWAY = "away"  # time off, or taken off, or they said off
    SKILLS = "skills"  # the rota wants skills they do not have
    AREAS = "areas"  # they cover none of the rota's areas
    REST = "rest"
    LONG = "long"
    SHORT = "short"  # fewer would be on than the team needs, or nobody with a skill, a language, or to lead


HARD = frozenset({Hurdle.NOT_VETTED, Hurdle.ALONE})
"""No coordinator can insist on these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What hurdles are judged by. `rotas` are all there are: people may be on elsewhere too. `members` are the team's,
    by id."""

    community: Community
    team: Team
    rotas: tuple[Rota, ...]
    members: Mapping[PersonId, Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapFacts(Grounds):
    """What the rules may know. `coordinators` hear of it. `number` is the next swap's; `running` are the others that
    are open or wait."""

    team_name: str
    coordinators: tuple[PersonId, ...]
    ids: Mint
    stimulus: str
    number: int = 0
    running: tuple[Swap, ...] = ()

    def rota(self, rota: RotaId) -> Rota | None:
        return next((each for each in self.team.rotas if each.id == rota), None)

    def vetted(self) -> frozenset[PersonId]:
        """Who may be on for the team."""
        return vetted_in(self.team.id, self.members.values())

    def zone_of(self, person: PersonId) -> str:
        member = self.members.get(person)
        return (member.time_zone if member is not None else None) or self.team.time_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A swap as it is afterwards, and what goes with it. `before` None: it was just asked.

    `change` is made in the rota as of `kind`. `unsaid` are slots of messages that nobody shall get any more. `task`:
    why coordinators own it now.
    """

    why: str
    before: Swap | None
    swap: Swap
    events: tuple[SwapEvent, ...] = ()
    says: tuple[Say, ...] = ()
    wakes: tuple[Wake, ...] = ()
    change: RotaChange | None = None
    kind: ChangeKind = ChangeKind.SWAP
    unsaid: tuple[str, ...] = ()
    task: str | None = None


# --- what the clock and others want done


@dataclass(frozen=True, slots=True)
class Remind:
    """Ask those once more who have not answered."""


@dataclass(frozen=True, slots=True)
class TimeIsUp:
    """It is to be taken by now."""


@dataclass(frozen=True, slots=True)
class RotaChanged:
    """The rota is another; `undone`: the very change that this swap became was taken back, which both were told."""

    undone: bool = False


@dataclass(frozen=True, slots=True)
class MemberGone:
    """`person` is suspended, or has left the team."""

    person: PersonId


AnOccasion = (
    TakeShift | PassShift | EndSwap | ConfirmSwap | RefuseSwap | InsistOnSwap
    | Remind | TimeIsUp | RotaChanged | MemberGone
)  # fmt: skip


# --- who could take it


def hurdles(
    person: Person, rota: Rota, start: datetime, end: datetime, facts: Grounds, *, instead_of: PersonId | None = None
) -> frozenset[Hurdle]:
    """What stands in the way of `person`'s being on in [start, end), `instead_of` somebody or beside whoever is."""
    return frozenset(_hurdles(person, rota, start, end, facts, instead_of))


def _hurdles(
    person: Person, rota: Rota, start: datetime, end: datetime, facts: Grounds, instead_of: PersonId | None
) -> Iterator[Hurdle]:
    """One after the other, what takes longest to find out last."""
    yield from _of_the_person(person, rota, start, facts)
    yield from _of_their_time(person, start, end, facts)
    yield from _of_the_rota(person, rota, start, end, facts, instead_of)


def suited(
    rota: Rota, start: datetime, end: datetime, facts: SwapFacts, now: datetime, *, instead_of: PersonId | None = None
) -> tuple[PersonId, ...]:
    """Everybody who could take it and can be reached, who has least to do first."""
    able = [
        each
        for each in facts.members.values()
        if each.id != instead_of
        and each.reachable_points()
        and next(_hurdles(each, rota, start, end, facts, instead_of), None) is None
    ]
    loads = {each.id: _load(each.id, facts, now) for each in able}
    return tuple(sorted(loads, key=lambda each: (loads[each], each)))


def change_for(
    rota: Rota, person: PersonId, start: datetime, end: datetime, *, instead_of: PersonId | None
) -> RotaChange:
    """What puts `person` on in [start, end)."""
    if instead_of is None:
        return put_on(rota, person, Stretch(start=start, end=end))
    return handed_over(rota, instead_of, person, start, end)


def _load(person: PersonId, facts: SwapFacts, now: datetime) -> timedelta:
    return sum((hours(each, person, now - AHEAD, now + AHEAD) for each in facts.rotas), timedelta())


def _of_the_person(person: Person, rota: Rota, start: datetime, facts: Grounds) -> Iterator[Hurdle]:
    membership = person.membership(facts.team.id)
    if membership is None or membership.standing not in PAGEABLE or Role.PROTECTOR not in membership.roles:
        yield Hurdle.NOT_VETTED
    if rota.skills - person.as_of(start).skills:
        yield Hurdle.SKILLS
    if rota.areas and not rota.areas & person.areas:
        yield Hurdle.AREAS


def _of_their_time(person: Person, start: datetime, end: datetime, facts: Grounds) -> Iterator[Hurdle]:
    if person.said(start) is Availability.OFF or any(_is_off(each, person.id, start, end) for each in facts.rotas):
        yield Hurdle.AWAY
    theirs = [shift for each in facts.rotas for shift in shifts(each, person.id, start, end)]
    if theirs:
        yield Hurdle.ON_ALREADY
    # A shift longer than anybody may be on is one the rota wants like that: not the taker's to answer for.
    policy = facts.team.policy.rota
    allowed = replace(policy, longest_on=max(policy.longest_on, end - start))
    broken = breaks(facts.rotas, person.id, Stretch(start=start, end=end), allowed)
    if broken is not None:
        yield Hurdle.REST if broken.rule is RestRule.REST_BETWEEN else Hurdle.LONG


def _is_off(rota: Rota, person: PersonId, start: datetime, end: datetime) -> bool:
    """True if they have time off in [start, end), or were taken off or have given their shift away then."""
    taken_off = (each for each in rota.overrides if isinstance(each, Remove | Replace))
    theirs = (each for each in (*rota.time_off, *taken_off) if each.person == person)
    return any(instant_of(rota, each.start) < end and start < instant_of(rota, each.end) for each in theirs)


def _of_the_rota(
    person: Person, rota: Rota, start: datetime, end: datetime, facts: Grounds, instead_of: PersonId | None
) -> Iterator[Hurdle]:
    becomes = changed(rota, change_for(rota, person.id, start, end, instead_of=instead_of))
    after = tuple(becomes if each.id == rota.id else each for each in facts.team.rotas)
    membership = person.membership(facts.team.id)
    if membership is not None and membership.goes_beside:
        seasoned = {each.id for each in facts.members.values() if _is_seasoned(each, facts.team.id)}
        if not all(seasoned & span.people for span in together(after, start, end)):
            yield Hurdle.ALONE
            return  # which is why it would be short as well
    if _left_short(after, start, end, facts, {person.id, instead_of}):
        yield Hurdle.SHORT


def _is_seasoned(person: Person, team: TeamId) -> bool:
    membership = person.membership(team)
    return membership is not None and membership.is_seasoned


def _left_short(
    after: tuple[Rota, ...], start: datetime, end: datetime, facts: Grounds, between: Container[PersonId | None]
) -> bool:
    """True where something that was met is met no more, as the daily proof judges it.

    What the two `between` whom it is a matter say of themselves now is no word about then: one of them is on.
    """
    people = [
        replace(each, availability=Availability.AS_ROTA, available_until=None) if each.id in between else each
        for each in facts.members.values()
    ]
    becomes = replace(facts.team, rotas=after)
    found = made_worse(facts.team, becomes, facts.community, people, start, end, all_reached=True)
    return any(each.lack is Lack.TOO_FEW for each in found)


# --- asking


def ask(command: AskSwap, facts: SwapFacts, now: datetime) -> Decision:
    """A member wants somebody else to take a stretch of theirs. Raises Refused."""
    rota = facts.rota(command.rota)
    start, end = max(command.start, now), command.end
    if rota is None or not is_on_throughout(rota, command.by, start, end):
        raise Refused(K.M_SWAP_NOT_YOURS)
    could = suited(rota, start, end, facts, now, instead_of=command.by)
    named = tuple(dict.fromkeys(each for each in command.people if each != command.by))
    asked = tuple(each for each in named if each in could) if named else could
    if named and not asked:
        raise Refused(K.M_SWAP_NOT_THEM, {"person": _names(named, facts)})
    swap = _new(facts, now, rota=rota.id, person=command.by, start=start, end=end, asked_by=command.by)
    deciding = _Deciding(None, swap, facts, now)
    left_out = tuple(each for each in named if each not in asked)
    deciding.begin(asked, not_asked=_names(left_out, facts))
    return deciding.decision()


def call(
    by: PersonId,
    rota: Rota,
    start: datetime,
    end: datetime,
    facts: SwapFacts,
    now: datetime,
    *,
    person: PersonId | None,
) -> Decision:
    """A coordinator wants somebody on in [start, end), in the place of `person` if one is named. Raises Refused."""
    start = max(start, now)
    if end <= start or (person is not None and not is_on_throughout(rota, person, start, end)):
        raise Refused(K.C_COVER_HOW)
    asked = suited(rota, start, end, facts, now, instead_of=person)
    gap = person is None and bool(uncovered(facts.team, rota, facts.vetted(), start, end))
    swap = _new(facts, now, rota=rota.id, person=person, start=start, end=end, asked_by=by, gap=gap)
    deciding = _Deciding(None, swap, facts, now)
    deciding.begin(asked)
    return deciding.decision()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch of a team's rota."""

    team: Team
    rota: Rota
    start: datetime
    end: datetime


def uncovered(
    team: Team, rota: Rota, vetted: People, start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Where in [start, end) nobody is on who may be, in some area that `rota` serves; not where it is on purpose."""
    areas = rota.areas & team.areas or team.areas
    found = joined(gaps_by_area(team.rotas, areas, start, end, counted=vetted), areas)
    return tuple((each.start, each.end) for each in found)


def first_gap(team: Team, vetted: frozenset[PersonId], now: datetime) -> Place | None:
    """The team's first gap ahead that nobody wants there, and the rota to fill it in; no longer than anybody may be on.

    None if there is none in the days the policy looks ahead, or the team has no rota.
    """
    policy = team.policy.rota
    found = [
        Place(team=team, rota=rota, start=start, end=min(end, start + policy.longest_on))
        for rota in team.rotas
        for start, end in uncovered(team, rota, vetted, now, now + policy.ahead)[:1]
    ]
    return min(found, key=lambda each: (each.start, bool(each.rota.areas or each.rota.skills)), default=None)


def where_to_cover(
    command: CallForCover, teams: Sequence[Team], vetted: Mapping[TeamId, frozenset[PersonId]], now: datetime
) -> Place | None:
    """The stretch of a rota that a coordinator of `teams` means: the first gap, or what they name. None: there is none.

    With a start and no end it is the gap that holds there. Somebody named is relieved of what they have in that time;
    nobody named, it goes to a rota with a gap then, if there is one.
    """
    teams = [each for each in teams if command.team in (None, each.id)]
    if command.start is None or command.end is None:
        at = max(command.start or now, now)
        found = [gap for each in teams if (gap := first_gap(each, vetted[each.id], at)) is not None]
        near = [each for each in found if command.start is None or each.start <= at]
        return min(near, key=lambda each: each.start, default=None)
    start, end = max(command.start, now), command.end
    known = [(team, rota) for team in teams for rota in team.rotas if command.rota in (None, rota.id)]
    if command.person is not None:
        for team, rota in known:
            for each in shifts(rota, command.person, start, end):
                return Place(team=team, rota=rota, start=each.start, end=each.end)
        return None
    free = [each for each in known if start < end and uncovered(*each, vetted[each[0].id], start, end)]
    return next((Place(team=team, rota=rota, start=start, end=end) for team, rota in (*free, *known)), None)


def reminders(swap: Swap, team: Team) -> tuple[datetime, ...]:
    """When to ask once more: not within hours of the first question, and not in the team's night unless it presses."""
    where, policy = zone(team.time_zone), team.policy
    times: list[datetime] = []
    for before in REMINDED:
        at = swap.start - before
        reading = reached(where, at)
        if before > PRESSING and policy.is_night(reading.time()):
            days = int(reading.time() >= policy.night_to)
            at = instant(where, datetime.combine(reading.date() + timedelta(days=days), policy.night_to))
        if at - swap.asked_at >= APART and at < closes_at(swap):
            times.append(at)
    return tuple(times)


def closes_at(swap: Swap) -> datetime:
    """Until when it is to be taken: two hours before it begins, so that whoever has it knows in time; or later."""
    early = swap.start - CLOSES_BEFORE
    if early - swap.asked_at >= LEAST_OPEN:
        return early
    return min(max(swap.start, swap.asked_at + LEAST_OPEN), swap.end)


def _new(
    facts: SwapFacts,
    now: datetime,
    *,
    rota: RotaId,
    person: PersonId | None,
    start: datetime,
    end: datetime,
    asked_by: PersonId,
    gap: bool = False,
) -> Swap:
    for each in facts.running:
        if each.rota == rota and each.person == person and each.start < end and start < each.end:
            raise Refused(K.M_SWAP_OPEN_ALREADY, {"n": each.number})
    return Swap(
        id=SwapId(facts.ids.id("swp")),
        number=facts.number,
        rota=rota,
        team=facts.team.id,
        person=person,
        start=start,
        end=end,
        asked_by=asked_by,
        asked_at=now,
        state=SWAP_MOVES.after(None, SwapAsked(why="asked")),
        gap=gap,
    )


def _names(people: Iterable[PersonId], facts: SwapFacts) -> str:
    return ", ".join(_name(each, facts) for each in people)


def _name(person: PersonId | None, facts: SwapFacts) -> str:
    member = facts.members.get(person) if person is not None else None
    return member.roster_name if member is not None else person or ""


# --- whatever happens to one


def decide(swap: Swap, occasion: AnOccasion, facts: SwapFacts, now: datetime) -> Decision:
    """What `occasion` does to `swap`. Raises Refused where the rules say no."""
    deciding = _Deciding(swap, swap, facts, now)
    match occasion:
        case TakeShift():
            deciding.take(occasion.by)
        case PassShift():
            deciding.pass_on(occasion.by)
        case EndSwap():
            deciding.take_back(occasion.by)
        case ConfirmSwap():
            deciding.confirm(occasion.by)
        case RefuseSwap():
            deciding.refuse(occasion.by)
        case InsistOnSwap():
            deciding.insist(occasion.by, occasion.person)
        case Remind():
            deciding.remind()
        case TimeIsUp():
            deciding.time_is_up()
        case RotaChanged():
            deciding.look_at_rota(undone=occasion.undone)
        case MemberGone():
            deciding.lose(occasion.person)
        case _:
            assert_never(occasion)
    return deciding.decision()


class _Deciding:
    """One decision while it is made."""

    def __init__(self, before: Swap | None, swap: Swap, facts: SwapFacts, now: datetime) -> None:
        self.before = before
        self.swap = swap
        self.facts = facts
        self.now = now
        self.why = "nothing to do"
        self.events: list[SwapEvent] = []
        self.says: list[Say] = []
        self.wakes: list[Wake] = []
        self.unsaid: list[str] = []
        self.change: RotaChange | None = None
        self.task: str | None = None
        self.by: PersonId | None = None

    def decision(self) -> Decision:
        return Decision(
            why=self.why,
            before=self.before,
            swap=self.swap,
            events=tuple(self.events),
            says=tuple(self.says),
            wakes=tuple(self.wakes),
            change=self.change,
            kind=ChangeKind.COVER if self.swap.is_cover else ChangeKind.SWAP,
            unsaid=tuple(self.unsaid),
            task=self.task,
        )

    # --- asking

    def begin(self, asked: tuple[PersonId, ...], *, not_asked: str = "") -> None:
        swap = self.by_whom(self.swap.asked_by)
        self.events.append(SwapAsked(why="asked", by=swap.asked_by))
        if not asked:
            self.close("nobody could be asked", nobody=True)
            return
        self.why = f"{len(asked)} asked"
        offers = tuple(Offer(person=each, told_at=self.goes_out(each)) for each in asked)
        self.swap = replace(swap, offers=offers)
        self.wakes.extend(
            Wake(kind=WakeKind.SWAP_REMIND, subject=f"{swap.id}:{n}", at=at)
            for n, at in enumerate(reminders(swap, self.facts.team), start=1)
        )
        self.wakes.append(Wake(kind=WakeKind.SWAP_CLOSES, subject=swap.id, at=closes_at(swap)))
        lines = (Line(kind=K.M_LINE_SWAP_NOT_ASKED, params={"person": not_asked}),) if not_asked else ()
        kind = K.C_COVER_ASKED if swap.is_cover else K.M_SWAP_ASKED
        self.say(swap.asked_by, kind, {"count": len(asked)}, lines=lines)
        for each in offers:
            self.offer(each)

    def remind(self, *, anew: bool = False) -> None:
        """Those who have not answered are asked once more; coordinators, where it waits for them.

        `anew`: they heard that it was over, so that it is no repetition, however soon.
        """
        if self.swap.state not in RUNNING or self.is_over():
            return
        if self.swap.state is S.WAITING:
            self.why = "a coordinator is asked once more"
            self.ask_for_a_yes()
            return
        self.why = "asked once more"
        for each in self.swap.unanswered():
            if (anew or self.now - each.told_at >= APART) and not self.hurdles(each.person):
                again = replace(each, told=each.told + 1, told_at=self.goes_out(each.person))
                self.unsaid.append(self.slot(each))
                self.keep_offer(again)
                self.offer(again)

    def offer(self, offer: Offer) -> None:
        cover, again = self.swap.is_cover, offer.told > 1
        kind = (K.M_COVER_STILL if again else K.M_COVER_OFFER) if cover else K.M_SWAP_STILL if again else K.M_SWAP_OFFER
        self.say(offer.person, kind, slot=self.slot(offer))

    # --- one of those asked

    def take(self, by: PersonId) -> None:
        swap = self.by_whom(by)
        offer = swap.offer_to(by)
        if offer is None:
            raise Refused(K.M_SWAP_UNKNOWN)
        if swap.taken_by == by and swap.state in (S.WAITING, S.COUNTED):
            self.why = "theirs already"
            self.say(by, K.M_SWAP_WAITS if swap.state is S.WAITING else K.M_SWAP_YOURS)
        elif swap.state in (S.WAITING, S.COUNTED):
            self.why = "somebody was quicker"
            self.say(by, K.M_SWAP_QUICKER)
        elif not self.may_still_be_taken():
            self.why = "over already"
            self.say(by, K.M_SWAP_OVER)
        elif self.is_over():
            self.say(by, K.M_SWAP_OVER)
        else:
            self.would_take(by, offer)

    def would_take(self, by: PersonId, offer: Offer) -> None:
        in_the_way = self.hurdles(by)
        if in_the_way & HARD:
            raise Refused(K.M_SWAP_CANNOT)
        if in_the_way:
            self.why = f"in the way: {', '.join(sorted(in_the_way))}"
            self.keep_offer(replace(offer, answer=Answer.WOULD, answered_at=self.now))
            self.say(by, K.M_SWAP_BROKEN, self.broken(in_the_way))
            self.tell(K.C_SWAP_BROKEN, {**self.broken(in_the_way), "by": self.name(by)}, but=(by,))
            return
        self.keep_offer(replace(offer, answer=Answer.TAKES, answered_at=self.now))
        if self.facts.team.policy.rota.swap_confirmed and not self.swap.is_cover:
            self.wait_for_a_yes(by)
        else:
            self.count(by, "taken")

    def wait_for_a_yes(self, by: PersonId) -> None:
        self.why = "waits for a coordinator"
        self.move(SwapTaken(why="taken", by=by), taken_by=by, taken_at=self.now)
        self.close_others(by, "taken")
        self.say(by, K.M_SWAP_WAITS)
        self.say(self.swap.asked_by, K.M_SWAP_WOULD, {"person": self.name(by)})
        self.ask_for_a_yes()

    def ask_for_a_yes(self) -> None:
        for each in self.may_confirm():
            self.say(each, K.C_SWAP_WAITS, {"by": _name(self.swap.taken_by, self.facts)})

    def count(self, by: PersonId, why: str, *, decided_by: PersonId | None = None, insisted: bool = False) -> None:
        """It stands in the rota, for as much of it as is to come."""
        self.why = why
        rota = self.rota()
        start = max(self.swap.start, self.now)
        if rota is None:
            raise LookupError(self.swap.rota)
        self.change = change_for(rota, by, start, self.swap.end, instead_of=self.swap.person)
        offer = self.swap.offer_to(by)
        if offer is not None:
            self.keep_offer(replace(offer, answer=Answer.TAKES, answered_at=self.now))
        self.close_others(by, "taken")
        self.move(
            SwapCounted(why=why, by=by),
            start=start,
            taken_by=by,
            taken_at=self.swap.taken_at or self.now,
            decided_by=decided_by,
            insisted=insisted,
        )
        self.say(by, K.M_SWAP_YOURS)
        if self.swap.person is not None:
            self.say(self.swap.person, K.M_SWAP_GIVEN, {"person": self.name(by)})
        kind = K.C_COVER_COUNTED if self.swap.is_cover else K.C_SWAP_COUNTED
        self.tell(kind, {"by": self.name(by)}, but=(by, self.swap.person))

    def pass_on(self, by: PersonId) -> None:
        swap = self.by_whom(by)
        offer = swap.offer_to(by)
        if offer is None:
            raise Refused(K.M_SWAP_UNKNOWN)
        if swap.taken_by == by and swap.state is S.COUNTED:
            self.why = "theirs by now"
            self.say(by, K.M_SWAP_YOURS)
            return
        self.why = "a no"
        self.say(by, K.M_SWAP_PASSED)
        if swap.taken_by == by and swap.state is S.WAITING:
            self.lose_taker(by)
        self.keep_offer(replace(offer, answer=Answer.PASSES, answered_at=self.now))
        self.close_if_nobody_is_left()

    # --- whoever asked

    def take_back(self, by: PersonId) -> None:
        swap = self.by_whom(by)
        mine = by in (swap.asked_by, swap.person) or (swap.is_cover and by in self.facts.coordinators)
        if not mine or swap.state not in RUNNING:
            raise Refused(K.M_SWAP_NONE_OPEN)
        self.why = "taken back"
        if swap.taken_by is not None:
            self.say(swap.taken_by, K.M_SWAP_NOT_NEEDED)
        self.close_others(swap.taken_by, "withdrawn")
        self.move(SwapWithdrawn(why="taken back", by=by))
        self.say(by, K.C_COVER_ENDED if swap.is_cover else K.M_SWAP_BACK)

    # --- a coordinator

    def confirm(self, by: PersonId) -> None:
        taker = self.waiting_taker(by)
        if self.is_over():
            self.say(by, K.C_SWAP_OVER)
            return
        in_the_way = self.hurdles(taker)
        if in_the_way:
            raise Refused(K.C_SWAP_BROKEN, {**self.params(by), **self.broken(in_the_way), "by": self.name(taker)})
        self.count(taker, "a coordinator said yes", decided_by=by)

    def refuse(self, by: PersonId) -> None:
        taker = self.waiting_taker(by)
        self.why = "a coordinator said no"
        self.move(SwapRefused(why=self.why, by=by), decided_by=by)
        self.say(taker, K.M_SWAP_NOT_AGREED)
        self.say(self.swap.asked_by, K.M_SWAP_REFUSED)
        self.tell(K.C_SWAP_REFUSED, {"by": self.name(by)})

    def insist(self, by: PersonId, person: PersonId | None) -> None:
        swap = self.by_whom(by)
        self.check_decides(by)
        wanted = person or swap.taken_by or (swap.would()[0] if len(swap.would()) == 1 else None)
        if swap.state not in RUNNING and not self.may_still_be_taken():
            raise Refused(K.C_SWAP_OVER, {"n": swap.number})
        if wanted is None or (wanted not in swap.would() and wanted != swap.taken_by):
            raise Refused(K.C_SWAP_WHO, {"n": swap.number, "people": _names(swap.would(), self.facts)})
        if swap.state is S.WAITING and wanted != swap.taken_by:
            raise Refused(K.C_SWAP_OVER, {"n": swap.number})
        if self.is_over():
            self.say(by, K.C_SWAP_OVER)
            return
        if self.hurdles(wanted) & HARD:
            raise Refused(K.C_SWAP_CANNOT, {"person": self.name(wanted)})
        self.count(wanted, "a coordinator insisted", decided_by=by, insisted=True)

    def waiting_taker(self, by: PersonId) -> PersonId:
        swap = self.by_whom(by)
        self.check_decides(by)
        if swap.state is not S.WAITING or swap.taken_by is None:
            raise Refused(K.C_SWAP_OVER, {"n": swap.number})
        return swap.taken_by

    def check_decides(self, by: PersonId) -> None:
        if by not in self.may_confirm():
            raise Refused(K.C_NOT_YOURSELF if by in self.facts.coordinators else K.M_MAY_NOT)

    def may_confirm(self) -> tuple[PersonId, ...]:
        """Nobody decides about their own shift, unless there is no other coordinator."""
        swap = self.swap
        others = tuple(each for each in self.facts.coordinators if each not in (swap.asked_by, swap.taken_by))
        if swap.is_cover:
            return self.facts.coordinators
        return others or self.facts.coordinators

    # --- time, the rota, and people who go

    def time_is_up(self) -> None:
        if self.swap.state in RUNNING and not self.is_over():
            self.close("nobody took it in time")

    def look_at_rota(self, *, undone: bool) -> None:
        swap = self.swap
        if not undone:
            if swap.state in RUNNING:
                self.is_over()
            return
        if swap.state is S.COUNTED and self.now < swap.end:
            self.why = "changed back"
            self.move(SwapEnded(why=self.why))

    def lose(self, person: PersonId) -> None:
        swap = self.swap
        if swap.state not in RUNNING:
            return
        if person == swap.person and not swap.is_cover:
            self.end("whose shift it was is gone", "gone")
            return
        if person == swap.taken_by:
            self.lose_taker(person)
        offer = swap.offer_to(person)
        if offer is not None:
            self.why = "one of those asked is gone"
            self.unsaid.append(self.slot(offer))
            self.swap = replace(self.swap, offers=tuple(o for o in self.swap.offers if o.person != person))
            self.close_if_nobody_is_left()

    def lose_taker(self, person: PersonId) -> None:
        """It is open again: those who have not answered were told that it was taken, and are asked anew at once."""
        self.move(TakerGone(why="cannot after all", by=person), taken_by=None, taken_at=None)
        self.say(self.swap.asked_by, K.M_SWAP_OPEN_AGAIN)
        self.remind(anew=True)

    def close_if_nobody_is_left(self) -> None:
        if self.swap.state is S.OPEN and not self.swap.unanswered() and not self.swap.would():
            self.close("everybody asked has said no")

    def close(self, why: str, *, nobody: bool = False) -> None:
        """Nobody took it, or no yes came: it stays where it was, whoever has it hears it, and coordinators."""
        swap = self.swap
        self.why = why
        if swap.taken_by is not None:
            self.say(swap.taken_by, K.M_SWAP_NOT_AGREED)
        self.close_others(swap.taken_by, "untaken")
        self.move(SwapUntaken(why=why), taken_by=None, taken_at=None)
        if swap.is_cover:
            self.task = "nobody took a call for cover"
            self.tell(K.C_COVER_NOBODY if nobody else K.C_COVER_UNTAKEN)
            return
        self.say(
            swap.asked_by, K.M_SWAP_NOBODY if nobody else K.M_SWAP_UNTAKEN if not swap.taken_by else K.M_SWAP_REFUSED
        )
        self.tell(K.C_SWAP_NO_YES if swap.taken_by else K.C_SWAP_UNTAKEN, but=(swap.asked_by,))

    def is_over(self) -> bool:
        """True if there is nothing to take any more: it has ended with that, and those concerned hear it."""
        swap, rota = self.swap, self.rota()
        start = max(swap.start, self.now)
        if rota is None or start >= swap.end:
            self.end("the rota or the time is gone", "rota")
        elif swap.person is not None and not is_on_throughout(rota, swap.person, start, swap.end):
            self.end("the rota is another by now", "rota")
        elif swap.gap and not uncovered(self.facts.team, rota, self.facts.vetted(), start, swap.end):
            self.end("there is no gap any more", "filled")
        else:
            return False
        return True

    def end(self, why: str, cause: str) -> None:
        swap = self.swap
        self.why = why
        if swap.state is S.UNTAKEN:
            return
        self.close_others(swap.taken_by, "ended")
        self.move(SwapEnded(why=why))
        for each in (swap.taken_by, None if swap.is_cover else swap.person):
            if each is not None and not self.has_left(each):
                self.say(each, K.M_SWAP_ENDED, {"swap_cause": cause})
        self.tell(K.C_SWAP_ENDED, {"swap_cause": cause}, but=(swap.taken_by, swap.person))

    # --- what all of these share

    def by_whom(self, by: PersonId) -> Swap:
        self.by = by
        return self.swap

    def move(self, event: SwapEvent, **changes: object) -> None:
        self.events.append(event)
        state = SWAP_MOVES.after(self.swap.state, event)
        self.swap = replace(self.swap, state=state, **changes)  # type: ignore[arg-type]

    def keep_offer(self, offer: Offer) -> None:
        offers = tuple(offer if each.person == offer.person else each for each in self.swap.offers)
        self.swap = replace(self.swap, offers=offers)

    def close_others(self, taker: PersonId | None, how: str) -> None:
        """What the others were asked is over: their question says so, and those still to get it do not."""
        for each in self.swap.unanswered():
            if each.person != taker:
                self.unsaid.append(self.slot(each))
                self.say(each.person, K.M_SWAP_CLOSED, {"swap_state": how}, slot=self.slot(each))

    def may_still_be_taken(self) -> bool:
        swap = self.swap
        return swap.state is S.OPEN or (swap.state is S.UNTAKEN and swap.is_cover and self.now < swap.end)

    def has_left(self, person: PersonId) -> bool:
        member = self.facts.members.get(person)
        membership = member.membership(self.facts.team.id) if member is not None else None
        return membership is None or membership.standing not in PAGEABLE

    def rota(self) -> Rota | None:
        return self.facts.rota(self.swap.rota)

    def hurdles(self, person: PersonId) -> frozenset[Hurdle]:
        member, rota = self.facts.members.get(person), self.rota()
        if member is None or rota is None:
            return HARD
        start = max(self.swap.start, self.now)
        return hurdles(member, rota, start, self.swap.end, self.facts, instead_of=self.swap.person)

    def name(self, person: PersonId) -> str:
        return _name(person, self.facts)

    @property
    def presses(self) -> bool:
        return self.swap.start - self.now <= PRESSING

    def goes_out(self, person: PersonId) -> datetime:
        """When what they are asked now is sent: after their quiet hours, unless it presses."""
        member = self.facts.members.get(person)
        if self.presses or member is None or member.quiet is None:
            return self.now
        return member.quiet.until(zone(self.facts.zone_of(person)), self.now) or self.now

    def slot(self, offer: Offer) -> str:
        return f"swap:{self.swap.id}:{offer.told}:{offer.person}"

    def broken(self, in_the_way: Iterable[Hurdle]) -> Params:
        return {"hurdles": ",".join(sorted(in_the_way))}

    def params(self, reader: PersonId) -> Params:
        """What every sentence about a swap may use, on the reader's own clock."""
        where = zone(self.facts.zone_of(reader))
        swap = self.swap
        return {
            "n": swap.number,
            "person": _name(swap.person, self.facts),
            "team": self.facts.team_name,
            "when": f"{reached(where, swap.start):%Y-%m-%dT%H:%M}",
            "until": f"{reached(where, swap.end):%Y-%m-%dT%H:%M}",
        }

    def tell(self, kind: MessageKind, params: Params | None = None, *, but: tuple[PersonId | None, ...] = ()) -> None:
        for each in self.facts.coordinators:
            if each not in but:
                self.say(each, kind, params)

    def say(
        self,
        to: PersonId,
        kind: MessageKind,
        params: Params | None = None,
        *,
        lines: tuple[Line, ...] = (),
        slot: str | None = None,
    ) -> None:
        params = {**self.params(to), **(params or {})}
        self.says.append(
            Say(
                kind=kind,
                to=to,
                to_member=True,
                key=f"{kind.value}:{self.facts.stimulus}:{self.swap.id}:{to}",
                params={name: value for name, value in params.items() if name in TERMS[kind].params},
                lines=lines,
                subject=self.swap.id,
                slot=slot,
                reply=to == self.by,
                at_once=self.presses,
            )
        )
