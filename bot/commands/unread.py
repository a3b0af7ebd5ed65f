"""`unread`: what was not understood, masked, as lines to label; labelled they become tests."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.unread import Line

HEAD = (
    "# What was not understood, the commonest first. Put what is meant for «?» (tests/vietnamese/README.md),\n"
    "# drop what means nothing, append the lines to tests/vietnamese/talk.txt. Names, numbers, links are stand-ins."
)


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("unread", help="what was not understood, as lines to label")
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--forget", action="store_true", help="print them, then drop them")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the lines; how many there are goes to standard error."""
    lines = asyncio.run(_lines(settings, forget=args.forget))
    if lines and not args.json:
        print(HEAD)
    for line, times in lines:
        print(as_json(line, times) if args.json else as_talk(line))
    print(f"lines: {len(lines)}" + (", forgotten" if args.forget else ""), file=sys.stderr)
    return 0


async def _lines(settings: Settings, *, forget: bool) -> list[tuple[Line, int]]:
    from bot.commands.ground import current_database
    from storage import unread

    async with current_database(settings) as database, database.write() as rows:
        lines = list(await unread.kept(rows))
        if forget:
            await unread.forget_all(rows)
    return lines


def as_talk(line: Line) -> str:
    """ "leader asked=vneid form=report | may cai | ?": a line of talk.txt but for its meaning."""
    told = {"asked": line.asked, "form": line.form, "pending": line.pending}
    pairs = [f"{key}={value}" for key, value in told.items() if value]
    return f"{' '.join([line.speaker, *pairs])} | {line.text} | ?"


def as_json(line: Line, times: int) -> str:
    """The input of the language contract, and how often it was said."""
    told = {
        "text": line.text,
        "speaker": line.speaker,
        "asked": line.asked or None,
        "form": line.form or None,
        "pending": line.pending,
        "times": times,
    }
    return json.dumps(told, ensure_ascii=False)
