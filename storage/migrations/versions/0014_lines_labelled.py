"""What a line that was not understood means, as an officer labelled it, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unread", sa.Column("meaning", sa.String(length=24)))
    op.add_column("unread", sa.Column("labelled_at", sa.BigInteger()))
