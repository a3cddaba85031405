"""What waits is found at once: indexes of that alone, in the order in which it is taken."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_IN_TURN = ["lane", "due_at", "seq"]
_WAITS = "state = 'waiting'"


def upgrade() -> None:
    op.drop_index("ix_inbox_waiting", table_name="inbox")
    op.drop_index("ix_inbox_stream", table_name="inbox")
    op.drop_index("ix_delivery_waiting", table_name="delivery")
    _create_some("ix_inbox_turns", _IN_TURN, f"{_WAITS} AND kind <> 'receipt'")
    _create_some("ix_inbox_receipts", _IN_TURN, f"{_WAITS} AND kind = 'receipt'")
    _create_some("ix_inbox_stream", ["stream", "seq"], _WAITS)
    op.create_index("ix_delivery_waiting", "delivery", ["state", "lane", "priority", "due_at", "seq"])


def downgrade() -> None:
    for name in ("ix_inbox_turns", "ix_inbox_receipts", "ix_inbox_stream"):
        op.drop_index(name, table_name="inbox")
    op.drop_index("ix_delivery_waiting", table_name="delivery")
    op.create_index("ix_inbox_waiting", "inbox", ["state", "lane", "due_at"])
    op.create_index("ix_inbox_stream", "inbox", ["stream", "state", "seq"])
    op.create_index("ix_delivery_waiting", "delivery", ["state", "lane", "priority", "due_at"])


def _create_some(name: str, columns: list[str], where: str) -> None:
    """An index of some rows of the inbox."""
    op.create_index(name, "inbox", columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))
