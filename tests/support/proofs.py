"""Teams, people and rotas for proofs: as few as a promise needs, or such as nobody would think of."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from domain.community import Community, Protection, Team
from domain.ids import AreaId, ContactPointId, NatureId, PersonId, RotaId, SenderId, SkillId, TeamId
from domain.needs import Nature, Need, ProtectionArea, Urgency
from domain.people import Availability, Channel, ContactPoint, Membership, Person, Reach, Role, Standing
from domain.policy import OnCallNeed, Policy, RotaPolicy
from domain.proof import Likely
from domain.quiet import QuietHours
from domain.rota import Fixed, Hours, Layer, Remove, Rota, TimeOff, Turn, Unit, Weekday
from domain.zone import zone

RIVER = TeamId("river")
CHICAGO = "America/Chicago"
NOON = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
"""A Friday, noon in Chicago; on Sunday the clocks go forward."""

LEAD = SkillId("lead")


def person(
    name: str,
    *skills: str,
    reach: Reach = Reach.WORKS,
    standing: Standing = Standing.VETTED,
    roles: frozenset[Role] = frozenset({Role.PROTECTOR}),
    languages: tuple[str, ...] = ("en",),
    said: Availability = Availability.AS_ROTA,
    until: datetime | None = None,
    quiet: QuietHours | None = None,
    lapses: tuple[tuple[SkillId, datetime], ...] = (),
) -> Person:
    id = PersonId(name)
    point = ContactPoint(
        id=ContactPointId(f"cp_{name}"), channel=Channel.SMS, address="", sender=SenderId("sms"), person=id, reach=reach
    )
    return Person(
        id=id,
        roster_name=name.title(),
        languages=languages,
        skills=frozenset(map(SkillId, skills)),
        areas=frozenset(),
        memberships=(Membership(person=id, team=RIVER, roles=roles, standing=standing),),
        contact_points=(point,),
        availability=said,
        available_until=until,
        quiet=quiet,
        lapses=lapses,
    )


def nights(*people: str, name: str = "line", **more: object) -> Rota:
    """On every night from 20:00 to 08:00, all of them."""
    return Rota(
        id=RotaId(f"river/{name}"),
        time_zone=CHICAGO,
        layers=(
            Layer(
                id="nights",
                start=datetime(2026, 1, 1, 20, 0),  # noqa: DTZ001  a reading
                turn=Turn(every=1, unit=Unit.WEEK),
                people=(frozenset(map(PersonId, people)),),
                hours=Hours(opens=time(20), closes=time(8)),
            ),
        ),
        **more,  # type: ignore[arg-type]
    )


def always(*people: str, name: str = "line", **more: object) -> Rota:
    return Rota(
        id=RotaId(f"river/{name}"),
        time_zone=CHICAGO,
        layers=(
            Layer(
                id="all",
                start=datetime(2026, 1, 1, 8, 0),  # noqa: DTZ001  a reading
                turn=Turn(every=1, unit=Unit.WEEK),
                people=(frozenset(map(PersonId, people)),),
            ),
        ),
        **more,  # type: ignore[arg-type]
    )


def team(*rotas: Rota, needs: tuple[OnCallNeed, ...] = (), areas: tuple[str, ...] = ("old-town",)) -> Team:
    return Team(
        id=RIVER,
        names={"en": "River"},
        time_zone=CHICAGO,
        areas=frozenset(map(AreaId, areas)),
        protections={ProtectionArea.COMMUNITY_RESPONSE: Protection(ready=True)},
        policy=Policy(rota=RotaPolicy(needs=needs)),
        rotas=rotas,
    )


def nature(need: Need, name: str = "conflict", area: ProtectionArea = ProtectionArea.COMMUNITY_RESPONSE) -> Nature:
    return Nature(id=NatureId(name), protection_area=area, names={}, urgency=Urgency.IMMEDIATE, need=need)


def community(of: Team, *natures: Nature) -> Community:
    return Community(
        revision=1,
        name="Riverside",
        languages=("en",),
        default_language="en",
        time_zone=CHICAGO,
        place=None,
        default_rota=None,
        emergency={},
        skills={},
        areas={},
        natures={each.id: each for each in natures},
        teams={of.id: of},
    )


def alike(people: list[Person]) -> dict[PersonId, Likely]:
    return {each.id: Likely(on_call=0.7, off_call=0.377) for each in people}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A reading of Chicago's clock in March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=zone(CHICAGO)).astimezone(UTC)


def towns() -> Iterator[tuple[Team, list[Person]]]:
    """A team and its people nobody would think of; the same for the same number."""
    for seed in range(12):
        chance = random.Random(seed)
        names = ["ana", "ben", "cal", "dee"]

        def moment(chance: random.Random = chance) -> datetime:
            return NOON + timedelta(minutes=chance.randrange(-600, 2600))

        def stretch(chance: random.Random = chance) -> dict[str, datetime]:
            start = moment(chance)
            return {"start": start, "end": start + timedelta(minutes=chance.randrange(1, 900))}

        people = [
            person(
                name,
                *(["medic"] if chance.random() < 0.6 else []),
                said=chance.choice([*[Availability.AS_ROTA] * 3, Availability.ON, Availability.OFF]),
                until=chance.choice([None, moment()]),
                lapses=((SkillId("medic"), moment()),),
                quiet=chance.choice([None, QuietHours(starts=time(22, 10), ends=time(6, 50))]),
            )
            for name in names
        ]
        overrides = (
            Fixed(people=frozenset(chance.sample([*map(PersonId, names)], chance.randrange(3))), **stretch()),
            Remove(person=PersonId(chance.choice(names)), **stretch()),
        )
        off = (TimeOff(person=PersonId(chance.choice(names)), **stretch()),)
        rotas = (
            nights(*chance.sample(names, 2), overrides=overrides, time_off=off),
            nights(*chance.sample(names, 1), name="other", areas=frozenset({AreaId("mill-row")})),
        )
        needs = (
            OnCallNeed(people=chance.randrange(1, 3), skills=frozenset({SkillId("medic")})),
            OnCallNeed(
                people=2,
                hours=(time(21, 17), time(2, 30)),
                areas=frozenset({AreaId("old-town")}),
                days=chance.choice([None, frozenset({Weekday.FRI, Weekday.SUN})]),
            ),
        )
        yield team(*rotas, needs=needs, areas=("old-town", "mill-row")), people
