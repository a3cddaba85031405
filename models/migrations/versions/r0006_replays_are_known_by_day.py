"""Replays are known by the day: what outlives an item of the inbox says no longer at which moment it came."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_DAY = {
    "sqlite": "UPDATE replay_key SET seen_on = date(seen_at)",
    "postgresql": "UPDATE replay_key SET seen_on = CAST(seen_at AT TIME ZONE 'UTC' AS DATE)",
}
_MIDNIGHT = {
    "sqlite": "UPDATE replay_key SET seen_at = seen_on || ' 00:00:00.000000'",
    "postgresql": "UPDATE replay_key SET seen_at = CAST(seen_on AS TIMESTAMP) AT TIME ZONE 'UTC'",
}


def upgrade() -> None:
    with op.batch_alter_table("replay_key") as table:
        table.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
    op.execute(_DAY[op.get_context().dialect.name])
    with op.batch_alter_table("replay_key") as table:
        table.alter_column("seen_on", existing_type=sa.Date(), nullable=False)
        table.drop_column("seen_at")


def downgrade() -> None:
    with op.batch_alter_table("replay_key") as table:
        table.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_MIDNIGHT[op.get_context().dialect.name])
    with op.batch_alter_table("replay_key") as table:
        table.alter_column("seen_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.drop_column("seen_on")
