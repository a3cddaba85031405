"""Those who go are looked after, and may call for help unnoticed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("assignment", sa.Column("watch", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("person", sa.Column("code_word", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "code_word")
    op.drop_column("assignment", "watch")
