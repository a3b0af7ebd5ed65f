"""What a report form knows and takes: figures, doubts about them, lines to mend."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.forms import (
    Field,
    FieldKind,
    HardCode,
    HardError,
    SoftWarning,
    Value,
    check,
    hard_check,
)
from handlers import report_lines as lines
from handlers import report_words as words
from handlers.forms import Misunderstood
from handlers.heard import Heard
from handlers.reading import fields_of
from handlers.report_known import ReportKnown
from handlers.several_months import refuse_others
from vietnamese import fold, read_number
from vietnamese.fields import fields_from
from vietnamese.figures import in_order, read_figures
from vietnamese.tokens import read as read_tokens
from vietnamese.writing import inside, number

_NO = r"\b(?:khong|ko|k|hong|chua|no)"
NOTHING = re.compile(
    rf"{_NO} (?:co )?phat sinh\b|^phat sinh (?:khong|0)\b"
    rf"|{_NO} (?:co |to chuc |lam )?(?:duoc )?(?:(?:hoat dong|hd)\b|(?:gi|chi) (?:de )?(?:bao cao|bc)\b)"
    rf"|{_NO} (?:co|lam) (?:gi|chi) (?:het|ca|sat|ca het)\b|{_NO} (?:co|lam) (?:duoc )?(?:gi|chi)$"
)
""" "Không phát sinh", "ko co hd gi", "không có gì hết": of the whole report, unless figures of it stand."""
_PARTICLES = re.compile(r"(?: (?:a|nhe|nha|nghe|em|dau|mo|ca))+$")
SAME = re.compile(
    r"\b(?:nhu|bang|giong|y chang|y het) (?:nhu |y |het )?(?:so lieu |bao cao |bc |so )?(?:cua )?"
    r"(?:thang|ky|lan|dot) (?:truoc|vua roi|roi)\b"
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a message to a question for words says of figures; ``is_pure``: and nothing else."""

    figures: list[tuple[Field, int]]
    is_pure: bool
    is_unsure: bool
    words: Mapping[str, str]


class ReportAnswers(ReportKnown):
    """How a report form takes a figure, a doubt, a line to mend; subclasses say what is asked."""

    def judge(self, field: Field, value: int, approximate: bool = False) -> str | None:
        """The sentence that asks to confirm the figure; None when it can be kept as it is. Misunderstood: never."""
        verdict = check(field, value, self.values, self.history, self.place)
        figure = f"{number(value)} {field.unit or ''}".rstrip()
        if isinstance(verdict, HardError):
            return words.hard(field, verdict)
        if isinstance(verdict, SoftWarning):
            label = words.short_label(field)
            return f"{label}: {words.soft(self.template, verdict)}. Trợ lý ghi {figure}, đúng không ạ?"
        short = "" if field.short.startswith(field.unit or " ") else f" ({field.short})"
        figure = f"{number(value)} {field.short}" if not short else f"{figure}{short}"
        return f"Trợ lý ghi là {figure}, đúng không ạ?" if approximate else None

    def give(self, field: Field, value: int, approximate: bool = False) -> None:
        """Keep a figure, or the doubt about it. Raises Misunderstood when it cannot be kept at all."""
        verdict = hard_check(field, value)
        if isinstance(verdict, HardError):
            raise Misunderstood(words.hard(field, verdict))
        sentence = self.judge(field, value, approximate)
        if sentence is None:
            self.take(field.key, value)
        else:
            self.answers.pop(field.key, None)
            self.doubts[field.key] = {"value": value, "sentence": sentence}
            self.misses = 0

    def confirm(self, field: Field) -> None:
        """The doubtful figure is right."""
        self.take(field.key, self.confirmed_value(field))

    def confirmed_value(self, field: Field) -> int:
        """The doubtful figure, which is not asked about again."""
        self.facts["confirmed"] = [*(self.facts.get("confirmed") or []), field.key]
        value: int = self.doubts[field.key]["value"]
        return value

    def take(self, name: str, value: Any) -> None:
        super().take(name, value)
        self.doubts.pop(name, None)
        (self.facts.get("refused") or {}).pop(name, None)
        if name == self.editing:
            self.facts |= {"editing": None, "kept": None}
        if self.facts.get("from_nil") and value and name in self.template.keys:
            self._begin_anew(name)

    def had_activity(self) -> None:
        """What was sent as a nil report was none: every figure is asked."""
        if self.facts.get("from_nil"):
            self._begin_anew("")

    def _begin_anew(self, name: str) -> None:
        """Nothing happened, it was said, and now something did: the other figures are asked, none is 0 unsaid."""
        self.facts["from_nil"] = False
        for field in self.template.core:
            if field.key != name:
                self.answers.pop(field.key, None)

    def back(self) -> bool:
        if self.keep_line():
            return True
        if self.doubts or self.offered or self.facts.get("fixing"):
            self.facts |= {"doubts": {}, "offered": {}, "fixing": False}
            return True
        return super().back()

    def noted(self, mended: Sequence[str]) -> str:
        fields = [field for field in self.template.fields if field.key in mended]
        said = [f"{inside(words.short_label(one))} {self.answers[one.key]}" for one in fields]
        return f"Đã ghi lại: {'; '.join(said)}." if said else ""

    def fill(self, heard: Heard) -> bool:
        refuse_others(heard, self.period)
        if self.mend_several(heard) or self.drop(heard) or (heard.says("correct") and self.mend(heard)):
            return True
        if lines.dropped(heard.text) is not None:
            return False
        if heard.says("report_nil") and not self.is_begun:
            self.offer_nil()
            return True
        if self._offer_in_order(heard):
            return True
        if SAME.search(fold(heard.text)) and self.history and not self.is_begun:
            self.offer_last(heard.text)
            return True
        if self.offered and (told := self._figures_told(heard.text)):
            self.facts["offered"] = self.offered | told
            return True
        asked = self.asked()
        taken = [field for field in self.template.fields if self._fill_field(field, heard)]
        if taken and asked is not None and asked.name == "more":
            self.take("more", True)
        taken += [field for field in self.template.fields if self._told_none(field, heard)]
        if taken:
            self.facts["fixing"] = False
            self.rest_is_none(heard.text)
        return bool(taken)

    def _told_none(self, field: Field, heard: Heard) -> bool:
        """ "Sáng kiến: không" beside figures: that question has its answer."""
        if (
            field.kind is not FieldKind.TEXT
            or field.key in self.answers
            or not lines.tells_none(field, heard.text)
        ):
            return False
        self.take(field.key, None)
        return True

    def _fill_field(self, field: Field, heard: Heard) -> bool:
        value = heard.slots.get(field.key)
        if field.key == "luot_tuyen_truyen" and self.answers.get(field.key) and lines.is_unclear(heard.text):
            return False  # it has its figure: never overwritten by what may be another
        if field.is_count and isinstance(value, int) and not isinstance(value, bool):
            return self._fill_figure(field, value, heard)
        if field.kind is FieldKind.TEXT and isinstance(value, str):
            verdict = hard_check(field, value)
            if not isinstance(verdict, HardError):
                self.take(field.key, verdict.value)
                return True
        return False

    def _fill_figure(self, field: Field, value: int, heard: Heard) -> bool:
        before = self.answers.get(field.key)
        total = value + before if heard.slot("add") and isinstance(before, int) else value
        if isinstance(hard_check(field, total), HardError):
            self._edit(field)
            sentence = words.hard(field, HardError(field.key, HardCode.TOO_LARGE))
            self.facts["refused"] = {field.key: f"{words.short_label(field)} {number(total)}? {sentence}"}
            return True
        approximate = heard.slot("approximate")
        self.give(field, total, isinstance(approximate, list) and field.key in approximate)
        return True

    def hears_everything(self, heard: Heard) -> bool:
        """Six bare figures in the order of the form, or "như tháng trước" to the first question: shown, confirmed."""
        if self.says_nothing(heard) and not any(self.answers.get(one.key) for one in self.template.counts):
            self.offer_nil()
            return True
        if self._offer_in_order(heard):
            return True
        same = heard.slot("same_as_last") or SAME.search(fold(heard.text))
        if same and self.history and not self.is_begun:
            self.offer_last(heard.text)
        return bool(self.offered)

    def says_nothing(self, heard: Heard) -> bool:
        """Whether the words are those of a nil report; after figures that are not 0 one line may be meant."""
        said = fold(heard.text).strip(" .!")
        return heard.says("report_nil") or NOTHING.search(_PARTICLES.sub("", said) or said) is not None

    def rest_is_none(self, text: str) -> bool:
        """ "Còn lại không có": what has no figure yet is 0; read back like every figure before it is sent."""
        if not lines.rest_is_none(text):
            return False
        for field in self.template.core:
            if field.key not in self.answers and field.key not in self.doubts:
                self.take(field.key, 0)
        self.take("more", True)
        return True

    def names_another(self, text: str, name: str) -> bool:
        """Whether an answer speaks of another figure than the one that was asked for."""
        if text.strip().isdigit():
            return False
        found = read_figures(read_tokens(text), fields_from(fields_of(self.template))).values
        return bool(found) and name not in found

    def offer_last(self, text: str) -> None:
        """Show all figures of last period's report, changed as the text says, to be confirmed."""
        last = self.history[0] if self.history else {}
        whole = {one.key: last[one.key] for one in self.template.counts if one.key in last}
        self.facts |= {"offered": whole | self._figures_told(text), "offered_whole": True}

    def _figures_told(self, text: str) -> dict[str, int]:
        found = read_figures(read_tokens(text), fields_from(fields_of(self.template))).values
        return {field.key: found[field.key] for field in self.template.counts if field.key in found}

    def _offer_in_order(self, heard: Heard) -> bool:
        keys = tuple(field.key for field in self.template.core)
        ordered = in_order(read_tokens(heard.text), keys) if len(keys) > 1 else None
        if ordered is not None:
            self.facts |= {
                "offered": {str(key): value for key, value in ordered.items()},
                "offered_whole": False,
            }
        return ordered is not None

    def offer_nil(self) -> None:
        """Ask whether nothing happened in the period."""
        self.facts["nil_said"] = True
        self.answers.pop("nil", None)

    def what_is_left(self) -> str:
        """What is said to whoever would send before everything has been asked."""
        left = [one for one in self.steps() if one.name not in self.answers and one.name != "verdict"]
        figures = sum(one.name in self.template.keys and self.template.field(one.name).core for one in left)
        if len(left) <= 1:
            return "Còn câu này nữa là gửi được."
        if not figures:
            return f"Còn {len(left)} câu ngắn nữa là gửi được."
        return f"Còn {number(figures)} con số, rồi vài câu ngắn nữa là gửi được."

    @property
    def is_begun(self) -> bool:
        """Whether one of the figures that are asked always has been answered."""
        return any(field.key in self.answers for field in self.template.core)

    def propose_last(self, field: Field) -> None:
        """Last period's figure, to be confirmed. Raises Misunderstood when there is none."""
        last = self.history[0].get(field.key) if self.history else None
        if last is None:
            raise Misunderstood("Trợ lý không có số của kỳ trước, xin một con số.")
        sentence = (
            f"Kỳ trước là {number(last)} {field.unit or ''}".rstrip() + ". Kỳ này ghi như vậy, đúng không ạ?"
        )
        self.doubts[field.key] = {"value": last, "sentence": sentence}

    def accept_offered(self) -> None:
        """The figures offered at once are right; those out of range are asked for."""
        offered, self.facts["offered"] = self.offered, {}
        if self.facts.pop("offered_whole", False):
            self.take("more", True)
        for key, value in offered.items():
            if not isinstance(hard_check(self.template.field(key), value), HardError):
                self.take(key, value)

    def mend(self, heard: Heard) -> bool:
        """ "sửa 3", "3 = 40", "xóa dòng 8": whether the text named a line of the read-back."""
        if self._mended is heard or self.mend_several(heard) or self.drop(heard):
            return True
        found = lines.LINE.match(fold(heard.text).strip(" .!"))
        if found is None or not self._mend_line(int(found["line"]), found["value"]):
            return False
        self._mend_done(heard)
        return True

    def _mend_done(self, heard: Heard) -> None:
        self.facts["fixing"] = False
        self._mended = heard

    def mend_several(self, heard: Heard) -> bool:
        """ "sửa 3 = 80, sửa buổi 6": all of it, or nothing where a part of it was not understood."""
        if self._mended is heard:
            return True
        found = lines.several(heard.text)
        if found is None:
            return False
        shown = words.shown_fields(self.template, self.values)
        given = [(shown[line - 1], value) for line, value in found[0] if 1 <= line <= len(shown)]
        figures = [(field, read_number(value).value) for field, value in given if field.is_count]
        figures += [pair for part in found[1] for pair in self._figures_in(part)]
        understood = len(figures) == len(found[0]) + len(found[1])
        if not understood or any(value is None for _, value in figures):
            return False
        for field, value in figures:
            self.give(field, value or 0)
        self._mend_done(heard)
        return True

    def _figures_in(self, text: str) -> list[tuple[Field, int | None]]:
        found = read_figures(read_tokens(text), fields_from(fields_of(self.template)))
        unsure = bool(found.loose or found.doubtful or found.confirm or found.approximate)
        return [] if unsure else [(self.template.field(key), value) for key, value in found.values.items()]

    def figures_beside(self, text: str) -> Beside:
        """The figures of the form that are named in words of the leader, but for those that stand so already."""
        found = read_figures(read_tokens(text), fields_from(fields_of(self.template)))
        named = [
            (field, found.values[field.key])
            for field in self.template.counts
            if field.key in found.values and lines.is_named(field, text)
        ]
        figures = [(field, value) for field, value in named if self.answers.get(field.key) != value]
        unsure = bool(found.loose or found.doubtful or found.confirm or found.approximate)
        pure = bool(named) and lines.is_bare(text, [field for field, _ in named])
        return Beside(figures, pure, unsure, found.texts)

    def drop(self, heard: Heard) -> bool:
        """ "xóa mục 9", "8 bỏ đi": an optional line goes; one that every report needs is asked anew."""
        line = lines.dropped(heard.text)
        shown = words.shown_fields(self.template, self.values)
        if self._mended is heard:
            return True
        if line is None or not 1 <= line <= len(shown):
            return False
        field = shown[line - 1]
        if field.core:
            self._edit(field)
            self.facts["refused"] = {field.key: f"Dòng {line} báo cáo nào cũng cần nên không bỏ được."}
        elif field.kind is FieldKind.PHOTOS:
            self.photos.clear()
            self.facts["photos_before"] = 0
        elif field.kind is FieldKind.TEXT:
            self.take(field.key, None)
        else:
            self.keep_line()
            self.forget(field.key)
        self._mend_done(heard)
        return True

    def _edit(self, field: Field) -> None:
        """Ask a line anew; what it was is kept, for whoever thinks better of it."""
        self.keep_line()
        if field.key in self.answers:
            self.facts["kept"] = [field.key, self.answers[field.key]]
        self.facts["editing"] = field.key
        self.forget(field.key)

    def keep_line(self) -> bool:
        """The line that is being given anew stays as it was. False where there is none."""
        kept = self.facts.get("kept")
        if not kept or kept[0] != self.editing:
            return False
        self.doubts.pop(kept[0], None)
        self.answers[kept[0]] = kept[1]
        self.facts |= {"editing": None, "kept": None, "refused": {}}
        return True

    def take_beside(self, field: Field, heard: Heard) -> bool:
        """ "120 người, hướng dẫn 86": the figure that was asked for stands by itself beside others that are named."""
        parts = lines.parts_of(heard.text)
        own = [part for part in parts if lines.alone(field, part)]
        bare = not own and len(parts) > 1 and lines.alone(field, parts[0]) is None
        own = parts[:1] if bare else own
        value = read_number(own[0]).value if len(own) == 1 and len(parts) > 1 else None
        others = [pair for part in parts if part not in own for pair in self._figures_in(part)]
        if value is None or not others or any(one.key == field.key for one, _ in others):
            return False
        for other, figure in others:
            if other.key not in heard.slots and other.key not in self.answers:
                self.give(other, figure or 0)
        self.give(field, value, approximate=bare)
        return True

    def names_field(self, heard: Heard) -> bool:
        """Whether the reading gives a value for some field."""
        return any(key in heard.slots for key in self.template.keys)

    def _mend_line(self, line: int, said: str | None) -> bool:
        shown = words.shown_fields(self.template, self.values)
        if not 1 <= line <= len(shown):
            return False
        field = shown[line - 1]
        value = None if said is None or not field.is_count else read_number(said).value
        if value is None:
            self._edit(field)
        else:
            self.give(field, value)
        return True

    def begin_with(self, values: Mapping[str, Value]) -> None:
        """Start from a report that exists: everything is answered, only the read-back is left."""
        self.facts["photos_before"] = values.get("anh", 0)
        for field in self.template.fields:
            if field.key in values and field.kind is not FieldKind.PHOTOS:
                self.answers[field.key] = values[field.key]
            elif field.core or field.kind is FieldKind.TEXT:
                self.answers[field.key] = None
        self.answers |= {"more": True, "photos_done": True}

    def correct(self, values: Mapping[str, Value]) -> None:
        """Start from what was sent: nothing is sent again until something differs."""
        self.begin_with(values)
        self.facts["standing"] = self.values
