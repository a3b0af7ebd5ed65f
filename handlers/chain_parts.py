"""The parts that a level above gathers: which units below have sent their consolidation, which not yet."""

from __future__ import annotations

from dataclasses import dataclass

from domain.consolidations import Passage, Stage, above
from domain.periods import Period
from domain.units import Unit, UnitKind, UnitTree, label
from handlers.chain_words import MOST_NAMED
from handlers.turn import Turn
from storage import chain, teams
from storage.listing.scene import NoSuchUnit
from vietnamese.writing import join_vi, number

GATHERS = (UnitKind.HUYEN, UnitKind.TINH)
SENDERS = (UnitKind.HUYEN, UnitKind.XA)
"""Who sends a consolidation up to somebody who gathers them."""
"""The kinds of unit that gather the consolidations of others."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The units whose consolidation goes to one unit, by how far each has come."""

    received: tuple[Unit, ...]
    sent: tuple[Unit, ...]
    missing: tuple[Unit, ...]

    @property
    def expected(self) -> int:
        """How many there are."""
        return len(self.received) + len(self.sent) + len(self.missing)


def tree_of(turn: Turn, period: Period) -> UnitTree:
    """The units at the end of the period's window, to whom its reports belong."""
    return turn.directory.tree(period.window(turn.house.window)[1])


def unit_of(turn: Turn, unit_code: str, period: Period) -> Unit:
    """The unit as it stood then."""
    unit = tree_of(turn, period).get(unit_code)
    if unit is None:
        raise NoSuchUnit(f"no unit {unit_code} at the end of the window of {period}")
    return unit


def receiver(turn: Turn, unit_code: str, period: Period) -> Unit | None:
    """To whom it goes: by the tree of the last tier's due date, as far as the units still are."""
    due = turn.directory.rules.last_due(period, turn.house.window)
    then = turn.directory.tree(due)
    return above(unit_code, then if unit_code in then else tree_of(turn, period), turn.tree)


async def parts_of(turn: Turn, unit: Unit, period: Period) -> Parts | None:
    """The parts of a district's or the province's consolidation; None for a unit that gathers none."""
    if unit.kind not in GATHERS:
        return None
    tree = tree_of(turn, period)
    below = [one for one in tree.subtree(unit.code) if one.kind in SENDERS]
    units = [one for one in below if one.code != unit.code and _goes_to(turn, one, period) == unit.code]
    codes = [one.code for held in units for one in tree.subtree(held.code)]
    with_team = {team.unit_code for team in await teams.of_units(turn.rows, codes, tree)}
    units = [held for held in units if any(one.code in with_team for one in tree.subtree(held.code))]
    passed = await chain.passages(turn.rows, [one.code for one in units], period)
    by_stage: dict[Stage, list[Unit]] = {}
    for one in units:
        by_stage.setdefault(_stage(passed.get(one.code, [])), []).append(one)
    received, sent = (tuple(by_stage.get(one, ())) for one in (Stage.RECEIVED, Stage.FORWARDED))
    return Parts(received, sent, tuple(one for one in units if one not in (*received, *sent)))


def _goes_to(turn: Turn, unit: Unit, period: Period) -> str | None:
    to = receiver(turn, unit.code, period)
    return None if to is None else to.code


def _stage(passed: list[Passage]) -> Stage:
    """How far the first part of it has come; an addendum that is under way takes nothing back."""
    stages = [one.stage for one in passed if one.stage is not Stage.RETURNED]
    return next((one for one in (Stage.RECEIVED, Stage.FORWARDED) if one in stages), Stage.OPEN)


def sent_words(parts: Parts) -> str:
    """ "Tổng hợp: 2/3 nơi đã gửi lên, 1 nơi đã xác nhận nhận; chưa gửi: xã Cẩm Bình." """
    told = len(parts.received) + len(parts.sent)
    text = f"Đã gửi tổng hợp lên: {number(told)}/{number(parts.expected)} nơi"
    if parts.sent:
        text += f" (chờ xác nhận {number(len(parts.sent))})"
    return f"{text}; chưa gửi: {_names(parts.missing)}." if parts.missing else f"{text}."


def _names(units: tuple[Unit, ...]) -> str:
    named = [label(one) for one in units]
    if len(named) <= MOST_NAMED:
        return join_vi(named)
    return f"{', '.join(named[:MOST_NAMED])} và {number(len(named) - MOST_NAMED)} nơi khác"
