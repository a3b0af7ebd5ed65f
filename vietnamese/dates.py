"""Reads dates, times, periods and lengths of time, relative to the day of the message."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from vietnamese.expressions import Expression, expression
from vietnamese.tokens import read

__all__ = [
    "Duration",
    "Span",
    "month_of",
    "read_date",
    "read_duration",
    "read_moment",
    "read_period",
    "read_span",
]


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: either whole months or whole days."""

    months: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included; an end that was not said is None."""

    first: date | None = None
    last: date | None = None


NUMBER_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10,
                "muoi mot": 11, "muoi hai": 12, "gieng": 1, "chap": 12}  # fmt: skip
_N = r"(\d{1,2}|muoi mot|muoi hai|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi|gieng|chap)"
_WEEKDAYS = {
    "hai": 0,
    "ba": 1,
    "tu": 2,
    "nam": 3,
    "sau": 4,
    "bay": 5,
    "2": 0,
    "3": 1,
    "4": 2,
    "5": 3,
    "6": 4,
    "7": 5,
}
_OFFSETS = (
    (r"\b(?:hom|bua|toi|sang|chieu|trua|dem|ngay) ?(?:qua)\b", -1),
    (r"\b(?:hom kia|hom te|bua kia|bua te)\b", -2),
    (r"\b(?:ngay|hom|bua) kia\b", 2),
    (r"\b(?:ngay mot|bua mot|mot kia)\b", 2),
    (r"\b(?:hom|bua|sang|chieu|toi|trua|dem|ngay) (?:nay|ni)\b", 0),
    ((r"\b(?:ngay|sang|chieu|toi|hom|bua) mai\b|(?<!toc )(?<!bay )(?<!lop )(?<!sap )\bmai\b"
      r"(?! (?:thi|mai|la|anh|hoa|dinh|phu|lam|lien|son))"), 1),
)  # fmt: skip
_FULL = Expression(
    r"(?<![\d/.-])(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?(?![\d/]|[.\-]\d)"
)
_ISO = Expression(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_IN_WORDS = Expression(r"\b(\d{1,2}) thang (\d{1,2})(?: (?:nam )?(\d{4}))?")
_DAY_ONLY = Expression(
    r"\b(?:ngay|hom|mong|mung|den|truoc) (?:mong |mung |ngay )?(\d{1,2})\b(?! ?(?:/|thang|"
    r"gio|h\b|buoi|nguoi|ho\b|ngay|tuan))"
)
_TIME = Expression(
    r"(?<!\d)(?![345] ?g\b(?! (?:sang|trua|chieu|toi|dem)))"  # 4G is no hour
    r"(\d{1,2}) ?(?:gio\b|h|g(?![a-z])|:)(?: ?(\d{2}))?(?: phut)?(?! ?/|\d)(?: (sang|trua|chieu|toi|dem))?"
)


def read_date(text: str, today: date) -> date | None:
    """The first day named ("ngày 12/11", "hôm qua", "thứ 6", "mai"); None if none. Without a year the nearest."""
    words = _plain(text)
    for reader in (_iso, _written, _spoken, _weekday, _relative_weeks, _day_of_month):
        found = reader(words, today)
        if found:
            return found
    return None


def read_span(text: str, today: date) -> Span | None:
    """ "từ 20/11 đến 30/11", "đến hết ngày 5/12"; None if no such words."""
    words = _plain(text)
    match = expression(r"\b(?:tu|ke tu) (?P<a>.+?) (?:den|toi|-) (?:het )?(?P<b>.+)").search(words)
    if match:
        first, last = read_date(match["a"], today), _last_day(match["b"], today)
        if first and last:
            return Span(first, last)
    match = expression(r"\b(?:den|toi) (?:het )?(?P<b>.+)").search(words)
    last = _last_day(match["b"], today) if match else None
    return Span(None, last) if last else None


_WHOLE = Expression(r"(?:het |cuoi )?(tuan|thang)(?: (nay|ni|sau|toi))?(?! \d)\b")


def _last_day(words: str, today: date) -> date | None:
    """The day that a span ends with; "hết tuần" ends on Sunday, "hết tháng sau" with the last day of that month."""
    whole = _WHOLE.match(words)
    if whole is None:
        return read_date(words, today)
    later = whole[2] in ("sau", "toi")
    if whole[1] == "tuan":
        return today + timedelta(days=6 - today.weekday() + 7 * later)
    first = today.replace(day=1)
    for _ in range(1 + later):
        first = (first + timedelta(days=31)).replace(day=1)
    return first - timedelta(days=1)


def read_period(text: str, today: date) -> str | None:
    """The reporting month as "YYYY-MM": the latest such month not after `today`; "kỳ này" gives None."""
    words = _plain(text)
    if not any(word in words for word in ("thang", "thg", "ky", "/20", "t1", "/ 20")):
        return None
    words = _LIKE_BEFORE.sub(" ", words)
    match = expression(
        r"\b(?:thang|thg|ky) "
        + _N
        + r"(?:\s*(?:/|-|\.|nam)\s*(\d{4}|\d{2}))?\b(?! ?(?:buoi|nguoi|luot|ngay))"
    ).search(
        words,
    )
    match = match or _MONTH_THEN_FIGURES.search(words)
    if match and not expression(r"(?:ngay|mung|mong) (?:\d+ )?$").search(words[: match.start()]):
        return month_of(match[1], today, match[2])
    match = expression(r"(?<![\d/])(?:t|th)?(1[0-2]|0?[1-9])/(20\d\d)(?!\d)").search(words)
    if match and not expression(r"\d/$").search(words[: match.start()]):
        return month_of(match[1], today, match[2])
    if expression(r"\b(?:thang|thg) (?:nay|ni)\b").search(words):
        return f"{today:%Y-%m}"
    if expression(r"\b(?:thang|thg|ky) (?:truoc|ngoai|vua roi|vua qua|roi|qua)\b").search(words):
        last = today.replace(day=1) - timedelta(days=1)
        return f"{last:%Y-%m}"
    return None


# "số liệu t11 buổi 2 …": eleven of sessions would be named before
_MONTH_THEN_FIGURES = Expression(r"\b(?:thang|thg) (1[0-2])()\b(?= (?:buoi|luot|nguoi)(?: [a-z]+){0,3} \d)")
# "như tháng trước" compares with a month, it does not name the month of the report
_LIKE_BEFORE = Expression(
    r"\b(?:nhu|giong|y nhu|bang|so voi|hon)(?: \S+){0,3}? (?:thang|thg|ky) (?:truoc|ngoai|vua roi|vua qua|roi|qua)\b"
    rf"|\b(?:nhu|giong|bang|y het|so voi|hon)(?: (?:cua|so|so lieu|bao cao))? (?:thang|thg|ky) {_N}\b"
)


def month_of(said: str, today: date, year: str | None = None) -> str | None:
    """The month ("YYYY-MM") that stands behind "tháng": a number, "mười một", "này"; None if it is none."""
    if said in ("nay", "ni"):
        return f"{today:%Y-%m}"
    month = int(said) if said.isdecimal() else NUMBER_WORDS.get(said, 0)
    if not 1 <= month <= 12:
        return None
    if year:
        return f"{int(year) + (2000 if len(year) == 2 else 0):04}-{month:02}"
    return f"{today.year - (month > today.month):04}-{month:02}"


_FROM_NEXT = Expression(r"\btu (?:tuan|thang|ngay|hom|nam) (?:sau|toi|nay|ni|mai)\b")  # no four weeks


def read_duration(text: str) -> Duration | None:
    """ "2 tuần" (14 days), "3 tháng", "nửa tháng" (15 days), "10 bữa"; None if no length of time."""
    words = _plain(text)
    if expression(r"\bnua thang\b").search(words):
        return Duration(days=15)
    if expression(r"\bnua nam\b").search(words):
        return Duration(months=6)
    words = _FROM_NEXT.sub(" ", words)
    match = expression(
        rf"\b{_N}(?: (?:cai|con|cay))? (thang|tuan|ngay|bua|hom|nam)\b(?! (?:nay|ni|truoc|ngoai)\b)"
    ).search(
        words,
    )
    if not match or expression(r"\b(?:thang|ngay|thu|hom|lop)$").search(words[: match.start()].strip()):
        return None
    count = int(match[1]) if match[1].isdecimal() else NUMBER_WORDS[match[1]]
    if match[2] in ("thang", "nam"):
        half = bool(expression(r" (?:ruoi|nua)\b").match(words[match.end() :]))
        return (
            Duration(months=count * (12 if match[2] == "nam" else 1))
            if not half
            else Duration(days=count * 30 + 15)
        )
    return Duration(days=count * (7 if match[2] == "tuan" else 1))


# "tối nay 8h"; "tôi mai 8h" may be "tôi", who does something tomorrow
_LATE = Expression(
    r"\b(?:(?:chieu|dem) (?:nay|ni|mai)|toi (?:nay|ni))(?: (?:luc|truoc|vao|khoang|tam|den))* $"
)


def read_moment(text: str, today: date) -> datetime | None:
    """A clock time ("trước 17h hôm nay" → 17:00 of today), today unless a day is named; None without a time."""
    words = _plain(text)
    match = _TIME.search(words)
    if not match or int(match[1]) > 24 or int(match[2] or 0) > 59:
        return None
    hour = int(match[1]) % 24
    if (match[3] in ("chieu", "toi", "dem") or _LATE.search(words[: match.start()])) and 0 < hour < 12:
        hour += 12
    rest = f"{words[: match.start()]} {match[3] or ''}{words[match.end() :]}"
    day = read_date(rest, today) or today
    return datetime.combine(day, time(hour, int(match[2] or 0)))


# Mai as a name: with a capital after a title, or inside a sentence that is not written in capitals
_MAI_A_NAME = Expression(
    r"(?<=\b[Cc]hị )Mai\b|(?<=\b[Cc]hi )Mai\b|(?<=\b[Oo] )[Mm]ai\b|(?<=\b[Cc]ô )[Mm]ai\b|(?<=\b[Bb]à )[Mm]ai\b"
    r"|(?<=\b[Tt]hị )[Mm]ai\b|(?<=[a-zà-ỹ] )(?<!ngày )(?<!sáng )(?<!chiều )(?<!tối )(?<!hôm )(?<!trưa )Mai\b"
)


_MOT_A_DAY = Expression(r"(?i)(?:^|(?<=[,.;] )|(?<=để )|(?<=sang )|(?<=tới ))mốt\b(?! [\d%])")


def _plain(text: str) -> str:
    """Folded, with teencode opened; signs that dates need stay."""
    if "Mai" in text or "mai" in text:  # looking for a few letters first saves most of the time
        text = _MAI_A_NAME.sub("", text)
    if "mốt" in text or "Mốt" in text:
        text = _MOT_A_DAY.sub("ngày mốt", text)
    words = read(text).plain
    if "/" in words:
        words = expression(r"\s*/\s*").sub("/", words)
    return expression(r"(?<=\d) - (?=\d)").sub("-", words) if " - " in words else words


def _iso(words: str, today: date) -> date | None:
    match = _ISO.search(words)
    return _day(int(match[3]), int(match[2]), int(match[1])) if match else None


def _written(words: str, today: date) -> date | None:
    for match in (*_FULL.finditer(words), *_IN_WORDS.finditer(words)):
        year = int(match[3]) if match[3] else 0
        if year:
            year += 2000 if year < 100 else 0
            found = _day(int(match[1]), int(match[2]), year)
        else:
            found = _nearest(int(match[1]), int(match[2]), today)
        if found:
            return found
    return None


def _spoken(words: str, today: date) -> date | None:
    for pattern, days in _OFFSETS:
        if expression(pattern).search(words):
            return _shift(today, days)
    return None


def _weekday(words: str, today: date) -> date | None:
    match = expression(r"\b(?:thu|t) (hai|ba|tu|nam|sau|bay|[2-7])\b|\b(chu nhat|cn)\b").search(words)
    if not match:
        return None
    weekday = 6 if match[2] else _WEEKDAYS[match[1]]
    rest = words[match.end() :]
    monday = _shift(today, -today.weekday()) or today
    if expression(r"\btuan (?:sau|toi)\b").search(rest):
        return _shift(monday, 7 + weekday)
    if expression(r"\btuan truoc\b|\bvua roi\b|\bvua qua\b").search(rest):
        back = (today.weekday() - weekday) % 7 or 7
        return _shift(monday, weekday - 7) if "tuan truoc" in rest else _shift(today, -back)
    if expression(r"\btuan (?:nay|ni)\b").search(rest):
        return _shift(monday, weekday)
    return _shift(today, (weekday - today.weekday()) % 7)


def _relative_weeks(words: str, today: date) -> date | None:
    match = expression(rf"\b{_N} (ngay|bua|hom|tuan) (nua|toi|sau|truoc)\b").search(words)
    if match:
        count = int(match[1]) if match[1].isdecimal() else NUMBER_WORDS[match[1]]
        days = count * (7 if match[2] == "tuan" else 1)
        return _shift(today, -days if match[3] == "truoc" else days)
    if expression(r"\b(?:tuan|bua|dau tuan) (?:sau|toi)\b").search(words):
        return _shift(today, 7)
    if expression(r"\bdau thang (?:sau|toi)\b|\bthang sau\b").search(words):
        return _shift(today.replace(day=1), 32, first=True)
    if named := expression(r"\bdau thang (1[0-2]|[1-9])\b(?!/)").search(words):
        month = int(named[1])
        return _day(1, month, today.year + (month < today.month))
    if expression(r"\bcuoi thang\b(?! \d)").search(words):
        following = _shift(today.replace(day=1), 32, first=True)
        return _shift(following, -1) if following else None
    if expression(r"\bcuoi tuan\b").search(words):
        return _shift(today, 6 - today.weekday())
    return None


def _day_of_month(words: str, today: date) -> date | None:
    match = _DAY_ONLY.search(words)
    if not match:
        return None
    number = int(match[1])
    here = _day(number, today.month, today.year)
    if here and here >= today:
        return here
    following = _shift(today.replace(day=1), 32, first=True)
    return _day(number, following.month, following.year) if following else None


def _nearest(day: int, month: int, today: date) -> date | None:
    """The date without a year nearest to today."""
    years = [found for year in (-1, 0, 1) if (found := _day(day, month, today.year + year))]
    return min(years, key=lambda found: abs((found - today).days)) if years else None


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None  # 31/2 is no date


def _shift(today: date, days: int, *, first: bool = False) -> date | None:
    try:
        moved = today + timedelta(days=days)
    except OverflowError:
        return None  # the end of the calendar
    return moved.replace(day=1) if first else moved
