"""The commune asks a team for its report again and says why; the team leader is told kindly, and it is due again."""

from __future__ import annotations

import re

from domain.authority import Action, may, reach
from domain.periods import Period
from domain.reports import ReportStatus
from domain.requests import has_reason
from domain.units import Unit
from handlers.consolidating import period_named
from handlers.conversation import Conversation
from handlers.forms import Fact, Form, word_button
from handlers.heard import Heard
from handlers.places import named_places
from handlers.questions import Choice, OneOf
from handlers.reasons import Reason
from handlers.report_filing import leaders_of, team_of
from handlers.turn import Turn
from storage import reports
from storage.reports import Kept
from vietnamese import fold
from vietnamese.writing import day, join_vi, sentence

_WHAT = r"(?:bao cao|bc)"
WORDS = rf"(?:tra|gui tra|tra ve)(?: lai)? (?:giup )?(?:{_WHAT}\b.*|bc-\w+.*)"
_CODE = re.compile(r"\bBC-[A-Z0-9]{4,12}\b")
_WHY = re.compile(r"(?:,|;|:| vì | vi | lý do | ly do | do )\s*(.+)$", re.IGNORECASE | re.DOTALL)
MAY_NOT = "Trả lại báo cáo là việc của lãnh đạo, cán bộ xã ạ. Báo cáo của Tổ mình, mời gõ SỬA."


class ReturnForm(Form):
    """Which report, and why."""

    period = Fact[str]()
    report = OneOf(
        "Trả lại báo cáo của Tổ nào ạ?", lambda form: [Choice(*one) for one in form.facts["among"]]
    )
    reason = Reason("Lý do trả lại để Tổ biết mà sửa ạ?", most=200)


_NAMES = re.compile(rf".*\b{_WHAT}\b.* (?:thon|xom|khoi|to dan pho|tdp|xa|phuong) \S.*")


class _Returning(Conversation):
    """Said with the place it is about it is no answer to another question."""

    def insists(self, heard: Heard) -> bool:
        said = fold(heard.text)
        return super().insists(heard) or (self.claims(heard) and _NAMES.fullmatch(said) is not None)


returning = _Returning(
    "returning",
    ReturnForm,
    words=WORDS,
    help="trả lại báo cáo để Tổ xem lại",
    example="trả lại báo cáo thôn Đông Trung",
    title="Trả lại báo cáo",
    outranks=True,
)


@returning.opens
async def begin(turn: Turn) -> ReturnForm | None:
    """What the message names is not asked again."""
    within = reach(Action.RETURN_REPORT, turn.speaker.offices, turn.tree)
    if not within:
        turn.say(MAY_NOT)
        return None
    text = turn.heard.text
    found = await _meant(turn, within)
    if not found:
        turn.say(_nothing(turn, within))
        return None
    among = [
        [one.report.code, f"{team_of(turn, one.report.unit_code)}, mã {one.report.code}", ""] for one in found
    ]
    form = ReturnForm(among=among, period=str(found[0].report.period))
    if len(found) == 1:
        form.take("report", found[0].report.code)
    said = _WHY.search(_CODE.sub("", text, count=1))
    if said is not None and has_reason(said[1]):
        form.take("reason", said[1].strip(" ."))
    return form


async def _meant(turn: Turn, within: set[str]) -> list[Kept]:
    """The sent reports that are meant: by code, by the team named, else all of the period."""
    code = _CODE.search(turn.heard.text.upper())
    if code is not None:
        kept = await reports.by_code(turn.rows, code[0])
        return [kept] if kept is not None and kept.report.unit_code in within else []
    named = _named(turn, within)
    codes = {unit.code for unit in named} or within
    for period in _periods(turn):
        found = await reports.of_teams(turn.rows, codes, period)
        if sent := [found[one] for one in sorted(found) if found[one].report.counts]:
            return sent
    return []


def _named(turn: Turn, within: set[str]) -> list[Unit]:
    units: list[Unit] = [unit for unit in turn.tree if unit.code in within]
    named, sure = named_places(units, turn.heard.text, turn.directory)
    return named if sure else []


def _periods(turn: Turn) -> list[Period]:
    """The period that is named; else the one whose window closed last, then the running one."""
    named, closed = period_named(turn), Period.closed(turn.at, turn.house.window)
    return [closed, closed.next()] if named is None else [named]


def _nothing(turn: Turn, within: set[str]) -> str:
    """Which team has sent nothing, for which month."""
    named, period = _named(turn, within), _periods(turn)[0]
    if not named or _CODE.search(turn.heard.text.upper()):
        return "Trợ lý chưa thấy báo cáo nào đã gửi như vậy. Gõ «ai chưa gửi» để xem nơi nào chưa gửi ạ."
    who = sentence(join_vi([team_of(turn, unit.code) for unit in named]))
    return (
        f"{who} chưa gửi báo cáo {period.label()}, hoặc báo cáo đã trả lại rồi, nên chưa có gì để trả lại ạ."
    )


@returning.completes
async def answered(form: ReturnForm, turn: Turn) -> None:
    """It no longer counts until it is sent again; what a consolidation has used already is amended instead."""
    kept = await reports.by_code(turn.rows, form.report, lock=True)
    if kept is None or not kept.report.counts:
        turn.say("Báo cáo này hiện không còn ở trạng thái đã gửi ạ.")
        return
    report = kept.report
    if not may(Action.RETURN_REPORT, turn.speaker.offices, report.unit_code, turn.tree):
        turn.say(MAY_NOT)
        return
    if report.status is ReportStatus.SUBMITTED:
        back = report.returned(form.reason)
        by = turn.speaker.person_id or ""
        await reports.change(
            turn.rows,
            kept,
            back,
            None,
            event_key=turn.incoming.key,
            on_behalf_of=kept.on_behalf_of,
            by=by,
            at=turn.at,
        )
    turn.audit("report_returned", f"report:{report.code}", status=str(report.status))
    await _tell(turn, kept, form.reason)


async def _tell(turn: Turn, kept: Kept, reason: str) -> None:
    report, who = kept.report, team_of(turn, kept.report.unit_code)
    is_locked = report.status is not ReportStatus.SUBMITTED
    due = reports.due_of(turn.directory, report.unit_code, report.period, turn.house.window)
    until = f" chậm nhất hết {day(due.team)}" if turn.today <= due.team else " sớm"
    what = "gửi số đính chính" if is_locked else f"gửi lại{until}"
    told = dict.fromkeys([*await leaders_of(turn, report.unit_code), report.submitted_by])
    for person in told:
        if person and person != turn.speaker.person_id:
            turn.tell(
                f"person:{person}",
                f"UBND xã cảm ơn và nhờ Tổ xem lại báo cáo {report.period.label()} của {who} (mã {report.code}):"
                f" {reason}.\nGõ SỬA, sửa xong {what} giúp xã ạ.",
                word_button("Sửa báo cáo"),
                about=f"{report.code}:returned:{turn.incoming.key}",
            )
    if is_locked:
        turn.say(f"Báo cáo của {who} đã khóa theo tổng hợp nên Trợ lý nhờ Tổ gửi số đính chính, kèm lý do ạ.")
    else:
        turn.say(
            f"Đã trả lại báo cáo {report.period.label()} của {who}, kèm lý do. Tổ gửi lại thì mới tính ạ."
        )
