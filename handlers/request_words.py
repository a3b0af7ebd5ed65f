"""What a request is called: what is asked, by whom, how far it has come."""

from __future__ import annotations

from domain.calendar import in_vietnam
from domain.people import Office, Person
from domain.requests import Need, Request, RequestKind, RequestStatus
from handlers.naming import called, team_of
from handlers.turn import Turn
from storage import people
from storage.requests import Case
from vietnamese import writing

PLACE_WORDS = {
    Office.TO_TRUONG: "Tổ trưởng",
    Office.TO_PHO: "Tổ phó",
    Office.THANH_VIEN: "thành viên",
    Office.CONG_TAC_VIEN: "cộng tác viên",
}


def introduction_words(request: Request, need: Need) -> tuple[str, str, str]:
    """Yes, no and the question of a leader: giới thiệu for who comes, đề xuất for who goes, nhận for a helper."""
    if request.is_collaboration:
        return "Nhận", "Chưa nhận", "nhận vào Tổ"
    goes = (
        request.kind in (RequestKind.LEAVE, RequestKind.ESTABLISH) or need.unit_code == request.from_unit_code
    )
    return (
        ("Đề xuất", "Chưa đề xuất", "đề xuất lên Chủ tịch UBND xã")
        if goes
        else ("Giới thiệu", "Chưa giới thiệu", "giới thiệu lên Chủ tịch UBND xã")
    )


async def matter(turn: Turn, case: Case) -> str:
    """ "anh Trần Quốc Đạt (1998, đoàn viên) xin tham gia Tổ thôn Đông Trung"; begins with a small letter."""
    request, who = case.request, await subject(turn, case)
    team = team_words(turn, request.unit_code)
    if request.kind is RequestKind.LEAVE:
        verb = "được đề nghị cho thôi tham gia" if case.detail.get("by_leader") else "xin thôi tham gia"
        return f"{who}, {PLACE_WORDS.get(request.office, '')}, {verb} {team}"
    if request.kind is RequestKind.TRANSFER:
        return f"{who} xin chuyển từ {team_words(turn, request.from_unit_code or '')} sang {team}"
    if request.kind is RequestKind.ESTABLISH:
        return await _founding(turn, case) if request.seats else f"{who} đề nghị thành lập {team}"
    if request.is_collaboration:
        return f"{who} xin làm cộng tác viên của {team}"
    if request.kind is RequestKind.REPLACE:
        goes = await people.by_id(turn.rows, request.replaces or "")
        return f"{who} xin tham gia {team} thay {'người cũ' if goes is None else called(goes, turn.today)}"
    seat = "" if request.office is Office.THANH_VIEN else f", làm {PLACE_WORDS.get(request.office, '')}"
    return f"{who} xin tham gia {team}{seat}"


async def _founding(turn: Turn, case: Case) -> str:
    """ "đề nghị thành lập Tổ thôn X: bác A (1965) làm Tổ trưởng, chị B làm Tổ phó và anh C làm thành viên"."""
    seats = case.request.seats
    known = await people.by_ids(turn.rows, [person for person, _ in seats])
    told = [
        f"{called(known[person], turn.today)}{_born(known[person])} làm {PLACE_WORDS[office]}"
        for person, office in seats
        if person in known
    ]
    return f"đề nghị thành lập {team_words(turn, case.request.unit_code)}: {writing.join_vi(told)}"


def _born(person: Person) -> str:
    return f" ({person.birth_year})" if person.birth_year else ""


async def subject(turn: Turn, case: Case) -> str:
    """Whom a request is about, as far as told: name, year of birth, occupation."""
    known = await people.by_id(turn.rows, case.request.person_id or "")
    name = called(known, turn.today) if known is not None else case.request.applicant
    if case.request.kind is RequestKind.LEAVE:
        return name
    year = case.told.get("birth_year") or (None if known is None else known.birth_year)
    more = ", ".join(str(one) for one in (year, case.told.get("occupation")) if one)
    return f"{name} ({more})" if more else name


def team_words(turn: Turn, unit_code: str) -> str:
    """ "Tổ thôn Đông Trung"."""
    unit = turn.tree.get(unit_code)
    return "Tổ" if unit is None else team_of(unit)


def reason_words(case: Case) -> str:
    """ " Lý do: …." for who has to answer, never for a group."""
    given = case.request.reason.strip().rstrip(".")
    more = str(case.detail.get("supplement") or "").strip().rstrip(".")
    return (f" Lý do: {given}." if given else "") + (f" Bổ sung: {more}." if more else "")


STATUS_WORDS = {
    RequestStatus.SUBMITTED: "đang chờ Tổ trưởng",
    RequestStatus.INTRODUCED: "đang chờ Chủ tịch UBND xã",
    RequestStatus.DECLINED: "Tổ trưởng chưa giới thiệu",
    RequestStatus.APPROVED: "đã được đồng ý",
    RequestStatus.REJECTED: "chưa được đồng ý",
    RequestStatus.RETURNED: "đang chờ người làm đơn bổ sung",
    RequestStatus.WITHDRAWN: "người làm đơn đã rút",
    RequestStatus.EXPIRED: "đã hết hạn chờ",
    RequestStatus.DECIDED: "đã có quyết định",
}


def status_words(case: Case) -> str:
    """ "đã được đồng ý ngày thứ Ba, 17/11"."""
    request = case.request
    words = STATUS_WORDS[request.status]
    if request.status is RequestStatus.SUBMITTED and request.self_proposed:
        words = STATUS_WORDS[RequestStatus.INTRODUCED]
    if request.status is RequestStatus.DECIDED and request.decision_no and request.decision_date:
        return f"{words} số {request.decision_no}, {writing.day(request.decision_date)}"
    on = in_vietnam(request.changed_at).date()
    return f"{words} ({writing.day(on)})" if request.steps else words
