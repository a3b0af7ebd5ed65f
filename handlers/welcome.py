"""The first word to somebody who has just come: who this is, openly a machine, and what it is for."""

from __future__ import annotations

from domain.units import label
from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.help import three
from handlers.officers import communes_of, officer_of
from handlers.turn import Turn
from vietnamese.writing import sentence

welcome = Conversation(
    "welcome",
    words=r"(?:o |oi |da |the )*"
    r"(?:(?:day|nay|cai nay|zalo nay|trang nay|kenh nay)(?: la| de lam)?(?: cai)? gi|cai gi (?:day|the|vay))"
    r"(?: the| vay| day| a| nhi| ha| ta)*",
    help="xem lời chào và ba việc hay dùng",
    example="chào Trợ lý",
)

HELLO = "Kính chào {you}. Đây là Trợ lý tự động của Tổ chuyển đổi số cộng đồng, không phải người thật ạ."
STRANGER = "Đã có mã kích hoạt do xã cấp thì gõ mã vào đây. Chưa có, mời chọn một việc:"
KNOWN = "{you} cần việc gì, mời chọn hoặc gõ bằng lời:"


_SUBJECT = r"(?:(?:day|nay|cai|zalo|bot|tro ly|trang|tai khoan|kenh|so|tin|the|lieu|ua|hay|ma|em|a|o) )*"
whose = Conversation(
    "whose",
    words=(
        r"(?:.*\b)?(?:zalo|tai khoan|trang|nick|kenh|bot|tro ly|so|tin)(?: (?:nay|day|ni|do))?"
        r" (?:(?:la|thi) )?(?:cua|do) (?:ai|co quan nao|don vi nao|ben nao|ben mo|cho nao)\b.*"
        rf"|{_SUBJECT}(?:(?:co|dung) )?(?:phai |la )+(?:(?:bon|ke|trang|tin|thang) )?(?:lua dao|lua|gia mao)\b"
        r"(?: \S+){0,2}(?: (?:khong|ko|k|ha|a|day|the|vay))+"
        rf"|{_SUBJECT}(?:lua dao|gia mao)(?: \S+)? (?:a|ha|phai khong|dung khong|khong)(?: \S+)?"
    ),
    help="hỏi tài khoản này của ai, có phải lừa đảo không",
    example="zalo này của ai",
    outranks=True,
    aside=True,
)
WHOSE = (
    "Dạ, đây là Trợ lý tự động của Tổ chuyển đổi số cộng đồng{where}, không phải người thật ạ.\n"
    "Trợ lý không bao giờ hỏi mật khẩu, mã OTP, số tài khoản hay bảo chuyển tiền."
    "{officer} Tin đáng ngờ thì gõ «báo tin nhắn lạ» ạ."
)


@whose.opens
async def say_whose(turn: Turn) -> None:
    """Whose account this is, what it never asks for, and whom to ask who is no machine."""
    communes = await communes_of(turn)
    where = f" {label(communes[0])}" if communes else ""
    officer = await officer_of(turn, communes[0]) if communes else None
    asks = "" if officer is None else f" Cần chắc chắn, mời hỏi {officer.introduced(turn)}."
    turn.say(WHOSE.format(where=where, officer=asks))


@welcome.opens
async def begin(turn: Turn) -> None:
    """Greet, and offer three things."""
    turn.effects.contact["greeted_at"] = turn.at
    ask = STRANGER if turn.speaker.person is None else sentence(KNOWN.format(you=turn.you))
    buttons = [word_button(one.title, one.example) for one in three(turn)]
    turn.say(f"{HELLO.format(you=turn.you)}\n{ask}", *buttons)
