"""Imports: CSV files of the contract, checked whole, written all or not at all, safe to run again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Protocol, cast

from sqlalchemy.exc import IntegrityError

from domain.forms import default_template
from storage import directory, group_rolls, group_tasks
from storage.accounts import apps_of
from storage.database import Database, Rows
from storage.imports.changes import Changes, one_at_a_time
from storage.imports.known import Circumstances
from storage.imports.reach import Reach, refuse_beyond
from storage.imports.sheet import Columns, Fault, ImportRefused, Sheet, read_sheet

KINDS = ("units", "successions", "aliases", "people", "teams", "groups", "holidays", "reports")
"""What can be imported; each kind is the module of this package with its name."""
_MOVES_PEOPLE = ("people", "teams", "groups", "invitees")


class Importer(Protocol):
    """A module that knows the columns of a kind and plans its changes."""

    COLUMNS: Columns
    plan: Callable[[Rows, Sheet, Circumstances], Awaitable[Changes]]


async def import_csv(
    database: Database, kind: str, data: bytes, circumstances: Circumstances, dry_run: bool = False
) -> str:
    """Import a file; the summary line. Raises ImportRefused, and then nothing has changed."""
    async with database.write() as rows:
        await one_at_a_time(rows)
        planned = await plan(rows, kind, data, circumstances)
        if not dry_run:
            await carry_out(rows, planned, circumstances)
    return planned.changes.summary()


@dataclass(frozen=True, slots=True)
class Planned:
    """What a file would do: its rows as they were read, and the changes; nothing is written yet."""

    kind: str
    sheet: Sheet
    changes: Changes


async def plan(
    rows: Rows, kind: str, data: bytes, circumstances: Circumstances, reach: Reach | None = None
) -> Planned:
    """Check a file whole; ``reach``: how far the one who brings it may change anything. Raises ImportRefused.

    Who has such a limit is an officer with a list filled in by hand: its names and dates may be as people write them.
    """
    importer = cast(Importer, import_module(f"storage.imports.{kind}"))
    columns = await _columns(rows, importer.COLUMNS)
    sheet = read_sheet(data, columns, is_by_hand=reach is not None)
    refused = await _beyond(rows, kind, sheet, reach)
    ours = frozenset(await apps_of(rows))
    changes = await importer.plan(rows, sheet, replace(circumstances, accounts=ours))
    told = {(one.line, one.column) for one in refused}
    sheet.faults[:] = [one for one in sheet.faults if one in refused or (one.line, one.column) not in told]
    sheet.check()
    return Planned(kind, sheet, changes)


async def _beyond(rows: Rows, kind: str, sheet: Sheet, reach: Reach | None) -> set[Fault]:
    """What goes further than the importer may; all else that is wrong with these lines is told as well."""
    if reach is None:
        return set()
    before = set(sheet.faults)
    await refuse_beyond(rows, kind, sheet, reach)
    refused = set(sheet.faults) - before
    sheet.beyond = frozenset(one.line for one in refused)
    return refused


async def carry_out(rows: Rows, planned: Planned, circumstances: Circumstances) -> None:
    """Write all of it. Raises ImportRefused where somebody else was faster: the transaction is void then."""
    changes = planned.changes
    try:
        await changes.write(rows, circumstances.now, circumstances.by)
        if planned.kind in _MOVES_PEOPLE and (changes.new or changes.changed):
            await _look_at_groups(rows, circumstances)
    except IntegrityError as error:
        why = "somebody changed the same rows at this moment; run the import again"
        raise ImportRefused([Fault(0, "", why)]) from error


def header_of(kind: str) -> Columns:
    """Which columns a file of this kind must and may have."""
    return cast(Importer, import_module(f"storage.imports.{kind}")).COLUMNS


async def _look_at_groups(rows: Rows, circumstances: Circumstances) -> None:
    """Who belongs in the groups may have changed: those that differ are compared soon."""
    tree = (await directory.load(rows)).tree(circumstances.today)
    units = await group_rolls.differing(rows, tree, circumstances.oa_id)
    await group_tasks.look_again(rows, units, circumstances.now)


async def _columns(rows: Rows, columns: Columns) -> Columns:
    """The columns of a kind, with the fields of the built-in and every stored report form where it takes them."""
    if not columns.takes_fields:
        return columns
    forms = (await directory.load(rows)).forms
    templates = [default_template(), *(template for _, template in forms)]
    fields = dict.fromkeys(key for template in templates for key in template.keys)
    return replace(columns, optional=(*columns.optional, *fields))


__all__ = [
    "KINDS",
    "Circumstances",
    "Fault",
    "ImportRefused",
    "Planned",
    "Reach",
    "carry_out",
    "header_of",
    "import_csv",
    "one_at_a_time",
    "plan",
]
