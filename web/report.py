"""A report: its figures, its texts, who sent it when, and every revision before this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.authority import Action
from domain.calendar import in_vietnam
from domain.forms import Field, FieldKind, ReportTemplate, Value
from domain.people import Person
from domain.reports import ReportStatus
from domain.requests import has_reason
from domain.units import label
from handlers.desk import replies
from handlers.report_words import short_label
from handlers.returning import ReturnForm, answered
from storage import attachments, people, report_history, reports
from storage.report_history import Revision
from storage.reports import Kept
from vietnamese.writing import day, moment, number, sentence
from web.about import by_report
from web.crumbs import Crumb, up_from
from web.enclosed import listed
from web.page import Context, NotFound, Page, Refused
from web.papers import by_village
from web.visit import PERIOD, Visit

report = Page("report", "/bao-cao/{code}", "Báo cáo", sees=(Action.SEE_REPORTS,), about=by_report)
ABSENT = "chưa có số liệu"
MOST_REASON = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the form and what was given for it."""

    key: str
    label: str
    value: str
    is_count: bool
    is_figure: bool
    """Whether it stands among the figures: counts, and how many photos there are."""


@report.shows
async def show(visit: Visit, code: str) -> Context:
    """The newest revision in full, those before by what they changed."""
    kept = await reports.by_code(visit.rows, code)
    if kept is None:
        raise NotFound
    past = await report_history.revisions(visit.rows, kept)
    persons = await _persons(visit, kept, past)
    template = visit.directory.form_version(kept.report.form_version)
    due = reports.due_of(visit.directory, kept.report.unit_code, kept.report.period, visit.site.window)
    unit = kept.report.unit_code
    then = visit.directory.tree(kept.report.period.window(visit.site.window)[1]).get(unit)
    heirs = await by_report(visit, {"code": code}) or ()
    return {
        "title": sentence(f"Báo cáo {kept.report.period.label()}/{kept.report.period.year}"),
        "kept": kept,
        "unit": unit,
        "reported": visit.named(unit) if then is None else label(then),
        "heirs": [one for one in heirs if one != unit],
        "stands": unit in visit.tree,
        "window": kept.report.period.window_label(visit.site.window),
        "lines": lines_of(template, kept.report.values),
        "enclosed": listed(visit, code, await attachments.of_report(visit.rows, kept.id)),
        "persons": persons,
        "due": day(due.team, year=True),
        "returns": kept.report.counts and visit.may(Action.RETURN_REPORT, unit),
        "waits": await _waits(visit, kept, past),
        "first": past[-1].at if past else kept.report.first_submitted_at,
        "past": [(one, changes(template, past[at + 1 :], one)) for at, one in enumerate(past)],
        "paper": await by_village(visit, {"unit": unit})
        and visit.link("team_paper", {PERIOD: str(kept.report.period)}, unit=unit),
        "crumbs": up_from(
            visit, unit if unit in visit.tree else next(iter(heirs), unit), Crumb(f"Báo cáo {code}")
        ),
    }


@report.does("return", Action.RETURN_REPORT)
async def give_back(visit: Visit, form: Any, code: str) -> str:
    """Asked for again with a reason, as in the chat; what a consolidation has used is amended instead."""
    reason, kept = str(form.get("ly_do", "")).strip(), await reports.by_code(visit.rows, code)
    if kept is None or not kept.report.counts:
        raise Refused("Báo cáo này hiện không còn ở trạng thái đã gửi ạ.")
    if kept.report.unit_code not in visit.tree:
        raise Refused("Đơn vị này đã sáp nhập, báo cáo của kỳ trước chỉ để xem.")
    if not has_reason(reason):
        raise Refused("Mời ghi rõ lý do trả lại, từ hai từ trở lên.")
    asked = ReturnForm(among=[[code, code, ""]], period=str(kept.report.period))
    asked.take("report", code)
    asked.take("reason", reason[:MOST_REASON])
    await answered(asked, visit.turn)
    return replies(visit.turn)


async def _waits(visit: Visit, kept: Kept, past: Sequence[Revision]) -> str:
    """That the commune has asked for it again and the team has not answered yet, with the reason where it is kept."""
    asked = await report_history.asked_again(visit.rows, kept.report.code)
    newest = next((one for one in past if one.status is not ReportStatus.RETURNED), None)
    if asked is None or kept.report.status is ReportStatus.RETRACTED or (newest and newest.at > asked):
        return ""
    when = moment(in_vietnam(asked))
    if kept.report.status is not ReportStatus.RETURNED:
        return f"Xã đã nhờ Tổ gửi số đính chính lúc {when}, đang chờ Tổ."
    why = f" Lý do: {past[0].reason}." if past and past[0].reason else ""
    return f"Xã đã trả lại lúc {when}, đang chờ Tổ gửi lại.{why}"


async def _persons(visit: Visit, kept: Kept, past: Sequence[Revision]) -> Mapping[str, Person]:
    ids = [kept.report.submitted_by, kept.on_behalf_of or "", *(one.by or "" for one in past)]
    return await people.by_ids(visit.rows, [one for one in ids if one])


def lines_of(template: ReportTemplate, values: Mapping[str, Value]) -> list[Line]:
    """The form's fields in their order: the core ones always, the others where given; a zero is not a blank."""
    shown = [one for one in template.fields if one.core or one.key in values]
    return [
        Line(
            one.key,
            short_label(one),
            value_words(one, values.get(one.key)),
            one.is_count,
            one.kind is not FieldKind.TEXT,
        )
        for one in shown
    ]


def value_words(field: Field, value: Value | None) -> str:
    """ "1.250 lượt", a text as it is, or that nothing was given."""
    if value is None:
        return ABSENT
    return f"{number(value)} {field.unit or ''}".strip() if isinstance(value, int) else value


def changes(template: ReportTemplate, before: Sequence[Revision], one: Revision) -> list[str]:
    """What this revision changed against the one before, a line a field."""
    earlier = next((old for old in before if old.revision < one.revision), None)
    if earlier is None:
        return []
    return [
        f"{short_label(field)}: {value_words(field, earlier.values.get(field.key))} → "
        f"{value_words(field, one.values.get(field.key))}"
        for field in template.fields
        if earlier.values.get(field.key) != one.values.get(field.key)
    ]
