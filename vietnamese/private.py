"""Finds phone and ID numbers in what people type, and masks what must not be kept."""

import re

from vietnamese.expressions import Expression, expression

__all__ = ["find_id_number", "find_phone", "redact"]

_GAP = r"[ .\-]?"
_PHONE = Expression(rf"(?<![\d.,/])(?:\+?84{_GAP}|0)(?:[35789]|2\d)(?:{_GAP}\d){{8}}(?![\d/]|[.,]\d)")
_ID = Expression(  # a digit first, so that letters are passed over quickly
    rf"\d(?<![\d.,/+]\d)(?:(?:{_GAP}\d){{11}}|(?:{_GAP}\d){{8}})(?![\d/]|[.,]\d)"
)
_ID_WORD = Expression(
    r"cccd|cmnd|cmtnd|c[aă]n c[uư][oơ]́?[́ớ]?c|căn cước|can cuoc|chứng minh|chung minh|định danh cá nhân",
    re.IGNORECASE,
)
_MONEY = Expression(r"\s*(?:đ\b|đồng|dong\b|vnd|vnđ)", re.IGNORECASE)


def find_phone(text: str) -> str | None:
    """The first Vietnamese phone number, as ten or eleven digits beginning with 0; None if there is none."""
    for match in _PHONE.finditer(text):
        digits = expression(r"\D").sub("", match.group())
        digits = "0" + digits[2:] if digits.startswith("84") and len(digits) > 10 else digits
        if len(digits) == (11 if digits.startswith("02") else 10):
            return digits
    return None


def find_id_number(text: str) -> str | None:
    """The first citizen ID (12 digits) or old identity card number (9 digits); None if there is none.

    Digits written as groups of three with points ("100.000.000") are read as an amount unless an ID word precedes.
    """
    for match in _ID.finditer(text):
        if _is_id(match, text):
            return expression(r"\D").sub("", match.group())
    return None


def redact(text: str) -> str:
    """The text with every ID number masked but its last three digits: "042090001234" → "•••••••••234"."""
    return _ID.sub(lambda match: _masked(match.group()) if _is_id(match, text) else match.group(), text)


def _is_id(match: re.Match[str], text: str) -> bool:
    written = match.group()
    named = bool(_ID_WORD.search(text[max(0, match.start() - 40) : match.start()]))
    if "." in written or " " in written:
        return named or (written.startswith("0") and len(expression(r"\D").sub("", written)) == 12)
    return named or not _MONEY.match(text, match.end())


def _masked(written: str) -> str:
    kept = len(expression(r"\D").sub("", written)) - 3
    out = []
    for char in written:
        if char.isdigit() and kept > 0:
            out.append("•")
            kept -= 1
        else:
            out.append(char)
    return "".join(out)
