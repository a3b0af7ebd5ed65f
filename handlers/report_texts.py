"""The questions of the report that take words: kept as typed, but a figure or an order typed there is none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from domain.forms import Field, FieldKind, HardError, hard_check
from handlers import report_lines as lines
from handlers import report_words as words
from handlers.forms import Form, Misunderstood, Prompt, Question, word_button
from handlers.heard import Heard
from handlers.report_answers import ReportAnswers
from handlers.report_known import template_of
from handlers.report_said import AGREED, LATER, SENT, report_of, says_none
from handlers.several_months import refuse_headed
from vietnamese import fold
from vietnamese.writing import inside, number

ORDERS = frozenset("sua|sua lai|sua so|xem lai|doc lai|dong y|chuyen|viet tiep|co|bao cao|bc|nop".split("|"))
"""Words of buttons and of orders: nobody tells a difficulty with them."""
CHOICES = {
    "words": ("Ghi lời", frozenset("ghi loi|loi|la loi|chi ghi loi|1".split("|"))),
    "figure": ("Ghi số", frozenset("ghi so|so|la so|chi ghi so|sua so|2".split("|"))),
    "both": ("Cả hai", frozenset("ca hai|ca 2|ghi ca hai|ghi ca 2|ca loi ca so|3".split("|"))),
}
FEWEST_WORDS = 4
"""An answer of so many words to "words, figure or both?" is a new answer to the question before."""


class TextField(Question[str]):
    """Words of the leader, kept as typed; "không có" is no text."""

    kind = "text"
    hears_orders = True

    def __init__(self, field: Field) -> None:
        super().__init__("", slot=field.key, optional=True)
        self.name = field.key
        self.field = field

    def prompt(self, form: Form) -> Prompt:
        label = inside(words.short_label(self.field))
        more = f" {self.field.help}" if self.field.help else ""
        return Prompt(f"Tổ có {label} gì muốn nói với xã không ạ?{more}", (word_button("Không có"),))

    def at_sight(self, form: Form, text: str) -> str | None:
        return "" if says_none(without_label(self.field, text)) else None

    def hear(self, form: Form, heard: Heard) -> None:
        report = report_of(form)
        if says_none(without_label(self.field, heard.text)):
            form.take(self.name, None)
            return
        if lines.orders_line(heard.text) and report.mend(heard):
            return
        self._refuse_orders(form, heard)
        beside = report.figures_beside(heard.text)
        if beside.figures:
            refuse_headed(heard, report.period, plainly=not beside.is_pure)
        own = beside.words.get(self.name) if beside.figures else None
        if beside.figures and not beside.is_pure and not own:
            self._doubt(report, heard, beside.figures)
            return
        if beside.is_pure and not beside.figures:
            raise Misunderstood("Số ấy Trợ lý đã ghi như vậy rồi.")
        for field, value in beside.figures:
            report.give(field, value, approximate=beside.is_unsure)
        if not beside.is_pure:
            form.take(self.name, self.checked(own or without_label(self.field, _said(heard))))

    def _refuse_orders(self, form: Form, heard: Heard) -> None:
        """ "Gửi", "Đúng", "báo cáo", a bare number: nothing to be told to the commune."""
        said = fold(heard.text).strip(" .!")
        if said in SENT | LATER:
            raise Misunderstood(f"{report_of(form).what_is_left()} Không có gì thì bấm «Không có».")
        if said in AGREED | ORDERS or not heard.says("answer") or lines.dropped(heard.text) is not None:
            raise Misunderstood("Câu này xin vài lời của Tổ. Không có gì thì bấm «Không có».")
        if not any(char.isalpha() for char in said):
            raise Misunderstood("Câu này xin vài lời của Tổ, không phải con số.")

    def _doubt(self, report: ReportAnswers, heard: Heard, figures: list[tuple[Field, int]]) -> None:
        """Words and a figure of another line in one message: which is meant is asked."""
        shown = [_figure(report, field, value) for field, value in figures]
        sentence = (
            f"«{heard.text.strip()[:80]}»: Trợ lý ghi lời ấy vào mục {inside(words.short_label(self.field))}, "
            f"hay ghi số {'; '.join(shown)} ạ?"
        )
        kept = {field.key: value for field, value in figures}
        report.doubts[self.name] = {"text": self.checked(_said(heard)), "figures": kept, "sentence": sentence}
        report.misses = 0

    def checked(self, text: str) -> str:
        """The words as they are kept. Raises Misunderstood when they are too long."""
        verdict = hard_check(self.field, text)
        if isinstance(verdict, HardError):
            raise Misunderstood(words.hard(self.field, verdict))
        return str(verdict.value)

    def fits(self, form: Form, value: Any) -> bool:
        return value == "" or not isinstance(hard_check(self.field, value), HardError)


def without_label(field: Field, text: str) -> str:
    """ "Sáng kiến: làm phim ngắn", "kho khan khong co" without the words of the question at their head.

    "Khó khăn nhất là mạng yếu" stays whole: there the label is part of the sentence.
    """
    said = text.strip()
    for name in sorted(
        (*field.label.split(","), field.label, words.short_label(field)), key=len, reverse=True
    ):
        many = len(name.split())
        head, rest = said.split()[:many], " ".join(said.split()[many:])
        if fold(" ".join(head)).strip(" :=-") != fold(name).strip():
            continue
        marked = head[-1][-1] in ":=-" or rest[:1] in tuple(":=-")
        told = rest.lstrip(":=- ")
        return told if told and (marked or says_none(told)) else said
    return said


def _said(heard: Heard) -> str:
    given = heard.slot("value") if heard.says("answer") else None
    return given if isinstance(given, str) else heard.text


def _figure(report: ReportAnswers, field: Field, value: int) -> str:
    """ "VNeID 10 (đang ghi 14)"."""
    before = report.answers.get(field.key)
    was = f" (đang ghi {number(before)})" if isinstance(before, int) else ""
    return f"{field.short} {number(value)}{was}"


class TextDoubt(Question[str]):
    """Whether a message is words, a figure of another line, or both."""

    kind = "text"

    def __init__(self, asking: TextField) -> None:
        super().__init__("", slot=asking.field.key, optional=True)
        self.name = asking.name
        self._asking = asking

    def prompt(self, form: Form) -> Prompt:
        buttons = tuple(word_button(title) for title, _ in CHOICES.values())
        return Prompt(report_of(form).doubts[self.name]["sentence"], buttons)

    def hear(self, form: Form, heard: Heard) -> None:
        report, said = report_of(form), fold(heard.text).strip(" .!")
        choice = next((key for key, (_, typed) in CHOICES.items() if said in typed), None)
        if choice is None and len(said.split()) >= FEWEST_WORDS:
            report.doubts.pop(self.name)
            self._asking.hear(form, heard)
            return
        if choice is None:
            raise Misunderstood("Bấm «Ghi lời», «Ghi số» hoặc «Cả hai» ạ.")
        doubt = report.doubts.pop(self.name)
        for key, value in doubt["figures"].items() if choice != "words" else ():
            report.give(report.template.field(key), value)
        if choice != "figure":
            form.take(self.name, doubt["text"])


class Texts(Question[Any]):
    """The fields that take words."""

    def steps(self, form: Form) -> Sequence[Question[Any]]:
        report = report_of(form)
        asked = _text_questions(report.facts.get("form"))
        return [TextDoubt(one) if one.name in report.doubts else one for one in asked]


@lru_cache(maxsize=16)
def _text_questions(definition: str | None) -> tuple[TextField, ...]:
    return tuple(TextField(field) for field in template_of(definition).fields if field.kind is FieldKind.TEXT)
