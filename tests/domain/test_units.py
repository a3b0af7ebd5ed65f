"""The tree of units on a day, with and without districts, and how units are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Malformed
from domain.units import Unit, UnitKind, UnitTree, full_label, label, may_stand_under, short_name, team_label
from tests.domain.cast import (
    COMMUNE,
    DISTRICT,
    DONG_TRUNG,
    ELSEWHERE,
    HOA_BINH,
    OLD_TREE,
    PROVINCE,
    TAN_PHONG,
    THREE_TIER_UNITS,
    TODAY,
    TREE,
    TWO_TIER_UNITS,
    unit,
)


def codes(units: list[Unit]) -> list[str]:
    return [one.code for one in units]


def named(kind: UnitKind, name: str) -> Unit:
    return unit("X", kind, name, None)


def test_a_village_knows_its_commune_and_district() -> None:
    assert codes(OLD_TREE.ancestors(DONG_TRUNG)) == [COMMUNE, DISTRICT, PROVINCE]
    assert OLD_TREE.commune_of(DONG_TRUNG) == OLD_TREE.get(COMMUNE)
    assert OLD_TREE.district_of(DONG_TRUNG) == OLD_TREE.get(DISTRICT)
    assert OLD_TREE.province_of(DONG_TRUNG) == OLD_TREE.get(PROVINCE)


def test_a_commune_is_its_own_commune_and_a_province_has_none() -> None:
    assert TREE.commune_of(COMMUNE) == TREE.get(COMMUNE)
    assert TREE.commune_of(PROVINCE) is None


def test_without_districts_a_commune_stands_under_the_province() -> None:
    assert TREE.parent(COMMUNE) == TREE.get(PROVINCE)
    assert TREE.district_of(COMMUNE) is None
    assert not TREE.has_districts()
    assert OLD_TREE.has_districts()


def test_the_tree_holds_only_units_of_its_day() -> None:
    abolished = date(2025, 7, 1)
    units = [replace(one, valid_to=abolished if one.code == DISTRICT else None) for one in THREE_TIER_UNITS]
    assert DISTRICT in UnitTree(units, date(2025, 6, 30))
    assert DISTRICT not in UnitTree(units, abolished)


def test_a_code_is_reused_by_another_unit_later() -> None:
    old = Unit("18673", UnitKind.XA, "Xã Cẩm Bình", "446", date(2020, 1, 1), date(2025, 7, 1))
    new = Unit("18673", UnitKind.XA, "Xã Cẩm Bình", "42", date(2025, 7, 1))
    assert UnitTree([old, new], date(2025, 6, 30)).get("18673") == old
    assert UnitTree([old, new], date(2025, 7, 1)).get("18673") == new


def test_a_code_valid_twice_on_one_day_is_refused() -> None:
    with pytest.raises(Malformed):
        UnitTree([*TWO_TIER_UNITS, TWO_TIER_UNITS[0]], TODAY)


def test_a_subtree_is_read_from_the_top_down() -> None:
    assert codes(TREE.subtree(COMMUNE)) == [COMMUNE, DONG_TRUNG, HOA_BINH]
    assert TREE.subtree("nowhere") == []
    assert len(TREE.subtree(PROVINCE)) == len(TREE) == len(list(TREE))


def test_children_may_be_asked_by_kind() -> None:
    assert codes(TREE.children(COMMUNE, UnitKind.THON)) == [DONG_TRUNG, HOA_BINH]
    assert TREE.children(COMMUNE, UnitKind.XA) == []


def test_a_unit_contains_itself_and_what_lies_below_only() -> None:
    assert TREE.contains(COMMUNE, COMMUNE)
    assert TREE.contains(PROVINCE, DONG_TRUNG)
    assert not TREE.contains(DONG_TRUNG, COMMUNE)
    assert not TREE.contains(COMMUNE, TAN_PHONG)
    assert not TREE.contains("nowhere", "nowhere")


def test_a_circle_in_the_data_ends_the_walk() -> None:
    circle = UnitTree([unit("A", UnitKind.XA, "A", "B"), unit("B", UnitKind.XA, "B", "A")], TODAY)
    assert codes(circle.ancestors("A")) == ["B"]
    assert codes(circle.subtree("A")) == ["A", "B"]


def test_unknown_units_have_no_relations() -> None:
    assert TREE.get(None) is None
    assert TREE.parent("nowhere") is None
    assert TREE.commune_of("nowhere") is None


@pytest.mark.parametrize(
    ("kind", "parent", "allowed"),
    [
        (UnitKind.TINH, None, True),
        (UnitKind.XA, None, False),
        (UnitKind.XA, UnitKind.TINH, True),
        (UnitKind.XA, UnitKind.HUYEN, True),
        (UnitKind.THON, UnitKind.XA, True),
        (UnitKind.THON, UnitKind.HUYEN, False),
        (UnitKind.HUYEN, UnitKind.XA, False),
        (UnitKind.TINH, UnitKind.TINH, False),
    ],
)
def test_a_commune_stands_under_a_district_or_a_province(
    kind: UnitKind, parent: UnitKind | None, allowed: bool
) -> None:
    assert may_stand_under(kind, parent) is allowed


@pytest.mark.parametrize(
    ("kind", "name", "short", "labelled"),
    [
        (UnitKind.THON, "Thôn Đông Trung", "Đông Trung", "thôn Đông Trung"),
        (UnitKind.THON, "Đông Trung", "Đông Trung", "thôn Đông Trung"),
        (UnitKind.THON, "TDP 7", "7", "tổ dân phố 7"),
        (UnitKind.THON, "Tổ dân phố Tân Phong", "Tân Phong", "tổ dân phố Tân Phong"),
        (UnitKind.THON, "xóm  5", "5", "xóm 5"),
        (UnitKind.XA, "Phường Thành Sen", "Thành Sen", "phường Thành Sen"),
        (UnitKind.XA, "Cẩm Bình", "Cẩm Bình", "xã Cẩm Bình"),
        (UnitKind.HUYEN, "Thị xã Kỳ Anh", "Kỳ Anh", "thị xã Kỳ Anh"),
        (UnitKind.TINH, "Tỉnh Hà Tĩnh", "Hà Tĩnh", "tỉnh Hà Tĩnh"),
        (UnitKind.THON, "Bản", "Bản", "thôn Bản"),
        (UnitKind.THON, "Bảng Vàng", "Bảng Vàng", "thôn Bảng Vàng"),
    ],
)
def test_a_name_may_carry_its_type_or_not(kind: UnitKind, name: str, short: str, labelled: str) -> None:
    assert (short_name(named(kind, name)), label(named(kind, name))) == (short, labelled)


def test_a_team_is_named_after_its_unit() -> None:
    assert team_label(named(UnitKind.THON, "Đông Trung")) == "Tổ thôn Đông Trung"
    assert team_label(named(UnitKind.THON, "TDP 7")) == "Tổ chuyển đổi số tổ dân phố 7"
    assert team_label(named(UnitKind.XA, "Xã Cẩm Bình")) == "Tổ xã Cẩm Bình"


def test_a_village_is_named_with_its_commune_to_keep_homonyms_apart() -> None:
    village, ward = TREE.get(DONG_TRUNG), TREE.get(ELSEWHERE)
    assert village is not None
    assert ward is not None
    assert full_label(village, TREE) == "thôn Đông Trung, xã Cẩm Bình"
    assert full_label(ward, TREE) == "phường Thành Sen"
