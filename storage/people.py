"""Persons, the offices they hold, and the Zalo accounts they are bound to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, tuple_, update

from domain.people import SEATS, Appointment, AppointmentStatus, Office, Person, Sex, normalise_phone
from storage.database import Rows
from storage.nearness import ranking
from storage.tables import accounts, bindings, offices, people
from storage.vault import Vault

ERASED_NAME = "(đã xóa)"
"""What stands for the name of somebody whose data were erased."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which person speaks from a Zalo account, since when and on what ground."""

    oa_id: str
    user_id: str
    person_id: str
    how: str
    valid_from: datetime


def sealed_person(vault: Vault, person: Person) -> dict[str, Any]:
    """The columns of a person, personal data sealed."""
    phone = normalise_phone(person.phone) if person.phone else None
    year = None if person.birth_year is None else str(person.birth_year)
    return {
        "id": person.id,
        "name": vault.seal("people.name", person.id, person.name),
        "birth_year": None if year is None else vault.seal("people.birth_year", person.id, year),
        "sex": None if person.sex is None else str(person.sex),
        "phone": None if phone is None else vault.seal("people.phone", person.id, phone),
        "phone_index": None if phone is None else vault.phone_index(phone),
    }


def opened_person(vault: Vault, row: Any) -> Person:
    """A person from its row."""
    year = None if row.birth_year is None else int(vault.open("people.birth_year", row.id, row.birth_year))
    phone = None if row.phone is None else vault.open("people.phone", row.id, row.phone)
    name = vault.open("people.name", row.id, row.name)
    return Person(row.id, name, year, Sex(row.sex) if row.sex else None, phone)


async def add(rows: Rows, person: Person, origin: str, at: datetime) -> None:
    """Keep a new person."""
    await rows.add(people, sealed_person(rows.vault, person) | {"origin": origin, "created_at": at})


async def change(rows: Rows, person: Person) -> None:
    """Write what describes the person anew."""
    values = sealed_person(rows.vault, person)
    await rows.run(update(people).where(people.c.id == values.pop("id")).values(values))


async def by_ids(rows: Rows, ids: Iterable[str]) -> dict[str, Person]:
    """Persons by id; unknown ids are left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    found = await rows.all(select(people).where(people.c.id.in_(wanted)))
    return {row.id: opened_person(rows.vault, row) for row in found}


async def by_id(rows: Rows, person_id: str) -> Person | None:
    """The person, or None."""
    return (await by_ids(rows, [person_id])).get(person_id)


def appointment(row: Any) -> Appointment:
    """An appointment from its row of `offices`."""
    status = AppointmentStatus(row.status)
    return Appointment(row.person_id, row.unit_code, Office(row.office), row.valid_from, row.valid_to, status)


def held_on(day: date) -> ColumnElement[bool]:
    """Which rows of `offices` hold on a day."""
    return and_(
        offices.c.valid_from <= day,
        or_(and_(offices.c.valid_to.is_(None), offices.c.status != "ended"), offices.c.valid_to > day),
    )


async def offices_of(rows: Rows, person_ids: Iterable[str], day: date) -> dict[str, list[Appointment]]:
    """What these persons hold on a day, by person."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    query = select(offices).where(offices.c.person_id.in_(wanted), held_on(day)).order_by(offices.c.id)
    found: dict[str, list[Appointment]] = {}
    for row in await rows.all(query):
        found.setdefault(row.person_id, []).append(appointment(row))
    return found


async def offices_in(
    rows: Rows, unit_codes: Iterable[str], day: date, held: Sequence[Office] = ()
) -> list[Appointment]:
    """Offices held in these units on a day, only those named in ``held`` if any are."""
    wanted = sorted(set(unit_codes))
    query = select(offices).where(offices.c.unit_code.in_(wanted), held_on(day)).order_by(offices.c.id)
    if held:
        query = query.where(offices.c.office.in_([str(office) for office in held]))
    return [appointment(row) for row in await rows.all(query)] if wanted else []


async def appoint(rows: Rows, one: Appointment, request_code: str | None = None) -> None:
    """Write an office or seat; taking up again one that began the same day continues it."""
    values = {
        "person_id": one.person_id,
        "unit_code": one.unit_code,
        "office": str(one.office),
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "status": str(one.status),
        "request_code": request_code,
    }
    await rows.put(offices, values, keys=("person_id", "unit_code", "office", "valid_from"))


async def end(rows: Rows, one: Appointment, on: date) -> int:
    """End an office or seat: ``on`` is the first day it is no longer held. How many rows changed (0: too late)."""
    mine = and_(
        offices.c.person_id == one.person_id,
        offices.c.unit_code == one.unit_code,
        offices.c.office == str(one.office),
        offices.c.valid_from == one.valid_from,
        or_(offices.c.valid_to.is_(None), offices.c.valid_to > on),
    )
    ended = {"valid_to": max(on, one.valid_from), "status": "ended"}
    return await rows.run(update(offices).where(mine).values(ended))


_PAIR = tuple_(bindings.c.oa_id, bindings.c.user_id)
_BOUND = select(bindings).where(bindings.c.valid_to.is_(None), _PAIR.in_(bindparam("pairs", expanding=True)))

_IN_SERVICE = (
    select(bindings)
    .outerjoin(accounts, accounts.c.oa_id == bindings.c.oa_id)
    .where(
        bindings.c.valid_to.is_(None),
        accounts.c.removed_at.is_(None),
        bindings.c.person_id.in_(bindparam("persons", expanding=True)),
    )
    .order_by(bindings.c.id.desc())
)


async def bindings_of(rows: Rows, accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Binding]:
    """The open bindings of (account, user id) pairs."""
    wanted = sorted(set(accounts))
    if not wanted:
        return {}
    found = await rows.all(_BOUND, {"pairs": wanted})
    return {(row.oa_id, row.user_id): _binding(row) for row in found}


async def accounts_of(rows: Rows, person_ids: Iterable[str]) -> dict[str, Binding]:
    """The open binding by which each person is best reached; those who have none are left out."""
    return {person: found[0] for person, found in (await all_accounts_of(rows, person_ids)).items()}


async def unreached(rows: Rows, person_ids: Iterable[str]) -> set[str]:
    """Those of these persons who have no account that is in service: they are neither asked nor can they answer."""
    wanted = set(person_ids)
    return wanted - set(await accounts_of(rows, wanted))


async def all_accounts_of(rows: Rows, person_ids: Iterable[str]) -> dict[str, list[Binding]]:
    """The open bindings of each person in accounts that are in service, best first.

    An account whose tokens work before one that waits for its administrator; the one that serves the unit of an
    office of the person before others; then the one where the person was active last; then the newest binding.
    """
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    found: dict[str, list[Binding]] = {}
    for row in await rows.all(_IN_SERVICE, {"persons": wanted}):
        found.setdefault(row.person_id, []).append(_binding(row))
    several = [one for mine in found.values() if len(mine) > 1 for one in mine]
    if several:
        rank = await ranking(rows, several)
        for mine in found.values():
            if len(mine) > 1:
                mine.sort(key=rank)
    return found


def _binding(row: Any) -> Binding:
    return Binding(row.oa_id, row.user_id, row.person_id, row.how, row.valid_from)


async def bind(rows: Rows, oa_id: str, user_id: str, person_id: str, how: str, at: datetime) -> list[Binding]:
    """Bind an account to a person. The account's and the person's earlier bindings there end; they are returned.

    The person's row is locked: of two who are bound to one person at the same moment the later one stays.
    """
    await rows.first(select(people.c.id).where(people.c.id == person_id).with_for_update())
    old = and_(
        bindings.c.valid_to.is_(None),
        bindings.c.oa_id == oa_id,
        or_(bindings.c.user_id == user_id, bindings.c.person_id == person_id),
    )
    ended = [_binding(row) for row in await rows.all(select(bindings).where(old))]
    await rows.run(update(bindings).where(old).values(valid_to=at))
    values = {"oa_id": oa_id, "user_id": user_id, "person_id": person_id, "how": how, "valid_from": at}
    await rows.add(bindings, values)
    return [one for one in ended if (one.user_id, one.person_id) != (user_id, person_id)]


async def snooze(rows: Rows, person_id: str, until: date | None) -> None:
    """No reminders to this person before that day; None: as usual."""
    await rows.run(update(people).where(people.c.id == person_id).values(snoozed_until=until))


async def erase(rows: Rows, person_id: str, at: datetime, *, keep_name: bool) -> None:
    """Empty what is kept of a person; the name stays where signed decisions and submitted reports need it."""
    values: dict[str, Any] = {"birth_year": None, "sex": None, "phone": None, "phone_index": None}
    values |= {"call_me": None, "erased_at": at}
    if not keep_name:
        values["name"] = rows.vault.seal("people.name", person_id, ERASED_NAME)
    await rows.run(update(people).where(people.c.id == person_id).values(values))


async def is_erased(rows: Rows, person_id: str) -> bool:
    """Whether the person's data were erased: nothing new may be built on what is left."""
    erased = select(people.c.id).where(people.c.id == person_id, people.c.erased_at.is_not(None))
    return await rows.scalar(erased) is not None


async def unbind(rows: Rows, person_id: str, at: datetime) -> None:
    """No account speaks for this person any more."""
    mine = and_(bindings.c.person_id == person_id, bindings.c.valid_to.is_(None))
    await rows.run(update(bindings).where(mine).values(valid_to=at))


async def ever_held(rows: Rows, person_id: str) -> bool:
    """Whether the person has or had any office or seat."""
    return (
        await rows.scalar(select(offices.c.id).where(offices.c.person_id == person_id).limit(1)) is not None
    )


async def seats_moved(rows: Rows, unit_codes: Iterable[str], first: date, last: date) -> tuple[int, int]:
    """How many seats in these units were taken up and given up from one day to another, both included."""
    wanted = sorted(set(unit_codes))
    seats = (offices.c.unit_code.in_(wanted), offices.c.office.in_([str(one) for one in SEATS]))
    begun = await rows.scalar(
        select(func.count()).select_from(offices).where(*seats, offices.c.valid_from.between(first, last))
    )
    ended = await rows.scalar(
        select(func.count()).select_from(offices).where(*seats, offices.c.valid_to.between(first, last))
    )
    return int(begun), int(ended)
