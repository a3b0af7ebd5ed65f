"""Knocking: what is said where the message itself cannot go, so that the person writes and the window opens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.calendar import in_vietnam
from domain.messages import MessageKind
from domain.people import Person
from vietnamese.writing import day

KNOCK = "Trợ lý có tin gửi riêng. Mời nhắn cho trang Zalo của Trợ lý một chữ bất kỳ để nhận ạ."
_MATTERS: Mapping[MessageKind, str] = {
    MessageKind.PROMPT: "có việc chờ trả lời",
    MessageKind.REMINDER: "nhắc việc của Tổ",
    MessageKind.ESCALATION: "việc của Tổ cần theo dõi",
}
_OTHER = "có tin mới"
TEMPLATE_PARAMS = ("ten", "viec", "ngay")
"""What a template may ask for: the given name, what it is about in a few words, the day."""


def template_values(person: Person | None, kind: MessageKind, now: datetime) -> dict[str, str]:
    """What the parameters of a template are filled with; nothing personal beyond the name."""
    return {
        "ten": "bác" if person is None else person.given_name(),
        "viec": _MATTERS.get(kind, _OTHER),
        "ngay": day(in_vietnam(now).date()),
    }
