"""Folding and the deeper normalisation of what people type."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import fold, normalise
from vietnamese.folding import marked_key


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aàảãáạăằẳẵắặâầẩẫấậđeèéêềếoòôơờớuùưừứyỳ htnHTN"))
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("HOÀ  Bình", "hòa bình"), ("Đức", "duc")]
)
def test_both_tone_placements_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_marks_compare_without_where_the_tone_sits() -> None:
    assert marked_key("hoà") == marked_key("hòa") != marked_key("hoa") == ""
    assert marked_key("sửa") == marked_key("sữa")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mowr dduowcj 2 buooir, 39 nguwowif", "mo duoc 2 buoi 39 nguoi"),
        ("ba1o ca1o: 2 buo63i, 44 ngu7o72i du75", "bao cao 2 buoi 44 nguoi du"),
        ("d9o62ng y1", "dong y"),
        ("ko dc r", "khong duoc roi"),
        ("nỏ mần chi", "khong lam chi"),
        ("xom5 thang10 T11", "xom 5 thang 10 thang 11"),
        ("duyệt A7K 👍", "duyet a7k"),
        ("đk vào tổ", "dang ky vao to"),
    ],
)
def test_residue_teencode_and_dialect_are_read(typed: str, meant: str) -> None:
    assert normalise(typed) == meant
