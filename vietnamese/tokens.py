"""Cuts a message into words, numbers and signs, with teencode, Telex/VNI residue and dialect brought to plain words."""

import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from vietnamese.expressions import Expression, expression
from vietnamese.folding import fold, marked_key
from vietnamese.keeping import kept
from vietnamese.names import is_syllable
from vietnamese.neighbours import Known, known_from, known_lines, read_known, slips_of_reports
from vietnamese.residue import from_telex, from_vni, is_telex, is_vni, telex_read
from vietnamese.spelling import mended, vocabulary

__all__ = ["Text", "Token", "cut_known", "is_mistyped", "normalise", "read"]

LONGEST = 4000  # characters that are read; Zalo sends at most 2,000
_URL = (
    r"(?P<url>(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|vn|net|org|top|xyz|info|shop|online|site|club|vip|tk"
    r"|cc|link|app|me|ly|io|icu|click|live|win|asia|ml|ga|cf|biz|pro|store|fun|cyou|buzz)\b(?:/\S*)?)|"
)
_OTHERS = (
    r"(?P<n>(?>\d+(?:[.,]\d+)?k\d?|\d+(?:[.,]\d+)*)(?![^\W_])|\d{1,3}(?:[.,]\d{3})+|\d+(?=\+))"
    r"|(?P<w>[^\W_]+(?:['’][^\W_]+)?)"
    r"|(?P<p>[^\w\s]|_)"
    r"|(?P<nl>\n)"
)
_TOKEN, _TOKEN_OR_URL = Expression(_OTHERS), Expression(_URL + _OTHERS)
_MAY_BE_URL = Expression(r"\.[a-z]|://|www")  # a look at every word for a link takes long
_SPELLED_OUT = Expression(  # "02 (hai) buổi"
    r"(?i)(?<=\d)\s*\((?:(?:không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|mốt|tư|lăm|linh|lẻ|trăm|nghìn|ngàn|khong|mot|"
    r"bon|nam|sau|bay|tam|chin|muoi|tu|lam|le|tram|nghin|ngan)\s*)+\)"
)
# the frame of a forwarded message: its header and the signs before quoted lines
_FORWARDED = Expression(
    r"(?im)^\s*\[?(?:tin nhắn chuyển tiếp|đã chuyển tiếp|chuyển tiếp từ[^\n\]]*|"
    r"forwarded message)[\]:]*\s*$\n?|^[ \t]*>[ \t]?"
)
_KEYCAP = Expression(r"(?m)^\s*\d\ufe0f?\u20e3(?=\s*[^\W\d])")  # line numbers as emoji
# what is typed → the word meant. Particles and pronouns that decide nothing are left alone.
TEENCODE = {
    "ko": "không", "k": "không", "kg": "không", "hok": "không", "hem": "không", "hong": "không", "hông": "không",
    "hổng": "không", "kh": "không", "kô": "không", "hk": "không", "khg": "không", "khôg": "không", "hẽm": "không",
    "nỏ": "không", "nỏa": "không", "hôn": "không", "dc": "được", "đc": "được", "dk": "được", "đk": "được",
    "ddk": "được", "d9k": "được", "d9c": "được", "tmd9t": "tmđt", "sskd9t": "sskđt", "skd9t": "skđt",
    "d9dd9t": "đđđt",
    "đươc": "được", "duoc": "được", "r": "rồi", "rùi": "rồi", "rui": "rồi", "j": "gì", "v": "vậy", "bn": "bao nhiêu",
    "bnhiu": "bao nhiêu", "nhiu": "nhiêu", "ng": "người", "ngừi": "người", "vs": "với", "w": "với", "trc": "trước",
    "nc": "nước", "ntn": "như thế nào", "sđt": "số điện thoại", "sdt": "số điện thoại", "bik": "biết", "bit": "biết",
    "cb": "cán bộ", "gv": "giáo viên", "hs": "hồ sơ", "thk": "thằng", "ad": "admin", "xã's": "xã", "mk": "mình",
    "mik": "mình", "lm": "làm", "cx": "cũng", "nx": "nữa", "nựa": "nữa", "thg": "tháng", "th": "tháng",
    "hd": "hướng dẫn",
    "hdan": "hướng dẫn", "ctv": "cộng tác viên", "bc": "báo cáo", "b/c": "báo cáo", "bcáo": "báo cáo", "đky": "đăng ký",
    "dky": "đăng ký", "đkí": "đăng ký", "dki": "đăng ký", "mần": "làm", "giừ": "bây giờ",
    "chừ": "bây giờ", "dừ": "bây giờ",
    "vô": "vào", "cấy": "cái", "rứa": "thế", "răng": "sao", "cò": "có", "tau": "tôi", "tui": "tôi", "choa": "chúng tôi",
    "hấn": "nó", "hắn": "nó", "bựa": "bữa", "trửa": "giữa", "lội": "lỗi", "nv": "nhân viên", "ttin": "thông tin",
    "gth": "giới thiệu", "gthieu": "giới thiệu", "tvien": "thành viên", "tviên": "thành viên", "tv": "thành viên",
    "ds": "danh sách", "dsach": "danh sách", "ok": "ok", "oke": "ok", "okie": "ok", "oki": "ok", "okê": "ok",
    "okla": "ok", "uh": "ừ", "uk": "ừ", "ừm": "ừ", "uhm": "ừ", "ừh": "ừ", "um": "ừ", "ùm": "ừ", "dạk": "dạ", "ạk": "ạ",
    "trg": "trong", "klq": "không liên quan", "kb": "không biết", "kbt": "không biết", "kc": "không có",
    "xog": "xong", "đki": "đăng ký", "nta": "người ta", "mng": "mọi người", "cđ": "cộng đồng",
    "pv": "phường", "ttoan": "thanh toán",
    "ttoán": "thanh toán", "tkhoan": "tài khoản",
    "tkhoản": "tài khoản", "ktra": "kiểm tra", "hthanh": "hoàn thành", "ttruyen": "tuyên truyền",
    "ttruyền": "tuyên truyền", "ae": "anh em", "rep": "trả lời", "nvh": "nhà văn hóa", "nvhtđ": "nhà văn hóa",
}  # fmt: skip
# words that only stand for something else beside certain neighbours: (word, next word) → meaning
BEFORE = {("no", "co"): "không", ("no", "biet"): "không", ("no", "lam"): "không", ("no", "can"): "không",
          ("no", "dong"): "không", ("no", "phai"): "không", ("no", "duyet"): "không", ("no",
          "vao"): "không", ("t", "nay"): "tháng", ("t", "ni"): "tháng", ("t", "truoc"): "tháng"}  # fmt: skip
_DEPENDING = frozenset(typed for typed, _ in BEFORE)


@dataclass(slots=True)
class Token:
    """A word, number or sign: as typed, folded, and its marks as a comparable key ("" when typed without marks)."""

    kind: str  # "w" word, "n" number, "p" sign, "url", "nl" end of line
    raw: str
    plain: str
    key: str
    start: int
    end: int


@dataclass
class Text:
    """A message cut into tokens; `marked` when its writer uses marks, so that an unmarked "nam" is not "năm"."""

    text: str
    tokens: list[Token]
    marked: bool
    fully_marked: bool = False
    signs: tuple[int, str] | None = None  # kept by `patterns.signs`

    @kept
    def plain(self) -> str:
        """All tokens folded, separated by single spaces."""
        return " ".join(token.plain for token in self.tokens if token.kind != "nl")

    @kept
    def words(self) -> list[Token]:
        """Words, numbers and links without the signs between them."""
        return [token for token in self.tokens if token.kind in ("w", "n", "url")]


@lru_cache(maxsize=8)  # of one message several readers ask
def read(text: str) -> Text:
    """Cuts a message into tokens; only the first 4,000 characters are read."""
    text = unicodedata.normalize("NFC", text[:LONGEST]).replace("\r", "\n").replace("\u200b", "")
    text = _bare(_hushed(text))
    if is_vni(text):
        text = from_vni(text)
    elif is_telex(text):
        text = telex_read(text)
    tokens = _mended(_cut(text))
    share = 0.0 if text.isascii() else _share_marked(tokens)
    return Text(text, tokens, share >= 0.25, share >= 0.45)


def _bare(text: str) -> str:
    """Without the frame of a forwarded message, numbers said twice and line numbers as emoji."""
    if ">" in text or "chuyển tiếp" in (lowered := text.lower()) or "forwarded" in lowered:
        text = _FORWARDED.sub("", _own(text))
    if "\u20e3" in text:
        text = _KEYCAP.sub("", text)
    if "hd" in text or "HD" in text:
        text = _NO_ACTIVITY.sub(r"\1 hoat dong", text)
    return _SPELLED_OUT.sub("", text) if "(" in text else text


def _own(text: str) -> str:
    """Without the lines quoted of somebody else, where the person's own tell figures of their own."""
    lines = text.split("\n")
    quoted = [line for line in lines if line.lstrip().startswith(">")]
    own = "\n".join(line for line in lines if line not in quoted)
    if not quoted or _MAY_BE_URL.search("\n".join(quoted)) or len(_DIGITS.findall(own)) < 2:
        return text
    return own


_DIGITS = Expression(r"\d+")
_NO_ACTIVITY = Expression(  # "ko co hd gi": no activity at all; "hd" elsewhere is guidance
    r"(?i)\b((?:không|khong|ko|k|hông|chưa|chua|nỏ)(?: (?:có|co|làm|lam|tổ chức|to chuc))+) hd"
    r"(?= (?:gì|gi|chi|nào|nao|mô|mo|cả|ca|hết|het)\b)"
)


def _cut(text: str) -> list[Token]:
    tokens: list[Token] = []
    start = 0
    for said in text.split(" "):
        for kind, raw, plain, key, first, end in _cut_piece(said) if len(said) <= _LONG else _pieces(said):
            tokens.append(Token(kind, raw, plain, key, start + first, start + end))
        start += len(said) + 1
    return _by_neighbours(text, tokens)


_Piece = tuple[str, str, str, str, int, int]  # as Token has it, its place counted from where it was cut out
_LONG = 30  # letters; what is longer is hardly met twice


def _pieces(said: str) -> tuple[_Piece, ...]:
    """The tokens of what stands between two spaces."""
    cut: list[_Piece] = []
    for match in (_TOKEN_OR_URL if _MAY_BE_URL.search(said) else _TOKEN).finditer(said):
        kind, raw, (start, end) = match.lastgroup or "p", match.group(), match.span()
        if kind == "w":
            cut += [
                (one.kind, one.raw, one.plain, one.key, one.start, one.end) for one in _words(raw, start, end)
            ]
        else:
            cut.append((kind, raw, raw.lower(), "", start, end))
    return tuple(cut)


_cut_piece = lru_cache(maxsize=20_000)(_pieces)


def _by_neighbours(text: str, tokens: list[Token]) -> list[Token]:
    """Words that stand for something else beside certain others."""
    if "hôn" in text:
        for before, token in pairwise(tokens):
            if token.raw == "hôn" and before.plain in _MARRIED:
                token.plain, token.key = "hon", marked_key("hôn")
    if ("k" in text or "K" in text) and _MAY_REGISTER.search(text):
        tokens = _registering(tokens)
    if _DEPENDING.isdisjoint([token.plain for token in tokens]):
        return tokens
    for at, token in enumerate(tokens[:-1]):
        if token.plain in _DEPENDING and token.kind == "w" and not token.key:
            meant = BEFORE.get((token.plain, tokens[at + 1].plain))
            if meant:
                token.plain, token.key = fold(meant), marked_key(meant)
    return tokens


_MARRIED = frozenset({"ket", "ly", "li", "dinh", "tao", "cau"})  # "kết hôn", and not "kết không"


def _mended(tokens: list[Token]) -> list[Token]:
    """Words that nobody knows, mended by their neighbours."""
    known, spoken = _known(), [token for token in tokens if token.kind in ("w", "n")]
    if not known.words.issuperset([token.plain for token in spoken if token.kind == "w"]):
        _mend_unknown(known, spoken)
    slips = slips_of_reports()
    if not slips.keys().isdisjoint([token.plain for token in spoken]):
        _mend_slips(known, spoken, slips)
    return tokens


def _mend_unknown(known: Known, spoken: list[Token]) -> None:
    for at, token in enumerate(spoken):
        if token.kind == "w" and token.plain not in known.words and not _may_be_name(token, at):
            before = _seen(spoken[at - 1]) if at else "^"
            after = _seen(spoken[at + 1]) if at + 1 < len(spoken) else "$"
            if [_seen(one) for one in spoken[at + 1 : at + 4]] == ["#", "nam", "#"]:
                meant = "thang"  # "báo cáo tgán 10 năm 2026"
            else:
                meant = known.mended(before, token.plain, after, marked=bool(token.key))
            if meant != token.plain:
                token.plain, token.key = meant, known.key(meant)


def _mend_slips(known: Known, spoken: list[Token], slips: Container[str]) -> None:
    """Words that there are, but that stand where another is meant which is a slip away."""
    marked = any(token.key for token in spoken)
    for at, token in enumerate(spoken):
        if token.plain in slips and token.kind == "w" and not _may_be_name(token, at):
            before = _counted(spoken[at - 1]) if at else "^"
            after = _counted(spoken[at + 1]) if at + 1 < len(spoken) else "$"
            if token.plain == "moi" and before == "#" == after and token.key in _NO_TENS:
                token.plain, token.key = "muoi", known.key("muoi")
            elif token.key in _NO_MONTHS and after in _AFTER_MONTH:
                token.plain, token.key = "thang", marked_key("tháng")
            meant = known.meant(before, token.plain, token.key, after, marked=marked)
            if meant != token.plain:
                token.plain, token.key = meant, known.key(meant)


_NO_MONTHS = frozenset(map(marked_key, ("thánh", "táng", "thág")))  # "thánh 11"
_NO_TENS = frozenset({"", marked_key("mơi")})  # "bảy mơi hai"
_AFTER_MONTH = frozenset({"#", "nay", "ni", "truoc", "vua"})
_NUMBER_WORDS = frozenset("mot hai ba bon nam sau bay tam chin muoi chuc tram lam".split())


def _counted(token: Token) -> str:
    return "#" if token.kind == "n" or token.plain in _NUMBER_WORDS else token.plain


def is_mistyped(token: Token) -> bool:
    """Whether a word as typed is neither Vietnamese nor known ("huyhn"); what has a capital is not judged."""
    typed = fold(token.raw)
    known = is_syllable(typed) or typed in _known().words or token.raw.lower() in TEENCODE
    known = known or is_syllable(_DOUBLED_LETTER.sub(r"\1", typed))  # "khôngg": nothing else can be meant
    return not known and from_telex(token.raw) == token.raw and not token.raw[:1].isupper()


def _may_be_name(token: Token, at: int) -> bool:
    return at > 0 and token.raw[:1].isupper() and not token.raw.isupper()


def _seen(token: Token) -> str:
    return "#" if token.kind == "n" else token.plain


@lru_cache(maxsize=1)
def _known() -> Known:
    """What the messages that the package knows are made of."""
    return read_known(vocabulary())


def cut_known() -> Known:
    """The same from the messages as they are now: what `python -m tests.vietnamese.learn` writes."""
    return known_from(known_lines(), _cut, vocabulary())


def _hushed(text: str) -> str:
    """A message all in capitals in small letters: its capitals tell no names."""
    lowered = text.lower()
    if text[1:] == lowered[1:]:
        return text
    capitals = sum(map(str.isupper, text))
    if capitals <= 6:
        return text
    letters = sum(map(str.isalpha, text))
    return lowered if letters > 6 and capitals >= 0.9 * letters and len(text.split()) > 1 else text


_MAY_REGISTER = Expression(r"(?i)[dđ][d9]?k")
_AFTER_REGISTER = frozenset("vao lam cong cho tham to hoc lop thanh di gium giup ctv vo xin nua lai".split())


def _registering(tokens: list[Token]) -> list[Token]:
    """ "đk" before what one may register for is "đăng ký", else "được"."""
    out: list[Token] = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1].plain if at + 1 < len(tokens) else ""
        if token.raw.lower() in ("dk", "đk", "ddk", "d9k") and following in _AFTER_REGISTER:
            out += _spelled("đăng ký", "đăng ký", token.start, token.end)
        else:
            out.append(token)
    return out


def normalise(text: str) -> str:
    """Deeper than `fold`: teencode, Telex/VNI residue and dialect read, emoji and other signs dropped."""
    return " ".join(token.plain for token in read(text).words)


def _share_marked(tokens: list[Token]) -> float:
    """How many of the words carry marks as typed."""
    words = [token for token in tokens if token.kind == "w" and len(token.plain) > 1]
    marked = [token for token in words if token.key and not token.raw.isascii()]
    return len(marked) / len(words) if words else 0.0


_UNITS_GLUED = Expression(r"(\d+)(k\d?|tr\d?|g|h\d*|p|m2|kg|km)$")
_COUNT_GLUED = Expression(r"(\d+)(b|ng|ho|hs|bo|l|lg|luot|buoi|ngui|cai)$")  # "3b 71ng"
_SHORT_UNITS = {"b": "buổi", "ng": "người", "hs": "hồ sơ", "l": "lượt", "lg": "lượt", "ho": "hộ", "bo": "bộ"}
_PLACE_GLUED = Expression(
    r"(xóm|xom|thôn|thon|khối|khoi|tdp|tổ|to|tháng|thang|ấp|ap|số|so|câu|cau|mức|muc|lớp|lop|quý|quy|"
    r"dvc|vneid|bc|cks|qr|thg|th(?=0?[189]$|1[0-2]$)|t|x|k|buổi|buoi|khoản|kỳ|ky|ngày|ngay)(\d+)$"
)


_COLUMN = Expression(
    r"(?:S[oố]|SL|T[oổ]ng|L[uư][oợ]t|s[oố](?=(?:dvc|vneid|cks|qr|hs|buoi|buổi|nguoi|người|luot|lượt)))(?=[^\W\d_])"
)


def _words(raw: str, start: int, end: int) -> list[Token]:
    low = raw.lower()
    may_be_column = len(raw) > 3 and (raw[1:] != low[1:] or low[:2] in ("so", "số")) and not raw[:2].isupper()
    column = _COLUMN.match(raw) if may_be_column else None
    if column and (raw[column.end()].isupper() or raw == low):  # "SoDVC: 7", the head of a column
        at = column.end()
        return [*_spelled(raw[:at], low[:at], start, start + at), *_words(raw[at:], start + at, end)]
    if (
        not low.isalpha()
        and not low.isdecimal()
        and any(char.isdigit() for char in low)
        and not _UNITS_GLUED.match(low)
    ):
        halves = _PLACE_GLUED.match(low)
        if halves and not (low[0] in "tk" and len(halves[1]) == 1 and len(halves[2]) > 2):
            at = start + halves.end(1)
            left = (
                "thang"
                if halves[1] in ("t", "th", "thg")
                else {"x": "xom", "k": "khoi"}.get(halves[1], halves[1])
            )
            return [*_spelled(raw[: halves.end(1)], left, start, at), _number(raw[halves.end(1) :], at, end)]
        counted = _COUNT_GLUED.match(low)
        if counted:
            at = start + counted.end(1)
            unit = _SHORT_UNITS.get(counted[2], counted[2])
            return [
                _number(raw[: counted.end(1)], start, at),
                *_spelled(raw[counted.end(1) :], unit, at, end),
            ]
        front = expression(r"(\d+)([^\W\d_]{2,})$").match(low)
        if front and not expression(r"\d[a-z]{2}$").match(low):
            at = start + front.end(1)
            return [_number(raw[: front.end(1)], start, at), *_words(raw[front.end(1) :], at, end)]
    return _spelled(raw, low, start, end)


def _number(raw: str, start: int, end: int) -> Token:
    return Token("n", raw, raw, "", start, end)


def _spelled(raw: str, low: str, start: int, end: int) -> list[Token]:
    meant = _meaning(low)
    if len(meant) == 1:
        return [Token("w", raw, *meant[0], start, end)]
    return [Token("w", raw, plain, key, start, end) for plain, key in meant]


_DOUBLED_LETTER = Expression(r"([^\W\d_])\1+")
_DOUBLED_VOWEL = Expression(r"([aeiouyà-ỹ])\1")
_DOUBLED = frozenset({"app", "shopee", "zoo", "all", "css"})


@lru_cache(maxsize=20_000)
def _meaning(low: str) -> tuple[tuple[str, str], ...]:
    if (
        not low.isascii()
        and (undoubled := _DOUBLED_VOWEL.sub(r"\1", low)) != low
        and is_syllable(fold(undoubled))
    ):
        low = undoubled  # "khôông"
    meant = TEENCODE.get(low) or from_telex(low)
    meant = TEENCODE.get(meant, meant)
    if meant == low and low.isalpha() and not is_syllable(fold(low)):
        undoubled = _DOUBLED_LETTER.sub(r"\1", low)  # "trrăm"
        meant = undoubled if low not in _DOUBLED and is_syllable(fold(undoubled)) else mended(low)
    if meant == low and low.isalpha() and len(low) > 2 and low[-1] == low[-2] and low not in _DOUBLED:
        meant = low.rstrip(low[-1]) + low[-1]  # "dạaaa"
    return tuple((fold(word), marked_key(word)) for word in meant.split())
