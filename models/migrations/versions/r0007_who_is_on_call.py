"""Who is on call: changes on record, time off, swaps, shifts that begin, feeds, and how people answer pages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


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
    tables = ("page_tally", "feed", "cover_gap", "shift_start", "swap_offer", "swap", "time_off_request", "rota_change")
    for table in tables:
        op.drop_table(table)
    op.drop_column("conversation", "draft")
