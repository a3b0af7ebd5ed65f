"""The desk: what somebody does on a page is a turn like any other, with the same rules, letters and audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.people import Appointment, Person
from handlers.heard import Incoming
from handlers.turn import Contact, House, Speaker, Turn
from storage import outbox, taps
from storage.audit import Entry, note
from storage.database import Rows


def at_desk(
    rows: Rows,
    house: House,
    account: tuple[str, str],
    person: Person,
    offices: Sequence[Appointment],
    at: datetime,
    key: str,
) -> Turn:
    """A turn of somebody who is logged in to the pages; ``key`` makes its messages unique."""
    speaker = Speaker(*account, Contact(at, at, greeted_at=at), person, tuple(offices))
    incoming = Incoming(key, *account, "page", at)
    return Turn(incoming, speaker, rows, house, [])


async def keep(turn: Turn, rows: Rows) -> int:
    """Write what the turn owes, offers and leaves as a trace; how many letters it owes."""
    await taps.keep(rows, turn.effects.taps)
    await note(rows, *(Entry(**one) for one in turn.effects.audits))
    await outbox.owe(rows, turn.effects.letters)
    return len(turn.effects.letters)


def replies(turn: Turn) -> str:
    """What a conversation has answered, to be read on the page instead of in the chat."""
    mine = [one for one in turn.effects.letters if one.key.startswith("reply:")]
    turn.effects.letters[:] = [one for one in turn.effects.letters if one not in mine]
    return " ".join(one.text for one in mine)
