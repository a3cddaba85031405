"""The words of the field: everything a first database has."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:  # noqa: PLR0915  a statement a table
    op.create_table(
        "area",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("zips", sa.JSON(), nullable=False),
        sa.Column("polygon", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_area"),
    )
    op.create_table(
        "bucket",
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_bucket"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("conversation", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_incident", "event", ["incident"])

    op.create_table(
        "inbox",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("external_index", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("stream", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("keyring_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("external_index", name="uq_inbox_external_index"),
    )
    op.create_index("ix_inbox_stream", "inbox", ["stream", "state", "seq"])
    op.create_index("ix_inbox_waiting", "inbox", ["state", "lane", "due_at"])

    op.create_table(
        "landmark",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_landmark"),
    )
    op.create_table(
        "nature",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("words_kept_seconds", sa.Integer(), nullable=False),
        sa.Column("shell_kept_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_nature"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("roster_name", sa.LargeBinary(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("availability", sa.String(length=16), nullable=False),
        sa.Column("available_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_table(
        "replay_key",
        sa.Column("external_index", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("external_index", name="pk_replay_key"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.create_table(
        "skill",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("expires_days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_skill"),
    )
    op.create_table(
        "statistic",
        sa.Column("row", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("nature", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Boolean(), nullable=False),
        sa.Column("seconds_to_first_accept", sa.Integer(), nullable=True),
        sa.Column("disposition", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_statistic"),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
    )
    op.create_table(
        "timer",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_timer"),
        sa.UniqueConstraint("kind", "subject", name="uq_timer_kind_subject"),
    )
    op.create_index("ix_timer_incident", "timer", ["incident"])
    op.create_index("ix_timer_waiting", "timer", ["state", "due_at"])

    op.create_table(
        "approval",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_approval_person_person"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_approval_team_team"),
        sa.PrimaryKeyConstraint("person", "team", "by_person", name="pk_approval"),
    )
    op.create_table(
        "invite",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("coordinator", sa.Boolean(), nullable=False),
        sa.Column("vouched", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_invite_person_person"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_invite_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_invite"),
        sa.UniqueConstraint("code_index", name="uq_invite_code_index"),
    )
    op.create_table(
        "membership",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("roles", sa.String(length=64), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_membership_person_person"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_membership_team_team"),
        sa.PrimaryKeyConstraint("person", "team", name="pk_membership"),
    )
    op.create_index("ix_membership_team", "membership", ["team"])

    op.create_table(
        "mutual_aid",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("other", sa.String(length=64), nullable=False),
        sa.Column("opens", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["other"], ["team.id"], name="fk_mutual_aid_other_team", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_mutual_aid_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team", "other", name="pk_mutual_aid"),
    )
    op.create_table(
        "person_area",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.id"], name="fk_person_area_area_area"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_person_area_person_person"),
        sa.PrimaryKeyConstraint("person", "area", name="pk_person_area"),
    )
    op.create_table(
        "person_skill",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_person_skill_person_person"),
        sa.ForeignKeyConstraint(["skill"], ["skill.id"], name="fk_person_skill_skill_skill"),
        sa.PrimaryKeyConstraint("person", "skill", name="pk_person_skill"),
    )
    op.create_table(
        "protection",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("refer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_protection_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team", "protection_area", name="pk_protection"),
    )
    op.create_table(
        "rota",
        sa.Column("id", sa.String(length=129), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_rota_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_rota"),
    )
    op.create_table(
        "sender",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_sender_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_sender"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("conversation", sa.String(length=64), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_task_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_incident", "task", ["incident"])
    op.create_index("ix_task_open", "task", ["state", "team"])

    op.create_table(
        "team_area",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.id"], name="fk_team_area_area_area"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_team_area_team_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team", "area", name="pk_team_area"),
    )
    op.create_table(
        "contact_point",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("reach", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_contact_point_person_person"),
        sa.ForeignKeyConstraint(["sender"], ["sender.id"], name="fk_contact_point_sender_sender"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_point"),
        sa.UniqueConstraint("address_index", name="uq_contact_point_address_index"),
    )
    op.create_index("ix_contact_point_person", "contact_point", ["person"])

    op.create_table(
        "layer",
        sa.Column("rota", sa.String(length=129), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.String(length=40), nullable=False),
        sa.Column("turn_every", sa.Integer(), nullable=False),
        sa.Column("turn_unit", sa.String(length=8), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("until", sa.String(length=40), nullable=True),
        sa.Column("days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("hours", sa.String(length=40), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rota"], ["rota.id"], name="fk_layer_rota_rota", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rota", "id", name="pk_layer"),
    )
    op.create_table(
        "override",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("rota", sa.String(length=129), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("by_person", sa.String(length=64), nullable=True),
        sa.Column("people", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("starts", sa.String(length=40), nullable=False),
        sa.Column("ends", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["rota"], ["rota.id"], name="fk_override_rota_rota", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_override"),
    )
    op.create_index("ix_override_rota", "override", ["rota"])

    op.create_table(
        "time_off",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("rota", sa.String(length=129), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.String(length=40), nullable=False),
        sa.Column("ends", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["rota"], ["rota.id"], name="fk_time_off_rota_rota", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_time_off"),
    )
    op.create_index("ix_time_off_rota", "time_off", ["rota"])

    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("contact_point", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("keyring_key", sa.String(length=64), nullable=True),
        sa.Column("intake", sa.LargeBinary(), nullable=True),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_point"], ["contact_point.id"], name="fk_conversation_contact_point_contact_point"
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_conversation_person_person"),
        sa.ForeignKeyConstraint(["sender"], ["sender.id"], name="fk_conversation_sender_sender"),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("contact_point", name="uq_conversation_contact_point"),
    )
    op.create_index("ix_conversation_incident", "conversation", ["incident"])

    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_point", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("conversation", sa.String(length=64), nullable=True),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("page", sa.String(length=64), nullable=True),
        sa.Column("stream", sa.String(length=140), nullable=False),
        sa.Column("slot", sa.String(length=140), nullable=True),
        sa.Column("key_owner", sa.String(length=16), nullable=False),
        sa.Column("key_owner_id", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("error_code", sa.String(length=32), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_point"], ["contact_point.id"], name="fk_delivery_contact_point_contact_point"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("key", name="uq_delivery_key"),
        sa.UniqueConstraint("seq", name="uq_delivery_seq"),
    )
    op.create_index("ix_delivery_external_id", "delivery", ["external_id"])
    op.create_index("ix_delivery_incident", "delivery", ["incident"])
    op.create_index("ix_delivery_page", "delivery", ["page"])
    op.create_index("ix_delivery_slot", "delivery", ["slot", "contact_point"])
    op.create_index("ix_delivery_stream", "delivery", ["stream", "state", "seq"])
    op.create_index("ix_delivery_waiting", "delivery", ["state", "lane", "priority", "due_at"])

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("delivery", sa.String(length=64), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["delivery"], ["delivery.id"], name="fk_attempt_delivery_delivery"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_delivery", "attempt", ["delivery"])

    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("nature", sa.String(length=64), nullable=False),
        sa.Column("protection_area", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("words_kept_seconds", sa.Integer(), nullable=False),
        sa.Column("shell_kept_seconds", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=True),
        sa.Column("requester_code", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("keyring_key", sa.String(length=64), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("exhausted", sa.Boolean(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("disposition", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name="fk_incident_conversation_conversation"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_incident_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.UniqueConstraint("number", name="uq_incident_number"),
    )
    op.create_index("ix_incident_conversation", "incident", ["conversation"])
    op.create_index("ix_incident_status", "incident", ["status"])

    op.create_table(
        "aid",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("by_person", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_aid_incident_incident"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_aid_team_team"),
        sa.PrimaryKeyConstraint("incident", "team", name="pk_aid"),
    )
    op.create_table(
        "incident_area",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_incident_area_incident_incident"),
        sa.PrimaryKeyConstraint("incident", "area", name="pk_incident_area"),
    )
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("nature", sa.String(length=64), nullable=True),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("responders", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("together", sa.Integer(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.CheckConstraint("(nature IS NULL) <> (incident IS NULL)", name="ck_need_one_owner"),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_need_incident_incident"),
        sa.ForeignKeyConstraint(["nature"], ["nature.id"], name="fk_need_nature_nature", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_need"),
        sa.UniqueConstraint("incident", name="uq_need_incident"),
        sa.UniqueConstraint("nature", name="uq_need_nature"),
    )
    op.create_table(
        "page",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("letter", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_page_incident_incident"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_page_person_person"),
        sa.PrimaryKeyConstraint("id", name="pk_page"),
    )
    op.create_index("ix_page_incident", "page", ["incident"])
    op.create_index("ix_page_person", "page", ["person"])

    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("page", sa.String(length=64), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_assignment_incident_incident"),
        sa.ForeignKeyConstraint(["page"], ["page.id"], name="fk_assignment_page_page"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_assignment_person_person"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.UniqueConstraint("incident", "code", name="uq_assignment_incident_code"),
    )
    op.create_index("ix_assignment_incident", "assignment", ["incident"])
    op.create_index("ix_assignment_person", "assignment", ["person"])

    _number_incidents()
    _keep_events()


def downgrade() -> None:
    _let_events_go()
    op.drop_table("assignment")
    op.drop_table("page")
    op.drop_table("need")
    op.drop_table("incident_area")
    op.drop_table("aid")
    op.drop_table("incident")
    op.drop_table("attempt")
    op.drop_table("delivery")
    op.drop_table("conversation")
    op.drop_table("time_off")
    op.drop_table("override")
    op.drop_table("layer")
    op.drop_table("contact_point")
    op.drop_table("team_area")
    op.drop_table("task")
    op.drop_table("sender")
    op.drop_table("rota")
    op.drop_table("protection")
    op.drop_table("person_skill")
    op.drop_table("person_area")
    op.drop_table("mutual_aid")
    op.drop_table("membership")
    op.drop_table("invite")
    op.drop_table("approval")
    op.drop_table("timer")
    op.drop_table("team")
    op.drop_table("statistic")
    op.drop_table("skill")
    op.drop_table("setting")
    op.drop_table("replay_key")
    op.drop_table("person")
    op.drop_table("nature")
    op.drop_table("landmark")
    op.drop_table("inbox")
    op.drop_table("event")
    op.drop_table("bucket")
    op.drop_table("area")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE incident_number")


def _number_incidents() -> None:
    """On SQLite the one writer asks for the highest number instead."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE incident_number")


def _keep_events() -> None:
    """An event is never changed, and goes only when its incident does not run."""
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER event_unchanged BEFORE UPDATE ON event "
            "BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END"
        )
        op.execute(
            "CREATE TRIGGER event_kept BEFORE DELETE ON event "
            "WHEN EXISTS (SELECT 1 FROM incident WHERE id = OLD.incident AND status <> 'closed') "
            "BEGIN SELECT RAISE(ABORT, 'an event stays while its incident runs'); END"
        )
        return
    op.execute(
        """
        CREATE FUNCTION event_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an event is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM incident WHERE id = OLD.incident AND status <> 'closed') THEN
                RAISE EXCEPTION 'an event stays while its incident runs'
                USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN OLD;
        END $$
        """
    )
    op.execute("CREATE TRIGGER event_unchanged BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION event_unchanged()")
    op.execute("CREATE TRIGGER event_kept BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_kept()")
    op.execute(
        "CREATE TRIGGER event_not_emptied BEFORE TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_unchanged()"
    )


def _let_events_go() -> None:
    """The triggers, and on PostgreSQL their functions."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER event_unchanged")
        op.execute("DROP TRIGGER event_kept")
    else:
        op.execute("DROP FUNCTION event_unchanged() CASCADE")
        op.execute("DROP FUNCTION event_kept() CASCADE")
