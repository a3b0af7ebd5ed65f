"""Finds where the fields of a report are named, and what of a message is not about this period's figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from vietnamese.expressions import Expression, expression
from vietnamese.fields import Field
from vietnamese.indexing import Index
from vietnamese.numbers import Found, is_level_one
from vietnamese.patterns import Pattern, counts, signs
from vietnamese.tokens import Text, Token

__all__ = [
    "Figures",
    "Mention",
    "find_mentions",
    "is_line_number",
    "level_one",
    "none_said",
    "none_then",
    "other_matters",
    "take_texts",
]


@dataclass(slots=True)
class Figures:
    """What was read. `doubtful`: fields given vaguely, as a range or a percentage; `loose`: numbers of no field."""

    values: dict[str, int] = field(default_factory=dict)
    approximate: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    loose: int = 0
    summed: bool = False
    confirm: bool = False
    why: list[str] = field(default_factory=list)

    @property
    def sure(self) -> bool:
        return not (self.doubtful or self.loose or self.summed or self.confirm)


@dataclass(slots=True)
class Mention:
    key: str
    start: int
    end: int
    general: bool


_SO_FAR = Expression(
    r"(?:^| )(?:tu dau nam|luy ke|cong don|tu (?:khi|ngay) thanh lap|ca nam|tu truoc (?:den|toi))(?: |$)"
)


def find_mentions(text: Text, fields: tuple[Field, ...]) -> list[Mention]:
    """Where fields are named; of overlapping names the longer wins."""
    named, index = _phrases_of(fields)
    line = signs(text)
    possible = [named[place] for place in index.places(line)]
    if not possible:
        return []
    places = _places(text)
    found: list[Mention] = []
    for one, phrase in possible:
        for match in phrase.finditer(line):
            if match.end() > match.start():
                first, last = places[match.start()], places[match.end() - 1]
                found.append(Mention(one.key, first, last + 1, one.general))
    found.sort(key=lambda m: (m.start - m.end, m.general, m.start))
    kept: list[Mention] = []
    for mention in found:
        if not [other for other in kept if mention.start < other.end and other.start < mention.end]:
            kept.append(mention)
    return sorted((one for one in kept if not _is_particle(text, one)), key=lambda m: m.start)


@lru_cache(maxsize=64)
def _phrases_of(fields: tuple[Field, ...]) -> tuple[list[tuple[Field, Pattern]], Index]:
    """Every phrase with its field, and by which words to look them up."""
    named = [(one, phrase) for one in fields for phrase in one.phrases]
    return named, Index([phrase for _, phrase in named])


_LISTENERS = frozenset("nguoi luot con dan cu ho den toi ve ra cung khach".split())


def _is_particle(text: Text, mention: Mention) -> bool:
    """ "sửa lại là 4 nghe": the "nghe" that closes a sentence in Nghệ Tĩnh, no listener."""
    if mention.end - mention.start > 1 or text.tokens[mention.start].plain != "nghe":
        return False
    closes = mention.end >= len(text.tokens) or text.tokens[mention.end].kind in ("p", "nl")
    before = text.tokens[mention.start - 1].plain if mention.start else ""
    return closes and before not in _LISTENERS


def _places(text: Text) -> list[int]:
    """For each sign of the message the place of its token."""
    return [place for place, token in enumerate(text.tokens) if counts(token)]


def take_texts(text: Text, mentions: list[Mention], fields: tuple[Field, ...], figures: Figures) -> int:
    """Takes out "khó khăn: …" and the like; returns the token at which figures end."""
    text_keys = {one.key for one in fields if one.kind == "text"}
    cut = len(text.tokens)
    labels = [one.start for one in mentions if one.key in text_keys and _is_label(text, one)]
    for mention in mentions:
        if mention.key not in text_keys or (mention.start >= cut and mention.start not in labels):
            continue
        said = _said_after(text, mention, labels)
        if said:
            figures.texts[mention.key] = said
            ends_line = any(token.kind == "nl" for token in text.tokens[mention.end :])
            cut = cut if ends_line else min(cut, mention.start)
    return cut


def _is_label(text: Text, mention: Mention) -> bool:
    """ "Khó khăn: … Sáng kiến: …": the second begins where a sentence has ended, and has a colon."""
    starts = mention.start == 0 or text.tokens[mention.start - 1].kind in ("nl", "p")
    return starts and mention.end < len(text.tokens) and text.tokens[mention.end].plain == ":"


def _said_after(text: Text, mention: Mention, labels: Sequence[int] = ()) -> str:
    end = mention.end
    while end < len(text.tokens) and text.tokens[end].kind != "nl" and end not in labels:
        end += 1
    if mention.end >= end:
        return ""
    before = text.tokens[mention.start - 1].plain if mention.start else ""
    if before in ("khong", "chua", "nhieu", "gap", "rat", "con", "dang"):
        return ""
    colon = text.tokens[mention.end].plain in (":", "-", "la")
    fresh = mention.start == 0 or text.tokens[mention.start - 1].kind in ("nl", "p")
    if not (colon or fresh):
        return ""
    first = mention.end + (1 if colon else 0)
    asked = first < len(text.tokens) and text.tokens[first].plain in _ASKED_FOR
    if not colon and (end - first < 2 or (asked and text.tokens[mention.start].plain in ("de", "kien"))):
        return ""  # "…, đề nghị gửi", "…, đề nghị cho biết"
    said = text.text[text.tokens[first].start : text.tokens[end - 1].end].strip(" .;,") if first < end else ""
    return (
        ""
        if expression(
            r"(?i)(?:không|ko|khong|k|không có|ko có|khong co|0|chưa|chưa có)(?: gì| chi)?"
        ).fullmatch(said)
        else said
    )


_ASKED_FOR = frozenset("gui xem kiem tra phan sua dieu cap ghi rut huy xoa cho nhan chuyen".split())


def other_matters(text: Text, mentions: Sequence[Mention] = ()) -> list[tuple[int, int]]:
    """Stretches that only break a sum down: in parentheses, or after "trong đó"."""
    stretches, opened = [], -1
    for index, token in enumerate(text.tokens if _OPENS_PARTS.search(text.plain) else ()):
        if token.plain == "(" and opened < 0:
            opened = index
        elif token.plain == ")" and opened >= 0:
            if any(inside.kind == "n" for inside in text.tokens[opened:index]):
                stretches.append((opened, index))
            opened = -1
        elif token.plain in ("do", "gom") and index and text.tokens[index - 1].plain in ("trong", "bao"):
            end = next(
                (
                    i
                    for i in range(index, len(text.tokens))
                    if text.tokens[i].plain in (";", ".", ")") or text.tokens[i].kind == "nl"
                ),
                len(text.tokens),
            )
            if not _names_another(text, mentions, index, end):
                stretches.append((index, _until_next_field(text, mentions, index, end)))
    if opened >= 0:
        stretches.append((opened, len(text.tokens)))
    return stretches + _parts(text, mentions) + _others(text)


_OPENS_PARTS = Expression(r"\(|trong (?:do|gom)|bao (?:do|gom)")


def _parts(text: Text, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """ "18 người, có 3 người khuyết tật": three of the eighteen, unless a field is named for them."""
    stretches: list[tuple[int, int]] = []
    tokens = text.tokens if ", co " in text.plain else []
    for at, token in enumerate(tokens[3:-3], 3):
        if token.plain != "co" or tokens[at - 1].plain != ",":
            continue
        whole, unit, part, again = (tokens[at + step] for step in (-3, -2, 1, 2))
        if not (whole.raw.isdecimal() and part.raw.isdecimal() and unit.plain == again.plain):
            continue
        end = next((i for i in range(at, len(tokens)) if _ends_clause(tokens[i])), len(tokens))
        named = any(at <= one.start < end for one in mentions)
        if int(part.raw) < int(whole.raw) and tokens[at + 3].kind == "w" and not named:
            stretches.append((at, end))
    return stretches


def _ends_clause(token: Token) -> bool:
    return token.kind == "nl" or token.plain in (",", ";", ".")


def _names_another(text: Text, mentions: Sequence[Mention], start: int, end: int) -> bool:
    """ "đến 34 hộ, trong đó làm chữ ký số cho 7 người": the part is a figure of its own, named before its number."""
    counted = next((at for at in range(start, end) if text.tokens[at].kind == "n"), end)
    before = {one.key for one in mentions if one.start < start}
    exact = [one.start for one in mentions if not one.general and one.key not in before]
    other = next((at for at in range(counted + 1, end) if text.tokens[at].kind != "w"), end)
    named = any(start < at < min(counted + 5, other) for at in exact)  # "trong đó 12 người cài VNeID"
    return named or _counts_files(text, start, counted)


def _counts_files(text: Text, start: int, counted: int) -> bool:
    """ "35 lượt người dân, trong đó nộp được 21 hồ sơ": files are no part of people."""
    units = [_unit_after(text, at) for at, token in enumerate(text.tokens[:start]) if token.kind == "n"]
    return _unit_after(text, counted) == "ho so" and bool(units) and "ho so" not in units


def _unit_after(text: Text, at: int) -> str:
    words = " ".join(token.plain for token in text.tokens[at + 1 : at + 4])
    return "ho so" if expression(r"(?:bo )?(?:ho so|bo|don)\b").match(words) else words.partition(" ")[0]


def _until_next_field(text: Text, mentions: Sequence[Mention], start: int, end: int) -> int:
    """Without commas the parts end where the next field is named, once a part has been told."""
    counted = next((at for at in range(start, end) if text.tokens[at].kind == "n"), end)
    return next((one.start for one in mentions if counted < one.start < end and not one.general), end)


def level_one(text: Text, start: int) -> bool:
    """Whether the nearest level before a number is the first ("mức 1 cho 6 người mức 2 cho 9 người")."""
    said = [token.plain for token in text.tokens[max(0, start - 5) : start]]
    levels = [said[at + 1] for at, word in enumerate(said[:-1]) if word in ("muc", "cap")]
    return bool(levels) and levels[-1] in ("1", "01", "mot")


def _others(text: Text) -> list[tuple[int, int]]:
    """Clauses about something else than this period's figures: so far this year, last month beside this, level 1."""
    stretches, start = _not_yet(text), 0
    plain = text.plain
    if not any(words in plain for words in _OF_OTHERS):
        return stretches
    both_months = _THIS_MONTH.search(plain)
    if both_months:
        stretches += _month_before(text)
    for index in range(len(text.tokens) + 1):
        if index < len(text.tokens) and not (
            text.tokens[index].kind == "nl" or text.tokens[index].plain in _CLAUSE_ENDS
        ):
            continue
        words = " ".join(token.plain for token in text.tokens[start:index])
        if "(" in words:  # "vneid 12 (mức 1: 3, mức 2: 9)"
            start = next(at for at in range(start, index) if text.tokens[at].plain == "(") + 1
            words = " ".join(token.plain for token in text.tokens[start:index])
        before = both_months and _LAST_MONTH.match(words)
        if before or _SO_FAR.search(words) or is_level_one(words):
            stretches.append((start, index))
        start = index + 1
    return stretches


def _month_before(text: Text) -> list[tuple[int, int]]:
    """ "tháng trước 3 buổi tháng ni 2 buổi": from the one month to the other."""
    said = [token.plain for token in text.tokens]
    pairs = list(pairwise(said))
    before = [at for at, (one, two) in enumerate(pairs) if one in _MONTHS and two in _EARLIER]
    now = [at for at, (one, two) in enumerate(pairs) if one in _MONTHS and two in ("nay", "ni")]
    if (
        len(before) != 1
        or len(now) != 1
        or before[0] > now[0]
        or (before[0] and said[before[0] - 1] in _LIKE)
    ):
        return []
    return [(before[0], now[0])]


_OF_OTHERS = (
    "thang n", "ky n", "muc", "cap", "dau nam", "luy ke", "cong don", "thanh lap", "ca nam", "tu truoc",
)  # fmt: skip
_MONTHS, _EARLIER = frozenset({"thang", "ky"}), frozenset({"truoc", "ngoai", "roi"})
_LIKE = frozenset({"nhu", "giong", "bang", "het", "hon", "voi", "cua"})
_THIS_MONTH = Expression(r"\b(?:thang|ky) (?:nay|ni)\b")
_WAITING = Expression(r"\bchua\b(?! (?:den|toi|duoc|day|ke|tinh) \d| (?:co|phat sinh)\b)")
_DONE = Expression(r"\b(?:da|roi|duoc|moi|xong)\b")


def _not_yet(text: Text) -> list[tuple[int, int]]:
    """ "12 người chưa cài, 30 người đã cài": those who have not yet, beside those who have."""
    if "chua" not in text.plain:
        return []
    ends = [at for at, token in enumerate(text.tokens) if token.kind == "nl" or token.plain in _CLAUSE_ENDS]
    clauses = list(zip([0, *(at + 1 for at in ends)], [*ends, len(text.tokens)], strict=True))
    counted = [
        (start, end) for start, end in clauses if any(token.kind == "n" for token in text.tokens[start:end])
    ]
    words = {clause: " ".join(token.plain for token in text.tokens[slice(*clause)]) for clause in counted}
    waiting = [clause for clause in counted if _WAITING.search(words[clause])]
    done = [clause for clause in counted if clause not in waiting and _DONE.search(words[clause])]
    return waiting if done else []


_LAST_MONTH = Expression(r"^(?:thang|ky) (?:truoc|ngoai|roi|vua roi) (?!.*\b(?:thang|ky) (?:nay|ni)\b)")
_CLAUSE_ENDS = frozenset({",", ";", ".", "rieng"})


_TEXTS = frozenset({"kho_khan", "cach_lam_hay", "anh"})
_NONE_BEFORE = Expression(
    r"(?:^| )(?:khong|chua|chang|cha) (?:(?:co|to chuc|mo|lam|trien khai|duoc|phat sinh|ho tro|huong dan|nop|cai) )*"
    r"(?P<who>(?:ai|nguoi nao|ho nao|bo|nha nao|nguoi mo) )?(?:(?:cai|lam|nop|mo|dang ky|hoc|dung|xai|duoc) )*$"
)
# "số hộ chưa có mã QR": how many have none, not that none has one
_HOW_MANY_LACK = Expression(
    r"\b(?:so|may|bao nhieu|nhung|cac|danh sach) (?:nguoi|ho|nha|cu|ba con|doanh nghiep|cua hang)\b.* (?:chua|khong) "
)
_NONE_AFTER = Expression(r"(?:nao|mo|gi|chi|ca|het)(?: |$)")


# "vneid chưa có ai hồ sơ dvc chưa có số liệu": of the second nothing is known, the "chưa có ai" is of the first
_UNKNOWN = Expression(
    r"(?:thi |con )?(?:chua|khong) (?:co so lieu|co so$|ro|nam|biet|nho|dem|thong ke|tong hop)(?: |$)"
)


def _last_end(mention: Mention, mentions: list[Mention]) -> int:
    """Where a field ends that is named by two words on end ("hồ sơ dịch vụ công")."""
    end = mention.end
    for other in mentions:
        if other.key == mention.key and other.start == end:
            end = other.end
    return end


def _words(text: Text, start: int, most: int) -> str:
    return " ".join(token.plain for token in text.tokens[start : start + most])


def none_said(text: Text, mentions: list[Mention], figures: Figures) -> list[Mention]:
    """Takes out the fields of which none was said beside figures of others ("không tổ chức được buổi nào")."""
    kept: list[Mention] = []
    gone = -1  # where the last field ends of which none was said
    for mention in mentions:
        if mention.start == gone and mention.key in figures.values:
            continue  # "không có hồ sơ dvc"
        start = mention.start
        while start and text.tokens[start - 1].kind not in ("p", "nl", "n"):
            start -= 1
        before = " ".join(token.plain for token in text.tokens[start : mention.start]) + " "
        after = _words(text, mention.end, 2)
        said = _NONE_BEFORE.search(before) if not _HOW_MANY_LACK.search(before) else None
        closed = mention.end >= len(text.tokens) or text.tokens[mention.end].kind in ("p", "nl")
        closed = closed or any(other.key == mention.key and other.start == mention.end for other in mentions)
        closed = closed and bool(expression(r"(?:^| )(?:khong|chua) co $").search(before))
        if mention.key in _TEXTS or _UNKNOWN.match(_words(text, _last_end(mention, mentions), 5)):
            kept.append(mention)
        elif (
            said
            and (said["who"] or closed or _NONE_AFTER.match(after))
            and not expression(r"\D*\d").match(after)
        ):
            figures.values[mention.key] = 0
            figures.why.append(f"none said: {mention.key} 0")
            gone = mention.end
        else:
            kept.append(mention)
    return kept


_NONE_THEN = Expression(
    r"(?:(?:thi|cung|van|muc 2) )*(?:khong|chua)(?: (?:co|phat sinh|duoc))*"
    r"(?P<surely>(?: (?:ai|gi|chi|ca|nguoi nao|ho nao|ho so nao|nguoi mo))+(?: (?:lam|cai|nop|dung|xai|dang ky))*)?"
)


def none_then(
    text: Text, named: list[Mention], mentions: list[Mention], numbers: Sequence[Found], figures: Figures
) -> list[Mention]:
    """Takes out the fields after which "không (có ai)" stands, and then the next field or nothing
    ("vneid không có ai dvc 3 qr không")."""
    if not numbers or ("khong" not in text.plain and "chua" not in text.plain):
        return mentions
    kept = []
    for mention in mentions:
        if _is_none_after(text, named, mention, numbers) and mention.key not in figures.values:
            figures.values[mention.key] = 0
            figures.why.append(f"none said: {mention.key} 0")
        else:
            kept.append(mention)
    return kept


def _is_none_after(text: Text, named: list[Mention], mention: Mention, numbers: Sequence[Found]) -> bool:
    following = next((one for one in named if one.start >= mention.end), None)
    end = following.start if following else len(text.tokens)
    end = next((at for at in range(mention.end, end) if text.tokens[at].kind != "w"), end)
    words = " ".join(token.plain for token in text.tokens[mention.end : end])
    said = _NONE_THEN.fullmatch(words)
    if said is None or (mention.general and text.tokens[mention.start].plain != "so"):
        return False
    if following is not None and following.start == end and words.endswith("co") and following.key in _TEXTS:
        return False  # "… vneid không có khó khăn"
    return bool(said["surely"]) or not any(_counts(one, mention, named) for one in numbers)


def _counts(number: Found, mention: Mention, named: list[Mention]) -> bool:
    """Whether a number stands before a field as its own ("12 vneid không có …", but not in "dvc 2 qr không")."""
    if not 0 <= mention.start - number.end <= 1:
        return False
    return not any(0 <= number.start - one.end <= 1 for one in named)


_SECOND = Expression(r"(?<!\S)2[.)]\s")


def is_line_number(text: Text, number: Found) -> bool:
    """ "1." or "2)" at the beginning of a line, or glued before a word in a numbered list."""
    if number.end != number.start + 1 or not text.tokens[number.start].raw.isdecimal():
        return False
    first = number.start == 0 or text.tokens[number.start - 1].kind == "nl"
    sign = text.tokens[number.end].plain if number.end < len(text.tokens) else ""
    after = text.tokens[number.end + 1] if number.end + 1 < len(text.tokens) else None
    starts = first or text.tokens[number.start - 1].plain in (".", ";", ",")
    if not starts and text.tokens[number.start - 1].plain == ":":
        starts = _SECOND.search(text.text) is not None  # "Kết quả: 1. … 2. …" but not "VNeID: 1. DVC: 2"
    followed = after is not None and after.kind == "w"
    glued = sign and text.tokens[number.end].start == text.tokens[number.start].end
    return bool(
        starts and followed and glued and sign in (".", ")", "/", ":") and (first or sign in (".", ")"))
    )
