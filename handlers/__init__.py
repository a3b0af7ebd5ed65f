"""CONVERSATIONS: one file each, and the small frame they hang in."""

from handlers.conversation import Conversation
from handlers.handover import handover
from handlers.help import help_
from handlers.join import join
from handlers.members import members, verify
from handlers.smalltalk import elsewhere, smalltalk
from handlers.welcome import welcome

CONVERSATIONS: tuple[Conversation, ...] = (
    join,
    members,
    verify,
    handover,
    help_,
    welcome,
    elsewhere,
    smalltalk,
)
