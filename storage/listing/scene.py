"""What a listing is asked for, and the directory it is asked of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.calendar import in_vietnam
from domain.periods import Period, WindowMode
from domain.teams import TeamKind
from domain.units import Unit, UnitTree
from storage.directory import Directory

Listed = dict[str, Any]


class NoSuchUnit(Exception):
    """No unit has ever had this code."""


@dataclass(frozen=True, slots=True)
class View:
    """What is asked for: a subtree, a period, and the day that counts as today."""

    today: date
    unit: str | None = None
    period: Period | None = None
    window: WindowMode = WindowMode.MID_MONTH
    texts: bool = False

    @property
    def day(self) -> date:
        """The day whose tree and rosters are shown: the end of the period's window, else today."""
        return self.today if self.period is None else self.period.window(self.window)[1]

    def is_within(self, at: datetime) -> bool:
        """Whether a moment lies in the period's window; always without a period."""
        if self.period is None:
            return True
        first, last = self.period.window(self.window)
        return first <= in_vietnam(at).date() <= last


@dataclass(frozen=True, slots=True)
class Scene:
    """The view with what every listing needs of the directory."""

    view: View
    known: Directory
    tree: UnitTree
    codes: frozenset[str] | None

    def shows(self, code: str | None) -> bool:
        """Whether a thing of this unit is within the subtree."""
        return self.codes is None or code in self.codes

    def unit(self, code: str) -> Unit | None:
        """The unit on the day, else as it was last."""
        lives = [unit for unit in self.known.units if unit.code == code] if code not in self.tree else []
        return self.tree.get(code) or (lives[-1] if lives else None)

    def team_kind(self, code: str) -> TeamKind | None:
        """The kind of the unit's team."""
        unit = self.unit(code)
        return None if unit is None else TeamKind.of(unit.kind)


def subtree(known: Directory, tree: UnitTree, code: str) -> list[str]:
    """The codes below a unit on the day; of one that is gone, on its last day; of one to come, its first."""
    if code not in tree:
        lives = [unit for unit in known.units if unit.code == code]
        if not lives:
            raise NoSuchUnit(f"no unit {code}")
        last = lives[-1]
        is_over = last.valid_to is not None and last.valid_to <= tree.on
        tree = known.tree(last.valid_to - timedelta(days=1) if last.valid_to and is_over else last.valid_from)
    return [unit.code for unit in tree.subtree(code)]


def columns(row: Any, names: Iterable[str]) -> Listed:
    """These columns of a row."""
    return {name: getattr(row, name) for name in names}
