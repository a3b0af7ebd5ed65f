"""Zalo's webhook events (Zalo reference 5): their identity, whose they are, and what they say."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.zalo import bot_events
from handlers.heard import Attachment, Incoming
from storage.inbox import Arrived

_SILENT = frozenset(
    {"user_seen_message", "user_received_message", "user_reacted_message", "oa_reacted_message"}
)
_ATTACHED = {
    "user_send_image": "image",
    "user_send_gif": "image",
    "user_send_file": "file",
    "user_send_audio": "voice",
    "user_send_video": "video",
    "user_send_sticker": "sticker",
    "user_send_location": "location",
    "user_send_link": "link",
    "user_send_business_card": "card",
}
_GESTURES = {
    "follow": "follow",
    "unfollow": "unfollow",
    "user_click_chatnow": "chatnow",
    "user_submit_info": "info",
    "user_withdraw": "withdraw",
    "user_join_group": "group_joined",
    "accept_request_join_group": "group_joined",
    "react_request_join_group_accept": "group_joined",
    "user_out_group": "group_left",
    "user_leave_group": "group_left",
    "user_request_join_group": "group_asked",
    "reject_request_join_group": "group_changed",
    "react_request_join_group_reject": "group_changed",
    "react_request_join_group": "group_changed",
    "add_group_admin": "group_changed",
    "remove_group_admin": "group_changed",
}
TEST_MESSAGE_ID = "This is message id"
"""The console's test button sends this with ids that are not ours (5.1)."""


def signature(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """The MAC of an event: SHA-256 over app id, exact body, timestamp and the OA secret key (5.2)."""
    return hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def signed_rightly(header: str, app_id: str, body: bytes, timestamp: str, secret: str) -> bool:
    """Whether the header carries this body's MAC: "mac=" is read leniently, the value compared in constant time."""
    name, _, value = header.partition("=")
    given = value if name.strip().lower() == "mac" else header
    # A header may hold any bytes; what is no UTF-8 comes as surrogates.
    raw = given.strip().lower().encode("utf-8", "surrogateescape")
    return hmac.compare_digest(raw, signature(app_id, body, timestamp, secret).encode())


def moment_of(payload: Mapping[str, Any]) -> datetime:
    """When the event happened, in UTC. Raises ValueError for a timestamp that is none."""
    try:
        return datetime.fromtimestamp(int(str(payload.get("timestamp"))) / 1000, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("the timestamp is out of range") from error


def matters(payload: Mapping[str, Any]) -> bool:
    """Whether the event can have an effect. Our own echoes, receipts and the console's test have none."""
    name = str(payload.get("event_name", ""))
    if name in _SILENT or _text(payload, "message", "msg_id") == TEST_MESSAGE_ID:
        return False
    if name.startswith(("anonymous_", "oa_send_anonymous_")):
        return False  # a visitor of a web page whom no message of ours can reach (2.5)
    if name.startswith("oa_send_"):
        return not name.startswith("oa_send_group") and bool(_text(payload, "sender", "admin_id"))
    return bool(sender_of(payload))


def echoed(payload: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Message id, recipient and text of an echo of what we sent ourselves (5.3); None: the event is no such echo."""
    if not str(payload.get("event_name", "")).startswith("oa_send_") or _text(payload, "sender", "admin_id"):
        return None
    found = tuple(
        _text(payload, *path) for path in (("message", "msg_id"), ("recipient", "id"), ("message", "text"))
    )
    message_id, recipient, text = (_plain(one, most) for one, most in zip(found, (80, 60, 8000), strict=True))
    return (message_id, recipient, text) if message_id and recipient and text else None


def is_revocation(payload: Mapping[str, Any]) -> bool:
    """Whether an account takes back what it had granted the app (5.4)."""
    return payload.get("event_name") == "permission_revoked"


def account_of(payload: Mapping[str, Any]) -> str:
    """Id of the Official Account to which the event belongs."""
    if "oa_id" in payload:
        return str(payload["oa_id"])
    side = "sender" if str(payload.get("event_name", "")).startswith("oa_") else "recipient"
    return _text(payload, side, "id")


def sender_of(payload: Mapping[str, Any]) -> str:
    """Id of the person the event is about, as Zalo sent it; empty where there is none."""
    if str(payload.get("event_name", "")).startswith("oa_"):
        return _text(payload, "recipient", "id")
    for side in ("sender", "follower"):
        if found := _text(payload, side, "id"):
            return found
    users = payload.get("users")
    first = users[0] if isinstance(users, list) and users and isinstance(users[0], dict) else {}
    return str(payload.get("user_id") or first.get("id") or "")


def key_of(payload: Mapping[str, Any]) -> str:
    """The event's identity: the same for every delivery of it."""
    name = str(payload.get("event_name", ""))
    about = _text(payload, "message", "msg_id")
    if not about:
        about = f"{payload.get('timestamp')}:{sender_of(payload)}:{payload.get('group_id', '')}"
    return f"{account_of(payload)}:{name}:{about}"[:160]


def arrived(payload: Mapping[str, Any], body: bytes, received_at: datetime) -> Arrived:
    """The event as it goes into the inbox. Its time is never later than its receipt."""
    return Arrived(
        key=_plain(key_of(payload), 160),
        oa_id=_plain(account_of(payload), 40),
        event=_plain(str(payload.get("event_name", "")), 60),
        sender=_plain(sender_of(payload), 40),
        event_at=min(moment_of(payload), received_at),
        received_at=received_at,
        body=body,
    )


def _plain(text: str, most: int) -> str:
    """What a column can hold: no NUL, which PostgreSQL refuses, and not too long."""
    return text.replace("\0", "")[:most]


def incoming(event: Arrived) -> Incoming:
    """What the event says."""
    if bot_events.is_of_a_bot(event):
        return bot_events.incoming(event)
    payload = event.payload
    message = payload.get("message")
    message = message if isinstance(message, dict) else {}
    group = event.event.startswith("user_send_group")
    return Incoming(
        key=event.key,
        oa_id=event.oa_id,
        user_id=event.sender,
        kind="group_message" if group else _kind(event.event),
        at=event.event_at,
        text=_plain(str(message.get("text") or ""), 8000),
        attachments=_attachments(message),
        group_id=_text(payload, "recipient", "id") if group else str(payload.get("group_id") or "") or None,
        users=_users(payload),
        detail=_detail(payload),
    )


def _kind(name: str) -> str:
    if name.startswith("oa_send_"):
        return "officer"
    return _ATTACHED.get(name) or _GESTURES.get(name) or ("text" if name == "user_send_text" else "other")


def _attachments(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    found = message.get("attachments")
    items = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return tuple(
        Attachment(
            str(one.get("type") or "other"), one["payload"] if isinstance(one.get("payload"), dict) else {}
        )
        for one in items
    )


def _users(payload: Mapping[str, Any]) -> tuple[str, ...]:
    users = payload.get("users")
    found = (
        [str(one.get("id") or "") for one in users if isinstance(one, dict)]
        if isinstance(users, list)
        else []
    )
    return tuple(filter(None, found))


def _detail(payload: Mapping[str, Any]) -> dict[str, Any]:
    info = payload.get("info")
    return dict(info) if isinstance(info, dict) else {}


def _text(payload: Mapping[str, Any], *path: str) -> str:
    value: Any = payload
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return "" if value is None else str(value)
