"""A made-up town for programs that are killed and measured: one team on call all the time, its accounts bound.

Everybody who answers pages is a protector with one account; a coordinator hears by SMS. Two protectors go to a call,
never more. Its rows are made once and copied for each run.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import migrate_database, open_database
from bot.chance import SystemMint
from bot.clock import RealClock
from config.community_file import load_community
from config.settings import Intake, Settings, load_settings
from domain.ids import PersonId, SenderId, TeamId
from domain.people import Channel
from models import communities, conversations, invites, people, senders
from models.database import Store
from models.senders import Sender
from tests.fakes.telegram import TOKEN
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER

TEAM = TeamId("river")
CAP = 2
CALL = "Two men keep shouting at my neighbour in Old Town"
UNPLACED_CALL = "Somebody keeps shouting at my neighbour, please come"
POISON = "poison"

_AREA_CODES = tuple(code for code in range(212, 990) if code % 100 != 11)
_FIRST_USER = 7_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """Where somebody is reached: a number of those kept for fiction, or an account."""

    channel: Channel
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who lives there. `protectors` by the address of their account."""

    protectors: dict[PersonId, Phone]
    coordinator: Phone
    place_within: timedelta = timedelta(seconds=120)
    live_pages: int = 3

    @property
    def bound(self) -> dict[PersonId, Phone]:
        return {**self.protectors, PersonId("cora"): self.coordinator}

    def community(self) -> dict[str, Any]:
        """The community file."""
        everybody = [
            {"id": person, "name": person.title(), "languages": ["en"], "areas": ["old-town"]}
            for person in self.protectors
        ]
        policy = {
            "live_pages": self.live_pages,
            "page_expires": {"day": "20m", "night": "20m"},
            "place_within": f"{int(self.place_within.total_seconds())}s",
            # So many calls at once are no flood here: every one of them is to be seen to its end.
            "flood": {"calls": 10_000, "area_calls": 10_000},
        }
        layer = {
            "id": "everybody",
            "start": "2024-01-01T08:00",
            "turn": {"every": 1, "unit": "week"},
            "people": [list(self.protectors)],
        }
        return {
            "version": 1,
            "community": {
                "name": "Riverside",
                "languages": ["en"],
                "default_language": "en",
                "time_zone": "America/Chicago",
                "place": [41.88, -87.63],
                "default_rota": "river/line",
                "emergency": {"medical": "911"},
            },
            "areas": [{"id": "old-town", "name": {"en": "Old Town"}, "zips": ["60690"]}],
            "natures": [
                {
                    "id": "conflict",
                    "protection_area": "community_response",
                    "name": {"en": "Conflict"},
                    "urgency": "immediate",
                    "need": {"responders": CAP, "cap": CAP, "together": 2},
                }
            ],
            "teams": [
                {
                    "id": TEAM,
                    "areas": ["old-town"],
                    "protection_areas": {"community_response": "ready"},
                    "policy": policy,
                    "people": [*everybody, {"id": "cora", "name": "Cora", "roles": ["coordinator"]}],
                    "rotas": [{"id": "line", "layers": [layer]}],
                }
            ],
        }


def numbers() -> Iterator[str]:
    """Telephone numbers kept for fiction, each once."""
    for last in range(100, 200):
        for code in _AREA_CODES:
            yield f"+1{code}5550{last}"


def town(protectors: int, *, telegram: int = 0, place_within: timedelta = timedelta(seconds=120)) -> Town:
    """A town of so many protectors, the first `telegram` of them on Telegram, the others with telephones."""
    free, users = numbers(), count(_FIRST_USER)
    phones = {
        PersonId(f"p{n:02}"): Phone(channel=Channel.TELEGRAM, address=str(next(users)))
        if n < telegram
        else Phone(channel=Channel.SMS, address=next(free))
        for n in range(protectors)
    }
    coordinator = Phone(channel=Channel.SMS, address=next(free))
    return Town(protectors=phones, coordinator=coordinator, place_within=place_within)


def strangers(channel: Channel, town: Town) -> Iterator[str]:
    """Addresses of neighbours who are not on any roster."""
    taken = {NUMBER, *(phone.address for phone in town.bound.values())}
    addresses = numbers() if channel is Channel.SMS else map(str, count(_FIRST_USER))
    return (address for address in addresses if address not in taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a run keeps things: a folder for the keys, and a database of either kind."""

    folder: Path
    database_url: str

    @property
    def keyring_url(self) -> str:
        return f"sqlite+aiosqlite:///{self.folder / 'keyring.db'}"

    def environment(self) -> dict[str, str]:
        return {
            "UPSTANDER_DATABASE_URL": self.database_url,
            "UPSTANDER_KEYRING_URL": self.keyring_url,
            "UPSTANDER_ROOT_KEY_FILE": str(self.folder / "root.key"),
        }

    def settings(self) -> Settings:
        """The settings with which this process opens the same rows."""
        return load_settings(
            database_url=self.database_url,
            keyring_url=self.keyring_url,
            root_key_file=self.folder / "root.key",
            chosen_telegram_mode=Intake.POLLING,
        )


def in_folder(folder: Path) -> Where:
    """A run on SQLite, everything in one folder."""
    return Where(folder=folder, database_url=f"sqlite+aiosqlite:///{folder / 'upstander.db'}")


def copied(base: Where, folder: Path, database_url: str | None = None) -> Where:
    """A run that begins where `base` stands. Its database is copied too, unless `database_url` names a copy."""
    folder.mkdir(parents=True)
    for file in base.folder.iterdir():
        if file.name.startswith(("keyring.db", "root.key", "upstander.db")) and not file.name.endswith(".lock"):
            shutil.copy2(file, folder)
    return in_folder(folder) if database_url is None else Where(folder=folder, database_url=database_url)


async def found(where: Where, town: Town) -> None:
    """Make the rows of a town: schema, community, and everybody's account bound by an invite."""
    settings = where.settings()
    where.folder.mkdir(parents=True, exist_ok=True)
    file = where.folder / "community.yaml"
    file.write_text(json.dumps(town.community()))
    await migrate_database(settings)
    database = await open_database(settings)
    try:
        community, roster = load_community(file)
        async with database.writing() as store:
            await communities.apply(store, community, roster, prune=False, now=RealClock().now())
            await senders.keep(
                store,
                Sender(id=SenderId(Channel.TELEGRAM.value), channel=Channel.TELEGRAM, address="bot"),
                Sender(id=SenderId(Channel.SMS.value), channel=Channel.SMS, address=NUMBER),
            )
            for person, phone in town.bound.items():
                await _bind(store, person, phone)
    finally:
        await database.close()


async def _bind(store: Store, person: PersonId, phone: Phone) -> None:
    now, code = RealClock().now(), SystemMint().code()
    await invites.make(
        store,
        person=person,
        team=TEAM,
        coordinator=False,
        vouched=True,
        code=code,
        expires_at=now + timedelta(hours=1),
    )
    sender = SenderId(phone.channel.value)
    here, _ = await conversations.begin(
        store, channel=phone.channel, sender=sender, address=phone.address, language="en", now=now
    )
    invite = await invites.use(store, code, now, held_by=None)
    if invite is None:
        raise LookupError(person)
    await people.bind(store, invite.person, here.id)
    await people.vouch(store, invite.person, TEAM, now)


def provider_environment(*, telegram: str, twilio: str, port: int, polling: bool, per_second: float) -> dict[str, str]:
    """Settings with which the program speaks to the fakes at these addresses."""
    shown = {} if polling else {"UPSTANDER_TELEGRAM_SECRET": "loopback-secret"}
    return {
        **shown,
        "UPSTANDER_LISTEN": f"127.0.0.1:{port}",
        "UPSTANDER_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "UPSTANDER_TELEGRAM_MODE": "polling" if polling else "webhook",
        "UPSTANDER_TELEGRAM_TOKEN": TOKEN,
        "UPSTANDER_TELEGRAM_API_URL": telegram,
        "UPSTANDER_TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "UPSTANDER_TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "UPSTANDER_TWILIO_FROM": NUMBER,
        "UPSTANDER_TWILIO_API_URL": twilio,
        "UPSTANDER_TWILIO_PER_SECOND": f"{per_second:g}",
    }
