"""Until the need is filled: rounds of asking again, and what people went through of late."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "strain",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_strain_person_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "what", name="pk_strain"),
    )
    op.add_column("incident", sa.Column("round", sa.Integer(), server_default="1", nullable=False))
    op.add_column("incident", sa.Column("round_began_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("asks_again_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("aid_asked", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for name in ("aid_asked", "asks_again_at", "round_began_at", "round"):
        op.drop_column("incident", name)
    op.drop_table("strain")
