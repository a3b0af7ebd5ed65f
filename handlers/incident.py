"""Something urgent or unusual, told from below: recorded and passed on at once, day and night."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from domain.authority import Action, may, reach
from domain.people import Office
from domain.periods import Period
from domain.units import full_label
from handlers.announcing import tell_persons
from handlers.conversation import Conversation
from handlers.forms import Form
from handlers.handover import Commune
from handlers.officers import communes_of, quoted, who_speaks
from handlers.questions import ShortText, YesNo
from handlers.reading import read_text
from handlers.report_filing import officers_of
from handlers.report_form import ReportForm
from handlers.turn import Turn
from storage import attachments, people, reports
from vietnamese import fold, redact

BARE = re.compile(
    r"(?:toi |tui |em )?(?:muon |xin |can )?(?:(?:bao|co) (?:tin |viec )?(?:khan|gap|khan cap)(?: cap)?"
    r"|(?:gui |nop |lam |viet )*(?:bao cao|bcao|bc) (?:dot xuat|khan)(?: (?:cua |cho )*(?:to|thon|xom))?)(?: a)?"
)
"""Only that there is something, not what."""
ABOVE = (Office.TRUONG_PHONG_VHTT, Office.CAN_BO_HUYEN, Office.CAN_BO_SO)
"""Who hears of it one level up: the district where there is one, else the department."""
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
    words=f"(?:{BARE.pattern})",
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
    text = f"Tin khẩn ({KINDS.get(told['kind'], KINDS['other'])}){where}, mã {code}.\n"
    text += f"{who_speaks(turn)}: {quoted(told['text'])}"
    others = [one for one in await officers_of(turn, unit_code) if one != turn.speaker.person_id]
    for officer in others:
        to = f"person:{officer}"
        up = turn.tap("Báo cấp trên", "incident_up", code, to)
        turn.tell(to, text, up, about=f"incident:{code}")
    return len(others) or len(await _tell_above(turn, unit_code, code, text))


async def _tell_above(turn: Turn, unit_code: str, code: str, text: str) -> list[str]:
    """To the contacts of the level above the commune: the district where there is one, else the department."""
    commune = turn.tree.commune_of(unit_code)
    for unit in turn.tree.ancestors(commune.code) if commune is not None else ():
        held = await people.offices_in(turn.rows, [unit.code], turn.today, ABOVE)
        if held:
            told = list(dict.fromkeys(one.person_id for one in held))
            await tell_persons(turn, told, text, f"incident:{code}")
            return told
    return []


@incident.presses("incident_up")
async def up(turn: Turn, tap: Any) -> None:
    """The commune passes it on to the level above."""
    kept = await reports.by_code(turn.rows, tap.object)
    if kept is None or not may(Action.ANNOUNCE, turn.speaker.offices, kept.report.unit_code, turn.tree):
        turn.say("Việc này hiện không thuộc phần mình phụ trách nữa ạ.")
        return
    values, unit = kept.report.values, turn.tree.get(kept.report.unit_code)
    where = "" if unit is None else f" tại {full_label(unit, turn.tree)}"
    text = f"Tin khẩn ({KINDS.get(str(values.get('loai')), KINDS['other'])}){where}, mã {tap.object}.\n"
    text += f"{quoted(str(values.get('noi_dung', '')))}. {who_speaks(turn)} chuyển lên."
    told = await _tell_above(turn, kept.report.unit_code, tap.object, text)
    turn.audit("incident_up", f"report:{tap.object}", to=",".join(told))
    turn.say(f"Đã báo cấp trên tin {tap.object}." if told else "Danh sách chưa có đầu mối cấp trên để báo ạ.")
