"""Whether a call keeps to itself, the words that lead to a nature, and what a team says and keeps of an area."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0030"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("discreet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("nature", sa.Column("words", sa.JSON(), nullable=True))
    op.add_column("protection", sa.Column("asking", sa.JSON(), nullable=True))
    op.add_column("protection", sa.Column("words_kept_seconds", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("protection") as table:
        table.drop_column("words_kept_seconds")
        table.drop_column("asking")
    with op.batch_alter_table("nature") as table:
        table.drop_column("words")
    with op.batch_alter_table("incident") as table:
        table.drop_column("discreet")
