""" "Đừng nhắc nữa", "mai tui gửi": reminders stop for a while; requests that wait for one's word still come."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.authority import Action, reach
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
TITLES = r"(?:anh|chi|ong|ba|bac|chu|co|o|cau|dong chi|dc)"
NO_NAME = (
    r"(?:nop|gui|goi|bao|bc|lam|lai|vao|luc|ngay|toi|sang|chieu|trua|mai|thu|sau|nha|nhe|nghe|voi|a|di|nua|truoc|khi"
    r"|cuoi|dau|tuan|thang|bua|hom|gio|nhieu|hoai|cai|chu|han|\d+)\b"
)
"""What follows "nhắc bác" where the speaker himself is to be reminded."""
_DOUBTED = re.compile(
    rf"\b(?:nhac|nhan|goi|hoi|giuc|bao)(?: (?:nhac|giup|ho|gium|cho|toi|tui|em|lai))* {TITLES} (?!{NO_NAME})\S"
    r"|\b(?:nhac|nhan|goi|hoi|giuc|bao) (?:(?:cac|nhung|moi|giup|ho|gium|cho|toi|tui|em|ca|toan) )*"
    r"(?:thon|xom|khoi|xa|phuong|to|huyen|moi nguoi|anh em|ba con|don vi)\b"
    r"|\b(?:sao|rang|vi sao|tai sao|ai)\b(?! cung)"
    r"|\b(?:da|lai|co|dung|khong|ko|k|chua|khoi|no)\b(?: [^\s,.;]+){0,2} (?:tat|ngung|ngat) "
    r"(?:loi |tin )?(?:nhac|thong bao)\b"
)
""" "Nhắc chị Thắm", "nhắn các thôn", "sao …", "ai tắt nhắc": about somebody else, or a question."""
_PLAIN = re.compile(
    r"\b(?:dung|thoi|khoi|ngung) (?:co )?(?:nhac|nhan|lam phien|goi)\b|\btat (?:nhac|thong bao)\b"
)
_NAMES = re.compile(
    r"\b(?:anh|chị|chi|ông|ong|bà|ba|bác|bac|chú|chu|cô|co|o|cậu|cau|em|cháu|chau) [A-ZÀ-ỸĐ][a-zà-ỹđ]+",
    re.UNICODE,
)
_LATER = re.compile(
    r"\bnhac(?: (?:toi|tui|em|minh|lai|giup|cho))* (?:sau|lat nua|chut nua|ti nua|luc khac|khi khac|bua khac)\b"
    r"(?: (?P<many>\d{1,2}|mot|hai|ba) (?P<unit>ngay|hom|bua|tuan)\b)?"
)
""" "Nhắc sau" puts this evening's reminder off and asks for the next; "nhắc tôi sau 3 ngày" says when."""
_OF_PLACE = re.compile(r"(?:(?:hai|ba|may|cac|cai) )?(?:thon|xom|khoi|xa|phuong|to)\b")
NEVER_REMINDED = "Dạ, Trợ lý không gửi lời nhắc nào tới tài khoản này ạ."
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
        turn.say(NEVER_REMINDED)
        return
    if fold(turn.heard.text).startswith(("mo ", "bat ", "nhac ")) and not turn.heard.says("snooze"):
        await people.snooze(turn.rows, person_id, None)
        turn.say("Dạ, Trợ lý sẽ nhắc lại như thường ạ.")
        return
    if turn.open is not None and not _SILENCE.search(fold(turn.heard.text)):
        turn.asked = True  # the question is not put again to somebody who has just put it off
        turn.say(STAYS.format(you=turn.you))
        return
    if _is_doubtful(turn):
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


def _is_doubtful(turn: Turn) -> bool:
    """Whether somebody else or a question may be meant: then nothing is switched off, it is asked back."""
    heard, said = turn.heard, fold(turn.heard.text)
    if not heard.says("snooze"):
        return False
    of_others = bool(_OF_PLACE.match(said) and reach(Action.CONSOLIDATE, turn.speaker.offices, turn.tree))
    reminds = re.search(r"\bnhac\b", said) is not None and _NAMES.search(heard.text) is not None
    if of_others or reminds or _DOUBTED.search(said):
        return True
    silences = _SILENCE.search(said) is not None and heard.slot("until") is None
    return not heard.sure and silences and _PLAIN.search(said) is None


def _until(turn: Turn) -> date:
    """The first day on which reminders come again: the day named, else a month from now; tomorrow after "nhắc sau"."""
    named = turn.heard.slot("until")
    said = (
        date.fromisoformat(named) if isinstance(named, str) else dates.read_date(turn.heard.text, turn.today)
    )
    usual = _usual(fold(turn.heard.text))
    day = said or turn.today + usual
    return min(max(day, turn.today + timedelta(days=1)), turn.today + LONGEST)


def _usual(said: str) -> timedelta:
    """How long where no day is named."""
    later = _LATER.search(said)
    if later is None:
        return USUAL if _SILENCE.search(said) else timedelta(days=1)
    if later["many"] is None:
        return timedelta(days=1)
    many = dates.NUMBER_WORDS.get(later["many"]) or int(later["many"])
    return timedelta(days=many * (7 if later["unit"] == "tuan" else 1))
