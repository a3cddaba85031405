"""Which coordinator watches over those who go to a call, and who was asked to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_NAMES = ("monitor", "monitor_next")


def upgrade() -> None:
    for each in _NAMES:
        op.add_column("incident", sa.Column(each, sa.String(length=64), nullable=True))


def downgrade() -> None:
    for each in _NAMES:
        op.drop_column("incident", each)
