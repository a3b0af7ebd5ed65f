"""Knocks in groups that nobody has heard: what waited there for a word takes its next way, and another may follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from domain.ways import Way, label
from storage import people
from storage.database import Rows
from storage.people import Binding
from storage.tables import outbox

_WAITS = and_(outbox.c.status == "waiting", outbox.c.claimed_until.is_(None))


async def waiting_for(rows: Rows, contacts: Collection[tuple[str, str]]) -> list[int]:
    """Letters that wait for one of these, by account and id in it, to answer a knock in a group."""
    bound = await people.bindings_of(rows, contacts)
    found: set[int] = set()
    for oa_id in sorted({oa_id for oa_id, _ in contacts}):
        to = [one for contact in contacts if contact[0] == oa_id for one in _addresses(contact, bound)]
        mine = and_(_WAITS, outbox.c.to.in_(sorted(to)), _ends_with_a_knock(oa_id))
        found |= {row.id for row in await rows.all(select(outbox.c.id).where(mine))}
    return sorted(found)


def _addresses(contact: tuple[str, str], bound: Mapping[tuple[str, str], Binding]) -> Iterable[str]:
    yield f"user:{contact[0]}/{contact[1]}"
    if contact in bound:
        yield f"person:{bound[contact].person_id}"


def _ends_with_a_knock(oa_id: str) -> Any:
    """Whether the last way that was tried was a group, by the account alone or by this one of several."""
    names = {label(Way.GROUP, oa_id, is_one_of_many=several) for several in (False, True)}
    ends = [
        way for name in sorted(names) for way in (outbox.c.way == name, outbox.c.way.endswith(f" {name}"))
    ]
    return or_(*ends)


async def go_on(rows: Rows, letter_ids: Collection[int], at: datetime) -> None:
    """These, held already, go on then, unless somebody has taken one meanwhile; what was tried stays tried."""
    soon = update(outbox).where(_WAITS, outbox.c.id.in_(letter_ids), outbox.c.not_before > at)
    await rows.run(soon.values(not_before=at, error=None))


async def free_keys(rows: Rows, keys: Collection[str]) -> None:
    """These knocks have certainly not arrived: the same people may be knocked for once more that day."""
    lost = outbox.c.key.in_(sorted(set(keys))), outbox.c.status == "failed"
    for row in await rows.all(select(outbox.c.id, outbox.c.key, outbox.c.body).where(*lost)) if keys else []:
        key = f"{row.key}:{row.id}"
        values: dict[str, Any] = {"key": key}
        if row.body is not None:  # sealed for its key
            body = rows.vault.open_json("outbox.body", row.key, row.body)
            values["body"] = rows.vault.seal_json("outbox.body", key, body)
        await rows.run(update(outbox).where(outbox.c.id == row.id).values(values))
