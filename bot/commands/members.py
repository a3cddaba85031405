"""`upstander invite` and `upstander member`: who may be bound, who is vetted."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.chance import SystemMint
from bot.clock import RealClock
from bot.commands.answers import TheAnswerIsNo, WrongUsage, opened, run, settings, show_json
from config.settings import Settings
from domain.commands import Approve, ArrangeContactPoint, AStandingCommand, Revoke, Suspend
from domain.errors import Refused
from domain.ids import PersonId, SkillId, TeamId
from domain.messages import MessageKind
from domain.people import Person, Role, Standing
from domain.standing import OPERATOR, is_last_coordinator
from domain.training import day_begins
from domain.zone import reached, zone

if TYPE_CHECKING:
    from models.database import Database, Store

INVITE_LASTS = timedelta(hours=72)
FIRST_COORDINATORS = 2

_WHY_NOT: dict[str, str] = {
    MessageKind.C_NOT_YOURSELF: "nobody vouches for themselves: name another coordinator.",
    MessageKind.C_MAY_NOT_VOUCH: "{by} is not a vetted coordinator of team {team}; "
    "`upstander member list` says who is.",
    MessageKind.C_NO_ACCOUNT: "{id} has no account yet: send them `upstander invite --person {id}`; "
    "to call an invite back, `upstander member revoke {id}`.",
    MessageKind.M_NO_SUCH_PHONE: "{id} has no phone of that number: see `upstander member phones {id}`.",
    MessageKind.C_HAS_LEFT: "{id} has left: invite them again with `upstander invite --person {id}`.",
}

app = typer.Typer(no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document and nothing else.")]
Who = Annotated[str, typer.Argument(metavar="ID", help="The member's id in the community file.")]


@app.callback()
def member() -> None:
    """Members and their standing."""


def invite(
    person: Annotated[str, typer.Option("--person", help="Whom it is for: the id in the community file.")] = "",
    team: Annotated[str, typer.Option("--team", help="The team; may be left out if they are in one.")] = "",
    coordinator: Annotated[bool, typer.Option("--coordinator", help="They will coordinate the team.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make an invite: a link for Telegram and a code to text by SMS. It works once, for 72 hours."""
    chosen = settings()
    made = run(make_invite(chosen, person=person, team=team, coordinator=coordinator))
    if as_json:
        show_json(made)
        return
    typer.echo(f"Invite for {made['person']}, good until {made['expires']}.")
    if made["replaced"]:
        typer.echo(f"Earlier ones of {made['person']} that were not used are void.")
    if made["vouched"]:
        typer.echo("You vouch for this one: no coordinator's approval is needed.")
    typer.echo(f"By SMS: text {made['code']} to our number.")
    if made["telegram"]:
        import segno

        typer.echo(f"On Telegram: {made['telegram']}")
        segno.make(made["telegram"], micro=False).terminal(compact=True)
    else:
        typer.echo(f"On Telegram: write /start {made['code']} to our bot.")


async def make_invite(chosen: Settings, *, person: str, team: str, coordinator: bool) -> dict[str, Any]:
    """`{"person", "code", "telegram", "expires", "vouched", "replaced"}`.

    `telegram` is None while the bot's name cannot be learnt. `replaced` counts earlier codes that are void now.
    """
    from bot.channels.telegram import username_of
    from models import invites, people

    mint, now = SystemMint(), RealClock().now()
    username = None
    if chosen.telegram_token is not None:
        username = await username_of(chosen.telegram_token.get_secret_value(), chosen.telegram_api_url)
    async with opened(chosen) as database, database.writing() as store:
        who = await _person(store, person)
        where = _team_of(who, team)
        if who.erased:
            raise TheAnswerIsNo(f"{who.id} was erased, for ever: add them under a new id.")
        if coordinator:
            await people.add_role(store, who.id, where, Role.COORDINATOR)
        vouched = await invites.vouched(store, now)
        first = (coordinator or who.id in vouched) and len(vouched - {who.id}) < FIRST_COORDINATORS
        await people.joined(store, who.id, where, now, by=OPERATOR)
        replaced = await invites.withdraw(store, who.id, now)
        code = mint.code()
        made = await invites.make(
            store,
            person=who.id,
            team=where,
            coordinator=coordinator,
            vouched=first,
            code=code,
            expires_at=now + INVITE_LASTS,
        )
    link = f"https://t.me/{username}?start={code}" if username else None
    return {
        "person": who.id,
        "code": code,
        "telegram": link,
        "expires": made.expires_at.isoformat(),
        "vouched": made.vouched,
        "replaced": replaced,
    }


@app.command("list")
def show_members(as_json: AsJson = False) -> None:
    """Who is on the rosters, and how each stands."""
    chosen = settings()
    rows = run(list_members(chosen))
    if as_json:
        show_json(rows)
        return
    for row in rows:
        channels = ", ".join(row["channels"]) or "no account yet"
        if row["accounts"] > 1:
            channels += f" ({row['accounts']} accounts)"
        by = f"; yes from {', '.join(row['approved_by'])}" if row["approved_by"] else ""
        roles = "/".join(row["roles"])
        proved = f"; test page: {row['proved']}" if row["accounts"] else ""
        typer.echo(f"{row['id']:<16} {row['name']:<20} {roles:<24} {row['standing']:<10} {channels}{by}{proved}")


async def list_members(chosen: Settings) -> list[dict[str, Any]]:
    """One a membership, with who said yes to it and what test pages proved (see `proofs`).

    `[{"id", "name", "roles", "standing", "team", "channels", "accounts", "approved_by", "proved"}]`
    """
    from models import people

    async with opened(chosen) as database, database.reading() as store:
        everybody = await people.everybody(store)
    return [
        {
            "id": each.id,
            "name": each.roster_name,
            "roles": sorted(role.value for role in membership.roles),
            "standing": membership.standing.value,
            "team": membership.team,
            "channels": sorted({point.channel.value for point in each.contact_points}),
            "accounts": len(each.contact_points),
            "approved_by": list(membership.approved_by),
            "proved": proofs(each),
        }
        for each in everybody
        for membership in each.memberships
    ]


def proofs(who: Person) -> str:
    """By which contact points a test page was answered, and after how long: `sms 12 s, telegram never`."""
    return ", ".join(
        f"{each.channel.value.removeprefix('sim-')} "
        + ("never" if each.proved_seconds is None else f"{each.proved_seconds} s")
        for each in who.contact_points
    )


@app.command()
def approve(
    member_id: Who,
    by: Annotated[str, typer.Option("--by", help="The coordinator who vouches for them.")],
    team: Annotated[str, typer.Option("--team", help="The team; may be left out if they are in one.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say that a coordinator vouches for a member. Two different coordinators are needed before anybody is paged."""
    _tell(run(approve_member(settings(), member_id, by=by, team=team)), as_json)


async def approve_member(chosen: Settings, member_id: str, *, by: str, team: str) -> dict[str, Any]:
    """`{"id", "standing", "approved_by"}` afterwards."""

    async with opened(chosen) as database, database.writing() as store:
        who, coordinator = await _person(store, member_id), await _person(store, by)
        where = _team_of(who, team)
        await _obey(database, store, Approve(person=who.id, team=where, by=coordinator.id))
        return _standing(await _person(store, member_id), where)


AnyhowTheLast = Annotated[bool, typer.Option("--even-the-last", help="Although the team has no coordinator then.")]


@app.command()
def suspend(
    member_id: Who,
    team: Annotated[str, typer.Option("--team")] = "",
    even_the_last: AnyhowTheLast = False,
    as_json: AsJson = False,
) -> None:
    """Page them no more until two coordinators have approved them again. What they are asked or on now ends."""
    _tell(run(end_standing(settings(), member_id, team=team, last=even_the_last, command=Suspend)), as_json)


@app.command()
def revoke(
    member_id: Who,
    team: Annotated[str, typer.Option("--team")] = "",
    even_the_last: AnyhowTheLast = False,
    as_json: AsJson = False,
) -> None:
    """End their membership. What they are asked or on now ends."""
    _tell(run(end_standing(settings(), member_id, team=team, last=even_the_last, command=Revoke)), as_json)


async def end_standing(
    chosen: Settings, member_id: str, *, team: str, command: type[Suspend | Revoke], last: bool = False
) -> dict[str, Any]:
    """`{"id", "standing", "approved_by"}` afterwards. Earlier approvals no longer count.

    The team's last coordinator goes only with `last`.
    """
    from models import people

    async with opened(chosen) as database, database.writing() as store:
        who = await _person(store, member_id)
        where = _team_of(who, team)
        if not last and is_last_coordinator(who, where, await people.of_teams(store, {where})):
            raise TheAnswerIsNo(
                f"{who.id} is the last coordinator of team {where}: nobody would see its calls. "
                "Make another one first, or say --even-the-last."
            )
        await _obey(database, store, command(person=who.id, team=where, by=OPERATOR))
        return _standing(await _person(store, member_id), where)


@app.command()
def phones(
    member_id: Who,
    drop: Annotated[int, typer.Option("--drop", metavar="N", help="Number N of them is theirs no more.")] = 0,
    as_json: AsJson = False,
) -> None:
    """The phones and accounts by which somebody is reached, in their order. A lost or stolen one is dropped."""
    rows = run(phones_of(settings(), member_id, drop=drop))
    if as_json:
        show_json(rows)
        return
    for row in rows:
        since = f"since {row['since'][:10]}" if row["since"] else ""
        typer.echo(f"{row['n']} {row['channel']:<12} {row['reach']:<10} {since}".rstrip())
    if not rows:
        typer.echo("No account.")


async def phones_of(chosen: Settings, member_id: str, *, drop: int = 0) -> list[dict[str, Any]]:
    """`[{"n", "channel", "reach", "since"}]`, the first to be tried first; without number `drop` of before."""
    async with opened(chosen) as database, database.writing() as store:
        who = await _person(store, member_id)
        if drop:
            await _obey(database, store, ArrangeContactPoint(person=who.id, place=drop, remove=True))
            who = await _person(store, member_id)
        return [
            {
                "n": n,
                "channel": each.channel.value,
                "reach": each.reach.value,
                "since": each.made_at.isoformat() if each.made_at else None,
            }
            for n, each in enumerate(sorted(who.contact_points, key=lambda point: point.rank), start=1)
        ]


@app.command()
def history(member_id: Who, as_json: AsJson = False) -> None:
    """How somebody came to stand where they stand: every change, by whom and why."""
    rows = run(history_of(settings(), member_id))
    if as_json:
        show_json(rows)
        return
    for row in rows:
        by = f" by {row['by']}" if row["by"] else ""
        typer.echo(f"{row['at'][:16]} {row['team']:<12} {row['after']:<10} {row['why']}{by}")


async def history_of(chosen: Settings, member_id: str) -> list[dict[str, Any]]:
    """`[{"at", "team", "kind", "before", "after", "by", "why"}]`, the oldest first."""
    from models import people

    async with opened(chosen) as database, database.reading() as store:
        who = await _person(store, member_id)
        return [
            {
                "at": each.at.isoformat(),
                "team": each.team,
                "kind": each.kind,
                "before": each.before,
                "after": each.after,
                "by": each.by,
                "why": each.why,
            }
            for each in await people.audit(store, who.id)
        ]


async def _obey(database: "Database", store: "Store", command: AStandingCommand | ArrangeContactPoint) -> None:
    """Do it with all that follows from it; a sentence where the rules say no."""
    from bot.app import turn_over

    try:
        await turn_over(database, SystemMint()).obey(store, command, RealClock().now())
    except Refused as refused:
        if refused.key == MessageKind.C_STANDS_ALREADY:
            return
        blanks: dict[str, str] = {"id": command.person}
        if isinstance(command, AStandingCommand):
            blanks |= {"by": command.by, "team": command.team}
        why = _WHY_NOT.get(refused.key, refused.key).format(**blanks)
        raise TheAnswerIsNo(why) from None


@app.command()
def skill(
    member_id: Who,
    skill_id: Annotated[str, typer.Argument(metavar="SKILL", help="The skill's id in the community file.")],
    by: Annotated[str, typer.Option("--by", help="The coordinator who confirms it.")],
    refuse: Annotated[bool, typer.Option("--no", help="It is not so: the claim goes, and the skill with it.")] = False,
) -> None:
    """Confirm a skill of a member, renew it, or say that it is not so."""
    typer.echo(run(decide_skill(settings(), member_id, skill_id, by=by, confirmed=not refuse)))


async def decide_skill(chosen: Settings, member_id: str, skill_id: str, *, by: str, confirmed: bool) -> str:
    """What stands afterwards, in a sentence."""
    from bot.person_turn import may_confirm
    from models import communities, skills

    now = RealClock().now()
    async with opened(chosen) as database, database.writing() as store:
        who, coordinator = await _person(store, member_id), await _person(store, by)
        community = await communities.load(store)
        known = community.skills
        wanted = SkillId(skill_id)
        if wanted not in known:
            raise WrongUsage(f"there is no skill {skill_id!r}. There are: {', '.join(known)}.")
        if not may_confirm(coordinator, who):
            raise TheAnswerIsNo(f"{by} is not another vetted coordinator of a team of {member_id}.")
        if not confirmed:
            await skills.refuse(store, who.id, wanted)
            await skills.drop(store, who.id, wanted, now)
            return f"{who.id} does not have {wanted}."
        days, where = known[wanted].expires_days, zone(community.zone_of(who))
        until = None if days is None else day_begins(now, days, where)
        await skills.grant(store, who.id, wanted, by=coordinator.id, until=until)
        await skills.watch(store, now)
        return f"{who.id} has {wanted}" + (f" until {reached(where, until):%Y-%m-%d}." if until else ".")


async def _person(store: "Store", member_id: str) -> Person:
    """The member, or a sentence that says who there is."""
    from models import people

    found = await people.load(store, PersonId(member_id)) if member_id else None
    if found is not None:
        return found
    known = ", ".join(each.id for each in await people.everybody(store)) or "nobody; apply a community file first"
    asked = f"there is no member {member_id!r}" if member_id else "say whom: --person ID"
    raise WrongUsage(f"{asked}. On the rosters: {known}.")


def _team_of(who: Person, team: str) -> TeamId:
    teams = [each.team for each in who.memberships]
    if team and TeamId(team) in teams:
        return TeamId(team)
    if team:
        raise WrongUsage(f"{who.id} is not in team {team!r}.")
    if len(teams) != 1:
        raise WrongUsage(f"{who.id} is in several teams; say which: --team {' or '.join(teams)}")
    return teams[0]


def _standing(who: Person, team: TeamId) -> dict[str, Any]:
    membership = who.membership(team)
    if membership is None:
        raise WrongUsage(f"{who.id} is not in team {team!r}.")
    return {"id": who.id, "standing": membership.standing.value, "approved_by": list(membership.approved_by)}


def _tell(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json(answer)
        return
    by = ", ".join(answer["approved_by"])
    typer.echo(f"{answer['id']} is {answer['standing']}" + (f", approved by {by}" if by else ""))
    if answer["standing"] == Standing.BOUND.value:
        typer.echo("One more coordinator is needed before they are paged.")
