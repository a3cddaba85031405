"""Who is on call: changes on record, time off, swaps, shifts that begin, feeds, and how people answer pages."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SETTING = sa.table("setting", sa.column("name"), sa.column("value", sa.JSON()))
_ROTA = sa.table(
    "rota",
    sa.column("id"),
    sa.column("position"),
    sa.column("time_zone"),
    sa.column("areas", sa.JSON()),
    sa.column("skills", sa.JSON()),
)
_SAID = sa.table(
    "rota_said", sa.column("rota"), sa.column("position"), sa.column("is_default"), sa.column("said", sa.JSON())
)
_LISTS = ("people", "days")
_ENTRIES = {  # what says an entry, and in which order they stand
    "layers": (
        "layer",
        "position",
        ("id", "start", "turn_every", "turn_unit", "people", "until", "days", "hours", "priority"),
    ),
    "overrides": ("override", "id", ("kind", "person", "by_person", "people", "starts", "ends")),
    "time_off": ("time_off", "id", ("person", "starts", "ends")),
}


def upgrade() -> None:
    op.add_column("conversation", sa.Column("draft", sa.LargeBinary(), nullable=True))
    op.create_table(
        "rota_change",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("rota", sa.String(length=129), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rota_change"),
    )
    op.create_index("ix_rota_change_rota", "rota_change", ["rota"])
    op.create_index("ix_rota_change_at", "rota_change", ["at"])
    _keep_what_files_said()
    op.create_table(
        "time_off_request",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name="fk_time_off_request_person_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_time_off_request"),
    )
    op.create_index("ix_time_off_request_person", "time_off_request", ["person"])
    op.create_index("ix_time_off_request_state", "time_off_request", ["state"])
    op.create_table(
        "swap",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rota", sa.String(length=129), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("gap", sa.Boolean(), nullable=False),
        sa.Column("insisted", sa.Boolean(), nullable=False),
        sa.Column("taken_by", sa.String(length=64), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("rota_change", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_swap"),
        sa.UniqueConstraint("number", name="uq_swap_number"),
    )
    op.create_index("ix_swap_rota", "swap", ["rota"])
    op.create_index("ix_swap_state", "swap", ["state"])
    op.create_table(
        "swap_offer",
        sa.Column("swap", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["swap"], ["swap.id"], name="fk_swap_offer_swap_swap", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_swap_offer_person_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("swap", "person", name="pk_swap_offer"),
    )
    op.create_index("ix_swap_offer_person", "swap_offer", ["person"])
    op.create_table(
        "shift_start",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("here_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_shift_start_person_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "team", "starts", name="pk_shift_start"),
    )
    op.create_table(
        "cover_gap",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lack", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team", "starts", name="pk_cover_gap"),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("secret_index", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("team", sa.String(length=64), nullable=True),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_feed_person_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_feed_made_by_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_feed"),
        sa.UniqueConstraint("secret_index", name="uq_feed_secret_index"),
    )
    op.create_index("ix_feed_person", "feed", ["person"])
    op.create_index("ix_feed_made_by", "feed", ["made_by"])
    op.create_table(
        "page_tally",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("on_call", sa.Boolean(), nullable=False),
        sa.Column("night", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("accepts", sa.Integer(), nullable=False),
        sa.Column("declines", sa.Integer(), nullable=False),
        sa.Column("expiries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_page_tally_person_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "team", "month", "on_call", "night", name="pk_page_tally"),
    )


def downgrade() -> None:
    op.drop_table("rota_said")
    tables = ("page_tally", "feed", "cover_gap", "shift_start", "swap_offer", "swap", "time_off_request", "rota_change")
    for table in tables:
        op.drop_table(table)
    op.drop_column("conversation", "draft")


def _keep_what_files_said() -> None:
    """Until now nothing but files has changed a rota: what stands is what they said."""
    op.create_table(
        "rota_said",
        sa.Column("rota", sa.String(length=129), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("rota", name="pk_rota_said"),
    )
    here = op.get_bind()
    community = here.execute(sa.select(_SETTING.c.value).where(_SETTING.c.name == "community")).scalar_one_or_none()
    default = None if community is None else community["default_rota"]
    for position, row in enumerate(here.execute(sa.select(_ROTA).order_by(_ROTA.c.position, _ROTA.c.id)).all()):
        said: dict[str, Any] = {"frame": {"time_zone": row.time_zone, "areas": row.areas, "skills": row.skills}}
        for what, (table, order, names) in _ENTRIES.items():
            columns = [sa.column(name, sa.JSON()) if name in _LISTS else sa.column(name) for name in names]
            entries = (
                sa.select(*columns)
                .select_from(sa.table(table))
                .where(sa.column("rota") == row.id)
                .order_by(sa.column(order))
            )
            said[what] = [dict(each) for each in here.execute(entries).mappings()]
        values = {"rota": row.id, "position": position, "is_default": row.id == default, "said": said}
        here.execute(sa.insert(_SAID).values(**values))
