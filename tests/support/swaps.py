"""A team with a rota and what it takes to decide about its swaps; the rota as decisions leave it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.chance import SeededMint
from domain.community import Protection, Team
from domain.ids import PersonId, RotaId
from domain.needs import Nature, ProtectionArea
from domain.people import Person
from domain.policy import Policy, RotaPolicy
from domain.rota import Add, Hours, Layer, Rota, TimeOff, Turn, Unit
from domain.rota_change import changed
from domain.rota_commands import AskSwap
from domain.swap import AnOccasion, Decision, Swap, SwapFacts, ask, call, decide
from tests.support.builders import OLD_TOWN, RIVER, person
from tests.support.proofs import community

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
"""A Monday, noon in Chicago."""

TIRED = RotaPolicy(rest_between=timedelta(hours=13))
"""Twelve hours between two nights are too few: nobody has two in a row."""

read = datetime.fromisoformat
ANA, BEN, CAL, DEE, CORA, OMAR = (PersonId(each) for each in ("ana", "ben", "cal", "dee", "cora", "omar"))
LINE = RotaId("river/line")

NIGHTS = Rota(
    id=LINE,
    time_zone="America/Chicago",
    layers=(
        Layer(
            id="nights",
            start=read("2026-03-02T20:00"),
            turn=Turn(every=1, unit=Unit.DAY),
            people=(frozenset({ANA}), frozenset({BEN}), frozenset({CAL})),
            hours=Hours(opens=time(20), closes=time(8)),
        ),
    ),
)
"""One night each, from eight to eight: ana on Monday, Thursday and Sunday, ben on Tuesday, cal on Wednesday, ..."""

MEMBERS = tuple(person(name) for name in ("ana", "ben", "cal", "dee"))


def night(day: int, hours: tuple[int, int] = (20, 32)) -> tuple[datetime, datetime]:
    """A night of that day of March, or some of its hours, counted from midnight."""
    midnight = datetime(2026, 3, day, 6, tzinfo=UTC)  # before the clocks are turned on the 8th
    return midnight + timedelta(hours=hours[0]), midnight + timedelta(hours=hours[1])


def added(who: PersonId, day: int, hours: tuple[int, int] = (20, 32)) -> Rota:
    """The nights, and somebody put on besides."""
    start, end = night(day, hours)
    return replace(NIGHTS, overrides=(Add(person=who, start=start, end=end),))


class Desk:
    """Decides one after the other, and keeps what was decided."""

    def __init__(
        self,
        *,
        rota: Rota = NIGHTS,
        members: tuple[Person, ...] = MEMBERS,
        confirmed: bool = False,
        policy: RotaPolicy = TIRED,
        now: datetime = NOW,
        natures: tuple[Nature, ...] = (),
    ) -> None:
        self.natures = natures
        self.now = now
        self.mint = SeededMint("desk")
        self.decided: list[Decision] = []
        self.swap: Swap | None = None
        self.members = {each.id: each for each in members}
        self.team = Team(
            id=RIVER,
            names={"en": "River"},
            time_zone="America/Chicago",
            areas=frozenset({OLD_TOWN}),
            protections={ProtectionArea.COMMUNITY_RESPONSE: Protection(ready=True)},
            policy=Policy(rota=replace(policy, swap_confirmed=confirmed)),
            rotas=(rota,),
        )

    @property
    def rota(self) -> Rota:
        return self.team.rotas[0]

    @property
    def facts(self) -> SwapFacts:
        return SwapFacts(
            community=community(self.team, *self.natures),
            team=self.team,
            team_name="River",
            rotas=self.team.rotas,
            members=self.members,
            coordinators=(CORA, OMAR),
            ids=self.mint,
            stimulus=f"inb_{len(self.decided)}",
            number=1 + len(self.decided),
        )

    def asks(self, by: PersonId, start: datetime, end: datetime, *people: PersonId) -> Decision:
        return self._kept(ask(AskSwap(by=by, rota=LINE, start=start, end=end, people=people), self.facts, self.now))

    def calls(self, start: datetime, end: datetime, person: PersonId | None = None) -> Decision:
        return self._kept(call(CORA, self.rota, start, end, self.facts, self.now, person=person))

    def happens(self, occasion: AnOccasion) -> Decision:
        assert self.swap is not None
        return self._kept(decide(self.swap, occasion, self.facts, self.now))

    def gives_time_off(self, person: PersonId, start: datetime, end: datetime) -> None:
        self.becomes(replace(self.rota, time_off=(*self.rota.time_off, TimeOff(person=person, start=start, end=end))))

    def becomes(self, rota: Rota) -> None:
        self.team = replace(self.team, rotas=(rota, *self.team.rotas[1:]))

    def passes(self, **much: float) -> None:
        self.now += timedelta(**much)

    def _kept(self, decision: Decision) -> Decision:
        self.decided.append(decision)
        self.swap = decision.swap
        if decision.change is not None:
            self.becomes(changed(self.rota, decision.change))
        return decision


def said(decision: Decision, to: PersonId) -> list[str]:
    """The kinds of what somebody is told."""
    return [each.kind.value for each in decision.says if each.to == to]
