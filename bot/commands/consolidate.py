"""`consolidate`: the consolidated report of a unit's subtree for one period."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused
from domain.errors import Malformed
from domain.periods import Period

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.consolidation import Consolidation


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("consolidate", help="the consolidated report of a subtree")
    parser.add_argument("--unit", required=True, metavar="CODE", help="this unit and what is below it")
    parser.add_argument("--period", required=True, metavar="YYYY-MM")
    parser.add_argument("--json", action="store_true", help="one object on one line")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the consolidation."""
    try:
        period = Period.parse(args.period)
    except Malformed as error:
        raise CommandRefused(f"--period: {error}") from error
    found = asyncio.run(_consolidated(args.unit, period, settings))
    lines = [_json(found)] if args.json else _lines(found, settings.report_window)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


async def _consolidated(unit: str, period: Period, settings: Settings) -> Consolidation:
    from bot.commands.ground import current_database
    from storage.consolidation import consolidate
    from storage.listing import NoSuchUnit

    async with current_database(settings) as database, database.read() as rows:
        try:
            return await consolidate(rows, unit, period, settings.report_window)
        except NoSuchUnit as error:
            raise CommandRefused(f"--unit: {error}") from error


def _json(found: Consolidation) -> str:
    import orjson

    return orjson.dumps(
        {
            "unit_code": found.unit_code,
            "period": str(found.period),
            "expected": found.expected,
            "received": found.received,
            "on_time": found.on_time,
            "nil": found.nil,
            "missing": list(found.missing),
            "sums": dict(found.sums),
            "of": {key: list(pair) for key, pair in found.of.items()},
        }
    ).decode()


def _lines(found: Consolidation, window: str) -> Iterator[str]:
    """The same for people: beside every sum, how many teams gave it."""
    yield f"{found.unit_code}, {found.period.long_label(window)} năm {found.period.year}"
    yield (
        f"Đã nhận {found.received}/{found.expected} Tổ, đúng hạn {found.on_time}, "
        f"không phát sinh {found.nil}, chưa nhận {len(found.missing)}"
    )
    width = max((len(key) for key in found.sums), default=0)
    for key, total in found.sums.items():
        given, expected = found.of[key]
        yield f"{key.ljust(width)}  {total:>8}  ({given}/{expected} Tổ có số liệu)"
    if found.missing:
        yield f"Chưa nhận: {', '.join(found.missing)}"
    if found.proposed:
        yield f"Tổ mới đề nghị thành lập đã gửi, để riêng: {', '.join(found.proposed)}"
