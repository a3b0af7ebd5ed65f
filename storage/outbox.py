"""The outbox: messages we owe, written with the turn that owes them and delivered by the postman."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    String,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    update,
)

from domain.ways import Way
from storage.addressing import addressed
from storage.database import Rows
from storage.tables import outbox
from storage.vault import SealBroken, Vault

KEPT = timedelta(days=7)
KEY_LENGTH = 200
"""Characters that a letter's key may have."""
CLAIM = timedelta(seconds=60)
"""So long one attempt may take; then the letter is anybody's again, and its fate in doubt."""
FILE_CLAIM = timedelta(minutes=5)
"""The same for a letter with a file, whose upload alone may take a minute and a half."""
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
    unit_code: str | None = None
    """The recipient's commune, for fairness between communes."""
    ways: tuple[str, ...] = ()
    """Ways that were tried, the newest last (`domain/ways.py`)."""
    parts_sent: int = 0
    """How many pieces of a long text have arrived."""
    uncertain_since: datetime | None = None
    """When an attempt was made whose answer was lost."""
    doubtful_ways: tuple[str, ...] = ()
    """Ways of the attempts since then; none recorded: the text itself."""

    @property
    def claim(self) -> timedelta:
        """How long one attempt may take."""
        return FILE_CLAIM if "file" in self.detail else CLAIM

    @property
    def claimed_at(self) -> datetime | None:
        """When the attempt under way was chosen, which is also how the ledger knows it."""
        return None if self.claimed_until is None else self.claimed_until - self.claim


async def owe(rows: Rows, letters: Sequence[Letter]) -> None:
    """Write the letters; one whose key is there already is not written again."""
    if letters:
        ready = await addressed(rows, letters)
        await rows.add_unless_there(outbox, [_sealed(letter, rows.vault) for letter in ready])


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
        "unit_code": letter.unit_code,
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
    # The offset makes PostgreSQL look each letter's recipient up in the index. As a join it compares all with all as
    # long as it knows nothing of a table that has just filled: seconds a round for the reminders of a month.
    .offset(literal_column("0"))
    .exists()
)
_READY = and_(outbox.c.status == "waiting", outbox.c.not_before <= bindparam("now"), _FREE, ~_HELD_BACK)
# Every account in turn: one that has no calls left for its many answers does not make the others' wait.
_ANSWERS = (
    select(
        outbox.c.id.label("letter_id"),
        func.row_number().over(partition_by=outbox.c.oa_id, order_by=outbox.c.id).label("place"),
    )
    .where(_READY, outbox.c.lane == 0)
    .subquery()
)
_DUE_REPLIES = (
    select(outbox)
    .join(_ANSWERS, _ANSWERS.c.letter_id == outbox.c.id)
    .order_by(_ANSWERS.c.place, outbox.c.id)
    .limit(bindparam("most"))
)
# Lane by lane; within a lane every account and commune in turn, so that a large one does not make the others wait.
_QUEUE = (outbox.c.lane, outbox.c.oa_id, outbox.c.unit_code)
_TURNS = (
    select(
        outbox.c.id.label("letter_id"),
        func.row_number().over(partition_by=_QUEUE, order_by=outbox.c.id).label("place"),
    )
    .where(
        _READY, outbox.c.lane > 0, func.coalesce(outbox.c.oa_id, "").not_in(bindparam("busy", expanding=True))
    )
    .subquery()
)
_DUE_OTHERS = (
    select(outbox)
    .join(_TURNS, _TURNS.c.letter_id == outbox.c.id)
    .order_by(outbox.c.lane, _TURNS.c.place, outbox.c.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id == bindparam("letter_id"))
    .values(
        attempts=outbox.c.attempts + 1,
        oa_id=bindparam("through"),
        claimed_by=bindparam("claimer"),
        claimed_until=bindparam("claimed_to"),
        uncertain_since=bindparam("in_doubt"),
        doubtful_ways=bindparam("ways_in_doubt"),
    )
)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(810001)")


async def due(rows: Rows, now: datetime, most: int, busy: Collection[str] = ()) -> list[Letter]:
    """Letters whose time has come, in the order in which they go; nobody else may look until this commits.

    Of accounts that are ``busy`` (out of calls for the moment) only replies; "" is whatever names no account.
    """
    if not rows.is_sqlite:
        await rows.run(_ONE_AT_A_TIME)
    found = list(await rows.all(_DUE_REPLIES, {"now": now, "most": most}))
    if len(found) < most:
        values = {"now": now, "most": most - len(found), "busy": sorted(busy)}
        found += await rows.all(_DUE_OTHERS, values)
    return await _opened_all(rows, found)


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
    """Record the attempt, and the account through which it is made, before the call.

    A doubt about an earlier one stays until it is settled.
    ``doubtful_ways`` of the letters names the way that is taken now as well: it is in doubt if nothing more is heard.
    """
    if letters:
        values = [
            {
                "letter_id": one.id,
                "through": one.oa_id,
                "claimer": claimer,
                "claimed_to": now + one.claim,
                "in_doubt": one.uncertain_since,
                "ways_in_doubt": _joined(one.doubtful_ways),
            }
            for one in sorted(letters, key=lambda one: one.id)
        ]
        await rows.run(_CLAIM, values)


def opened(row: Any, vault: Vault) -> Letter:
    """A letter from its row; an emptied one has no text."""
    body: dict[str, Any] = (
        {"text": ""} if row.body is None else vault.open_json("outbox.body", row.key, row.body)
    )
    letter = Letter(
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
        unit_code=row.unit_code,
        ways=tuple((row.way or "").split()),
        parts_sent=row.parts_sent or 0,
    )
    since = row.uncertain_since or _interrupted(row, letter)
    ways = () if since is None else tuple((row.doubtful_ways or "").split())
    return replace(letter, uncertain_since=since, doubtful_ways=ways)


def _interrupted(row: Any, letter: Letter) -> datetime | None:
    """When the attempt of one that died was claimed: whether it had its effect is not known."""
    if row.status != "waiting" or row.attempts == 0 or row.claimed_by is None:
        return None
    return letter.claimed_at


def _joined(ways: Sequence[str]) -> str | None:
    return " ".join(dict.fromkeys(ways))[:80] or None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. ``again_at`` says when it is tried again.

    ``ways`` are those tried so far; ``cost`` is what was spent, in đồng; ``uncertain_since``: an answer was lost.
    ``claimed_by``: as whose attempt it is written, None: whoever holds the letter.
    """

    key: str
    status: str
    at: datetime
    message_id: str | None = None
    error: str | None = None
    again_at: datetime | None = None
    counted: bool = True
    ways: tuple[str, ...] = ()
    cost: int | None = None
    parts_sent: int = 0
    uncertain_since: datetime | None = None
    doubtful_ways: tuple[str, ...] = ()
    claimed_by: str | None = None

    @property
    def waits_for_word(self) -> bool:
        """It waits for the person to write: not a failed attempt, so it does not count as one."""
        return self.again_at is not None and not self.counted

    @classmethod
    def of(cls, letter: Letter, status: str, at: datetime, error: str | None = None) -> Outcome:
        """An outcome that keeps everything known of the letter so far."""
        return cls(
            letter.key,
            status,
            at,
            error=error,
            ways=letter.ways,
            parts_sent=letter.parts_sent,
            uncertain_since=letter.uncertain_since,
            doubtful_ways=letter.doubtful_ways,
            claimed_by=letter.claimed_by,
        )


_HOLDER = bindparam("holder", type_=String)
# One whose claim has run out while it waited for Zalo does not overwrite what the next one has found out.
_STILL_MINE = and_(
    outbox.c.key == bindparam("letter_key"),
    outbox.c.status == "waiting",
    or_(_HOLDER.is_(None), outbox.c.claimed_by == _HOLDER),
)
_SETTLE = (
    update(outbox)
    .where(_STILL_MINE)
    .values(
        status=bindparam("new_status"),
        sent_at=bindparam("was_sent_at"),
        settled_at=bindparam("was_settled_at"),
        message_id=bindparam("zalo_id"),
        error=bindparam("problem"),
        way=bindparam("ways"),
        cost=bindparam("spent"),
        claimed_until=None,
    )
)
_LATER = (
    update(outbox)
    .where(_STILL_MINE)
    .values(
        not_before=bindparam("again"),
        error=bindparam("problem"),
        way=bindparam("ways"),
        parts_sent=bindparam("arrived"),
        uncertain_since=bindparam("in_doubt"),
        doubtful_ways=bindparam("ways_in_doubt"),
        claimed_by=None,
        claimed_until=None,
        attempts=outbox.c.attempts - bindparam("uncounted"),
    )
)


async def hold(rows: Rows, letter_ids: Collection[int]) -> None:
    """Take these letters before they are settled and claimed one by one."""
    if letter_ids:
        await rows.hold(outbox, outbox.c.id.in_(letter_ids))


async def settle(rows: Rows, outcomes: Sequence[Outcome], also: Collection[int] = ()) -> None:
    """Write what became of the attempts; ``also``: letters to be held with theirs, which are changed next."""
    if len(outcomes) + len(also) > 1:
        mine = outbox.c.key.in_([one.key for one in outcomes])
        await rows.hold(outbox, or_(mine, outbox.c.id.in_(also)) if also else mine)
    final = [_settled(one) for one in outcomes if one.again_at is None]
    later = [_postponed(one) for one in outcomes if one.again_at is not None]
    if final:
        await rows.run(_SETTLE, final)
    if later:
        await rows.run(_LATER, later)


def _settled(one: Outcome) -> dict[str, Any]:
    return {
        **_about(one),
        # That it was sent is true whoever holds it now, and keeps the next one from sending it again.
        "holder": None if one.status == "sent" else one.claimed_by,
        "new_status": one.status,
        "was_sent_at": one.at if one.status == "sent" else None,
        "was_settled_at": one.at,
        "zalo_id": one.message_id,
        "spent": one.cost,
    }


def _postponed(one: Outcome) -> dict[str, Any]:
    return {
        **_about(one),
        "again": one.again_at,
        "arrived": one.parts_sent,
        "in_doubt": one.uncertain_since,
        "ways_in_doubt": _joined(one.doubtful_ways),
        "holder": one.claimed_by,
        "uncounted": 0 if one.counted else 1,
    }


def _about(one: Outcome) -> dict[str, Any]:
    problem = None if one.error is None else one.error[:200]
    return {"letter_key": one.key, "problem": problem, "ways": " ".join(one.ways)[:80] or None}


_ON_CALL_LIST = and_(outbox.c.status == "failed", outbox.c.kind == "prompt", outbox.c.way.endswith(Way.CALL))
"""Questions that no way was open for: they go out when the person writes."""


async def release(rows: Rows, addresses: Sequence[str], now: datetime) -> int:
    """The person has written: what waited for that goes now, also questions that no way was open for."""
    theirs = and_(outbox.c.to.in_(addresses), outbox.c.way.is_not(None), outbox.c.body.is_not(None))
    waiting = and_(outbox.c.status == "waiting", outbox.c.claimed_until.is_(None), outbox.c.not_before > now)
    still_worth_it = or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now)
    mine = and_(theirs, or_(waiting, and_(_ON_CALL_LIST, still_worth_it)))
    await rows.hold(outbox, mine)
    anew = update(outbox).where(mine)
    return await rows.run(anew.values(status="waiting", not_before=now, way=None, error=None))


async def resume(rows: Rows, oa_id: str, now: datetime) -> int:
    """The account has working tokens again: what waited for them goes now, and what was put back behind it."""
    first = outbox.alias()
    later = and_(outbox.c.status == "waiting", outbox.c.claimed_until.is_(None), outbox.c.not_before > now)
    is_first = outbox.c.error.contains(f"account {oa_id} ", autoescape=True)
    is_behind = exists().where(
        first.c.to == outbox.c.to,
        first.c.lane == outbox.c.lane,
        first.c.not_before == outbox.c.not_before,
        first.c.status == "waiting",
        first.c.error.contains(f"account {oa_id} ", autoescape=True),
    )
    found = await rows.all(select(outbox.c.id).where(later, or_(is_first, is_behind)))
    ids = [row.id for row in found]
    if ids:
        await rows.hold(outbox, outbox.c.id.in_(ids))
        await rows.run(_RESUME, [{"letter": one, "again": now} for one in ids])
    return len(ids)


_RESUME = (
    update(outbox)
    .where(outbox.c.id == bindparam("letter"), outbox.c.status == "waiting", outbox.c.claimed_until.is_(None))
    .values(not_before=bindparam("again"), error=None)
)


async def empty_for(rows: Rows, addresses: Sequence[str]) -> int:
    """Empty at once what was sent to these addresses (consent refused or withdrawn, data erased)."""
    theirs = and_(outbox.c.to.in_(addresses), outbox.c.status != "waiting", outbox.c.body.is_not(None))
    await rows.hold(outbox, theirs)
    return await rows.run(update(outbox).where(theirs).values(body=None))


async def count_waiting(rows: Rows) -> int:
    """How many messages wait to be sent, those whose time has not come yet among them."""
    query = select(func.count()).select_from(outbox).where(outbox.c.status == "waiting")
    found: int = await rows.scalar(query)
    return found


async def empty_bodies(rows: Rows, now: datetime) -> int:
    """Empty the texts of letters done some days ago; their keys stay.

    A question on the call list is done when it is over.
    """
    old = and_(outbox.c.created_at < now - KEPT, outbox.c.status != "waiting", outbox.c.body.is_not(None))
    # Coalesced: a letter without a way or without an end is none of them, not "unknown".
    may_still_be_put = func.coalesce(and_(_ON_CALL_LIST, outbox.c.expires_at > now), false())
    over = and_(old, not_(may_still_be_put))
    await rows.hold(outbox, over)
    return await rows.run(update(outbox).where(over).values(body=None))
