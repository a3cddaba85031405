"""Nothing is lost at the door: since when to look for texts that were missed, and how much one phone writes at once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "catch_up",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_catch_up"),
    )
    op.add_column("conversation", sa.Column("pace", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "pace")
    op.drop_table("catch_up")
