"""accounts ways groups files"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "apps",
        sa.Column("app_id", sa.String(length=40), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("oa_secret_key", sa.LargeBinary(), nullable=False),
        sa.Column("code_verifier", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("app_id", name=op.f("pk_apps")),
    )
    op.create_table(
        "bots",
        sa.Column("bot_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("webhook_secret", sa.LargeBinary(), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("health", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("bot_id", name=op.f("pk_bots")),
    )
    op.create_table(
        "consent_links",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("app_id", sa.String(length=40), nullable=False),
        sa.Column("oa_id", sa.String(length=40), nullable=True),
        sa.Column("unit_code", sa.String(length=32), nullable=True),
        sa.Column("verifier", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_consent_links")),
    )
    op.create_table(
        "echoes",
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("oa_id", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_echoes")),
    )
    with op.batch_alter_table("echoes", schema=None) as batch_op:
        batch_op.create_index("ix_echoes_at", ["at"], unique=False)
        batch_op.create_index("ix_echoes_recipient", ["recipient", "digest"], unique=False)

    op.create_table(
        "group_tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_group_tasks_key")),
    )
    with op.batch_alter_table("group_tasks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_group_tasks_waiting",
            ["not_before"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )

    op.create_table(
        "invited_roles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("office", sa.String(length=24), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invited_roles")),
        sa.UniqueConstraint(
            "kind",
            "office",
            "level",
            "valid_from",
            name=op.f("uq_invited_roles_kind_office_level_valid_from"),
        ),
    )
    op.create_table(
        "message_templates",
        sa.Column("oa_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("template_id", sa.String(length=40), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("price_uid", sa.Integer(), nullable=True),
        sa.Column("price_phone", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("oa_id", "purpose", name=op.f("pk_message_templates")),
    )
    op.create_table(
        "spendings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_key", sa.String(length=200), nullable=False),
        sa.Column("oa_id", sa.String(length=40), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=True),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spendings")),
        sa.UniqueConstraint("letter_key", name=op.f("uq_spendings_letter_key")),
    )
    with op.batch_alter_table("spendings", schema=None) as batch_op:
        batch_op.create_index("ix_spendings_account", ["oa_id", "at"], unique=False)

    op.create_table(
        "uploads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("oa_id", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("oa_id", "sha256", "kind", name=op.f("uq_uploads_oa_id_sha256_kind")),
    )
    op.create_table(
        "handouts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handouts")),
    )
    with op.batch_alter_table("handouts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handouts_expires_at"), ["expires_at"], unique=False)
    op.create_table(
        "group_people",
        sa.Column("unit_code", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("told_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_group_people_person_id_people")),
        sa.PrimaryKeyConstraint("unit_code", "kind", "person_id", name=op.f("pk_group_people")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rate_log", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("refresh_after", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("unit_code", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("removed_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("package", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("package_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("checked_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("health", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("told_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("monthly_budget", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("package_left", sa.Integer(), nullable=True))

    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fetch", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("fetch_attempts", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("fetch_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("fetch_error", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("size", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("content_type", sa.String(length=80), nullable=True))
        batch_op.create_index(batch_op.f("ix_attachments_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            "ix_attachments_waiting",
            ["fetch_at"],
            unique=False,
            sqlite_where=sa.text("\"fetch\" = 'waiting'"),
            postgresql_where=sa.text("\"fetch\" = 'waiting'"),
        )

    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("knocked_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("last_interaction_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("replies_left", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("unreachable", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("unreachable_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("status", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("link", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("asset_id", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reconciled_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("told_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("bot_id", sa.String(length=40), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit_code", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("way", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("cost", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("parts_sent", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("uncertain_since", sa.BigInteger(), nullable=True))
