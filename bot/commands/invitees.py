"""`invitees`: which offices are invited to the groups of communes and villages, and since when; shown and changed."""

from __future__ import annotations

import argparse
import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.import_ import import_file

if TYPE_CHECKING:
    from bot.settings import Settings


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("invitees", help="which offices are invited to the groups (plan II.3.3)")
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE.csv", help="take them from here; without: print them"
    )
    parser.add_argument("--dry-run", action="store_true", help="check and count, change nothing")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print what counts, in the columns in which it is changed; or take a file, all rows or none."""
    if args.file is not None:
        return import_file("invitees", args.file, args.dry_run, settings)
    asyncio.run(_print(settings))
    return 0


async def _print(settings: Settings) -> None:
    from bot.commands.ground import current_database
    from storage import group_rolls

    print("kind,office,level,valid_from,valid_to")
    async with current_database(settings) as database, database.read() as rows:
        for one in await group_rolls.roles_of(rows):
            since = "" if one.valid_from == date.min else str(one.valid_from)
            print(f"{one.kind},{one.office},{one.level},{since},{one.valid_to or ''}")
