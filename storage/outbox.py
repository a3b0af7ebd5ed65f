"""The outbox: messages we owe, written with the turn that owes them and delivered by the postman."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, text, update

from storage.database import Rows
from storage.tables import outbox
from storage.vault import SealBroken, Vault

KEPT = timedelta(days=7)
KEY_LENGTH = 200
"""Characters that a letter's key may have."""
CLAIM = timedelta(seconds=60)
SWEEP_CLAIM = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message we owe. ``key`` is computed from what it is about, so that twice is impossible.

    ``to`` is an address ("person:ID", "user:OA/ID", "group:ID"); ``check`` is judged again before it is sent.
    """

    key: str
    to: str
    kind: str
    lane: int
    text: str
    created_at: datetime
    not_before: datetime
    expires_at: datetime | None = None
    buttons: tuple[dict[str, Any], ...] = ()
    check: dict[str, Any] | None = None
    oa_id: str | None = None
    id: int = 0
    attempts: int = 0
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    detail: dict[str, Any] = field(default_factory=dict)


async def owe(rows: Rows, letters: Sequence[Letter]) -> None:
    """Write the letters; one whose key is there already is not written again."""
    if letters:
        await rows.add_unless_there(outbox, [_sealed(letter, rows.vault) for letter in letters])


def _sealed(letter: Letter, vault: Vault) -> dict[str, Any]:
    body = {"text": letter.text, "buttons": letter.buttons, **letter.detail}
    return {
        "key": letter.key,
        "to": letter.to,
        "oa_id": letter.oa_id,
        "kind": letter.kind,
        "lane": letter.lane,
        "body": vault.seal_json("outbox.body", letter.key, body),
        "check": letter.check,
        "status": "waiting",
        "attempts": letter.attempts,
        "created_at": letter.created_at,
        "not_before": letter.not_before,
        "expires_at": letter.expires_at,
        "claimed_by": letter.claimed_by,
        "claimed_until": letter.claimed_until or _held_until(letter),
    }


def _held_until(letter: Letter) -> datetime | None:
    return None if letter.claimed_by is None else letter.created_at + SWEEP_CLAIM


_earlier = outbox.alias("earlier")
_FREE = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < bindparam("now"))
_HELD_BACK = (
    select(_earlier.c.id)
    .where(
        _earlier.c.status == "waiting",
        _earlier.c.to == outbox.c.to,
        _earlier.c.lane == outbox.c.lane,
        _earlier.c.id < outbox.c.id,
        or_(
            _earlier.c.claimed_until >= bindparam("now"),
            and_(_earlier.c.attempts > 0, _earlier.c.not_before > bindparam("now")),
        ),
    )
    .exists()
)
_DUE = (
    select(outbox)
    .where(outbox.c.status == "waiting", outbox.c.not_before <= bindparam("now"), _FREE, ~_HELD_BACK)
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id == bindparam("letter_id"))
    .values(
        attempts=outbox.c.attempts + 1, claimed_by=bindparam("claimer"), claimed_until=bindparam("claimed_to")
    )
)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(810001)")


async def due(rows: Rows, now: datetime, most: int) -> list[Letter]:
    """Letters whose time has come, in the order in which they go; nobody else may look until this commits."""
    if not rows.is_sqlite:
        await rows.run(_ONE_AT_A_TIME)
    return await _opened_all(rows, await rows.all(_DUE, {"now": now, "most": most}))


async def _opened_all(rows: Rows, found: Sequence[Any]) -> list[Letter]:
    """The letters; one whose key is gone from DATA_KEY is given up, so that it does not stop everybody else's."""
    letters, sealed = [], []
    for row in found:
        try:
            letters.append(opened(row, rows.vault))
        except SealBroken:
            sealed.append(row.id)
    if sealed:
        values = {"status": "failed", "error": "the text cannot be opened with DATA_KEY"}
        await rows.run(update(outbox).where(outbox.c.id.in_(sealed)).values(values))
    return letters


_BEHIND = (
    select(outbox.c.to)
    .distinct()
    .where(
        outbox.c.status == "waiting",
        outbox.c.to.in_(bindparam("addresses", expanding=True)),
        or_(outbox.c.claimed_by.is_(None), outbox.c.claimed_by != bindparam("claimer")),
    )
)


async def with_others_waiting(rows: Rows, addresses: Sequence[str], claimer: str) -> set[str]:
    """Those of the addresses to which something is owed that ``claimer`` does not hold: new letters stand behind."""
    if not addresses:
        return set()
    found = await rows.all(_BEHIND, {"addresses": addresses, "claimer": claimer})
    return {row.to for row in found}


async def claimed_by(rows: Rows, claimer: str) -> list[Letter]:
    """The waiting letters a sweep kept for itself."""
    mine = select(outbox).where(outbox.c.status == "waiting", outbox.c.claimed_by == claimer)
    return await _opened_all(rows, await rows.all(mine.order_by(outbox.c.lane, outbox.c.id)))


async def claim(rows: Rows, letters: Sequence[Letter], claimer: str, now: datetime) -> None:
    """Record the attempt before the call is made."""
    if letters:
        until = now + CLAIM
        values = [{"letter_id": one.id, "claimer": claimer, "claimed_to": until} for one in letters]
        await rows.run(_CLAIM, values)


def opened(row: Any, vault: Vault) -> Letter:
    """A letter from its row; an emptied one has no text."""
    body: dict[str, Any] = (
        {"text": ""} if row.body is None else vault.open_json("outbox.body", row.key, row.body)
    )
    return Letter(
        key=row.key,
        to=row.to,
        kind=row.kind,
        lane=row.lane,
        text=body.pop("text"),
        created_at=row.created_at,
        not_before=row.not_before,
        expires_at=row.expires_at,
        buttons=tuple(body.pop("buttons", ())),
        check=row.check,
        oa_id=row.oa_id,
        id=row.id,
        attempts=row.attempts,
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
        detail=body,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. ``again_at`` says when it is tried again."""

    key: str
    status: str
    at: datetime
    message_id: str | None = None
    error: str | None = None
    again_at: datetime | None = None
    counted: bool = True


_SETTLE = (
    update(outbox)
    .where(outbox.c.key == bindparam("letter_key"), outbox.c.status == "waiting")
    .values(
        status=bindparam("new_status"),
        sent_at=bindparam("was_sent_at"),
        message_id=bindparam("zalo_id"),
        error=bindparam("problem"),
        claimed_until=None,
    )
)
_LATER = (
    update(outbox)
    .where(outbox.c.key == bindparam("letter_key"), outbox.c.status == "waiting")
    .values(
        not_before=bindparam("again"),
        error=bindparam("problem"),
        claimed_by=None,
        claimed_until=None,
        attempts=outbox.c.attempts - bindparam("uncounted"),
    )
)


async def settle(rows: Rows, outcomes: Sequence[Outcome]) -> None:
    """Write what became of the attempts."""
    final = [_settled(one) for one in outcomes if one.again_at is None]
    later = [_postponed(one) for one in outcomes if one.again_at is not None]
    if final:
        await rows.run(_SETTLE, final)
    if later:
        await rows.run(_LATER, later)


def _settled(one: Outcome) -> dict[str, Any]:
    return {
        "letter_key": one.key,
        "new_status": one.status,
        "was_sent_at": one.at if one.status == "sent" else None,
        "zalo_id": one.message_id,
        "problem": None if one.error is None else one.error[:200],
    }


def _postponed(one: Outcome) -> dict[str, Any]:
    problem = None if one.error is None else one.error[:200]
    return {
        "letter_key": one.key,
        "again": one.again_at,
        "problem": problem,
        "uncounted": 0 if one.counted else 1,
    }


async def empty_for(rows: Rows, addresses: Sequence[str]) -> int:
    """Empty at once what was sent to these addresses (consent refused or withdrawn, data erased)."""
    theirs = and_(outbox.c.to.in_(addresses), outbox.c.status != "waiting", outbox.c.body.is_not(None))
    return await rows.run(update(outbox).where(theirs).values(body=None))


async def count_waiting(rows: Rows) -> int:
    """How many messages wait to be sent, those whose time has not come yet among them."""
    query = select(func.count()).select_from(outbox).where(outbox.c.status == "waiting")
    found: int = await rows.scalar(query)
    return found


async def empty_bodies(rows: Rows, now: datetime) -> int:
    """Empty the texts of letters done some days ago; their keys stay."""
    old = and_(outbox.c.created_at < now - KEPT, outbox.c.status != "waiting", outbox.c.body.is_not(None))
    return await rows.run(update(outbox).where(old).values(body=None))
