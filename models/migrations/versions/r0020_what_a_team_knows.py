"""Protocol cards in a team's own words, what it asks while people move, and what its members tell."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("protection", sa.Column("card", sa.JSON(), nullable=True))
    op.add_column("protection", sa.Column("fields", sa.JSON(), nullable=True))
    op.create_table(
        "card_change",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("chapter", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_card_change_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_card_change"),
    )
    op.create_index("ix_card_change_team", "card_change", ["team"])
    op.create_table(
        "tale",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_tale_person_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_tale_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_tale"),
    )
    op.create_index("ix_tale_person", "tale", ["person"])
    op.create_index("ix_tale_team", "tale", ["team"])


def downgrade() -> None:
    op.drop_table("tale")
    op.drop_table("card_change")
    op.drop_column("protection", "fields")
    op.drop_column("protection", "card")
