"""What is asked about a decision: the reason of a refusal, the number, the day it was signed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from domain.requests import has_reason
from handlers.deciding_reading import codes_in
from handlers.forms import Form, Misunderstood, Question
from handlers.heard import Heard
from handlers.questions import Day, ShortText
from vietnamese import fold
from vietnamese.dates import read_date
from vietnamese.writing import day

NUMBER = re.compile(
    r"(?i)(?<![\w/])(?P<number>\d{1,5}[a-z]?(?:\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐa-zđ][\w\-–]*)?)(?![\d/])"
)
"""The number of a decision in a text: "05/QĐ-UBND"."""


def number_in(text: str) -> str | None:
    """The number in a text as it stands on paper: "05/QD-UBND" is typed, "05/QĐ-UBND" is written."""
    found = NUMBER.search(text)
    if found is None:
        return None
    said = re.sub(r"\s+", "", found["number"])
    said = said.upper() if "/" in said and said.islower() else said
    return re.sub(r"(?i)(?<=/)q[dđ](?=[-–/]|$)", "QĐ", said)


_AGREES = re.compile(r"(?<!khong )(?<!chua )\b(?:dong y|duyet|chap thuan)\b")
_CHANGES_MIND = re.compile(
    r"(?<!khong )(?<!chua )\b(?:dong y|duyet|chap thuan|gioi thieu|de xuat)\b"
    r"|^(?:thoi|huy|quay lai|bo qua|tro giup|gap)\b"
)


class Reason(Question[str]):
    """Why: two words or more that say more than "không" (J19)."""

    def at_sight(self, form: Form, text: str) -> str | None:
        """Whole words of refusal; what might be a change of mind or a command is read first."""
        said = fold(text).strip(" .!")
        if len(said.split()) < 3 or _CHANGES_MIND.search(said) or codes_in(text):
            return None
        return text.strip() if has_reason(text) else None

    def read(self, form: Form, heard: Heard) -> str:
        short = len(heard.text.split()) <= 5 and _AGREES.search(fold(heard.text)) is not None
        agrees = (
            short or heard.says("approve", "yes") or (heard.says("introduce") and not heard.slot("declined"))
        )
        if not has_reason(heard.text) or agrees or heard.says("no", "help", "handover"):
            raise Misunderstood("Trợ lý cần lý do từ hai từ trở lên, ví dụ: chưa đủ tuổi. Gõ «hủy» để thôi.")
        return heard.text.strip()

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, str) and has_reason(value)


class Number(ShortText):
    """The number of a decision: "05/QĐ-UBND"."""

    def read(self, form: Form, heard: Heard) -> str:
        found = number_in(heard.text)
        if found is None:
            raise Misunderstood("Trợ lý cần số quyết định, ví dụ 05/QĐ-UBND.")
        return found


class SigningDay(Day):
    """A day that is not in the future."""

    def read(self, form: Form, heard: Heard) -> str:
        today = date.fromisoformat(str(form.facts["today"]))
        found = read_date(heard.text, today)
        if found is None:
            raise Misunderstood("Trợ lý cần ngày ký, ví dụ 12/11.")
        if found > today:
            raise Misunderstood(f"Ngày {day(found, year=True)} chưa tới.")
        return found.isoformat()
