"""The leader's word on what others wrote: a member's draft is sent, a second reporter's figures taken or not."""

from __future__ import annotations

from typing import Any

from domain.reports import ReportStatus
from handlers import report_filing as filing
from handlers.conversation import Conversation
from handlers.forms import Form
from handlers.pressing import Tap
from handlers.report import begin_correction, blank, refusal
from handlers.report_form import ReportForm
from handlers.turn import Turn
from storage import reports
from storage.reports import Kept

report_choices = Conversation("report_choices")


@report_choices.presses("send_draft")
async def send_draft(turn: Turn, tap: Tap) -> Form | None:
    """The leader sends what a member has drafted, provided it is still what he was shown."""
    kept = await reports.by_code(turn.rows, tap.object, lock=True)
    if kept is None or kept.report.status is not ReportStatus.DRAFT:
        turn.say("Báo cáo này đã được gửi rồi ạ.")
        return None
    if not filing.may_send(turn, kept.report.unit_code):
        turn.say(refusal(turn))
        return None
    if _figures(kept) != tap.detail.get("seen"):
        turn.say("Bản soạn đã thay đổi so với lúc gửi cho mình, mời xem lại ạ.")
        return await _go_on_with(turn, kept)
    template = turn.directory.form_version(kept.report.form_version)
    drafted = kept.report
    wanted = filing.Filing(drafted.unit_code, drafted.period, drafted.values, drafted.nil, template)
    if await filing.file(turn, wanted) is not None and drafted.submitted_by != turn.speaker.person_id:
        turn.tell(
            f"person:{drafted.submitted_by}",
            f"Tổ trưởng đã gửi báo cáo {drafted.period.label()} mình soạn lên UBND xã. Mã {drafted.code}."
            " Cảm ơn đã soạn giúp Tổ ạ.",
            about=f"{drafted.code}:draft_sent:{turn.incoming.key}",
        )
    return None


@report_choices.presses("edit_draft", once=False)
async def edit_draft(turn: Turn, tap: Tap) -> Form | None:
    """The leader goes through the draft himself."""
    kept = await reports.by_code(turn.rows, tap.object)
    if kept is None or kept.report.status is not ReportStatus.DRAFT:
        turn.say("Báo cáo này đã được gửi rồi; cần sửa thì gõ SỬA ạ.")
        return None
    if not filing.may_send(turn, kept.report.unit_code):
        turn.say(refusal(turn))
        return None
    form = await _go_on_with(turn, kept)
    if form is not None:
        form.facts["fixing"] = True
    return form


async def _go_on_with(turn: Turn, kept: Kept) -> ReportForm | None:
    unit = turn.tree.get(kept.report.unit_code)
    if unit is None:
        return None
    form = await blank(turn, unit, kept.report.period)
    form.begin_with(kept.report.values)
    return form


def _figures(kept: Kept) -> dict[str, Any]:
    return {key: value for key, value in kept.report.values.items() if isinstance(value, int)}


@report_choices.presses("enclose_photos")
async def enclose_photos(turn: Turn, tap: Tap) -> Form | None:
    """Photos that came after the report was sent: it is read back with them before it is sent again."""
    kept = await reports.by_code(turn.rows, tap.object)
    unit = None if kept is None else turn.tree.get(kept.report.unit_code)
    if kept is None or unit is None or not kept.report.counts:
        turn.say("Báo cáo này không còn như lúc vừa gửi. Gõ «báo cáo» rồi gửi ảnh khi được hỏi ạ.")
        return None
    if any(isinstance(one.form, ReportForm) for one in turn.dialogs):
        turn.say("Đang viết dở một báo cáo; gửi xong báo cáo ấy rồi hãy kèm ảnh ạ.")
        return None
    form = await blank(turn, unit, kept.report.period)
    form.facts["onto"] = kept.report.revision
    begin_correction(form, kept)
    form.photos.extend(tap.detail.get("photos") or [])
    if kept.report.nil:
        form.offer_nil()
    return form


@report_choices.presses("use_new")
async def use_new(turn: Turn, tap: Tap) -> None:
    """The leader takes the second reporter's figures."""
    found = await _proposal(turn, tap)
    if found is None:
        return
    kept, proposal = found
    written = await filing.accept(turn, kept, proposal)
    filing.tell_proposer(
        turn, proposal, f"Tổ trưởng đã dùng số mới; báo cáo {written.report.code} đã được sửa ạ."
    )
    turn.say(f"Đã dùng số mới cho báo cáo {written.report.period.label()}, mã {written.report.code} ạ.")


@report_choices.presses("keep_old")
async def keep_old(turn: Turn, tap: Tap) -> None:
    """The leader keeps what stands."""
    found = await _proposal(turn, tap)
    if found is None:
        return
    kept, proposal = found
    await reports.settle(turn.rows, proposal)
    turn.audit("report_proposal_declined", f"report:{kept.report.code}", proposal=proposal.id)
    filing.tell_proposer(turn, proposal, f"Tổ trưởng giữ số đã gửi của báo cáo {kept.report.code} ạ.")
    turn.say(f"Giữ số cũ của báo cáo {kept.report.period.label()}, mã {kept.report.code} ạ.")


async def _proposal(turn: Turn, tap: Tap) -> tuple[Kept, reports.Proposal] | None:
    """The proposal behind a button, if it is still the one that was shown and the speaker answers for the team."""
    kept = await reports.by_code(turn.rows, str(tap.detail.get("code")), lock=True)
    proposal = await reports.proposal(turn.rows, int(tap.object))
    if kept is None or turn.speaker.person_id not in await filing.confirmers_of(turn, kept.report.unit_code):
        turn.say("Việc này do Tổ trưởng quyết định ạ.")
        return None
    moved = proposal is None or proposal.at.isoformat() != tap.detail.get("at")
    if proposal is None or moved or proposal.onto != kept.report.revision or not kept.report.counts:
        turn.say("Báo cáo đã thay đổi sau đề nghị này, nên nút không còn tác dụng ạ.")
        return None
    return kept, proposal
