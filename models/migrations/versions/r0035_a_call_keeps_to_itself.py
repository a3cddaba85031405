"""Whether a call keeps to itself, the words that lead to a nature, and what a team says and keeps of an area."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("discreet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("nature", sa.Column("words", sa.JSON(), nullable=True))
    op.add_column("protection", sa.Column("asking", sa.JSON(), nullable=True))
    op.add_column("protection", sa.Column("words_kept_seconds", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("protection", "words_kept_seconds")
    op.drop_column("protection", "asking")
    op.drop_column("nature", "words")
    op.drop_column("incident", "discreet")
