"""Figures of several months, or of another than the open report is for: none is taken, one month goes at a time."""

from __future__ import annotations

import re
from datetime import date

from domain.periods import Period
from handlers.forms import Misunderstood, word_button
from handlers.heard import Heard
from handlers.month_meant import is_of
from handlers.turn import Turn
from vietnamese import fold
from vietnamese.dates import read_period
from vietnamese.writing import join_vi

MOST_BUTTONS = 3
_REPORTS = ("report", "report_nil", "correct")
_HEAD = re.compile(
    r"((?:(?:da|em|toi|tui|gui|nop|bao cao|bc|so lieu|sua(?: lai)?|cua|ky)[ :,]+)*)"
    r"(?:(?:thang|thg) (?:\d{1,2}|[a-z]+)|th? ?\d{1,2})\b(?: ?(?:/|nam) ?\d+)?( ?:)?"
)
""" "Báo cáo tháng 10", "t10:" at the head of a message."""
MORE_MONTHS = r"(?:(?:,| va| voi| \+| ,)(?: va)? ?(?:thang |t ?)?\d{1,2}(?:[/.-](?:20)?\d{2})?)*"
""" " và tháng 11" behind a month, in a text without marks."""
_MONTHS = re.compile(
    r"\b(?:tháng|thang|t) ?\d{1,2}(?:[/.-](?:20)?\d{2})?"
    r"(?:\s*(?:,|và|va|với|voi|\+)(?: và| va)?\s*(?:(?:tháng|thang) |t ?)?\d{1,2}(?:[/.-](?:20)?\d{2})?)*",
    re.IGNORECASE,
)
_ONE = re.compile(r"(\d{1,2})((?:[/.-](?:20)?\d{2})?)")
LAST_MONTH = 12


def asks_one_month(turn: Turn) -> bool:
    """Whether what is to be shown is of several months, or of a month that is none; then it is asked which is meant."""
    run = _MONTHS.search(turn.heard.text) if turn.is_read else None
    named = [] if run is None else list(dict.fromkeys(_ONE.findall(run[0])))
    none = [month for month, _ in named if not 1 <= int(month) <= LAST_MONTH]
    if run is None or (len(named) < 2 and not none):
        return False
    before = turn.heard.text[: run.start()].strip()
    if none:
        example = f"{before} tháng {Period.closed(turn.at, turn.house.window).month}"
        turn.say(f"Không có tháng {none[0]}. Mình muốn xem tháng mấy ạ? Mời gõ lại, ví dụ «{example}».")
        return True
    behind = turn.heard.text[run.end() :]
    shown = [f"tháng {month}{year}" for month, year in named[:MOST_BUTTONS]]
    buttons = [word_button(one.capitalize(), f"{before} {one}{behind}") for one in shown]
    turn.say("Trợ lý cho xem từng tháng một. Mình xem tháng nào trước ạ?", *buttons)
    return True


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


def refuse_others(heard: Heard, period: Period) -> None:
    """Raises Misunderstood where figures are told of several months, or of another one than the open report is for."""
    if months := months_of(heard):
        raise Misunderstood(
            f"Tin này nói {join_vi(months)}; xin chỉ gửi số của {period.label()} ạ.", meant=True
        )
    said = heard.slot("period")
    figures = [one for one in heard.slots.values() if isinstance(one, int) and not isinstance(one, bool)]
    if isinstance(said, str) and heard.says(*_REPORTS) and (figures or heard.says("report_nil")):
        _refuse(said, heard, period)


def refuse_headed(heard: Heard, period: Period, *, plainly: bool = False) -> None:
    """The same for an answer, in which no period is read: it has the month at its head.

    ``plainly``: only where it says that it is a report ("báo cáo tháng 10", "t10:"), not just "tháng 10 mất mạng".
    """
    head = _HEAD.match(fold(heard.text))
    said = read_period(heard.text, date(period.year, period.month, 1))
    if head and said and (head[1] or head[2] or not plainly) and heard.says("answer", "unclear", *_REPORTS):
        _refuse(said, heard, period)


def _refuse(said: str, heard: Heard, period: Period) -> None:
    named, text = Period.parse(said), fold(heard.text)
    # "Cuối tháng 10" may lie in the window of November.
    since = rf"\b(?:tu|den|toi|hoi|truoc|sau|dau|giua|cuoi) (?:thang|thg|t) ?{named.month}\b"
    own = rf"\b(?:thang|thg|t) ?{period.month}\b(?! ?(?:/|nam) ?\d)"
    if is_of(said, heard.text, period) or re.search(f"{since}|{own}", text):
        return
    name = named.label() if named.year == period.year else f"{named.label()}/{named.year}"
    order = "sửa báo cáo" if heard.says("correct") else "báo cáo"
    raise Misunderstood(
        f"Tin này nói {name}, còn báo cáo đang viết là của {period.label()} nên Trợ lý chưa ghi số nào.\n"
        f"Gửi xong báo cáo này, hoặc gõ «hủy» để bỏ, rồi gõ «{order} {name}» ạ.",
        meant=True,
    )
