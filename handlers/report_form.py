"""The report form: what a leader is asked, in this order; its figures come from the form as data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from domain.forms import (
    Field,
    FieldKind,
    HardError,
    Place,
    ReportTemplate,
    SoftWarning,
    Value,
    check,
    check_all,
    default_template,
    hard_check,
    load_template,
)
from domain.messages import Button
from domain.periods import Period
from handlers import report_words as words
from handlers.forms import YES_NO, Fact, Form, Misunderstood, Prompt, Question, word_button
from handlers.heard import Heard
from handlers.reading import fields_of
from vietnamese import fold, read_number
from vietnamese.fields import fields_from
from vietnamese.figures import in_order, read_figures
from vietnamese.tokens import read as read_tokens
from vietnamese.writing import number

NONE_SAID = frozenset(
    "khong|khong co|ko|ko co|k|k co|khong co gi|khong co chi|khong co them|khong them|no co|no|khong co noi dung|"
    "khong a|khong co a|thoi|het|het roi|xong|xong roi|bo qua|0|khong co kho khan|khong co kho khan gi".split(
        "|"
    )
)
REFUSED = frozenset("khong|ko|k|hong|sai|sai roi|khong phai|khong dung|chua dung|sua|no|no phai".split("|"))
SENT = frozenset(
    "gui|gui di|gui luon|gui nhe|gui bao cao|gui xa|gui lai|dung|dung roi|dung het roi".split("|")
)
AGREED = frozenset("dung|dung roi|dung a|dung vay|ok|oke|u|uh|da dung".split("|"))
"""At sight a yes to a question that ends in "đúng không ạ?"; without marks "dung" alone might be read as "dừng"."""
LATER = frozenset("de sau|luu lai|luu nhap|de do|lat nua|chut nua|de toi".split("|"))
LINE = re.compile(
    r"^(?:sua|doi|chinh)? ?(?:lai )?(?:so |dong |cau |muc |o )*(?P<line>\d{1,2})"
    r"(?: ?(?:=|:|->|thanh|la|sang| ) ?(?P<value>.+))?$"
)
NOTHING = re.compile(r"\bphat sinh\b|\b(?:khong|ko|chua) (?:co |to chuc )?(?:hoat dong|gi de bao cao)\b")
SAME = re.compile(r"\b(?:nhu|y nhu|bang) (?:thang|ky|lan) truoc\b")
PHOTOS = 5
FREELY = ""
"""Key of a question whose answer is no value of a field: the message is read as if nothing had been asked."""


class FigureQuestion(Question[int]):
    """One figure of the form. A vague, unusual or impossible one is never taken as it is."""

    kind = "int"

    def __init__(self, field: Field, place: int, of: int) -> None:
        super().__init__("", slot=field.key, optional=True)
        self.name = field.key
        self.field = field
        self._place = f"({place}/{of}) " if place else ""

    def prompt(self, form: Form) -> Prompt:
        label = words.lowered(self.field.label)
        text = f"{self._place}Trong kỳ ({_report(form).window_label}), {label} là bao nhiêu ạ? Không có thì gõ 0."
        return Prompt(text)

    def at_sight(self, form: Form, text: str) -> int | None:
        said = text.strip()
        if not (said.isascii() and said.isdigit() and len(said) <= 6):
            return None
        report = _report(form)
        return int(said) if report.judge(self.field, int(said)) is None else None

    def fits(self, form: Form, value: Any) -> bool:
        return not isinstance(hard_check(self.field, value), HardError)

    def hear(self, form: Form, heard: Heard) -> None:
        report = _report(form)
        if report.hears_everything(heard) or (heard.says("correct") and report.mend(heard)):
            return
        value = heard.slot("value") if heard.says("answer") else None
        reading = read_number(heard.text)
        if isinstance(value, bool) or not isinstance(value, int):
            value = None
        if heard.slot("same_as_last") or reading.problem == "same":
            report.propose_last(self.field)
            return
        if value is None:
            raise Misunderstood(_no_number(heard.text, reading.problem, reading.low, reading.high))
        unsure = bool(heard.slot("approximate")) or reading.confirm or not heard.sure
        report.give(self.field, value, approximate=unsure or report.names_another(heard.text, self.name))


def _no_number(text: str, problem: str, low: int | None, high: int | None) -> str:
    """Why no number was taken from an answer; the question follows."""
    said = text.strip()[:40]
    if problem == "range":
        which = f": {number(low)} hay {number(high)}" if low is not None and high is not None else ""
        return f"«{said}» thì Trợ lý xin một con số{which}."
    if problem in ("vague", "percent", "ambiguous"):
        return f"«{said}» Trợ lý chưa ghi được, xin một con số cụ thể."
    if problem == "negative":
        return "Con số không thể nhỏ hơn 0."
    if problem == "unknown":
        return "Chưa có số liệu thì gõ «bỏ qua», lúc khác bổ sung; còn không có hoạt động thì gõ 0."
    return "Trợ lý cần một con số, ví dụ 12."


class DoubtQuestion(Question[int]):
    """A figure that was read but has to be confirmed before it counts."""

    kind = "yes_no"

    def __init__(self, field: Field) -> None:
        super().__init__("", buttons=YES_NO)
        self.name = field.key
        self.field = field

    @property
    def key(self) -> str:
        return FREELY

    def at_sight(self, form: Form, text: str) -> int | None:
        report = _report(form)
        return report.confirmed_value(self.field) if fold(text).strip(" .!") in AGREED else None

    def prompt(self, form: Form) -> Prompt:
        return Prompt(_report(form).doubts[self.name]["sentence"], YES_NO)

    def hear(self, form: Form, heard: Heard) -> None:
        report = _report(form)
        value = read_number(heard.text).value
        said = fold(heard.text).strip(" .!")
        if heard.says("yes") and heard.sure:
            report.confirm(self.field)
        elif said in REFUSED or heard.says("no"):
            report.doubts.pop(self.name)
        elif value is not None:
            report.doubts.pop(self.name)
            report.give(self.field, value)
        else:
            raise Misunderstood("Trợ lý cần biết con số này có đúng không.")


class LastTime(Question[bool]):
    """ "Như tháng trước": last period's figures are shown and taken only when confirmed."""

    @property
    def key(self) -> str:
        return FREELY

    def at_sight(self, form: Form, text: str) -> bool | None:
        if fold(text).strip(" .!") not in AGREED:
            return None
        _report(form).accept_offered()
        return True

    def prompt(self, form: Form) -> Prompt:
        report = _report(form)
        shown = words.brief(report.template, report.offered)
        return Prompt(f"Trợ lý ghi: {shown}, đúng không ạ?", YES_NO)

    def hear(self, form: Form, heard: Heard) -> None:
        report = _report(form)
        said = fold(heard.text).strip(" .!")
        if heard.says("yes") and heard.sure:
            report.accept_offered()
        elif said in REFUSED or heard.says("no"):
            report.facts["offered"] = {}
        else:
            raise Misunderstood("Trợ lý cần biết các số này có đúng không.")


class Figures(Question[Any]):
    """The run of figures: the core ones always, others where they were given or are being changed."""

    def steps(self, form: Form) -> Sequence[Question[Any]]:
        report = _report(form)
        asked = _figure_questions(report.facts.get("form"))
        doubts = report.doubts
        return [
            DoubtQuestion(one.field) if one.name in doubts else one
            for one in asked
            if one.field.core
            or one.name in report.answers
            or one.name in doubts
            or one.name == report.editing
        ]


@lru_cache(maxsize=16)
def _figure_questions(definition: str | None) -> tuple[FigureQuestion, ...]:
    template = _template(definition)
    core = len(template.core)
    places = {field.key: place for place, field in enumerate(template.core, 1)}
    return tuple(FigureQuestion(field, places.get(field.key, 0), core) for field in template.counts)


@lru_cache(maxsize=16)
def _template(definition: str | None) -> ReportTemplate:
    return default_template() if definition is None else load_template(definition)


def definition_of(template: ReportTemplate) -> str | None:
    """What a form has to remember of its template: nothing for the built-in one, else all of it."""
    return None if template == default_template() else json.dumps(asdict(template), ensure_ascii=False)


class More(Question[bool]):
    """The optional figures, offered in one message."""

    @property
    def key(self) -> str:
        return FREELY

    def at_sight(self, form: Form, text: str) -> bool | None:
        return True if text == "Không có thêm" else None

    def prompt(self, form: Form) -> Prompt:
        fields = [one for one in _report(form).template.optional if one.key not in form.answers]
        offered = ", ".join(field.short for field in fields)
        example = f"{fields[0].short} 5" if fields else ""
        return Prompt(
            f"Tổ có thêm nội dung nào không ạ: {offered}?\nCó thì gõ, ví dụ «{example}».",
            (word_button("Không có thêm"),),
        )

    def hear(self, form: Form, heard: Heard) -> None:
        said = fold(heard.text).strip(" .!")
        if said not in NONE_SAID and not (heard.says("no") and heard.sure):
            raise Misunderstood("Trợ lý chưa rõ nội dung và con số.")
        form.take(self.name, True)


class TextField(Question[str]):
    """Words of the leader, kept as typed; "không có" is no text."""

    kind = "text"

    def __init__(self, field: Field) -> None:
        super().__init__("", slot=field.key, optional=True)
        self.name = field.key
        self.field = field

    def prompt(self, form: Form) -> Prompt:
        label = words.lowered(words.short_label(self.field))
        return Prompt(f"Tổ có {label} gì muốn nói với xã không ạ?", (word_button("Không có"),))

    def hear(self, form: Form, heard: Heard) -> None:
        form.take(self.name, self._said(heard))

    def _said(self, heard: Heard) -> str | None:
        given = heard.slot("value") if heard.says("answer") else None
        text = given if isinstance(given, str) else heard.text
        if fold(heard.text).strip(" .!") in NONE_SAID:
            return None
        verdict = hard_check(self.field, text)
        if isinstance(verdict, HardError):
            raise Misunderstood(words.hard(self.field, verdict))
        return str(verdict.value)

    def fits(self, form: Form, value: Any) -> bool:
        return not isinstance(hard_check(self.field, value), HardError)


class Texts(Question[Any]):
    """The fields that take words."""

    def steps(self, form: Form) -> Sequence[Question[Any]]:
        return _text_questions(_report(form).facts.get("form"))


@lru_cache(maxsize=16)
def _text_questions(definition: str | None) -> tuple[TextField, ...]:
    return tuple(TextField(field) for field in _template(definition).fields if field.kind is FieldKind.TEXT)


class Photos(Question[bool]):
    """Photos arrive by themselves; the answer says that there are no more."""

    @property
    def key(self) -> str:
        return FREELY

    def prompt(self, form: Form) -> Prompt:
        given = len(_report(form).photos)
        if given:
            text = f"Đã nhận {given}/{PHOTOS} ảnh. Gửi thêm hoặc bấm Xong ạ."
            return Prompt(text, (word_button("Xong"),))
        text = (
            f"Mời gửi ảnh hoạt động (tối đa {PHOTOS} ảnh), không có thì bấm Xong. "
            "Xin đừng gửi ảnh căn cước, giấy tờ hay ảnh chụp gần mặt trẻ em ạ."
        )
        return Prompt(text, (word_button("Xong"),))

    def hear(self, form: Form, heard: Heard) -> None:
        said = fold(heard.text).strip(" .!")
        if said not in NONE_SAID and not heard.says("no", "skip", "yes"):
            raise Misunderstood("Trợ lý đang chờ ảnh; không có ảnh thì bấm Xong.")
        form.take(self.name, True)


class Nil(Question[bool]):
    """ "Không phát sinh" is confirmed before it counts: it is not the same as nothing said."""

    @property
    def key(self) -> str:
        return FREELY

    def at_sight(self, form: Form, text: str) -> bool | None:
        return True if fold(text).strip(" .!") in AGREED else None

    def prompt(self, form: Form) -> Prompt:
        report = _report(form)
        text = (
            f"{report.team_label}, {report.period_label}: không phát sinh hoạt động nào, "
            f"gửi báo cáo như vậy phải không ạ?"
        )
        return Prompt(text, (word_button("Đúng"), word_button("Có hoạt động")))

    def hear(self, form: Form, heard: Heard) -> None:
        said = fold(heard.text).strip(" .!")
        if heard.says("report_nil") or said in SENT or (heard.says("yes") and heard.sure):
            form.take(self.name, True)
        elif said == "co hoat dong" or said in REFUSED or heard.says("no", "report"):
            form.take(self.name, False)
        else:
            raise Misunderstood("Trợ lý cần câu trả lời rõ ràng.")


class Fix(Question[str]):
    """Which line is wrong, and what it should be."""

    @property
    def key(self) -> str:
        return FREELY

    def prompt(self, form: Form) -> Prompt:
        report = _report(form)
        shown = "\n".join(words.lines(report.template, report.values))
        text = f"{report.title}\n{shown}\nMình sửa dòng số mấy ạ? Ví dụ: sửa 3 = 40."
        return Prompt(text, (word_button("Thôi", "hủy"),))

    def hear(self, form: Form, heard: Heard) -> None:
        if not _report(form).mend(heard):
            raise Misunderstood("Trợ lý chưa rõ dòng nào.")


class ReadBack(Question[str]):
    """Everything once more, numbered, before it is sent."""

    @property
    def key(self) -> str:
        return FREELY

    def at_sight(self, form: Form, text: str) -> str | None:
        report, said = _report(form), fold(text).strip(" .!")
        if said in SENT and report.has_figures:
            return "send"
        return "later" if said in LATER else None

    def prompt(self, form: Form) -> Prompt:
        report = _report(form)
        shown = [report.title, *words.lines(report.template, report.values)]
        if report.photos:
            shown.append(f"Ảnh: {len(report.photos)}")
        shown += [f"Lưu ý, {one}." for one in report.warnings()]
        shown.append("Gửi Tổ trưởng xem ạ?" if report.facts.get("is_draft") else "Gửi UBND xã ạ?")
        return Prompt("\n".join(shown), self._choices(report))

    def _choices(self, report: ReportForm) -> tuple[Button, ...]:
        last = word_button("Thôi", "hủy") if report.standing else word_button("Để sau")
        return (word_button("Gửi"), word_button("Sửa"), last)

    def hear(self, form: Form, heard: Heard) -> None:
        report, said = _report(form), fold(heard.text).strip(" .!")
        if said in SENT or (heard.says("yes") and heard.sure):
            _refuse_empty(report)
            form.take(self.name, "send")
        elif said in LATER or heard.says("snooze"):
            form.take(self.name, "later")
        elif report.mend(heard):
            return
        elif said in ("sua", "sua lai", "sua so") or (
            heard.says("correct") and not report.names_field(heard)
        ):
            report.facts["fixing"] = True
        elif heard.says("no"):
            raise Misunderstood("Dạ, Trợ lý chưa gửi.")
        else:
            raise Misunderstood("Gõ «gửi» để gửi, «sửa 3 = 40» để sửa dòng 3.")


def _refuse_empty(report: ReportForm) -> None:
    if not report.has_figures:
        raise Misunderstood("Chưa có con số nào. Không có hoạt động thì gõ «không phát sinh».")


class ReportForm(Form):
    """What a leader is asked, in this order."""

    unit_code = Fact[str]()
    team_label = Fact[str]()
    period_label = Fact[str]()
    window_label = Fact[str]()

    nil = Nil("", when=lambda form: bool(form.facts.get("nil_said")))
    last_time = LastTime("", when=lambda form: bool(form.facts.get("offered")))
    figures = Figures("", when=lambda form: not form.answers.get("nil"))
    more = More("", when=lambda form: not form.answers.get("nil") and bool(_report(form).template.optional))
    texts = Texts("", when=lambda form: not form.answers.get("nil"))
    photos_done = Photos("", when=lambda form: not form.answers.get("nil"))
    fix = Fix("", when=lambda form: not form.answers.get("nil") and _report(form).is_fixing)
    verdict = ReadBack("", when=lambda form: not form.answers.get("nil"))

    # --- what it knows ----------------------------------------------------------------------------------------

    @property
    def template(self) -> ReportTemplate:
        """The form as data."""
        return _template(self.facts.get("form"))

    @property
    def period(self) -> Period:
        """Which period it is for."""
        return Period.parse(self.facts["period"])

    @property
    def values(self) -> dict[str, Value]:
        """What was answered; what was passed over is not there."""
        given = {
            field.key: self.answers[field.key]
            for field in self.template.fields
            if self.answers.get(field.key) is not None
        }
        photos = len(self.photos) + (self.facts.get("photos_before") or 0)
        return given | ({"anh": min(photos, PHOTOS)} if photos and "anh" in self.template else {})

    @property
    def has_figures(self) -> bool:
        """Whether it says anything that can be sent."""
        return any(field.key in self.values for field in self.template.counts)

    @property
    def standing(self) -> dict[str, Value] | None:
        """The values that were sent before, when this is a correction."""
        return self.facts.get("standing")

    @property
    def history(self) -> list[dict[str, int]]:
        """The figures of earlier periods, newest first."""
        return self.facts.get("history") or []

    @property
    def place(self) -> Place:
        """The size of the village as far as known."""
        return Place(**(self.facts.get("place") or {}))

    @property
    def doubts(self) -> dict[str, Any]:
        """Figures that wait for a yes, with the sentence that asks for it."""
        return self.facts.setdefault("doubts", {})  # type: ignore[no-any-return]

    @property
    def offered(self) -> dict[str, int]:
        """Several figures at once that wait for a yes."""
        return self.facts.get("offered") or {}

    @property
    def photos(self) -> list[int]:
        """Ids of the photos that came with it."""
        return self.facts.setdefault("photos", [])  # type: ignore[no-any-return]

    @property
    def editing(self) -> str | None:
        """The field that is being given anew."""
        return self.facts.get("editing")

    @property
    def is_fixing(self) -> bool:
        """Whether a line is to be named: asked for, or a correction in which nothing differs yet."""
        return bool(self.facts.get("fixing")) or (
            self.standing is not None and self.standing == self.values and self.editing is None
        )

    @property
    def title(self) -> str:
        """The first line of a read-back."""
        return f"{self.team_label}, báo cáo {self.period_label}:"

    def warnings(self) -> list[str]:
        """What is still worth a second look and has not been confirmed."""
        found = check_all(self.template, self.values, self.history, self.place)
        confirmed = self.facts.get("confirmed") or []
        return [
            f"{words.lowered(words.short_label(self.template.field(one.field)))}: {words.soft(self.template, one)}"
            for one in found
            if isinstance(one, SoftWarning) and one.field not in confirmed
        ]

    # --- what it takes ----------------------------------------------------------------------------------------

    def judge(self, field: Field, value: int, approximate: bool = False) -> str | None:
        """The sentence that asks to confirm the figure; None when it can be kept as it is. Misunderstood: never."""
        verdict = check(field, value, self.values, self.history, self.place)
        figure = f"{number(value)} {field.unit or ''}".rstrip()
        if isinstance(verdict, HardError):
            return words.hard(field, verdict)
        if isinstance(verdict, SoftWarning):
            label = words.short_label(field)
            return f"{label}: {words.soft(self.template, verdict)}. Trợ lý ghi {figure}, đúng không ạ?"
        return f"Trợ lý ghi là {figure} ({field.short}), đúng không ạ?" if approximate else None

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
        if name == self.editing:
            self.facts["editing"] = None

    def back(self) -> bool:
        if self.doubts or self.offered or self.facts.get("fixing"):
            self.facts |= {"doubts": {}, "offered": {}, "fixing": False}
            return True
        return super().back()

    def fill(self, heard: Heard) -> bool:
        if heard.says("report_nil") and not self._begun():
            self.offer_nil()
            return True
        if self._offer_in_order(heard):
            return True
        if SAME.search(fold(heard.text)) and self.history and not self._begun():
            self.offer_last()
            return True
        asked = self.asked()
        taken = [field for field in self.template.fields if self._fill_field(field, heard)]
        if taken and asked is not None and asked.name == "more":
            self.take("more", True)
        if taken:
            self.facts["fixing"] = False
        return bool(taken)

    def _fill_field(self, field: Field, heard: Heard) -> bool:
        value = heard.slots.get(field.key)
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
            self.facts["editing"] = field.key
            self.forget(field.key)
            return True
        approximate = heard.slot("approximate")
        self.give(field, total, isinstance(approximate, list) and field.key in approximate)
        return True

    def hears_everything(self, heard: Heard) -> bool:
        """Six bare figures in the order of the form, or "như tháng trước" to the first question: shown, confirmed."""
        nothing = heard.says("report_nil") or NOTHING.search(fold(heard.text))
        if nothing and not self._begun():
            self.offer_nil()
            return True
        if self._offer_in_order(heard):
            return True
        if heard.slot("same_as_last") and self.history and not self._begun():
            self.offer_last()
        return bool(self.offered)

    def names_another(self, text: str, name: str) -> bool:
        """Whether an answer speaks of another figure than the one that was asked for."""
        if text.strip().isdigit():
            return False
        found = read_figures(read_tokens(text), fields_from(fields_of(self.template))).values
        return bool(found) and name not in found

    def offer_last(self) -> None:
        """Show last period's core figures, to be confirmed."""
        last = self.history[0] if self.history else {}
        self.facts["offered"] = {one.key: last[one.key] for one in self.template.core if one.key in last}

    def _offer_in_order(self, heard: Heard) -> bool:
        keys = tuple(field.key for field in self.template.core)
        ordered = in_order(read_tokens(heard.text), keys) if len(keys) > 1 else None
        if ordered is not None:
            self.facts["offered"] = {str(key): value for key, value in ordered.items()}
        return ordered is not None

    def offer_nil(self) -> None:
        """Ask whether nothing happened in the period."""
        self.facts["nil_said"] = True
        self.answers.pop("nil", None)

    def _begun(self) -> bool:
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
        for key, value in offered.items():
            if not isinstance(hard_check(self.template.field(key), value), HardError):
                self.take(key, value)

    def mend(self, heard: Heard) -> bool:
        """ "sửa 3", "3 = 40": whether the text named a line of the read-back."""
        found = LINE.match(fold(heard.text).strip(" .!"))
        if found is None or not self._mend_line(int(found["line"]), found["value"]):
            return False
        self.facts["fixing"] = False
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
            self.facts["editing"] = field.key
            self.forget(field.key)
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


def _report(form: Form) -> ReportForm:
    if not isinstance(form, ReportForm):
        raise TypeError(f"{type(form).__name__} is no report form")
    return form
