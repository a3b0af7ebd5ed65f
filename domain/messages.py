"""Messages we owe: to whom, of which kind and lane, until when, and whether they are still true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from domain.errors import Malformed

BUTTON_TITLE = 20
BUTTONS = 3
"""At most three buttons and one question a message."""


class Lane(IntEnum):
    """The order in which the postman serves: a failing reminder never blocks a reply."""

    REPLY = 0
    PROMPT = 1
    REMINDER = 2
    BROADCAST = 3


class MessageKind(StrEnum):
    """What a message is (`show outbox`)."""

    REPLY = "reply"
    PROMPT = "prompt"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    BROADCAST = "broadcast"

    @property
    def lane(self) -> Lane:
        """The lane it travels in: an escalation goes with the reminders."""
        return _LANES[self]

    @property
    def waits_for_day(self) -> bool:
        """Whether it is kept back in quiet hours and at Tết: everything but the answer to what was just said."""
        return self is not MessageKind.REPLY


_LANES = {
    MessageKind.REPLY: Lane.REPLY,
    MessageKind.PROMPT: Lane.PROMPT,
    MessageKind.REMINDER: Lane.REMINDER,
    MessageKind.ESCALATION: Lane.REMINDER,
    MessageKind.BROADCAST: Lane.BROADCAST,
}


class AddressKind(StrEnum):
    """Whom an address names."""

    PERSON = "person"
    USER = "user"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Address:
    """`person:ID`, `user:OA/ID` (a stranger, by account) or `group:ID`."""

    kind: AddressKind
    id: str
    oa_id: str | None = None

    def __post_init__(self) -> None:
        if not self.id or (self.kind is AddressKind.USER) is not bool(self.oa_id):
            raise Malformed(f"not an address: {self.kind} {self.oa_id!r} {self.id!r}")

    def __str__(self) -> str:
        return f"{self.kind}:{self.oa_id}/{self.id}" if self.oa_id else f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """The address written as text."""
        kind, colon, rest = text.partition(":")
        if not colon or kind not in set(AddressKind):
            raise Malformed(f"not an address: {text!r}")
        if kind != AddressKind.USER:
            return cls(AddressKind(kind), rest)
        oa_id, _, user_id = rest.partition("/")
        return cls(AddressKind.USER, user_id, oa_id)

    @classmethod
    def person(cls, person_id: str) -> Address:
        """Somebody we know."""
        return cls(AddressKind.PERSON, person_id)

    @classmethod
    def user(cls, oa_id: str, user_id: str) -> Address:
        """A stranger, in the account in which this id is valid."""
        return cls(AddressKind.USER, user_id, oa_id)

    @classmethod
    def group(cls, group_id: str) -> Address:
        """A Zalo group."""
        return cls(AddressKind.GROUP, group_id)


@dataclass(frozen=True, slots=True)
class Button:
    """A button; the payload comes back when it is pressed, shown in the chat as if typed if `visible`."""

    title: str
    payload: str
    visible: bool = True

    def __post_init__(self) -> None:
        if not 1 <= len(self.title) <= BUTTON_TITLE:
            raise Malformed(f"a button's title has 1 to {BUTTON_TITLE} characters: {self.title!r}")
