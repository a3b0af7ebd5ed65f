"""Reminders and other messages that were written to the people of one's communes, and why some did not arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.authority import Action
from domain.messages import Address, AddressKind
from domain.people import Person
from domain.units import UnitKind
from storage import groups, looking, people
from storage.looking import UNDELIVERED, Sent
from web.page import Context, Page
from web.visit import Visit

messages = Page(
    "messages", "/tin-nhan", "Tin nhắc và thông báo", sees=(Action.SEE_MESSAGES,), menu="Tin nhắc"
)
SHOWN = 50
COUNTED = timedelta(days=30)
KINDS = {
    "prompt": "hỏi ý kiến",
    "reminder": "nhắc việc",
    "escalation": "báo cấp trên",
    "broadcast": "thông báo",
    "reply": "trả lời",
}
STATES = {"waiting": "đang chờ", "sent": "đã gửi", "failed": "không gửi được", "dropped": "không cần gửi nữa"}
_WHY = (
    ("no Zalo account is bound", "người nhận chưa kích hoạt Zalo"),
    ("has not written for seven days", "quá bảy ngày người nhận chưa nhắn cho trang"),
    ("waits until the person writes", "chờ người nhận nhắn lại cho trang"),
    ("no longer true", "việc đã xong hoặc đã đổi trước khi gửi"),
    ("expired", "quá thời hạn gửi"),
    ("the answer was lost", "mất trả lời của Zalo, không rõ đã đến chưa nên không gửi lại"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A message in a list: to whom, as far as he may be named."""

    sent: Sent
    to: str
    person_id: str | None
    kind: str
    state: str
    why: str


@messages.shows
async def show(visit: Visit) -> Context:
    """What did not arrive first; what was sent on another view of the same list."""
    reach = visit.reach(Action.SEE_MESSAGES)
    communes = {code for code in reach if (unit := visit.tree.get(code)) and unit.kind is UnitKind.XA}
    view = "gui" if visit.asked.get("xem") == "gui" else "chua"
    before = visit.asked.get("truoc", "")
    statuses = ("sent",) if view == "gui" else UNDELIVERED
    start = int(before) if before.isdecimal() and len(before) < 19 else None
    since = visit.at - COUNTED
    found = await looking.messages(visit.rows, communes, statuses, since, start, SHOWN + 1)
    return {
        "view": view,
        "lines": await _lines(visit, found[:SHOWN]),
        "more": found[SHOWN - 1].id if len(found) > SHOWN else None,
        "counts": await looking.message_counts(visit.rows, communes, since),
        "states": STATES,
    }


async def _lines(visit: Visit, found: Sequence[Sent]) -> list[Line]:
    to = {one.to: Address.parse(one.to) for one in found}
    wanted = [one.id for one in to.values() if one.kind is AddressKind.PERSON]
    persons = await people.by_ids(visit.rows, wanted)
    chats = await groups.by_group_ids(
        visit.rows, [one.id for one in to.values() if one.kind is AddressKind.GROUP]
    )
    units = {key: visit.named(group.unit_code) for key, group in chats.items()}
    return [_line(one, to[one.to], persons, units) for one in found]


def _line(one: Sent, to: Address, persons: Mapping[str, Person], units: Mapping[str, str]) -> Line:
    person = persons.get(to.id) if to.kind is AddressKind.PERSON else None
    name = "người chưa đăng ký" if person is None else person.name
    if to.kind is AddressKind.GROUP:
        name = f"nhóm {units.get(to.id, 'không rõ')}"
    known = None if person is None else person.id
    return Line(one, name, known, KINDS.get(one.kind, one.kind), STATES[one.status], why(one))


def why(one: Sent) -> str:
    """Why it did not arrive, in words; Zalo's own number where it gave one."""
    for sign, words in _WHY:
        if sign in one.error:
            return words
    code = one.error.partition(":")[0]
    if code.lstrip("-").isdecimal():
        return f"Zalo báo lỗi {code}"
    return "" if one.status == "sent" else "chưa đến lượt gửi" if not one.error else "đang thử lại"
