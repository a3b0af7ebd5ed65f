"""Reads numbers as people write them ("1.250", "trăm hai", "2 chục", "khoảng 30")."""

from dataclasses import dataclass, replace

from vietnamese.expressions import Expression, expression
from vietnamese.folding import fold, marked_key
from vietnamese.saying import say_number
from vietnamese.tokens import Text, Token, read

__all__ = [
    "COUNT_UNITS",
    "Found",
    "Reading",
    "find_numbers",
    "is_denied",
    "number_at",
    "read_number",
    "say_number",
    "year_at",
]


@dataclass(slots=True)
class Reading:
    """What a text says as a count. `value` is None unless exactly one number was said.

    `problem`: "" · "range" (2-3) · "vague" (mấy chục) · "percent" · "ambiguous" (1.5; two numbers) · "negative" ·
    "not_count" (phone, money, place, date …) · "same" (như tháng trước) · "unknown" (không nhớ) · "none" (no number).
    `confirm` asks for a read-back although there is a value ("nghìn hai"). `of` is the 20 in "15/20".
    """

    value: int | None = None
    approximate: bool = False
    of: int | None = None
    problem: str = ""
    confirm: bool = False
    low: int | None = None
    high: int | None = None


@dataclass(slots=True)
class Found:
    """A number at tokens[start:end]; `weak` when it is one bare word that may be something else ("ba", "năm")."""

    start: int
    end: int
    reading: Reading
    weak: bool = False


_SMALL = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_LAST = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}  # only after tens
_OTHER = {"mười": "ten", "mươi": "ten", "chục": "chuc", "trăm": "tram", "nghìn": "nghin", "ngàn": "nghin",
          "ngìn": "nghin", "triệu": "trieu", "tỷ": "ty", "tỉ": "ty", "linh": "linh", "lẻ": "linh", "rưỡi": "ruoi",
          "rưởi": "ruoi", "hăm": "ham", "không": "zero", "tá": "ta"}  # fmt: skip
_LEXICON: dict[tuple[str, str], tuple[str, int]] = {}
for _word, _value in _SMALL.items():
    _LEXICON[fold(_word), marked_key(_word)] = ("digit", _value)
for _word, _value in _LAST.items():
    _LEXICON[fold(_word), marked_key(_word)] = ("last", _value)
for _word, _kind in _OTHER.items():
    _LEXICON[fold(_word), marked_key(_word)] = (_kind, 0)
_UNMARKED = {plain: meaning for (plain, _), meaning in reversed(_LEXICON.items()) if plain not in ("ta",)}
_SAID = frozenset({*_UNMARKED, "ta", "may", "vai", "dam"})  # any other word begins no number
_SCALES = {"nghin": 1000, "trieu": 1_000_000}

APPROXIMATE = frozenset(
    "khoang tam chung do co gan hon tren uoc ngot non quang dau hinh chac cung xap ~ ≈".split()
)
_APPROXIMATE_MARKED = {
    "do": "độ",
    "co": "cỡ",
    "tam": "tầm",
    "non": "non",
    "dau": "đâu",
    "tren": "trên",
    "gan": "gần",
}
_APPROXIMATE_PAIRS = frozenset({("xap", "xi"), ("uoc", "chung"), ("hinh", "nhu"), ("cung", "phai"), ("cung", "tam"),
                                ("cung", "khoang"), ("it", "nhat"), ("toi", "thieu"), ("chac", "la"),
                                ("tren", "duoi"), ("chua", "toi"), ("chua", "den")})  # fmt: skip
_AFTER = Expression(
    r"^(?:\S+ ){0,3}?(?:(?:chi|gi) (?:do|no)\b|tro len|do lai|do len|la cung|co le|thi phai)|^\+"
)
_VAGUE = frozenset({"may", "vai", "dam"})
COUNT_UNITS = frozenset(
    "buoi nguoi luot ho nha bo don bai hoi cuoc lop cu ba ong chi anh em hoc ban khach dan nhan cong tai "
    "ma tk shop co gia san don hs file may cai ca lan truong dien thoai app".split()
)
_NOT_COUNT_BEFORE = frozenset(
    "km tang doi phong toa ban ngay thang nam ky quy hom mung mong mồng thu tuan luc lop muc khoa so xom "
    "thon khoi tdp to ap lang duong ngo ngach cau dong phan buoc khoan dieu dinh qd kh lan dot hang "
    "iphone win khu lo cap bac level ql dt sdt zalo cccd cmnd stk doan vung phuong quan p tiet ma".split()
)
_NOT_COUNT_AFTER = frozenset(
    "tuoi trieu tr ty dong d vnd gio h g phut giay ngay thang tuan km met m kg mb gb diem cum thon xom nam "
    "tieng sao vach gam lit ta tan yen usd do m2 pho khoi".split()
)


class _Words:
    """A cursor over the tokens of one number."""

    def __init__(self, text: Text, at: int) -> None:
        self.tokens, self.marked, self.at, self.confirm = text.tokens, text.marked, at, False
        self.first = at

    def look(self, ahead: int = 0) -> tuple[str, int]:
        if not 0 <= self.at + ahead < len(self.tokens):
            return "", 0
        token = self.tokens[self.at + ahead]
        if token.kind == "n" and token.raw.isdecimal() and len(token.raw) <= 3:
            return "numeral", int(token.raw)
        if token.plain == "ba" and ahead + self.at > self.first and self._people_follow(ahead):
            return "", 0
        return _lex(token, self.marked) if token.kind == "w" else ("", 0)

    def _people_follow(self, ahead: int) -> bool:
        """ "gan tram ba con" typed without marks: a hundred neighbours (bà con), not 103."""
        after = self.tokens[self.at + ahead + 1 : self.at + ahead + 2]
        return not self.marked and bool(after) and after[0].plain == "con"

    def group(self) -> int | None:
        """A number below 1,000, or None (nothing consumed)."""
        kind, value = self.look()
        following = self.look(1)[0]
        if kind in ("digit", "numeral", "zero") and following == "tram":
            self.at += 2
            return value * 100 + self._after_hundred()
        if kind == "tram":
            self.at += 1
            return 100 + self._after_hundred()
        return self._tens()

    def _after_hundred(self) -> int:
        kind, value = self.look()
        if kind == "ruoi":
            self.at += 1
            return 50
        if kind == "linh" and self.look(1)[0] in ("digit", "last", "numeral"):
            self.at += 2
            return self.look(-1)[1]
        tens_follow = self.look(1)[0] in ("ten", "chuc", "digit", "last")
        if kind in ("digit", "last") and not tens_follow and self.look(1)[0] not in ("tram",):
            self.at += 1
            return value * 10
        if kind == "numeral":  # "2 trăm 15"
            return self._tens() or 0 if 10 <= value < 100 else 0
        return self._tens(hundred=True) or 0 if kind != "zero" else 0

    def _tens(self, *, hundred: bool = False) -> int | None:
        kind, value = self.look()
        following, next_value = self.look(1)
        if kind in ("digit", "numeral") and following in ("ten", "chuc") and value < 10:
            self.at += 2
            return value * 10 + self._last()
        if kind == "ten" or kind == "chuc":
            self.at += 1
            return 10 + self._last()
        if kind == "ham" and following in ("digit", "last"):
            self.at += 2
            return 20 + next_value
        if kind == "digit" and value > 1 and following == "last":
            self.at += 2
            return value * 10 + next_value
        if kind == "digit" and value > 1 and following == "digit" and (hundred or not self._is_range()):
            self.confirm = self.confirm or self._is_range()  # "ba trăm sáu bảy" is 367, and asked
            self.at += 2
            return value * 10 + next_value
        if kind in ("digit", "numeral"):
            self.at += 1
            return value
        return None

    def _is_range(self) -> bool:
        """ "hai ba" is two or three, "năm bảy" five to seven; "bốn hai" would be 42."""
        (_, low), (_, high) = self.look(), self.look(1)
        return high == low + 1 or (low, high) == (5, 7)

    def _last(self) -> int:
        kind, value = self.look()
        if kind == "linh" and self.look(1)[0] in ("digit", "last"):  # "tám chục lẻ hai"
            self.at += 2
            return self.look(-1)[1]
        if kind == "ruoi":
            self.at += 1
            return 5
        if kind in ("digit", "last") and self.look(1)[0] not in ("ten", "chuc", "tram"):
            self.at += 1
            return value
        return 0

    def number(self) -> int | None:
        start, whole = self.at, 0
        part = self._below_billion()
        if part is None:
            return None
        while self.look()[0] == "ty":
            self.at += 1
            whole = (whole + part) * 10**9
            if self.look()[0] == "ruoi":
                self.at += 1
                return whole + 5 * 10**8
            part = 0 if self.look()[0] == "ty" else self._below_billion() or 0
        return whole + part if self.at > start else None

    def _below_billion(self) -> int | None:
        total, last_scale, any_group = 0, 10**9, False
        while True:
            kind = self.look()[0]
            scale = _SCALES.get(kind, 0)
            if kind == "nghin" and not any_group and self.look(1)[0] in ("digit", "last", "ruoi"):
                group = 1  # "nghìn hai"
            else:
                before = self.at
                if any_group and kind == "linh" and self.look(1)[0] in ("digit", "last"):
                    self.at += 2
                    return total + self.look(-1)[1]
                if any_group and kind in ("digit", "last") and self.look(1)[0] not in _CONTINUES:
                    self.at += 1
                    self.confirm = True
                    return total + self.look(-1)[1] * last_scale // 10
                if any_group and kind == "numeral":
                    return total
                counted = self.group()
                if counted is None:
                    return total if any_group else None
                group = counted
                scale = _SCALES.get(self.look()[0], 0)
                if scale >= last_scale:
                    self.at = before
                    return total if any_group else None
            if not scale:
                return total + group
            self.at += 1
            total, last_scale, any_group = total + group * scale, scale, True
            if self.look()[0] == "ruoi":
                self.at += 1
                return total + scale // 2


_CONTINUES = ("ten", "chuc", "tram", "nghin", "trieu", "ty", "last", "digit")


def _lex(token: Token, marked: bool) -> tuple[str, int]:
    if token.key or (marked and token.plain not in ("hai", "ba", "linh")):
        return _LEXICON.get((token.plain, token.key), ("", 0))
    return _UNMARKED.get(token.plain, ("", 0))


def find_numbers(text: Text) -> list[Found]:
    """All numbers of a message in order; those that cannot be counts carry a `problem`."""
    found: list[Found] = []
    at = 0
    tokens = text.tokens
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "n" and (token.kind != "w" or token.plain not in _SAID):
            at += 1
            continue
        one = _number_at(text, at, found)
        if one:
            found.append(one)
        at = one.end if one else at + 1
    return found


def _number_at(text: Text, at: int, before: list[Found]) -> Found | None:
    token = text.tokens[at]
    if (
        token.plain in ("mot", "hai")
        and _plain(text, at - 1) == "muc"
        and _lex_at(text, at + 1) in ("digit", "ten")
    ):
        return Found(at, at + 1, Reading(problem="not_count"))  # "mức hai bốn người": four
    core = _vague(text, at) or (_numeral(text, at) if token.kind == "n" else _in_words(text, at))
    if core is None:
        return None
    if core.reading.problem == "":
        core = _joined(text, core)
    core = _signed(text, core)
    if (core.reading.value is not None and _is_not_count(text, core, before)) or _glued_days(text, core):
        core = replace(core, reading=Reading(problem="not_count"))
    if core.reading.value is not None and _is_approximate(text, core):
        core = replace(core, reading=replace(core.reading, approximate=True))
    return core


def _vague(text: Text, at: int) -> Found | None:
    token = text.tokens[at]
    if token.kind != "w" or token.plain not in _VAGUE or (token.key and token.key not in _VAGUE_KEYS):
        return None
    end = at + 1
    while end < len(text.tokens) and text.tokens[end].plain in ("chuc", "tram", "nghin", "ngan", "ba", "bon"):
        end += 1
    if end == at + 1 and (
        _plain(text, end) not in COUNT_UNITS or (not token.key and _plain(text, end) in _MACHINES)
    ):
        return None
    return Found(at, end, Reading(problem="vague"))


_MACHINES = frozenset({"moc", "tinh", "chi", "anh"})
_VAGUE_KEYS = frozenset(marked_key(word) for word in ("mấy", "vài", "dăm"))
_SHORT = Expression(r"(\d+)(?:[.,](\d+))?k(\d?)")
_GROUPED = Expression(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


def _numeral(text: Text, at: int) -> Found:
    raw, end = text.tokens[at].raw, at + 1
    if raw[0] == "0" and len(raw) > 2 and (phone := _phone_end(text, at)):
        return Found(at, phone, Reading(problem="not_count"))
    kind = _lex_at(text, end)
    if not raw.isdecimal():
        return _signed_numeral(raw, kind, at)
    if len(raw) <= 3 and kind in ("chuc", "tram", "nghin", "ten"):
        words = _Words(text, at)
        value = words.number()
        if value is not None:
            return Found(at, words.at, Reading(value, confirm=words.confirm))
    if kind == "ta" and len(raw) < 4 and text.tokens[end].key:
        return Found(at, end + 1, Reading(int(raw) * 12))
    if len(raw) <= 8:
        return _spaced(text, at) or Found(at, end, Reading(int(raw)))
    return Found(at, end, Reading(problem="not_count"))


def _signed_numeral(raw: str, kind: str, at: int) -> Found:
    """A numeral that is more than digits ("2k", "1,5", "1.250"); `kind`: of the number word behind it."""
    end = at + 1
    if (short := _SHORT.fullmatch(raw.lower())) and len(short[1]) > 1:
        return Found(at, end, Reading(problem="not_count"))  # "500k" is money
    if short:
        return Found(
            at, end, Reading(_with_fraction(short[1], short[2] or short[3] or "", 1000), confirm=True)
        )
    if expression(r"\d+[.,]\d{1,2}").fullmatch(raw):
        whole, fraction = expression("[.,]").split(raw)
        scale = {"nghin": 1000, "tram": 100, "chuc": 10, "trieu": 10**6}.get(kind, 0)
        value = _with_fraction(whole, fraction, scale) if scale else None
        problem = "" if value is not None else "ambiguous"
        return Found(at, end + bool(scale), Reading(value, problem=problem, confirm=True))
    if _GROUPED.fullmatch(raw):
        return Found(at, end, Reading(int(expression(r"\D").sub("", raw))))
    return Found(at, end, Reading(problem="ambiguous" if len(raw) < 9 else "not_count"))


def _phone_end(text: Text, at: int) -> int:
    """Where a telephone number typed in groups ends ("0900 000 111"); 0 when it is none."""
    digits, end = "", at
    while end < len(text.tokens) and len(digits) < 10 and text.tokens[end].plain.isdecimal():
        digits += text.tokens[end].plain
        end += 2 if _plain(text, end + 1) in (".", "-") and len(digits) < 10 else 1
    return end if len(digits) in (10, 11) else 0


def _with_fraction(whole: str, fraction: str, scale: int) -> int | None:
    value = int(whole) * scale * 10 ** len(fraction) + int(fraction or 0) * scale
    return value // 10 ** len(fraction) if value % 10 ** len(fraction) == 0 else None


def _spaced(text: Text, at: int) -> Found | None:
    """ "1 250" as one number, if nothing else around it is a number."""
    first, end = text.tokens[at].raw, at + 1
    groups = [first]
    while end < len(text.tokens) and len(raw := text.tokens[end].raw) == 3 and raw.isdecimal():
        groups.append(raw)
        end += 1
    alone = at == 0 or text.tokens[at - 1].kind not in ("n",)
    follows = end < len(text.tokens) and text.tokens[end].kind == "n"
    if len(groups) < 2 or len(first) > 3 or first.startswith("0") or not alone or follows:
        return None
    if _plain(text, at - 1) in _NOT_COUNT_BEFORE:
        return None
    return Found(at, end, Reading(int("".join(groups))))


_RANGE_OF = {"": 1, "zero": 1, "ten": 10, "chuc": 10, "tram": 100, "nghin": 1000}


# without marks: "bày cho", "bà con", "sau khi", "bọn em", "tạm nghỉ"
_OTHER_WORDS = frozenset(
    {("bay", "cho"), ("bay", "ve"), ("bay", "cach"), ("ba", "con"), ("sau", "khi"), ("sau", "do"), ("bon", "em"),
     ("bon", "tui"), ("bon", "toi"), ("bon", "minh"), ("tam", "nghi"), ("tam", "thoi"), ("tam", "dung")}
)  # fmt: skip


def _in_words(text: Text, at: int) -> Found | None:
    words = _Words(text, at)
    kind, value = words.look()
    if not text.tokens[at].key and (text.tokens[at].plain, _plain(text, at + 1)) in _OTHER_WORDS:
        return None
    if text.tokens[at].plain == "nam" and _is_year_word(text, at):
        return None
    if text.tokens[at].plain == "tam" and not text.tokens[at].key and _is_number(text, at + 1):
        return None  # "chac tam 120": tầm
    if (
        kind == "digit"
        and words.look(1)[0] == "digit"
        and words.look(2)[0] in _RANGE_OF
        and words._is_range()
    ):  # "hai ba buổi", "bảy tám chục"
        scale = _RANGE_OF[words.look(2)[0]]
        low, high = value * scale, words.look(1)[1] * scale
        return Found(at, at + 2 + (scale > 1), Reading(problem="range", low=low, high=high))
    if kind == "digit" and value == 1 and words.look(1)[0] == "ta" and text.tokens[at + 1].key:
        return Found(at, at + 2, Reading(12))
    if kind in ("", "linh", "ruoi", "last", "ta", "ty", "trieu") or (
        kind == "zero" and words.look(1)[0] != "tram"
    ):
        return None
    number = words.number()
    if number is None:
        return None
    bare_ten = kind == "ten" and text.tokens[at].key == marked_key("mươi") and words.at == at + 1
    weak = words.at == at + 1 and (kind == "digit" or not text.tokens[at].key)
    weak = weak and _plain(text, words.at) not in _COUNTED_SURELY
    bare_scale = kind in ("tram", "chuc") and words.at == at + 1
    if bare_scale and _plain(text, at - 1) in ("phan", "hang"):
        return Found(at, words.at, Reading(problem="percent" if _plain(text, at - 1) == "phan" else "vague"))
    about = bare_ten or (bare_scale and _plain(text, at - 1) == "ca")  # "cả trăm người"
    return Found(at, words.at, Reading(number, approximate=about, confirm=words.confirm), weak)


_COUNTED_SURELY = frozenset({"cai", "nguoi", "luot", "buoi", "truong"})


def _is_year_word(text: Text, at: int) -> bool:
    """ "sinh năm 1988", "năm nay", "cả năm": the year, not five."""
    after = text.tokens[at + 1] if at + 1 < len(text.tokens) else None
    if after is not None and (after.kind == "n" or after.plain in _AFTER_YEAR):
        return True
    return _plain(text, at - 1) in _BEFORE_YEAR


_AFTER_YEAR = frozenset(
    {"nay", "ni", "ngoai", "sau", "toi", "truoc", "sinh", "hoc", "qua", "vua", "mot", "roi"}
)
_BEFORE_YEAR = frozenset(
    {
        "sinh",
        "ca",
        "hang",
        "trong",
        "dau",
        "cuoi",
        "sang",
        "tung",
        "viet",
        "anh",
        "ong",
        "chu",
        "em",
        "bac",
        "cu",
    }
)


def _joined(text: Text, first: Found) -> Found:
    """Percentages, ranges ("2-3", "từ 2 đến 3") and ratios ("15/20") that begin with a number."""
    sign, after = _plain(text, first.end), first.end + 1
    if sign == "%" or (sign == "phan" and _plain(text, after) == "tram"):
        return replace(first, end=after + (sign != "%"), reading=Reading(problem="percent"))
    if sign == "may" or (sign in ("tram", "chuc") and _plain(text, after) == "may"):
        return replace(first, end=after, reading=Reading(problem="vague"))
    if sign not in _LINKS or after >= len(text.tokens):
        return first
    if sign in ("x", "*", "nhan") and text.tokens[after].kind != "n":
        return first
    second = _numeral(text, after) if text.tokens[after].kind == "n" else _in_words(text, after)
    if second is None or second.reading.value is None or first.reading.value is None:
        return first
    if sign in ("/", "tren", "trong"):
        return _ratio(text, first, second)
    if sign in ("-", "–") and _dashed_list(text, first, second):
        return first
    low, high = first.reading.value, second.reading.value
    if _plain(text, second.end) == "%":
        return Found(first.start, second.end + 1, Reading(problem="percent"))
    return Found(first.start, second.end, Reading(problem="range", low=low, high=high))


_LINKS = frozenset({"-", "–", "den", "toi", "hoac", "hay", "~", "/", "tren", "trong", "x", "*", "nhan", "→"})


def _dashed_list(text: Text, first: Found, second: Found) -> bool:
    """ "vneid 12 - 7 hồ sơ": a dash between spaces with a unit only after the second number separates items."""
    gap = text.tokens[first.end]
    spaced = gap.start > text.tokens[first.end - 1].end and gap.end < text.tokens[second.start].start
    return spaced and first.start > 0 and text.tokens[first.start - 1].kind == "w"


def _ratio(text: Text, first: Found, second: Found) -> Found:
    value, whole = first.reading.value or 0, second.reading.value or 0
    if (
        _plain(text, second.end) == "/"
        or (value > whole)
        or _plain(text, first.start - 1) in ("ngay", "hom", "tu", "den")
    ):
        end = second.end
        while _plain(text, end) == "/" and end + 1 < len(text.tokens):
            end += 2
        return Found(first.start, end, Reading(problem="not_count"))
    counted = _plain(text, second.end) in COUNT_UNITS
    if value <= 12 and 2000 <= whole <= 2100:
        return Found(first.start, second.end, Reading(problem="not_count"))  # a month: 11/2026
    if not counted and value <= 31 and whole <= 12:
        return Found(first.start, second.end, Reading(problem="not_count"))  # a date: 5/11
    return Found(first.start, second.end, Reading(value, of=whole))


def _signed(text: Text, core: Found) -> Found:
    before = text.tokens[core.start - 1] if core.start else None
    if before is None or core.reading.value is None:
        return core
    glued = before.plain in ("-", "−", "–") and before.end == text.tokens[core.start].start
    free = (
        core.start < 2
        or text.tokens[core.start - 2].kind not in ("n", "w")
        or text.tokens[core.start - 2].end < before.start
    )
    minus = before.plain == "am" and before.key in ("", marked_key("âm"))
    if (glued and free and not _bullet(text, core.start - 1)) or minus:
        return replace(core, start=core.start - 1, reading=Reading(problem="negative"))
    return core


def _bullet(text: Text, at: int) -> bool:
    """A dash at the beginning of one of several lines is a bullet ("-5 buổi\\n-3 hộ")."""
    lines = any(token.kind == "nl" for token in text.tokens)
    return lines and (at == 0 or text.tokens[at - 1].kind == "nl")


def _is_not_count(text: Text, core: Found, before: list[Found]) -> bool:
    prior, following = _plain(text, core.start - 1), _plain(text, core.end)
    if prior in ("(",) and _year(text, core):
        return True
    if prior == "do" and _plain(text, core.start - 2) in ("cap", "muc"):
        return True
    if prior in _NOT_COUNT_BEFORE and not _counted_anyway(text, core):
        return True
    if _is_price(text, core) or _is_of_a_document(text, core.end):
        return True
    if following in _NOT_COUNT_AFTER and not _no_ton(text, core.end):
        return not (following in ("to", "thon", "xom", "khoi") and core.reading.of)
    if following in ("luot", "lan") and _plain(text, core.end + 1) in _NO_PEOPLE:
        return True  # "12 lượt loa phát thanh", "300 lượt xem"
    if core.reading.of and following in ("to", "thon", "xom", "xa", "don", "doi"):
        return True
    if _is_another_day(text, core, before[-1:]):
        return True
    if prior in _LISTING and before and before[-1].reading.problem == "not_count":
        near = core.start - before[-1].end == 1
        having = following == "co" and text.tokens[core.end].key != marked_key("cơ")
        return near and (having or following not in COUNT_UNITS) and _names_list(text, before)
    return _year(text, core) and following not in COUNT_UNITS and len(text.tokens) > 1


_PAID = frozenset("ton het chi mua tien gia phi thu nop gop ho tro thuong bieu tang".split())


def _is_price(text: Text, core: Found) -> bool:
    """ "tốn 200 nghìn", "ủng hộ 50 ngàn": thousands that were paid, where nothing else is counted."""
    following, further = _plain(text, core.end), _plain(text, core.end + 1)
    counted = following in COUNT_UNITS and (following != "tai" or further == "khoan")  # "tại nhà"
    thousands = text.tokens[core.end - 1].plain in ("nghin", "ngan")
    return thousands and _plain(text, core.start - 1) in _PAID and not counted


def _is_of_a_document(text: Text, at: int) -> bool:
    """ "Số: 14/BC-UBND": the number of an official document; `at`: behind the number."""
    tokens = text.tokens
    if _plain(text, at) != "/":
        return False
    sign = at + 1
    while sign < len(tokens) and tokens[sign].kind == "w" and tokens[sign].start <= tokens[sign - 1].end:
        sign += 1
    return (
        at + 1 < sign < len(tokens) and tokens[sign].raw == "-" and tokens[sign].start == tokens[sign - 1].end
    )


def _no_ton(text: Text, at: int) -> bool:
    """Whether a word after a number is no measure though it looks like one: "10 tận nhà 15", "5 d"."""
    token = text.tokens[at]
    if token.plain == "tan":
        return token.key not in ("", marked_key("tấn")) or _plain(text, at + 1) in ("nha", "noi", "ho")
    return token.plain == "d" and not token.key


_LISTING = frozenset({"va", ",", "-", "–", "voi"})


def _names_list(text: Text, before: list[Found]) -> bool:
    """Whether days or request numbers are listed ("các ngày 3, 10 và 15")."""
    first = before[-1]
    for earlier in reversed(before[:-1]):
        gap = first.start - earlier.end  # "ngày 3 10 và 15", "ngày 3, 10 và 15"
        linked = gap == 0 or (gap == 1 and _plain(text, first.start - 1) in _LISTING)
        if not linked or earlier.reading.problem != "not_count":
            break
        first = earlier
    return _plain(text, first.start - 1) in ("ngay", "so", "hom")


def _glued_days(text: Text, core: Found) -> bool:
    """ "ngày 3,10,15"."""
    return core.reading.problem == "ambiguous" and _plain(text, core.start - 1) in ("ngay", "hom", "mung")


_NO_PEOPLE = frozenset("loa phat xem truy chia like view thich binh".split())


def _is_another_day(text: Text, core: Found, last: list[Found]) -> bool:
    """ "ngày 3 10 và 17": the 10 right after the 3."""
    return (
        bool(last)
        and last[0].end == core.start
        and last[0].reading.problem == "not_count"
        and _plain(text, last[0].start - 1) in ("ngay", "hom")
        and _plain(text, core.end) not in COUNT_UNITS
    )


def _counted_anyway(text: Text, core: Found) -> bool:
    prior, further = _plain(text, core.start - 1), _plain(text, core.start - 2)
    token = text.tokens[core.start - 1]
    if prior == "so":
        return further in _BEFORE_SO or (token.key != "" and token.key != marked_key("số"))
    if prior in _PLACES and _plain(text, core.end) in COUNT_UNITS:
        listed = core.start > 1 and text.tokens[core.start - 2].kind == "n"
        return listed or (core.reading.value or 0) > 60  # "11 thôn 26 buổi", "toàn thôn ba trăm linh năm hộ"
    if prior in _ONLY_AS:  # "ở hội quán 76 bà con"
        return _sessions_of(text, core) or (bool(token.key) and token.key not in _ONLY_AS[prior])
    if prior in ("phong", "vung", "doan", "phuong", "tang", "hang", "dinh", "lang"):
        return _plain(text, core.end) in ("buoi", "luot", "nguoi", "cuoc") and token.key != marked_key(
            "phòng"
        )
    if prior == "ma" and (token.key not in ("", marked_key("mã")) or text.tokens[core.start - 2].kind == "n"):
        return True  # "không phải 9 mà 19"
    if prior == "dong" and (token.key not in ("", marked_key("dòng")) or further in ("van", "hoat", "lao")):
        return True  # "vận động 13 hộ"
    # "chuyển khoản 25 hộ", "mở tài khoản 12 người"
    account = prior == "khoan" and further in ("chuyen", "tai")
    if prior in ("zalo", "ma") or account:
        return _plain(text, core.end) in COUNT_UNITS
    if prior in ("muc", "dong", "phan", "cau"):  # "ba con den dong 2 buoi"
        return (
            prior == "dong" and not token.key and _plain(text, core.end) in ("buoi", "luot", "nguoi", "cuoc")
        )
    if prior in ("thu", "lo", "cap", "dinh", "lan", "khu", "doan") and token.key:
        return token.key not in _BEFORE_KEYS
    return prior in ("nam", "dot", "khoa", "lop") and _plain(text, core.end) in ("buoi", "nguoi", "luot")


def _sessions_of(text: Text, core: Found) -> bool:
    """ "tổ 5 buổi 120 người": the team's five sessions, not the fifth team."""
    following, after = _plain(text, core.end), _plain(text, core.end + 1)
    return following in ("buoi", "cuoc") and after not in ("sang", "chieu", "toi", "trua", "dem")


_ONLY_AS = {
    "to": (marked_key("tổ"),), "ban": (marked_key("bản"), marked_key("bàn")), "quan": (marked_key("quận"),),
}  # fmt: skip
_PLACES = frozenset({"thon", "xom", "khoi", "ap", "lang", "tdp"})
_BEFORE_SO = frozenset(
    {"tt", "tinh", "tong", "ho", "ky", "ki", "nang", "dan", "vu", "khoe", "te", "toan", "doi", "thanh"}
)
_BEFORE_KEYS = frozenset(marked_key(w) for w in ("thứ", "lộ", "lô", "cấp", "định", "lần", "khu", "đoạn"))


def _year(text: Text, core: Found) -> bool:
    raw = text.tokens[core.start].raw
    return core.end == core.start + 1 and raw.isdecimal() and len(raw) == 4 and 1920 <= int(raw) <= 2040


def _is_approximate(text: Text, core: Found) -> bool:
    before, further = _plain(text, core.start - 1), _plain(text, core.start - 2)
    if before in APPROXIMATE or (further, before) in _APPROXIMATE_PAIRS:
        token = text.tokens[core.start - 1]
        meant = _APPROXIMATE_MARKED.get(before)
        if not (meant and token.key and token.key != marked_key(meant)) and before not in (
            "cung",
            "hinh",
            "xap",
        ):
            return not (before in ("do", "co") and not token.key and text.marked)
    tail = " ".join(token.plain for token in text.tokens[core.end : core.end + 6])
    return bool(_AFTER.match(tail)) or (_plain(text, core.end) == "hon" and core.reading.of is None)


def _is_number(text: Text, at: int) -> bool:
    return at < len(text.tokens) and text.tokens[at].kind == "n"


def _plain(text: Text, at: int) -> str:
    return text.tokens[at].plain if 0 <= at < len(text.tokens) else ""


def _lex_at(text: Text, at: int) -> str:
    return (
        _lex(text.tokens[at], text.marked)[0] if at < len(text.tokens) and text.tokens[at].kind == "w" else ""
    )


_MANIFOLD = Expression(r"\bgap (?:doi|ba|bon|may|\d)\b")
_SAME = Expression(
    r"\b(?:nhu|y|giong|giu|bang|van)\b.*\b(?:ky|thang|lan|ban|bc|bao cao|hom|cai|dot) (?:truoc|ngoai|vua roi|cu)\b"
    r"|\b(?:nhu|giong|bang|y het)(?: (?:cua|so|so lieu|bao cao))? (?:thang|ky) (?:\d{1,2}|muoi|chin|tam|bay)\b"
    r"|\by (?:cu|chang|xi|het|nhu cu|nguyen)\b|\b(?:van|cu|giu) (?:the|nhu cu|y|nguyen)\b|"
    r"\bnhu cu\b|^nhu (?:the|truoc)$"
    r"|\bkhong (?:doi|thay doi)\b|\bgiong (?:truoc|cu)\b|\bnhu (?:ky|thang|lan)\b.*\b(?:te|kia)\b"
)  # fmt: skip
_UNKNOWN = Expression(
    r"\b(?:khong|chua|chang|cha|quen) (?:nho|biet|ro|dem|thong ke|tong hop|cong|nam duoc|"
    r"nam|co so|tinh|kiem|xem|chot|ghi)"
    r"|\bchua .*(?:dem|so lieu|thong ke|tong hop)\b|\bquen (?:mat|roi)\b|\b(?:de|cho) "
    r"(?:tui|toi|em|minh|bac|anh|chi|tao|o)?"
    r" ?(?:xem|hoi|coi|dem|kiem|tinh)|\bmai (?:toi|tui|em|minh)?\b|\bkhong co so (?:lieu)?"
)  # fmt: skip
_ZERO = Expression(
    r"(?:(?:cai|muc|phan|khoan|viec|mon|vu) (?:nay|ni|no|do) (?:thi |to (?:toi|em|minh) )?)?"
    r"(?:da |thang nay |thang ni |ky nay |hoan toan |thon (?:toi|em|minh) |to (?:toi|em|"
    r"minh) )*(?:khong|chua|chang|cha|zero|nil|none)"
    r"(?: (?:co|ai|gi|chi|nao|mo|ca|het|dau|dua|mong|thang|con|buoi|nguoi|ho|luot|bo|mot|phat|sinh|trong|nha|"
    r"ho so|don|trường hop|truong|hop|"
    r"duoc|lam|cai|dat|bua|cho|den|di|ho tro|huong dan|kich hoat|"
    r"vneid|dich vu cong|dvc|ban|hoc|phat sinh|to chuc|trien khai|mo|hop|nop|tham gia|dang ky|cuoc|hoat dong|ma|em|"
    r"a|nhe|nha|nghe|bac|anh|chi|mang|so|nay|thang|ni|"
    r"toi|het tron|tron))*(?: (?:vi|do|tai) .*)?|o|"
    r"[o0] co(?: ai| gi| chi| mo| nao| buoi| nguoi| ho| luot| ca| a| em)*|-|khong"
)  # fmt: skip
_PART = Expression(r"\b(?:trong (?:so )?(?:do|no)|gom co|bao gom|gom)\b|\(")


def read_number(text: str) -> Reading:
    """Reads the answer to "how many": one number, or why there is none. Never raises."""
    return reading_of(read(text))


_EACH = "buoi|nha|ho|lan|ngay|tuan|thon|xom|lop|toi|sang|chieu|dem|cuoc|dot|cum|nhom|to|bua|hom|ca|khoi|ban|noi|diem"
_PER_UNIT = Expression(
    rf"\b(?:moi|tung) (?:{_EACH}|nguoi)\b|\b(?:nguoi|luot|ho) (?:moi|mot|1|/) (?:{_EACH})\b"
)


_COMPARED = Expression(
    r"\b(?:it|nhieu|cao|thap|dong|tang|giam|hon|kem|bot)(?: hon)? (?:so voi )?"
    r"(?:thang|ky|lan|dot|nam) (?:truoc|ngoai|roi)\b"
)


def reading_of(text: Text) -> Reading:
    """`read_number` over a message already cut into tokens."""
    words = " ".join(token.plain for token in text.words)
    if _MANIFOLD.search(words):
        return Reading(problem="vague")  # "gấp đôi kỳ trước" is no figure
    if _SAME.search(words):
        return Reading(problem="same")
    found = _without_parts(text, find_numbers(text))
    if found and _COMPARED.search(words):
        return Reading(problem="vague")  # "ít hơn tháng trước 5 người": of how many is not said
    if found and _PER_UNIT.search(text.plain) and len(found) == 1:
        return Reading(problem="vague")  # "mỗi buổi 40": how many in all was asked
    if len(found) == 1 and is_denied(text, found[0]):
        return Reading(problem="vague")
    good = [one.reading for one in found if one.reading.value is not None]
    if not good:
        return _no_number(text, words, found)
    worse = [one.reading for one in found if one.reading.problem not in ("", "not_count")]
    if worse and not (len(good) == 1 and _is_all_there_was(text, found)):
        return Reading(problem="ambiguous")
    if len(good) > 1:
        return _several(text, found, good)
    if _UNKNOWN.search(words):
        return replace(good[0], confirm=True)
    return good[0]


def _is_all_there_was(text: Text, found: list[Found]) -> bool:
    """ "mấy người khác tự làm được, nên chỉ có 2 hồ sơ": the number is the answer, whatever else was vague."""
    one = next(one for one in found if one.reading.value is not None)
    return bool(
        _ONLY.search(" ".join(token.plain for token in text.tokens[: one.start] if token.kind == "w"))
    )


_ONLY = Expression(r"\b(?:chi|moi)(?: (?:duoc|co|lam))+$")


def is_denied(text: Text, number: Found) -> bool:
    """ "không phải 9", "đâu phải là 9": what it is instead was not said, or is another number."""
    at = number.start - 1
    if at > 0 and text.tokens[at].plain == "la":
        at -= 1
    return at > 0 and text.tokens[at].plain == "phai" and text.tokens[at - 1].plain in _DENYING


_DENYING = ("khong", "dau", "chang")


def _no_number(text: Text, words: str, found: list[Found]) -> Reading:
    for one in found:
        if one.reading.problem != "not_count":
            return one.reading
    if found:
        return Reading(problem="not_count")
    if text.plain.strip() in ("-", "–", "0", "o", "ø"):
        return Reading(0)
    if _UNKNOWN.search(words):
        return Reading(problem="unknown")
    if _ZERO.fullmatch(words):
        return Reading(0)
    return Reading(
        problem="vague"
        if expression(r"\b(?:nhieu|dong|it|du|het|kha|toan bo|tat ca)\b").search(words)
        else "none"
    )


def _several(text: Text, found: list[Found], good: list[Reading]) -> Reading:
    """ "14 chứ không phải 41" is 14, "ba người, à bốn" is 4; any other two numbers are two readings."""
    one, two = [f for f in found if f.reading.value is not None][:2]
    between = " ".join(token.plain for token in text.tokens[one.end : two.start] if token.kind == "w")
    before = " ".join(token.plain for token in text.tokens[: one.start])
    last = max(f.start for f in found if f.reading.value is not None)
    if _MENDED.search(" ".join(token.plain for token in text.tokens[one.end : last] if token.kind == "w")):
        return good[-1]  # "mười, quên mất hai mẹ con bà Sen, sửa lại mười hai"
    if len(good) == 2 and expression(r"\b(?:khong|dau) phai(?: la)?$").search(before):
        return good[1]  # "không phải 52 mô, 25"
    if len(good) == 2 and expression(r"\b(?:chu|ma)? ?(?:khong phai|dau phai|chu khong)\b").search(between):
        return good[0]
    if len(good) == 2 and _MISSPOKE.search(between):
        return good[1]
    return Reading(problem="ambiguous")


_PART_OF = Expression(r"(\S+)(?: (?:dan|con|du|nghe|hoc|vien))?(?: thi)? (?:co|ke ca|tinh ca|co ca)")
_PERSONS = frozenset("nguoi cu ba ong em chau luot hoc dan".split())


def _is_part(text: Text, one: Found, two: Found) -> bool:
    """ "18 người, có 3 người khuyết tật": three of the eighteen."""
    between = " ".join(token.plain for token in text.tokens[one.end : two.start] if token.kind == "w")
    counted = _PART_OF.fullmatch(between)
    part = [token.plain for token in text.tokens[two.end : two.end + 2] if token.kind == "w"]
    if not counted or len(part) < 2 or (two.reading.value or 0) >= (one.reading.value or 0):
        return False
    return part[0] == counted[1] or {part[0], counted[1]} <= _PERSONS


_MENDED = Expression(r"\b(?:sua|noi|tinh|dem) lai (?:la |thanh |thi )?$")
_MISSPOKE = Expression(
    r"\b(?:a|y|u) (?:khong|nham|quen|lon)\b|\b(?:nham|lon|xin loi|sua lai|noi lai)\b"
    r"|\b(?:bay gio|gio|nay) (?:la|thi|moi|thanh)\b|^(?:nguoi |luot |ho |bo )?a(?: ma)?$"
)


def number_at(text: Text, at: int) -> tuple[int, int] | None:
    """A number in words that begins at a token, and where it ends ("mười hai"); None when there is none."""
    words = _Words(text, at)
    if words.look()[0] not in ("digit", "ten", "ham"):
        return None
    number = words.number()
    return (number, words.at) if number is not None else None


def year_at(text: Text, at: int) -> int | None:
    """A year said in words: "một chín tám lăm", "hai nghìn lẻ hai", "tám lăm"; None when none begins there."""
    words, digits = _Words(text, at), ""
    while words.look(len(digits))[0] in ("digit", "last", "zero") and len(digits) < 4:
        digits += str(words.look(len(digits))[1])
    year = int(digits) if len(digits) == 4 else words.number()
    if year is None or words.look(-1)[0] == "numeral":
        return None
    return year + (1900 if 25 < year < 100 else 0)


def is_level_one(words: str) -> bool:
    """Whether a folded clause speaks of level 1 only; the form counts level 2."""
    if "muc" not in words and "cap" not in words:
        return False
    return bool(expression(r"\b(?:muc|cap)(?: do)? (?:1|01|mot)\b").search(words)) and not expression(
        r"\b(?:muc|cap)(?: do)? (?:2|02|hai)\b|\b(?:muc|cap)(?: do)? 1 (?:va|,|den) 2\b"
    ).search(words)


def _clause_of(text: Text, one: Found) -> str:
    ends = [i for i, token in enumerate(text.tokens) if token.plain in (",", ";", ".") or token.kind == "nl"]
    start = max((i for i in ends if i < one.start), default=-1) + 1
    end = min((i for i in ends if i >= one.end), default=len(text.tokens))
    return " ".join(token.plain for token in text.tokens[start:end])


def _sums_up(text: Text, found: list[Found]) -> bool:
    """ "9 hồ sơ: 4 khai sinh, 3 đất đai, 2 chứng thực": a total before a colon, and its parts."""
    counts = [one.reading.value for one in found]
    return (
        len(counts) > 2
        and None not in counts
        and counts[0] == sum(count or 0 for count in counts[1:])
        and any(token.plain == ":" for token in text.tokens[found[0].end : found[1].start])
    )


def _without_parts(text: Text, found: list[Found]) -> list[Found]:
    """Without the numbers that only break a sum down ("12 người, trong đó 5 cụ", "24 (đất đai 10, hộ tịch 14)")."""
    if _sums_up(text, found):
        return found[:1]
    kept: list[Found] = []
    for one in found:
        before = " ".join(token.plain for token in text.tokens[: one.start])
        if kept and (_PART.search(before) or _is_part(text, kept[-1], one)):
            break
        if is_level_one(_clause_of(text, one)) and len(found) > 1:
            continue
        kept.append(one)
    return kept
