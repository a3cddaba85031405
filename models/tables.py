"""Every table and the tag of every column. Private to this folder: rows never leave it.

Tags say what a column may show about somebody: `public` (a community decided it), `pseudonym` (an id that stands for
a person or a call), `metadata` (times, counts, states), `secret` (text, place, name, number, address: always sealed,
see `models/sealing.py`). A test walks the metadata and fails on a column without one.

`data_key` columns hold a row's own data key, wrapped: a person's under the root key, an incident's or a conversation's
under a key of the keyring, named in `keyring_key`. Destroying that key is deletion.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SCHEMA = "0041"
"""The migration after which the tables are as they stand here."""

metadata = sa.MetaData(naming_convention=NAMING)
keyring_metadata = sa.MetaData(naming_convention=NAMING)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime on both databases. Refuses naive values; SQLite would drop the offset silently."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _column(tag: str, name: str, type_: Any, *more: Any, **options: Any) -> sa.Column[Any]:
    options.setdefault("nullable", False)
    return sa.Column(name, type_, *more, info={"tag": tag}, **options)


def _some(name: str, *columns: str, where: str) -> sa.Index:
    """An index of some rows only, which are looked for all the time. A statement has to say `where` in the same words:
    for a bound value neither database takes it.
    """
    return sa.Index(name, *columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))


def _public(name: str, type_: Any, *more: Any, **options: Any) -> sa.Column[Any]:
    return _column("public", name, type_, *more, **options)


def _pseudonym(name: str, type_: Any, *more: Any, **options: Any) -> sa.Column[Any]:
    return _column("pseudonym", name, type_, *more, **options)


def _metadata(name: str, type_: Any, *more: Any, **options: Any) -> sa.Column[Any]:
    return _column("metadata", name, type_, *more, **options)


def _secret(name: str, **options: Any) -> sa.Column[Any]:
    return _column("secret", name, sa.LargeBinary(), **options)


def _id(name: str = "id", **options: Any) -> sa.Column[Any]:
    return _pseudonym(name, sa.String(64), primary_key=True, **options)


def _ref(name: str, target: str, **options: Any) -> sa.Column[Any]:
    return _pseudonym(name, sa.String(64), sa.ForeignKey(target), **options)


def _data_key() -> tuple[sa.Column[Any], sa.Column[Any]]:
    return _metadata("data_key", sa.LargeBinary()), _metadata("keyring_key", sa.String(64), nullable=True)


# --- the keyring: a small database of its own

keyring_name = sa.Table("keyring_name", keyring_metadata, _id())

keyring_key = sa.Table(
    "keyring_key",
    keyring_metadata,
    _id(),
    _metadata("destroy_on", sa.Date()),
    _metadata("retention_class", sa.String(32)),
    _metadata("wrapped", sa.LargeBinary(), nullable=True),  # under the root key; null once destroyed
    _metadata("destroyed_at", Instant(), nullable=True),
    sa.UniqueConstraint("destroy_on", "retention_class"),
)

# --- what a community decided

setting = sa.Table(
    "setting",
    metadata,
    # community, revision, applied, root_check, duty NAME, keyring, part NAME, hearing CHANNEL
    _public("name", sa.String(64), primary_key=True),
    _public("value", sa.JSON()),
)

sender = sa.Table(
    "sender",
    metadata,
    _public("id", sa.String(64), primary_key=True),
    _public("channel", sa.String(16)),
    _public("address", sa.String(64)),
    _public("team", sa.String(64), sa.ForeignKey("team.id"), nullable=True),
)

skill = sa.Table(
    "skill",
    metadata,
    _public("id", sa.String(64), primary_key=True),
    _public("position", sa.Integer()),
    _public("names", sa.JSON()),
    _public("expires_days", sa.Integer(), nullable=True),
)

area = sa.Table(
    "area",
    metadata,
    _public("id", sa.String(64), primary_key=True),
    _public("position", sa.Integer()),
    _public("names", sa.JSON()),
    _public("aliases", sa.JSON()),
    _public("zips", sa.JSON()),
    _public("polygon", sa.JSON(none_as_null=True), nullable=True),
)

landmark = sa.Table(
    "landmark",
    metadata,
    _public("id", sa.Integer(), primary_key=True, autoincrement=True),
    _public("name", sa.String(200)),
    _public("kind", sa.String(32)),
    _public("lat", sa.Float()),
    _public("lon", sa.Float()),
)

nature = sa.Table(
    "nature",
    metadata,
    _public("id", sa.String(64), primary_key=True),
    _public("position", sa.Integer()),
    _public("protection_area", sa.String(32)),
    _public("names", sa.JSON()),
    _public("urgency", sa.String(16)),
    _public("words_kept_seconds", sa.Integer()),
    _public("shell_kept_seconds", sa.Integer()),
    _public("words", sa.JSON(none_as_null=True), nullable=True),  # the community's own, which lead to it
)

team = sa.Table(
    "team",
    metadata,
    _public("id", sa.String(64), primary_key=True),
    _public("position", sa.Integer()),
    _public("names", sa.JSON()),
    _public("time_zone", sa.String(64)),
    _public("policy", sa.JSON()),
    _public("learning", sa.JSON(), nullable=True),  # what it decided about growing leaders; null: what ships
)

team_area = sa.Table(
    "team_area",
    metadata,
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    _public("area", sa.String(64), sa.ForeignKey("area.id"), primary_key=True),
)

protection = sa.Table(
    "protection",
    metadata,
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    _public("protection_area", sa.String(32), primary_key=True),
    _public("ready", sa.Boolean()),
    _public("refer", sa.JSON()),
    _public("card", sa.JSON(none_as_null=True), nullable=True),  # chapter: language: the team's own words
    _public("fields", sa.JSON(none_as_null=True), nullable=True),  # what is asked while people move
    _public("asking", sa.JSON(none_as_null=True), nullable=True),  # what a requester hears as people are asked
    _public("words_kept_seconds", sa.Integer(), nullable=True),  # of this team's calls, whatever their nature says
)

card_change = sa.Table(  # who put a chapter of a card into other words, when, and what stood there
    "card_change",
    metadata,
    _id(),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), index=True),
    _public("protection_area", sa.String(32)),
    _public("chapter", sa.String(16)),
    _public("language", sa.String(16)),
    _public("before", sa.Text()),
    _public("after", sa.Text()),
    _pseudonym("by_person", sa.String(64)),
    _metadata("at", Instant()),
    _metadata("undone", sa.Boolean()),
)

mutual_aid = sa.Table(
    "mutual_aid",
    metadata,
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    _public("other", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    _public("opens", sa.String(32)),
)

rota = sa.Table(
    "rota",
    metadata,
    _public("id", sa.String(129), primary_key=True),  # team/rota
    _public("position", sa.Integer()),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE")),
    _public("time_zone", sa.String(64)),
    _public("areas", sa.JSON()),
    _public("skills", sa.JSON()),
)

layer = sa.Table(
    "layer",
    metadata,
    _public("rota", sa.String(129), sa.ForeignKey("rota.id", ondelete="CASCADE"), primary_key=True),
    _public("id", sa.String(64), primary_key=True),
    _public("position", sa.Integer()),
    _public("start", sa.String(40)),  # moments stand as in the rota file: a reading, or an instant with its offset
    _public("turn_every", sa.Integer()),
    _public("turn_unit", sa.String(8)),
    _pseudonym("people", sa.JSON()),  # lists of person ids, one for each turn
    _public("until", sa.String(40), nullable=True),
    _public("days", sa.JSON(none_as_null=True), nullable=True),
    _public("hours", sa.String(40), nullable=True),
    _public("priority", sa.Integer()),
)

override = sa.Table(
    "override",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _public("rota", sa.String(129), sa.ForeignKey("rota.id", ondelete="CASCADE"), index=True),
    _public("kind", sa.String(16)),
    _pseudonym("person", sa.String(64), nullable=True),
    _pseudonym("by_person", sa.String(64), nullable=True),
    _pseudonym("people", sa.JSON(none_as_null=True), nullable=True),
    _public("starts", sa.String(40)),
    _public("ends", sa.String(40)),
)

time_off = sa.Table(
    "time_off",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _public("rota", sa.String(129), sa.ForeignKey("rota.id", ondelete="CASCADE"), index=True),
    _pseudonym("person", sa.String(64)),
    _public("starts", sa.String(40)),
    _public("ends", sa.String(40)),
)

rota_change = sa.Table(  # who changed a rota, when and how; what it takes to change it back
    "rota_change",
    metadata,
    _id(),
    _public("rota", sa.String(129), index=True),  # outlives the rota's row
    _public("team", sa.String(64)),
    _metadata("at", Instant(), index=True),
    _metadata("kind", sa.String(32)),
    _pseudonym("by_person", sa.String(64)),  # `operator`: whoever runs the program
    _pseudonym("added", sa.JSON()),
    _pseudonym("removed", sa.JSON()),
    _pseudonym("undone_by", sa.String(64), nullable=True),  # the change that took it back
)

rota_said = sa.Table(  # each rota as the last community file that spoke of it said it
    "rota_said",
    metadata,
    _public("rota", sa.String(129), primary_key=True),  # outlives the rota's row
    _public("position", sa.Integer()),
    _public("is_default", sa.Boolean()),
    _pseudonym("said", sa.JSON()),
)

time_off_request = sa.Table(
    "time_off_request",
    metadata,
    _id(),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _public("team", sa.String(64)),
    _metadata("starts", Instant()),
    _metadata("ends", Instant()),
    _metadata("asked_at", Instant()),
    _metadata("state", sa.String(16), index=True),  # asked | granted | refused | withdrawn | lapsed
    _pseudonym("by_person", sa.String(64), nullable=True),
    _metadata("decided_at", Instant(), nullable=True),
)

swap = sa.Table(  # a shift somebody else is asked to take; asked by a coordinator it is a call for cover
    "swap",
    metadata,
    _id(),
    _metadata("number", sa.Integer(), unique=True),
    _public("rota", sa.String(129), index=True),
    _public("team", sa.String(64)),
    _pseudonym("person", sa.String(64), nullable=True),  # null: nobody is on, and somebody is to be
    _metadata("starts", Instant()),
    _metadata("ends", Instant()),
    _pseudonym("asked_by", sa.String(64)),
    _metadata("asked_at", Instant()),
    _metadata("state", sa.String(16), index=True),  # see domain/swap.py
    _metadata("gap", sa.Boolean()),
    _metadata("insisted", sa.Boolean()),
    _pseudonym("taken_by", sa.String(64), nullable=True),
    _metadata("taken_at", Instant(), nullable=True),
    _pseudonym("decided_by", sa.String(64), nullable=True),
    _pseudonym("rota_change", sa.String(64), nullable=True),
)

swap_offer = sa.Table(
    "swap_offer",
    metadata,
    _pseudonym("swap", sa.String(64), sa.ForeignKey("swap.id", ondelete="CASCADE"), primary_key=True),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
    _metadata("told", sa.Integer()),
    _metadata("told_at", Instant()),
    _metadata("answer", sa.String(16), nullable=True),
    _metadata("answered_at", Instant(), nullable=True),
)

shift_start = sa.Table(  # one person's shift that begins: told, and whether they said they are here
    "shift_start",
    metadata,
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    _public("team", sa.String(64), primary_key=True),
    _metadata("starts", Instant(), primary_key=True),
    _metadata("ends", Instant()),
    _metadata("told_at", Instant(), nullable=True),
    _metadata("here_at", Instant(), nullable=True),
    _metadata("missed_at", Instant(), nullable=True),  # when a coordinator was told that nobody said so
)

cover_gap = sa.Table(  # what the last proof of a team found uncovered, and how far coordinators have heard of it
    "cover_gap",
    metadata,
    _metadata("row", sa.Integer(), primary_key=True, autoincrement=True),
    _public("team", sa.String(64), index=True),
    _public("areas", sa.Text()),  # their ids in order, with commas between; none: everywhere
    _metadata("starts", Instant()),
    _metadata("ends", Instant()),
    _metadata("lack", sa.Integer()),  # a Lack
    _metadata("told", sa.Integer()),  # how many of the team's tellings are done
)

feed = sa.Table(  # a calendar somebody may read at a secret address
    "feed",
    metadata,
    _id(),
    _pseudonym("secret_index", sa.LargeBinary(), unique=True),  # keyed
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=True, index=True),
    _public("team", sa.String(64), nullable=True),
    _metadata("names", sa.Boolean()),
    _pseudonym("made_by", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _metadata("made_at", Instant()),
)

page_tally = sa.Table(  # how often somebody was asked and came, by month: no call's id, no place, no hour
    "page_tally",
    metadata,
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    _public("team", sa.String(64), primary_key=True),
    _metadata("month", sa.String(7), primary_key=True),  # 2026-03
    _metadata("on_call", sa.Boolean(), primary_key=True),
    _metadata("night", sa.Boolean(), primary_key=True),
    _metadata("pages", sa.Integer()),
    _metadata("accepts", sa.Integer()),
    _metadata("declines", sa.Integer()),
    _metadata("expiries", sa.Integer()),
)

strain = sa.Table(  # what somebody went through of late: nights they were paged in, a heavy call, a rest ended early
    "strain",
    metadata,
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    _metadata("what", sa.String(16), primary_key=True),  # heavy | lifted | the day a night began on: 2026-03-05
    _metadata("at", Instant()),  # the last of them
)

# --- people

person = sa.Table(
    "person",
    metadata,
    _id(),
    _metadata("data_key", sa.LargeBinary()),  # under the root key
    _secret("roster_name"),
    _public("languages", sa.JSON()),
    _metadata("availability", sa.String(16)),
    _metadata("available_until", Instant(), nullable=True),
    _metadata("time_zone", sa.String(64), nullable=True),
    _metadata("choices", sa.JSON(none_as_null=True), nullable=True),  # quiet hours, previews, what they set themselves
    _metadata("testing_since", Instant(), nullable=True),
    _secret("code_word", nullable=True),  # what calls for help unnoticed; null: their team's
    _secret("aside", nullable=True),  # for them alone; see domain/step_aside.py
    _metadata("held_back_at", Instant(), nullable=True),  # asked to nothing since then; see domain/complaint.py
)

person_skill = sa.Table(
    "person_skill",
    metadata,
    _ref("person", "person.id", primary_key=True),
    _public("skill", sa.String(64), sa.ForeignKey("skill.id"), primary_key=True),
    _metadata("expires_at", Instant(), nullable=True),
    _pseudonym("by_person", sa.String(64), nullable=True),  # who confirmed it; null: the community file says so
    _metadata("told", sa.String(8), nullable=True),  # how far they were told of its end: soon | lapsed
)

skill_claim = sa.Table(
    "skill_claim",
    metadata,
    _id(),
    _ref("person", "person.id"),
    _public("skill", sa.String(64), sa.ForeignKey("skill.id")),
    _metadata("at", Instant()),
    sa.UniqueConstraint("person", "skill"),
)

tale = sa.Table(  # a member's story or advice, under their own key: erasing them erases it
    "tale",
    metadata,
    _id(),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), index=True),
    _public("protection_area", sa.String(32)),
    _metadata("kind", sa.String(8)),
    _secret("words"),
    _metadata("at", Instant()),
    _pseudonym("shown_by", sa.String(64), nullable=True),  # the coordinator who lets the team read it
)

training = sa.Table(  # announced to all: the place is where the community meets, and nobody's own
    "training",
    metadata,
    _id(),
    _public("number", sa.Integer(), unique=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), index=True),
    _public("protection_area", sa.String(32)),
    _public("place", sa.String(160)),
    _public("starts", Instant(), index=True),
    _public("ends", Instant()),
    _public("capacity", sa.Integer()),
    _public("languages", sa.JSON()),
    _public("skills", sa.JSON()),
    _public("everybody", sa.Boolean()),
    _pseudonym("by_person", sa.String(64)),
    _metadata("off_at", Instant(), nullable=True),
)

training_seat = sa.Table(  # a member's or a community member's: either of the two
    "training_seat",
    metadata,
    _pseudonym("training", sa.String(64), sa.ForeignKey("training.id", ondelete="CASCADE"), primary_key=True),
    _pseudonym("holder", sa.String(64), primary_key=True),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=True, index=True),
    _pseudonym(
        "conversation", sa.String(64), sa.ForeignKey("conversation.id", ondelete="CASCADE"), nullable=True, index=True
    ),
    _metadata("state", sa.String(16)),
    _metadata("turn", sa.Integer()),
    _metadata("had", sa.JSON(), nullable=True),  # which of its skills they held before, and until when
)

training_event = sa.Table(  # who did what about trainings and mentors, and why
    "training_event",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _pseudonym("subject", sa.String(64), index=True),  # a training; a team, of its mentors; or a cohort
    _metadata("at", Instant()),
    _metadata("what", sa.String(48)),
    _metadata("why", sa.Text()),
    _pseudonym("by_whom", sa.String(64), nullable=True),
    _pseudonym("about", sa.String(64), nullable=True),
)

mentoring = sa.Table(  # a trainee goes only beside one of their mentors
    "mentoring",
    metadata,
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    _ref("mentor", "person.id", primary_key=True),
    _metadata("since", Instant()),
)

shadowing = sa.Table(  # a call or a shift on which a trainee was beside a mentor of theirs
    "shadowing",
    metadata,
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    _pseudonym("beside", sa.String(96), primary_key=True),  # the call, or the shift
    _metadata("at", Instant()),
)

cohort = sa.Table(  # a year together: its place is told to its team
    "cohort",
    metadata,
    _id(),
    _public("number", sa.Integer(), unique=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), index=True),
    _public("place", sa.String(160)),
    _public("seats", sa.Integer()),
    _pseudonym("by_person", sa.String(64)),
)

cohort_gathering = sa.Table(
    "cohort_gathering",
    metadata,
    _pseudonym("cohort", sa.String(64), sa.ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True),
    _public("number", sa.Integer(), primary_key=True),
    _public("starts", Instant()),
    _public("ends", Instant()),
    _metadata("said_at", Instant(), nullable=True),  # who came
)

cohort_fellow = sa.Table(
    "cohort_fellow",
    metadata,
    _pseudonym("cohort", sa.String(64), sa.ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
    _metadata("stands", sa.String(16)),
    _metadata("turn", sa.Integer()),
    _metadata("came", sa.JSON()),  # the numbers of the gatherings they came to
    _metadata("away", sa.JSON(), nullable=True),  # of those they have said that they miss
    _metadata("nudges", sa.Boolean()),
    _metadata("nudge_at", Instant(), nullable=True),
    _metadata("nudged_at", Instant(), nullable=True),
)

cohort_pair = sa.Table(  # two who look after each other
    "cohort_pair",
    metadata,
    _pseudonym("cohort", sa.String(64), sa.ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True),
    _pseudonym("one", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    _pseudonym("other", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
)

cohort_call = sa.Table(  # what a gathering ended in, sealed under the key of whoever wrote it down
    "cohort_call",
    metadata,
    _pseudonym("cohort", sa.String(64), sa.ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True),
    _public("number", sa.Integer(), primary_key=True),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _secret("words"),
    _public("turn", sa.Integer(), primary_key=True, server_default=sa.text("1")),
    _pseudonym("task", sa.String(64), nullable=True),  # where it stands whose it is, and whether it is done
)

new_team = sa.Table(  # a team that somebody wants to begin, and a coordinator has to say yes to
    "new_team",
    metadata,
    _id(),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _public("name", sa.String(80)),
    _public("areas", sa.JSON()),
    _public("zips", sa.JSON()),
    _public("hours", sa.String(16)),
    _metadata("made_at", Instant()),
    _pseudonym("decided_by", sa.String(64), nullable=True),
)

person_area = sa.Table(
    "person_area",
    metadata,
    _ref("person", "person.id", primary_key=True),
    _public("area", sa.String(64), sa.ForeignKey("area.id"), primary_key=True),
)

membership = sa.Table(
    "membership",
    metadata,
    _ref("person", "person.id", primary_key=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id"), primary_key=True, index=True),
    _metadata("roles", sa.String(64)),  # joined by commas
    _metadata("standing", sa.String(16)),
    _metadata("probation_left", sa.Integer(), nullable=True),  # calls they go to beside somebody else, while PROBATION
)

standing_event = sa.Table(  # append-only: triggers refuse to change a row or to delete one
    "standing_event",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _pseudonym("person", sa.String(64), index=True),  # outlives the person's row
    _public("team", sa.String(64)),
    _metadata("at", Instant()),
    _metadata("kind", sa.String(48)),
    _metadata("before", sa.String(16), nullable=True),
    _metadata("after", sa.String(16)),
    _pseudonym("by_person", sa.String(64), nullable=True),  # `operator`: whoever runs the program
    _metadata("why", sa.Text()),
    sqlite_autoincrement=True,
)

approval = sa.Table(
    "approval",
    metadata,
    _ref("person", "person.id", primary_key=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id"), primary_key=True),
    _pseudonym("by_person", sa.String(64), primary_key=True),  # `operator` for the command line's first two
    _metadata("at", Instant()),
)

contact_point = sa.Table(
    "contact_point",
    metadata,
    _id(),
    _metadata("channel", sa.String(16)),
    _secret("address"),  # under the person's key, or a requester's conversation's
    _pseudonym("address_index", sa.LargeBinary(), unique=True),  # keyed; over channel and address
    _ref("person", "person.id", nullable=True, index=True),
    _public("sender", sa.String(64), sa.ForeignKey("sender.id")),
    _metadata("rank", sa.Integer()),
    _metadata("reach", sa.String(16)),
    _metadata("made_at", Instant()),
    _metadata("tested_at", Instant(), nullable=True),
    _metadata("proved_at", Instant(), nullable=True),
    _metadata("proved_seconds", sa.Integer(), nullable=True),
)

own_contact = sa.Table(  # a number a member showed as their own, until its code is texted from it
    "own_contact",
    metadata,
    _pseudonym("code_index", sa.LargeBinary(), primary_key=True),
    _ref("person", "person.id"),
    _pseudonym("address_index", sa.LargeBinary()),
    _metadata("expires_at", Instant()),
)

invite = sa.Table(
    "invite",
    metadata,
    _id(),
    _pseudonym("code_index", sa.LargeBinary(), unique=True),
    _ref("person", "person.id"),
    _public("team", sa.String(64), sa.ForeignKey("team.id")),
    _metadata("coordinator", sa.Boolean()),
    _metadata("vouched", sa.Boolean()),  # one of the first two, made on the command line: needs no approval
    _metadata("expires_at", Instant()),
    _metadata("used_at", Instant(), nullable=True),
)

console_link = sa.Table(  # opens the console once; its secret half is computed, never stored
    "console_link",
    metadata,
    _id(),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _metadata("expires_at", Instant()),
)

console_session = sa.Table(
    "console_session",
    metadata,
    _id(),
    _pseudonym("token_index", sa.LargeBinary(), unique=True),  # keyed
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _metadata("opened_at", Instant()),
    _metadata("seen_at", Instant()),
)

# --- calls for help

conversation = sa.Table(
    "conversation",
    metadata,
    _id(),
    _ref("contact_point", "contact_point.id", unique=True),
    _public("sender", sa.String(64), sa.ForeignKey("sender.id")),
    _ref("person", "person.id", nullable=True),
    _metadata("language", sa.String(16)),
    _metadata("status", sa.String(16)),
    _metadata("started_at", Instant()),
    _metadata("last_at", Instant()),
    _pseudonym("incident", sa.String(64), nullable=True, index=True),
    *_data_key(),
    _secret("intake", nullable=True),
    _secret("pending", nullable=True),
    _secret("draft", nullable=True),
    _metadata("errors", sa.Integer()),
    _metadata("silent", sa.Boolean()),
    _metadata("pace", sa.JSON(none_as_null=True), nullable=True),  # how much they write and hear at once
    _secret("passing", nullable=True),  # words that wait for an answer of theirs
    _secret("texting", nullable=True),  # how they want to be texted, and a mark of what tells us that it is them
)

incident = sa.Table(
    "incident",
    metadata,
    _id(),
    _pseudonym("number", sa.Integer(), unique=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id")),
    _public("nature", sa.String(64)),
    _public("protection_area", sa.String(32)),
    _metadata("urgency", sa.String(16)),
    _metadata("words_kept_seconds", sa.Integer()),
    _metadata("shell_kept_seconds", sa.Integer()),
    _ref("conversation", "conversation.id", nullable=True, index=True),
    _pseudonym("requester_code", sa.String(32)),
    _metadata("language", sa.String(16)),
    _metadata("status", sa.String(16), index=True),
    _metadata("opened_at", Instant(), index=True),
    _pseudonym("plan", sa.JSON()),
    *_data_key(),
    _secret("place", nullable=True),
    _secret("words", nullable=True),
    _secret("ledger", nullable=True),  # what they allow and refuse, and what the safety screen shows
    _metadata("danger", sa.Boolean()),
    _metadata("silent", sa.Boolean()),
    _metadata("exhausted", sa.Boolean()),
    _metadata("drill", sa.Boolean()),
    _metadata("disposition", sa.String(32), nullable=True),
    _metadata("closed_at", Instant(), nullable=True),
    _pseudonym("relayed", sa.JSON(none_as_null=True), nullable=True),  # who has heard how words are passed on
    _metadata("round", sa.Integer(), server_default="1"),  # how often those suited are being asked
    _metadata("round_began_at", Instant(), nullable=True),
    _metadata("asks_again_at", Instant(), nullable=True),
    _metadata("aid_asked", sa.Boolean(), server_default=sa.false()),
    _pseudonym("merged_into", sa.String(64), nullable=True),
    _pseudonym("owner", sa.String(64), nullable=True),
    _pseudonym("offered_to", sa.String(64), nullable=True),
    _pseudonym("monitor", sa.String(64), nullable=True),  # the coordinator who hears first of a silence
    _pseudonym("monitor_next", sa.String(64), nullable=True),  # who was asked to watch in their place
    _metadata("held", sa.Boolean(), server_default=sa.false()),
    _metadata("ring", sa.Integer(), server_default=sa.text("0")),  # how far coordinators have been asked
    _metadata("doubt", sa.JSON(none_as_null=True), nullable=True),  # see domain/doubt.py
    _metadata("discreet", sa.Boolean(), server_default=sa.false()),  # its words spoke of what is not kept
    _pseudonym("kept_from", sa.JSON(none_as_null=True), nullable=True),  # see domain/complaint.py
)

flood = sa.Table(  # one of them goes on at a time
    "flood",
    metadata,
    _id(),
    _metadata("began_at", Instant()),
    _metadata("ended_at", Instant(), nullable=True, index=True),
    _metadata("switch", sa.String(8)),  # auto | on | off
    _metadata("until", Instant(), nullable=True),
    _pseudonym("by_person", sa.String(64), nullable=True),
)

sender_block = sa.Table(  # whose calls page nobody, for a while
    "sender_block",
    metadata,
    _id(),
    _pseudonym("conversation", sa.String(64), sa.ForeignKey("conversation.id", ondelete="CASCADE"), index=True),
    _pseudonym("code", sa.String(32)),  # what they were called in the call they were blocked for
    _pseudonym("number", sa.Integer()),  # of that call
    _public("team", sa.String(64), sa.ForeignKey("team.id")),
    _pseudonym("by_person", sa.String(64)),
    _pseudonym("second_person", sa.String(64), nullable=True),  # who confirmed that it is for good
    _metadata("at", Instant()),
    _metadata("until", Instant(), nullable=True),  # null: for good
    _metadata("for_good", sa.Boolean()),  # somebody wants it for good; it is once a second one says so
    _metadata("ended_at", Instant(), nullable=True),
    _pseudonym("ended_by", sa.String(64), nullable=True),
    _secret("why"),  # under the key of whoever blocked them
)

incident_conversation = sa.Table(  # who else calls about the same, beside the first
    "incident_conversation",
    metadata,
    _ref("incident", "incident.id", primary_key=True),
    _ref("conversation", "conversation.id", primary_key=True, index=True),
    _metadata("position", sa.Integer()),
    _pseudonym("code", sa.String(32)),
    _pseudonym("came_from", sa.String(64)),
    _metadata("silent", sa.Boolean()),
)

incident_area = sa.Table(
    "incident_area",
    metadata,
    _ref("incident", "incident.id", primary_key=True),
    _public("area", sa.String(64), primary_key=True),
    _metadata("position", sa.Integer()),
)

need = sa.Table(
    "need",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _public("nature", sa.String(64), sa.ForeignKey("nature.id", ondelete="CASCADE"), nullable=True, unique=True),
    _ref("incident", "incident.id", nullable=True, unique=True),
    _public("responders", sa.Integer()),
    _public("cap", sa.Integer()),
    _public("together", sa.Integer()),
    _public("roles", sa.JSON()),
    _public("skills", sa.JSON()),
    _public("languages", sa.JSON()),
    _public("window_start", Instant(), nullable=True),
    _public("window_end", Instant(), nullable=True),
    _public("mode", sa.String(16)),
    _public("remote", sa.JSON(), nullable=True),  # roles that are filled from afar
    sa.CheckConstraint("(nature IS NULL) <> (incident IS NULL)", name="one_owner"),
)

aid = sa.Table(
    "aid",
    metadata,
    _ref("incident", "incident.id", primary_key=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id"), primary_key=True),
    _pseudonym("by_person", sa.String(64), nullable=True),
    _metadata("at", Instant()),  # when it came to be as it is
    _metadata("state", sa.String(16), server_default="open"),  # see domain/aid.py
    _metadata("asked_at", Instant(), nullable=True),
    _metadata("reminded", sa.Integer(), server_default="0"),
)

page = sa.Table(
    "page",
    metadata,
    _id(),
    _ref("incident", "incident.id", index=True),
    _metadata("position", sa.Integer()),  # the order in which they were made
    _ref("person", "person.id", index=True),
    _metadata("letter", sa.String(2)),
    _metadata("state", sa.String(16)),
    _metadata("sent_at", Instant()),
    _metadata("expires_at", Instant()),
    _metadata("ended_at", Instant(), nullable=True),
    _metadata("why", sa.Text()),
)

assignment = sa.Table(
    "assignment",
    metadata,
    _id(),
    _ref("incident", "incident.id", index=True),
    _metadata("position", sa.Integer()),  # the order in which they were made
    _ref("person", "person.id", index=True),
    _ref("page", "page.id", nullable=True),
    _pseudonym("code", sa.String(32)),
    _metadata("state", sa.String(16)),
    _metadata("accepted_at", Instant()),
    _metadata("minutes", sa.Integer(), nullable=True),
    _metadata("lead", sa.Boolean()),
    _metadata("lead_set", sa.Boolean(), nullable=True),
    _metadata("probation", sa.Boolean(), nullable=True),  # as they stood on accepting: only beside somebody else
    _public("skills", sa.JSON()),
    _metadata("remote", sa.Boolean(), nullable=True),  # helps from afar
    _metadata("by_text", sa.Boolean(), nullable=True),  # only texts with whoever waits: fills nothing of the need
    _metadata("asked_at", Instant(), nullable=True),  # when they were asked again whether they still come
    _metadata("sure_at", Instant(), nullable=True),  # when they said so
    _metadata("ended_at", Instant(), nullable=True),
    _pseudonym("watch", sa.JSON(none_as_null=True), nullable=True),  # what they were asked, and who looks after them
    sa.UniqueConstraint("incident", "code"),
)

event = sa.Table(  # append-only: triggers refuse to change a row, and to delete one of a running incident
    "event",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _pseudonym("incident", sa.String(64), nullable=True, index=True),
    _pseudonym("conversation", sa.String(64), nullable=True),
    _metadata("at", Instant()),
    _metadata("kind", sa.String(48)),
    _metadata("why", sa.Text()),
    _pseudonym("by_person", sa.String(64), nullable=True),
    _pseudonym("details", sa.JSON()),
    _secret("reason", nullable=True),  # what a coordinator gave as theirs
    sqlite_autoincrement=True,
)

incident_number = sa.Sequence("incident_number", metadata=metadata)
"""Where PostgreSQL counts incidents. SQLite has one writer at a time and asks for the highest."""


task = sa.Table(
    "task",
    metadata,
    _id(),
    _metadata("kind", sa.String(32)),
    _public("team", sa.String(64), sa.ForeignKey("team.id")),
    _pseudonym("incident", sa.String(64), nullable=True, index=True),
    _pseudonym("conversation", sa.String(64), nullable=True),
    _pseudonym("person", sa.String(64), nullable=True),
    _pseudonym("owner", sa.String(64), nullable=True),
    _metadata("due", Instant()),
    _metadata("state", sa.String(16)),
    _metadata("why", sa.Text()),
    _metadata("number", sa.Integer(), nullable=True, index=True, unique=True),  # given when somebody is shown it first
    _pseudonym("made_by", sa.String(64), nullable=True),  # whoever wrote it down, under whose key its words are
    _secret("words", nullable=True),
    _metadata("step", sa.Integer(), server_default=sa.text("0")),
    _metadata("climbs_at", Instant(), nullable=True),
    _pseudonym("before", sa.JSON(none_as_null=True), nullable=True),  # what undo brings back
    _public("subject", sa.String(64), nullable=True),  # a training, a cohort or a gathering, as people call it
    sa.Index("ix_task_open", "state", "team"),
)

task_reader = sa.Table(  # who saw a team's tasks, and has not heard yet that none is left
    "task_reader",
    metadata,
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
)

complaint = sa.Table(  # about one of ours: beside the calls and tasks, see domain/complaint.py
    "complaint",
    metadata,
    _id(),
    _pseudonym("number", sa.Integer(), unique=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id")),
    _metadata("state", sa.String(16), index=True),
    _metadata("raised_at", Instant()),
    _metadata("due", Instant()),
    _pseudonym("incident", sa.String(64), nullable=True),
    _pseudonym("call_number", sa.Integer(), nullable=True),
    _pseudonym("conversation", sa.String(64), nullable=True),
    _pseudonym("person", sa.String(64), nullable=True),
    _pseudonym("caller", sa.String(64)),
    _pseudonym("named", sa.String(64), nullable=True),
    _pseudonym("went", sa.JSON()),
    _pseudonym("owner", sa.String(64), nullable=True),
    _metadata("step", sa.Integer()),
    _metadata("discreet", sa.Boolean()),
    _metadata("ended_at", Instant(), nullable=True),
    *_data_key(),
    _secret("told"),  # the words of whoever complained, and how it ended
)

complaint_event = sa.Table(  # who did what about a complaint, and why
    "complaint_event",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _pseudonym("complaint", sa.String(64), index=True),
    _metadata("at", Instant()),
    _metadata("what", sa.String(48)),
    _metadata("why", sa.Text()),
    _pseudonym("by_whom", sa.String(64), nullable=True),
)

sighting = sa.Table(  # of enforcement: beside the calls for help, see domain/sighting.py
    "sighting",
    metadata,
    _id(),
    _pseudonym("number", sa.Integer(), unique=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id")),
    _metadata("opened_at", Instant()),
    _metadata("last_at", Instant(), index=True),
    _metadata("certainty", sa.String(16)),
    _metadata("told_at", Instant(), nullable=True),
    _pseudonym("look", sa.String(64), nullable=True),  # the call by which somebody was asked to go and look
    *_data_key(),
    _secret("seen"),  # what, where, and the words of the reports
)

sighting_listener = sa.Table(  # who heard of it, and hears when it is over
    "sighting_listener",
    metadata,
    _ref("sighting", "sighting.id", primary_key=True),
    _pseudonym("listener", sa.String(64), primary_key=True),
    _metadata("member", sa.Boolean()),
    _metadata("comes", sa.Boolean()),
)

alert_wish = sa.Table(  # who wants to hear of confirmed sightings
    "alert_wish",
    metadata,
    _pseudonym("listener", sa.String(64), primary_key=True),
    _metadata("member", sa.Boolean()),
    _metadata("areas", sa.JSON()),
    _metadata("until", Instant()),
)

custody = sa.Table(  # how somebody in custody stands: every change of it
    "custody",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _ref("incident", "incident.id", index=True),
    _metadata("status", sa.String(16)),
    _metadata("at", Instant()),
    _pseudonym("by", sa.String(64)),
    _secret("note", nullable=True),  # where, bail, a booking number; under the incident's key
)

check_in = sa.Table(  # how somebody is asked how they are after a call, see domain/checkin.py
    "check_in",
    metadata,
    _id(),
    _pseudonym("incident", sa.String(64), index=True),
    _pseudonym("number", sa.Integer()),
    _pseudonym("code", sa.String(32)),
    _public("team", sa.String(64), sa.ForeignKey("team.id")),
    _public("protection_area", sa.String(32)),
    _metadata("side", sa.String(16)),
    _pseudonym("who", sa.String(64), index=True),  # a conversation's id, or a member's
    _public("zone", sa.String(64)),
    _metadata("began_at", Instant()),
    _metadata("at", Instant()),
    _metadata("state", sa.String(16)),
    _metadata("step", sa.Integer()),
    _metadata("asks", sa.Integer()),
    _metadata("silences", sa.Integer()),
    _metadata("safe", sa.Boolean()),
    _metadata("safe_until", Instant(), nullable=True),
    _metadata("danger", sa.Boolean()),
    _metadata("answered_at", Instant(), nullable=True),
    _metadata("answered_here", sa.Boolean()),
    _metadata("question", sa.String(16), nullable=True),
    _metadata("answered", sa.JSON()),
    _metadata("sharing", sa.String(16)),
    _metadata("shared", sa.Boolean()),
    _metadata("ended", sa.String(16), nullable=True),
    _pseudonym("taken_by", sa.String(64), nullable=True),
    _secret("answers", nullable=True),  # a protector's own words, under their key
    sa.UniqueConstraint("incident", "who"),
)

statistic = sa.Table(  # no ids: written when an incident closes
    "statistic",
    metadata,
    _metadata("row", sa.Integer(), primary_key=True, autoincrement=True),
    _metadata("month", sa.String(7)),
    _metadata("hour", sa.Integer()),
    _public("team", sa.String(64)),
    _public("protection_area", sa.String(32)),
    _public("nature", sa.String(64)),
    _metadata("language", sa.String(16)),
    _metadata("pages", sa.Integer()),
    _metadata("accepted", sa.Integer()),
    _metadata("filled", sa.Boolean()),
    _metadata("seconds_to_first_accept", sa.Integer(), nullable=True),
    _metadata("disposition", sa.String(32)),
    _public("area", sa.String(64), nullable=True),  # the first it lay in; none where nobody knew
    _metadata("seconds_to_arrival", sa.Integer(), nullable=True),
    sa.Index("ix_statistic_team_month", "team", "month"),
)

check_in_tally = sa.Table(  # check-ins that ended, by month: how many asked anything, how many were answered; no ids
    "check_in_tally",
    metadata,
    _public("team", sa.String(64), primary_key=True),
    _metadata("month", sa.String(7), primary_key=True),
    _metadata("asked", sa.Integer()),
    _metadata("answered", sa.Integer()),
)

debrief = sa.Table(  # of a call that is over, under its key: its words go when the call's go
    "debrief",
    metadata,
    _id(),
    _pseudonym("incident", sa.String(64), unique=True),
    _pseudonym("number", sa.Integer(), index=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id")),
    _public("protection_area", sa.String(32)),
    _metadata("began_at", Instant()),
    _metadata("at", Instant()),
    _metadata("told", sa.Boolean()),
    _metadata("done", sa.Boolean()),
    _secret("own", nullable=True),  # parts of its page in a coordinator's words
)

debrief_asked = sa.Table(  # how far somebody was asked, never what they said
    "debrief_asked",
    metadata,
    _id(),
    _pseudonym("debrief", sa.String(64), sa.ForeignKey("debrief.id", ondelete="CASCADE")),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _metadata("at", Instant()),
    _metadata("state", sa.String(16)),
    _metadata("question", sa.String(16), nullable=True),
    sa.UniqueConstraint("debrief", "person"),
)

debrief_answer = sa.Table(  # what somebody said, and nothing of who did, or when
    "debrief_answer",
    metadata,
    _id(),
    _pseudonym("debrief", sa.String(64), sa.ForeignKey("debrief.id", ondelete="CASCADE"), index=True),
    _metadata("part", sa.String(16)),
    _secret("said"),
)

# --- the engine's three kinds of work, and what keeps them honest

inbox = sa.Table(
    "inbox",
    metadata,
    _id(),
    _pseudonym("external_index", sa.LargeBinary(), unique=True),  # keyed hash of channel and external id
    _metadata("kind", sa.String(24)),  # inbound | receipt | delivery_failed | command
    _metadata("channel", sa.String(16)),
    _pseudonym("stream", sa.LargeBinary()),  # keyed hash of the sender: one sender's items keep their order
    _secret("payload", nullable=True),  # null once done
    _metadata("keyring_key", sa.String(64)),
    _metadata("state", sa.String(16)),  # waiting | done | dead
    _metadata("lane", sa.Integer()),
    _metadata("seq", sa.BigInteger()),  # order of arrival, from the engine's counter
    _metadata("due_at", Instant()),
    _metadata("received_at", Instant()),
    _metadata("attempts", sa.Integer()),
    _metadata("error", sa.String(200), nullable=True),  # the kind of error, never its text
    _metadata("done_at", Instant(), nullable=True),
    _some("ix_inbox_turns", "lane", "due_at", "seq", where="state = 'waiting' AND kind <> 'receipt'"),
    _some("ix_inbox_receipts", "lane", "due_at", "seq", where="state = 'waiting' AND kind = 'receipt'"),
    _some("ix_inbox_stream", "stream", "seq", where="state = 'waiting'"),
)

timer = sa.Table(
    "timer",
    metadata,
    _id(),
    _metadata("kind", sa.String(24)),
    _pseudonym("subject", sa.String(64)),
    _pseudonym("incident", sa.String(64), nullable=True, index=True),
    _metadata("state", sa.String(16)),  # waiting | done | dead
    _metadata("lane", sa.Integer()),
    _metadata("due_at", Instant()),
    _metadata("attempts", sa.Integer()),
    _metadata("error", sa.String(200), nullable=True),
    _metadata("done_at", Instant(), nullable=True),
    sa.UniqueConstraint("kind", "subject"),
    sa.Index("ix_timer_waiting", "state", "due_at"),
)

drill = sa.Table(  # how an exercise is played, see domain/drill.py; what happens in it stands in its incident
    "drill",
    metadata,
    _pseudonym("incident", sa.String(64), primary_key=True),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE")),
    _public("story", sa.String(32)),
    _public("language", sa.String(16)),
    _pseudonym("by_person", sa.String(64)),
    _metadata("step", sa.Integer()),
    _metadata("pace", sa.Integer(), nullable=True),  # seconds between steps; None: each when somebody says so
    _metadata("paused", sa.Boolean()),
    _metadata("guided", sa.Boolean()),
    _metadata("told", sa.JSON()),  # which steps were explained
    _metadata("began_at", Instant()),
    _metadata("ended_at", Instant(), nullable=True, index=True),
)

drill_reach = sa.Table(  # an exercise in which everybody of a team is asked to say that it reached them
    "drill_reach",
    metadata,
    _id(),
    _public("team", sa.String(64), sa.ForeignKey("team.id", ondelete="CASCADE")),
    _pseudonym("by_person", sa.String(64)),
    _metadata("began_at", Instant()),
    _metadata("closes_at", Instant()),
    _metadata("ended_at", Instant(), nullable=True),
)

drill_reach_point = sa.Table(
    "drill_reach_point",
    metadata,
    _pseudonym("drill", sa.String(64), sa.ForeignKey("drill_reach.id", ondelete="CASCADE"), primary_key=True),
    _pseudonym("contact_point", sa.String(64), primary_key=True),
    _pseudonym("person", sa.String(64), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True),
    _metadata("channel", sa.String(16)),
    _metadata("answered_at", Instant(), nullable=True),
)

delivery = sa.Table(
    "delivery",
    metadata,
    _id(),  # also our reference in the provider's callbacks
    _metadata("seq", sa.BigInteger(), unique=True),
    _pseudonym("key", sa.String(200), unique=True),  # makes planning it twice impossible
    _metadata("kind", sa.String(32)),  # a MessageKind
    _metadata("state", sa.String(16)),  # see domain/delivery.py
    _metadata("lane", sa.Integer()),
    _metadata("priority", sa.Integer()),  # within the lane, lower first
    _metadata("due_at", Instant()),
    _metadata("valid_until", Instant()),
    _ref("contact_point", "contact_point.id"),
    _metadata("channel", sa.String(16)),
    _public("sender", sa.String(64)),
    _pseudonym("person", sa.String(64), nullable=True),
    _pseudonym("conversation", sa.String(64), nullable=True),
    _pseudonym("incident", sa.String(64), nullable=True, index=True),
    _pseudonym("page", sa.String(64), nullable=True, index=True),
    _pseudonym("stream", sa.String(140)),  # contact point and incident: these keep their order
    _pseudonym("slot", sa.String(140), nullable=True),
    _metadata("key_owner", sa.String(16)),  # whose data key seals it: incident | conversation | person
    _pseudonym("key_owner_id", sa.String(64)),
    _secret("payload"),  # params, lines, subject and language, as JSON
    _metadata("fence", sa.Integer()),
    _metadata("lease_until", Instant(), nullable=True),
    _metadata("attempts", sa.Integer()),
    _metadata("repeat", sa.Boolean()),  # sent again because its fate was unknown: marked as such
    _pseudonym("external_id", sa.String(64), nullable=True, index=True),
    _metadata("error_code", sa.String(32), nullable=True),
    _metadata("planned_at", Instant()),
    _metadata("heard_at", Instant(), nullable=True),  # when the text it answers, or opened its call, was taken in
    _metadata("sent_at", Instant(), nullable=True),
    _metadata("finished_at", Instant(), nullable=True),
    sa.Index("ix_delivery_waiting", "state", "lane", "priority", "due_at", "seq"),
    sa.Index("ix_delivery_stream", "stream", "state", "seq"),
    sa.Index("ix_delivery_slot", "slot", "contact_point"),
)

attempt = sa.Table(
    "attempt",
    metadata,
    _pseudonym("id", sa.Integer(), primary_key=True, autoincrement=True),
    _ref("delivery", "delivery.id", index=True),
    _metadata("fence", sa.Integer()),
    _metadata("started_at", Instant()),
    _metadata("finished_at", Instant(), nullable=True),
    _metadata("outcome", sa.String(24), nullable=True),
    _metadata("code", sa.String(32), nullable=True),
)

bucket = sa.Table(  # rate limits, shared by all processes
    "bucket",
    metadata,
    _pseudonym("name", sa.String(140), primary_key=True),  # sender, or sender and contact point
    _metadata("tokens", sa.Float()),
    _metadata("filled_at", Instant()),
    _metadata("closed_until", Instant(), nullable=True),  # the provider said: not before
)

outage = sa.Table(  # how the provider of a channel does, see domain/outage.py
    "outage",
    metadata,
    _public("channel", sa.String(16), primary_key=True),
    _metadata("strikes", sa.Integer()),
    _pseudonym("points", sa.JSON()),  # two contact points at most
    _metadata("struck_at", Instant(), nullable=True),
    _metadata("down_since", Instant(), nullable=True),
    _metadata("passes", sa.Integer()),
    _metadata("probe_at", Instant(), nullable=True),
)

catch_up = sa.Table(  # up to when what came in at a provider has been fetched from its list
    "catch_up",
    metadata,
    _public("source", sa.String(64), primary_key=True),
    _metadata("good_until", Instant()),
    _metadata("next_at", Instant()),
)

replay_key = sa.Table(  # keyed hashes of external ids outlive their rows: a signature has no time in it
    "replay_key",
    metadata,
    _pseudonym("external_index", sa.LargeBinary(), primary_key=True),
    _metadata("seen_on", sa.Date()),
)
