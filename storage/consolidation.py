"""The consolidated report of a unit's subtree: who was expected, who reported, sums beside how many teams gave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.consolidations import Consolidation
from domain.periods import Period
from storage import directory, figures
from storage.completeness import Roll, rolls
from storage.database import Rows
from storage.directory import Directory
from storage.figures import Given
from storage.listing.scene import NoSuchUnit

LOOKS = 3

__all__ = ["Consolidation", "consolidate", "consolidate_all"]


async def consolidate(
    rows: Rows, unit_code: str, period: Period, window: str, known: Directory | None = None
) -> Consolidation:
    """Consolidate a subtree: a few queries, whatever its size. Raises NoSuchUnit."""
    found = await consolidate_all(rows, unit_code, [period], window, known)
    if period not in found:
        raise NoSuchUnit(f"no unit {unit_code} at the end of the window of {period}")
    return found[period]


async def consolidate_all(
    rows: Rows, unit_code: str, periods: Iterable[Period], window: str, known: Directory | None = None
) -> dict[Period, Consolidation]:
    """The same for many periods at once; those at whose end there was no such unit are left out.

    Who is expected and in time: see `completeness.rolls`. A nil report gives 0 to every figure.
    """
    listed = known or await directory.load(rows)
    found, given = await _agreeing(rows, unit_code, list(periods), window, listed)
    return {
        one: _consolidation(listed, unit_code, roll, given.get(one, ()), window)
        for one, roll in found.items()
    }


async def _agreeing(
    rows: Rows, unit_code: str, periods: Sequence[Period], window: str, listed: Directory, looks: int = LOOKS
) -> tuple[dict[Period, Roll], dict[Period, list[Given]]]:
    """Who was received and what they gave: looked up again if a report came in between the two looks."""
    found = await rolls(rows, unit_code, periods, window, listed)
    given = await figures.summed(rows, listed, found.values())
    many = {one: sum(each.teams for each in given.get(one, ())) for one in found}
    agree = all(many[one] == roll.attendance.number_received for one, roll in found.items())
    if agree or looks <= 1:
        return found, given
    return await _agreeing(rows, unit_code, periods, window, listed, looks - 1)


def _consolidation(
    known: Directory, unit_code: str, roll: Roll, given: Sequence[Given], window: str
) -> Consolidation:
    whole = roll.attendance.whole
    keys = [one.key for one in known.form(roll.period.window(window)[1]).counts]
    sums, gave = figures.added(known, keys, given)
    return Consolidation(
        unit_code=unit_code,
        period=roll.period,
        expected=whole.expected,
        received=whole.received,
        on_time=whole.on_time,
        nil=whole.nil,
        missing=whole.missing,
        sums=sums,
        of={key: (count, whole.expected) for key, count in gave.items()},
        proposed=tuple(sorted(roll.proposed)),
        late=tuple(sorted(roll.attendance.late)),
    )
