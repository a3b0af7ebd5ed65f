"""A group that no Official Account owns is looked after by its owner, whatever platform its bot would be on."""

from __future__ import annotations

from domain.groups import Group, GroupChannel, GroupKind
from storage.groups import Group as StoredGroup


def test_a_group_of_the_bot_platform_is_not_posted_to_through_the_official_account() -> None:
    assert StoredGroup("18700", "xa", "gmf", "g1", None).address == "group:g1"
    assert StoredGroup("18700", "xa", "zalo_bot", "b1", None).address is None
    assert not Group("18700", GroupKind.XA, GroupChannel.ZALO_BOT, "b1").can_be_posted_to
