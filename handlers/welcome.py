"""The first word to somebody who has just come: who this is, openly a machine, and what it is for."""

from __future__ import annotations

from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.help import three
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


@welcome.opens
async def begin(turn: Turn) -> None:
    """Greet, and offer three things."""
    turn.effects.contact["greeted_at"] = turn.at
    ask = STRANGER if turn.speaker.person is None else sentence(KNOWN.format(you=turn.you))
    buttons = [word_button(one.title, one.example) for one in three(turn)]
    turn.say(f"{HELLO.format(you=turn.you)}\n{ask}", *buttons)
