"""What somebody typed and a button holds is sealed; the buttons that held it in the open are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_HELD_A_REASON = (
    "leave_agreed",
    "leave_refused",
    "leave_unreachable",
    "replace_agreed",
    "replace_refused",
    "replace_unreachable",
)


def upgrade() -> None:
    op.add_column("taps", sa.Column("words", sa.LargeBinary()))
    # Who presses one of these hears that it is old: the leader proposes once more.
    taps = sa.table("taps", sa.column("verb", sa.String()))
    op.execute(sa.delete(taps).where(taps.c.verb.in_(_HELD_A_REASON)))
