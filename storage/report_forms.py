"""Versions of the report form: a new one begins as a copy, is changed until its first period begins, and then stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import delete, select, update

from domain.form_changes import next_version
from domain.forms import ReportTemplate, default_template, written
from storage import directory
from storage.database import Rows
from storage.directory import Directory
from storage.imports.changes import one_at_a_time, stamp
from storage.tables import report_forms


async def begin(rows: Rows, known: Directory, valid_from: date) -> tuple[str, bool]:
    """The version that holds from that day: a copy of what would hold then, or the one that is there; and if new."""
    known = await held(rows, known)
    listed = await rows.all(select(report_forms.c.version, report_forms.c.valid_from))
    there = next((row.version for row in listed if row.valid_from == valid_from), None)
    if there is not None:
        return str(there), False
    version = next_version([default_template().version, *(row.version for row in listed)])
    copy = replace(known.form(valid_from), version=version)
    values = {"version": version, "valid_from": valid_from, "definition": written(copy)}
    await rows.add(report_forms, values)
    await stamp(rows)
    return version, True


async def held(rows: Rows, known: Directory) -> Directory:
    """The versions as they stand, which nobody else changes until this transaction ends."""
    await one_at_a_time(rows)
    return await directory.load(rows, known)


async def change(rows: Rows, template: ReportTemplate) -> bool:
    """Keep a version, held, as it is now; whether it was there."""
    here = report_forms.c.version == template.version
    done = await rows.run(update(report_forms).where(here).values(definition=written(template)))
    await stamp(rows)
    return done == 1


async def discard(rows: Rows, version: str) -> bool:
    """Let a version, held, never begin; whether it was there."""
    done = await rows.run(delete(report_forms).where(report_forms.c.version == version))
    await stamp(rows)
    return done == 1
