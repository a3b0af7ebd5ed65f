"""What reached us from a person, before and after it was understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, file, voice message, sticker, place … with what Zalo says of it (Zalo reference 5.3)."""

    kind: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event of a person: a text, something attached, or a gesture such as following the account.

    ``kind`` is "text", an attachment kind, or "follow", "unfollow", "chatnow", "info", "officer" (somebody answered by
    hand), "withdraw", "group_message", "group_joined", "group_left",
    "group_asked", "group_changed", "other".
    """

    key: str
    oa_id: str
    user_id: str
    kind: str
    at: datetime
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    group_id: str | None = None
    users: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def opens_window(self) -> bool:
        """Whether Zalo lets the account write to this person because of it (Zalo reference 2.4)."""
        return self.kind not in _OPENS_NOTHING and not self.kind.startswith("group_")


_OPENS_NOTHING = frozenset({"unfollow", "info", "officer", "withdraw", "other"})


@dataclass(frozen=True, slots=True)
class Heard:
    """A text and its reading (language contract). Where it is not ``sure`` nothing is done without asking back."""

    text: str
    intent: str
    slots: dict[str, Any]
    sure: bool

    def says(self, *intents: str) -> bool:
        """Whether the text was read as one of these."""
        return self.intent in intents

    def slot(self, name: str) -> Any:
        """What the text gave for the slot, or None."""
        return self.slots.get(name)
