"""Listings of what came in, what goes out, and what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, select

from storage import outbox
from storage.database import Rows
from storage.listing.scene import Listed, Scene, columns
from storage.tables import (
    audit,
    bindings,
    groups,
    inbox,
    offices,
)
from storage.tables import outbox as letters


async def list_inbox(rows: Rows, scene: Scene) -> list[Listed]:
    """What Zalo sent."""
    names = ("id", "event", "sender", "received_at", "status", "attempts")
    found = await rows.all(select(inbox.c.oa_id, *_of(inbox.c, names)).order_by(inbox.c.id))
    mine = await _addresses(rows, scene)
    return [
        columns(row, names)
        for row in found
        if scene.view.is_within(row.received_at)
        and (mine is None or f"user:{row.oa_id}/{row.sender}" in mine)
    ]


async def list_outbox(rows: Rows, scene: Scene) -> list[Listed]:
    """What we owe or have sent; the texts only where asked for."""
    names = ("id", "key", "to", "kind", "status", "attempts", "created_at", "sent_at", "error", "way", "cost")
    wanted = [letters] if scene.view.texts else _of(letters.c, names)
    mine = await _addresses(rows, scene)
    shown = []
    for row in await rows.all(select(*wanted).order_by(letters.c.id)):
        if scene.view.is_within(row.created_at) and (mine is None or row.to in mine):
            text = {"text": outbox.opened(row, rows.vault).text} if scene.view.texts else {}
            shown.append(columns(row, names) | text)
    return shown


async def list_audit(rows: Rows, scene: Scene) -> list[Listed]:
    """Who did what, oldest first."""
    mine = await _addresses(rows, scene)
    found = await rows.all(select(audit).order_by(audit.c.id))
    return [
        columns(row, ("at", "who", "action", "object", "detail"))
        for row in found
        if scene.view.is_within(row.at) and (mine is None or row.who in mine or f"person:{row.who}" in mine)
    ]


async def _addresses(rows: Rows, scene: Scene) -> set[str] | None:
    """Every address of the subtree: its office-holders, their accounts, its groups. None: no subtree is asked for."""
    if scene.codes is None:
        return None
    held = await rows.all(select(offices.c.person_id, offices.c.unit_code))
    persons = {row.person_id for row in held if scene.shows(row.unit_code)}
    found = {f"person:{person}" for person in persons}
    for row in await rows.all(select(bindings)):
        if row.person_id in persons:
            found.add(f"user:{row.oa_id}/{row.user_id}")
    for row in await rows.all(select(groups)):
        if row.group_id is not None and scene.shows(row.unit_code):
            found.add(f"group:{row.group_id}")
    return found


def _of(table: Any, names: Iterable[str]) -> list[Column[Any]]:
    return [table[name] for name in names]
