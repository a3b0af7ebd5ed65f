"""Events of Zalo: identity, account, sender, what they say, and which of them matter (Zalo reference 5)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.zalo import events
from tests.bot.stage import OA_ID, START, encoded, payload

TEXT = payload("1001", "Xin chào", msg_id="m1")
FOLLOW = {
    "app_id": "1",
    "oa_id": OA_ID,
    "event_name": "follow",
    "follower": {"id": "1001"},
    "timestamp": "1763254800000",
}
JOINED = {
    "oa_id": OA_ID,
    "group_id": "g1",
    "event_name": "user_join_group",
    "users": [{"id": "1001"}, {"id": "1002"}],
    "timestamp": "1763254800000",
}
ECHO = {
    "event_name": "oa_send_text",
    "sender": {"id": OA_ID},
    "recipient": {"id": "1001"},
    "message": {"text": "x", "msg_id": "m2"},
    "timestamp": "1763254800000",
}


def test_the_mac_of_the_reference_is_recomputed() -> None:
    body = b'{"event_name":"follow","timestamp":"1732350000000"}'
    mac = events.signature("1234567890", body, "1732350000000", "k3y")
    assert mac == "2d72ec1135bb109fb9e47cd82957981d5c3973cdc658a849cb649362efb0cc49"
    assert events.signed_rightly(f"mac={mac}", "1234567890", body, "1732350000000", "k3y")


@pytest.mark.parametrize(
    ("event", "account", "sender"),
    [(TEXT, OA_ID, "1001"), (FOLLOW, OA_ID, "1001"), (JOINED, OA_ID, "1001"), (ECHO, OA_ID, "1001")],
)
def test_every_kind_of_event_names_its_account_and_its_person(event: Any, account: str, sender: str) -> None:
    assert events.account_of(event) == account
    assert events.sender_of(event) == sender


def test_the_identity_is_that_of_the_message_whatever_else_changes() -> None:
    again = {**TEXT, "timestamp": "1", "message": {"text": "khác", "msg_id": "m1"}}
    assert events.key_of(TEXT) == events.key_of(again)
    assert events.key_of(TEXT) != events.key_of({**TEXT, "event_name": "user_send_image"})
    assert events.key_of(FOLLOW) != events.key_of({**FOLLOW, "timestamp": "1763254800001"})


def test_an_event_is_never_later_than_its_receipt() -> None:
    early, late = payload("1", "a", START - timedelta(hours=1)), payload("1", "a", START + timedelta(hours=1))
    assert events.arrived(early, b"{}", START).event_at == START - timedelta(hours=1)
    assert events.arrived(late, b"{}", START).event_at == START


@pytest.mark.parametrize("stamp", ["", "x", "1e3", "9" * 40, "-" + "9" * 30, None, "1.5"])
def test_a_timestamp_that_is_none_is_refused(stamp: Any) -> None:
    with pytest.raises(ValueError):
        events.moment_of({"timestamp": stamp})


def test_a_timestamp_is_milliseconds_as_text_or_number() -> None:
    moment = datetime(2026, 11, 16, 1, 0, 0, 5000, tzinfo=UTC)
    millis = int(moment.timestamp() * 1000)
    assert events.moment_of({"timestamp": millis}) == events.moment_of({"timestamp": str(millis)}) == moment


@pytest.mark.parametrize(
    ("event", "matters"),
    [
        (TEXT, True),
        (FOLLOW, True),
        (JOINED, True),
        (ECHO, False),
        ({**ECHO, "sender": {"id": OA_ID, "admin_id": "7"}}, True),
        ({**ECHO, "event_name": "oa_send_group_text", "sender": {"id": OA_ID, "admin_id": "7"}}, False),
        ({**TEXT, "event_name": "user_seen_message"}, False),
        ({**TEXT, "event_name": "user_received_message"}, False),
        ({**TEXT, "message": {"text": "x", "msg_id": events.TEST_MESSAGE_ID}}, False),
        ({"timestamp": "1"}, False),
        ({"timestamp": "1", "sender": "text", "users": "text", "message": [1]}, False),
    ],
)
def test_what_can_have_an_effect_matters(event: Any, matters: bool) -> None:
    assert events.matters(event) is matters


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("user_send_text", "text"),
        ("user_send_image", "image"),
        ("user_send_audio", "voice"),
        ("user_send_sticker", "sticker"),
        ("user_send_location", "location"),
        ("user_send_group_text", "group_message"),
        ("follow", "follow"),
        ("user_withdraw", "withdraw"),
        ("accept_request_join_group", "group_joined"),
        ("oa_send_text", "officer"),
        ("something_new", "other"),
    ],
)
def test_the_kind_of_an_event(name: str, kind: str) -> None:
    event = {**TEXT, "event_name": name}
    assert events.incoming(events.arrived(event, encoded(event), START)).kind == kind


def test_what_an_event_says_is_taken_over_and_odd_shapes_do_no_harm() -> None:
    event = payload("1001", "Chào", msg_id="m9")
    event["message"]["attachments"] = [{"type": "image", "payload": {"url": "u"}}, "x", {"payload": 3}]
    event |= {"users": [{"id": "7"}, 8], "info": {"name": "n"}}
    said = events.incoming(events.arrived(event, encoded(event), START))
    assert (said.text, said.user_id, said.oa_id) == ("Chào", "1001", OA_ID)
    assert [(one.kind, one.detail) for one in said.attachments] == [("image", {"url": "u"}), ("other", {})]
    assert (said.users, said.detail) == (("7",), {"name": "n"})
    odd = {**event, "message": "text", "users": {}, "info": 1, "sender": {"id": 1001}}
    said = events.incoming(events.arrived(odd, encoded(odd), START))
    assert (said.text, said.attachments, said.user_id) == ("", (), "1001")


def test_a_group_event_names_its_group() -> None:
    event = {**payload("1001", "ngoài"), "event_name": "user_send_group_text", "recipient": {"id": "g7"}}
    said = events.incoming(
        events.arrived({**event, "oa_id": OA_ID}, encoded({**event, "oa_id": OA_ID}), START)
    )
    assert (said.group_id, said.oa_id) == ("g7", OA_ID)
    joined = events.incoming(events.arrived(JOINED, encoded(JOINED), START))
    assert (joined.group_id, joined.users) == ("g1", ("1001", "1002"))
