"""What is kept of a message that was not understood names nobody."""

import pytest

from vietnamese import fold
from vietnamese.masking import masked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Nhờ chị Lan thôn Đông Trung gọi 0912345678", "nho chi binh thon binh goi 7"),
        ("o Thắm ơi lên nhà văn hóa mượn loa", "o binh oi len nha van hoa muon loa"),
        ("máy cày hư rồi ai sửa cho", "may cay hu roi ai sua cho"),
        ("mã CFHJ2345 ở https://xau.top/x", "ma A7K o vidu.vn"),
    ],
)
def test_names_numbers_codes_and_links_are_stood_in_for(text: str, kept: str) -> None:
    assert masked(text) == kept


@pytest.mark.parametrize(
    "name", ["Nguyễn Văn Tèo", "Trần Thị Hồng Nhung", "Lê Đức Cảnh", "nguyen thi lan", "Phan Quốc Huy"]
)
@pytest.mark.parametrize("around", ["tên tôi là {}", "tui là {}, hỏi cái máy", "nhờ anh {} lên xem cái máy"])
def test_a_persons_name_does_not_stay(name: str, around: str) -> None:
    line = masked(around.format(name))
    assert fold(name) not in line
    assert fold(name).split()[-1] not in line.split()


@pytest.mark.parametrize("number", ["0912345678", "0912 345 678", "042090001234", "12/11/1990", "1.250"])
def test_no_number_stays(number: str) -> None:
    assert set("".join(filter(str.isdigit, masked(f"số của tui {number} đó")))) == {"7"}


def test_a_line_stays_one_line_and_short() -> None:
    assert "\n" not in masked("dòng một\ndòng | hai")
    assert "|" not in masked("dòng một\ndòng | hai")
    assert len(masked("cái máy " * 200)) <= 200
