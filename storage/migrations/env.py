"""How Alembic runs here: on a connection that `storage/migrate.py` has opened, never on its own."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeEngine

from storage.tables import metadata


def plain_type(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Our own column types as the plain ones they are stored as: a revision imports nothing of ours."""
    if kind != "type" or not type(item).__module__.startswith("storage."):
        return False
    stored: TypeEngine[Any] = item.impl_instance
    return f"sa.{stored!r}"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=plain_type,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
