"""A unit: how far its reports have come in the period chosen, who is missing, and what lies below it."""

from __future__ import annotations

from domain.authority import Action
from domain.people import Office
from domain.units import Unit, UnitKind, full_label
from handlers.naming import OFFICE_WORDS
from storage import people, reports, teams
from vietnamese.writing import day, sentence
from web.about import by_unit
from web.crumbs import up_from
from web.grid import Grid, grid
from web.lineage import lineage
from web.page import Context, NotFound, Page
from web.papers import OF_UNIT, offered
from web.visit import Visit

unit = Page("unit", "/don-vi/{unit}", "Đơn vị", sees=(Action.SEE_REPORTS,), about=by_unit, by_period=True)
HEADS = tuple(office for office in Office if office not in (Office.THANH_VIEN, Office.CONG_TAC_VIEN))


@unit.shows
async def show(visit: Visit, unit: str) -> Context:
    """The figures of the period, the units below, the people in charge."""
    standing = visit.tree.get(unit)
    if standing is None:
        raise NotFound
    found = await grid(visit, standing)
    due = reports.due_of(visit.directory, unit, visit.period, visit.site.window)
    return {
        "title": sentence(full_label(standing, visit.tree)),
        "unit": standing,
        "grid": found,
        "window": visit.period.window_label(visit.site.window),
        "due": day(due.team),
        "lineage": await lineage(visit, standing),
        "missing": _missing(visit, found),
        "heads": await _heads(visit, standing) if visit.may(Action.SEE_MEMBERS, unit) else [],
        "has_team": unit in await teams.rosters(visit.rows, [unit], visit.tree),
        "enters": visit.may(Action.REPORT_FOR, unit),
        "consolidates": visit.may(Action.CONSOLIDATE, unit) and standing.kind is not UnitKind.THON,
        "offers": await offered(visit, OF_UNIT, unit=unit),
        "crumbs": up_from(visit, unit),
    }


def _missing(visit: Visit, found: Grid | None) -> list[Unit]:
    codes = () if found is None else found.now.missing
    return [one for code in codes if (one := visit.tree.get(code)) is not None]


async def _heads(visit: Visit, unit: Unit) -> list[tuple[str, str, str]]:
    """Who is in charge here: office, id, name; the seats of a team stand on the team's own page."""
    wanted = HEADS if unit.kind is not UnitKind.THON else (Office.TO_TRUONG, Office.TO_PHO)
    found = await people.offices_in(visit.rows, [unit.code], visit.today, wanted)
    persons = await people.by_ids(visit.rows, [one.person_id for one in found])
    held = sorted(found, key=lambda one: list(Office).index(one.office))
    return [
        (OFFICE_WORDS[one.office], one.person_id, persons[one.person_id].name)
        for one in held
        if one.person_id in persons
    ]
