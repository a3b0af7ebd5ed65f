"""What a sweep asks of and does to the outbox and the requests, beside what everybody else does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update

from domain.messages import Lane
from domain.requests import OPEN
from storage.database import Rows
from storage.recipients import in_runs
from storage.tables import outbox, requests, told_within

EXPIRED = "expired"
"""Error of a letter whose own time was over before it went."""
_TRY = text("SELECT pg_try_advisory_xact_lock(810002)")
_WAIT = text("SELECT pg_advisory_xact_lock(810002)")


async def is_alone(rows: Rows, wait: bool) -> bool:
    """Be the only one who sweeps until this transaction ends; without `wait` False if somebody else does already.

    Only to save work: that nothing is written twice is the keys' doing. SQLite has one machine and needs no such lock.
    """
    if rows.is_sqlite:
        return True
    if wait:
        await rows.run(_WAIT)
        return True
    return bool(await rows.scalar(_TRY))


async def open_requests_mark(rows: Rows) -> tuple[int, int | None]:
    """Changes whenever an open request came, moved or went."""
    open_ones = requests.c.status.in_([str(status) for status in OPEN])
    query = select(func.count().label("many"), func.sum(requests.c.version).label("moves")).where(open_ones)
    row = await rows.first(query)
    return (0, None) if row is None else (row.many, row.moves)


async def written(rows: Rows, keys: Iterable[str]) -> set[str]:
    """Which of these messages are in the outbox already, be it within another one."""
    found: set[str] = set()
    for some in in_runs(sorted(set(keys))):
        for key in (outbox.c.key, told_within.c.key):
            found.update(row.key for row in await rows.all(select(key).where(key.in_(some))))
    return found


async def note_within(rows: Rows, told: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Remember what is told within a letter: (its key, theirs)."""
    found = [{"key": one, "letter_key": key} for key, within in told for one in within]
    if found:
        await rows.add_unless_there(told_within, found)


async def failed_addresses(rows: Rows, key_prefix: str) -> set[str]:
    """To whom messages with such keys could not be delivered."""
    mine = outbox.c.key.startswith(key_prefix, autoescape=True), outbox.c.status == "failed"
    return {row.to for row in await rows.all(select(outbox.c.to).where(*mine))}


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that reached nobody: to whom, of which commune, and why."""

    to: str
    commune: str
    error: str


async def failed_between(rows: Rows, since: datetime, until: datetime, kinds: Iterable[str]) -> list[Failed]:
    """Messages to persons that were given up in that time, or ran out of it on their way."""
    lost = or_(outbox.c.status == "failed", and_(outbox.c.status == "dropped", outbox.c.error == EXPIRED))
    mine = and_(lost, outbox.c.kind.in_([str(kind) for kind in kinds]))
    at = func.coalesce(outbox.c.settled_at, outbox.c.created_at)
    query = select(outbox).where(mine, at >= since, at < until, outbox.c.to.startswith("person:"))
    query = query.order_by(outbox.c.id)
    return [Failed(row.to, row.unit_code or "", row.error or "") for row in await rows.all(query)]


async def has_loud(rows: Rows, now: datetime, until: datetime) -> bool:
    """Whether a reminder would go out before the quiet hours end."""
    return await rows.scalar(select(outbox.c.id).where(_loud(now, until)).limit(1)) is not None


async def hold_back(rows: Rows, now: datetime, until: datetime) -> int:
    """Reminders that were not delivered before the quiet hours (slow rate, next attempt) wait for their end."""
    await rows.hold(outbox, _loud(now, until))
    return await rows.run(update(outbox).where(_loud(now, until)).values(not_before=until))


def _loud(now: datetime, until: datetime) -> ColumnElement[bool]:
    is_free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < now)
    mine = outbox.c.status == "waiting", outbox.c.lane >= int(Lane.REMINDER), outbox.c.not_before < until
    return and_(*mine, is_free)


async def untried(rows: Rows, claimer: str) -> int:
    """How many letters a sweep kept for itself wait for their first attempt; those tried once are anybody's again."""
    mine = and_(outbox.c.status == "waiting", outbox.c.claimed_by == claimer)
    tried = and_(mine, outbox.c.attempts > 0)
    await rows.hold(outbox, tried)
    await rows.run(update(outbox).where(tried).values(claimed_by=None, claimed_until=None))
    count: int = await rows.scalar(select(func.count()).select_from(outbox).where(mine))
    return count


async def release(rows: Rows, claimer: str) -> None:
    """What a sweep kept for itself and did not deliver is anybody's."""
    mine = and_(outbox.c.status == "waiting", outbox.c.claimed_by == claimer)
    await rows.hold(outbox, mine)
    await rows.run(update(outbox).where(mine).values(claimed_by=None, claimed_until=None))
