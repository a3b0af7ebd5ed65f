"""Deadlines as data, by the day from which they hold."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deadlines",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("commune_before_last", sa.Integer(), nullable=False),
        sa.Column("team_before_last", sa.Integer(), nullable=False),
        sa.Column("team_after_close", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("pk_deadlines")),
    )
