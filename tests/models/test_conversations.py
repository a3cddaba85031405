"""Talks: begun with their contact point, kept as they change, gone with their key."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import events as e
from domain.conversation import Conversation, ConversationStatus, Intake, Pending, Question
from domain.flood import Pace
from domain.ids import AreaId, ContactPointId, ConversationId, NatureId
from domain.people import Channel, ContactPoint
from domain.places import Place, PlaceKind
from domain.texting import Texting
from models import conversations, incidents, people
from models.cipher import Unreadable
from models.database import Database, Store
from models.forms import texting_from
from models.tables import conversation, event
from tests.models.small import ANA, BEN, BOT, INTAKE, LINE, incident
from tests.support.builders import NOON

NUMBER = "+13125550111"
PENDING = Pending(about="disposition", subject="inc_1", rest="no but I can in 2 hours")

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
places = st.builds(
    Place,
    kind=st.sampled_from(PlaceKind),
    label=texts,
    areas=st.lists(st.sampled_from([AreaId("old-town"), AreaId("harbour")]), max_size=2).map(tuple),
    lat=st.none() | st.floats(-90, 90),
    lon=st.none() | st.floats(-180, 180),
    why=texts,
)
intakes = st.builds(
    Intake,
    words=st.lists(texts, max_size=3).map(tuple),
    place=st.none() | places,
    nature=st.none() | st.just(NatureId("conflict")),
    danger=st.none() | st.booleans(),
    asked=st.frozensets(st.sampled_from(Question)),
)


async def begin(store: Store, address: str = NUMBER, at: datetime = NOON) -> tuple[ContactPoint, Conversation]:
    return await conversations.begin(store, channel=Channel.SMS, sender=LINE, address=address, language="en", now=at)


async def test_a_talk_begins_with_its_contact_point(database: Database) -> None:
    async with database.writing() as store:
        here, talk = await begin(store)
    async with database.reading() as store:
        assert await people.recognise(store, Channel.SMS, NUMBER) == here
        assert await people.contact_point(store, here.id) == here
        assert await conversations.of_contact_point(store, here.id) == talk
        assert await conversations.load(store, talk.id) == talk

    assert (talk.status, talk.contact_point, talk.person) == (ConversationStatus.TALKING, here.id, None)


async def test_nobody_has_a_talk_before_they_wrote(database: Database) -> None:
    async with database.reading() as store:
        assert await conversations.of_contact_point(store, ContactPointId("cp_none")) is None
        assert await conversations.load(store, ConversationId("con_none")) is None


async def test_a_members_first_words_begin_a_talk_at_the_contact_point_they_have(database: Database) -> None:
    async with database.writing() as store:
        point = await people.add_contact_point(
            store, person=ANA, channel=Channel.TELEGRAM, address="77001", sender=BOT, now=NOON
        )
        here, talk = await conversations.begin(
            store, channel=Channel.TELEGRAM, sender=BOT, address="77001", language="es", now=NOON
        )

    assert here == point
    assert talk.person == ANA


async def test_everything_a_talk_holds_comes_back(database: Database) -> None:
    async with database.writing() as store:
        _, talk = await begin(store)
        full = replace(
            talk,
            language="es",
            status=ConversationStatus.ASKED,
            last_at=NOON + timedelta(minutes=3),
            intake=INTAKE,
            pending=PENDING,
            draft='{"asked": "pe"}',
            errors=2,
            silent=True,
        )
        await conversations.keep(store, talk, full, (e.QuestionAsked(why="where"),))
    async with database.reading() as store:
        assert await conversations.load(store, talk.id) == full

    async with database.writing() as store:
        await conversations.keep(store, full, talk)
    async with database.reading() as store:
        assert await conversations.load(store, talk.id) == talk


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(intake=intakes, rest=texts)
async def test_any_intake_comes_back_as_it_was(database: Database, intake: Intake, rest: str) -> None:
    async with database.writing() as store:
        here = await people.recognise(store, Channel.SMS, NUMBER)
        before = await conversations.of_contact_point(store, here.id) if here else (await begin(store))[1]
        assert before is not None
        after = replace(before, intake=intake, pending=Pending(about="which_page", subject="pag_1", rest=rest))
        await conversations.keep(store, before, after)
    async with database.reading() as store:
        assert await conversations.load(store, after.id) == after


async def test_a_new_talk_can_be_kept_for_a_contact_point_there_is(database: Database) -> None:
    async with database.writing() as store:
        point = await people.add_contact_point(
            store, person=BEN, channel=Channel.SMS, address=NUMBER, sender=LINE, now=NOON
        )
        talk = Conversation(
            id=ConversationId("con_ben"),
            contact_point=point.id,
            sender=LINE,
            person=BEN,
            language="en",
            status=ConversationStatus.TALKING,
            started_at=NOON,
            last_at=NOON,
            pending=PENDING,
            draft='{"asked": "pe"}',
        )
        await conversations.keep(store, None, talk)
    async with database.reading() as store:
        assert await conversations.load(store, talk.id) == talk


async def test_an_incident_knows_the_talk_it_came_from(database: Database) -> None:
    async with database.writing() as store:
        _, talk = await begin(store)
        opened = incident(1, talk.id)
        await incidents.keep(store, None, opened, (), NOON)
        after = replace(talk, incident=opened.id)
        await conversations.keep(store, talk, after)
        assert await conversations.of_incident(store, opened.id) == after
        await incidents.keep(store, None, incident(2), (), NOON)
        assert await conversations.of_incident(store, incident(2).id) is None


async def test_what_happened_in_a_talk_is_logged_with_it(database: Database) -> None:
    async with database.writing() as store:
        _, talk = await begin(store)
        await conversations.keep(store, talk, talk, (e.TextArrived(why="first words"), e.WentQuiet(why="exit")))
        rows = (await store.connection.execute(sa.select(event).order_by(event.c.id))).all()

    assert [(row.conversation, row.kind, row.why) for row in rows] == [
        (talk.id, "text_arrived", "first words"),
        (talk.id, "went_quiet", "exit"),
    ]


async def test_the_words_go_a_while_after_the_last_of_them_and_the_address_with_them(database: Database) -> None:
    async with database.writing() as store:
        here, talk = await begin(store)
        await conversations.keep(store, talk, replace(talk, intake=INTAKE, pending=PENDING))
    gone = NOON + timedelta(days=4)

    await database.keyring.destroy(gone.date(), gone)
    database.vault.forget()

    async with database.reading() as store:
        assert await conversations.load(store, talk.id) == talk
        assert await people.contact_point(store, here.id) is None


async def test_whoever_goes_on_writing_keeps_their_words(database: Database) -> None:
    async with database.writing() as store:
        here, talk = await begin(store)
        early = replace(talk, intake=INTAKE)
        await conversations.keep(store, talk, early)
    later = replace(early, last_at=NOON + timedelta(days=3))
    async with database.writing() as store:
        known = await conversations.load(store, talk.id)
        await conversations.keep(store, known, later)

    await database.keyring.destroy((NOON + timedelta(days=4)).date(), NOON + timedelta(days=4))
    database.vault.forget()

    async with database.reading() as store:
        assert await conversations.load(store, talk.id) == later
        assert await people.contact_point(store, here.id) == here


async def test_whoever_writes_after_their_words_are_gone_starts_afresh(database: Database) -> None:
    async with database.writing() as store:
        here, talk = await begin(store)
        await conversations.keep(store, talk, replace(talk, intake=INTAKE))
    later = NOON + timedelta(days=30)
    await database.keyring.destroy(later.date(), later)
    database.vault.forget()

    async with database.writing() as store:
        assert await people.recognise(store, Channel.SMS, NUMBER) == here
        known = await conversations.of_contact_point(store, here.id)
        assert known == talk
        after = replace(known, last_at=later, intake=replace(INTAKE, words=("me again",)))
        await conversations.keep(store, known, after)
    database.vault.forget()

    async with database.reading() as store:
        assert await conversations.load(store, talk.id) == after
        assert await people.contact_point(store, here.id) == here


async def test_a_sealed_word_moved_to_another_talk_does_not_open(database: Database) -> None:
    async with database.writing() as store:
        _, one = await begin(store)
        await conversations.keep(store, one, replace(one, intake=INTAKE))
        _, other = await begin(store, "+13125550112")
        row = (await store.connection.execute(sa.select(conversation).where(conversation.c.id == one.id))).one()
        await store.connection.execute(
            sa.update(conversation).where(conversation.c.id == other.id).values(intake=row.intake)
        )
    async with database.reading() as store:
        with pytest.raises(Unreadable):
            await conversations.load(store, other.id)


async def test_how_much_somebody_writes_and_hears_is_kept(database: Database) -> None:
    async with database.writing() as store:
        _, talk = await conversations.begin(
            store, channel=Channel.SMS, sender=LINE, address="+13125550142", language="en", now=NOON
        )
        pace = replace(Pace().heard(NOON).answered("r_noted"), held_from=3, late_told_at=NOON)
        await conversations.keep(store, talk, replace(talk, pace=pace))

    async with database.reading() as store:
        kept = await conversations.load(store, talk.id)

    assert kept is not None
    assert kept.pace == pace


async def test_a_code_word_is_known_again_and_stands_nowhere_not_even_under_the_talks_key(database: Database) -> None:
    async with database.writing() as store:
        _, talk = await begin(store)
        marked = replace(talk, texting=Texting(code_mark=store.vault.code_mark("maple")))
        await conversations.keep(store, talk, marked)
    async with database.reading() as store:
        assert await conversations.load(store, talk.id) == marked
        row = (await store.connection.execute(sa.select(conversation).where(conversation.c.id == talk.id))).one()
        key = await store.vault.key_of("conversation", talk.id, row.data_key, row.keyring_key)
        kept = store.vault.open(key, "conversation", "texting", talk.id, row.texting)

        assert b"maple" not in kept
        assert store.vault.code_mark("maples") != marked.texting.code_mark
        before = {"discreet": False, "code_word": "maple", "pressed": False}  # as it was kept once
        assert texting_from(before, store.vault.code_mark) == marked.texting
