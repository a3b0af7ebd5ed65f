"""The pages: a one-time link for whoever holds an office or a seat."""

from __future__ import annotations

import re

from domain.authority import Action, reach
from handlers.conversation import Conversation
from handlers.turn import Turn
from storage import page_sessions
from vietnamese import fold

PATH = "/vao/"
"""Where the pages let people in; the token follows."""
LINK = (
    "Liên kết vào trang quản lý của {you}, dùng một lần, trong {minutes} phút:\n{link}\n"
    "Mở ra rồi bấm «Vào trang»; xin đừng chuyển cho người khác ạ."
)
FOR_TEAMS = (
    "Dạ, trang quản lý dành cho người của Tổ và cán bộ. Muốn vào Tổ, mời gõ «xin tham gia Tổ»;\n"
    "đã có mã kích hoạt của xã thì gõ mã vào đây ạ."
)
NOT_SET_UP = "Dạ, trang quản lý chưa được cài đặt ở đây; người quản trị cần đặt địa chỉ của trang trước ạ."
OF_THE_DEPARTMENT = (
    "Trang ấy của Sở ạ; chỉ cán bộ Sở xem và sửa được. Cần Sở sửa gì, mời {you} gõ «gặp cán bộ».\n"
    "Muốn vào trang của mình, mời gõ «mở trang»."
)
_RULES = (
    r"(?:toi muon |muon |xin )?(?:them|sua|ghi|bo|xem) (?:cac )?ngay nghi(?: le)?"
    r"|(?:toi muon |muon |xin )?(?:sua|doi|lap|them) (?:ban )?(?:mau|bieu mau) bao cao"
    r"|(?:toi muon |muon |xin )?(?:sua|doi) han nop(?: bao cao)?"
    r"|(?:toi muon |muon )?(?:xem|ghi nghia) (?:cac |nhung )?cau chua hieu"
)
"""What is done on the pages that ask for `Action.SET_RULES`."""

page_link = Conversation(
    "page_link",
    words=(
        r"(?:(?:cho|gui) (?:toi|tui|em|minh|bac) |xin )?(?:mo |xem |vao )?(?:link |duong dan |lien ket )?(?:vao )?"
        r"trang (?:quan ly|quan tri|web|theo doi|tong hop)(?: (?:cua )?(?:to|xa|tinh))?"
        # What is done or seen on the pages alone.
        rf"|{_RULES}"
        r"|(?:toi muon |muon )?(?:nap (?:du lieu|danh sach)|xem nhat ky)|ai (?:con )?chua co zalo"
        r"|(?:(?:xem |trong )?nhom(?: zalo)?(?: (?:xa|to|thon))?(?: (?:con|dang))? thieu (?:ai|nhung ai|may nguoi)"
        r"|ai (?:con )?chua vao nhom(?: zalo)?"
        r"|(?:xem |trong )?nhom(?: zalo)?(?: (?:xa|to|thon))?(?: dang)? (?:co|thua) (?:ai|nguoi) la(?: khong)?"
        r"|(?:xem )?(?:ai|nguoi) la trong nhom(?: zalo)?|nhom(?: zalo)? thua ai)(?: (?:a|nhi|the))?"
        r"|(?:mo|xem|vao) trang|(?:xin |gui )?(?:link|duong dan|lien ket) (?:vao )?trang"
    ),
    help="mở trang quản lý, xem và duyệt trên trình duyệt",
    example="mở trang",
    title="Mở trang",
    outranks=True,
    aside=True,
)


@page_link.opens
async def begin(turn: Turn) -> None:
    """A link that lets exactly this person in, once, if an office or a seat is held."""
    person = turn.speaker.person_id
    if person is None or not turn.speaker.offices:
        turn.say(FOR_TEAMS)
        return
    if not turn.house.public_url:
        turn.say(NOT_SET_UP)
        return
    if _asks_for_rules(turn) and not reach(Action.SET_RULES, turn.speaker.offices, turn.tree):
        turn.say(OF_THE_DEPARTMENT.format(you=turn.you))
        return
    account = turn.speaker.oa_id, turn.speaker.user_id
    token = await page_sessions.issue_link(turn.rows, person, account, turn.at)
    if token is None:
        turn.say(FOR_TEAMS)
        return
    turn.audit("page_link", f"person:{person}")
    link = f"{turn.house.public_url.rstrip('/')}{PATH}{token}"
    minutes = int(page_sessions.LINK_LIVES.total_seconds() // 60)
    turn.say(LINK.format(you=turn.you, minutes=minutes, link=link))


def _asks_for_rules(turn: Turn) -> bool:
    return turn.is_read and re.fullmatch(_RULES, fold(turn.heard.text).strip(" .!?")) is not None
