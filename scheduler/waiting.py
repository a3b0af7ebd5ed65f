"""Requests that wait: whoever has to answer is reminded, the commune leader hears of it, after 30 days they expire."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.authority import Delegation, Entitled, Route, entitled_to
from domain.calendar import weekday_and_date
from domain.messages import Button, MessageKind
from domain.nudges import Nudge, NudgeKind, due_nudge, due_of, nudges
from domain.people import Appointment, Office, Person, address
from domain.requests import Need, Request, RequestKind, RequestStatus, StepKind, expiry_of
from domain.units import team_label
from scheduler.lines import Line, Scene
from scheduler.notices import Notice, lines_of
from scheduler.wording import PENDING
from storage import audit, delegations, people, requests, roster
from storage.audit import Entry
from storage.database import Rows
from storage.requests import Case

_ASKS = {
    RequestKind.JOIN: "xin tham gia",
    RequestKind.LEAVE: "xin thôi tham gia",
    RequestKind.TRANSFER: "xin chuyển đến",
    RequestKind.REPLACE: "thay người của",
    RequestKind.ESTABLISH: "đề nghị thành lập",
}
_ANSWER = {
    (StepKind.INTRODUCTION, RequestKind.LEAVE): "đề xuất",
    (StepKind.INTRODUCTION, RequestKind.ESTABLISH): "đề xuất",
    (StepKind.INTRODUCTION, RequestKind.JOIN): "giới thiệu",
    (StepKind.APPROVAL, RequestKind.LEAVE): "chấp thuận",
}


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything needed to say who answers."""

    scene: Scene
    held: Sequence[Appointment]
    given: Sequence[Delegation]
    unreached: Collection[str] = ()
    names: Mapping[str, Person] = field(default_factory=dict)

    def route(self, need: Need, request: Request) -> Route:
        """Who is entitled to this answer today."""
        return entitled_to(need, request, self.scene.tree, self.held, self.given, self.unreached)

    def asked(self, route: Route) -> list[str]:
        """While a delegation is in force its holder is asked, not the chairman (J18).

        Where no message reaches the leader, the nearest beside him who is reached.
        """
        if reached := [one for one in route.recorders if one not in self.unreached]:
            return reached[:1]
        chairmen = {one.person_id for one in self.held if one.office is Office.CHU_TICH_XA}
        is_delegated = route.quality is Entitled.DELEGATE
        return [one for one in route.persons if not (is_delegated and one in chairmen)]

    def leader(self, route: Route) -> str:
        """ "bác Nguyễn Văn Ba"."""
        person = self.names.get(route.persons[0]) if route.persons else None
        if person is None:
            return "Tổ trưởng"
        how = address(person, self.scene.today, [Office.TO_TRUONG])
        return f"{how} {person.name}" if how in ("bác", "anh", "chị") else person.name

    def what(self, request: Request) -> str:
        """ "đơn A7K của Nguyễn Thị Lan (xin tham gia Tổ thôn Đông Trung)"."""
        unit = self.scene.tree.get(request.unit_code)
        team = f"Tổ {request.unit_code}" if unit is None else team_label(unit)
        return f"đơn {request.code} của {request.applicant} ({_ASKS[request.kind]} {team})"


async def plan(rows: Rows, scene: Scene) -> list[Line]:
    """Who is reminded of which request, and what expires."""
    cases = await requests.everything_open(rows)
    if not cases:
        return []
    desk = await _desk(rows, scene, cases)
    notices: list[Notice] = []
    for case in cases:
        if case.request.is_expired(scene.now):
            notices.append(_expiry(desk, case))
        else:
            notices += _nudges(desk, case.request)
    return await lines_of(rows, scene, notices)


async def _desk(rows: Rows, scene: Scene, cases: Sequence[Case]) -> _Desk:
    held = await roster.officials(rows, scene.today)
    desk = _Desk(scene, held, await delegations.in_force(rows, scene.tree))
    due = [case.request for case in cases if due_nudge(case.request, scene.calendar, scene.now)]
    owed = [(need, one) for one in due for need in one.needs() if need.step is StepKind.INTRODUCTION]
    leaders = {person for need, one in owed for person in desk.route(need, one).persons}
    unreached = await people.unreached(rows, leaders)
    if not unreached:
        return desk
    deputies = await people.offices_in(
        rows, {need.unit_code for need, _ in owed}, scene.today, [Office.TO_PHO]
    )
    desk = replace(desk, held=[*held, *deputies], unreached=unreached)
    beside = {person for need, one in owed for person in desk.route(need, one).recorders}
    silent = unreached | await people.unreached(rows, beside)
    return replace(desk, unreached=silent, names=await people.by_ids(rows, unreached))


async def next_moment(rows: Rows, scene: Scene) -> datetime | None:
    """When the next reminder or expiry is due, if nothing moves."""
    cases = await requests.everything_open(rows)
    times = [
        at
        for case in cases
        for at in (expiry_of(case.request), *(one.at for one in nudges(case.request, scene.calendar)))
        if at > scene.now
    ]
    return min(times, default=None)


# --- reminded ------------------------------------------------------------------------------------------------------


def _nudges(desk: _Desk, request: Request) -> list[Notice]:
    nudge = due_nudge(request, desk.scene.calendar, desk.scene.now)
    if nudge is None:
        return []
    found = []
    for need in request.needs():
        route = desk.route(need, request)
        if route.skip and request.status is RequestStatus.SUBMITTED:
            return [_straight(desk, request, nudge, need)]
        found += [_to_entitled(desk, request, nudge, need, route, one) for one in desk.asked(route)]
        if not route.persons:
            found.append(_notice(desk, request, nudge, need, "nobody holds the office that answers"))
        if nudge.escalates:
            found += _to_commune_leader(desk, request, nudge, need, route)
    return found


def _straight(desk: _Desk, request: Request, nudge: Nudge, need: Need) -> Notice:
    """No leader is left who could introduce it: it goes to the chairman, who is reminded in the next pass (J8)."""
    at = desk.scene.now

    async def go_straight(rows: Rows) -> None:
        standing = await requests.load(rows, request.code, lock=True)
        if standing is not None and standing.request.status is RequestStatus.SUBMITTED:
            await requests.save(rows, standing, standing.request.without_introduction(), at)
            await audit.note(rows, Entry(at, "clock", "went_straight", f"request:{request.code}"))

    notice = _notice(desk, request, nudge, need, "no leader is left: straight to the chairman")
    return replace(notice, deed=go_straight)


def _notice(desk: _Desk, request: Request, nudge: Nudge, need: Need, why: str) -> Notice:
    ends = [one.at for one in nudges(request, desk.scene.calendar) if one.at > nudge.at]
    rule = f"request {need.step} {nudge.kind}"
    until = min([*ends, expiry_of(request)])
    return Notice(rule, request.code, why, nudge.at, until, unit=need.unit_code)


def _to_entitled(
    desk: _Desk, request: Request, nudge: Nudge, need: Need, route: Route, person: str
) -> Notice:
    notice = _notice(
        desk, request, nudge, need, f"{request.status}, waits for {need.step} in {need.unit_code}"
    )
    answer = _ANSWER.get((need.step, request.kind), "đồng ý")
    due = due_of(request, desk.scene.calendar)
    limit = "" if due is None else f", hạn {weekday_and_date(due.date())}"
    has_ended = nudge.kind is NudgeKind.END
    waits = f"đã đến hạn trả lời ({limit.removeprefix(', hạn ')})" if has_ended else f"đang chờ{limit}"
    is_chairman = route.quality in (Entitled.CHAIRMAN, Entitled.DELEGATE)
    please = f"Nhờ {{you}} xem và {answer} hoặc từ chối giúp ạ."
    if person in route.recorders:
        please = _please_record(desk, route)
    hail = "Kính gửi" if is_chairman else "Thưa"
    return _addressed(
        notice,
        key=f"{nudge.key(request)}:{need.unit_code}:{person}",
        text=f"{hail} {{hail}}, {desk.what(request)} {waits}. {please}",
        person_id=person,
        office=Office.CHU_TICH_XA if is_chairman else Office.TO_TRUONG,
        buttons=_recording(request, answer) if person in route.recorders else (PENDING,),
        kind=MessageKind.REMINDER,
        check=_still_waits(request),
    )


def _to_commune_leader(desk: _Desk, request: Request, nudge: Nudge, need: Need, route: Route) -> list[Notice]:
    """At the end of its working days the commune team's leader hears of it, unless it waits for him."""
    commune = desk.scene.tree.commune_of(need.unit_code)
    leaders = [
        one.person_id
        for one in desk.held
        if commune is not None and one.unit_code == commune.code and one.office is Office.TO_TRUONG
    ]
    who = "Chủ tịch UBND xã" if need.step is StepKind.APPROVAL else "Tổ trưởng"
    asked = desk.asked(route)
    please = "Nhờ {you} nhắc giúp ạ."
    buttons: tuple[Button, ...] = (PENDING,)
    if route.recorders:
        answer = _ANSWER.get((need.step, request.kind), "đồng ý")
        please, buttons = _please_record(desk, route), _recording(request, answer)
    return [
        _addressed(
            _notice(
                desk, request, nudge, need, f"waited for {need.step} to the end, told to the commune leader"
            ),
            key=f"{nudge.key(request)}:{need.unit_code}:told:{leader}",
            text=f"Thưa {{hail}}, {desk.what(request)} đã chờ {who} trả lời đến hết hạn. {please}",
            buttons=buttons,
            person_id=leader,
            office=Office.TO_TRUONG,
            kind=MessageKind.ESCALATION,
            check=_still_waits(request),
        )
        for leader in leaders
        if leader not in (*route.persons, *(asked if route.recorders else ()))
    ]


def _please_record(desk: _Desk, route: Route) -> str:
    leader = desk.leader(route)
    return f"{leader[:1].upper()}{leader[1:]} chưa kết nối Zalo: nhờ {{you}} hỏi rồi ghi hộ câu trả lời ạ."


def _recording(request: Request, answer: str) -> tuple[Button, ...]:
    return Button(f"Ghi hộ: {answer}", f"{answer} {request.code}"), Button("Xem đơn", f"xem {request.code}")


def _addressed(
    notice: Notice,
    *,
    key: str,
    text: str,
    person_id: str,
    office: Office,
    kind: MessageKind,
    check: dict[str, object],
    buttons: tuple[Button, ...] = (PENDING,),
) -> Notice:
    return Notice(
        notice.rule,
        notice.about,
        notice.why,
        notice.at,
        notice.until,
        key,
        text,
        person_id=person_id,
        office=office,
        kind=kind,
        buttons=buttons,
        check=check,
        comes_anyway=True,
        unit=notice.unit,
    )


def _still_waits(request: Request) -> dict[str, object]:
    return {"request": request.code, "status": str(request.status), "steps": len(request.steps)}


# --- expired -------------------------------------------------------------------------------------------------------


def _expiry(desk: _Desk, case: Case) -> Notice:
    """Nothing moved for 30 days: closed with notice to who asked, never approved by silence (J20)."""
    request, scene = case.request, desk.scene

    async def expire(rows: Rows) -> None:
        standing = await requests.load(rows, request.code, lock=True)
        if standing is not None and standing.request.is_expired(scene.now):
            await requests.save(rows, standing, standing.request.expired(scene.now), scene.now)
            await audit.note(rows, Entry(scene.now, "clock", "expired", f"request:{request.code}"))

    return Notice(
        "request expired",
        request.code,
        f"nothing moved since {request.changed_at:%Y-%m-%d}",
        expiry_of(request),
        None,
        f"request:{request.code}:expired:{request.changed_at:%Y%m%dT%H%M%S}",
        f"Thưa {{hail}}, {desk.what(request)} đã khép lại vì 30 ngày chưa có kết quả."
        " {You} vẫn có nguyện vọng thì nhắn lại, Trợ lý lập đơn mới ngay ạ.",
        person_id=case.asked_by or request.person_id,
        office=Office.CONG_TAC_VIEN,
        kind=MessageKind.PROMPT,
        deed=expire,
    )
