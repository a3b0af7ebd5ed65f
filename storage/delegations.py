"""Delegations: the chairman lets a vice chairman decide for a time (J18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from domain.authority import Delegation
from domain.units import UnitTree
from storage.database import Rows
from storage.tables import delegations


async def in_force(rows: Rows, tree: UnitTree, unit_code: str | None = None) -> list[Delegation]:
    """Those that hold on the tree's day, of one commune if named."""
    return [one for one in await upcoming(rows, tree.on, unit_code) if one.in_force(tree.on)]


async def upcoming(rows: Rows, day: date, unit_code: str | None = None) -> list[Delegation]:
    """Those that hold on that day or will, of one commune if named, soonest first."""
    query = select(delegations).where(delegations.c.valid_to > day)
    if unit_code is not None:
        query = query.where(delegations.c.unit_code == unit_code)
    found = await rows.all(query.order_by(delegations.c.valid_from, delegations.c.id))
    return [_delegation(row) for row in found]


def _delegation(row: Any) -> Delegation:
    return Delegation(row.chairman_id, row.delegate_id, row.unit_code, row.valid_from, row.valid_to)


async def give(rows: Rows, one: Delegation, at: datetime, event_key: str) -> None:
    """Keep a delegation; the chairman's earlier ones to the same person that overlap end where it begins."""
    await end(rows, [one.delegate_id], one.unit_code, one.valid_from)
    values = {
        "unit_code": one.unit_code,
        "chairman_id": one.chairman_id,
        "delegate_id": one.delegate_id,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "event_key": event_key,
        "entered_at": at,
    }
    await rows.add(delegations, values)


async def end(rows: Rows, delegate_ids: Sequence[str], unit_code: str, on: date) -> int:
    """End what these persons were given in that commune: ``on`` is the first day they no longer may. How many."""
    mine = (
        delegations.c.unit_code == unit_code,
        delegations.c.delegate_id.in_(delegate_ids),
        delegations.c.valid_to > on,
    )
    return await rows.run(update(delegations).where(*mine).values(valid_to=on))
