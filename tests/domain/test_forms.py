"""The monthly form as data: sixteen fields, hard ranges, and what is worth a second look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.errors import Malformed
from domain.forms import (
    DEFAULT_FORM,
    FieldKind,
    HardCode,
    HardError,
    Ok,
    Place,
    SoftRule,
    SoftWarning,
    Values,
    check,
    check_all,
    default_template,
    hard_check,
    load_template,
    soft_warnings,
)

FORM = default_template()
VILLAGE = Place(population=800, adults=500, households=200)
CORE = ("so_buoi", "luot_tuyen_truyen", "luot_huong_dan", "vneid", "ho_so_dvc", "tt_khong_tien_mat")
OPTIONAL = (
    "ho_tan_nha",
    "chu_ky_so",
    "san_tmdt",
    "suc_khoe_so",
    "hoc_ky_nang_so",
    "canh_bao_lua_dao",
    "cong_dan_so",
)


def rules(
    key: str, value: int, values: Values | None = None, history: list[Values] | None = None
) -> set[SoftRule]:
    return {one.rule for one in soft_warnings(FORM.field(key), value, values or {}, history or [], VILLAGE)}


def test_the_default_form_has_the_sixteen_fields_in_order() -> None:
    assert tuple(field.key for field in FORM.core) == CORE
    assert tuple(field.key for field in FORM.optional) == OPTIONAL
    assert FORM.keys == (*CORE, *OPTIONAL, "kho_khan", "cach_lam_hay", "anh")


@pytest.mark.parametrize(
    ("key", "unit", "largest"),
    [
        ("so_buoi", "buổi", 100),
        ("luot_tuyen_truyen", "lượt", 10_000),
        ("luot_huong_dan", "lượt", 10_000),
        ("vneid", "người", 5_000),
        ("ho_so_dvc", "hồ sơ", 5_000),
        ("tt_khong_tien_mat", "người", 5_000),
        ("ho_tan_nha", "hộ", 3_000),
        ("chu_ky_so", "người", 5_000),
        ("san_tmdt", "hộ", 3_000),
        ("suc_khoe_so", "người", 5_000),
        ("hoc_ky_nang_so", "người", 5_000),
        ("canh_bao_lua_dao", "lượt", 10_000),
        ("cong_dan_so", "người", 5_000),
    ],
)
def test_every_figure_has_its_unit_and_hard_range(key: str, unit: str, largest: int) -> None:
    field = FORM.field(key)
    assert field.unit == unit
    assert isinstance(hard_check(field, largest), Ok)
    assert hard_check(field, largest + 1) == HardError(key, HardCode.TOO_LARGE, largest)
    assert hard_check(field, -1) == HardError(key, HardCode.TOO_SMALL, 0)


def test_every_field_has_words_by_which_it_is_known() -> None:
    for field in FORM.fields:
        assert field.synonyms
        assert field.short
        assert len(set(field.synonyms)) == len(field.synonyms)


def test_no_word_names_two_fields() -> None:
    words = [word for field in FORM.fields for word in field.synonyms]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("value", ["5", 5.0, None, True])
def test_only_a_whole_number_is_a_figure(value: object) -> None:
    assert hard_check(FORM.field("so_buoi"), value) == HardError("so_buoi", HardCode.NOT_A_COUNT)


def test_a_text_is_trimmed_and_limited() -> None:
    field = FORM.field("kho_khan")
    assert hard_check(field, "  Thiếu máy tính ") == Ok("Thiếu máy tính")
    assert hard_check(field, "a" * 1001) == HardError("kho_khan", HardCode.TOO_LONG, 1000)
    assert hard_check(field, " ") == HardError("kho_khan", HardCode.EMPTY)
    assert hard_check(field, 5) == HardError("kho_khan", HardCode.EMPTY)


def test_a_text_is_kept_composed() -> None:
    assert hard_check(FORM.field("kho_khan"), "khó") == Ok("khó")


def test_photos_are_five_of_ten_megabytes() -> None:
    field = FORM.field("anh")
    assert (field.kind, field.max, field.max_bytes) == (FieldKind.PHOTOS, 5, 10 * 1024 * 1024)
    assert field.formats == ("jpg", "png", "heic")
    assert isinstance(hard_check(field, 6), HardError)


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("so_buoi", 21, SoftRule.OVER),
        ("luot_tuyen_truyen", 801, SoftRule.OVER_POPULATION),
        ("luot_huong_dan", 801, SoftRule.OVER_POPULATION),
        ("vneid", 801, SoftRule.OVER_POPULATION),
        ("vneid", 300, SoftRule.ROUND_HUNDREDS),
        ("ho_so_dvc", 301, SoftRule.OVER),
        ("tt_khong_tien_mat", 801, SoftRule.OVER_POPULATION),
        ("ho_tan_nha", 201, SoftRule.OVER_HOUSEHOLDS),
        ("chu_ky_so", 501, SoftRule.OVER_ADULTS),
        ("san_tmdt", 201, SoftRule.OVER_HOUSEHOLDS),
        ("suc_khoe_so", 801, SoftRule.OVER_POPULATION),
        ("hoc_ky_nang_so", 801, SoftRule.OVER_POPULATION),
        ("canh_bao_lua_dao", 801, SoftRule.OVER_POPULATION),
        ("cong_dan_so", 801, SoftRule.OVER_POPULATION),
    ],
)
def test_unusual_figures_are_asked_about(key: str, value: int, rule: SoftRule) -> None:
    assert rule in rules(key, value)
    assert rule not in rules(key, value - 1)


def test_three_times_the_average_of_the_last_three_is_unusual() -> None:
    history: list[Values] = [{"so_buoi": 2}, {"so_buoi": 4}, {}, {"so_buoi": 90}]
    assert SoftRule.OVER_AVERAGE in rules("so_buoi", 10, history=history)
    assert rules("so_buoi", 9, history=history) == set()
    assert rules("so_buoi", 9, history=[{"so_buoi": 0}]) == set()
    assert rules("so_buoi", 9) == set()


def test_people_without_a_session_and_a_session_without_people_are_unusual() -> None:
    assert rules("luot_tuyen_truyen", 120, {"so_buoi": 0}) == {SoftRule.POSITIVE_WHILE_ZERO}
    assert rules("luot_tuyen_truyen", 0, {"so_buoi": 5}) == {SoftRule.ZERO_WHILE_POSITIVE}
    assert rules("luot_tuyen_truyen", 0, {"so_buoi": 0}) == set()
    assert rules("luot_tuyen_truyen", 120, {"so_buoi": 5}) == set()
    assert rules("luot_tuyen_truyen", 120) == set()


def test_fewer_guided_than_the_largest_of_its_kinds_is_unusual() -> None:
    others: Values = {"vneid": 14, "ho_so_dvc": 9, "tt_khong_tien_mat": 21}
    [warning] = soft_warnings(FORM.field("luot_huong_dan"), 20, others)
    assert warning == SoftWarning("luot_huong_dan", SoftRule.BELOW_LARGEST_OF, 20, 21, "tt_khong_tien_mat")
    assert soft_warnings(FORM.field("luot_huong_dan"), 21, others) == []


def test_nothing_is_weighed_against_what_is_not_known() -> None:
    assert soft_warnings(FORM.field("luot_huong_dan"), 9_000, {}) == []


def test_zero_is_never_called_round() -> None:
    assert rules("vneid", 0) == set()


def test_one_answer_gets_one_verdict_the_hard_one_first() -> None:
    field = FORM.field("so_buoi")
    assert check(field, 101) == HardError("so_buoi", HardCode.TOO_LARGE, 100)
    assert check(field, 21) == SoftWarning("so_buoi", SoftRule.OVER, 21, 20)
    assert check(field, 5) == Ok(5)
    assert check(FORM.field("kho_khan"), "mạng yếu") == Ok("mạng yếu")


def test_a_whole_report_is_judged_in_the_order_of_the_form() -> None:
    values: Values = {"vneid": 5001, "luot_tuyen_truyen": 120, "so_buoi": 0}
    assert [one.field for one in check_all(FORM, values)] == ["luot_tuyen_truyen", "vneid"]
    assert check_all(FORM, {"so_buoi": 5, "luot_tuyen_truyen": 120, "luot_huong_dan": 86, "vneid": 14}) == []


def test_zero_is_an_answer_and_nothing_is_not() -> None:
    assert [field.key for field in FORM.missing_core({"so_buoi": 0, "vneid": 3})] == [
        "luot_tuyen_truyen",
        "luot_huong_dan",
        "ho_so_dvc",
        "tt_khong_tien_mat",
    ]


def test_a_nil_report_gives_zero_to_every_figure() -> None:
    assert FORM.nil() == dict.fromkeys((*CORE, *OPTIONAL), 0)


def test_a_province_edits_the_form_without_code() -> None:
    data = json.loads(Path(DEFAULT_FORM).read_text(encoding="utf-8"))
    data["version"] = "42-2"
    data["fields"].append({"key": "wifi", "label": "Số hộ lắp wifi", "kind": "int", "max": 3000})
    edited = load_template(json.dumps(data))
    assert "wifi" in edited
    assert "wifi" not in FORM
    assert edited.version == "42-2"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"version": "1"}',
        '{"version": "1", "fields": [{"key": "a"}]}',
        '{"version": "1", "fields": [{"key": "a", "label": "A", "kind": "money", "max": 1}]}',
        '{"version": "1", "fields": [{"key": "a", "label": "A", "kind": "int", "min": 2, "max": 1}]}',
        (
            '{"version": "1", "fields": [{"key": "a", "label": "A", "kind": "int", "max": 1},'
            ' {"key": "a", "label": "A", "kind": "int", "max": 1}]}'
        ),
        (
            '{"version": "1", "fields": [{"key": "a", "label": "A", "kind": "int", "max": 1,'
            ' "soft": [{"rule": "below_largest_of", "others": ["b"]}]}]}'
        ),
    ],
)
def test_a_broken_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        load_template(text)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(Malformed):
        FORM.field("khong_co")
