"""Gives every number of a message to the field it belongs to, segment by segment."""

import re

from vietnamese.mentions import Figures, Mention
from vietnamese.numbers import Found
from vietnamese.tokens import Text

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
_ALLOWED = {
    "buoi": frozenset({"so_buoi"}),
    "hoso": frozenset({"ho_so_dvc"}),
}
_NOT_FOR = {
    "nguoi": frozenset({"so_buoi", "ho_tan_nha"}),
    "ho": frozenset({"so_buoi", "luot_tuyen_truyen", "luot_huong_dan"}),
}
_AFTER_LABEL = frozenset({"cho", "duoc", "la", ":", "them", "co", "tong", "="})
_DROPPED_BEFORE = frozenset({"moi", "bq", "tung"})
_EACH_BEFORE = re.compile(
    r"(?:^| )(?:moi|tung) (?:buoi|nha|ho|lan|ngay|lop|toi|tuan|thon|xom|nhom) (?:co |duoc |la |khoang |tam |chung )*$"
)
_EACH_AFTER = re.compile(
    r"^(?:nguoi |luot |ho |nha |ba con )*(?:/ |moi |mot |1 |tung )(?:buoi|nha|ho|lan|ngay|lop|tuan)(?: |$)"
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

    def run(self) -> None:
        for start, end in self._segments():
            mentions = [m for m in self.mentions if start <= m.start < end]
            numbers = [n for n in self.numbers if start <= n.start < end]
            if numbers:
                self._segment(mentions, numbers, start, end)
            else:
                self._without_number(mentions, start, end)
            self.topic = [] if numbers else list(mentions) or self.topic

    def _segments(self) -> list[tuple[int, int]]:
        cuts, tokens = [0], self.text.tokens
        inside = {i for n in self.numbers for i in range(n.start, n.end)}
        inside |= {i for m in self.mentions for i in range(m.start, m.end)}
        for index, token in enumerate(tokens[: self.cut]):
            spaced_dash = token.plain == "-" and index + 1 < len(tokens)
            if index not in inside and (token.kind == "nl" or token.plain in _BREAKS or spaced_dash):
                cuts.append(index)
        return list(zip(cuts, [*cuts[1:], self.cut], strict=True))

    def _segment(self, mentions: list[Mention], numbers: list[Found], start: int, end: int) -> None:
        left_first = bool(mentions) and mentions[0].start < numbers[0].start
        used: set[Mention] = set()
        chain = self._labelled_from(mentions, numbers, end)
        for at, number in enumerate(numbers):
            left_edge = numbers[at - 1].end if at else start
            right_edge = numbers[at + 1].start if at + 1 < len(numbers) else end
            unit = self._unit(number)
            left = [m for m in mentions if left_edge <= m.start < number.start and m not in used]
            right = [m for m in mentions if number.start <= m.start < right_edge and m not in used]
            if left_first and at + 1 < len(numbers) and left:
                right = (
                    [m for m in right if m.start - number.end <= 1 and m.key in ("so_buoi", "ho_so_dvc")]
                    if unit
                    else []
                )
            if not left_first and unit and right and self._belongs_to_next(at, numbers, mentions, end):
                right = []
            if at >= chain - 1:
                right = []
            if len(numbers) > 2 and self._only_left(number, unit, left, right):
                right = []
            chosen = self._choose(number, unit, left, right, left_first or at >= chain)
            if chosen is None and not at:
                chosen = self._choose(number, unit, self.topic, [], True)
            key = chosen.key if chosen else self._by_unit(number, unit)
            if chosen:
                used.add(chosen)
                self.heading = chosen.key if chosen.general else self.heading
            for mention in left + right:
                if mention.general and mention.key != "so_buoi":
                    self.heading = mention.key
            self._record(key, number, beside=chosen is not None and chosen.end == number.start)

    def _only_left(self, number: Found, unit: str, left: list[Mention], right: list[Mention]) -> bool:
        """Whether a label stands right before the number and none right after it."""
        before = left[-1] if left else None
        if before is None or not self._reaches(before, number) or not self._fits(before, unit):
            return False
        return not any(mention.start - number.end <= 1 for mention in right)

    def _reaches(self, mention: Mention, number: Found) -> bool:
        between = self.text.tokens[mention.end : number.start]
        return all(token.plain in _AFTER_LABEL for token in between)

    def _labelled_from(self, mentions: list[Mention], numbers: list[Found], end: int) -> int:
        """From which number on each has its label before it ("5 buổi 120 người hướng dẫn 86
        vneid 14"); else the end."""
        last = numbers[-1]
        labels = [mention for mention in mentions if mention.end <= last.start]
        bare = not self._unit(last) or (bool(labels) and self._reaches(labels[-1], last))
        if not bare or any(last.start <= mention.start < end for mention in mentions):
            return len(numbers) + 1
        first = len(numbers) - 1
        while first:
            number, edge = numbers[first - 1], numbers[first - 2].end if first > 1 else 0
            labels = [mention for mention in mentions if edge <= mention.start < number.start]
            if not labels or (self._unit(number) and not self._reaches(labels[-1], number)):
                break
            first -= 1
        return first if len(numbers) > 2 else len(numbers) + 1

    def _belongs_to_next(self, at: int, numbers: list[Found], mentions: list[Mention], end: int) -> bool:
        """ "120 người vneid 3": a name between two numbers is the second's if that one has nothing else."""
        if at + 1 >= len(numbers) or self._unit(numbers[at + 1]):
            return False
        edge = numbers[at + 2].start if at + 2 < len(numbers) else end
        return not any(numbers[at + 1].start <= mention.start < edge for mention in mentions)

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

    def _choose(
        self, number: Found, unit: str, left: list[Mention], right: list[Mention], left_first: bool
    ) -> Mention | None:
        best, best_score = None, 0.0
        for side, mentions in (("left", left), ("right", right)):
            for mention in mentions:
                if not self._fits(mention, unit):
                    continue
                distance = number.start - mention.end if side == "left" else mention.start - number.end
                score = 10 - min(distance, 8) + (0 if mention.general else 6)
                score += 2 if (side == "left") == left_first else 0
                score += 7 if side == "right" and distance == 0 and mention.general and unit else 0
                score += 8 if unit in _ALLOWED and not (mention.general and mention.key != "so_buoi") else 0
                if score > best_score:
                    best, best_score = mention, score
        return best

    def _fits(self, mention: Mention, unit: str) -> bool:
        if unit in _ALLOWED:
            return mention.key in _ALLOWED[unit]
        return mention.key not in _NOT_FOR.get(unit, ()) and (bool(unit) or mention.key != "so_buoi" or True)

    def _by_unit(self, number: Found, unit: str) -> str:
        if unit == "buoi":
            return "so_buoi"
        if unit == "hoso":
            return "ho_so_dvc"
        if unit == "nguoi" and (self.last == "so_buoi" or self.heading == "luot_tuyen_truyen"):
            again = self.last == "so_buoi" and self.figures.summed  # each hamlet's sessions and people
            return "luot_tuyen_truyen" if again or "luot_tuyen_truyen" not in self.figures.values else ""
        return ""

    def _record(self, key: str, number: Found, *, beside: bool = False) -> None:
        figures, reading = self.figures, number.reading
        before = self._before(number)
        if before == "tt" and key in figures.values:
            key = ""  # tuyên truyền has its figure: thanh toán, tổ trưởng …
        if self._is_none(key, number, before, beside=beside):
            return
        if not key:
            figures.loose += 1
            figures.why.append(f"number {self._written(number)}: no field")
            return
        figures.why.append(f"number {self._written(number)}: {key}")
        self.last = key
        if reading.value is None:
            figures.doubtful.append(key)
            return
        figures.summed = figures.summed or key in figures.values
        figures.values[key] = figures.values.get(key, 0) + reading.value
        figures.confirm = figures.confirm or reading.confirm
        if reading.approximate and key not in figures.approximate:
            figures.approximate.append(key)

    def _before(self, number: Found) -> str:
        return self.text.tokens[number.start - 1].plain if number.start else ""

    def _is_none(self, key: str, number: Found, before: str, *, beside: bool) -> bool:
        """Whether a number is no figure: a factor, a product, a lessening, or a bare word that may be no number."""
        if before in _DROPPED_BEFORE or self._is_per_unit(number):
            return True
        if before in ("x", "*", "×") or self._next(number) in ("x", "*", "×"):
            self.figures.doubtful.append(key or "product")
            return True
        if number.weak and not key:
            return True
        lessened = self.text.tokens[number.start - 2].plain if number.start > 1 and before == "di" else before
        if lessened in ("bot", "giam"):
            self.figures.doubtful.append(key or "less")
            return True
        named = before in (":", "=", "la", "duoc") or beside
        return number.weak and not self._unit(number) and not named

    def _is_per_unit(self, number: Found) -> bool:
        """ "mỗi buổi 25 người", "25 người/buổi": a factor, not a figure."""
        words = [token.plain for token in self.text.tokens]
        before = " ".join(words[max(0, number.start - 4) : number.start]) + " "
        after = " ".join(words[number.end : number.end + 5])
        return bool(_EACH_BEFORE.search(before) or _EACH_AFTER.match(after))

    def _next(self, number: Found) -> str:
        tokens = self.text.tokens
        return tokens[number.end].plain if number.end < len(tokens) else ""

    def _written(self, number: Found) -> str:
        tokens = self.text.tokens
        return repr(self.text.text[tokens[number.start].start : tokens[number.end - 1].end])

    def _without_number(self, mentions: list[Mention], start: int, end: int) -> None:
        """ "vneid không có ai", "không có hồ sơ nào": an explicit none is 0."""
        exact = [m for m in mentions if m.key not in ("kho_khan", "cach_lam_hay", "anh")]
        if len({m.key for m in exact}) != 1:
            return
        mention = exact[0]
        before = " ".join(t.plain for t in self.text.tokens[start : mention.start] if t.kind == "w")
        after = " ".join(t.plain for t in self.text.tokens[mention.end : end] if t.kind == "w")
        none_after = re.fullmatch(
            r"(?:thi |cung |van |muc 2 )*(?:khong|chua)(?: co| phat sinh)?"
            r"(?: ai| nguoi nao| ho nao| ho so nao| gi| chi| ca)*",
            after,
        )
        none_before = re.search(
            r"(?:^| )khong (?:co|phat sinh|lam duoc|lam)(?: ai| nguoi nao)?(?: cai| lam| nop| mo)?$", before
        )
        if (
            none_after or (none_before and re.fullmatch(r"(?:nao|gi|chi|ca|mo|het|a)?(?: ca| het)?", after))
        ) and mention.key not in self.figures.values:
            self.figures.values[mention.key] = 0
            self.figures.why.append(f"none said: {mention.key} 0")
