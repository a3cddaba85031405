"""`upstander incident`: what is open, and one call whole. Code names only: no words, no place, no address."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.answers import TheAnswerIsNo, opened, run, settings, show_json
from config.settings import Settings
from domain.ids import IncidentId, PageId
from domain.incident import Incident
from domain.people import Channel

if TYPE_CHECKING:
    from models.database import Store

app = typer.Typer(no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document and nothing else.")]
LATEST = 50


@app.callback()
def incident() -> None:
    """Calls for help."""


@app.command("list")
def show_list(
    everything: Annotated[bool, typer.Option("--all", help="Those of the latest fifty that are closed, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """What is open."""
    rows = run(list_incidents(settings(), everything=everything))
    if as_json:
        show_json(rows)
        return
    if not rows:
        typer.echo("Nothing is open.")
    for row in rows:
        going = len(row["assignments"])
        where = row["area"] or "no place"
        typer.echo(f"{row['number']:>4}  {row['status']:<9} {row['nature']:<20} {where:<20} {going} going  {row['id']}")


@app.command("show")
def show_one(
    incident_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, or its number.")],
    as_json: AsJson = False,
) -> None:
    """One call whole: status, nature, area, pages, assignments, and every event with its reason."""
    row = run(show_incident(settings(), incident_id))
    if as_json:
        show_json(row)
        return
    typer.echo(f"{row['number']} {row['nature']} in {row['area'] or 'no place'}: {row['status']}, team {row['team']}")
    need = row["need"]
    watch = row["watch"]
    if watch["by"] is not None:
        asked = f", {watch['asked']} is asked to" if watch["asked"] is not None else ""
        typer.echo(f"watched by {watch['by']}{asked}")
    typer.echo(f"needs {need['responders']} (at most {need['cap']}), {need['together']} together")
    for page in row["pages"]:
        typer.echo(
            f"  page        {page['person']:<12} {page['state']:<10} {page['channel'] or '-':<13} {page['sent']}"
        )
    for each in row["assignments"]:
        typer.echo(f"  assignment  {each['person']:<12} {each['state']:<10} as {each['code']}")
    for task in row["tasks"]:
        typer.echo(f"  to do       {task['kind']:<12} {task['why']}")
    for each in row["custody"]:
        typer.echo(f"  custody     {each['status']:<12} {each['at']} says {each['by']}")
    for event in row["events"]:
        typer.echo(f"  {event['at']}  {event['kind']:<18} {event['why']}")


async def list_incidents(chosen: Settings, *, everything: bool, latest: int = LATEST) -> list[dict[str, Any]]:
    """Incidents as `show_incident` gives them, without events, the newest first.

    All that run; with `everything` the closed ones among the `latest` as well.
    """
    from models import incidents

    async with opened(chosen) as database, database.reading() as store:
        found = {each.id: each for each in await incidents.alive(store)}
        for each in await incidents.latest(store, latest) if everything else ():
            closed = None if each in found else await incidents.load(store, each)
            if closed is not None:
                found[each] = closed
        newest_first = sorted(found.values(), key=lambda each: each.number, reverse=True)
        return await _rows(store, newest_first)


async def show_incident(chosen: Settings, incident_id: str) -> dict[str, Any]:
    """`{"id", "status", "team", "nature", "area", "opened", "need", "pages", "watch", "assignments", "tasks",
    "custody", "events"}`.
    """
    from models import in_custody, incidents, tasks

    async with opened(chosen) as database, database.reading() as store:
        wanted: IncidentId | None = IncidentId(incident_id)
        if incident_id.isdecimal():
            wanted = await incidents.numbered(store, int(incident_id))
        found = await incidents.load(store, wanted) if wanted is not None else None
        if found is None:
            raise TheAnswerIsNo(f"there is no incident {incident_id!r}; `upstander incident list --all` shows them.")
        logged = await incidents.events_of(store, found.id)
        events = [{"at": each.at.isoformat(), "kind": each.kind, "why": each.event.why} for each in logged]
        [row] = await _rows(store, [found])
        open_tasks = [
            {"kind": each.kind.value, "owner": each.owner, "due": each.due.isoformat(), "why": each.why}
            for each in await tasks.open_of(store, found.id)
        ]
        custody = [
            {"status": each.status.value, "at": each.at.isoformat(), "by": each.by}
            for each in await in_custody.of(store, found.id)
        ]
        return {**row, "tasks": open_tasks, "custody": custody, "events": events}


async def _rows(store: "Store", found: Sequence[Incident]) -> list[dict[str, Any]]:
    from models import deliveries

    sent = await deliveries.page_channels(store, [each.id for each in found])
    return [_row(each, sent) for each in found]


def _row(found: Incident, sent: Mapping[PageId, Channel]) -> dict[str, Any]:
    """Everything but the events."""
    return {
        "id": found.id,
        "number": found.number,
        "status": found.status.value,
        "team": found.team,
        "nature": found.nature,
        "area": ", ".join(found.areas),
        "opened": found.opened_at.isoformat(),
        "disposition": found.disposition.value if found.disposition else None,
        "need": {
            "responders": found.need.responders,
            "cap": found.need.cap,
            "together": found.need.together,
            "roles": dict(found.need.roles),
            "skills": sorted(found.need.skills),
            "mode": found.need.mode.value,
        },
        "pages": [
            {
                "person": page.person,
                "state": page.state.value,
                "channel": sent[page.id].value if page.id in sent else None,
                "sent": page.sent_at.isoformat(),
                "why": page.why,
            }
            for page in found.pages
        ],
        "watch": {"by": found.monitor, "asked": found.monitor_next},
        "assignments": [
            {"person": each.person, "state": each.state.value, "minutes": each.minutes, "code": each.code}
            for each in found.assignments
        ],
    }
