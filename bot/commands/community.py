"""`upstander community`: check the community file, make what stands be what it says, write back what stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.chance import SystemMint
from bot.checkup.words import number_of
from bot.clock import RealClock
from bot.commands.answers import WRONG_USAGE, TheAnswerIsNo, WrongUsage, opened, run, settings
from config.settings import Settings
from domain.commands import Revoke
from domain.community import Community
from domain.ids import AreaId
from domain.language import normalise
from domain.new_team import LONGEST_NAME, NewTeam
from domain.on_call_needs import gaps_made
from domain.people import Person, Standing
from domain.proof import vetted_in
from domain.standing import OPERATOR
from domain.zone import zone

if TYPE_CHECKING:
    from models.database import Database, Store

app = typer.Typer(no_args_is_help=True)
_NO_COMMUNITY = "no community stands yet; run: upstander community apply FILE"
File = Annotated[Path, typer.Argument(metavar="FILE", help="The community file, or a folder of files that add up.")]


@app.callback()
def community() -> None:
    """The community file: what a community decides."""


@app.command()
def check(file: File) -> None:
    """Say everything that is wrong with FILE, each with its line; exit 1 if anything is. Changes nothing."""
    found, notes = run(checked(file))
    typer.echo(f"{file}: ok. {found}")
    for note in notes:
        typer.echo(f"note: {note}")


async def checked(file: Path) -> tuple[str, tuple[str, ...]]:
    """What is in `file`, in one line; and what it lacks. Raises TheAnswerIsNo with all that is wrong."""
    from config.community_file import worth_knowing

    return _counted(*_read(file)), worth_knowing(file)


@app.command("apply")
def apply_file(
    file: File,
    prune: Annotated[bool, typer.Option("--prune", help="Take away what the file does not have.")] = False,
) -> None:
    """Make what stands be what FILE says, and say what that changes. Nobody is vetted by it.

    Of rotas, only what FILE says otherwise than the last one is changed: what was changed by chat stays. With --prune
    they are what FILE says, and it is said what of chat that takes away. Whose shifts change is told.
    """
    changes = run(applied(settings(), file, prune=prune))
    for change in changes:
        typer.echo(change)
    if not changes:
        typer.echo("Nothing changes.")


async def applied(chosen: Settings, file: Path, *, prune: bool) -> tuple[str, ...]:
    """What applying `file` changed, and whose shifts and what gaps. Raises WrongUsage and TheAnswerIsNo."""
    wanted, people = _read(file)
    async with opened(chosen) as database, database.writing() as store:
        put = await put_in_place(database, store, wanted, people, prune=prune, now=RealClock().now())
        return (*put.changes, *put.heard)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutInPlace:
    """What a file changed; and who hears that their shifts change, and what gaps it makes. A sentence each."""

    changes: tuple[str, ...]
    heard: tuple[str, ...] = ()


async def put_in_place(
    database: "Database", store: "Store", wanted: Community, people: Sequence[Person], *, prune: bool, now: datetime
) -> PutInPlace:
    """Make what stands be what a file says; whose shifts that changes is told. Before the first file nobody has any."""
    from bot.app import turn_over
    from models import communities, rotas
    from models import people as members

    await rotas.hold(store)
    before, roster = await communities.load(store), await members.everybody(store)
    if prune and before.revision:
        await _end_memberships(database, store, people)
    changes = await communities.apply(store, wanted, people, prune=prune, now=now)
    if not before.revision or not changes:
        return PutInPlace(changes=changes)
    told = await turn_over(database, SystemMint()).file_applied(store, before, roster, now)
    hears = (f"told that their shifts change: {', '.join(sorted(told))}",) if told else ()
    everybody = (*roster, *await members.everybody(store))  # whoever the file ends was on, whoever it adds is
    gaps = gaps_made_by(before, await communities.load(store), everybody, now)
    return PutInPlace(changes=changes, heard=(*hears, *gaps))


def gaps_made_by(before: Community, after: Community, members: Sequence[Person], now: datetime) -> tuple[str, ...]:
    """When in the days ahead nobody is on that somebody was on before, a sentence each, in the team's time.

    Those of `members` count who may be asked; in a team of which nobody is vetted yet, whoever a rota names.
    """
    now = now.replace(microsecond=0)
    found = []
    for team in after.teams.values():
        stood = before.teams.get(team.id)
        if stood is None or stood.rotas == team.rotas:
            continue
        where = zone(team.time_zone)
        counted = vetted_in(team.id, members) or None
        for gap in gaps_made(stood, team, now, now + team.policy.rota.ahead, counted=counted):
            start, end = gap.start.astimezone(where).isoformat(), gap.end.astimezone(where).isoformat()
            of = f" in {', '.join(sorted(gap.areas))}" if gap.areas else ""
            found.append(f"team {team.id}: a gap{of}, nobody is on any more  {start}  to  {end}")
    return tuple(found)


async def _end_memberships(database: "Database", store: "Store", wanted: Sequence[Person]) -> None:
    """Whoever the file no longer names ends as a coordinator ends a membership: with all that hangs on it."""
    from bot.app import turn_over
    from models import people

    turn, now = turn_over(database, SystemMint()), RealClock().now()
    named = {(each.id, membership.team) for each in wanted for membership in each.memberships}
    for each in await people.everybody(store):
        for membership in each.memberships:
            if (each.id, membership.team) not in named and membership.standing is not Standing.LEFT:
                await turn.obey(store, Revoke(person=each.id, team=membership.team, by=OPERATOR), now)


@app.command("import-places")
def import_places(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table (name,kind,lat,lon) or a GeoJSON file.")],
) -> None:
    """Add the corners, blocks and landmarks in FILE to those that stand. What stands already stays as it is."""
    typer.echo(run(places_imported(settings(), file)))


async def places_imported(chosen: Settings, file: Path) -> str:
    """How many places `file` added, in one line. Raises WrongUsage, and TheAnswerIsNo with all that is wrong."""
    from config.places_file import read_places
    from config.written import WrongFile
    from models import communities

    try:
        places = read_places(file)
    except OSError as wrong:
        raise WrongUsage(f"{file} cannot be read: {wrong.strerror}") from None
    except WrongFile as wrong:
        raise TheAnswerIsNo(str(wrong)) from None
    async with opened(chosen) as database, database.writing() as store:
        if not await communities.revision(store):
            raise TheAnswerIsNo(_NO_COMMUNITY)
        added = await communities.add_places(store, places)
    stood = len(places) - added
    return f"{number_of(added, 'place')} added{f', {stood} stood there already' if stood else ''}."


class OnCall(StrEnum):
    """When a team that begins is on call."""

    EVENINGS = "evenings"
    WEEKENDS = "weekends"
    ALWAYS = "always"


@app.command("new-team")
def new_team(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of your community's files.")],
    name: Annotated[str, typer.Argument(help="What the team is called.")],
    person: Annotated[
        list[str], typer.Option(help="A name, or the id of somebody on the roster; the first coordinates. Repeat it.")
    ],
    zip_code: Annotated[list[str] | None, typer.Option("--zip", help="A ZIP code where it goes. Repeat it.")] = None,
    area: Annotated[list[str] | None, typer.Option(help="The id of an area there is. Repeat it.")] = None,
    on_call: Annotated[OnCall, typer.Option(help="When it is on call to begin with.")] = OnCall.ALWAYS,
) -> None:
    """Write a file for a team that begins into FOLDER, and check it: every protection area off, with a referral.

    It changes nothing that stands: read the file, change it, and apply the folder.
    """
    wanted = NewTeam(
        name=" ".join(name.split())[:LONGEST_NAME],
        areas=tuple(map(AreaId, area or ())),
        zips=tuple(zip_code or ()),
        hours=str(list(OnCall).index(on_call) + 1),
    )
    if not folder.is_dir():
        typer.echo(f"{folder} is no folder; put your community file into one, and name that", err=True)
        raise typer.Exit(WRONG_USAGE)
    file = run(written_new_team(folder, wanted, person, RealClock().now().date()))
    found, _ = run(checked(folder))
    typer.echo(f"{file}: written. {found}")
    typer.echo(f"Read it, write `ready` where you are, then: upstander community apply {folder}")


async def written_new_team(folder: Path, wanted: NewTeam, people: Sequence[str], today: date) -> Path:
    """The file of a team that begins, written into the folder. Raises WrongUsage and TheAnswerIsNo."""
    from config.first_community import DecidedMember
    from config.new_team import begin, text_of
    from config.written import WrongFile

    if not (wanted.zips or wanted.areas):
        raise WrongUsage("where does it go? --zip 60614, or --area with the id of an area there is")
    community, roster = _read(folder)
    known = {str(each.id): each for each in roster}
    members = [
        DecidedMember(
            name=known[each].roster_name if each in known else each,
            coordinates=number == 0,
            languages=known[each].languages if each in known else (),
            id=each if each in known else "",
        )
        for number, each in enumerate(people)
    ]
    try:
        begun = begin(community, wanted, members, today)
    except WrongFile as wrong:
        raise TheAnswerIsNo(str(wrong)) from None
    file = folder / f"team-{begun.id}.yaml"
    taken = {normalise(each) for team in community.teams.values() for each in team.names.values()}
    if file.exists() or normalise(wanted.name) in taken:
        raise WrongUsage(f"a team called {wanted.name} is there already")
    file.write_text(text_of(begun, str(folder)), encoding="utf-8")
    return file


@app.command()
def export() -> None:
    """Write what stands as a community file to standard output."""
    typer.echo(run(exported(settings())), nl=False)


async def exported(chosen: Settings) -> str:
    """The text of the community file that says what stands. Raises WrongUsage and TheAnswerIsNo."""
    from bot.clock import RealClock
    from config.community_dump import dump
    from models import communities, people

    async with opened(chosen) as database, database.reading() as store:
        if not await communities.revision(store):
            raise TheAnswerIsNo(_NO_COMMUNITY)
        now = RealClock().now()
        everybody = [each.as_of(now) for each in await people.everybody(store) if not each.erased]
        return dump(await communities.load(store), everybody)


def _read(file: Path) -> tuple[Community, tuple[Person, ...]]:
    from config.community_file import load_community
    from config.written import WrongFile

    if not file.exists():
        raise WrongUsage(f"{file}: there is no such file or folder")
    try:
        return load_community(file)
    except WrongFile as wrong:
        raise TheAnswerIsNo(str(wrong)) from None


def _counted(found: Community, people: Sequence[Person]) -> str:
    rotas = sum(len(team.rotas) for team in found.teams.values())
    counts = (
        number_of(len(found.teams), "team"),
        "1 person" if len(people) == 1 else f"{len(people)} people",
        number_of(len(found.areas), "area"),
        number_of(len(found.gazetteer), "place"),
        number_of(len(found.natures), "nature"),
        number_of(rotas, "rota"),
    )
    return f"{found.name}: {', '.join(counts)}."
