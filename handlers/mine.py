"""What somebody has under way: requests with who looks at them, waiting places, and the newest reports."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import VN
from domain.nudges import due_of
from domain.people import PLACES, Office
from domain.requests import RequestKind, RequestStatus
from domain.units import label
from handlers.consent import addresses
from handlers.conversation import Conversation
from handlers.turn import Turn
from storage import notes, reports, requests
from storage.requests import Case
from vietnamese import writing

MOST = 5
KIND = {
    RequestKind.JOIN: "xin tham gia Tổ",
    RequestKind.LEAVE: "xin thôi tham gia Tổ",
    RequestKind.TRANSFER: "xin chuyển sang Tổ",
    RequestKind.REPLACE: "xin thay người trong Tổ",
    RequestKind.ESTABLISH: "đề nghị lập Tổ",
}
STATE = {
    RequestStatus.SUBMITTED: "chờ Tổ trưởng",
    RequestStatus.INTRODUCED: "Tổ trưởng đã đồng ý, chờ Chủ tịch UBND xã",
    RequestStatus.DECLINED: "Tổ trưởng chưa giới thiệu",
    RequestStatus.APPROVED: "đã được đồng ý, chờ số quyết định",
    RequestStatus.REJECTED: "chưa được đồng ý",
    RequestStatus.RETURNED: "chờ mình bổ sung",
    RequestStatus.WITHDRAWN: "đã rút",
    RequestStatus.EXPIRED: "đã hết hạn",
    RequestStatus.DECIDED: "đã có quyết định",
}
REPORT_STATE = {
    "draft": "đang viết",
    "submitted": "xã đã nhận",
    "returned": "xã đề nghị sửa",
    "locked": "đã chốt",
    "amended": "đã đính chính",
    "retracted": "đã rút",
}

mine = Conversation(
    "mine",
    words=(
        r"(cho |xem |coi )*(toi |tui |em )?(xem |coi )?(don|bao cao|ho so|viec)( xin)?( vao to)?"
        r" (cua )?(toi|tui|em|minh|bac|chau|anh|chi)"
        r"( den dau( roi)?| the nao( roi)?| ra sao| rang roi)?"
        r"|(?:khi nao|bao gio|chung nao|khi mo)(?: thi)?(?: don)?(?: cua (?:toi|em|minh))? duoc duyet"
        r"|(?:don )?(?:cua (?:toi|em|minh) )?(?:da )?duoc duyet chua"
        r"|(?:the |vay |da )*(?:khi nao|bao gio|chung nao|bao lau|khi mo)(?: thi| nua| thi)*(?: moi)?"
        r"(?: (?:co|biet|duoc biet|bao|nhan duoc))? ket qua(?: (?:vay|a|the|nhi|don))*"
        r"|(?:don )?(?:da )?co ket qua chua(?: a| vay)?|ket qua (?:don )?(?:the nao|sao)(?: roi)?"
    ),
    help="xem đơn và báo cáo của mình",
    example="đơn của tôi",
    title="Đơn của tôi",
    aside=True,
)


@mine.opens
async def begin(turn: Turn) -> None:
    """Requests first, newest first; then reports of the teams the speaker reports for."""
    lines = [*await _requests(turn), *await _waiting(turn), *await _reports(turn)]
    if not lines:
        more = "" if turn.speaker.offices else " Muốn tham gia Tổ, gõ «xin vào tổ» kèm tên thôn."
        turn.say(f"Mình chưa có đơn hay báo cáo nào ạ.{more}")
        return
    turn.say("\n".join(lines))


async def _requests(turn: Turn) -> list[str]:
    if turn.speaker.person_id is None:
        return []
    found = await requests.of_person(turn.rows, turn.speaker.person_id)
    return [_line(turn, case) for case in reversed(found[-MOST:])]


def _line(turn: Turn, case: Case) -> str:
    """ "A7K: xin tham gia Tổ thôn Đông Trung; chờ Tổ trưởng, trả lời trước thứ Năm, 19/11."."""
    request = case.request
    unit = turn.tree.get(request.unit_code)
    whom = "" if request.person_id == turn.speaker.person_id else f" cho {request.applicant}"
    state = STATE[request.status]
    if request.is_collaboration and request.status is RequestStatus.APPROVED:
        state = "đã được nhận"
    due = due_of(request, turn.directory.calendar)
    by = "" if due is None else _due(due, turn.at)
    why = [step.reason for step in request.steps if step.reason and step.verdict != "yes"]
    reason = f". Lý do: {why[-1].rstrip('.')}" if why and not request.needs() else ""
    number = f" (số {request.decision_no})" if request.decision_no else ""
    what = KIND[request.kind] if unit is None else f"{KIND[request.kind]} {label(unit)}"
    return f"{case.code}: {what}{whom}; {state}{number}{by}{reason}."


def _due(due: datetime, now: datetime) -> str:
    """A day that has passed is said to have passed."""
    day = writing.day(due.astimezone(VN).date())
    return f", trả lời chậm nhất hết {day}" if now <= due else f", đã quá hạn trả lời ({day}), Trợ lý đã nhắc"


async def _waiting(turn: Turn) -> list[str]:
    """Places on the waiting list of a full team."""
    found = await notes.of(turn.rows, addresses(turn), ["waiting"])
    units = [(one.code, turn.tree.get(one.unit_code)) for one in found]
    return [f"{code}: ghi tên chờ chỗ ở Tổ {label(unit)}." for code, unit in units if unit is not None]


async def _reports(turn: Turn) -> list[str]:
    units = turn.speaker.units_with(*(one for one in PLACES if one is not Office.CONG_TAC_VIEN))
    found = await reports.newest(turn.rows, units) if units else []
    lines = []
    for one in found:
        report = one.report
        unit = turn.tree.get(report.unit_code)
        team = "" if unit is None else f" {label(unit)}"
        lines.append(
            f"Báo cáo tháng {report.period.month}{team}: {REPORT_STATE.get(str(report.status), '')}, mã {report.code}."
        )
    return lines
