"""What has to be done with the groups: looks at those of the account, and what the owners of the others are asked.

Actions: "look" (compare and mend), "accept", "reject" (a stranger who asked to come in), "say" (an answer in a chat
that no unit has), "todo" (whom the owner lets in and out; done when he says so), "link" (a code that links a chat).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, delete, func, or_, select, update

from domain.group_steps import changed
from storage.database import Rows
from storage.group_rolls import Roll
from storage.tables import group_tasks, groups

LEASE = timedelta(minutes=5)
WORKED = ("look", "accept", "reject", "say")
"""What a worker does; the rest waits for people."""
MOST_ATTEMPTS = 8
AGAIN_AFTER = timedelta(days=7)
MOST_REMINDERS = 2
LINK_LIVES = timedelta(minutes=30)
KEPT = timedelta(days=30)
_LISTS = ("believed", "comes", "goes", "expected")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do with a group."""

    id: int
    key: str
    unit_code: str
    kind: str
    action: str
    detail: Mapping[str, Any]
    attempts: int
    created_at: datetime


def _task(row: Any) -> Task:
    return Task(
        row.id, row.key, row.unit_code, row.kind, row.action, row.detail or {}, row.attempts, row.created_at
    )


async def look_again(rows: Rows, unit_codes: Iterable[str], at: datetime) -> None:
    """These units' groups of the account are to be compared with who belongs in them; asked twice is once."""
    wanted = sorted(set(unit_codes))
    mine = and_(groups.c.unit_code.in_(wanted), groups.c.channel == "gmf")
    found = await rows.all(select(groups.c.unit_code, groups.c.kind).where(mine)) if wanted else []
    for row in found:
        await _ask(rows, "look", f"look:{row.unit_code}:{row.kind}", row, at)


async def look_daily(rows: Rows, now: datetime) -> int:
    """The account's groups that nobody has looked at for a day are to be looked at; how many."""
    yesterday = now - timedelta(days=1)
    asked = select(group_tasks.c.id).where(
        group_tasks.c.action == "look",
        group_tasks.c.unit_code == groups.c.unit_code,
        group_tasks.c.kind == groups.c.kind,
        or_(group_tasks.c.status == "waiting", group_tasks.c.created_at > yesterday),
    )
    mine = (
        groups.c.channel == "gmf",
        or_(groups.c.reconciled_at.is_(None), groups.c.reconciled_at <= yesterday),
    )
    found = await rows.all(select(groups.c.unit_code, groups.c.kind).where(*mine, ~asked.exists()))
    for row in found:
        await _ask(rows, "look", f"look:{row.unit_code}:{row.kind}", row, now)
    return len(found)


async def _ask(rows: Rows, action: str, key: str, group: Any, at: datetime) -> None:
    """At once; one that is under way keeps its lease and is done once more when it is finished."""
    values: dict[str, Any] = {"key": key, "unit_code": group.unit_code, "kind": group.kind, "action": action}
    values |= {"status": "waiting", "attempts": 0, "not_before": at, "created_at": at}
    values |= {"done_at": None, "error": None}
    statement = rows.insert(group_tasks).values(values)
    changed: dict[str, Any] = {
        name: case((_under_way(group_tasks, at), group_tasks.c[name]), else_=statement.excluded[name])
        for name in ("status", "attempts", "not_before", "done_at", "error")
    }
    changed["created_at"] = statement.excluded.created_at
    await rows.run(statement.on_conflict_do_update(index_elements=["key"], set_=changed))


def _under_way(tasks: FromClause, at: datetime) -> ColumnElement[bool]:
    """Leased: a worker has taken it, and neither said that it failed nor let its time run out."""
    mine = tasks.c
    return and_(mine.status == "waiting", mine.attempts > 0, mine.error.is_(None), mine.not_before > at)


async def order(
    rows: Rows, action: str, key: str, unit: tuple[str, str], at: datetime, **detail: Any
) -> None:
    """Something to do once, for a unit's group of a kind."""
    values: dict[str, Any] = {"key": f"{action}:{key}"[:160], "unit_code": unit[0], "kind": unit[1]}
    values |= {"action": action}
    values |= {"status": "waiting", "attempts": 0, "not_before": at, "created_at": at, "detail": detail}
    await rows.add_unless_there(group_tasks, values)


async def let_in(rows: Rows, unit_code: str, kind: str) -> set[str]:
    """The accounts that a leader has let into the unit's group though no list has them, for `KEPT`."""
    mine = and_(group_tasks.c.unit_code == unit_code, group_tasks.c.kind == kind)
    found = await rows.all(select(group_tasks.c.detail).where(mine, group_tasks.c.action == "accept"))
    return {user for row in found for user in row.detail["users"]}


async def is_due(rows: Rows, now: datetime) -> bool:
    """Whether a worker has anything to do."""
    waiting = group_tasks.c.status == "waiting", group_tasks.c.action.in_(WORKED)
    query = select(group_tasks.c.id).where(*waiting, group_tasks.c.not_before <= now).limit(1)
    return await rows.scalar(query) is not None


async def claim(rows: Rows, now: datetime) -> Task | None:
    """The oldest task that is due, leased to the caller; one group's tasks are done one after the other."""
    other = group_tasks.alias("other")
    under_way = select(other.c.id).where(
        other.c.unit_code == group_tasks.c.unit_code,
        other.c.kind == group_tasks.c.kind,
        other.c.action.in_(WORKED),
        _under_way(other, now),
    )
    due = and_(
        group_tasks.c.status == "waiting", group_tasks.c.action.in_(WORKED), group_tasks.c.not_before <= now
    )
    query = (
        select(group_tasks)
        .where(due, ~under_way.exists())
        .order_by(group_tasks.c.not_before, group_tasks.c.id)
    )
    row = await rows.first(query.limit(1))
    if row is None:
        return None
    mine = group_tasks.c.id == row.id, group_tasks.c.not_before == row.not_before, due
    taken = {"not_before": now + LEASE, "attempts": row.attempts + 1, "error": None}
    return _task(row) if await rows.run(update(group_tasks).where(*mine).values(taken)) == 1 else None


async def finish(rows: Rows, task: Task, now: datetime, **detail: Any) -> None:
    """It is done; asked for anew meanwhile it begins afresh. `detail` is what the next time is to know."""
    mine = group_tasks.c.id == task.id
    as_it_was = and_(mine, group_tasks.c.created_at == task.created_at)
    asked_anew = and_(mine, group_tasks.c.created_at != task.created_at)
    if detail:
        await rows.run(update(group_tasks).where(mine).values(detail={**task.detail, **detail}))
    await rows.run(update(group_tasks).where(as_it_was).values(status="done", done_at=now, error=None))
    await rows.run(update(group_tasks).where(asked_anew).values(not_before=now, attempts=0))


async def postpone(rows: Rows, task: Task, until: datetime, error: str | None = None) -> None:
    """Not now. With an error it counts as an attempt; after the last one the task is given up."""
    tired = error is not None and task.attempts + 1 >= MOST_ATTEMPTS
    values: dict[str, Any] = {"not_before": until, "error": None if error is None else error[:200]}
    values |= {"status": "failed" if tired else "waiting"}
    values |= {} if error is not None else {"attempts": task.attempts}
    await rows.run(update(group_tasks).where(group_tasks.c.id == task.id).values(values))


async def count_waiting(rows: Rows) -> int:
    """How many tasks wait for a worker."""
    query = select(func.count()).select_from(group_tasks)
    return int(
        await rows.scalar(query.where(group_tasks.c.status == "waiting", group_tasks.c.action.in_(WORKED)))
    )


async def forget(rows: Rows, now: datetime) -> int:
    """Drop what was done long ago, and codes whose time is over."""
    old = and_(group_tasks.c.action.in_(("accept", "reject", "say")), group_tasks.c.created_at < now - KEPT)
    codes = and_(group_tasks.c.action == "link", group_tasks.c.created_at < now - timedelta(days=1))
    return await rows.run(delete(group_tasks).where(or_(old, codes)))


# --- what the owner of a group is asked ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToDo:
    """Whom the owner of a group is to let in and out. `believed`: who is in it as far as was told or taken for granted.

    A new version comes with every difference; `reminded` counts how often this one was repeated.
    """

    believed: tuple[str, ...] = ()
    comes: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    version: int = 0
    reminded: int = 0
    is_known: bool = field(default=True, compare=False)
    """Whether the group was looked after before."""
    told_at: datetime | None = field(default=None, compare=False)

    @property
    def is_open(self) -> bool:
        """Whether there is something to do."""
        return bool(self.comes or self.goes)


def _todo_key(unit_code: str, kind: str) -> str:
    return f"todo:{unit_code}:{kind}"


async def todos(rows: Rows, found: Sequence[Roll]) -> dict[tuple[str, str], ToDo]:
    """What stands in the books for these groups."""
    keys = [_todo_key(one.group.unit_code, one.group.kind) for one in found]
    mine = group_tasks.c.action == "todo"
    query = select(group_tasks).where(mine if len(keys) > 500 else and_(mine, group_tasks.c.key.in_(keys)))
    books = {(row.unit_code, row.kind): _todo(row) for row in await rows.all(query)}
    return {
        place: books.get(place, ToDo(is_known=False))
        for one in found
        for place in ((one.group.unit_code, one.group.kind),)
    }


def _todo(row: Any) -> ToDo:
    detail = row.detail or {}
    believed, comes, goes, wanted = (tuple(detail.get(name, ())) for name in _LISTS)
    return ToDo(believed, comes, goes, wanted, detail["version"], detail["reminded"], told_at=row.created_at)


def news(roll: Roll, stands: ToDo, believed: Iterable[str] | None = None) -> ToDo:
    """What there is to do now: the next version where the lists differ from those that stand, else what stands."""
    base = stands.believed if believed is None else tuple(sorted(believed))
    comes, goes = changed(roll.expected, base, roll.keeper)
    if (tuple(comes), tuple(goes)) == (stands.comes, stands.goes):
        return stands
    return ToDo(base, tuple(comes), tuple(goes), tuple(sorted(roll.expected)), stands.version + 1)


def settled(roll: Roll, stands: ToDo, believed: Iterable[str]) -> ToDo:
    """What is left to do once the owner has said who is in the group."""
    base = tuple(sorted(set(believed)))
    comes, goes = changed(roll.expected, base, roll.keeper)
    version = stands.version + 1 if comes or goes else stands.version
    return ToDo(base, tuple(comes), tuple(goes), tuple(sorted(roll.expected)), version)


async def keep_todo(rows: Rows, group: Any, todo: ToDo, at: datetime) -> None:
    """Write what the owner is asked, since when; it waits for him where there is something to do."""
    detail: dict[str, Any] = {name: list(getattr(todo, name)) for name in _LISTS}
    detail |= {"version": todo.version, "reminded": todo.reminded}
    values = {"key": _todo_key(group.unit_code, group.kind), "unit_code": group.unit_code, "kind": group.kind}
    values |= {"action": "todo", "status": "waiting" if todo.is_open else "done", "detail": detail}
    values |= {"attempts": 0, "not_before": at + AGAIN_AFTER, "created_at": at}
    await rows.put(group_tasks, values, keys=("key",))


async def is_current_todo(rows: Rows, unit_code: str, kind: str, version: int) -> bool:
    """Whether that version of what the owner is asked still stands."""
    row = await rows.first(select(group_tasks).where(group_tasks.c.key == _todo_key(unit_code, kind)))
    return row is not None and row.status == "waiting" and row.detail["version"] == version


# --- codes that link a chat to a unit ------------------------------------------------------------------------------


async def keep_code(rows: Rows, code: str, unit: tuple[str, str], person_id: str, at: datetime) -> None:
    """A one-time code with which somebody proves in a chat that it is his unit's; kept as a hash, older ones end."""
    older = and_(
        group_tasks.c.action == "link", group_tasks.c.unit_code == unit[0], group_tasks.c.kind == unit[1]
    )
    await rows.run(delete(group_tasks).where(older))
    await order(rows, "link", rows.vault.code_hash(code).hex()[:100], unit, at, person=person_id)


async def use_code(rows: Rows, code: str, now: datetime) -> Task | None:
    """The unit of a code that is still good, which is used up; None for any other."""
    key = f"link:{rows.vault.code_hash(code).hex()[:100]}"
    row = await rows.first(select(group_tasks).where(group_tasks.c.key == key))
    if row is None or row.created_at + LINK_LIVES <= now:
        return None
    return _task(row) if await rows.run(delete(group_tasks).where(group_tasks.c.key == key)) == 1 else None
