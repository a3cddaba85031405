"""Nothing that could name anybody stands readable in a file of either database; and the search would find it."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.chance import SeededMint
from domain.conversation import Intake, Pending
from domain.delivery import Delivery, DeliveryState, Wording
from domain.ids import DeliveryId
from domain.messages import Fate, Lane, MessageKind
from domain.people import Channel
from domain.places import Place, PlaceKind
from models import communities, conversations, deliveries, inbox, incidents, people, senders
from models.cipher import AesGcm, Sealer, SealerFrom
from models.database import Database
from tests.models.conftest import ROOT_KEY
from tests.models.small import ANA, BOT, COMMUNITY, LINE, OLD_TOWN, OURS, PEOPLE, incident
from tests.support.builders import NOON
from tests.support.disk import PlainText, everything_on_disk, seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What is said and who says it. There are two, like nothing else in the suite: a server that tests share keeps in
    its log what was in the clear.
    """

    name: str
    members_number: str
    requesters_number: str
    account: str
    words: str
    label: str
    rest: str
    spoken: str
    location: tuple[float, float]

    def place(self) -> Place:
        lat, lon = self.location
        return Place(kind=PlaceKind.ADDRESS, label=self.label, areas=(OLD_TOWN,), lat=lat, lon=lon)

    def texts(self) -> tuple[str, ...]:
        said = (self.name, self.words, self.label, self.rest, self.spoken)
        return (*said, self.members_number, self.requesters_number, self.account, *map(str, self.location))


TO_SEAL = Planted(
    name="Anahita Quillfeather",
    members_number="+13125550143",
    requesters_number="+13125550144",
    account="7700142857",
    words="the blue door shouts",
    label="31 Larkspur Court",
    rest="only after nine",
    spoken="come to the blue gate",
    location=(41.86317, -87.62391),
)
TO_SHOW = Planted(
    name="Perdita Oakenshaw",
    members_number="+13125550145",
    requesters_number="+13125550146",
    account="7700271828",
    words="the grey shutter bangs",
    label="52 Hollyhock Row",
    rest="just before dusk",
    spoken="walk up to the grey barn",
    location=(41.86529, -87.61843),
)
FOUND_ANYHOW = ("Riverside", "on call at nine")
"""A public word and a reason: what any search of these files finds."""


async def live_through_a_call(database: Database, planted: Planted) -> None:
    """Everything that ever holds a secret, written, changed and written over."""
    async with database.writing() as store:
        await communities.apply(
            store, COMMUNITY, (replace(PEOPLE[0], roster_name=planted.name), *PEOPLE[1:]), prune=False, now=NOON
        )
        await senders.keep(store, *OURS)
        await people.add_contact_point(
            store, person=ANA, channel=Channel.TELEGRAM, address=planted.account, sender=BOT, now=NOON
        )
    async with database.writing() as store:
        mine, _ = await conversations.begin(
            store, channel=Channel.SMS, sender=LINE, address=planted.members_number, language="en", now=NOON
        )
        await people.bind(store, ANA, mine.id)
        _, talk = await conversations.begin(
            store, channel=Channel.SMS, sender=LINE, address=planted.requesters_number, language="en", now=NOON
        )
        after = replace(
            talk,
            intake=Intake(words=(planted.words,), place=planted.place()),
            pending=Pending(about="disposition", subject="inc_1", rest=planted.rest),
        )
        await conversations.keep(store, talk, after)
        opened = incident(1, talk.id, words=(planted.words,), place=planted.place(), requester_code="Wren")
        await incidents.keep(store, None, opened, (), NOON)
        await incidents.keep(store, opened, replace(opened, words=(planted.words, planted.rest)), (), NOON)
        await inbox.put(
            store,
            (
                inbox.Entry(
                    kind=inbox.Kind.INBOUND,
                    channel="sms",
                    external_id="SM1",
                    stream=planted.requesters_number,
                    lane=Lane.PROMPT,
                    payload={"address": planted.requesters_number, "text": planted.words},
                ),
            ),
            NOON,
        )
        await deliveries.plan(
            store,
            Delivery(
                id=DeliveryId("dlv_1"),
                key="m_go:1",
                wording=Wording(
                    kind=MessageKind.M_GO, language="en", params={"words": planted.spoken, "place": planted.label}
                ),
                state=DeliveryState.WAITING,
                lane=Lane.URGENT,
                priority=0,
                due_at=NOON,
                valid_until=NOON + timedelta(minutes=5),
                fate=Fate.AT_LEAST_ONCE,
                contact_point=mine.id,
                channel=Channel.SMS,
                sender=LINE,
                person=ANA,
                conversation=None,
                incident=opened.id,
                page=None,
                stream=f"{mine.id}/inc_1",
                slot=None,
                planned_at=NOON,
            ),
        )
        row = {"name": "reason", "value": FOUND_ANYHOW[1]}
        await store.connection.execute(
            sa.insert(sa.table("setting", sa.column("name"), sa.column("value", sa.JSON))), row
        )


@pytest.mark.parametrize(
    ("sealer", "planted", "readable"),
    [(AesGcm, TO_SEAL, False), (PlainText, TO_SHOW, True)],
    ids=["sealed", "in the clear"],
)
async def test_no_name_number_place_or_text_stands_on_disk_and_the_search_would_find_them(
    migrated_url: str, keyring_url: str, sealer: SealerFrom, planted: Planted, readable: bool
) -> None:
    database = await Database.open(
        migrated_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint(3), sealer=sealer
    )
    await live_through_a_call(database, planted)

    disk = await everything_on_disk(database, migrated_url, keyring_url)
    await database.close()

    is_seen = seen(disk)
    assert [text for text in planted.texts() if is_seen(text) is not readable] == []
    assert [text for text in FOUND_ANYHOW if not is_seen(text)] == []


async def test_a_root_key_stands_nowhere_on_disk(bare: Database, migrated_url: str, keyring_url: str) -> None:
    await live_through_a_call(bare, TO_SEAL)

    disk = await everything_on_disk(bare, migrated_url, keyring_url)

    assert ROOT_KEY not in disk
    assert ROOT_KEY.hex().encode() not in disk


async def test_errors_name_ids_and_never_what_was_sealed(database: Database) -> None:
    async with database.writing() as store:
        await people.add_contact_point(
            store, person=ANA, channel=Channel.TELEGRAM, address=TO_SEAL.account, sender=BOT, now=NOON
        )
    with pytest.raises(Exception, match=r"address_index|unique") as raised:
        async with database.writing() as store:
            await people.add_contact_point(
                store, person=ANA, channel=Channel.TELEGRAM, address=TO_SEAL.account, sender=BOT, now=NOON
            )

    assert TO_SEAL.account not in str(raised.value)
    assert "parameters: " not in str(raised.value)


def test_the_two_ways_to_seal_are_both_sealers() -> None:
    sealers: tuple[Sealer, ...] = (AesGcm(SeededMint(1)), PlainText(SeededMint(1)))

    assert len(sealers) == 2
