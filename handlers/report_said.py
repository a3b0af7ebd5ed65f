"""The plain words that answer the questions of the report: none, yes, no, send it, later."""

from __future__ import annotations

import re

from handlers.forms import Form
from handlers.report_answers import ReportAnswers
from vietnamese import fold

NONE_SAID = re.compile(
    r"(?:da )?(?:khong|ko|k|hong|chua|no|chang)(?: co)?"
    r"(?: gi| chi| them| nao| nua| y kien| kho khan| kien nghi| sang kien| cach lam hay| noi dung| anh)*"
    r"(?: het| ca| het ca| dau| mo)?|(?:da )?(?:thoi|het|het roi|xong|xong roi|the thoi)|0"
)
FILLERS = re.compile(r"(?: (?:a|nhe|nha|nghe|nhi|vay|the|roi|bac|anh|chi|em))+$")
REFUSED = frozenset("khong|ko|k|hong|sai|sai roi|khong phai|khong dung|chua dung|sua|no|no phai".split("|"))
SENT = frozenset(
    "gui|gui di|gui luon|gui nhe|gui bao cao|gui xa|gui lai|gui lai bao cao|dung|dung roi|dung het roi".split(
        "|"
    )
)
AGREED = frozenset("dung|dung roi|dung a|dung vay|ok|oke|u|uh|da dung".split("|"))
"""At sight a yes to a question that ends in "đúng không ạ?"; without marks "dung" alone might be read as "dừng"."""
LATER = frozenset("de sau|luu lai|luu nhap|de do|lat nua|chut nua|de toi".split("|"))
FREELY = ""
"""Key of a question whose answer is no value of a field: the message is read as if nothing had been asked."""


def says_none(text: str) -> bool:
    """Whether an answer says that there is nothing to add."""
    said = fold(text).strip(" .!")
    return NONE_SAID.fullmatch(FILLERS.sub("", said) or said) is not None


def report_of(form: Form) -> ReportAnswers:
    """The form as a report form."""
    if not isinstance(form, ReportAnswers):
        raise TypeError(f"{type(form).__name__} is no report form")
    return form
