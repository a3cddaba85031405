"""What the community decided: applied once, loaded the same, changed only where it differs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.community import Community, Protection
from domain.ids import NatureId, RotaId
from domain.people import Person, Reach, Role, Standing
from domain.places import Area
from domain.standing import OPERATOR
from models import communities, incidents, people
from models.database import Database
from tests.models.small import (
    ANA,
    BEN,
    COMMUNITY,
    CORA,
    HARBOUR,
    HILL,
    LEAD,
    LINE,
    OURS,
    PEOPLE,
    RIVER,
    incident,
    lasting,
    member,
)
from tests.support.builders import NOON


async def apply(
    database: Database, community: Community = COMMUNITY, who: tuple[Person, ...] = PEOPLE, *, prune: bool = False
) -> tuple[str, ...]:
    async with database.writing() as store:
        return await communities.apply(store, community, who, prune=prune, now=NOON)


async def load(database: Database) -> Community:
    async with database.reading() as store:
        return await communities.load(store)


async def person(database: Database, who: str) -> Person:
    async with database.reading() as store:
        found = {each.id: each for each in await people.everybody(store)}
    return found[who]  # type: ignore[index]


async def test_before_a_file_is_applied_there_is_nothing(bare: Database) -> None:
    assert await load(bare) == communities.NONE_YET


async def test_what_was_applied_is_loaded_whole_and_in_the_files_order(bare: Database) -> None:
    await apply(bare)

    found = await load(bare)

    assert found == COMMUNITY
    for entries in ("skills", "areas", "natures", "teams"):
        assert list(getattr(found, entries)) == list(getattr(COMMUNITY, entries))


async def test_people_come_from_the_file_invited_and_without_contact_points(bare: Database) -> None:
    await apply(bare)

    async with bare.reading() as store:
        assert await people.everybody(store) == tuple(map(lasting, sorted(PEOPLE, key=lambda each: each.id)))


async def test_the_same_file_again_changes_nothing(database: Database) -> None:
    assert await apply(database) == ()
    assert await apply(database, prune=True) == ()
    assert (await load(database)).revision == 1


async def test_every_change_is_said_and_raises_the_revision_once(database: Database) -> None:
    area = replace(COMMUNITY.areas[HARBOUR], aliases=("the docks",))
    changed = replace(
        COMMUNITY,
        name="Riverbend",
        areas={**COMMUNITY.areas, HARBOUR: area},
        teams={**COMMUNITY.teams, RIVER: replace(COMMUNITY.teams[RIVER], rotas=())},
    )

    said = await apply(database, changed, prune=True)

    assert said == (
        "community: changed (name)",
        "area harbour: changed (aliases)",
        "team river: changed (rotas)",
        "rota river/nights: gone",
        "rota river/days: gone",
    )
    assert await load(database) == replace(changed, revision=2)


async def test_files_that_change_something_are_counted_apart_from_changes_by_chat(database: Database) -> None:
    async with database.writing() as store:
        assert await communities.applied(store) == 1
        await communities.revised(store)
        assert await communities.applied(store) == 1
    await apply(database, replace(COMMUNITY, name="Riverbend"))

    async with database.reading() as store:
        assert await communities.applied(store) == 2
        assert await communities.revision(store) == 3


@pytest.mark.parametrize("prune", [False, True])
async def test_what_the_file_does_not_speak_of_goes_only_with_prune(database: Database, prune: bool) -> None:
    river = COMMUNITY.teams[RIVER]
    less = replace(
        COMMUNITY,
        areas={HARBOUR: COMMUNITY.areas[HARBOUR]},
        natures={NatureId("conflict"): COMMUNITY.natures[NatureId("conflict")]},
        teams={RIVER: replace(river, areas=frozenset({HARBOUR}), protections={}, rotas=river.rotas[1:])},
        gazetteer=COMMUNITY.gazetteer[:1],
        aid=(),
    )
    who = tuple(replace(each, areas=frozenset(), memberships=each.memberships[-1:]) for each in PEOPLE)

    await apply(database, less, who, prune=prune)

    found = await load(database)
    assert (found.natures == less.natures) is prune
    assert (found.areas == less.areas) is prune
    assert (found.teams == less.teams) is prune
    assert (found.aid == ()) is prune
    assert len(found.gazetteer) == (1 if prune else 2)
    assert {each.id for each in found.teams[RIVER].rotas} == (
        {RotaId("river/days")} if prune else {RotaId("river/days"), RotaId("river/nights")}
    )


async def test_applying_never_changes_where_a_member_stands(database: Database) -> None:
    async with database.writing() as store:
        await people.vouch(store, ANA, RIVER, NOON)
        await people.bound(store, BEN, RIVER, NOON)
        await people.suspend(store, BEN, RIVER, NOON, by=OPERATOR, why="asked for")
    coordinator = member(ANA, RIVER, roles=frozenset({Role.COORDINATOR}))

    await apply(database, who=(coordinator, *PEOPLE[1:]), prune=True)

    ana, ben = await person(database, ANA), await person(database, BEN)
    assert [(each.standing, each.roles) for each in ana.memberships] == [
        (Standing.VETTED, frozenset({Role.COORDINATOR}))
    ]
    assert [each.standing for each in ben.memberships] == [Standing.INVITED, Standing.SUSPENDED]


async def test_a_new_membership_starts_invited_whatever_the_file_would_like(database: Database) -> None:
    eager = member(ANA, RIVER, HILL)
    eager = replace(eager, memberships=tuple(replace(each, standing=Standing.VETTED) for each in eager.memberships))

    await apply(database, who=(eager,))

    assert {each.standing for each in (await person(database, ANA)).memberships} == {Standing.INVITED}


async def test_a_changed_name_skill_or_area_is_kept_and_said_without_naming_anybody(database: Database) -> None:
    changed = replace(PEOPLE[0], roster_name="Anahita", skills=frozenset({LEAD}), areas=frozenset({HARBOUR}))

    said = await apply(database, who=(changed, *PEOPLE[1:]))

    assert said == ("person ana: changed (roster_name, skills, areas)",)
    assert await person(database, ANA) == changed


async def test_the_order_of_languages_is_the_members_own(database: Database) -> None:
    async with database.writing() as store:
        await people.set_language(store, ANA, "es")

    assert await apply(database) == ()
    assert (await person(database, ANA)).languages == ("es", "en")


async def test_what_a_member_said_and_how_they_are_reached_survives_the_file(database: Database) -> None:
    async with database.writing() as store:
        point = await people.add_contact_point(
            store, person=ANA, channel=OURS[1].channel, address="+13125550101", sender=LINE, now=NOON
        )
        await people.set_reach(store, point.id, Reach.FAILING)

    await apply(database, who=(replace(PEOPLE[0], roster_name="Anahita"),))

    assert (await person(database, ANA)).contact_points == (replace(point, reach=Reach.FAILING),)


async def test_a_person_nobody_speaks_of_goes_but_stays_where_calls_remember_them(database: Database) -> None:
    async with database.writing() as store:
        await people.add_contact_point(
            store, person=ANA, channel=OURS[1].channel, address="+13125550101", sender=LINE, now=NOON
        )

    said = await apply(database, who=PEOPLE[2:], prune=True)

    assert said == ("person ana: no longer a member of any team", "person ben: gone")
    async with database.reading() as store:
        assert [(each.id, each.memberships != ()) for each in await people.everybody(store)] == [
            (ANA, False),
            (CORA, True),
        ]
    assert await apply(database, who=PEOPLE[2:], prune=True) == ()


async def test_a_team_with_calls_stays_and_that_is_said(database: Database) -> None:
    async with database.writing() as store:
        await incidents.keep(store, None, incident(1, team=HILL), (), NOON)
    less = replace(COMMUNITY, teams={RIVER: COMMUNITY.teams[RIVER]}, aid=())
    who = (PEOPLE[0], PEOPLE[2])

    said = await apply(database, less, who, prune=True)

    assert "team hill: stays, because something still refers to it" in said
    assert list((await load(database)).teams) == [RIVER, HILL]


async def test_another_order_of_teams_is_a_change(database: Database) -> None:
    turned = replace(COMMUNITY, teams=dict(reversed(list(COMMUNITY.teams.items()))))

    assert await apply(database, turned) == ("teams: in another order",)
    assert list((await load(database)).teams) == [HILL, RIVER]


async def test_polygons_and_retention_survive_in_any_form(database: Database) -> None:
    ring = ((0, 0), (1, 0), (1, 1), (0, 0))
    drawn = Area(id=HARBOUR, names={"en": "Harbour"}, polygon={"type": "Polygon", "coordinates": (ring,)})
    changed = replace(COMMUNITY, areas={**COMMUNITY.areas, HARBOUR: drawn})

    assert await apply(database, changed) == ("area harbour: changed (polygon)",)
    assert await apply(database, changed) == ()
    assert (await load(database)).natures[NatureId("advice")].retention.words == timedelta(0)


async def test_words_that_lead_to_a_nature_and_what_a_team_says_and_keeps_of_an_area_are_kept(
    database: Database,
) -> None:
    river, advice = COMMUNITY.teams[RIVER], COMMUNITY.natures[NatureId("advice")]
    stands = Protection(ready=True, asking={"en": "Wait inside."}, words_kept=timedelta(hours=12))
    changed = replace(
        COMMUNITY,
        natures={**COMMUNITY.natures, advice.id: replace(advice, words=("blue fridge", "fridge*"))},
        teams={**COMMUNITY.teams, RIVER: replace(river, protections={advice.protection_area: stands})},
    )
    await apply(database, changed)

    kept = await load(database)
    assert kept.natures[advice.id].words == ("blue fridge", "fridge*")
    assert kept.teams[RIVER].protections[advice.protection_area] == stands


async def test_a_communitys_own_words_are_kept_and_their_change_is_said(database: Database) -> None:
    river = COMMUNITY.teams[RIVER]
    policy = replace(river.policy, off_hours={"en": "Ask at the church."})
    changed = replace(
        COMMUNITY, first_words={"en": "Hello."}, teams={**COMMUNITY.teams, RIVER: replace(river, policy=policy)}
    )

    assert await apply(database, changed) == ("community: changed (first_words)", "team river: changed (policy)")

    stands = await load(database)
    assert (stands.first_words, stands.teams[RIVER].policy) == (changed.first_words, policy)
