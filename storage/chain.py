"""The chain upward: parts of consolidations with their steps, the exact figures sent, and the reports they consumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, insert, literal, select, update

from domain.consolidations import SENT, Act, ActStep, Consolidation, Course, Passage, Stage, numbered
from domain.errors import WrongState
from domain.periods import Period
from domain.reports import ReportStatus
from storage.arrivals import COUNTS, among
from storage.completeness import rolls
from storage.consolidation import consolidate
from storage.database import Rows
from storage.directory import Directory
from storage.tables import (
    consolidation_sources,
    consolidation_steps,
    consolidations,
    report_revisions,
    reports,
)


async def course(
    rows: Rows,
    unit_code: str,
    period: Period,
    window: str,
    known: Directory | None = None,
    *,
    lock: bool = False,
) -> Course:
    """Everything about a unit's consolidation of a period. Raises NoSuchUnit.

    ``lock``: its parts and the reports of the period below it do not change until this transaction ends.
    """
    if lock:
        await _hold(rows, unit_code, period, window, known)
    parts = (await passages(rows, [unit_code], period, lock=lock)).get(unit_code, [])
    now = await consolidate(rows, unit_code, period, window, known)
    return Course(now, tuple(parts))


async def passages(
    rows: Rows, unit_codes: Iterable[str], period: Period, *, lock: bool = False
) -> dict[str, list[Passage]]:
    """The parts of these units' consolidations of a period, oldest first."""
    mine = consolidations.c.unit_code.in_(sorted(set(unit_codes))), consolidations.c.period == str(period)
    query = select(consolidations).where(*mine).order_by(consolidations.c.unit_code, consolidations.c.part)
    return await _passages(rows, await rows.all(query.with_for_update() if lock else query))


async def sent(rows: Rows, unit_codes: Iterable[str], period: Period) -> set[str]:
    """Those of the units of which the level above has a part that it has not sent back."""
    found = await passages(rows, unit_codes, period)
    return {code for code, parts in found.items() if any(one.stage in SENT for one in parts)}


async def unconfirmed(rows: Rows, unit_codes: Iterable[str]) -> list[Passage]:
    """The newest parts that these units have sent up whose receipt the level above has not confirmed yet.

    An addendum that is only approved has not gone up: it takes nothing from what was sent before it.
    """
    newest = (
        select(
            consolidations.c.unit_code, consolidations.c.period, func.max(consolidations.c.part).label("part")
        )
        .where(consolidations.c.unit_code.in_(sorted(set(unit_codes))))
        .where(consolidations.c.stage.in_([str(one) for one in (*sorted(SENT), Stage.RETURNED)]))
        .group_by(consolidations.c.unit_code, consolidations.c.period)
        .subquery("newest")
        .c
    )
    waits = consolidations.alias("waits")
    same = and_(
        waits.c.unit_code == newest.unit_code,
        waits.c.period == newest.period,
        waits.c.part == newest.part,
        waits.c.stage == str(Stage.FORWARDED),
        # What a part is called depends on those before it.
        consolidations.c.unit_code == waits.c.unit_code,
        consolidations.c.period == waits.c.period,
        consolidations.c.part <= waits.c.part,
    )
    order = (consolidations.c.period, consolidations.c.unit_code, consolidations.c.part)
    found = await _courses(rows, await rows.all(select(consolidations).where(same).order_by(*order)))
    return [parts[-1] for parts in found.values()]


async def _passages(rows: Rows, found: Sequence[Any]) -> dict[str, list[Passage]]:
    """The parts by unit, of one period."""
    return {unit_code: parts for (unit_code, _), parts in (await _courses(rows, found)).items()}


async def _courses(rows: Rows, found: Sequence[Any]) -> dict[tuple[str, str], list[Passage]]:
    """The parts by unit and period, oldest first."""
    steps = await _steps(rows, [row.id for row in found])
    parts: dict[tuple[str, str], list[Passage]] = {}
    for row in found:
        figures = None if row.figures is None else Consolidation.from_json(row.figures)
        passage = Passage(
            row.unit_code,
            Period.parse(row.period),
            row.part,
            Stage(row.stage),
            figures,
            tuple(steps.get(row.id, ())),
        )
        parts.setdefault((row.unit_code, row.period), []).append(passage)
    return {key: numbered(of_one) for key, of_one in parts.items()}


async def _steps(rows: Rows, ids: Sequence[int]) -> dict[int, list[ActStep]]:
    table = consolidation_steps
    query = select(table).where(table.c.consolidation_id.in_(ids)).order_by(table.c.position)
    found: dict[int, list[ActStep]] = {}
    for row in await rows.all(query) if ids else ():
        found.setdefault(row.consolidation_id, []).append(_step(rows, row))
    return found


def _step(rows: Rows, row: Any) -> ActStep:
    place = f"{row.consolidation_id}/{row.position}"
    reason = "" if row.reason is None else rows.vault.open("consolidation_steps.reason", place, row.reason)
    return ActStep(Act(row.act), row.by, row.at, row.office or "", reason, row.event_key)


# --- writing ------------------------------------------------------------------------------------------------------


async def keep(rows: Rows, before: Passage, after: Passage) -> int:
    """Write what became of a part: its newest step beside the older ones; its row's id.

    Raises WrongState when somebody else has taken a step meanwhile.
    """
    step = after.steps[-1]
    row = {
        "unit_code": after.unit_code,
        "period": str(after.period),
        "part": after.part,
        "stage": str(before.stage),
        "updated_at": step.at,
    }
    await rows.add_unless_there(consolidations, row)
    mine = and_(
        consolidations.c.unit_code == after.unit_code,
        consolidations.c.period == str(after.period),
        consolidations.c.part == after.part,
    )
    key: int = await rows.scalar(select(consolidations.c.id).where(mine))
    if not await rows.add_unless_there(
        consolidation_steps, _step_columns(rows, key, len(before.steps), step)
    ):
        raise WrongState("somebody else has taken this step", status=before.stage)
    figures = None if after.figures is None else after.figures.to_json()
    values = {"stage": str(after.stage), "figures": figures, "updated_at": step.at}
    await rows.run(update(consolidations).where(mine).values(values))
    return key


def _step_columns(rows: Rows, key: int, position: int, step: ActStep) -> dict[str, Any]:
    sealed = rows.vault.seal("consolidation_steps.reason", f"{key}/{position}", step.reason)
    return {
        "consolidation_id": key,
        "position": position,
        "act": str(step.act),
        "by": step.by,
        "office": step.office or None,
        "reason": sealed if step.reason else None,
        "at": step.at,
        "event_key": step.event_key,
    }


async def consume(rows: Rows, key: int, sent: Passage, window: str, known: Directory | None = None) -> None:
    """A part was sent: remember which revisions it consumed, and lock them; from now on they are amended."""
    roll = (await rolls(rows, sent.unit_code, [sent.period], window, known))[sent.period]
    mine = and_(COUNTS, reports.c.period == str(sent.period), among(roll.attendance.received, rows.is_sqlite))
    consumed = select(literal(key), reports.c.id, reports.c.revision).where(mine)
    names = ["consolidation_id", "report_id", "revision"]
    await rows.run(insert(consolidation_sources).from_select(names, consumed))
    still_open = and_(mine, reports.c.status == str(ReportStatus.SUBMITTED))
    await rows.run(update(reports).where(still_open).values(status=str(ReportStatus.LOCKED)))


async def release(rows: Rows, key: int) -> int:
    """A part was sent back: what it locked may be corrected again, unless another part that stands has used it too.

    How many reports. What the calendar has locked is locked again by the next sweep.
    """
    mine = select(consolidation_sources.c.report_id).where(consolidation_sources.c.consolidation_id == key)
    stands = consolidations.c.stage.in_([str(one) for one in SENT])
    used = (
        select(consolidation_sources.c.report_id)
        .join(consolidations, consolidations.c.id == consolidation_sources.c.consolidation_id)
        .where(stands, consolidation_sources.c.report_id.in_(mine))
    )
    locked = and_(
        reports.c.id.in_(mine), reports.c.status == str(ReportStatus.LOCKED), reports.c.id.not_in(used)
    )
    return await rows.run(update(reports).where(locked).values(status=str(ReportStatus.SUBMITTED)))


async def _hold(rows: Rows, unit_code: str, period: Period, window: str, known: Directory | None) -> None:
    roll = (await rolls(rows, unit_code, [period], window, known)).get(period)
    if roll is not None:
        mine = COUNTS, reports.c.period == str(period), among(roll.attendance.received, rows.is_sqlite)
        await rows.all(select(reports.c.id).where(*mine).order_by(reports.c.id).with_for_update())


# --- who used a report --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Use:
    """A sent part that consumed a report: whose it is, which part, and the figures as they were then."""

    unit_code: str
    part: int
    revision: int
    figures: Mapping[str, int]


async def users_of(rows: Rows, report_id: int) -> list[Use]:
    """The newest sent part of every unit that consumed this report, each with the figures that it used."""
    used = (
        select(consolidations.c.unit_code, consolidations.c.part, consolidation_sources.c.revision)
        .join(consolidation_sources, consolidation_sources.c.consolidation_id == consolidations.c.id)
        .where(
            consolidation_sources.c.report_id == report_id,
            consolidations.c.stage.in_([str(one) for one in SENT]),
        )
        .order_by(consolidations.c.unit_code, consolidations.c.part)
    )
    newest = {row.unit_code: row for row in await rows.all(used)}
    figures = await _figures(rows, report_id, {row.revision for row in newest.values()})
    return [
        Use(row.unit_code, row.part, row.revision, figures.get(row.revision, {})) for row in newest.values()
    ]


async def _figures(rows: Rows, report_id: int, revisions: Iterable[int]) -> dict[int, dict[str, int]]:
    table = report_revisions
    mine = table.c.report_id == report_id, table.c.revision.in_(sorted(revisions))
    counted = table.c.status.in_([str(ReportStatus.SUBMITTED), str(ReportStatus.AMENDED)])
    found = await rows.all(select(table.c.revision, table.c.figures).where(*mine, counted))
    return {row.revision: dict(row.figures) for row in found}


async def sent_above(rows: Rows, unit_codes: Iterable[str], period: Period) -> list[str]:
    """Which of these units have sent their consolidation of the period upward."""
    mine = (
        consolidations.c.unit_code.in_(sorted(set(unit_codes))),
        consolidations.c.period == str(period),
        consolidations.c.stage.in_([str(one) for one in SENT]),
    )
    query = select(consolidations.c.unit_code).where(*mine).group_by(consolidations.c.unit_code)
    return [row.unit_code for row in await rows.all(query.order_by(func.min(consolidations.c.id)))]
