""" "Đừng nhắc nữa", "mai tui gửi": reminders stop for a while; requests that wait for one's word still come."""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.turn import Turn
from handlers.universal import STAYS
from storage import people
from vietnamese import dates, fold, writing

LONGEST = timedelta(days=60)
USUAL = timedelta(days=30)
_SILENCE = re.compile(r"\b(?:nhac|lam phien|thong bao|nhan tin|nhan nua|im)\b")
"""No reminders at all; "để sau", "mai tui gửi" only puts off."""
UNSURE = "Trợ lý chưa rõ ý, nên lời nhắc của {you} vẫn như thường ạ. Nếu muốn ngừng nhắc, bấm nút dưới."

snooze = Conversation(
    "snooze",
    intents=("snooze",),
    words=r"(mo|bat) (lai )?(nhac|thong bao).*|nhac (toi|tui|em|lai) (nhu cu|binh thuong).*",
    help="hoãn hoặc mở lại lời nhắc",
    example="đừng nhắc nữa",
    title="Đừng nhắc nữa",
    aside=True,
)


@snooze.opens
async def begin(turn: Turn) -> None:
    """Until when reminders stop, and how to have them again."""
    person_id = turn.speaker.person_id
    if person_id is None:
        turn.say("Dạ, Trợ lý không gửi lời nhắc nào tới tài khoản này ạ.")
        return
    if fold(turn.heard.text).startswith(("mo ", "bat ", "nhac ")) and not turn.heard.says("snooze"):
        await people.snooze(turn.rows, person_id, None)
        turn.say("Dạ, Trợ lý sẽ nhắc lại như thường ạ.")
        return
    if turn.open is not None and not _SILENCE.search(fold(turn.heard.text)):
        turn.asked = True  # the question is not put again to somebody who has just put it off
        turn.say(STAYS.format(you=turn.you))
        return
    if not turn.heard.sure and turn.heard.says("snooze"):
        turn.say(UNSURE.format(you=turn.you), word_button("Đừng nhắc nữa", "đừng nhắc nữa"))
        return
    until = _until(turn)
    await people.snooze(turn.rows, person_id, until)
    turn.audit("snoozed", f"person:{person_id}", until=until.isoformat())
    waits = " Đơn chờ quyết định vẫn được gửi tới." if turn.speaker.offices else ""
    turn.say(
        f"Dạ, Trợ lý ngừng nhắc đến hết {writing.day(until - timedelta(days=1))}.{waits}\n"
        "Nhắc lại sớm hơn: gõ «bật nhắc» ạ."
    )


def _until(turn: Turn) -> date:
    """The first day on which reminders come again: the day named, else a month from now; tomorrow after "để sau"."""
    named = turn.heard.slot("until")
    said = (
        date.fromisoformat(named) if isinstance(named, str) else dates.read_date(turn.heard.text, turn.today)
    )
    usual = USUAL if _SILENCE.search(fold(turn.heard.text)) else timedelta(days=1)
    day = said or turn.today + usual
    return min(max(day, turn.today + timedelta(days=1)), turn.today + LONGEST)
