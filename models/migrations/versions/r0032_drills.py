"""Exercises: how a drill is played, and who was reached in one of those."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "drill",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("story", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("pace", sa.Integer(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("guided", sa.Boolean(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_drill_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("incident", name="pk_drill"),
    )
    op.create_index("ix_drill_ended_at", "drill", ["ended_at"])
    op.create_table(
        "drill_reach",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("closes_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_drill_reach_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_drill_reach"),
    )
    op.create_table(
        "drill_reach_point",
        sa.Column("drill", sa.String(length=64), nullable=False),
        sa.Column("contact_point", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("answered_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["drill"], ["drill_reach.id"], name="fk_drill_reach_point_drill_drill_reach", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name="fk_drill_reach_point_person_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("drill", "contact_point", name="pk_drill_reach_point"),
    )
    op.create_index("ix_drill_reach_point_person", "drill_reach_point", ["person"])


def downgrade() -> None:
    for each in ("drill_reach_point", "drill_reach", "drill"):
        op.drop_table(each)
