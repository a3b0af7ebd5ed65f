"""Calls a minute of each Official Account, shared by all processes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from domain.pace import FIRST_LIMIT, Pace
from storage.database import Rows
from storage.tables import accounts


async def take(
    rows: Rows,
    oa_id: str,
    wanted: int | Sequence[int],
    now: datetime,
    *,
    fixed: int | None = None,
    urgent: bool,
    paced: bool = True,
) -> int:
    """Take up to ``wanted`` calls of the account; how many it may make now. Or, where ``wanted`` names the calls that
    each of some messages takes, how many of the messages may go.

    ``fixed`` is the limit that an operator has set (0: none), else what Zalo has said counts. Runs in the transaction
    that claims the letters, so that all processes together keep the rate. An account that is not known has no limit.
    """
    each = (1,) * wanted if isinstance(wanted, int) else wanted
    if not each or fixed == 0:
        return len(each)
    row = await _locked(rows, oa_id)
    if row is None:
        return len(each)
    limit = fixed or row.rate_limit or FIRST_LIMIT
    granted, pace = _pace(row).grant_each(each, limit, now, urgent=urgent, paced=paced)
    await _keep(rows, oa_id, pace)
    return granted


async def count(rows: Rows, oa_id: str, calls: int, now: datetime, *, fixed: int | None = None) -> None:
    """Calls of the account that had to be made, whatever is left."""
    row = None if fixed == 0 else await _locked(rows, oa_id)
    if row is not None:
        await _keep(rows, oa_id, _pace(row).counted(calls, now))


async def exhausted(rows: Rows, oa_id: str, now: datetime, *, fixed: int | None = None) -> None:
    """Zalo says that this minute's calls are used up."""
    row = await _locked(rows, oa_id)
    if row is not None:
        await _keep(rows, oa_id, _pace(row).exhausted(fixed or row.rate_limit or FIRST_LIMIT, now))


async def learn(rows: Rows, oa_id: str, limit: int) -> None:
    """Keep the limit that Zalo's answers name."""
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(rate_limit=limit))


async def hold(rows: Rows, oa_ids: Collection[str]) -> None:
    """Take these accounts before something of them is written."""
    if oa_ids:
        await rows.hold(accounts, accounts.c.oa_id.in_(sorted(oa_ids)))


async def _locked(rows: Rows, oa_id: str) -> Any:
    return await rows.first(select(accounts).where(accounts.c.oa_id == oa_id).with_for_update())


def _pace(row: Any) -> Pace:
    made = {int(second): (calls[0], calls[1]) for second, calls in (row.rate_log or {}).items()}
    return Pace(made, row.rate_left, row.rate_at)


async def _keep(rows: Rows, oa_id: str, pace: Pace) -> None:
    made = {str(second): calls for second, calls in pace.made.items()}
    values = {"rate_log": made, "rate_left": pace.flow, "rate_at": pace.flow_at}
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(values))
