"""Who of a cohort has said beforehand that they miss a gathering."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0038"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("cohort_fellow", sa.Column("away", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("cohort_fellow", "away")
