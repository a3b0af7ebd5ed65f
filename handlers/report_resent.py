"""A report that was sent back comes again: who asked for it hears so, and what is other now."""

from __future__ import annotations

from domain.authority import Action, may
from domain.people import Office
from domain.reports import ReportStatus, changes
from handlers import report_words as words
from handlers.turn import Turn
from storage import people, report_history
from storage.report_history import Revision
from storage.reports import Kept

_ASKS = (Office.CAN_BO_CNTT_XA, Office.TRUONG_PHONG_VHXH_XA)


async def tell_who_asked(turn: Turn, before: Kept, written: Kept) -> None:
    """One letter to who sent it back; where he may do so no longer, to the commune's officers."""
    asked = await _asked(turn, written)
    if asked is None:
        return
    for person in await _persons(turn, asked.by or "", written.report.unit_code):
        if person != turn.speaker.person_id:
            about = f"{written.report.code}:again:{written.report.revision}"
            turn.tell(f"person:{person}", _text(turn, before, written, asked.reason), about=about)


async def _asked(turn: Turn, written: Kept) -> Revision | None:
    kept = await report_history.revisions(turn.rows, written)
    return next((one for one in kept if one.status is ReportStatus.RETURNED), None)


async def _persons(turn: Turn, by: str, unit_code: str) -> list[str]:
    above = [one.code for one in turn.tree.ancestors(unit_code)]
    held = await people.offices_in(turn.rows, [unit_code, *above], turn.today)
    mine = [one for one in held if one.person_id == by]
    if may(Action.RETURN_REPORT, mine, unit_code, turn.tree):
        return [by]
    return list(dict.fromkeys(one.person_id for one in held if one.office in _ASKS))


def _text(turn: Turn, before: Kept, written: Kept, reason: str) -> str:
    report = written.report
    whose = words.team_label(turn.tree.get(report.unit_code), report.unit_code)
    template = turn.directory.form_version(report.form_version)
    differ = words.changed(template, changes(before.report.values, report.values))
    head = f"{whose} đã sửa và gửi lại báo cáo {report.period.label()} (mã {report.code}) mà xã nhờ xem lại"
    why = f": {reason}." if reason else "."
    return "\n".join([head + why, *(differ or ["Số liệu giữ như cũ."])])
