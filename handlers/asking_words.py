"""How a quick question is typed: the order before it, what is asked, the deadline after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from domain.calendar import VN, end_of, in_vietnam
from vietnamese import fold
from vietnamese.dates import read_date, read_moment

LEAD = re.compile(
    r"^\s*(?:hỏi|hoi|báo cáo|bao cao|yêu cầu|yeu cau|đề nghị|de nghi)\b[^:\n?]{0,80}:\s*", re.IGNORECASE
)
_ORDER = re.compile(
    r"(?:toi |minh )?(?:muon |can |xin |nho )?(?:gui |lam )?(?:yeu cau |de nghi |hoi |nho |giup |nhanh )+"
    r"(?:(?:cac|tat ca(?: cac)?|toan bo(?: cac)?) )(?:to truong|to|thon|xom|xa)"
    r"(?: (?:trong xa|toan xa|cua xa|ca xa))?[ ,.]+(?:la |rang |xem |giup )*"
)
"""The same without a colon: "hoi nhanh cac to …"."""
_DAY = (
    r"(?:nay|mai|mot|hom nay|hom sau|ngay mai|ngay mot|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn"
    r"|ngay \d{1,2}\S*|\d{1,2}/\d{1,2}\S*)(?: (?:nay|toi|tuan nay|tuan sau|tuan toi))*"
)
_PART = r"(?:(?:dau|cuoi|het) (?:gio |buoi )?)?(?:sang|trua|chieu|toi|dem)"
_ANSWER = r"(?:(?:tra loi|gui|bao|nop|xong|ve xa|lai|cho xa|truoc|giup|nhe|nha|a)[ ,.]*)*"
_TAILS = (
    re.compile(
        r"[ ,.;–-]*(?:(?:tra loi|gui|bao|nop|xong|ve xa|lai|cho xa) )*(?:cham nhat |muon nhat )?"
        r"(?:truoc(?! (?:day|kia|nay|gio|het)\b)|han(?! (?:che|han)\b)|trong (?=hom|ngay|sang|chieu|toi|tuan|buoi|\d))"
        r" ?[^?:]*$"
    ),
    re.compile(rf"[ ,.;–-]+(?:den |vao |cham nhat |muon nhat )?{_PART} {_DAY}[ ,.]*{_ANSWER}$"),
)
_HOURS = {"sang": 11, "trua": 12, "chieu": 17, "toi": 21, "dem": 21}
"""When a part of a day ends, where no hour is named."""
_PART_OF_DAY = re.compile(rf"\b(dau (?:gio |buoi )?)?(sang|trua|chieu|toi|dem) {_DAY}")
_BEGINS = {"sang": 8, "chieu": 14}


def deadline_in(text: str, at: datetime) -> datetime | None:
    """The deadline that a text names. "Trước 17h thứ Sáu", "chiều thứ Sáu" end at 17:00; "trước ngày 25" on the 24th
    (plan IV.5).
    """
    today = in_vietnam(at).date()
    moment = read_moment(text, today)
    if moment is not None:
        return moment.replace(tzinfo=VN)
    part = _PART_OF_DAY.search(fold(text))
    named = read_date(text if part is None else part[0], today)
    if named is None:
        return None
    if part is not None:
        hour = _BEGINS.get(part[2], _HOURS[part[2]]) if part[1] else _HOURS[part[2]]
        return datetime(named.year, named.month, named.day, hour, tzinfo=VN)
    is_before = re.search(r"\btruoc (?:ngay |thu |hom )", fold(text)) is not None
    return end_of(named - timedelta(days=1) if is_before else named)


def question_in(text: str, at: datetime) -> tuple[str, datetime | None]:
    """What is asked, word for word, without the order to ask it; and the deadline, where one is named."""
    told = LEAD.sub("", text.strip(), count=1)
    told = told if told != text.strip() else _without(_ORDER.match, told)
    for tail in _TAILS:
        asked = _without(tail.search, told)
        due = deadline_in(told[len(asked) :], at)
        if due is not None and asked != told:
            return asked.strip(" ,;"), due
    return told.strip(" ,;"), deadline_in(text, at)


def _without(find: Callable[[str], re.Match[str] | None], text: str) -> str:
    """A text without the words that a pattern finds at its beginning or its end, marks or none."""
    words = list(re.finditer(r"\S+", text))
    starts, folded = [], ""
    for word in words:
        folded += " " if folded else ""
        starts.append(len(folded))
        folded += fold(word[0])
    found = find(folded)
    if found is None or not words:
        return text
    if found.end() == len(folded):
        kept = [word for word, start in zip(words, starts, strict=True) if start < found.start()]
        return text[: kept[-1].end()] if kept else ""
    kept = [word for word, start in zip(words, starts, strict=True) if start >= found.end()]
    return text[kept[0].start() :]
