"""Where a group's posts go: through the account that owns it, through the Zalo Bot in it, or to its owner."""

from __future__ import annotations

from domain.groups import Group, GroupChannel, GroupKind
from storage.groups import Group as StoredGroup


def test_a_group_of_the_bot_platform_is_posted_to_once_a_bot_is_in_it() -> None:
    assert StoredGroup("18700", "xa", "zalo_bot", "b1", None, bot_id="7").address == "group:b1"
    assert StoredGroup("18700", "xa", "gmf", "g1", None).address == "group:g1"
    assert StoredGroup("18700", "xa", "gmf", None, None).address is None, "still to be made"
    assert StoredGroup("18700", "xa", "gmf", "g1", None, status="disabled").address is None
    assert StoredGroup("18700", "xa", "zalo_bot", "b1", None).address is None
    assert not Group("18700", GroupKind.XA, GroupChannel.ZALO_BOT, "b1").can_be_posted_to
