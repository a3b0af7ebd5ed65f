"""What a report form knows and takes: figures, doubts about them, lines to mend."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from domain.forms import (
    Field,
    FieldKind,
    HardCode,
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
    written,
)
from domain.periods import Period
from handlers import report_words as words
from handlers.forms import Fact, Form, Misunderstood
from handlers.heard import Heard
from handlers.reading import fields_of
from storage import attachments
from vietnamese import fold, read_number
from vietnamese.fields import fields_from
from vietnamese.figures import in_order, read_figures
from vietnamese.tokens import read as read_tokens
from vietnamese.writing import inside, number

if TYPE_CHECKING:
    from handlers.turn import Turn

LINE = re.compile(
    r"^(?:sua|doi|chinh)? ?(?:lai )?(?:so |dong |cau |muc |o )*(?P<line>\d{1,2})"
    r"(?: ?(?:=|:|->|thanh|la|sang| ) ?(?P<value>.+))?$"
)
NOTHING = re.compile(r"\bphat sinh\b|\b(?:khong|ko|chua) (?:co |to chuc )?(?:hoat dong|gi de bao cao)\b")
SAME = re.compile(r"\b(?:nhu|y nhu|bang) (?:thang|ky|lan) truoc\b")
PHOTOS = 5


@lru_cache(maxsize=16)
def template_of(definition: str | None) -> ReportTemplate:
    """The template a form remembers."""
    return default_template() if definition is None else load_template(definition)


def definition_of(template: ReportTemplate) -> str | None:
    """What a form has to remember of its template: nothing for the built-in one, else all of it."""
    return None if template == default_template() else json.dumps(written(template), ensure_ascii=False)


class ReportAnswers(Form):
    """What a report form knows, and how it takes a figure, a doubt, a line to mend; subclasses say what is asked."""

    unit_code = Fact[str]()
    team_label = Fact[str]()
    period_label = Fact[str]()
    window_label = Fact[str]()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self._mended: Heard | None = None

    # --- what it knows ----------------------------------------------------------------------------------------

    @property
    def template(self) -> ReportTemplate:
        """The form as data."""
        return template_of(self.facts.get("form"))

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
            if self.answers.get(field.key) not in (None, "")
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
    def enclosed(self) -> list[int]:
        """Ids of the files, voice messages and places that came with it."""
        return self.facts.setdefault("enclosed", [])  # type: ignore[no-any-return]

    async def attend(self, turn: Turn) -> None:
        """A photo or file that could not be fetched for good belongs to it no more."""
        for ids in (self.photos, self.enclosed):
            ids[:] = await attachments.still_here(turn.rows, ids)

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
            f"{inside(words.short_label(self.template.field(one.field)))}: {words.soft(self.template, one)}"
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
        (self.facts.get("refused") or {}).pop(name, None)
        if name == self.editing:
            self.facts["editing"] = None

    def back(self) -> bool:
        if self.doubts or self.offered or self.facts.get("fixing"):
            self.facts |= {"doubts": {}, "offered": {}, "fixing": False}
            return True
        return super().back()

    def noted(self, mended: Sequence[str]) -> str:
        fields = [field for field in self.template.fields if field.key in mended]
        said = [f"{inside(words.short_label(one))} {self.answers[one.key]}" for one in fields]
        return f"Đã ghi lại: {'; '.join(said)}." if said else ""

    def fill(self, heard: Heard) -> bool:
        if heard.says("correct") and self.mend(heard):
            return True
        if heard.says("report_nil") and not self.is_begun:
            self.offer_nil()
            return True
        if self._offer_in_order(heard):
            return True
        if SAME.search(fold(heard.text)) and self.history and not self.is_begun:
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
            self.forget(field.key)
            self.facts["editing"] = field.key
            sentence = words.hard(field, HardError(field.key, HardCode.TOO_LARGE))
            self.facts["refused"] = {field.key: f"{words.short_label(field)} {number(total)}? {sentence}"}
            return True
        approximate = heard.slot("approximate")
        self.give(field, total, isinstance(approximate, list) and field.key in approximate)
        return True

    def hears_everything(self, heard: Heard) -> bool:
        """Six bare figures in the order of the form, or "như tháng trước" to the first question: shown, confirmed."""
        nothing = heard.says("report_nil") or NOTHING.search(fold(heard.text))
        if nothing and not self.is_begun:
            self.offer_nil()
            return True
        if self._offer_in_order(heard):
            return True
        if heard.slot("same_as_last") and self.history and not self.is_begun:
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
        for key, value in offered.items():
            if not isinstance(hard_check(self.template.field(key), value), HardError):
                self.take(key, value)

    def mend(self, heard: Heard) -> bool:
        """ "sửa 3", "3 = 40": whether the text named a line of the read-back."""
        if self._mended is heard:
            return True
        found = LINE.match(fold(heard.text).strip(" .!"))
        if found is None or not self._mend_line(int(found["line"]), found["value"]):
            return False
        self.facts["fixing"] = False
        self._mended = heard
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
