"""What is said about reports: lines of figures, doubts about one, receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import in_vietnam
from domain.deadlines import DueDates
from domain.forms import Field, HardCode, HardError, ReportTemplate, SoftRule, SoftWarning, Value
from domain.periods import Period
from domain.reports import FieldChange, Report, ReportStatus, locked_at
from domain.units import Unit, label
from storage.reports import Kept
from vietnamese import fold
from vietnamese.writing import day, inside, moment, number

NOT_GIVEN = "chưa có số"


def short_label(field: Field) -> str:
    """The label without what stands in parentheses."""
    return field.label.split(" (")[0]


def figure_named(template: ReportTemplate, said: str) -> tuple[Field, str] | None:
    """The figure that a text without marks names, and by which words; of several names the longest."""
    names = [
        (name, field)
        for field in template.counts
        for name in map(fold, (field.short, short_label(field), *field.synonyms))
        if f" {name} " in f" {said} "
    ]
    name, field = max(names, key=lambda one: len(one[0]), default=("", None))
    return None if field is None else (field, name)


def value_of(field: Field, value: Value | None) -> str:
    """The value as it is shown."""
    if value is None:
        return NOT_GIVEN
    return number(value) if isinstance(value, int) else value


def shown_fields(template: ReportTemplate, values: Mapping[str, Value]) -> list[Field]:
    """The fields of a read-back in the order of their numbers: the core ones always, the others where given."""
    return [field for field in template.fields if field.core or field.key in values]


def lines(template: ReportTemplate, values: Mapping[str, Value]) -> list[str]:
    """The read-back, numbered, one line a figure."""
    return [
        f"{place}. {short_label(field)}: {value_of(field, values.get(field.key))}"
        for place, field in enumerate(shown_fields(template, values), 1)
    ]


def brief(template: ReportTemplate, values: Mapping[str, Value], nil: bool = False) -> str:
    """One line: "5 buổi · 120 lượt dự · VNeID 14 …"."""
    if nil:
        return "không phát sinh"
    given = [field for field in template.fields if field.is_count and field.key in values]
    return " · ".join(f"{number(int(values[field.key]))} {field.short}" for field in given)


def changed(template: ReportTemplate, changes: tuple[FieldChange, ...]) -> list[str]:
    """What differs, one line a figure: "VNeID: 14 → 41"."""
    shown = []
    for one in (one for one in changes if one.field in template):
        field = template.field(one.field)
        shown.append(f"{short_label(field)}: {value_of(field, one.was)} → {value_of(field, one.now)}")
    return shown


def hard(field: Field, error: HardError) -> str:
    """Why a value cannot be kept, with the range."""
    if error.code is HardCode.TOO_LONG:
        return f"Xin viết gọn trong {number(field.max)} chữ cái ạ."
    if error.code in (HardCode.TOO_SMALL, HardCode.TOO_LARGE):
        return (
            f"Số cần trong khoảng {number(field.min)} đến {number(field.max)} {field.unit or ''}".rstrip()
            + " ạ."
        )
    return "Trợ lý cần một con số, ví dụ 12."


def soft(template: ReportTemplate, warning: SoftWarning) -> str:
    """Why a figure deserves a second look, as a statement that ends without a stop."""
    field = template.field(warning.field)
    other = "" if warning.other is None else inside(short_label(template.field(warning.other)))
    figure = f"{number(warning.value)} {field.unit or ''}".rstrip()
    bound = number(warning.bound)
    return {
        SoftRule.OVER: f"{figure} là nhiều hơn thường gặp ({bound})",
        SoftRule.OVER_AVERAGE: f"{figure} là hơn gấp ba mức trung bình ba kỳ trước",
        SoftRule.OVER_POPULATION: f"{figure} là nhiều hơn số dân của thôn ({bound})",
        SoftRule.OVER_ADULTS: f"{figure} là nhiều hơn số người lớn của thôn ({bound})",
        SoftRule.OVER_HOUSEHOLDS: f"{figure} là nhiều hơn số hộ của thôn ({bound})",
        SoftRule.POSITIVE_WHILE_ZERO: f"{figure} mà {other} là 0",
        SoftRule.ZERO_WHILE_POSITIVE: f"{figure} mà {other} là {bound}",
        SoftRule.BELOW_LARGEST_OF: f"{figure} là ít hơn {other} ({bound})",
        SoftRule.ROUND_HUNDREDS: f"{figure} là số tròn",
    }[warning.rule]


def team_label(unit: Unit | None, code: str) -> str:
    """ "Tổ thôn Đông Trung"."""
    return f"Tổ {code}" if unit is None else f"Tổ {label(unit)}"


def arrived(at: datetime) -> str:
    """ "19:42 ngày 17/11" in Vietnam."""
    return moment(in_vietnam(at))


def period_label(period: Period, window: str, today_year: int) -> str:
    """ "tháng 11 (15/10–14/11)", with the year when it is another one."""
    year = "" if period.year == today_year else f"/{period.year}"
    return f"{period.label()}{year} ({period.window_label(window)})"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt goes by beside the report: ``is_again``: the commune had sent it back before."""

    due: DueDates
    at: datetime
    you: str
    window: str
    on_time: bool | None
    is_again: bool = False


def receipt(report: Report, by: Receipt) -> str:
    """The receipt of a report just sent: when, its code, until when it can be corrected."""
    due, at, you, window = by.due, by.at, by.you, by.window
    which = "bản sửa báo cáo" if by.is_again else "báo cáo"
    first = f"✅ UBND xã đã nhận {which} {report.period.label()} lúc {arrived(at)}. Mã {report.code}."
    if report.status is ReportStatus.AMENDED:
        return f"{first}\nKỳ này đã khóa nên số mới được ghi là đính chính, xã đã được báo. Cảm ơn {you} và Tổ ạ."
    second = f"Cần sửa (đến hết {day(due.team)}), {you} gõ SỬA."
    if not report.period.is_closed(at, window):
        closes = period_end(report.period, window)
        second = f"Kỳ này đến hết {closes} mới khép; có thêm số liệu, {you} gõ SỬA."
    elif by.on_time is False:
        second = f"Báo cáo đến sau hạn {day(due.team)}, xã vẫn nhận và ghi là nộp muộn."
        if at <= locked_at(due):
            second += f" Cần sửa, {you} gõ SỬA."
    return f"{first}\n{second} Cảm ơn {you} và Tổ ạ."


def period_end(period: Period, window: str) -> str:
    """ "thứ Bảy, 14/11": the last day of the window."""
    return day(period.window(window)[1])


def status_of(kept: Kept, template: ReportTemplate, window: str, year: int) -> str:
    """One report as it stands: code, when, in time or not, its figures."""
    report: Report = kept.report
    name = f"Báo cáo {period_label(report.period, window, year)}"
    if report.status is ReportStatus.DRAFT:
        return f"{name}: mới là bản nháp, chưa gửi. Mã {report.code}."
    if report.status is ReportStatus.RETRACTED:
        return f"{name}: đã rút lại, xã chưa có báo cáo kỳ này."
    if report.status is ReportStatus.RETURNED:
        return f"{name}: xã đề nghị bổ sung rồi gửi lại. Mã {report.code}."
    first = report.first_submitted_at or report.submitted_at
    late = {True: "đúng hạn", False: "nộp muộn", None: "đã nhận"}[kept.on_time]
    when = "" if first is None else f" lúc {arrived(first)}"
    again = f", bản sửa lần {report.revision - 1}" if report.revision > 1 else ""
    text = f"{name}: ✅ xã đã nhận{when}, {late}{again}. Mã {report.code}."
    return f"{text}\n{brief(template, report.values, report.nil)}"
