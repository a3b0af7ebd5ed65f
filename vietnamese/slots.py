"""Takes names, places, years and other facts out of a message."""

from vietnamese.expressions import expression
from vietnamese.folding import fold, marked_key
from vietnamese.message import Message
from vietnamese.names import FAMILIES, TITLES, bare_place, fold_place, is_syllable, tidy_name
from vietnamese.numbers import number_at, year_at
from vietnamese.residue import from_telex
from vietnamese.tokens import Token

__all__ = [
    "Person",
    "birth_year",
    "commune",
    "people",
    "quoted",
    "reason",
    "self_name",
    "spoken_birth_year",
    "villages",
]

# words with which no name of a person or place goes on
_STOP_WORDS = (
    "là có ở xin cho vào vô và với nhé nhe nha a ơi đã được không ko chưa rồi thì mà này nay ni nào mô gì chi rứa thế "
    "vậy đi làm thay ra khỏi nghỉ thôi từ đến về sang qua muốn tại vì tổ thôn xóm xã phường tdp năm sinh sn sdt dt "
    "mới đang phải người trong hay đại diện nói nhắn nhận gửi báo cáo tháng buổi duyệt đồng ý tham gia tỉnh huyện em "
    "anh tôi tui mình con cũng học bị hết giúp giùm chuyển mất ốm om khi ai của nữa luôn may mấy nhiều dùng đúng sai "
    "thật hơn dân cảm ơn xem sửa yếu kí ký lập như trước sẽ se cần nên trên dưới ngoài tác viên biểu xuống nớ"
)
# verbs and callings that follow a name; only where marks tell them from names
_AFTER_NAMES = (
    "trưởng phó cựu chiến tích bán dạy giỏi chăm chỉ tự đòi mượn hỏi gọi nhiệt lên tới giữ thuộc vừa sắp hiện cài "
    "đứng đạt công giáo bộ đội đoàn đảng nghề quê ngoan thường hướng chủ bí để thứ mở hỗ trợ viết nuôi lo nhà tên tuổi "
    "bỏ không hôm phụ"
)
_STOP = frozenset(fold(_STOP_WORDS).split())
_STOP_KEYS = frozenset(marked_key(word) for word in f"{_STOP_WORDS} {_AFTER_NAMES}".split()) - {""}
_STOP_BARE = frozenset(word for word in _STOP_WORDS.split() if not marked_key(word))


def _stops(token: Token, marked: bool) -> bool:
    """Whether no name goes on with a word; with marks "Thắm" is not the "tham" of "tham gia"."""
    if token.key:
        return token.key in _STOP_KEYS
    return token.plain in (_STOP_BARE if marked else _STOP)


_SELF = frozenset(
    {
        "toi",
        "tui",
        "em",
        "minh",
        "ta",
        "nay",
        "ni",
        "nha",
        "tao",
        "chau",
        "con",
        "anh",
        "chi",
        "bac",
        "o",
        "tau",
        "bon",
        "chung",
    }
)


# "thôn Bắc Hải" names no bác
_TITLE_KEYS = frozenset(
    marked_key(word)
    for word in "anh chị em ông bà bác chú cô dì cậu mợ ả thầy cụ mệ cháu đồng thằng mẹ bé".split()
)


class Person:
    """A title and the name after it, at tokens[start:end]."""

    __slots__ = ("end", "name", "start", "title")

    def __init__(self, title: str, name: str, start: int, end: int) -> None:
        self.title, self.name, self.start, self.end = title, name, start, end


def people(message: Message) -> list[Person]:
    """Persons named with a title ("anh Bính", "o Lài", "dong chi nguyen van an")."""
    found: list[Person] = []
    tokens = message.text.tokens
    at = 0
    while at < len(tokens) - 1:
        token = tokens[at]
        title = token.plain if token.plain in TITLES or token.plain == "thang" else ""
        if (token.key and token.key not in _TITLE_KEYS) or (
            token.plain == "thay" and tokens[at + 1].plain in TITLES
        ):
            title = ""
        if token.plain == "chi" and at and tokens[at - 1].plain == "dong":
            title = "dong chi"
        first = _after_named(tokens, at + 1)
        end = _name_end(tokens, first, message.text.marked) if title and token.plain != "dong" else first
        if end > first:
            found.append(Person(title, _said(message, first, end), at, end))
            at = end
        else:
            at += 1
    return found or _known_people(message)


_KIN = frozenset("gai trai ruot re dau ho ut ngoai noi".split())


def _after_named(tokens: list[Token], at: int) -> int:
    """Where the name begins: "anh tên là Dũng", "o tên Lài"."""
    while at + 1 < len(tokens) and tokens[at].plain in ("ten", "la") and tokens[at - 1].plain != "la":
        at += 1
    while at + 1 < len(tokens) and tokens[at].plain in _KIN and tokens[at].raw.islower():
        at += 1  # "em gái em", "em trai Nam": how they are related is no name
    return _after_calling(tokens, at)


_CALLINGS = frozenset(
    "giao vien cong an bac si y ta sinh bi thu doan truong pho hoi phu nu nong dan ke toan can bo cuu chien binh dang "
    "hieu chu tich nhiem tho ky su hoc buu dien".split()
)


def _after_calling(tokens: list[Token], at: int) -> int:
    """ "cô giáo Đặng Thị Ngân", "anh công an viên Hùng": where the name after a calling begins."""
    end = at
    while (
        end < len(tokens) - 1
        and end - at < 4
        and tokens[end].plain in _CALLINGS
        and tokens[end].raw.islower()
    ):
        end += 1
    named = end > at and tokens[end].raw[:1].isupper() and not tokens[end].raw.isupper()
    return end if named else at


def _known_people(message: Message) -> list[Person]:
    """People of the commune named without a title: by the full name, or by the given name with a capital."""
    tokens = message.text.tokens
    said = [token.plain for token in tokens]
    found = []
    for name in message.known_people:
        words = fold(name).split()
        at = _position(said, words) if len(words) > 1 else -1
        if at >= 0:
            found.append(Person("", _said(message, at, at + len(words)), at, at + len(words)))
            continue
        capitals = [i for i, t in enumerate(tokens) if i and t.plain == words[-1] and t.raw[:1].isupper()]
        found += [Person("", _said(message, at, at + 1), at, at + 1) for at in capitals[:1]]
    return sorted(found, key=lambda one: one.start)


def _position(said: list[str], words: list[str]) -> int:
    """Where a name stands in a message, -1 when it does not."""
    size = len(words)
    return next((at for at in range(len(said) - size + 1) if said[at : at + size] == words), -1)


_NO_MIDDLE_NAMES = frozenset(
    "to xung xin bi da cho thay vi ra o va nghi thoi muon voi duoc roi chuyen di lam mat om".split()
)


def _name_end(tokens: list[Token], at: int, marked: bool) -> int:
    """The end of the name that begins at `at`; `at` when there is none."""
    capitals = any(t.raw[:1].isupper() for t in tokens[1:] if t.kind == "w" and not t.raw.isupper())
    end = at
    while end < len(tokens) and end - at < 5 and tokens[end].kind == "w" and tokens[end].raw[:1].isupper():
        if fold(tokens[end].raw) != tokens[end].plain or tokens[end].plain in (
            "thon",
            "xom",
            "xa",
            "to",
            "tdp",
            "vneid",
        ):
            break
        end += 1
    if end > at or capitals:
        return end
    following = tokens[at + 1].plain if at + 1 < len(tokens) else ""
    if at < len(tokens) and f"{tokens[at].plain} {following}" in _NO_NAMES:
        return at
    if at < len(tokens) and tokens[at].plain in FAMILIES and tokens[at].plain not in _NO_FAMILIES:
        end = _full_name_end(tokens, at, marked)
        if end - at >= 2:
            return end
    one = tokens[at] if at < len(tokens) else None
    if (
        one
        and one.kind == "w"
        and len(one.plain) > 1
        and is_syllable(one.plain)
        and one.plain not in _SELF | TITLES
        and not _stops(one, marked)
    ):
        return at + 1
    return at


_NO_FAMILIES = frozenset({"la", "o", "to", "ta", "chu", "do", "lam"})
_MIDDLE = frozenset({"van", "thi"})
_ENDS_AT_ONCE = frozenset("xin la va vao sinh o lam".split()) | {
    marked_key(word) for word in "là và vào ở làm".split()
}
_FIRST_OF_TWO = frozenset(  # "Nguyễn Thị Hồng Nhung"
    "hong my kim thu ngoc thanh minh bich phuong quynh dieu hoai khanh lan mai nhu thuy tuyet anh xuan cam hai".split()
)


def _full_name_end(tokens: list[Token], at: int, marked: bool) -> int:
    """The end of a full name typed without capitals: three words, four when a woman's goes on ("thị mỹ duyên")."""
    words = []
    for token in tokens[at : at + 4]:
        if token.kind != "w" or not is_syllable(token.plain):
            break
        words.append(token)
    if len(words) < 2 or words[1].plain in _NO_MIDDLE_NAMES:
        return at + len(words[:1])
    third, fourth = words[2:3], words[3:4]
    if third and _born_there(tokens, at + 3):
        return at + 3  # "lương thế anh sinh 1995"
    if not third or (third[0].key or third[0].plain) in _ENDS_AT_ONCE:
        return at + 2
    if words[1].plain not in _MIDDLE and _stops(third[0], marked):
        return at + 2
    more = words[1].plain == "thi" and third[0].plain in _FIRST_OF_TWO
    return at + 3 + bool(more and fourth and not _stops(fourth[0], marked))


_IN_PLACES = frozenset({"dong", "nam", "hoa", "moi", "cao", "hoi", "trong", "bao", "ban", "sau"})
# syllables of which the names of villages are made
_PLACE_SYLLABLES = (
    "đông tây nam bắc trung thượng hạ tân phú hòa bình liên giang sơn hải thanh hà phong yên lạc thịnh mỹ lộc xuân "
    "hồng kim ngọc long vĩnh đại tiến quang vinh hưng an lâm trường phúc nguyên đình minh châu đức thọ lĩnh cẩm "
    "thạch kỳ hương khê vân ninh thái bảo hoàng quý tam nhân nghĩa lương điền trì khánh đồng"
)
_PLACE_KEYS = frozenset((fold(word), marked_key(word)) for word in _PLACE_SYLLABLES.split())
_PLACE_PLAIN = frozenset(plain for plain, _ in _PLACE_KEYS)
_BEFORE_PLACES = frozenset({"to", "tu", "qua", "sang", "ve", "ben"})


def _said(message: Message, start: int, end: int) -> str:
    tokens = message.text.tokens
    return tidy_name(" ".join(from_telex(token.raw) for token in tokens[start:end]))


def self_name(message: Message) -> str:
    """The full name a person gives as the own one ("mình là Lê Thị Mỹ Duyên, 1993 …"); "" if none."""
    tokens = message.text.tokens
    for at, token in enumerate(tokens):
        if token.kind != "w" or token.plain not in FAMILIES:
            continue
        if at + 1 < len(tokens) and f"{token.plain} {tokens[at + 1].plain}" in _NO_NAMES:
            continue
        before = " ".join(t.plain for t in tokens[max(0, at - 4) : at])
        beginning = at == 0 or tokens[at - 1].kind in ("nl",) or before in ("da", "em", "toi", "tui", "minh")
        after_comma = bool(at and tokens[at - 1].plain in (",", "-", ".") and not beginning)
        end = _name_end(tokens, at, message.text.marked)
        if not (
            beginning
            or after_comma
            or expression(r"(?:\bla|\bten|:|\bcho|\bgiup|\bem|\bchau|\btoi|\bxung)(?: :)?$").search(before)
            or (end - at >= 3 and _born_there(tokens, end))
        ):
            continue
        if after_comma and (end - at < 3 or not token.raw[:1].isupper()):
            continue
        if end - at >= 2 and (not beginning or token.raw[:1].isupper() or _is_closed(tokens, end)):
            return _said(message, at, end)
    return ""


_NO_NAMES = frozenset({
    "dang ky", "dang ki", "ho so", "ly do", "ho tro", "thai do", "cao tuoi", "to truong", "to pho",
    "to cong", "do do", "mai toi",
    "van ban", "truong thon", "quang cao", "chu tich", "cung cap", "van hoa", "dang vien", "dang o",
    "dang lam", "ho khau", "vi tri",
    "ha tinh", "thai san", "mac du", "son nha", "hoang hon", "vu gat", "to dan", "to chuc", "to chuyen",
    "phi phat", "mai nhac", "ong nha", "ong xa", "vo to", "vo thon", "vo nhom", "to thon",
})  # fmt: skip


def _born_there(tokens: list[Token], end: int) -> bool:
    """Whether a year of birth follows ("… võ thị kim oanh 1999", "… nguyễn văn bảy sn 1979")."""
    if end >= len(tokens):
        return False
    year = tokens[end].kind == "n" and len(tokens[end].raw) == 4 and tokens[end].raw[:2] in ("19", "20")
    return year or tokens[end].plain in ("sinh", "sn")


def _is_closed(tokens: list[Token], end: int) -> bool:
    return (
        end >= len(tokens)
        or tokens[end].kind in ("n", "nl")
        or tokens[end].plain in (",", ".", ";", "-", "sinh", "sn", "o", "xung")
        or (tokens[end].plain == "tu" and end + 1 < len(tokens) and tokens[end + 1].plain == "xung")
    )


def birth_year(text: str) -> int | None:
    """ "1993", "(1990)", "sinh năm 93", "sn 1988", "sinh 12/3/1990"; None if no such year."""
    plain = fold(text)
    match = expression(
        r"\b(?:sinh(?: ngay)?(?: nam)?|sn|nam sinh|ns)\s*:?\s*(?:\d{1,2}[/.-]\d{1,2}[/.-])?(\d{4}|\d{2})\b"
    ).search(
        plain,
    )
    match = match or expression(
        r"(?<![\d/.,])(?:\d{1,2}[/.-]\d{1,2}[/.-])?(19[3-9]\d|20[01]\d)(?![\d/]|[.,]\d)(?! "
        r"?(?:nguoi|luot|ho\b|buoi|khau))"
    ).search(
        plain,
    )
    if not match:
        return None
    year = int(match[1])
    if year < 100:
        year += 1900 if year > 25 else 2000
    return year if 1920 <= year <= 2026 else None


def spoken_birth_year(message: Message) -> int | None:
    """ "sinh năm hai nghìn lẻ hai", "sinh năm tám lăm"; None if no such year."""
    said = [token.plain for token in message.text.tokens]
    for at, word in enumerate(said):
        if word not in ("sinh", "sn"):
            continue
        first = at + 1 + (said[at + 1 : at + 2] == ["nam"])
        year = year_at(message.text, first)
        if year and 1920 <= year <= 2026:
            return year
    return None


_VILLAGE_KINDS = frozenset({"thon", "xom", "tdp", "khoi", "ban", "lang", "ap", "khu"})


def villages(message: Message) -> list[str]:
    """Villages named, in order: "Bắc Hải", "xóm 5"."""
    return [name for name, _ in village_spans(message)]


def village_spans(message: Message) -> list[tuple[str, int]]:
    """Villages with the index of their first token."""
    found: list[tuple[str, int]] = []
    tokens = message.text.tokens
    for at, token in enumerate(tokens[:-1]):
        first = _village_start(tokens, at)
        if first is None and _is_bare_place(tokens, at, message.text.marked) and not _ends_earlier(found, at):
            found.append((_said(message, at + 1, at + 3), at + 1))
        if first is None or first >= len(tokens):
            continue
        named = tokens[first]
        if named.kind == "n" and named.raw.isdecimal() and len(named.raw) < 3:
            after = tokens[first + 1].plain if first + 1 < len(tokens) else ""
            if after not in _COUNTED:
                found.append((f"{message.raw[token.start : tokens[first - 1].end]} {int(named.raw)}", at))
            continue
        if numbered := _spoken_number(message, at, first):
            found.append((numbered, at))
            continue
        end = _place_end(message, first)
        if end > first and not _ends_earlier(found, at):
            found.append((_said(message, first, end), at))
    return _known_villages(message, found)


_COUNTED = frozenset({"nguoi", "buoi", "ho", "luot", "thanh", "thang"})


def _spoken_number(message: Message, at: int, first: int) -> str:
    """ "xóm mười hai" → "xóm 12"; "" when the village has a name ("thôn Ba Đình")."""
    tokens = message.text.tokens
    said = number_at(message.text, first) if tokens[first].raw.islower() else None
    if said is None or not tokens[first].key:
        return ""
    number, end = said
    after = tokens[end].plain if end < len(tokens) else ""
    named = end < len(tokens) and tokens[end].raw[:1].isupper()
    return (
        ""
        if number > 60 or after in _COUNTED or named
        else f"{message.raw[tokens[at].start : tokens[first - 1].end]} {number}"
    )


def _is_bare_place(tokens: list[Token], at: int, marked: bool) -> bool:
    """ "tổ đông trung", "từ tân phong qua liên giang": two syllables of place names, without "thôn" or capitals."""
    if tokens[at].plain not in _BEFORE_PLACES or len(tokens) < at + 3:
        return False
    return all(
        token.kind == "w"
        and ((token.plain, token.key) in _PLACE_KEYS or (not marked and token.plain in _PLACE_PLAIN))
        for token in tokens[at + 1 : at + 3]
    )


def _known_villages(message: Message, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """With the places of the commune known, names are found without "thôn" before them, and cut where they end."""
    said = [token.plain for token in message.text.tokens]
    known = {}
    for name, _, aliases in message.places:
        for one in (name, *aliases):
            words = bare_place(fold_place(one)).split()
            at = _position(said, words) if len("".join(words)) > 3 else -1
            if at >= 0 and not (at and said[at - 1] in ("xa", "phuong", "huyen")):
                numbered = words[-1].isdigit()
                known[at] = one if numbered else _said(message, at, at + len(words))
    others = [(name, at) for name, at in found if not any(at <= place <= at + 3 for place in known)]
    return sorted([*others, *((name, at) for at, name in known.items())], key=lambda one: one[1])


def _ends_earlier(found: list[tuple[str, int]], at: int) -> bool:
    return bool(found) and found[-1][1] >= at - 1


def _village_start(tokens: list[Token], at: int) -> int | None:
    plain = tokens[at].plain
    following = tokens[at + 1].plain
    if plain in _VILLAGE_KINDS and following == ":" and at + 2 < len(tokens):
        return at + 2
    if plain in _VILLAGE_KINDS and tokens[at].kind == "w":
        if plain in ("ban", "khu", "ap") and not tokens[at + 1].raw[:1].isupper():
            return None
        return at + 2 if plain in ("khoi", "khu") and following == "pho" else at + 1
    if plain == "to" and following == "dan" and at + 3 < len(tokens) and tokens[at + 2].plain == "pho":
        return at + 3
    if (
        plain == "to"
        and tokens[at + 1].kind == "w"
        and tokens[at + 1].raw[:1].isupper()
        and not tokens[at + 1].raw.isupper()
    ):
        return (
            at + 1
            if following not in ("cong", "chuyen", "truong", "pho", "cds", "thon", "xom", "tdp", "quoc")
            else None
        )
    return None


def _place_end(message: Message, at: int) -> int:
    tokens = message.text.tokens
    end = at
    while end < len(tokens) and end - at < 4 and tokens[end].kind == "w" and tokens[end].raw[:1].isupper():
        if tokens[end].plain in ("vneid", "xa", "dvc", "co") or fold(tokens[end].raw) != tokens[end].plain:
            break
        end += 1
    if end > at and not all(
        t.raw.isupper() and len(t.raw) > 1 for t in tokens[:end] if t.kind == "w" and len(t.raw) > 2
    ):
        return end
    end = at
    while (
        end < len(tokens)
        and end - at < 2
        and tokens[end].kind == "w"
        and not (_stops(tokens[end], message.text.marked) and tokens[end].plain not in _IN_PLACES)
        and tokens[end].plain not in (_SELF | TITLES) - {"ba", "o", "minh", "ta", "bac"}
    ):
        end += 1
    return end if end - at == 2 or (end - at == 1 and at + 1 >= len(tokens)) else at


_SEVERAL = frozenset("cac toan nhieu may moi tung nhung tren".split())


def commune(message: Message) -> str:
    """The commune named ("xã Thạch Hà" → "Thạch Hà"); "" if none."""
    tokens = message.text.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.plain in ("xa", "phuong") or (
            token.plain == "tran" and at and tokens[at - 1].plain == "thi"
        ):
            if at and tokens[at - 1].plain in _SEVERAL:
                continue  # "các xã rà soát"
            if token.key and token.key not in ("xa3", "phương2", "trân1"):
                continue
            first = at + 2 if tokens[at + 1].plain == ":" else at + 1
            end = _place_end(message, first)
            if end > first and tokens[first].plain not in ("khac", "nha", "minh", "ta"):
                return _said(message, first, end)
    return ""


def reason(message: Message) -> str:
    """What follows "vì", "do", "lý do" ("" if nothing plain)."""
    match = expression(
        r"(?i)(?:\bvì\b|\bl[ýíyi] do\b\s*:?|\bbởi\b|\bdo\b(?! đó)|\bvi\b(?= \w+ \w+))\s*(?:là |la )?(.{4,})"
    ).search(
        message.raw,
    )
    return match[1].strip(" .!,") if match else ""


def quoted(message: Message) -> str:
    """What stands in quotation marks; "" if nothing does."""
    match = expression(r"[\"“«'‘]([^\"”»'’]{2,120})[\"”»'’]").search(message.raw)
    return match[1].strip() if match else ""
