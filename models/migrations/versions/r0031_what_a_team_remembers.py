"""Debriefs after calls, when somebody was there and where, and how many answered how they are."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("statistic", sa.Column("area", sa.String(length=64), nullable=True))
    op.add_column("statistic", sa.Column("seconds_to_arrival", sa.Integer(), nullable=True))
    op.create_index("ix_statistic_team_month", "statistic", ["team", "month"])
    op.create_table(
        "check_in_tally",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team", "month", name="pk_check_in_tally"),
    )
    op.create_table(
        "debrief",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("own", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_debrief_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_debrief"),
        sa.UniqueConstraint("incident", name="uq_debrief_incident"),
    )
    op.create_index("ix_debrief_number", "debrief", ["number"])
    op.create_table(
        "debrief_asked",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("debrief", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["debrief"], ["debrief.id"], name="fk_debrief_asked_debrief_debrief", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_debrief_asked_person_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_debrief_asked"),
        sa.UniqueConstraint("debrief", "person", name="uq_debrief_asked_debrief_person"),
    )
    op.create_index("ix_debrief_asked_person", "debrief_asked", ["person"])
    op.create_table(
        "debrief_answer",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("debrief", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debrief"], ["debrief.id"], name="fk_debrief_answer_debrief_debrief", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_debrief_answer"),
    )
    op.create_index("ix_debrief_answer_debrief", "debrief_answer", ["debrief"])


def downgrade() -> None:
    for each in ("debrief_answer", "debrief_asked", "debrief", "check_in_tally"):
        op.drop_table(each)
    op.drop_index("ix_statistic_team_month", "statistic")
    op.drop_column("statistic", "seconds_to_arrival")
    op.drop_column("statistic", "area")
