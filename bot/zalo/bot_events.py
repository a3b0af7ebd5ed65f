"""Events of the Zalo Bot platform (Zalo reference 9): their identity, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handlers.heard import Incoming
from storage.bots import PREFIX
from storage.inbox import Arrived

HEADER = "X-Bot-Api-Secret-Token"
_TEXT = "message.text.received"


def update_of(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event itself, with or without the wrapper {"ok": …, "result": …}."""
    result = payload.get("result")
    return result if "event_name" not in payload and isinstance(result, Mapping) else payload


def matters(payload: Mapping[str, Any]) -> bool:
    """Whether it can have an effect: a message of a person, in a chat that can be told."""
    message = _message(payload)
    is_bot = _of(message, "from").get("is_bot") is True
    return bool(_of(message, "chat").get("id") and _of(message, "from").get("id")) and not is_bot


def arrived(bot_id: str, payload: Mapping[str, Any], body: bytes, received_at: datetime) -> Arrived:
    """The event as it goes into the inbox, under the bot as its account."""
    update, message = update_of(payload), _message(payload)
    name, at = str(update.get("event_name", "")), _moment(message.get("date"), received_at)
    about = str(message.get("message_id") or f"{at.timestamp()}:{_of(message, 'from').get('id')}")
    return Arrived(
        key=_plain(f"{PREFIX}{bot_id}:{name}:{about}", 160),
        oa_id=f"{PREFIX}{bot_id}"[:40],
        event=_plain(name, 60),
        sender=_plain(str(_of(message, "from").get("id")), 40),
        event_at=min(at, received_at),
        received_at=received_at,
        body=body,
    )


def is_of_a_bot(event: Arrived) -> bool:
    """Whether the event came from the Bot platform."""
    return event.oa_id.startswith(PREFIX)


def incoming(event: Arrived) -> Incoming:
    """What the event says. In a group a bot hears only what mentions it or answers it: all of it is meant for it."""
    message = _message(event.payload)
    chat = _of(message, "chat")
    return Incoming(
        key=event.key,
        oa_id=event.oa_id,
        user_id=event.sender,
        kind="group_message",
        at=event.event_at,
        text=_plain(str(message.get("text") or ""), 8000) if event.event == _TEXT else "",
        group_id=_plain(str(chat.get("id")), 60),
        detail={"bot": event.oa_id.removeprefix(PREFIX), "private": chat.get("chat_type") == "PRIVATE"},
    )


def _message(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return _of(update_of(payload), "message")


def _of(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _moment(date: object, received_at: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(int(str(date)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return received_at


def _plain(text: str, most: int) -> str:
    return text.replace("\0", "")[:most]
