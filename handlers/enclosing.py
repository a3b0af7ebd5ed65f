"""A file that goes with a message: kept with the turn, sent by the postman after the text, uploaded or as a link."""

from __future__ import annotations

from datetime import timedelta

from domain.messages import MessageKind
from handlers.turn import PROMPT_LIVES, Turn
from storage import handouts

SENT_WITHIN = handouts.LINK_LIVES
"""A letter with a file is worth sending as long as its link is good."""


async def tell_with_file(
    turn: Turn,
    to: str,
    text: str,
    name: str,
    content: bytes,
    *,
    about: str,
    kind: MessageKind = MessageKind.PROMPT,
) -> None:
    """Write to somebody, the speaker too, and enclose a file under its Vietnamese name ("Báo cáo tháng 11.pdf").

    PDF, DOC, DOCX up to 5 MB, JPG and PNG up to 1 MB, GIF up to 5 MB are shown in the chat; all else is a link.
    """
    key = await handouts.lay_out(turn.rows, name, content, turn.at)
    lives: timedelta = min(PROMPT_LIVES, SENT_WITHIN)
    turn.tell(to, text, about=about, kind=kind, lives=lives, detail={"file": {"id": key}})
