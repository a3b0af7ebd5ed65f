"""Persons as the clock sees them: which account reaches them, and what speaks against writing to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select

from domain.messages import Address
from domain.people import Person
from domain.ways import Choices, Reach
from storage import ends, tables
from storage.database import Rows
from storage.people import opened_person
from storage.reach import Ends, reaches
from storage.tables import consents, people

T = TypeVar("T")
Account = tuple[str, str]
"""(oa_id, user_id)"""

MOST_ASKED = 5000
"""How many values one statement is asked with; databases take some 32,000."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person as the clock sees him: the account that reaches him and what speaks against writing to it."""

    person: Person
    account: Account | None = None
    last_wrote_at: datetime | None = None
    snoozed_until: date | None = None
    has_withdrawn: bool = False
    is_erased: bool = False
    call_me: str | None = None
    reach: Reach = field(default_factory=Reach)

    @property
    def address(self) -> str:
        """Where messages to him go."""
        return str(Address.person(self.person.id))


async def recipients(rows: Rows, person_ids: Iterable[str], now: datetime) -> dict[str, Recipient]:
    """These persons with what the clock needs to know of them at this moment; unknown ids are left out."""
    wanted = sorted(set(person_ids))
    chosen = await _chosen(rows, wanted, now)
    accounts = {one: (end.oa_id, end.user_id) for one, (end, _) in chosen.items() if end.user_id is not None}
    ways = {one: known for one, (_, known) in chosen.items()}
    addresses = {f"person:{one}": one for one in wanted}
    addresses |= {f"user:{oa}/{user}": person for person, (oa, user) in accounts.items()}
    withdrawn = await _withdrawn(rows, addresses)
    found: dict[str, Recipient] = {}
    for some in in_runs(wanted):
        for row in await rows.all(select(people).where(people.c.id.in_(some))):
            found[row.id] = _recipient(rows, row, accounts.get(row.id), ways[row.id], row.id in withdrawn)
    return found


def _recipient(rows: Rows, row: Any, account: Account | None, ways: Reach, has_withdrawn: bool) -> Recipient:
    return Recipient(
        opened_person(rows.vault, row),
        account,
        ways.last_act,
        row.snoozed_until,
        has_withdrawn,
        row.erased_at is not None,
        row.call_me,
        ways,
    )


async def _chosen(rows: Rows, wanted: Sequence[str], now: datetime) -> dict[str, tuple[Ends, Reach]]:
    """By which of a person's ends a message would go now, and what is known of the ways there."""
    in_service = tables.accounts.c.removed_at.is_(None)
    query = select(tables.accounts.c.oa_id).where(in_service).order_by(tables.accounts.c.oa_id).limit(1)
    first = await rows.scalar(query)
    of_each: dict[str, list[Ends]] = {}
    for some in in_runs(wanted):
        of_each |= await ends.of_persons(rows, some, first or "")
    known = await reaches(rows, [end for some in of_each.values() for end in some], now)
    choices = Choices(now)
    found = {}
    for person, mine in of_each.items():
        number, _ = choices.best([(one.oa_id, one.who, known[one]) for one in mine])
        found[person] = (mine[number], known[mine[number]])
    return found


async def _withdrawn(rows: Rows, addresses: dict[str, str]) -> set[str]:
    """Who has taken his consent back and not given it again, for whatever purpose."""
    newest: dict[tuple[str, str], str] = {}
    said = consents.c.verdict.in_(("given", "withdrawn"))
    for some in in_runs(sorted(addresses)):
        query = select(consents).where(consents.c.address.in_(some), said).order_by(consents.c.id)
        for row in await rows.all(query):
            newest[addresses[row.address], row.purpose] = row.verdict
    return {person for (person, _), verdict in newest.items() if verdict == "withdrawn"}


def in_runs(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in runs that one statement can be asked with."""
    for start in range(0, len(values), MOST_ASKED):
        yield values[start : start + MOST_ASKED]
