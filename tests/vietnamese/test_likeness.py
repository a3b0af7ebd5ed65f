"""Guesses by likeness: never a decision, never what somebody cannot mean, and from weights as new as the messages."""

import pytest

from tests.vietnamese.learn import digest, known
from vietnamese.likeness import LEARNED, guess
from vietnamese.message import message_from


def test_the_weights_are_as_new_as_the_messages() -> None:
    first = LEARNED.read_text(encoding="utf-8").partition("\n")[0]
    assert first == digest(known()), "run python -m tests.vietnamese.learn and commit vietnamese/learned.tsv"


@pytest.mark.parametrize("text", ["đồng ý với đơn này nhé", "từ chối đơn của anh Nam", "ừ gửi luôn đi em"])
def test_no_decision_is_guessed(text: str) -> None:
    assert guess(message_from({"text": text, "speaker": "chairman", "pending": 1})) is None


def test_nobody_is_taken_for_another() -> None:
    text = "đề nghị các tổ thống kê số hộ chưa có mạng"
    assert guess(message_from({"text": text, "speaker": "resident"})) is None
    found = guess(message_from({"text": text, "speaker": "chairman"}))
    assert found is not None
    assert found.intent == "adhoc_request"
