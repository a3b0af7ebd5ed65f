"""Buttons that act: the payload is a random key of a row, good for one address, one deed and once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handlers.turn import Turn
from storage import taps

if TYPE_CHECKING:
    from handlers.router import Router

OLD = "Nút này đã cũ, không còn tác dụng ạ. Gõ «chờ duyệt» để xem việc đang chờ, «trợ giúp» để xem cách dùng."
NOT_YOURS = "Nút này dành cho người khác nên không có tác dụng ạ."
DONE = "Nút này đã được bấm rồi, việc đã ghi nhận ạ."


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button stands for: a verb, the code or id of its object, details, and what somebody typed."""

    verb: str
    object: str
    detail: dict[str, Any]
    words: str = ""


def is_tap(text: str) -> bool:
    """Whether a text is the payload of a button that acts."""
    return text.startswith("#") and len(text) == 25


async def press(turn: Turn, router: Router) -> bool:
    """Do what the pressed button stands for. False when the text is no button of ours."""
    text = turn.incoming.text
    if not is_tap(text):
        return False
    row = await taps.find(turn.rows, text[1:])
    if row is None or row.expires_at < turn.at:
        turn.say(OLD)
    elif row.address != turn.speaker.address:
        turn.audit("pressed_foreign_button", row.object)
        turn.say(NOT_YOURS)
    else:
        await act(turn, router, row)
    return True


async def act(turn: Turn, router: Router, row: Any) -> None:
    """Do what the button of this row stands for; it is the speaker's and its time is not over."""
    tap = Tap(row.verb, row.object, row.detail or {}, taps.words_of(turn.rows, row))
    for conversation in router.conversations:
        function = conversation.verbs.get(tap.verb)
        if function is not None:
            if conversation.is_once(tap.verb) and not await taps.use(turn.rows, row.key, turn.at):
                turn.say(DONE)
                return
            form = await function(turn, tap)
            if form is not None:
                await router.open_form(turn, form)
            return
    turn.say(OLD)
