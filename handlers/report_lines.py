"""How lines of a report are named in a message: mended, dropped, several at once; what a number is said to count."""

from __future__ import annotations

import re

from domain.forms import Field
from vietnamese import fold

LINE = re.compile(
    r"^(?:sua|doi|chinh)? ?(?:lai )?(?:so |dong |cau |muc |o )*(?P<line>\d{1,2})"
    r"(?: ?(?:=|:|->|thanh|la|sang| ) ?(?P<value>.+))?$"
)
_ONE_OF_SEVERAL = re.compile(
    r"^(?:sua|doi|chinh)? ?(?:lai )?(?:so |dong |cau |muc |o )*(?P<line>\d{1,2})"
    r" ?(?:=|->|thanh|la|sang) ?(?P<value>.+)$"
)
_MENDS = re.compile(r"\b(?:sua|doi|chinh)\b|=|->")
_APART = re.compile(
    r"\s*(?:[;\n]|,(?!\d{3}\b)|\s(?:và|va|rồi|roi)\s(?=\s*(?:sửa|sua|đổi|doi|dòng|dong|\d)))\s*"
)
_DROPPED = (
    re.compile(r"(?:xoa|bo|cat)(?: bo| di)* (?:so |dong |cau |muc )*(\d{1,2})(?: di| ho| giup| nhe| a)*"),
    re.compile(
        r"(?:so |dong |cau |muc )*(\d{1,2}) (?:xoa(?: bo)?|bo(?= (?:di|dong|ra)\b))(?: di| ra| dong nay)*(?: nhe| a)*"
    ),
    re.compile(r"(?:dong|cau|muc) (\d{1,2}) (?:bo|xoa|cat)"),
)
_REPORT = re.compile(r"(?:xem )?(?:bao cao|bc)(?: thang \d{1,2})?")
_KEEPS = frozenset(
    "giu nguyen|giu so cu|nhu cu|thoi|khong sua|khong sua nua|thoi khong sua nua|gui|gui di|gui luon|gui nhe"
    "|gui bao cao|gui xa|gui lai|gui lai bao cao".split("|")
)

_ORDERS_LINE = re.compile(
    r"(?:sua|doi|chinh) ?(?:lai )?(?:so |dong |cau |muc |o )*\d{1,2}"
    r"(?: ?(?:=|:|->|thanh|la|sang) ?[\d.]+)?(?: nhe| a)?|(?:dong |cau |muc )?\d{1,2} ?(?:=|->) ?[\d.]+"
)
_BARE = frozenset(
    "a ui oi o da vang thoi nhe nha nghe nhi roi nham sot quen xin loi la chi co duoc dc chu khong ko phai moi dung "
    "con sua lai ghi doi thanh sang len xuong tong cong bo sung them so nguoi luot buoi ho bo hs ng va voi".split()
)
"""Words that say nothing of their own beside a figure."""

_REST_NONE = re.compile(
    r"\b(?:(?:may|nhung|cac|tat ca|phan|so|cai|muc|muc|dong|cau) )*(?:con lai|khac)(?: (?:thi|la|deu|cung|tui|toi|em))*"
    r" (?:bang |ghi |la )?(?:0|khong|ko|k|hong|chua|no)(?: (?:co|phat sinh|lam|gi|chi|ca|het|nao|mo|dau|a|nhe))*"
    r"(?=$|[.,;\n])"
)
_SHORT = re.compile(r"\btt ?[:=.]? ?\d|\d ?tt\b")
UNCLEAR = "«tt» là tuyên truyền hay thanh toán? Xin gõ đủ chữ, ví dụ «thanh toán 21»."

_COUNTED = {
    "buoi": re.compile(r"(?:buoi|cuoc|lop|hoi nghi)\b"),
    "nguoi": re.compile(r"(?:luot|nguoi|ng|ba con|ong|cu)\b"),
    "ho so": re.compile(r"(?:ho so|hs|bo|don)\b"),
    "ho": re.compile(r"(?:ho|nha)\b(?! (?:so|tro)\b)"),
}
_KIND_OF_UNIT = {"buổi": "buoi", "lượt": "nguoi", "người": "nguoi", "hồ sơ": "ho so", "hộ": "ho"}
_ALONE = re.compile(r"(?:(?:da|dc|duoc|co|la|tong|tong cong) )*\d+(?:[.]\d{3})*\b ?(?P<rest>.*)")


def several(text: str) -> tuple[list[tuple[int, str]], list[str]] | None:
    """ "sửa 3 = 80, sửa buổi 6": the lines with their values, and the parts that name no line; None where
    the message is no such list.
    """
    parts = [part for part in _APART.split(text) if part.strip()]
    if len(parts) < 2 or not all(_MENDS.search(fold(part)) for part in parts[:1]):
        return None
    found = [_ONE_OF_SEVERAL.match(fold(part).strip(" .!")) for part in parts]
    lines = [(int(one["line"]), str(one["value"])) for one in found if one is not None]
    return (lines, [part for part, one in zip(parts, found, strict=True) if one is None]) if lines else None


def rest_is_none(text: str) -> bool:
    """ "…, còn lại không có": of every figure that was not told."""
    return _REST_NONE.search(fold(text).strip(" .!")) is not None


def tells_none(field: Field, text: str) -> bool:
    """ "sáng kiến: không": whether a text names a question for words and says that there is nothing."""
    names = "|".join(sorted({re.escape(fold(one)) for one in (field.short, field.label, *field.synonyms)}))
    none = r"(?:khong|ko|k|chua)(?: co)?(?: gi| chi)?(?: het| ca)?"
    return (
        re.search(rf"\b(?:{names})[ :,-]+(?:la |thi )?{none}(?: a)?(?=[.,;\n]|$)", fold(text).strip(" .!"))
        is not None
    )


def keeps(text: str) -> bool:
    """Whether a line that is being given anew is to stay as it was: "thôi", "giữ nguyên", or on with the sending."""
    said = fold(text).strip(" .!")
    return said in _KEEPS or _REPORT.fullmatch(said) is not None


def dropped(text: str) -> int | None:
    """ "xóa mục 9", "8 bỏ đi": the line that is to go; "8 bộ" is none."""
    said = fold(text).strip(" .!")
    return next((int(found[1]) for one in _DROPPED if (found := one.fullmatch(said))), None)


def parts_of(text: str) -> list[str]:
    """A message at its commas and lines."""
    return [part for part in _APART.split(text) if part.strip()]


def counts(text: str) -> str:
    """What the first number of a text is said to count, as a kind of unit; "" where that is not said."""
    found = re.search(r"\b\d+(?:\.\d{3})* ?", fold(text))
    after = "" if found is None else fold(text)[found.end() :]
    return next((kind for kind, unit in _COUNTED.items() if unit.match(after)), "")


def counts_another(field: Field, text: str) -> bool:
    """Whether the number is said to count something else than the field does ("40 người" of sessions)."""
    own, said = _KIND_OF_UNIT.get(field.unit or ""), counts(text)
    return bool(own and said and own != said)


def is_of_sessions(field: Field, text: str) -> bool:
    """Whether one of the two, field and text, counts sessions."""
    return "buoi" in (_KIND_OF_UNIT.get(field.unit or ""), counts(text))


def is_unclear(text: str) -> bool:
    """ "tt 21": tuyên truyền or thanh toán."""
    return _SHORT.search(fold(text)) is not None


def alone(field: Field, part: str) -> bool | None:
    """Whether a part of a message is a bare number with the unit of a field; None: a number without any unit."""
    found = _ALONE.fullmatch(fold(part).strip(" .!"))
    if found is None:
        return False
    if not found["rest"]:
        return None
    unit = _COUNTED.get(_KIND_OF_UNIT.get(field.unit or "", ""))
    return unit is not None and unit.sub("", found["rest"]).strip() in ("", "nguoi", "du", "luot")


def orders_line(text: str) -> bool:
    """ "sửa 3 = 40", "sửa dòng 3", "3 = 40": an order to mend a line, and no words of anybody's."""
    return _ORDERS_LINE.fullmatch(fold(text).strip(" .!")) is not None


def is_named(field: Field, text: str) -> bool:
    """Whether a text calls a field by one of its names; that a number could count the same is not enough."""
    said = f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "
    return any(f" {fold(name)} " in said for name in (field.short, *field.synonyms))


def is_bare(text: str, fields: list[Field]) -> bool:
    """Whether a text is figures of these fields and nothing else: "à nhầm, VNeID là 10 thôi"."""
    names = {
        word for field in fields for name in (field.short, *field.synonyms) for word in fold(name).split()
    }
    said = re.findall(r"[a-z0-9]+", fold(text))
    return all(word.isdigit() or word in _BARE or word in names for word in said)
