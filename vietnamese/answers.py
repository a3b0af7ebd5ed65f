"""Reads the answer to the question that has just been asked."""

from typing import Any

from vietnamese.dates import read_date, read_duration
from vietnamese.expressions import Expression, expression
from vietnamese.message import Message
from vietnamese.numbers import reading_of, year_at
from vietnamese.patterns import signs
from vietnamese.private import find_phone
from vietnamese.slots import birth_year
from vietnamese.tokens import read

__all__ = ["is_count", "read_answer"]

Answer = dict[str, Any]
_TEXT = (
    "kho_khan",
    "cach_lam_hay",
    "reason",
    "ly_do",
    "note",
    "title",
    "name",
    "village",
    "commune",
    "occupation",
    "text",
    "role",
)
_DATES = ("date", "day", "until", "effective", "ngay", "deadline")
_COUNTS = ("months", "days", "count", "number", "households", "people", "done", "total", "thang", "so_")


def is_count(message: Message) -> bool:
    """Whether the field asked wants a whole number."""
    field = message.field(message.asked)
    if field:
        return field.kind == "int"
    key = message.asked
    return (
        key not in _TEXT and (key in _COUNTS or key.startswith("so_")) and not _is(key, "dien_thoai", "phone")
    )


def read_answer(message: Message) -> Answer | None:
    """The answer as the contract has it; None when the message does not look like one."""
    if is_count(message):
        return _count(message)
    key = message.asked
    if _is(key, "birth", "nam_sinh", "year"):
        year = birth_year(message.raw) or _short_year(message) or _spoken_year(message)
        return _answer(year) if year else None
    if _is(key, "phone", "dien_thoai", "sdt"):
        phone = find_phone(message.raw)
        return _answer(phone) if phone else _unclear()
    if _is(key, *_DATES):
        found = read_date(message.raw, message.today)
        return _answer(found.isoformat()) if found else _text(message)
    return _text(message)


def _is(key: str, *parts: str) -> bool:
    return any(part in key for part in parts)


def _count(message: Message) -> Answer | None:
    reading = reading_of(message.text)
    if reading.problem == "same":
        return {"intent": "answer", "slots": {"same_as_last": True}, "sure": False}
    if reading.value is not None:
        slots: dict[str, object] = {"value": reading.value}
        if reading.approximate:
            slots["approximate"] = True
        if reading.of is not None:
            slots["of"] = reading.of
        sure = not (reading.approximate or reading.confirm)
        return {"intent": "answer", "slots": slots, "sure": sure}
    if message.asked in ("months", "days"):
        length = read_duration(message.raw)
        value = getattr(length, message.asked, None)
        if value is not None:
            return _answer(value)
    return None if reading.problem == "none" else _unclear()


def _unclear() -> Answer:
    return {"intent": "unclear", "slots": {"choices": ["answer", "skip"]}, "sure": False}


def _answer(value: object) -> Answer:
    return {"intent": "answer", "slots": {"value": value}, "sure": True}


def _text(message: Message) -> Answer | None:
    field = message.field(message.asked)
    said = message.raw.strip()
    label, colon, rest = said.partition(":")
    if colon and rest.strip() and field and field.kind == "text":
        line = signs(read(label))
        said = rest.strip() if any(phrase.search(line) for phrase in field.phrases) else said
    said = said if field and field.kind == "text" else _bare_answer(said)
    return _answer(said) if expression(r"\w").search(said) else None


_AROUND = Expression(  # "em tên là … ạ", "nhà em ở …"
    r"(?i)^(?:(?:dạ|da|thưa|à)\s+)*(?:nhà\s+)?(?:em|tôi|tui|mình|cháu|con)\s+(?:hiện\s+)?(?:đang\s+)?ở\s+(?:bên\s+)?|"
    r"^(?:(?:dạ|da|thưa|à)\s+)*(?:(?:em|tôi|tui|mình|cháu|con|anh|chị|o)\s+)?(?:(?:họ )?tên\s*(?:là|:)?\s+|là\s+)"
    r"|^(?:dạ|da|thưa)\s+|[\s,]+(?:chứ mô|chứ|chu mo|ạ|a|nha|nhé|nhe|nghe|em|đó|nì|nè)[.!]*$"
)


def _bare_answer(said: str) -> str:
    """A short answer without the words of politeness around it."""
    bare = _AROUND.sub("", _AROUND.sub("", said)).strip(" .!")
    return bare or said


def _spoken_year(message: Message) -> int | None:
    """ "năm một chín chín năm", "tám lăm"."""
    years = (year_at(message.text, at) for at in range(len(message.text.tokens)))
    return next((year for year in years if year and 1920 <= year <= 2026), None)


def _short_year(message: Message) -> int | None:
    match = expression(r"\D*(\d{2})\D*").fullmatch(message.raw)
    return (1900 if int(match[1]) > 25 else 2000) + int(match[1]) if match else None
