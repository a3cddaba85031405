"""The program with its two ends simulated: a database of its own, a clock moved by hand, and everybody's phone."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.app import Program, build, migrate_database, open_database
from bot.chance import SeededMint
from bot.channels import Outgoing
from bot.clock import ManualClock
from config.settings import Intake, Settings, load_settings
from domain.community import Community
from domain.ids import SenderId
from domain.messages import Action
from domain.people import Channel, ContactPoint, Person
from models import communities, people, senders
from models.senders import Sender

CHANNEL = Channel.SIM_TELEGRAM
SENDER = SenderId("sim-telegram")


class CannotReplay(Exception):
    """The replay cannot be played, or cannot be believed. The text says why."""


@dataclass(slots=True)
class Heard:
    """A message that arrived on a phone, `id` the provider's: the same again where an earlier one was edited."""

    id: str
    reference: str
    address: str
    tokens: tuple[str, ...]
    text: str = field(default="", repr=False)


@dataclass(slots=True)
class Air:
    """The channel: whatever is sent arrives at once."""

    mint: SeededMint
    heard: list[Heard] = field(default_factory=list)
    channel: Channel = CHANNEL
    can_find: bool = False

    async def send(self, message: Outgoing) -> str:
        taken = message.edits or self.mint.id("msg")
        tokens = tuple(button.data for row in message.rows for button in row if button.data)
        self.heard.append(
            Heard(id=taken, reference=message.reference, address=message.address, tokens=tokens, text=message.text)
        )
        return taken

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The program, ready, with everybody's phone by its address."""

    program: Program
    settings: Settings
    clock: ManualClock
    air: Air
    phones: Mapping[str, ContactPoint]
    roster: Sequence[Person]

    def taps(self, heard: Heard) -> dict[Action, str]:
        """The buttons of a message by what they do; of several that do alike, the one in the middle."""
        holder = self.phones[heard.address].id
        found: dict[Action, list[str]] = {}
        for token in heard.tokens:
            tap = self.program.tokens.read(token, holder, self.clock.now())
            if tap is not None:
                found.setdefault(tap.action, []).append(token)
        return {action: alike[len(alike) // 2] for action, alike in found.items()}

    async def another(self, name: str) -> Program:
        """A further program over the same rows: what it sends arrives here as well."""
        return await build(
            self.settings, clock=self.clock, mint=SeededMint(name), channels={CHANNEL: self.air}, durable=False
        )


@asynccontextmanager
async def staged(
    folder: Path, database_url: str | None, community: Community, roster: Sequence[Person], seed: int, begins: datetime
) -> AsyncIterator[Stage]:
    settings = _settings(folder, database_url)
    await migrate_database(settings)
    phones = await _set_up(settings, community, roster, seed, begins)
    clock, air = ManualClock(begins), Air(SeededMint(f"air {seed}"))
    program = await build(
        settings, clock=clock, mint=SeededMint(f"program {seed}"), channels={CHANNEL: air}, durable=False
    )
    try:
        yield Stage(program=program, settings=settings, clock=clock, air=air, phones=phones, roster=roster)
    finally:
        await program.close()


def _settings(folder: Path, database_url: str | None) -> Settings:
    """Nothing of the environment counts: a replay never reaches a provider, and never the rows of a running program."""
    return load_settings(
        database_url=database_url or f"sqlite+aiosqlite:///{folder / 'replay.db'}",
        keyring_url=f"sqlite+aiosqlite:///{folder / 'keyring.db'}",
        root_key_file=folder / "root.key",
        community_file=None,
        public_url=None,
        metrics_token=None,
        telegram_token=None,
        telegram_secret=None,
        chosen_telegram_mode=Intake.POLLING,
        twilio_account_sid=None,
        twilio_auth_token=None,
        twilio_from=None,
    )


async def _set_up(
    settings: Settings, community: Community, roster: Sequence[Person], seed: int, now: datetime
) -> dict[str, ContactPoint]:
    """The community in the rows, everybody on its roster vetted and with a phone; their phones."""
    database = await open_database(settings, mint=SeededMint(f"set-up {seed}"), durable=False)
    phones: dict[str, ContactPoint] = {}
    try:
        async with database.writing() as store:
            if await communities.revision(store):
                raise CannotReplay("the database holds a community already; a replay needs an empty one")
            await communities.apply(store, community, roster, prune=False, now=now)
            await senders.keep(store, Sender(id=SENDER, channel=CHANNEL, address=SENDER))
            for number, person in enumerate(sorted(roster, key=lambda each: each.id), start=1):
                address = f"8160{number:06}"
                phones[address] = await people.add_contact_point(
                    store, person=person.id, channel=CHANNEL, address=address, sender=SENDER, now=now
                )
                for membership in person.memberships:
                    await people.vouch(store, person.id, membership.team, now)
    finally:
        await database.close()
    return phones
