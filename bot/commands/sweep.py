"""`sweep`: one pass of the clock as of a moment, for drills and catch-up; what it writes is delivered at once."""

from __future__ import annotations

import argparse
import asyncio
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.house import House
    from bot.postman import Postman
    from bot.settings import Settings
    from scheduler.lines import Line

PAUSE = 5.0
"""Seconds to wait for the account's rate before what is left is tried again."""
MOST_PAUSES = 240
"""After twenty minutes what is left is left to the service."""


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("sweep", help="one pass of the clock as of a moment")
    parser.add_argument("--now", metavar="ISO8601", required=True, help="such as 2026-11-17T19:00+07:00")
    parser.add_argument(
        "--dry-run", action="store_true", help="list who would get what, and why; write nothing"
    )
    parser.add_argument("--yes", action="store_true", help="send, although ZALO_API_URL is a real Zalo host")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Sweep, and print a line for every message; the log goes to standard error."""
    from bot.logs import set_up_logs

    set_up_logs()
    return carry_out(args, settings)


def carry_out(args: argparse.Namespace, settings: Settings) -> int:
    """The same without touching how this process logs."""
    now = moment_of(args.now)
    if args.dry_run:
        return _print(asyncio.run(_explain(settings, now)), "(dry run, nothing written)")
    host = urlsplit(settings.zalo_api_url).hostname
    from bot.settings import LOOPBACK

    if host not in LOOPBACK and not args.yes:
        raise CommandRefused(f"ZALO_API_URL is {host}, a real host: say --yes to send, or --dry-run to look")
    lines, rest = asyncio.run(_sweep(settings, now))
    note = f"({rest} left to the service: the account's rate)" if rest else ""
    return _print([line for line in lines if line.is_new], note)


def moment_of(text: str) -> datetime:
    """The moment of an ISO 8601 text; without an offset it is Vietnam's time."""
    from domain.calendar import VN

    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandRefused(f"--now: {text!r} is not ISO 8601, such as 2026-11-17T19:00+07:00") from error
    return at if at.tzinfo is not None else at.replace(tzinfo=VN)


def _print(lines: list[Line], note: str) -> int:
    for line in lines:
        print(line)
    print(f"{sum(line.letter is not None and line.is_new for line in lines)} messages due {note}".rstrip())
    return 0


async def _explain(settings: Settings, now: datetime) -> list[Line]:
    from bot.clock import FixedClock
    from bot.commands.ground import current_database
    from scheduler.sweep import Sweeper

    async with current_database(settings) as database:
        sweeper = Sweeper(database, FixedClock(now), lambda: None, settings.report_window)
        return await sweeper.explain(now)


async def _sweep(settings: Settings, now: datetime) -> tuple[list[Line], int]:
    """The lines of the pass, and how many letters the account's rate has left for the service."""
    from bot.house import SchemaOld, open_house

    claimer = f"sweep:{secrets.token_hex(8)}"
    try:
        async with open_house(settings) as house:
            lines = await house.sweeper.sweep(now, claimer=claimer)
            return lines, await _deliver(house, claimer, now)
    except SchemaOld as old:
        raise CommandRefused(str(SchemaOld.__doc__)) from old


async def _deliver(house: House, claimer: str, now: datetime) -> int:
    """Deliver what the pass has written, as fast as the account's rate allows; how many letters were left over.

    Tokens go by the house's own clock, everything else by `now` and the time that passes from then on.
    """
    from storage import sweeping

    postman = _postman(house, now)
    rest = 0
    for pause in range(MOST_PAUSES):
        await postman.deliver_claimed(claimer, now + timedelta(seconds=pause * PAUSE))
        async with house.database.write() as rows:
            rest = await sweeping.untried(rows, claimer)
        if rest == 0:
            return 0
        await asyncio.sleep(PAUSE)
    async with house.database.write() as rows:
        await sweeping.release(rows, claimer)
    return rest


def _postman(house: House, now: datetime) -> Postman:
    from bot.clock import FixedClock
    from bot.house import postman_of

    return postman_of(house.settings, house.database, house.client, house.bots, FixedClock(now))
