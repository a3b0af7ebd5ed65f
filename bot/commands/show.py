"""`show`: what is stored, as aligned columns or as one JSON object a line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused
from domain.errors import Malformed
from domain.periods import Period

if TYPE_CHECKING:
    from bot.settings import Settings

WHAT = ("units", "teams", "members", "requests", "reports", "groups", "inbox", "outbox", "audit")


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("show", help="what is stored")
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--unit", metavar="CODE", help="only this unit and what is below it")
    parser.add_argument(
        "--period", metavar="YYYY-MM", help="only this period, or as of the end of its window"
    )
    parser.add_argument("--texts", action="store_true", help="of the outbox, also the texts")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the listing."""
    try:
        period = None if args.period is None else Period.parse(args.period)
    except Malformed as error:
        raise CommandRefused(f"--period: {error}") from error
    found = asyncio.run(_listed(args, period, settings))
    lines = map(_json, found) if args.json else _aligned(found)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


async def _listed(
    args: argparse.Namespace, period: Period | None, settings: Settings
) -> list[dict[str, Any]]:
    from bot.commands.ground import current_database, moment
    from domain.calendar import in_vietnam
    from domain.periods import WindowMode
    from storage.listing import NoSuchUnit, View, listed

    today = in_vietnam(await moment(settings)).date()
    view = View(today, args.unit, period, WindowMode(settings.report_window), args.texts)
    async with current_database(settings) as database, database.read() as rows:
        try:
            return await listed(rows, args.what, view)
        except NoSuchUnit as error:
            raise CommandRefused(f"--unit: {error}") from error


def _json(row: Mapping[str, Any]) -> str:
    import orjson

    return orjson.dumps(_plain(row)).decode()


def _plain(value: Any) -> Any:
    """Moments in Vietnam time with their offset, days as YYYY-MM-DD."""
    from domain.calendar import in_vietnam

    if isinstance(value, datetime):
        return in_vietnam(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _aligned(found: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """A header and the rows, in columns as wide as their widest cell."""
    if not found:
        return ["(nothing)"]
    table = [list(found[0]), *([_cell(_plain(value)) for value in row.values()] for row in found)]
    widths = [max(len(row[index]) for row in table) for index in range(len(table[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(f"{name}={_cell(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_cell(one) for one in value) or "-"
    return " ".join(str(value).split()) or "-"
