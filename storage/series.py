"""A unit's months beside each other, also over a merger: before it stand the units that it came out of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from domain.consolidations import Consolidation
from domain.periods import Period
from domain.successions import Forebears, Succession, SuccessionKind, forebears, heirs
from storage import directory
from storage.consolidation import consolidate_all
from storage.database import Rows
from storage.directory import Directory
from storage.tables import successions


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a unit. ``names``: the units it came out of, where it was not itself yet ("gộp từ …")."""

    period: Period
    found: Consolidation | None
    names: tuple[str, ...] = ()
    is_partial: bool = False


async def months(
    rows: Rows,
    unit_code: str,
    periods: Sequence[Period],
    window: str,
    today: date,
    known: Directory | None = None,
) -> list[Month]:
    """The months of the unit that has this code today; of a month before it was formed the sum of what it was then.

    ``found`` is None for a month in which neither it nor anything it came out of stood.
    """
    listed = known or await directory.load(rows)
    came = await every_succession(rows)
    ends = {one: one.window(window)[1] for one in periods}
    was = {one: forebears(unit_code, today, end, came) for one, end in ends.items()}
    by_code: dict[str, dict[Period, Consolidation]] = {}
    for code in sorted({code for one in was.values() for code in one.codes}):
        mine = [one for one in periods if code in was[one].codes]
        by_code[code] = await consolidate_all(rows, code, mine, window, listed)
    return [_month(listed, unit_code, one, ends[one], was[one], by_code) for one in periods]


def _month(
    known: Directory,
    unit_code: str,
    period: Period,
    end: date,
    was: Forebears,
    by_code: dict[str, dict[Period, Consolidation]],
) -> Month:
    parts = [found for code in was.codes if (found := by_code[code].get(period)) is not None]
    if not parts:
        return Month(period, None)
    if was.is_itself(unit_code):
        return Month(period, parts[0])
    tree = known.tree(end)
    names = tuple(unit.name for code in was.codes if (unit := tree.get(code)) is not None)
    return Month(period, _together(unit_code, period, parts), names, was.is_partial)


def _together(unit_code: str, period: Period, parts: Sequence[Consolidation]) -> Consolidation:
    whole = [one.completeness for one in parts]
    total = sum(whole[1:], whole[0])
    sums: Counter[str] = Counter()
    gave: Counter[str] = Counter()
    for one in parts:
        sums.update(one.sums)
        gave.update({key: pair[0] for key, pair in one.of.items()})
    return Consolidation(
        unit_code,
        period,
        total.expected,
        total.received,
        total.on_time,
        total.nil,
        total.missing,
        dict(sums),
        {key: (many, total.expected) for key, many in gave.items()},
        tuple(code for one in parts for code in one.proposed),
        tuple(code for one in parts for code in one.late),
    )


async def answerable(rows: Rows, known: Directory, unit_code: str, on: date, today: date) -> tuple[str, ...]:
    """The units of today that answer for what a unit of that day reported."""
    return answering(await every_succession(rows), known, unit_code, on, today)


def answering(
    came: Sequence[Succession], known: Directory, unit_code: str, on: date, today: date
) -> tuple[str, ...]:
    """The same by these successions.

    Itself, what it went into, or else what the unit above it went into: villages move whole with their commune. What
    lives on answers alone: who took over a part of it has no business with what it reported before.
    """
    then, now = known.tree(on), known.tree(today)
    line = [unit_code, *(one.code for one in then.ancestors(unit_code))]
    for code in line:
        found = tuple(one for one in heirs(code, on, today, came) if one in now)
        if found:
            return (code,) if code in found else found
    return ()


async def every_succession(rows: Rows) -> list[Succession]:
    """Which unit came out of which, as imported."""
    return [
        Succession(row.old_code, row.new_code, row.date, SuccessionKind(row.kind))
        for row in await rows.all(select(successions).order_by(successions.c.date, successions.c.id))
    ]
