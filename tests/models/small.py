"""A small community for tests of rows, with one of everything a row can hold."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from domain.community import Community, Landmark, MutualAid, Protection, Skill, Team
from domain.conversation import Intake, Question
from domain.ids import AreaId, ConversationId, IncidentId, NatureId, PageId, PersonId, RotaId, SenderId, SkillId, TeamId
from domain.incident import Incident, Page, PageState
from domain.needs import Mode, Nature, Need, ProtectionArea, Retention, Urgency, Window
from domain.people import Channel, Membership, Person, Role, Standing
from domain.places import Area, Place, PlaceKind
from domain.policy import Filling, Paging, Policy, Tier
from domain.rota import Add, Fixed, Hours, Layer, Remove, Replace, Rota, TimeOff, Turn, Unit, Weekday
from domain.training import day_begins
from domain.year import Learning
from domain.zone import zone
from models.senders import Sender
from tests.support.builders import NOON
from tests.support.builders import incident as plain_incident

read = datetime.fromisoformat

RIVER, HILL = TeamId("river"), TeamId("hill")
OLD_TOWN, HARBOUR = AreaId("old-town"), AreaId("harbour")
LEAD, MEDIC = SkillId("lead"), SkillId("medic")
ANA, BEN, CORA = PersonId("ana"), PersonId("ben"), PersonId("cora")
BOT, LINE = SenderId("bot"), SenderId("line")

OURS = (
    Sender(id=BOT, channel=Channel.TELEGRAM, address="upstander_bot"),
    Sender(id=LINE, channel=Channel.SMS, address="+13125550100", team=RIVER),
)

NIGHTS = Rota(
    id=RotaId("river/nights"),
    time_zone="America/Chicago",
    layers=(
        Layer(
            id="week",
            start=read("2026-03-06T20:00"),
            turn=Turn(every=1, unit=Unit.WEEK),
            people=(frozenset({ANA}), frozenset({BEN, CORA}), frozenset()),
            until=datetime(2026, 12, 31, 20, 0, tzinfo=UTC),
            days=frozenset({Weekday.SUN, Weekday.MON}),
            hours=Hours(opens=time(20, 0), closes=time(8, 30)),
            priority=2,
        ),
        Layer(id="day", start=read("2026-03-06"), turn=Turn(every=2, unit=Unit.DAY), people=(frozenset({ANA}),)),
    ),
    overrides=(
        Add(person=ANA, start=read("2026-04-01"), end=read("2026-04-02")),
        Remove(person=BEN, start=read("2026-04-01"), end=read("2026-04-02")),
        Replace(person=ANA, by=BEN, start=datetime(2026, 4, 3, tzinfo=UTC), end=datetime(2026, 4, 4, tzinfo=UTC)),
        Fixed(people=frozenset(), start=read("2026-04-05"), end=read("2026-04-06")),
        Fixed(people=frozenset({CORA}), start=read("2026-04-07"), end=read("2026-04-08")),
    ),
    time_off=(TimeOff(person=ANA, start=read("2026-05-01"), end=read("2026-05-09")),),
    areas=frozenset({OLD_TOWN}),
    skills=frozenset({LEAD}),
)

COMMUNITY = Community(
    revision=1,
    name="Riverside",
    languages=("en", "es"),
    default_language="en",
    time_zone="America/Chicago",
    place=(41.88, -87.63),
    default_rota=RotaId("river/nights"),
    emergency={"medical": "911"},
    lexicon={"en": {"needs": {"food": ["the blue fridge"]}}},
    skills={
        MEDIC: Skill(id=MEDIC, names={"en": "Medic", "es": "Sanitaria"}, expires_days=365),
        LEAD: Skill(id=LEAD, names={}),
    },
    areas={
        OLD_TOWN: Area(
            id=OLD_TOWN,
            names={"en": "Old Town"},
            aliases=("the flats",),
            zips=("60614",),
            polygon={"type": "Polygon", "coordinates": [[[0.5, 0], [1, 0], [1, 1], [0.5, 0]]]},
        ),
        HARBOUR: Area(id=HARBOUR, names={"en": "Harbour"}),
    },
    natures={
        NatureId("conflict"): Nature(
            id=NatureId("conflict"),
            protection_area=ProtectionArea.COMMUNITY_RESPONSE,
            names={"en": "Conflict or threat"},
            urgency=Urgency.IMMEDIATE,
            need=Need(responders=2, cap=4, together=2, roles={LEAD: 1}, skills=frozenset({LEAD}), languages=("es",)),
        ),
        NatureId("advice"): Nature(
            id=NatureId("advice"),
            protection_area=ProtectionArea.CRIMINAL_LEGAL,
            names={"en": "Legal advice"},
            urgency=Urgency.EXPECTED,
            need=Need(
                responders=2,
                cap=2,
                mode=Mode.REMOTE,
                roles={LEAD: 1},
                remote=frozenset({LEAD}),
                window=Window(start=datetime(2026, 5, 1, 9, tzinfo=UTC), end=datetime(2026, 5, 1, 17, tzinfo=UTC)),
            ),
            retention=Retention(words=timedelta(0), shell=timedelta(days=7)),
        ),
    },
    teams={
        RIVER: Team(
            id=RIVER,
            names={"en": "River"},
            time_zone="America/Chicago",
            areas=frozenset({OLD_TOWN, HARBOUR}),
            protections={
                ProtectionArea.COMMUNITY_RESPONSE: Protection(ready=True),
                ProtectionArea.ABORTION_SUPPORT: Protection(ready=False, refer={"en": "Ask the fund."}),
            },
            policy=Policy(
                live_pages=4,
                expires_day=timedelta(seconds=90.5),
                night_from=time(23, 15),
                tiers=(Tier.ON_CALL, Tier.COORDINATORS),
                paging=Paging.COMPUTED,
                filling=Filling(
                    chance=0.9, ask_again=(timedelta(seconds=45.5),), heavy=frozenset({NatureId("advice")}), nights=0
                ),
            ),
            rotas=(NIGHTS, Rota(id=RotaId("river/days"), time_zone="Europe/Paris")),
            learning=Learning(shadow_calls=2, gatherings=9, words={2: {"title": {"en": "Rest"}}}),
        ),
        HILL: Team(
            id=HILL,
            names={"en": "Hill"},
            time_zone="America/Chicago",
            areas=frozenset({HARBOUR}),
            protections={},
            policy=Policy(),
        ),
    },
    gazetteer=(
        Landmark(name="Main St and 3rd Ave", kind="intersection", lat=41.9, lon=-87.6),
        Landmark(name="The old mill", kind="landmark", lat=41.8, lon=-87.7),
    ),
    aid=(MutualAid(team=RIVER, other=HILL),),
)


def member(
    name: PersonId,
    *teams: TeamId,
    roster_name: str | None = None,
    roles: frozenset[Role] = frozenset({Role.PROTECTOR}),
    skills: frozenset[SkillId] = frozenset(),
) -> Person:
    """A person as a community file has them: without contact points, invited."""
    return Person(
        id=name,
        roster_name=roster_name or name.title(),
        languages=("en", "es"),
        skills=skills,
        areas=frozenset({OLD_TOWN}),
        memberships=tuple(
            Membership(person=name, team=team, roles=roles, standing=Standing.INVITED) for team in sorted(teams)
        ),
    )


PEOPLE = (
    member(ANA, RIVER, skills=frozenset({LEAD, MEDIC})),
    member(BEN, RIVER, HILL),
    member(CORA, RIVER, roles=frozenset({Role.COORDINATOR, Role.PROTECTOR})),
)


def page(n: int, incident: IncidentId, person: PersonId, letter: str = "A", **changes: object) -> Page:
    sent_at = NOON + timedelta(minutes=n)
    values: dict[str, object] = {
        "id": PageId(f"pag_{n}"),
        "incident": incident,
        "person": person,
        "letter": letter,
        "state": PageState.LIVE,
        "sent_at": sent_at,
        "expires_at": sent_at + timedelta(minutes=2),
        "why": "on call",
    }
    return Page(**{**values, **changes})  # type: ignore[arg-type]


def incident(n: int, conversation: ConversationId | None = None, **changes: object) -> Incident:
    values: dict[str, Any] = {
        "id": IncidentId(f"inc_{n}"),
        "number": n,
        "conversation": conversation,
        "opened_at": NOON + timedelta(minutes=n),
        "areas": (HARBOUR, OLD_TOWN),
        "need": COMMUNITY.natures[NatureId("conflict")].need,
        "place": Place(
            kind=PlaceKind.ADDRESS, label="12 Quiet Lane", areas=(OLD_TOWN,), lat=41.881, lon=-87.623, why="gazetteer"
        ),
        "words": ("a man shouts at us", "please hurry"),
    }
    return plain_incident(**{**values, **changes})


INTAKE = Intake(
    words=("my neighbour needs help",),
    place=Place(kind=PlaceKind.ZIP, label="60614", areas=(OLD_TOWN,), why="zip"),
    nature=NatureId("conflict"),
    danger=False,
    asked=frozenset({Question.WHERE, Question.WHAT}),
)


def lasting(who: Person) -> Person:
    """Them as they stand once the community was applied at NOON: what expires does so."""
    ends = {each: COMMUNITY.skills[each].expires_days for each in sorted(who.skills)}
    where = zone(COMMUNITY.zone_of(who))
    return replace(who, lapses=tuple((each, day_begins(NOON, days, where)) for each, days in ends.items() if days))
