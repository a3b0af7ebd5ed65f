"""The purse of each account: its monthly budget, the template it pays for, and the ledger of what was spent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from domain.calendar import in_vietnam
from domain.ways import Template
from storage.database import Rows
from storage.tables import accounts, message_templates, spendings

KNOCK = "knock"
"""Purpose of the template that asks somebody to write to the account."""


async def templates_of(rows: Rows, oa_ids: Iterable[str]) -> dict[str, Template]:
    """The template with which each account knocks."""
    mine = message_templates.c.oa_id.in_(sorted(set(oa_ids))), message_templates.c.purpose == KNOCK
    return {
        row.oa_id: Template(row.template_id, tuple(row.params), row.price_uid, row.price_phone)
        for row in await rows.all(select(message_templates).where(*mine))
    }


async def keep_template(rows: Rows, oa_id: str, template: Template, now: datetime) -> None:
    """From now on the account knocks with this template."""
    values = {
        "oa_id": oa_id,
        "purpose": KNOCK,
        "template_id": template.id,
        "params": list(template.params),
        "price_uid": template.price_uid,
        "price_phone": template.price_phone,
        "checked_at": now,
    }
    await rows.put(message_templates, values)


async def spent_this_month(rows: Rows, oa_ids: Iterable[str], now: datetime) -> dict[str, int]:
    """Đồng that each account has spent since the first of the month in Vietnam."""
    mine = spendings.c.oa_id.in_(sorted(set(oa_ids))), spendings.c.at >= _first_of_month(now)
    query = select(spendings.c.oa_id, func.sum(spendings.c.cost).label("sum")).where(*mine)
    return {row.oa_id: int(row.sum) for row in await rows.all(query.group_by(spendings.c.oa_id))}


async def set_budget(rows: Rows, oa_id: str, budget: int) -> None:
    """What the account may spend a month from now on, in đồng."""
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(monthly_budget=budget))


@dataclass(frozen=True, slots=True)
class Ledger:
    """What an account has spent this month, in đồng, by way: (way, messages, đồng)."""

    oa_id: str
    budget: int | None
    spent: int
    template: str | None
    by_way: tuple[tuple[str, int, int], ...]


async def ledger(rows: Rows, oa_ids: Sequence[str], now: datetime) -> list[Ledger]:
    """The ledgers of these accounts for the month of ``now``."""
    templates = await templates_of(rows, oa_ids)
    budgets = {
        row.oa_id: row.monthly_budget
        for row in await rows.all(select(accounts).where(accounts.c.oa_id.in_(list(oa_ids))))
    }
    found = []
    for oa_id in oa_ids:
        mine = spendings.c.oa_id == oa_id, spendings.c.at >= _first_of_month(now)
        messages, cost = func.count().label("messages"), func.sum(spendings.c.cost).label("cost")
        query = select(spendings.c.way, messages, cost).where(*mine).group_by(spendings.c.way)
        by_way = [
            (row.way, int(row.messages), int(row.cost)) for row in await rows.all(query.order_by("way"))
        ]
        template = templates.get(oa_id)
        name = None if template is None else template.id
        found.append(Ledger(oa_id, budgets.get(oa_id), sum(one[2] for one in by_way), name, tuple(by_way)))
    return found


def _first_of_month(now: datetime) -> datetime:
    return in_vietnam(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
