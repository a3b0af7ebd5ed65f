"""The Zalo accounts of an import: which account is whose, and which binding ends for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from storage.database import Rows
from storage.imports.changes import Changes
from storage.imports.known import Circumstances, among
from storage.imports.sheet import Line
from storage.tables import bindings

UNKNOWN = "no account {} here: enter it first with `python -m bot oa add`, or mend the id"


@dataclass(frozen=True, slots=True)
class Account:
    """A Zalo user id, valid in one Official Account, and the person to whom the file gives it."""

    oa_id: str
    user_id: str
    person_id: str

    @property
    def key(self) -> tuple[str, str]:
        """What is unique among open bindings."""
        return self.oa_id, self.user_id

    @property
    def holder(self) -> tuple[str, str]:
        """A person has one account in each Official Account."""
        return self.oa_id, self.person_id


def read_account(line: Line, person_id: str, circumstances: Circumstances) -> Account | None:
    """The account of a row; without `oa_id` it is the first Official Account's."""
    user_id = line.code("zalo_user_id", most=40)
    oa_id = line.code("oa_id", most=40) or circumstances.oa_id
    if user_id is None:
        return None
    if not oa_id:
        line.refuse("oa_id", "is empty and ZALO_OA_ID is not set: in which account is this Zalo id valid?")
        return None
    if not circumstances.knows(oa_id):
        line.refuse("oa_id", UNKNOWN.format(oa_id))
        return None
    return Account(oa_id, user_id, person_id)


async def plan_bindings(
    rows: Rows, given: Iterable[tuple[Line, Account]], circumstances: Circumstances, changes: Changes
) -> set[str]:
    """Plan the rows of `bindings`; the ids of the persons bound anew.

    A binding that has ended by another way than an import is not brought back: the person has a new phone since.
    """
    given = list(given)
    persons, accounts = ({getattr(one, name) for _, one in given} for name in ("person_id", "user_id"))
    found = [
        *await among(rows, select(bindings), bindings.c.person_id, persons),
        *await among(rows, select(bindings), bindings.c.user_id, accounts),
    ]
    stored = {row.id: row for row in found}.values()
    open_of = {(row.oa_id, row.person_id): row for row in stored if row.valid_to is None}
    past = {(row.oa_id, row.user_id, row.person_id) for row in stored if row.valid_to is not None}
    wanted = _wanted(given)
    anew: dict[tuple[str, str], tuple[Line, Account]] = {}
    for line, account in wanted.values():
        row = open_of.get(account.holder)
        if row is None or row.user_id != account.user_id:
            if (*account.key, account.person_id) in past and (row is None or row.how != "import"):
                changes.kept += 1
            else:
                anew[account.holder] = (line, account)
    _refuse_taken(anew, open_of)
    for holder, (_, account) in anew.items():
        _rebind(account, open_of.get(holder), circumstances, changes)
    return {person_id for _, person_id in anew}


def _wanted(given: Iterable[tuple[Line, Account]]) -> dict[tuple[str, str], tuple[Line, Account]]:
    """One account a person and Official Account, one person an account."""
    by_holder: dict[tuple[str, str], tuple[Line, Account]] = {}
    by_key: dict[tuple[str, str], tuple[Line, Account]] = {}
    for line, account in given:
        first, other = by_holder.setdefault(account.holder, (line, account))
        if other.user_id != account.user_id:
            line.refuse(
                "zalo_user_id", f"differs from line {first.number}, the same person {account.person_id}"
            )
        first, other = by_key.setdefault(account.key, (line, account))
        if other.person_id != account.person_id:
            line.refuse(
                "zalo_user_id", f"the same Zalo id as line {first.number}, which is {other.person_id}"
            )
    return by_holder


def _refuse_taken(
    anew: dict[tuple[str, str], tuple[Line, Account]], open_of: dict[tuple[str, str], Any]
) -> None:
    """Refuse an account that stays bound to somebody else."""
    staying = {(row.oa_id, row.user_id): row for holder, row in open_of.items() if holder not in anew}
    for line, account in anew.values():
        row = staying.get(account.key)
        if row is not None and row.person_id != account.person_id:
            line.refuse("zalo_user_id", f"this Zalo id is bound to {row.person_id}")


def _rebind(account: Account, old: Any, circumstances: Circumstances, changes: Changes) -> None:
    if old is not None:
        changes.update(bindings, old.id, {"valid_to": circumstances.now})
        changes.deed("rebind", f"person:{account.person_id}")
    changes.insert(
        bindings,
        {
            "oa_id": account.oa_id,
            "user_id": account.user_id,
            "person_id": account.person_id,
            "how": "import",
            "valid_from": circumstances.now,
            "valid_to": None,
        },
    )
