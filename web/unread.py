"""What the assistant did not understand, without personal data: an officer says what each line means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.authority import Action
from storage import unread as stored
from storage.unread import NOTHING, Kept, Line
from web.about import by_top
from web.meanings import OUT_OF_SCOPE, likely, meanings
from web.page import Context, Page, Refused
from web.visit import Visit

unread = Page(
    "unread",
    "/cai-dat/cau-chua-hieu",
    "Câu chưa hiểu",
    sees=(Action.SET_RULES,),
    about=by_top,
    menu="Câu chưa hiểu",
)
CHOSEN = "cau"
MOST = 50
MOST_LABELLED = 20
NOTHING_WORDS = "bỏ qua, không rõ nghĩa"
SPEAKERS = {
    "resident": "Người dân",
    "member": "Thành viên Tổ",
    "deputy": "Tổ phó",
    "leader": "Tổ trưởng",
    "commune_leader": "Cán bộ xã hoặc Tổ trưởng Tổ xã",
    "chairman": "Lãnh đạo UBND xã",
    "district": "Cán bộ huyện",
    "department": "Cán bộ Sở",
}


@unread.shows
async def show(visit: Visit) -> Context:
    """One line with what it may mean, the commonest first; the others wait below; the labelled ones, newest first."""
    kept = await stored.kept(visit.rows)
    waiting = [one for one in kept if one.meaning is None]
    labelled = [(one.labelled_at, one) for one in kept if one.labelled_at is not None]
    newest = [one for _, one in sorted(labelled, key=lambda pair: pair[0], reverse=True)[:MOST_LABELLED]]
    now = _at_hand(visit, waiting)
    first = [] if now is None else likely(now.line, visit.directory.form(visit.today), visit.today)
    return {
        "now": now,
        "likely": first,
        "others": [one for one in meanings() if one not in (*first, OUT_OF_SCOPE)],
        "meanings": {**meanings(), NOTHING: NOTHING_WORDS},
        "nothing": NOTHING,
        "out_of_scope": OUT_OF_SCOPE,
        "next": [one for one in waiting if one is not now][:MOST],
        "more": max(0, len(waiting) - 1 - MOST),
        "labelled": newest,
        "count": len(labelled),
        "said_by": lambda line: _said_by(visit, line),
    }


def _at_hand(visit: Visit, waiting: Sequence[Kept]) -> Kept | None:
    chosen = visit.asked.get(CHOSEN)
    return next((one for one in waiting if one.line.digest == chosen), waiting[0] if waiting else None)


def _said_by(visit: Visit, line: Line) -> str:
    """ "Tổ trưởng nhắn, khi được hỏi «Số lượt người dự tuyên truyền»"."""
    who = SPEAKERS.get(line.speaker, line.speaker)
    if not line.form:
        return f"{who} nhắn"
    fields = visit.directory.form(visit.today).fields
    asked = next((one.label for one in fields if one.key == line.asked), None)
    return f"{who} nhắn, khi {'đang báo cáo' if asked is None else f'được hỏi «{asked}»'}"


@unread.does("label", Action.SET_RULES)
async def label(visit: Visit, form: Any) -> str:
    """Say what a line means; twice is once."""
    digest, meaning = str(form.get(CHOSEN, "")), str(form.get("nghia", ""))
    words = meanings().get(meaning, NOTHING_WORDS if meaning == NOTHING else "")
    if not words:
        raise Refused("Chưa rõ câu này nghĩa là gì. Mời bấm một ý ạ.")
    if not await stored.label(visit.rows, digest, meaning, visit.at):
        return "Câu này đã được ghi nghĩa hoặc đã hết hạn giữ, không phải ghi lại."
    visit.turn.audit("line_labelled", f"line:{digest[:8]}", after=words)
    return f"Đã ghi: {words}. Nếu nhầm, mời bấm «Ghi lại» ở cuối trang."


@unread.does("unlabel", Action.SET_RULES)
async def unlabel(visit: Visit, form: Any) -> str:
    """Let a line wait again."""
    digest = str(form.get(CHOSEN, ""))
    if not await stored.unlabel(visit.rows, digest):
        return "Câu này đang chờ ghi nghĩa hoặc đã hết hạn giữ."
    visit.turn.audit("line_unlabelled", f"line:{digest[:8]}")
    return "Đã đưa câu này trở lại danh sách chờ."
