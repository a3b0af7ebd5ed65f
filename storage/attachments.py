"""What people sent besides text: what Zalo says of it, whether its bytes are here, to which report it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update

from domain.reports import ReportStatus
from storage.database import Rows
from storage.tables import attachments, reports
from storage.vault import SealBroken, Vault

FETCHED = frozenset({"image", "gif", "file", "audio", "video"})
"""Kinds whose bytes lie at an address of Zalo's and are fetched."""
CLAIM = timedelta(minutes=2)
STRAY_KEPT = timedelta(days=90)
"""How long is kept what belongs to no report."""
MOST_A_DAY = 100
"""What of one sender is fetched within 24 hours: nobody can fill the store."""
_GONE = ("failed", "removed")
_BLOBS = text("SELECT pg_advisory_xact_lock(810003)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be fetched; `attempts` counts this one."""

    id: int
    event_key: str
    address: str
    kind: str
    detail: dict[str, Any]
    at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A photo or file of a report; ``sha256`` is None as long as its bytes are not here."""

    kind: str
    sha256: str | None
    size: int | None
    content_type: str | None
    is_coming: bool


async def has_room(rows: Rows, address: str, at: datetime) -> bool:
    """Whether what this sender brings is still fetched today."""
    lately = attachments.c.address == address, attachments.c.at > at - timedelta(days=1)
    query = select(func.count()).select_from(attachments).where(*lately, attachments.c.fetch.is_not(None))
    return bool(await rows.scalar(query) < MOST_A_DAY)


async def keep(
    rows: Rows, event_key: str, address: str, given: Sequence[tuple[str, dict[str, Any]]], at: datetime
) -> list[int]:
    """Keep what one event brought, as (kind, detail) in order; their ids. Twice is once."""
    values = [
        {
            "event_key": event_key,
            "position": position,
            "address": address,
            "kind": kind,
            "detail": rows.vault.seal_json("attachments.detail", f"{event_key}/{position}", detail),
            "at": at,
            **_to_fetch(kind, detail, at),
        }
        for position, (kind, detail) in enumerate(given)
    ]
    if values:
        await rows.add_unless_there(attachments, values)
    query = (
        select(attachments.c.id).where(attachments.c.event_key == event_key).order_by(attachments.c.position)
    )
    return [row.id for row in await rows.all(query)]


def _to_fetch(kind: str, detail: dict[str, Any], at: datetime) -> dict[str, Any]:
    wanted = kind in FETCHED and bool(detail.get("url"))
    return {
        "fetch": "waiting" if wanted else None,
        "fetch_attempts": 0 if wanted else None,
        "fetch_at": at if wanted else None,
    }


# --- belonging to a report ------------------------------------------------------------------------------------------

_HERE = or_(attachments.c.fetch.is_(None), attachments.c.fetch.not_in(_GONE))


async def attach(rows: Rows, ids: Sequence[int], report_id: int) -> None:
    """They belong to this report, except what could not be fetched."""
    if ids:
        mine = and_(attachments.c.id.in_(ids), _HERE)
        await rows.run(update(attachments).where(mine).values(report_id=report_id))


async def still_here(rows: Rows, ids: Sequence[int]) -> list[int]:
    """Those of them that were fetched, or still may be, in the order given."""
    if not ids:
        return []
    found = await rows.all(select(attachments.c.id).where(attachments.c.id.in_(ids), _HERE))
    here = {row.id for row in found}
    return [one for one in ids if one in here]


async def count_of(rows: Rows, report_id: int) -> int:
    """How many belong to a report."""
    query = select(func.count()).select_from(attachments).where(attachments.c.report_id == report_id)
    found: int = await rows.scalar(query)
    return found


async def details_of(rows: Rows, report_id: int) -> list[dict[str, Any]]:
    """What Zalo said of each attachment of a report, oldest first."""
    query = select(attachments).where(attachments.c.report_id == report_id).order_by(attachments.c.id)
    return [_detail(row, rows.vault) for row in await rows.all(query) if row.detail is not None]


def _detail(row: Any, vault: Vault) -> dict[str, Any]:
    found: dict[str, Any] = vault.open_json(
        "attachments.detail", f"{row.event_key}/{row.position}", row.detail
    )
    return found


async def of_report(rows: Rows, report_id: int) -> list[Enclosed]:
    """Photos and files of a report, oldest first; what has no bytes (a place) is left out."""
    mine = attachments.c.report_id == report_id, attachments.c.fetch.is_not(None)
    found = await rows.all(select(attachments).where(*mine).order_by(attachments.c.id))
    return [
        Enclosed(
            row.kind,
            row.sha256 if row.fetch == "stored" else None,
            row.size,
            row.content_type,
            row.fetch == "waiting",
        )
        for row in found
    ]


# --- fetching -------------------------------------------------------------------------------------------------------


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(attachments.c.fetch == "waiting", attachments.c.fetch_at <= now)


async def any_due(rows: Rows, now: datetime) -> bool:
    """Whether something is to be fetched now."""
    return await rows.scalar(select(attachments.c.id).where(_due(now)).limit(1)) is not None


async def claim(rows: Rows, now: datetime, most: int) -> list[Wanted]:
    """Take what is due; nobody else gets it before the claim has run out. The attempt is counted first."""
    query = select(attachments).where(_due(now)).order_by(attachments.c.fetch_at, attachments.c.id)
    found = await rows.all(query.limit(most).with_for_update(skip_locked=True))
    taken = attachments.c.id.in_([row.id for row in found])
    if found:
        values = {"fetch_at": now + CLAIM, "fetch_attempts": attachments.c.fetch_attempts + 1}
        await rows.run(update(attachments).where(taken).values(values))
    return [_wanted(row, rows.vault) for row in found]


def _wanted(row: Any, vault: Vault) -> Wanted:
    """One whose key is gone from DATA_KEY has no address: it is given up like any that is not to be had."""
    try:
        detail = _detail(row, vault)
    except SealBroken:
        detail = {}
    return Wanted(row.id, row.event_key, row.address, row.kind, detail, row.at, row.fetch_attempts + 1)


async def stored(rows: Rows, wanted: Wanted, sha256: str, size: int, content_type: str) -> None:
    """Its bytes lie in the store. What was let go meanwhile only remembers them, to be cleared."""
    await _alone_with_blobs(rows)
    waiting = attachments.c.id == wanted.id, attachments.c.fetch == "waiting"
    values = {"fetch": "stored", "sha256": sha256, "size": size, "content_type": content_type}
    if not await rows.run(update(attachments).where(*waiting).values(values | {"fetch_error": None})):
        let_go = attachments.c.id == wanted.id, attachments.c.fetch == "removed"
        await rows.run(update(attachments).where(*let_go).values(sha256=sha256))


async def again(rows: Rows, wanted: Wanted, at: datetime, reason: str) -> None:
    """It could not be fetched yet: once more at that moment."""
    waiting = attachments.c.id == wanted.id, attachments.c.fetch == "waiting"
    values = {"fetch_at": at, "fetch_error": reason[:120]}
    await rows.run(update(attachments).where(*waiting).values(values))


async def given_up(rows: Rows, wanted: Wanted, reason: str) -> bool:
    """It cannot be had: it belongs to no report any more. False: that was settled before."""
    waiting = attachments.c.id == wanted.id, attachments.c.fetch == "waiting"
    values = {"fetch": "failed", "fetch_error": reason[:120], "report_id": None}
    return await rows.run(update(attachments).where(*waiting).values(values)) == 1


# --- letting go -----------------------------------------------------------------------------------------------------

_LET_GO = {"fetch": "removed", "detail": None, "report_id": None}
_KEPT = or_(attachments.c.fetch.is_(None), attachments.c.fetch != "removed")


async def let_go_strays(rows: Rows, now: datetime) -> int:
    """What belongs to no report and was kept long enough; its bytes are cleared from the store afterwards."""
    old = attachments.c.report_id.is_(None), attachments.c.at < now - STRAY_KEPT, _KEPT
    return await rows.run(update(attachments).where(*old).values(_LET_GO))


async def forget(rows: Rows, addresses: Sequence[str]) -> int:
    """Let go of what these addresses sent; what belongs to a sent report stays with it, nameless."""
    drafts = select(reports.c.id).where(reports.c.status == str(ReportStatus.DRAFT))
    stray = or_(attachments.c.report_id.is_(None), attachments.c.report_id.in_(drafts))
    theirs = attachments.c.address.in_(addresses)
    gone = await rows.run(update(attachments).where(theirs, stray, _KEPT).values(_LET_GO))
    await rows.run(update(attachments).where(theirs, attachments.c.fetch == "stored").values(detail=None))
    return gone


async def to_clear(rows: Rows, most: int) -> list[str]:
    """Contents that somebody has let go of."""
    query = select(attachments.c.sha256).where(
        attachments.c.fetch == "removed", attachments.c.sha256.is_not(None)
    )
    return [row.sha256 for row in await rows.all(query.distinct().limit(most))]


async def is_needed(rows: Rows, sha256: str) -> bool:
    """Whether anything still refers to this content; nothing can begin to before this transaction ends."""
    await _alone_with_blobs(rows)
    refers = attachments.c.sha256 == sha256, attachments.c.fetch == "stored"
    return await rows.scalar(select(attachments.c.id).where(*refers).limit(1)) is not None


async def cleared(rows: Rows, sha256: str) -> None:
    """What was let go has been cleared from the store, or is still needed by others."""
    let_go = attachments.c.sha256 == sha256, attachments.c.fetch == "removed"
    await rows.run(update(attachments).where(*let_go).values(sha256=None))


async def contents(rows: Rows) -> list[str]:
    """Every content that lies in the store."""
    query = select(attachments.c.sha256).where(attachments.c.sha256.is_not(None)).distinct()
    return [row.sha256 for row in await rows.all(query.order_by(attachments.c.sha256))]


async def _alone_with_blobs(rows: Rows) -> None:
    """SQLite has one writer; on PostgreSQL references and removals wait for each other."""
    if not rows.is_sqlite:
        await rows.run(_BLOBS)
