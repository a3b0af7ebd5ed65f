"""By which of several accounts a person is best reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from storage.database import Rows
from storage.tables import accounts, contacts, offices, units

if TYPE_CHECKING:
    from storage.people import Binding

Rank = Callable[["Binding"], tuple[bool, bool, float]]


@dataclass(slots=True)
class Ground:
    """What speaks for one account or another."""

    waiting: set[str] = field(default_factory=set)
    """Accounts that wait for their administrator."""
    of_unit: dict[str, set[str]] = field(default_factory=dict)
    above: dict[str, str | None] = field(default_factory=dict)
    serving: dict[str, set[str]] = field(default_factory=dict)
    """By person: the accounts that serve the units of the person's offices."""
    active_at: dict[tuple[str, str], float] = field(default_factory=dict)

    def rank(self, one: Binding) -> tuple[bool, bool, float]:
        """Smaller is better."""
        serves = one.oa_id in self.serving.get(one.person_id, ())
        return one.oa_id in self.waiting, not serves, -self.active_at.get((one.oa_id, one.user_id), 0.0)

    def nearest(self, code: str | None) -> set[str]:
        """The accounts of a unit, or of the nearest unit above that has one."""
        seen: set[str] = set()
        while code is not None and code not in seen:
            if code in self.of_unit:
                return self.of_unit[code]
            seen.add(code)
            code = self.above.get(code)
        return set()


async def serving(rows: Rows, person_ids: Sequence[str]) -> dict[str, str]:
    """The account that serves the unit of an office of each; who has none, or whom none serves, is left out."""
    ground = await _ground(rows, person_ids)
    return {
        person: min(found, key=lambda oa_id: (oa_id in ground.waiting, oa_id))
        for person, found in ground.serving.items()
        if found
    }


async def _ground(rows: Rows, person_ids: Sequence[str]) -> Ground:
    ground = Ground()
    for row in await rows.all(select(accounts).where(accounts.c.removed_at.is_(None))):
        if row.needs_consent:
            ground.waiting.add(row.oa_id)
        if row.unit_code is not None:
            ground.of_unit.setdefault(row.unit_code, set()).add(row.oa_id)
    if ground.of_unit:
        ground.above = await _parents(rows)
        await _read_offices(rows, ground, person_ids)
    return ground


async def ranking(rows: Rows, bindings: Sequence[Binding]) -> Rank:
    """How to sort these bindings, the best first."""
    ground = await _ground(rows, sorted({one.person_id for one in bindings}))
    pairs = sorted({(one.oa_id, one.user_id) for one in bindings})
    pair = tuple_(contacts.c.oa_id, contacts.c.user_id)
    for row in await rows.all(select(contacts).where(pair.in_(pairs))):
        ground.active_at[row.oa_id, row.user_id] = (row.last_interaction_at or row.last_seen_at).timestamp()
    return ground.rank


async def _parents(rows: Rows) -> dict[str, str | None]:
    """What stands above each unit, as of the newest stretch of its life."""
    query = select(units.c.code, units.c.parent_code).order_by(units.c.valid_from)
    return {row.code: row.parent_code for row in await rows.all(query)}


async def _read_offices(rows: Rows, ground: Ground, persons: Sequence[str]) -> None:
    held = offices.c.person_id.in_(persons), offices.c.status != "ended"
    for row in await rows.all(select(offices.c.person_id, offices.c.unit_code).where(*held)):
        ground.serving.setdefault(row.person_id, set()).update(ground.nearest(row.unit_code))
