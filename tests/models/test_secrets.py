"""Nothing that could name anybody stands readable in a file of either database; and the search would find it."""

from dataclasses import replace
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

NAME = "Anahita Quillfeather"
MEMBERS_NUMBER, REQUESTERS_NUMBER, ACCOUNT = "+13125550143", "+13125550144", "7700142857"
WORDS, LABEL, REST, SPOKEN = "the blue door shouts", "77 Bramblewick Court", "only after nine", "come to the blue gate"
PLACE = Place(kind=PlaceKind.ADDRESS, label=LABEL, areas=(OLD_TOWN,), lat=41.88137, lon=-87.62391)
PLANTED = (NAME, MEMBERS_NUMBER, REQUESTERS_NUMBER, ACCOUNT, WORDS, LABEL, REST, SPOKEN, "41.88137", "-87.62391")
FOUND_ANYHOW = ("Riverside", "on call at nine")
"""A public word and a reason: what any search of these files finds."""


async def live_through_a_call(database: Database) -> None:
    """Everything that ever holds a secret, written, changed and written over."""
    async with database.writing() as store:
        await communities.apply(store, COMMUNITY, (replace(PEOPLE[0], roster_name=NAME), *PEOPLE[1:]), prune=False)
        await senders.keep(store, *OURS)
        await people.add_contact_point(
            store, person=ANA, channel=Channel.TELEGRAM, address=ACCOUNT, sender=BOT, now=NOON
        )
    async with database.writing() as store:
        mine, _ = await conversations.begin(
            store, channel=Channel.SMS, sender=LINE, address=MEMBERS_NUMBER, language="en", now=NOON
        )
        await people.bind(store, ANA, mine.id)
        _, talk = await conversations.begin(
            store, channel=Channel.SMS, sender=LINE, address=REQUESTERS_NUMBER, language="en", now=NOON
        )
        after = replace(
            talk,
            intake=Intake(words=(WORDS,), place=PLACE),
            pending=Pending(about="disposition", subject="inc_1", rest=REST),
        )
        await conversations.keep(store, talk, after)
        opened = incident(1, talk.id, words=(WORDS,), place=PLACE, requester_code="Wren")
        await incidents.keep(store, None, opened, (), NOON)
        await incidents.keep(store, opened, replace(opened, words=(WORDS, REST)), (), NOON)
        await inbox.put(
            store,
            (
                inbox.Entry(
                    kind=inbox.Kind.INBOUND,
                    channel="sms",
                    external_id="SM1",
                    stream=REQUESTERS_NUMBER,
                    lane=Lane.PROMPT,
                    payload={"address": REQUESTERS_NUMBER, "text": WORDS},
                ),
            ),
            NOON,
        )
        await deliveries.plan(
            store,
            Delivery(
                id=DeliveryId("dlv_1"),
                key="m_go:1",
                wording=Wording(kind=MessageKind.M_GO, language="en", params={"words": SPOKEN, "place": LABEL}),
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


@pytest.mark.parametrize(("sealer", "readable"), [(AesGcm, False), (PlainText, True)], ids=["sealed", "in the clear"])
async def test_no_name_number_place_or_text_stands_on_disk_and_the_search_would_find_them(
    migrated_url: str, keyring_url: str, sealer: SealerFrom, readable: bool
) -> None:
    database = await Database.open(
        migrated_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint(3), sealer=sealer
    )
    await live_through_a_call(database)

    disk = await everything_on_disk(database, migrated_url, keyring_url)
    await database.close()

    is_seen = seen(disk)
    assert [text for text in PLANTED if is_seen(text) is not readable] == []
    assert [text for text in FOUND_ANYHOW if not is_seen(text)] == []


async def test_a_root_key_stands_nowhere_on_disk(bare: Database, migrated_url: str, keyring_url: str) -> None:
    await live_through_a_call(bare)

    disk = await everything_on_disk(bare, migrated_url, keyring_url)

    assert ROOT_KEY not in disk
    assert ROOT_KEY.hex().encode() not in disk


async def test_errors_name_ids_and_never_what_was_sealed(database: Database) -> None:
    async with database.writing() as store:
        await people.add_contact_point(
            store, person=ANA, channel=Channel.TELEGRAM, address=ACCOUNT, sender=BOT, now=NOON
        )
    with pytest.raises(Exception, match=r"address_index|unique") as raised:
        async with database.writing() as store:
            await people.add_contact_point(
                store, person=ANA, channel=Channel.TELEGRAM, address=ACCOUNT, sender=BOT, now=NOON
            )

    assert ACCOUNT not in str(raised.value)
    assert "parameters: " not in str(raised.value)


def test_the_two_ways_to_seal_are_both_sealers() -> None:
    sealers: tuple[Sealer, ...] = (AesGcm(SeededMint(1)), PlainText(SeededMint(1)))

    assert len(sealers) == 2
