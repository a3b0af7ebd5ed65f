"""Something urgent or unusual, told from below: recorded and passed on at once, day and night."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from domain.authority import Action, reach
from domain.periods import Period
from domain.units import full_label
from handlers.conversation import Conversation
from handlers.forms import Form
from handlers.handover import Commune
from handlers.officers import communes_of, quoted, who_speaks
from handlers.questions import ShortText, YesNo
from handlers.reading import read_text
from handlers.report_filing import officers_of
from handlers.report_form import ReportForm
from handlers.turn import Turn
from storage import attachments, reports
from vietnamese import fold, redact

BARE = re.compile(
    r"(?:toi |tui |em )?(?:muon |xin |can )?(?:bao|co) (?:tin |viec )?(?:khan|gap|khan cap)(?: cap)?"
)
"""Only that there is something, not what."""
KINDS = {"scam": "lừa đảo", "network": "sự cố mạng", "disaster": "thiên tai", "other": "việc khẩn"}


class IncidentForm(Form):
    """What may be read in two ways is not passed on without a yes."""

    what = ShortText("Việc gì, ở đâu ạ? Trợ lý báo ngay cán bộ xã.", when=lambda form: form.facts["is_bare"])
    sure = YesNo(
        "Báo ngay việc này cho cán bộ xã phải không ạ?",
        yes="Báo ngay",
        no="Không",
        when=lambda form: not form.facts["is_bare"] and not form.facts.get("is_sure"),
    )
    where = Commune(
        "Việc này ở xã, phường nào để Trợ lý báo đúng cán bộ ạ? Nguy hiểm đến người, mời gọi ngay 113, 114, 115.",
        slot="commune",
        when=lambda form: bool(form.facts.get("ask_where")) and form.answers.get("sure") is not False,
    )

    turn: Turn

    @property
    def enclosed(self) -> list[int]:
        """Ids of the photos, files and places that came while it was being written."""
        return self.facts.setdefault("enclosed", [])  # type: ignore[no-any-return]

    async def attend(self, turn: Turn) -> None:
        """Places are looked up in the tree of this turn."""
        self.turn = turn


incident = Conversation(
    "incident",
    IncidentForm,
    intents=("report_adhoc",),
    words=BARE.pattern,
    help="báo tin khẩn (lừa đảo, mất mạng, bão lụt)",
    example="báo tin khẩn",
    title="Báo tin khẩn",
    aside=True,
)


@incident.opens
async def begin(turn: Turn) -> IncidentForm | None:
    """Pass it on at once when it was plainly said."""
    told = {"text": turn.heard.text, "kind": str(turn.heard.slot("kind") or "other")}
    is_bare = BARE.fullmatch(fold(turn.heard.text).strip(" .!")) is not None
    reporting = any(isinstance(one.form, ReportForm) for one in turn.dialogs)
    ask_where = await _unit_of(turn) is None
    if is_bare or reporting or ask_where or not turn.heard.sure:
        is_sure = turn.heard.sure and not reporting
        return IncidentForm(**told, is_bare=is_bare, is_sure=is_sure, ask_where=ask_where)
    await _pass_on(turn, told)
    return None


@incident.completes
async def answered(form: IncidentForm, turn: Turn) -> None:
    """Passed on when confirmed."""
    named = form.answers.get("where")
    where = None if named is None else named["among"][0][0]
    if form.facts["is_bare"]:
        kind = str((await read_text(turn, form.what)).slot("kind") or "other")
        told = {"text": form.what, "kind": kind if kind in KINDS else "other"}
        await _pass_on(turn, told, where, form.enclosed)
    elif form.sure or form.facts.get("is_sure"):
        await _pass_on(turn, form.facts, where, form.enclosed)
    else:
        turn.say("Trợ lý không chuyển gì. Khi cần, gõ «gặp cán bộ» ạ.")


async def _pass_on(
    turn: Turn, told: dict[str, Any], where: str | None = None, enclosed: Sequence[int] = ()
) -> None:
    """Record it as an adhoc report, tell the commune's team leader and officers, give a receipt."""
    unit_code = where or await _unit_of(turn)
    if unit_code is None:
        turn.say("Trợ lý chưa biết đây là xã nào để báo cán bộ. Việc khẩn cấp mời gọi 113, 114 hoặc 115 ạ.")
        return
    values = {"loai": told["kind"], "noi_dung": redact(told["text"])}
    period = Period.running(turn.at, turn.house.window)
    person = turn.speaker.person_id or ""
    report = await reports.add_adhoc(turn.rows, unit_code, period, values, person, turn.at, turn.incoming.key)
    await _enclose(turn, report.code, enclosed)
    turn.audit("incident", f"report:{report.code}", kind=told["kind"])
    told_to = await _tell(turn, unit_code, told, report.code)
    who = "cán bộ xã và Tổ trưởng Tổ xã" if told_to else "xã"
    turn.say(
        f"Trợ lý đã ghi nhận và báo ngay {who}. Mã {report.code}. Nguy hiểm đến người, mời gọi 113, 114, 115 ạ."
    )


async def _enclose(turn: Turn, code: str, ids: Sequence[int]) -> None:
    kept = await reports.by_code(turn.rows, code) if ids else None
    if kept is not None:
        await attachments.attach(turn.rows, ids, kept.id)


async def _unit_of(turn: Turn) -> str | None:
    """The team the speaker sits in, else the commune he belongs to."""
    own = sorted(reach(Action.SEE_MEMBERS, turn.speaker.offices, turn.tree))
    seats = [one.unit_code for one in turn.speaker.offices if one.unit_code in own]
    if seats:
        return seats[0]
    communes = await communes_of(turn)
    return communes[0].code if communes else None


async def _tell(turn: Turn, unit_code: str, told: dict[str, Any], code: str) -> int:
    unit = turn.tree.get(unit_code)
    where = "" if unit is None else f" tại {full_label(unit, turn.tree)}"
    others = [one for one in await officers_of(turn, unit_code) if one != turn.speaker.person_id]
    for officer in others:
        turn.tell(
            f"person:{officer}",
            f"Tin khẩn ({KINDS.get(told['kind'], KINDS['other'])}){where}, mã {code}.\n"
            f"{who_speaks(turn)}: {quoted(told['text'])}",
            about=f"incident:{code}",
        )
    return len(others)
