"""What people tell that has no conversation of its own yet: recorded, receipted, passed to the commune's officer."""

from __future__ import annotations

from domain.people import Office
from domain.units import UnitKind
from handlers.consent import forget_what_was_said
from handlers.conversation import Conversation
from handlers.naming import sentence
from handlers.officers import communes_of, pass_on, quoted, who_speaks
from handlers.turn import Turn
from storage import notes
from storage.tables import unit_facts
from vietnamese import redact, writing

KINDS = {
    "task_update": "tin về việc được giao",
    "training": "tin về tập huấn",
    "initiative": "sáng kiến, cách làm hay",
    "commendation": "đề xuất khen thưởng",
    "zalo_group": "việc nhóm Zalo của Tổ",
    "profile": "số liệu của thôn",
    "adhoc_request": "yêu cầu báo cáo nhanh",
}

noted = Conversation(
    "notes",
    intents=tuple(KINDS),
    help="gửi xã việc đã làm, sáng kiến, đề nghị khen, tin báo",
    example="tổ tôi có sáng kiến mới",
    title="Gửi xã một việc",
)
complaint = Conversation(
    "complaint",
    intents=("complaint",),
    help="góp ý, phản ánh",
    example="tôi muốn phản ánh",
    words=r"(toi|tui|em|bac)? ?(muon |xin )?(phan anh|gop y|khieu nai).*",
    title="Góp ý",
    aside=True,
)
suspicious = Conversation(
    "suspicious",
    intents=("suspicious",),
    words=r"(bao|hoi ve) (tin nhan |duong dan )?(la|lua dao)",
    help="báo đường dẫn lạ, nghi lừa đảo",
    example="báo tin nhắn lạ",
    title="Báo tin lạ",
    aside=True,
)


@noted.opens
async def begin(turn: Turn) -> None:
    """Keep it, say so with a code, and pass it on."""
    kind = turn.heard.intent
    if kind == "profile":
        await _keep_facts(turn)
    code, told = await keep(turn, kind, f"{sentence(KINDS[kind])}")
    turn.say(
        f"✅ Trợ lý đã ghi nhận {KINDS[kind]}{_figures(turn)}, mã {code}, và chuyển {told}.\n"
        f"Cảm ơn {turn.you} ạ."
    )


async def keep(turn: Turn, kind: str, about: str) -> tuple[str, str]:
    """Record what was said and tell the officer. Its code, and who was told, in words."""
    unit = _unit(turn) or next((one.code for one in await communes_of(turn)), None)
    said = redact(turn.heard.text)
    code = await notes.record(
        turn.rows, kind, turn.speaker.address, said, turn.at, unit_code=unit, event_key=turn.incoming.key
    )
    turn.audit("noted", code, kind=kind)
    text = f"{about} (mã {code}). {who_speaks(turn)}: {quoted(turn.heard.text)}"
    officer = await pass_on(turn, text, about=f"note:{code}")
    if officer is None:
        return code, "người phụ trách"
    await notes.passed(turn.rows, code, officer.person.id)
    return code, officer.introduced(turn)


def _unit(turn: Turn) -> str | None:
    """The team the speaker speaks for, if there is one."""
    units = turn.speaker.units_with(Office.TO_TRUONG, Office.TO_PHO, Office.THANH_VIEN, Office.CONG_TAC_VIEN)
    return units[0] if units else None


def _facts(turn: Turn) -> dict[str, int]:
    """Households and people of the village, as said."""
    found = {name: turn.heard.slot(name) for name in ("households", "people")}
    return {name: value for name, value in found.items() if isinstance(value, int) and value > 0}


def _figures(turn: Turn) -> str:
    """The figures read back with the receipt."""
    facts = _facts(turn) if turn.heard.says("profile") else {}
    words = {"households": "hộ", "people": "nhân khẩu"}
    said = [f"{writing.number(value)} {words[name]}" for name, value in facts.items()]
    return f" ({writing.join_vi(said)})" if said else ""


async def _keep_facts(turn: Turn) -> None:
    """The village's leader or deputy tells its size; what was said unsurely stays a note."""
    villages = [
        code
        for code in turn.speaker.units_with(Office.TO_TRUONG, Office.TO_PHO)
        if (unit := turn.tree.get(code)) is not None and unit.kind is UnitKind.THON
    ]
    facts = _facts(turn)
    if len(villages) != 1 or not facts or not turn.heard.sure:
        return
    by = {"told_by": turn.speaker.person_id, "told_at": turn.at}
    await turn.rows.put(unit_facts, {"unit_code": villages[0], **facts, **by})


# --- anger, and what smells of fraud -------------------------------------------------------------------------------


@complaint.opens
async def angry(turn: Turn) -> None:
    """Respect, a code, and a human."""
    code, told = await keep(turn, "complaint", "Ý kiến phản ánh")
    money = ""
    if any(
        word in turn.heard.text.casefold()
        for word in ("phụ cấp", "phu cap", "chế độ", "kinh phí", "đồng nào")
    ):
        money = " Về chế độ, phụ cấp, xin hỏi UBND xã."
    turn.say(
        f"Dạ, Trợ lý xin ghi nhận ý kiến (mã {code}) và đã chuyển {told}.{money}\nCần gặp cán bộ, gõ «gặp cán bộ» ạ."
    )


@suspicious.opens
async def warned(turn: Turn) -> None:
    """A link, a claimed office, an order to the machine, or an ID number that must not be here."""
    kind = turn.heard.slot("kind")
    if kind == "id_number":
        await _id_number(turn)
    elif kind == "injection":
        turn.audit("refused_injection", turn.speaker.address)
        turn.say(
            "Dạ, Trợ lý không làm việc này ạ. Ai được duyệt, được xem gì là do chức danh xã đã lập. Gõ «trợ giúp»."
        )
    elif kind == "impersonation":
        await keep(turn, "suspicious", "Có người xưng chức danh để nhờ duyệt, xin thông tin")
        turn.say(
            "Dạ, Trợ lý chỉ nhận chức danh đã đăng ký với tài khoản Zalo này ạ."
            " Có mã kích hoạt của xã thì gõ mã; cần giúp gõ «gặp cán bộ»."
        )
    elif kind == "link":
        await keep(turn, "suspicious", "Đường dẫn lạ, nghi lừa đảo")
        turn.say(
            f"Đường dẫn này chưa được xác minh, {turn.you} đừng bấm và đừng nhập mật khẩu, mã OTP ạ."
            " Trợ lý đã báo cán bộ xã."
        )
    else:
        code, told = await keep(turn, "suspicious", "Tin báo nghi lừa đảo")
        turn.say(
            f"Cảm ơn {turn.you}, Trợ lý đã báo {told} (mã {code}). Mình đừng bấm đường dẫn, đừng đưa mã OTP ạ."
        )


async def _id_number(turn: Turn) -> None:
    """Not kept, not passed on; the raw message goes within a day."""
    await forget_what_was_said(turn)
    turn.audit("id_number_sent", turn.speaker.address)
    turn.say(
        "Dạ, Trợ lý không cần và không lưu số căn cước; tin nhắn này được xóa trong 24 giờ ạ.\n"
        "Mình đừng gửi số giấy tờ cho ai qua tin nhắn."
    )
