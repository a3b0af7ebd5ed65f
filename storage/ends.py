"""The ends by which persons are reached: each account they are bound to; else the one that serves their unit."""

from __future__ import annotations

from collections.abc import Iterable

from storage import nearness, people
from storage.database import Rows
from storage.reach import Ends


async def of_persons(rows: Rows, person_ids: Iterable[str], first: str) -> dict[str, list[Ends]]:
    """The ends of each person, best first; ``first``: the account for whom no other is responsible."""
    wanted = sorted(set(person_ids))
    bound = await people.all_accounts_of(rows, wanted)
    unbound = [one for one in wanted if one not in bound]
    serving = await nearness.serving(rows, unbound) if unbound else {}
    found = {one: [Ends(serving.get(one, first), None, one)] for one in unbound}
    for person, some in bound.items():
        found[person] = [Ends(one.oa_id, one.user_id, person) for one in some]
    return found
