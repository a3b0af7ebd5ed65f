"""Messages we owe: addresses, lanes, buttons and their time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Malformed
from domain.messages import Address, Button, Lane, MessageKind, OutMessage
from tests.domain.cast import at

TO = Address.person("hung")


@pytest.mark.parametrize("text", ["person:hung", "user:4318/8123", "group:f414c8f76fa586fbdfb4"])
def test_an_address_reads_as_it_is_written(text: str) -> None:
    assert str(Address.parse(text)) == text


def test_a_group_is_addressed_by_its_id() -> None:
    assert str(Address.group("f414")) == "group:f414"


@given(st.text("abc0123-", min_size=1), st.text("0123456789", min_size=1))
def test_a_stranger_is_known_by_account_and_id(oa_id: str, user_id: str) -> None:
    assert Address.parse(str(Address.user(oa_id, user_id))) == Address.user(oa_id, user_id)


@pytest.mark.parametrize(
    "text", ["", "hung", "person:", "user:8123", "user:/8123", "user:1/", "phone:0912345678"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Address.parse(text)


def test_replies_go_before_prompts_before_reminders_before_broadcasts() -> None:
    order = sorted(MessageKind, key=lambda kind: kind.lane)
    assert order[0] is MessageKind.REPLY
    assert order[-1] is MessageKind.BROADCAST
    assert MessageKind.PROMPT.lane < MessageKind.REMINDER.lane == MessageKind.ESCALATION.lane == Lane.REMINDER


def test_only_an_answer_is_sent_at_night() -> None:
    assert [kind for kind in MessageKind if not kind.waits_for_day] == [MessageKind.REPLY]


@pytest.mark.parametrize("title", ["", "Đăng ký làm cộng tác viên"])
def test_a_button_has_a_short_title(title: str) -> None:
    with pytest.raises(Malformed):
        Button(title, "k")


def test_a_message_has_a_key_a_text_and_at_most_three_buttons() -> None:
    buttons = tuple(Button(f"Mục {n}", str(n)) for n in range(4))
    for key, text, given_buttons in (("", "a", ()), ("k", " ", ()), ("k", "a", buttons)):
        with pytest.raises(Malformed):
            OutMessage(key, TO, MessageKind.REPLY, text, given_buttons)


def test_a_message_is_due_between_its_first_and_its_last_moment() -> None:
    message = OutMessage("k", TO, MessageKind.REMINDER, "Nhắc", (), at(16, 19), at(18, 23))
    assert [message.is_due(now) for now in (at(16, 18), at(16, 19), at(18, 23), at(19))] == [
        False,
        True,
        True,
        False,
    ]
    assert message.lane is Lane.REMINDER


def test_a_message_without_limits_is_always_due() -> None:
    assert OutMessage("k", TO, MessageKind.REPLY, "Dạ").is_due(at(1))
