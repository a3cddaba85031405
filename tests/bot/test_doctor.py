"""`upstander doctor` whole: one line each, exit code, JSON, and nothing set that nobody agreed to."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from starlette.responses import JSONResponse, RedirectResponse, Response
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.app import migrate_database
from bot.checkup import reach, rows, servers
from bot.clock import ManualClock
from bot.commands.answers import opened
from bot.commands.community import applied
from bot.commands.doctor import examine
from config.settings import Settings, unknown_variables
from domain.community import Protection, Team
from domain.ids import PersonId, SenderId, TimerId
from domain.messages import Wake, WakeKind
from domain.needs import ProtectionArea
from domain.people import Channel, Reach, Standing
from domain.policy import Policy
from models import people, senders, timers
from models.senders import Sender
from tests.bot.examined import Findings, findings
from tests.fakes.door import Door
from tests.fakes.faults import Refuse
from tests.fakes.telegram import FakeTelegram
from tests.handlers.talks import COMMUNITY as TOWN
from tests.support.builders import NOON, RIVER
from tests.support.standing import stands
from tests.support.world import COMMUNITY

EVERYBODY = ("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "hal", "gus")


async def made(database_url: str, folder: Path) -> Settings:
    chosen = Settings(
        _env_file=None,
        database_url=database_url,
        keyring_url=f"sqlite+aiosqlite:///{folder / 'keyring.db'}",
        root_key_file=folder / "root.key",
    )
    await migrate_database(chosen)
    await applied(chosen, COMMUNITY, prune=False)
    return chosen


@pytest.fixture
async def chosen(sqlite_database_url: str, tmp_path: Path) -> Settings:
    return await made(sqlite_database_url, tmp_path)


async def come(chosen: Settings, *who: str, standing: Standing = Standing.VETTED) -> None:
    """These people have bound a phone, and stand here in their teams."""
    async with opened(chosen) as database, database.writing() as store:
        await senders.keep(store, Sender(id=SenderId("sms"), channel=Channel.SMS, address="+13125550100"))
        for each in who:
            person = await people.load(store, PersonId(each))
            assert person is not None
            await people.add_contact_point(
                store,
                person=person.id,
                channel=Channel.SMS,
                address=f"+131255501{10 + EVERYBODY.index(each)}",
                sender=SenderId("sms"),
                now=NOON,
            )
            for held in person.memberships:
                await stands(store, person.id, held.team, standing, NOON)


async def look(chosen: Settings, now: datetime = NOON) -> Findings:
    async with opened(chosen) as database:
        return await findings(rows.look(database, now))


async def test_a_community_whose_people_have_come_is_well(chosen: Settings) -> None:
    await come(chosen, *EVERYBODY)
    found = await look(chosen)

    assert found.to_do == []
    assert found.about("people").found == f"{len(EVERYBODY)} of {len(EVERYBODY)} can be paged"
    assert found.about("queue").found == "waiting: nothing; nothing late, nothing given up"


async def test_whoever_has_still_to_come_or_to_be_approved_is_named_by_id(chosen: Settings) -> None:
    await come(chosen, "cora", "omar", "ana", "ben", "cal")
    await come(chosen, "dee", standing=Standing.BOUND)
    found = (await look(chosen)).about("people")

    assert found.ok
    assert "eve, fay, gus, hal have not followed an invite" in found.advice
    assert "dee wait for two coordinators' yes" in found.advice


def test_nobody_named_who_listens_to_whoever_may_take_their_life_is_told_with_the_teams_that_are_not_ready() -> None:
    ready = {ProtectionArea.MENTAL_HEALTH: Protection(ready=True)}
    team = Team(id=RIVER, names={}, time_zone="UTC", areas=frozenset(), protections=ready, policy=Policy())
    listened = replace(TOWN, teams={RIVER: team})
    lacking = replace(listened, emergency={"medical": "911"})

    assert (rows.crisis_line(listened).ok, rows.crisis_line(listened).found) == (True, "988")
    assert listened.is_ready(team, ProtectionArea.MENTAL_HEALTH)
    assert "not ready for mental health without one: river" in rows.crisis_line(lacking).found
    assert not rows.crisis_line(lacking).ok
    assert not lacking.is_ready(team, ProtectionArea.MENTAL_HEALTH)


async def test_two_coordinators_are_needed(chosen: Settings) -> None:
    await come(chosen, "cora", "ana", "ben")
    found = await look(chosen)

    assert not found.about("coordinators").ok
    assert found.about("people").ok


async def test_members_whom_nothing_reaches_and_those_it_hardly_reaches_are_told_apart(chosen: Settings) -> None:
    await come(chosen, *EVERYBODY)
    async with opened(chosen) as database, database.writing() as store:
        for who, how in (("fay", Reach.OPTED_OUT), ("gus", Reach.BLOCKED), ("eve", Reach.FAILING)):
            person = await people.load(store, PersonId(who))
            assert person is not None
            await people.set_reach(store, person.contact_points[0].id, how)
    found = (await look(chosen)).about("contacts")

    assert not found.ok
    assert found.found == "nothing reaches fay, gus; the last message to eve failed"


async def test_who_is_on_is_told_for_each_rota_and_a_rota_that_answers_with_nobody_who_can_be_asked(
    chosen: Settings,
) -> None:
    await come(chosen, *(each for each in EVERYBODY if each != "hal"))
    found = [each for each in (await look(chosen)).all if each.about == "on call"]

    told = {each.found.partition(":")[0]: each for each in found}
    assert told["river/line"].ok
    assert "ana" in told["river/line"].found
    (hill,) = [each for name, each in told.items() if name.startswith("hill/")]
    assert not hill.ok
    assert "nobody who is on can be asked" in hill.remedy


async def test_a_rota_with_nobody_on_is_pointed_out(chosen: Settings) -> None:
    await come(chosen, *EVERYBODY)
    found = [each for each in (await look(chosen, NOON - timedelta(days=3650))).all if each.about == "on call"]

    assert found
    assert all(each.found.endswith("nobody now") and each.ok and each.advice for each in found)


async def test_work_that_waits_too_long_is_named_with_its_age(chosen: Settings) -> None:
    await come(chosen, *EVERYBODY)
    await a_timer(chosen, NOON)
    fresh = (await look(chosen, NOON + timedelta(seconds=60))).about("queue")
    late = (await look(chosen, NOON + timedelta(minutes=12))).about("queue")

    assert fresh.ok
    assert fresh.found.startswith("waiting: 1 timer")
    assert not late.ok
    assert "timer late by 12 min" in late.found


async def test_work_that_was_given_up_needs_somebody_to_look(chosen: Settings) -> None:
    await come(chosen, *EVERYBODY)
    timer = await a_timer(chosen, NOON)
    async with opened(chosen) as database, database.writing() as store:
        await timers.bury(store, timer, attempts=8, why="test", now=NOON)
    found = (await look(chosen)).about("queue")

    assert not found.ok
    assert found.found == "waiting: nothing; given up: 1 timer"


async def a_timer(chosen: Settings, at: datetime) -> TimerId:
    """Something is to be done at an instant."""
    async with opened(chosen) as database, database.writing() as store:
        await timers.wake(store, Wake(kind=WakeKind.PLACE_LATE, subject="cnv-none", at=at))
        (due,) = await timers.due(store, at, 1)
    return due.id


async def test_a_database_without_a_community_says_what_to_run(sqlite_database_url: str, tmp_path: Path) -> None:
    chosen = Settings(
        _env_file=None,
        database_url=sqlite_database_url,
        keyring_url=f"sqlite+aiosqlite:///{tmp_path / 'keyring.db'}",
        root_key_file=tmp_path / "root.key",
    )
    await migrate_database(chosen)
    found = await look(chosen)

    assert found.about("community").remedy == "run: upstander community apply FILE"


# --- PostgreSQL


async def test_a_keyring_in_a_file_beside_rows_on_a_server_is_well(postgres_database_url: str, tmp_path: Path) -> None:
    found = await findings(servers.look(await made(postgres_database_url, tmp_path)))

    assert [each.about for each in found.all] == ["server"]
    assert found.about("server").found.startswith("PostgreSQL ")


async def test_a_keyring_on_the_server_of_the_rows_is_pointed_out_and_fails_once_the_server_keeps_copies(
    postgres_database_url: str, tmp_path: Path
) -> None:
    chosen = (await made(postgres_database_url, tmp_path)).model_copy(update={"keyring_url": postgres_database_url})
    alone = (await findings(servers.look(chosen))).about("keyring")
    connection = await asyncpg.connect(postgres_database_url.replace("+asyncpg", ""))
    # A place kept for a replica, as long as this connection stands.
    await connection.execute("SELECT pg_create_physical_replication_slot('upstander_test', false, true)")
    copied = (await findings(servers.look(chosen))).about("keyring")
    await connection.close()

    assert alone.ok
    assert alone.found == "on the same server as the rows"
    assert "back up the database of the rows alone" in alone.advice
    assert not copied.ok
    assert "1 replica: a key that is destroyed lives on" in copied.found


# --- the public address


async def reached(url: str, **more: Any) -> Findings:
    chosen = Settings(_env_file=None, public_url=url, **more)
    return await findings(reach.look(chosen, limit=2.0))


HEALTH = {"ok": True, "schema": "0001", "schema_is_newest": True, "tzdata": "2026.1"}


@pytest.mark.parametrize(
    ("answer", "well", "words"),
    [
        (JSONResponse(HEALTH), True, "reaches the program, which is well"),
        (JSONResponse({**HEALTH, "ok": False}, status_code=503), False, "which is not well"),
        (Response("<html>welcome</html>"), False, "something else answers"),
        (JSONResponse([]), False, "something else answers"),
        (RedirectResponse("https://www.example.org/"), False, "leads on to another address"),
    ],
)
async def test_the_public_address_is_asked_for_our_own_health(answer: Response, well: bool, words: str) -> None:
    async with Door([answer]) as door:
        found = await reached(door.url)

    assert [each.path for each in door.heard] == ["/healthz"]
    assert (found.about("public url").ok, words in found.about("public url").found) == (well, True)


async def test_an_address_where_nobody_answers_is_a_finding_and_not_a_crash() -> None:
    async with Door() as door:
        gone = door.url

    assert not (await reached(gone)).about("public url").ok


async def test_an_address_without_tls_is_not_even_called() -> None:
    found = await reached("http://help.example.org")

    assert "not https" in found.about("public url").found


async def test_no_public_address_is_no_fault() -> None:
    found = await findings(reach.look(Settings(_env_file=None)))

    assert found.to_do == []


# --- the whole


async def test_the_whole_look_goes_through_and_changes_nothing(chosen: Settings, tmp_path: Path) -> None:
    await come(chosen, *EVERYBODY)
    async with FakeTelegram() as tg:
        on = chosen.model_copy(update={"telegram_token": SecretStr(tg.token), "telegram_api_url": tg.url})
        found = await findings(examine(on, ManualClock(NOON)))

    # The tests' own files may lie in memory, and that is rightly pointed out.
    assert set(found.to_do) <= {"disks"}
    assert [each.about for each in found.all][:3] == ["settings", "zone data", "telegram"]
    assert {"public url", "heartbeat", "database", "community", "people", "on call", "queue", "disks"} <= {
        each.about for each in found.all
    }
    assert [each.operation for each in tg.calls] == [
        "getMe",
        "getWebhookInfo",
        "getMyCommands",
        "getMyDescription",
    ]


async def test_zone_data_of_years_ago_is_pointed_out(chosen: Settings) -> None:
    found = await findings(examine(chosen, ManualClock(datetime(2040, 1, 1, tzinfo=UTC))))

    assert "years old" in found.about("zone data").advice


def in_folder(folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        database_url=f"sqlite+aiosqlite:///{folder / 'upstander.db'}",
        keyring_url=f"sqlite+aiosqlite:///{folder / 'keyring.db'}",
        root_key_file=folder / "root.key",
    )


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


async def test_looking_makes_neither_a_database_nor_a_key(tmp_path: Path) -> None:
    chosen = in_folder(tmp_path)
    nothing = await findings(examine(chosen))
    before = names_in(tmp_path)
    await migrate_database(chosen)
    keyless = await findings(examine(chosen))

    assert nothing.about("database").remedy == "run: upstander migrate"
    assert before == []
    assert "upstander community apply FILE" in keyless.about("root key").remedy
    assert not chosen.root_key_file.exists()


async def test_a_database_that_cannot_be_used_does_not_end_the_look(tmp_path: Path, chosen: Settings) -> None:
    chosen.root_key_file.chmod(0o644)
    found = await findings(examine(chosen))

    assert "chmod 600" in found.about("database").remedy
    assert found.all[-1].about == "disks"


def test_a_misspelt_setting_is_found_in_the_environment_and_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("UPSTANDER_TELEGRAM_TOKN=1\nUPSTANDER_LISTEN=127.0.0.1:1\nOTHER=1\n")
    monkeypatch.setenv("UPSTANDER_TWILLIO_FROM", "x")

    assert unknown_variables(file) == ("UPSTANDER_TELEGRAM_TOKN", "UPSTANDER_TWILLIO_FROM")


# --- the command


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        fake.joins_groups = False
        yield fake


@pytest.fixture
async def environment(sqlite_database_url: str, tmp_path: Path, telegram: FakeTelegram) -> dict[str, str]:
    """A bot whose updates are brought nowhere, and a database without a community."""
    environment = {
        "UPSTANDER_DATABASE_URL": sqlite_database_url,
        "UPSTANDER_KEYRING_URL": f"sqlite+aiosqlite:///{tmp_path / 'keyring.db'}",
        "UPSTANDER_ROOT_KEY_FILE": str(tmp_path / "root.key"),
        "UPSTANDER_TELEGRAM_TOKEN": telegram.token,
        "UPSTANDER_TELEGRAM_SECRET": "loopback-secret",
        "UPSTANDER_TELEGRAM_API_URL": telegram.url,
        "UPSTANDER_TELEGRAM_MODE": "webhook",
        "UPSTANDER_PUBLIC_URL": "http://127.0.0.1:9",
    }
    await doctor_said(environment, "migrate")
    return environment


async def doctor_said(environment: dict[str, str], *arguments: str) -> Result:
    """The program's own command line, beside the loop on which the fakes answer."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, [*arguments], env=environment))


async def test_one_line_each_and_exit_1_if_anything_needs_doing(environment: dict[str, str]) -> None:
    said = await doctor_said(environment, "doctor")

    assert said.exit_code == 1
    assert "! updates" in said.stdout
    assert "! root key" in said.stdout
    assert "  telegram" in said.stdout
    assert "doctor --fix" in said.stdout


async def test_json_is_one_document_with_every_finding(environment: dict[str, str]) -> None:
    said = await doctor_said(environment, "doctor", "--json")
    document = json.loads(said.stdout)

    assert (said.exit_code, document["ok"], document["set"]) == (1, False, [])
    (updates,) = [each for each in document["findings"] if each["about"] == "updates"]
    assert set(updates) == {"about", "ok", "found", "remedy", "advice", "fix"}
    assert updates["fix"].startswith("Telegram: bring updates to http://127.0.0.1:9/telegram/webhook")
    assert "loopback-secret" not in said.stdout


async def test_nothing_is_set_unless_somebody_agrees(environment: dict[str, str], telegram: FakeTelegram) -> None:
    asked = await doctor_said(environment, "doctor", "--fix")
    refused = telegram.webhook_url
    done = await doctor_said(environment, "doctor", "--fix", "--yes")

    assert "bring updates to http://127.0.0.1:9/telegram/webhook, with our secret?" in asked.stdout
    assert (asked.exit_code, refused) == (1, None)
    assert "with our secret: done" in done.stdout
    assert telegram.webhook_url == "http://127.0.0.1:9/telegram/webhook"
    assert done.stdout.partition("Once more, to see it hold:")[2].count("! updates") == 0


async def test_json_cannot_ask_and_says_so(environment: dict[str, str], telegram: FakeTelegram) -> None:
    asked = await doctor_said(environment, "doctor", "--fix", "--json")
    untouched = telegram.webhook_url
    done = await doctor_said(environment, "doctor", "--fix", "--yes", "--json")

    assert (asked.exit_code, asked.stdout, untouched) == (2, "", None)
    assert "add --yes" in asked.stderr
    assert [each["outcome"] for each in json.loads(done.stdout)["set"]] == ["done"]


async def test_what_a_provider_refuses_to_set_is_said(environment: dict[str, str], telegram: FakeTelegram) -> None:
    telegram.next(Refuse(400, "Bad Request: bad webhook"), method="setWebhook")
    said = await doctor_said(environment, "doctor", "--fix", "--yes")

    assert "with our secret: refused (400)" in said.stdout
    assert said.exit_code == 1


async def test_settings_that_do_not_add_up_are_findings() -> None:
    said = await doctor_said({"UPSTANDER_DATABASE_URL": "mysql://localhost/x", "UPSTANDER_LISTEN": "8080"}, "doctor")

    assert said.exit_code == 1
    assert said.stdout.count("! settings") == 2
    assert "UPSTANDER_DATABASE_URL must begin with" in said.stdout
