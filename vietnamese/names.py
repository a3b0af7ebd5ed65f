"""Names of people and places: tidy casing, what looks like a name, and which village somebody means."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from vietnamese.expressions import Expression, expression
from vietnamese.folding import fold

__all__ = [
    "LOWER",
    "UPPER",
    "PlaceMatch",
    "fold_name",
    "looks_like_name",
    "match_places",
    "tidy_name",
    "tidy_place",
]

_LETTERS = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))]
# for classes of regular expressions: the alphabet alternates, so that no range of it is of one case
UPPER = "A-Z" + "".join(filter(str.isupper, _LETTERS))
LOWER = "a-z" + "".join(filter(str.islower, _LETTERS))

TITLES = frozenset(
    "anh chi em ong ba bac chu co di cau mo o eng enh a ba' thay cu me con chau chi dc".split()
) - {"con"}
# family names, folded
FAMILIES = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh ha truong cao chu dau "
    "dao doan luong luu luc mai nghiem ong phung quach ta thai than tong to trinh trieu uong van vuong vi "
    "bach bien cu dam dieu kieu la lam ma mac ninh son thach tang on giang hua khuat lai lieu lo lu nong "
    "phi quang tieu cung hac kim".split()
)
PLACE_KINDS = {
    "thon": "thon", "xom": "thon", "ban": "thon", "lang": "thon", "ap": "thon", "khoi": "thon", "khoi pho": "thon",
    "tdp": "thon", "to dan pho": "thon", "to dp": "thon", "khu pho": "thon", "khu": "thon", "tt": "xa",
    "xa": "xa", "phuong": "xa", "thi tran": "xa", "huyen": "huyen", "thi xa": "huyen", "thanh pho": "huyen",
    "tp": "huyen", "tx": "huyen", "tinh": "tinh",
}  # fmt: skip
_KIND = Expression(r"^(?:(to dan pho|khoi pho|khu pho|thi tran|thi xa|thanh pho|" + "|".join(
    k for k in PLACE_KINDS if " " not in k) + r")\.? )(?=\S)")  # fmt: skip
_ABBREVIATIONS = ((r"\btdp(?=\d|\b)", "to dan pho "), (r"\bto dp\b", "to dan pho"), (r"\b(x|xom)(?=\d)", "xom "),
                  (r"\bthon(?=\d)", "thon "), (r"\bkhoi(?=\d)", "khoi "), (r"\bx\. ?(?=\w)", "xa "),
                  (r"\bp\. ?(?=\w)", "phuong "), (r"\bt\. ?(?=\w)", "thon "))  # fmt: skip
_NUMERAL = {"mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8",
            "chin": "9", "muoi": "10", "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place somebody may mean; `score` 100 is the very name, less is a guess (ask back in either case)."""

    name: str
    code: str
    score: float


def tidy_name(name: str) -> str:
    """ "nguyen thi lan" or "NGUYỄN THỊ LAN" → each word with a capital; marks stay as typed."""
    return " ".join(_capital(word) for word in unicodedata.normalize("NFC", name).split())


def tidy_place(name: str) -> str:
    """ "THÔN ĐÔNG TRUNG" → "thôn Đông Trung": the kind small, the name with capitals."""
    words = tidy_name(name).split()
    for size in (3, 2, 1):
        if len(words) > size and fold(" ".join(words[:size])) in PLACE_KINDS:
            return " ".join([w.lower() for w in words[:size]] + words[size:])
    return " ".join(words)


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


_SYLLABLE = Expression(
    r"^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"(?:[aeiouy]|ai|ao|au|ay|eo|eu|ia|ie|iu|iuo|oa|oai|oay|oe|oeo|oi|oo|ua|uai|uay|uao|ue|ueu|ui|uo|uoi|uou|uu|uy"
    r"|uya|uye|uyu|ya|ye|yeu|ieu)(?:ng|nh|ch|[cmnpt])?$"
)  # fmt: skip
_NOT_NAMES = frozenset(
    "khong ko co duoc dung sai ok roi xin muon cho toi tui minh bao cao thang buoi nguoi gi chi ai huy "
    "quay lai thon xom khoi xa vao vo lam viec thoi nghi chua la ten so dien thoai cam on bo qua tro giup "
    "tham gia dang ky".split()
)


@lru_cache(maxsize=20_000)
def is_syllable(folded: str) -> bool:
    """Whether a folded word could be a Vietnamese syllable."""
    return bool(_SYLLABLE.match(folded))


def looks_like_name(text: str) -> bool:
    """Two to six Vietnamese syllables, letters only, none of them an everyday command word."""
    words = fold(text).split()
    if not 2 <= len(words) <= 6 or any(not w.isalpha() or not is_syllable(w) for w in words):
        return False
    everyday = sum(w in _NOT_NAMES for w in (words[1:] if words[0] in FAMILIES else words))
    return everyday == 0 or (everyday == 1 and all(w[:1].isupper() for w in text.split()))


def fold_name(name: str) -> str:
    """A person's name for comparing: folded, without a leading title ("O Lan" → "lan")."""
    words = fold(name).split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return " ".join(words)


def by_given_name(name: str) -> tuple[str, str]:
    """The key that puts people in order as in Vietnam: by the given name, which stands last, then the whole."""
    whole = fold_name(name)
    return whole.rpartition(" ")[2], whole


@lru_cache(maxsize=20_000)
def fold_place(name: str) -> str:
    """A place's name for comparing: folded, abbreviations opened, number words as digits ("TDP7" → "to dan pho 7")."""
    folded = fold(name)
    for pattern, full in _ABBREVIATIONS:
        folded = expression(pattern).sub(full, folded)
    words = expression(r"[^\w ]").sub(" ", folded).split()
    words = [str(int(w)) if w.isdecimal() and w.isascii() else w for w in words]
    if len(words) > 1 and words[-1] in _NUMERAL and " ".join(words[:-1]) in PLACE_KINDS:
        words[-1] = _NUMERAL[words[-1]]
    return " ".join(words)


def bare_place(folded: str) -> str:
    """A folded place name without its kind: "thon dong trung" → "dong trung"; a number keeps it ("xom 5")."""
    bare = _KIND.sub("", folded + " ").strip() if _KIND.match(folded) else folded
    return folded if bare.isdigit() else bare


def match_places(
    text: str, places: Iterable[tuple[str, str, Iterable[str]]], *, limit: int = 5, least: float = 82
) -> list[PlaceMatch]:
    """The places a text may mean, best first: exact names, else similar ones of a score of at least `least`.

    `places` are (name, code, aliases). Names in a longer sentence are found; a place whose parent is also named
    ("thôn Đông Trung xã Cẩm Bình") is matched by its own part. Works without marks.
    """
    wanted = fold_place(text)
    if not wanted:
        return []
    found: dict[str, PlaceMatch] = {}
    for name, code, aliases in places:
        score = max(_score(wanted, fold_place(known)) for known in (name, *aliases))
        if score >= least and (code not in found or found[code].score < score):
            found[code] = PlaceMatch(name, code, score)
    best = sorted(found.values(), key=lambda match: -match.score)
    exact = [match for match in best if match.score == 100]
    return (exact or best)[:limit]


def _score(wanted: str, known: str) -> float:
    if not known:
        return 0
    if wanted == known or bare_place(wanted) == bare_place(known):
        return 100
    bare = bare_place(known)
    if _stands_in(bare, wanted):
        return 100 if not _stands_in_other_kind(known, bare, wanted) else 0
    if any(char.isdigit() for char in known):  # "xóm 5" and "xóm 15" are alike but never the same
        return _score_numbered(wanted, known)
    spoken = bare_place(expression(r" (?:xa|phuong|thi tran|huyen|tinh) ").split(wanted + " ")[0].strip())
    from rapidfuzz import fuzz  # a fifth of the start, and few messages misspell a place

    return fuzz.ratio(spoken, bare) * 0.99


def _score_numbered(wanted: str, known: str) -> float:
    """ "thôn 5" or "tổ 7" may mean "Xóm 5" or "TDP 7": the number agrees, the kind is another of the same tier."""
    number = known.split()[-1]
    spoken = re.search(
        rf"\b(thon|xom|to|tdp|khoi|to dan pho|khu|khoi pho) {re.escape(number)}(?: |$)", wanted
    )
    return 85.0 if spoken and known.rsplit(" ", 1)[0] in (*PLACE_KINDS, "to dan pho") else 0.0


def _stands_in(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "


def _stands_in_other_kind(known: str, bare: str, wanted: str) -> bool:
    """Whether the name stands in the text as a place of another tier (village "Cẩm Bình" in "… xã Cẩm Bình")."""
    kind = known.removesuffix(bare).strip()
    spoken = re.findall(rf"(\w+(?: \w+){{0,2}}) {re.escape(bare)}(?= |$)", wanted)
    tiers = set()
    for before in spoken:
        words = before.split()
        tiers |= {PLACE_KINDS[p] for p in (before, " ".join(words[-2:]), words[-1]) if p in PLACE_KINDS}
    return bool(tiers) and kind in PLACE_KINDS and PLACE_KINDS[kind] not in tiers
