"""The teams' Zalo groups: which there are, and who is known to be in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, select, update

from domain.groups import Group as GroupRule
from domain.groups import GroupChannel, GroupKind
from storage.database import Rows
from storage.tables import group_members, group_people, groups

GONE = ("disabled", "gone")
"""A group of the account in which nothing can be posted: its asset ran out, or it is not there any more."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a unit; ``group_id`` is None for one without any bot, and for one that is still to be created.

    ``name`` is what it was to be called when it was last looked at; ``status`` is Zalo's, None where nobody has looked.
    """

    unit_code: str
    kind: str
    channel: str
    group_id: str | None
    oa_id: str | None
    bot_id: str | None = None
    name: str | None = None
    status: str | None = None
    asset_id: str | None = None
    expires_on: date | None = None
    reconciled_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def address(self) -> str | None:
        """Where announcements for this group go, or None when they go to its owner as a card to forward."""
        if not self.as_rule.can_be_posted_to or self.status in GONE:
            return None
        return f"group:{self.group_id}"

    @property
    def as_rule(self) -> GroupRule:
        """The group as the rules see it."""
        kind, channel = GroupKind(self.kind), GroupChannel(self.channel)
        return GroupRule(self.unit_code, kind, channel, self.group_id, self.oa_id, self.bot_id)


_COLUMNS = tuple(Group.__dataclass_fields__)


def _group(row: Any) -> Group:
    return Group(**{name: getattr(row, name) for name in _COLUMNS})


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


async def one(rows: Rows, unit_code: str, kind: str) -> Group | None:
    """A unit's group of a kind, or None."""
    row = await rows.first(select(groups).where(_is(unit_code, kind)))
    return None if row is None else _group(row)


def _is(unit_code: str, kind: str) -> Any:
    return and_(groups.c.unit_code == unit_code, groups.c.kind == kind)


async def change(rows: Rows, group: Group, **values: Any) -> None:
    """Write columns of a group."""
    await rows.run(update(groups).where(_is(group.unit_code, group.kind)).values(values))


async def keep_link(rows: Rows, group: Group, link: str) -> None:
    """Keep the link by which people join, sealed."""
    sealed = rows.vault.seal("groups.link", f"{group.unit_code}/{group.kind}", link)
    await change(rows, group, link=sealed)


async def link_of(rows: Rows, group: Group) -> str | None:
    """The link by which people join, or None where it is not known."""
    found = await rows.scalar(select(groups.c.link).where(_is(group.unit_code, group.kind)))
    place = f"{group.unit_code}/{group.kind}"
    return None if found is None else rows.vault.open("groups.link", place, found)


async def link_bot(rows: Rows, unit_code: str, kind: str, chat_id: str, bot_id: str) -> None:
    """The unit's group is the chat in which this Zalo Bot is."""
    values: dict[str, Any] = {"unit_code": unit_code, "kind": kind, "group_id": chat_id}
    values |= {"channel": str(GroupChannel.ZALO_BOT), "bot_id": bot_id}
    values |= dict.fromkeys(("oa_id", "status", "name", "asset_id"))
    await rows.put(groups, values, keys=("unit_code", "kind"))


async def serve_with(rows: Rows, bot_id: str, unit_codes: Collection[str] | None) -> int:
    """Groups of the Bot platform that had no bot yet are this one's, of these units or all; how many."""
    waiting = and_(groups.c.channel == GroupChannel.ZALO_BOT, groups.c.bot_id.is_(None))
    if unit_codes is not None:
        waiting = and_(waiting, groups.c.unit_code.in_(sorted(unit_codes)))
    return await rows.run(update(groups).where(waiting).values(bot_id=bot_id))


async def seen(rows: Rows, oa_id: str, group_id: str, user_ids: Iterable[str], at: datetime) -> None:
    """Exactly these accounts are in the group now."""
    there = set(user_ids)
    query = select(group_members.c.user_id).where(group_members.c.group_id == group_id)
    known = {row.user_id for row in await rows.all(query)}
    await left(rows, group_id, sorted(known - there))
    await joined(rows, oa_id, group_id, sorted(there - known), at)


async def confirmed(rows: Rows, group: Group, person_ids: Iterable[str], by: str, at: datetime) -> None:
    """Its owner says that exactly these persons are in the group."""
    mine = group_people.c.unit_code == group.unit_code, group_people.c.kind == group.kind
    await rows.run(delete(group_people).where(*mine))
    key = {"unit_code": group.unit_code, "kind": group.kind, "since": at, "told_by": by}
    new = [{**key, "person_id": one} for one in sorted(set(person_ids))]
    if new:
        await rows.run(rows.insert(group_people), new)
