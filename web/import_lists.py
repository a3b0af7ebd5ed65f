"""The codes that an officer needs to fill in a list: those of the units, and of the people there are already."""

from __future__ import annotations

from collections.abc import Collection

from documents.fill_in import Listed
from domain.authority import Action
from domain.people import OFFICE_LABEL, PLACES
from domain.units import UnitKind, full_label
from storage import people
from vietnamese.writing import sentence
from web.visit import Visit

MOST = 5_000


async def lists_of(visit: Visit, kind: str, codes: Collection[str]) -> list[Listed]:
    """The units of the visitor by code; for a list of people also who is there, so far as he sees members."""
    units = [one for one in visit.tree if one.code in codes][:MOST]
    if kind == "teams":
        units = [one for one in units if one.kind in (UnitKind.XA, UnitKind.THON)]
    named = [
        (one.code, sentence(full_label(one, visit.tree).split(",")[0]), one.parent_code or "")
        for one in units
    ]
    listed = [Listed("Mã đơn vị", ("Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên"), tuple(named))]
    if kind == "people":
        listed.append(await _people(visit, codes))
    return listed


async def _people(visit: Visit, codes: Collection[str]) -> Listed:
    seen = set(codes) & visit.reach(Action.SEE_MEMBERS)
    held = [one for one in await people.offices_in(visit.rows, seen, visit.today) if one.office in PLACES][
        :MOST
    ]
    held.sort(key=lambda one: (one.unit_code, one.office, one.person_id))
    persons = await people.by_ids(visit.rows, {one.person_id for one in held})
    for commune in sorted(
        {one for one in seen if (unit := visit.tree.get(one)) and unit.kind is UnitKind.XA}
    ):
        visit.turn.audit("saw_members", f"unit:{commune}")
    return Listed(
        "Người đang có",
        ("Mã người", "Họ và tên", "Mã đơn vị", "Vai trò"),
        tuple(
            (one.person_id, persons[one.person_id].name, one.unit_code, OFFICE_LABEL[one.office])
            for one in held
            if one.person_id in persons
        ),
    )
