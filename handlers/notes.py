"""What people tell that has no conversation of its own yet: recorded, receipted, passed to the commune's officer."""

from __future__ import annotations

import re

from domain.people import Office
from domain.units import UnitKind
from handlers.consent import forget_what_was_said
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.officers import communes_of, pass_on, quoted, who_speaks
from handlers.questions import ShortText
from handlers.turn import Turn
from storage import notes
from storage.tables import unit_facts
from vietnamese import fold, redact, writing
from vietnamese.writing import sentence

KINDS = {
    "task_update": "tin về việc được giao",
    "training": "tin về tập huấn",
    "initiative": "sáng kiến, cách làm hay",
    "commendation": "đề xuất khen thưởng",
    "zalo_group": "việc nhóm Zalo của Tổ",
    "profile": "số liệu của thôn",
    "adhoc_request": "yêu cầu báo cáo nhanh",
}

_I = r"(?:(?:to|thon|xom) )?(?:(?:chung )?(?:toi|tui|em|minh|bac|chau)|to|thon)?\s?"
BARE = re.compile(
    rf"{_I}(?:muon |xin |can |co |vua co )*(?:gui |bao |de xuat |neu )?"
    r"(?:(?:xa )?mot viec|(?:mot )?(?:sang kien|cach lam hay)(?: moi| hay)?|(?:de nghi |de xuat )?khen(?: thuong)?)"
    r"|(?:gui xa )?(?:tin bao|viec da lam)"
)
"""Only that there is something to tell, not what."""
BARE_COMPLAINT = re.compile(
    rf"{_I}(?:muon |xin |can )*(?:duoc )?(?:phan anh|gop y|khieu nai|co y kien)(?: (?:mot )?(?:viec|chut|y kien))?"
    r"(?: (?:voi|len|cho) xa)?"
)
BARE_SUSPICION = re.compile(r"(?:bao|hoi ve) (?:tin nhan |duong dan |tin |link )?(?:la|lua dao)")


_ASK = {
    "complaint": "Dạ, mời viết điều muốn góp ý, phản ánh, Trợ lý chuyển ngay cho cán bộ xã ạ.",
    "suspicious": "Mời chép lại tin nhắn hoặc đường dẫn lạ đó, ai gửi, để Trợ lý báo cán bộ xã ạ.",
    "note": "Mời viết vài dòng về việc đó, Trợ lý chuyển ngay cho cán bộ xã ạ.",
}


class Words(ShortText):
    """What there is to tell; a whole sentence is the answer whatever else it might be read as."""

    def at_sight(self, form: Form, text: str) -> str | None:
        said = text.strip()
        return said if len(said.split()) >= 4 and len(said) <= self._most else None


class NoteForm(Form):
    """What is told, where only that there is something was said."""

    kind = Fact[str]()
    what = Words(lambda form: _ASK[form.kind], least=5)


class ComplaintForm(NoteForm):
    """What somebody complains about."""


class SuspicionForm(NoteForm):
    """What looks like a fraud."""


def is_bare(turn: Turn, pattern: re.Pattern[str]) -> bool:
    """Whether the message only says that there is something."""
    return turn.is_read and pattern.fullmatch(fold(turn.heard.text).strip(" .!?")) is not None


noted = Conversation(
    "notes",
    NoteForm,
    intents=tuple(kind for kind in KINDS if kind != "adhoc_request"),
    help="gửi xã việc đã làm, sáng kiến, đề nghị khen, tin báo",
    example="tổ tôi có sáng kiến mới",
    title="Gửi xã một việc",
)
complaint = Conversation(
    "complaint",
    ComplaintForm,
    intents=("complaint",),
    help="góp ý, phản ánh",
    example="tôi muốn phản ánh",
    words=r"(toi|tui|em|bac)? ?(muon |xin )?(phan anh|gop y|khieu nai).*",
    title="Góp ý",
    aside=True,
)
suspicious = Conversation(
    "suspicious",
    SuspicionForm,
    intents=("suspicious",),
    words=r"(bao|hoi ve) (tin nhan |duong dan )?(la|lua dao)",
    help="báo đường dẫn lạ, nghi lừa đảo",
    example="báo tin nhắn lạ",
    title="Báo tin lạ",
    aside=True,
)


@noted.opens
async def begin(turn: Turn) -> NoteForm | None:
    """Keep it, say so with a code, and pass it on; ask what it is where that was not said."""
    kind = turn.heard.intent
    if kind not in KINDS or is_bare(turn, BARE):
        return NoteForm(kind="note", about=_kind_named(fold(turn.heard.text)))
    if kind == "profile":
        await _keep_facts(turn)
    await _receipt(turn, kind, turn.heard.text)
    return None


def _kind_named(said: str) -> str:
    if re.search(r"\b(?:sang kien|cach lam hay)\b", said):
        return "initiative"
    return "commendation" if re.search(r"\bkhen\b", said) else "task_update"


@noted.completes
async def submit(form: NoteForm, turn: Turn) -> None:
    """Told now."""
    await _receipt(turn, form.facts["about"], form.what)


async def _receipt(turn: Turn, kind: str, text: str) -> None:
    code, told = await keep(turn, kind, sentence(KINDS[kind]), text)
    turn.say(
        f"✅ Trợ lý đã ghi nhận {KINDS[kind]}{_figures(turn)}, mã {code}, và chuyển {told}.\n"
        f"Cảm ơn {turn.you} ạ."
    )


async def keep(turn: Turn, kind: str, about: str, text: str) -> tuple[str, str]:
    """Record what was said and tell the officer. Its code, and who was told, in words."""
    unit = _unit(turn) or next((one.code for one in await communes_of(turn)), None)
    said = redact(text)
    code = await notes.record(
        turn.rows, kind, turn.speaker.address, said, turn.at, unit_code=unit, event_key=turn.incoming.key
    )
    turn.audit("noted", f"note:{code}", kind=kind)
    letter = f"{about} (mã {code}). {who_speaks(turn)}: {quoted(text)}"
    officer = await pass_on(turn, letter, about=f"note:{code}")
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
    facts = _facts(turn) if turn.is_read and turn.heard.says("profile") else {}
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
async def angry(turn: Turn) -> ComplaintForm | None:
    """Respect, a code, and a human; who only wants to complain is asked about what."""
    if is_bare(turn, BARE_COMPLAINT) or fold(turn.heard.text).strip(" .!") == fold(complaint.title):
        return ComplaintForm(kind="complaint")
    await _complained(turn, turn.heard.text)
    return None


@complaint.completes
async def complained(form: ComplaintForm, turn: Turn) -> None:
    """Told now."""
    await _complained(turn, form.what)


async def _complained(turn: Turn, text: str) -> None:
    code, told = await keep(turn, "complaint", "Ý kiến phản ánh", text)
    money = ""
    if re.search(r"\b(?:phu cap|che do|kinh phi|dong nao)\b", fold(text)):
        money = " Về chế độ, phụ cấp, xin hỏi UBND xã."
    turn.say(
        f"Dạ, Trợ lý xin ghi nhận ý kiến (mã {code}) và đã chuyển {told}.{money}\nCần gặp cán bộ, gõ «gặp cán bộ» ạ."
    )


@suspicious.opens
async def warned(turn: Turn) -> SuspicionForm | None:
    """A link, a claimed office, an order to the machine, or an ID number that must not be here."""
    if is_bare(turn, BARE_SUSPICION) or fold(turn.heard.text).strip(" .!") == fold(suspicious.title):
        return SuspicionForm(kind="suspicious")
    await _warn(turn)
    return None


@suspicious.completes
async def warned_of(form: SuspicionForm, turn: Turn) -> None:
    """Told now."""
    await _thank(turn, form.what)


async def _warn(turn: Turn) -> None:
    kind = turn.heard.slot("kind")
    if kind == "id_number":
        await _id_number(turn)
    elif kind == "injection":
        turn.audit("refused_injection", turn.speaker.address)
        turn.say(
            "Dạ, Trợ lý không làm việc này ạ. Ai được duyệt, được xem gì là do chức danh xã đã lập. Gõ «trợ giúp»."
        )
    elif kind == "impersonation":
        await keep(turn, "suspicious", "Có người xưng chức danh để nhờ duyệt, xin thông tin", turn.heard.text)
        turn.say(
            "Dạ, Trợ lý chỉ nhận chức danh đã đăng ký với tài khoản Zalo này ạ."
            " Có mã kích hoạt của xã thì gõ mã; cần giúp gõ «gặp cán bộ»."
        )
    elif kind == "link":
        await keep(turn, "suspicious", "Đường dẫn lạ, nghi lừa đảo", turn.heard.text)
        turn.say(
            f"Đường dẫn này chưa được xác minh, {turn.you} đừng bấm và đừng nhập mật khẩu, mã OTP ạ."
            " Trợ lý đã báo cán bộ xã."
        )
    else:
        await _thank(turn, turn.heard.text)


async def _thank(turn: Turn, text: str) -> None:
    code, told = await keep(turn, "suspicious", "Tin báo nghi lừa đảo", text)
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
