"""The daily proof: at each moment of the days ahead, are there people on call who can be reached and are enough?

    need        who must be on: what the team wrote (`policy.rota.needs`), else what its ready natures ask
    on          by a rota that fits the area and the skills, or by their own `on` until it ends; not by somebody who
                said `off`
    reachable   vetted as a protector, and with a contact point by which the last message did not come back
    seasoned    one of them at least is not on probation: whoever is on probation is never asked alone

Quiet hours keep nobody who is on call from being asked (`domain/matching.py`), so they block only those off call. What
it says holds from edge to edge: everything that can change anything is an edge, and nothing between two is looked at.

The chance that a need is filled is that of at least so many of those who are on saying yes, each by their own history
while they were on: a Poisson-binomial tail, summed exactly. Where roles, languages or a lead are asked for, it is the
least over heads, over the holders of each, over the speakers, over those who may lead and over those not on probation.
All of it at once is no likelier than any part: the figure is an upper bound. History is a Beta posterior: the field's
figure counts as so many pages of everybody's before their own.

Nobody off call counts in it. What is published of those (.377 of them say yes) was measured of people who had promised
nothing; twenty of them would make an empty rota look safe. What they add, at their own figure, by their own history off
call and only while they are awake and the team's search goes that far, is told beside it and warns nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from hashlib import sha256

from domain.community import Community, Team
from domain.ids import AreaId, PersonId, RotaId, SkillId, TeamId
from domain.needs import LEAD, Mode, Nature
from domain.people import PAGEABLE, Availability, Person, Reach, Role
from domain.policy import Acceptance, OnCallNeed, Tier
from domain.rota import Rota, Weekday, on_call
from domain.tail import at_least
from domain.tally import Tally
from domain.until import next_morning
from domain.zone import instant, reached, zone

PROVED_AT = time(10, 0)
"""On the team's wall clock, every day."""

SOON = timedelta(hours=12)
"""A gap this near is told at night too."""

_STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """Who must be on together, as dispatch would look for them.

    `people`: so many, each of whom has all of `each`. `roles`: so many of them have this skill. `languages`: somebody
    speaks each of them. `any_language`: somebody speaks one of them. `lead`: somebody may lead.
    """

    people: int
    areas: frozenset[AreaId] = frozenset()
    hours: tuple[time, time] | None = None
    days: frozenset[Weekday] | None = None
    each: frozenset[SkillId] = frozenset()
    roles: tuple[tuple[SkillId, int], ...] = ()
    languages: frozenset[str] = frozenset()
    any_language: frozenset[str] = frozenset()
    lead: bool = False

    def holds_at(self, reading: datetime) -> bool:
        """True if it is asked for at this `reading` of the wall clock."""
        return OnCallNeed(people=self.people, hours=self.hours, days=self.days).holds_at(reading)


class Lack(IntEnum):
    """How well a moment is covered; the worse the higher."""

    NOTHING = 0
    ON_PURPOSE = 1  # nobody is on by the rota, which says so in so many words
    TOO_FEW = 2  # somebody is on: too few of them, or without a skill, a language, somebody to lead
    UNREACHABLE = 3  # somebody is on, and nothing reaches any of them
    NOBODY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One want at one moment, in all the areas that the same rotas serve; none where the team has no areas.

    `short`: so many people too few, one at least where everybody is on probation; `skills`, `languages`: not there in
    any.

    `chance` is that of those on call filling it, `with_others` that of them and those off call who are awake.
    `left_empty`: the rota leaves it to nobody on purpose, and whoever is on said so of their own accord.
    """

    areas: tuple[AreaId, ...]
    want: Want
    lack: Lack
    short: int = 0
    skills: frozenset[SkillId] = frozenset()
    languages: frozenset[str] = frozenset()
    no_lead: bool = False
    chance: float = 0.0
    with_others: float = 0.0
    left_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """[start, end), in UTC, through which everything stays as it is."""

    start: datetime
    end: datetime
    verdicts: tuple[Verdict, ...]

    @property
    def lack(self) -> Lack:
        """The worst of them. Where nobody is on, it is on purpose only if that is the whole of what is wrong."""
        return max((each.lack for each in self.verdicts), default=Lack.NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """[start, end), in UTC, that is not covered, with everything that is missing somewhere in it.

    `areas` are those where it is as bad as `lack` says, all through it; `short`: so many people
    too few there, where somebody is on. Where nothing lacks, a call is unlikely to be filled: `chance` is the lowest.
    """

    start: datetime
    end: datetime
    lack: Lack
    areas: frozenset[AreaId] = frozenset()
    short: int = 0
    skills: frozenset[SkillId] = frozenset()
    languages: frozenset[str] = frozenset()
    no_lead: bool = False
    chance: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """[start, end), in UTC, of the same tenths of calls that would be filled by those on call, in these areas.

    `chance` and `with_others` are the lowest in it: see Verdict.
    """

    start: datetime
    end: datetime
    areas: frozenset[AreaId]
    chance: float
    with_others: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """How likely somebody says yes to a page."""

    on_call: float
    off_call: float


def likely(prior: Acceptance, on: Tally, off: Tally) -> Likely:
    """By the field's figures and their own history, while they were on call and while they were not."""

    def mean(figure: float, history: Tally) -> float:
        return (prior.weight * figure + history.accepts) / (prior.weight + history.pages)

    return Likely(on_call=mean(prior.on_call, on), off_call=mean(prior.off_call, off))


def wants(team: Team, community: Community, people: Iterable[Person] = ()) -> tuple[Want, ...]:
    """What must be on call in `team`: as it wrote, else what the natures ask that it is ready for, each once.

    A lead is asked for besides, where somebody goes, if any of its `people` has the skill.
    """
    written = team.policy.rota.needs
    if written:
        return tuple(dict.fromkeys(map(_written, written)))
    has_leads = knows_leads(team, people)
    ready = [each for _, each in sorted(community.natures.items()) if community.is_ready(team, each.protection_area)]
    asked = dict.fromkeys(_asked(each, has_leads=has_leads) for each in ready)
    return tuple(asked) or (Want(people=1),)


def _written(need: OnCallNeed) -> Want:
    return Want(
        people=need.people,
        areas=need.areas,
        hours=need.hours,
        days=need.days,
        roles=tuple((skill, 1) for skill in sorted(need.skills)),
        languages=need.languages,
        lead=need.lead,
    )


def _asked(nature: Nature, *, has_leads: bool) -> Want:
    need = nature.need
    return Want(
        people=need.responders,
        each=need.skills,
        roles=tuple(sorted(need.roles.items())),
        any_language=frozenset(need.languages),
        lead=has_leads and need.mode is Mode.GO,
    )


def knows_leads(team: Team, people: Iterable[Person]) -> bool:
    """True if somebody of the team has the skill of a lead."""
    return any(LEAD in each.skills for each in people if may_be_asked(each, team.id))


def works(person: Person) -> bool:
    """True if something of theirs may be reached: as far as its last message shows, one contact point works."""
    return any(each.reach is Reach.WORKS for each in person.contact_points)


def may_be_asked(person: Person, team: TeamId) -> bool:
    """Vetted as a protector of the team."""
    membership = person.membership(team)
    return membership is not None and membership.standing in PAGEABLE and Role.PROTECTOR in membership.roles


def vetted_in(team: TeamId, members: Iterable[Person]) -> frozenset[PersonId]:
    """Those of `members` who may be on for `team`: vetted there, to go to calls."""
    return frozenset(each.id for each in members if may_be_asked(each, team))


def prove(
    team: Team,
    community: Community,
    people: Sequence[Person],
    chances: Mapping[PersonId, Likely],
    start: datetime,
    end: datetime,
) -> tuple[Stretch, ...]:
    """How [start, end) is covered, in order and without holes; nothing for a team without a rota."""
    if not team.rotas or end <= start:
        return ()
    proving = _Proving(team, community, people, chances, start)
    stretches: list[Stretch] = []
    for begin, finish in _pieces(start, end, proving):
        verdicts = proving.at(begin)
        if stretches and stretches[-1].verdicts == verdicts:
            stretches[-1] = Stretch(start=stretches[-1].start, end=finish, verdicts=verdicts)
        else:
            stretches.append(Stretch(start=begin, end=finish, verdicts=verdicts))
    return tuple(stretches)


def holes(stretches: Iterable[Stretch]) -> tuple[Hole, ...]:
    """What is not covered, in order: neighbours that lack the same kind of thing in the same areas are one."""
    found: list[Hole] = []
    for each in stretches:
        if each.lack is Lack.NOTHING:
            continue
        hole = _hole(each)
        last = found[-1] if found else None
        if last is not None and (last.end, last.lack, last.areas) == (hole.start, hole.lack, hole.areas):
            found[-1] = Hole(
                start=last.start,
                end=hole.end,
                lack=hole.lack,
                areas=last.areas,
                short=max(last.short, hole.short),
                skills=last.skills | hole.skills,
                languages=last.languages | hole.languages,
                no_lead=last.no_lead or hole.no_lead,
            )
        else:
            found.append(hole)
    return tuple(found)


def holes_apart(stretches: Iterable[Stretch]) -> tuple[Hole, ...]:
    """What is not covered, in order, so that what is worse in one area hides nothing of another.

    Each area stands in a hole as bad as it is there; holes of several areas may overlap.
    """
    known = [(each, _worst_by_area(each)) for each in stretches]
    found: list[Hole] = []
    for lack in Lack:
        found += holes(
            Stretch(start=each.start, end=each.end, verdicts=tuple(_where(each, frozenset(there))))
            for each, worst in known
            if (there := [area for area, how_bad in worst.items() if how_bad is lack])
        )
    return tuple(sorted(found, key=lambda each: (each.start, -each.lack)))


def _worst_by_area(stretch: Stretch) -> dict[AreaId | None, Lack]:
    worst: dict[AreaId | None, Lack] = {}
    for each in stretch.verdicts:
        for area in each.areas or (None,):
            worst[area] = max(each.lack, worst.get(area, Lack.NOTHING))
    return worst


def _where(stretch: Stretch, areas: frozenset[AreaId | None]) -> Iterator[Verdict]:
    """What is found of these areas alone."""
    for each in stretch.verdicts:
        there = tuple(area for area in each.areas if area in areas)
        if there or not each.areas:
            yield replace(each, areas=there)


def _hole(stretch: Stretch) -> Hole:
    lacking = [each for each in stretch.verdicts if each.lack is not Lack.NOTHING]
    worst = [each for each in lacking if each.lack is stretch.lack]
    return Hole(
        start=stretch.start,
        end=stretch.end,
        lack=stretch.lack,
        areas=frozenset(area for each in worst for area in each.areas),
        short=max(each.short for each in worst) if stretch.lack is Lack.TOO_FEW else 0,
        skills=frozenset().union(*(each.skills for each in lacking)),
        languages=frozenset().union(*(each.languages for each in lacking)),
        no_lead=any(each.no_lead for each in lacking),
    )


def made_worse(
    before: Team,
    after: Team,
    community: Community,
    people: Sequence[Person],
    start: datetime,
    end: datetime,
    *,
    all_reached: bool = False,
) -> tuple[Hole, ...]:
    """What of [start, end) is covered by the rotas of a team as it is `before` a change, and not as it is `after` it.

    `all_reached`: whether something reaches them is not asked.
    """
    stood, stands = (
        _Proving(each, community, people, None, start, all_reached=all_reached) for each in (before, after)
    )
    if not after.rotas or end <= start:
        return ()
    lost = (
        Stretch(start=begin, end=finish, verdicts=_lost(stood.at(begin), stands.at(begin)))
        for begin, finish in _pieces(start, end, stood, stands)
    )
    return holes(lost)


def left_thin(
    team: Team, community: Community, people: Sequence[Person], start: datetime, end: datetime
) -> tuple[Hole, ...]:
    """Where in [start, end) somebody is on, and too few, or without a skill, a language or somebody to lead.

    Whether something reaches them is not asked.
    """
    if not team.rotas or end <= start:
        return ()
    proving = _Proving(team, community, people, None, start, all_reached=True)
    looked = (
        Stretch(
            start=begin,
            end=finish,
            verdicts=tuple(each for each in proving.at(begin) if each.lack is Lack.TOO_FEW),
        )
        for begin, finish in _pieces(start, end, proving)
    )
    return holes(looked)


def _lost(before: Iterable[Verdict], after: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Those of `after` that lack something where nothing was lacking before."""
    met = {pair for each in before if each.lack is Lack.NOTHING for pair in _pairs(each)}
    return tuple(each for each in after if each.lack > Lack.ON_PURPOSE and met & _pairs(each))


def _pairs(verdict: Verdict) -> set[tuple[Want, AreaId | None]]:
    return {(verdict.want, area) for area in verdict.areas or (None,)}


# --- how likely


def tenths(chance: float) -> int:
    """Of ten calls, how many would be filled for sure as often as this: rounded down."""
    return int(10 * chance + 1e-9)


def least_likely(stretches: Iterable[Stretch]) -> tuple[Odds, ...]:
    """How likely a call is filled wherever nothing is missing, by area and hour: the least likely first."""
    found: list[Odds] = []
    latest: dict[tuple[frozenset[AreaId], int], int] = {}
    for each in stretches:
        for (chance, others), areas in _figures(each).items():
            key = areas, tenths(chance)
            last = found[latest[key]] if key in latest else None
            if last is not None and last.end == each.start:
                found[latest[key]] = replace(
                    last,
                    end=each.end,
                    chance=min(last.chance, chance),
                    with_others=min(last.with_others, others),
                )
            else:
                latest[key] = len(found)
                found.append(Odds(start=each.start, end=each.end, areas=areas, chance=chance, with_others=others))
    return tuple(sorted(found, key=lambda odds: (odds.chance, odds.start, sorted(odds.areas))))


def unlikely(stretches: Iterable[Stretch], below: float) -> tuple[Hole, ...]:
    """Where nothing is missing and yet a call is filled less often than `below`, in order.

    While something is missing in another area that is told instead; what is left empty on purpose is neither.
    """
    found: list[Hole] = []
    for each in stretches:
        weak = {areas: chance for (chance, _), areas in _figures(each).items() if chance < below}
        if not weak or each.lack > Lack.ON_PURPOSE:
            continue
        areas, chance = frozenset[AreaId]().union(*weak), min(weak.values())
        last = found[-1] if found else None
        if last is not None and (last.end, last.areas) == (each.start, areas):
            found[-1] = replace(last, end=each.end, chance=min(last.chance, chance))
        else:
            found.append(Hole(start=each.start, end=each.end, lack=Lack.NOTHING, areas=areas, chance=chance))
    return tuple(found)


def _figures(stretch: Stretch) -> dict[tuple[float, float], frozenset[AreaId]]:
    """The areas in which nothing is missing, by the chances of what is least likely to be filled there."""
    least: dict[AreaId | None, tuple[float, float]] = {}
    missing: set[AreaId | None] = set()
    for each in stretch.verdicts:
        for area in each.areas or (None,):
            if each.lack is not Lack.NOTHING or each.left_empty:
                missing.add(area)
            figure = each.chance, each.with_others
            least[area] = min(least.get(area, figure), figure)
    found: dict[tuple[float, float], frozenset[AreaId]] = {}
    for area, figure in least.items():
        if area not in missing:
            theirs = frozenset() if area is None else frozenset({area})
            found[figure] = found.get(figure, frozenset()) | theirs
    return found


# --- when a hole is told


def told_at(hole_start: datetime, before: timedelta, team: Team) -> datetime:
    """When coordinators hear of a hole so long `before` it: never at night. Days before, in the morning after;
    hours before, in the evening before.
    """
    at = hole_start - before
    where = zone(team.time_zone)
    reading = reached(where, at)
    policy = team.policy
    if not policy.is_night(reading.time()):
        return at
    over_midnight = policy.night_from > policy.night_to
    late = over_midnight and reading.time() >= policy.night_from
    if before >= SOON:
        day = reading.date() + timedelta(days=int(late))
        return instant(where, datetime.combine(day, policy.night_to))
    day = reading.date() - timedelta(days=int(over_midnight and not late))
    return instant(where, datetime.combine(day, policy.night_from)) - timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A stretch that is not covered. `told`: how many of the team's tellings of it are done.

    `areas` are those of which it was told; everywhere, where none are named.
    """

    team: TeamId
    start: datetime
    end: datetime
    lack: Lack
    told: int
    areas: frozenset[AreaId] = frozenset()

    def includes(self, hole: Hole, area: AreaId | None) -> bool:
        """True if whoever heard of this has heard of `hole` in this area: it begins within, and is no worse."""
        of_there = not self.areas or area in self.areas
        return of_there and self.start <= hole.start < self.end and hole.lack <= self.lack


def told_of(hole: Hole, known: Iterable[Told]) -> int | None:
    """How many tellings of a hole are done, in that of its areas of which least was heard; None if of one nothing was.

    What was told of one area says nothing of another.
    """
    known = [*known]
    done: list[int] = []
    everywhere: frozenset[AreaId | None] = frozenset({None})
    for area in hole.areas or everywhere:
        theirs = [each.told for each in known if each.includes(hole, area)]
        if not theirs:
            return None
        done.append(max(theirs))
    return min(done)


def stages_due(hole_start: datetime, team: Team, now: datetime) -> int:
    """How many of the team's tellings of a hole that begins then are due by `now`."""
    return sum(told_at(hole_start, each, team) <= now for each in team.policy.rota.gap_told)


def next_telling(hole_start: datetime, team: Team, now: datetime) -> datetime | None:
    """When the next telling of it is due after `now`; None if there is none."""
    later = (told_at(hole_start, each, team) for each in team.policy.rota.gap_told)
    return min((each for each in later if each > now), default=None)


def may_tell(hole_start: datetime, team: Team, now: datetime) -> bool:
    """False in the team's night, unless the hole is near."""
    night = team.policy.is_night(reached(zone(team.time_zone), now).time())
    return not night or hole_start - now <= SOON


def morning_after(team: Team, now: datetime) -> datetime:
    """When the team's night in which `now` lies is over."""
    where, ends = zone(team.time_zone), team.policy.night_to
    reading = reached(where, now)
    return instant(where, datetime.combine(reading.date() + timedelta(days=int(reading.time() >= ends)), ends))


# --- the timers of proofs


def mark(team: TeamId) -> str:
    """A team as short as a timer can carry."""
    return sha256(team.encode()).hexdigest()[:16]


def subject_of(team: TeamId, what: str) -> str:
    """What a timer of a proof is about: one for each team and occasion."""
    return f"{mark(team)}|{what}"


def proved_at(team: Team, now: datetime) -> Iterator[tuple[str, datetime]]:
    """The proofs of today and tomorrow that are still to come, by their date."""
    where = zone(team.time_zone)
    for days in (0, 1):
        day = now.astimezone(where).date() + timedelta(days=days)
        at = instant(where, datetime.combine(day, PROVED_AT))
        if at > now:
            yield f"{day:%Y%m%d}", at


# --- proving


@dataclass(frozen=True, slots=True)
class _Present:
    """The members of one moment, by who can be asked: `awake` of them also while they are off call.

    `lapsed`: skills that have ended by then.
    """

    able: frozenset[PersonId]
    awake: frozenset[PersonId]
    says_on: frozenset[PersonId]
    lapsed: frozenset[tuple[PersonId, SkillId]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A want, the areas in which it is the same question, and the rotas that answer it."""

    areas: tuple[AreaId, ...]
    want: Want
    rotas: tuple[Rota, ...]


class _Proving:
    """A team made ready for the questions of one proof. What was judged once is not judged again."""

    def __init__(
        self,
        team: Team,
        community: Community,
        people: Sequence[Person],
        chances: Mapping[PersonId, Likely] | None,
        start: datetime,
        *,
        all_reached: bool = False,
    ) -> None:
        """Without `chances` it is not asked how likely anybody says yes, nor who is awake."""
        self._team = team
        self._chances = chances
        self._members = {each.id: _until_morning(each, team, start) for each in people if may_be_asked(each, team.id)}
        self._has_leads = knows_leads(team, people)
        self._asks_others = Tier.AVAILABLE in team.policy.tiers
        self._reached = frozenset(each for each, person in self._members.items() if all_reached or works(person))
        self._where = {each: zone(person.time_zone or team.time_zone) for each, person in self._members.items()}
        self._asked = _asked_of(team, wants(team, community, people))
        self._judged: dict[tuple[object, ...], Verdict] = {}

    def edges(self, start: datetime, end: datetime) -> set[datetime]:
        """Every instant in [start, end) at which a verdict can change, and perhaps a few beside it."""
        found = {start}
        for each in self._team.rotas:
            found |= each.prepared.edges(start, end)
        where = self._team.time_zone
        for want in {each.want for each in self._asked if each.want.hours is not None or each.want.days is not None}:
            found |= _daily(want.hours or (time(),), where, start, end)
        for person in self._members.values():
            if person.quiet is not None and self._chances is not None:
                found |= _daily((person.quiet.starts, person.quiet.ends), person.time_zone or where, start, end)
            found.update(_moments(person))
        return {each for each in found if start <= each < end}

    def at(self, at: datetime) -> tuple[Verdict, ...]:
        reading = reached(zone(self._team.time_zone), at)
        on = {each.id: on_call(each, at) for each in self._team.rotas}
        empty = {each.id for each in self._team.rotas if each.prepared.is_deliberately_empty(at)}
        present = self._present(at)
        verdicts = []
        for asked in self._asked:
            if asked.want.holds_at(reading):
                by_rota = frozenset[PersonId]().union(*(on[each.id] for each in asked.rotas))
                on_purpose = bool(asked.rotas) and all(each.id in empty for each in asked.rotas)
                verdicts.append(self._judge(asked, by_rota, present, on_purpose=on_purpose))
        return tuple(verdicts)

    def _present(self, at: datetime) -> _Present:
        said = {each: person.said(at) for each, person in self._members.items()}
        able = frozenset(each for each in self._reached if said[each] is not Availability.OFF)
        beside = able if self._chances is not None else ()
        return _Present(
            able=able,
            awake=frozenset(each for each in beside if self._is_awake(each, at)),
            says_on=frozenset(each for each, word in said.items() if word is Availability.ON),
            lapsed=frozenset(
                (each, skill) for each, person in self._members.items() for skill, ends in person.lapses if ends <= at
            ),
        )

    def _is_awake(self, person: PersonId, at: datetime) -> bool:
        quiet = self._members[person].quiet
        return quiet is None or quiet.until(self._where[person], at) is None

    def _judge(self, asked: _Asked, by_rota: frozenset[PersonId], present: _Present, *, on_purpose: bool) -> Verdict:
        key = (asked.areas, asked.want, by_rota, present, on_purpose)
        if key not in self._judged:
            self._judged[key] = self._verdict(asked, by_rota, present, on_purpose=on_purpose)
        return self._judged[key]

    def _verdict(self, asked: _Asked, by_rota: frozenset[PersonId], present: _Present, *, on_purpose: bool) -> Verdict:
        """Where nobody is on, nothing else is said to be missing."""
        want = asked.want
        on = (by_rota | present.says_on) & present.able
        skills_of = {each: self._skills(each, present) for each in present.able}
        able = [each for each in sorted(on) if want.each <= skills_of[each]]
        others = present.awake - on if self._asks_others else frozenset()
        beside = [each for each in sorted(others) if want.each <= skills_of[each]]
        chance = with_others = 0.0
        if self._chances is not None:
            odds = {each: self._chances[each].on_call for each in able}
            more = odds | {each: self._chances[each].off_call for each in beside}
            chance, with_others = self._chance(want, odds, skills_of), self._chance(want, more, skills_of)
        if not by_rota and not present.says_on:
            lack = Lack.ON_PURPOSE if on_purpose else Lack.NOBODY
            return Verdict(areas=asked.areas, want=want, lack=lack, short=want.people, with_others=with_others)
        short = max(want.people - len(able), 0)
        skills = {skill for skill, many in want.roles if sum(skill in skills_of[each] for each in able) < many}
        if short:
            skills |= want.each
        if not any(self._is_seasoned(each) for each in able):
            short = max(short, 1)
        spoken = {language for each in able for language in self._members[each].languages}
        languages = want.languages - spoken
        if not want.any_language & spoken:
            languages |= want.any_language
        no_lead = want.lead and not any(self._may_lead(each, skills_of[each]) for each in able)
        if no_lead and self._has_leads:
            skills.add(LEAD)
        lack = Lack.TOO_FEW if short or skills or languages or no_lead else Lack.NOTHING
        if lack and not on:
            lack = Lack.UNREACHABLE
        if lack and on_purpose and not by_rota:  # who says on all the same is welcome, and makes it no accident
            lack = Lack.ON_PURPOSE
        return Verdict(
            areas=asked.areas,
            want=want,
            lack=lack,
            short=short,
            skills=frozenset(skills),
            languages=languages,
            no_lead=no_lead,
            chance=chance,
            with_others=with_others,
            left_empty=on_purpose and not by_rota,
        )

    def _skills(self, person: PersonId, present: _Present) -> frozenset[SkillId]:
        return frozenset(each for each in self._members[person].skills if (person, each) not in present.lapsed)

    def _may_lead(self, person: PersonId, skills: frozenset[SkillId]) -> bool:
        """With the skill, where anybody has it; never on probation."""
        return self._is_seasoned(person) and (LEAD in skills or not self._has_leads)

    def _is_seasoned(self, person: PersonId) -> bool:
        membership = self._members[person].membership(self._team.id)
        return membership is not None and membership.is_seasoned

    def _chance(
        self, want: Want, odds: Mapping[PersonId, float], skills_of: Mapping[PersonId, frozenset[SkillId]]
    ) -> float:
        """An upper bound: the least of the chances that enough say yes, that enough of those with each of its skills
        do, and one at least of those who speak each language, who may lead, and who are not on probation."""

        def some(who: Iterable[PersonId], many: int = 1) -> float:
            return at_least(many, [odds[each] for each in who])

        speaks = {each: set(self._members[each].languages) for each in odds}
        parts = [at_least(want.people, odds.values()), some(filter(self._is_seasoned, odds))]
        parts += [some((each for each in odds if skill in skills_of[each]), many) for skill, many in want.roles]
        parts += [some(each for each in odds if one in speaks[each]) for one in want.languages]
        if want.any_language:
            parts.append(some(each for each in odds if want.any_language & speaks[each]))
        if want.lead:
            parts.append(some(each for each in odds if self._may_lead(each, skills_of[each])))
        return min(parts)


def _pieces(start: datetime, end: datetime, *provings: _Proving) -> Iterator[tuple[datetime, datetime]]:
    """[start, end) in pieces through each of which all of these find the same."""
    edges = sorted({edge for each in provings for edge in each.edges(start, end)})
    yield from zip(edges, [*edges[1:], end], strict=True)


def _asked_of(team: Team, wanted: Iterable[Want]) -> tuple[_Asked, ...]:
    """Each want once for all areas that the same rotas serve, and where it holds."""
    found: list[_Asked] = []
    for want in wanted:
        areas = sorted(team.areas & want.areas if want.areas else team.areas)
        serving: dict[tuple[RotaId, ...], list[AreaId]] = {}
        for area in areas:
            serving.setdefault(tuple(each.id for each in team.rotas if _fits(each, area, want)), []).append(area)
        if not team.areas:
            serving[tuple(each.id for each in team.rotas if _fits(each, None, want))] = []
        for ids, theirs in serving.items():
            rotas = tuple(each for each in team.rotas if each.id in ids)
            found.append(_Asked(areas=tuple(theirs), want=want, rotas=rotas))
    return tuple(found)


def _fits(rota: Rota, area: AreaId | None, want: Want) -> bool:
    """As dispatch chooses among the rotas of a team."""
    fits_area = not rota.areas or area is None or area in rota.areas
    return fits_area and (not rota.skills or not want.each or bool(rota.skills & want.each))


def _until_morning(person: Person, team: Team, start: datetime) -> Person:
    """Who said `on` without an end counts until the next morning after `start`: nobody has promised the days after."""
    if person.availability is not Availability.ON or person.available_until is not None:
        return person
    return replace(person, available_until=next_morning(zone(person.time_zone or team.time_zone), start))


def _moments(person: Person) -> Iterator[datetime]:
    """When something ends by itself."""
    if person.available_until is not None:
        yield person.available_until
    for _, at in person.lapses:
        yield at


def _daily(readings: Iterable[time], where: str, start: datetime, end: datetime) -> set[datetime]:
    """The instants in and around [start, end) at which a wall clock reaches these readings, and midnight with them."""
    wanted = [*readings]
    if not wanted:
        return set()
    local = zone(where)
    day = start.astimezone(local).date() - timedelta(days=1)
    last = end.astimezone(local).date() + timedelta(days=1)
    found: set[datetime] = set()
    while day <= last:
        found.update(instant(local, datetime.combine(day, each)).astimezone(UTC) for each in (*wanted, time(0)))
        day += timedelta(days=1)
    return found
