"""A mistyped word is mended by the words beside it; a name is left alone."""

import pytest

from vietnamese import normalise, understand
from vietnamese.neighbours import read_known
from vietnamese.spelling import counted, vocabulary
from vietnamese.tokens import cut_known


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("quay liạ câu trước", "quay lai cau truoc"),
        ("3 bổui 40 nười dự", "3 buoi 40 nguoi du"),
        ("tháng trưcớ", "thang truoc"),
        ("khôông đồng ý", "khong dong y"),
        ("kích hoạt đch vụ công", "kich hoat dich vu cong"),
    ],
)
def test_a_slip_is_mended_by_its_neighbours(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    "name", ["o thoa xin nghỉ", "chi quyen xin vao to", "anh đoạt xin thôi", "thôn Phảo"]
)
def test_a_name_is_left_alone(name: str) -> None:
    plain = normalise(name).split()[1]
    assert plain in ("thoa", "quyen", "doat", "phao")


@pytest.mark.parametrize(
    "text", ["đồng ý nhưng xyzzt đã", "nếuw đủ tuổi thì duyyet", "đồng ý với qkrt, huyhn duyệt"]
)
def test_nothing_is_approved_beside_a_word_that_is_none(text: str) -> None:
    got = understand({"text": text, "speaker": "chairman", "pending": 1, "today": "2026-11-17"})
    assert got["intent"] != "approve" or not got["sure"]


def test_the_known_words_are_those_of_the_phrases() -> None:
    again = "run python -m tests.vietnamese.learn and commit vietnamese/*.tsv"
    assert vocabulary() == counted(), again
    assert read_known(vocabulary()) == cut_known(), again
