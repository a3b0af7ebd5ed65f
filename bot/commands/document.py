"""`document`: a report, decision, proposal, list or reminder letter as a Word, PDF or Excel file."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused
from domain.errors import Malformed
from domain.periods import Period

if TYPE_CHECKING:
    from bot.settings import Settings
    from documents.paper import Paper
    from handlers.papers import Wanted

KINDS = ("report", "decision", "proposal", "members", "reminder")
FORMS = ("docx", "pdf", "xlsx")


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("document", help="write a report, decision, proposal, list or letter")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--unit", required=True, metavar="CODE", help="the unit it is about")
    parser.add_argument(
        "--period", metavar="YYYY-MM", help="of a report or reminder; else the one that closed last"
    )
    parser.add_argument(
        "--request", metavar="CODE", help="of a decision or proposal; else all that wait for it"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="*.docx, *.pdf or *.xlsx")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the file."""
    form = args.out.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise CommandRefused("--out: the file's name ends with .docx, .pdf or .xlsx")
    try:
        period = None if args.period is None else Period.parse(args.period)
    except Malformed as error:
        raise CommandRefused(f"--period: {error}") from error
    content = asyncio.run(_written(args, period, form, settings))
    try:
        args.out.write_bytes(content)
    except OSError as error:
        raise CommandRefused(f"--out: {args.out} cannot be written ({error.strerror})") from error
    print(f"{args.out} ({len(content)} bytes)")
    return 0


async def _written(args: argparse.Namespace, period: Period | None, form: str, settings: Settings) -> bytes:
    from documents import Form, render
    from documents.bases import BasesWrong
    from documents.docx import TemplateWrong
    from documents.paper import PaperKind
    from handlers.papers import Wanted

    wanted = Wanted(PaperKind(args.kind), args.unit, period, args.request)
    try:
        return render(await _gathered(wanted, settings), Form(form), settings.templates_folder)
    except (TemplateWrong, BasesWrong) as error:
        raise CommandRefused(f"DOCUMENTS_PATH: {error}") from error


async def _gathered(wanted: Wanted, settings: Settings) -> Paper:
    from bot.commands.ground import current_database, moment
    from documents.paper import NothingToWrite
    from handlers.papers import Desk, gather
    from storage import directory
    from storage.listing import NoSuchUnit

    at = await moment(settings)
    async with current_database(settings) as database, database.read() as rows:
        known = await directory.load(rows)
        desk = Desk(rows, known, settings.report_window, at, settings.templates_folder)
        try:
            return await gather(desk, wanted)
        except NoSuchUnit as error:
            raise CommandRefused(f"--unit: {error}") from error
        except NothingToWrite as error:
            raise CommandRefused(f"{wanted.kind}: {error}") from error
