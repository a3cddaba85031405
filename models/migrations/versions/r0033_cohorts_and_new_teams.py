"""Cohorts with their gatherings, fellows, pairs and calls to action; who went beside a mentor; teams to begin."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete="CASCADE")


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("team", sa.Column("learning", sa.JSON(), nullable=True))
    op.create_table(
        "shadowing",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("beside", sa.String(length=96), nullable=False),
        sa.Column("at", instant, nullable=False),
        _of("shadowing", "person", "person"),
        _of("shadowing", "team", "team"),
        sa.PrimaryKeyConstraint("person", "team", "beside", name="pk_shadowing"),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=False),
        _of("cohort", "team", "team"),
        sa.PrimaryKeyConstraint("id", name="pk_cohort"),
        sa.UniqueConstraint("number", name="uq_cohort_number"),
    )
    op.create_index("ix_cohort_team", "cohort", ["team"])
    op.create_table(
        "cohort_gathering",
        sa.Column("cohort", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts", instant, nullable=False),
        sa.Column("ends", instant, nullable=False),
        _of("cohort_gathering", "cohort", "cohort"),
        sa.PrimaryKeyConstraint("cohort", "number", name="pk_cohort_gathering"),
    )
    op.create_table(
        "cohort_fellow",
        sa.Column("cohort", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("stands", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("came", sa.JSON(), nullable=False),
        sa.Column("nudges", sa.Boolean(), nullable=False),
        sa.Column("nudge_at", instant, nullable=True),
        sa.Column("nudged_at", instant, nullable=True),
        _of("cohort_fellow", "cohort", "cohort"),
        _of("cohort_fellow", "person", "person"),
        sa.PrimaryKeyConstraint("cohort", "person", name="pk_cohort_fellow"),
    )
    op.create_index("ix_cohort_fellow_person", "cohort_fellow", ["person"])
    op.create_table(
        "cohort_pair",
        sa.Column("cohort", sa.String(length=64), nullable=False),
        sa.Column("one", sa.String(length=64), nullable=False),
        sa.Column("other", sa.String(length=64), nullable=False),
        _of("cohort_pair", "cohort", "cohort"),
        _of("cohort_pair", "one", "person"),
        _of("cohort_pair", "other", "person"),
        sa.PrimaryKeyConstraint("cohort", "one", name="pk_cohort_pair"),
    )
    op.create_index("ix_cohort_pair_other", "cohort_pair", ["other"])
    op.create_table(
        "cohort_call",
        sa.Column("cohort", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        _of("cohort_call", "cohort", "cohort"),
        _of("cohort_call", "person", "person"),
        sa.PrimaryKeyConstraint("cohort", "number", name="pk_cohort_call"),
    )
    op.create_index("ix_cohort_call_person", "cohort_call", ["person"])
    op.create_table(
        "new_team",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("zips", sa.JSON(), nullable=False),
        sa.Column("hours", sa.String(length=16), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        _of("new_team", "person", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_new_team"),
    )
    op.create_index("ix_new_team_person", "new_team", ["person"])


def downgrade() -> None:
    tables = ("new_team", "cohort_call", "cohort_pair", "cohort_fellow", "cohort_gathering", "cohort", "shadowing")
    for each in tables:
        op.drop_table(each)
    with op.batch_alter_table("team") as team:
        team.drop_column("learning")
