"""What a change of holidays or deadlines moves, in words: which due date goes where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from domain.deadlines import Rules, Tier
from domain.moves import Move, moves
from domain.periods import Period
from domain.units import UnitKind
from vietnamese.writing import day
from web.visit import Visit

OWERS = {Tier.TEAM: "của các Tổ", Tier.COMMUNE: "của xã", Tier.DISTRICT: "của huyện"}
NOTHING_MOVES = "Không hạn nộp nào thay đổi."


def chains_of(visit: Visit) -> list[bool]:
    """Which chains there are today: communes without a district above them, with one, or both."""
    communes = [one.code for one in visit.tree if one.kind is UnitKind.XA]
    return sorted({visit.tree.district_of(code) is not None for code in communes}) or [False]


def moved_by(visit: Visit, after: Rules, periods: Sequence[Period]) -> list[Move]:
    """The due dates that such rules would move."""
    return moves(visit.directory.rules, after, periods, chains_of(visit), visit.site.window)


def moves_words(found: Collection[Move]) -> list[str]:
    """ "Hạn kỳ tháng 11/2026 của các Tổ dời từ thứ Tư, 18/11/2026 sang thứ Ba, 17/11/2026.", a line each."""
    told: dict[tuple[Period, Tier, date, date], set[bool]] = {}
    for one in found:
        told.setdefault((one.period, one.tier, one.before, one.after), set()).add(one.has_district)
    both = {one.has_district for one in found} == {True, False}
    return [
        f"Hạn kỳ {period.label()}/{period.year} {OWERS[tier]}{_where(chains) if both else ''} dời từ "
        f"{day(before, year=True)} sang {day(after, year=True)}."
        for (period, tier, before, after), chains in told.items()
    ] or [NOTHING_MOVES]


def _where(chains: set[bool]) -> str:
    if len(chains) > 1:
        return ""
    return " (nơi có cấp huyện)" if True in chains else " (nơi không có cấp huyện)"


def past_words(one: Move) -> str:
    """Why what is over stays as it is."""
    return (
        f"Hạn kỳ {one.period.label()}/{one.period.year} {OWERS[one.tier]} ({day(one.before, year=True)}) đã qua hoặc "
        f"sẽ thành đã qua, nên không đổi được nữa: Tổ nào đúng hạn thì vẫn là đúng hạn."
    )
