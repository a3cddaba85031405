"""Who hears nothing of a call as a coordinator, nor is asked to it, after a complaint."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0035"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("kept_from", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "kept_from")
