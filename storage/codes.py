"""Activation codes: one-time, short-lived, kept as a hash; who has one is bound to the Zalo account that sends it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update

from domain.people import Appointment, Office
from storage import people
from storage.database import Rows
from storage.people import Binding
from storage.tables import activation_codes, code_attempts
from storage.tables import people as persons

LETTERS = "CFHJKLMNPQRTVX"
DIGITS = "2345679"
ALPHABET = LETTERS + DIGITS
"""Nothing that looks like something else, and no vowel, D or W: a Vietnamese keyboard would put marks on them."""
LENGTH = 8
VALID = timedelta(days=30)
HOUR = timedelta(hours=1)
WRONG_A_SENDER = 5
WRONG_A_UNIT = 20

_WRITTEN = re.compile(rf"(?<![A-Z0-9])([{ALPHABET}]{{4}})[\s.\-]?([{ALPHABET}]{{4}})(?![A-Z0-9])")


def find(text: str) -> str | None:
    """The activation code in a message, in one word or two, small letters or capitals; None if there is none.

    Eight letters without a digit are no code: every code has both.
    """
    for first, second in _WRITTEN.findall(text.upper()):
        if _is_mixed(code := first + second):
            return str(code)
    return None


def new_code() -> str:
    """A random code of letters and digits, both in it."""
    while not _is_mixed(code := "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))):
        pass
    return code


def _is_mixed(code: str) -> bool:
    return any(one in DIGITS for one in code) and any(one in LETTERS for one in code)


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person; the code is nowhere else."""

    person_id: str
    name: str
    offices: tuple[tuple[Office, str], ...]
    code: str
    expires_at: datetime


async def issue(rows: Rows, unit_codes: Collection[str], now: datetime, today: date) -> list[Slip]:
    """New codes for everybody who holds an office in these units today and is not bound; older codes end."""
    held: dict[str, list[Appointment]] = {}
    for one in await people.offices_in(rows, unit_codes, today):
        held.setdefault(one.person_id, []).append(one)
    names = await _without_account(rows, held)
    slips = [_slip(person_id, name, held[person_id], now) for person_id, name in names.items()]
    await _end_unused(rows, names, now)
    if slips:
        await rows.run(rows.insert(activation_codes), [_row(rows, slip, now) for slip in slips])
    order = {code: index for index, code in enumerate(unit_codes)}
    return sorted(slips, key=lambda slip: (order[slip.offices[0][1]], list(Office).index(slip.offices[0][0])))


async def _without_account(rows: Rows, person_ids: Iterable[str]) -> dict[str, str]:
    """Names of those of them who are not bound to any account and not erased."""
    wanted = sorted(set(person_ids))
    bound = await people.accounts_of(rows, wanted)
    found = await rows.all(select(persons).where(persons.c.id.in_(wanted), persons.c.erased_at.is_(None)))
    return {row.id: people.opened_person(rows.vault, row).name for row in found if row.id not in bound}


def _slip(person_id: str, name: str, held: Sequence[Appointment], now: datetime) -> Slip:
    offices = tuple((one.office, one.unit_code) for one in held)
    return Slip(person_id, name, offices, new_code(), now + VALID)


def _row(rows: Rows, slip: Slip, now: datetime) -> dict[str, Any]:
    return {
        "code_hash": rows.vault.code_hash(slip.code),
        "person_id": slip.person_id,
        "unit_code": slip.offices[0][1],
        "created_at": now,
        "expires_at": slip.expires_at,
        "used_at": None,
        "used_by": None,
    }


async def _end_unused(rows: Rows, person_ids: Iterable[str], now: datetime) -> None:
    open_now = and_(activation_codes.c.used_at.is_(None), activation_codes.c.expires_at > now)
    mine = activation_codes.c.person_id.in_(sorted(person_ids))
    await rows.run(update(activation_codes).where(open_now, mine).values(expires_at=now))


class Verdict(StrEnum):
    """What became of a code somebody sent."""

    ACTIVATED = "activated"
    WRONG = "wrong"
    EXPIRED = "expired"
    USED = "used"
    TOO_MANY = "too_many"
    TOO_MANY_HERE = "too_many_here"


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The verdict; when activated, whose account it is now, and the bindings that ended for it (tell the officer)."""

    verdict: Verdict
    person_id: str | None = None
    unit_code: str | None = None
    ended: tuple[Binding, ...] = field(default=())


async def redeem(
    rows: Rows, code: str, account: tuple[str, str], now: datetime, unit_code: str | None = None
) -> Redeemed:
    """Bind the account (oa_id, user_id) to the person whose code this is.

    1. After 5 wrong tries within an hour the sender waits, after 20 everybody of the unit; tries made while waiting
       are not counted. ``unit_code``: the unit the sender says to be from, where the code does not tell.
    2. A code that is unknown, used or past its day is a wrong try, and recorded.
    3. A good one is used up, and the account is bound; earlier bindings of account and person end.
    """
    address = "user:{}/{}".format(*account)
    row = await rows.first(
        select(activation_codes).where(activation_codes.c.code_hash == rows.vault.code_hash(code))
    )
    unit = unit_code if row is None else row.unit_code
    if await _wrong_tries(rows, code_attempts.c.address == address, now) >= WRONG_A_SENDER:
        return Redeemed(Verdict.TOO_MANY)
    if unit is not None and await _wrong_tries(rows, code_attempts.c.unit_code == unit, now) >= WRONG_A_UNIT:
        return Redeemed(Verdict.TOO_MANY_HERE, unit_code=unit)
    verdict = await _use(rows, row, address, now)
    tried = {"address": address, "unit_code": unit, "at": now, "succeeded": verdict is Verdict.ACTIVATED}
    await rows.add(code_attempts, tried)
    if row is None or verdict is not Verdict.ACTIVATED:
        return Redeemed(verdict, unit_code=unit)
    ended = await people.bind(rows, *account, row.person_id, "code", now)
    return Redeemed(verdict, row.person_id, unit, tuple(ended))


async def is_tired(rows: Rows, address: str, now: datetime) -> bool:
    """Whether this sender has to wait after too many wrong codes."""
    return await _wrong_tries(rows, code_attempts.c.address == address, now) >= WRONG_A_SENDER


async def note_try(rows: Rows, address: str, now: datetime, *, succeeded: bool) -> None:
    """Count a code that somebody sent, right or wrong."""
    await rows.add(code_attempts, {"address": address, "unit_code": None, "at": now, "succeeded": succeeded})


async def _wrong_tries(rows: Rows, whose: Any, now: datetime) -> int:
    lately = and_(code_attempts.c.at > now - HOUR, code_attempts.c.succeeded.is_(False))
    return int(await rows.scalar(select(func.count()).select_from(code_attempts).where(whose, lately)))


async def _use(rows: Rows, row: Any, address: str, now: datetime) -> Verdict:
    if row is None:
        return Verdict.WRONG
    if row.used_at is not None:
        return Verdict.USED
    if row.expires_at <= now:
        return Verdict.EXPIRED
    unused = and_(activation_codes.c.id == row.id, activation_codes.c.used_at.is_(None))
    used = await rows.run(update(activation_codes).where(unused).values(used_at=now, used_by=address))
    return Verdict.ACTIVATED if used == 1 else Verdict.USED


async def forget(rows: Rows, now: datetime) -> int:
    """Drop tries older than a day and codes that ended 90 days ago; how many rows."""
    tries = await rows.run(delete(code_attempts).where(code_attempts.c.at < now - timedelta(days=1)))
    long_ago = now - timedelta(days=90)
    old = or_(activation_codes.c.expires_at < long_ago, activation_codes.c.used_at < long_ago)
    return tries + await rows.run(delete(activation_codes).where(old))
