"""How people are asked how they are after a call, and what a protector answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0024"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "check_in",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("silences", sa.Integer(), nullable=False),
        sa.Column("safe", sa.Boolean(), nullable=False),
        sa.Column("safe_until", instant, nullable=True),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("answered_at", instant, nullable=True),
        sa.Column("answered_here", sa.Boolean(), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=True),
        sa.Column("answered", sa.JSON(), nullable=False),
        sa.Column("sharing", sa.String(length=16), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.String(length=16), nullable=True),
        sa.Column("taken_by", sa.String(length=64), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_check_in_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_check_in"),
        sa.UniqueConstraint("incident", "who", name="uq_check_in_incident_who"),
    )
    op.create_index("ix_check_in_incident", "check_in", ["incident"])
    op.create_index("ix_check_in_who", "check_in", ["who"])


def downgrade() -> None:
    op.drop_table("check_in")
