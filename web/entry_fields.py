"""What an officer types into the form of a report: read into values, or told what to do, field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.forms import Field, FieldKind, HardError, ReportTemplate, Value, hard_check
from handlers import report_words as words
from vietnamese import read_number
from vietnamese.writing import inside, number

PREFIX = "o_"
"""Fields of the form as data stand behind this in the form of the page, so that none is taken for another thing."""
NIL, GIVER, ONTO = "khong", "nguoi", "ban"
MOST_TYPED = 20
"""So many letters are kept of what stands in the place of a figure."""


@dataclass(slots=True)
class Given:
    """What was typed, as it was typed; what it says; and what is wrong with it, by the name of the field."""

    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    nil: bool = False
    giver: str = ""
    onto: int = 0
    faults: dict[str, str] = field(default_factory=dict)


def asked_of(template: ReportTemplate) -> list[Field]:
    """The fields that are typed: photos come by the chat only."""
    return [one for one in template.fields if one.kind is not FieldKind.PHOTOS]


def read(template: ReportTemplate, sent: Mapping[str, Any], givers: Collection[str]) -> Given:
    """Read what was sent; ``givers``: the people of the team, one of whom gave the figures (empty: nobody is asked)."""
    given = Given(nil=bool(sent.get(NIL)), giver=str(sent.get(GIVER, "")))
    onto = str(sent.get(ONTO, ""))
    given.onto = int(onto) if onto.isascii() and onto.isdigit() and len(onto) < 6 else 0
    for one in asked_of(template):
        _read_field(one, str(sent.get(PREFIX + one.key, "")).strip(), given)
    _judge(template, givers, given)
    return given


def _read_field(one: Field, typed: str, given: Given) -> None:
    most = MOST_TYPED if one.is_count else 2 * one.max
    given.typed[one.key] = typed[:most]
    if not typed:
        return
    value, fault = _figure(typed) if one.is_count else (typed.replace("\r\n", "\n"), "")
    verdict = hard_check(one, value)
    if fault:
        given.faults[one.key] = fault
    elif isinstance(verdict, HardError):
        given.faults[one.key] = words.hard(one, verdict)
    else:
        given.values[one.key] = verdict.value


def _figure(typed: str) -> tuple[int | None, str]:
    """The count that was typed, or what to do; what is not sure is asked for in digits."""
    reading = read_number(typed)
    if reading.value is not None and not reading.confirm and not reading.approximate:
        return reading.value, ""
    if reading.problem == "negative":
        return None, "Con số không thể nhỏ hơn 0. Không có thì ghi 0 ạ."
    if reading.problem == "range" and reading.low is not None and reading.high is not None:
        return None, f"Xin một con số: {number(reading.low)} hay {number(reading.high)}."
    return None, "Xin ghi một con số bằng chữ số, ví dụ 12. Chưa có số liệu thì để trống ạ."


def _judge(template: ReportTemplate, givers: Collection[str], given: Given) -> None:
    figures = [one for one in template.counts if given.values.get(one.key)]
    typed = [one for one in template.counts if given.typed.get(one.key)]
    if given.nil and figures:
        given.faults[NIL] = (
            f"Đã chọn không phát sinh mà vẫn có {inside(words.short_label(figures[0]))}. "
            "Xin bỏ dấu chọn, hoặc xóa con số ạ."
        )
    elif not given.nil and not typed:
        given.faults[NIL] = "Chưa có con số nào. Xin điền ít nhất một số, hoặc đánh dấu không phát sinh ạ."
    if givers and given.giver not in givers:
        given.faults[GIVER] = "Xin chọn ai của Tổ đã cho số liệu ạ."
    if given.nil:
        said = {one.key: given.values[one.key] for one in _texts(template, given)}
        given.values = {**said, **template.nil()}


def _texts(template: ReportTemplate, given: Given) -> list[Field]:
    return [one for one in template.fields if one.kind is FieldKind.TEXT and one.key in given.values]


def of_standing(template: ReportTemplate, values: Mapping[str, Value], nil: bool) -> Given:
    """The form filled in with a report that exists; of a nil one its words only."""
    shown = [one for one in asked_of(template) if one.key in values and not (nil and one.is_count)]
    return Given(typed={one.key: str(values[one.key]) for one in shown}, nil=nil)
