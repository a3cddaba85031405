"""Sightings of enforcement, who hears of them, and how people in custody stand."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "sighting",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certainty", sa.String(length=16), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look", sa.String(length=64), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("keyring_key", sa.String(length=64), nullable=True),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_sighting_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_sighting"),
        sa.UniqueConstraint("number", name="uq_sighting_number"),
    )
    op.create_index("ix_sighting_last_at", "sighting", ["last_at"])
    op.create_table(
        "sighting_listener",
        sa.Column("sighting", sa.String(length=64), nullable=False),
        sa.Column("listener", sa.String(length=64), nullable=False),
        sa.Column("member", sa.Boolean(), nullable=False),
        sa.Column("comes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["sighting"], ["sighting.id"], name="fk_sighting_listener_sighting_sighting"),
        sa.PrimaryKeyConstraint("sighting", "listener", name="pk_sighting_listener"),
    )
    op.create_table(
        "alert_wish",
        sa.Column("listener", sa.String(length=64), nullable=False),
        sa.Column("member", sa.Boolean(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("listener", name="pk_alert_wish"),
    )
    op.create_table(
        "custody",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_custody_incident_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_custody"),
    )
    op.create_index("ix_custody_incident", "custody", ["incident"])


def downgrade() -> None:
    """What was seen is gone, and so is how people in custody stand."""
    op.drop_index("ix_custody_incident", table_name="custody")
    op.drop_table("custody")
    op.drop_table("alert_wish")
    op.drop_table("sighting_listener")
    op.drop_index("ix_sighting_last_at", table_name="sighting")
    op.drop_table("sighting")
