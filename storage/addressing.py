"""Which account a letter goes through and of which commune its recipient is: by that the postman shares his time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from domain.messages import Address, AddressKind, Lane
from domain.units import UnitKind
from storage import ends
from storage.database import Rows
from storage.tables import groups, offices, units

if TYPE_CHECKING:
    from storage.outbox import Letter

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The account that reaches somebody, and his commune; None and empty where they are not known."""

    oa_id: str | None = None
    commune: str = ""


async def addressed(rows: Rows, letters: Sequence[Letter]) -> list[Letter]:
    """The letters with account and commune; answers that name their account go at once and need no more."""
    others = sorted({one.to for one in letters if one.lane != Lane.REPLY or one.oa_id is None})
    found: dict[str, Whereabouts] = {}
    for start in range(0, len(others), AT_ONCE):
        found |= await _found(rows, {to: Address.parse(to) for to in others[start : start + AT_ONCE]})
    return [_with(one, found.get(one.to)) for one in letters]


def _with(letter: Letter, there: Whereabouts | None) -> Letter:
    if there is None:
        return letter
    return replace(
        letter, oa_id=letter.oa_id or there.oa_id, unit_code=letter.unit_code or there.commune or None
    )


async def _found(rows: Rows, addresses: dict[str, Address]) -> dict[str, Whereabouts]:
    persons = [one.id for one in addresses.values() if one.kind is AddressKind.PERSON]
    chats = [one.id for one in addresses.values() if one.kind is AddressKind.GROUP]
    accounts = await _accounts(rows, persons) if persons else {}
    seats = await _seats(rows, persons) if persons else {}
    owned = await _groups(rows, chats) if chats else {}
    communes = await _communes(rows, {*seats.values(), *(unit for _, unit in owned.values())})
    found: dict[str, Whereabouts] = {}
    for to, one in addresses.items():
        if one.kind is AddressKind.USER:
            found[to] = Whereabouts(one.oa_id)
        elif one.kind is AddressKind.GROUP:
            oa_id, unit = owned.get(one.id, (None, ""))
            found[to] = Whereabouts(oa_id, communes.get(unit, ""))
        else:
            found[to] = Whereabouts(accounts.get(one.id), communes.get(seats.get(one.id, ""), ""))
    return found


async def _accounts(rows: Rows, persons: Iterable[str]) -> dict[str, str]:
    """The account that reaches each best."""
    found = await ends.of_persons(rows, persons, "")
    return {person: some[0].oa_id for person, some in found.items() if some[0].oa_id}


async def _seats(rows: Rows, persons: Iterable[str]) -> dict[str, str]:
    """The unit of each person's newest office."""
    mine = offices.c.valid_to.is_(None), offices.c.person_id.in_(list(persons))
    query = select(offices.c.person_id, offices.c.unit_code).where(*mine).order_by(offices.c.id)
    return {row.person_id: row.unit_code for row in await rows.all(query)}


async def _groups(rows: Rows, chats: Iterable[str]) -> dict[str, tuple[str | None, str]]:
    query = select(groups).where(groups.c.group_id.in_(list(chats)))
    return {row.group_id: (row.oa_id, row.unit_code) for row in await rows.all(query)}


async def _communes(rows: Rows, codes: Iterable[str]) -> dict[str, str]:
    """The commune above each unit, or the unit itself."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    found: dict[str, Any] = {}
    for row in await rows.all(select(units).where(units.c.code.in_(wanted)).order_by(units.c.valid_from)):
        found[row.code] = row.parent_code if row.kind == UnitKind.THON else row.code
    return found
