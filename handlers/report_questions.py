"""The questions of the report form: figures by the form as data, what is offered beside them, the read-back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from domain.forms import Field, HardError, hard_check
from domain.messages import Button
from handlers import report_lines as lines
from handlers import report_words as words
from handlers.forms import YES_NO, Form, Misunderstood, Prompt, Question, word_button
from handlers.heard import Heard
from handlers.report_answers import ReportAnswers
from handlers.report_known import PHOTOS, template_of
from handlers.report_said import AGREED, FREELY, LATER, REFUSED, SENT, report_of, says_none
from handlers.several_months import refuse_headed
from vietnamese import fold, read_number
from vietnamese.writing import inside, number

NOTHING_DONE = word_button("Không phát sinh")


SKIPPED = frozenset({"bo qua", "bo qua di", "qua"})
"""Also nothing to add, where more is only offered."""


class FigureQuestion(Question[int]):
    """One figure of the form. A vague, unusual or impossible one is never taken as it is."""

    kind = "int"

    def __init__(self, field: Field, place: int, of: int) -> None:
        super().__init__("", slot=field.key, optional=True)
        self.name = field.key
        self.field = field
        self._place = f"({place}/{of}) " if place else ""

    def prompt(self, form: Form) -> Prompt:
        label = inside(self.field.label)
        report = report_of(form)
        opening = "" if report.is_begun else f"{report.team_label}, báo cáo {report.period.label()}.\n"
        refused = (report.facts.get("refused") or {}).get(self.name)
        opening = f"{refused}\n" if refused else opening
        where = f"{opening}{self._place}Trong kỳ ({report.window_label})"
        more = f"{self.field.help} " if self.field.help else ""
        text = f"{where}, {label} là bao nhiêu ạ? {more}Không có thì gõ 0."
        first = self._place and not report.is_begun and report.editing is None
        return Prompt(text, (NOTHING_DONE,) if first else ())

    def at_sight(self, form: Form, text: str) -> int | None:
        said = text.strip()
        if not (said.isascii() and said.isdigit() and len(said) <= 6):
            return None
        report = report_of(form)
        return int(said) if report.judge(self.field, int(said)) is None else None

    def fits(self, form: Form, value: Any) -> bool:
        return not isinstance(hard_check(self.field, value), HardError)

    def hear(self, form: Form, heard: Heard) -> None:
        report = report_of(form)
        refuse_headed(heard, report.period)
        if report.hears_everything(heard) or self._mended(report, heard):
            return
        if report.rest_is_none(heard.text):
            return
        if report.says_nothing(heard):  # after figures that are not 0: of this line, or of all?
            report.give(self.field, 0, approximate=True)
            return
        value = heard.slot("value") if heard.says("answer") else None
        reading = read_number(heard.text)
        if isinstance(value, bool) or not isinstance(value, int):
            value = None
        if heard.slot("same_as_last") or reading.problem == "same":
            report.propose_last(self.field)
            return
        if value is None and report.take_beside(self.field, heard):
            return
        if value is None and lines.is_unclear(heard.text):
            raise Misunderstood(lines.UNCLEAR)
        if value is None and heard.says("correct"):
            raise Misunderstood("Gõ «sửa 1 = 6» để sửa câu 1, «quay lại» để trả lời lại câu vừa rồi.")
        if value is None:
            raise Misunderstood(_no_number(heard.text, reading.problem, reading.low, reading.high))
        refuse_of_sessions(self.field, heard.text)
        unsure = bool(heard.slot("approximate")) or reading.confirm or not heard.sure
        unsure = unsure or lines.counts_another(self.field, heard.text)
        report.give(self.field, value, approximate=unsure or report.names_another(heard.text, self.name))

    def _mended(self, report: ReportAnswers, heard: Heard) -> bool:
        """Whether the message is about a line, this one or another, and not its figure."""
        said = fold(heard.text).strip(" .!")
        if (lines.keeps(heard.text) or heard.says("yes")) and report.keep_line():
            return True
        if report.drop(heard):
            return True
        if (line := lines.dropped(heard.text)) is not None:
            raise Misunderstood(f"Báo cáo không có dòng {line}.")
        if lines.keeps(heard.text) and said.startswith("gui"):
            raise Misunderstood(report.what_is_left())
        return heard.says("correct") and report.mend(heard)


def refuse_of_sessions(field: Field, text: str) -> None:
    """ "40 người" is no number of sessions, and "3 buổi" none of people, whatever was asked."""
    if lines.counts_another(field, text) and lines.is_of_sessions(field, text):
        asked = inside(words.short_label(field))
        raise Misunderstood(f"Câu này hỏi {asked}; «{text.strip()[:40]}» Trợ lý chưa ghi.")


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
        report = report_of(form)
        return report.confirmed_value(self.field) if fold(text).strip(" .!") in AGREED else None

    def prompt(self, form: Form) -> Prompt:
        return Prompt(report_of(form).doubts[self.name]["sentence"], YES_NO)

    def hear(self, form: Form, heard: Heard) -> None:
        report = report_of(form)
        value = read_number(heard.text).value
        said = fold(heard.text).strip(" .!")
        if heard.says("yes") and heard.sure:
            report.confirm(self.field)
        elif said in REFUSED or heard.says("no"):
            report.doubts.pop(self.name)
        elif value is not None:
            refuse_headed(heard, report.period)
            refuse_of_sessions(self.field, heard.text)
            report.doubts.pop(self.name)
            report.give(self.field, value, approximate=lines.counts_another(self.field, heard.text))
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
        report_of(form).accept_offered()
        return True

    def prompt(self, form: Form) -> Prompt:
        report = report_of(form)
        shown = words.brief(report.template, report.offered)
        return Prompt(f"Trợ lý ghi: {shown}, đúng không ạ?", YES_NO)

    def hear(self, form: Form, heard: Heard) -> None:
        report = report_of(form)
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
        report = report_of(form)
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
    template = template_of(definition)
    core = len(template.core)
    places = {field.key: place for place, field in enumerate(template.core, 1)}
    return tuple(FigureQuestion(field, places.get(field.key, 0), core) for field in template.counts)


class More(Question[bool]):
    """The optional figures, offered in one message."""

    @property
    def key(self) -> str:
        return FREELY

    def at_sight(self, form: Form, text: str) -> bool | None:
        return True if says_none(text) or fold(text).strip(" .!") in SKIPPED else None

    def prompt(self, form: Form) -> Prompt:
        fields = [one for one in report_of(form).template.optional if one.key not in form.answers]
        offered = ", ".join(field.short for field in fields)
        example = f"{fields[0].short} 5" if fields else ""
        return Prompt(
            f"Tổ có thêm nội dung nào không ạ: {offered}?\nCó thì gõ, ví dụ «{example}».",
            (word_button("Không có thêm"),),
        )

    def hear(self, form: Form, heard: Heard) -> None:
        if not says_none(heard.text) and not (heard.says("no") and heard.sure):
            unclear = lines.is_unclear(heard.text)
            raise Misunderstood(lines.UNCLEAR if unclear else "Trợ lý chưa rõ nội dung và con số.")
        form.take(self.name, True)


class Photos(Question[bool]):
    """Photos arrive by themselves; the answer says that there are no more."""

    @property
    def key(self) -> str:
        return FREELY

    def at_sight(self, form: Form, text: str) -> bool | None:
        return True if says_none(text) else None

    def prompt(self, form: Form) -> Prompt:
        given = len(report_of(form).photos)
        if given:
            text = f"Đã nhận {given}/{PHOTOS} ảnh. Gửi thêm hoặc bấm Xong ạ."
            return Prompt(text, (word_button("Xong"),))
        text = (
            f"Mời gửi ảnh hoạt động (tối đa {PHOTOS} ảnh), không có thì bấm Xong. "
            "Xin đừng gửi ảnh căn cước, giấy tờ hay ảnh chụp gần mặt trẻ em ạ."
        )
        return Prompt(text, (word_button("Xong"),))

    def hear(self, form: Form, heard: Heard) -> None:
        if not says_none(heard.text) and not heard.says("no", "skip", "yes"):
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
        report = report_of(form)
        photos = f"kèm {len(report.photos)} ảnh, " if report.photos else ""
        text = (
            f"{report.team_label}, {report.period_label}: không phát sinh hoạt động nào, {photos}"
            f"gửi báo cáo như vậy phải không ạ?"
        )
        return Prompt(text, (word_button("Đúng"), word_button("Có hoạt động")))

    def hear(self, form: Form, heard: Heard) -> None:
        said = fold(heard.text).strip(" .!")
        if said.startswith("co hoat dong") or said in REFUSED or heard.says("no", "report"):
            report_of(form).had_activity()
            form.take(self.name, False)
        elif heard.says("report_nil") or said in SENT or (heard.says("yes") and heard.sure):
            form.take(self.name, True)
        else:
            raise Misunderstood("Trợ lý cần câu trả lời rõ ràng.")


class Fix(Question[str]):
    """Which line is wrong, and what it should be."""

    @property
    def key(self) -> str:
        return FREELY

    def prompt(self, form: Form) -> Prompt:
        report = report_of(form)
        shown = "\n".join(words.lines(report.template, report.values))
        text = f"{report.title}\n{shown}\nMình sửa dòng số mấy ạ? Ví dụ: sửa 3 = 40."
        return Prompt(text, (word_button("Thôi", "hủy"),))

    def hear(self, form: Form, heard: Heard) -> None:
        report = report_of(form)
        if report.mend(heard):
            return
        if not lines.keeps(heard.text):
            raise Misunderstood("Trợ lý chưa rõ dòng nào.")
        if report.standing is not None:
            raise Misunderstood("Các số vẫn như bản đã gửi, chưa có gì để gửi lại.")
        report.facts["fixing"] = False


class ReadBack(Question[str]):
    """Everything once more, numbered, before it is sent."""

    @property
    def key(self) -> str:
        return FREELY

    def at_sight(self, form: Form, text: str) -> str | None:
        report, said = report_of(form), fold(text).strip(" .!")
        if said in SENT and report.has_figures:
            return "send"
        return "later" if said in LATER else None

    def prompt(self, form: Form) -> Prompt:
        report = report_of(form)
        shown = [report.title, *words.lines(report.template, report.values)]
        if report.photos and "anh" not in report.values:
            shown.append(f"Ảnh: {len(report.photos)}")
        if report.enclosed:
            shown.append(f"Kèm theo (tệp, tin thoại, vị trí): {len(report.enclosed)}")
        shown += [f"Lưu ý, {one}." for one in report.warnings()]
        shown.append("Gửi Tổ trưởng xem ạ?" if report.facts.get("is_draft") else "Gửi UBND xã ạ?")
        return Prompt("\n".join(shown), self._choices(report))

    def again(self, form: Form) -> Prompt:
        report = report_of(form)
        to = "Gửi Tổ trưởng xem" if report.facts.get("is_draft") else "Gửi UBND xã"
        text = (
            f"Báo cáo {report.period.label()} đã ghi xong, chưa gửi. {to} ạ? Gõ «xem lại» để đọc lại các số."
        )
        return Prompt(text, self._choices(report))

    def _choices(self, report: ReportAnswers) -> tuple[Button, ...]:
        last = word_button("Thôi", "hủy") if report.standing else word_button("Để sau")
        return (word_button("Gửi"), word_button("Sửa"), last)

    def hear(self, form: Form, heard: Heard) -> None:
        report, said = report_of(form), fold(heard.text).strip(" .!")
        if said in SENT or (heard.says("yes") and heard.sure):
            _refuse_empty(report)
            form.take(self.name, "send")
        elif said in LATER or heard.says("snooze"):
            form.take(self.name, "later")
        elif said in ("xem lai", "doc lai", "xem lai so", "xem so") or report.mend(heard):
            return
        elif said in ("sua", "sua lai", "sua so") or (
            heard.says("correct") and not report.names_field(heard)
        ):
            report.facts["fixing"] = True
        elif heard.says("no"):
            raise Misunderstood("Dạ, Trợ lý chưa gửi.")
        elif (line := lines.dropped(heard.text)) is not None:
            raise Misunderstood(f"Báo cáo không có dòng {line}.")
        elif lines.is_unclear(heard.text):
            raise Misunderstood(lines.UNCLEAR)
        else:
            raise Misunderstood("Gõ «gửi» để gửi, «sửa 3 = 40» để sửa dòng 3.")


def _refuse_empty(report: ReportAnswers) -> None:
    if not report.has_figures:
        raise Misunderstood("Chưa có con số nào. Không có hoạt động thì gõ «không phát sinh».")
