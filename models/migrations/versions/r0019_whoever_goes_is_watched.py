"""Whoever was going before they were looked after is looked after now: each gets a timer that begins it at once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_GOING = ("accepted", "holding", "en_route", "on_scene")
_URGENT = 0
_UNWATCHED = "||1|0"
"""Behind an assignment's id: the subject of a timer that was set in no state that anybody watched."""


def upgrade() -> None:
    """They are due from when somebody said that they go: no clock is asked, and that moment is past."""
    here, instant = op.get_bind(), sa.DateTime(timezone=True)
    going = sa.table(
        "assignment",
        *(sa.column(name, sa.String()) for name in ("id", "incident", "state")),
        sa.column("accepted_at", instant),
        sa.column("watch"),
    )
    call = sa.table("incident", sa.column("id", sa.String()), sa.column("status", sa.String()))
    unwatched = (
        sa.select(
            sa.literal("tmr_").concat(going.c.id),
            sa.literal("ask_well"),
            going.c.id.concat(_UNWATCHED),
            going.c.incident,
            sa.literal("waiting"),
            sa.literal(_URGENT),
            going.c.accepted_at,
            sa.literal(0),
        )
        .join_from(going, call, call.c.id == going.c.incident)
        .where(going.c.watch.is_(None), going.c.state.in_(_GOING), call.c.status != "closed")
    )
    names = ("id", "kind", "subject", "incident", "state", "lane", "due_at", "attempts")
    timer = sa.table("timer", *(sa.column(name) for name in names))
    here.execute(sa.insert(timer).from_select(names, unwatched))


def downgrade() -> None:
    timer = sa.table("timer", sa.column("subject", sa.String()))
    op.get_bind().execute(sa.delete(timer).where(timer.c.subject.endswith(_UNWATCHED)))
