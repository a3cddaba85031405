"""Which providers are down is known to all processes; what teams ask of neighbours has a state."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "outage",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("down_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("probe_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("channel", name="pk_outage"),
    )
    with op.batch_alter_table("aid") as table:
        table.add_column(sa.Column("state", sa.String(length=16), nullable=False, server_default="open"))
        table.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """What was only asked, declined or ended is no aid."""
    here = op.get_bind()
    aid = sa.table("aid", sa.column("state", sa.String()))
    here.execute(sa.delete(aid).where(aid.c.state != "open"))
    with op.batch_alter_table("aid") as table:
        table.drop_column("reminded")
        table.drop_column("asked_at")
        table.drop_column("state")
    op.drop_table("outage")
