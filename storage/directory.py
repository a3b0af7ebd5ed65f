"""The directory: units, aliases, holidays and report forms, read once and kept until an import changes them."""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import structlog
from sqlalchemy import Text, select, type_coerce

from domain.calendar import Holiday, WorkCalendar, default_holidays
from domain.deadlines import Offsets, Rules
from domain.errors import Malformed
from domain.forms import ReportTemplate, default_template, load_template
from domain.units import Unit, UnitKind, UnitTree
from storage.database import Rows
from storage.tables import deadlines, holidays, report_forms, stamps, unit_aliases, units

STAMP = "directory"
_log = structlog.get_logger("directory")
# As text: one that is no JSON at all must not stop the reading either.
_FORMS = select(
    report_forms.c.version,
    report_forms.c.valid_from,
    type_coerce(report_forms.c.definition, Text).label("text"),
).order_by(report_forms.c.valid_from)
# A country has a hundred thousand units: read by place, and their kind is looked up.
_UNITS = select(
    units.c.code, units.c.kind, units.c.name, units.c.parent_code, units.c.valid_from, units.c.valid_to
).order_by(units.c.code, units.c.valid_from)
_KINDS = {str(one): one for one in UnitKind}
_STAMP = select(stamps.c.value).where(stamps.c.name == STAMP)


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a unit (old, spoken, abbreviated) with its days."""

    unit_code: str
    alias: str
    valid_from: date | None
    valid_to: date | None


@dataclass(slots=True)
class Directory:
    """What an import gives and a turn only reads. ``stamp`` changes with every import of these tables."""

    stamp: int
    units: list[Unit]
    aliases: list[Alias]
    calendar: WorkCalendar
    forms: list[tuple[date, ReportTemplate]]
    deadlines: tuple[Offsets, ...] = ()
    _trees: dict[date, UnitTree] = field(default_factory=dict)
    _epochs: dict[int, UnitTree] = field(default_factory=dict)
    _turns: list[date] | None = None

    def tree(self, on: date) -> UnitTree:
        """The units valid on a day."""
        tree = self._trees.get(on)
        if tree is None:
            if len(self._trees) > 400:
                self._trees.clear()
            tree = self._trees[on] = self._tree(on)
        return tree

    def epoch(self, on: date) -> int:
        """Which stretch of days this is in which no unit begins or ends."""
        if self._turns is None:
            ends = {unit.valid_to for unit in self.units if unit.valid_to is not None}
            self._turns = sorted(ends | {unit.valid_from for unit in self.units})
        return bisect_right(self._turns, on)

    def _tree(self, on: date) -> UnitTree:
        """A province has its units sorted once for each stretch, not once a day."""
        epoch = self.epoch(on)
        known = self._epochs.get(epoch)
        if known is not None:
            return known.moved(on)
        tree = self._epochs[epoch] = UnitTree(self.units, on)
        return tree

    @property
    def rules(self) -> Rules:
        """What due dates come of."""
        return Rules(self.calendar, self.deadlines)

    def form(self, on: date) -> ReportTemplate:
        """The report form in force on a day: the newest that has begun, else the built-in one."""
        begun = [template for since, template in self.forms if since <= on]
        return begun[-1] if begun else default_template()

    def form_began(self, version: str) -> date | None:
        """From which day a stored version holds; None for the built-in one, which holds from the beginning."""
        return next((since for since, template in self.forms if template.version == version), None)

    def form_version(self, version: str) -> ReportTemplate:
        """The form a report was filled in with; the built-in one if that version is gone."""
        known = {template.version: template for _, template in self.forms}
        return known.get(version, default_template())

    def aliases_of(self, code: str) -> list[str]:
        """Other names by which people call the unit, old ones too."""
        return [alias.alias for alias in self.aliases if alias.unit_code == code]


async def load(rows: Rows, known: Directory | None = None) -> Directory:
    """The directory as it stands; ``known`` itself when nothing changed since it was read."""
    stamp = await rows.scalar(_STAMP) or 0
    if known is not None and known.stamp == stamp:
        return known
    with _nothing_collected():
        return await _read(rows, stamp)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A country's units are some hundred thousand objects that all stay: looking through them for garbage again and
    again while they are read takes longer than the reading.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


async def _read(rows: Rows, stamp: int) -> Directory:
    return Directory(
        stamp=stamp,
        units=[_unit(row) for row in await rows.all(_UNITS)],
        aliases=[_alias(row) for row in await rows.all(select(unit_aliases).order_by(unit_aliases.c.id))],
        calendar=await _calendar(rows),
        forms=_forms(await rows.all(_FORMS)),
        deadlines=await _deadlines(rows),
    )


def _unit(row: Any) -> Unit:
    code, kind, name, parent_code, since, until = row
    return Unit(code, _KINDS[kind], name, parent_code, since, until)


def _alias(row: Any) -> Alias:
    return Alias(row.unit_code, row.alias, row.valid_from, row.valid_to)


def _forms(found: Iterable[Any]) -> list[tuple[date, ReportTemplate]]:
    """The forms by their first day; one that is none is left out, so that the newest good one before it stays."""
    forms = []
    for row in found:
        try:
            forms.append((row.valid_from, load_template(row.text)))
        except Malformed as error:
            _log.error("report_form_malformed", version=row.version, fault=str(error))
    return forms


async def _deadlines(rows: Rows) -> tuple[Offsets, ...]:
    """The settings of the due dates, by the day from which they hold."""
    found = await rows.all(select(deadlines).order_by(deadlines.c.valid_from))
    return tuple(
        Offsets(
            row.last_day, row.commune_before_last, row.team_before_last, row.team_after_close, row.valid_from
        )
        for row in found
    )


async def _calendar(rows: Rows) -> WorkCalendar:
    """Imported days replace the built-in calendar for every year they speak of."""
    imported = [Holiday(row.date, row.name, row.working) for row in await rows.all(select(holidays))]
    years = {day.date.year for day in imported}
    return WorkCalendar.of([*(day for day in default_holidays() if day.date.year not in years), *imported])
