"""What whoever asks for help allows and refuses, and what the safety screen shows, is kept with the call."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("ledger", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "ledger")
