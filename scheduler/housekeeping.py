"""Housekeeping: what was kept long enough is emptied or dropped, and reports are locked when their time has come."""

from __future__ import annotations

from domain.reminders import periods_to_sweep
from domain.reports import locked_at
from scheduler.ledger import chains
from scheduler.lines import Scene
from storage import (
    attachments,
    codes,
    dialogs,
    echoes,
    group_tasks,
    handouts,
    inbox,
    named,
    orders,
    outbox,
    page_sessions,
    roster,
    taps,
    unread,
    uploads,
)
from storage.database import Rows


async def keep_house(rows: Rows, scene: Scene) -> dict[str, int]:
    """How many rows were emptied, dropped or locked, by what they are."""
    done = {
        "inbox_bodies": await inbox.empty_bodies(rows, scene.now),
        "outbox_bodies": await outbox.empty_bodies(rows, scene.now),
        "dialogs": await dialogs.expired(rows, scene.now),
        "taps": await taps.forget(rows, scene.now),
        "echoes": await echoes.forget(rows, scene.now),
        "codes": await codes.forget(rows, scene.now),
        "files": await attachments.let_go_strays(rows, scene.now),
        "handouts": await handouts.forget(rows, scene.now),
        "paper_orders": await orders.forget(rows, scene.now),
        "page_sessions": await page_sessions.forget(rows, scene.now),
        "uploads": await uploads.forget(rows, scene.now),
        "named": await named.forget_named(rows, scene.now),
        "unread": await unread.forget(rows, scene.today),
        "group_tasks": await group_tasks.forget(rows, scene.now),
        "groups_to_look_at": await group_tasks.look_daily(rows, scene.now),
        "reports": await _lock(rows, scene),
    }
    return {name: count for name, count in done.items() if count > 0}


async def _lock(rows: Rows, scene: Scene) -> int:
    """The newest period whose lock has come in every chain, and all before it."""
    locked = 0
    for period in periods_to_sweep(scene.now, scene.window):
        dues = [scene.directory.rules.due(period, chain, scene.window) for chain in chains(scene, period)]
        if dues and all(scene.now > locked_at(due) for due in dues):
            locked = max(locked, 0) + await roster.lock_reports(rows, period)
    return locked
