"""Import of units: the tree of province, districts, communes and villages, with the days on which each is valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from domain.units import Unit, UnitKind, may_stand_under
from storage.database import Rows
from storage.imports.changes import Changes
from storage.imports.known import Circumstances, first_gap
from storage.imports.sheet import Columns, Line, Sheet, refuse_repeated
from storage.imports.words import COLUMN_LABELS
from storage.tables import units

COLUMNS = Columns(
    ("code", "valid_from", "parent_code", "kind", "name"), ("valid_to",), labels=COLUMN_LABELS["units"]
)

Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A unit and the line that names it; None: it is stored and the file says nothing of it."""

    unit: Unit
    line: int | None

    def __str__(self) -> str:
        where = "stored" if self.line is None else f"line {self.line}"
        return f"{self.unit.code} from {self.unit.valid_from} ({where})"


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """Check the file against itself and what is stored; what it would change."""
    stored = {(row.code, row.valid_from): row for row in await rows.all(select(units))}
    read = [(line, _read(line)) for line in sheet]
    unsure = {line.cells["code"] for line, unit in read if unit is None}
    given = {line.number: unit for line, unit in read if unit is not None}
    refuse_repeated(
        sheet,
        {line: (unit.code, unit.valid_from) for line, unit in given.items()},
        "code",
        "code and valid_from",
    )
    before = {key: _unit(row) for key, row in stored.items()}
    _Tree(sheet, _merged(before, given), unsure).check()
    changes = Changes("units", stamps_directory=True)
    for unit in given.values():
        row = stored.get((unit.code, unit.valid_from))
        changes.put(units, row, None if row is None else row.id, _values(unit))
    return changes


def _read(line: Line) -> Unit | None:
    faults = len(line.faults)
    kind = line.choice("kind", UnitKind)
    code, name = line.code("code", required=True), line.line_of_text("name", required=True)
    parent = line.code("parent_code", required=kind is not None and kind is not UnitKind.TINH)
    if parent is not None and kind is UnitKind.TINH:
        line.refuse("parent_code", "a province has none")
    since, until = line.span(required=True)
    if len(line.faults) > faults or not (code and kind and name and since):
        return None
    return Unit(code, kind, name, parent, since, until)


def _unit(row: object) -> Unit:
    names = ("code", "kind", "name", "parent_code", "valid_from", "valid_to")
    code, kind, name, parent, since, until = (getattr(row, column) for column in names)
    return Unit(code, UnitKind(kind), name, parent, since, until)


def _values(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "kind": str(unit.kind),
        "name": unit.name,
        "parent_code": unit.parent_code,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }


def _merged(before: Mapping[Key, Unit], given: Mapping[int, Unit]) -> list[_Placed]:
    """What would be stored afterwards."""
    placed = {key: _Placed(unit, None) for key, unit in before.items()}
    placed |= {(unit.code, unit.valid_from): _Placed(unit, line) for line, unit in given.items()}
    return list(placed.values())


class _Tree:
    """The tree as it would be: no code valid twice, every unit under a parent of the right kind on all its days."""

    def __init__(self, sheet: Sheet, placed: list[_Placed], unsure: set[str]) -> None:
        self.sheet = sheet
        self.placed = placed
        self.unsure = unsure
        self.lives: dict[str, list[_Placed]] = {}
        for one in sorted(placed, key=lambda one: one.unit.valid_from):
            self.lives.setdefault(one.unit.code, []).append(one)

    def check(self) -> None:
        """Note every fault on the sheet."""
        for lives in self.lives.values():
            self._check_once(lives)
        for one in self.placed:
            self._check_parent(one)

    def _check_once(self, lives: list[_Placed]) -> None:
        for earlier, later in pairwise(lives):
            end = earlier.unit.valid_to
            if end is None or end > later.unit.valid_from:
                for one, other in ((earlier, later), (later, earlier)):
                    if one.line is not None:
                        self.sheet.refuse(one.line, "valid_from", f"its days overlap those of {other}")

    def _check_parent(self, one: _Placed) -> None:
        unit = one.unit
        if unit.parent_code is None or unit.parent_code in self.unsure:
            return
        parents = self.lives.get(unit.parent_code, [])
        gap = first_gap(
            [(p.unit.valid_from, p.unit.valid_to) for p in parents], unit.valid_from, unit.valid_to
        )
        if gap is not None:
            self._refuse_orphan(one, parents, gap)
        for parent in parents:
            if _meet(unit, parent.unit) and not may_stand_under(unit.kind, parent.unit.kind):
                self._refuse_order(one, parent)

    def _refuse_orphan(self, one: _Placed, parents: list[_Placed], gap: date) -> None:
        if one.line is not None:
            why = f"unit {one.unit.parent_code} is not valid on {gap}" if parents else "no such unit"
            self.sheet.refuse(one.line, "parent_code", why)
            return
        for parent in parents:
            if parent.line is not None:
                self.sheet.refuse(parent.line, "valid_to", f"leaves {one} without a parent on {gap}")

    def _refuse_order(self, one: _Placed, parent: _Placed) -> None:
        why = f"a {one.unit.kind} cannot stand under a {parent.unit.kind}: {one} under {parent}"
        if one.line is not None:
            self.sheet.refuse(one.line, "parent_code", why)
        elif parent.line is not None:
            self.sheet.refuse(parent.line, "kind", why)


def _meet(one: Unit, other: Unit) -> bool:
    return (other.valid_to is None or one.valid_from < other.valid_to) and (
        one.valid_to is None or other.valid_from < one.valid_to
    )
