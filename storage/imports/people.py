"""Import of people: one row an office or seat, with what describes the person and the Zalo account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from domain.errors import Malformed, NoSuchSeat
from domain.people import PLACES, Office, Person, Sex, normalise_phone
from domain.teams import TeamKind, check_seat
from domain.units import Unit, UnitKind
from storage.database import Rows
from storage.imports.accounts import Account, plan_bindings, read_account
from storage.imports.changes import Changes
from storage.imports.known import UNKNOWN_START, Circumstances, KnownUnits, among, load_units
from storage.imports.seats import Held, TeamSpan, check_seats, status_of
from storage.imports.sheet import Columns, Line, Sheet, refuse_repeated
from storage.imports.words import COLUMN_LABELS
from storage.people import opened_person, sealed_person
from storage.tables import offices, people, teams

COLUMNS = Columns(
    ("person_id", "name", "unit_code", "office"),
    ("birth_year", "sex", "phone", "zalo_user_id", "oa_id", "valid_from", "valid_to"),
    labels=COLUMN_LABELS["people"],
)

_OF_COMMUNE = (
    Office.CHU_TICH_XA,
    Office.PHO_CHU_TICH_XA,
    Office.BI_THU_DOAN_XA,
    Office.PHO_BI_THU_DOAN_XA,
    Office.CAN_BO_CNTT_XA,
    Office.TRUONG_PHONG_VHXH_XA,
)
_OF_DISTRICT = (
    Office.TRUONG_PHONG_VHTT,
    Office.TRUONG_PHONG_GDDT,
    Office.BI_THU_DOAN_HUYEN,
    Office.CAN_BO_HUYEN,
)
# An office reaches as far as its unit: a chairman of a commune entered at the province would decide everywhere.
TIER_OF = dict.fromkeys(_OF_COMMUNE, UnitKind.XA) | dict.fromkeys(_OF_DISTRICT, UnitKind.HUYEN)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of the file that could be read."""

    line: Line
    described: Mapping[str, Any]
    held: Held
    account: Account | None


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """Check the file against itself and what is stored; what it would change."""
    known = await load_units(rows)
    read = [_read(line, known, circumstances) for line in sheet]
    entries = [entry for entry in read if entry is not None]
    refuse_repeated(
        sheet,
        {one.line.number: one.held.key for one in entries},
        "person_id",
        "person, unit, office and valid_from",
    )
    _check_agreement(entries)
    changes = Changes("people")
    touched = await _plan_people(rows, sheet, entries, circumstances, changes)
    touched |= await plan_bindings(rows, _accounts(entries), circumstances, changes)
    await _plan_offices(rows, sheet, entries, changes, touched)
    return changes


def _read(line: Line, known: KnownUnits, circumstances: Circumstances) -> _Entry | None:
    faults = len(line.faults)
    person_id = line.code("person_id", most=40, required=True)
    described = _read_description(line, circumstances.today.year)
    unit_code, office = line.code("unit_code", required=True), line.choice("office", Office)
    since, until = line.span()
    account = read_account(line, person_id or "", circumstances)
    if unit_code is not None and office is not None:
        _check_unit(line, office, unit_code, known.during(unit_code, since or UNKNOWN_START, until))
    if len(line.faults) > faults or person_id is None or unit_code is None or office is None:
        return None
    held = Held(person_id, unit_code, office, since or UNKNOWN_START, until, line.number)
    return _Entry(line, described, held, account)


def _read_description(line: Line, this_year: int) -> dict[str, Any]:
    """The describing columns that the file has; one that is absent keeps what is stored."""
    described: dict[str, Any] = {"name": line.line_of_text("name", most=100, required=True)}
    if line.has("birth_year"):
        described["birth_year"] = line.whole("birth_year", 1900, this_year)
    if line.has("sex"):
        described["sex"] = line.choice("sex", Sex, required=False)
    if line.has("phone"):
        described["phone"] = _phone(line)
    return described


def _phone(line: Line) -> str | None:
    cell = line.text("phone")
    try:
        return None if cell is None else normalise_phone(cell)
    except Malformed as error:
        line.refuse("phone", str(error))
        return None


def _check_unit(line: Line, office: Office, code: str, lives: list[Unit]) -> None:
    if not lives:
        line.refuse("unit_code", f"no unit {code} on these days")
    elif not any(_may_be_held(office, unit.kind) for unit in lives):
        line.refuse("office", f"there is no {office} in a unit of kind {lives[-1].kind}")


def _may_be_held(office: Office, kind: UnitKind) -> bool:
    if office not in PLACES:
        return TIER_OF.get(office, kind) is kind
    try:
        check_seat(TeamKind.of(kind), office)
    except NoSuchSeat:
        return False
    return True


def _check_agreement(entries: Iterable[_Entry]) -> None:
    """What describes a person must be the same in all rows of that person; no value is repeated in the fault."""
    first: dict[str, _Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.held.person_id, entry)
        for name in entry.described:
            if entry.described[name] != other.described[name]:
                why = f"differs from line {other.line.number}, the same person {entry.held.person_id}"
                entry.line.refuse(name, why)


def _accounts(entries: Iterable[_Entry]) -> list[tuple[Line, Account]]:
    return [(entry.line, entry.account) for entry in entries if entry.account is not None]


async def _plan_people(
    rows: Rows, sheet: Sheet, entries: list[_Entry], circumstances: Circumstances, changes: Changes
) -> set[str]:
    """Plan the rows of `people`; the ids that changed."""
    ids = {entry.held.person_id for entry in entries}
    stored = {row.id: row for row in await among(rows, select(people), people.c.id, ids)}
    touched: set[str] = set()
    for person_id, entry in {entry.held.person_id: entry for entry in reversed(entries)}.items():
        row = stored.get(person_id)
        if row is not None and row.erased_at is not None:
            sheet.refuse(entry.line.number, "person_id", f"{person_id} asked for erasure; use a new id")
            continue
        before = None if row is None else opened_person(rows.vault, row)
        after = replace(before or Person(person_id, ""), **entry.described)
        if before is None:
            origin = {"origin": "import", "created_at": circumstances.now}
            changes.insert(people, sealed_person(rows.vault, after) | origin)
        elif before != after:
            values = sealed_person(rows.vault, after)
            changes.update(people, values.pop("id"), values)
            touched.add(person_id)
    return touched


async def _plan_offices(
    rows: Rows, sheet: Sheet, entries: list[_Entry], changes: Changes, touched: set[str]
) -> None:
    """Plan the rows of `offices` and count the rows of the file."""
    units = {entry.held.unit_code for entry in entries}
    stored = {
        (row.person_id, row.unit_code, row.office, row.valid_from): row
        for row in await among(rows, select(offices), offices.c.unit_code, units)
    }
    spans = await team_spans(rows, units)
    held = {key: _held(row) for key, row in stored.items() if _counts(row)}
    for entry in entries:
        row = stored.get(entry.held.key)
        if row is not None and row.status == "ended":
            changes.kept += 1
            continue
        held[entry.held.key] = entry.held
        _plan_office(entry.held, row, spans, changes, entry.held.person_id in touched)
        touched.discard(entry.held.person_id)
    check_seats(sheet, held.values())


def _plan_office(
    held: Held, row: Any, spans: Mapping[str, list[TeamSpan]], changes: Changes, is_touched: bool
) -> None:
    values: dict[str, Any] = {
        "person_id": held.person_id,
        "unit_code": held.unit_code,
        "office": str(held.office),
        "valid_from": held.valid_from,
        "valid_to": held.valid_to,
        "status": str(status_of(held, spans)),
    }
    if row is None:
        changes.insert(offices, values | {"request_code": None, "decision_id": None})
        changes.count(True, False)
        return
    if row.request_code is not None or row.decision_id is not None:
        values["status"] = row.status  # a request decides about it, not the import
    differs = any(getattr(row, name) != value for name, value in values.items())
    if differs:
        changes.update(offices, row.id, {"valid_to": values["valid_to"], "status": values["status"]})
    changes.count(False, differs or is_touched)


def _held(row: Any) -> Held:
    return Held(row.person_id, row.unit_code, Office(row.office), row.valid_from, row.valid_to)


def _counts(row: Any) -> bool:
    """Whether the office is held on some day at all."""
    if row.valid_to is None:
        return bool(row.status != "ended")
    return bool(row.valid_to > row.valid_from)


async def team_spans(rows: Rows, units: Iterable[str]) -> dict[str, list[TeamSpan]]:
    """The days of the teams of these units, and whether their decision has a number."""
    spans: dict[str, list[TeamSpan]] = {}
    for row in await among(rows, select(teams), teams.c.unit_code, units):
        days: tuple[date, date | None] = (row.valid_from, row.valid_to)
        spans.setdefault(row.unit_code, []).append((days, row.decision_no is not None))
    return spans
