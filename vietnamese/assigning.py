"""Gives every number of a message to the field it belongs to, segment by segment."""

from collections.abc import Sequence

from vietnamese.aligning import AFTER_UNIT, MISFIT, OWN_UNIT, Label, align, labels_of
from vietnamese.expressions import Expression, expression
from vietnamese.fields import told
from vietnamese.mentions import Figures, Mention
from vietnamese.numbers import Found, is_denied
from vietnamese.tokens import Text, is_mistyped

__all__ = ["Assignment"]

_PEOPLE = frozenset(
    "nguoi luot ba ong cu chi anh em co bac hoc dan nhan hoi doan thanh me chau o mệ me ban khach phu".split()
)
_UNITS = {
    "buoi": "buoi",
    "cuoc": "buoi",
    "lop": "buoi",
    "ho": "ho",
    "nha": "ho",
    "bo": "hoso",
    "hs": "hoso",
    "don": "hoso",
}
_BREAKS = frozenset({",", ";", ".", "•", "*", "/", "+", "!", "?", "–", "va", "con", "roi", "nhung", "|"})
_MAY_BREAK = _BREAKS | {"-"}
_ALLOWED = {
    "buoi": frozenset({"so_buoi"}),
    "hoso": frozenset({"ho_so_dvc"}),
}
_NOT_FOR = {
    "nguoi": frozenset({"so_buoi", "ho_tan_nha"}),
    "ho": frozenset({"so_buoi", "luot_tuyen_truyen", "luot_huong_dan"}),
}
_USES = frozenset({"xai", "dung", "biet"})
_DOES = frozenset("tra cai dung lam nop mo ky dang su kich tao quet biet ban lap dat len".split())
# "…, tổng 3 buổi": what was said before is part of it
_TOTALS = frozenset({"tong", "cong", "thay"})
_DROPPED_BEFORE = frozenset({"moi", "bq", "tung"})
_EACH_BEFORE = Expression(
    r"(?:^| )(?:moi|(?<!di )(?<!den )(?<!toi )(?<!vao )(?<!tan )(?<!cua )tung) "
    r"(?:buoi|nha|ho|lan|ngay|lop|toi|tuan|thon|xom|nhom|sang|chieu|dem|cuoc|dot|cum|bua|hom|to|ca|diem|noi) "
    r"(?:co |duoc |la |khoang |tam |chung )*$"
)
_EACH_AFTER = Expression(
    r"^(?:(nguoi|luot|ho|nha|ba con) )*(?:/ |moi |mot |1 |tung )(?!\1(?: |$))"
    r"(?:buoi|nha|ho(?! so| tro)|lan|ngay|lop|tuan|toi|sang|chieu|cuoc|dot|xom|thon)(?: |$)"
)


# words between two equal figures by which they are figures of different places, times or people
_PARTS = frozenset(
    "xom thon to tdp khoi ap cum nhom diem buoi ngay dot toi sang chieu tuan lan va them nua dau cuoi nam nu "
    "thanh lop".split()
)


class Assignment:
    """One pass over a message: segment by segment, every number gets a field or is left loose."""

    def __init__(
        self, text: Text, mentions: list[Mention], numbers: list[Found], figures: Figures, cut: int
    ) -> None:
        self.text, self.mentions, self.numbers, self.figures, self.cut = text, mentions, numbers, figures, cut
        self.last = ""
        self.topic: list[Mention] = []
        self.heading = ""
        self.people: list[Mention] = []
        self.given: dict[str, Found] = {}
        self.by_short: set[str] = set()

    def run(self) -> None:
        for start, end in self._segments():
            mentions = [m for m in self.mentions if start <= m.start < end]
            numbers = [n for n in self.numbers if start <= n.start < end]
            if numbers:
                self._segment(mentions, numbers)
            else:
                mentions = [] if self._without_number(mentions, start, end) else mentions
            self.topic = [] if numbers else mentions or self.topic

    def _segments(self) -> list[tuple[int, int]]:
        cuts, tokens = [0], self.text.tokens
        for index, token in enumerate(tokens[: self.cut]):
            if not (token.plain in _MAY_BREAK or token.kind == "nl"):
                continue
            spaced_dash = token.plain == "-" and index + 1 < len(tokens)
            if (token.kind == "nl" or self._breaks(index) or spaced_dash) and not self._is_inside(index):
                cuts.append(index)
        return list(zip(cuts, [*cuts[1:], self.cut], strict=True))

    def _is_inside(self, index: int) -> bool:
        """Whether a token is part of a number or of the name of a field."""
        spans: list[Found | Mention] = [*self.numbers, *self.mentions]
        return any(one.start <= index < one.end for one in spans)

    def _breaks(self, index: int) -> bool:
        """Whether a word turns to something else; the "con" of "bà con" and of a writer of marks is no "còn"."""
        token = self.text.tokens[index]
        if token.plain == "con" and not token.key:
            return not self.text.marked and self._plain(index - 1) != "ba"
        return token.plain in _BREAKS

    def _segment(self, mentions: list[Mention], numbers: list[Found]) -> None:
        """All numbers of a stretch are given out together, to its labels and to those of the line before."""
        self.people = self._people_before(numbers)
        labels = labels_of(sorted([*mentions, *self.people], key=_place) or self.topic, numbers)
        labels = _without_units(labels, numbers, self._accounts(labels))
        if _alternate(labels, numbers) and not any(map(self._counts_other, labels, numbers)):
            for number, label in zip(numbers, labels, strict=False):
                self._record(label.key, number, label, beside=True)
            return
        self.heading = next((m.key for m in reversed(mentions) if _is_heading(m)), self.heading)
        for number, chosen in zip(numbers, align(numbers, labels, self._unit_and_fit, self._after_field, self.last),
                                  strict=True):  # fmt: skip
            beside = chosen.label is not None and chosen.label.end == number.start
            self._record(chosen.key, number, chosen.label, beside=beside)

    def _accounts(self, labels: list[Label]) -> set[int]:
        """Where "tài khoản" stands alone, which may be one of a bank or what the field before it counts."""
        said = {label.start: self.text.tokens[label.start : label.end] for label in labels}
        return {at for at, tokens in said.items() if [token.plain for token in tokens] == ["tai", "khoan"]}

    def _people_before(self, numbers: list[Found]) -> list[Mention]:
        """ "buổi 3 người 76", "lượt người 76": the people named before their number."""
        inside = {at for mention in self.mentions for at in range(mention.start, mention.end)}
        return [
            Mention("luot_tuyen_truyen", number.start - size, number.start, True)
            for number in numbers
            if number.start - 1 not in inside
            and self._before(number) in ("nguoi", "luot")
            and not self._unit(number)
            for size in (1 + (self._before(number, 2) == "luot"),)
        ]

    def _unit_and_fit(self, number: Found, label: Label) -> float:
        """How well the unit after a number suits a label; a unit that is part of the next label says nothing."""
        unit = self._unit(number)
        if self._yields(number, label):
            return -9.0
        if label.start > number.end and (doubt := self._doubt(number, label, unit)):
            return doubt
        if self._of_sessions(number) and self._own_number(label, number):
            return MISFIT  # "6 buổi 180 lượt người hướng dẫn DVC 24 hồ sơ": the people of the sessions
        if self._next(number) == "luot" and label.key in _NOT_FOR["nguoi"]:
            return MISFIT
        if self._next(number) == "luot" and label.key == "luot_huong_dan" and label.end <= number.start:
            return 4.0  # "hướng dẫn được 25 lượt định danh …": what is counted in lượt is the guiding
        within = any(
            one.start <= number.end < one.end and one.start != label.start and one.end - one.start > 1
            for one in (*self.mentions, *self.people)
        )
        if not unit or (within and label.start < number.start):
            return 0.0
        if unit in _ALLOWED:
            return OWN_UNIT if label.key in _ALLOWED[unit] else MISFIT
        return (
            MISFIT
            if label.key in _NOT_FOR.get(unit, ())
            else AFTER_UNIT
            if label.start == number.end + 1
            else 0.5
        )

    def _doubt(self, number: Found, label: Label, unit: str) -> float:
        """What speaks against a label after a number; 0 when nothing does."""
        if label.key == "ho_so_dvc" and self._plain(label.start - 1) in _USES and self._just_guided(number):
            return MISFIT  # "bày cho 23 người xài dịch vụ công": shown how, no files were handed in
        if not label.general and self._next(number) == "luot" and self._just_guided(number):
            return -3.0  # "hướng dẫn được 25 lượt định danh mức hai bốn người": the four
        if label.key == "ho_so_dvc" and unit == "nguoi" and label.start == number.end + 1:
            return -6.0 if self._plain(label.start) == "ho" else 0.0  # "cho mười một người hồ sơ bảy bộ"
        if label.key == "luot_huong_dan" and self._after_sessions(number):
            return -7.0  # "3 buổi có 60 người hướng dẫn 30": the sixty came to the sessions
        return 0.0

    def _just_guided(self, number: Found) -> bool:
        return any(one.key == "luot_huong_dan" and 0 <= number.start - one.end <= 1 for one in self.mentions)

    def _of_sessions(self, number: Found) -> bool:
        """ "6 buổi 180 lượt", "6 buổi/180 người": a number of people right after a number of sessions."""
        at = number.start - (2 if self._before(number) == "/" else 1)
        people = self._unit(number) == "nguoi" or self._next(number) == "luot"
        return people and at > 0 and self._plain(at) == "buoi" and any(n.end == at for n in self.numbers)

    def _after_sessions(self, number: Found) -> bool:
        """Whether people are counted and the number before counted sessions."""
        earlier = [one for one in self.numbers if one.end <= number.start]
        return bool(earlier) and self._unit(number) == "nguoi" and self._unit(earlier[-1]) == "buoi"

    def _counts_other(self, label: Label, number: Found) -> bool:
        """ "tuyên truyền 3 buổi 78 lượt VNeID 5": the unit after a number says what it counts."""
        named = {token.plain for token in self.text.tokens[max(0, label.start - 1) : label.end]}
        told = not label.general or named & {"luot", "nguoi"}  # "lượt tuyên truyền 95 buổi 3 VNeID 5"
        return not told and label.key not in _ALLOWED.get(self._unit(number), (label.key,))

    def _own_number(self, label: Label, number: Found) -> bool:
        """Whether a label after a number has one of its own right behind it."""
        return label.start >= number.end and any(0 <= n.start - label.end <= 2 for n in self.numbers)

    def _yields(self, number: Found, label: Label) -> bool:
        """ "hỗ trợ 27 người cài VNeID": the guiding yields to what was done for them, named right after."""
        if not label.general or label.end > number.start or self._next(number) == "luot":
            return False
        if label.key != "luot_huong_dan" and self.text.tokens[label.start].plain != "van":
            return False
        exact = next((one for one in self.mentions if one.start > number.end and not one.general), None)
        if exact is None or exact.start > number.end + 4:
            return False
        said = self.text.tokens[number.end : exact.start + 1]
        does = _DOES if exact.key == "ho_so_dvc" else _DOES | _USES  # who uses it has handed in no file
        return all(token.kind == "w" for token in said) and any(token.plain in does for token in said)

    def _after_field(self, number: Found, last: str) -> str:
        """What its unit alone makes of a number after a field ("2 buổi 60 người")."""
        unit = self._unit(number)
        if self._before(number) in _TOTALS and last and not unit:
            return last  # "hồ sơ: đất đai 3, hộ tịch 5, tổng 8"
        if unit in _ALLOWED:
            return next(iter(_ALLOWED[unit]))
        values = self.figures.values  # of the stretches before: each hamlet has its people
        again = "luot_tuyen_truyen" not in values or (last == "so_buoi" and "so_buoi" in values)
        told = last == "so_buoi" or self.heading == "luot_tuyen_truyen"
        people = unit == "nguoi" or self._of_sessions(number)
        return "luot_tuyen_truyen" if people and told and again else ""

    def _unit(self, number: Found) -> str:
        tokens = self.text.tokens
        if (
            number.start > 1
            and tokens[number.start - 1].plain == ":"
            and tokens[number.start - 2].plain in ("nguoi", "luot")
        ):
            return "nguoi"
        for index in range(number.end, min(number.end + 2, len(tokens))):
            plain = tokens[index].plain
            if plain == "ho" and index + 1 < len(tokens) and tokens[index + 1].plain == "so":
                return "hoso"
            if plain == "ho" and index + 1 < len(tokens) and tokens[index + 1].plain == "tro":
                return ""
            if plain in _UNITS and index == number.end:
                return "" if plain == "lop" and self._is_number(index + 1) else _UNITS[plain]
            if plain == "bua" and self._plain(index + 1) in ("tuyen", "huong", "hop", "tap", "hoc"):
                return "buoi"
            if plain in _PEOPLE and not (plain == "thanh" and self._plain(index + 1) != "nien"):
                return "nguoi"
            if tokens[index].kind != "w" or plain not in ("luot", "truong", "hop", "ba", "bo"):
                break
        return ""

    def _plain(self, index: int) -> str:
        return self.text.tokens[index].plain if index < len(self.text.tokens) else ""

    def _is_number(self, index: int) -> bool:
        """Whether a grade follows: "7 lớp 11" are no sessions."""
        return index < len(self.text.tokens) and self.text.tokens[index].kind == "n"

    def _is_short(self, label: Label | None) -> bool:
        """Whether a field was named by "tt" alone: tuyên truyền, or else thanh toán, tổ trưởng …"""
        return (
            label is not None and label.end - label.start == 1 and self.text.tokens[label.start].plain == "tt"
        )

    def _not_twice(self, key: str, label: Label | None) -> str:
        """What "tt" alone named is never added to a figure that was named in full."""
        if key not in self.figures.values or self._is_short(label) == (key in self.by_short):
            self.by_short |= {key} if self._is_short(label) else set()
            return key
        self.figures.loose += 1
        if self._is_short(label):
            return ""
        self.by_short.discard(key)
        self.figures.values.pop(key)
        return key

    def _record(self, key: str, number: Found, label: Label | None = None, *, beside: bool = False) -> None:
        figures, reading = self.figures, number.reading
        before = self._before(number)
        key = self._not_twice(key, label)
        if self._is_none(key, number, before, beside=beside):
            return
        if not key:
            figures.loose += 1
            figures.why.append(f"number {self._written(number)}: no field")
            return
        figures.why.append(f"number {self._written(number)}: {told(key)}")
        self.last = key
        if self._said_again(key, number):
            figures.confirm = True
            return
        self.given[key] = number
        if reading.value is None:
            figures.doubtful.append(key)
            return
        total = before in _TOTALS or self._before(number, 2) in _TOTALS
        if key in figures.values:
            figures.summed = not total  # "tổng 88 người" says nothing of the sessions added up before
        figures.values[key] = reading.value + (0 if total else figures.values.get(key, 0))
        figures.confirm = figures.confirm or reading.confirm
        if reading.approximate and key not in figures.approximate:
            figures.approximate.append(key)

    def _said_again(self, key: str, number: Found) -> bool:
        """ "80 người nghe, 80 người nghe thật đó": the same figure twice; "xóm 1: 80, xóm 2: 80" is a sum."""
        first = self.given.get(key)
        if first is None or first.reading.value != number.reading.value:
            return False
        between = {token.plain for token in self.text.tokens[first.end : number.start]}
        after = [self._plain(first.end + step) == self._plain(number.end + step) for step in (0, 1)]
        before = self._before(first) == self._before(number) and self._before(number) not in ("", ",", ":")
        return (all(after) or before) and not between & _PARTS

    def _before(self, number: Found, steps: int = 1) -> str:
        return self.text.tokens[number.start - steps].plain if number.start >= steps else ""

    def _is_none(self, key: str, number: Found, before: str, *, beside: bool) -> bool:
        """Whether a number is no figure: a factor, a product, a lessening, or a bare word that may be no number."""
        if before in _DROPPED_BEFORE or self._is_per_unit(number):
            return True
        if before in ("x", "*", "×") or self._next(number) in ("x", "*", "×"):
            self.figures.doubtful.append(key or "product")
            return True
        if self._maybe_each(number):
            self.figures.doubtful.append(key or "each")
            return True
        if number.weak and not key:
            return True
        if is_denied(self.text, number):  # "hồ sơ không phải 9"
            self.figures.doubtful.append(key or "denied")
            return True
        lessened = self.text.tokens[number.start - 2].plain if number.start > 1 and before == "di" else before
        if lessened in ("bot", "giam"):
            self.figures.doubtful.append(key or "less")
            return True
        named = before in (":", "=", "la", "duoc") or beside
        return number.weak and not self._unit(number) and not named

    def _is_per_unit(self, number: Found) -> bool:
        """ "mỗi buổi 25 người", "25 người/buổi": a factor, not a figure."""
        tokens = self.text.tokens
        before = [token.plain for token in tokens[max(0, number.start - 4) : number.start]]
        if ("moi" in before or "tung" in before) and _EACH_BEFORE.search(" ".join(before) + " "):
            return True
        after = " ".join([token.plain for token in tokens[number.end : number.end + 5]])
        return _EACH_AFTER.match(after) is not None

    def _maybe_each(self, number: Found) -> bool:
        """ "mỗi bioi chng 30 người": after "mỗi", a word that is none may be what the number is counted by."""
        for index in range(max(0, number.start - 4), number.start - 1):
            if self._plain(index) in ("moi", "tung") and self.text.tokens[index + 1].kind == "w":
                return is_mistyped(self.text.tokens[index + 1])
        return False

    def _next(self, number: Found) -> str:
        tokens = self.text.tokens
        return tokens[number.end].plain if number.end < len(tokens) else ""

    def _written(self, number: Found) -> str:
        tokens = self.text.tokens
        return repr(self.text.text[tokens[number.start].start : tokens[number.end - 1].end])

    def _without_number(self, mentions: list[Mention], start: int, end: int) -> bool:
        """ "vneid không có ai", "không có hồ sơ nào", "nỏ cài vneid được ai": whether none was said, which is 0."""
        exact = [m for m in mentions if m.key not in ("kho_khan", "cach_lam_hay", "anh")]
        if len({m.key for m in exact}) != 1:
            return False
        mention = exact[0]
        before = " ".join(t.plain for t in self.text.tokens[start : mention.start] if t.kind == "w")
        last = exact[-1]  # "Sàn TMĐT" are two
        after = " ".join(t.plain for t in self.text.tokens[last.end : end] if t.kind == "w")
        if expression(r"(?:^| )phai(?: la)?$").search(before):
            return False  # "có phải lừa đảo không" asks
        none_after = expression(
            r"(?:thi |cung |van |muc 2 )*(?:khong|chua)(?: co| phat sinh)?"
            r"(?: ai| nguoi nao| ho nao| ho so nao| cai (?:nao|mo)| gi| chi| ca| het)*"
            r"(?: (?:em|chau|bac|anh|chi|a|na|nha))*"
        ).fullmatch(
            after,
        )
        none_before = expression(
            r"(?:^| )khong (?:co|phat sinh|lam duoc|lam)(?: ai| nguoi nao)?(?: cai| lam| nop| mo)?$"
        ).search(before)
        none_around = expression(
            r"(?:^| )(?:khong|chua)(?: co)?(?: cai| lam| nop| mo| giup| huong dan)?(?: duoc| them)?$"
        ).search(before) and expression(
            r"(?:duoc |them )?(?:cho )?(?:ai|nguoi nao|ho nao)(?: ca| het| mo)?"
        ).fullmatch(after)
        if (
            none_after
            or none_around
            or (none_before and expression(r"(?:nao|gi|chi|ca|mo|het|a)?(?: ca| het)?").fullmatch(after))
        ) and mention.key not in self.figures.values:
            self.figures.values[mention.key] = 0
            self.figures.why.append(f"none said: {mention.key} 0")
            return True
        return False


def _place(mention: Mention) -> int:
    return mention.start


def _without_units(labels: list[Label], numbers: Sequence[Found], accounts: set[int]) -> list[Label]:
    """ "dvc 12 hồ sơ", "VNeID: 11 tài khoản": what a number counts is no label of its own beside the label before."""
    ended, begun = {number.end for number in numbers}, {number.start for number in numbers}
    return [
        label
        for at, label in enumerate(labels)
        if not (
            at
            and label.start in ended
            and (labels[at - 1].key == label.key or (label.start in accounts and not labels[at - 1].general))
            and any(0 <= start - labels[at - 1].end <= 1 for start in begun)
        )
    ]


def _alternate(labels: Sequence[Label], numbers: Sequence[Found]) -> bool:
    """ "số buổi 2 lượt dự 55 vneid 0 …": three or more labels, each followed by its number, leave no doubt."""
    if len(numbers) < 3 or len(labels) < len(numbers):
        return False
    if any(0 <= label.start - numbers[-1].end <= 2 for label in labels[len(numbers) :]):
        return False  # "bày cho bảy người quét mã"
    ends = [*(label.start for label in labels[1:]), 10**6]
    return all(
        label.end <= number.start < end and number.start - label.end <= 2
        for label, number, end in zip(labels, numbers, ends, strict=False)
    )


def _is_heading(mention: Mention) -> bool:
    return mention.general and mention.key != "so_buoi"
