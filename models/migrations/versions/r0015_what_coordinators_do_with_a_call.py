"""What coordinators do with a call: whose it is, whether it is on hold, who else calls about the same, and why."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_NAMES = ("merged_into", "owner", "offered_to")


def upgrade() -> None:
    for name in _NAMES:
        op.add_column("incident", sa.Column(name, sa.String(length=64), nullable=True))
    op.add_column("incident", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("incident", sa.Column("ring", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("event", sa.Column("reason", sa.LargeBinary(), nullable=True))
    op.create_table(
        "incident_conversation",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("came_from", sa.String(length=64), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_incident_conversation_incident_incident"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.id"], name="fk_incident_conversation_conversation_conversation"
        ),
        sa.PrimaryKeyConstraint("incident", "conversation", name="pk_incident_conversation"),
    )
    op.create_index("ix_incident_conversation_conversation", "incident_conversation", ["conversation"])


def downgrade() -> None:
    op.drop_table("incident_conversation")
    op.drop_column("event", "reason")
    for name in ("ring", "held", *reversed(_NAMES)):
        op.drop_column("incident", name)
