"""How the assistant would ask by a report form, and read a message by it: the same functions, nothing kept."""

from __future__ import annotations

from datetime import date

import vietnamese
from domain.forms import FieldKind, ReportTemplate
from domain.periods import Period
from handlers import report_words as words
from handlers.reading import fields_of
from handlers.report_form import ReportForm
from handlers.report_known import definition_of

TEAM = "Tổ thôn Đông Trung"
MOST = 60
LAST = "verdict"


def questions(template: ReportTemplate, period: Period, window: str) -> list[str]:
    """Every question in its order, up to the read-back."""
    form = ReportForm(
        unit_code="",
        team_label=TEAM,
        period=str(period),
        period_label=words.period_label(period, window, period.year),
        window_label=period.window_label(window),
        form=definition_of(template),
        history=[],
        place={},
        is_draft=False,
    )
    texts = {field.key for field in template.fields if field.kind is FieldKind.TEXT}
    asked = []
    for _ in range(MOST):
        question = form.asked()
        if question is None or question.name == LAST:
            break
        asked.append(question.prompt(form).text)
        counts = question.name in {one.key for one in template.counts}
        form.take(question.name, "" if question.name in texts else 0 if counts else True)
    return asked


def reading(template: ReportTemplate, text: str, today: date) -> list[str]:
    """ "Số buổi tuyên truyền: 5", a line for each field that is found in a message."""
    message = {
        "text": text,
        "speaker": "leader",
        "asked": None,
        "form": "report",
        "pending": 0,
        "today": today.isoformat(),
        "context": {"places": [], "fields": fields_of(template)},
    }
    slots = vietnamese.understand(message)["slots"]
    return [
        f"{words.short_label(one)}: {words.value_of(one, value)}"
        for one in template.fields
        if isinstance(value := slots.get(one.key), int | str) and not isinstance(value, bool)
    ]
