"""The audit: who did what to which thing in one's units, newest first; a page of names for those entitled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.authority import Action
from domain.errors import Malformed
from domain.people import OFFICE_LABEL, Person
from domain.periods import Period
from domain.units import UnitKind
from storage import looking, people
from storage.audit import OPERATOR, Entry
from vietnamese.writing import day
from web.audit_words import DEEDS
from web.import_words import TITLES
from web.page import Context, Page
from web.visit import Visit

audit = Page("audit", "/nhat-ky", "Nhật ký", sees=(Action.SEE_AUDIT,), menu="Nhật ký")
SHOWN = 100
THINGS = {
    "request": "đơn",
    "report": "báo cáo",
    "person": "",
    "unit": "",
    "note": "ghi nhận",
    "question": "câu hỏi nhanh",
    "group": "nhóm",
    "form": "bản",
    "line": "câu chưa hiểu",
}

LISTS = {**TITLES, "groups": "Nhóm Zalo", "holidays": "Ngày nghỉ", "reports": "Báo cáo đã có"}
"""What a file brings, those among it that come by command only."""
_DAYS = {"holiday": "", "deadlines": "cho các kỳ khép lại từ "}
"""What is named by a day."""


@dataclass(frozen=True, slots=True)
class Line:
    """A deed in words."""

    at: datetime
    who: str
    deed: str
    thing: str
    detail: str


@audit.shows
async def show(visit: Visit) -> Context:
    """A hundred at a time."""
    reach = visit.reach(Action.SEE_AUDIT)
    whole = any((unit := visit.tree.get(code)) and unit.kind is UnitKind.TINH for code in reach)
    before = visit.asked.get("truoc", "")
    start = int(before) if before.isdecimal() and len(before) < 19 else None
    found = await looking.deeds(visit.rows, None if whole else reach, start, SHOWN + 1)
    shown = found[:SHOWN]
    ids = {_person_id(one.who) for _, one in shown} | {
        one.object.partition(":")[2] for _, one in shown if one.object.startswith("person:")
    }
    persons = await people.by_ids(visit.rows, ids)
    return {
        "lines": [_line(visit, one, persons) for _, one in shown],
        "more": shown[-1][0] if len(found) > SHOWN else None,
    }


def _person_id(who: str) -> str:
    return who.removeprefix("person:")


def _line(visit: Visit, one: Entry, persons: Mapping[str, Person]) -> Line:
    person = persons.get(_person_id(one.who))
    who = "người vận hành" if one.who == OPERATOR else one.who if person is None else person.name
    if person is None and one.who.startswith("user:"):
        who = "người chưa đăng ký"
    deed = DEEDS.get(one.action, one.action)
    return Line(one.at, who, deed, _thing(visit, one, persons), _detail(visit, one))


def _thing(visit: Visit, one: Entry, persons: Mapping[str, Person]) -> str:
    kind, _, name = one.object.partition(":")
    if kind == "person" and name in persons:
        return persons[name].name
    if kind == "unit":
        return visit.named(name)
    if kind in _DAYS:
        return f"{_DAYS[kind]}{day(date.fromisoformat(name), year=True)}"
    if kind == "form":
        name = name.replace("/", ", dòng ")
    if kind == "consolidation":
        return _consolidation(visit, name)
    if kind == "user":
        return "một tài khoản Zalo"
    if kind == "account":
        return f"trang Zalo OA …{name[-4:]}"
    if not name and kind in LISTS:
        return f"danh sách «{LISTS[kind]}»"
    words = THINGS.get(kind, kind)
    return f"{words} {name}".strip()


def _consolidation(visit: Visit, name: str) -> str:
    """ "tổng hợp tháng 11/2026 của xã Cẩm Bình, bản thứ 2" from "18685/2026-11/2"."""
    unit, _, rest = name.partition("/")
    month, _, part = rest.partition("/")
    try:
        period = Period.parse(month)
    except Malformed:
        return f"tổng hợp {name}"
    more = f", bản thứ {int(part)}" if part.isdecimal() and int(part) > 1 else ""
    return f"tổng hợp {period.label()}/{period.year} của {visit.named(unit)}{more}"


def _detail(visit: Visit, one: Entry) -> str:
    """In which unit and office, what from and what to, where the deed says so; the rest is for machines."""
    given = one.detail or {}
    office = given.get("office")
    words = [str(OFFICE_LABEL.get(office, office))] if office else []
    words += ["ghi hộ"] if given.get("on_behalf") else []
    return ", ".join(
        [*words, *([visit.named(str(given["unit"]))] if given.get("unit") else []), *_changed(given)]
    )


def _changed(given: Mapping[str, Any]) -> list[str]:
    """ "cũ: nghỉ: Quốc khánh", "mới: …"."""
    return [f"{words}: {given[key]}" for key, words in (("before", "cũ"), ("after", "mới")) if key in given]
