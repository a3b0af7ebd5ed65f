"""Import of reports: what was collected elsewhere or typed by an officer, one row a unit and period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from domain.deadlines import DueDates
from domain.errors import Malformed
from domain.forms import Field, FieldKind, HardCode, HardError, ReportTemplate, Value, hard_check
from domain.periods import Period
from domain.reports import Report, ReportStatus, locked_at
from domain.units import UnitKind
from storage import directory
from storage.database import Rows
from storage.directory import Directory
from storage.imports.changes import Changes
from storage.imports.known import Circumstances
from storage.imports.sheet import Columns, Line, Sheet, refuse_repeated
from storage.reports import columns, due_of, kept, new_report_code, revision_columns, slot_of
from storage.tables import people, report_revisions, reports
from storage.vault import Vault

COLUMNS = Columns(("unit_code", "period", "submitted_at"), ("submitted_by", "nil"), takes_fields=True)


@dataclass(frozen=True, slots=True)
class _Given:
    """A row of the file that could be read."""

    unit_code: str
    period: Period
    values: Mapping[str, Value]
    nil: bool
    at: datetime
    by: str
    form: ReportTemplate

    @property
    def slot(self) -> str:
        """The place that one team's report of one period takes."""
        return slot_of(self.unit_code, self.period)


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """Check the file against units, people and the form; what it would change. Key: unit and period."""
    known = await directory.load(rows)
    persons = {row.id for row in await rows.all(select(people.c.id))}
    stored = {row.slot: row for row in await rows.all(select(reports))}
    codes = {row.code for row in stored.values()}
    changes = Changes("reports")
    keys: dict[int, tuple[object, ...]] = {}
    for line in sheet:
        given = _read(line, known, persons, circumstances)
        if given is not None:
            keys[line.number] = (given.unit_code, given.period)
            due = due_of(known, given.unit_code, given.period, circumstances.window)
            _plan_report(rows.vault, given, stored.get(given.slot), due, codes, changes)
    refuse_repeated(sheet, keys, "unit_code", "unit_code and period")
    return changes


def _read(line: Line, known: Directory, persons: set[str], circumstances: Circumstances) -> _Given | None:
    faults = len(line.faults)
    code, period, at = line.code("unit_code", required=True), _period(line), line.moment("submitted_at")
    by, nil = line.code("submitted_by", most=40), line.yes_or_no("nil")
    if by is not None and by not in persons:
        line.refuse("submitted_by", f"no person {by}")
    if code is None or period is None:
        return None
    closes = period.window(circumstances.window)[1]
    unit = known.tree(closes).get(code)
    if unit is None:
        line.refuse("unit_code", f"no unit {code} on {closes}, the end of the window of {period}")
    elif unit.kind not in (UnitKind.XA, UnitKind.THON):
        line.refuse("unit_code", f"a unit of kind {unit.kind} has no team that reports")
    form = known.form(closes)
    values = _values(line, form, nil)
    if len(line.faults) > faults or at is None:
        return None
    return _Given(code, period, values, nil, at, by or "", form)


def _period(line: Line) -> Period | None:
    cell = line.text("period", required=True)
    try:
        return None if cell is None else Period.parse(cell)
    except Malformed as error:
        line.refuse("period", str(error))
        return None


def _values(line: Line, form: ReportTemplate, nil: bool) -> dict[str, Value]:
    given: dict[str, Value] = {}
    own = (*COLUMNS.required, *COLUMNS.optional)
    for key in (name for name, cell in line.cells.items() if cell and name not in own):
        if key not in form:
            line.refuse(key, f"the form of this period ({form.version}) has no such field")
            continue
        value = _value(line, form.field(key))
        if value is not None:
            given[key] = value
    figures = {field.key for field in form.counts}
    if nil:
        for key in sorted(figures & {key for key, value in given.items() if value}):
            line.refuse(key, "a nil report has no figures")
        return {**given, **form.nil()}
    if not any(line.cells.get(key) for key in form.keys):
        line.refuse("nil", "neither a figure nor nil: is it a nil report (1) or none at all?")
    return given


def _value(line: Line, field: Field) -> Value | None:
    if field.kind is FieldKind.PHOTOS:
        line.refuse(field.key, "photos cannot be imported; leave it empty")
        return None
    if field.kind is FieldKind.INT:
        return line.whole(field.key, field.min, field.max)
    verdict = hard_check(field, line.cells[field.key])
    if isinstance(verdict, HardError):
        why = (
            f"longer than {field.max} characters" if verdict.code is HardCode.TOO_LONG else str(verdict.code)
        )
        line.refuse(field.key, why)
        return None
    return verdict.value


def _plan_report(
    vault: Vault, given: _Given, row: Any, due: DueDates, codes: set[str], changes: Changes
) -> None:
    if row is None:
        code = _free_code(codes)
        draft = Report(code, given.unit_code, given.period, given.values, given.by, given.form.version)
        report = replace(draft.submitted(given.by, given.at), nil=given.nil)
        changes.insert(reports, _values_of(vault, report, due) | {"on_behalf_of": None})
        _plan_revision(vault, report, changes)
        changes.count(True, False)
        return
    standing = kept(vault, row).report
    if _says_the_same(standing, given):
        changes.count(False, False)
    elif standing.submitted_at is not None and standing.counts and given.at < standing.submitted_at:
        changes.kept += 1
    else:
        report = _next(standing, given, due)
        changes.update(reports, row.id, _values_of(vault, report, due))
        _plan_revision(vault, report, changes)
        changes.count(False, True)


def _says_the_same(standing: Report, given: _Given) -> bool:
    return (
        standing.counts
        and dict(standing.values) == dict(given.values)
        and standing.nil == given.nil
        and standing.submitted_at == given.at
        and standing.submitted_by == given.by
    )


def _next(standing: Report, given: _Given, due: DueDates) -> Report:
    """The revision that the file brings: a correction, after the lock an amendment."""
    form = replace(standing, form_version=given.form.version)
    if standing.status in (ReportStatus.DRAFT, ReportStatus.RETRACTED):
        again = replace(form, status=ReportStatus.DRAFT, values=dict(given.values), first_submitted_at=None)
        return replace(again.submitted(given.by, given.at), nil=given.nil)
    return replace(form.corrected(given.values, given.by, given.at, locked_at(due)), nil=given.nil)


def _free_code(codes: set[str]) -> str:
    while (code := new_report_code()) in codes:
        pass
    codes.add(code)
    return code


def _values_of(vault: Vault, report: Report, due: DueDates) -> dict[str, Any]:
    own = columns(vault, report, slot_of(report.unit_code, report.period))
    return own | {"due_on": due.team, "on_time": report.on_time(due)}


_OF_CODE = select(reports.c.id).where(reports.c.code == bindparam("report_code")).scalar_subquery()
_REVISION = ("revision", "status", "nil", "figures", "texts", "by", "at", "reason", "event_key")
_ADD_REVISION = insert(report_revisions).values(
    report_id=_OF_CODE, **{name: bindparam(name, type_=report_revisions.c[name].type) for name in _REVISION}
)


def _plan_revision(vault: Vault, report: Report, changes: Changes) -> None:
    """A sent revision is kept for ever beside the report as it stands."""
    values = revision_columns(
        vault, report, str(report.status), report.submitted_by, report.submitted_at, None
    )
    changes.afterwards(_ADD_REVISION, values | {"report_code": report.code, "reason": "nhập từ tệp"})
