"""Words are passed on: what waits for an answer of its writer, and who has heard how it works."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Nothing waits yet, and nobody has heard of it."""
    op.add_column("conversation", sa.Column("passing", sa.LargeBinary(), nullable=True))
    op.add_column("incident", sa.Column("relayed", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """What waits is gone: its writers hear nothing more of it."""
    op.drop_column("incident", "relayed")
    op.drop_column("conversation", "passing")
