"""Where members stand: every change with its reason, and probation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "standing_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=True),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_standing_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_standing_event_person", "standing_event", ["person"])
    op.add_column("membership", sa.Column("probation_left", sa.Integer(), nullable=True))
    op.add_column("assignment", sa.Column("probation", sa.Boolean(), nullable=True))
    _keep_for_good()


def downgrade() -> None:
    _let_go()
    op.drop_column("assignment", "probation")
    op.drop_column("membership", "probation_left")
    op.drop_index("ix_standing_event_person", table_name="standing_event")
    op.drop_table("standing_event")


def _keep_for_good() -> None:
    """What happened to somebody's standing is never changed and never goes."""
    if op.get_context().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER standing_event_{verb.lower()} BEFORE {verb} ON standing_event "
                "BEGIN SELECT RAISE(ABORT, 'what happened to a standing is never changed'); END"
            )
        return
    op.execute(
        """
        CREATE FUNCTION standing_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'what happened to a standing is never changed'
        USING ERRCODE = 'integrity_constraint_violation'; END $$
        """
    )
    op.execute(
        "CREATE TRIGGER standing_event_kept BEFORE UPDATE OR DELETE ON standing_event "
        "FOR EACH ROW EXECUTE FUNCTION standing_event_kept()"
    )
    op.execute(
        "CREATE TRIGGER standing_event_not_emptied BEFORE TRUNCATE ON standing_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION standing_event_kept()"
    )


def _let_go() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER standing_event_update")
        op.execute("DROP TRIGGER standing_event_delete")
    else:
        op.execute("DROP FUNCTION standing_event_kept() CASCADE")
