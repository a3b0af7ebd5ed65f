"""Documents by chat: "cho tôi báo cáo tháng 11 bản word", "xuất quyết định A7K", "danh sách tổ bản pdf"."""

from __future__ import annotations

import re

from documents.paper import Form, PaperKind
from domain.authority import Action, Delegation, may
from domain.periods import Period
from domain.requests import is_code
from domain.units import Unit, UnitKind, label
from handlers.conversation import Conversation
from handlers.paper_orders import CHART, FORM_WORDS, Ordered, entitled, period_in
from handlers.paper_questions import question_code
from handlers.places import UNIT_NAME, communes_named, villages_named
from handlers.report_words import figure_named
from handlers.turn import Turn
from storage import delegations, orders, questions, requests
from vietnamese import fold
from vietnamese.writing import inside

NOT_YOURS = "Dạ, văn bản này dành cho người phụ trách ở đơn vị đó. Cần giúp, mời gõ «gặp cán bộ» ạ."
WHICH_PLACE = (
    "Trợ lý chưa rõ mình nói nơi nào. Mời gõ kèm tên xã, ví dụ: báo cáo thôn Hòa Bình, xã Cẩm Bình bản word."
)
NO_LINKS = "Bản Excel được gửi bằng liên kết mà hệ thống chưa đặt địa chỉ. Mời lấy bản Word hoặc PDF ạ."
_AS = r"(?:ban|dang|file|tep|bang|kieu|duoi dang|dinh dang)(?: ban| dang| file| tep)?"
_FORM = r"(?:word|docx?|pdf|excel|xlsx?)"
_END = r"(?: (?:a|nhe|nha|di|voi|giup|giup toi|giup em))*"
_ASKS = r"(?:(?:cho|gui|lay|tai|xin|can|muon|giup|nho|de nghi|toi|tui|minh|em|bac|anh|chi|tro ly) )*"
_MAKES = r"(?:xuat|in|soan|lap|tao|lam) (?:ra |giup |ho |cho |toi |em |file |van ban |ban |mot |cai )*"
_WHAT = r"(?:bao cao|quyet dinh|qd|danh sach|to trinh|cong van|van ban)"
_OF_WHAT = (
    r"(?: (?:(?:thang|ky|t) ?\d{1,2}(?:[/.-]\d{2,4})?|tong hop|cua|toan|ca|tinh|huyen|xa|phuong|to|thang|ky|nay|truoc"
    rf"|(?:xa|phuong|thon|xom|khoi|tdp) (?:\d{{1,2}}|{UNIT_NAME}))){{0,8}}"
)
"""Which report, by month and place alone: what tells more than that is a report of its own."""
WORDS = (
    rf"{_ASKS}(?:{_MAKES})?{_WHAT}(?: .*)? {_AS} {_FORM}{_END}"
    rf"|{_ASKS}{_MAKES}(?:bao cao(?: tong hop| thang| ky)|quyet dinh|danh sach|to trinh|cong van)(?: .*)?"
    rf"|{_ASKS}(?:xuat|in|soan|tai)(?: (?:ra|giup|ban|file|cai|mot|cho toi))* bao cao (?:dot xuat|hoi nhanh)(?: .*)?"
    rf"|{_ASKS}(?:{_MAKES})?(?:bao cao|bcao|bc) (?:dot xuat|hoi nhanh)(?: hn[ -]\w+)? {_FORM}{_END}"
    rf"|{_ASKS}(?:ket qua|tong hop)(?: tra loi)? (?:hoi nhanh|(?:hoi |bao cao )?dot xuat)(?: .*)? {_AS} {_FORM}{_END}"
    rf"|{_ASKS}(?:{_MAKES})?(?:de nghi|de xuat|ho so|danh sach) khen(?: thuong)?(?: .*)? {_AS} {_FORM}{_END}"
    rf"|{_ASKS}(?:cong van (?:don doc|nhac)|to trinh)(?: .*)?"
    rf"|{_ASKS}(?:xem |ve )?bieu do(?: .*)?"
    rf"|{_ASKS}(?:{_MAKES})?(?:quyet dinh|qd|to trinh)(?: don)? [a-z]\d[a-z0-9]+ {_FORM}{_END}"
    rf"|{_ASKS}(?:{_MAKES})?(?:bao cao|bcao|bc){_OF_WHAT} {_FORM}{_END}|{_ASKS}(?:bao cao|bcao|bc) {_FORM}{_OF_WHAT}"
    rf"|{_ASKS}(?:ban|file|tep) {_FORM} (?:cua )?{_WHAT}(?: .*)?"
    rf"|{_ASKS}(?:{_MAKES})?danh sach(?: thanh vien)?{_OF_WHAT} {_FORM}{_END}"
)
_KINDS = (
    (PaperKind.COMMENDATION, r"\bkhen\b"),
    (PaperKind.ADHOC, r"\b(?:dot xuat|hoi nhanh|bao cao nhanh)\b"),
    (PaperKind.REMINDER, r"\bcong van\b"),
    (PaperKind.PROPOSAL, r"\bto trinh\b"),
    (PaperKind.DECISION, r"\b(?:quyet dinh|qd)\b"),
    (PaperKind.MEMBERS, r"\bdanh sach\b"),
)
_NAMES = {
    PaperKind.REPORT: "báo cáo",
    PaperKind.DECISION: "quyết định",
    PaperKind.PROPOSAL: "tờ trình",
    PaperKind.MEMBERS: "danh sách thành viên",
    PaperKind.REMINDER: "công văn đôn đốc",
    PaperKind.ADHOC: "báo cáo đột xuất",
    PaperKind.COMMENDATION: "tờ trình khen thưởng",
}
_PLACE = re.compile(
    r"\b(?:thon|xom|khoi(?: pho)?|to dan pho|tdp|ban(?! word| pdf| excel| doc)|xa|phuong)"
    rf" (?!(?:thang|ky|t ?\d+|nay|{_AS}|{_FORM})\b)(\S.*)"
)
_PROVINCE = re.compile(r"\b(?:bao cao|bcao|bc)(?: tong hop)?(?: cua)?(?: toan| ca)? tinh\b")

paperwork = Conversation(
    "paperwork",
    words=WORDS,
    help="lấy báo cáo, quyết định, tờ trình, danh sách, công văn bản Word, PDF, Excel",
    example="cho tôi báo cáo tháng 11 bản word",
    title="Lấy văn bản",
    outranks=True,
    aside=True,
)


@paperwork.opens
async def begin(turn: Turn) -> None:
    """Order the document, if the speaker's office entitles to it; it follows in a moment."""
    said = fold(turn.heard.text)
    kind, form = kind_of(said), form_of(said)
    if "bieu do" in said:
        await _draw(turn, said)
        return
    code = _code(kind, turn.heard.text)
    unit = await _unit(turn, kind, said, code)
    if isinstance(unit, str):
        turn.say(unit)
        return
    if form is Form.XLSX and not turn.house.public_url:
        turn.say(NO_LINKS)
        return
    await _order(turn, kind, form, unit, code)


async def _order(turn: Turn, kind: PaperKind, form: Form, unit: Unit, code: str | None) -> None:
    given = await delegations.in_force(turn.rows, turn.tree)
    personal = may(Action.SEE_PHONES, turn.speaker.offices, unit.code, turn.tree, given)
    period = _period(turn) if kind in (PaperKind.REPORT, PaperKind.REMINDER) else None
    when = None if period is None else str(period)
    ordered = Ordered(str(kind), unit.code, str(form), when, code, personal)
    await orders.place(turn.rows, turn.incoming.key, turn.speaker.address, ordered.kept(), turn.at)
    turn.audit(
        "ordered_paper", f"unit:{unit.code}", paper=str(kind), form=str(form), period=when, request=code
    )
    about = f" {code}" if code else f" {period.label()}" if period else ""
    turn.say(
        f"Trợ lý đang soạn {_NAMES[kind]}{about} của {label(unit)}, bản {FORM_WORDS[form]}; xong sẽ gửi ngay ạ."
    )


async def _draw(turn: Turn, said: str) -> None:
    """A chart of the figure that is named, else of the reports received: by month in a commune, by commune above it."""
    period = _period(turn)
    field, words = figure_named(turn.directory.form(period.window(turn.house.window)[1]), said) or (None, "")
    unit = await _unit(turn, PaperKind.REPORT, said.replace(words, " ", 1), None)  # "bán hàng": no place
    if isinstance(unit, str):
        turn.say(unit)
        return
    key = None if field is None else field.key
    ordered = Ordered(CHART, unit.code, "png", str(period), figure=key)
    await orders.place(turn.rows, turn.incoming.key, turn.speaker.address, ordered.kept(), turn.at)
    turn.audit("ordered_paper", f"unit:{unit.code}", paper=CHART, period=ordered.period)
    of = "" if field is None else f" {inside(field.short)}"
    turn.say(f"Trợ lý đang vẽ biểu đồ{of} của {label(unit)}; xong sẽ gửi ngay ạ.")


def kind_of(said: str) -> PaperKind:
    """Which document a text without marks asks for."""
    return next((kind for kind, words in _KINDS if re.search(words, said)), PaperKind.REPORT)


def form_of(said: str) -> Form:
    """As what; Word where nothing is said."""
    named = re.findall(rf"(?<!don )\b{_FORM}\b", said)  # "đôn đốc" is no file
    if not named or named[-1].startswith(("word", "doc")):
        return Form.DOCX
    return Form.PDF if named[-1] == "pdf" else Form.XLSX


def _code(kind: PaperKind, text: str) -> str | None:
    """The code of the request, of an ad hoc report that of the question."""
    if kind is PaperKind.ADHOC:
        return question_code(text)
    if kind not in (PaperKind.DECISION, PaperKind.PROPOSAL):
        return None
    words = [word.upper() for word in re.findall(r"[^\W_]+", text)]
    return next((word for word in words if is_code(word)), None)


def _period(turn: Turn) -> Period:
    """The month named, else the one whose window closed last."""
    return period_in(turn) or Period.closed(turn.at, turn.house.window)


# --- of which unit --------------------------------------------------------------------------------------------------


async def _unit(turn: Turn, kind: PaperKind, said: str, code: str | None) -> Unit | str:
    """The unit that is named or follows from the request's code, else the highest of the speaker's; or what to say."""
    given = await delegations.in_force(turn.rows, turn.tree)
    if code is not None:
        named = await _of_request(turn, kind, code)
    elif kind is PaperKind.REPORT and _PROVINCE.search(said):
        named = turn.tree.top
    elif found := _PLACE.search(said):
        named = _named(turn, found[0])
        if named is None:
            return WHICH_PLACE
    else:
        named = _own(turn, kind, given)
    if named is None or not entitled(kind, named.code, turn.speaker.offices, turn.tree, given):
        return NOT_YOURS
    return named


async def _of_request(turn: Turn, kind: PaperKind, code: str) -> Unit | None:
    if kind is PaperKind.ADHOC:
        one = await questions.by_code(turn.rows, code)
        return None if one is None else turn.tree.get(one.unit_code)
    case = await requests.load(turn.rows, code)
    if case is None:
        return None
    unit_code = case.request.unit_code
    return turn.tree.commune_of(unit_code) if kind is PaperKind.DECISION else turn.tree.get(unit_code)


def _named(turn: Turn, text: str) -> Unit | None:
    """The one place a text names beyond doubt, a commune where only that is said."""
    plain = re.sub(rf" (?:{_AS} )?{_FORM}\b.*| (?:thang|ky) \d.*| t\d.*", "", text)
    within = [one.code for mine in turn.speaker.offices if (one := turn.tree.commune_of(mine.unit_code))]
    if plain.startswith(("xa ", "phuong ")):
        found, sure = communes_named(turn.tree, turn.directory, plain)
    else:
        found, sure = villages_named(turn.tree, turn.directory, plain, within)
    return found[0] if sure and len(found) == 1 else None


def _own(turn: Turn, kind: PaperKind, given: list[Delegation]) -> Unit | None:
    """The highest unit of the speaker's whose document it can be."""
    held = turn.speaker.offices
    codes = dict.fromkeys(one.unit_code for one in held)
    units = [unit for code in codes if (unit := turn.tree.get(code)) is not None]
    order = list(UnitKind)
    mine = [one for one in units if entitled(kind, one.code, held, turn.tree, given)]
    return min(mine, key=lambda one: order.index(one.kind), default=None)
