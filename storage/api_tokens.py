"""Tokens with which other programs read the figures of a unit's subtree: issued once, kept as a hash, ended by hand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.database import Rows
from storage.page_sessions import hashed
from storage.tables import api_tokens

MARK = "tocds_"
"""What every token begins with, so that one that was published by mistake is found by searching for it."""


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as it is listed: never the token itself."""

    id: int
    unit_code: str
    name: str
    created_at: datetime
    ended_at: datetime | None


async def issue(rows: Rows, unit_code: str, name: str, at: datetime) -> tuple[int, str]:
    """A fresh token of 256 random bits: (its number, the token). It cannot be shown again."""
    token = MARK + secrets.token_urlsafe(32)
    values = {"token_hash": hashed(token), "unit_code": unit_code, "name": name}
    key: int = await rows.add(api_tokens, values | {"created_at": at, "ended_at": None})
    return key, token


async def find(rows: Rows, token: str) -> ApiToken | None:
    """The token, if it is ours and has not ended."""
    mine = api_tokens.c.token_hash == hashed(token), api_tokens.c.ended_at.is_(None)
    row = await rows.first(select(api_tokens).where(*mine))
    return None if row is None else _token(row)


async def everything(rows: Rows) -> Sequence[ApiToken]:
    """Every token, ended ones too, oldest first."""
    return [_token(row) for row in await rows.all(select(api_tokens).order_by(api_tokens.c.id))]


def _token(row: Any) -> ApiToken:
    return ApiToken(row.id, row.unit_code, row.name, row.created_at, row.ended_at)


async def end(rows: Rows, token_id: int, at: datetime) -> bool:
    """End a token; False where there is none or it has ended."""
    mine = api_tokens.c.id == token_id, api_tokens.c.ended_at.is_(None)
    return await rows.run(update(api_tokens).where(*mine).values(ended_at=at)) == 1
