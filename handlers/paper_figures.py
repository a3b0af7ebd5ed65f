"""Which figures a report paper shows: those that were sent up or approved, else those of the moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from documents.report import Line, Told
from documents.report_standing import Standing
from domain.consolidations import SENT, Act, Consolidation, Course, Passage, Stage, difference
from domain.periods import Period
from domain.units import Unit, UnitKind, UnitTree
from storage import chain, chain_texts, figures, reports, sent_reports
from storage.reports import Kept

if TYPE_CHECKING:
    from handlers.papers import Desk


@dataclass(frozen=True, slots=True)
class Shown:
    """What a report is written from: figures, the reports behind them, texts, one line a unit, how they stand."""

    found: Consolidation
    kept: Mapping[str, Kept]
    texts: tuple[Told, ...]
    lines: tuple[Line, ...]
    standing: Standing


async def shown(desk: Desk, unit: Unit, tree: UnitTree, period: Period) -> Shown:
    """The figures as they were sent, or else approved: nothing that came later changes them. Raises NoSuchUnit."""
    course = await chain.course(desk.rows, unit.code, period, desk.window, desk.directory)
    part = _agreed(course)
    found = course.now if part is None or part.figures is None else part.figures
    kept = await _reports(desk, tree, found, part)
    return Shown(
        found=found,
        kept=kept,
        texts=tuple(await _texts(desk, tree, found, kept, part)),
        lines=tuple(_lines(desk, unit, tree, found, kept)),
        standing=_standing(desk, course, part, exact=_adds_up(desk, found, kept)),
    )


def _agreed(course: Course) -> Passage | None:
    """The part that the level above uses; while nothing was sent, the one that is approved."""
    if course.sent is not None:
        return course.sent
    return course.current if course.current.stage is Stage.APPROVED else None


def _standing(desk: Desk, course: Course, part: Passage | None, *, exact: bool) -> Standing:
    if part is None or part.figures is None:
        return Standing(desk.at)
    approved, sent = part.last(Act.APPROVE), part.last(Act.FORWARD)
    return Standing(
        as_of=desk.at,
        approved_at=None if approved is None else approved.at,
        sent_at=None if sent is None else sent.at,
        addendum=part.adds,
        change=difference(part.figures, course.now),
        exact=exact,
    )


# --- the reports behind the figures -------------------------------------------------------------------------------


async def _reports(desk: Desk, tree: UnitTree, found: Consolidation, part: Passage | None) -> dict[str, Kept]:
    """By unit the reports that the figures are made of."""
    below = [one.code for one in tree.subtree(found.unit_code) if one.kind in (UnitKind.XA, UnitKind.THON)]
    if part is not None and part.stage in SENT:
        return await sent_reports.consumed(desk.rows, part)
    codes = set(below) - {*found.missing, *found.proposed}
    approved = None if part is None else part.last(Act.APPROVE)
    if approved is not None:
        kept = await sent_reports.standing_at(desk.rows, codes, found.period, approved.at)
    else:
        kept = await reports.of_teams(desk.rows, codes, found.period)
    return {code: one for code, one in kept.items() if approved is not None or one.report.counts}


async def _texts(
    desk: Desk, tree: UnitTree, found: Consolidation, kept: Mapping[str, Kept], part: Passage | None
) -> list[Told]:
    """As they were sent; else as they stand, edited ones as edited.

    Above the communes a draft has what the units below have sent up, and of those that have not, the teams' own words.
    """
    code, period = found.unit_code, found.period
    if part is not None and part.stage in SENT:
        sent = await chain_texts.sent_texts(desk.rows, [code], period)
        return _told(sent.get(code, ()))
    told = _told(await chain_texts.texts_of(desk.rows, code, period, desk.window, desk.directory))
    unit = tree.get(code)
    if unit is None or unit.kind is UnitKind.XA:
        return told
    below = [one.code for one in tree.children(code)]
    passed = await chain.sent_above(desk.rows, below, period)
    waiting = {one.code for child in below if child not in passed for one in tree.subtree(child)}
    return told + [one for village, each in kept.items() if village in waiting for one in _own(each)]


def _told(texts: Iterable[chain_texts.UnitText]) -> list[Told]:
    return [Told(one.field, one.about, one.text) for one in texts]


def _own(one: Kept) -> list[Told]:
    texts = {key: value for key, value in one.report.values.items() if isinstance(value, str)}
    return [Told(key, one.report.unit_code, text) for key, text in texts.items()]


# --- lines --------------------------------------------------------------------------------------------------------


def _lines(
    desk: Desk, unit: Unit, tree: UnitTree, found: Consolidation, kept: Mapping[str, Kept]
) -> list[Line]:
    """One line a team in a commune, one a commune above it."""
    expected = {*found.missing, *kept}
    if unit.kind is UnitKind.XA:
        teams = [one for one in tree.subtree(unit.code) if one.code in expected]
        return [_line(desk, found, one, {one.code}, kept) for one in teams]
    communes = [one for one in tree.subtree(unit.code) if one.kind is UnitKind.XA]
    below = {one.code: {each.code for each in tree.subtree(one.code)} & expected for one in communes}
    return [_line(desk, found, one, below[one.code], kept) for one in communes]


def _line(desk: Desk, found: Consolidation, unit: Unit, codes: set[str], kept: Mapping[str, Kept]) -> Line:
    given = [kept[code] for code in sorted(codes & kept.keys())]
    sums, gave = _added(desk, found.period, given)
    return Line(unit, len(codes), len(given), sums, gave)


def _adds_up(desk: Desk, found: Consolidation, kept: Mapping[str, Kept]) -> bool:
    """Whether the reports together are the figures above them."""
    sums, _ = _added(desk, found.period, kept.values())
    return all(sums.get(key, 0) == value for key, value in found.sums.items())


def _added(desk: Desk, period: Period, given: Iterable[Kept]) -> tuple[dict[str, int], dict[str, int]]:
    told = [one.report for one in given]
    each = [figures.given_by(one.form_version, one.nil, one.values) for one in told]
    keys = [one.key for one in desk.directory.form(period.window(desk.window)[1]).counts]
    return figures.added(desk.directory, keys, each)
