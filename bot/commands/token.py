"""`token`: with which other programs read the figures of a unit's subtree at `/api/v1/`: add, list, remove."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.settings import Settings

MOST_NAME = 80


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("token", help="tokens for programs that read figures: add, list, remove")
    deeds = parser.add_subparsers(required=True, metavar="add|list|remove", dest="deed")
    add = deeds.add_parser("add", help="a new token; it is printed this once")
    add.add_argument("--unit", metavar="CODE", required=True, help="it reads this unit and what is below it")
    add.add_argument("--name", default="", help="which program it is for")
    listed = deeds.add_parser("list", help="number, unit, program, since when, until when")
    listed.add_argument("--unit", metavar="CODE", help="those of this unit alone")
    remove = deeds.add_parser("remove", help="end one token by its number, or all of a unit")
    which = remove.add_mutually_exclusive_group(required=True)
    which.add_argument("number", type=int, nargs="?", metavar="NUMBER")
    which.add_argument("--unit", metavar="CODE")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it; only the token itself goes to standard output by `add`."""
    if args.deed == "add":
        return asyncio.run(_add(settings, args.unit, args.name[:MOST_NAME]))
    if args.deed == "list":
        return asyncio.run(_list(settings, args.unit))
    return asyncio.run(_remove(settings, args.number, args.unit))


async def _add(settings: Settings, unit: str, name: str) -> int:
    from bot.commands.ground import current_database, moment
    from domain.calendar import in_vietnam
    from storage import api_tokens, audit, directory
    from storage.audit import OPERATOR, Entry

    now = await moment(settings)
    async with current_database(settings) as database, database.write() as rows:
        if unit not in (await directory.load(rows)).tree(in_vietnam(now).date()):
            raise CommandRefused(f"--unit: no unit {unit} today")
        number, token = await api_tokens.issue(rows, unit, name, now)
        await audit.note(rows, Entry(now, OPERATOR, "token_added", f"unit:{unit}", {"token": number}))
    print(token)
    print(f"token {number} reads unit {unit} and below; it is not shown again", file=sys.stderr)
    return 0


async def _list(settings: Settings, unit: str | None) -> int:
    from bot.commands.ground import current_database
    from storage import api_tokens

    async with current_database(settings) as database, database.read() as rows:
        for one in await api_tokens.everything(rows):
            if unit in (None, one.unit_code):
                until = "" if one.ended_at is None else f"  ended {one.ended_at:%Y-%m-%d}"
                print(f"{one.id}  {one.unit_code}  {one.name or '-'}  since {one.created_at:%Y-%m-%d}{until}")
    return 0


async def _remove(settings: Settings, number: int | None, unit: str | None) -> int:
    from bot.commands.ground import current_database, moment
    from storage import api_tokens, audit
    from storage.audit import OPERATOR, Entry

    now = await moment(settings)
    async with current_database(settings) as database, database.write() as rows:
        found = [one for one in await api_tokens.everything(rows) if one.ended_at is None]
        mine = [one for one in found if one.id == number or (unit is not None and one.unit_code == unit)]
        for one in mine:
            await api_tokens.end(rows, one.id, now)
            entry = Entry(now, OPERATOR, "token_removed", f"unit:{one.unit_code}", {"token": one.id})
            await audit.note(rows, entry)
    if not mine:
        raise CommandRefused("token remove: no such token, or it has ended")
    print(f"ended: {', '.join(str(one.id) for one in mine)}")
    return 0
