"""The language of phrases: what each of its signs finds in a message, and what it does not."""

import pytest

from tests.vietnamese.learn import phrases
from vietnamese.patterns import PREPARED, compile_pattern, signs
from vietnamese.tokens import read

CLASSES = {"không": "không|chưa"}


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("xin (vào|tham gia) .. tổ", "cho em xin vào làm trong tổ"),
        ("xin (vào|tham gia) .. tổ", "xin tham gia tổ"),
        ("xin ... tổ", "xin một hai ba bốn năm sáu tổ"),
        ("^(hủy|thôi)$", "hủy nha em"),
        ("^(hủy|thôi)$", "dạ thôi?"),
        ("có # buổi (nhé)?", "có 3 buổi"),
        ("có # buổi (nhé)?", "có 3g buổi"),
        ("(năm)? # tổ", "12 tổ"),
        ("{không} làm nữa", "chưa làm nữa"),
        ("duyet", "duyệt đi em"),
        ("duyệt", "duyet di em"),
        ("bão!", "bão to lắm rồi bà con ơi"),
        ("mai!", "mai em gửi nhé anh ạ"),
        ("sữa", "anh sửa giúp em với"),
        ("hỏi (các|mọi) (tổ|thôn|(ấp|xóm) nào)", "hỏi mọi xóm nào"),
        ("một|hai", "ba với hai"),
    ],
)
def test_it_finds(phrase: str, said: str) -> None:
    assert compile_pattern(phrase, CLASSES).search(signs(read(said)))


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("xin (vào|tham gia) .. tổ", "xin vào một hai ba bốn năm tổ"),
        ("^(hủy|thôi)$", "thôi việc"),
        ("có # buổi", "có ba buổi"),
        ("{không} làm nữa", "có làm nữa"),
        ("duyệt", "anh duyết cho em"),
        ("chờ", "chị Hòa cho hỏi với ạ"),  # who uses marks does not mean "chờ"
        ("bão!", "bao to lam roi"),
        ("mai!", "mải làm quá em quên mất"),
        ("tổ", "tôi hỏi"),
    ],
)
def test_it_does_not_find(phrase: str, said: str) -> None:
    assert not compile_pattern(phrase, CLASSES).search(signs(read(said)))


def test_places_count_words() -> None:
    found = compile_pattern("tháng #").search(signs(read("báo cáo, tháng 10 đây")))
    assert found is not None
    assert found.span() == (2, 4)


@pytest.mark.parametrize(("phrase", "error"), [("(một", ValueError), ("{lạ} rồi", KeyError)])
def test_a_phrase_with_a_mistake_is_refused(phrase: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        compile_pattern(phrase, CLASSES)


def test_the_phrases_taken_apart_are_those_of_the_rules() -> None:
    told = "run python -m tests.vietnamese.learn and commit vietnamese/phrases.json"
    assert PREPARED.read_text(encoding="utf-8") == phrases(), told


def test_a_phrase_not_taken_apart_beforehand_is_worked_out_when_read() -> None:
    phrase = compile_pattern("(rồng|diều giấy) .. # lọ")
    assert phrase.search(signs(read("em thấy diều giấy ở 3 lọ")))
    assert sorted(len(way) for way in phrase.ways) == [2, 3]
