"""What a proposal of commendations speaks of: what the commune's people have proposed this year."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from documents.commendation import CommendationFacts, Nomination, commendation
from documents.paper import NothingToWrite, Paper
from domain.calendar import VN, in_vietnam
from domain.people import Office
from domain.units import UnitKind
from handlers.paper_reports import holder
from storage import notes, people

if TYPE_CHECKING:
    from handlers.papers import Desk

KIND = "commendation"
"""The kind of the notes."""


async def nominated(desk: Desk, unit_code: str) -> Paper:
    """The commune's proposal; what was told by somebody whose data is erased stays without a name."""
    unit, year = desk.unit(unit_code), desk.tree.on.year
    if unit.kind is not UnitKind.XA:
        raise NothingToWrite("Tờ trình khen thưởng do cấp xã lập.")
    codes = [one.code for one in desk.tree.subtree(unit_code)]
    since = datetime(year, 1, 1, tzinfo=VN).astimezone(UTC)
    found = [one for one in await notes.in_units(desk.rows, codes, KIND, since) if one.text]
    if not found:
        raise NothingToWrite(f"Năm {year} chưa có Tổ nào gửi đề xuất khen thưởng.")
    tellers = {one.code: one.address.removeprefix("person:") for one in found}
    known = await people.by_ids(desk.rows, set(tellers.values()))
    told = tuple(
        Nomination(
            desk.tree.get(one.unit_code) or unit,
            one.text,
            known[tellers[one.code]].name if tellers[one.code] in known else "",
            in_vietnam(one.at).date(),
        )
        for one in found
    )
    leader = await holder(desk, unit_code, Office.TO_TRUONG, desk.tree.on)
    return commendation(CommendationFacts(unit, desk.tree, year, told, leader))
