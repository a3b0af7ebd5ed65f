"""The report somebody has just sent: what an afterthought, a late photo or a second press of "Gửi" is about."""

from __future__ import annotations

import re
from datetime import timedelta

from handlers.heard import Heard
from handlers.turn import Turn
from storage import reports
from storage.reports import Kept
from vietnamese import fold

A_DAY = timedelta(days=1)
A_WHILE = timedelta(hours=1)
_AFTERTHOUGHT = re.compile(
    r"\b(?:quen|sot|nham|bo sung|ghi them|(?<!tai )khoan)\b|\bcon thieu\b"
    r"|^(?:a|ay|o|ui|oi|chet)\b (?:\S+ )?(?:ma|con|co)\b"
)


async def just_sent(turn: Turn, within: timedelta = A_DAY) -> Kept | None:
    """The monthly report that the speaker sent last, when that was no longer ago."""
    if turn.speaker.person_id is None:
        return None
    mine = await reports.of_person(turn.rows, turn.speaker.person_id)
    sent = [(one.report.submitted_at, one) for one in mine if one.report.counts]
    lately = [(at, one) for at, one in sent if at is not None and at > turn.at - within]
    return max(lately, key=lambda pair: pair[0], default=(None, None))[1]


def is_afterthought(heard: Heard) -> bool:
    """ "à khoan, có 2 buổi", "bổ sung thêm 2 hồ sơ": words of somebody who has more to say of what he said."""
    return bool(heard.slot("add")) or _AFTERTHOUGHT.search(fold(heard.text)) is not None
