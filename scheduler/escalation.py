"""Escalation at 08:00: what is missing is told one tier up, and to each village's own deputy."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from domain.calendar import in_vietnam, weekday_and_date
from domain.messages import MessageKind
from domain.people import Office
from domain.reminders import Audience, Channel, escalates_to
from scheduler.ledger import DueMoment, Ledger
from scheduler.lines import Line
from scheduler.notices import Notice, lines_of
from scheduler.private import notice_at
from scheduler.wording import NOTHING_DONE, REPORT, counted, due_today, teams
from storage import chain
from storage.database import Rows
from vietnamese.writing import moment


async def plan(rows: Rows, ledger: Ledger, due: Sequence[DueMoment]) -> list[Line]:
    """The escalations of these moments."""
    notices: list[Notice] = []
    for one in due:
        if one[0].channel is not Channel.ESCALATION:
            continue
        audience = escalates_to(one[0].tier, ledger.due)
        if audience is Audience.COMMUNE_LEADER_AND_DEPUTIES:
            notices += _missing_teams(ledger, one)
        else:
            sent = await chain.sent(rows, ledger.by_commune, ledger.period)
            above = ledger.by_district if audience is Audience.DISTRICT else ledger.by_province
            for code, communes in above.items():
                notices += _above(ledger, one, audience, code, communes, sent)
    return await lines_of(rows, ledger.scene, notices)


def _missing_teams(ledger: Ledger, due: DueMoment) -> list[Notice]:
    found: list[Notice] = []
    for commune in ledger.by_commune:
        found += _to_commune_leader(ledger, due, commune)
        found += [_to_deputy(ledger, due, code) for code in ledger.missing_in(commune) if code != commune]
    return found


def _to_commune_leader(ledger: Ledger, due: DueMoment, commune: str) -> list[Notice]:
    done, expected = ledger.tally(commune)
    missing = ledger.missing_in(commune)
    why = f"{done}/{expected} teams reported {ledger.period}, due {due[0].due}"
    if not missing:
        return [notice_at(ledger, due, commune, f"{why}: nothing missing")]
    notice = replace(
        notice_at(ledger, due, commune, f"{why}; missing {' '.join(missing)}"),
        key=due[0].key(commune),
        text=f"Thưa {{hail}}, hết hạn {weekday_and_date(due[0].due)}, xã đã nhận {done}/{expected} báo cáo"
        f" {ledger.named}. Chưa nhận được: {teams(ledger.names(missing, commune))}."
        " Nhờ {you} gọi nhắc giúp ạ.",
        kind=MessageKind.ESCALATION,
        check=ledger.still_missing([commune]),
    )
    return ledger.hearing(notice, Audience.COMMUNE_LEADER_AND_DEPUTIES, commune)


def _to_deputy(ledger: Ledger, due: DueMoment, code: str) -> Notice:
    deputy = ledger.deputy(code)
    why = f"the team owes {ledger.period}, due {due[0].due}"
    if deputy is None:
        return notice_at(ledger, due, code, f"{why}; but it has no deputy")
    is_alone = ledger.leader(code) is None
    help_out = "Nhờ {you} gửi giúp" if is_alone else "Nếu Tổ trưởng bận, nhờ {you} gửi giúp"
    return replace(
        notice_at(ledger, due, code, why),
        key=due[0].key(code, deputy),
        text=f"Thưa {{hail}}, xã chưa nhận được báo cáo {ledger.named} của {ledger.team(code)}"
        f" (hạn {weekday_and_date(due[0].due)}). {help_out}; không có hoạt động, chỉ cần gõ KHÔNG PHÁT SINH ạ.",
        person_id=deputy,
        office=Office.TO_PHO,
        kind=MessageKind.ESCALATION,
        buttons=(REPORT, NOTHING_DONE),
        check={"owes": code, "period": str(ledger.period), "holds": str(Office.TO_PHO), "unit": code},
    )


def _above(
    ledger: Ledger,
    due: DueMoment,
    audience: Audience,
    above: str,
    communes: Sequence[str],
    sent: Collection[str],
) -> list[Notice]:
    """To the district or the department: which communes are not complete, on the last tier's due date itself."""
    tally, missing = ledger.complete(communes), ledger.incomplete(communes)
    why = f"{tally} communes complete for {ledger.period}, {due[0].tier} due {due[0].due}"
    if not missing:
        return [notice_at(ledger, due, above, f"{why}: nothing missing")]
    days = due[0].days_left(ledger.scene.now)
    when = due_today(days, due[0].due)
    at = moment(in_vietnam(ledger.scene.now))
    unsent = [ledger.name(code) for code in communes if code not in sent]
    notice = replace(
        notice_at(ledger, due, above, f"{why}; missing {' '.join(missing)}"),
        key=due[0].key(above),
        text=f"Kính gửi {{hail}}, {when} tổng hợp báo cáo {ledger.named}. Đã đủ báo cáo của các Tổ: {tally} xã;"
        f" còn thiếu: {teams([ledger.name(code) for code in missing])}."
        f" Chưa gửi tổng hợp (tính đến {at}): {teams(unsent) if unsent else 'không còn xã nào'} ạ.",
        kind=MessageKind.ESCALATION,
        check=ledger.still_missing(communes) | counted(days, due[0].due),
    )
    return ledger.hearing(notice, audience, above)
