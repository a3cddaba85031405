"""How somebody who asks for help wants to be texted, and the word that tells us that it is them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("texting", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "texting")
