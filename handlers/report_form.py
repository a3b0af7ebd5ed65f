"""The report form: what a leader is asked, in this order; its figures come from the form as data."""

from __future__ import annotations

from handlers.forms import Form
from handlers.report_answers import ReportAnswers
from handlers.report_questions import (
    Figures,
    Fix,
    LastTime,
    More,
    Nil,
    Photos,
    ReadBack,
)
from handlers.report_said import report_of
from handlers.report_texts import Texts


def _has_activity(form: Form) -> bool:
    return not form.answers.get("nil")


class ReportForm(ReportAnswers):
    """What a leader is asked, in this order."""

    nil = Nil("", when=lambda form: bool(form.facts.get("nil_said")))
    last_time = LastTime("", when=lambda form: bool(form.facts.get("offered")))
    figures = Figures("", when=_has_activity)
    more = More("", when=lambda form: not form.answers.get("nil") and bool(report_of(form).template.optional))
    texts = Texts("", when=_has_activity)
    photos_done = Photos("", optional=True, when=_has_activity)
    fix = Fix("", when=lambda form: not form.answers.get("nil") and report_of(form).is_fixing)
    verdict = ReadBack("", when=_has_activity)
