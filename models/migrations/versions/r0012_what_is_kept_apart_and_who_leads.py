"""What somebody steps aside from is kept sealed with them, and whether somebody was set to lead."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("person", sa.Column("aside", sa.LargeBinary(), nullable=True))
    op.add_column("assignment", sa.Column("lead_set", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("assignment", "lead_set")
    op.drop_column("person", "aside")
