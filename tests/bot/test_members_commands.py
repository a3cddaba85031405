"""`upstander invite` and `upstander member`: whom the command line vouches for, and whose yes counts."""

from pathlib import Path

import pytest

from bot.app import migrate_database, open_database
from bot.commands.answers import TheAnswerIsNo, WrongUsage
from bot.commands.community import applied
from bot.commands.members import (
    approve_member,
    decide_skill,
    end_standing,
    history_of,
    list_members,
    make_invite,
    phones_of,
)
from config.settings import Settings
from domain.commands import Revoke, Suspend
from domain.ids import PersonId, SenderId
from domain.people import Channel, Standing
from domain.standing import OPERATOR
from models import people, senders
from models.senders import Sender
from tests.support.standing import stands
from tests.support.world import COMMUNITY, NOON


@pytest.fixture
async def chosen(sqlite_database_url: str, tmp_path: Path) -> Settings:
    """Settings of a database that knows the people of `river.yaml`, all invited."""
    settings = Settings(
        _env_file=None,
        database_url=sqlite_database_url,
        keyring_url=f"sqlite+aiosqlite:///{tmp_path / 'keyring.db'}",
        root_key_file=tmp_path / "root.key",
    )
    await migrate_database(settings)
    await applied(settings, COMMUNITY, prune=False)
    return settings


async def stand(chosen: Settings, standing: Standing, *who: str) -> None:
    """These people stand here now in all their teams."""
    database = await open_database(chosen)
    async with database.writing() as store:
        for person in await people.load_many(store, map(PersonId, who)):
            for each in person.memberships:
                await stands(store, person.id, each.team, standing, NOON)
    await database.close()


async def vouched(chosen: Settings, person: str, *, coordinator: bool = True) -> bool:
    made = await make_invite(chosen, person=person, team="", coordinator=coordinator)
    assert {"person", "code", "telegram", "expires"} <= made.keys()
    return bool(made["vouched"])


async def test_the_first_two_coordinators_invited_are_vouched_for_and_no_third(chosen: Settings) -> None:
    assert [await vouched(chosen, each) for each in ("cora", "omar", "gus")] == [True, True, False]


async def test_inviting_one_twice_takes_one_place_and_voids_the_earlier_code(chosen: Settings) -> None:
    assert await vouched(chosen, "cora")
    again = await make_invite(chosen, person="cora", team="", coordinator=True)

    assert (again["vouched"], again["replaced"]) == (True, 1)
    assert await vouched(chosen, "omar")


async def test_a_coordinator_vouched_for_is_so_for_a_further_account_too(chosen: Settings) -> None:
    await vouched(chosen, "cora")
    await vouched(chosen, "omar")

    assert await vouched(chosen, "cora", coordinator=False)
    assert not await vouched(chosen, "gus", coordinator=False)


async def test_only_a_coordinator_of_the_members_team_approves_while_it_has_two(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "cora", "omar", "gus", "hal")
    await stand(chosen, Standing.BOUND, "ben")

    for by in ("gus", "hal", "ana"):
        with pytest.raises(TheAnswerIsNo, match=f"{by} is not a vetted coordinator of team river"):
            await approve_member(chosen, "ben", by=by, team="")
    await approve_member(chosen, "ben", by="cora", team="")

    assert (await approve_member(chosen, "ben", by="omar", team=""))["standing"] == "vetted"


async def test_while_a_team_has_fewer_than_two_a_coordinator_of_another_helps_out(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "cora", "omar", "gus")
    await stand(chosen, Standing.BOUND, "hal")

    with pytest.raises(TheAnswerIsNo):
        await approve_member(chosen, "hal", by="ana", team="")
    await approve_member(chosen, "hal", by="cora", team="")

    assert (await approve_member(chosen, "hal", by="gus", team=""))["standing"] == "vetted"


async def test_whoever_is_to_be_approved_is_not_one_of_the_two(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "cora", "omar", "gus")
    await stand(chosen, Standing.SUSPENDED, "omar")

    await approve_member(chosen, "omar", by="cora", team="")
    answer = await approve_member(chosen, "omar", by="gus", team="")

    assert (answer["standing"], answer["approved_by"]) == ("vetted", ["cora", "gus"])


async def test_another_coordinator_confirms_a_skill_and_takes_it_back(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "cora", "gus")

    assert await decide_skill(chosen, "ben", "listening", by="cora", confirmed=True) == "ben has listening."
    assert await decide_skill(chosen, "ben", "listening", by="cora", confirmed=False) == "ben does not have listening."
    with pytest.raises(TheAnswerIsNo):
        await decide_skill(chosen, "ben", "listening", by="gus", confirmed=True)  # of another team
    with pytest.raises(TheAnswerIsNo):
        await decide_skill(chosen, "cora", "listening", by="cora", confirmed=True)
    with pytest.raises(WrongUsage, match="There are: de-escalation, listening"):
        await decide_skill(chosen, "ben", "juggling", by="cora", confirmed=True)


async def test_the_list_shows_who_said_yes_and_how_many_accounts_there_are(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "cora", "omar")
    await stand(chosen, Standing.BOUND, "ben")
    await approve_member(chosen, "ben", by="cora", team="")

    ben = next(each for each in await list_members(chosen) if each["id"] == "ben")

    assert ben == {
        "id": "ben",
        "name": "Ben",
        "roles": ["protector"],
        "standing": "bound",
        "team": "river",
        "channels": [],
        "accounts": 0,
        "approved_by": ["cora"],
        "proved": "",
    }


async def test_the_last_coordinator_of_a_team_goes_only_when_told_so(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "gus")

    for command in (Suspend, Revoke):
        with pytest.raises(TheAnswerIsNo, match="gus is the last coordinator of team hill"):
            await end_standing(chosen, "gus", team="", command=command)
    answer = await end_standing(chosen, "gus", team="", command=Suspend, last=True)

    assert answer["standing"] == "suspended"


async def test_nobody_without_an_account_is_approved_or_suspended(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "cora", "omar")

    with pytest.raises(TheAnswerIsNo, match="ben has no account yet"):
        await approve_member(chosen, "ben", by="cora", team="")
    with pytest.raises(TheAnswerIsNo, match="ben has no account yet"):
        await end_standing(chosen, "ben", team="", command=Suspend)
    with pytest.raises(TheAnswerIsNo, match="nobody vouches for themselves"):
        await approve_member(chosen, "cora", by="cora", team="")


async def test_a_stolen_phone_is_seen_and_dropped(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "ben")
    database = await open_database(chosen)
    async with database.writing() as store:
        await senders.keep(store, Sender(id=SenderId("us"), channel=Channel.SMS, address="+15550000"))
        for channel, address in ((Channel.SMS, "+15550001"), (Channel.TELEGRAM, "501")):
            await people.add_contact_point(
                store, person=PersonId("ben"), channel=channel, address=address, sender=SenderId("us"), now=NOON
            )
    await database.close()

    before = await phones_of(chosen, "ben")
    after = await phones_of(chosen, "ben", drop=1)

    assert [(each["n"], each["channel"], each["since"]) for each in before] == [
        (1, "sms", NOON.isoformat()),
        (2, "telegram", NOON.isoformat()),
    ]
    assert [(each["n"], each["channel"]) for each in after] == [(1, "telegram")]
    with pytest.raises(TheAnswerIsNo, match="ben has no phone of that number"):
        await phones_of(chosen, "ben", drop=2)


async def test_nobody_erased_is_invited(chosen: Settings) -> None:
    await stand(chosen, Standing.LEFT, "ben")
    database = await open_database(chosen)
    async with database.writing() as store:
        await people.erase(store, PersonId("ben"))
    await database.close()

    with pytest.raises(TheAnswerIsNo, match="ben was erased, for ever: add them under a new id"):
        await make_invite(chosen, person="ben", team="", coordinator=False)


async def test_the_history_says_how_somebody_came_to_stand_where_they_stand(chosen: Settings) -> None:
    await stand(chosen, Standing.VETTED, "cora", "omar")
    await make_invite(chosen, person="ben", team="", coordinator=False)
    await stand(chosen, Standing.BOUND, "ben")
    for by in ("cora", "omar"):
        await approve_member(chosen, "ben", by=by, team="")
    await end_standing(chosen, "ben", team="", command=Revoke)
    await make_invite(chosen, person="ben", team="", coordinator=False)

    told = [(each["kind"], each["after"], each["by"]) for each in await history_of(chosen, "ben")]

    assert told == [
        ("Invited", "invited", "operator"),
        ("AccountBound", "bound", None),
        ("SaidYes", "bound", "cora"),
        ("SaidYes", "bound", "omar"),
        ("Approved", "vetted", None),
        ("WentAway", "left", "operator"),
        ("Invited", "invited", "operator"),
    ]


async def test_whoever_a_pruned_file_no_longer_names_ends_as_any_membership_does(
    chosen: Settings, tmp_path: Path
) -> None:
    await stand(chosen, Standing.VETTED, "cora", "omar", "ben")
    lines = COMMUNITY.read_text(encoding="utf-8").replace("[[ana, ben, cal, dee, eve]]", "[[ana, cal, dee, eve]]")
    less = tmp_path / "less.yaml"
    less.write_text("\n".join(each for each in lines.splitlines() if "id: ben" not in each), encoding="utf-8")

    await applied(chosen, less, prune=True)

    assert "ben" not in {each["id"] for each in await list_members(chosen)}
    database = await open_database(chosen)
    async with database.reading() as store:
        last = (await people.audit(store, PersonId("ben")))[-1]
    await database.close()
    assert (last.after, last.by) == (Standing.LEFT, OPERATOR)
