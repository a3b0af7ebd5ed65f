"""Seats that a file has filled or emptied: each a line of the audit, and a word to the chairman who appoints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from domain.people import PLACES, Office
from domain.units import label
from handlers.announcing import tell_persons
from handlers.naming import called, held
from storage import people
from storage.imports.look import Seen, What
from storage.tables import offices
from vietnamese.writing import join_vi, number
from web.visit import Visit

_DEEDS: Mapping[What, str] = {
    What.NEW: "seat_imported",
    What.CHANGED: "seat_changed_by_import",
    What.ENDED: "seat_ended_by_import",
}
_WORDS: Mapping[What, str] = {What.NEW: "thêm", What.CHANGED: "sửa", What.ENDED: "ghi thôi"}
MOST_NAMED = 5


async def seats_moved(visit: Visit, found: Iterable[Seen]) -> None:
    """Note each place in a team that moved; the chairman of its commune hears how many, and where to look;
    its leader hears who.

    The chairman decides who joins or leaves (plan II.3.3): a list that is taken in may only say what was decided.
    """
    counts: dict[str, Counter[What]] = {}
    teams: dict[str, list[Seen]] = {}
    for one in found:
        if one.table != offices.name or Office(one.row["office"]) not in PLACES:
            continue
        unit, office = str(one.row["unit_code"]), str(one.row["office"])
        visit.turn.audit(_DEEDS[one.what], f"person:{one.row['person_id']}", unit=unit, office=office)
        teams.setdefault(unit, []).append(one)
        commune = visit.tree.commune_of(unit)
        if commune is not None:
            counts.setdefault(commune.code, Counter())[one.what] += 1
    for code, moved in sorted(counts.items()):
        await _tell(visit, code, moved)
    for code, seats in sorted(teams.items()):
        await _tell_leader(visit, code, seats)


async def _tell_leader(visit: Visit, unit: str, seats: list[Seen]) -> None:
    """The leader of the team hears who came, changed or went; by name as far as that is short."""
    leaders = await people.offices_in(visit.rows, [unit], visit.today, [Office.TO_TRUONG])
    moved = {str(one.row["person_id"]) for one in seats}
    told = [one.person_id for one in leaders if one.person_id not in (visit.person.id, *moved)]
    place = visit.tree.get(unit)
    if not told or place is None:
        return
    named = [f"{_WORDS[one.what]} {one.row['name']} ({_seat(one)})" for one in seats[:MOST_NAMED]]
    if len(seats) > MOST_NAMED:
        named.append(f"{number(len(seats) - MOST_NAMED)} người nữa")
    text = (
        f"Danh sách Tổ {label(place)} vừa được cán bộ xã nạp từ tệp: {join_vi(named)}. "
        "Xem cả Tổ: gõ «danh sách Tổ»; có gì chưa đúng, gõ «gặp cán bộ» ạ."
    )
    await tell_persons(visit.turn, told, text, f"seats_imported:{unit}:{visit.key}")


def _seat(seen: Seen) -> str:
    return held(Office(seen.row["office"]), None)


async def _tell(visit: Visit, commune: str, moved: Counter[What]) -> None:
    chairs = await people.offices_in(visit.rows, [commune], visit.today, [Office.CHU_TICH_XA])
    told = [one.person_id for one in chairs if one.person_id != visit.person.id]
    what = join_vi([f"{_WORDS[one]} {number(moved[one])} người" for one in What if moved[one]])
    who = called(visit.person, visit.today, [one.office for one in visit.offices])
    text = (
        f"Danh sách các Tổ của {visit.named(commune)} vừa được {who} nạp từ tệp: {what}. "
        "Xem từng người ở trang quản lý, mục Nhật ký: gõ «mở trang» ạ."
    )
    await tell_persons(visit.turn, told, text, f"seats_imported:{commune}:{visit.key}")
