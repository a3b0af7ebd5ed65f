"""`reseal`: seals anew what an older key of DATA_KEY has sealed, so that the older key can go."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings
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
        return [one async for one in reseal(database)]
