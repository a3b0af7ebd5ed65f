"""`migrate`: brings the database to the newest schema."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    subparsers.add_parser("migrate", help="bring the database to the newest schema")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Migrate, and say from where to where."""
    print(asyncio.run(_migrate(settings)))
    return 0


async def _migrate(settings: Settings) -> str:
    from bot.settings import open_database
    from storage.migrate import revision_of, upgrade

    database = open_database(settings)
    try:
        before = await revision_of(database)
        after = await upgrade(database)
    finally:
        await database.dispose()
    return f"schema {after}, nothing to do" if before == after else f"schema {before or 'none'} → {after}"
