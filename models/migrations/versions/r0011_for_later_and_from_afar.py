"""Needs have roles that are filled from afar; who goes may help from afar, and is asked again before its time."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """What was kept before asked nobody from afar, and nobody again."""
    with op.batch_alter_table("need") as need:
        need.add_column(sa.Column("remote", sa.JSON(), nullable=True))
    with op.batch_alter_table("assignment") as assignment:
        assignment.add_column(sa.Column("remote", sa.Boolean(), nullable=True))
        assignment.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        assignment.add_column(sa.Column("sure_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("assignment") as assignment:
        assignment.drop_column("sure_at")
        assignment.drop_column("asked_at")
        assignment.drop_column("remote")
    with op.batch_alter_table("need") as need:
        need.drop_column("remote")
