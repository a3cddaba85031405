"""Who texts with whoever waits, from afar, and fills nothing of the need."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("assignment", sa.Column("by_text", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("assignment", "by_text")
