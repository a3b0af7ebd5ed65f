"""Mends a mistyped word by the words beside it ("quay liạ câu" → "lại"), for pairs of words that are known."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from vietnamese.expressions import Expression
from vietnamese.folding import fold, marked_key
from vietnamese.names import TITLES, is_syllable
from vietnamese.spelling import is_swap, one_slip

__all__ = [
    "NEIGHBOURS",
    "Known",
    "known_from",
    "known_lines",
    "read_known",
    "slips_of_reports",
    "written",
]

_HERE = Path(__file__)
NEIGHBOURS = _HERE.with_name("neighbours.tsv")
"""Cut beforehand: cutting all known messages takes a third of a second."""
_BEFORE_NAMES = TITLES | frozenset("ten la thon xom xa to tdp khoi lang ban thi van".split())
_EXAMPLE = Expression(r'^\s*\[[\d.]+, "((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"', re.MULTILINE)
_SAID_OFTEN = (
    "đồng ý|từ chối|chấp thuận|phê duyệt|nhất trí|thống nhất|không đồng ý|chưa đồng ý|nhưng phải có|bổ sung hồ sơ|nếu "
    "đủ tuổi thì duyệt|không duyệt|còn lại đồng ý|số # không được|để sau|để họp|tạm thời chưa|hiệu lực từ|đủ điều "
    "kiện|phụ huynh|đã nhé|chính xác|đúng rồi|gửi đi|sửa lại|quay lại câu trước|bỏ qua|trăm rưỡi|trăm hai|hăm mốt|hai "
    "trăm tư|# trăm|# chục|ba chục|hai chục|mười lăm|mươi lăm|mười hai|mười ba|một trăm|hai trăm|# buổi|# người|# lượt|"
    "# hộ|# hồ sơ|buổi #|người #|lượt #|mức #|thôn #|xóm #|tháng #|tháng # năm|# tháng|# tuần|# ngày|hơn #|hơn trăm|"
    "gần trăm|gần #|khoảng #|ngày #|tháng này|tháng trước|kỳ này|kỳ trước|năm ngoái|năm nay|như tháng trước|trong đó|"
    "vừa rồi|cán bộ|báo cáo|hướng dẫn|tuyên truyền|số lượt|lượt người|người dự|trực tiếp|tiền mặt|không dùng|tận nhà|"
    "đến nhà|từng nhà|chữ ký số|định danh|hồ sơ|dịch vụ công|nhân khẩu|hộ dân|cộng đồng thôn|số điện thoại"
)


@dataclass(frozen=True, slots=True)
class Known:
    """Words and pairs of neighbouring words of known messages, all folded, numbers as "#"; the usual marks of each."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    marks: Mapping[str, str]

    def mended(self, before: str, word: str, after: str, *, marked: bool = False) -> str:
        """The one known word that is a slip away and stands between these neighbours; else the word itself.

        A word that could be Vietnamese must fit on both sides unless it bears marks, and is left alone where a name
        may stand.
        """
        if word in self.words or len(word) < 2 or not word.isalpha():
            return word
        syllable = is_syllable(word)
        if syllable and (before in _BEFORE_NAMES or (before, word) in self.pairs):
            return word
        fits = {near: self._fit(before, near, after) for near in self._near(word)}
        best = max(fits.values(), default=0)
        chosen = [near for near, fit in fits.items() if fit == best]
        if len(chosen) > 1:
            chosen = [near for near in chosen if is_swap(near, word)] or chosen
        if len(chosen) > 1:
            chosen = [near for near in chosen if near in _OF_REPORTS and len(near) >= len(word)] or chosen
        sides = 2 if (syllable and not marked) or len(word) < 3 else 1
        return chosen[0] if best >= sides and len(chosen) == 1 else word

    def meant(self, before: str, word: str, key: str, after: str, *, marked: bool) -> str:
        """A word of reports that stands where a word is not known to stand, one slip away ("3 bui", "hưng dẫn").

        The word itself when it bears the marks it usually bears, when it is known beside a neighbour, or when the
        neighbours do not ask for exactly one other.
        """
        if (
            word in _NUMBERS
            or ((key or marked) and key == self.marks.get(word))
            or (before, word) in self.pairs
        ):
            return word
        if (word, after) in self.pairs and before != "#":
            return word
        chosen = [near for near in slips_of_reports()[word] if self._is_asked_for(before, near, after)]
        if len(chosen) > 1:
            chosen = [near for near in chosen if len(near) > len(word)]  # a letter left out: "51 nuoi"
        return chosen[0] if len(chosen) == 1 else word

    def _is_asked_for(self, before: str, word: str, after: str) -> bool:
        if (before, word) in _TOGETHER or (word, after) in _TOGETHER or self._fit(before, word, after) == 2:
            return True
        return before == "#" and word in _UNITS and (before, word) in self.pairs

    def key(self, word: str) -> str:
        """The marks that a mended word bears."""
        return _OF_REPORTS.get(word) or self.marks.get(word, "")

    def _fit(self, before: str, word: str, after: str) -> int:
        return ((before, word) in self.pairs) + ((word, after) in self.pairs)

    def _near(self, word: str) -> tuple[str, ...]:
        return _near(word, self.words)


# what figures are told with: no word by which anything is decided, denied or taken back
_SPELLED = (
    "buổi người lượt cuộc nhà tháng hướng dẫn chục trăm mươi tuyên truyền tiền mặt dịch danh định nhân khẩu tiếp trong "
    "vừa thôn"
).split()
_OF_REPORTS = {fold(word): marked_key(word) for word in _SPELLED}
_UNITS = frozenset({"buoi", "nguoi", "luot", "cuoc", "chuc", "tram", "muoi"})
_NUMBERS = frozenset(
    "mot hai ba bon nam sau bay tam chin muoi chuc tram nghin ngan linh le mot tu lam ruoi ham ty trieu".split()
)
_TOGETHER = frozenset({
    ("huong", "dan"), ("tuyen", "truyen"), ("dinh", "danh"), ("tien", "mat"), ("truc", "tiep"), ("nhan", "khau"),
    ("dich", "vu"), ("trong", "do"), ("vua", "roi"),
})  # fmt: skip


# "duyệt YC-12 hả" is no "12 nhà", "chắc 12" no "chục"
_PARTICLES = frozenset({"ha", "he", "hi", "nha", "chac"})


@lru_cache(maxsize=1)
def slips_of_reports() -> dict[str, list[str]]:
    """Words, also such as there are, that are a slip away from words that figures are told with, and these."""
    slips: dict[str, list[str]] = {}
    for word in _OF_REPORTS:
        for slip in one_slip(word) - {word}:
            if len(slip) > 1 and slip not in _PARTICLES:
                slips.setdefault(slip, []).append(word)
    return slips


@lru_cache(maxsize=2_000)
def _near(word: str, words: frozenset[str]) -> tuple[str, ...]:
    """Known words one slip away."""
    return tuple(known for known in one_slip(word) & words if len(known) > 1)


def known_lines() -> Iterable[str]:
    """What people are known to say: the phrasebook, the examples of the rules, and what is said often."""
    for line in _HERE.with_name("phrasebook.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.partition("|")[2]
    for row in _EXAMPLE.finditer(_HERE.with_name("intents.toml").read_text(encoding="utf-8")):
        yield row[2]
    yield from _SAID_OFTEN.split("|")


class _Said(Protocol):
    """A word or number of a message: folded, and its marks."""

    kind: str
    plain: str
    key: str


def known_from(
    lines: Iterable[str], cut: Callable[[str], Iterable[_Said]], words: Iterable[str] = ()
) -> Known:
    """The words and pairs of these lines as `cut` reads them; further `words` are known without their pairs."""
    marks: dict[str, Counter[str]] = {}
    pairs: set[tuple[str, str]] = set()
    for line in lines:
        tokens = [token for token in cut(line) if token.kind in ("w", "n")]
        said = ["#" if token.kind == "n" else token.plain for token in tokens]
        for word, token in zip(said, tokens, strict=True):
            marks.setdefault(word, Counter())[token.key] += 1
        pairs.update(zip(["^", *said], [*said, "$"], strict=True))
    usual = {word: keys.most_common(1)[0][0] for word, keys in marks.items()}
    return Known(frozenset((*marks, *words)), frozenset(pairs), usual)


def written(known: Known) -> str:
    """The lines of neighbours.tsv: a word, its usual marks, and the words that are known behind it."""
    behind: dict[str, list[str]] = {}
    for word, following in sorted(known.pairs):
        behind.setdefault(word, []).append(following)
    rows = (
        (word, known.marks.get(word, ""), " ".join(behind.get(word, ())))
        for word in sorted({*known.marks, *behind})
    )
    return "".join("\t".join(row) + "\n" for row in rows)


def read_known(words: Iterable[str] = ()) -> Known:
    """What neighbours.tsv holds; further `words` are known without their pairs."""
    rows = [row.split("\t") for row in NEIGHBOURS.read_text(encoding="utf-8").splitlines()]
    pairs = frozenset((word, following) for word, _, behind in rows for following in behind.split())
    marks = {word: key for word, key, _ in rows if word != "^"}
    return Known(frozenset((*marks, *words)), pairs, marks)
