"""Mending or taking back a report that was sent: "sửa báo cáo", "sửa 3 = 40", "rút báo cáo"."""

from __future__ import annotations

import re

from domain.authority import Action, may, reach
from domain.periods import Period
from domain.reports import ReportStatus, locked_at
from handlers import report_filing as filing
from handlers import report_words as words
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.month_meant import month_meant
from handlers.questions import YesNo
from handlers.report import begin_correction, blank, teams_meant
from handlers.report_form import ReportForm
from handlers.several_months import asks_which_first
from handlers.turn import Turn
from storage import reports
from storage.reports import Kept
from vietnamese import fold
from vietnamese.writing import day

AGAIN = (
    r"(?:(?:cho|de|xin|muon|can|duoc|toi|tui|em|anh|chi|bac) )*(?:gui|nop|bao) lai (?:cho )?(?:xa )?"
    r"(?:bao cao|bc|so lieu)(?: cua (?:to|toi|tui|em))?(?: (?:thang|ky|t) ?(?:\d{1,2}|nay|truoc))?(?: (?:a|nhe|voi))*"
)
""" "Gửi lại báo cáo": what stands is read back, to be changed and sent anew; nothing is taken back."""
NONE_SENT = "Chưa có báo cáo nào đã gửi để sửa. Gõ «báo cáo» để gửi ạ."

correction = Conversation(
    "correction",
    intents=("correct",),
    words=r"sua(?: bao cao)?(?: thang \d{1,2})?|" + AGAIN,
    help="sửa báo cáo đã gửi",
    example="sửa báo cáo",
    title="Sửa báo cáo",
)


@correction.opens
async def begin(turn: Turn) -> ReportForm | None:
    """The form as it was sent, with what the message changes; it is read back before it is sent again."""
    if any(isinstance(one.form, ReportForm) for one in turn.dialogs):
        turn.say(
            "Báo cáo đang viết chưa gửi. Gõ «sửa 1 = 6» để sửa dòng 1, «quay lại» để trả lời lại câu trước ạ."
        )
        return None
    if asks_which_first(turn, "sửa báo cáo"):
        return None
    kept = await _report_meant(turn, drafts=True)
    unit = None if kept is None else turn.tree.get(kept.report.unit_code)
    if kept is None or unit is None:
        turn.say(NONE_SENT)
        return None
    form = await blank(turn, unit, kept.report.period)
    form.facts["onto"] = kept.report.revision
    if kept.report.status is ReportStatus.DRAFT:
        form.begin_with(kept.report.values)
        form.facts["fixing"] = not form.mend(turn.heard)
        return form
    begin_correction(form, kept)
    form.mend(turn.heard)
    if said := await circumstances(turn, kept):
        turn.say(said)
    return form


async def circumstances(turn: Turn, kept: Kept) -> str:
    """After the lock it becomes an amendment; another's report is changed by the leader's word only."""
    report = kept.report
    due = reports.due_of(turn.directory, report.unit_code, report.period, turn.house.window)
    locked = locked_at(due)
    if not report.is_open_to_correction(turn.at, locked):
        since = f"từ {day(due.commune)}" if turn.at > locked else "theo tổng hợp đã gửi lên"
        return (
            f"Báo cáo {report.period.label()} đã khóa {since}; "
            "số mới sẽ được ghi là đính chính và báo cho xã."
        )
    leaders = await filing.leaders_of(turn, report.unit_code)
    if report.counts and turn.speaker.person_id not in (report.submitted_by, *leaders):
        came = await filing.sent_by(turn, report.submitted_by)
        return f"Báo cáo này {came}; số mới sẽ chuyển Tổ trưởng chọn."
    return ""


async def _report_meant(turn: Turn, *, drafts: bool = False) -> Kept | None:
    """The report a message about "my report" can mean: of the period it names, else the newest."""
    own = reach(Action.DRAFT_REPORT, turn.speaker.offices, turn.tree)
    others = reach(Action.REPORT_FOR, turn.speaker.offices, turn.tree)
    named = {unit.code for unit in await teams_meant(turn)} & (own | others)
    found = await reports.newest(turn.rows, named if len(named) == 1 else own, most=12)
    if turn.speaker.person_id is not None:
        mine = await reports.of_person(turn.rows, turn.speaker.person_id)
        known = {one.id for one in found}
        found += [one for one in mine if one.id not in known and one.report.unit_code in own | others]
    said = _period(turn)
    wanted = [one for one in found if _stands(one, drafts) and said in (None, one.report.period)]
    if re.fullmatch(AGAIN, fold(turn.heard.text).strip(" .!?")):
        wanted = [one for one in wanted if one.report.status is ReportStatus.RETURNED] or wanted
    return max(wanted, key=lambda one: _newest(turn, one), default=None)


def _period(turn: Turn) -> Period | None:
    said = turn.heard.slot("period")
    if not isinstance(said, str):
        return None
    return month_meant(said, turn.heard.text, turn.at, turn.house.window)


def _stands(kept: Kept, drafts: bool) -> bool:
    draft = kept.report.status is ReportStatus.DRAFT and bool(kept.report.values)
    return kept.report.counts or kept.report.status is ReportStatus.RETURNED or (drafts and draft)


def _newest(turn: Turn, kept: Kept) -> tuple[bool, Period, bool]:
    sent = kept.report.status is not ReportStatus.DRAFT
    return sent, kept.report.period, kept.report.submitted_by == turn.speaker.person_id


# --- taking back ----------------------------------------------------------------------------------------------------


class RetractForm(Form):
    """Nothing is taken back without a yes."""

    code = Fact[str]()
    sure = YesNo(lambda form: form.facts["question"], yes="Rút lại", no="Giữ nguyên")


retract = Conversation(
    "retract",
    RetractForm,
    intents=("retract",),
    help="rút báo cáo vừa gửi",
    example="rút báo cáo",
    title="Rút báo cáo",
)


@retract.opens
async def begin_retracting(turn: Turn) -> RetractForm | None:
    """Only who sent it or answers for the team, and only before the lock."""
    kept = await _report_meant(turn)
    if kept is None:
        turn.say("Chưa có báo cáo nào đã gửi để rút ạ.")
        return None
    if not await _may_retract(turn, kept):
        turn.say("Báo cáo này do người khác gửi; Tổ trưởng hoặc người gửi mới rút được ạ.")
        return None
    if not _is_open(turn, kept):
        turn.say(
            "Báo cáo đã khóa nên không rút được nữa. Cần đổi số, gõ SỬA; số mới được ghi là đính chính ạ."
        )
        return None
    name = words.period_label(kept.report.period, turn.house.window, turn.today.year)
    team = filing.team_of(turn, kept.report.unit_code)
    return RetractForm(
        code=kept.report.code,
        question=f"Rút báo cáo {name} của {team} (mã {kept.report.code}), đúng không ạ?",
    )


async def _may_retract(turn: Turn, kept: Kept) -> bool:
    speaker = turn.speaker.person_id
    leaders = await filing.leaders_of(turn, kept.report.unit_code)
    sender = speaker == kept.report.submitted_by
    return speaker in leaders or (
        sender
        and any(
            may(one, turn.speaker.offices, kept.report.unit_code, turn.tree)
            for one in (Action.REPORT, Action.REPORT_FOR)
        )
    )


def _is_open(turn: Turn, kept: Kept) -> bool:
    due = reports.due_of(turn.directory, kept.report.unit_code, kept.report.period, turn.house.window)
    return kept.report.is_open_to_correction(turn.at, locked_at(due))


@retract.completes
async def retracted(form: RetractForm, turn: Turn) -> None:
    """Take it back, if it still stands as it was asked about."""
    if not form.sure:
        turn.say("Báo cáo vẫn giữ nguyên ạ.")
        return
    kept = await reports.by_code(turn.rows, form.code, lock=True)
    if kept is None or not _is_open(turn, kept) or not await _may_retract(turn, kept):
        turn.say("Báo cáo này không rút được nữa ạ.")
        return
    due = reports.due_of(turn.directory, kept.report.unit_code, kept.report.period, turn.house.window)
    report = kept.report.retracted(turn.at, locked_at(due))
    speaker = turn.speaker.person_id
    await reports.change(turn.rows, kept, report, due, event_key=turn.incoming.key, by=speaker, at=turn.at)
    turn.audit("report_retracted", f"report:{report.code}")
    turn.say(
        f"Đã rút báo cáo {report.period.label()}, mã {report.code}. Xã xem như chưa nhận; "
        f"hạn gửi lại là {day(due.team)}. Gõ «báo cáo» để gửi ạ."
    )
