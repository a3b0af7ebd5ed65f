"""`reseal`: seals anew what an older key of DATA_KEY has sealed, so that the older key can go."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database
    from storage.resealing import Resealed


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    subparsers.add_parser("reseal", help="seal everything with the first key of DATA_KEY")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print a line for each column; 1 if something could not be opened with any key."""
    done = asyncio.run(_reseal(settings))
    for one in done:
        print(
            f"{one.place}: {one.anew} sealed anew" + (f", {one.unreadable} unreadable" * bool(one.unreadable))
        )
    unreadable = sum(one.unreadable for one in done)
    print("a key is missing from DATA_KEY" if unreadable else "only the first key of DATA_KEY is needed now")
    return 1 if unreadable else 0


async def _reseal(settings: Settings) -> list[Resealed]:
    from bot.commands.ground import current_database
    from storage.resealing import reseal

    async with current_database(settings) as database:
        done = [one async for one in reseal(database)]
        return [*done, await _reseal_files(settings, database)]


async def _reseal_files(settings: Settings, database: Database) -> Resealed:
    """The files in the folder or the bucket; one that is not there any more needs no key."""
    from bot.files.store import Cabinet, FileLost, store_of
    from storage import attachments
    from storage.resealing import Resealed
    from storage.vault import SealBroken

    done, cabinet = Resealed("files"), Cabinet(store_of(settings), database.vault)
    async with database.read() as rows:
        contents = await attachments.contents(rows)
    for sha256 in contents:
        try:
            done.anew += await cabinet.reseal(sha256)
        except SealBroken:
            done.unreadable += 1
        except FileLost as lost:
            print(f"files: {lost}")
        except OSError as error:
            raise CommandRefused(f"FILES_PATH {settings.files_path}: {error.strerror or error}") from error
    return done
