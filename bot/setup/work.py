"""What is made of the answers: the community's files, `.env`, keys and database. Nothing that stands is lost."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.app import migrate_database, open_database
from bot.chance import SystemMint
from bot.clock import RealClock
from bot.commands.community import put_in_place
from bot.setup.steps import Doors, FirstHour
from config.community_file import load_community
from config.env_file import merged, names_in, put_aside, write_secret
from config.first_community import Decided, files
from config.settings import Settings
from config.sms_registration import FILE as REGISTRATION
from config.sms_registration import registration_text
from config.written import WrongFile
from domain.community import Community
from domain.ids import TeamId
from domain.people import Person, Role, Standing
from models import communities, invites, people
from models.database import Database, Store

COMMUNITY = "community"
ENV = ".env"

Says = Callable[[str], None]


class CannotWrite(Exception):
    """Something stands in the way. The text says what, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """What is to be written, by file names from the folder: texts for everybody, and the `.env`, for its owner."""

    texts: Mapping[str, str]
    env: str


def drafts(answered: FirstHour, folder: Path, today: date) -> Drafts:
    """The texts of all files. Changes nothing."""
    texts: dict[str, str] = {}
    decided = answered.decided
    if decided is not None:
        texts |= {f"{COMMUNITY}/{name}": text for name, text in files(decided, today).items()}
        texts[REGISTRATION] = _registration(decided, answered.doors)
    env = folder / ENV
    before = env.read_text(encoding="utf-8") if env.exists() else ""
    return Drafts(texts=texts, env=merged(before, _settings(answered, before)))


def _registration(decided: Decided, doors: Doors) -> str:
    return registration_text(
        community=decided.name,
        languages=decided.languages,
        emergency=tuple(decided.emergency.values()),
        first_words=decided.first_words,
        webhook=f"{doors.public_url}/twilio/inbound" if doors.public_url else "",
    )


def _settings(answered: FirstHour, before: str) -> dict[str, str]:
    """The settings that the answers ask for. What is left for later stays as it stands."""
    doors, stand = answered.doors, names_in(before)
    wanted = {
        "COMMUNITY_FILE": COMMUNITY if answered.decided is not None else None,
        "TELEGRAM_TOKEN": doors.telegram_token,
        "TWILIO_ACCOUNT_SID": doors.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": doors.twilio_auth_token,
        "TWILIO_FROM": doors.twilio_from,
        "PUBLIC_URL": doors.public_url or ("" if "PUBLIC_URL" in stand else None),
    }
    if "TELEGRAM_SECRET" not in stand:
        wanted["TELEGRAM_SECRET"] = SystemMint().bytes(32).hex()
    return {name: value for name, value in wanted.items() if value is not None}


def write(prepared: Drafts, folder: Path, says: Says) -> None:
    """Put the files in place; what stood there is kept beside them. Raises CannotWrite, OSError."""
    if any(name.startswith(f"{COMMUNITY}/") for name in prepared.texts):
        _write_community(prepared.texts, folder, says)
    if REGISTRATION in prepared.texts:
        (folder / REGISTRATION).write_text(prepared.texts[REGISTRATION], encoding="utf-8")
        says(f"{REGISTRATION}: what to paste into the forms for text messages.")
    env = folder / ENV
    before = env.read_text(encoding="utf-8") if env.exists() else None
    if before != prepared.env:
        aside = put_aside(env)
        write_secret(env, prepared.env)
        kept = f" The one that stood there is now {aside.name}." if aside else ""
        says(f"{ENV}: your settings; only your user can read it.{kept}")


def _write_community(texts: Mapping[str, str], folder: Path, says: Says) -> None:
    """The whole folder or none of it: it takes its place once the program itself has read it."""
    draft = folder / f"{COMMUNITY}.draft"
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700)  # the names of the roster are in it
    for name, text in texts.items():
        if name.startswith(f"{COMMUNITY}/"):
            file = draft / name.removeprefix(f"{COMMUNITY}/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    try:
        load_community(draft)
    except WrongFile as wrong:
        raise CannotWrite(f"what you decided does not fit together:\n{wrong}") from None
    aside = put_aside(folder / COMMUNITY)
    draft.rename(folder / COMMUNITY)
    kept = f" The one that stood there is now {aside.name}." if aside else ""
    says(f"{COMMUNITY}: the folder with everything you decided.{kept}")


async def raise_up(chosen: Settings, folder: Path, says: Says, *, apply: bool) -> None:
    """Keys, database and community. Raises CannotStart, OSError."""
    says("Making keys and the database (a few seconds) ...")
    database = await open_database(chosen, any_schema=True)
    await database.close()
    await migrate_database(chosen)
    if apply:
        community, roster = load_community(folder / COMMUNITY)
        database = await open_database(chosen)
        try:
            async with database.writing() as store:
                said = await _begin(database, store, community, roster, RealClock().now())
        finally:
            await database.close()
        for each in said:
            says(each)
    says("Done.")


async def _begin(
    database: Database, store: Store, community: Community, roster: Sequence[Person], now: datetime
) -> Sequence[str]:
    """Make what stands be what was decided; sentences about what stays of a community that stood before, whose shifts
    are others now, and what gaps that makes.

    While nobody has an account nothing of it is worth keeping, and half of it would mislead: a second team that has
    nobody, invites into it. Once somebody has, only a person decides what goes.
    """
    if any(each.contact_points for each in await people.everybody(store)):
        put = await put_in_place(database, store, community, roster, prune=False, now=now)
        teams = [id_ for id_ in (await communities.load(store)).teams if id_ not in community.teams]
        if not teams:
            return put.heard
        stays = f"Members have joined before, so the earlier team stays as well: {', '.join(teams)}."
        return (*put.heard, stays, _TO_PRUNE)
    await invites.forget_unused(store)
    changes = await communities.apply(store, community, roster, prune=True, now=now)
    return [each for each in changes if "stays, because" in each]


_TO_PRUNE = f"To end it, and whoever is no longer named:  upstander community apply {COMMUNITY} --prune"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A member, and the team they are invited to and have not joined. `team_named`: they are in others too."""

    person: Person
    team: TeamId
    team_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToInvite:
    """Members who have not joined, in the roster's order. Two coordinators are invited at once, the others later.

    `somewhere` is the name of an area to try the line in.
    """

    coordinators: tuple[Waiting, ...]
    others: tuple[Waiting, ...]
    somewhere: str


async def to_invite(chosen: Settings, folder: Path, *, applied: bool) -> ToInvite:
    """Who has not joined yet: of those the file names, if it was applied just now, else of all. Raises CannotStart."""
    database = await open_database(chosen)
    try:
        async with database.reading() as store:
            stand = await people.everybody(store)
            community = await communities.load(store)
    finally:
        await database.close()
    named = stand
    if applied:
        community, named = load_community(folder / COMMUNITY)
    known = {each.id: each for each in stand if not each.erased}
    coordinators: list[Waiting] = []
    others: list[Waiting] = []
    for each in (known[named_here.id] for named_here in named if named_here.id in known):
        wanted = [of for of in each.memberships if of.standing is Standing.INVITED and of.team in community.teams]
        coordinate = [of for of in wanted if Role.COORDINATOR in of.roles]
        for of in (*coordinate, *wanted)[:1]:
            waiting = Waiting(person=each, team=of.team, team_named=len(each.memberships) > 1)
            (coordinators if coordinate else others).append(waiting)
    spoken = community.default_language
    return ToInvite(
        coordinators=tuple(coordinators),
        others=tuple(others),
        somewhere=next((area.name(spoken, spoken) for area in community.areas.values()), ""),
    )
