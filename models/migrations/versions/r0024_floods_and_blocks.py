"""Calls that are held in a flood, the flood that goes on, and senders whose calls page nobody for a while."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "flood",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("switch", sa.String(length=8), nullable=False),
        sa.Column("until", instant, nullable=True),
        sa.Column("by_person", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_flood"),
    )
    op.create_index("ix_flood_ended_at", "flood", ["ended_at"])
    op.create_table(
        "sender_block",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=False),
        sa.Column("second_person", sa.String(length=64), nullable=True),
        sa.Column("at", instant, nullable=False),
        sa.Column("until", instant, nullable=True),
        sa.Column("for_good", sa.Boolean(), nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversation.id"],
            name="fk_sender_block_conversation_conversation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_sender_block_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_sender_block"),
    )
    op.create_index("ix_sender_block_conversation", "sender_block", ["conversation"])
    op.add_column("incident", sa.Column("doubt", sa.JSON(), nullable=True))
    op.create_index("ix_incident_opened_at", "incident", ["opened_at"])


def downgrade() -> None:
    op.drop_index("ix_incident_opened_at", "incident")
    op.drop_column("incident", "doubt")
    op.drop_table("sender_block")
    op.drop_table("flood")
