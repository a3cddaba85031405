"""What a task is about, calls to action with a task each, and whether it was said who came to a gathering."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("task", sa.Column("subject", sa.String(length=64), nullable=True))
    op.add_column("cohort_gathering", sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("cohort_call") as call:
        call.add_column(sa.Column("turn", sa.Integer(), nullable=False, server_default=sa.text("1")))
        call.add_column(sa.Column("task", sa.String(length=64), nullable=True))
        call.drop_constraint("pk_cohort_call", type_="primary")
        call.create_primary_key("pk_cohort_call", ["cohort", "number", "turn"])


def downgrade() -> None:
    op.execute("DELETE FROM cohort_call WHERE turn > 1")
    with op.batch_alter_table("cohort_call") as call:
        call.drop_constraint("pk_cohort_call", type_="primary")
        call.create_primary_key("pk_cohort_call", ["cohort", "number"])
        call.drop_column("task")
        call.drop_column("turn")
    op.drop_column("cohort_gathering", "said_at")
    op.drop_column("task", "subject")
