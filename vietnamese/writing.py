"""How numbers, dates and long texts are written for people."""

import re
from collections.abc import Sequence
from datetime import date, datetime

__all__ = ["clock", "day", "inside", "join_vi", "moment", "number", "sentence", "split"]

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_PLACES_TO_CUT = (r"\n\s*\n", r"\n", r"(?<=[.!?…])\s+", r"(?<=[,;:])\s+", r"\s+")


def number(value: int) -> str:
    """1250 → "1.250"."""
    return f"{value:,}".replace(",", ".")


def day(value: date, *, year: bool = False) -> str:
    """ "thứ Tư, 18/11", with the year when asked: "thứ Tư, 18/11/2026"."""
    return f"{WEEKDAYS[value.weekday()]}, {value.day}/{value.month}" + (f"/{value.year}" if year else "")


def clock(value: datetime) -> str:
    """ "19:42" (the value is taken as local time)."""
    return f"{value.hour:02}:{value.minute:02}"


def sentence(text: str) -> str:
    """With a capital at its beginning: "xã Cẩm Bình" → "Xã Cẩm Bình"."""
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """With a small letter at its beginning, to stand inside a sentence; what is written in capitals stays ("VNeID")."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def moment(value: datetime) -> str:
    """ "19:42 ngày 17/11" (the value is taken as local time)."""
    return f"{clock(value)} ngày {value.day}/{value.month}"


def join_vi(parts: Sequence[str]) -> str:
    """["a", "b", "c"] → "a, b và c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " và " + parts[-1]


def split(text: str, limit: int = 2000) -> list[str]:
    """Parts of at most `limit` characters (Zalo takes 2,000), cut at paragraphs, lines, sentences or words.

    Nothing but white space at the cuts is lost. Raises ValueError when `limit` is below 1.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    parts, rest = [], text.strip()
    while len(rest) > limit:
        end, start = _cut(rest, limit)
        parts.append(rest[:end].rstrip())
        rest = rest[start:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(text: str, limit: int) -> tuple[int, int]:
    """Where the first part ends and the next begins; early cuts (before the middle) only if nothing else offers."""
    for earliest in (limit // 2, 1):
        for pattern in _PLACES_TO_CUT:
            cuts = [
                m.span() for m in re.finditer(pattern, text[: limit + 1]) if earliest <= m.start() <= limit
            ]
            if cuts:
                return cuts[-1]
    return limit, limit
