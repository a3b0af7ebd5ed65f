"""Versions of the report form: a new one begins as a copy, is changed until its first period begins, and then stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import delete, select, update

from domain.form_changes import next_version
from domain.forms import ReportTemplate, default_template, written
from storage.database import Rows
from storage.directory import Directory
from storage.imports.changes import one_at_a_time, stamp
from storage.tables import report_forms


async def begin(rows: Rows, known: Directory, valid_from: date) -> tuple[str, bool]:
    """The version that holds from that day: a copy of what would hold then, or the one that is there; and if new."""
    await one_at_a_time(rows)
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


async def change(rows: Rows, template: ReportTemplate) -> None:
    """Keep a version as it is now."""
    await one_at_a_time(rows)
    here = report_forms.c.version == template.version
    await rows.run(update(report_forms).where(here).values(definition=written(template)))
    await stamp(rows)


async def discard(rows: Rows, version: str) -> None:
    """Let a version never begin."""
    await one_at_a_time(rows)
    await rows.run(delete(report_forms).where(report_forms.c.version == version))
    await stamp(rows)
