"""Names of people and places, phones and ID numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import find_id_number, find_phone, looks_like_name, match_places, redact, tidy_name
from vietnamese.names import by_given_name, fold_name, tidy_place

PLACES = [
    ("Thôn Đông Trung", "1", ()),
    ("Thôn Hà Thanh", "2", ()),
    ("Xóm 5", "3", ()),
    ("Tổ dân phố 7", "4", ("Tổ dân phố Bắc",)),
    ("Thôn Cẩm Bình", "5", ()),
    ("Xóm 15", "6", ()),
]


def test_names_get_capitals_and_keep_their_marks() -> None:
    assert tidy_name("nguyen thi lan") == "Nguyen Thi Lan"
    assert tidy_name("NGUYỄN  THỊ LAN") == "Nguyễn Thị Lan"
    assert tidy_place("THÔN ĐÔNG TRUNG") == "thôn Đông Trung"
    assert fold_name("O Lan") == "lan"


@pytest.mark.parametrize(
    "text", ["Nguyễn Thị Lan", "nguyen thi lan", "Võ Quang Huy", "Y Moan", "Lê Thị Mỹ Duyên"]
)
def test_names_look_like_names(text: str) -> None:
    assert looks_like_name(text)


@pytest.mark.parametrize(
    "text", ["", "Lan", "bao cao thang 10", "không có gì", "xin vào tổ", "12 người", "quay lại"]
)
def test_other_words_do_not(text: str) -> None:
    assert not looks_like_name(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("thon dong trung xa cam binh", ["1"]),
        ("em ở thôn Hà Thanh ạ", ["2"]),
        ("xom 5", ["3"]),
        ("xóm năm", ["3"]),
        ("tdp7", ["4"]),
        ("TDP 7", ["4"]),
        ("tổ dân phố bắc", ["4"]),
        ("dong trug", ["1"]),
        ("xóm 6", []),
        ("", []),
    ],
)
def test_villages_are_found_without_marks(text: str, codes: list[str]) -> None:
    assert [match.code for match in match_places(text, PLACES)] == codes


def test_only_the_very_name_scores_100() -> None:
    assert match_places("Đông Trung", PLACES)[0].score == 100
    assert match_places("dong trug", PLACES)[0].score < 100


def test_phones_and_id_numbers_are_told_apart() -> None:
    assert find_phone("sđt 0912 345 678 nhé") == "0912345678"
    assert find_phone("+84 912.345.678") == "0912345678"
    assert find_phone("042090001234") is None
    assert find_id_number("cccd 042090001234") == "042090001234"
    assert find_id_number("cmnd 183 456 789") == "183456789"
    assert find_id_number("gọi 0912345678") is None
    assert find_id_number("được 1.250.000 lượt") is None


def test_id_numbers_are_masked_and_phones_stay() -> None:
    assert redact("cccd 042090001234, sđt 0912345678") == "cccd •••••••••234, sđt 0912345678"


@given(st.text(), st.text(max_size=20))
def test_any_text_is_survived(text: str, name: str) -> None:
    assert redact(redact(text)) == redact(text)
    tidy_name(text)
    match_places(text, [(name, "1", ())])


def test_a_list_of_people_goes_by_the_given_name() -> None:
    people = ["Võ Thị Lài", "Đinh Thị Thu", "Bùi Xuân Bính", "Đặng Văn Ánh", "Lê Thị Lài"]
    assert sorted(people, key=by_given_name) == [
        "Đặng Văn Ánh",
        "Bùi Xuân Bính",
        "Lê Thị Lài",
        "Võ Thị Lài",
        "Đinh Thị Thu",
    ]
