"""Import of teams: the team of a unit, its establishing decision, and what that means for its members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from domain.errors import NoSuchSeat
from domain.people import Office
from domain.teams import TeamKind, TeamStatus
from storage.database import Rows
from storage.imports.changes import Changes
from storage.imports.known import Circumstances, KnownUnits, among, load_units
from storage.imports.seats import Held, TeamSpan, status_of
from storage.imports.sheet import Columns, Line, Sheet, refuse_repeated
from storage.imports.words import COLUMN_LABELS
from storage.tables import offices, teams

COLUMNS = Columns(
    ("unit_code", "status"),
    ("valid_from", "decision_no", "decision_date", "valid_to"),
    labels=COLUMN_LABELS["teams"],
)

Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A team as it would be stored; ``line`` None: the file says nothing of it."""

    unit_code: str
    valid_from: date
    valid_to: date | None
    status: str
    decision_no: str | None
    decision_date: date | None
    line: int | None = None

    def values(self) -> dict[str, Any]:
        """The columns of `teams`."""
        names = ("unit_code", "valid_from", "valid_to", "status", "decision_no", "decision_date")
        return {name: getattr(self, name) for name in names}

    def __str__(self) -> str:
        return f"{self.valid_from} ({'stored' if self.line is None else f'line {self.line}'})"


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """Check the file against the units and the stored teams; what it would change."""
    known = await load_units(rows)
    given = [team for team in (_read(line, known) for line in sheet) if team is not None]
    units = {team.unit_code for team in given}
    found = await among(rows, select(teams), teams.c.unit_code, units)
    stored = {(row.unit_code, row.valid_from): row for row in found}
    keys = {team.line: (team.unit_code, team.valid_from) for team in given if team.line is not None}
    refuse_repeated(sheet, keys, "unit_code", "unit_code and valid_from")
    merged = {key: _stored(row) for key, row in stored.items()}
    merged |= {(team.unit_code, team.valid_from): team for team in given}
    _check_one_at_a_time(sheet, merged)
    changes = Changes("teams")
    for team in given:
        row = stored.get((team.unit_code, team.valid_from))
        changes.put(teams, row, None if row is None else row.id, team.values())
    await _settle_seats(rows, units, merged, changes)
    return changes


def _read(line: Line, known: KnownUnits) -> _Standing | None:
    faults = len(line.faults)
    code, status = line.code("unit_code", required=True), line.choice("status", TeamStatus)
    number, decided_on = line.line_of_text("decision_no", most=80), line.day("decision_date")
    since, until = line.span()
    since = since or decided_on
    if since is None and not line.cells.get("valid_from") and not line.cells.get("decision_date"):
        line.refuse("valid_from", "is empty, and so is decision_date: from when on does the team exist?")
    if since is not None and until is not None and until <= since:
        line.refuse("valid_to", f"{until} is not after the first day {since}")
    if code is not None and since is not None:
        _check_unit(line, code, since, until, known)
    if len(line.faults) > faults or code is None or status is None or since is None:
        return None
    return _Standing(code, since, until, str(status), number, decided_on, line.number)


def _check_unit(line: Line, code: str, since: date, until: date | None, known: KnownUnits) -> None:
    lives = known.during(code, since, until if until is None or until > since else None)
    if not lives:
        line.refuse("unit_code", f"no unit {code} on these days")
        return
    try:
        TeamKind.of(lives[-1].kind)
    except NoSuchSeat as error:
        line.refuse("unit_code", str(error))


def _stored(row: Any) -> _Standing:
    return _Standing(
        row.unit_code, row.valid_from, row.valid_to, row.status, row.decision_no, row.decision_date
    )


def _check_one_at_a_time(sheet: Sheet, merged: Mapping[Key, _Standing]) -> None:
    """A unit has at most one team at a time (plan II.1); one closed without a date stands on no day."""
    standing = [one for one in merged.values() if one.valid_to or one.status != TeamStatus.CLOSED]
    ordered = sorted(standing, key=lambda one: (one.unit_code, one.valid_from))
    for earlier, later in pairwise(ordered):
        if earlier.unit_code != later.unit_code:
            continue
        if earlier.valid_to is None or earlier.valid_to > later.valid_from:
            for one, other in ((earlier, later), (later, earlier)):
                if one.line is not None:
                    sheet.refuse(one.line, "valid_from", f"its days overlap those of the team from {other}")


async def _settle_seats(
    rows: Rows, units: set[str], merged: Mapping[Key, _Standing], changes: Changes
) -> None:
    """Seats may be imported before their team: what the decision means for them is written now."""
    spans: dict[str, list[TeamSpan]] = {}
    for team in merged.values():
        days = (team.valid_from, team.valid_to)
        spans.setdefault(team.unit_code, []).append((days, team.decision_no is not None))
    by_import = offices.c.request_code.is_(None), offices.c.decision_id.is_(None)
    standing = select(offices).where(offices.c.status != "ended", *by_import)
    for row in await among(rows, standing, offices.c.unit_code, units):
        held = Held(row.person_id, row.unit_code, Office(row.office), row.valid_from, row.valid_to)
        status = str(status_of(held, spans))
        if status != row.status:
            changes.update(offices, row.id, {"status": status})
