"""Where a unit comes from: the units it was made of, its months over a merger, and their reports of that time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.authority import Action
from domain.periods import Period
from domain.successions import Succession, SuccessionKind, forebears
from domain.units import Unit, full_label, label, split_name
from storage import reports, series
from storage.reports import Kept
from vietnamese.writing import day, join_vi, sentence
from web.about import by_unit
from web.crumbs import Crumb, up_from
from web.grid import MONTHS, Cell, cell_of
from web.page import Context, NotFound, Page
from web.visit import Visit

former = Page(
    "former",
    "/don-vi/{unit}/truoc-day",
    "Báo cáo của các đơn vị cũ",
    sees=(Action.SEE_REPORTS,),
    about=by_unit,
)
OFFERED = 12
_MADE = {
    SuccessionKind.MERGE: "gộp từ",
    SuccessionKind.SPLIT: "tách ra từ",
    SuccessionKind.RENAME: "đổi tên từ",
    SuccessionKind.PARTIAL: "nhận một phần của",
}
PARTIAL = "Một phần của đơn vị cũ đã về nơi khác, nên số gộp lớn hơn phần của đơn vị này."


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the page of a unit says of it: sentences, the months where some were of others, what to know of them."""

    came: tuple[str, ...]
    months: tuple[tuple[Period, Cell, str], ...] = ()
    said: str = ""


async def lineage(visit: Visit, unit: Unit) -> Lineage | None:
    """None for a unit that has come out of no other."""
    known = await series.every_succession(visit.rows)
    mine = [one for one in known if one.new == unit.code and one.date <= visit.today]
    if not mine:
        return None
    came = tuple(_told(visit, mine, on) for on in sorted({one.date for one in mine}, reverse=True))
    periods = [visit.period.shifted(-back) for back in range(MONTHS)]
    ends = [one.window(visit.site.window)[1] for one in periods]
    if all(forebears(unit.code, visit.today, end, known).is_itself(unit.code) for end in ends):
        return Lineage(came)
    found = await series.months(
        visit.rows, unit.code, periods, visit.site.window, visit.today, visit.directory
    )
    due = Period.current(visit.at, visit.site.window)
    lines = tuple(
        (
            one.period,
            cell_of(None if one.found is None else one.found.completeness, one.period >= due),
            f"gộp từ {join_vi([_inside(unit, name) for name in one.names])}" if one.names else "",
        )
        for one in found
    )
    newest = max(one.date for one in mine)
    said = f"Các kỳ khép lại trước {day(newest, year=True)} là số cộng của các đơn vị cũ, ghi «gộp từ …»."
    return Lineage(came, lines, f"{said} {PARTIAL}" if any(one.is_partial for one in found) else said)


def _inside(unit: Unit, name: str) -> str:
    """ "xã Cẩm Vịnh" in a sentence: what a unit came out of is of its kind."""
    return " ".join(split_name(unit.kind, name))


def _told(visit: Visit, mine: Sequence[Succession], on: date) -> str:
    """ "Từ thứ Ba, 1/7/2025: gộp từ xã Cẩm Bình và xã Cẩm Vịnh."."""
    then = visit.directory.tree(on - timedelta(days=1))
    parts = []
    for kind, words in _MADE.items():
        olds = [one.old for one in mine if one.date == on and one.kind is kind]
        names = [label(old) if (old := then.get(code)) is not None else code for code in olds]
        parts += [f"{words} {join_vi(names)}"] if names else []
    return f"Từ {day(on, year=True)}: {'; '.join(parts)}."


# --- what the old units reported ----------------------------------------------------------------------------------


@former.shows
async def show(visit: Visit, unit: str) -> Context:
    """The reports of one period from before, by the teams of the units that this one came out of."""
    standing = visit.tree.get(unit)
    if standing is None:
        raise NotFound
    known = await series.every_succession(visit.rows)
    dates = [one.date for one in known if one.new == unit and one.date <= visit.today]
    offered = _before(visit, max(dates)) if dates else []
    chosen = visit.chosen if visit.chosen in offered else (offered[0] if offered else None)
    lines: list[tuple[str, Kept]] = []
    if chosen is not None:
        lines = await _reports(visit, unit, chosen, known)
    return {
        "title": f"Báo cáo của các đơn vị cũ của {label(standing)}",
        "unit": unit,
        "offered": offered,
        "chosen": chosen,
        "lines": lines,
        "crumbs": up_from(visit, unit, Crumb("Đơn vị cũ")),
    }


def _before(visit: Visit, day: date) -> list[Period]:
    """The periods that closed last before a day, the newest first."""
    month = Period(day.year, day.month)
    listed = [month.shifted(-back) for back in range(OFFERED + 2)]
    return [one for one in listed if one.window(visit.site.window)[1] < day][:OFFERED]


async def _reports(
    visit: Visit, unit: str, period: Period, known: Sequence[Succession]
) -> list[tuple[str, Kept]]:
    """Of the teams that came here: those that stayed with an old unit, or went elsewhere, report there."""
    end = period.window(visit.site.window)[1]
    then, here = visit.directory.tree(end), {one.code for one in visit.tree.subtree(unit)}
    codes = forebears(unit, visit.today, end, known).codes
    units = [one for code in codes for one in then.subtree(code)]
    units = [
        one
        for one in units
        if not here.isdisjoint(series.answering(known, visit.directory, one.code, end, visit.today))
    ]
    sent = await reports.of_teams(visit.rows, [one.code for one in units], period)
    found = [(one, sent[one.code]) for one in units if one.code in sent]
    return [
        (sentence(full_label(one, then)), kept)
        for one, kept in found
        if kept.report.first_submitted_at is not None
    ]
