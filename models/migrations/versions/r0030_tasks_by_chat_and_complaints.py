"""Tasks that people call by number and that climb; complaints about one of ours."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0028"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("person", sa.Column("held_back_at", instant, nullable=True))
    op.add_column("task", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("task", sa.Column("made_by", sa.String(length=64), nullable=True))
    op.add_column("task", sa.Column("words", sa.LargeBinary(), nullable=True))
    op.add_column("task", sa.Column("step", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("task", sa.Column("climbs_at", instant, nullable=True))
    op.add_column("task", sa.Column("before", sa.JSON(none_as_null=True), nullable=True))
    op.create_index("ix_task_number", "task", ["number"], unique=True)
    op.create_table(
        "task_reader",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_task_reader_team_team", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_task_reader_person_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team", "person", name="pk_task_reader"),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("raised_at", instant, nullable=False),
        sa.Column("due", instant, nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("call_number", sa.Integer(), nullable=True),
        sa.Column("conversation", sa.String(length=64), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("named", sa.String(length=64), nullable=True),
        sa.Column("went", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("discreet", sa.Boolean(), nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("keyring_key", sa.String(length=64), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_complaint_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
        sa.UniqueConstraint("number", name="uq_complaint_number"),
    )
    op.create_index("ix_complaint_state", "complaint", ["state"])
    op.create_table(
        "complaint_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("complaint", sa.String(length=64), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("what", sa.String(length=48), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_whom", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_event"),
    )
    op.create_index("ix_complaint_event_complaint", "complaint_event", ["complaint"])


def downgrade() -> None:
    for each in ("complaint_event", "complaint", "task_reader"):
        op.drop_table(each)
    op.drop_index("ix_task_number", "task")
    for column in ("before", "climbs_at", "step", "words", "made_by", "number"):
        op.drop_column("task", column)
    op.drop_column("person", "held_back_at")
