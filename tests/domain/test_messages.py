"""Messages we owe: addresses, lanes, buttons and their time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Malformed
from domain.messages import Address, Button, Lane, MessageKind


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
