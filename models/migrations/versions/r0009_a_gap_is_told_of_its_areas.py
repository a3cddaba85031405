"""A gap is told of its areas: what was told of one says nothing of another."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_AT = sa.DateTime(timezone=True)
_GAP = sa.table(
    "cover_gap",
    sa.column("team", sa.String()),
    sa.column("areas", sa.Text()),
    sa.column("starts", _AT),
    sa.column("ends", _AT),
    sa.column("lack", sa.Integer()),
    sa.column("told", sa.Integer()),
)


def upgrade() -> None:
    """What was told before counts as told everywhere, so that nobody hears it twice."""
    here = op.get_bind()
    known = sa.select(_GAP.c.team, _GAP.c.starts, _GAP.c.ends, _GAP.c.lack, _GAP.c.told)
    rows = [{**row, "areas": ""} for row in here.execute(known).mappings()]
    op.drop_table("cover_gap")
    op.create_table(
        "cover_gap",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lack", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_cover_gap"),
    )
    op.create_index("ix_cover_gap_team", "cover_gap", ["team"])
    if rows:
        here.execute(sa.insert(_GAP), rows)


def downgrade() -> None:
    """Of gaps of several areas that begin together one is left, told as often as that of which least was told."""
    here = op.get_bind()
    c = _GAP.c
    known = sa.select(
        c.team,
        c.starts,
        sa.func.max(c.ends, type_=_AT).label("ends"),
        sa.func.max(c.lack).label("lack"),
        sa.func.min(c.told).label("told"),
    ).group_by(c.team, c.starts)
    rows = [dict(row) for row in here.execute(known).mappings()]
    op.drop_table("cover_gap")
    op.create_table(
        "cover_gap",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lack", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team", "starts", name="pk_cover_gap"),
    )
    if rows:
        here.execute(sa.insert(_GAP), rows)
