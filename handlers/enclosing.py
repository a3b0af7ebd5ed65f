"""A file that goes with a message: kept with the turn, sent by the postman after the text, uploaded or as a link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.messages import MessageKind
from storage import handouts
from storage.database import Rows
from storage.orders import Order
from storage.outbox import Letter

SENT_WITHIN = handouts.LINK_LIVES
"""A letter with a file is worth sending as long as its link is good."""


async def letter_with_file(
    rows: Rows, order: Order, text: str, name: str, content: bytes, now: datetime
) -> Letter:
    """The answer to an order; it encloses the document under its Vietnamese name ("Báo cáo tháng 11.pdf").

    PDF, DOC, DOCX up to 5 MB, JPG and PNG up to 1 MB, GIF up to 5 MB are shown in the chat; all else is a link.
    """
    key = await handouts.lay_out(rows, name, content, now)
    return _answer(order, text, now, {"file": {"id": key}})


def plain_letter(order: Order, text: str, now: datetime) -> Letter:
    """The answer to an order of which nothing came."""
    return _answer(order, text, now, {})


def _answer(order: Order, text: str, now: datetime, detail: dict[str, Any]) -> Letter:
    return Letter(
        key=f"paper:{order.key}",
        to=order.address,
        kind=str(MessageKind.REPLY),
        lane=int(MessageKind.REPLY.lane),
        text=text,
        created_at=now,
        not_before=now,
        expires_at=now + SENT_WITHIN,
        detail=detail,
    )
