"""What is no text: following, photos and files, an officer who answers by hand, comings and goings in groups."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.privacy import Right
from handlers import in_groups
from handlers.pressing import is_tap
from handlers.privacy import carry_out
from handlers.turn import Turn
from storage import group_tasks, groups

if TYPE_CHECKING:
    from handlers.router import Router

OFFICER_HOURS = timedelta(hours=2)
"""While an officer answers by hand, the bot keeps silent there for so long after each of his messages."""


async def take(turn: Turn, router: Router) -> bool:
    """Answer what is no text of a person to us. False when it is one."""
    kind = turn.incoming.kind
    if kind == "officer":
        turn.effects.contact["officer_until"] = turn.at + OFFICER_HOURS
        return True
    if kind.startswith("group_"):
        await _in_group(turn)
        return True
    if kind == "withdraw":
        await carry_out(turn, Right.ERASE)
        return True
    if kind == "unfollow":
        turn.effects.contact["follows"] = False
        return True
    if _officer_speaks(turn) and not is_tap(turn.incoming.text):
        return True
    return await _other(turn, router)


def _officer_speaks(turn: Turn) -> bool:
    """Whether what is written is for the officer; a button of ours is pressed for us all the same."""
    until = turn.speaker.contact.officer_until
    return until is not None and turn.at < until


async def _in_group(turn: Turn) -> None:
    """Who is in a group is known from what Zalo tells; in the group the bot answers only when called."""
    incoming = turn.incoming
    if incoming.group_id is None:
        return
    if incoming.kind == "group_message":
        await in_groups.answer(turn)
    elif incoming.kind == "group_joined":
        await groups.joined(turn.rows, incoming.oa_id, incoming.group_id, incoming.users, turn.at)
    elif incoming.kind == "group_left":
        await groups.left(turn.rows, incoming.group_id, incoming.users)
    elif incoming.kind == "group_asked":
        known = await groups.by_group_ids(turn.rows, [incoming.group_id])
        await group_tasks.look_again(turn.rows, [one.unit_code for one in known.values()], turn.at)


async def _other(turn: Turn, router: Router) -> bool:
    kind = turn.incoming.kind
    if kind == "text":
        return False
    name = "attachments" if turn.incoming.attachments else "welcome"
    conversation = router.named(name)
    if conversation is not None:
        await router.begin(turn, conversation)
    return True
