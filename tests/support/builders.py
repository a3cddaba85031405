"""Builders of domain values for tests: sensible by default, changed by keyword."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.chance import SeededMint
from domain.dispatch import Decision, Facts, open_incident
from domain.ids import AreaId, ContactPointId, ConversationId, IncidentId, NatureId, PersonId, SenderId, SkillId, TeamId
from domain.incident import Incident, IncidentStatus
from domain.matching import Candidate
from domain.needs import Need, ProtectionArea, Retention, Urgency
from domain.people import Channel, ContactPoint, Membership, Person, Role, Standing
from domain.places import Place, PlaceKind
from domain.policy import Plan, Policy

NOON = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
RIVER = TeamId("river")
OLD_TOWN = AreaId("old-town")
LEAD = SkillId("lead")
CODES = ("Robin", "Cedar", "Heron", "Maple", "Wren", "Juniper", "Otter", "Willow", "Finch", "Aspen", "Lark", "Hazel")


def contact_point(person: str, rank: int = 0, channel: Channel = Channel.SIM_TELEGRAM) -> ContactPoint:
    return ContactPoint(
        id=ContactPointId(f"cp-{person}-{rank}"),
        channel=channel,
        address=f"{person}-{rank}",
        sender=SenderId(channel.value),
        person=PersonId(person),
        rank=rank,
    )


def person(
    name: str,
    *,
    standing: Standing = Standing.VETTED,
    skills: tuple[str, ...] = (),
    areas: tuple[str, ...] = (OLD_TOWN,),
    languages: tuple[str, ...] = ("en",),
    roles: tuple[Role, ...] = (Role.PROTECTOR,),
    points: int = 1,
) -> Person:
    return Person(
        id=PersonId(name),
        roster_name=name.title(),
        languages=languages,
        skills=frozenset(SkillId(each) for each in skills),
        areas=frozenset(AreaId(each) for each in areas),
        memberships=(Membership(person=PersonId(name), team=RIVER, roles=frozenset(roles), standing=standing),),
        contact_points=tuple(contact_point(name, rank) for rank in range(points)),
    )


def candidate(name: str, *, on_call: bool = True, **changes: object) -> Candidate:
    return Candidate(person=person(name, **changes), on_call=on_call)  # type: ignore[arg-type]


def facts(
    *candidates: Candidate, coordinators: tuple[str, ...] = ("cora",), stimulus: str = "stm", seed: int = 7
) -> Facts:
    return Facts(
        candidates=candidates,
        coordinators=tuple(PersonId(each) for each in coordinators),
        reading=time(12, 0),
        emergency="911",
        code_names=CODES,
        ids=SeededMint(f"{seed}-{stimulus}"),
        stimulus=stimulus,
        people={each.person.id: each.person for each in candidates},
    )


def incident(*, need: Need | None = None, policy: Policy | None = None, **changes: object) -> Incident:
    plain = Incident(
        id=IncidentId("inc_1"),
        number=12,
        team=RIVER,
        nature=NatureId("conflict"),
        protection_area=ProtectionArea.COMMUNITY_RESPONSE,
        urgency=Urgency.IMMEDIATE,
        retention=Retention(words=timedelta(hours=72), shell=timedelta(days=30)),
        conversation=ConversationId("cnv_1"),
        requester_code="Sparrow",
        language="en",
        status=IncidentStatus.OPEN,
        opened_at=NOON,
        need=need or Need(),
        plan=Plan(
            policy=policy or Policy(),
            team=RIVER,
            time_zone="America/Chicago",
            on_call=frozenset(),
            wording="1",
            made_at=NOON,
        ),
        areas=(OLD_TOWN,),
        place=Place(kind=PlaceKind.AREA, label="old town", areas=(OLD_TOWN,)),
        words=("somebody threatens us",),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def opened(*candidates: Candidate, **changes: object) -> Decision:
    """An incident that has just been opened with these people to ask."""
    return open_incident(incident(**changes), facts(*candidates), NOON, paging=True, referral=None)  # type: ignore[arg-type]
