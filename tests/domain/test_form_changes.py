"""A line of the form: changed, moved, ended and taken up again; what would make it unreadable is named."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from domain.form_changes import (
    Line,
    LineFault,
    Standing,
    added,
    changed,
    field_of,
    line_of,
    next_version,
    wrongs,
)
from domain.forms import ReportTemplate, check_all, default_template, load_template, written

FORM = default_template()


def with_line(template: ReportTemplate, key: str, **parts: Any) -> ReportTemplate:
    field = field_of(template, key)
    assert field is not None
    return changed(template, field, replace(line_of(template, field), **parts))


def faults(key: str, **parts: Any) -> list[tuple[str, LineFault]]:
    field = FORM.field(key)
    line: Line = replace(line_of(FORM, field), **parts)
    return [(one.part, one.fault) for one in wrongs(FORM, field, line)]


def test_a_form_is_written_as_it_is_read() -> None:
    ended = with_line(FORM, "vneid", standing=Standing.ENDED, help="Một câu.")
    for template in (FORM, ended):
        assert load_template(json.dumps(written(template))) == template


def test_a_line_is_moved_to_its_place_and_every_other_keeps_its_order() -> None:
    moved = with_line(FORM, "vneid", place=1)
    assert moved.keys == ("vneid", *(key for key in FORM.keys if key != "vneid"))


def test_an_ended_line_is_neither_asked_nor_compared_with_and_can_come_back() -> None:
    ended = with_line(FORM, "vneid", standing=Standing.ENDED)
    assert "vneid" not in ended
    assert check_all(ended, {"luot_huong_dan": 5, "ho_so_dvc": 3, "so_buoi": 1}) == []
    back = with_line(ended, "vneid", standing=Standing.CORE, place=FORM.keys.index("vneid") + 1)
    assert back == FORM


def test_no_line_of_the_built_in_form_is_wrong() -> None:
    assert {key: faults(key) for key in FORM.keys if faults(key)} == {}


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"label": ""}, ("label", LineFault.EMPTY)),
        ({"label": "x" * 161}, ("label", LineFault.TOO_LONG)),
        ({"label": FORM.field("so_buoi").label.upper()}, ("label", LineFault.TAKEN)),
        ({"unit": "một đơn vị rất là dài dòng"}, ("unit", LineFault.TOO_LONG)),
        ({"synonyms": ("định danh", "HỒ SƠ")}, ("synonyms", LineFault.TAKEN)),
        ({"synonyms": ("123",)}, ("synonyms", LineFault.TOO_LONG)),
        ({"synonyms": tuple(f"từ {one}" for one in range(41))}, ("synonyms", LineFault.TOO_MANY)),
        ({"place": 0}, ("place", LineFault.NO_PLACE)),
        ({"place": 17}, ("place", LineFault.NO_PLACE)),
    ],
)
def test_what_is_wrong_is_named(parts: dict[str, Any], fault: tuple[str, LineFault]) -> None:
    assert faults("vneid", **parts) == [fault]


def test_words_and_photos_are_never_figures_and_a_figure_stays() -> None:
    assert faults("kho_khan", standing=Standing.CORE) == [("standing", LineFault.KIND)]
    assert faults("anh", standing=Standing.ENDED) == [("standing", LineFault.KIND)]
    one = replace(FORM, fields=(FORM.field("vneid"), FORM.field("kho_khan")))
    line = replace(line_of(one, FORM.field("vneid")), standing=Standing.OPTIONAL)
    assert [each.fault for each in wrongs(one, FORM.field("vneid"), line)] == [LineFault.ONLY_FIGURE]


def test_a_new_line_stands_behind_the_figures() -> None:
    more = added(FORM, "muc_hoc_sinh", "Số học sinh")
    assert more.optional[-1].key == "muc_hoc_sinh"
    assert not more.field("muc_hoc_sinh").core


def test_versions_count_on() -> None:
    assert [next_version(one) for one in (["1"], ["1", "tinh-2", "7"], [])] == ["2", "8", "1"]
