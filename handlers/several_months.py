"""Figures of several months in one message: none is taken, one month is sent at a time."""

from __future__ import annotations

from domain.periods import Period
from handlers.forms import word_button
from handlers.heard import Heard
from handlers.turn import Turn
from vietnamese.writing import join_vi

MOST_BUTTONS = 3


def months_of(heard: Heard) -> list[str]:
    """What the months are called of which the message told, if they are several."""
    return [Period.parse(one).label() for one in heard.slot("periods") or ()]


def asks_which_first(turn: Turn, word: str) -> bool:
    """Whether the message told of several months; then it is asked which goes first, `word` before it begins that."""
    months = months_of(turn.heard)
    if months:
        buttons = [word_button(one.capitalize(), f"{word} {one}") for one in months[:MOST_BUTTONS]]
        turn.say(
            f"Tin này nói {join_vi(months)}; Trợ lý chưa ghi số nào để khỏi lẫn.\n"
            f"Xin gửi từng tháng một. Mình làm tháng nào trước ạ?",
            *buttons,
        )
    return bool(months)
