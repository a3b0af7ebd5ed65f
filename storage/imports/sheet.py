"""The CSV sheet as an import sees it: rows with their line numbers, and a list of what is wrong with them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from storage.imports.words import column_called, value_called

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CODE = re.compile(r"[\w][\w.\-]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_BY_HAND = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_MUST = re.compile(r"\s*\*$")
"""How the form that is given marks a column which has to be filled in."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: the line of the file (its first line is 1), the column if one is to blame, and why."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        return (
            f"line {self.line}: {self.why}"
            if not self.column
            else f"line {self.line}, {self.column}: {self.why}"
        )


class ImportRefused(Exception):
    """Nothing was imported; ``faults`` says why, line by line and in the order of the file's ``columns``."""

    def __init__(self, faults: Collection[Fault], columns: Sequence[str] = ()) -> None:
        at = {"": -1} | {name: place for place, name in enumerate(columns)}
        self.faults = tuple(sorted(set(faults), key=lambda one: (one.line, at.get(one.column, len(at)), one)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Columns:
    """What the header may and must name."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    takes_fields: bool = False
    """Whether the keys of the report forms are columns too."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What officers call the columns: taken as well as their names."""

    @property
    def known(self) -> tuple[str, ...]:
        """Every column that may be there."""
        return (*self.required, *self.optional)


@dataclass(slots=True, eq=False)
class Line:
    """One row. Its getters note a fault and answer None where a cell cannot be read; all are reported at once."""

    number: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)
    is_by_hand: bool = False
    """Whether dates and words may also be as people write them: 15/8/2025, Tổ phó."""

    def refuse(self, column: str, why: str) -> None:
        """Note what is wrong with a cell of this row."""
        self.faults.append(Fault(self.number, column, why))

    def has(self, column: str) -> bool:
        """Whether the sheet has this column at all."""
        return column in self.cells

    def text(self, column: str, most: int = 200, required: bool = False) -> str | None:
        """The cell, None if empty."""
        cell = self.cells.get(column, "")
        if not cell:
            if required:
                self.refuse(column, "is empty")
            return None
        if len(cell) > most:
            self.refuse(column, f"has {len(cell)} characters, at most {most}")
        return cell

    def line_of_text(self, column: str, most: int = 200, required: bool = False) -> str | None:
        """The cell with its line breaks and double spaces made one space."""
        cell = self.text(column, most, required)
        return None if cell is None else " ".join(cell.split())

    def code(self, column: str, most: int = 32, required: bool = False) -> str | None:
        """A code or id: letters, digits, dot, hyphen, underscore."""
        cell = self.text(column, most, required)
        if cell is not None and not _CODE.fullmatch(cell):
            self.refuse(column, f"{cell!r} is no code: letters, digits, '.', '-' and '_' only")
            return None
        return cell

    def choice(self, column: str, choices: type[Choice], required: bool = True) -> Choice | None:
        """One of the values of an enumeration."""
        cell = self.text(column, required=required)
        if cell is None:
            return None
        value = value_called(cell, choices) if self.is_by_hand else cell
        if value not in {str(one) for one in choices}:
            self.refuse(column, f"{cell!r} is none of {' '.join(str(one) for one in choices)}")
            return None
        return choices(value)

    def day(self, column: str, required: bool = False) -> date | None:
        """A date, YYYY-MM-DD; by hand also as Vietnamese write it, 15/8/2025."""
        cell = self.text(column, required=required)
        read = _day_by_hand if self.is_by_hand else _day
        return (
            None if cell is None else self._read(column, cell, read, "no date of the calendar as YYYY-MM-DD")
        )

    def moment(self, column: str) -> datetime | None:
        """A moment: ISO 8601 with its offset."""
        cell = self.text(column, required=True)
        why = "no moment as ISO 8601 with an offset (2026-11-17T19:42:00+07:00)"
        return None if cell is None else self._read(column, cell, _moment, why)

    def whole(self, column: str, least: int, most: int) -> int | None:
        """A whole number within its range."""
        cell = self.text(column)
        if cell is None:
            return None
        number = int(cell) if re.fullmatch(r"-?\d{1,12}", cell, re.ASCII) else None
        if number is None:
            self.refuse(column, f"{cell!r} is no whole number")
        elif not least <= number <= most:
            self.refuse(column, f"{number} is not between {least} and {most}")
            return None
        return number

    def yes_or_no(self, column: str, required: bool = False) -> bool:
        """``1`` or ``0``; empty is ``0`` unless required."""
        cell = self.text(column, required=required)
        if cell not in (None, "0", "1"):
            self.refuse(column, f"{cell!r} is neither 0 nor 1")
        return cell == "1"

    def span(self, required: bool = False) -> tuple[date | None, date | None]:
        """``valid_from`` and ``valid_to``, the latter the first day no longer valid."""
        since, until = self.day("valid_from", required=required), self.day("valid_to")
        if since is not None and until is not None and until <= since:
            self.refuse("valid_to", f"{until} is not after valid_from {since}")
            return since, None
        return since, until

    def _read(self, column: str, cell: str, read: Callable[[str], Value], why: str) -> Value | None:
        try:
            return read(cell)
        except ValueError:
            self.refuse(column, f"{cell!r} is {why}")
            return None


def is_code(cell: str) -> bool:
    """Whether a cell may be a code or id at all."""
    return _CODE.fullmatch(cell) is not None


def _day_by_hand(cell: str) -> date:
    typed = _DATE_BY_HAND.fullmatch(cell)
    return _day(cell) if typed is None else date(int(typed[4]), int(typed[3]), int(typed[1]))


def _day(cell: str) -> date:
    if not _DATE.fullmatch(cell):
        raise ValueError(cell)
    return date.fromisoformat(cell)


def _moment(cell: str) -> datetime:
    moment = datetime.fromisoformat(cell)
    if moment.utcoffset() is None or not 2000 <= moment.year < 2200:
        raise ValueError(cell)
    return moment


@dataclass(slots=True)
class Sheet:
    """A CSV file read: its columns and rows, and every fault found so far."""

    columns: tuple[str, ...]
    lines: list[Line]
    faults: list[Fault] = field(default_factory=list)
    beyond: frozenset[int] = frozenset()
    """Lines that go further than their importer may: he is not told how they agree with what is stored."""

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def refuse(self, line: int, column: str, why: str) -> None:
        """Note what is wrong with a cell."""
        if line not in self.beyond:
            self.faults.append(Fault(line, column, why))

    def check(self) -> None:
        """Raise ImportRefused if anything is wrong."""
        if self.faults:
            raise ImportRefused(self.faults, self.columns)


def read_sheet(data: bytes, columns: Columns, *, is_by_hand: bool = False) -> Sheet:
    """The rows of a UTF-8 CSV, with or without BOM; ``is_by_hand``: names, dates, words as people write them too.

    Raises ImportRefused for what no row can be read from.
    """
    reader = csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)
    header, numbered = None, []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = (line, _header(cells, columns.labels if is_by_hand else {}))
            else:
                numbered.append((line, cells))
    except csv.Error as error:
        raise ImportRefused([Fault(before + 1, "", f"not CSV: {error}")]) from error
    if header is None:
        raise ImportRefused(
            [Fault(1, "", f"the file is empty; it needs a header: {','.join(columns.required)}")]
        )
    _check_header(*header, columns)
    if is_by_hand and not numbered:
        raise ImportRefused([Fault(header[0] + 1, "", "no rows below the header")])
    return _sheet(header[1], numbered, is_by_hand)


def _header(cells: list[str], labels: Mapping[str, str]) -> list[str]:
    """The columns; a star at one that has to be filled in is the form's, not part of its name."""
    return [column_called(_MUST.sub("", _tidy(cell)) if labels else _tidy(cell), labels) for cell in cells]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ImportRefused([Fault(line, "", "not UTF-8; save the file as CSV UTF-8")]) from error


def _check_header(line: int, names: list[str], columns: Columns) -> None:
    faults = [Fault(line, name, "unknown column") for name in names if name not in columns.known]
    faults += [Fault(line, name, "required column missing") for name in columns.required if name not in names]
    faults += [Fault(line, name, "column named twice") for name in set(names) if names.count(name) > 1]
    if len(names) == 1 and re.search(r"[;\t]", names[0]):
        faults = [Fault(line, "", "the columns are separated by ';' or tabs; use commas")]
    if faults:
        raise ImportRefused(faults, names)


def _sheet(names: list[str], numbered: list[tuple[int, list[str]]], is_by_hand: bool) -> Sheet:
    sheet = Sheet(tuple(names), [])
    for number, cells in numbered:
        if len(cells) != len(names):
            sheet.refuse(number, "", f"has {len(cells)} cells, the header {len(names)}")
            continue
        line = Line(number, dict(zip(names, map(_tidy, cells), strict=True)), sheet.faults, is_by_hand)
        for name, cell in line.cells.items():
            if _CONTROL.search(cell):
                line.refuse(name, "contains a control character")
        sheet.lines.append(line)
    return sheet


def _tidy(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip()


def refuse_repeated(sheet: Sheet, keyed: Mapping[int, tuple[object, ...]], column: str, names: str) -> None:
    """Refuse rows whose key an earlier row of the file has; ``keyed`` is line number → key."""
    first: dict[tuple[object, ...], int] = {}
    for number, key in keyed.items():
        if key in first:
            sheet.refuse(number, column, f"the same {names} as line {first[key]}")
        first.setdefault(key, number)
