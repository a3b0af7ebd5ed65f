"""The teams' Zalo groups: which there are, and who is known to be in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from domain.groups import GroupChannel
from storage.database import Rows
from storage.tables import group_members, groups


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a unit; ``group_id`` is None for a group without any bot (channel "manual").

    Messages go through Official Accounts only, so a group of the Bot platform ("zalo_bot") is looked after by its
    owner like a manual one.
    """

    unit_code: str
    kind: str
    channel: str
    group_id: str | None
    oa_id: str | None

    @property
    def address(self) -> str | None:
        """Where announcements for this group go, or None when the account cannot post there."""
        if self.channel != GroupChannel.GMF or self.group_id is None:
            return None
        return f"group:{self.group_id}"


def _group(row: Any) -> Group:
    return Group(row.unit_code, row.kind, row.channel, row.group_id, row.oa_id)


async def of_units(rows: Rows, unit_codes: Iterable[str]) -> list[Group]:
    """The groups of these units."""
    wanted = sorted(set(unit_codes))
    if not wanted:
        return []
    query = select(groups).where(groups.c.unit_code.in_(wanted)).order_by(groups.c.unit_code, groups.c.kind)
    return [_group(row) for row in await rows.all(query)]


async def everything(rows: Rows) -> list[Group]:
    """Every group there is."""
    return [_group(row) for row in await rows.all(select(groups).order_by(groups.c.unit_code, groups.c.kind))]


async def by_group_ids(rows: Rows, ids: Iterable[str]) -> dict[str, Group]:
    """Groups by Zalo's group id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {
        row.group_id: _group(row)
        for row in await rows.all(select(groups).where(groups.c.group_id.in_(wanted)))
    }


async def joined(rows: Rows, oa_id: str, group_id: str, user_ids: Sequence[str], at: datetime) -> None:
    """These accounts are in the group."""
    if user_ids:
        new = [{"group_id": group_id, "user_id": one, "oa_id": oa_id, "since": at} for one in user_ids]
        await rows.add_unless_there(group_members, new)


async def left(rows: Rows, group_id: str, user_ids: Sequence[str]) -> None:
    """These accounts are no longer in the group; that says nothing about the team."""
    if user_ids:
        gone = group_members.c.group_id == group_id, group_members.c.user_id.in_(user_ids)
        await rows.run(delete(group_members).where(*gone))
