"""`upstander doctor`: everything the program needs, one line each: ok, or what to do."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.answers import NO, run, settings
from bot.errors import CannotStart
from config.settings import Settings

if TYPE_CHECKING:
    from models.database import Database

PEOPLE_NEEDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line. `remedy` is empty where all is well."""

    about: str
    found: str
    remedy: str = ""


def doctor() -> None:
    """Check settings, keys, database, community, zone data and providers; exit 1 if anything needs doing."""
    ill = run(_show(settings()))
    if ill:
        raise typer.Exit(NO)


async def _show(chosen: Settings) -> bool:
    ill = False
    async for each in examine(chosen):
        ill = ill or bool(each.remedy)
        typer.echo(
            f"{'  ' if not each.remedy else '! '}{each.about:<12} {each.found}"
            + (f": {each.remedy}" if each.remedy else "")
        )
    return ill


async def examine(chosen: Settings) -> AsyncIterator[Finding]:
    """The findings, one after the other, the quick ones first."""
    from bot.app import open_database
    from domain.zone import tzdata_version

    yield Finding(about="settings", found="they add up")
    yield Finding(about="zone data", found=f"tzdata {tzdata_version()}")
    async for each in _providers(chosen):
        yield each
    if chosen.database_url.startswith("sqlite") and chosen.keyring_url.startswith("sqlite"):
        yield _disks(chosen)
    try:
        database = await open_database(chosen)
    except (CannotStart, OSError) as no:
        yield Finding(about="database", found="cannot be used", remedy=str(no))
        return
    try:
        yield Finding(about="database", found=f"{database.dialect}, schema up to date, root key fits")
        async for each in _rows(database):
            yield each
    finally:
        await database.close()


def _disks(chosen: Settings) -> Finding:
    """Key, keyring and rows on one disk: whoever keeps snapshots of it keeps what was deleted."""
    folders = {
        chosen.root_key_file.resolve().parent,
        *(_folder(url) for url in (chosen.database_url, chosen.keyring_url)),
    }
    devices = {folder.stat().st_dev for folder in folders if folder.exists()}
    if len(devices) > 1:
        return Finding(about="disks", found="keys and rows are apart")
    return Finding(
        about="disks", found="keys and rows share a disk (fine, unless it is snapshotted or backed up whole)"
    )


def _folder(url: str) -> Path:
    return Path(url.partition(":///")[2].partition("?")[0]).resolve().parent


async def _providers(chosen: Settings) -> AsyncIterator[Finding]:
    from bot.channels.sms import account_status
    from bot.channels.telegram import username_of

    if chosen.telegram_token is None and chosen.twilio_auth_token is None:
        yield Finding(
            about="channels", found="none is on", remedy="set UPSTANDER_TELEGRAM_TOKEN or UPSTANDER_TWILIO_AUTH_TOKEN"
        )
    if chosen.telegram_token is not None:
        name = await username_of(chosen.telegram_token.get_secret_value(), chosen.telegram_api_url)
        if name is None:
            remedy = "check UPSTANDER_TELEGRAM_TOKEN and the connection"
            yield Finding(about="telegram", found="the bot does not answer", remedy=remedy)
        else:
            yield Finding(about="telegram", found=f"@{name}, by {chosen.telegram_mode.value}")
    if chosen.twilio_auth_token is not None and chosen.twilio_account_sid is not None:
        status = await account_status(
            chosen.twilio_account_sid, chosen.twilio_auth_token.get_secret_value(), chosen.twilio_api_url
        )
        if status == "active":
            yield Finding(about="twilio", found=f"account active, by {chosen.twilio_mode.value}")
        else:
            remedy = "check UPSTANDER_TWILIO_ACCOUNT_SID and UPSTANDER_TWILIO_AUTH_TOKEN, and the account's page"
            yield Finding(about="twilio", found=f"account {status or 'does not answer'}", remedy=remedy)


async def _rows(database: "Database") -> AsyncIterator[Finding]:
    from bot.engine.auditor import queues
    from models import communities, people

    async with database.reading() as store:
        if not await communities.revision(store):
            yield Finding(about="community", found="none yet", remedy="run: upstander community apply FILE")
            return
        community = await communities.load(store)
        everybody = await people.everybody(store)
        waiting, dead = await queues(store)
    yield Finding(about="community", found=f"{len(community.teams)} teams, {len(community.areas)} areas")
    pageable = [each for each in everybody if each.is_member() and each.reachable_points()]
    yield Finding(
        about="people",
        found=f"{len(pageable)} of {len(everybody)} can be paged",
        remedy="" if len(pageable) >= PEOPLE_NEEDED else "invite and approve more: upstander invite --person ID",
    )
    coordinators = [each for each in pageable if each.is_coordinator()]
    yield Finding(
        about="coordinators",
        found=f"{len(coordinators)} can be reached",
        remedy="" if coordinators else "run: upstander invite --coordinator --person ID",
    )
    given_up = {work: many for work, many in dead.items() if many}
    yield Finding(
        about="queue",
        found=f"{_counted(waiting)} wait; given up: {_counted(given_up) or 'none'}",
        remedy="look at the log for `given up`" if given_up else "",
    )


def _counted(work: Mapping[str, int]) -> str:
    return ", ".join(f"{many} {what}" for what, many in work.items())
