"""Finds which number of a message belongs to which field of the report, in any order and any style."""

import re
from dataclasses import dataclass, field

from vietnamese.fields import CORE, Field
from vietnamese.numbers import Found, find_numbers, is_level_one
from vietnamese.patterns import spelled
from vietnamese.tokens import Text

__all__ = ["Figures", "in_order", "read_figures"]


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


@dataclass(frozen=True, slots=True)
class _Mention:
    key: str
    start: int
    end: int
    general: bool


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
_SO_FAR = re.compile(
    r"^(?:tu dau nam|luy ke|cong don|tu (?:khi|ngay) thanh lap|ca nam|tu truoc (?:den|toi))(?: |$)"
)


def read_figures(text: Text, fields: tuple[Field, ...], numbers: list[Found] | None = None) -> Figures:
    """Reads all figures of a message; what is unclear is left out and counted in `doubtful` or `loose`."""
    numbers = find_numbers(text) if numbers is None else numbers
    figures = Figures()
    mentions = _mentions(text, fields)
    cut = _texts(text, mentions, fields, figures)
    skipped = _parts(text)
    usable = [n for n in numbers if n.start < cut and not any(a <= n.start < b for a, b in skipped)]
    usable = [n for n in usable if n.reading.problem != "not_count" and not _is_line_number(text, n)]
    mentions = [m for m in mentions if m.start < cut and not any(a <= m.start < b for a, b in skipped)]
    mentions = _none_said(text, mentions, figures)
    _Assignment(text, mentions, usable, figures, cut).run()
    return figures


def in_order(text: Text, keys: tuple[str, ...] = CORE) -> dict[str, int] | None:
    """Bare figures in the order of the form ("3 45 10 0 7 12"); None unless the message is nothing but those."""
    values: list[int] = []
    for token in text.tokens:
        if token.kind == "n" and re.fullmatch(r"\d+(?:[.,]\d+)*", token.raw):
            parts = re.split("[.,]", token.raw)
            grouped = len(parts) == 2 and len(parts[1]) == 3 and parts[0] != "0"
            values.extend([int("".join(parts))] if grouped else [int(part) for part in parts])
        elif token.plain in ("khong", "o"):
            values.append(0)
        elif (
            token.plain not in (",", ";", ".", "-", "–", "/", "|", "va", "bao", "cao", "da", "a", "la", ":")
            and token.kind != "nl"
        ):
            return None
    return dict(zip(keys, values, strict=True)) if len(values) == len(keys) else None


def _mentions(text: Text, fields: tuple[Field, ...]) -> list[_Mention]:
    """Where fields are named; of overlapping names the longer wins."""
    line, starts = _line(text)
    words = {token.plain for token in text.tokens}
    found: list[_Mention] = []
    for one in fields:
        for phrase in one.phrases:
            if phrase.triggers and phrase.triggers.isdisjoint(words):
                continue
            for match in phrase.finditer(line[1:]):
                if match.end() > match.start():
                    first, last = starts[match.start()], starts[match.end() - len(_last_word(match.group()))]
                    found.append(_Mention(one.key, first, last + 1, one.general))
    found.sort(key=lambda m: (m.start - m.end, m.general, m.start))
    kept: list[_Mention] = []
    for one_mention in found:
        if all(one_mention.end <= other.start or one_mention.start >= other.end for other in kept):
            kept.append(one_mention)
    return sorted(kept, key=lambda m: m.start)


def _last_word(matched: str) -> str:
    return matched.rstrip(" ").rsplit(" ", 1)[-1] + " "


def _line(text: Text) -> tuple[str, dict[int, int]]:
    """The spelled message and, for each word's place in it, the index of its token."""
    starts: dict[int, int] = {}
    at = 0
    for index, token in enumerate(text.tokens):
        if token.kind in ("w", "n") or token.plain == "?":
            starts[at] = index
            bare = 1 if text.fully_marked and token.kind == "w" and not token.key else 0
            at += len(token.plain) + len(token.key) + bare + 2
    return " " + spelled(text), starts


def _texts(text: Text, mentions: list[_Mention], fields: tuple[Field, ...], figures: Figures) -> int:
    """Takes out "khó khăn: …" and the like; returns the token at which figures end."""
    text_keys = {one.key for one in fields if one.kind == "text"}
    cut = len(text.tokens)
    for mention in mentions:
        if mention.key not in text_keys or mention.start >= cut:
            continue
        said = _said_after(text, mention)
        if said:
            figures.texts[mention.key] = said
            ends_line = any(token.kind == "nl" for token in text.tokens[mention.end :])
            cut = cut if ends_line else min(cut, mention.start)
    return cut


def _said_after(text: Text, mention: _Mention) -> str:
    end = mention.end
    while end < len(text.tokens) and text.tokens[end].kind != "nl":
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
    said = text.text[text.tokens[first].start : text.tokens[end - 1].end].strip(" .;") if first < end else ""
    return (
        ""
        if re.fullmatch(r"(?i)(?:không|ko|khong|k|không có|ko có|khong co|0|chưa|chưa có)(?: gì| chi)?", said)
        else said
    )


def _parts(text: Text) -> list[tuple[int, int]]:
    """Stretches that only break a sum down: in parentheses, or after "trong đó"."""
    stretches, opened = [], -1
    for index, token in enumerate(text.tokens):
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
                    if text.tokens[i].plain in (";", ".") or text.tokens[i].kind == "nl"
                ),
                len(text.tokens),
            )
            stretches.append((index, end))
    if opened >= 0:
        stretches.append((opened, len(text.tokens)))
    return stretches + _others(text)


def _others(text: Text) -> list[tuple[int, int]]:
    """Clauses about something else than this period's figures: so far this year, or level 1."""
    stretches, start = [], 0
    for index in range(len(text.tokens) + 1):
        if index < len(text.tokens) and not (
            text.tokens[index].kind == "nl" or text.tokens[index].plain in _CLAUSE_ENDS
        ):
            continue
        words = " ".join(token.plain for token in text.tokens[start:index])
        if any(_SO_FAR.match(words[at:]) for at in _word_starts(words)) or is_level_one(words):
            stretches.append((start, index))
        start = index + 1
    return stretches


_CLAUSE_ENDS = frozenset({",", ";", ".", "rieng"})


def _word_starts(words: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(" ", words))]


_NONE_BEFORE = re.compile(
    r"(?:^| )(?:khong|chua|chang|cha) (?:(?:co|to chuc|mo|lam|trien khai|duoc|phat sinh|ho tro|huong dan|nop|cai) )*"
    r"(?P<who>(?:ai|nguoi nao|ho nao|bo|nha nao|nguoi mo) )?(?:(?:cai|lam|nop|mo|dang ky|hoc|dung|xai|duoc) )*$"
)
_NONE_AFTER = re.compile(r"(?:nao|mo|gi|chi|ca|het)(?: |$)")


def _none_said(text: Text, mentions: list[_Mention], figures: Figures) -> list[_Mention]:
    """Takes out the fields of which none was said beside figures of others ("không tổ chức được buổi nào")."""
    kept = []
    for mention in mentions:
        start = max(
            (i + 1 for i in range(mention.start) if text.tokens[i].kind in ("p", "nl", "n")), default=0
        )
        before = " ".join(token.plain for token in text.tokens[start : mention.start]) + " "
        after = " ".join(token.plain for token in text.tokens[mention.end : mention.end + 2])
        said = _NONE_BEFORE.search(before)
        closed = mention.end >= len(text.tokens) or text.tokens[mention.end].kind in ("p", "nl")
        closed = closed or any(other.key == mention.key and other.start == mention.end for other in mentions)
        closed = closed and bool(re.search(r"(?:^| )(?:khong|chua) co $", before))
        if said and (said["who"] or closed or _NONE_AFTER.match(after)) and not re.match(r"\D*\d", after):
            figures.values[mention.key] = 0
            figures.why.append(f"none said: {mention.key} 0")
        else:
            kept.append(mention)
    return kept


def _is_line_number(text: Text, number: Found) -> bool:
    """ "1." or "2)" at the beginning of a line, or glued before a word in a numbered list."""
    if number.end != number.start + 1 or not text.tokens[number.start].raw.isdecimal():
        return False
    first = number.start == 0 or text.tokens[number.start - 1].kind == "nl"
    sign = text.tokens[number.end].plain if number.end < len(text.tokens) else ""
    after = text.tokens[number.end + 1] if number.end + 1 < len(text.tokens) else None
    starts = first or text.tokens[number.start - 1].plain in (".", ";", ",")
    listed = (
        re.search(r"(?<!\S)2[.)]\s", text.text) is not None
    )  # "Kết quả: 1. … 2. …" but not "VNeID: 1. DVC: 2"
    starts = starts or (listed and text.tokens[number.start - 1].plain == ":")
    followed = after is not None and after.kind == "w"
    glued = sign and text.tokens[number.end].start == text.tokens[number.start].end
    return bool(
        starts and followed and glued and sign in (".", ")", "/", ":") and (first or sign in (".", ")"))
    )


class _Assignment:
    """One pass over a message: segment by segment, every number gets a field or is left loose."""

    def __init__(
        self, text: Text, mentions: list[_Mention], numbers: list[Found], figures: Figures, cut: int
    ) -> None:
        self.text, self.mentions, self.numbers, self.figures, self.cut = text, mentions, numbers, figures, cut
        self.last = ""
        self.topic: list[_Mention] = []
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

    def _segment(self, mentions: list[_Mention], numbers: list[Found], start: int, end: int) -> None:
        left_first = bool(mentions) and mentions[0].start < numbers[0].start
        used: set[_Mention] = set()
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

    def _only_left(self, number: Found, unit: str, left: list[_Mention], right: list[_Mention]) -> bool:
        """Whether a label stands right before the number and none right after it."""
        before = left[-1] if left else None
        if before is None or not self._reaches(before, number) or not self._fits(before, unit):
            return False
        return not any(mention.start - number.end <= 1 for mention in right)

    def _reaches(self, mention: _Mention, number: Found) -> bool:
        between = self.text.tokens[mention.end : number.start]
        return all(token.plain in _AFTER_LABEL for token in between)

    def _labelled_from(self, mentions: list[_Mention], numbers: list[Found], end: int) -> int:
        """From which number on each has its label before it ("5 buổi 120 người hướng dẫn 86 vneid "
        "14"); else the end."""
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

    def _belongs_to_next(self, at: int, numbers: list[Found], mentions: list[_Mention], end: int) -> bool:
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
        self, number: Found, unit: str, left: list[_Mention], right: list[_Mention], left_first: bool
    ) -> _Mention | None:
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

    def _fits(self, mention: _Mention, unit: str) -> bool:
        if unit in _ALLOWED:
            return mention.key in _ALLOWED[unit]
        return mention.key not in _NOT_FOR.get(unit, ()) and (bool(unit) or mention.key != "so_buoi" or True)

    def _by_unit(self, number: Found, unit: str) -> str:
        if unit == "buoi":
            return "so_buoi"
        if unit == "hoso":
            return "ho_so_dvc"
        if unit == "nguoi" and (self.last == "so_buoi" or self.heading == "luot_tuyen_truyen"):
            return "luot_tuyen_truyen" if "luot_tuyen_truyen" not in self.figures.values else ""
        return ""

    def _record(self, key: str, number: Found, *, beside: bool = False) -> None:
        figures, reading = self.figures, number.reading
        before = self.text.tokens[number.start - 1].plain if number.start else ""
        if before in _DROPPED_BEFORE or self._is_per_unit(number):
            return
        if before in ("x", "*", "×") or self._next(number) in ("x", "*", "×"):
            self.figures.doubtful.append(key or "product")
            return
        if number.weak and not key:
            return
        lessened = self.text.tokens[number.start - 2].plain if number.start > 1 and before == "di" else before
        if lessened in ("bot", "giam"):
            self.figures.doubtful.append(key or "less")
            return
        if number.weak and not self._unit(number) and before not in (":", "=", "la", "duoc") and not beside:
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
        if key in figures.values:
            figures.summed = True
            figures.values[key] += reading.value
        else:
            figures.values[key] = reading.value
        figures.confirm = figures.confirm or reading.confirm
        if reading.approximate and key not in figures.approximate:
            figures.approximate.append(key)

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

    def _without_number(self, mentions: list[_Mention], start: int, end: int) -> None:
        """ "vneid không có ai", "không có hồ sơ nào": an explicit none is 0."""
        exact = [m for m in mentions if m.key not in ("kho_khan", "cach_lam_hay", "anh")]
        if len({m.key for m in exact}) != 1:
            return
        mention = exact[0]
        before = " ".join(t.plain for t in self.text.tokens[start : mention.start] if t.kind == "w")
        after = " ".join(t.plain for t in self.text.tokens[mention.end : end] if t.kind == "w")
        none_after = re.fullmatch(
            r"(?:thi |muc 2 )?(?:khong|chua)(?: co| phat sinh)?(?: ai| nguoi nao| ho nao| ho so nao| gi| chi| ca)*",
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
