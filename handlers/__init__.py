"""CONVERSATIONS: one file each, and the small frame they hang in."""

from handlers.conversation import Conversation

CONVERSATIONS: tuple[Conversation, ...] = ()
