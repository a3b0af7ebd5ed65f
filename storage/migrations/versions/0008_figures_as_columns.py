"""figures as columns"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEYS = (
    "so_buoi",
    "luot_tuyen_truyen",
    "luot_huong_dan",
    "vneid",
    "ho_so_dvc",
    "tt_khong_tien_mat",
    "ho_tan_nha",
    "chu_ky_so",
    "san_tmdt",
    "suc_khoe_so",
    "hoc_ky_nang_so",
    "canh_bao_lua_dao",
    "cong_dan_so",
)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    figure = "json_extract(figures, '$.{}')" if is_sqlite else "((figures::jsonb) ->> '{}'::text)::bigint"
    with op.batch_alter_table("reports", schema=None) as batch_op:
        for key in KEYS:
            computed = sa.Computed(figure.format(key), persisted=True)
            batch_op.add_column(sa.Column(f"f_{key}", sa.BigInteger(), computed, nullable=True))
