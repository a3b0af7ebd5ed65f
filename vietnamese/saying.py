"""Says a number in words."""

__all__ = ["say_number"]


def say_number(value: int) -> str:
    """1205 → "một nghìn hai trăm linh năm"; negative numbers begin with "âm"."""
    if value < 0:
        return "âm " + say_number(-value)
    if value >= 10**9:
        rest = value % 10**9
        return (
            say_number(value // 10**9) + " tỷ" + (" " + _say_below_billion(rest, full=True) if rest else "")
        )
    return _say_below_billion(value, full=False) or "không"


def _say_below_billion(value: int, *, full: bool) -> str:
    said: list[str] = []
    for scale, name in ((10**6, " triệu"), (1000, " nghìn"), (1, "")):
        group = value // scale % 1000
        if group:
            said.append(_say_group(group, full=full or bool(said)) + name)
    return " ".join(said)


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def _say_group(value: int, *, full: bool) -> str:
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    words = [_DIGITS[hundreds] + " trăm"] if hundreds or full else []
    if tens > 1:
        words.append(_DIGITS[tens] + " mươi")
    elif tens == 1:
        words.append("mười")
    elif words and ones:
        words.append("linh")
    if ones:
        special = {1: "mốt", 4: "tư", 5: "lăm"} if tens > 1 else {5: "lăm"} if tens == 1 else {}
        words.append(special.get(ones, _DIGITS[ones]))
    return " ".join(words)
