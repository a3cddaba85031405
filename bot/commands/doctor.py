"""`upstander doctor`: everything the program needs, one line each: ok, or what to do."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.checkup import Finding, Fix
from bot.clock import Clock, RealClock
from bot.commands.answers import NO, WRONG_USAGE, run, show_json
from bot.errors import CannotStart
from config.settings import Settings, WrongSettings, load_settings, unknown_variables
from domain.delivery import SendError

_WIDTH = 12
_SQLITE = "sqlite+aiosqlite:///"
_ZONES_OLD_AFTER_YEARS = 2


def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Set at the providers what can be set; asks first.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --fix: do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document and nothing else.")] = False,
) -> None:
    """Check settings, providers, address, keys, disks, database, people and queue; exit 1 if anything needs doing."""
    if as_json and fix and not yes:
        typer.echo("--json cannot ask: add --yes to --fix, or leave --fix away", err=True)
        raise typer.Exit(WRONG_USAGE)
    findings = run(_examined(say=not as_json))
    done: list[dict[str, str]] = []
    if fix:
        wanted = [each.fix for each in findings if each.fix is not None]
        done = _set_right(wanted, ask=not yes, say=not as_json)
        if done:
            if not as_json:
                typer.echo("Once more, to see it hold:")
            findings = run(_examined(say=not as_json))
    if as_json:
        show_json({"ok": all(each.ok for each in findings), "findings": [*map(_as_json, findings)], "set": done})
    elif not fix and any(each.fix is not None for each in findings):
        typer.echo("`upstander doctor --fix` says what it would set at the providers, and sets it when you agree.")
    if not all(each.ok for each in findings):
        raise typer.Exit(NO)


async def examine(chosen: Settings, clock: Clock | None = None) -> AsyncIterator[Finding]:
    """The findings, one after the other, the quick ones first. Changes nothing."""
    from bot.checkup import disks, reach, sms, telegram

    now = (clock or RealClock()).now()
    yield _settings()
    yield _zone_data(now)
    if not chosen.telegram_on and not chosen.sms_on:
        yield Finding(
            about="channels", found="none is on", remedy="set UPSTANDER_TELEGRAM_TOKEN or UPSTANDER_TWILIO_AUTH_TOKEN"
        )
    async for each in telegram.look(chosen, now):
        yield each
    async for each in sms.look(chosen, now):
        yield each
    async for each in reach.look(chosen):
        yield each
    if chosen.heartbeat_url is None:
        yield Finding(
            about="heartbeat",
            found="nobody outside would notice if this machine died",
            advice="set UPSTANDER_HEARTBEAT_URL to a watchman's address",
        )
    else:
        yield Finding(about="heartbeat", found="a watchman is called every minute while the program is well")
    missing = _not_there_yet(chosen)
    if missing is not None:
        yield missing
    else:
        async for each in _inside(chosen, now):
            yield each
    for each in disks.look(chosen):
        yield each


def _not_there_yet(chosen: Settings) -> Finding | None:
    """What opening the database would make anew: a look must not put an empty one, or another key, in its place."""
    url = chosen.database_url
    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE).partition("?")[0]).is_file():
        return Finding(about="database", found="not made yet", remedy="run: upstander migrate")
    if not chosen.root_key_file.is_file():
        return Finding(
            about="root key",
            found=f"{chosen.root_key_file} is not there",
            remedy="a new community makes one by: upstander community apply FILE. One that had a key needs the copy "
            "that was kept: put it there, mode 0600",
        )
    return None


async def _inside(chosen: Settings, now: datetime) -> AsyncIterator[Finding]:
    """The findings about the database and what is in it."""
    from bot.app import open_database
    from bot.checkup import rows, servers

    database = None
    try:
        database = await open_database(chosen)
        yield Finding(about="database", found=f"{database.dialect}, schema up to date, root key fits")
        async for each in servers.look(chosen):
            yield each
        async for each in rows.look(database, now):
            yield each
    except (CannotStart, OSError) as no:
        yield Finding(about="database", found="cannot be used", remedy=str(no) or type(no).__name__)
    finally:
        if database is not None:
            await database.close()


def _settings() -> Finding:
    unknown = unknown_variables()
    if unknown:
        return Finding(
            about="settings",
            found=f"{', '.join(unknown)} {'is' if len(unknown) == 1 else 'are'} no setting of this program",
            remedy="correct the spelling, or take it out; docs/running.md lists them all",
        )
    return Finding(about="settings", found="they add up")


def _zone_data(now: datetime) -> Finding:
    from domain.zone import tzdata_version

    version = tzdata_version()
    year = version[:4]
    old = year.isdecimal() and now.year - int(year) >= _ZONES_OLD_AFTER_YEARS
    return Finding(
        about="zone data",
        found=f"tzdata {version}",
        advice="years old: clocks may have been changed since; upgrade" if old else "",
    )


async def _examined(*, say: bool) -> tuple[Finding, ...]:
    """The findings, said as they come. Settings that do not add up are findings too, and the only ones."""
    findings = []
    async for each in _from_settings():
        findings.append(each)
        if say:
            typer.echo(_line(each))
    return tuple(findings)


async def _from_settings() -> AsyncIterator[Finding]:
    try:
        chosen = load_settings()
    except WrongSettings as wrong:
        for problem in wrong.problems:
            yield Finding(about="settings", found="do not add up", remedy=problem)
        return
    async for each in examine(chosen):
        yield each


def _line(finding: Finding) -> str:
    """`  about  found`, marked with ! where something is to be done and with ? where something is worth knowing."""
    mark = "!" if not finding.ok else "?" if finding.advice else " "
    more = f"\n{'':{_WIDTH + 3}}".join(each for each in (finding.remedy, finding.advice) if each)
    line = f"{mark} {finding.about:<{_WIDTH}} {finding.found}"
    return f"{line}\n{'':{_WIDTH + 3}}{more}" if more else line


def _set_right(wanted: Sequence[Fix], *, ask: bool, say: bool) -> list[dict[str, str]]:
    """Does what is agreed to; what was done and what was refused."""
    if not wanted and say:
        typer.echo("Nothing here can be set through the providers' interfaces.")
    done = []
    for each in wanted:
        if ask and not typer.confirm(f"{each.says}?"):
            continue
        outcome = run(_applied(each))
        done.append({"what": each.says, "outcome": outcome})
        if say:
            typer.echo(f"  {each.says}: {outcome}")
    return done


async def _applied(fix: Fix) -> str:
    try:
        await fix.apply()
    except SendError as error:
        return f"refused ({error.code})"
    return "done"


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "about": finding.about,
        "ok": finding.ok,
        "found": finding.found,
        "remedy": finding.remedy,
        "advice": finding.advice,
        "fix": None if finding.fix is None else finding.fix.says,
    }
