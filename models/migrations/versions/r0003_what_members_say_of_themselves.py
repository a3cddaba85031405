"""What members say of themselves: their own choices, skills that lapse and are claimed, tests of their phones."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("person", sa.Column("choices", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("person", sa.Column("testing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person_skill", sa.Column("by_person", sa.String(length=64), nullable=True))
    op.add_column("person_skill", sa.Column("told", sa.String(length=8), nullable=True))
    op.add_column("contact_point", sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contact_point", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contact_point", sa.Column("proved_seconds", sa.Integer(), nullable=True))
    op.create_table(
        "skill_claim",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_skill_claim_person_person"),
        sa.ForeignKeyConstraint(["skill"], ["skill.id"], name="fk_skill_claim_skill_skill"),
        sa.PrimaryKeyConstraint("id", name="pk_skill_claim"),
        sa.UniqueConstraint("person", "skill", name="uq_skill_claim_person_skill"),
    )
    op.create_table(
        "own_contact",
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_own_contact_person_person"),
        sa.PrimaryKeyConstraint("code_index", name="pk_own_contact"),
    )


def downgrade() -> None:
    op.drop_table("own_contact")
    op.drop_table("skill_claim")
    for table, columns in (
        ("contact_point", ("proved_seconds", "proved_at", "tested_at")),
        ("person_skill", ("told", "by_person")),
        ("person", ("testing_since", "choices")),
    ):
        for column in columns:
            op.drop_column(table, column)
