"""Who holds an office or a seat and has no Zalo account with the assistant yet: whom to hand a slip with a code."""

from __future__ import annotations

from domain.authority import Action
from domain.units import full_label
from handlers.naming import held
from storage import people
from vietnamese.writing import sentence
from web.about import by_unit
from web.crumbs import Crumb, up_from
from web.page import Context, NotFound, Page
from web.visit import Visit

unbound = Page("unbound", "/chua-co-zalo/{unit}", "Chưa có Zalo", sees=(Action.SEE_MEMBERS,), about=by_unit)
SHOWN = 300


@unbound.shows
async def show(visit: Visit, unit: str) -> Context:
    """Those of the unit and of what lies below it, as far as the visitor sees their lists."""
    standing = visit.tree.get(unit)
    if standing is None:
        raise NotFound
    codes = {one.code for one in visit.tree.subtree(unit)} & visit.reach(Action.SEE_MEMBERS)
    found = await people.offices_in(visit.rows, codes, visit.today)
    bound = await people.accounts_of(visit.rows, {one.person_id for one in found})
    missing = [one for one in found if one.person_id not in bound]
    missing.sort(key=lambda one: (one.unit_code, one.office, one.person_id))
    persons = await people.by_ids(visit.rows, {one.person_id for one in missing[:SHOWN]})
    visit.turn.audit("saw_members", f"unit:{unit}")
    lines = [
        (persons[one.person_id], sentence(held(one.office, visit.tree.get(one.unit_code))))
        for one in missing[:SHOWN]
        if one.person_id in persons
    ]
    return {
        "title": sentence(f"Chưa có Zalo: {full_label(standing, visit.tree)}"),
        "unit": unit,
        "lines": lines,
        "more": len(missing) - SHOWN,
        "crumbs": up_from(visit, unit, Crumb("Chưa có Zalo")),
    }
