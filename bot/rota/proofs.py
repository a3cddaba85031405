"""The proof that enough people who can be reached are on, wired: when it is made, and what coordinators hear of it.

    once a day, at PROVED_AT of each team's clock; after each change of a rota, of people or of how they are reached;
    and at each moment at which coordinators are to hear of something that an earlier proof found

Each proof of a team takes the place of the one before. What was told stands beside what was found, so that a gap is
told once a stage, one that was closed is not told again, and one that opens anew is.

Whoever cannot be reached by anything is told of at once, with the shift that it concerns, if they are on in the days
that are proved; they are a task until something reaches them again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.gather import Gatherer
from bot.moment import Moment, Saying
from bot.rota.changes import Made
from domain.chance import Mint
from domain.community import Team
from domain.delivery import Delivery
from domain.ids import AreaId, PersonId, TaskId, TeamId
from domain.messages import Line, Params, Say, Wake, WakeKind
from domain.messages import MessageKind as K
from domain.people import PAGEABLE, Person
from domain.proof import (
    SOON,
    Hole,
    Lack,
    Likely,
    Odds,
    Stretch,
    holes,
    holes_apart,
    least_likely,
    likely,
    made_worse,
    mark,
    may_be_asked,
    may_tell,
    morning_after,
    next_telling,
    prove,
    proved_at,
    stages_due,
    subject_of,
    tenths,
    told_of,
    unlikely,
    works,
)
from domain.rota import Shift, together
from domain.shift import shifts_around
from domain.tally import NONE
from domain.tasks import Task, TaskKind, TaskState
from domain.zone import reached, zone
from models import gaps, people, tallies, tasks

_HOLES_SHOWN = 6
_LEAST_LIKELY_SHOWN = 3
_DUE_WITHIN = timedelta(minutes=10)
_AFTER_A_CHANGE = "~"
_MADE_WORSE = f"{_AFTER_A_CHANGE}!"
"""After a change of a rota that leaves too few, or nobody, soon."""
_BY_WORD = f"{_AFTER_A_CHANGE}?"
"""After what somebody said, or what became of their standing, skills or phones."""

_LOST = "none of a person's contact points works"
_TOLD = f"{_LOST}; their coordinators know"
_REMEMBERS = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How the days ahead of a team are covered. `apart`: the holes as they are told, by area. `unlikely`: where nobody
    is missing, and still most calls would not be filled, as its policy draws the line.
    """

    team: Team
    stretches: tuple[Stretch, ...]
    holes: tuple[Hole, ...]
    apart: tuple[Hole, ...]
    unlikely: tuple[Hole, ...]


class Proofs:
    """Proves, and tells what is found. Says by what its turn gave it."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say

    # --- when

    async def plan(self, this: Moment) -> None:
        """The proofs of today and tomorrow, once each; at once where somebody may have come within reach again."""
        for team in this.community.teams.values():
            for day, at in proved_at(team, this.now):
                this.wakes.append(Wake(kind=WakeKind.PROOF, subject=subject_of(team.id, day), at=at))
        lost = await tasks.list_open(this.store, this.community.teams)
        back = [each for each in lost if each.kind is TaskKind.UNREACHABLE]
        self.prove_soon(this, {each.team for each in back})
        await gaps.forget_but(this.store, this.community.teams)

    def prove_soon(self, this: Moment, teams: Iterable[TeamId], *, whole: bool = False) -> None:
        """Prove these teams anew as soon as this turn is over.

        Unless `whole`, only what is near is told at once: gaps that a change makes are told by whoever made it, and
        all else has time until the next proof of the day.
        """
        for team in sorted(teams):
            self._prove_at_once(this, team, this.stimulus if whole else f"{_AFTER_A_CHANGE}{this.stimulus}")

    @staticmethod
    def _prove_at_once(this: Moment, team: TeamId, occasion: str) -> None:
        subject = subject_of(team, occasion)
        if all(each.subject != subject for each in this.wakes):
            this.wakes.append(Wake(kind=WakeKind.PROOF, subject=subject, at=this.now))

    async def person_changed(self, this: Moment, person: PersonId) -> None:
        """Their standing, their word, their skills or their contact points are not what they were."""
        member = await people.load(this.store, person)
        if member is not None:
            for each in member.memberships:
                self._prove_at_once(this, each.team, f"{_BY_WORD}{this.stimulus}")

    async def changed(self, this: Moment, made: Made) -> None:
        """A rota was changed. The gaps that it makes are told by whoever made the change; that too few are left, or
        nobody whom anything reaches, is told by a proof, at once where it is soon."""
        for gap in made.gaps:
            await self.told_otherwise(this, made.after, gap.start, gap.end, gap.areas)
        members = await self._gatherer.members(this.store, frozenset({made.after.id}))
        end = this.now + SOON
        if made_worse(made.before, made.after, this.community, members, this.now, end):
            self._prove_at_once(this, made.after.id, f"{_MADE_WORSE}{this.stimulus}")
        else:
            self.prove_soon(this, (made.after.id,))

    async def told_otherwise(
        self, this: Moment, team: Team, start: datetime, end: datetime, areas: frozenset[AreaId] = frozenset()
    ) -> None:
        """Coordinators hear in another way that nobody is left in [start, end), in these `areas` if any are named."""
        await gaps.note(this.store, team.id, start, end, stages_due(start, team, this.now), areas)

    async def fired(self, this: Moment, subject: str) -> None:
        whose, _, occasion = subject.partition("|")
        team = next((each for each in this.community.teams.values() if mark(each.id) == whose), None)
        if team is not None:
            await self._who_is_back(this, team)  # first: what somebody leaves is told with their name
            await self._prove(this, team, occasion)

    # --- the proof

    async def look(self, this: Moment, team: Team) -> Proof:
        """How the days that its policy names are covered, from now on."""
        members = await self._gatherer.members(this.store, frozenset({team.id}))
        chances = await self._chances(this, team, members)
        end = this.now + team.policy.rota.ahead
        stretches = prove(team, this.community, members, chances, this.now, end)
        return Proof(
            team=team,
            stretches=stretches,
            holes=holes(stretches),
            apart=holes_apart(stretches),
            unlikely=unlikely(stretches, team.policy.rota.unlikely_below),
        )

    async def _chances(self, this: Moment, team: Team, members: Sequence[Person]) -> dict[PersonId, Likely]:
        """How likely each says yes, by the history of the last year."""
        since = f"{this.now - _REMEMBERS:%Y-%m}"
        history = await tallies.of_members(this.store, [each.id for each in members], since)
        prior = team.policy.rota.accepts
        told = {each.id: history.get(each.id, {}) for each in members}
        return {who: likely(prior, mine.get(True, NONE), mine.get(False, NONE)) for who, mine in told.items()}

    async def _prove(self, this: Moment, team: Team, occasion: str) -> None:
        """Prove anew, and tell the first of what coordinators are to hear now; what comes after it is counted.

        After a change that leaves too few soon, what was not found before is told without waiting. Where a call is
        unlikely to be filled, that has time until the proof of the day.
        A team of which nobody has been vetted yet has not begun: nobody is told that nobody is on.
        """
        at_once, worse = occasion.startswith(_AFTER_A_CHANGE), occasion.startswith(_MADE_WORSE)
        urgent = {Lack.UNREACHABLE}  # gaps are told by whoever makes them
        if occasion.startswith(_BY_WORD) and team.policy.rota.needs:
            urgent.add(Lack.TOO_FEW)  # of what the team wrote that it needs
        await gaps.hold(this.store, team.id)
        members = await self._gatherer.members(this.store, frozenset({team.id}))
        has_begun = any(may_be_asked(each, team.id) for each in members)
        before = await gaps.of_team(this.store, team.id)
        proof = await self.look(this, team)
        found: list[tuple[Hole, int]] = []
        telling: list[Hole] = []
        for hole in (*proof.apart, *proof.unlikely):
            known = told_of(hole, before)
            told = known or 0
            due = stages_due(hole.start, team, this.now)
            new = worse and hole.lack > Lack.ON_PURPOSE and known is None and hole.start - this.now <= SOON
            waits = at_once and (hole.lack not in urgent or due < len(team.policy.rota.gap_told))
            if has_begun and hole.lack is not Lack.ON_PURPOSE and (new or (due > told and not waits)):
                if may_tell(hole.start, team, this.now):
                    telling.append(hole)
                    told = due
                else:
                    self._again_in_the_morning(this, team)
            found.append((hole, told))
            self._again_when_due(this, team, hole)
        await gaps.keep(this.store, team.id, found)
        gap = next((each for each in telling if each.lack is not Lack.NOTHING), None)
        if gap is not None:
            after = proof.apart[proof.apart.index(gap) + 1 :]
            later = sum(hole.lack is not Lack.ON_PURPOSE for hole in after)
            await self._tell_hole(this, team, gap, later)
        weak = next((each for each in telling if each.lack is Lack.NOTHING), None)
        if weak is not None:
            later = sum(each.start > weak.start for each in proof.unlikely)
            await self._tell_unlikely(this, team, weak, later)

    def _again_when_due(self, this: Moment, team: Team, hole: Hole) -> None:
        at = next_telling(hole.start, team, this.now)
        if at is not None and hole.lack is not Lack.ON_PURPOSE:
            subject = subject_of(team.id, f"{at:%Y%m%d%H%M%S}")
            this.wakes.append(Wake(kind=WakeKind.PROOF, subject=subject, at=at))

    def _again_in_the_morning(self, this: Moment, team: Team) -> None:
        at = morning_after(team, this.now)
        this.wakes.append(Wake(kind=WakeKind.PROOF, subject=subject_of(team.id, f"{at:%Y%m%d%H%M%S}"), at=at))

    async def _tell_hole(self, this: Moment, team: Team, hole: Hole, later: int) -> None:
        kind = K.C_GAP_SOON if hole.start - this.now <= SOON else K.C_GAP_AHEAD
        params = {**_named(this, team), **_said(team, hole), "more": later or ""}
        await self._tell_coordinators(this, team, hole.start, kind, params)

    async def _tell_unlikely(self, this: Moment, team: Team, hole: Hole, later: int) -> None:
        kind = K.C_UNLIKELY_SOON if hole.start - this.now <= SOON else K.C_UNLIKELY_AHEAD
        figure = {"tenths": tenths(hole.chance), "more": later or ""}
        params = {**_named(this, team), **_when(team, hole), **figure}
        await self._tell_coordinators(this, team, hole.start, kind, params)

    async def _tell_coordinators(self, this: Moment, team: Team, begins: datetime, kind: K, params: Params) -> None:
        for each in await self._gatherer.coordinators_of(this.store, team.id):
            key = f"{kind.value}:{mark(team.id)}:{begins:%Y%m%d%H%M}:{this.stimulus}:{each.id}"
            await self._say(this, Say(kind=kind, to=each.id, to_member=True, key=key, params=params))

    # --- asked by chat

    async def show(self, this: Moment, person: PersonId) -> None:
        """The days ahead of every team whose calls they see, in a few lines."""
        if not isinstance(this.who, Person):
            return
        for team_id in sorted(await self._gatherer.watched_by(this.store, this.who)):
            team = this.community.teams[team_id]
            if not team.rotas:
                continue
            proof = await self.look(this, team)
            lines = await self._lines(this, proof)
            params = {**_named(this, team), "days": team.policy.rota.proof_days}
            key = f"{K.C_PROOF.value}:{this.stimulus}:{mark(team.id)}"
            say = Say(kind=K.C_PROOF, to=person, to_member=True, key=key, params=params, lines=lines, reply=True)
            await self._say(this, say)

    async def _lines(self, this: Moment, proof: Proof) -> tuple[Line, ...]:
        lines = [Line(kind=K.C_LINE_HOLE, params=_said(proof.team, hole)) for hole in proof.holes[:_HOLES_SHOWN]]
        if not proof.holes:
            lines.append(Line(kind=K.C_LINE_COVERED))
        if left := len(proof.holes[_HOLES_SHOWN:]):
            lines.append(Line(kind=K.C_LINE_NOT_SHOWN, params={"count": left}))
        for odds in least_likely(proof.stretches)[:_LEAST_LIKELY_SHOWN]:
            filled, others = tenths(odds.chance), tenths(odds.with_others)
            figures: Params = {"tenths": filled, "others": others if others > filled else ""}
            lines.append(Line(kind=K.C_LINE_CHANCE, params={**_when(proof.team, odds), **figures}))
        members = await self._gatherer.members(this.store, frozenset({proof.team.id}))
        lost = [each.roster_name for each in members if _counts(each, proof.team.id) and not works(each)]
        if lost:
            lines.append(Line(kind=K.C_LINE_LOST, params={"people": ", ".join(lost)}))
        return tuple(lines)

    # --- whom nothing reaches

    async def look_for(self, this: Moment, person: PersonId) -> None:
        """Something did not get through to them: if nothing does any more, their coordinators hear it, once."""
        member = await people.load(this.store, person)
        if member is None or works(member):
            return
        self._gatherer.people_changed(this.store)
        for each in member.memberships:
            team = this.community.teams.get(each.team)
            if team is not None and each.standing in PAGEABLE and await self._open_task(this, team, person):
                await self._tell_if_on(this, team, member)
                self.prove_soon(this, (team.id,))

    async def found_again(self, this: Moment, person: PersonId) -> None:
        """Something of theirs works again: whoever heard that it did not hears that too."""
        member = await people.load(this.store, person)
        if member is None or not works(member):
            return
        for each in member.memberships:
            await self._tell_back(this, each.team, member)
        self.prove_soon(this, (each.team for each in member.memberships))

    async def _who_is_back(self, this: Moment, team: Team) -> None:
        """A message got through to somebody for whom the task stands, or they are none of ours any more; or they are on
        in the days ahead by now, and nobody has heard of them.
        """
        about = {each.person for each in await self._lost(this, team.id) if each.person is not None}
        for person in sorted(about):
            member = await people.load(this.store, person)
            if member is None or not _counts(member, team.id):
                await tasks.finish_about(this.store, team.id, person, (TaskKind.UNREACHABLE,))
            elif works(member):
                await self._tell_back(this, team.id, member)
            else:
                await self._tell_if_on(this, team, member)

    async def _lost(self, this: Moment, team: TeamId) -> list[Task]:
        return [each for each in await tasks.list_open(this.store, (team,)) if each.kind is TaskKind.UNREACHABLE]

    async def _tell_if_on(self, this: Moment, team: Team, member: Person) -> None:
        """Told once for each task, as soon as they are on in the days ahead."""
        for each in await self._lost(this, team.id):
            if each.person == member.id and each.why != _TOLD and await self._tell_lost(this, team, member):
                due = this.now + _DUE_WITHIN
                await tasks.keep(this.store, replace(each, why=_TOLD, due=due, step=0, climbs_at=None))
                await tasks.look_at(this.store, team.id, due, now=this.now)

    async def _open_task(self, this: Moment, team: Team, person: PersonId) -> bool:
        """Due when they are wanted; where they are not on in the days ahead, after these."""
        wanted = Task(
            id=TaskId(self._mint.id("tsk")),
            kind=TaskKind.UNREACHABLE,
            team=team.id,
            incident=None,
            conversation=None,
            person=person,
            owner=None,
            due=this.now + team.policy.rota.ahead,
            state=TaskState.OPEN,
            why=_LOST,
        )
        return await tasks.open_task(this.store, wanted)

    async def _tell_lost(self, this: Moment, team: Team, member: Person) -> bool:
        """With their next shift and what it leaves; nobody is told of somebody who is not on in the days ahead."""
        theirs = shifts_around(team.rotas, this.now, team.policy.rota.ahead).get(member.id, ())
        if not theirs:
            return False
        shift = Shift(start=max(theirs[0].start, this.now), end=theirs[0].end)
        proof = await self.look(this, team)
        left = [hole for hole in proof.holes if _meet(hole, shift)]
        worst = max((hole.lack for hole in left), default=Lack.NOTHING)
        where = zone(team.time_zone)
        params: Params = {
            "person": member.roster_name,
            "when": f"{reached(where, shift.start):%Y-%m-%dT%H:%M}",
            "until": f"{reached(where, shift.end):%Y-%m-%dT%H:%M}",
            "people": ", ".join(await self._beside(this, team, member, shift)),
            "hole": "" if worst is Lack.NOTHING else str(int(worst)),
        }
        kind = K.C_LOST_SOON if shift.start - this.now <= SOON else K.C_LOST_AHEAD
        # Where they were wanted for a call, coordinators would hear it twice: this says more.
        this.planned[:] = [each for each in this.planned if not _says_lost(each, member)]
        await self._tell_about(this, team.id, member, kind, params)
        # What they leave is told with their name; of each of their shifts once more, when it is near.
        stages = len(team.policy.rota.gap_told)
        for hole in proof.apart:
            if any(_meet(hole, each) for each in theirs):
                told = max(stages_due(hole.start, team, this.now), stages - 1)
                await gaps.note(this.store, team.id, hole.start, hole.end, told, hole.areas)
        return True

    async def _beside(self, this: Moment, team: Team, member: Person, shift: Shift) -> list[str]:
        """Who is on all through the shift beside them, and can be reached."""
        spans = together(team.rotas, shift.start, shift.end)
        throughout = frozenset.intersection(*(each.people for each in spans))
        members = await self._gatherer.members(this.store, frozenset({team.id}))
        return [
            each.roster_name
            for each in members
            if each.id in throughout and each.id != member.id and _counts(each, team.id) and works(each)
        ][:_HOLES_SHOWN]

    async def _tell_back(self, this: Moment, team: TeamId, member: Person) -> None:
        theirs = [each for each in await self._lost(this, team) if each.person == member.id]
        if theirs:
            await tasks.finish_about(this.store, team, member.id, (TaskKind.UNREACHABLE,))
        if any(each.why == _TOLD for each in theirs):
            await self._tell_about(this, team, member, K.C_REACHED_AGAIN, {"person": member.roster_name})

    async def _tell_about(self, this: Moment, team: TeamId, member: Person, kind: K, params: Params) -> None:
        hearing = await self._gatherer.coordinators_of(this.store, team)
        for each in hearing:
            if each.id != member.id:
                key = f"{kind.value}:{this.stimulus}:{mark(team)}:{member.id}:{each.id}"
                await self._say(this, Say(kind=kind, to=each.id, to_member=True, key=key, params=params))


def _says_lost(delivery: Delivery, member: Person) -> bool:
    """And no more: that whoever is on the way to a call is out of reach is said as well."""
    wording = delivery.wording
    lost = wording.kind is K.C_UNREACHABLE and wording.params.get("person") == member.roster_name
    return lost and not wording.params.get("code")


def _meet(hole: Hole, shift: Shift) -> bool:
    return hole.start < shift.end and hole.end > shift.start


def _counts(member: Person, team: TeamId) -> bool:
    membership = member.membership(team)
    return membership is not None and membership.standing in PAGEABLE


def _named(this: Moment, team: Team) -> dict[str, str | int]:
    return {"team": team.names.get(this.community.default_language, team.id)}


def _when(team: Team, found: Hole | Odds) -> dict[str, str | int]:
    """When and where, on the team's clock; no areas where it is all of them."""
    where = zone(team.time_zone)
    return {
        "when": f"{reached(where, found.start):%Y-%m-%dT%H:%M}",
        "until": f"{reached(where, found.end):%Y-%m-%dT%H:%M}",
        "areas": "" if found.areas == team.areas else ",".join(sorted(found.areas)),
    }


def _said(team: Team, hole: Hole) -> dict[str, str | int]:
    """A hole as a sentence says it."""
    return {
        "hole": str(int(hole.lack)),
        **_when(team, hole),
        "short": hole.short or "",
        "skills": ",".join(sorted(hole.skills)),
        "languages": ",".join(sorted(hole.languages)),
    }
