"""The words of a button typed instead of pressed: they count for the newest question that came with it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from domain.messages import Button
from handlers import pressing
from handlers.just_sent import A_WHILE, just_sent
from handlers.pending import count
from handlers.turn import Turn
from storage import taps
from vietnamese import fold

if TYPE_CHECKING:
    from handlers.router import Router

LATELY = timedelta(days=7)
"""What is older has scrolled away; nobody types the words of a button he no longer sees."""
MOST_WORDS = 3
"""A longer message says what it is about."""
TITLES: dict[str, tuple[str, ...]] = {
    "Gửi": ("send_draft",),
    "Dùng số mới": ("use_new",),
    "Giữ số cũ": ("keep_old",),
    "Tôi xin thôi": ("leave_agreed", "replace_agreed"),
    "Tôi vẫn tham gia": ("leave_refused", "replace_refused"),
    "Duyệt": ("approve_sums",),
    "Duyệt bổ sung": ("approve_sums",),
    "Vẫn duyệt": ("approve_sums",),
    "Hủy duyệt": ("reopen_sums",),
    "Gửi lên": ("forward_sums",),
    "Đã nhận": ("receive_sums",),
    "Trả lại": ("return_sums",),
    "Xem số liệu": ("see_sums",),
    "Đúng người": ("rebind_yes",),
    "Không phải": ("rebind_no",),
    "Báo cấp trên": ("incident_up",),
    "Đã làm xong": ("group_done",),
}
"""Titles that say plainly what they do, and the verbs behind them."""
_VERBS = {fold(title): verbs for title, verbs in TITLES.items()}
_TITLES = {verb: title for title, verbs in reversed(TITLES.items()) for verb in verbs}
_ORDER = list(dict.fromkeys(verb for verbs in TITLES.values() for verb in verbs))
_DECIDING = frozenset({"nhan", "de xuat", "chua nhan", "chua de xuat"})
"""Titles under a request that is to be introduced: read back like any other decision without a code."""
_ABOUT = {
    "send_draft": "bản báo cáo thành viên đã soạn",
    "use_new": "việc dùng số mới hay giữ số cũ",
    "leave_agreed": "việc có thôi tham gia Tổ hay không",
    "replace_agreed": "việc có thôi tham gia Tổ hay không",
    "receive_sums": "tổng hợp vừa gửi tới",
    "rebind_yes": "việc đổi Zalo",
}
"""Questions that came unasked: a bare word may be meant for them."""
_POLITE = re.compile(r"^(?:(?:ok|oke|vang|da|u|uh|um|roi) )+|(?: (?:di|nhe|nha|a|luon|ngay|giup|ok))+$")


async def take(turn: Turn, router: Router, decides: bool) -> bool:
    """Do what the button does whose words were typed. ``decides``: they also decide requests, which come first."""
    said = _said(turn)
    if said in _DECIDING:
        return await _decide(turn, router)
    verbs = _VERBS.get(said)
    if verbs is None or (decides and await count(turn)):
        return False
    if "send_draft" in verbs and await just_sent(turn, A_WHILE) is not None:
        return False  # pressed twice: about the report that has just gone
    found = [one for one in await _newest(turn, verbs) if one.verb in verbs]
    if not found:
        return False
    await pressing.act(turn, router, found[0])
    router.resume(turn)
    return True


async def remind(turn: Turn) -> bool:
    """A bare word where a question with buttons waits: nothing is done, the buttons are shown once more."""
    if len(turn.heard.text.split()) > MOST_WORDS:
        return False
    newest = await _newest(turn, _TITLES)
    about = next((_ABOUT[one.verb] for one in newest if one.verb in _ABOUT), None)
    if about is None:
        return False
    shown = sorted((one for one in newest if one.verb in _TITLES), key=lambda one: _ORDER.index(one.verb))
    turn.say(
        f"Trợ lý chưa rõ ý nên chưa làm gì ạ. Nếu {turn.you} trả lời về {about}, mời bấm nút hoặc gõ đúng chữ"
        " trên nút.",
        *(Button(_TITLES[one.verb], f"#{one.key}", visible=False) for one in shown),
    )
    return True


async def _decide(turn: Turn, router: Router) -> bool:
    decisions = router.named("decisions")
    if decisions is None or not await count(turn):
        return False
    await router.begin(turn, decisions)
    return True


def _said(turn: Turn) -> str:
    said = fold(turn.heard.text).strip(" .!")
    return said if said in _VERBS or said in _DECIDING else _POLITE.sub("", said)


async def _newest(turn: Turn, verbs: Container[str]) -> Sequence[Any]:
    """The buttons of the newest question with one of these verbs that has not been answered yet."""
    lately = await taps.of(turn.rows, turn.speaker.address, turn.at - LATELY)
    for _, together in groupby(lately, key=lambda row: row.created_at):
        question = list(together)
        if any(one.verb in verbs for one in question) and all(one.used_at is None for one in question):
            return question
    return ()
