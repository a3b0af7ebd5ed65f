"""The kinds of question: what is an answer, what is not, and what is shown."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.forms import Form, Misunderstood
from handlers.heard import Heard
from handlers.questions import Choice, Count, Day, OneOf, ShortText, YesNo, buttons_for

VILLAGES = [Choice("01", "Thôn Đông Trung"), Choice("02", "Thôn Đông Hải"), Choice("03", "Thôn Hòa Bình")]


def read(question: Any, text: str, value: Any = None, intent: str = "answer", sure: bool = True) -> Any:
    slots = {} if value is None else {"value": value}
    return question.read(Form(), Heard(text, intent, slots, sure))


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", "01"), (" 2. ", "02"), ("thôn hòa bình", "03"), ("Hoa Binh", "03"), ("dạ thôn Đông Hải ạ", "02")],
)
def test_one_of_several_by_number_or_words(text: str, value: str) -> None:
    assert read(OneOf("Thôn nào ạ?", among=lambda form: VILLAGES), text) == value


@pytest.mark.parametrize("text", ["", "0", "4", "Đông", "thôn", "Đông Trung hay Đông Hải", "xx"])
def test_what_names_none_or_several_is_no_choice(text: str) -> None:
    with pytest.raises(Misunderstood):
        read(OneOf("Thôn nào ạ?", among=lambda form: VILLAGES), text)


def test_three_short_choices_are_buttons_more_are_a_numbered_list() -> None:
    short = OneOf("Thôn nào ạ?", among=lambda form: VILLAGES)
    assert [one.title for one in short.prompt(Form()).buttons] == [one.label for one in VILLAGES]
    many = OneOf(lambda form: "Thôn nào ạ?", among=lambda form: [*VILLAGES, Choice("04", "Xóm 5")])
    assert many.prompt(Form()).text.splitlines()[1:] == [
        "1. Thôn Đông Trung",
        "2. Thôn Đông Hải",
        "3. Thôn Hòa Bình",
        "4. Xóm 5",
        "Gõ số thứ tự.",
    ]
    assert many.prompt(Form()).buttons == ()
    assert short.fits(Form(), "01")
    assert not short.fits(Form(), "09")


def test_yes_and_no_need_to_be_sure() -> None:
    question = YesNo("Đúng không ạ?", yes="Đồng ý")
    assert read(question, "đồng ý!") is True
    assert read(question, "ừ", intent="yes") is True
    assert read(question, "KHÔNG.") is False
    assert read(question, "thôi", intent="no") is False
    for text, intent, sure in (("ừ", "yes", False), ("chắc là", "answer", True), ("thôi", "no", False)):
        with pytest.raises(Misunderstood):
            read(question, text, intent=intent, sure=sure)


def test_words_are_kept_as_typed_within_bounds() -> None:
    question = ShortText("Gì ạ?", least=2, most=5)
    assert read(question, "  Ạ Ơ ") == "Ạ Ơ"
    assert read(question, "nguyên văn", value="Lan") == "Lan"
    for text in ("x", "      ", "123456"):
        with pytest.raises(Misunderstood):
            read(question, text)
    assert question.fits(Form(), "abc")
    assert not question.fits(Form(), "a")
    assert not question.fits(Form(), 3)


def test_a_count_is_a_whole_number_within_bounds() -> None:
    question = Count("Mấy ạ?", least=1, most=1250)
    assert read(question, "mười hai", value=12) == 12
    for value in (None, "12", True, 0, 1251, 1.5):
        with pytest.raises(Misunderstood):
            read(question, "x", value=value)
    with pytest.raises(Misunderstood, match=r"1 đến 1\.250"):
        read(question, "x", value=9999)
    assert question.fits(Form(), 7)
    assert not question.fits(Form(), "7")


def test_a_day_is_kept_as_iso() -> None:
    question = Day("Ngày nào ạ?")
    assert read(question, "12/11", value="2026-11-12") == "2026-11-12"
    assert question.read(Form(), Heard("x", "answer", {"effective": "2026-11-12"}, True)) == "2026-11-12"
    for value in (None, "12/11", "2026-13-01"):
        with pytest.raises(Misunderstood):
            read(question, "x", value=value)


def test_word_buttons_say_what_they_show() -> None:
    assert [(one.title, one.payload, one.visible) for one in buttons_for("Có", "Không")] == [
        ("Có", "Có", True),
        ("Không", "Không", True),
    ]
