"""Collects what was not understood, without names and numbers, so that officers can say what it means."""

from __future__ import annotations

from handlers.pending import count
from handlers.reading import role_of
from handlers.turn import Turn
from storage import unread
from vietnamese.masking import masked

_WORDS = 2
"""Fewer words tell nothing."""
_FORMS = frozenset({"", "report", "correction"})
"""In other forms names, addresses and phones are asked: what is typed there is not collected."""


async def collect(turn: Turn) -> None:
    """Keep this text for labelling, unless its form asks for personal data."""
    opened = turn.open
    form = "" if opened is None else opened.conversation
    question = None if opened is None else opened.form.asked()
    line = masked(turn.incoming.text)
    if form not in _FORMS or len(line.split()) < _WORDS:
        return
    asked = "" if question is None else question.key
    waiting = min(await count(turn), 2)
    said = unread.Line(line, role_of(turn.speaker, turn), asked, form, waiting)
    await unread.keep(turn.rows, said, turn.today)
