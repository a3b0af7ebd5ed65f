"""consolidations on their way upward"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consolidation_edits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event_key", sa.String(length=160), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consolidation_edits")),
    )
    with op.batch_alter_table("consolidation_edits", schema=None) as batch_op:
        batch_op.create_index(
            "ix_consolidation_edits_unit_code_period", ["unit_code", "period"], unique=False
        )

    op.create_table(
        "consolidations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("texts", sa.LargeBinary(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consolidations")),
        sa.UniqueConstraint(
            "unit_code", "period", "part", name=op.f("uq_consolidations_unit_code_period_part")
        ),
    )
    op.create_table(
        "consolidation_sources",
        sa.Column("consolidation_id", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consolidation_id"],
            ["consolidations.id"],
            name=op.f("fk_consolidation_sources_consolidation_id_consolidations"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_consolidation_sources_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("consolidation_id", "report_id", name=op.f("pk_consolidation_sources")),
    )
    with op.batch_alter_table("consolidation_sources", schema=None) as batch_op:
        batch_op.create_index("ix_consolidation_sources_report_id", ["report_id"], unique=False)

    op.create_table(
        "consolidation_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consolidation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=24), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event_key", sa.String(length=160), nullable=True),
        sa.ForeignKeyConstraint(
            ["consolidation_id"],
            ["consolidations.id"],
            name=op.f("fk_consolidation_steps_consolidation_id_consolidations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consolidation_steps")),
        sa.UniqueConstraint(
            "consolidation_id", "position", name=op.f("uq_consolidation_steps_consolidation_id_position")
        ),
    )
