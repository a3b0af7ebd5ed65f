"""Ways in doubt; the ledger has a line for each attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("doubtful_ways", sa.String(length=80), nullable=True))

    with op.batch_alter_table("spendings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_spendings_letter_key"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_spendings_letter_key_way_at"), ["letter_key", "way", "at"]
        )
