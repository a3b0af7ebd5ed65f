"""How Vietnamese is set in an official document: date words, padded numbers, unbroken spaces, clean text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

NBSP = "\u00a0"
_PADDED_MONTHS = 2
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Text of people as it may stand on paper: NFC, one space between words, nothing that steers a program."""
    plain = _CONTROL.sub("", unicodedata.normalize("NFC", text))
    return " ".join(plain.split())


def two(number: int) -> str:
    """5 → "05": numbers of documents and days below 10 (NĐ 30/2020, Phụ lục I)."""
    return f"{number:02d}"


def month_words(month: int) -> str:
    """ "tháng 01", "tháng 02", "tháng 3": only January and February are padded."""
    return f"tháng{NBSP}{two(month) if month <= _PADDED_MONTHS else month}"


_UNPADDED = re.compile(r"^(\d)(?!\d)")


def padded(number: str) -> str:
    """ "5/QĐ-UBND" → "05/QĐ-UBND"."""
    return _UNPADDED.sub(lambda found: two(int(found[1])), number.strip())


def date_words(on: date) -> str:
    """ "ngày 05 tháng 01 năm 2026"."""
    return f"ngày{NBSP}{two(on.day)} {month_words(on.month)} năm{NBSP}{on.year}"


def date_blank(year: int) -> str:
    """The same while day and month are still to be written by hand: "ngày … tháng … năm 2026"."""
    gap = NBSP * 6
    return f"ngày{gap}tháng{gap}năm{NBSP}{year}"


def short_date(on: date) -> str:
    """ "05/11/2026"."""
    return f"{on.day:02d}/{on.month:02d}/{on.year}"


def percent(part: int, whole: int) -> str:
    """(1, 8) → "12,5%"; of nothing there is no share."""
    return "–" if whole == 0 else f"{100 * part / whole:.1f}".rstrip("0").rstrip(".").replace(".", ",") + "%"


def upper(text: str) -> str:
    """Capitals, as NFC."""
    return unicodedata.normalize("NFC", text.upper())


def roman(value: int) -> str:
    """1 → "I", 4 → "IV"; for sections and annexes, below 40."""
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


_WIDE, _NARROW = "MWĐƠƯmwQOÔGNHDCU", "iljtfrI.,;:'-()/ "


def width(text: str, size: float, *, bold: bool = True) -> float:
    """About how wide a line of Times is, in millimetres; good to a tenth, for the lines below headings."""
    em = 0.0
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            continue
        if char in _NARROW:
            em += 0.31
        elif char in _WIDE:
            em += 0.76
        else:
            em += 0.66 if char.isupper() else 0.49
    return em * size * 0.3528 * (1.0 if bold else 0.95)
