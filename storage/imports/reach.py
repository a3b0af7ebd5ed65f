"""How far somebody may import who is not the operator: own units only, seats of teams only, never an account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from domain.people import PLACES, Office
from domain.units import UnitKind
from storage.database import Rows
from storage.imports.known import KnownUnits, among, load_units
from storage.imports.sheet import Line, Sheet, is_code
from storage.imports.words import value_called
from storage.tables import offices, people

ACCOUNTS = ("zalo_user_id", "oa_id")
BEYOND = "unit {} is not one of yours"
_OFFICES = frozenset(map(str, Office))
_UNIT_COLUMNS = {
    "aliases": ("unit_code",),
    "people": ("unit_code",),
    "teams": ("unit_code",),
    "successions": ("old_code", "new_code"),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """``units``: the codes in which something may be changed, None where it is everything; ``by``: who imports."""

    units: frozenset[str] | None
    by: str

    def has(self, code: str) -> bool:
        """Whether something may be changed in this unit."""
        return self.units is None or code in self.units


async def refuse_beyond(rows: Rows, kind: str, sheet: Sheet, reach: Reach) -> None:
    """Note every row that goes further than its importer may."""
    if kind == "units":
        _check_units(sheet, reach, await load_units(rows))
        return
    if kind not in _UNIT_COLUMNS:
        raise LookupError(f"{kind} is imported at the command line only")
    for line in sheet:
        _check_columns(line, _UNIT_COLUMNS[kind], reach)
    if kind == "people":
        await _check_people(rows, sheet, reach)


def _check_columns(line: Line, columns: Iterable[str], reach: Reach) -> None:
    for column in columns:
        code = line.cells.get(column, "")
        if is_code(code) and not reach.has(code):
            line.refuse(column, BEYOND.format(code))


def _check_units(sheet: Sheet, reach: Reach, known: KnownUnits) -> None:
    """A unit is changed or added below what one answers for; what has stood elsewhere is not taken over."""
    if reach.units is None:
        return
    fresh: set[str] = set()
    for line in sorted(sheet, key=lambda one: one.number):
        code, parent = line.cells["code"], line.cells["parent_code"]
        if code in known and not reach.has(code):
            line.refuse("code", BEYOND.format(code))
        elif not reach.has(parent) and parent not in fresh:
            line.refuse("parent_code", BEYOND.format(parent or "-"))
        elif code not in known:
            fresh.add(code)


async def _check_people(rows: Rows, sheet: Sheet, reach: Reach) -> None:
    known, ids = await load_units(rows), {line.cells["person_id"] for line in sheet}
    stored = {row.id for row in await among(rows, select(people.c.id), people.c.id, ids)}
    held: dict[str, list[tuple[str, str]]] = {}
    holding = select(offices.c.person_id, offices.c.unit_code, offices.c.office)
    for row in await among(rows, holding, offices.c.person_id, ids):
        held.setdefault(row.person_id, []).append((row.unit_code, row.office))
    for line in sheet:
        person, unit, said = (line.cells[name] for name in ("person_id", "unit_code", "office"))
        office = value_called(said, Office)
        if person == reach.by:
            line.refuse("person_id", "nobody imports his own offices")
        elif person in stored and not _is_of_ours(held.get(person, ()), reach, known):
            line.refuse("person_id", f"{person} is known already, and not only as a member of your teams")
        if office in _OFFICES and not _is_seat(office, unit, known):
            line.refuse("office", f"{office} is entered at the command line only")
        for column in ACCOUNTS:
            if line.cells.get(column):
                line.refuse(column, "must be empty here: people activate with a code")


def _is_of_ours(held: Iterable[tuple[str, str]], reach: Reach, known: KnownUnits) -> bool:
    places = list(held)
    return bool(places) and all(reach.has(unit) and _is_seat(office, unit, known) for unit, office in places)


def _is_seat(office: str, unit: str, known: KnownUnits) -> bool:
    """Whether it is a place in a team; who leads a commune's team may do more than its officers and is none."""
    newest = known.newest(unit)
    leads = office == Office.TO_TRUONG and newest is not None and newest.kind is not UnitKind.THON
    return office in PLACES and not leads
