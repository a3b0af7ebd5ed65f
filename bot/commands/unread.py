"""`unread`: what was not understood, masked, as lines to label; labelled they become tests."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.unread import Kept

HEAD = (
    "# What was not understood, the commonest first. Put what is meant for «?» (tests/vietnamese/README.md),\n"
    "# drop what means nothing, append the lines to tests/vietnamese/talk.txt. Names, numbers, links are stand-ins."
)


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("unread", help="what was not understood, as lines to label")
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument(
        "--labelled", action="store_true", help="only those that officers labelled on the page"
    )
    parser.add_argument("--forget", action="store_true", help="print them, then drop them")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the lines but those that mean nothing; how many there are goes to standard error."""
    found = asyncio.run(_lines(settings, labelled=args.labelled, forget=args.forget))
    lines = [one for one in found if one.is_test or one.meaning is None]
    if lines and not args.json and not args.labelled:
        print(HEAD)
    for one in lines:
        print(as_json(one) if args.json else as_talk(one))
    print(f"lines: {len(lines)}" + (", forgotten" if args.forget else ""), file=sys.stderr)
    return 0


async def _lines(settings: Settings, *, labelled: bool, forget: bool) -> list[Kept]:
    from bot.commands.ground import current_database
    from storage import unread

    async with current_database(settings) as database, database.write() as rows:
        lines = [one for one in await unread.kept(rows) if one.is_test or not labelled]
        if forget:
            await unread.drop(rows, lines)
    return lines


def as_talk(kept: Kept) -> str:
    """ "leader asked=vneid form=report | may cai | answer": a line of talk.txt; "?" while nobody has labelled it."""
    line = kept.line
    told = {"asked": line.asked, "form": line.form, "pending": line.pending}
    pairs = [f"{key}={value}" for key, value in told.items() if value]
    return f"{' '.join([line.speaker, *pairs])} | {line.text} | {kept.meaning or '?'}"


def as_json(kept: Kept) -> str:
    """The input of the language contract, how often it was said, and what it means, null where nobody has said."""
    line = kept.line
    told = {
        "text": line.text,
        "speaker": line.speaker,
        "asked": line.asked or None,
        "form": line.form or None,
        "pending": line.pending,
        "times": kept.times,
        "meaning": kept.meaning,
    }
    return json.dumps(told, ensure_ascii=False)
