"""Trainings with their seats, what became of them, and who learns beside whom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0026"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "training",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("starts", instant, nullable=False),
        sa.Column("ends", instant, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("everybody", sa.Boolean(), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=False),
        sa.Column("off_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_training_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_training"),
        sa.UniqueConstraint("number", name="uq_training_number"),
    )
    op.create_index("ix_training_team", "training", ["team"])
    op.create_index("ix_training_starts", "training", ["starts"])
    op.create_table(
        "training_seat",
        sa.Column("training", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("conversation", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("had", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training"], ["training.id"], name="fk_training_seat_training_training", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_training_seat_person_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversation.id"],
            name="fk_training_seat_conversation_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("training", "holder", name="pk_training_seat"),
    )
    op.create_index("ix_training_seat_person", "training_seat", ["person"])
    op.create_index("ix_training_seat_conversation", "training_seat", ["conversation"])
    op.create_table(
        "training_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("what", sa.String(length=48), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_whom", sa.String(length=64), nullable=True),
        sa.Column("about", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_training_event"),
    )
    op.create_index("ix_training_event_subject", "training_event", ["subject"])
    op.create_table(
        "mentoring",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("mentor", sa.String(length=64), nullable=False),
        sa.Column("since", instant, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_mentoring_person_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_mentoring_team_team", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["mentor"], ["person.id"], name="fk_mentoring_mentor_person"),
        sa.PrimaryKeyConstraint("person", "team", "mentor", name="pk_mentoring"),
    )


def downgrade() -> None:
    for each in ("mentoring", "training_event", "training_seat", "training"):
        op.drop_table(each)
