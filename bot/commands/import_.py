"""`import`: reads a CSV file of the contract into the database, all rows or none."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.settings import Settings

KINDS = ("units", "successions", "aliases", "people", "teams", "groups", "holidays", "reports")


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("import", help="import a CSV file, all rows or none")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    parser.add_argument("--dry-run", action="store_true", help="check and count, change nothing")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Import and print the summary; faults go to standard error, a line each."""
    return import_file(args.kind, args.file, args.dry_run, settings)


def import_file(kind: str, file: Path, dry_run: bool, settings: Settings) -> int:
    """The same for whoever imports a kind that has a command of its own."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CommandRefused(f"{file}: {error.strerror}") from error
    summary = asyncio.run(_import(kind, data, dry_run, file, settings))
    print(f"{summary} (dry run, nothing written)" if dry_run else summary)
    return 0


async def _import(kind: str, data: bytes, dry_run: bool, file: Path, settings: Settings) -> str:
    from bot.commands.ground import current_database, moment
    from domain.periods import WindowMode
    from storage.imports import Circumstances, ImportRefused, import_csv

    circumstances = Circumstances(
        await moment(settings), settings.zalo_oa_id, WindowMode(settings.report_window)
    )
    async with current_database(settings) as database:
        try:
            return await import_csv(database, kind, data, circumstances, dry_run)
        except ImportRefused as refused:
            lines = "\n".join(f"{file}: {fault}" for fault in refused.faults)
            raise CommandRefused(
                f"{lines}\n{kind}: nothing imported, faults: {len(refused.faults)}"
            ) from refused
